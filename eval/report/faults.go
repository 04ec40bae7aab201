package report

import (
	"bytes"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/fatih/color"

	"rollcall/eval"
	"rollcall/text"
)

// faults are what is shown of errors.
type faults struct {
	all     int // faults of the result
	picked  eval.Repairs
	picky   bool         // not all of them are looked at
	shown   []eval.Fault // with contexts, kind by kind
	listed  bool         // contexts are asked for
	surface []eval.SurfaceRepair
}

func newFaults(r *eval.Result, o Options) *faults {
	all := r.Faults()
	picked := o.Details.Faults.Pick(all)
	out := &faults{all: len(all), picked: r.Repairs(picked), picky: o.Details.Faults.Picky(), listed: o.Errors != 0}
	out.surface = out.picked.Surfaces
	if n := o.Details.Surfaces; n >= 0 && n < len(out.surface) {
		out.surface = out.surface[:n]
	}
	var counts []int
	for _, k := range out.picked.Kinds {
		counts = append(counts, k.Faults)
	}
	most := perKind(o.Errors, o.MostErrors, counts)
	for _, k := range eval.FaultKinds() {
		of := eval.FaultFilter{Kinds: []eval.FaultKind{k}}.Pick(picked)
		if most >= 0 && len(of) > most {
			of = of[:most]
		}
		out.shown = append(out.shown, of...)
	}
	eval.AddContexts(out.shown)
	return out
}

// partsOf are the errors of faults, each with the index of its fault.
func partsOf(list []eval.Fault) iter.Seq2[int, eval.Error] {
	return func(yield func(int, eval.Error) bool) {
		for i := range list {
			for _, e := range list[i].Errors {
				if !yield(i, e) {
					return
				}
			}
		}
	}
}

func (f *faults) sections(system string) []section {
	all := f.picked.All
	which := plural(all.Faults, "fault")
	if f.picky {
		which = fmt.Sprintf("%d of %s picked", all.Faults, plural(f.all, "fault"))
	}
	kinds := section{title: fmt.Sprintf("Errors of %s: %s; strict F1 is %s", plain(system), which, percent(f.picked.F1))}
	if all.Faults == 0 {
		return []section{kinds}
	}
	g := grid{header: []string{"", "n", "docs", "FN", "FP", "F1 if mended", "gain"}, strong: 5}
	row := func(name string, r eval.Repair) []string {
		return []string{
			name, strconv.Itoa(r.Faults), strconv.Itoa(r.Documents), strconv.Itoa(r.Gold), strconv.Itoa(r.Answers),
			percent(r.F1), points(r.Gain),
		}
	}
	for _, k := range f.picked.Kinds {
		if k.Faults > 0 {
			g.rows = append(g.rows, row(k.Kind.String(), k.Repair))
		}
	}
	g.totals = [][]string{row("all", all)}
	kinds.grids = []grid{g}
	out := []section{kinds}
	if len(f.picked.Confusions) > 1 {
		out = append(out, f.confusionSection())
	}
	if len(f.surface) > 0 {
		out = append(out, f.surfaceSection())
	}
	return out
}

// mostConfusions is how many pairs of types tables show; JSON has all.
const mostConfusions = 8

func (f *faults) confusionSection() section {
	shown := f.picked.Confusions[:min(len(f.picked.Confusions), mostConfusions)]
	out := section{title: "Types confused"}
	if n := len(f.picked.Confusions); len(shown) < n {
		out.title = fmt.Sprintf("%s, %d of %d", out.title, len(shown), n)
	}
	g := grid{header: []string{"gold", "answered", "n", "docs", "F1 if mended", "gain"}, texts: 2}
	for _, c := range shown {
		g.rows = append(g.rows, []string{
			head(plain(string(c.Gold)), 28), head(plain(string(c.Answer)), 28),
			strconv.Itoa(c.Faults), strconv.Itoa(c.Documents), percent(c.F1), points(c.Gain),
		})
	}
	out.grids = []grid{g}
	return out
}

// points is a gain in F1, with two decimals as one name seldom gives more.
func points(x float64) string {
	s := strconv.FormatFloat(100*x, 'f', 2, 64)
	switch {
	case x != x:
		return "–"
	case s == "0.00" || s == "-0.00":
		return "0.00"
	case x > 0:
		return "+" + s
	}
	return "−" + s[1:]
}

