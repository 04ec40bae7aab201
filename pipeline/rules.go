package pipeline

import (
	"rollcall/pipeline/rule"
	"rollcall/text"
)

// Rules is the stage rules with a set that the caller has read. Its parts are
// the rules.
func Rules(set *rule.Set) Stage {
	s := kindOf(rule.Stage).named(Stage{Run: set.Propose})
	for _, r := range set.Rules() {
		s.Parts = append(s.Parts, Part{Name: r.Name, Path: r.Path, Line: r.Line, Type: r.Type, Does: r.Does(), Score: r.Score})
	}
	s.without = func(names []string) Stage { return Rules(set.Without(names...)) }
	s.watch = func(d *text.Document) ([]Trace, error) {
		var traces []Trace
		for _, t := range set.Watch(d) {
			traces = append(traces, Trace{Part: t.Rule, Matched: t.Matched, Proposed: t.Proposed, Changed: t.Changed, Took: t.Took})
		}
		return traces, nil
	}
	return s
}

// placeRules gives a pipeline without the stage rules one for the user's rules,
// where Kinds has it: after the last stage that usually runs before it.
func (p *Pipeline) placeRules() error {
	if len(p.rules) == 0 || p.has(rule.Stage) {
		return nil
	}
	at := 0
	for i, s := range p.stages {
		if turnOf(s.Name) < turnOf(rule.Stage) {
			at = i + 1
		}
	}
	return p.insert(rule.Stage, at, func(into any) error {
		into.(*rulesOptions).Files, into.(*rulesOptions).user = nil, p.rules
		return nil
	})
}
