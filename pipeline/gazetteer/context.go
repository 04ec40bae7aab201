package gazetteer

import (
	"fmt"
	"strings"

	"rollcall/pipeline/token"
	"rollcall/text"
)

// contextReach is how many tokens before or after a name its required words
// may stand: "the Otter River, which last week", "goalkeeper of the year".
const contextReach = 6

// contextOf reads the words of a required context: phrases with bars between
// them, whose tokens it divides by single spaces. fault says what is wrong.
func contextOf(s string) (context, fault string) {
	var out []string
	for phrase := range strings.SplitSeq(s, "|") {
		phrase = strings.TrimSpace(phrase)
		open := strings.HasSuffix(phrase, "*")
		phrase = strings.TrimSuffix(phrase, "*")
		if phrase == "" {
			return "", fmt.Sprintf("%q has an empty word", s)
		}
		if strings.Contains(phrase, "*") {
			return "", fmt.Sprintf("%q: a word may have * at its end only", phrase)
		}
		d := text.Document{Text: phrase}
		if err := token.Tokens(&d); err != nil {
			return "", err.Error()
		}
		var words []string
		for _, t := range d.Tokens {
			words = append(words, d.Surface(t.Span))
		}
		if len(words) == 0 {
			return "", fmt.Sprintf("%q has no word", s)
		}
		if open {
			words[len(words)-1] += "*"
		}
		out = append(out, strings.Join(words, " "))
	}
	return strings.Join(out, "|"), ""
}

// run is a part of a document that lies in one sentence or outside all.
type run struct {
	d          *text.Document
	words      []word
	first, end int
	capitals   bool // the sentence is all capitals
}

// satisfies reports whether the context that a class requires stands around
// the tokens from first to end.
func (r *run) satisfies(c *class, first, end int) bool {
	return (c.before == "" || r.holds(c.before, max(r.first, first-contextReach), first)) &&
		(c.after == "" || r.holds(c.after, end, min(r.end, end+contextReach))) &&
		(c.near == "" || r.holds(c.near, r.first, first) || r.holds(c.near, end, r.end))
}

// holds reports whether one of the phrases of a context stands in the tokens
// from first to end, in whatever case.
func (r *run) holds(context string, first, end int) bool {
	for phrase := range strings.SplitSeq(context, "|") {
		for at := first; at < end; at++ {
			if r.begins(phrase, at, end) {
				return true
			}
		}
	}
	return false
}

func (r *run) begins(phrase string, at, end int) bool {
	for p := range strings.SplitSeq(phrase, " ") {
		if at >= end {
			return false
		}
		stem, open := strings.CutSuffix(p, "*")
		fold := wordOf(stem).fold
		if r.words[at].fold != fold && !(open && beginsFolded(r.d.Surface(r.d.Tokens[at].Span), fold)) {
			return false
		}
		at++
	}
	return true
}
