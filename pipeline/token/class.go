package token

import (
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

type class uint8

const (
	classOther  class = iota // the first byte of a rune outside ASCII, or no UTF-8
	classSpace               //
	classLetter              //
	classDigit               //
	classPunct               //
	classSymbol              // control characters too: they are kept, not skipped
)

// classes is the class of every byte.
var classes = func() (t [256]class) {
	for c := range utf8.RuneSelf {
		switch {
		case c == ' ' || '\t' <= c && c <= '\r':
			t[c] = classSpace
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			t[c] = classLetter
		case '0' <= c && c <= '9':
			t[c] = classDigit
		default:
			t[c] = classSymbol
		}
	}
	for _, c := range "!\"'(),-./:;?[\\]_`{}" {
		t[c] = classPunct
	}
	return t
}()

// IsSpace reports whether r separates tokens without being part of any: what
// Unicode calls white space, and what shows nothing at all (byte order mark,
// zero-width and direction marks, soft hyphen).
func IsSpace(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 0 && classes[r] == classSpace
	}
	switch {
	case r == 0x85, r == 0xA0, r == 0xAD, r == 0x1680, r == 0x180E, r == 0x202F, r == 0x205F, r == 0x3000, r == 0xFEFF:
		return true
	case 0x2000 <= r && r <= 0x200F, 0x2028 <= r && r <= 0x202E, 0x2060 <= r && r <= 0x2069:
		return true
	}
	return false
}

// isJoiner reports whether r shows nothing and, between two letters, does not
// part them.
func isJoiner(r rune) bool {
	return r == 0xAD || r == 0x200C || r == 0x200D || r == 0x2060
}

func isLetter(r rune) bool { return unicode.IsLetter(r) }

// isDigit reports whether r counts: decimal digits of any script, and ½.
func isDigit(r rune) bool { return unicode.Is(unicode.Nd, r) || unicode.Is(unicode.No, r) }

func isPunct(r rune) bool { return unicode.IsPunct(r) }

// isApostrophe reports whether r is typed where an apostrophe is meant, or a
// closing single quote.
func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == 'ʼ' || r == '＇'
}

func isDash(r rune) bool {
	return 0x2010 <= r && r <= 0x2015 || r == '−' || r == '－' || r == '-'
}

// latinLetter reports whether the byte at i, which begins no valid UTF-8, is a
// letter of Latin-1 beside another letter: most text that is not UTF-8 is
// Latin-1.
func latinLetter(s string, i int) bool {
	c := s[i]
	if c < 0xC0 || c == 0xD7 || c == 0xF7 || i+1 < len(s) && s[i+1] >= utf8.RuneSelf {
		return false
	}
	return i+1 < len(s) && classes[s[i+1]] == classLetter || i > 0 && classes[s[i-1]] == classLetter
}

// cluster is the length of the symbol that s begins with, whose first rune is r
// of n bytes: one rune, or the whole sequence that is drawn as one emoji.
func cluster(s string, r rune, n int) int {
	if r < 0x2190 {
		return n
	}
	// A cluster of many combining marks is no emoji; the limit keeps the
	// search short on such text.
	const most = 128
	c, _, _, _ := uniseg.FirstGraphemeClusterInString(s[:min(len(s), most)], -1)
	if len(c) < n || len(c) == most {
		return n
	}
	return len(c)
}

// runeAt is the rune that begins at i, with its length; -1 past the end.
func runeAt(s string, i int) (rune, int) {
	if i >= len(s) {
		return -1, 0
	}
	if c := s[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s[i:])
}

// runeBefore is the rune that ends at i, with its length; -1 at the start.
func runeBefore(s string, i int) (rune, int) {
	if i <= 0 {
		return -1, 0
	}
	if c := s[i-1]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeLastRuneInString(s[:i])
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 0 && (classes[r] == classLetter || classes[r] == classDigit)
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || isDigit(r)
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
