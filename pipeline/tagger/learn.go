package tagger

import (
	"math"
	"math/rand/v2"
)

// sample is one sentence made ready for learning.
type sample struct {
	ids    []uint32 // features of all tokens, one after another
	ends   []uint32 // end in ids of each group of each token: ends[i*groups+g]
	gold   []uint8
	base   []float32 // scores to add to, labels for each token; nil: zero
	weight float32
	doc    int // number of the document over all corpora
}

// learner fits the weights of a conditional random field by stochastic gradient
// descent, a sentence at a time, with a step size of its own for each feature
// (AdaGrad, Duchi, Hazan and Singer 2011).
type learner struct {
	n       int       // labels
	weights []float32 // [feature*(n-1)+label-1]; O has weight 0 everywhere
	square  []float32 // summed squares of the gradient of each feature
	tr      *transitions
	trStart []float64 // the same for transitions
	trPair  []float64
	expect  []float64 // scratch for stepTransitions
	lat     lattice
	scores  []float32
	hidden  []uint8
}

func newLearner(features, labels int) *learner {
	return &learner{
		n:       labels,
		weights: make([]float32, features*(labels-1)),
		square:  make([]float32, features),
		tr:      newTransitions(labels),
		trStart: make([]float64, labels),
		trPair:  make([]float64, labels*labels),
		expect:  make([]float64, labels*labels),
	}
}

// quiet is the gradient below which a token teaches nothing worth the time.
const quiet = 1e-3

// settings steer one epoch.
type settings struct {
	rate         float64 // step size
	shrink       float64 // part of each weight taken away after the epoch
	hideIdentity float64 // how often a token's identity features are hidden
	hideLists    float64 // how often its list and cluster features are
	fall         float64 // part of the rate that is gone by the end of the epoch
}

// score computes the emissions of a sample with the features of hidden groups
// left out: bit g of hidden[i] hides group g of token i. hidden may be nil.
func (l *learner) score(s *sample, hidden []uint8) []float32 {
	n := l.n
	tokens := len(s.gold)
	if cap(l.scores) < tokens*n {
		l.scores = make([]float32, tokens*n*2)
	}
	scores := l.scores[:tokens*n]
	if s.base != nil {
		copy(scores, s.base)
	} else {
		clear(scores)
	}
	if len(s.ends) == 0 {
		return scores
	}
	at := uint32(0)
	for i := range tokens {
		row := scores[i*n+1 : (i+1)*n]
		for g := range groups {
			end := s.ends[i*groups+g]
			if hidden == nil || hidden[i]>>g&1 == 0 {
				for _, id := range s.ids[at:end] {
					w := l.weights[int(id)*len(row):][:len(row)]
					for y, v := range w {
						row[y] += v
					}
				}
			}
			at = end
		}
	}
	return scores
}

// step learns from one sentence and returns its negative log-likelihood.
func (l *learner) step(s *sample, set settings, rng *rand.Rand) float64 {
	n := l.n
	tokens := len(s.gold)
	var hidden []uint8
	if set.hideIdentity > 0 || set.hideLists > 0 {
		if cap(l.hidden) < tokens {
			l.hidden = make([]uint8, tokens*2)
		}
		hidden = l.hidden[:tokens]
		for i := range hidden {
			hidden[i] = 0
			if rng.Float64() < set.hideIdentity {
				hidden[i] |= 1 << groupIdentity
			}
			if rng.Float64() < set.hideLists {
				hidden[i] |= 1 << groupLists
			}
		}
	}
	scores := l.score(s, hidden)
	loss := l.lat.run(l.tr, scores)
	prev := -1
	for i, y := range s.gold {
		loss -= float64(scores[i*n+int(y)])
		if prev < 0 {
			loss -= l.tr.start[y]
		} else {
			loss -= l.tr.pair[prev*n+int(y)]
		}
		prev = int(y)
	}

	var grad [2 * maxTypes]float32
	g := grad[:n-1]
	at := uint32(0)
	for i := range tokens {
		end := s.ends[i*groups+groups-1]
		top, sum := float32(0), float32(0)
		for y := 1; y < n; y++ {
			d := float32(l.lat.marginal(i, y))
			if int(s.gold[i]) == y {
				d--
			}
			d *= s.weight
			g[y-1] = d
			top = max(top, abs(d))
			sum += d * d
		}
		if top < quiet {
			at = end
			continue
		}
		for group := range groups {
			end := s.ends[i*groups+group]
			if hidden == nil || hidden[i]>>group&1 == 0 {
				l.move(s.ids[at:end], g, sum, float32(set.rate))
			}
			at = end
		}
	}
	l.stepTransitions(s, set)
	return loss
}

// move takes a step down the gradient g, of squared length sum, for the weights
// of the given features.
func (l *learner) move(ids []uint32, g []float32, sum, rate float32) {
	for _, id := range ids {
		l.square[id] += sum
		rate := rate / sqrt32(1+l.square[id])
		w := l.weights[int(id)*len(g):][:len(g)]
		for y, d := range g {
			w[y] -= rate * d
		}
	}
}

func sqrt32(v float32) float32 { return float32(math.Sqrt(float64(v))) }

func (l *learner) stepTransitions(s *sample, set settings) {
	n := l.n
	tokens := len(s.gold)
	if tokens == 0 {
		return
	}
	down := func(w, square *float64, d float64) {
		d *= float64(s.weight)
		*square += d * d
		*w -= set.rate * d / math.Sqrt(1+*square)
	}
	for y := range n {
		if !legal(-1, y) {
			continue
		}
		d := l.lat.marginal(0, y)
		if int(s.gold[0]) == y {
			d--
		}
		down(&l.tr.start[y], &l.trStart[y], d)
	}
	e := l.expect
	clear(e)
	for i := 1; i < tokens; i++ {
		beta, psi, scale := l.lat.beta[i*n:], l.lat.psi[i*n:], l.lat.scale[i]
		for x := range n {
			a := l.lat.alpha[(i-1)*n+x] * scale
			if a < 1e-9 {
				continue
			}
			for y := range n {
				e[x*n+y] += a * l.tr.expPair[x*n+y] * psi[y] * beta[y]
			}
		}
		e[int(s.gold[i-1])*n+int(s.gold[i])]--
	}
	for x := range n {
		for y := range n {
			if legal(x, y) && (e[x*n+y] > quiet || e[x*n+y] < -quiet) {
				down(&l.tr.pair[x*n+y], &l.trPair[x*n+y], e[x*n+y])
			}
		}
	}
	l.tr.update()
}

// epoch learns from all samples once, in an order drawn from rng, and returns
// the mean loss of a sentence.
func (l *learner) epoch(samples []*sample, set settings, rng *rand.Rand) float64 {
	order := rng.Perm(len(samples))
	loss := 0.0
	for k, i := range order {
		step := set
		// The rate falls within the epoch as well, see fit.
		step.rate = set.rate * (1 - set.fall*float64(k)/float64(len(order)))
		loss += l.step(samples[i], step, rng) * float64(samples[i].weight)
	}
	if set.shrink > 0 {
		keep := float32(1 - set.shrink)
		for i := range l.weights {
			l.weights[i] *= keep
		}
	}
	return loss / float64(max(len(samples), 1))
}
