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

func writeComparisonHTML(w io.Writer, c Comparison, _ bool) error {
	p, err := c.htmlPage()
	if err != nil {
		return err
	}
	return p.write(w)
}

func (c Comparison) htmlPage() (*htmlPage, error) {
	old, new := plain(c.Old.System.Name), plain(c.New.System.Name)
	p := &htmlPage{
		Kicker: "rollcall compare",
		Title:  fmt.Sprintf("%s → %s", old, new),
		Facts: []htmlFact{
			{Name: "Old", Value: systemFact(c.Old)}, {Name: "New", Value: systemFact(c.New)},
			{Name: "Gold", Value: goldFact(c.New, c.Documents, c.Mentions)}, {"Gold digest", c.Gold, true},
		},
		Headline:  c.htmlHeadline(),
		Generator: generator(c.New.Version),
	}
	p.Facts = append(p.Facts, runFacts([]string{"Old", "New"}, c.Old, c.New)...)
	if len(c.Notes) > 0 {
		p.Sections = append(p.Sections, warningSection(c.Notes))
	}
	figures := htmlSection{ID: "figures", Title: "Differences", Short: "Differences"}
	for _, s := range c.Schemes {
		figures.Blocks = append(figures.Blocks,
			htmlBlock{Title: schemeTitle(s.Scheme), Table: c.differenceTable(s)},
			htmlBlock{Title: s.Scheme.Name + ": precision and recall", Table: c.ratiosTable(s)})
	}
	if len(c.Measures) > 0 {
		figures.Blocks = append(figures.Blocks, htmlBlock{Title: "measures", Table: c.measuresTable()})
	}
	notes := append(method(c.Stats, c.Documents), differenceNote, effectNote)
	figures.Blocks = append(figures.Blocks, htmlBlock{Notes: notes})
	p.Sections = append(p.Sections, figures)
	if len(c.Files) > 0 {
		p.Sections = append(p.Sections, htmlSection{ID: "files", Title: "File by file", Short: "Files",
			Blocks: []htmlBlock{{Title: c.Schemes[0].Scheme.Name + " F1", Table: c.filesTable()}}})
	}
	p.Sections = append(p.Sections, c.changeSection())
	list, err := c.changeList()
	p.List = list
	return p, err
}

func warningSection(notes []string) htmlSection {
	return htmlSection{ID: "warnings", Title: "To know before reading on", Short: "Warnings", Warn: true, List: plains(notes)}
}

// systemFact is a system with what it can be known again by.
func systemFact(r *eval.Run) string {
	if r.System.Kind == eval.PipelineSystem && r.System.Digest != "" {
		return fmt.Sprintf("%s, pipeline %s", plain(r.System.Name), plain(r.System.Digest))
	}
	return fmt.Sprintf("%s, answers %s", plain(r.System.Name), r.AnswersDigest())
}

func goldFact(r *eval.Run, documents, mentions int) string {
	files := plural(len(r.Files), "file")
	if len(r.Files) == 1 {
		files = plain(r.Files[0].Path)
	}
	return fmt.Sprintf("%s: %s, %s", files, plural(documents, "document"), plural(mentions, "mention"))
}

// runFacts are what results say of how they came about, once where all say the
// same.
func runFacts(names []string, runs ...*eval.Run) (facts []htmlFact) {
	same := !slices.ContainsFunc(runs, func(r *eval.Run) bool { return r.Origin != runs[0].Origin })
	if same {
		return originFacts(runs[0].Origin)
	}
	for i, r := range runs {
		for _, f := range originFacts(r.Origin) {
			f.Name = names[i] + ": " + strings.ToLower(f.Name)
			facts = append(facts, f)
		}
	}
	return facts
}

