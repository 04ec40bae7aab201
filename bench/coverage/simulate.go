package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"

	"rollcall/eval/stats"
)

// plan is how much is simulated.
type plan struct {
	corpora   int
	resamples int
	workers   int
	models    []model
	sizes     []int // documents of a corpus
	truth     int   // documents that stand for all that there are
}

// each runs work for each corpus, with a generator of its own.
func (p plan) each(seed uint64, work func(i int, rng *rand.Rand)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range p.workers {
		all.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= p.corpora {
					return
				}
				work(i, generator(seed, uint64(i)))
			}
		})
	}
	all.Wait()
}

// generator is that of a corpus, seeded by what a generator makes of both
// numbers: neighbouring seeds of PCG are neighbouring states.
func generator(seed, corpus uint64) *rand.Rand {
	source := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8), byte(seed >> 16), byte(corpus), byte(corpus >> 8), byte(corpus >> 16)})
	return rand.New(rand.NewPCG(source.Uint64(), source.Uint64()))
}

func (p plan) options(m stats.Method, corpus int) stats.Options {
	return stats.Options{Resamples: p.resamples, Method: m, Seed: uint64(corpus), Workers: 1}
}

// held counts the intervals that held the truth.
type held struct {
	held, given int
	width       float64 // sum
}

func (h *held) see(i stats.Interval, truth float64) {
	if i.None() {
		return
	}
	h.given++
	h.width += i.High - i.Low
	if i.Low <= truth && truth <= i.High {
		h.held++
	}
}

func (h *held) plus(o held) {
	h.held += o.held
	h.given += o.given
	h.width += o.width
}

// percent is how many of a hundred held the truth.
func (h held) percent() float64 { return 100 * float64(h.held) / float64(h.given) }

// points is the mean width in points.
func (h held) points() float64 { return 100 * h.width / float64(h.given) }

// looked are the figures whose intervals are looked at.
var looked = []int{microP, microR, microF1, macroF1, rareF1}

// compared are the methods whose intervals are looked at.
var compared = []stats.Method{stats.Percentile, stats.BCa, stats.Widened, stats.Student}

// coverage of intervals of figures by each method.
func (p plan) coverage(m model, documents int, truth []float64) map[stats.Method][]held {
	found := make([][][]held, p.corpora)
	p.each(uint64(documents), func(i int, rng *rand.Rand) {
		t, _ := m.corpus(rng, documents, 0)
		found[i] = make([][]held, len(compared))
		for k, method := range compared {
			found[i][k] = make([]held, figures)
			for at, e := range stats.Bootstrap(t, only(looked...), p.options(method, i)) {
				found[i][k][looked[at]].see(e.Interval, truth[looked[at]])
			}
		}
	})
	sum := map[stats.Method][]held{}
	for k, method := range compared {
		sum[method] = make([]held, figures)
		for _, f := range found {
			for i := range sum[method] {
				sum[method][i].plus(f[k][i])
			}
		}
	}
	return sum
}

// tests is what became of comparing two systems on each corpus.
type tests struct {
	interval held      // of the difference in micro F1
	p        []float64 // of it
	family   int       // corpora in which any type's difference passed for real
}

// alpha is the level of the tests.
const alpha = 0.05

// compare compares two systems of a model, the second better by gap.
func (p plan) compare(m model, documents int, gap, truth float64) tests {
	out := tests{p: make([]float64, p.corpora)}
	intervals, family := make([]held, p.corpora), make([]bool, p.corpora)
	p.each(uint64(1000+documents), func(i int, rng *rand.Rand) {
		one, two := m.corpus(rng, documents, gap)
		d, err := stats.Difference(one, two, only(microF1, commonF1, rareF1), p.options(stats.Auto, i))
		if err != nil {
			panic(err) // tables of one shape
		}
		intervals[i].see(d[0].Interval, truth)
		out.p[i] = d[0].P
		for _, x := range stats.Holm([]float64{d[1].P, d[2].P}) {
			family[i] = family[i] || x < alpha
		}
	})
	for i := range intervals {
		out.interval.plus(intervals[i])
		if family[i] {
			out.family++
		}
	}
	return out
}

// groups compares a third of a corpus with the rest under one system: nothing
// but chance sets them apart.
func (p plan) groups(m model, documents int) tests {
	out := tests{p: make([]float64, p.corpora)}
	intervals := make([]held, p.corpora)
	p.each(uint64(2000+documents), func(i int, rng *rand.Rand) {
		a, _ := m.corpus(rng, documents/3, 0)
		b, _ := m.corpus(rng, documents-documents/3, 0)
		d, err := stats.Unpaired(a, b, only(microF1), p.options(stats.Auto, i))
		if err != nil {
			panic(err) // tables of one shape
		}
		intervals[i].see(d[0].Interval, 0)
		out.p[i] = d[0].P
	})
	for _, h := range intervals {
		out.interval.plus(h)
	}
	return out
}

// share is how many of a hundred p-values are at most x.
func (t tests) share(x float64) float64 {
	n := 0
	for _, p := range t.p {
		if p <= x {
			n++
		}
	}
	return 100 * float64(n) / float64(len(t.p))
}

// uniform is the p-value of the p-values coming from a uniform distribution, by
// Kolmogorov and Smirnov's test with Stephens' correction (JRSS B 1970).
func (t tests) uniform() float64 {
	p := slices.Sorted(slices.Values(t.p))
	n := float64(len(p))
	most := 0.0
	for i, x := range p {
		most = max(most, float64(i+1)/n-x, x-float64(i)/n)
	}
	at := most * (math.Sqrt(n) + 0.12 + 0.11/math.Sqrt(n))
	sum := 0.0
	for k := 1.0; k <= 100; k++ {
		sum += 2 * math.Pow(-1, k-1) * math.Exp(-2*k*k*at*at)
	}
	return min(1, max(0, sum))
}
