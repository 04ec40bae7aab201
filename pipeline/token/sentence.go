package token

import (
	_ "embed"
	"unicode"

	"rollcall/text"
)

// starters.txt lists words that open sentences far more often than they follow
// an abbreviation inside one.
//
//go:embed starters.txt
var starterFile string

var starters = set(starterFile)

// Sentences fills d.Blocks and d.Sentences from d.Text and d.Tokens, replacing
// what was there. Every token lies in exactly one sentence. The error is always
// nil; it is there so that Sentences can be a stage.
func Sentences(d *text.Document) error {
	d.Blocks, d.Sentences = d.Blocks[:0], d.Sentences[:0]
	bs := blocks(d)
	s := splitter{text: d.Text, tokens: d.Tokens}
	for i, b := range bs {
		d.Blocks = append(d.Blocks, text.Block{Span: s.span(b.first, b.end), Kind: b.kind})
		s.block(b, i > 0 && continues(d, bs[i-1], b))
	}
	d.Sentences = append(d.Sentences, s.out...)
	return nil
}

// splitter cuts blocks into sentences.
type splitter struct {
	text   string
	tokens []text.Token
	out    []text.Sentence
	first  int            // token that the open sentence begins with
	kind   text.BlockKind // of the block that it begins in
}

func (s *splitter) span(first, end int) text.Span {
	return text.Span{Start: s.tokens[first].Start, End: s.tokens[end-1].End}
}

func (s *splitter) surface(k int) string { return s.tokens[k].In(s.text) }

// block cuts b. Where b continues the sentence before it, that one is reopened.
func (s *splitter) block(b block, continued bool) {
	s.first, s.kind = b.first, b.kind
	if n := len(s.out); continued && n > 0 {
		s.first, s.kind = s.out[n-1].First, s.out[n-1].Block
		s.out = s.out[:n-1]
	}
	for k := b.first; k < b.end; {
		end, ok := s.boundary(k, b)
		if ok {
			s.close(end)
		}
		k = end
	}
	if s.first < b.end {
		s.close(b.end)
	}
}

func (s *splitter) close(end int) {
	s.out = append(s.out, text.Sentence{Span: s.span(s.first, end), First: s.first, End: end, Block: s.kind})
	s.first = end
}

// mark says what a token means for the end of a sentence.
type mark uint8

const (
	noMark    mark = iota
	stop           // .
	shout          // ! ?
	dots           // ...
	shortened      // a word that ends in a dot
)

func (s *splitter) mark(k int) mark {
	t := s.tokens[k]
	switch last := s.text[t.End-1]; {
	case t.Kind == text.Punctuation && last == '.' && t.Len() == 1:
		return stop
	case t.Kind == text.Punctuation && last == '.':
		return dots
	case t.Kind == text.Punctuation && (last == '!' || last == '?'):
		return shout
	case t.Kind == text.Word && last == '.':
		return shortened
	case t.Kind == text.Punctuation && t.Len() >= 3 && s.surface(k)[:3] == "…":
		return dots
	}
	return noMark
}

// boundary looks at token k of b: it gives the first token after it and what
// clings to it, and whether a sentence ends there.
func (s *splitter) boundary(k int, b block) (int, bool) {
	m := s.mark(k)
	if m == noMark || k < b.body {
		return k + 1, false
	}
	end := k + 1
	for end < b.end && (m == stop || m == dots || m == shout) {
		next := s.mark(end)
		if next == noMark || next == shortened {
			break
		}
		if next == shout || m == stop && next == dots {
			m = next
		}
		end++
	}
	for end < b.end && s.closes(end) {
		end++
	}
	if end == b.end {
		return end, true
	}
	return end, s.opens(m, k, end, b)
}

// closes reports whether token k is a quote or bracket that closes.
func (s *splitter) closes(k int) bool {
	t := s.tokens[k]
	if t.Kind == text.Clitic && t.Len() > 3 || t.Kind != text.Punctuation && t.Kind != text.Clitic {
		return false
	}
	touches := s.tokens[k-1].End == t.Start
	switch s.surface(k) {
	case ")", "]", "}", "”", "''", "»":
		return true
	case "\"", "'", "’":
		return touches
	}
	return false
}

// opens reports whether a sentence can begin at token n after the mark m at k.
func (s *splitter) opens(m mark, k, n int, b block) bool {
	r, _ := runeAt(s.text, s.tokens[n].Start)
	word := n
	for word < b.end-1 && s.tokens[word].Kind == text.Punctuation {
		word++
	}
	if word > n {
		r, _ = runeAt(s.text, s.tokens[word].Start)
		switch s.surface(n) {
		case ",", ";", ":", "-", "--", "—", "–":
			return false
		}
	}
	lower := unicode.IsLower(r)
	switch m {
	case stop:
		return !lower
	case shout:
		return !lower
	case dots:
		return unicode.IsUpper(r)
	}
	if lower {
		return false
	}
	w := s.surface(k)
	switch kind := abbreviations[w[:len(w)-1]]; kind {
	case title, inner, numeric:
		return false
	}
	if unicode.IsUpper(r) {
		return starters[s.surface(word)]
	}
	return word > n
}
