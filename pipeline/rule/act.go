package rule

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"rollcall/text"
)

// Relation says how the candidates that a rule acts on lie to what it matched.
type Relation string

// The relations. A candidate has to have the rule's type, unless that is ANY.
const (
	Exact       Relation = "exact"       // candidates that are just what was matched
	Inside      Relation = "inside"      // candidates that lie in what was matched
	Overlapping Relation = "overlapping" // candidates that share a token with it
)

// Relations lists the relations.
func Relations() []Relation { return []Relation{Exact, Inside, Overlapping} }

// Reaches reports whether a match reaches a candidate.
func (r Relation) Reaches(match, candidate text.Span) bool {
	switch r {
	case Inside:
		return match.Contains(candidate)
	case Overlapping:
		return match.Overlaps(candidate)
	}
	return match == candidate
}

// matched is what a rule found in a document.
type matched struct {
	rule  int
	found []text.Mention
	took  time.Duration
	trace Trace
}

func (m *matched) tell(watch func(rule int, t Trace)) {
	if watch == nil {
		return
	}
	for _, f := range m.found {
		m.trace.Matched = append(m.trace.Matched, f.Span)
	}
	m.trace.Took = m.took
	watch(m.rule, m.trace)
}

// turnOf is when a rule acts: what retypes first, what takes out last.
func (r *Rule) turnOf() int {
	switch {
	case r.Veto != "":
		return 2
	case r.Retype != "":
		return 0
	}
	return 1
}

// act lets rules do what they do with candidates of others.
func (s *Set) act(d *text.Document, acting []matched, watch func(rule int, t Trace)) {
	slices.SortStableFunc(acting, func(a, b matched) int {
		x, y := &s.rules[a.rule], &s.rules[b.rule]
		return cmp.Or(cmp.Compare(x.turnOf(), y.turnOf()), cmp.Compare(y.Priority, x.Priority), cmp.Compare(a.rule, b.rule))
	})
	given := len(d.Candidates)
	for i := range acting {
		m := &acting[i]
		start := time.Now()
		r := &s.rules[m.rule]
		limit := len(d.Candidates)
		if r.Retype != "" {
			limit = given // what was retyped is not retyped again
		}
		for _, k := range touched(d.Candidates[:limit], r, m.found) {
			r.change(d, k, &m.trace)
		}
		m.took += time.Since(start)
		m.tell(watch)
	}
}

// touched lists the candidates that stand as the rule says to what it matched.
func touched(candidates []text.Candidate, r *Rule, found []text.Mention) []int {
	slices.SortFunc(found, func(a, b text.Mention) int { return a.Span.Compare(b.Span) })
	longest := 0
	for _, m := range found {
		longest = max(longest, m.Len())
	}
	var out []int
	for i := range candidates {
		c := &candidates[i]
		if c.Loss != nil || r.Type != AnyType && c.Type != r.Type || c.Type == r.Retype {
			continue
		}
		// What begins further back than the longest match ends before c.
		first, _ := slices.BinarySearchFunc(found, c.Start-longest, func(m text.Mention, start int) int {
			return cmp.Compare(m.Start, start)
		})
		for _, m := range found[first:] {
			if m.Start >= c.End {
				break
			}
			if r.relation().Reaches(m.Span, c.Span) {
				out = append(out, i)
				break
			}
		}
	}
	return out
}

// change does to candidate k what the rule does.
func (r *Rule) change(d *text.Document, k int, t *Trace) {
	t.Changed = append(t.Changed, k)
	c := &d.Candidates[k]
	lose := func(reason string) { c.Loss = &text.Loss{To: -1, Reason: reason + " by rule " + r.Name} }
	if r.Veto != "" {
		lose("vetoed")
		return
	}
	changed := c.Mention
	switch {
	case r.Retype != "":
		changed.Type, changed.Money = r.Retype, nil
		changed.Source = text.Source{Stage: Stage, Rule: r.Name}
		if r.Score > 0 {
			changed.Score = r.Score
		}
		lose(fmt.Sprintf("made %s", r.Retype))
	case r.Raise > 0:
		changed.Score = timesOdds(c.Score, r.Raise)
		lose(fmt.Sprintf("raised to %.2f", changed.Score))
	default:
		changed.Score = timesOdds(c.Score, 1/r.Lower)
		lose(fmt.Sprintf("lowered to %.2f", changed.Score))
	}
	t.Proposed = append(t.Proposed, len(d.Candidates))
	d.Candidates = append(d.Candidates, text.Candidate{Mention: changed})
}

// timesOdds is the score whose odds are those of score times factor; a score of
// 0 means unknown. What comes out stays a millionth away from 0 and 1, so that
// another rule can still move it, and is rounded to as much, so that it is the
// same on all processors.
func timesOdds(score, factor float64) float64 {
	const step = 1e-6
	if score == 0 {
		score = unknownScore
	}
	score = min(max(score, step), 1-step)
	right := float64(score * factor)
	return min(max(math.Round(right/(right+(1-score))*1e6)/1e6, step), 1-step)
}

// rank takes out what rules proposed, from candidate first on, where it overlaps
// what a rule of higher priority proposed.
func (s *Set) rank(d *text.Document, first int) {
	priority := map[string]int{}
	for i := range s.rules {
		priority[s.rules[i].Name] = s.rules[i].Priority
	}
	of := func(i int) int { return priority[d.Candidates[i].Source.Rule] }
	order := make([]int, 0, len(d.Candidates)-first)
	for i := first; i < len(d.Candidates); i++ {
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(of(b), of(a)) })

	var standing []int // by start
	longest := 0
	start := func(i, at int) int { return cmp.Compare(d.Candidates[i].Start, at) }
	for len(order) > 0 {
		n := 1
		for n < len(order) && of(order[n]) == of(order[0]) {
			n++
		}
		var more []int
		for _, i := range order[:n] {
			c := &d.Candidates[i]
			at, _ := slices.BinarySearchFunc(standing, c.Start-longest, start)
			for ; at < len(standing) && d.Candidates[standing[at]].Start < c.End; at++ {
				if by := &d.Candidates[standing[at]]; by.Overlaps(c.Span) {
					c.Loss = &text.Loss{To: -1, Reason: fmt.Sprintf("rule %s has priority", by.Source.Rule)}
					break
				}
			}
			if c.Loss == nil {
				more = append(more, i)
			}
		}
		for _, i := range more {
			longest = max(longest, d.Candidates[i].Len())
		}
		standing = append(standing, more...)
		slices.SortFunc(standing, func(a, b int) int {
			return cmp.Or(d.Candidates[a].Span.Compare(d.Candidates[b].Span), cmp.Compare(a, b))
		})
		order = order[n:]
	}
}
