// Package prose makes github.com/jdkato/prose/v2 a stage: the baseline that
// every table shows beside the pipelines of this program.
//
// prose answers with the words of each entity, joined by single blanks, and
// without a place; on the way it straightens quotes, cuts words apart, loses
// pieces of some ("O'Sullivan") and panics on others. So it is run behind
// guards:
//
//   - it sees one sentence at a time, and what goes wrong in a sentence costs
//     that sentence alone;
//   - a sentence is closed with a full stop if it has none, because prose only
//     hands out an entity when it meets a word after it;
//   - a run without any white space that is longer than a line (encoded data,
//     a table's rule) is kept from it, because its tokeniser takes quadratic
//     time there;
//   - its tokens are walked along the sentence as it stands in the text, and an
//     entity counts only if its tokens were found in place and in order.
//
// One model, read at first use, serves all documents and workers: prose reads
// it anew for every document unless it is told otherwise, and never writes to
// it once read.
//
// Its spans are left as it gives them, titles and stray quotation marks
// included: this is a baseline, and it gets no help that it did not bring.
//
// Two things the guards cannot give. prose has no probabilities, so every
// score is 0, "unknown". And it adds up weights in the order of a Go map, so
// that a tie between two parts of speech may fall either way: it is the one
// stage that may answer differently on the same bytes, if rarely.
package prose

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/jdkato/prose/v2"

	"rollcall/text"
)

// Stage is the name that this package writes into Source.Stage.
const Stage = "prose"

// types says what the labels of prose's model are under the project's
// guideline. GSP are the countries that act as states.
var types = map[string]text.Type{
	"PERSON":       text.TypePerson,
	"ORGANIZATION": text.TypeOrganisation,
	"GPE":          text.TypePlace,
	"GSP":          text.TypePlace,
	"LOCATION":     text.TypePlace,
	"FACILITY":     text.TypePlace,
}

// longestRun is how many bytes without white space prose is trusted with.
const longestRun = 256

var model = sync.OnceValues(func() (m *prose.Model, err error) {
	defer func() {
		if r := recover(); r != nil {
			m, err = nil, fmt.Errorf("prose: reading its model: %v", r)
		}
	}()
	return prose.ModelFromData("shared"), nil
})

// Propose appends to d.Candidates what prose finds in each of d.Sentences;
// Source.Rule is prose's own label. It fails only if prose's model cannot be
// read.
func Propose(d *text.Document) error {
	m, err := model()
	if err != nil {
		return err
	}
	for _, s := range d.Sentences {
		for _, piece := range pieces(d.Text, s.Span) {
			for _, f := range find(m, d.Surface(piece)) {
				d.Candidates = append(d.Candidates, text.Candidate{Mention: text.Mention{
					Span:   text.Span{Start: piece.Start + f.Start, End: piece.Start + f.End},
					Type:   types[f.label],
					Source: text.Source{Stage: Stage, Rule: f.label},
				}})
			}
		}
	}
	return nil
}

// pieces is the span without its runs of more than longestRun bytes that hold
// no white space.
func pieces(s string, span text.Span) []text.Span {
	var out []text.Span
	start, run := span.Start, span.Start
	flush := func(end int) {
		if end > start {
			out = append(out, text.Span{Start: start, End: end})
		}
	}
	endRun := func(end int) {
		if end-run > longestRun {
			flush(run)
			start = end
		}
	}
	for i := span.Start; i < span.End; {
		r, size := utf8.DecodeRuneInString(s[i:span.End])
		if unicode.IsSpace(r) {
			endRun(i)
			run = i + size
		}
		i += size
	}
	endRun(span.End)
	flush(span.End)
	return out
}

// found is an entity of prose, placed in the sentence.
type found struct {
	text.Span
	label string
}

// find runs prose on one sentence; it answers nothing if prose panics.
func find(m *prose.Model, sentence string) (out []found) {
	defer func() {
		if recover() != nil {
			out = nil
		}
	}()
	if strings.TrimSpace(sentence) == "" {
		return nil
	}
	doc, err := prose.NewDocument(closed(sentence), prose.UsingModel(m), prose.WithSegmentation(false))
	if err != nil {
		return nil
	}
	entities := doc.Entities()
	if len(entities) == 0 {
		return nil
	}
	return place(sentence, doc.Tokens(), entities)
}

