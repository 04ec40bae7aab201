package token

import (
	_ "embed"
	"strings"
	"unicode"

	"rollcall/text"
)

// starters.txt lists the words that, written with a capital, nearly always open
// a sentence.
//
//go:embed starters.txt
var starterFile string

var starters = readWords(starterFile)

// Sentences fills d.Blocks and d.Sentences from d.Text and d.Tokens, replacing
// what was there. Every token lies in exactly one block and in exactly one
// sentence. A sentence ends with its block, unless the block breaks off in
// mid-sentence. The error is always nil; it is there so that Sentences can be a
// stage.
func Sentences(d *text.Document) error {
	d.Blocks = d.Blocks[:0]
	s := splitter{text: d.Text, tokens: d.Tokens, out: d.Sentences[:0]}
	l := layout{text: d.Text, tokens: d.Tokens}
	bs := blocks(d.Text, d.Tokens)
	s.casual = casual(d.Text, d.Tokens)
	for i, b := range bs {
		d.Blocks = append(d.Blocks, text.Block{Span: s.span(b.first, b.end), Kind: b.kind})
		s.cut(b, i > 0 && l.continues(bs[i-1], b))
	}
	d.Sentences = s.out
	return nil
}

// casual reports whether the writer does without capitals: "i think so. you?"
func casual(s string, tokens []text.Token) bool {
	lower, upper := 0, 0
	for k := 1; k < len(tokens); k++ {
		if tokens[k].Kind != text.Word {
			continue
		}
		w := tokens[k].In(s)
		switch prev := tokens[k-1].In(s); {
		case w == "i" && k+1 < len(tokens) && tokens[k+1].Kind == text.Word && tokens[k].End < tokens[k+1].Start:
			return true
		case prev == "." || prev == "?" || prev == "!":
			if r, _ := runeAt(w, 0); unicode.IsLower(r) {
				lower++
			} else {
				upper++
			}
		}
	}
	return lower > 1 && lower > upper
}

// splitter cuts blocks into sentences.
type splitter struct {
	text   string
	tokens []text.Token
	out    []text.Sentence
	casual bool           // capitals tell nothing
	first  int            // token that the open sentence begins with
	kind   text.BlockKind // of the block that it begins in
	block  block          // that is being cut
	body   int            // token after the marker that was met last
	words  int            // words since first
	quote  int            // double quotes that are open in the block
}

func (s *splitter) span(first, end int) text.Span {
	return text.Span{Start: s.tokens[first].Start, End: s.tokens[end-1].End}
}

func (s *splitter) surface(k int) string { return s.tokens[k].In(s.text) }

// touches reports whether nothing lies between token k and the one before it.
func (s *splitter) touches(k int) bool { return s.tokens[k-1].End == s.tokens[k].Start }

// cut cuts block b. Where b continues the sentence before it, that one is
// reopened.
func (s *splitter) cut(b block, continued bool) {
	s.block, s.body = b, b.body()
	s.begin(b.first)
	if n := len(s.out); continued && n > 0 {
		last := s.out[n-1]
		s.first, s.kind, s.words = last.FirstToken, last.Block, last.EndToken-last.FirstToken
		s.out = s.out[:n-1]
	} else {
		s.quote = 0
	}
	item := b.marker
	for k := b.first; k < b.end; {
		if item.end > b.first && k >= item.end && startsMarker(s.surface(k)) {
			if next := markerAt(s.text, s.tokens, k, b.end); next.end > k && next.follows(item) {
				if s.first < k {
					s.close(k)
				}
				item, s.body = next, next.end
			}
		}
		if n := s.stamp(k); n > 0 {
			if k > s.first && s.tokens[k-1].Kind == text.Word && !function[lowered(s.surface(k-1))] {
				s.close(k)
			}
			k += n
			s.close(k)
			continue
		}
		s.track(k)
		end, ok := s.boundary(k)
		if ok {
			s.close(end)
		}
		k = end
	}
	if s.first < b.end {
		s.close(b.end)
	}
}

// begin opens a sentence.
func (s *splitter) begin(first int) {
	s.first, s.kind, s.words = first, s.block.kind, 0
}

// close ends the open sentence before token end and opens the next.
func (s *splitter) close(end int) {
	s.out = append(s.out, text.Sentence{Span: s.span(s.first, end), FirstToken: s.first, EndToken: end, Block: s.kind})
	s.begin(end)
}

// track takes note of token k: what is open and how much has been said.
func (s *splitter) track(k int) {
	t := s.tokens[k]
	if t.Kind != text.Punctuation {
		s.words++
		return
	}
	switch s.surface(k) {
	case "“", "``", "«":
		s.quote++
	case "”", "''", "»":
		s.quote = max(0, s.quote-1)
	case "\"":
		switch {
		case s.opensQuote(k):
			s.quote = 1
		case s.quote > 0 || k > 0 && s.touches(k):
			s.quote = 0
		default:
			s.quote = 1
		}
	}
}

// opensQuote reports whether the quote k stands before a word and after a space.
func (s *splitter) opensQuote(k int) bool {
	return (k == 0 || !s.touches(k)) && k+1 < len(s.tokens) && s.touches(k+1)
}

// stamp is the number of tokens of the date and time that begin at k as the
// head of a forwarded mail or a log has them, 0 if there are none: it is a line
// of its own whose line break may be lost ("Ann Lee 08/16/2000 03:48 PM Hi").
func (s *splitter) stamp(k int) int {
	end := s.block.end
	if k+6 > end || s.tokens[k].Kind != text.Number || s.surface(k+1) != "/" || s.surface(k+3) != "/" {
		return 0
	}
	if s.tokens[k+2].Kind != text.Number || s.tokens[k+4].Kind != text.Number || !strings.Contains(s.surface(k+5), ":") {
		return 0
	}
	n := 6
	if k+n < end && (s.surface(k+n) == "AM" || s.surface(k+n) == "PM") {
		n++
	}
	return n
}
