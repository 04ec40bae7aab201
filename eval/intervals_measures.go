package eval

import "rollcall/eval/stats"

// MeasureIntervals are those of the measures, over all types. They are nil or
// have no ends where a measure has no figure.
type MeasureIntervals struct {
	MUC        RatioIntervals // of all slots
	Fair       RatioIntervals // with FairHalves
	FairBounds RatioIntervals
	Bytes      RatioIntervals            // of CoverScore.Bytes
	Money      map[string]RatioIntervals // by slot
}

// measured is a figure that sums of whole numbers give.
type measured struct {
	measure Measure
	row     string // which figure of the measure
	counts  []int  // of a document
	ratios  func(sums []int) Ratios
	// trials are the denominators of precision and of recall.
	trials func(sums []int) (precision, recall int)
}

// Rows of measures.
const (
	RowSlots    = "all slots" // of MUC7
	RowFair     = "fair"      // of FairEval, with FairHalves
	RowWeighted = "weighted"  // of FairEval, with FairBounds
	RowBytes    = "bytes"     // of Covered
)

// measuredOf lists the measures of documents in a fixed order: MUC, FairEval
// twice, bytes covered, and the slots of money.
func (r *Result) measuredOf() []measured {
	muc := func(of Measure, row string, m MUC) measured {
		sum := func(s []int) MUC { return MUC{s[0], s[1], s[2], s[3], s[4]} }
		return measured{
			of, row,
			[]int{m.Correct, m.Partial, m.Incorrect, m.Missed, m.Spurious},
			func(s []int) Ratios { return sum(s).Ratios() },
			func(s []int) (int, int) { return sum(s).Actual(), sum(s).Possible() },
		}
	}
	fair := func(row string, f Fair, w FairWeights) measured {
		sum := func(s []int) Fair { return Fair{s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]} }
		return measured{
			FairEval, row,
			[]int{f.TP, f.FP, f.FN, f.LE, f.BES, f.BEL, f.BEO, f.LBE},
			func(s []int) Ratios { return sum(s).Ratios(w) },
			func(s []int) (int, int) {
				near := s[3] + s[4] + s[5] + s[6] + s[7]
				return s[0] + s[1] + near, s[0] + s[2] + near
			},
		}
	}
	total, cover := r.Fair().Total(), r.Cover()
	out := []measured{
		muc(MUC7, RowSlots, r.MUC().All), fair(RowFair, total, FairHalves), fair(RowWeighted, total, FairBounds),
		{
			Covered, RowBytes,
			[]int{cover.GoldFound, cover.AnswerBytes, cover.GoldBytes, cover.Answers.Mentions, cover.Gold.Mentions},
			func(s []int) Ratios {
				return CoverScore{GoldFound: s[0], AnswerBytes: s[1], GoldBytes: s[2]}.Bytes()
			},
			// Bytes of a mention are no trials of their own: an interval is no narrower
			// than as many mentions promise.
			func(s []int) (int, int) { return s[3], s[4] },
		},
	}
	for _, s := range r.Values().Slots() {
		out = append(out, muc(Money, s.Name, s.MUC))
	}
	return out
}

// measureTable counts by document, in the columns of measuredOf. Rows are in
// order of ids, as those of countTable.
func measureTable(r *Result) *stats.Table {
	columns := 0
	for _, m := range (&Result{}).measuredOf() {
		columns += len(m.counts)
	}
	t := stats.NewTable(len(r.Documents), columns)
	for at, i := range r.byID() {
		row := t.Row(at)
		for _, m := range (&Result{Documents: r.Documents[i : i+1 : i+1]}).measuredOf() {
			for _, n := range m.counts {
				row[0] = float64(n)
				row = row[1:]
			}
		}
	}
	return t
}

// measureMetric gives precision, recall and F1 of each of measuredOf.
func measureMetric() stats.Metric {
	whole := (&Result{}).measuredOf()
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
	return stats.Metric{
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
	}
}

// InferMeasures works out intervals for the measures, as Infer does for
// schemes.
func (r *Result) InferMeasures(o stats.Options) MeasureIntervals {
	estimates := stats.Bootstrap(measureTable(r), measureMetric(), o)
	out := MeasureIntervals{Money: map[string]RatioIntervals{}}
	for i, m := range (&Result{}).measuredOf() {
		of := RatioIntervals{estimates[3*i].Interval, estimates[3*i+1].Interval, estimates[3*i+2].Interval}
		switch m.row {
		case RowSlots:
			out.MUC = of
		case RowFair:
			out.Fair = of
		case RowWeighted:
			out.FairBounds = of
		case RowBytes:
			out.Bytes = of
		default:
			out.Money[m.row] = of
		}
	}
	return out
}