func (c Comparison) htmlHeadline() *htmlHeadline {
	s := c.Schemes[0]
	d := s.Micro
	h := &htmlHeadline{
		Figure: c.points(d.F1.Value), Name: "points of " + s.Scheme.Name + " F1 over all types",
		Word: outcomeWords[d.Outcome], Outcome: d.Outcome.String(),
		Beside: []htmlFact{
			{Name: "F1", Value: c.ratio(d.F1.Old) + " → " + c.ratio(d.F1.New)},
			{Name: "Gold mentions", Value: signed(d.Effect.Found) + " found, " + signed(-d.Effect.Lost) + " lost"},
			{Name: "Wrong answers", Value: signed(d.Effect.Come) + " come, " + signed(-d.Effect.Gone) + " gone"},
		},
	}
	if !d.F1.None() {
		h.Interval = fmt.Sprintf("%.4g %% interval %s, %s", 100*filled(c.Stats).Level, c.interval(d.F1.Interval), pText(d.Adjusted))
	}
	h.Plot = &plot{Axis: differenceAxis([]float64{d.F1.Value, d.F1.Low, d.F1.High}), Text: h.Figure + " " + h.Name + ", " + h.Interval}
	h.Plot.whisker(d.F1.Interval)
	h.Plot.point(d.F1.Value, outcomeShapes[d.Outcome], "")
	return h
}

func pText(p float64) string {
	if p < 0.001 {
		return "p < 0.001"
	}
	return "p = " + pValue(p)
}

// differenceTable draws what lies between F1 before and after, around zero.
func (c Comparison) differenceTable(s eval.SchemeComparison) *htmlTable {
	a := differenceAxis(deltaEnds(s, func(d eval.Difference) stats.Delta { return d.F1 }))
	t := &htmlTable{Caption: schemeTitle(s.Scheme), Head: []htmlHead{
		{Text: ""}, {Text: "old F1", Number: true}, {Text: "new F1", Number: true}, {Text: "difference", Number: true, Axis: a},
		{Text: "p", Help: "of types adjusted by Holm for looking at all of them", Number: true}, {Text: ""},
		{Text: "found", Help: "gold mentions right in new only", Number: true}, {Text: "lost", Help: "gold mentions right in old only", Number: true},
		{Text: "come", Help: "wrong answers that new has beyond old", Number: true}, {Text: "gone", Help: "wrong answers that old has beyond new", Number: true},
	}}
	row := func(name htmlCell, total bool, d eval.Difference, effect bool) {
		r := htmlRow{Total: total, Cells: []htmlCell{name,
			numberCell(c.ratio(d.F1.Old)), numberCell(c.ratio(d.F1.New)), c.deltaCell(d.F1, a, outcomeShapes[d.Outcome]),
			numberCell(pValue(d.Adjusted)), {Text: outcomeWords[d.Outcome], Class: d.Outcome.String()},
		}}
		if effect {
			r.Cells = append(r.Cells, numberCells(signed(d.Effect.Found), signed(-d.Effect.Lost), signed(d.Effect.Come), signed(-d.Effect.Gone))...)
		} else {
			r.Cells = append(r.Cells, make([]htmlCell, 4)...)
		}
		t.Rows = append(t.Rows, r)
	}
	for _, d := range s.Types {
		row(typeCell(d.Type), false, d, true)
	}
	row(htmlCell{Text: "all types", Sub: "micro"}, true, s.Micro, true)
	row(htmlCell{Text: "mean of types", Sub: "macro"}, true, s.Macro, false)
	return t
}

// deltaEnds are the differences of a scheme and the ends of their intervals.
func deltaEnds(s eval.SchemeComparison, of func(eval.Difference) stats.Delta) (values []float64) {
	for _, d := range append(slices.Clone(s.Types), s.Micro, s.Macro) {
		x := of(d)
		values = append(values, x.Value, x.Low, x.High)
	}
	return values
}

func (c Comparison) deltaCell(d stats.Delta, a *axis, shape string) htmlCell {
	cell := htmlCell{Text: c.points(d.Value), Number: true, Plot: &plot{Axis: a}}
	if !d.None() {
		cell.Sub = c.interval(d.Interval)
	}
	cell.Plot.whisker(d.Interval)
	cell.Plot.point(d.Value, shape, "")
	return cell
}

