package tagger

import (
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// form is how a word is written.
type form uint8

const (
	formOther   form = iota // punctuation, symbols
	formLower               // bank
	formTitle               // Bank
	formUpper               // BANK
	formLetter              // A, B.
	formMixed               // McDonald, DeKalb, O'Neil
	formInner               // iPhone, eBay
	formDotted              // U.S., U.N.
	formNumber              // 1996, 10,000
	formAddress             // URLs, addresses, handles
)

// capital reports whether the word can begin a name by its looks.
func (f form) capital() bool {
	return f == formTitle || f == formUpper || f == formLetter || f == formMixed || f == formDotted
}

// formOf classifies how a token is written.
func formOf(s string, kind text.TokenKind) form {
	switch kind {
	case text.Number:
		return formNumber
	case text.Address:
		return formAddress
	case text.Punctuation, text.Symbol:
		return formOther
	}
	letters, upper, dots, digits := 0, 0, 0, 0
	firstUpper := false
	for _, r := range s {
		switch {
		case r == '.':
			dots++
		case unicode.IsUpper(r):
			if letters == 0 && digits == 0 {
				firstUpper = true
			}
			letters++
			upper++
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		}
	}
	switch {
	case letters == 0 && digits > 0:
		return formNumber
	case letters == 0:
		return formOther
	case upper == 0:
		return formLower
	case letters == 1:
		return formLetter
	case dots > 0 && upper == letters:
		return formDotted
	case upper == letters:
		return formUpper
	case firstUpper && upper == 1:
		return formTitle
	case firstUpper:
		return formMixed
	}
	return formInner
}

// shapes hashes the word with letters and digits as classes; the first result
// has runs of the same class shortened to one.
func shapes(s string) (short, long uint64) {
	last := uint64(0)
	n := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		var c uint64
		switch {
		case 'a' <= r && r <= 'z':
			c = 1
		case 'A' <= r && r <= 'Z':
			c = 2
		case '0' <= r && r <= '9':
			c = 3
		case r < utf8.RuneSelf:
			c = uint64(r)
		case unicode.IsUpper(r):
			c = 2
		case unicode.IsLetter(r):
			c = 1
		case unicode.IsDigit(r):
			c = 3
		default:
			c = uint64(r)
		}
		if n++; n <= 16 {
			long = long*prime1 + c
		}
		if c != last {
			short = short*prime1 + c
		}
		last = c
	}
	return mix(short), mix(long)
}
