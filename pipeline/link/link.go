// Package link uses what an article says about its own names.
//
// An article explains itself: it gives the long form of an acronym once, a
// person's full name once, and then goes on with the short one. So what is
// found in one place helps in all others of the same document, and of no other
// document: nothing is kept from one to the next.
//
// Acronyms reads definitions, "Ministry of State Security (MoSS)", and proposes
// both names wherever they stand. Consistency looks at what has been decided
// and proposes what it missed or decided otherwise elsewhere. Entities groups
// the mentions that name the same thing. The first two only propose; what
// comes of it is decided where all candidates are.
//
// Every score was counted on training text: it is the share of a rule's
// candidates that were right there, for the kind of evidence that it had.
//
// Left out on purpose: pronouns and descriptions ("the ministry"), which the
// guideline does not mark; gender and grammar; knowledge of the world beyond
// the short word lists of this folder; and links from one document to another.
package link

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// article is a document as this package reads it: a list of words.
type article struct {
	*text.Document
	words    []string
	sentence []int            // index of each token's sentence, -1 outside all
	byEnd    map[int]proposed // the best candidate by its end, once asked for
}

func read(d *text.Document) *article {
	a := &article{Document: d, words: make([]string, len(d.Tokens)), sentence: make([]int, len(d.Tokens))}
	for i, t := range d.Tokens {
		a.words[i] = d.Surface(t.Span)
		a.sentence[i] = -1
	}
	for i, s := range d.Sentences {
		for k := max(s.FirstToken, 0); k < min(s.EndToken, len(a.sentence)); k++ {
			a.sentence[k] = i
		}
	}
	return a
}

// word is the token's surface, "" outside the text.
func (a *article) word(i int) string {
	if i < 0 || i >= len(a.words) {
		return ""
	}
	return a.words[i]
}

// run is a half-open range of tokens.
type run struct{ first, end int }

func (r run) len() int { return r.end - r.first }

func (a *article) span(r run) text.Span {
	return text.Span{Start: a.Tokens[r.first].Start, End: a.Tokens[r.end-1].End}
}

// surface is the words of r with a blank between each two, whatever stands
// between them in the text.
func (a *article) surface(r run) string { return strings.Join(a.words[r.first:r.end], " ") }

// tokens is the range of tokens that a span covers, if it begins and ends at
// their edges.
func (a *article) tokens(s text.Span) (run, bool) {
	first, ok := slices.BinarySearchFunc(a.Tokens, s.Start, func(t text.Token, at int) int { return t.Start - at })
	if !ok {
		return run{}, false
	}
	end, ok := slices.BinarySearchFunc(a.Tokens, s.End, func(t text.Token, at int) int { return t.End - at })
	if !ok || end < first {
		return run{}, false
	}
	return run{first, end + 1}, true
}

// begins reports whether the token is the first word of its sentence, marks
// and numbers aside.
func (a *article) begins(i int) bool {
	for k := i - 1; k >= 0 && a.sentence[k] == a.sentence[i]; k-- {
		if t := a.Tokens[k]; t.Kind == text.Word || t.Kind == text.Clitic {
			return false
		}
	}
	return true
}

func isCapital(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r) || unicode.IsTitle(r)
}

func isQuote(word string) bool {
	switch word {
	case `"`, "“", "”", "'", "‘", "’", "„", "«", "»", "``", "''":
		return true
	}
	return false
}