// ratiosTable has precision and recall, whose differences are not tested but
// have intervals.
func (c Comparison) ratiosTable(s eval.SchemeComparison) *htmlTable {
	precision := func(d eval.Difference) stats.Delta { return d.Precision }
	recall := func(d eval.Difference) stats.Delta { return d.Recall }
	a := differenceAxis(append(deltaEnds(s, precision), deltaEnds(s, recall)...))
	t := &htmlTable{Caption: s.Scheme.Name + ": precision and recall", Head: []htmlHead{
		{Text: ""}, {Text: "old P", Number: true}, {Text: "new P", Number: true}, {Text: "difference", Number: true, Axis: a},
		{Text: "old R", Number: true}, {Text: "new R", Number: true}, {Text: "difference", Number: true, Axis: a},
	}}
	row := func(name htmlCell, total bool, d eval.Difference) {
		r := htmlRow{Total: total, Cells: []htmlCell{name}}
		for _, x := range []stats.Delta{d.Precision, d.Recall} {
			r.Cells = append(r.Cells, numberCell(c.ratio(x.Old)), numberCell(c.ratio(x.New)), c.deltaCell(x, a, "own"))
		}
		t.Rows = append(t.Rows, r)
	}
	for _, d := range s.Types {
		row(typeCell(d.Type), false, d)
	}
	row(htmlCell{Text: "all types", Sub: "micro"}, true, s.Micro)
	row(htmlCell{Text: "mean of types", Sub: "macro"}, true, s.Macro)
	return t
}

// measuresTable has a line for each figure of a measure.
func (c Comparison) measuresTable() *htmlTable {
	var values []float64
	for _, d := range c.Measures {
		values = append(values, d.F1.Value, d.F1.Low, d.F1.High)
	}
	a := differenceAxis(values)
	t := &htmlTable{Caption: "Measures", Head: []htmlHead{
		{Text: ""}, {Text: "figure"}, {Text: "old F1", Number: true}, {Text: "new F1", Number: true}, {Text: "difference", Number: true, Axis: a},
		{Text: "p", Help: "adjusted by Holm for the rows after a measure's first", Number: true}, {Text: ""},
	}}
	for _, d := range c.Measures {
		t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{{Text: d.Measure.Name}, {Text: plain(d.Row)},
			numberCell(c.ratio(d.F1.Old)), numberCell(c.ratio(d.F1.New)), c.deltaCell(d.F1, a, outcomeShapes[d.Outcome]),
			numberCell(pValue(d.Adjusted)), {Text: outcomeWords[d.Outcome], Class: d.Outcome.String()}}})
	}
	return t
}

func (c Comparison) filesTable() *htmlTable {
	var values []float64
	parts := make([]Part, len(c.Files))
	for i, f := range c.Files {
		values = append(values, f.F1.Value, f.F1.Low, f.F1.High)
		parts[i].Name = f.Path
	}
	a := differenceAxis(values)
	t := &htmlTable{Caption: "File by file", Head: []htmlHead{
		{Text: ""}, {Text: "documents", Number: true}, {Text: "old F1", Number: true}, {Text: "new F1", Number: true},
		{Text: "difference", Number: true, Axis: a}, {Text: "p", Help: "adjusted by Holm for looking at all files", Number: true}, {Text: ""},
	}}
	for i, name := range fileNames(parts) {
		f := c.Files[i]
		t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{{Text: name}, numberCell(strconv.Itoa(f.Documents)),
			numberCell(c.ratio(f.F1.Old)), numberCell(c.ratio(f.F1.New)), c.deltaCell(f.F1, a, outcomeShapes[f.Outcome]),
			numberCell(pValue(f.Adjusted)), {Text: outcomeWords[f.Outcome], Class: f.Outcome.String()}}})
	}
	return t
}
