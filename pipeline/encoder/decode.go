package encoder

import "math"

// chain decides on a sequence of units, each with a weight for every label,
// under the rules of a label set. It is scratch: its slices are kept.
type chain struct {
	*labels
	temperature float64

	units  int
	scores []float64 // units × labels: sums of logits
	exps   []float64 // exp(score/temperature), the unit's largest being 1
	// Forward and backward probabilities, each unit's scaled by norms
	// (Rabiner, A Tutorial on Hidden Markov Models, 1989, section V.A).
	forward, backward []float64
	norms             []float64

	mass, moved []float64 // of a mention, by the label of its last unit

	best []float64 // Viterbi: the best score of a path to each label
	next []float64
	back []uint8
	path []int // the best label of each unit
}

// floor bounds exponents, so that no probability becomes exactly 0 and no sum
// of them is divided by 0.
const floor = -300

// decode fills path and what probability and spans need.
func (c *chain) decode(units int) {
	c.units = units
	if units == 0 {
		c.path = c.path[:0]
		return
	}
	c.viterbi()
	c.forwardBackward()
}

// viterbi finds the allowed sequence of the highest sum of scores; of equal
// ones that with the lower labels towards the end.
func (c *chain) viterbi() {
	n := len(c.all)
	c.best, c.next = grown(c.best, n), grown(c.next, n)
	c.back = grown(c.back, c.units*n)
	for l := range n {
		c.best[l] = math.Inf(-1)
		if c.starts[l] {
			c.best[l] = c.scores[l]
		}
	}
	for u := 1; u < c.units; u++ {
		for l := range n {
			from, most := 0, math.Inf(-1)
			for _, k := range c.before[l] {
				if c.best[k] > most {
					from, most = k, c.best[k]
				}
			}
			c.next[l], c.back[u*n+l] = most+c.scores[u*n+l], uint8(from)
		}
		c.best, c.next = c.next, c.best
	}
	at, most := 0, math.Inf(-1)
	for l, score := range c.best {
		if c.ends[l] && score > most {
			at, most = l, score
		}
	}
	c.path = grown(c.path, c.units)
	for u := c.units - 1; u >= 0; u-- {
		c.path[u] = at
		at = int(c.back[u*n+at])
	}
}

func (c *chain) forwardBackward() {
	n := len(c.all)
	c.exps = grown(c.exps, c.units*n)
	c.forward, c.backward = grown(c.forward, c.units*n), grown(c.backward, c.units*n)
	c.norms = grown(c.norms, c.units)
	for u := range c.units {
		scores, exps := c.scores[u*n:(u+1)*n], c.exps[u*n:(u+1)*n]
		most := scores[0]
		for _, s := range scores {
			most = max(most, s)
		}
		for l, s := range scores {
			exps[l] = expNegative(max((s-most)/c.temperature, floor))
		}
		c.stepForward(u)
	}
	for l := range n {
		c.backward[(c.units-1)*n+l] = 0
		if c.ends[l] {
			c.backward[(c.units-1)*n+l] = 1
		}
	}
	for u := c.units - 2; u >= 0; u-- {
		to := c.backward[u*n : (u+1)*n]
		clear(to)
		for l := range n {
			v := c.onward(u+1, l)
			for _, k := range c.before[l] {
				to[k] += v
			}
		}
	}
}

func (c *chain) stepForward(u int) {
	n := len(c.all)
	to, norm := c.forward[u*n:(u+1)*n], 0.0
	for l := range n {
		v := 0.0
		if u > 0 {
			for _, k := range c.before[l] {
				v += c.forward[(u-1)*n+k]
			}
		} else if c.starts[l] {
			v = 1
		}
		if u == c.units-1 && !c.ends[l] {
			v = 0
		}
		to[l] = float64(v * c.exps[u*n+l])
		norm += to[l]
	}
	for l := range to {
		to[l] /= norm
	}
	c.norms[u] = norm
}

// onward is the scaled probability of all that follows from unit u on, given
// that it has the label l.
func (c *chain) onward(u, l int) float64 {
	n := len(c.all)
	return float64(c.exps[u*n+l]*c.backward[u*n+l]) / c.norms[u]
}

