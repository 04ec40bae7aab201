package eval

import "rollcall/text"

// Summary is what a report shows of a result under one scheme.
type Summary struct {
	Scheme Scheme
	Types  []TypeCounts // those that occur in gold or among the answers
	Micro  Counts       // all mentions alike, whatever their type
	Macro  Ratios       // all types alike, however many mentions they have

	MacroMUC Ratios // Macro of the ratios that MUC's counts give
}

// TypeCounts are the counts of one type.
type TypeCounts struct {
	Type text.Type
	Counts
}

// Summary sums a result up under a scheme.
func (r *Result) Summary(s Scheme) Summary {
	t := r.Tally(s)
	sum := Summary{Scheme: s, Micro: t.Total(), Macro: t.Macro(), MacroMUC: t.MacroMUC()}
	for _, typ := range t.Types() {
		sum.Types = append(sum.Types, TypeCounts{typ, t[typ]})
	}
	return sum
}
