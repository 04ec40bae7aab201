package eval

import (
	"cmp"
	"slices"

	"rollcall/text"
)

// weight is what a pair, or a sum of pairs, is worth: the first number that
// differs decides. Sums compare the same way, which is what makes the matching
// below one optimum instead of six.
type weight [6]int

func (w weight) plus(v weight) weight {
	for i := range w {
		w[i] += v[i]
	}
	return w
}

func (w weight) minus(v weight) weight {
	for i := range w {
		w[i] -= v[i]
	}
	return w
}

func (w weight) less(v weight) bool {
	for i := range w {
		if w[i] != v[i] {
			return w[i] < v[i]
		}
	}
	return false
}

// pair says how well two mentions fit and what that is worth; ok is false where
// they have nothing to do with each other.
func (a *aligner) pair(gold, answer int32) (p Pair, w weight, ok bool) {
	g, s := &a.gold[gold], &a.answers[answer]
	p = Pair{Gold: int(gold), Answer: int(answer)}
	w[4] = -1 << 40
	ok = a.enough(g.Span, s.Span) && p.add(&w, g.Span, g.Type, s)
	for _, r := range g.Alt {
		ok = a.enough(r.Span, s.Span) && p.add(&w, r.Span, r.Type, s) || ok
	}
	w[0], w[1], w[2], w[5] = btoi(p.Same), btoi(p.SameSpan), btoi(p.SameType), btoi(ok)
	return p, w, ok
}

// enough reports whether an answer covers as much of a reading as it must.
func (a *aligner) enough(reading, answer text.Span) bool {
	shared := min(reading.End, answer.End) - max(reading.Start, answer.Start)
	return a.least == 0 || float64(shared) >= a.least*float64(reading.Len())
}

