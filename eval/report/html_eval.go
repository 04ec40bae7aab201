package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"rollcall/eval"
	"rollcall/eval/stats"
)

// Origin says how the first system's result came about, for formats that show
// it. Its zero value is shown nowhere.
type Origin struct {
	eval.Origin
	Gold, Answers string // digests
}

func writeHTML(w io.Writer, r Report, _ bool) error {
	p, err := htmlReport(r)
	if err != nil {
		return err
	}
	return p.write(w)
}

func htmlReport(r Report) (*htmlPage, error) {
	first := r.Whole.Systems[0]
	p := &htmlPage{
		Kicker: "rollcall eval",
		Title:  fmt.Sprintf("%s on %s", plain(first.Name), plain(r.Whole.Name)),
		Facts:  evalFacts(r),
	}
	p.Generator = generator(r.origin.Version)
	p.Headline = evalHeadline(r.Whole)
	if warnings := r.allWarnings(); len(warnings) > 0 {
		p.Sections = append(p.Sections, warningSection(warnings))
	}
	figures := figureSection(r.Whole)
	figures.Blocks = append(figures.Blocks, htmlBlock{Notes: r.notes()})
	p.Sections = append(p.Sections, figures)
	if len(r.Files) > 0 {
		p.Sections = append(p.Sections, fileSection(r))
	}
	if measures := measureBlocks(r.Whole); len(measures) > 0 {
		p.Sections = append(p.Sections, htmlSection{ID: "measures", Title: "Other measures", Short: "Measures", Blocks: measures})
	}
	if r.Whole.Power != nil {
		p.Sections = append(p.Sections, powerSection(r.Whole.Power))
	}
	p.Sections = append(p.Sections, r.details.htmlSections()...)
	if r.details.faults != nil {
		p.Sections = append(p.Sections, r.details.faults.htmlSection(first.Name))
		if r.details.faults.listed {
			list, err := r.faultList()
			if err != nil {
				return nil, err
			}
			p.List = list
		}
	}
	return p, nil
}

func generator(version string) string {
	if version == "" {
		return "rollcall"
	}
	return "rollcall " + plain(version)
}

// allWarnings are those of all files and of the intervals.
func (r Report) allWarnings() []string {
	var out []string
	if len(r.Files) == 0 {
		out = warningsOf(r.Whole, "")
	}
	for _, p := range r.Files {
		out = append(out, warningsOf(p, p.Name+": ")...)
	}
	return append(out, r.InferenceWarnings()...)
}

func evalFacts(r Report) []htmlFact {
	s := r.Whole.Systems[0]
	facts := []htmlFact{{Name: "Scored", Value: plain(s.Name)}}
	if s.Digest != "" {
		facts = append(facts, htmlFact{"Pipeline digest", plain(s.Digest), true})
	}
	facts = append(facts, htmlFact{Name: "Against", Value: fmt.Sprintf("%s: %s, %s", plain(r.Whole.Name), plural(r.Whole.Documents, "document"), plural(r.Whole.Mentions, "gold mention"))})
	o := r.origin
	for _, f := range []htmlFact{
		{"Gold digest", o.Gold, true}, {"Answers digest", o.Answers, true},
	} {
		if f.Value != "" {
			f.Value = plain(f.Value)
			facts = append(facts, f)
		}
	}
	var beside []string
	for _, other := range r.Whole.Systems[1:] {
		name := plain(other.Name)
		if other.Digest != "" {
			name += " (" + plain(other.Digest) + ")"
		}
		beside = append(beside, name)
	}
	if len(beside) > 0 {
		facts = append(facts, htmlFact{Name: "Beside it", Value: strings.Join(beside, ", ")})
	}
	return append(facts, originFacts(o.Origin)...)
}

func originFacts(o eval.Origin) (facts []htmlFact) {
	if o.Version != "" {
		value := "rollcall " + plain(o.Version)
		if o.Go != "" {
			value += ", " + plain(o.Go)
		}
		facts = append(facts, htmlFact{Name: "Program", Value: value})
	}
	if o.Command != "" {
		facts = append(facts, htmlFact{"Command", plain(o.Command), true})
	}
	if o.Note != "" {
		facts = append(facts, htmlFact{Name: "Note", Value: plain(o.Note)})
	}
	return facts
}

