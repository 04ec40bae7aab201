package stats

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Delta is the difference of a figure between two systems on the same rows.
type Delta struct {
	Old, New float64
	Estimate // of New - Old; P is by approximate randomisation
	// Exact tells that P is by all ways to swap rows and not by a sample.
	Exact bool
	// Rows is the number of rows in which the systems differ at all.
	Rows int
}

// Difference compares two systems on the same rows: old and new have the same
// shape, and row i of both is of the same document. The interval is by
// Bootstrap over the pairs of rows. P is by approximate randomisation (Noreen,
// Computer Intensive Methods for Testing Hypotheses, 1989; Yeh, COLING 2000):
// if nothing but chance says which system is which, each document's two rows
// may be swapped with probability one half, and P is the share of swapped
// samples that differ as much as the systems do, either way:
//
//	P = (1 + number with |difference| >= observed) / (1 + number drawn)
//
// Where the systems differ in few rows, all ways to swap them are tried and P
// is exact. Samples in which a figure has no value are left out of it.
func Difference(old, new *Table, m Metric, o Options) ([]Delta, error) {
	if old.rows != new.rows || old.columns != new.columns {
		return nil, fmt.Errorf("tables of %d×%d and %d×%d cannot be compared row by row",
			old.rows, old.columns, new.rows, new.columns)
	}
	o = o.withDefaults()
	joint := NewTable(old.rows, 2*old.columns)
	for i := range old.rows {
		copy(joint.Row(i), old.Row(i))
		copy(joint.Row(i)[old.columns:], new.Row(i))
	}
	n := old.columns
	difference := Metric{m.Figures, func(sums, figures []float64) {
		a, b := m.At(sums[:n]), m.At(sums[n:])
		for i := range figures {
			figures[i] = b[i] - a[i]
		}
	}}
	out := make([]Delta, m.Figures)
	a, b := m.At(old.Sums()), m.At(new.Sums())
	for i, e := range Bootstrap(joint, difference, o) {
		out[i] = Delta{Old: a[i], New: b[i], Estimate: e}
	}
	rng := rand.New(rand.NewPCG(o.Seed, 2))
	extreme, valid := make([]int, m.Figures), make([]int, m.Figures)
	sums, figures := make([]float64, 2*n), make([]float64, m.Figures)
	for range o.Resamples {
		clear(sums)
		for i := range old.rows {
			x, y := old.Row(i), new.Row(i)
			if rng.Uint64()&1 == 1 {
				x, y = y, x
			}
			for c := range n {
				sums[c] += x[c]
				sums[n+c] += y[c]
			}
		}
		difference.Of(sums, figures)
		for i, f := range figures {
			if math.IsNaN(f) {
				continue
			}
			valid[i]++
			if math.Abs(f) >= math.Abs(out[i].Value)-tie {
				extreme[i]++
			}
		}
	}
	for i := range out {
		out[i].P = math.NaN()
		if !math.IsNaN(out[i].Value) {
			out[i].P = float64(1+extreme[i]) / float64(1+valid[i])
		}
	}
	return out, nil
}

// tie is how far apart two figures are at most that are equal but for rounding.
const tie = 1e-12
