package tagger

import (
	"slices"

	"rollcall/text"
)

// part is the longest stretch of a document, in tokens, that is treated as a
// whole. What a word is in one place tells less and less about other places
// the farther away they are, and a file of thousands of unrelated messages is
// not one text.
const part = 4000

// parts cuts the sentences of a document into stretches of at most part
// tokens.
func parts(sents []text.Sentence) [][]text.Sentence {
	var out [][]text.Sentence
	from := 0
	for i := range sents {
		if sents[i].EndToken-sents[from].FirstToken > part && i > from {
			out = append(out, sents[from:i])
			from = i
		}
	}
	if from < len(sents) {
		out = append(out, sents[from:])
	}
	return out
}

// Tally is what was read of one corpus, and what of it could not be used.
type Tally struct {
	Name      string
	Documents int
	Sentences int
	Tokens    int
	Mentions  map[text.Type]int // those learnt from or measured
	OffToken  int               // mentions that do not begin and end with a token
	Crossing  int               // mentions that reach over the end of a sentence
	Overlaps  int               // mentions inside or across an earlier one
	Ignored   int               // mentions of type IGNORE
	Unused    int               // sentences not learnt from because of one of these or of IGNORE
}

// goldOf turns the mentions of a document into labels of its tokens. Sentences
// in which they cannot be expressed are marked unused: O in the place of a name
// would be a false lesson. Mentions of types that the label set lacks count as
// O.
func goldOf(l labels, d *text.Document, t *Tally) (gold []uint8, unused []bool) {
	gold = make([]uint8, len(d.Tokens))
	unused = make([]bool, len(d.Sentences))
	mentions := slices.Clone(d.Mentions)
	slices.SortStableFunc(mentions, func(a, b text.Mention) int { return a.Span.Compare(b.Span) })
	spoil := func(s text.Span) {
		for k, sent := range d.Sentences {
			if sent.Overlaps(s) {
				unused[k] = true
			}
		}
	}
	for _, m := range mentions {
		if m.Type == text.TypeIgnore {
			t.Ignored++
			spoil(m.Span)
			continue
		}
		k, ok := l.index(m.Type)
		if !ok {
			continue
		}
		first, _ := slices.BinarySearchFunc(d.Tokens, m.Start, func(t text.Token, at int) int { return t.Start - at })
		end := first
		for end < len(d.Tokens) && d.Tokens[end].End < m.End {
			end++
		}
		if first == len(d.Tokens) || d.Tokens[first].Start != m.Start || end == len(d.Tokens) || d.Tokens[end].End != m.End {
			t.OffToken++
			spoil(m.Span)
			continue
		}
		end++
		s, _ := slices.BinarySearchFunc(d.Sentences, first, func(s text.Sentence, at int) int {
			if s.EndToken <= at {
				return -1
			}
			if s.FirstToken > at {
				return 1
			}
			return 0
		})
		if s == len(d.Sentences) || d.Sentences[s].FirstToken > first || d.Sentences[s].EndToken < end {
			t.Crossing++
			spoil(m.Span)
			continue
		}
		if slices.ContainsFunc(gold[first:end], func(y uint8) bool { return y != 0 }) {
			t.Overlaps++
			spoil(m.Span)
			continue
		}
		gold[first] = uint8(l.begin(k))
		for i := first + 1; i < end; i++ {
			gold[i] = uint8(l.inside(k))
		}
		if t.Mentions == nil {
			t.Mentions = map[text.Type]int{}
		}
		t.Mentions[m.Type]++
	}
	for _, u := range unused {
		if u {
			t.Unused++
		}
	}
	t.Documents++
	t.Sentences += len(d.Sentences)
	t.Tokens += len(d.Tokens)
	return gold, unused
}
