package rule

import (
	"fmt"
	"slices"

	"rollcall/text"
)

// Survey counts what the rules of a set do in a corpus. Documents may be added
// in any order.
type Survey struct {
	set       *Set
	documents int
	rules     []surveyed // by index in Rules
	// together counts finds of rule i that rule k has too, by [2]int{i, k}.
	together map[[2]int]int
}

type surveyed struct {
	finds, lower int
	example      string // of a find without a capital letter, the first by its letters
}

// NewSurvey begins a survey of a set.
func NewSurvey(s *Set) *Survey {
	return &Survey{set: s, rules: make([]surveyed, len(s.Rules())), together: map[[2]int]int{}}
}

// Add counts what the rules do in a document, which must have what rules need.
// Watched is what Set.Watch told of it.
func (v *Survey) Add(d *text.Document, watched []Trace) {
	type find struct {
		text.Span
		text.Type
		does string
	}
	rules := v.set.Rules()
	v.documents++
	by := map[find][]int{}
	for _, t := range watched {
		r := &rules[t.Rule]
		// A rule that proposes is judged by what it proposed, one that acts on
		// candidates by where it matched: which candidates are there is not its
		// doing.
		seen := map[find]bool{}
		note := func(f find) {
			if !seen[f] {
				seen[f] = true
				by[f] = append(by[f], t.Rule)
			}
		}
		if r.Acts() {
			for _, m := range t.Matched {
				note(find{m, r.Type, r.Does() + " " + string(r.relation()) + " " + string(r.Retype)})
			}
		} else {
			for _, i := range t.Proposed {
				c := &d.Candidates[i]
				note(find{c.Span, c.Type, ""})
			}
		}
		n := &v.rules[t.Rule]
		n.finds += len(seen)
		for f := range seen {
			if w := d.Surface(f.Span); !r.Acts() && slices.Contains(named, f.Type) && isLowerName(w) {
				n.lower++
				if n.example == "" || w < n.example {
					n.example = w
				}
			}
		}
	}
	for _, who := range by {
		for _, i := range who {
			for _, k := range who {
				if i != k {
					v.together[[2]int{i, k}]++
				}
			}
		}
	}
}

// Merge adds what another survey of the same set has counted.
func (v *Survey) Merge(o *Survey) {
	v.documents += o.documents
	for i := range o.rules {
		n, more := &v.rules[i], &o.rules[i]
		n.finds += more.finds
		n.lower += more.lower
		if more.example != "" && (n.example == "" || more.example < n.example) {
			n.example = more.example
		}
	}
	for k, n := range o.together {
		v.together[k] += n
	}
}

// Documents is how many were added.
func (v *Survey) Documents() int { return v.documents }

// fewest is how many finds it takes to say that a rule does the same as another,
// and mostLower the share of finds in small letters that is no matter.
const (
	fewest    = 3
	mostLower = 0.05
)

// Findings lists what the corpus says against the rules.
func (v *Survey) Findings() []Finding {
	var all []Finding
	if v.documents == 0 {
		return nil
	}
	rules, shadows := v.set.Rules(), v.shadows()
	for i := range rules {
		r, n := &rules[i], v.rules[i]
		add := func(kind, message, advice string) {
			all = append(all, Finding{r.Path, r.Line, r.Column, Warning, kind, r.Name, message, advice})
		}
		if n.finds == 0 {
			add("never-fires", fmt.Sprintf("nothing in %s matches it", many(v.documents, "document")), "rollcall rules try shows what a wider pattern would hit; leave out a rule that nothing needs")
			continue
		}
		if by, ok := shadows[i]; ok {
			o := &rules[by]
			add("shadowed", fmt.Sprintf("all its %d finds in %s are finds of rule %s at %s:%d too", n.finds, many(v.documents, "document"), o.Name, o.Path, o.Line), "leave one of them out, or narrow the other")
		}
		if float64(n.lower) > mostLower*float64(n.finds) {
			add("lower-case", fmt.Sprintf("%d of its %s without a capital letter, such as %q", n.lower, many(n.finds, "find"), n.example), "ask for capitals: Cap in place of Word, Any or Lower; quotes around a word that must be as written")
		}
	}
	return all
}

// many is a number with its noun: 1 document, 2 documents.
func many(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// shadows tells, by rule, a rule that found all that it found, if there is one:
// of several the one that found most, and of those the first. Of two that found
// the same, the first stays.
func (v *Survey) shadows() map[int]int {
	best := map[int]int{}
	for pair, n := range v.together {
		i, k := pair[0], pair[1]
		mine, theirs := v.rules[i].finds, v.rules[k].finds
		if mine < fewest || n < mine || theirs == mine && k > i {
			continue
		}
		if old, ok := best[i]; !ok || theirs > v.rules[old].finds || theirs == v.rules[old].finds && k < old {
			best[i] = k
		}
	}
	return best
}
