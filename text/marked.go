package text

import (
	"fmt"
	"slices"
	"strings"
)

// Marked text is the one notation for people: a mention stands in brackets
// behind its type's label, as in
//
//	[Person Ann Lee] left [Place Paris] with [Money $5].
//
// A bracket or backslash that belongs to the text is written with a backslash
// before it. One blank ends the label, so that all after it is text, further
// blanks included; mentions may be nested. The labels of the guideline's types
// are written as words (Person, Organisation, Place, Money, Ignore); any other
// type is written as it is, with a backslash before a blank, a bracket, a
// backslash, and before a name that would be read as one of those words.
//
// Marked and ParseMarked are inverse to each other for spans and types. Scores,
// sources, values and alternatives have no place in the notation.

var labels = map[Type]string{
	TypePerson:       "Person",
	TypeOrganisation: "Organisation",
	TypePlace:        "Place",
	TypeMoney:        "Money",
	TypeIgnore:       "Ignore",
}

// Label is how marked text writes a type.
func (t Type) Label() string {
	if label, ok := labels[t]; ok {
		return label
	}
	label := strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`, ` `, `\ `, "\n", "\\\n").Replace(string(t))
	for _, word := range labels {
		if label == word {
			return `\` + label
		}
	}
	return label
}

var escapeMarked = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`)

// Marked writes text with its mentions marked. The order of mentions does not
// matter. Mentions may be nested, of two with the same span the later one in
// the list is the inner; it is an error if they cross, are empty, or lie
// outside the text.
func Marked(text string, mentions []Mention) (string, error) {
	sorted := slices.Clone(mentions)
	slices.SortStableFunc(sorted, func(a, b Mention) int { return a.Span.Compare(b.Span) })

	var out strings.Builder
	var open []Mention
	at := 0
	closeUpTo := func(limit int) {
		for len(open) > 0 && open[len(open)-1].End <= limit {
			end := open[len(open)-1].End
			open = open[:len(open)-1]
			out.WriteString(escapeMarked.Replace(text[at:end]))
			out.WriteByte(']')
			at = end
		}
	}
	for _, m := range sorted {
		if m.Start < 0 || m.End > len(text) || m.Start >= m.End {
			return "", fmt.Errorf("mention %d-%d is empty or outside the text of %d bytes", m.Start, m.End, len(text))
		}
		closeUpTo(m.Start)
		if len(open) > 0 && m.End > open[len(open)-1].End {
			outer := open[len(open)-1]
			return "", fmt.Errorf("mentions %d-%d and %d-%d cross", outer.Start, outer.End, m.Start, m.End)
		}
		out.WriteString(escapeMarked.Replace(text[at:m.Start]))
		at = m.Start
		out.WriteByte('[')
		out.WriteString(m.Type.Label())
		out.WriteByte(' ')
		open = append(open, m)
	}
	closeUpTo(len(text))
	out.WriteString(escapeMarked.Replace(text[at:]))
	return out.String(), nil
}

// MarkedError is a fault in marked text, with where it stands.
type MarkedError struct {
	Line, Column int // from 1; columns count bytes
	Msg          string
}

// Error is "line:column: what is wrong".
func (e *MarkedError) Error() string { return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Msg) }

// ParseMarked reads marked text: the text without the marks, and the mentions
// in order of their start, an outer one before those it contains. The error is
// a *MarkedError.
func ParseMarked(marked string) (string, []Mention, error) {
	fault := func(at int, msg string) error {
		before := marked[:at]
		line := strings.Count(before, "\n") + 1
		return &MarkedError{line, at - strings.LastIndexByte(before, '\n'), msg}
	}
	var out strings.Builder
	var mentions []Mention
	type opened struct{ at, mention int }
	var open []opened
	for i := 0; i < len(marked); i++ {
		switch marked[i] {
		case '\\':
			i++
			if i == len(marked) || !strings.ContainsRune(`\[]`, rune(marked[i])) {
				return "", nil, fault(i-1, `a backslash stands before [, ] or \ only; write \\ for a backslash`)
			}
			out.WriteByte(marked[i])
		case '[':
			label, length, ok := parseLabel(marked[i+1:])
			if !ok {
				return "", nil, fault(i, `[ needs a label and a blank after it, as in [Person Ann]; write \[ for a bracket`)
			}
			open = append(open, opened{i, len(mentions)})
			mentions = append(mentions, Mention{Span: Span{Start: out.Len()}, Type: label})
			i += length
		case ']':
			if len(open) == 0 {
				return "", nil, fault(i, `] closes nothing; write \] for a bracket`)
			}
			last := open[len(open)-1]
			open = open[:len(open)-1]
			mentions[last.mention].End = out.Len()
			if mentions[last.mention].Len() == 0 {
				return "", nil, fault(last.at, "the mention is empty")
			}
		default:
			out.WriteByte(marked[i])
		}
	}
	if len(open) > 0 {
		return "", nil, fault(open[len(open)-1].at, "[ is never closed")
	}
	return out.String(), mentions, nil
}

// parseLabel reads a label and the blank that ends it; length counts both.
func parseLabel(s string) (t Type, length int, ok bool) {
	var label strings.Builder
	escaped := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case ' ':
			name := label.String()
			for typ, word := range labels {
				if word == name && !escaped {
					return typ, i + 1, true
				}
			}
			return Type(name), i + 1, true
		case '[', ']', '\n':
			return "", 0, false
		case '\\':
			i++
			if i == len(s) {
				return "", 0, false
			}
			escaped = true
			label.WriteByte(s[i])
		default:
			label.WriteByte(c)
		}
	}
	return "", 0, false
}
