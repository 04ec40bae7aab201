package encoder

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rollcall/text"
)

// tokeniser cuts text into BERT's words and those into pieces, as the BERT
// normaliser, pre-tokeniser and WordPiece model of the tokenizers library do.
type tokeniser struct {
	vocabulary *vocabulary
	lower      bool // text is lower-cased
	strip      bool // accents are taken off
	ideographs bool // ideographs are words of their own
}

// cut is a text in words and pieces.
type cut struct {
	words  []word
	pieces []int32 // ids of vocabulary pieces
	folded []byte  // scratch: the word at hand as the vocabulary writes it
}

// word is one of BERT's words: what stands between blanks and punctuation, or
// a punctuation character.
type word struct {
	text.Span       // without dropped characters at the edges
	first     int32 // index of its first piece; the last ends where the next word's begins
	// shape is the class of the word's case, 1 to 9, with shapeNewline added
	// for the first word of a line.
	shape uint8
}

// shapeContinuation and shapeNewline are added to the class of a word to
// make the row of the case embedding.
const (
	shapeContinuation = 10
	shapeNewline      = 20
	shapes            = 40
)

// kinds of characters.
const (
	charLetter = iota // whatever is not one of the others
	charBlank
	charDropped
	charAlone // a word of its own
	charWide  // beyond ASCII: look closer
)

var asciiKind = func() (kinds [256]uint8) {
	for i := range kinds {
		switch r := rune(i); {
		case i >= utf8.RuneSelf:
			kinds[i] = charWide
		case unicode.Is(blanks, r):
			kinds[i] = charBlank
		case unicode.Is(dropped, r):
			kinds[i] = charDropped
		case unicode.Is(punctuation, r):
			kinds[i] = charAlone
		}
	}
	return kinds
}()

// isIdeograph is BERT's definition of a Chinese character.
func isIdeograph(r rune) bool {
	switch {
	case r < 0x3400:
		return false
	case r <= 0x4dbf, r >= 0x4e00 && r <= 0x9fff, r >= 0xf900 && r <= 0xfaff,
		r >= 0x20000 && r <= 0x2a6df, r >= 0x2a700 && r <= 0x2b81f,
		r >= 0x2b920 && r <= 0x2ceaf, r >= 0x2f800 && r <= 0x2fa1f:
		return true
	}
	return false
}

// letterCount counts what the case of a word is read from.
type letterCount struct {
	chars, letters, upper, digits int
	title                         bool // the first letter is upper
}

func (c *letterCount) add(r rune) {
	c.chars++
	switch {
	case r < utf8.RuneSelf:
		switch {
		case 'a' <= r && r <= 'z':
			c.letters++
		case 'A' <= r && r <= 'Z':
			c.title = c.title || c.letters == 0
			c.letters++
			c.upper++
		case '0' <= r && r <= '9':
			c.digits++
		}
	case unicode.IsLetter(r):
		if unicode.IsUpper(r) || unicode.IsTitle(r) {
			c.title = c.title || c.letters == 0
			c.upper++
		}
		c.letters++
	case unicode.IsDigit(r):
		c.digits++
	}
}

// shape is the class of a word that is not punctuation.
func (c *letterCount) shape() uint8 {
	switch {
	case c.digits == c.chars:
		return 2
	case c.digits > 0 && c.letters > 0:
		return 3
	case c.letters == 0:
		return 4
	case c.letters == 1 && c.upper == 1:
		return 7
	case c.upper == c.letters:
		return 6
	case c.upper == 0:
		return 5
	case c.title && c.upper == 1:
		return 8
	}
	return 9
}

// shapeAlone is the class of a punctuation character.
const shapeAlone = 1

// cutter is the state of one walk over a text.
type cutter struct {
	*tokeniser
	*cut
	count   letterCount
	start   int // of the word at hand
	end     int
	runes   int  // characters of the folded word
	newline bool // a line began since the last word
}

