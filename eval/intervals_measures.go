package eval

import "rollcall/eval/stats"

// MeasureIntervals are those of the measures, over all types. They are nil or
// have no ends where a measure has no figure.
type MeasureIntervals struct {
	MUC        RatioIntervals // of all slots
	Fair       RatioIntervals // with FairHalves
	FairBounds RatioIntervals
	Money      map[string]RatioIntervals // by slot
}

// measured is a figure that sums of whole numbers give.
type measured struct {
	counts []int // of a document
	ratios func(sums []int) Ratios
	// trials are the denominators of precision and of recall.
	trials func(sums []int) (precision, recall int)
}

// measuredOf lists the measures of documents in a fixed order: MUC, FairEval
// twice, and the slots of money.
func (r *Result) measuredOf() []measured {
	muc := func(m MUC) measured {
		of := func(s []int) MUC { return MUC{s[0], s[1], s[2], s[3], s[4]} }
		return measured{
			[]int{m.Correct, m.Partial, m.Incorrect, m.Missed, m.Spurious},
			func(s []int) Ratios { return of(s).Ratios() },
			func(s []int) (int, int) { return of(s).Actual(), of(s).Possible() },
		}
	}
	fair := func(f Fair, w FairWeights) measured {
		of := func(s []int) Fair { return Fair{s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]} }
		return measured{
			[]int{f.TP, f.FP, f.FN, f.LE, f.BES, f.BEL, f.BEO, f.LBE},
			func(s []int) Ratios { return of(s).Ratios(w) },
			func(s []int) (int, int) {
				near := s[3] + s[4] + s[5] + s[6] + s[7]
				return s[0] + s[1] + near, s[0] + s[2] + near
			},
		}
	}
	total := r.Fair().Total()
	out := []measured{muc(r.MUC().All), fair(total, FairHalves), fair(total, FairBounds)}
	for _, s := range r.Values().Slots() {
		out = append(out, muc(s.MUC))
	}
	return out
}

// InferMeasures works out intervals for the measures, as Infer does for
// schemes.
func (r *Result) InferMeasures(o stats.Options) MeasureIntervals {
	whole := (&Result{}).measuredOf()
	columns := 0
	for _, m := range whole {
		columns += len(m.counts)
	}
	t := stats.NewTable(len(r.Documents), columns)
	for i := range r.Documents {
		row := t.Row(i)
		for _, m := range (&Result{Documents: r.Documents[i : i+1 : i+1]}).measuredOf() {
			for _, n := range m.counts {
				row[0] = float64(n)
				row = row[1:]
			}
		}
	}
	each := func(sums []float64, see func(i int, m measured, sums []int)) {
		for i, m := range whole {
			whole := make([]int, len(m.counts))
			for k := range whole {
				whole[k] = int(sums[k])
			}
			sums = sums[len(whole):]
			see(i, m, whole)
		}
	}
	estimates := stats.Bootstrap(t, stats.Metric{
		Figures: 3 * len(whole),
		Of: func(sums, figures []float64) {
			each(sums, func(i int, m measured, sums []int) {
				x := m.ratios(sums)
				figures[3*i], figures[3*i+1], figures[3*i+2] = x.Precision, x.Recall, x.F1
			})
		},
		Trials: func(sums, trials []float64) {
			each(sums, func(i int, m measured, sums []int) {
				p, r := m.trials(sums)
				trials[3*i], trials[3*i+1], trials[3*i+2] = float64(p), float64(r), float64(p+r)
			})
		},
	}, o)
	at := func(i int) RatioIntervals {
		return RatioIntervals{estimates[3*i].Interval, estimates[3*i+1].Interval, estimates[3*i+2].Interval}
	}
	out := MeasureIntervals{MUC: at(0), Fair: at(1), FairBounds: at(2), Money: map[string]RatioIntervals{}}
	for i, s := range (Values{}).Slots() {
		out.Money[s.Name] = at(3 + i)
	}
	return out
}
