package gold

import (
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// words cuts a text for counting agreement: a run of letters, digits and marks
// is one token, and every other character that is not white space is one of its
// own. So no edge of a mention that the guideline allows lies inside a token,
// and no tokeniser has a say in the figure.
func words(s string) []text.Span {
	var tokens []text.Span
	open := false
	for at := 0; at < len(s); {
		r, size := utf8.DecodeRuneInString(s[at:])
		word := isWordRune(r)
		switch {
		case word && open:
			tokens[len(tokens)-1].End = at + size
		case word || !unicode.IsSpace(r):
			tokens = append(tokens, text.Span{Start: at, End: at + size})
		}
		open = word
		at += size
	}
	return tokens
}

// labelTokens gives each token the index in types of the mention that touches
// it, len(types) for none; of several the outermost, of those the first.
// Mentions of other types are passed over; mentions must be in order of
// Span.Compare.
func labelTokens(tokens []text.Span, mentions []text.Mention, types []text.Type) []int {
	labels := slices.Repeat([]int{len(types)}, len(tokens))
	for _, m := range slices.Backward(mentions) {
		if k := slices.Index(types, m.Type); k >= 0 {
			from, to := touched(tokens, m.Span)
			for i := from; i < to; i++ {
				labels[i] = k
			}
		}
	}
	return labels
}

// touched is the range of tokens that overlap a span.
func touched(tokens []text.Span, s text.Span) (from, to int) {
	from = sort.Search(len(tokens), func(i int) bool { return tokens[i].End > s.Start })
	to = sort.Search(len(tokens), func(i int) bool { return tokens[i].Start >= s.End })
	return from, max(from, to)
}

// pairing pairs the mentions of two annotators in one document.
type pairing struct {
	a, b     []text.Mention // in order of Span.Compare
	partner  []int          // of each in a, -1 for none
	taken    []int          // of each in b, -1 for none
	equal    []bool         // of each in a: its partner is equal in span and type
	furthest []int          // largest hull end of b[:i+1], so that a search can begin late
}

// pair pairs mentions that overlap and have the same type, each with one at
// most: equal ones first, then as many as there can be.
func pair(a, b []text.Mention) *pairing {
	p := &pairing{
		a: a, b: b,
		partner:  slices.Repeat([]int{-1}, len(a)),
		taken:    slices.Repeat([]int{-1}, len(b)),
		equal:    make([]bool, len(a)),
		furthest: make([]int, len(b)),
	}
	furthest := 0
	for j, m := range b {
		furthest = max(furthest, hull(m).End)
		p.furthest[j] = furthest
	}
	for i, m := range a {
		for j := range p.near(hull(m)) {
			if p.taken[j] < 0 && same(m, b[j]) {
				p.partner[i], p.taken[j], p.equal[i] = j, i, true
				break
			}
		}
	}
	for i := range a {
		if p.partner[i] < 0 {
			p.augment(i, map[int]bool{})
		}
	}
	return p
}

// near yields the indices of b whose mentions may overlap s.
func (p *pairing) near(s text.Span) func(func(int) bool) {
	return func(yield func(int) bool) {
		from := sort.Search(len(p.b), func(j int) bool { return p.furthest[j] > s.Start })
		for j := from; j < len(p.b) && hull(p.b[j]).Start < s.End+reach; j++ {
			if hull(p.b[j]).Overlaps(s) && !yield(j) {
				return
			}
		}
	}
}

// augment finds a partner for a[i], moving others to other partners where that
// frees one (Kuhn's algorithm). Equal pairs stay.
func (p *pairing) augment(i int, tried map[int]bool) bool {
	for j := range p.near(p.a[i].Span) {
		if tried[j] || p.a[i].Type != p.b[j].Type || !p.a[i].Overlaps(p.b[j].Span) {
			continue
		}
		tried[j] = true
		if k := p.taken[j]; k < 0 || !p.equal[k] && p.augment(k, tried) {
			p.partner[i], p.taken[j] = j, i
			return true
		}
	}
	return false
}

// hull is the span of a mention and its other readings together.
func hull(m text.Mention) text.Span {
	s := m.Span
	for _, a := range m.Alt {
		s.Start, s.End = min(s.Start, a.Start), max(s.End, a.End)
	}
	return s
}

// same reports whether two mentions are equal in span and type, or one is what
// the other has as an alternative.
func same(a, b text.Mention) bool {
	if a.Span == b.Span && a.Type == b.Type {
		return true
	}
	return slices.Contains(a.Alt, text.Alternative{Span: b.Span, Type: b.Type}) ||
		slices.Contains(b.Alt, text.Alternative{Span: a.Span, Type: a.Type})
}