// evalHeadline is F1 over all types under the first scheme.
func evalHeadline(p Part) *htmlHeadline {
	s := p.Systems[0]
	if len(s.Summaries) == 0 {
		return nil
	}
	b := builder{counts: p.counts}
	own := b.ratiosOf(s.Summaries[0].Micro)
	i := s.intervals(line{})
	h := &htmlHeadline{
		Figure: percent(own.F1), Name: s.Summaries[0].Scheme.Name + " F1 over all types",
		Beside: []htmlFact{{Name: "Precision", Value: withSpan(own.Precision, i.Precision)}, {Name: "Recall", Value: withSpan(own.Recall, i.Recall)}},
	}
	if p.hasIntervals() && !i.F1.None() {
		h.Interval = fmt.Sprintf("%s interval %s", s.level(), span(i.F1))
	}
	values := []float64{own.F1, i.F1.Low, i.F1.High}
	for _, other := range p.Systems[1:] {
		values = append(values, b.ratiosOf(other.Summaries[0].Micro).F1)
	}
	h.Plot = &plot{Axis: ratioAxis(values), Text: h.Name + " " + h.Figure + ", " + h.Interval}
	h.Plot.whisker(i.F1)
	for _, other := range p.Systems[1:] {
		f1 := b.ratiosOf(other.Summaries[0].Micro).F1
		h.Plot.point(f1, "other", plain(other.Name))
		value := percent(f1)
		if d, ok := other.difference(line{}); ok {
			value += ", " + signedPercent(d.F1.Value) + " " + besideWord(d.Outcome)
		}
		h.Beside = append(h.Beside, htmlFact{Name: plain(other.Name), Value: value})
	}
	h.Plot.point(own.F1, "own", plain(s.Name))
	return h
}

func withSpan(x float64, i stats.Interval) string {
	if i.None() {
		return percent(x)
	}
	return percent(x) + " (" + span(i) + ")"
}

// besideWord says whether another system's figure is apart from the first's by
// more than chance.
func besideWord(o eval.Outcome) string {
	switch o {
	case eval.NoDifference:
		return "= same"
	case eval.WithinChance, eval.Untested:
		return "~ chance"
	}
	return "≠ differs"
}

// figureSection has the tables of a part's schemes.
func figureSection(p Part) htmlSection {
	s := htmlSection{ID: "figures", Title: "Figures", Short: "Figures"}
	for i, sum := range p.Systems[0].Summaries {
		s.Blocks = append(s.Blocks,
			htmlBlock{Title: schemeTitle(sum.Scheme), Table: schemeTable(p, i), Notes: besideNotes(p)},
			htmlBlock{Title: sum.Scheme.Name + ": what became of every mention", Table: countTable(p, i), Notes: []string{countsLegend}})
	}
	if len(p.Systems[0].Brief) > 0 {
		s.Blocks = append(s.Blocks, htmlBlock{Title: "Other schemes, over all types", Table: briefTable(p)})
	}
	return s
}

func besideNotes(p Part) []string {
	if len(p.Systems) < 2 {
		return nil
	}
	return []string{"● " + plain(p.Systems[0].Name) + ", ◇ the others; the line is the interval. ≠ differs by more than chance explains, ~ by no more, = is the same."}
}

// figureRow is a line of a table of ratios.
type figureRow struct {
	part          Part // whose intervals the line has
	line          line
	name          htmlCell
	total, strong bool
	own           eval.Ratios
	other         []eval.Ratios // of the systems beside
	cells         []htmlCell    // after the ratios
}

func (r figureRow) intervals() eval.RatioIntervals {
	if !r.part.hasIntervals() {
		none := stats.NoInterval()
		return eval.RatioIntervals{Precision: none, Recall: none, F1: none}
	}
	return r.part.Systems[0].intervals(r.line)
}

