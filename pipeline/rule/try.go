package rule

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"rollcall/text"
)

// Failure is an example that did not come out as it says.
type Failure struct {
	Rule         string
	Path         string
	Line, Column int    // of the example
	Want, Got    string // in marked text
	Reason       string // one sentence
}

// Error is the failure's address and both texts.
func (f Failure) Error() string {
	return fmt.Sprintf("%s:%d:%d: rule %s: %s\n  want  %s\n  got   %s", f.Path, f.Line, f.Column, f.Rule, f.Reason, f.Want, f.Got)
}

// Test runs the examples of all rules, each with its own rule alone. prepare
// makes the layers that rules need: tokens and sentences.
//
// An example under match must give just the mentions that it marks. One under
// no_match must give none, whatever it marks. The marks in the examples of a
// veto are candidates: under match it must take out each of them, under
// no_match none.
func (s *Set) Test(prepare func(*text.Document) error) []Failure {
	var failures []Failure
	for i := range s.rules {
		r := &s.rules[i]
		for _, e := range r.Match {
			failures = s.try(failures, i, e, true, prepare)
		}
		for _, e := range r.NoMatch {
			failures = s.try(failures, i, e, false, prepare)
		}
	}
	return failures
}

func (s *Set) try(failures []Failure, k int, e Example, match bool, prepare func(*text.Document) error) []Failure {
	r := &s.rules[k]
	fail := func(want, got, reason string) []Failure {
		return append(failures, Failure{r.Name, r.Path, e.Line, e.Column, want, got, reason})
	}
	plain, marks, err := text.ParseMarked(e.Marked)
	if err != nil {
		return fail(e.Marked, "", err.Error())
	}
	d := &text.Document{ID: r.Name, Text: plain}
	if err := prepare(d); err != nil {
		return fail(e.Marked, "", err.Error())
	}
	if r.Veto != "" {
		return s.tryVeto(fail, failures, d, k, marks, match)
	}
	got := s.alone(d, k)
	if !match {
		if len(got) > 0 {
			return fail(plain, mark(plain, got), "it matches where it must not")
		}
		return failures
	}
	if !slices.EqualFunc(got, marks, func(a, b text.Mention) bool { return a.Span == b.Span && a.Type == b.Type }) {
		reason := "it marks something else"
		if len(got) == 0 {
			reason = "it does not match"
		}
		return fail(e.Marked, mark(plain, got), reason)
	}
	return failures
}

// alone lists what rule k finds, in order.
func (s *Set) alone(d *text.Document, k int) []text.Mention {
	v := s.view(d)
	got := s.find(d, v, k, s.due(v)[k], &memory{})
	slices.SortStableFunc(got, func(a, b text.Mention) int { return cmp.Or(a.Span.Compare(b.Span), text.CompareTypes(a.Type, b.Type)) })
	return got
}

func (s *Set) tryVeto(fail func(want, got, reason string) []Failure, failures []Failure, d *text.Document, k int, marks []text.Mention, match bool) []Failure {
	for _, m := range marks {
		d.Candidates = append(d.Candidates, text.Candidate{Mention: m})
	}
	s.veto(d, &s.rules[k], s.alone(d, k))
	var kept []text.Mention
	for _, c := range d.Candidates {
		if c.Loss == nil {
			kept = append(kept, c.Mention)
		}
	}
	switch {
	case match && len(kept) > 0:
		return fail(d.Text, mark(d.Text, kept), "it does not take this out")
	case !match && len(kept) < len(marks):
		return fail(mark(d.Text, marks), mark(d.Text, kept), "it takes out what it must not")
	}
	return failures
}

// mark writes mentions into their text; what crosses is listed behind it.
func mark(plain string, mentions []text.Mention) string {
	marked, err := text.Marked(plain, mentions)
	if err == nil {
		return marked
	}
	marked = plain
	for _, m := range mentions {
		marked += fmt.Sprintf(" [%s %s]", m.Type.Label(), m.In(plain))
	}
	return marked
}

// Pattern is a set of one rule that is called pattern, without examples: what
// matches is proposed as typ, captures with a label as their own type. Lists
// that it names are read as Read does. An error has the byte of the pattern,
// from 1, where the fault is.
func Pattern(fsys fs.FS, pattern string, typ text.Type) (*Set, error) {
	b := newSetBuilder()
	n, err := parsePattern(pattern, nil)
	var pe *patternError
	if errors.As(err, &pe) {
		return nil, fmt.Errorf("pattern:%d: %s", pe.at+1, pe.msg)
	}
	if n.nullable() {
		return nil, errors.New("pattern:1: the pattern can match nothing at all")
	}
	b.ask(n, "pattern: ")
	b.set.rules = []Rule{{Name: "pattern", Path: "pattern", Line: 1, Type: typ, Score: 0.9, Pattern: pattern}}
	b.set.ready = []ready{{main: b.compile(n, false, typ)}}
	b.needs = []need{b.need(n)}
	return b.finish(fsys)
}
