package report

import (
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"rollcall/eval"
	"rollcall/text"
)

// excerptReach is how many bytes of text stand on either side of what an item of
// the list is about, at least, where there are so many.
const excerptReach = 160

// excerptMost is up to how many bytes what an item is about is shown whole.
const excerptMost = 2000

// sideMentions are what one side has in a document, and which of them an item is
// about.
type sideMentions struct {
	all *eval.MentionIndex
	own []*text.Mention
}

// indexOf is an index of a list without IGNORE.
func indexOf(list []text.Mention) *eval.MentionIndex {
	return eval.NewMentionIndex(slices.DeleteFunc(slices.Clone(list), func(m text.Mention) bool { return m.Type == text.TypeIgnore }))
}

// mentionIndexes are those of lists of mentions that items share, each made
// once.
type mentionIndexes map[*text.Mention]*eval.MentionIndex

// of finds a list by its first mention.
func (x mentionIndexes) of(list []text.Mention) *eval.MentionIndex {
	if len(list) == 0 {
		return &eval.MentionIndex{}
	}
	if x[&list[0]] == nil {
		x[&list[0]] = indexOf(list)
	}
	return x[&list[0]]
}

// see adds the types of an index's mentions.
func see(x *eval.MentionIndex, types map[text.Type]bool) {
	for _, m := range x.Mentions() {
		types[m.Type] = true
	}
}

// excerpt cuts out of a document's text what stands around an item and tells
// where in it the mentions of each side are, in UTF-16 units as scripts count
// them. Cut is 1 if the document goes on before it, 2 if it does after it, and
// their sum.
func excerpt(in string, types typeIndex, sides []sideMentions) (shown string, cut int, marks [][][4]int) {
	window := excerptWindow(in, sides)
	if window.Start > 0 {
		cut++
	}
	if window.End < len(in) {
		cut += 2
	}
	type placed struct {
		text.Mention
		own int
	}
	found := make([][]placed, len(sides))
	edges := []int{window.Start, window.End}
	for i, side := range sides {
		isOwn := func(m text.Mention) int {
			if slices.ContainsFunc(side.own, func(o *text.Mention) bool { return o != nil && o.Span == m.Span && o.Type == m.Type }) {
				return 1
			}
			return 0
		}
		for _, m := range side.all.Touching(window) {
			own := isOwn(m)
			m.Start, m.End = wholeStart(in, max(m.Start, window.Start)), wholeEnd(in, min(m.End, window.End))
			found[i] = append(found[i], placed{m, own})
			edges = append(edges, m.Start, m.End)
		}
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)

	// What is not UTF-8 becomes longer in being shown, so that pieces are
	// measured as they come out.
	var out strings.Builder
	at, units := make([]int, len(edges)), 0
	for i, edge := range edges {
		at[i] = units
		if i+1 < len(edges) {
			piece := plainSpace(in[edge:edges[i+1]])
			out.WriteString(piece)
			units += utf16Length(piece)
		}
	}
	unit := func(offset int) int {
		i, _ := slices.BinarySearch(edges, offset)
		return at[i]
	}
	marks = make([][][4]int, len(sides))
	for i := range found {
		marks[i] = [][4]int{}
		for _, m := range found[i] {
			from := unit(m.Start)
			marks[i] = append(marks[i], [4]int{from, unit(m.End) - from, types.of(m.Type), m.own})
		}
	}
	return out.String(), cut, marks
}

// excerptWindow is what all sides' own mentions cover, and text around it up to
// blanks.
func excerptWindow(in string, sides []sideMentions) text.Span {
	around, any := text.Span{}, false
	for _, side := range sides {
		for _, m := range side.own {
			switch {
			case m == nil:
			case !any:
				around, any = m.Span, true
			default:
				around = text.Span{Start: min(around.Start, m.Start), End: max(around.End, m.End)}
			}
		}
	}
	around.End = min(around.End, around.Start+excerptMost)
	const slack = 24 // to find a blank in
	start := max(0, around.Start-excerptReach-slack)
	if start > 0 {
		if k := strings.IndexAny(in[start:start+slack], " \n"); k >= 0 {
			start += k + 1
		}
	}
	end := min(len(in), around.End+excerptReach+slack)
	if end < len(in) {
		if k := strings.LastIndexAny(in[end-slack:end], " \n"); k >= 0 {
			end = end - slack + k
		}
	}
	return text.Span{Start: wholeStart(in, start), End: wholeEnd(in, end)}
}

// wholeStart is where the character begins that an offset falls into: itself
// unless a mention begins in the middle of one.
func wholeStart(in string, offset int) int {
	if offset > 0 && offset < len(in) && in[offset] == '\n' && in[offset-1] == '\r' {
		return offset - 1
	}
	for start := offset - 1; start >= 0 && start > offset-utf8.UTFMax; start-- {
		if _, size := utf8.DecodeRuneInString(in[start:]); size > 1 {
			if start+size > offset {
				return start
			}
			break
		}
	}
	return offset
}

// wholeEnd is where that character ends.
func wholeEnd(in string, offset int) int {
	start := wholeStart(in, offset)
	if start == offset {
		return offset
	}
	if in[start] == '\r' {
		return start + 2
	}
	_, size := utf8.DecodeRuneInString(in[start:])
	return start + size
}

func utf16Length(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
