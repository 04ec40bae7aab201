package eval

import (
	"cmp"
	"slices"

	"rollcall/text"
)

// fairSpan is a span that is not equal to one of the other side.
type fairSpan struct {
	text.Span
	text.Type
	free    []text.Span // bytes that no error has used up
	counted bool        // it is part of an error
}

func byPlace(a, b fairSpan) int { return cmp.Or(a.Span.Compare(b.Span), cmp.Compare(a.Type, b.Type)) }

func newFairSpan(s text.Span, t text.Type) fairSpan {
	return fairSpan{Span: s, Type: t, free: []text.Span{s}}
}

// fairKnot counts the errors in a knot of spans that overlap. Errors of bounds
// come before those of bounds and type; of either kind, first those between
// spans that have no part in an error yet, then those of such a span with one
// that has, as long as they share bytes that are not used up. The shortest
// spans go first, and each takes the partner that it shares most bytes with,
// then the one that leaves the fewest bytes of its own, then of the partner.
//
// It is FairEval's algorithm with bytes for tokens, and with every tie decided
// by place and type.
func fairKnot(gold, answers []fairSpan, t *FairTally) {
	byLength := func(a, b fairSpan) int {
		return cmp.Or(cmp.Compare(a.Len(), b.Len()), a.Span.Compare(b.Span), cmp.Compare(a.Type, b.Type))
	}
	slices.SortFunc(gold, byLength)
	slices.SortFunc(answers, byLength)
	for _, sameType := range []bool{true, false} {
		pairUp(gold, answers, sameType, false, func(g, a *fairSpan) { t.error(g, a, sameType) })
		pairUp(gold, answers, sameType, true, func(g, a *fairSpan) { t.error(g, a, sameType) })
		pairUp(answers, gold, sameType, true, func(a, g *fairSpan) { t.error(g, a, sameType) })
	}
	for i := range gold {
		if g := gold[i]; !g.counted {
			c := t.Counts[g.Type]
			c.FN++
			t.Counts[g.Type] = c
			t.Confusion[[2]text.Type{g.Type, ""}]++
		}
	}
	for i := range answers {
		if a := answers[i]; !a.counted {
			c := t.Counts[a.Type]
			c.FP++
			t.Counts[a.Type] = c
			t.Confusion[[2]text.Type{"", a.Type}]++
		}
	}
}

// pairUp finds for each span of from that is not counted the nearest of to, and
// makes an error of the two. With again, the partners are those that are
// counted and still share bytes; otherwise those that are not.
func pairUp(from, to []fairSpan, sameType, again bool, found func(from, to *fairSpan)) {
	for i := range from {
		f := &from[i]
		if f.counted {
			continue
		}
		best := -1
		for k := range to {
			o := &to[k]
			if o.counted != again || (f.Type == o.Type) != sameType || f.Span == o.Span || !f.Overlaps(o.Span) {
				continue
			}
			if again && sharedBytes(f.free, o.free) == 0 {
				continue
			}
			if best < 0 || nearer(f, o, &to[best]) {
				best = k
			}
		}
		if best >= 0 {
			found(f, &to[best])
		}
	}
}

// nearer reports whether a is more like f than b.
func nearer(f, a, b *fairSpan) bool {
	sharedA, sharedB := sharedBytes(f.free, a.free), sharedBytes(f.free, b.free)
	return cmp.Or(
		cmp.Compare(sharedB, sharedA),
		cmp.Compare(sizeOf(a.free)-sharedA, sizeOf(b.free)-sharedB),
		cmp.Compare(a.Len(), b.Len()),
		a.Span.Compare(b.Span),
		cmp.Compare(a.Type, b.Type),
	) < 0
}

// error counts an error and uses up the bytes that the two share.
func (t *FairTally) error(g, a *fairSpan, sameType bool) {
	c := t.Counts[g.Type]
	switch {
	case !sameType:
		c.LBE++
	case a.Start >= g.Start && a.End <= g.End:
		c.BES++
	case a.Start <= g.Start && a.End >= g.End:
		c.BEL++
	default:
		c.BEO++
	}
	t.Counts[g.Type] = c
	t.Confusion[[2]text.Type{g.Type, a.Type}]++
	g.counted, a.counted = true, true
	g.free, a.free = without(g.free, a.free), without(a.free, g.free)
}

func sizeOf(list []text.Span) (n int) {
	for _, s := range list {
		n += s.Len()
	}
	return n
}

// sharedBytes is the number of bytes in both lists, each in order and without
// overlaps.
func sharedBytes(a, b []text.Span) (n int) {
	for len(a) > 0 && len(b) > 0 {
		n += max(0, min(a[0].End, b[0].End)-max(a[0].Start, b[0].Start))
		if a[0].End < b[0].End {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return n
}

// without is what of a is not in b, both in order and without overlaps.
func without(a, b []text.Span) []text.Span {
	var rest []text.Span
	for _, s := range a {
		for _, cut := range b {
			if cut.Start >= s.End || s.Start == s.End {
				break
			}
			if cut.End <= s.Start {
				continue
			}
			if cut.Start > s.Start {
				rest = append(rest, text.Span{Start: s.Start, End: cut.Start})
			}
			s.Start = min(max(s.Start, cut.End), s.End)
		}
		if s.Start < s.End {
			rest = append(rest, s)
		}
	}
	return rest
}
