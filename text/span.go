package text

import "cmp"

// Span is the half-open range [Start, End) of bytes of a Document's text.
type Span struct {
	Start, End int
}

// Len is the number of bytes the span covers.
func (s Span) Len() int { return s.End - s.Start }

// In is the part of text that the span covers. It panics if the span does not
// lie inside text, as slicing does.
func (s Span) In(text string) string { return text[s.Start:s.End] }

// Contains reports whether o lies wholly inside s; a span contains itself.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Overlaps reports whether the two spans share at least one byte.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Crosses reports whether the spans overlap and neither contains the other.
func (s Span) Crosses(o Span) bool {
	return s.Overlaps(o) && !s.Contains(o) && !o.Contains(s)
}

// Compare orders spans by where they start; of two that start together the
// longer comes first, so that an outer span precedes what it contains.
func (s Span) Compare(o Span) int {
	if c := cmp.Compare(s.Start, o.Start); c != 0 {
		return c
	}
	return cmp.Compare(o.End, s.End)
}
