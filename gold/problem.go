package gold

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rollcall/text"
)

// Severity tells what must be mended from what should be looked at.
type Severity uint8

// The severities.
const (
	Warning Severity = iota // may be right, and a person has to say so
	Error                   // cannot be right
)

// String is "warning" or "error".
func (s Severity) String() string {
	if s == Error {
		return "error"
	}
	return "warning"
}

// MarshalText writes a severity as its word.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Problem is something wrong, or likely to be, with its address.
type Problem struct {
	Path     string   `json:"path"`
	Line     int      `json:"line,omitempty"`     // from 1; 0 for the file as a whole
	Document string   `json:"document,omitempty"` // its id
	Start    int      `json:"start"`              // in characters of the document's text
	End      int      `json:"end"`                // 0 where the problem has no span
	Severity Severity `json:"severity"`
	Kind     string   `json:"kind"` // one word: surface, edge, overlap, …
	Msg      string   `json:"message"`
	Context  string   `json:"context,omitempty"` // marked text around the place, on one line
}

// Error is the problem on one line, without the context:
// path:line: severity: document, offsets: what is wrong (kind).
func (p Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Path)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
	}
	fmt.Fprintf(&b, ": %s: ", p.Severity)
	if p.Document != "" {
		fmt.Fprintf(&b, "document %q", p.Document)
		if p.End > 0 {
			fmt.Fprintf(&b, " at %d-%d", p.Start, p.End)
		}
		b.WriteString(": ")
	}
	fmt.Fprintf(&b, "%s (%s)", p.Msg, p.Kind)
	return b.String()
}

// sortProblems orders by file as given, then by line, offset, kind and
// message, and takes out doubles.
func sortProblems(problems []Problem, paths []string) []Problem {
	rank := make(map[string]int, len(paths))
	for i, path := range paths {
		if _, seen := rank[path]; !seen {
			rank[path] = i
		}
	}
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(rank[a.Path], rank[b.Path]),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Start, b.Start),
			cmp.Compare(a.End, b.End),
			cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(a.Msg, b.Msg),
		)
	})
	return slices.Compact(problems)
}

// contextBytes is how much text is shown on each side of a problem.
const contextBytes = 40

// context is marked text around a span: the mentions that lie wholly in the
// shown part are marked. White space is squeezed into single blanks.
func context(d *text.Document, span text.Span) string {
	from := wordStart(d.Text, max(0, span.Start-contextBytes))
	to := wordEnd(d.Text, min(len(d.Text), span.End+contextBytes))
	var shown []text.Mention
	end := from
	for _, m := range d.Mentions {
		if m.Start >= end && m.End <= to && m.Len() > 0 {
			shown = append(shown, text.Mention{Span: text.Span{Start: m.Start - from, End: m.End - from}, Type: m.Type})
			end = m.End
		}
	}
	marked, err := text.Marked(d.Text[from:to], shown)
	if err != nil {
		marked = d.Text[from:to]
	}
	marked = strings.Join(strings.Fields(marked), " ")
	if from > 0 {
		marked = "…" + marked
	}
	if to < len(d.Text) {
		marked += "…"
	}
	return marked
}

func wordStart(s string, at int) int {
	for at > 0 && s[at-1] != ' ' && s[at-1] != '\n' {
		at--
	}
	return at
}

func wordEnd(s string, at int) int {
	for at < len(s) && s[at] != ' ' && s[at] != '\n' {
		at++
	}
	return at
}
