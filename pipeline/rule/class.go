package rule

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"

	"rollcall/text"
)

// shape is what is known of a token from its letters and kind.
type shape uint16

const (
	shapeCap     shape  = 1 << iota // a word that begins with a capital letter
	shapeCaps                       // two letters and more, none lower case
	shapeLower                      // a word that begins with a small letter
	shapeWord                       // a word of any kind
	shapeNumber                     // a number
	shapePunct                      // punctuation
	shapeInitial                    // one capital letter with a dot
	shapeLetters                    // holds a letter
	shapeClitic                     // 's and its kin
	shapeYear                       // a number of four digits, 1000 to 2999
	shapeNumWord                    // a number in a word
	shapeAddress                    // a URL, an e-mail address, a handle
	shapeSymbol                     // a currency sign, an emoji, % and the like
	shapes       = iota             // how many there are
)

// classes are the names that a pattern can use for kinds of token.
var classes = []struct {
	name  string
	doc   string
	shape shape
}{
	{"Address", "a URL, an e-mail address, a handle", shapeAddress},
	{"Any", "any token", 0},
	{"Cap", "a word that begins with a capital letter", shapeCap},
	{"Caps", "a word of two letters and more, all of them capitals", shapeCaps},
	{"Clitic", "'s ’s ' after a word", shapeClitic},
	{"End", "the end of the sentence; takes no token", 0},
	{"Initial", "a single capital letter with a dot", shapeInitial},
	{"Letters", "a token with a letter in it", shapeLetters},
	{"Lower", "a word that begins with a small letter", shapeLower},
	{"Num", "a number in digits", shapeNumber},
	{"NumWord", "a number in a word, one to trillion", shapeNumWord},
	{"Punct", "a punctuation mark", shapePunct},
	{"Start", "the start of the sentence; takes no token", 0},
	{"Symbol", "a currency sign, an emoji, % + and the like", shapeSymbol},
	{"Word", "a word", shapeWord},
	{"Year", "a number of four digits, 1000 to 2999", shapeYear},
}

// ClassNames lists the classes that a pattern can use.
func ClassNames() []string {
	names := make([]string, len(classes))
	for i, c := range classes {
		names[i] = c.name
	}
	return names
}

func isClass(name string) bool { return slices.Contains(ClassNames(), name) }

func classShape(name string) shape {
	for _, c := range classes {
		if c.name == name {
			return c.shape
		}
	}
	return 0
}

// shapeOf reads a token.
func shapeOf(s string, kind text.TokenKind) shape {
	var sh shape
	switch kind {
	case text.Number:
		if isYear(s) {
			return shapeNumber | shapeYear
		}
		return shapeNumber
	case text.Punctuation:
		return shapePunct
	case text.Clitic:
		return shapeClitic | shapeLetters
	case text.Symbol:
		sh = shapeSymbol
	case text.Address:
		sh = shapeAddress
	case text.Word:
		sh = shapeWord
	}
	letters, lower := 0, false
	for _, r := range s {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		lower = lower || unicode.IsLower(r)
	}
	if letters > 0 {
		sh |= shapeLetters
	}
	first, size := utf8.DecodeRuneInString(s)
	if sh&shapeWord != 0 {
		switch {
		case unicode.IsUpper(first):
			sh |= shapeCap
		case unicode.IsLower(first):
			sh |= shapeLower
		}
		if letters > 1 && !lower {
			sh |= shapeCaps
		}
		if letters == 1 && sh&shapeCap != 0 && s[size:] == "." {
			sh |= shapeInitial
		}
	}
	return sh
}

// isYear tells a year from other numbers.
func isYear(s string) bool {
	if len(s) != 4 || s[0] != '1' && s[0] != '2' {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// longestSame is the number of equal signs in a row that a form tells apart.
const longestSame = 4

// formOf is the shape of a token letter by letter, as spaCy writes it: X for a
// capital, x for another letter, d for a digit, all else as it is, and of equal
// signs in a row no more than four (Xxxxx is a capital and four small letters
// or more).
func formOf(s string) string {
	var out strings.Builder
	last, same := rune(-1), 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			r = 'X'
		case unicode.IsLetter(r):
			r = 'x'
		case unicode.IsDigit(r):
			r = 'd'
		}
		if r == last {
			same++
		} else {
			last, same = r, 1
		}
		if same <= longestSame {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// stem is the Snowball stem of a word.
func stem(word string) string { return english.Stem(strings.ToLower(word), true) }
