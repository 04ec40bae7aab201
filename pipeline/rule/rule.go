// Package rule proposes mentions by rules that a person writes in YAML, and
// takes proposals of other stages out by the same means.
//
// A rule is a pattern over tokens, or a regular expression over the text, with
// what must and must not stand around it, the type of what it finds, a score
// that says how often it is right, and examples. The examples are part of the
// rule: one at least that it must match and one that it must not, in marked
// text, and Test runs them. docs/rules.md teaches the language with worked
// rules.
//
// Of the matches of one rule, the one that begins first wins, of those that
// begin together the longest, and matches of one rule do not overlap. Among
// the ways in which a pattern can divide one match, the one that takes earlier
// alternatives, and as many repetitions as it can, decides what is captured.
// Between rules, and between rules and other stages, nothing is decided here:
// all propose, and pipeline.Resolve chooses by score and length. A veto needs
// no turn in that; it marks the candidates that it takes out with its name.
//
// Matching works out for each part of a pattern and each place in a sentence
// once how far a match reaches from there, so time is bounded by the product of
// their numbers on any pattern and any text. A rule is tried only in sentences
// that hold a word, stem or list name without which it can not match, which one
// look-up per token tells for all rules together.
//
// Left out on purpose: priorities, since the score says the same and can be
// measured; actions that change text or tokens; rules on what other stages
// proposed, except vetoes; matches over the end of a sentence, or of more than
// 500 tokens; back references.
package rule

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"rollcall/pipeline/gazetteer"
	"rollcall/text"
)

// Stage is the name under which Propose signs its candidates.
const Stage = "rules"

// Rule is one rule, as its file has it.
type Rule struct {
	Name  string
	Path  string // the file it was read from
	Line  int    // where it begins there
	Type  text.Type
	Score float64 // share of its proposals that are right; 0 for a veto
	Veto  Veto
	Note  string

	Pattern, Regexp                    string
	Before, After, NotBefore, NotAfter string

	Match, NoMatch []Example
}

// Example is a text that a rule is tried on.
type Example struct {
	Marked       string
	Line, Column int
}

// Veto says which candidates a rule takes out; "" if it proposes.
type Veto string

// The vetoes. A candidate has to have the rule's type, unless that is ANY.
const (
	VetoExact       Veto = "exact"       // candidates that are just what was matched
	VetoInside      Veto = "inside"      // candidates that lie in what was matched
	VetoOverlapping Veto = "overlapping" // candidates that share a token with it
)

// AnyType is the type of a veto on candidates of all types.
const AnyType text.Type = "ANY"

// Set is a number of rules, ready to be used. It does not change after Read
// and may be used by any number of goroutines.
type Set struct {
	rules []Rule
	ready []ready // by rule

	words      map[string]int32
	stems      map[string]int32
	stemStarts map[[2]byte]bool
	lists      []string
	gazetteer  *gazetteer.Set
	listOf     []int // by list of the gazetteer set, index into lists; -1 if not asked for

	// Rules to try where a word, stem or list turns up, and those to try
	// always.
	byWord, byStem map[int32][]int
	byList         map[int][]int
	always         []int

	left []bool // rules that Without left out; nil for none
}

// ready is a rule made ready to run.
type ready struct {
	main                               *program // nil for a regular expression
	re                                 *regexp.Regexp
	before, after, notBefore, notAfter *program
}

// Rules lists the rules in the order of their files.
func (s *Set) Rules() []Rule {
	if s.left == nil {
		return s.rules
	}
	var rules []Rule
	for i := range s.rules {
		if !s.left[i] {
			rules = append(rules, s.rules[i])
		}
	}
	return rules
}

// Propose adds a candidate for each mention that a rule matches in d, and sets
// the Loss of each candidate that a veto takes out, of those that d has already
// as of those that rules propose. It needs Tokens; without Sentences a match
// may lie anywhere. Candidates are added in the order of rules. The error is
// always nil; it is there so that Propose can be a stage.
func (s *Set) Propose(d *text.Document) error { return s.propose(d, nil) }