// mentions calls found for each mention of the best path: the units from
// first to end, and a label that has its type.
func (c *chain) mentions(found func(first, end, label int)) {
	n := len(c.all)
	for first := 0; first < c.units; {
		end := first + 1
		if c.all[c.path[first]].role != outside {
			for end < c.units && c.joins[c.path[end-1]*n+c.path[end]] {
				end++
			}
			found(first, end, c.path[first])
		}
		first = end
	}
}

// longestName is the number of units beyond which nothing is a name, whatever
// the labels of a text without sentences say.
const longestName = 64

// spans calls found for each span of units, no longer than a name, that is a
// mention of one of the kinds with a probability of least or more, which is
// above 0: by first unit, kind and end. Such spans that share a unit exclude each other, so that there
// are at most 1/least of them to a unit and time is linear.
func (c *chain) spans(least float64, found func(first, end, kind int, p float64)) {
	n := len(c.all)
	for first := range c.units {
		if at := first*n + c.none; 1-float64(c.forward[at]*c.backward[at]) < least {
			continue
		}
		for kind := range c.kinds {
			c.open(first, kind)
			for end := first + 1; end <= first+longestName && c.reaching(end, kind) >= least; end++ {
				if p := c.closed(end, kind); p >= least {
					found(first, end, kind, p)
				}
				if end == c.units {
					break
				}
				c.extend(end, kind)
			}
		}
	}
}

// probability is that of a mention of the kind from first to end, all
// sequences of labels being counted that have it.
func (c *chain) probability(first, end, kind int) float64 {
	c.open(first, kind)
	for u := first + 1; u < end; u++ {
		c.extend(u, kind)
	}
	return c.closed(end, kind)
}

// open sets c.mass to the scaled probability of all that ends with each label
// of the kind at unit u, a mention beginning there.
func (c *chain) open(u, kind int) {
	c.mass = grown(c.mass, len(c.all))
	for _, l := range c.kinds[kind].labels {
		c.mass[l] = c.upTo(u, l)
	}
}

// extend moves c.mass from the unit before u on to u, the mention going on.
func (c *chain) extend(u, kind int) {
	n := len(c.all)
	c.moved = grown(c.moved, n)
	for _, l := range c.kinds[kind].labels {
		p := 0.0
		for _, k := range c.kinds[kind].labels {
			if c.joins[k*n+l] {
				p += c.mass[k]
			}
		}
		c.moved[l] = float64(p*c.exps[u*n+l]) / c.norms[u]
	}
	c.mass, c.moved = c.moved, c.mass
}

// reaching is the probability of the mention of c.mass whether it ends at end
// or goes on.
func (c *chain) reaching(end, kind int) float64 {
	p := 0.0
	for _, l := range c.kinds[kind].labels {
		p += float64(c.mass[l] * c.backward[(end-1)*len(c.all)+l])
	}
	return p
}

// closed is the probability of the mention of c.mass ending at end.
func (c *chain) closed(end, kind int) float64 {
	p := 0.0
	for _, l := range c.kinds[kind].labels {
		p += float64(c.mass[l] * c.behind(end, l))
	}
	return min(p, 1)
}

// upTo is the scaled probability of all that ends with label l at unit u, a
// mention beginning there.
func (c *chain) upTo(u, l int) float64 {
	n := len(c.all)
	p := 0.0
	if u == 0 && c.starts[l] {
		p = 1
	}
	for _, k := range c.before[l] {
		if u > 0 && !c.joins[k*n+l] {
			p += c.forward[(u-1)*n+k]
		}
	}
	return float64(p*c.exps[u*n+l]) / c.norms[u]
}

// behind is the scaled probability of all that follows from unit u on where
// label k stands before it and its mention has ended.
func (c *chain) behind(u, k int) float64 {
	n := len(c.all)
	if u == c.units {
		if c.ends[k] {
			return 1
		}
		return 0
	}
	p := 0.0
	for l := range n {
		if !c.joins[k*n+l] && c.follows(k, l) {
			p += c.onward(u, l)
		}
	}
	return p
}

func (c *chain) follows(k, l int) bool {
	for _, b := range c.before[l] {
		if b == k {
			return true
		}
	}
	return false
}
