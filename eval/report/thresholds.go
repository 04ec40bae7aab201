package report

import (
	"fmt"
	"strconv"

	"rollcall/eval"
)

func thresholdSections(t eval.Thresholds) []section {
	if len(t.Series) == 0 {
		return []section{{title: "thresholds: " + t.Scheme.Name, warn: t.Warnings}}
	}
	curve := section{title: fmt.Sprintf("thresholds: %s, if only answers with such a score are kept", t.Scheme.Name)}
	const perGrid = 5 // types, of which precision and recall are shown
	types := t.Series[1:]
	for first := true; first || len(types) > 0; first = false {
		n := perGrid
		if first {
			n = perGrid - 1
		}
		n = min(n, len(types))
		curve.grids = append(curve.grids, thresholdGrid(t.Series[0], types[:n], first))
		types = types[n:]
	}
	if len(t.Series) > 1 {
		curve.notes = []string{"P/R of each type."}
	}
	return []section{curve, choiceSection(t)}
}

// thresholdGrid has precision and recall at each threshold, in the first grid
// with those of all types together.
func thresholdGrid(all eval.ThresholdSeries, types []eval.ThresholdSeries, micro bool) grid {
	g := grid{header: []string{"score ≥"}}
	if micro {
		g.header = append(g.header, "answers", "P", "R", "F1")
	}
	for _, s := range types {
		g.header = append(g.header, head(plain(string(s.Type)), 14))
	}
	for i, p := range all.Points {
		row := []string{count(p.Threshold)}
		if micro {
			row = append(row, strconv.Itoa(p.Answers()), percent(p.Precision()), percent(p.Recall()), percent(p.F1()))
		}
		for _, s := range types {
			row = append(row, percent(s.Points[i].Precision())+"/"+percent(s.Points[i].Recall()))
		}
		g.rows = append(g.rows, row)
	}
	return g
}

// choiceSection shows the best thresholds and how they hold.
func choiceSection(t eval.Thresholds) section {
	out := section{
		title: fmt.Sprintf("threshold with the best F1: chosen on %s, checked on the other %d", plural(t.ChosenOn, "document"), t.CheckedOn),
		notes: []string{"F1 of all answers, and of those that reach the threshold (cut), on either half."},
		warn:  t.Warnings,
	}
	g := grid{header: []string{"", "score ≥", "chosen: all", "cut", "checked: all", "cut", "change", "interval", "p"}}
	row := func(name, threshold string, c eval.Choice) {
		g.rows = append(g.rows, []string{
			name, threshold, percent(c.ChosenAll), percent(c.Chosen),
			percent(c.Checked.Old), percent(c.Checked.New),
			signedPercent(c.Checked.Value), interval(c.Checked.Interval), pValue(c.Checked.P),
		})
	}
	threshold := func(c eval.Choice) string {
		if c.Threshold == 0 {
			return "keep all"
		}
		return strconv.FormatFloat(c.Threshold, 'f', -1, 64)
	}
	for _, s := range t.Series {
		row(head(plain(seriesName(string(s.Type))), 16), threshold(s.Best), s.Best)
	}
	if len(t.Series) > 2 {
		row("each type its own", "", t.EachItsOwn)
	}
	if t.Series[0].Best.Checked.None() {
		g = g.without("interval", "p")
	}
	out.grids = []grid{g}
	return out
}

func csvThresholds(t eval.Thresholds) [][]string {
	lines := [][]string{{"type", "threshold", "answers", "tp", "fp", "fn", "precision", "recall", "f1"}}
	for _, s := range t.Series {
		for _, p := range s.Points {
			lines = append(lines, []string{
				seriesName(string(s.Type)), count(p.Threshold), strconv.Itoa(p.Answers()),
				count(p.TP()), count(p.FP()), count(p.FN()), number(p.Precision()), number(p.Recall()), number(p.F1()),
			})
		}
	}
	return lines
}

type jsonThresholds struct {
	Scheme     string                         `json:"scheme"`
	Answers    int                            `json:"answers"`
	Unscored   int                            `json:"unscored"`
	ChosenOn   int                            `json:"chosen_on"`
	CheckedOn  int                            `json:"checked_on"`
	Micro      *jsonThresholdSeries           `json:"micro"`
	Types      map[string]jsonThresholdSeries `json:"types"`
	EachItsOwn *jsonChoice                    `json:"each_type_its_own,omitempty"`
	Warnings   []string                       `json:"warnings,omitempty"`
}

type jsonThresholdSeries struct {
	Points []jsonThresholdPoint `json:"points"`
	Best   jsonChoice           `json:"best"`
}

type jsonThresholdPoint struct {
	Threshold float64 `json:"threshold"`
	jsonSliceCounts
}

type jsonChoice struct {
	Threshold *float64 `json:"threshold"`
	Chosen    struct {
		F1All *float64 `json:"f1_all"`
		F1    *float64 `json:"f1"`
	} `json:"chosen"`
	Checked struct {
		F1All              *float64    `json:"f1_all"`
		F1                 *float64    `json:"f1"`
		Difference         *float64    `json:"difference"`
		DifferenceInterval *[2]float64 `json:"difference_interval"`
		P                  *float64    `json:"p"`
	} `json:"checked"`
}

func newJSONThresholds(t eval.Thresholds) *jsonThresholds {
	out := &jsonThresholds{
		Scheme: t.Scheme.Name, Answers: t.Answers, Unscored: t.Unscored, ChosenOn: t.ChosenOn, CheckedOn: t.CheckedOn,
		Types: map[string]jsonThresholdSeries{}, Warnings: t.Warnings,
	}
	for _, s := range t.Series {
		series := jsonThresholdSeries{Points: []jsonThresholdPoint{}, Best: newJSONChoice(s.Best)}
		for _, p := range s.Points {
			series.Points = append(series.Points, jsonThresholdPoint{p.Threshold, jsonSliceCounts{
				p.TP(), p.FP(), p.FN(), p.Gold(), p.Answers(), newJSONRatios(p.Precision(), p.Recall(), p.F1()),
			}})
		}
		if s.Type == "" {
			out.Micro = &series
		} else {
			out.Types[string(s.Type)] = series
		}
	}
	if len(t.Series) > 0 {
		own := newJSONChoice(t.EachItsOwn)
		out.EachItsOwn = &own
	}
	return out
}

func newJSONChoice(c eval.Choice) (out jsonChoice) {
	out.Threshold = jsonNumber(c.Threshold)
	out.Chosen.F1All, out.Chosen.F1 = jsonNumber(c.ChosenAll), jsonNumber(c.Chosen)
	out.Checked.F1All, out.Checked.F1 = jsonNumber(c.Checked.Old), jsonNumber(c.Checked.New)
	out.Checked.Difference, out.Checked.P = jsonNumber(c.Checked.Value), jsonNumber(c.Checked.P)
	out.Checked.DifferenceInterval = jsonEnds(c.Checked.Interval)
	return out
}
