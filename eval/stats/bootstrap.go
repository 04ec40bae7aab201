package stats

import (
	"math"
	"slices"
	"sync"
	"sync/atomic"
)

// Bootstrap works the metric's figures out of the table, each with an interval:
// rows are drawn with replacement, as many as there are, and each such sample
// gives its figures (Efron and Tibshirani, An Introduction to the Bootstrap,
// 1993, chapters 6, 13 and 14). Options.Method says what is made of them; no
// rows are drawn where it does not ask for them.
func Bootstrap(t *Table, m Metric, o Options) []Estimate {
	return bootstrap(t, m.kernel(), m, o.WithDefaults())
}

// bootstrap is Bootstrap for the figures of a kernel, as many as m has. Those
// are shares only if they are m's own.
func bootstrap(t *Table, k kernel, m Metric, o Options) []Estimate {
	c := newCompact(t)
	sums := t.Sums()
	findings := make([]finding, m.Figures)
	value := make([]float64, m.Figures)
	k()(sums, value)
	trials := make([]float64, m.Figures)
	for i := range trials {
		trials[i] = math.NaN()
	}
	if m.Trials != nil {
		m.Trials(sums, trials)
	}
	if t.rows > 0 {
		spreads := make([]spread, m.Figures)
		for i, f := range leaveOut(t, c, m.Figures, k) {
			spreads[i] = newSpread(f)
		}
		limitDF(spreads, t, c, m)
		for i := range findings {
			findings[i].spread = spreads[i]
		}
	}
	for i := range findings {
		findings[i].value, findings[i].trials = value[i], trials[i]
	}
	var drawn [][]float64
	if o.Method.For(t.rows) != Student && t.rows > 1 {
		drawn = resample(t, c, m.Figures, k, o, bootstrapStream)
	}
	return estimates(findings, drawn, o)
}

// estimates sorts the figures of resamples and makes the intervals.
func estimates(findings []finding, drawn [][]float64, o Options) []Estimate {
	out := make([]Estimate, len(findings))
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(o.Workers, len(findings)) {
		all.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(findings) {
					return
				}
				f := findings[i]
				undefined := 0
				if drawn != nil {
					f.drawn = slices.DeleteFunc(drawn[i], math.IsNaN)
					undefined = o.Resamples - len(f.drawn)
					slices.Sort(f.drawn)
				}
				out[i] = f.estimate(o, undefined)
			}
		})
	}
	all.Wait()
	return out
}
