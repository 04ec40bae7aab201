package report

import (
	"strconv"

	"rollcall/eval"
	"rollcall/eval/stats"
)

// outcomeMarks say in a table what a difference comes to.
var outcomeMarks = map[eval.Outcome]string{
	eval.NoDifference: "=",
	eval.Untested:     "",
	eval.WithinChance: "~",
	eval.GotBetter:    "better",
	eval.GotWorse:     "worse",
}

// differenceGrid has F1 before and after, what of the difference is chance, and
// the effect in mentions.
func (c Comparison) differenceGrid(s eval.SchemeComparison) grid {
	g := grid{
		header: []string{"", "old F1", "new F1", "Δ", "interval", "p", "", "found", "lost", "come", "gone"},
		strong: 3,
	}
	row := func(name string, d eval.Difference, effect bool) []string {
		row := append([]string{name}, c.f1Cells(d.F1, d.Adjusted, d.Outcome)...)
		if !effect {
			return append(row, "", "", "", "")
		}
		e := d.Effect
		return append(row, signed(e.Found), signed(-e.Lost), signed(e.Come), signed(-e.Gone))
	}
	for _, d := range s.Types {
		g.rows = append(g.rows, row(plain(string(d.Type)), d, true))
	}
	g.totals = [][]string{row("micro", s.Micro, true), row("macro", s.Macro, false)}
	return g
}

// f1Cells are the cells of a difference in F1.
func (c Comparison) f1Cells(d stats.Delta, p float64, o eval.Outcome) []string {
	return []string{c.ratio(d.Old), c.ratio(d.New), c.points(d.Value), c.interval(d.Interval), pValue(p), outcomeMarks[o]}
}

// ratiosGrid has precision and recall before and after.
func (c Comparison) ratiosGrid(s eval.SchemeComparison) grid {
	g := grid{
		header: []string{"", "old P", "new P", "Δ", "interval", "old R", "new R", "Δ", "interval"},
		strong: 3,
	}
	row := func(name string, d eval.Difference) []string {
		row := []string{name}
		for _, x := range []stats.Delta{d.Precision, d.Recall} {
			row = append(row, c.ratio(x.Old), c.ratio(x.New), c.points(x.Value), c.interval(x.Interval))
		}
		return row
	}
	for _, d := range s.Types {
		g.rows = append(g.rows, row(plain(string(d.Type)), d))
	}
	g.totals = [][]string{row("micro", s.Micro), row("macro", s.Macro)}
	return g
}

// measuresGrid has a line for each figure of the measures; nil if none was asked
// for. JSON and CSV have precision and recall too.
func (c Comparison) measuresGrid() *grid {
	if len(c.Measures) == 0 {
		return nil
	}
	g := grid{header: []string{"", "", "old F1", "new F1", "Δ", "interval", "p", ""}, texts: 2}
	for i, d := range c.Measures {
		name := d.Measure.Name
		if i > 0 && c.Measures[i-1].Measure.Name == name {
			name = ""
		}
		g.rows = append(g.rows, append([]string{name, d.Row}, c.f1Cells(d.F1, d.Adjusted, d.Outcome)...))
	}
	return &g
}

// measuresTitle stands above it.
const measuresTitle = "other measures, over all types"

// filesGrid has a line for each file of gold.
func (c Comparison) filesGrid() grid {
	g := grid{header: []string{"", "documents", "old F1", "new F1", "Δ", "interval", "p", ""}}
	parts := make([]Part, len(c.Files))
	for i, f := range c.Files {
		parts[i].Name = f.Path
	}
	for i, name := range fileNames(parts) {
		f := c.Files[i]
		g.rows = append(g.rows, append([]string{name, strconv.Itoa(f.Documents)}, c.f1Cells(f.F1, f.Adjusted, f.Outcome)...))
	}
	return g
}

// rankingGrid has a line for each system, with the F1 of each type where there
// is room for them.
func rankingGrid(r *eval.Ranking) grid {
	const (
		room      = 100
		nameRoom  = 24
		otherCols = 4 * 9 // P, R, F1 and groups, about
		between   = 2
	)
	g := grid{header: []string{"", "P", "R", "F1", "interval", "group"}}
	names := make([]string, len(r.Systems))
	width := 0
	for i, s := range r.Systems {
		names[i] = tail(plain(s.Run.System.Name), nameRoom)
		width = max(width, len([]rune(names[i])))
	}
	width += otherCols + len("[100.0, 100.0]") + 2*between
	for _, t := range r.Types {
		width += max(len(t), len("100.0")) + between
	}
	byType := width <= room
	if byType {
		for _, t := range r.Types {
			g.header = append(g.header, plain(string(t)))
		}
	}
	for i, s := range r.Systems {
		row := []string{
			names[i], percent(s.Counts.Precision()), percent(s.Counts.Recall()), percent(s.Counts.F1()),
			plainInterval(s.Intervals.F1), s.Letters,
		}
		if byType {
			for _, c := range s.ByType {
				row = append(row, percent(c.F1()))
			}
		}
		g.rows = append(g.rows, row)
	}
	return g
}
