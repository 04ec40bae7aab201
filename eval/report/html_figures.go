package report

import (
	"fmt"
	"strconv"

	"rollcall/eval"
	"rollcall/eval/stats"
)

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
