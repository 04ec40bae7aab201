package tags

import (
	"cmp"
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// Words cuts a text into tokens that depend on nothing but the text, so that
// both sides share them whatever tokeniser each was made with: runs of letters,
// marks and digits, and every other character that is no space by itself. An
// invalid byte is a token too.
func Words(s string) []text.Span {
	var out []text.Span
	word := -1
	for i, r := range s {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) {
			if word < 0 {
				word = i
			}
			continue
		}
		if word >= 0 {
			out = append(out, text.Span{Start: word, End: i})
			word = -1
		}
		if !unicode.IsSpace(r) {
			_, size := utf8.DecodeRuneInString(s[i:])
			out = append(out, text.Span{Start: i, End: i + size})
		}
	}
	if word >= 0 {
		out = append(out, text.Span{Start: word, End: len(s)})
	}
	return out
}

// Document is a document whose mentions are compared token by token.
type Document struct {
	Tokens        []text.Span // in order, not overlapping
	Gold, Answers []text.Mention
}

// ScoreTokens compares mentions by the labels that tokens have in them, and by
// the BIO tags that they make. A token has the label of the mention that covers
// the most of it, of several the longest, the first, and the first by name.
// Tokens that a gold span of the type IGNORE touches, and no other mention of
// gold, are not scored. Where an answer equals an alternative of a gold mention
// and not the mention itself, gold is read as that alternative.
//
// cut is the number of mentions, of both sides, that begin or end inside a
// token, all of which is then counted as in.
func ScoreTokens(documents []Document) (r *Result, cut int) {
	var types []text.Type
	known := map[text.Type]bool{}
	for _, d := range documents {
		for _, side := range [][]text.Mention{d.Gold, d.Answers} {
			for _, m := range side {
				if !known[m.Type] {
					known[m.Type] = true
					types = append(types, m.Type)
				}
			}
		}
	}
	slices.SortFunc(types, text.CompareTypes)
	labels := NewLabels()
	for _, t := range types {
		if t != text.TypeIgnore {
			labels.ID(string(t))
		}
	}
	r = newResult(labels, len(documents), false)
	for i, d := range documents {
		gold, cutGold, ignored := tagTokens(d.Tokens, asAnswered(d.Gold, d.Answers), labels)
		answers, cutAnswers, _ := tagTokens(d.Tokens, d.Answers, labels)
		cut += cutGold + cutAnswers
		if ignored != nil {
			n := 0
			for k := range gold {
				if !ignored[k] {
					gold[n], answers[n] = gold[k], answers[k]
					n++
				}
			}
			gold, answers = gold[:n], answers[:n]
		}
		row := &r.Rows[i]
		row.Tokens = len(gold)
		for k := range gold {
			if gold[k] == answers[k] {
				row.SameTags++
			}
		}
		r.countLabels(row, gold, answers)
	}
	return r, cut
}

// asAnswered takes, of each gold mention, the reading that an answer has.
func asAnswered(gold, answers []text.Mention) []text.Mention {
	if !slices.ContainsFunc(gold, func(m text.Mention) bool { return len(m.Alt) > 0 }) {
		return gold
	}
	given := func(s text.Span, t text.Type) bool {
		return slices.ContainsFunc(answers, func(m text.Mention) bool { return m.Span == s && m.Type == t })
	}
	out := slices.Clone(gold)
	for i, m := range out {
		if given(m.Span, m.Type) {
			continue
		}
		for _, a := range m.Alt {
			if given(a.Span, a.Type) {
				out[i].Span, out[i].Type = a.Span, a.Type
				break
			}
		}
	}
	return out
}

// tagTokens gives every token its BIO tag. ignored are the tokens in IGNORE
// spans, nil where there are none.
func tagTokens(tokens []text.Span, mentions []text.Mention, labels *Labels) (tags []Tag, cut int, ignored []bool) {
	tags = make([]Tag, len(tokens))
	best := make([]int, len(tokens)) // the mention that a token is in, from 1
	order := make([]int, 0, len(mentions))
	for i := range mentions {
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(i, k int) int {
		a, b := mentions[i], mentions[k]
		return cmp.Or(cmp.Compare(b.Len(), a.Len()), cmp.Compare(a.Start, b.Start), text.CompareTypes(a.Type, b.Type))
	})
	for _, i := range order {
		m := mentions[i]
		first := sort.Search(len(tokens), func(k int) bool { return tokens[k].End > m.Start })
		end := first
		for end < len(tokens) && tokens[end].Start < m.End {
			end++
		}
		if first == end {
			continue
		}
		if m.Type == text.TypeIgnore {
			if ignored == nil {
				ignored = make([]bool, len(tokens))
			}
			for k := first; k < end; k++ {
				ignored[k] = true
			}
			continue
		}
		if tokens[first].Start < m.Start || tokens[end-1].End > m.End {
			cut++
		}
		label := labels.ID(string(m.Type))
		for k := first; k < end; k++ {
			if best[k] > 0 && covered(tokens[k], mentions[best[k]-1].Span) >= covered(tokens[k], m.Span) {
				continue
			}
			best[k] = i + 1
			p := Inside
			if k == first {
				p = Begin
			}
			tags[k] = NewTag(p, label)
		}
	}
	for k := range ignored {
		ignored[k] = ignored[k] && best[k] == 0
	}
	return tags, cut, ignored
}

func covered(token, in text.Span) int { return min(token.End, in.End) - max(token.Start, in.Start) }