// add takes one reading of the gold mention into account.
func (p *Pair) add(w *weight, span text.Span, t text.Type, s *text.Mention) bool {
	shared := min(span.End, s.End) - max(span.Start, s.Start)
	same := span == s.Span
	if shared <= 0 && !same {
		return false
	}
	shared = max(shared, 0)
	apart := shared*2 - max(span.Len(), 0) - max(s.Len(), 0)
	if shared > w[3] || shared == w[3] && apart > w[4] {
		w[3], w[4] = shared, apart
	}
	p.SameSpan = p.SameSpan || same
	p.SameType = p.SameType || t == s.Type
	p.Same = p.Same || same && t == s.Type
	return true
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// maxKnot is the number of mentions a side up to which a knot with overlaps
// inside a list is solved exactly. The work grows with the cube of it.
const maxKnot = 64

// solve pairs the mentions of one knot.
func (a *aligner) solve(gold, answers []int32) {
	switch {
	case len(gold) == 0 || len(answers) == 0:
		a.leave(gold, answers)
	case len(gold) == 1 && len(answers) == 1:
		if p, _, ok := a.pair(gold[0], answers[0]); ok {
			a.pairs = append(a.pairs, p)
		} else {
			a.leave(gold, answers)
		}
	case a.flat(gold, answers):
		a.chain(gold, answers)
	case max(len(gold), len(answers)) <= maxKnot:
		a.assign(gold, answers)
	default:
		a.loosen(gold, answers)
	}
}

// leave records mentions that have no partner.
func (a *aligner) leave(gold, answers []int32) {
	for _, i := range gold {
		a.pairs = append(a.pairs, Pair{Gold: int(i), Answer: -1})
	}
	for _, i := range answers {
		a.pairs = append(a.pairs, Pair{Gold: -1, Answer: int(i)})
	}
}

// flat reports whether neither list overlaps itself.
func (a *aligner) flat(gold, answers []int32) bool {
	for k := 1; k < len(gold); k++ {
		if hull(&a.gold[gold[k]]).Start < hull(&a.gold[gold[k-1]]).End {
			return false
		}
	}
	for k := 1; k < len(answers); k++ {
		if a.answers[answers[k]].Start < extent(a.answers[answers[k-1]].Span).End {
			return false
		}
	}
	return true
}

// chain solves a knot in which neither list overlaps itself. The pairs that
// touch then form a staircase: taken in order, the ones that rule a pair out
// are a run that ends just before it, and the best choice among the first k
// follows from the best choices among fewer.
func (a *aligner) chain(gold, answers []int32) {
	type step struct {
		pair   Pair
		gold   int    // position in gold
		answer int    // position in answers
		before int    // number of steps that may go together with this one
		best   weight // of the steps up to this one
		taken  bool
	}
	var steps []step
	firstOfGold := make([]int, len(gold))
	firstOfAnswer := make([]int, len(answers))
	for i := range firstOfAnswer {
		firstOfAnswer[i] = -1
	}
	g, s := 0, 0
	for g < len(gold) {
		firstOfGold[g] = len(steps)
		h := hull(&a.gold[gold[g]])
		for s > 0 && extent(a.answers[answers[s-1]].Span).End > h.Start {
			s--
		}
		for ; s < len(answers) && a.answers[answers[s]].Start < h.End; s++ {
			p, w, ok := a.pair(gold[g], answers[s])
			if !ok {
				continue
			}
			if firstOfAnswer[s] < 0 {
				firstOfAnswer[s] = len(steps)
			}
			st := step{pair: p, gold: g, answer: s, before: min(firstOfGold[g], firstOfAnswer[s])}
			if st.before > 0 {
				w = w.plus(steps[st.before-1].best)
			}
			var without weight
			if len(steps) > 0 {
				without = steps[len(steps)-1].best
			}
			st.best, st.taken = without, without.less(w)
			if st.taken {
				st.best = w
			}
			steps = append(steps, st)
		}
		g++
	}
	usedGold := make([]bool, len(gold))
	usedAnswer := make([]bool, len(answers))
	for k := len(steps); k > 0; {
		st := &steps[k-1]
		if !st.taken {
			k--
			continue
		}
		a.pairs = append(a.pairs, st.pair)
		usedGold[st.gold], usedAnswer[st.answer] = true, true
		k = st.before
	}
	a.leave(unused(gold, usedGold), unused(answers, usedAnswer))
}

func unused(list []int32, used []bool) []int32 {
	var rest []int32
	for k, i := range list {
		if !used[k] {
			rest = append(rest, i)
		}
	}
	return rest
}

// assign solves a small knot exactly with the Hungarian method (Kuhn 1955; the
// form with potentials and shortest augmenting paths), which asks of weights
// only that they can be added and compared.
func (a *aligner) assign(gold, answers []int32) {
	n := max(len(gold), len(answers))
	// Rows are gold, columns answers, both numbered from 1; filled up to a
	// square with pairs that are worth nothing.
	cost := func(row, col int) (w weight) {
		if row <= len(gold) && col <= len(answers) {
			if _, v, ok := a.pair(gold[row-1], answers[col-1]); ok {
				return w.minus(v)
			}
		}
		return w
	}
	costs := make([]weight, (n+1)*(n+1))
	for row := 1; row <= n; row++ {
		for col := 1; col <= n; col++ {
			costs[row*(n+1)+col] = cost(row, col)
		}
	}
	rowPot, colPot := make([]weight, n+1), make([]weight, n+1)
	rowOf := make([]int, n+1) // by column, 0 for none
	via := make([]int, n+1)
	for row := 1; row <= n; row++ {
		rowOf[0] = row
		least := make([]weight, n+1)
		reached := make([]bool, n+1) // least is known
		done := make([]bool, n+1)
		col := 0
		for rowOf[col] != 0 {
			done[col] = true
			from, next := rowOf[col], 0
			var delta weight
			for c := 1; c <= n; c++ {
				if done[c] {
					continue
				}
				w := costs[from*(n+1)+c].minus(rowPot[from]).minus(colPot[c])
				if !reached[c] || w.less(least[c]) {
					least[c], via[c], reached[c] = w, col, true
				}
				if next == 0 || least[c].less(delta) {
					delta, next = least[c], c
				}
			}
			for c := 0; c <= n; c++ {
				if done[c] {
					rowPot[rowOf[c]] = rowPot[rowOf[c]].plus(delta)
					colPot[c] = colPot[c].minus(delta)
				} else if reached[c] {
					least[c] = least[c].minus(delta)
				}
			}
			col = next
		}
		for col != 0 {
			rowOf[col] = rowOf[via[col]]
			col = via[col]
		}
	}
	usedGold, usedAnswer := make([]bool, len(gold)), make([]bool, len(answers))
	for col := 1; col <= len(answers); col++ {
		row := rowOf[col]
		if row > len(gold) {
			continue
		}
		if p, _, ok := a.pair(gold[row-1], answers[col-1]); ok {
			a.pairs = append(a.pairs, p)
			usedGold[row-1], usedAnswer[col-1] = true, true
		}
	}
	a.leave(unused(gold, usedGold), unused(answers, usedAnswer))
}

// level is a kind of pair, from the best to the least.
type level int

const (
	levelSame level = iota
	levelSameSpan
	levelSameType
	levelOverlap
)

func (l level) holds(p Pair) bool {
	switch l {
	case levelSame:
		return p.Same
	case levelSameSpan:
		return p.SameSpan
	case levelSameType:
		return p.SameType
	}
	return true
}

// loosen takes the pairs that are the same in span and type out of a big knot,
// which usually falls apart by that, and solves what is left: piece by piece,
// and greedily where a piece is still too big. Without alternatives the pairs
// taken first are part of the optimum.
func (a *aligner) loosen(gold, answers []int32) {
	gold, answers = a.take(gold, answers, levelSame)
	a.knots(gold, answers, func(gold, answers []int32) {
		small := max(len(gold), len(answers)) <= maxKnot
		if small || len(gold) == 0 || len(answers) == 0 || a.flat(gold, answers) {
			a.solve(gold, answers)
			return
		}
		for l := levelSameSpan; l <= levelOverlap; l++ {
			gold, answers = a.take(gold, answers, l)
		}
		a.leave(gold, answers)
	})
}

// take pairs each gold mention in turn with the answer that fits it best among
// those that are left and of the given level, and returns what remains.
func (a *aligner) take(gold, answers []int32, l level) (restGold, restAnswers []int32) {
	usedGold, usedAnswer := make([]bool, len(gold)), make([]bool, len(answers))
	// startsBefore is the number of answers that start before an offset.
	startsBefore := func(offset int) int {
		at, _ := slices.BinarySearchFunc(answers, offset, func(i int32, offset int) int {
			return cmp.Compare(a.answers[i].Start, offset)
		})
		return at
	}
	for k, g := range gold {
		best, bestPair, bestWeight := -1, Pair{}, weight{}
		try := func(from, to int) {
			for s := from; s < to; s++ {
				if usedAnswer[s] {
					continue
				}
				p, w, ok := a.pair(g, answers[s])
				if ok && l.holds(p) && (best < 0 || bestWeight.less(w)) {
					best, bestPair, bestWeight = s, p, w
				}
			}
		}
		m := &a.gold[g]
		if l <= levelSameSpan {
			try(startsBefore(m.Start), startsBefore(m.Start+1))
			for _, r := range m.Alt {
				try(startsBefore(r.Start), startsBefore(r.Start+1))
			}
		} else {
			try(0, startsBefore(hull(m).End))
		}
		if best >= 0 {
			usedGold[k], usedAnswer[best] = true, true
			a.pairs = append(a.pairs, bestPair)
		}
	}
	return unused(gold, usedGold), unused(answers, usedAnswer)
}
