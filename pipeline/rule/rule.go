// Package rule proposes mentions by rules that a person writes in YAML, and
// acts by the same means on what other stages proposed: it takes out, retypes,
// and makes surer or less sure.
//
// A rule is a pattern over tokens, or a regular expression over the text, with
// what must and must not stand around it, where in an article it holds, what it
// does, a score that says how often it is right, and examples. The examples are
// part of the rule: one at least that it must match and one that it must not,
// in marked text, and Test runs them. docs/rules.md teaches the language with
// worked rules.
//
// Of the matches of one rule, the one that begins first wins, of those that
// begin together the longest, and matches of one rule do not overlap. Among
// the ways in which a pattern can divide one match, the one that takes earlier
// alternatives, and as many repetitions as it can, decides what is captured.
// Between rules, and between rules and other stages, nothing is decided here
// but by priority, where a file gives one: all propose, and pipeline.Resolve
// chooses by score and length.
//
// What a rule sees are the tokens and what stages before proposed, never what
// rules of the same set do, so that a rule does the same whichever others stand
// beside it. What it acts on are all candidates, those of other rules too.
//
// Matching works out for each part of a pattern and each place in a sentence
// once how far a match reaches from there, so time is bounded by the product of
// their numbers on any pattern and any text. A rule is tried only in sentences
// that hold all that it can not do without: words, stems, names of lists, kinds
// of token, candidates; a regular expression only in texts that hold a piece of
// letters that it asks for. Which rules those are, one look at each token tells
// for all rules together.
//
// Left out on purpose: actions that change text or tokens, and code in rules,
// which nobody could test by examples; rules that wait for each other within a
// set, since a pipeline may have several stages of rules; matches over the end
// of a sentence, or of more than 500 tokens; back references.
package rule

import (
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
	Name string
	Path string // the file it was read from
	// Line and Column are where it begins there, from 1.
	Line, Column int
	// Type is what the rule proposes, or, where it acts on what others proposed,
	// the type of that; AnyType for all.
	Type text.Type
	// Score is the share of its proposals that are right; of a rule that
	// retypes, that of what it retypes, or 0 for what the candidate had; else 0.
	Score float64

	Veto   Relation  // which candidates it takes out; "" if it does not
	Retype text.Type // what it makes of candidates; "" if it does not
	// Raise and Lower are what the odds of candidates are multiplied and divided
	// by; 0 if they are not.
	Raise, Lower float64
	// Candidates says which are retyped, raised or lowered.
	Candidates Relation

	Where    []Place // where it holds; nil for everywhere
	Priority int
	Note     string

	Pattern, Regexp                    string
	Before, After, NotBefore, NotAfter string

	Match, NoMatch []Example
}

// Example is a text that a rule is tried on.
type Example struct {
	Marked string
	// Given is the same text with what other stages propose, for a rule that
	// proposes; "" for nothing.
	Given        string
	Line, Column int
}

// Does says in a word what the rule does.
func (r *Rule) Does() string {
	switch {
	case r.Veto != "":
		return "vetoes"
	case r.Retype != "":
		return "retypes"
	case r.Raise > 0:
		return "raises"
	case r.Lower > 0:
		return "lowers"
	}
	return "proposes"
}

// Acts reports whether the rule acts on what others proposed, and proposes
// nothing of its own.
func (r *Rule) Acts() bool { return r.Does() != "proposes" }

// relation is which candidates the rule acts on.
func (r *Rule) relation() Relation {
	if r.Veto != "" {
		return r.Veto
	}
	return r.Candidates
}

// AnyType is the type of a rule on candidates of all types.
const AnyType text.Type = "ANY"

// Set is a number of rules, ready to be used. It does not change after Read
// and may be used by any number of goroutines.
type Set struct {
	*compiler
	rules []Rule
	ready []ready // by rule

	starts    *startSet // of stems
	lists     []string
	gazetteer *gazetteer.Set
	listOf    []int // by list of the gazetteer set, index into lists; -1 if not asked for

	waiting  [][]int32 // by feature, the rules that are looked at where it turns up
	always   []int32   // the rules that are looked at everywhere
	literals *literals // what regular expressions wait for
	ranked   bool      // a rule has a priority

	left []bool // rules that Without left out; nil for none
}

// ready is a rule made ready to run.
type ready struct {
	program *program       // of the pattern, and of what stands around a match
	start   int            // where the pattern begins in it
	first   *compiled      // what the first token must be, nil if it is not one test
	re      *regexp.Regexp // in place of the pattern
	// Where what stands around begins in the program, none if it is not asked
	// for.
	before, after, notBefore, notAfter int

	where   places
	clauses []clause // all must be in a run, but for the first, for which the rule waits
	// How many sentences in 10,000 hold what the rule waits for, roughly.
	lightest int
}

// CountExamples is the number of texts that Test runs.
func (s *Set) CountExamples() int {
	n := 0
	for _, r := range s.Rules() {
		n += len(r.Match) + len(r.NoMatch)
	}
	return n
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

// Propose adds a candidate for each mention that a rule matches in d. Then
// rules act on all candidates without a Loss, those that d had as those that
// rules proposed: first such as retype, then such as raise or lower, then
// vetoes; of these, higher priorities first, then in the order of their files.
// A candidate that is retyped, raised or lowered has a Loss without a winner
// that names the rule, and a new candidate takes its place; one is retyped at
// most once. It needs Tokens; without Sentences a match may lie anywhere. The
// error is always nil; it is there so that Propose can be a stage.
func (s *Set) Propose(d *text.Document) error {
	s.propose(d, nil)
	return nil
}

// propose is Propose that tells what each rule did, if watch is not nil.
func (s *Set) propose(d *text.Document, watch func(rule int, t Trace)) {
	if len(s.rules) == 0 || len(d.Tokens) == 0 {
		return
	}
	mem := memories.Get().(*memory)
	defer memories.Put(mem)
	v := s.view(d, mem)
	var acting []matched
	before := len(d.Candidates)
	turns := slices.Clone(s.due(v, &mem.due))
	for len(turns) > 0 {
		k, n := int(turns[0].rule), 1
		for n < len(turns) && turns[n].rule == turns[0].rule {
			n++
		}
		mine := turns[:n]
		turns = turns[n:]
		var start time.Time
		if watch != nil {
			start = time.Now()
		}
		found := s.find(v, k, mine, mem)
		m := matched{rule: k, found: found}
		if watch != nil {
			m.took = time.Since(start)
		}
		switch {
		case len(found) == 0:
		case s.rules[k].Acts():
			acting = append(acting, m)
			continue
		default:
			for _, f := range found {
				m.trace.Proposed = append(m.trace.Proposed, len(d.Candidates))
				d.Candidates = append(d.Candidates, text.Candidate{Mention: f})
			}
		}
		m.tell(watch)
	}
	if s.ranked {
		s.rank(d, before)
	}
	s.act(d, acting, watch)
}

// String is the rule's address and name.
func (r *Rule) String() string {
	return fmt.Sprintf("%s:%d: rule %s", r.Path, r.Line, strings.TrimSpace(r.Name))
}
