// Package token cuts a document into tokens, blocks and sentences.
//
// The text never changes: a token is a span of its bytes, and every byte that
// is not white space lies in exactly one token, whatever the bytes are. So
// later stages can look at tokens alone and still answer in offsets that slice
// the text they were given.
//
// The cuts are made for names. What may be the edge of a name is the edge of a
// token: hyphens, dashes and slashes always stand alone (Shanghai|-|listed),
// possessives and currency signs come off (China|'s, HK$|2.5|m). What is never
// cut inside a name stays whole: O'Sullivan, U.S., AT&T, Inc. with its dot, also
// where the dot ends the sentence too.
// Text that some other tokeniser has spaced out already gives the same tokens.
//
// Blocks (headline, byline, list item, …) come from the layout alone, sentences
// from blocks and tokens. The rules read abbreviations and frequent sentence
// openers from the word lists in this folder.
//
// Left out on purpose: a learned model, which in news gains less than a wrong
// guess on a new layout costs; cutting Chinese or Japanese into words; undoing
// hyphenation at line ends; and any change of the text such as recasing or
// normalising quotes, which is the reader's business, not the text's.
package token

import (
	"strings"
	"unicode/utf8"

	"rollcall/text"
)

// Tokens fills d.Tokens from d.Text, replacing what was there. It takes any
// bytes: a byte that is not valid UTF-8 becomes part of a Word where Latin-1
// would have a letter inside a word, and a Symbol elsewhere. The error is
// always nil; it is there so that Tokens can be a stage.
func Tokens(d *text.Document) error {
	s := scanner{text: d.Text, tokens: d.Tokens[:0]}
	if cap(s.tokens) == 0 {
		// Newswire has about 5.2 bytes to a token with its space.
		s.tokens = make([]text.Token, 0, len(d.Text)/5+8)
	}
	s.run()
	d.Tokens = s.tokens
	return nil
}

// scanner walks over the text once.
type scanner struct {
	text   string
	tokens []text.Token
	// addressFrom is where the search for addresses goes on: before it there
	// is none that has not been tried.
	addressFrom int
	// openQuote says that a single quote was opened in this paragraph and not
	// closed, which tells a closing quote from the apostrophe of a plural.
	openQuote bool
}

func (s *scanner) emit(start, end int, kind text.TokenKind) int {
	s.tokens = append(s.tokens, text.Token{Span: text.Span{Start: start, End: end}, Kind: kind})
	return end
}

func (s *scanner) run() {
	for i := 0; i < len(s.text); {
		switch c := s.text[i]; classes[c] {
		case classSpace:
			if c == '\n' && i+1 < len(s.text) && (s.text[i+1] == '\n' || s.text[i+1] == '\r') {
				s.openQuote = false
			}
			i++
		case classLetter:
			i = s.word(i)
		case classDigit:
			i = s.number(i)
		case classPunct, classSymbol:
			i = s.ascii(i)
		default:
			i = s.rune(i)
		}
	}
}

// rune scans what begins with a byte outside ASCII.
func (s *scanner) rune(i int) int {
	r, n := utf8.DecodeRuneInString(s.text[i:])
	switch {
	case r == utf8.RuneError && n == 1:
		if latinLetter(s.text, i) {
			return s.word(i)
		}
		return s.invalid(i)
	case IsSpace(r):
		return i + n
	case isLetter(r):
		return s.word(i)
	case isDigit(r):
		return s.number(i)
	case isApostrophe(r):
		return s.apostrophe(i, n)
	case isDash(r), r == '…':
		return s.emit(i, s.same(i, s.text[i:i+n]), text.Punctuation)
	case isPunct(r):
		s.openQuote = s.openQuote || r == '‘'
		return s.emit(i, i+n, text.Punctuation)
	}
	return s.emit(i, i+cluster(s.text[i:], r, n), text.Symbol)
}

