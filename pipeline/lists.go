package pipeline

import (
	"slices"

	"rollcall/pipeline/gazetteer"
	"rollcall/text"
)

// Lists is the stage gazetteer with a set that the caller has read, of which
// the lists propose that propose reports true for. Its parts are these lists.
func Lists(set *gazetteer.Set, propose func(gazetteer.List) bool) Stage {
	s := Stage{Run: func(d *text.Document) error {
		d.Candidates = append(d.Candidates, set.Candidates(d, propose)...)
		return nil
	}}
	for _, k := range Kinds() {
		if k.Name == listsStage {
			s.Name, s.Doc, s.Needs, s.Makes = k.Name, k.Doc, k.Needs, k.Makes
		}
	}
	for _, l := range set.Lists() {
		if propose(l) {
			s.Parts = append(s.Parts, Part{Name: l.Name, Path: l.Path, Type: l.Type, Does: "proposes", Score: l.Precision})
		}
	}
	s.without = func(s Stage, names []string) Stage {
		return like(s, Lists(set, func(l gazetteer.List) bool { return propose(l) && !slices.Contains(names, l.Name) }))
	}
	s.watch = func(d *text.Document) ([]Trace, error) {
		at := map[string]int{}
		traces := make([]Trace, len(s.Parts))
		for i, p := range s.Parts {
			at[p.Name], traces[i].Part = i, i
		}
		for _, c := range set.Candidates(d, propose) {
			t := &traces[at[c.Source.Rule]]
			t.Matched = append(t.Matched, c.Span)
			t.Proposed = append(t.Proposed, len(d.Candidates))
			d.Candidates = append(d.Candidates, c)
		}
		// All lists are looked up at once: what each takes is not known apart.
		return slices.DeleteFunc(traces, func(t Trace) bool { return len(t.Proposed) == 0 }), nil
	}
	return s
}

// listsStage is the name of the stage that proposes names that stand in lists.
const listsStage = "gazetteer"
