package eval

import (
	"cmp"
	"slices"

	"rollcall/text"
)

// Pair is a gold mention and the answer that stands for it, or one of the two
// alone. What fits is said of the gold mention and its alternatives together:
// any reading that fits will do.
type Pair struct {
	Gold, Answer int // indices into what was aligned; -1 for nothing

	SameSpan bool // the answer has the span of a reading
	SameType bool // the answer has the type of a reading that it overlaps
	Same     bool // the answer has the span and the type of one reading
}

// Alignment says which answer stands for which gold mention.
type Alignment struct {
	// Pairs holds every scored mention exactly once, in order of the text: gold
	// mentions without an answer (missed) and answers without gold (spurious)
	// are pairs with nothing on the other side.
	Pairs []Pair
	// Ignored holds the indices of the answers that were taken out because of
	// an IGNORE span, ascending.
	Ignored []int
}

// Align pairs gold mentions with answers, one to one. Only mentions that share
// at least one byte, or have the very same span, are paired. Of all ways to
// pair them, the one is taken that has the most pairs equal in span and type;
// among these the one with the most pairs equal in span; then the most that
// overlap and have the same type; then the most shared bytes; then the fewest
// bytes that are not shared; then the most pairs. This is FairEval's order of
// preference (Ortmann, LREC 2022), made independent of the order of the lists:
// what is still tied goes to what comes first in the text.
//
// Equal mentions are no special case: of two equal answers to one gold mention
// one is paired and the other is left over. Mentions of either list may overlap
// and be nested.
//
// Gold spans of the type IGNORE are not paired. An answer that overlaps one is
// taken out, unless it has exactly the span of another gold mention and is
// paired with that.
//
// The optimum is found for lists without overlaps of any length, in linear time
// after sorting, and for knots of up to 64 mutually entangled mentions a side.
// In a bigger knot pairs are taken greedily, best kind first, which finds at
// least half as many pairs of each kind.
func Align(gold, answers []text.Mention) Alignment { return align(gold, answers, 0) }

// align is Align for pairs in which the answer covers at least the given share
// of the gold mention.
func align(gold, answers []text.Mention, least float64) Alignment {
	a := aligner{gold: gold, answers: answers, least: least}
	var ignore []text.Span
	goldOrder := make([]int32, 0, len(gold))
	for i, m := range gold {
		if m.Type == text.TypeIgnore {
			ignore = append(ignore, m.Span)
			continue
		}
		goldOrder = append(goldOrder, int32(i))
	}
	answerOrder := make([]int32, len(answers))
	for i := range answers {
		answerOrder[i] = int32(i)
	}
	sortMentions(goldOrder, gold)
	sortMentions(answerOrder, answers)

	if len(ignore) == 0 {
		return Alignment{Pairs: a.run(goldOrder, answerOrder)}
	}
	// Taking an answer out can free its gold mention for another answer, so
	// that the pairs are looked for again until nothing more is taken out.
	covered := make([]bool, len(answers))
	for i, m := range answers {
		covered[i] = slices.ContainsFunc(ignore, m.Overlaps)
	}
	var out Alignment
	for {
		out.Pairs = a.run(goldOrder, answerOrder)
		drop := map[int32]bool{}
		for _, p := range out.Pairs {
			if p.Answer >= 0 && covered[p.Answer] && !p.SameSpan {
				drop[int32(p.Answer)] = true
				out.Ignored = append(out.Ignored, p.Answer)
			}
		}
		if len(drop) == 0 {
			slices.Sort(out.Ignored)
			return out
		}
		answerOrder = slices.DeleteFunc(answerOrder, func(i int32) bool { return drop[i] })
	}
}

// sortMentions orders indices into list by all that tells mentions apart, so
// that the order of the list has no say in anything that follows.
func sortMentions(order []int32, list []text.Mention) {
	compare := func(i, j int32) int { return compareMentions(&list[i], &list[j]) }
	if !slices.IsSortedFunc(order, compare) {
		slices.SortStableFunc(order, compare)
	}
}

func compareMentions(a, b *text.Mention) int {
	if c := cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)); c != 0 {
		return c
	}
	return cmp.Or(
		cmp.Compare(a.Type, b.Type),
		slices.CompareFunc(a.Alt, b.Alt, func(x, y text.Alternative) int {
			return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End), cmp.Compare(x.Type, y.Type))
		}),
		cmp.Compare(b.Score, a.Score),
		cmp.Compare(a.Source.Stage, b.Source.Stage),
		cmp.Compare(a.Source.Rule, b.Source.Rule),
	)
}

// aligner pairs the mentions of one document.
type aligner struct {
	gold, answers []text.Mention
	least         float64 // share of a gold mention that an answer must cover
	pairs         []Pair
}

// run pairs the given mentions, both lists in the order of sortMentions.
func (a *aligner) run(gold, answers []int32) []Pair {
	a.pairs = make([]Pair, 0, max(len(gold), len(answers)))
	a.knots(gold, answers, a.solve)
	slices.SortFunc(a.pairs, a.comparePairs)
	return a.pairs
}

// comparePairs orders pairs by place. Mentions that are equal in all else are
// interchangeable, so that their indices may decide between them.
func (a *aligner) comparePairs(p, q Pair) int {
	m, n := a.anchor(p), a.anchor(q)
	return cmp.Or(
		cmp.Compare(m.Start, n.Start), cmp.Compare(m.End, n.End),
		compareBool(p.Gold < 0, q.Gold < 0),
		compareMentions(m, n),
		cmp.Compare(p.Gold, q.Gold), cmp.Compare(p.Answer, q.Answer),
	)
}

func (a *aligner) anchor(p Pair) *text.Mention {
	if p.Gold >= 0 {
		return &a.gold[p.Gold]
	}
	return &a.answers[p.Answer]
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// extent is the span, stretched to one byte where it has none, so that a span
// without bytes has a place too.
func extent(s text.Span) text.Span { return text.Span{Start: s.Start, End: max(s.End, s.Start+1)} }

// hull is the extent from the first to the last byte of all readings of a gold
// mention.
func hull(m *text.Mention) text.Span {
	h := extent(m.Span)
	for _, r := range m.Alt {
		e := extent(r.Span)
		h.Start, h.End = min(h.Start, e.Start), max(h.End, e.End)
	}
	return h
}

// knots cuts both lists into the smallest pieces that do not touch each other
// and calls solve with each.
func (a *aligner) knots(gold, answers []int32, solve func(gold, answers []int32)) {
	// An alternative can begin before the mention that it belongs to, but the
	// sweep needs the beginnings in order.
	if slices.ContainsFunc(gold, func(i int32) bool { return len(a.gold[i].Alt) > 0 }) {
		gold = slices.Clone(gold)
		slices.SortStableFunc(gold, func(i, j int32) int { return hull(&a.gold[i]).Compare(hull(&a.gold[j])) })
	}
	g, s := 0, 0
	for g < len(gold) || s < len(answers) {
		g0, s0, end := g, s, 0
		for {
			var next text.Span
			isGold := g < len(gold)
			if isGold {
				next = hull(&a.gold[gold[g]])
			}
			if s < len(answers) {
				if e := extent(a.answers[answers[s]].Span); !isGold || e.Start < next.Start {
					next, isGold = e, false
				}
			} else if !isGold {
				break
			}
			begun := g > g0 || s > s0
			if begun && next.Start >= end {
				break
			}
			if begun {
				end = max(end, next.End)
			} else {
				end = next.End
			}
			if isGold {
				g++
			} else {
				s++
			}
		}
		solve(gold[g0:g], answers[s0:s])
	}
}
