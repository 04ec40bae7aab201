package gold

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// Check looks for what is wrong with annotated documents: what reading found
// (Corpus.Problems), spans that the guideline forbids, doubled ids and texts,
// and names that are marked here and not there, in one document or across all
// that are given. Problems come in the order of the corpora, then by line and
// offset.
//
// Errors cannot be right. Warnings can: "May" is a person here and a month
// there. They are for a person to look at once.
func Check(corpora ...*Corpus) []Problem {
	var all []Problem
	var paths []string
	for _, c := range corpora {
		paths = append(append(paths, c.Path), c.Files...)
		k := &checker{Corpus: &Corpus{Path: c.Path, Documents: c.Documents, Lines: c.Lines, Files: c.Files, Types: c.Types}}
		for i := range c.Documents {
			k.document(i)
		}
		all = append(all, c.Problems...)
		all = append(all, k.Problems...)
	}
	all = append(all, doubles(corpora)...)
	all = append(all, consistency(corpora)...)
	return sortProblems(all, paths)
}

// checker adds what it finds to the Problems of a corpus of its own.
type checker struct{ *Corpus }

func (k *checker) document(i int) {
	d := k.Documents[i]
	if strings.TrimSpace(d.Text) == "" {
		k.documentProblem(i, text.Span{}, Warning, "empty", "the document has no text")
	}
	end := 0
	var widest text.Mention
	for _, m := range d.Mentions {
		if m.Start < end {
			k.overlap(i, widest, m)
		}
		if m.End > end {
			end, widest = m.End, m
		}
		k.mention(i, m.Span, m.Type, "")
		for _, a := range m.Alt {
			k.mention(i, a.Span, a.Type, "alternative ")
			if !a.Span.Overlaps(m.Span) {
				k.documentProblem(i, a.Span, Error, "alternative", "the alternative %q does not touch %q, whose reading it is to be", d.Surface(a.Span), d.Surface(m.Span))
			}
			if a.Span == m.Span && a.Type == m.Type {
				k.documentProblem(i, a.Span, Warning, "alternative", "the alternative %q is the mention itself", d.Surface(a.Span))
			}
		}
		if m.Type == text.TypeMoney {
			k.money(i, m)
		} else if m.Money != nil {
			k.documentProblem(i, m.Span, Error, "money", "%s %q has a value", m.Type, d.Surface(m.Span))
		}
	}
}

func (k *checker) overlap(i int, a, b text.Mention) {
	d := k.Documents[i]
	if a.Span == b.Span && a.Type == b.Type {
		k.documentProblem(i, b.Span, Error, "overlap", "%s %q is marked twice", b.Type, d.Surface(b.Span))
		return
	}
	k.documentProblem(i, b.Span, Error, "overlap", "%s %q overlaps %s %q", b.Type, d.Surface(b.Span), a.Type, d.Surface(a.Span))
}

// mention checks one span; as is what messages put before it.
func (k *checker) mention(i int, span text.Span, t text.Type, as string) {
	d := k.Documents[i]
	surface := d.Surface(span)
	report := func(s Severity, kind, format string, args ...any) {
		k.documentProblem(i, span, s, kind, "%s", as+fmt.Sprintf(format, args...))
	}
	if !k.knows(t) {
		report(Error, "type", "%q has the type %s, which is none of %v", surface, t, append(text.Types(), text.TypeIgnore))
	}
	if cutsWord(d.Text, span.Start) || cutsWord(d.Text, span.End) {
		report(Error, "edge", "%q cuts the word %q", surface, wordsAround(d.Text, span))
	}
	if strings.TrimSpace(surface) != surface {
		report(Error, "edge", "%q begins or ends with white space", surface)
		return
	}
	if t == text.TypeIgnore {
		return
	}
	if strings.Contains(surface, "\n") {
		report(Warning, "edge", "%q reaches over a line break", surface)
	}
	if mark := edgePunctuation(surface); mark != "" {
		report(Warning, "edge", "%q begins or ends with %s", surface, mark)
	}
	lower := strings.ToLower(surface)
	switch {
	case strings.HasPrefix(surface, "the "):
		report(Error, "the", `%q begins with "the"`, surface)
	case strings.HasPrefix(lower, "the ") && !theIsName[lower]:
		report(Warning, "the", `%q begins with "The", which is left out unless it is part of the name as in The Hague`, surface)
	}
	if t == text.TypePerson {
		if title := titles.FindString(surface); title != "" {
			report(Warning, "title", "%q begins with the title %q", surface, strings.TrimSpace(title))
		}
	}
	if t != text.TypeMoney && !strings.ContainsFunc(surface, isWordRune) {
		report(Warning, "name", "%q has no letter and no digit", surface)
	}
}

// knows reports whether a type is the guideline's, or one that the corpus says
// it was annotated for.
func (k *checker) knows(t text.Type) bool {
	return t == text.TypeIgnore || slices.Contains(text.Types(), t) || slices.Contains(k.Types, t)
}

