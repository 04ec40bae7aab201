package pipeline

import (
	"slices"

	"rollcall/pipeline/gazetteer"
	"rollcall/text"
)

// Lists is the stage gazetteer with a set that the caller has read, of which
// the lists propose that propose reports true for. Its parts are these lists;
// those that have types and do not propose are idle.
func Lists(set *gazetteer.Set, propose func(gazetteer.List) bool) Stage {
	s := kindOf(listsStage).named(Stage{Run: func(d *text.Document) error {
		set.ProposeFrom(d, propose)
		return nil
	}})
	for _, l := range set.Lists() {
		part := Part{Name: l.Name, Path: l.Path, Type: l.Type, Does: "proposes", Score: l.Precision}
		switch {
		case propose(l):
			s.Parts = append(s.Parts, part)
		case l.Type != "":
			part.Does = "is evidence"
			s.Idle = append(s.Idle, part)
		}
	}
	also := func(names []string, wanted bool) Stage {
		return Lists(set, func(l gazetteer.List) bool {
			if slices.Contains(names, l.Name) {
				return wanted
			}
			return propose(l)
		})
	}
	s.without = func(names []string) Stage { return also(names, false) }
	s.with = func(names []string) Stage { return also(names, true) }
	parts := s.Parts
	s.watch = func(d *text.Document) ([]Trace, error) {
		// All lists are looked up at once: what each takes is not known apart.
		traces := make([]Trace, len(parts))
		n := len(d.Candidates)
		set.ProposeFrom(d, propose)
		for i := range d.Candidates[n:] {
			c := &d.Candidates[n+i]
			k := slices.IndexFunc(parts, func(p Part) bool { return p.Name == c.Source.Rule })
			if k < 0 || c.Loss != nil {
				continue
			}
			traces[k].Part = k
			traces[k].Matched = append(traces[k].Matched, c.Span)
			traces[k].Proposed = append(traces[k].Proposed, n+i)
		}
		return slices.DeleteFunc(traces, func(t Trace) bool { return len(t.Proposed) == 0 }), nil
	}
	return s
}

// listsStage is the name of the stage that proposes names that stand in lists.
const listsStage = "gazetteer"
