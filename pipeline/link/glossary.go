package link

import "slices"

// glossary finds the definition that holds for an acronym at a place, asked
// from the beginning of the document to its end.
type glossary struct {
	byName  map[string][]definition // of each acronym those from the place on that was asked last, and the one before it
	lengths map[string][]int        // by first word, how many tokens acronyms have, longest first
}

func (g *glossary) add(a *article, d definition) {
	name, first, n := a.surface(d.short), a.words[d.short.first], d.short.len()
	g.byName[name] = append(g.byName[name], d)
	if !slices.Contains(g.lengths[first], n) {
		g.lengths[first] = append(g.lengths[first], n)
		slices.SortFunc(g.lengths[first], func(a, b int) int { return b - a })
	}
}

// at is the definition of the acronym that begins at token i: of several the
// last one before it, or else the first after it; and of a longer acronym
// (PML-N) before a shorter one.
func (g *glossary) at(a *article, i int) (definition, bool) {
	for _, n := range g.lengths[a.words[i]] {
		if i+n > len(a.words) {
			continue
		}
		name := a.surface(run{i, i + n})
		defs := g.byName[name]
		if len(defs) == 0 {
			continue
		}
		for len(defs) > 1 && defs[1].short.first < i {
			defs = defs[1:]
		}
		g.byName[name] = defs
		return defs[0], true
	}
	return definition{}, false
}
