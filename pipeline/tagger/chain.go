package tagger

import (
	"math"
	"slices"
)

// scoreRange bounds how far below the best label of a token another may lie
// before its probability is cut off: e^-60 is nothing to any reader of a
// score, and no product of kept numbers underflows.
const scoreRange = 60

// transitions are the scores of one label following another, with the
// illegal pairs at minus infinity.
type transitions struct {
	n     int       // number of labels
	start []float64 // score of a label at the start of a sentence
	pair  []float64 // pair[prev*n+next]

	expStart, expPair []float64
}

func newTransitions(n int) *transitions {
	t := &transitions{n: n, start: make([]float64, n), pair: make([]float64, n*n)}
	t.update()
	return t
}

// update puts the illegal pairs out of reach and prepares exponentials; call
// it after start or pair were changed.
func (t *transitions) update() {
	n := t.n
	if t.expPair == nil {
		t.expStart, t.expPair = make([]float64, n), make([]float64, n*n)
	}
	limit := func(v float64) float64 { return max(-scoreRange/2, min(scoreRange/2, v)) }
	for y := range n {
		if !legal(-1, y) {
			t.start[y] = math.Inf(-1)
		} else {
			t.start[y] = limit(t.start[y])
		}
		t.expStart[y] = math.Exp(t.start[y])
		for x := range n {
			if !legal(x, y) {
				t.pair[x*n+y] = math.Inf(-1)
			} else {
				t.pair[x*n+y] = limit(t.pair[x*n+y])
			}
			t.expPair[x*n+y] = math.Exp(t.pair[x*n+y])
		}
	}
}

// lattice holds one sentence's sums: the forward and backward pass of a
// linear-chain conditional random field (Lafferty, McCallum and Pereira,
// 2001), scaled at each token as in Rabiner (1989). It is scratch space, used
// again for every sentence.
type lattice struct {
	tr     *transitions
	n      int       // labels
	length int       // tokens
	psi    []float64 // exp(emission - greatest emission of the token)
	alpha  []float64 // scaled forward sums: each token's add up to 1
	beta   []float64 // backward sums, scaled likewise
	scale  []float64
	offset []float64 // greatest emission of each token
	back   []uint8
	best   []float64
}

// run computes the forward and backward sums for emissions[i*n+y], the score
// of label y at token i, and returns the logarithm of the partition function.
func (l *lattice) run(tr *transitions, emissions []float32) float64 {
	n := tr.n
	length := len(emissions) / n
	l.tr, l.n, l.length = tr, n, length
	size := length * n
	l.psi = slices.Grow(l.psi[:0], size)[:size]
	l.alpha = slices.Grow(l.alpha[:0], size)[:size]
	l.beta = slices.Grow(l.beta[:0], size)[:size]
	l.scale = slices.Grow(l.scale[:0], length)[:length]
	l.offset = slices.Grow(l.offset[:0], length)[:length]
	if length == 0 {
		return 0
	}
	logZ := 0.0
	for i := range length {
		e := emissions[i*n : i*n+n]
		top := slices.Max(e)
		psi := l.psi[i*n : i*n+n]
		for y, v := range e {
			psi[y] = math.Exp(max(float64(v-top), -scoreRange))
		}
		alpha := l.alpha[i*n : i*n+n]
		if i == 0 {
			copy(alpha, tr.expStart)
		} else {
			clear(alpha)
			for x, a := range l.alpha[(i-1)*n : i*n] {
				if a == 0 {
					continue
				}
				for y, p := range tr.expPair[x*n : x*n+n] {
					alpha[y] += a * p
				}
			}
		}
		sum := 0.0
		for y := range alpha {
			alpha[y] *= psi[y]
			sum += alpha[y]
		}
		inv := 1 / sum
		for y := range alpha {
			alpha[y] *= inv
		}
		l.scale[i] = inv
		l.offset[i] = float64(top)
		logZ += math.Log(sum) + float64(top)
	}
	last := l.beta[(length-1)*n:]
	for y := range last[:n] {
		last[y] = 1
	}
	var weighted [1 + 2*maxTypes]float64
	for i := length - 2; i >= 0; i-- {
		next := l.beta[(i+1)*n : (i+2)*n]
		psi := l.psi[(i+1)*n : (i+2)*n]
		s := l.scale[i+1]
		for y := range n {
			weighted[y] = next[y] * psi[y] * s
		}
		beta := l.beta[i*n : i*n+n]
		for x := range n {
			sum := 0.0
			for y, p := range tr.expPair[x*n : x*n+n] {
				sum += p * weighted[y]
			}
			beta[x] = sum
		}
	}
	return logZ
}

