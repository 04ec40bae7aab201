package gold

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// site is one occurrence of a surface.
type site struct {
	corpus *Corpus
	doc    int
	span   text.Span
}

func (s site) document() *text.Document { return s.corpus.Documents[s.doc] }

// surface is all that the documents do with one string.
type surface struct {
	text     string
	marked   map[text.Type][]site
	unmarked []site
}

// consistency compares, for each string that is marked anywhere, the places
// where it is marked with those where it is not, and the types it is given.
// Amounts are left out (the same number is money here and a count there), and
// so are occurrences inside a longer mention.
func consistency(corpora []*Corpus) []Problem {
	surfaces := markedSurfaces(corpora)
	findUnmarked(corpora, surfaces)
	var problems []Problem
	for _, s := range slices.Sorted(maps.Keys(surfaces)) {
		problems = append(problems, surfaces[s].unmarkedProblems()...)
		problems = append(problems, surfaces[s].typeProblems()...)
	}
	return problems
}

func markedSurfaces(corpora []*Corpus) map[string]*surface {
	surfaces := map[string]*surface{}
	for _, c := range corpora {
		for i, d := range c.Documents {
			for _, m := range d.Mentions {
				if m.Type == text.TypeMoney || m.Type == text.TypeIgnore || len(m.Alt) > 0 {
					continue
				}
				s := d.Surface(m.Span)
				if !telling(s) {
					continue
				}
				if surfaces[s] == nil {
					surfaces[s] = &surface{text: s, marked: map[text.Type][]site{}}
				}
				surfaces[s].marked[m.Type] = append(surfaces[s].marked[m.Type], site{c, i, m.Span})
			}
		}
	}
	return surfaces
}

// telling reports whether a string that is a name once is likely to be one
// again: it has a capital and more than one character.
func telling(s string) bool {
	return utf8.RuneCountInString(s) > 1 && strings.ContainsFunc(s, unicode.IsUpper)
}

// findUnmarked looks up every word of every document among the surfaces'
// first words, so that the time does not grow with the number of surfaces.
func findUnmarked(corpora []*Corpus, surfaces map[string]*surface) {
	byWord := map[string][]*surface{}
	for s, at := range surfaces {
		byWord[firstWord(s)] = append(byWord[firstWord(s)], at)
	}
	for _, list := range byWord {
		slices.SortFunc(list, func(a, b *surface) int {
			return cmp.Or(cmp.Compare(len(b.text), len(a.text)), cmp.Compare(a.text, b.text))
		})
	}
	for _, c := range corpora {
		for i, d := range c.Documents {
			taken := d.Mentions // in order: those that can still overlap
			for at := 0; at < len(d.Text); {
				_, size := utf8.DecodeRuneInString(d.Text[at:])
				if cutsWord(d.Text, at) {
					at += size
					continue
				}
				next := at + size
				for _, s := range byWord[firstWord(d.Text[at:])] {
					span := text.Span{Start: at, End: at + len(s.text)}
					if !strings.HasPrefix(d.Text[at:], s.text) || cutsWord(d.Text, span.End) {
						continue
					}
					if free(taken, span) {
						s.unmarked = append(s.unmarked, site{c, i, span})
						next = span.End
					}
					break
				}
				for len(taken) > 0 && taken[0].End <= next && len(taken[0].Alt) == 0 {
					taken = taken[1:]
				}
				at = next
			}
		}
	}
}

// firstWord is the word that s begins with, or the character where it begins
// with none.
func firstWord(s string) string {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isWordRune(r) {
			return s[:max(i, size)]
		}
		i += size
	}
	return s
}

// free reports whether no mention, and no other reading of one, overlaps the
// span. The mentions are in order and flat but for alternatives.
func free(mentions []text.Mention, span text.Span) bool {
	for _, m := range mentions {
		if m.Overlaps(span) {
			return false
		}
		for _, a := range m.Alt {
			if a.Overlaps(span) {
				return false
			}
		}
		if m.Start > span.End+reach {
			break
		}
	}
	return true
}

// reach is how far an alternative may begin before its mention, in bytes.
const reach = 200

// unmarkedProblems reports each document in which the surface is marked at
// some places and not at others, and the surface once for all documents in
// which it is never marked.
func (s *surface) unmarkedProblems() []Problem {
	marked := map[*text.Document]int{}
	total := 0
	for _, sites := range s.marked {
		for _, at := range sites {
			marked[at.document()]++
			total++
		}
	}
	var here, elsewhere []site
	count := map[*text.Document]int{}
	for _, at := range s.unmarked {
		d := at.document()
		if count[d] == 0 && marked[d] > 0 {
			here = append(here, at)
		}
		if marked[d] == 0 {
			elsewhere = append(elsewhere, at)
		}
		count[d]++
	}
	var problems []Problem
	for _, at := range here {
		d := at.document()
		problems = append(problems, at.problem("unmarked", "%q is marked %s in this document, not here%s",
			s.text, times(marked[d]), andOthers(count[d]-1, "place")))
	}
	// Where a name is left unmarked as often as it is marked, it is a word.
	if len(elsewhere) > 0 && len(elsewhere) < total {
		docs := map[*text.Document]bool{}
		for _, at := range elsewhere {
			docs[at.document()] = true
		}
		problems = append(problems, elsewhere[0].problem("unmarked", "%q is marked %s in other documents, not here%s",
			s.text, times(total), andOthers(len(docs)-1, "document")))
	}
	return problems
}

// typeProblems reports the rarer types of a surface that has several, each
// once, at its first place.
func (s *surface) typeProblems() []Problem {
	types := slices.SortedFunc(maps.Keys(s.marked), func(a, b text.Type) int {
		return cmp.Or(cmp.Compare(len(s.marked[b]), len(s.marked[a])), text.CompareTypes(a, b))
	})
	var problems []Problem
	for _, t := range types[1:] {
		sites := s.marked[t]
		problems = append(problems, sites[0].problem("types", "%q is %s here%s, and %s %s",
			s.text, t, andOthers(len(sites)-1, "place"), types[0], times(len(s.marked[types[0]]))))
	}
	return problems
}

func (s site) problem(kind, format string, args ...any) Problem {
	own := &Corpus{Path: s.corpus.Path, Documents: s.corpus.Documents, Lines: s.corpus.Lines, Files: s.corpus.Files}
	own.documentProblem(s.doc, s.span, Warning, kind, format, args...)
	return own.Problems[0]
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// andOthers is " and at 2 other places", or nothing.
func andOthers(n int, noun string) string {
	if n == 0 {
		return ""
	}
	if n > 1 {
		noun += "s"
	}
	return fmt.Sprintf(" (and at %d other %s)", n, noun)
}