// surfaceSection lists the surfaces, in marked notation.
func (f *faults) surfaceSection() section {
	out := section{title: fmt.Sprintf("Surfaces by what mending them would give, %d of %d", len(f.surface), len(f.picked.Surfaces))}
	g := grid{header: []string{"fault", "gold, or spurious answer", "answered instead", "n", "docs", "gain"}, texts: 3}
	for _, s := range f.surface {
		const room, roomInstead = 33, 26
		g.rows = append(g.rows, []string{
			s.Kind.String(), markedSurface(s.Surface, s.Type, room), instead(s.Readings, roomInstead),
			strconv.Itoa(s.Faults), strconv.Itoa(s.Documents), points(s.Gain),
		})
	}
	out.grids = []grid{g}
	return out
}

// markedSurface is "[Place Paris]", cut to what there is room for. Several
// mentions of different types are "[Person Ann] + [Place Paris]".
func markedSurface(surface string, t text.Type, room int) string {
	const and = " + "
	surfaces, types := strings.Split(surface, and), strings.Split(string(t), and)
	if len(types) == 1 || len(types) != len(surfaces) {
		label := head(plain(t.Label()), room/2)
		return "[" + label + " " + head(plain(surface), room-utf8.RuneCountInString(label)-3) + "]"
	}
	var parts []string
	for i := range types {
		parts = append(parts, "["+plain(text.Type(types[i]).Label())+" "+plain(surfaces[i])+"]")
	}
	return head(strings.Join(parts, and), room)
}

// instead is the most frequent reading, and how many others there are.
func instead(readings []eval.Reading, room int) string {
	if len(readings) == 0 {
		return ""
	}
	more := ""
	if n := len(readings) - 1; n > 0 {
		more = fmt.Sprintf(" +%d", n)
	}
	return markedSurface(readings[0].Surface, readings[0].Type, room-len(more)) + more
}

// list writes the errors with their contexts.
func (f *faults) list(out *bytes.Buffer, ink ink) {
	if !f.listed {
		return
	}
	f.byKind(func(k eval.FaultKind, heading string, list []eval.Fault) {
		fmt.Fprintf(out, "\n%s\n", ink.fault(k, heading))
		for i := range list {
			fmt.Fprintf(out, "  %s%s\n", ink.faint(faultAddress(&list[i])), note("  ", faultNote(&list[i])))
			for _, line := range contexts(list[i].Errors[0]) {
				fmt.Fprintf(out, "    %-6s  %s\n", line.side, plain(line.context))
			}
		}
	})
}

func (f *faults) listMarkdown(out *bytes.Buffer) {
	if !f.listed {
		return
	}
	f.byKind(func(_ eval.FaultKind, heading string, list []eval.Fault) {
		fmt.Fprintf(out, "\n**%s**\n\n", heading)
		for i := range list {
			fmt.Fprintf(out, "- %s%s\n", escape(faultAddress(&list[i])), note(": ", escape(faultNote(&list[i]))))
			for _, line := range contexts(list[i].Errors[0]) {
				fmt.Fprintf(out, "  - %s: %s\n", line.side, escape(line.context))
			}
		}
	})
}

// byKind goes through the faults that are shown, kind by kind.
func (f *faults) byKind(show func(k eval.FaultKind, heading string, list []eval.Fault)) {
	for _, k := range f.picked.Kinds {
		list := eval.FaultFilter{Kinds: []eval.FaultKind{k.Kind}}.Pick(f.shown)
		if len(list) == 0 {
			continue
		}
		heading := k.Kind.String()
		if len(list) < k.Faults {
			heading = fmt.Sprintf("%s, %d of %d", heading, len(list), k.Faults)
		}
		show(k.Kind, heading, list)
	}
}

func note(before, s string) string {
	if s == "" {
		return ""
	}
	return before + s
}

func faultAddress(f *eval.Fault) string { return address(f.Errors[0]) }

// faultNote is what is missed or spurious: where other mentions stand around
// it, the marks alone do not tell which is meant.
func faultNote(f *eval.Fault) string {
	if len(f.Errors) > 1 {
		return ""
	}
	return surface(f.Errors[0])
}

// remark paints what is worse.
func (i ink) remark(s string) string {
	if strings.HasPrefix(s, "▼") {
		return i.warning(s)
	}
	return s
}