// marginal is the probability that token i bears label y. It needs run.
func (l *lattice) marginal(i, y int) float64 { return l.alpha[i*l.n+y] * l.beta[i*l.n+y] }

// span is the probability that the sentence holds exactly this mention: it
// begins at c.first, ends before c.end and has type c.typ, whatever stands
// around it. It needs run.
func (l *lattice) span(c chunk) float64 {
	label := 1 + 2*c.typ
	p := l.alpha[c.first*l.n+label]
	for i := c.first + 1; i < c.end; i++ {
		p, label = l.extend(p, label, i)
	}
	return l.closed(p, label, c.end)
}

// longestName is the number of tokens beyond which nothing is a name, whatever
// the labels of a text without sentences say.
const longestName = 64

// spans calls found for every mention, no longer than a name, with a
// probability of least or more, which is above 0. Mentions that share a token exclude each other, so that
// there are at most 1/least of them to a token. It needs run.
func (l *lattice) spans(least float64, found func(c chunk, p float64)) {
	n := l.n
	for first := range l.length {
		if 1-l.marginal(first, 0) < least {
			continue
		}
		for label := 1; label < n; label += 2 {
			p, last := l.alpha[first*n+label], label
			for end := first + 1; end <= first+longestName && p*l.beta[(end-1)*n+last] >= least; end++ {
				if q := l.closed(p, last, end); q >= least {
					found(chunk{first, end, typeOf(label)}, q)
				}
				if end == l.length {
					break
				}
				p, last = l.extend(p, last, end)
			}
		}
	}
}

// extend is the scaled sum of all that ends at token i inside a mention, and
// the label there; p and prev are those of the token before.
func (l *lattice) extend(p float64, prev, i int) (float64, int) {
	in := prev + prev&1 // the label of the inside of this type
	return p * l.tr.expPair[prev*l.n+in] * l.psi[i*l.n+in] * l.scale[i], in
}

// closed is the probability of a mention that ends before token end; p and
// label are those of its last token.
func (l *lattice) closed(p float64, label, end int) float64 {
	if end == l.length {
		return min(p, 1)
	}
	n, in, rest := l.n, label+label&1, 0.0
	for y := range n {
		if y != in {
			rest += l.tr.expPair[label*n+y] * l.psi[end*n+y] * l.beta[end*n+y]
		}
	}
	return min(p*rest*l.scale[end], 1)
}

// viterbi appends the best legal label sequence to dst and returns it; of
// sequences that score alike the one with the lower labels wins.
func (l *lattice) viterbi(dst []uint8, tr *transitions, emissions []float32) []uint8 {
	n := tr.n
	length := len(emissions) / n
	if length == 0 {
		return dst
	}
	l.back = slices.Grow(l.back[:0], length*n)[:length*n]
	l.best = slices.Grow(l.best[:0], 2*n)[:2*n]
	cur, old := l.best[:n], l.best[n:2*n]
	for y := range n {
		cur[y] = tr.start[y] + float64(emissions[y])
	}
	for i := 1; i < length; i++ {
		cur, old = old, cur
		e := emissions[i*n : i*n+n]
		back := l.back[i*n : i*n+n]
		for y := range n {
			top, from := math.Inf(-1), 0
			if isInside(y) {
				for x := y - 1; x <= y; x++ {
					if s := old[x] + tr.pair[x*n+y]; s > top {
						top, from = s, x
					}
				}
			} else {
				for x := range n {
					if s := old[x] + tr.pair[x*n+y]; s > top {
						top, from = s, x
					}
				}
			}
			cur[y] = top + float64(e[y])
			back[y] = uint8(from)
		}
	}
	y := 0
	for k := 1; k < n; k++ {
		if cur[k] > cur[y] {
			y = k
		}
	}
	at := len(dst)
	dst = append(dst, make([]uint8, length)...)
	for i := length - 1; i >= 0; i-- {
		dst[at+i] = uint8(y)
		y = int(l.back[i*n+y])
	}
	return dst
}
