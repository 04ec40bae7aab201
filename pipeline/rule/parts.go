package rule

import (
	"slices"
	"time"

	"rollcall/text"
)

// Without is the set without the rules of these names. What it shares with s it
// does not copy, so that it costs little however large the set is.
func (s *Set) Without(names ...string) *Set {
	out := *s
	out.left = slices.Clone(s.left)
	if out.left == nil {
		out.left = make([]bool, len(s.rules))
	}
	for i := range s.rules {
		out.left[i] = out.left[i] || slices.Contains(names, s.rules[i].Name)
	}
	return &out
}

// Trace is what one rule did in one document.
type Trace struct {
	Rule     int         // index in Rules
	Matched  []text.Span // where it matched, in order: the mentions in its matches
	Proposed []int       // indices in Document.Candidates of what it added
	Changed  []int       // of what others proposed and it took out, retyped or scored anew
	Took     time.Duration
}

// Watch does to the document what Propose does, and tells which rules matched
// and what they did, in the order of Rules; rules that did not match are left
// out.
func (s *Set) Watch(d *text.Document) []Trace {
	traces := []Trace{}
	if err := s.propose(d, func(k int, t Trace) {
		t.Rule = k
		for _, left := range s.left[:min(k, len(s.left))] {
			if left {
				t.Rule--
			}
		}
		traces = append(traces, t)
	}); err != nil {
		return traces
	}
	slices.SortStableFunc(traces, func(a, b Trace) int { return a.Rule - b.Rule })
	return traces
}
