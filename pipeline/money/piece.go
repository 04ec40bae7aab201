package money

import (
	"strings"
	"unicode/utf8"

	"rollcall/text"
)

// piece is what the grammar reads: a token, or a part of one that mixes digits
// with letters ("42MYR").
type piece struct {
	text.Span
	first, last bool // begins, ends its token
	digits      bool // a number in digits
	capital     bool // begins with a capital letter
	gap         gap  // what parts it from the piece before
	word        *word
}

// gap is the white space before a piece.
type gap uint8

const (
	touches gap = iota
	space       // blanks, at most one line break
	broken      // a blank line, the start of the text, or something that no amount reaches over
)

// grammar reads the pieces of one document.
type grammar struct {
	*lexicon
	text    string
	pieces  []piece
	lower   bool // the text has no capital letter, so that case tells nothing
	whole   bool // reading one amount on its own: nothing around it, so what is ambiguous is meant
	amounts []amount
	counts  []int          // by currency, nil until asked for
	dated   []int          // the currencies of the place in the dateline, with counts
	asMoney map[*unit]bool // spoken's answers
	british int8           // britishMoney's answer: 1 yes, -1 no, 0 not asked
	commas  int8           // commaHabit's answer, likewise
}

func newGrammar(d *text.Document, whole bool) *grammar {
	g := &grammar{lexicon: known(), text: d.Text, whole: whole}
	g.pieces = make([]piece, 0, len(d.Tokens)+len(d.Tokens)/16)
	g.lower = true
	end := 0
	barrier := true
	for _, t := range d.Tokens {
		before := g.gapBetween(end, t.Start)
		if barrier {
			before = broken
		}
		end = t.End
		if barrier = t.Kind == text.Address; barrier {
			g.pieces = append(g.pieces, piece{Span: t.Span, first: true, last: true, gap: broken})
			continue
		}
		g.cut(t.Span, before)
	}
	return g
}

func (g *grammar) gapBetween(from, to int) gap {
	if from == to {
		return touches
	}
	if to-from == 1 {
		return space
	}
	if strings.Count(g.text[from:to], "\n") > 1 {
		return broken
	}
	return space
}

// cut adds the pieces of a token.
func (g *grammar) cut(s text.Span, before gap) {
	start := s.Start
	for start < s.End {
		end, digits := run(g.text[start:s.End])
		end += start
		p := piece{
			Span: text.Span{Start: start, End: end}, first: start == s.Start, last: end == s.End,
			digits: digits, gap: before,
		}
		if c := g.text[start]; 'A' <= c && c <= 'Z' {
			p.capital, g.lower = true, false
		}
		if !digits {
			p.word = g.lookup(g.text[start:end])
		}
		g.pieces = append(g.pieces, p)
		start, before = end, touches
	}
}

// run is the length of the run of digits, or of anything else, that s begins
// with. Separators between digits belong to the digits.
func run(s string) (n int, digits bool) {
	start := 0
	if s[0] == '.' {
		start = 1
	}
	if n = digitsEnd(s, start); n > start {
		for n < len(s) {
			_, size := separator(s[n:])
			if size == 0 {
				break
			}
			end := digitsEnd(s, n+size)
			if end == n+size {
				break
			}
			n = end
		}
		return n, true
	}
	for n = 1; n < len(s); n++ {
		if digitsEnd(s, n) > n {
			break
		}
	}
	return n, false
}

// digitsEnd is the end of the digits and vulgar fractions from i.
func digitsEnd(s string, i int) int {
	for i < len(s) {
		if c := s[i]; c < utf8.RuneSelf {
			if c < '0' || c > '9' {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if _, ok := vulgar[r]; !ok {
			return i
		}
		i += n
	}
	return i
}

// separator is the mark between groups of digits that s begins with, and its
// length in bytes.
func separator(s string) (mark byte, n int) {
	switch {
	case s == "":
		return 0, 0
	case s[0] == '.' || s[0] == ',' || s[0] == '\'' || s[0] == ':':
		return s[0], 1
	case strings.HasPrefix(s, "’"):
		return '\'', len("’")
	case strings.HasPrefix(s, "٫"):
		return '.', len("٫")
	}
	return 0, 0
}

// lookup finds a word in the lexicon, whatever the case of its ASCII letters.
func (g *grammar) lookup(s string) *word {
	if len(s) > g.longest {
		return nil
	}
	var buf [64]byte
	lower := buf[:0]
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower = append(lower, c)
	}
	return g.words[string(lower)]
}

// at is the piece at i; past the ends it is one that fits nothing.
func (g *grammar) at(i int) *piece {
	if i < 0 || i >= len(g.pieces) {
		return &noPiece
	}
	return &g.pieces[i]
}

var noPiece = piece{gap: broken, first: true, last: true}

// says is the text of the piece at i, "" past the ends.
func (g *grammar) says(i int) string {
	p := g.at(i)
	return g.text[p.Start:p.End]
}

// role is the part that the piece at i can play in a number.
func (g *grammar) role(i int) role {
	if w := g.at(i).word; w != nil {
		return w.role
	}
	return roleNone
}

// is reports whether the piece at i is the word s, in any case.
func (g *grammar) is(i int, s string) bool { return strings.EqualFold(g.says(i), s) }

// hyphen reports whether the piece at i is a hyphen or dash that touches what
// stands on both sides.
func (g *grammar) hyphen(i int) bool {
	return g.dash(i) && g.at(i).gap == touches && g.at(i+1).gap == touches
}

func (g *grammar) dash(i int) bool {
	switch g.says(i) {
	case "-", "–", "—", "‑", "‐", "−":
		return true
	}
	return false
}