// cut replaces what c holds by the words and pieces of s. It takes time in
// proportion to the text's length, whatever stands in it; bytes that are not
// UTF-8 are dropped.
func (t *tokeniser) cut(c *cut, s string) {
	c.words, c.pieces, c.folded = c.words[:0], c.pieces[:0], c.folded[:0]
	w := cutter{tokeniser: t, cut: c, newline: true}
	for i := 0; i < len(s); {
		b := s[i]
		switch asciiKind[b] {
		case charLetter:
			if len(w.folded) == 0 {
				w.start = i
			}
			w.count.add(rune(b))
			if t.lower && 'A' <= b && b <= 'Z' {
				b += 'a' - 'A'
			}
			w.folded = append(w.folded, b)
			w.runes++
			i++
			w.end = i
		case charBlank:
			w.flush()
			w.newline = w.newline || b == '\n'
			i++
		case charDropped:
			i++
		case charAlone:
			w.alone(s[i:i+1], i, i+1, shapeAlone)
			i++
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			w.wide(r, s[i:i+size], i)
			i += size
		}
	}
	w.flush()
}

// wide reads a character beyond ASCII.
func (w *cutter) wide(r rune, s string, at int) {
	switch {
	case unicode.Is(dropped, r):
		return
	case unicode.Is(blanks, r):
		w.flush()
		return
	case w.strip && unicode.Is(marks, r):
		if len(w.folded) > 0 {
			w.end = at + len(s)
		}
		return
	}
	ideograph := w.ideographs && isIdeograph(r)
	if ideograph {
		w.flush()
	}
	if !w.strip {
		w.fold(r, r, at, at+len(s))
	} else if l, v, t, ok := hangul(r); ok {
		w.fold(r, l, at, at+len(s))
		w.fold(-1, v, at, at+len(s))
		if t >= 0 {
			w.fold(-1, t, at, at+len(s))
		}
	} else if parts := norm.NFD.PropertiesString(s).Decomposition(); parts != nil {
		original := r
		for len(parts) > 0 {
			p, size := utf8.DecodeRune(parts)
			if !unicode.Is(marks, p) {
				w.fold(original, p, at, at+len(s))
				original = -1
			}
			parts = parts[size:]
		}
	} else {
		w.fold(r, r, at, at+len(s))
	}
	if ideograph {
		w.flush()
	}
}

// fold appends a character of the folded text, which stands for the character
// original at that place of the text; original is -1 for the second and further
// ones of a decomposition.
func (w *cutter) fold(original, r rune, start, end int) {
	if unicode.Is(punctuation, r) {
		var buffer [utf8.UTFMax]byte
		n := utf8.EncodeRune(buffer[:], r)
		shape := uint8(shapeAlone)
		if original < 0 || !unicode.Is(punctuation, original) {
			shape = 4 // ≠ is = to the vocabulary, but as it is written no punctuation
		}
		w.alone(string(buffer[:n]), start, end, shape)
		return
	}
	if len(w.folded) == 0 {
		w.start = start
	}
	w.end = end
	if original >= 0 {
		w.count.add(original)
	}
	if w.lower {
		if r == 'İ' { // the one character whose lower case is two
			w.folded, w.runes = append(w.folded, 'i'), w.runes+1
			r = '\u0307'
		} else {
			r = unicode.ToLower(r)
		}
	}
	w.folded = utf8.AppendRune(w.folded, r)
	w.runes++
}

// alone ends the word at hand and adds one of a single character.
func (w *cutter) alone(folded string, start, end int, shape uint8) {
	w.flush()
	w.folded = append(w.folded, folded...)
	w.start, w.end, w.runes = start, end, 1
	w.add(shape)
}

// flush ends the word at hand, if there is one.
func (w *cutter) flush() {
	if len(w.folded) > 0 {
		w.add(w.count.shape())
	}
}

func (w *cutter) add(shape uint8) {
	if w.newline {
		shape += shapeNewline
	}
	w.words = append(w.words, word{text.Span{Start: w.start, End: w.end}, int32(len(w.pieces)), shape})
	if w.runes > maxWord {
		w.pieces = append(w.pieces, w.vocabulary.unknown)
	} else {
		w.pieces = w.vocabulary.appendPieces(w.pieces, w.folded)
	}
	w.folded, w.runes, w.count, w.newline = w.folded[:0], 0, letterCount{}, false
}

// hangul decomposes a Hangul syllable (The Unicode Standard, section 3.12); t
// is -1 where there is no trailing consonant.
func hangul(r rune) (l, v, t rune, ok bool) {
	const first, vowels, trailing, last = 0xac00, 21, 28, 0xd7a3
	if r < first || r > last {
		return 0, 0, 0, false
	}
	s := r - first
	l, v, t = 0x1100+s/(vowels*trailing), 0x1161+s%(vowels*trailing)/trailing, 0x11a7+s%trailing
	if t == 0x11a7 {
		t = -1
	}
	return l, v, t, true
}
