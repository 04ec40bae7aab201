package report

import (
	"slices"

	"rollcall/eval"
	"rollcall/text"
)

// rowTypes are the types that any of the systems, or gold, has under a scheme,
// in the order of reports.
func rowTypes(systems []System, scheme int) []text.Type {
	var types []text.Type
	for _, s := range systems {
		for _, t := range s.Summaries[scheme].Types {
			if !slices.Contains(types, t.Type) {
				types = append(types, t.Type)
			}
		}
	}
	slices.SortFunc(types, text.CompareTypes)
	return types
}

// countsOf are the counts of a type, zero where it does not occur.
func countsOf(s eval.Summary, t text.Type) eval.Counts {
	for _, c := range s.Types {
		if c.Type == t {
			return c.Counts
		}
	}
	return eval.Counts{}
}
