package report

import (
	"fmt"
	"io"
	"slices"
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