// ratioTable draws F1, precision and recall of the first system, and F1 of the
// others.
func ratioTable(systems []System, caption string, extra []htmlHead, rows []figureRow) *htmlTable {
	var ofF1, ofOthers []float64
	for _, r := range rows {
		i := r.intervals()
		ofF1 = append(ofF1, r.own.F1, i.F1.Low, i.F1.High)
		for _, o := range r.other {
			ofF1 = append(ofF1, o.F1)
		}
		ofOthers = append(ofOthers, r.own.Precision, r.own.Recall, i.Precision.Low, i.Precision.High, i.Recall.Low, i.Recall.High)
	}
	// Without systems beside it, which may be far off, F1 is on the scale of the
	// two that it is the mean of.
	if len(systems) == 1 {
		ofF1 = append(ofF1, ofOthers...)
		ofOthers = ofF1
	}
	axes := []*axis{ratioAxis(ofF1), ratioAxis(ofOthers), ratioAxis(ofOthers)}
	t := &htmlTable{Caption: caption, Head: []htmlHead{
		{Text: ""}, {Text: "F1", Number: true, Axis: axes[0]}, {Text: "Precision", Number: true, Axis: axes[1]}, {Text: "Recall", Number: true, Axis: axes[2]},
	}}
	t.Head = append(t.Head, extra...)
	for _, s := range systems[1:] {
		t.Head = append(t.Head, htmlHead{Text: plain(s.Name) + " F1", Number: true})
	}
	for _, r := range rows {
		row := htmlRow{Total: r.total, Cells: []htmlCell{r.name}}
		i := r.intervals()
		for k, x := range []float64{r.own.F1, r.own.Precision, r.own.Recall} {
			of := []stats.Interval{i.F1, i.Precision, i.Recall}[k]
			c := htmlCell{Text: percent(x), Number: true, Strong: k == 0 && r.strong, Plot: &plot{Axis: axes[k]}}
			if !of.None() {
				c.Sub = span(of)
			}
			c.Plot.whisker(of)
			if k == 0 {
				for n, o := range r.other {
					c.Plot.point(o.F1, "other", plain(systems[1+n].Name))
				}
			}
			c.Plot.point(x, "own", "")
			row.Cells = append(row.Cells, c)
		}
		row.Cells = append(row.Cells, r.cells...)
		for n, o := range r.other {
			c := htmlCell{Text: percent(o.F1), Number: true, Class: "beside"}
			if d, ok := r.part.Systems[1+n].difference(r.line); ok && !r.part.counts {
				c.Sub = signedPercent(d.F1.Value) + " " + besideWord(d.Outcome)
			}
			row.Cells = append(row.Cells, c)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

var tpHeads = []htmlHead{
	{Text: "gold", Number: true}, {Text: "TP", Help: "right", Number: true},
	{Text: "FP", Help: "wrong or spurious", Number: true}, {Text: "FN", Help: "wrong or missed", Number: true},
}

func tpCells(c eval.Counts) []htmlCell {
	return numberCells(fmt.Sprint(c.Gold()), count(c.TP()), count(c.FP()), count(c.FN()))
}

// schemeTable has a line for each type, then micro and macro.
func schemeTable(p Part, i int) *htmlTable {
	b := builder{counts: p.counts}
	first := p.Systems[0]
	others := func(of func(System) eval.Ratios) (out []eval.Ratios) {
		for _, s := range p.Systems[1:] {
			out = append(out, of(s))
		}
		return out
	}
	var rows []figureRow
	add := func(r figureRow, of func(System) eval.Counts) {
		c := of(first)
		r.own, r.cells = b.ratiosOf(c), tpCells(c)
		r.other = others(func(s System) eval.Ratios { return b.ratiosOf(of(s)) })
		rows = append(rows, r)
	}
	for _, t := range rowTypes(p.Systems, i) {
		add(figureRow{part: p, name: typeCell(t), line: line{scheme: i, typ: t}},
			func(s System) eval.Counts { return countsOf(s.Summaries[i], t) })
	}
	add(figureRow{part: p, name: htmlCell{Text: "all types", Sub: "micro"}, total: true, strong: true, line: line{scheme: i}},
		func(s System) eval.Counts { return s.Summaries[i].Micro })
	rows = append(rows, figureRow{
		part: p, name: htmlCell{Text: "mean of types", Sub: "macro"}, total: true, line: line{scheme: i, macro: true},
		own: b.macro(first.Summaries[i]), cells: make([]htmlCell, len(tpHeads)),
		other: others(func(s System) eval.Ratios { return b.macro(s.Summaries[i]) }),
	})
	return ratioTable(p.Systems, schemeTitle(first.Summaries[i].Scheme), tpHeads, rows)
}

func briefTable(p Part) *htmlTable {
	b := builder{counts: p.counts}
	var rows []figureRow
	for i, sum := range p.Systems[0].Brief {
		r := figureRow{
			part: p, name: htmlCell{Text: sum.Scheme.Name, Sub: sum.Scheme.Doc}, line: line{scheme: len(p.Systems[0].Summaries) + i},
			own: b.ratiosOf(sum.Micro), cells: tpCells(sum.Micro),
		}
		for _, s := range p.Systems[1:] {
			r.other = append(r.other, b.ratiosOf(s.Brief[i].Micro))
		}
		rows = append(rows, r)
	}
	return ratioTable(p.Systems, "Other schemes, over all types", tpHeads, rows)
}

// fileSection has a line for each file, of the first scheme, and the tables of
// each behind it.
func fileSection(r Report) htmlSection {
	s := htmlSection{ID: "files", Title: "File by file", Short: "Files"}
	if len(r.Whole.Systems[0].Summaries) > 0 {
		name := r.Whole.Systems[0].Summaries[0].Scheme.Name
		s.Blocks = append(s.Blocks, htmlBlock{Title: name + " F1", Table: fileTable(r), Notes: besideNotes(r.Whole)})
	}
	if r.filesInBrief {
		return s
	}
	for i, p := range r.Files {
		fold := figureSection(p)
		fold.ID, fold.Title = fmt.Sprintf("file%d", i+1), plain(p.Name)
		fold.Blocks = append(fold.Blocks, measureBlocks(p)...)
		s.Folds = append(s.Folds, fold)
	}
	return s
}

func fileTable(r Report) *htmlTable {
	b := builder{counts: r.Whole.counts}
	names := fileNames(r.Files)
	var rows []figureRow
	for i, p := range r.Files {
		row := figureRow{part: p, name: htmlCell{Text: names[i]}}
		micro := p.Systems[0].Summaries[0].Micro
		row.own = b.ratiosOf(micro)
		row.cells = append(numberCells(fmt.Sprint(p.Documents)), tpCells(micro)...)
		for _, s := range p.Systems[1:] {
			row.other = append(row.other, b.ratiosOf(s.Summaries[0].Micro))
		}
		rows = append(rows, row)
	}
	heads := append([]htmlHead{{Text: "documents", Number: true}}, tpHeads...)
	return ratioTable(r.Whole.Systems, "File by file", heads, rows)
}

// countsLegend explains the bars of counts.
const countsLegend = "Each gold mention and each answer counts once; a pair that is wrong counts under the type of gold."

var (
	countNames   = []string{"correct", "partial", "incorrect", "missed", "spurious"}
	countClasses = []string{"good", "half", "wrong", "missed", "spurious"}
	countHelp    = []string{"a pair that is right", "a pair that is half right", "a pair that is wrong", "gold without an answer", "an answer without gold"}
)

// countTable has the five counts of MUC and SemEval.
func countTable(p Part, i int) *htmlTable {
	first := p.Systems[0]
	t := &htmlTable{Caption: "What became of every mention", Head: []htmlHead{{Text: ""}, {Text: "shares"}}}
	partial := first.Summaries[i].Micro.Partial > 0
	var shown []int
	for k, name := range countNames {
		if name != "partial" || partial {
			shown = append(shown, k)
			t.Head = append(t.Head, htmlHead{Text: name, Help: countHelp[k], Number: true, Swatch: countClasses[k]})
		}
	}
	add := func(name htmlCell, total bool, c eval.Counts) {
		m := c.MUC()
		counts := []int{m.Correct, m.Partial, m.Incorrect, m.Missed, m.Spurious}
		row := htmlRow{Total: total, Cells: []htmlCell{name, {Bar: newStackedBar(countNames, countClasses, counts)}}}
		for _, k := range shown {
			row.Cells = append(row.Cells, numberCell(strconv.Itoa(counts[k])))
		}
		t.Rows = append(t.Rows, row)
	}
	for _, typ := range rowTypes(p.Systems[:1], i) {
		add(typeCell(typ), false, countsOf(first.Summaries[i], typ))
	}
	add(htmlCell{Text: "all types"}, true, first.Summaries[i].Micro)
	return t
}

func measureBlocks(p Part) (out []htmlBlock) {
	for _, m := range slices.Concat(measureTables(p), beyondTables(p)) {
		blocks := gridBlocks(m.title, m.grids)
		var notes []string
		for n := range strings.SplitSeq(m.note, "\n") {
			if n != "" {
				notes = append(notes, n)
			}
		}
		notes = append(notes, m.list...)
		if len(blocks) == 0 {
			blocks = []htmlBlock{{Title: m.title}}
		}
		blocks[len(blocks)-1].Notes = notes
		out = append(out, blocks...)
	}
	return out
}

func powerSection(p *eval.Power) htmlSection {
	s := htmlSection{ID: "power", Title: powerTitle(p), Short: "Power"}
	tables := powerTables(p)
	for i, t := range tables {
		b := htmlBlock{Title: t.title, Table: gridTable(t.title, t.grid)}
		if i == len(tables)-1 {
			b.Notes = powerNotes
		}
		s.Blocks = append(s.Blocks, b)
	}
	return s
}
