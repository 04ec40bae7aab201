package tags

import (
	"math"

	"rollcall/eval/stats"
)

// Table lays the counts of tokens out for package stats, a row for each
// document. The figures are accuracy by tag and by label, then precision,
// recall and F1 of all labels together and of each label from the second on,
// that of Nothing being the first.
func (r *Result) Table() (*stats.Table, stats.Metric) {
	labels := len(r.Labels)
	t := stats.NewTable(len(r.Rows), 2+3*labels)
	for i, row := range r.Rows {
		cells := t.Row(i)
		cells[0], cells[1] = float64(row.Tokens), float64(row.SameTags)
		for l, c := range row.Labels {
			copy(cells[2+3*l:], []float64{float64(c.Gold), float64(c.Answers), float64(c.Correct)})
		}
	}
	// each calls put for every figure of a sample: correct of how many.
	each := func(sums []float64, put func(figure int, correct, of float64)) {
		ratios := func(figure int, gold, answers, correct float64) {
			put(figure, correct, answers)
			put(figure+1, correct, gold)
			put(figure+2, 2*correct, gold+answers)
		}
		var same, gold, answers, correct float64
		for l := range labels {
			at := sums[2+3*l:]
			same += at[2]
			if l > 0 {
				gold, answers, correct = gold+at[0], answers+at[1], correct+at[2]
				ratios(2+3*l, at[0], at[1], at[2])
			}
		}
		put(0, sums[1], sums[0])
		put(1, same, sums[0])
		ratios(2, gold, answers, correct)
	}
	return t, stats.Metric{
		Figures: 2 + 3*labels,
		Of: func(sums, figures []float64) {
			each(sums, func(k int, correct, of float64) {
				if figures[k] = correct / of; of == 0 {
					figures[k] = math.NaN()
				}
			})
		},
		Trials: func(sums, trials []float64) {
			each(sums, func(k int, _, of float64) { trials[k] = of })
		},
	}
}
