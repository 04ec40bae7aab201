package main

import (
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// plainKey is the form in which two spellings of a name count as one: package
// gazetteer takes no notice of accents, apostrophes' forms and hyphens.
func plainKey(n string) string {
	s, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn))), n)
	if err != nil {
		s = n
	}
	return strings.NewReplacer("-", " ", "’", "'", "‘", "'", "ʻ", "'",
		"ß", "ss", "ø", "o", "Ø", "O", "đ", "d", "Đ", "D", "ð", "d", "Ð", "D", "ł", "l", "Ł", "L", "ı", "i",
		"æ", "ae", "Æ", "AE", "œ", "oe", "Œ", "OE", "þ", "th", "Þ", "TH", "ħ", "h", "Ħ", "H", "ŋ", "n", "ə", "a", "Ə", "A",
	).Replace(s)
}
