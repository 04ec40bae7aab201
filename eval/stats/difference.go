package stats

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// Delta is the difference of a figure between two systems, or between two
// groups of documents.
type Delta struct {
	Old, New float64
	Estimate // of New - Old; P is by permutation, not from the interval
	// Exact tells that P is by all permutations and not by a sample of them.
	Exact bool
	// Rows is the number of rows that can tell old from new: those in which the
	// tables differ at all.
	Rows int
}

// Difference compares two systems on the same rows: old and new have the same
// shape, and row i of both is of the same document.
//
// The interval is by Bootstrap over pairs of rows. P is by approximate
// randomisation (Noreen, Computer-Intensive Methods for Testing Hypotheses,
// 1989; Yeh, COLING 2000): if nothing but chance says which system is which,
// each document's two rows may be swapped with probability one half, and P is
// the share of swapped samples that differ as much as the systems do, either
// way:
//
//	P = (1 + number with |difference| >= observed) / (1 + number drawn)
//
// The one that is added is the sample as it stands, so that P is never 0 and
// the test never more lenient than its level says (Phipson and Smyth, SAGMB
// 2010). Where the systems differ in few rows, all ways to swap them are tried
// and P is exact. Samples in which a figure has no value are left out of it.
func Difference(old, new *Table, m Metric, o Options) ([]Delta, error) {
	joint, err := beside(old, new)
	if err != nil {
		return nil, err
	}
	o = o.WithDefaults()
	out := make([]Delta, m.Figures)
	a, b := m.At(old.Sums()), m.At(new.Sums())
	for i, e := range bootstrap(joint, m.difference(old.columns), Metric{Figures: m.Figures}, o) {
		out[i] = Delta{Old: a[i], New: b[i], Estimate: e}
		out[i].P = math.NaN()
	}
	s := newSwaps(old, new)
	var count tallies
	if ways := s.ways(); ways > 0 && ways <= o.Resamples {
		count = s.all(m, out, ways)
		for i := range out {
			out[i].Exact = true
			if count.valid[i] > 0 && !math.IsNaN(out[i].Value) {
				out[i].P = float64(count.extreme[i]) / float64(count.valid[i])
			}
		}
	} else {
		count = s.some(m, out, o)
		for i := range out {
			if !math.IsNaN(out[i].Value) {
				out[i].P = float64(1+count.extreme[i]) / float64(1+count.valid[i])
			}
		}
	}
	for i := range out {
		out[i].Rows = s.moving.rows
	}
	return out, nil
}

// tallies count the permuted samples that have a figure, and of those the ones
// in which it is as far from zero as observed.
type tallies struct{ extreme, valid []int }

func newTallies(n int) tallies { return tallies{make([]int, n), make([]int, n)} }

func (t tallies) see(i int, x, observed float64) {
	if math.IsNaN(x) {
		return
	}
	t.valid[i]++
	if math.Abs(x) >= math.Abs(observed)-tie {
		t.extreme[i]++
	}
}

func (t tallies) plus(o tallies) {
	for i := range t.valid {
		t.extreme[i] += o.extreme[i]
		t.valid[i] += o.valid[i]
	}
}

// swaps are two tables made for swapping their rows. Swapping a row adds
// new - old to the sums of old and takes it from those of new; what is added up
// is new - old less its least value in the column, which is not negative, and
// how often that was is in a column of its own.
type swaps struct {
	old, new []float64 // sums
	least    []float64 // by column
	moving   *Table    // the rows that differ
}

func newSwaps(old, new *Table) swaps {
	n := old.columns
	s := swaps{old: old.Sums(), new: new.Sums(), least: make([]float64, n)}
	var differ []int
	for i := range old.rows {
		if !slices.Equal(old.Row(i), new.Row(i)) {
			differ = append(differ, i)
		}
		for c, x := range old.Row(i) {
			s.least[c] = min(s.least[c], new.Row(i)[c]-x)
		}
	}
	s.moving = NewTable(len(differ), n+1)
	for k, i := range differ {
		row := s.moving.Row(k)
		for c, x := range old.Row(i) {
			row[c] = new.Row(i)[c] - x - s.least[c]
		}
		row[n] = 1
	}
	return s
}

// ways is the number of ways to swap rows, a way and its mirror image being
// one; 0 if they are too many to say.
func (s swaps) ways() int {
	if s.moving.rows > 30 {
		return 0
	}
	return 1 << max(0, s.moving.rows-1)
}

// figures gives those of the difference after the rows that sums stand for have
// been swapped.
func (s swaps) figures(of func(sums, figures []float64), joint, moved, figures []float64) {
	n := len(s.least)
	for c := range n {
		d := moved[c] + moved[n]*s.least[c]
		joint[c] = s.old[c] + d
		joint[n+c] = s.new[c] - d
	}
	of(joint, figures)
}

// some draws swaps.
func (s swaps) some(m Metric, observed []Delta, o Options) tallies {
	blocks := (o.Resamples + blockSize - 1) / blockSize
	found := make([]tallies, blocks)
	c := newCompact(s.moving)
	inBlocks(o.Resamples, o.Workers, func() func(uint64, int, int) {
		a := c.newAdder(s.moving.columns)
		of := m.difference(len(s.least))()
		joint, figures := make([]float64, 2*len(s.least)), make([]float64, m.Figures)
		return func(block uint64, from, to int) {
			found[block] = newTallies(m.Figures)
			g := generator(o.Seed, swapStream, block)
			for range to - from {
				a.halve(g)
				a.add()
				s.figures(of, joint, a.sums, figures)
				for i, x := range figures {
					found[block].see(i, x, observed[i].Value)
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

// halve draws each row with probability one half.
func (a *adder) halve(g *rand.PCG) {
	clear(a.weights)
	for from := 0; from < a.rows; from += 64 {
		coins := g.Uint64()
		if n := a.rows - from; n < 64 {
			coins &= 1<<n - 1
		}
		for ; coins != 0; coins &= coins - 1 {
			a.weights[a.group[from+bits.TrailingZeros64(coins)]]++
		}
	}
}

// all tries all ways to swap, the first row staying where it is: the mirror
// images differ as much.
func (s swaps) all(m Metric, observed []Delta, ways int) tallies {
	count := newTallies(m.Figures)
	of := m.difference(len(s.least))()
	joint, figures := make([]float64, 2*len(s.least)), make([]float64, m.Figures)
	moved := make([]float64, s.moving.columns)
	for way := range ways {
		clear(moved)
		for left := uint64(way); left != 0; left &= left - 1 {
			for c, x := range s.moving.Row(1 + bits.TrailingZeros64(left)) {
				moved[c] += x
			}
		}
		s.figures(of, joint, moved, figures)
		for i, x := range figures {
			count.see(i, x, observed[i].Value)
		}
	}
	return count
}