// theIsName are the names of places that keep their article.
var theIsName = map[string]bool{
	"the hague": true, "the gambia": true, "the bahamas": true, "the bronx": true, "the dalles": true, "the bottom": true, "the valley": true,
}

var titles = regexp.MustCompile(`^(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Gen|Lt|Col|Capt|Sgt|Sen|Rep|Gov|Rev|Hon|President|Professor|Senator|Judge|Justice|Pope|Imam|Sheikh|Datuk|Tan Sri|Sir|Dame)(?:\.\s*|\s+)`)

// edgePunctuation names a mark at an edge of a name that is rarely part of it:
// quotes, brackets whose partner is outside, commas, and a full stop after a
// word that does not look abbreviated.
func edgePunctuation(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	last, lastSize := utf8.DecodeLastRuneInString(s)
	if len(s) == size {
		return ""
	}
	switch {
	case strings.ContainsRune(`'"‘’“”,;:!?)]}.…–—-/`, first) && !digitFollows(s[size:]):
		return fmt.Sprintf("%q", first)
	case strings.ContainsRune("([{", first) && !strings.ContainsRune(s, partner[first]):
		return fmt.Sprintf("%q", first)
	case strings.ContainsRune(`"“”‘,;:([{…–—-/`, last):
		return fmt.Sprintf("%q", last)
	case strings.ContainsRune(")]}", last) && !strings.ContainsRune(s, partner[last]):
		return fmt.Sprintf("%q", last)
	case last == '.':
		word := s[strings.LastIndexByte(s, ' ')+1 : len(s)-lastSize]
		if utf8.RuneCountInString(word) > 5 && !strings.Contains(word, ".") {
			return "a full stop"
		}
	}
	if strings.HasSuffix(s, "'s") || strings.HasSuffix(s, "’s") {
		return "a possessive 's"
	}
	return ""
}

var partner = map[rune]rune{'(': ')', ')': '(', '[': ']', ']': '[', '{': '}', '}': '{'}

func digitFollows(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsDigit(r)
}

// wordsAround widens a span to whole words.
func wordsAround(s string, span text.Span) string {
	start, end := span.Start, span.End
	for start > 0 && cutsWord(s, start) {
		_, size := utf8.DecodeLastRuneInString(s[:start])
		start -= size
	}
	for end < len(s) && cutsWord(s, end) {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	return s[start:end]
}

// numberWord is any word that makes an amount of a currency.
var numberWord = regexp.MustCompile(`(?i)\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|m(?:illion|n)s?|b(?:illio)?ns?|trillions?|lakhs?|crores?|dozens?|scores?|tens|half|quarter|an?|penny|dime|nickel|quid|few|several)\b`)

func (k *checker) money(i int, m text.Mention) {
	surface := k.Documents[i].Surface(m.Span)
	if !strings.ContainsFunc(surface, unicode.IsDigit) && !numberWord.MatchString(surface) {
		k.documentProblem(i, m.Span, Warning, "money", "%q has no number", surface)
	}
	if m.Money == nil {
		return
	}
	value := *m.Money
	for _, n := range []struct{ key, value string }{{"amount", value.Amount}, {"min", value.Min}, {"max", value.Max}} {
		if n.value != "" && !isDecimal(n.value) {
			k.documentProblem(i, m.Span, Error, "money", "the %s %q of %q is not a decimal number", n.key, n.value, surface)
		}
	}
	if value.Currency != "" && !isCurrency(value.Currency) {
		k.documentProblem(i, m.Span, Error, "money", "the currency %q of %q is not a code of three capitals", value.Currency, surface)
	}
}

// doubles finds ids and texts that stand twice. Two files may hold the same id,
// an older and a newer state for instance; one file may not.
func doubles(corpora []*Corpus) []Problem {
	type place struct {
		corpus *Corpus
		path   string
		line   int
		id     string
	}
	var problems []Problem
	byID, byText := map[string]place{}, map[string]place{}
	for _, c := range corpora {
		for i, d := range c.Documents {
			here := place{c, c.FileOf(i), c.Lines[i], d.ID}
			report := func(s Severity, kind, format string, args ...any) {
				problems = append(problems, Problem{
					Path: here.path, Line: here.line, Document: d.ID, Severity: s, Kind: kind, Msg: fmt.Sprintf(format, args...),
				})
			}
			if before, seen := byID[d.ID]; seen && !c.generated {
				severity := Warning
				if before.corpus == c {
					severity = Error
				}
				report(severity, "id", "the id stands at %s:%d already", before.path, before.line)
			} else if !seen {
				byID[d.ID] = here
			}
			if strings.TrimSpace(d.Text) == "" || len(strings.Fields(d.Text)) < fewWords {
				continue
			}
			if before, seen := byText[d.Text]; seen && before.id != d.ID {
				report(Warning, "text", "the text is that of %q at %s:%d", before.id, before.path, before.line)
			} else if !seen {
				byText[d.Text] = here
			}
		}
	}
	return problems
}

// fewWords is the length below which two documents may well be the same, as
// sentences read as documents are.
const fewWords = 30
