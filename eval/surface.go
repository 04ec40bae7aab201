package eval

import (
	"cmp"
	"slices"
	"strings"

	"rollcall/text"
)

// SurfaceRepair is the repair of all faults of a kind with the same words: the
// same name missed in five places, or made a PLACE of in three.
type SurfaceRepair struct {
	Kind FaultKind
	// Surface and Type are what gold has, or, of spurious answers, what was
	// answered. Several gold mentions that were merged stand there joined by
	// " + ", and so do their types where they differ.
	Surface string
	Type    text.Type
	// Readings is what was answered instead, the most frequent first; empty for
	// what is missed or spurious.
	Readings []Reading
	Repair
}

// Reading is an answer, or several of a split joined by " + ".
type Reading struct {
	Surface string
	Type    text.Type
	Faults  int
}

// surfaceRepairs groups faults by surface, what gives most first.
func (c Counts) surfaceRepairs(faults []Fault) []SurfaceRepair {
	type key struct {
		kind    FaultKind
		surface string
		typ     text.Type
	}
	groups := map[key][]Fault{}
	for i := range faults {
		f := &faults[i]
		meant := f.Gold()
		if f.Kind == FaultSpurious {
			meant = f.Answers()
		}
		surface, typ := joined(f.Document(), meant)
		k := key{f.Kind, surface, typ}
		groups[k] = append(groups[k], *f)
	}
	var out []SurfaceRepair
	for k, group := range groups {
		s := SurfaceRepair{Kind: k.kind, Surface: k.surface, Type: k.typ, Repair: c.repair(group)}
		if k.kind != FaultSpurious && k.kind != FaultMissed {
			s.Readings = readings(group)
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b SurfaceRepair) int {
		return cmp.Or(
			cmp.Compare(b.Gain, a.Gain), cmp.Compare(b.Faults, a.Faults),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Surface, b.Surface),
			text.CompareTypes(a.Type, b.Type),
		)
	})
	return out
}

// readings are the answers of faults, the most frequent first.
func readings(faults []Fault) []Reading {
	counts := map[Reading]int{}
	for i := range faults {
		surface, typ := joined(faults[i].Document(), faults[i].Answers())
		counts[Reading{Surface: surface, Type: typ}]++
	}
	var out []Reading
	for r, n := range counts {
		r.Faults = n
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Reading) int {
		return cmp.Or(cmp.Compare(b.Faults, a.Faults), cmp.Compare(a.Surface, b.Surface), text.CompareTypes(a.Type, b.Type))
	})
	return out
}

// joined are the surfaces of mentions on one line, and their type.
func joined(d *Document, mentions []*text.Mention) (surface string, typ text.Type) {
	var surfaces, types []string
	for _, m := range mentions {
		surfaces = append(surfaces, oneLine(m.In(d.Text)))
		types = append(types, string(m.Type))
	}
	if len(slices.Compact(slices.Clone(types))) == 1 {
		types = types[:1]
	}
	return strings.Join(surfaces, " + "), text.Type(strings.Join(types, " + "))
}
