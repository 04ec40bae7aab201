package stats

import (
	"math"
	"math/rand/v2"
)

// Unpaired compares two groups of documents under one system, such as a slice
// of a corpus with the rest: the rows of a are not those of b, and there may be
// more of one than of the other. Old are the figures of a, New those of b.
//
// The interval is by drawing rows from each group by itself. P is by
// permutation (Noreen 1989, chapter 2): if which group a document belongs to
// makes no difference, groups of the same sizes drawn from all rows differ as
// much as these do as often as chance has it. P counts as Difference does.
func Unpaired(a, b *Table, m Metric, o Options) ([]Delta, error) {
	all, err := under(a, b)
	if err != nil {
		return nil, err
	}
	o = o.WithDefaults()
	first, second := m.At(a.Sums()), m.At(b.Sums())
	findings := make([]finding, m.Figures)
	out := make([]Delta, m.Figures)
	for i := range findings {
		findings[i].value, findings[i].trials = second[i]-first[i], math.NaN()
	}
	if a.rows > 0 && b.rows > 0 {
		findSpreads(findings, a, b, m)
	}
	var drawn [][]float64
	if o.Method.For(min(a.rows, b.rows)) != Student && min(a.rows, b.rows) > 1 {
		drawn = resample(b, newCompact(b), m.Figures, m.kernel(), o, secondStream)
		for i, xs := range resample(a, newCompact(a), m.Figures, m.kernel(), o, bootstrapStream) {
			for r, x := range xs {
				drawn[i][r] -= x
			}
		}
	}
	for i, e := range estimates(findings, drawn, o) {
		out[i] = Delta{Old: first[i], New: second[i], Estimate: e, Rows: all.rows}
		out[i].P = math.NaN()
	}
	count := regroup(all, a.rows, m, out, o)
	for i := range out {
		if !math.IsNaN(out[i].Value) {
			out[i].P = float64(1+count.extreme[i]) / float64(1+count.valid[i])
		}
	}
	return out, nil
}

func findSpreads(findings []finding, a, b *Table, m Metric) {
	ofA := leaveOut(a, newCompact(a), m.Figures, m.kernel())
	ofB := leaveOut(b, newCompact(b), m.Figures, m.kernel())
	for i := range findings {
		for g := range ofA[i].values {
			ofA[i].values[g] *= -1 // what raises a lowers the difference
		}
		findings[i].spread = newSpread(ofA[i], ofB[i])
	}
}

// regroup draws groups of n rows and the others from all rows.
func regroup(all *Table, n int, m Metric, observed []Delta, o Options) tallies {
	blocks := (o.Resamples + blockSize - 1) / blockSize
	found := make([]tallies, blocks)
	c := newCompact(all)
	total := all.Sums()
	inBlocks(o.Resamples, o.Workers, func() func(uint64, int, int) {
		a := c.newAdder(all.columns)
		rest := make([]float64, all.columns)
		first, second := make([]float64, m.Figures), make([]float64, m.Figures)
		return func(block uint64, from, to int) {
			found[block] = newTallies(m.Figures)
			g := generator(o.Seed, groupStream, block)
			for range to - from {
				a.choose(g, n)
				a.add()
				for i, x := range a.sums {
					rest[i] = total[i] - x
				}
				m.Of(a.sums, first)
				m.Of(rest, second)
				for i := range first {
					found[block].see(i, second[i]-first[i], observed[i].Value)
				}
			}
		}
	})
	count := newTallies(m.Figures)
	for _, t := range found {
		count.plus(t)
	}
	return count
}

// choose draws n rows without replacement: each row is taken with the
// probability that those still wanted are of those still left.
func (a *adder) choose(g *rand.PCG, n int) {
	clear(a.weights)
	for i := 0; n > 0; i++ {
		if below(g, uint32(g.Uint64()), uint32(a.rows-i)) < uint32(n) {
			n--
			a.draw(uint32(i))
		}
	}
}