// propose is Propose that tells what each rule did, if watch is not nil.
func (s *Set) propose(d *text.Document, watch func(rule int, t Trace)) error {
	if len(s.rules) == 0 || len(d.Tokens) == 0 {
		return nil
	}
	v := s.view(d)
	due := s.due(v)
	var mem memory
	for _, vetoes := range []bool{false, true} {
		for i := range s.rules {
			if (s.rules[i].Veto != "") != vetoes || s.left != nil && s.left[i] {
				continue
			}
			start := time.Now()
			found := s.find(d, v, i, due[i], &mem)
			if len(found) == 0 {
				continue
			}
			t := Trace{}
			for _, m := range found {
				t.Matched = append(t.Matched, m.Span)
				if !vetoes {
					t.Proposed = append(t.Proposed, len(d.Candidates))
					d.Candidates = append(d.Candidates, text.Candidate{Mention: m})
				}
			}
			if vetoes {
				t.Changed = s.veto(d, &s.rules[i], found)
			}
			if watch != nil {
				t.Took = time.Since(start)
				watch(i, t)
			}
		}
	}
	return nil
}

// due is, for each rule, the runs in which it may match.
func (s *Set) due(v *view) [][]int {
	due := make([][]int, len(s.rules))
	add := func(rules []int, run int) {
		for _, k := range rules {
			if n := len(due[k]); n == 0 || due[k][n-1] != run {
				due[k] = append(due[k], run)
			}
		}
	}
	for i, r := range v.runs {
		add(s.always, i)
		for k := r.first; k < r.end; k++ {
			t := &v.tokens[k]
			if t.word >= 0 {
				add(s.byWord[t.word], i)
			}
			if t.stem >= 0 {
				add(s.byStem[t.stem], i)
			}
			for _, l := range t.inAny {
				add(s.byList[l], i)
			}
		}
	}
	return due
}

// memory is what matchers of one document use one after the other.
type memory struct{ main, context []int32 }

// find lists what rule k marks in the document.
func (s *Set) find(d *text.Document, v *view, k int, runs []int, mem *memory) []text.Mention {
	r := &s.ready[k]
	var found []text.Mention
	mention := func(first, end int, typ text.Type) {
		found = append(found, text.Mention{
			Span: text.Span{Start: d.Tokens[first].Start, End: d.Tokens[end-1].End},
			Type: typ, Score: s.rules[k].Score,
			Source: text.Source{Stage: Stage, Rule: s.rules[k].Name},
		})
	}
	if r.re != nil {
		s.findRegexp(d, v, k, mem, mention)
		return found
	}
	var captured []capture
	for _, i := range runs {
		run := v.runs[i]
		m := newMatcher(v, r.main, run, false, mem.main)
		mem.main = m.best
		for at := run.first; at < run.end; {
			end := int(m.reach(r.main.start, at))
			if end <= at || !r.fits(v, run, at, end, mem) {
				at++
				continue
			}
			captured = m.captures(at, end, captured[:0])
			for _, c := range captured {
				mention(c.first, c.end, r.main.types[c.index])
			}
			if len(captured) == 0 {
				mention(at, end, s.rules[k].Type)
			}
			at = end
		}
	}
	return found
}

// fits reports whether what stands around tokens first to end is what the
// rule asks for.
func (r *ready) fits(v *view, run run, first, end int, mem *memory) bool {
	stands := func(p *program, at int, backward bool) bool {
		m := newMatcher(v, p, run, backward, mem.context)
		mem.context = m.best
		return m.reach(p.start, at) != none
	}
	return (r.before == nil || stands(r.before, first, true)) &&
		(r.after == nil || stands(r.after, end, false)) &&
		(r.notBefore == nil || !stands(r.notBefore, first, true)) &&
		(r.notAfter == nil || !stands(r.notAfter, end, false))
}

