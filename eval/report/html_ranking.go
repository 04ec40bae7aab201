package report

import (
	"fmt"
	"io"
	"strconv"

	"rollcall/eval"
	"rollcall/eval/stats"
)

func writeRankingHTML(w io.Writer, r *eval.Ranking, _ bool) error {
	p := &htmlPage{
		Kicker: "rollcall compare",
		Title:  fmt.Sprintf("%d systems, ranked", len(r.Systems)),
		Facts: []htmlFact{
			{Name: "Gold", Value: goldFact(r.Systems[0].Run, r.Documents, r.Mentions)}, {"Gold digest", r.Gold, true},
		},
		Generator: generator(r.Systems[0].Run.Version),
	}
	var names []string
	var runs []*eval.Run
	for i, s := range r.Systems {
		place := strconv.Itoa(i + 1)
		p.Facts = append(p.Facts, htmlFact{Name: "System " + place, Value: systemFact(s.Run)})
		names, runs = append(names, "System "+place), append(runs, s.Run)
	}
	p.Facts = append(p.Facts, runFacts(names, runs...)...)
	if notes := rankingNotes(r); len(notes) > 0 {
		p.Sections = append(p.Sections, warningSection(notes))
	}
	notes := append(rankingNote(r), method(r.Stats, r.Documents)...)
	p.Sections = append(p.Sections,
		htmlSection{ID: "ranking", Title: "Ranking", Short: "Ranking", Blocks: []htmlBlock{
			{Title: schemeTitle(r.Scheme), Table: rankingTable(r), Notes: notes},
			{Title: "F1 by type", Table: rankedTypes(r)},
		}},
		htmlSection{ID: "pairs", Title: "Each against each", Short: "Pairs", Blocks: []htmlBlock{
			{Title: r.Scheme.Name + " F1, the better less the worse", Table: pairTable(r), Notes: []string{"p is adjusted by Holm for looking at all pairs."}},
		}})
	return p.write(w)
}

func rankingTable(r *eval.Ranking) *htmlTable {
	var values []float64
	for _, s := range r.Systems {
		for _, e := range rankedEstimates(s) {
			values = append(values, e.Value, e.Low, e.High)
		}
	}
	a := ratioAxis(values)
	t := &htmlTable{Caption: "Ranking", Head: []htmlHead{
		{Text: ""}, {Text: "F1", Number: true, Axis: a}, {Text: "group", Help: "systems that share a letter do not differ by more than chance explains"},
		{Text: "Precision", Number: true, Axis: a}, {Text: "Recall", Number: true, Axis: a},
		{Text: "TP", Number: true}, {Text: "FP", Number: true}, {Text: "FN", Number: true},
	}}
	for i, s := range r.Systems {
		row := htmlRow{Cells: []htmlCell{{Text: fmt.Sprintf("%d. %s", i+1, plain(s.Run.System.Name))}}}
		for k, e := range rankedEstimates(s) {
			c := estimateCell(e, a, "own", percent(e.Value), span(e.Interval))
			c.Strong = k == 0
			row.Cells = append(row.Cells, c)
			if k == 0 {
				row.Cells = append(row.Cells, htmlCell{Text: s.Letters, Class: "letters"})
			}
		}
		row.Cells = append(row.Cells, numberCells(count(s.Counts.TP()), count(s.Counts.FP()), count(s.Counts.FN()))...)
		t.Rows = append(t.Rows, row)
	}
	return t
}

// rankedEstimates are F1, precision and recall.
func rankedEstimates(s eval.Ranked) []stats.Estimate {
	return []stats.Estimate{
		{Value: s.Counts.F1(), Interval: s.Intervals.F1},
		{Value: s.Counts.Precision(), Interval: s.Intervals.Precision},
		{Value: s.Counts.Recall(), Interval: s.Intervals.Recall},
	}
}

func rankedTypes(r *eval.Ranking) *htmlTable {
	var values []float64
	for _, s := range r.Systems {
		for _, c := range s.ByType {
			values = append(values, c.F1())
		}
	}
	a := ratioAxis(values)
	t := &htmlTable{Caption: "F1 by type", Head: []htmlHead{{Text: ""}}}
	for _, typ := range r.Types {
		t.Head = append(t.Head, htmlHead{Text: plain(string(typ)), Number: true, Axis: a})
	}
	for i, s := range r.Systems {
		row := htmlRow{Cells: []htmlCell{{Text: fmt.Sprintf("%d. %s", i+1, plain(s.Run.System.Name))}}}
		for _, c := range s.ByType {
			cell := htmlCell{Text: percent(c.F1()), Number: true, Plot: &plot{Axis: a}}
			cell.Plot.point(c.F1(), "own", "")
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func pairTable(r *eval.Ranking) *htmlTable {
	var values []float64
	for _, p := range r.Pairs {
		values = append(values, p.F1.Value, p.F1.Low, p.F1.High)
	}
	a := differenceAxis(values)
	t := &htmlTable{Caption: "Each against each", Head: []htmlHead{
		{Text: "better"}, {Text: "worse"}, {Text: "difference", Number: true, Axis: a}, {Text: "p", Number: true}, {Text: ""},
	}}
	for _, p := range r.Pairs {
		shape, word, class := "even", "~ chance", ""
		if p.Differ {
			shape, word, class = "up", "▲ beyond chance", "better"
		}
		t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{
			{Text: plain(r.Systems[p.Better].Run.System.Name)}, {Text: plain(r.Systems[p.Worse].Run.System.Name)},
			estimateCell(p.F1.Estimate, a, shape, signedPercent(p.F1.Value), interval(p.F1.Interval)),
			numberCell(pValue(p.Adjusted)), {Text: word, Class: class},
		}})
	}
	return t
}
