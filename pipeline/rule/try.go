package rule

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

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

// Test runs the examples of all rules, each with its own rule alone, on all
// processors. prepare makes the layers that rules need: tokens and sentences.
//
// An example under match must give just the mentions that it marks. One under
// no_match must give none, whatever it marks. What other stages propose stands
// in the example's Given. The marks in the examples of a rule that acts on
// candidates are those candidates: under match it must act on each of them,
// under no_match on none. A mark may have a stage and a score, as in
// [Person@tagger:0.9 Ann].
func (s *Set) Test(prepare func(*text.Document) error) []Failure {
	failures := make([][]Failure, len(s.rules))
	var next atomic.Int64
	var work sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(s.rules)) {
		work.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(s.rules) {
					return
				}
				if s.left == nil || !s.left[i] {
					failures[i] = s.testRule(i, prepare)
				}
			}
		})
	}
	work.Wait()
	return slices.Concat(failures...)
}

func (s *Set) testRule(k int, prepare func(*text.Document) error) []Failure {
	var failures []Failure
	r := &s.rules[k]
	for _, e := range r.Match {
		failures = s.try(failures, k, e, true, prepare)
	}
	for _, e := range r.NoMatch {
		failures = s.try(failures, k, e, false, prepare)
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
	if r.Acts() {
		return s.tryActing(fail, failures, d, k, marks, match)
	}
	if e.Given != "" {
		_, given, err := text.ParseMarked(e.Given)
		if err != nil {
			return fail(e.Marked, "", err.Error())
		}
		d.Candidates = candidates(given)
	}
	got := s.alone(d, k)
	for i := range marks {
		marks[i].Type = typeOf(string(marks[i].Type))
	}
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

// candidates makes what other stages proposed of the marks of an example.
func candidates(marks []text.Mention) []text.Candidate {
	var out []text.Candidate
	for _, m := range marks {
		label := string(m.Type)
		if at := strings.LastIndexByte(label, ':'); at > 0 {
			if score, err := strconv.ParseFloat(label[at+1:], 64); err == nil && score > 0 && score <= 1 {
				m.Score, label = score, label[:at]
			}
		}
		label, m.Source.Stage, _ = strings.Cut(label, "@")
		m.Type = typeOf(label)
		out = append(out, text.Candidate{Mention: m})
	}
	return out
}

// alone lists what rule k finds, in order.
func (s *Set) alone(d *text.Document, k int) []text.Mention {
	mem := memories.Get().(*memory)
	defer memories.Put(mem)
	v := s.view(d, mem)
	var mine []turn
	for _, t := range s.due(v, &mem.due) {
		if int(t.rule) == k {
			mine = append(mine, t)
		}
	}
	if len(mine) == 0 {
		return nil
	}
	got := s.find(v, k, mine, mem)
	slices.SortStableFunc(got, func(a, b text.Mention) int { return cmp.Or(a.Span.Compare(b.Span), text.CompareTypes(a.Type, b.Type)) })
	return got
}

func (s *Set) tryActing(fail func(want, got, reason string) []Failure, failures []Failure, d *text.Document, k int, marks []text.Mention, match bool) []Failure {
	d.Candidates = candidates(marks)
	r := &s.rules[k]
	given := make([]text.Mention, len(marks))
	for i, c := range d.Candidates {
		given[i] = c.Mention
	}
	reached := touched(d.Candidates, r, s.alone(d, k))
	var kept, after []text.Mention // what it leaves alone, and all that stands after it
	for i, m := range given {
		if !slices.Contains(reached, i) {
			kept, after = append(kept, m), append(after, m)
		}
	}
	var trace Trace
	for _, i := range reached {
		r.change(d, i, &trace)
	}
	for _, i := range trace.Proposed {
		after = append(after, d.Candidates[i].Mention)
	}
	did := map[string]string{"vetoes": "take this out", "retypes": "retype this", "raises": "raise this", "lowers": "lower this"}[r.Does()]
	switch {
	case match && len(kept) > 0:
		return fail(wanted(d.Text, r, given), mark(d.Text, after), "it does not "+did)
	case !match && len(reached) > 0:
		return fail(mark(d.Text, given), mark(d.Text, after), "it must not "+did)
	}
	return failures
}

// wanted is a text with what a rule should leave of the candidates.
func wanted(plain string, r *Rule, given []text.Mention) string {
	d := &text.Document{Text: plain}
	for _, m := range given {
		d.Candidates = append(d.Candidates, text.Candidate{Mention: m})
	}
	var trace Trace
	for i := range given {
		r.change(d, i, &trace)
	}
	var left []text.Mention
	for _, i := range trace.Proposed {
		left = append(left, d.Candidates[i].Mention)
	}
	return mark(plain, left)
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
	b := newSetBuilder(fsys)
	n, err := parsePattern(pattern, b.scope)
	var pe *patternError
	if errors.As(err, &pe) {
		return nil, fmt.Errorf("pattern:%d: %s", pe.at+1, pe.msg)
	}
	if n.nullable() {
		return nil, errors.New("pattern:1: the pattern can match nothing at all")
	}
	b.ask(n, Fault{Path: "pattern", Line: 1, Column: 1})
	r := ready{program: &program{}, before: none, after: none, notBefore: none, notAfter: none}
	r.start, r.clauses = b.compile(r.program, n, false, typ), b.need(n)
	b.set.rules = []Rule{{Name: "pattern", Path: "pattern", Line: 1, Column: 1, Type: typ, Score: 0.9, Pattern: pattern}}
	b.set.ready = []ready{r}
	return b.finish()
}