func (i ink) fault(k eval.FaultKind, s string) string {
	colors := map[eval.FaultKind]color.Attribute{
		eval.FaultTooLong: color.FgYellow, eval.FaultTooShort: color.FgYellow, eval.FaultCrossing: color.FgYellow,
		eval.FaultType: color.FgMagenta, eval.FaultTypeAndBounds: color.FgMagenta,
		eval.FaultSplit: color.FgCyan, eval.FaultMerged: color.FgCyan,
		eval.FaultMissed: color.FgRed, eval.FaultSpurious: color.FgBlue,
	}
	return i.paint(s, colors[k], color.Bold)
}

// csvFaults has a line for each error, as csvErrors has, and beside it the kind
// of fault that it is part of and the fault's number.
func csvFaults(list []eval.Fault) [][]string {
	var errs []eval.Error
	var of []int
	for i, e := range partsOf(list) {
		errs, of = append(errs, e), append(of, i)
	}
	lines := csvErrors(errs)
	lines[0] = append(lines[0], "kind", "fault")
	for i, k := range of {
		lines[i+1] = append(lines[i+1], list[k].Kind.String(), strconv.Itoa(k+1))
	}
	return lines
}

func csvSurfaces(f *faults) [][]string {
	lines := [][]string{{"kind", "surface", "type", "answered_text", "answered_type", "readings", "n", "documents", "fn", "fp", "f1", "gain"}}
	for _, s := range f.surface {
		var r eval.Reading
		if len(s.Readings) > 0 {
			r = s.Readings[0]
		}
		lines = append(lines, []string{
			s.Kind.String(), s.Surface, string(s.Type), r.Surface, string(r.Type), strconv.Itoa(len(s.Readings)),
			strconv.Itoa(s.Faults), strconv.Itoa(s.Documents), strconv.Itoa(s.Gold), strconv.Itoa(s.Answers),
			number(s.F1), number(s.Gain),
		})
	}
	return lines
}

type jsonRepairs struct {
	F1       *float64            `json:"f1"` // strict, as it is
	All      jsonRepair          `json:"all"`
	Kinds    []jsonKindRepair    `json:"kinds"`
	Confused []jsonConfused      `json:"confusions"`
	Surfaces []jsonSurfaceRepair `json:"surfaces"`
}

type jsonRepair struct {
	N         int      `json:"n"`
	Documents int      `json:"documents"`
	FN        int      `json:"fn"`
	FP        int      `json:"fp"`
	F1        *float64 `json:"f1"`
	Gain      *float64 `json:"gain"`
}

type jsonKindRepair struct {
	Kind string `json:"kind"`
	jsonRepair
}

type jsonConfused struct {
	Gold   text.Type `json:"gold"`
	Answer text.Type `json:"answer"`
	jsonRepair
}

type jsonSurfaceRepair struct {
	Kind     string        `json:"kind"`
	Surface  string        `json:"surface"`
	Type     text.Type     `json:"type"`
	Readings []jsonReading `json:"readings,omitempty"`
	jsonRepair
}

type jsonReading struct {
	Surface string    `json:"surface"`
	Type    text.Type `json:"type"`
	N       int       `json:"n"`
}

func newJSONRepairs(f *faults) *jsonRepairs {
	repair := func(r eval.Repair) jsonRepair {
		return jsonRepair{r.Faults, r.Documents, r.Gold, r.Answers, jsonNumber(r.F1), jsonNumber(r.Gain)}
	}
	out := &jsonRepairs{F1: jsonNumber(f.picked.F1), All: repair(f.picked.All), Kinds: []jsonKindRepair{}, Confused: []jsonConfused{}, Surfaces: []jsonSurfaceRepair{}}
	for _, k := range f.picked.Kinds {
		out.Kinds = append(out.Kinds, jsonKindRepair{k.Kind.String(), repair(k.Repair)})
	}
	for _, c := range f.picked.Confusions {
		out.Confused = append(out.Confused, jsonConfused{c.Gold, c.Answer, repair(c.Repair)})
	}
	for _, s := range f.surface {
		row := jsonSurfaceRepair{Kind: s.Kind.String(), Surface: s.Surface, Type: s.Type, jsonRepair: repair(s.Repair)}
		for _, r := range s.Readings {
			row.Readings = append(row.Readings, jsonReading{r.Surface, r.Type, r.Faults})
		}
		out.Surfaces = append(out.Surfaces, row)
	}
	return out
}
