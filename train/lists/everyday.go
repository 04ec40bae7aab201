package main

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/train/raw"
)

// casing counts how a word stands in mid-sentence.
type casing struct{ lower, upper int }

// everyday tells names from everyday words by their casing in news.
type everyday map[string]casing // by lower-cased word

func readEveryday(paths []string) (everyday, error) {
	e := everyday{}
	for t, err := range raw.Texts(paths...) {
		if err != nil {
			return nil, err
		}
		for words, err := range raw.Sentences(t) {
			if err != nil {
				return nil, err
			}
			for i, w := range words {
				if i > 0 && startsWord(words[i-1]) {
					e.count(w)
				}
			}
		}
	}
	return e, nil
}

// startsWord reports whether a token is a word or a comma, after which English
// does not capitalise. After a quotation mark or a colon it may.
func startsWord(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return w == "," || unicode.IsLetter(r) || unicode.IsDigit(r)
}

func (e everyday) count(w string) {
	r, n := utf8.DecodeRuneInString(w)
	switch {
	case unicode.IsLower(r):
		c := e[w]
		c.lower++
		e[w] = c
	case unicode.IsUpper(r) && w[n:] == strings.ToLower(w[n:]):
		w = strings.ToLower(w)
		c := e[w]
		c.upper++
		e[w] = c
	}
}

// word reports whether a name of one word is an everyday word: mostly that, in
// which case no list should have it, or also that, in which case its case must
// be looked at. Names of several words are neither.
func (e everyday) word(name string) (mostly, also bool) {
	if strings.ContainsAny(name, " -") {
		return false, false
	}
	if compass[name] {
		return true, true
	}
	c := e[strings.ToLower(plainKey(name))]
	return c.lower > 3*c.upper+2, 4*c.lower > c.upper+4
}

// compass has what names of regions are but that no text uses alone as a name
// without saying of which country.
var compass = map[string]bool{
	"Central": true, "Centre": true, "Center": true, "Eastern": true, "Western": true, "Northern": true,
	"Southern": true, "North": true, "South": true, "East": true, "West": true, "Upper": true, "Lower": true,
	"Northeast": true, "Northwest": true, "Southeast": true, "Southwest": true, "Capital": true, "National": true,
}
