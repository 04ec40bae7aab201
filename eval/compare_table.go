package eval

import (
	"cmp"
	"math"
	"slices"

	"rollcall/eval/stats"
	"rollcall/text"
)

// compared is what stats found out about two results: for each scheme the
// figures of each type, of all mentions together and of the mean over types.
type compared struct {
	deltas []stats.Delta // three each
	differ []int         // in how many documents each differs
	lines  int           // a scheme
}

// compareCounts compares two results of the same documents in the same order.
func compareCounts(old, new *Result, schemes []Scheme, types []text.Type, o stats.Options) (compared, error) {
	a, b := countTable(old, schemes, types), countTable(new, schemes, types)
	deltas, err := stats.Difference(a, b, countMetric(schemes, types), o)
	if err != nil {
		return compared{}, err
	}
	f := compared{deltas, make([]int, len(deltas)/3), len(types) + 2}
	for i := range a.Rows() {
		x, y := a.Row(i), b.Row(i)
		for k := range schemes {
			var sum [3]float64
			any := false
			for t := range types {
				same := true
				for c := range sum {
					more := y[0] - x[0]
					x, y = x[1:], y[1:]
					sum[c] += more
					same = same && more == 0
				}
				if !same {
					f.differ[k*f.lines+t]++
					any = true
				}
			}
			if sum != [3]float64{} {
				f.differ[k*f.lines+len(types)]++
			}
			if any {
				f.differ[k*f.lines+len(types)+1]++
			}
		}
	}
	return f, nil
}

// difference is the i-th line of a scheme.
func (f compared) difference(scheme, i int) Difference {
	at := scheme*f.lines + i
	d := f.deltas[3*at:]
	return Difference{Precision: bounded(d[0]), Recall: bounded(d[1]), F1: bounded(d[2]), Differ: f.differ[at]}
}

// bounded cuts an interval to what a difference of two shares can be, which
// with very few documents it may go beyond.
func bounded(d stats.Delta) stats.Delta {
	d.Low, d.High = max(d.Low, -1), min(d.High, 1)
	return d
}

// countTable counts by document, in columns of scheme, type, and TP, answers
// and gold. Rows are in order of ids: resamples draw by number, so that with the
// order of the file the digits would depend on how that is sorted.
func countTable(r *Result, schemes []Scheme, types []text.Type) *stats.Table {
	t := stats.NewTable(len(r.Documents), 3*len(types)*len(schemes))
	order := r.byID()
	for k, s := range schemes {
		rows := r.Rows(s)
		for at, i := range order {
			row := t.Row(at)[3*len(types)*k:]
			column := 0
			for c, typ := range rows.Types {
				for types[column] != typ {
					column++
				}
				n := rows.Counts[i][c]
				cells := row[3*column:]
				cells[0], cells[1], cells[2] = n.TP(), float64(n.Answers()), float64(n.Gold())
			}
		}
	}
	return t
}

// countMetric gives, for each scheme, precision, recall and F1 of each type, of
// all mentions together, and of the mean over types.
func countMetric(schemes []Scheme, types []text.Type) stats.Metric {
	figures := func(tp, answers, gold float64, out []float64) []float64 {
		out[0], out[1], out[2] = tp/answers, tp/gold, 2*tp/(answers+gold)
		return out[3:]
	}
	return stats.Metric{
		Figures: 3 * len(schemes) * (len(types) + 2),
		Of: func(sums, out []float64) {
			for range schemes {
				var all, mean [3]float64
				occur := 0.0
				for range types {
					tp, answers, gold := sums[0], sums[1], sums[2]
					sums = sums[3:]
					for i, x := range []float64{tp, answers, gold} {
						all[i] += x
					}
					f := out[:3]
					out = figures(tp, answers, gold, out)
					if answers+gold > 0 {
						occur++
						for i, x := range f {
							if !math.IsNaN(x) {
								mean[i] += x
							}
						}
					}
				}
				out = figures(all[0], all[1], all[2], out)
				out[0], out[1], out[2] = mean[0]/occur, mean[1]/occur, mean[2]/occur
				out = out[3:]
			}
		},
	}
}

// byID is the documents in order of their ids, and those with one id in the
// order in which they stand.
func (r *Result) byID() []int {
	order := make([]int, len(r.Documents))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(r.Documents[a].ID, r.Documents[b].ID) })
	return order
}

// totalTable is countTable for all types together.
func totalTable(r *Result, s Scheme) *stats.Table {
	t := stats.NewTable(len(r.Documents), 3)
	rows := r.Rows(s)
	for k, i := range r.byID() {
		n := rows.Total(i)
		row := t.Row(k)
		row[0], row[1], row[2] = n.TP(), float64(n.Answers()), float64(n.Gold())
	}
	return t
}

// totalMetric is the F1 of a totalTable.
var totalMetric = stats.Metric{
	Figures: 1,
	Of:      func(sums, figures []float64) { figures[0] = 2 * sums[0] / (sums[1] + sums[2]) },
}