// invalid scans a run of bytes that are no UTF-8.
func (s *scanner) invalid(i int) int {
	j := i + 1
	for j < len(s.text) && s.text[j] >= utf8.RuneSelf {
		if r, n := utf8.DecodeRuneInString(s.text[j:]); r != utf8.RuneError || n > 1 || latinLetter(s.text, j) {
			break
		}
		j++
	}
	return s.emit(i, j, text.Symbol)
}

// same is the end of the run of sign that begins at i.
func (s *scanner) same(i int, sign string) int {
	for i+len(sign) <= len(s.text) && s.text[i:i+len(sign)] == sign {
		i += len(sign)
	}
	return i
}

// ascii scans what begins with an ASCII mark that is no letter and no digit.
func (s *scanner) ascii(i int) int {
	c := s.text[i]
	if end := emoticonEnd(s.text, i); end > i {
		return s.emit(i, end, text.Symbol)
	}
	switch c {
	case '\'':
		return s.apostrophe(i, 1)
	case '`':
		if s.at(i+1) == '`' {
			return s.emit(i, i+2, text.Punctuation)
		}
	case '.':
		if s.at(i+1) == '.' {
			return s.emit(i, s.same(i, "."), text.Punctuation)
		}
		if classes[s.at(i+1)] == classDigit && (i == 0 || !isWordByte(s.text[i-1])) {
			return s.number(i)
		}
	case '!', '?':
		j := i + 1
		for s.at(j) == '!' || s.at(j) == '?' {
			j++
		}
		return s.emit(i, j, text.Punctuation)
	case '-', '_':
		return s.emit(i, s.same(i, s.text[i:i+1]), text.Punctuation)
	case '*', '=', '~', '+', '|', '^', '<', '>', '#', '\\':
		return s.emit(i, s.same(i, s.text[i:i+1]), text.Symbol)
	case '&':
		return s.emit(i, entityEnd(s.text, i), text.Symbol)
	case '@':
		if end := handleEnd(s.text, i); end > i {
			return s.emit(i, end, text.Address)
		}
	}
	if classes[c] == classSymbol {
		return s.emit(i, i+1, text.Symbol)
	}
	return s.emit(i, i+1, text.Punctuation)
}

// at is the byte at i, or 0 past the end.
func (s *scanner) at(i int) byte {
	if i < len(s.text) {
		return s.text[i]
	}
	return 0
}

// entityEnd is the end of the HTML entity that the ampersand at i begins, or of
// the ampersand: &amp; is left in much text that was once a page.
func entityEnd(s string, i int) int {
	const most = 8
	j := i + 1
	for j < len(s) && j-i < most && (s[j] == '#' || classes[s[j]] == classLetter || classes[s[j]] == classDigit) {
		j++
	}
	if j < i+3 || j == len(s) || s[j] != ';' {
		return i + 1
	}
	return j + 1
}

// emoticonEnd is the end of the face drawn with signs that begins at i, as :-)
// does, or i if there is none. A face stands alone between white space or
// before a mark.
func emoticonEnd(s string, i int) int {
	if c := s[i]; c != ':' && c != ';' && c != '=' || i > 0 && classes[s[i-1]] != classSpace {
		return i
	}
	j := i + 1
	if j < len(s) && (s[j] == '-' || s[j] == 'o' || s[j] == '^') {
		j++
	}
	mouth := j
	for j < len(s) && j < mouth+4 && strings.IndexByte(")(DPp]", s[j]) >= 0 {
		j++
	}
	if j == mouth || j < len(s) && (s[j] == '/' || isWordByte(s[j])) {
		return i
	}
	return j
}

// isFace reports whether the token w is a face drawn with signs, or an emoji.
func isFace(w string) bool {
	if w[0] < utf8.RuneSelf {
		return len(w) > 1 && emoticonEnd(w, 0) == len(w)
	}
	r, _ := utf8.DecodeRuneInString(w)
	return r >= 0x1F000 || 0x2600 <= r && r <= 0x27BF && !bullets[w]
}
