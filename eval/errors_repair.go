package eval

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"rollcall/text"
)

// FaultFilter picks faults. The zero value picks all.
type FaultFilter struct {
	Kinds []FaultKind // nil for all
	Types []text.Type // of a gold mention or an answer of the fault; nil for all
	// Pattern has to be found in what one of the mentions covers or in the words
	// around, white space written as one blank; nil for no matter what.
	Pattern *regexp.Regexp
}

// Pick are the faults that fit, in their order.
func (f FaultFilter) Pick(faults []Fault) []Fault {
	var out []Fault
	for i := range faults {
		if f.fits(&faults[i]) {
			out = append(out, faults[i])
		}
	}
	return out
}

// Picky reports whether there is anything that does not fit.
func (f FaultFilter) Picky() bool { return f.Kinds != nil || f.Types != nil || f.Pattern != nil }

func (f FaultFilter) fits(fault *Fault) bool {
	if f.Kinds != nil && !slices.Contains(f.Kinds, fault.Kind) {
		return false
	}
	mentions := append(fault.Gold(), fault.Answers()...)
	wanted := func(m *text.Mention) bool { return slices.Contains(f.Types, m.Type) }
	if f.Types != nil && !slices.ContainsFunc(mentions, wanted) {
		return false
	}
	if f.Pattern == nil {
		return true
	}
	in := fault.Document().Text
	around := mentions[0].Span
	for _, m := range mentions {
		if f.Pattern.MatchString(oneLine(m.In(in))) {
			return true
		}
		around = cover(around, m.Span)
	}
	return f.Pattern.MatchString(oneLine(widen(in, around).In(in)))
}

// oneLine writes any white space as one blank, and what is not UTF-8 as U+FFFD.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
}

// Repair is what mending a group of faults would give: all gold mentions of
// theirs found by one right answer each, all wrong answers of theirs gone, and
// everything else as it is.
type Repair struct {
	Faults    int
	Documents int     // that have one of the faults
	Gold      int     // gold mentions that are not found: the group's share of FN
	Answers   int     // answers that are wrong: the group's share of FP
	F1        float64 // strict, over all types, if the group were mended
	Gain      float64 // F1 less what it is without
}

// KindRepair is the repair of all faults of a kind.
type KindRepair struct {
	Kind FaultKind
	Repair
}

// Repairs tells what mending faults would give.
type Repairs struct {
	F1    float64 // strict, over all types, as it is
	All   Repair  // of all faults given
	Kinds []KindRepair
	// Confusions are the wrong types among the faults, what gives most first.
	Confusions []ConfusionRepair
	Surfaces   []SurfaceRepair // what gives most first
}

// ConfusionRepair is the repair of all single mentions of a type that were
// answered as another, with right bounds or wrong ones.
type ConfusionRepair struct {
	Gold, Answer text.Type
	Repair
}

// Repairs works out what mending the given faults of the result would give: all
// together, by kind, by types confused, and by surface. Each fault is in one kind
// and one surface, so that their shares of FN and FP add up to those of all.
func (r *Result) Repairs(faults []Fault) Repairs {
	strict := r.Tally(Strict).Total()
	out := Repairs{F1: strict.F1(), All: strict.repair(faults)}
	for _, k := range FaultKinds() {
		of := FaultFilter{Kinds: []FaultKind{k}}.Pick(faults)
		out.Kinds = append(out.Kinds, KindRepair{k, strict.repair(of)})
	}
	out.Confusions = strict.confusionRepairs(faults)
	out.Surfaces = strict.surfaceRepairs(faults)
	return out
}

func (c Counts) confusionRepairs(faults []Fault) []ConfusionRepair {
	groups := map[[2]text.Type][]Fault{}
	for _, f := range faults {
		if f.Kind == FaultType || f.Kind == FaultTypeAndBounds {
			k := [2]text.Type{f.Errors[0].Gold.Type, f.Errors[0].Answer.Type}
			groups[k] = append(groups[k], f)
		}
	}
	var out []ConfusionRepair
	for k, group := range groups {
		out = append(out, ConfusionRepair{k[0], k[1], c.repair(group)})
	}
	slices.SortFunc(out, func(a, b ConfusionRepair) int {
		return cmp.Or(cmp.Compare(b.Gain, a.Gain), cmp.Compare(b.Faults, a.Faults),
			text.CompareTypes(a.Gold, b.Gold), text.CompareTypes(a.Answer, b.Answer))
	})
	return out
}

// repair is the counterfactual: c is counted with the faults in it.
func (c Counts) repair(faults []Fault) Repair {
	out := Repair{Faults: len(faults)}
	// Faults come document by document.
	var d *Document
	for i := range faults {
		if faults[i].Document() != d {
			d = faults[i].Document()
			out.Documents++
		}
		out.Gold += len(faults[i].Gold())
		out.Answers += len(faults[i].Answers())
	}
	answers := c.Answers() - out.Answers + out.Gold
	out.F1 = ratio(2*(c.TP()+float64(out.Gold)), answers+c.Gold())
	out.Gain = out.F1 - c.F1()
	return out
}