// keepsDot matches the words from which prose does not cut a last dot, so that
// it stands at the end of the sentence with no token after it.
var keepsDot = regexp.MustCompile(`(?:^|\s)(?:(?:[A-Za-z]\.){2,}|[A-Z][a-z]{1,2}\.)$`)

// closed is the sentence with a full stop after it, if prose would not find
// one of its own there.
func closed(sentence string) string {
	switch sentence[len(sentence)-1] {
	case '.', '!', '?':
		if !keepsDot.MatchString(sentence) {
			return sentence
		}
	}
	return sentence + " ."
}

// place gives entities their spans: first every token its own, walking along
// the sentence, then every entity the first run of tokens after the entity
// before it that spells its words. An entity of which a token has no span is
// left out.
func place(sentence string, tokens []prose.Token, entities []prose.Entity) []found {
	spans := make([]text.Span, len(tokens)) // an empty span: not found
	at := 0
	for i, t := range tokens {
		if s, ok := locate(sentence, at, t.Text); ok {
			spans[i], at = s, s.End
		}
	}
	var out []found
	next := 0
	for _, e := range entities {
		for first := next; first < len(tokens); first++ {
			n, ok := spells(tokens[first:], e.Text)
			if !ok {
				continue
			}
			next = first + n
			if s, ok := cover(sentence, spans[first:next]); ok && types[e.Label] != "" {
				out = append(out, found{s, e.Label})
			}
			break
		}
	}
	return out
}

// spells reports whether the first tokens, joined by blanks, are the words,
// and how many they are.
func spells(tokens []prose.Token, words string) (int, bool) {
	for i, t := range tokens {
		rest, ok := strings.CutPrefix(words, t.Text)
		if !ok || t.Text == "" {
			return 0, false
		}
		if rest == "" {
			return i + 1, true
		}
		if words, ok = strings.CutPrefix(rest, " "); !ok {
			return 0, false
		}
	}
	return 0, false
}

// cover is the span from the first to the last of spans. It refuses a span
// that was not found, one that leaves out more than white space between its
// tokens, and one that would cut a character in two.
func cover(sentence string, spans []text.Span) (text.Span, bool) {
	for i, s := range spans {
		if s.Len() == 0 {
			return text.Span{}, false
		}
		if i > 0 && strings.TrimSpace(sentence[spans[i-1].End:s.Start]) != "" {
			return text.Span{}, false
		}
	}
	all := text.Span{Start: spans[0].Start, End: spans[len(spans)-1].End}
	if all.End < len(sentence) && !utf8.RuneStart(sentence[all.End]) || !utf8.RuneStart(sentence[all.Start]) {
		return text.Span{}, false
	}
	return all, true
}

// lookAhead is how many bytes of the sentence may be skipped, because prose
// lost them, to find its next token. It bounds the time that a token takes
// which prose made up.
const lookAhead = 2 * longestRun

// locate finds token in sentence at or after at.
func locate(sentence string, at int, token string) (text.Span, bool) {
	if token == "" {
		return text.Span{}, false
	}
	for start := at; start < len(sentence) && start < at+lookAhead; start++ {
		if n, ok := match(sentence[start:], token); ok {
			return text.Span{Start: start, End: start + n}, true
		}
	}
	return text.Span{}, false
}

// match reports whether s begins with token, and in how many bytes, when
// quotation marks that prose made straight are taken for the curly ones.
func match(s, token string) (int, bool) {
	n := 0
	for i := 0; i < len(token); i++ {
		switch {
		case n < len(s) && s[n] == token[i]:
			n++
			continue
		case token[i] == '"' && (strings.HasPrefix(s[n:], "“") || strings.HasPrefix(s[n:], "”")):
			n += len("“")
			continue
		case token[i] == '\'' && (strings.HasPrefix(s[n:], "‘") || strings.HasPrefix(s[n:], "’")):
			n += len("’")
			continue
		case token[i] == '\'' && strings.HasPrefix(s[n:], "&rsquo;"):
			n += len("&rsquo;")
			continue
		}
		return 0, false
	}
	return n, true
}
