package stats

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Interval is a range that holds the true figure with the level of confidence
// asked for. Both ends are NaN where none can be given: with no figure, fewer
// than two rows, or no resample that has a figure.
type Interval struct {
	Low, High float64
	// Undefined is the number of resamples in which the figure had no value.
	// They are left out, so that the interval is that of samples which have
	// the figure at all.
	Undefined int
}

// Estimate is a figure and its interval.
type Estimate struct {
	Value float64
	Interval
	// P is how likely resamples are that lie as far on the other side of zero,
	// two-sided: of use for figures that are differences.
	P float64
}

// Bootstrap works the metric's figures out of the table, each with an interval:
// rows are drawn with replacement, as many as there are, and each such sample
// gives its figures (Efron and Tibshirani, An Introduction to the Bootstrap,
// 1993, chapters 6, 13 and 14).
func Bootstrap(t *Table, m Metric, o Options) []Estimate {
	o = o.withDefaults()
	value := m.At(t.Sums())
	drawn := make([][]float64, m.Figures)
	rng := rand.New(rand.NewPCG(o.Seed, 1))
	figures := make([]float64, m.Figures)
	sums := make([]float64, t.columns)
	for range o.Resamples {
		if t.rows == 0 {
			break
		}
		clear(sums)
		for range t.rows {
			for c, x := range t.Row(rng.IntN(t.rows)) {
				sums[c] += x
			}
		}
		m.Of(sums, figures)
		for i, f := range figures {
			if !math.IsNaN(f) {
				drawn[i] = append(drawn[i], f)
			}
		}
	}
	out := make([]Estimate, m.Figures)
	for i, v := range value {
		out[i] = Estimate{v, Interval{math.NaN(), math.NaN(), o.Resamples - len(drawn[i])}, math.NaN()}
		if math.IsNaN(v) || t.rows < 2 || len(drawn[i]) == 0 {
			continue
		}
		slices.Sort(drawn[i])
		out[i].Low = quantile(drawn[i], (1-o.Level)/2)
		out[i].High = quantile(drawn[i], (1+o.Level)/2)
		out[i].P = signP(drawn[i])
	}
	return out
}

// signP is twice the smaller share of the sorted figures that lie on one side
// of zero, those at zero on both.
func signP(sorted []float64) float64 {
	low, _ := slices.BinarySearch(sorted, 0)
	notHigh, _ := slices.BinarySearch(sorted, math.SmallestNonzeroFloat64)
	atMost, atLeast := notHigh, len(sorted)-low
	return min(1, 2*float64(1+min(atMost, atLeast))/float64(1+len(sorted)))
}

// quantile interpolates between order statistics (type 7 of Hyndman and Fan,
// The American Statistician 1996).
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := min(int(at), len(sorted)-1)
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
