package eval

import (
	"cmp"
	"regexp"
	"slices"

	"rollcall/text"
)

// ChangeFilter picks changes. The zero value picks all.
type ChangeFilter struct {
	Kinds  []ChangeKind // nil for all
	Faults []Kind       // of either side; nil for all
	Types  []text.Type  // of the gold mention or of either answer; nil for all
	// Pattern has to be found in what one of the mentions covers or in the
	// words around, white space written as one blank; nil for no matter what.
	Pattern *regexp.Regexp
}

// Pick are the changes that fit, in their order.
func (f ChangeFilter) Pick(changes []Change) []Change {
	var out []Change
	for i := range changes {
		if f.fits(&changes[i]) {
			out = append(out, changes[i])
		}
	}
	return out
}

func (f ChangeFilter) fits(c *Change) bool {
	if f.Kinds != nil && !slices.Contains(f.Kinds, c.Kind) {
		return false
	}
	hasFault := func(s Side) bool { return !s.Right && slices.Contains(f.Faults, s.Fault) }
	if f.Faults != nil && !hasFault(c.Old) && !hasFault(c.New) {
		return false
	}
	hasType := func(m *text.Mention) bool { return m != nil && slices.Contains(f.Types, m.Type) }
	if f.Types != nil && !hasType(c.Gold) && !hasType(c.Old.Answer) && !hasType(c.New.Answer) {
		return false
	}
	if f.Pattern == nil {
		return true
	}
	for _, s := range []string{c.GoldText, c.Old.Text, c.New.Text} {
		if f.Pattern.MatchString(oneLine(s)) {
			return true
		}
	}
	return f.Pattern.MatchString(c.around)
}

// ChangeGroup is changes that are alike: of the same kind, with the same words
// and types on all sides.
type ChangeGroup struct {
	Kind    ChangeKind
	Changes []Change // at least one, in their order
}

// GroupChanges puts changes that are alike together, the biggest groups first
// and equal ones in the order in which they begin.
func GroupChanges(changes []Change) []ChangeGroup {
	type side struct {
		right, answered bool
		fault           Kind
		text            string
		typ             text.Type
	}
	type alike struct {
		kind     ChangeKind
		gold     string
		typ      text.Type
		old, new side
	}
	sideOf := func(s Side) side {
		out := side{right: s.Right, text: oneLine(s.Text), answered: s.Answer != nil}
		if !s.Right {
			out.fault = s.Fault
		}
		if s.Answer != nil {
			out.typ = s.Answer.Type
		}
		return out
	}
	at := map[alike]int{}
	var groups []ChangeGroup
	for _, c := range changes {
		key := alike{kind: c.Kind, gold: oneLine(c.GoldText), old: sideOf(c.Old), new: sideOf(c.New)}
		if c.Gold != nil {
			key.typ = c.Gold.Type
		}
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, ChangeGroup{Kind: c.Kind})
		}
		groups[i].Changes = append(groups[i].Changes, c)
	}
	slices.SortStableFunc(groups, func(a, b ChangeGroup) int { return cmp.Compare(len(b.Changes), len(a.Changes)) })
	return groups
}
