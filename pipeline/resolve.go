package pipeline

import (
	"cmp"
	"fmt"
	"slices"

	"rollcall/text"
)

// unknownScore is what a candidate without a score is taken to have: neither
// better nor worse than a coin.
const unknownScore = 0.5

// Resolve decides which candidates become mentions. It is policy alone: pure
// but for the Loss that it sets on each candidate that does not win, it reads
// no text, and its answer does not depend on the order of candidates but where
// everything else is equal.
//
// The policy, in the order in which it applies:
//
//  1. A candidate whose Loss is set already (a rule vetoed it) stays out.
//  2. A candidate with a score under floor stays out. A score of 0 means
//     "unknown" and counts as a half.
//  3. The candidate with the higher score is taken first; of equal scores the
//     longer, then the one that starts first, then the type that sorts first,
//     then a known score before an unknown one, then the one proposed first.
//  4. But a name inside a longer one gives way to it ("the longest name wins"):
//     before a candidate is taken, the candidates that properly contain it and
//     are still possible are tried, by the order of rule 3. Not so where both
//     come from one of the stages whose scores weigh one span against another
//     (tagger, encoder, combine): of these the surer goes first.
//  5. What overlaps a candidate that was taken loses to it.
func Resolve(candidates []text.Candidate, floor float64) []text.Mention {
	r := resolver{candidates: candidates, decided: make([]bool, len(candidates))}
	order := make([]int, 0, len(candidates))
	for i := range candidates {
		c := &candidates[i]
		switch {
		case c.Loss != nil:
		case score(c) < floor:
			c.Loss = &text.Loss{To: -1, Reason: fmt.Sprintf("score %.2f is under %.2f", score(c), floor)}
		default:
			order = append(order, i)
		}
	}
	slices.SortFunc(order, r.better)

	r.byStart = slices.Clone(order)
	slices.SortFunc(r.byStart, func(a, b int) int {
		return cmp.Or(candidates[a].Span.Compare(candidates[b].Span), cmp.Compare(a, b))
	})
	for _, i := range order {
		r.longest = max(r.longest, candidates[i].Len())
	}
	for _, i := range order {
		r.take(i)
	}
	mentions := make([]text.Mention, 0, len(r.won))
	for _, i := range r.won {
		mentions = append(mentions, candidates[i].Mention)
	}
	return mentions
}

func score(c *text.Candidate) float64 {
	if c.Score == 0 {
		return unknownScore
	}
	return c.Score
}

type resolver struct {
	candidates []text.Candidate
	byStart    []int // indices of the possible candidates, by span
	longest    int   // bytes of the longest possible candidate
	won        []int // indices of winners by start; they do not overlap
	decided    []bool
}

func (r *resolver) better(a, b int) int {
	x, y := &r.candidates[a], &r.candidates[b]
	return cmp.Or(
		cmp.Compare(score(y), score(x)),
		cmp.Compare(y.Len(), x.Len()),
		cmp.Compare(x.Start, y.Start),
		text.CompareTypes(x.Type, y.Type),
		cmp.Compare(y.Score, x.Score), // a known score before an unknown one
		cmp.Compare(a, b),
	)
}

// take gives candidate i its place, or its loss, after those that contain it.
func (r *resolver) take(i int) {
	c := &r.candidates[i]
	if r.decided[i] {
		return
	}
	if winner, taken := r.winnerOver(c.Span); taken {
		r.lose(i, winner)
		return
	}
	for _, outer := range r.containers(i) {
		r.take(outer)
	}
	if winner, taken := r.winnerOver(c.Span); taken {
		r.lose(i, winner)
		return
	}
	r.decided[i] = true
	at, _ := slices.BinarySearchFunc(r.won, c.Start, func(w, start int) int {
		return cmp.Compare(r.candidates[w].Start, start)
	})
	r.won = slices.Insert(r.won, at, i)
}

func (r *resolver) lose(i, winner int) {
	r.decided[i] = true
	c, w := &r.candidates[i], &r.candidates[winner]
	var reason string
	switch {
	case c.Span == w.Span && c.Type == w.Type:
		reason = fmt.Sprintf("proposed by %s too", w.Source)
	case c.Span == w.Span:
		reason = fmt.Sprintf("%s from %s scores %.2f", w.Type, w.Source, score(w))
	case w.Contains(c.Span):
		reason = fmt.Sprintf("inside a longer name from %s", w.Source)
	default:
		reason = fmt.Sprintf("overlaps a name from %s that scores %.2f", w.Source, score(w))
	}
	c.Loss = &text.Loss{To: winner, Reason: reason}
}

// winnerOver is the winner that overlaps span, if there is one.
func (r *resolver) winnerOver(span text.Span) (int, bool) {
	at, _ := slices.BinarySearchFunc(r.won, span.End, func(w, end int) int {
		return cmp.Compare(r.candidates[w].Start, end)
	})
	if at > 0 && r.candidates[r.won[at-1]].Overlaps(span) {
		return r.won[at-1], true
	}
	return 0, false
}

// weighing are the stages whose candidates exclude each other where they
// overlap, their scores being probabilities of one model.
var weighing = map[string]bool{"tagger": true, "encoder": true, combineStage: true}

// weighed reports whether one stage has found candidate i more probable than
// candidate k, which contains it.
func (r *resolver) weighed(i, k int) bool {
	inner, outer := &r.candidates[i], &r.candidates[k]
	return inner.Source.Stage == outer.Source.Stage && weighing[inner.Source.Stage] && score(inner) > score(outer)
}

// containers lists the possible candidates that properly contain candidate i
// and go before it, best first.
func (r *resolver) containers(i int) []int {
	span := r.candidates[i].Span
	at, _ := slices.BinarySearchFunc(r.byStart, span.End-r.longest, func(k, start int) int {
		return cmp.Compare(r.candidates[k].Start, start)
	})
	var outer []int
	for ; at < len(r.byStart); at++ {
		k := r.byStart[at]
		o := r.candidates[k].Span
		if o.Start > span.Start {
			break
		}
		if o != span && o.Contains(span) && !r.decided[k] && !r.weighed(i, k) {
			outer = append(outer, k)
		}
	}
	slices.SortFunc(outer, r.better)
	return outer
}
