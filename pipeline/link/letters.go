package link

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds on what is looked at as an acronym and as its long form.
const (
	mostLetters = 10 // letters of an acronym
	mostWords   = 16 // tokens of a long form
)

// letters are the letters and digits of a word that may be an acronym, in
// lower case: "MoSS" has m, o, s, s; "U.N." has u, n; "NGOs" has n, g, o. It is
// nil for what is no acronym: an acronym begins with a capital or a digit, has
// at least two capitals, no more small letters than capitals, and nothing but
// letters, digits, dots and ampersands.
func letters(word string) []rune {
	if len(word) < 2 || len(word) > 4*mostLetters {
		return nil
	}
	var out []rune
	upper, lower := 0, 0
	for i, r := range word {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			if i == 0 {
				return nil
			}
			lower++
		case unicode.IsDigit(r):
		case r == '.' || r == '&':
			continue
		default: // U+FFFD for bytes that are no UTF-8 included
			return nil
		}
		out = append(out, unicode.ToLower(r))
	}
	if n := len(out); lower == 1 && out[n-1] == 's' && strings.HasSuffix(word, "s") && upper > 1 {
		out = out[:n-1]
		lower = 0
	}
	if upper < 2 || lower > upper || len(out) > mostLetters {
		return nil
	}
	return out
}

// What a letter, or a word without one, costs in an alignment: prices set by
// hand over the definitions in training text. The sum that a definition may
// cost grows with its letters: see affordable.
const (
	costInner       = 2  // a letter inside a word whose initial is taken too
	costSkipCapital = 3  // a capitalised word that gives no letter
	costSmall       = 1  // a letter from a small word that is no function word
	costSkipSmall   = 6  // such a word giving none
	costReordered   = 3  // the letters in another order than the words
	impossible      = 99 // more than anything affordable
)

// affordable is what the alignment of n letters may cost at most.
func affordable(n int) int { return 2 * (n - 1) }

// functionWords are the small words that acronyms skip or take as they please.
var functionWords = map[string]bool{
	"of": true, "the": true, "and": true, "for": true, "in": true, "on": true, "at": true, "to": true,
	"&": true, "de": true, "du": true, "des": true, "del": true, "la": true, "le": true, "les": true,
	"el": true, "los": true, "las": true, "do": true, "da": true, "dos": true, "y": true, "e": true,
	"et": true, "und": true, "für": true, "a": true, "an": true, "with": true, "by": true, "from": true,
	"against": true, "as": true, ",": true, "-": true, "–": true, "/": true, "'s": true, "’s": true, "'": true, "’": true,
}

// align is what it costs to read letters off words in order, the first letter
// being the first word's initial: the idea of Schwartz and Hearst, "A simple
// algorithm for identifying abbreviation definitions in biomedical text"
// (2003), but with prices, because in names a letter is mostly an initial, and
// the cheapest of several readings says where the long form begins.
func align(words []string, letters []rune) int {
	if len(words) == 0 || len(letters) == 0 || !startsWith(words[0], letters[0]) {
		return impossible
	}
	// cost[k] is the price of having read k letters off the words so far.
	cost := make([]int, len(letters)+1)
	next := make([]int, len(letters)+1)
	for k := range cost {
		cost[k] = impossible
	}
	cost[0] = 0
	for i, w := range words {
		for k := range next {
			next[k] = impossible
		}
		function := functionWords[w]
		capital := isCapitalised(w)
		skip, initial := costSkipSmall, costSmall
		switch {
		case function:
			skip, initial = 0, 0
		case i > 0 && isHyphen(words[i-1]):
			skip, initial = 0, 0
		case capital:
			skip, initial = costSkipCapital, 0
		}
		for k, c := range cost {
			if c >= impossible {
				continue
			}
			if i > 0 {
				next[k] = min(next[k], c+skip)
			}
			if k == len(letters) || !startsWith(w, letters[k]) {
				continue
			}
			c += initial
			next[k+1] = min(next[k+1], c)
			if function {
				continue
			}
			// Further letters from inside the word, in order.
			_, size := utf8.DecodeRuneInString(w)
			rest := w[size:]
			for j := k + 1; j < len(letters); j++ {
				at := indexFold(rest, letters[j])
				if at < 0 {
					break
				}
				_, size := utf8.DecodeRuneInString(rest[at:])
				rest = rest[at+size:]
				c += costInner
				next[j+1] = min(next[j+1], c)
			}
		}
		cost, next = next, cost
	}
	return cost[len(letters)]
}

// reordered reports whether the initials of the words, function words aside,
// are the letters in some order, as in "Chinese Communist Party (CPC)". Two
// letters prove nothing.
func reordered(words []string, letters []rune) bool {
	if len(letters) < 3 {
		return false
	}
	left := append([]rune(nil), letters...)
	for _, w := range words {
		if functionWords[w] {
			continue
		}
		r, _ := utf8.DecodeRuneInString(w)
		at := -1
		for i, l := range left {
			if l == unicode.ToLower(r) {
				at = i
				break
			}
		}
		if at < 0 {
			return false
		}
		left = append(left[:at], left[at+1:]...)
	}
	return len(left) == 0
}

func startsWith(word string, letter rune) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.ToLower(r) == letter || letter == '&' && word == "and"
}

func indexFold(s string, letter rune) int {
	for i, r := range s {
		if unicode.ToLower(r) == letter {
			return i
		}
	}
	return -1
}

func isCapitalised(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r) || unicode.IsDigit(r)
}

func isHyphen(word string) bool { return word == "-" || word == "–" || word == "/" }
