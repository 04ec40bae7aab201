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
	Rule     int           // index in Rules
	Matched  []text.Span   // where it matched, in order: the mentions in its matches
	Proposed []int         // indices in Document.Candidates of what it added, also in place of what it changed
	Changed  []int         // of what others proposed and it took out, retyped or scored anew
	Took     time.Duration // without what the rules spend together: a look at each token, the lists
}

// Watch does to the document what Propose does, and tells which rules matched
// and what they did, in the order of Rules; rules that did not match are left
// out.
func (s *Set) Watch(d *text.Document) []Trace {
	place := make([]int, len(s.rules)) // in Rules
	n := 0
	for i := range s.rules {
		place[i] = n
		if s.left == nil || !s.left[i] {
			n++
		}
	}
	traces := []Trace{}
	s.propose(d, func(k int, t Trace) {
		t.Rule = place[k]
		traces = append(traces, t)
	})
	slices.SortStableFunc(traces, func(a, b Trace) int { return a.Rule - b.Rule })
	return traces
}

// AsksForCandidates reports whether a rule asks for what other stages propose,
// or acts on it.
func (s *Set) AsksForCandidates() bool {
	return s.asksType || slices.ContainsFunc(s.Rules(), func(r Rule) bool { return r.Acts() })
}