// findRegexp finds the matches of a regular expression that begin and end at
// the edges of tokens.
func (s *Set) findRegexp(d *text.Document, v *view, k int, mem *memory, mention func(first, end int, typ text.Type)) {
	r := &s.ready[k]
	edge := edges(d)
	names := r.re.SubexpNames()
	for _, m := range r.re.FindAllStringSubmatchIndex(d.Text, -1) {
		first, end, ok := edge.tokens(m[0], m[1])
		if ok && (r.before != nil || r.after != nil || r.notBefore != nil || r.notAfter != nil) {
			run, inside := v.runOf(first, end)
			ok = inside && r.fits(v, run, first, end, mem)
		}
		grouped := false
		for g, name := range names {
			if g == 0 || name == "" {
				continue
			}
			grouped = true
			if a, b, edged := edge.tokens(m[2*g], m[2*g+1]); edged && (ok || !r.contextual()) {
				mention(a, b, s.rules[k].Type)
			}
		}
		if !grouped && ok {
			mention(first, end, s.rules[k].Type)
		}
	}
}

func (r *ready) contextual() bool {
	return r.before != nil || r.after != nil || r.notBefore != nil || r.notAfter != nil
}

// runOf is the run that holds tokens first to end.
func (v *view) runOf(first, end int) (run, bool) {
	i, _ := slices.BinarySearchFunc(v.runs, first, func(r run, first int) int { return cmp.Compare(r.end-1, first) })
	if i == len(v.runs) || first < v.runs[i].first || v.runs[i].end < end {
		return run{}, false
	}
	return v.runs[i], true
}

// tokenEdges tells the token that begins or ends at a byte.
type tokenEdges struct{ starts, ends map[int]int }

func edges(d *text.Document) tokenEdges {
	e := tokenEdges{map[int]int{}, map[int]int{}}
	for i, t := range d.Tokens {
		e.starts[t.Start] = i
		e.ends[t.End] = i + 1
	}
	return e
}

func (e tokenEdges) tokens(start, end int) (int, int, bool) {
	first, ok := e.starts[start]
	last, ok2 := e.ends[end]
	return first, last, ok && ok2 && first < last
}

// veto sets the Loss of the candidates that are what the rule matched.
func (s *Set) veto(d *text.Document, r *Rule, matched []text.Mention) (changed []int) {
	if len(matched) == 0 {
		return nil
	}
	slices.SortFunc(matched, func(a, b text.Mention) int { return a.Span.Compare(b.Span) })
	longest := 0
	for _, m := range matched {
		longest = max(longest, m.Len())
	}
	for i := range d.Candidates {
		c := &d.Candidates[i]
		if c.Loss != nil || r.Type != AnyType && c.Type != r.Type {
			continue
		}
		// What begins further back than the longest match ends before c.
		first, _ := slices.BinarySearchFunc(matched, c.Start-longest, func(m text.Mention, start int) int {
			return cmp.Compare(m.Start, start)
		})
		for _, m := range matched[first:] {
			if m.Start >= c.End {
				break
			}
			if r.Veto.hits(m.Span, c.Span) {
				c.Loss = &text.Loss{To: -1, Reason: fmt.Sprintf("vetoed by rule %s", r.Name)}
				changed = append(changed, i)
				break
			}
		}
	}
	return changed
}

// hits reports whether a match takes a candidate out.
func (v Veto) hits(match, candidate text.Span) bool {
	switch v {
	case VetoInside:
		return match.Contains(candidate)
	case VetoOverlapping:
		return match.Overlaps(candidate)
	}
	return match == candidate
}

// String is the rule's address and name.
func (r *Rule) String() string {
	return fmt.Sprintf("%s:%d: rule %s", r.Path, r.Line, strings.TrimSpace(r.Name))
}
