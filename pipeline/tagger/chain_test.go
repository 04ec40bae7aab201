package tagger

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rollcall/text"
)

// allLegal lists the legal label sequences of a length.
func allLegal(n, length int) [][]uint8 {
	seqs := [][]uint8{{}}
	for range length {
		var longer [][]uint8
		for _, s := range seqs {
			prev := -1
			if len(s) > 0 {
				prev = int(s[len(s)-1])
			}
			for y := range n {
				if legal(prev, y) {
					longer = append(longer, append(slices.Clone(s), uint8(y)))
				}
			}
		}
		seqs = longer
	}
	return seqs
}

func scoreOf(tr *transitions, e []float32, seq []uint8) float64 {
	sum, prev := 0.0, -1
	for i, y := range seq {
		sum += float64(e[i*tr.n+int(y)])
		if prev < 0 {
			sum += tr.start[y]
		} else {
			sum += tr.pair[prev*tr.n+int(y)]
		}
		prev = int(y)
	}
	return sum
}

func drawChain(t *rapid.T, spread float64) (*transitions, []float32, int) {
	types := rapid.IntRange(1, 3).Draw(t, "types")
	n := 1 + 2*types
	length := rapid.IntRange(1, 4).Draw(t, "length")
	tr := newTransitions(n)
	value := rapid.Float64Range(-spread, spread)
	for y := range n {
		tr.start[y] = value.Draw(t, "start")
		for x := range n {
			tr.pair[x*n+y] = value.Draw(t, "pair")
		}
	}
	tr.update()
	e := make([]float32, n*length)
	for i := range e {
		e[i] = float32(value.Draw(t, "score"))
	}
	return tr, e, length
}

func TestChainEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr, e, length := drawChain(t, 5)
		var l lattice
		logZ := l.run(tr, e)
		seq := l.viterbi(nil, tr, e)

		z, best := 0.0, math.Inf(-1)
		marginals := make([]float64, len(e))
		spans := map[chunk]float64{}
		all := allLegal(tr.n, length)
		for _, s := range all {
			score := scoreOf(tr, e, s)
			z += math.Exp(score)
			best = max(best, score)
		}
		for _, s := range all {
			p := math.Exp(scoreOf(tr, e, s)) / z
			for i, y := range s {
				marginals[i*tr.n+int(y)] += p
			}
			for _, c := range chunks(nil, s) {
				spans[c] += p
			}
		}
		if math.Abs(logZ-math.Log(z)) > 1e-4 {
			t.Fatalf("log partition function %g, by enumeration %g", logZ, math.Log(z))
		}
		if got := scoreOf(tr, e, seq); math.Abs(got-best) > 1e-4 {
			t.Fatalf("viterbi found %v with %g, best is %g", seq, got, best)
		}
		for i := range length {
			for y := range tr.n {
				if got := l.marginal(i, y); math.Abs(got-marginals[i*tr.n+y]) > 1e-4 {
					t.Fatalf("marginal of label %d at %d is %g, by enumeration %g", y, i, got, marginals[i*tr.n+y])
				}
			}
		}
		likely := map[chunk]float64{}
		l.spans(0.05, func(c chunk, p float64) { likely[c] = p })
		for c, p := range spans {
			if got := likely[c]; math.Abs(p-0.05) > 1e-4 && (p < 0.05 && got != 0 || p > 0.05 && math.Abs(got-p) > 1e-4) {
				t.Fatalf("of the probable ones %+v has %g, by enumeration %g", c, got, p)
			}
			if got := l.span(c); math.Abs(got-p) > 1e-4 {
				t.Fatalf("probability of %+v is %g, by enumeration %g", c, got, p)
			}
		}
	})
}

// Any weights that a file can hold give a legal sequence and probabilities.
func TestChainIsLegalWithAnyWeights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr, e, length := drawChain(t, 1e6)
		var l lattice
		l.run(tr, e)
		seq := l.viterbi(nil, tr, e)
		prev := -1
		for i, y := range seq {
			if !legal(prev, int(y)) {
				t.Fatalf("label %d after %d in %v", y, prev, seq)
			}
			prev = int(y)
			sum := 0.0
			for y := range tr.n {
				sum += l.marginal(i, y)
			}
			if math.Abs(sum-1) > 1e-6 {
				t.Fatalf("marginals at %d of %d add up to %g", i, length, sum)
			}
		}
		for _, c := range chunks(nil, seq) {
			if p := l.span(c); !(p >= 0 && p <= 1) {
				t.Fatalf("probability of %+v is %g", c, p)
			}
		}
	})
}

func TestLabels(t *testing.T) {
	l, err := newLabels([]text.Type{"PLACE", "PERSON", "WEAPON", "PLACE"})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for y := range l.count() {
		names = append(names, l.name(y))
	}
	want := []string{"O", "B-PERSON", "I-PERSON", "B-PLACE", "I-PLACE", "B-WEAPON", "I-WEAPON"}
	if !slices.Equal(names, want) {
		t.Errorf("labels are %q, want %q", names, want)
	}
	if _, err := newLabels(nil); err == nil {
		t.Error("a label set without types was accepted")
	}
}
