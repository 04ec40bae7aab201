package eval

import (
	"slices"

	"rollcall/text"
)

// MentionIndex finds mentions by where they stand. It does not change after
// NewMentionIndex.
type MentionIndex struct {
	mentions []text.Mention // in order
	reach    []int          // the farthest end of the mentions up to each
}

// NewMentionIndex makes an index of a list, in any order, which stays as it is.
func NewMentionIndex(list []text.Mention) *MentionIndex {
	x := &MentionIndex{mentions: slices.Clone(list), reach: make([]int, len(list))}
	slices.SortStableFunc(x.mentions, func(a, b text.Mention) int { return a.Span.Compare(b.Span) })
	far := 0
	for i, m := range x.mentions {
		far = max(far, m.End)
		x.reach[i] = far
	}
	return x
}

// Mentions lists all, in order of place; it must not be written to.
func (x *MentionIndex) Mentions() []text.Mention { return x.mentions }

// Touching lists the mentions that overlap a span, in order of place.
func (x *MentionIndex) Touching(s text.Span) []text.Mention {
	var there []text.Mention
	first, _ := slices.BinarySearch(x.reach, s.Start+1)
	for _, m := range x.mentions[first:] {
		if m.Start >= s.End {
			break
		}
		if m.Overlaps(s) {
			there = append(there, m)
		}
	}
	return there
}
