package tags

import "rollcall/eval/stats"

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
	return t, stats.Metric{Figures: 2 + 3*labels, Of: func(sums, figures []float64) {
		same := 0.0
		var micro Counts
		for l := range labels {
			at := sums[2+3*l:]
			c := Counts{int(at[0]), int(at[1]), int(at[2])}
			same += at[2]
			if l > 0 {
				micro = micro.Plus(c)
				put(figures[2+3*l:], c)
			}
		}
		row := Row{Tokens: int(sums[0]), SameTags: int(sums[1])}
		figures[0], figures[1] = row.Accuracy(), ratio(int(same), row.Tokens)
		put(figures[2:], micro)
	}}
}

func put(figures []float64, c Counts) {
	figures[0], figures[1], figures[2] = c.Precision(), c.Recall(), c.F1()
}
