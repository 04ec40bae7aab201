package link

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// Entities fills d.Entities: it groups the mentions that name the same thing,
// and numbers the groups E1, E2, … by their first mention. It needs Tokens and
// Mentions; the error is always nil.
//
// Mentions of one entity have one type: what is named as a place here and as an
// organisation there (the White House) makes two. Beyond names that differ only
// in case, dots, hyphens or the form of an apostrophe, it puts together
//
//   - an acronym and the long form that the document gives for it;
//   - a part of a person's name and the full name that has it: of several
//     people with that name the one named last before it, or else the first
//     after it. Full names with other words in them are other people, so
//     that families stay apart;
//   - an organisation's name and the same name with more words after it, if
//     only one in the document begins so;
//   - a place and the same with its designator (Sichuan, Sichuan Province);
//   - the usual names of countries and a few bodies, from a short list.
//
// Amounts of money are values, not things: they belong to no entity.
func Entities(d *text.Document) error {
	g := &grouping{article: read(d), groups: map[string]int{}, of: make([]int, len(d.Mentions))}
	g.exact()
	g.people()
	g.shortForms()
	g.acronymGroups()
	d.Entities = g.entities()
	return nil
}

// grouping puts mentions into groups, and groups into larger ones.
type grouping struct {
	*article
	names  [][]string     // words of each group's name, folded
	spaced [][]string     // the same with hyphenated words whole
	types  []text.Type    // of each group
	parent []int          // the group that each was put into, itself if none
	groups map[string]int // by type and folded name
	of     []int          // for each mention its group, -1 if none
}

func (g *grouping) root(i int) int {
	for g.parent[i] != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = g.parent[i]
	}
	return i
}

func (g *grouping) put(i, into int) {
	if i, into = g.root(i), g.root(into); i != into {
		g.parent[i] = into
	}
}

// exact groups mentions whose names differ in nothing that matters.
func (g *grouping) exact() {
	for i, m := range g.Mentions {
		g.of[i] = -1
		if m.Type == text.TypeMoney || m.Type == text.TypeIgnore {
			continue
		}
		words := fold(g.Surface(m.Span))
		key := strings.Join(words, " ")
		if same, ok := aliases[key]; ok {
			key = same
		}
		key = string(m.Type) + "\t" + key
		id, ok := g.groups[key]
		if !ok {
			id = len(g.names)
			g.groups[key] = id
			g.names = append(g.names, words)
			g.spaced = append(g.spaced, spaced(g.Surface(m.Span)))
			g.types = append(g.types, m.Type)
			g.parent = append(g.parent, id)
		}
		g.of[i] = id
	}
}

// people puts shorter names of a person to the full name.
func (g *grouping) people() {
	// Full names that are parts of fuller ones: "Ann Bell" of "Ann Mary Bell".
	byEnds := map[string]int{} // first and last word: the longest name with them
	for id, words := range g.names {
		if g.types[id] != text.TypePerson || len(words) < 2 {
			continue
		}
		ends := words[0] + " " + words[len(words)-1]
		if old, ok := byEnds[ends]; !ok || len(words) > len(g.names[old]) {
			byEnds[ends] = id
		}
	}
	for id, words := range g.names {
		if g.types[id] != text.TypePerson || len(words) < 2 {
			continue
		}
		if fuller := byEnds[words[0]+" "+words[len(words)-1]]; fuller != id && isPart(words, g.names[fuller]) {
			g.put(id, fuller)
		}
	}
	// The person who was named last with each word, and the one who is named
	// first.
	last, first := map[string]int{}, map[string]int{}
	for i, m := range g.Mentions {
		if m.Type != text.TypePerson {
			continue
		}
		if words := g.names[g.of[i]]; len(words) > 1 {
			for _, w := range words {
				if _, ok := first[w]; !ok {
					first[w] = g.of[i]
				}
			}
		}
	}
	for i, m := range g.Mentions {
		if m.Type != text.TypePerson {
			continue
		}
		words := g.names[g.of[i]]
		if len(words) > 1 {
			for _, w := range words {
				last[w] = g.of[i]
			}
			continue
		}
		if len(words) == 0 {
			continue
		}
		if full, ok := last[words[0]]; ok {
			g.of[i] = full
		} else if full, ok := first[words[0]]; ok {
			g.of[i] = full
		}
	}
}

// isPart reports whether the words of a stand in b in the same order.
func isPart(a, b []string) bool {
	for _, w := range b {
		if len(a) > 0 && a[0] == w {
			a = a[1:]
		}
	}
	return len(a) == 0
}

// shortForms puts the short names of organisations and places to the long. A
// part of a hyphenated word is none: "NSB-owned Salt Works" is not the NSB.
func (g *grouping) shortForms() {
	// For each beginning of a name the one group that has it, -1 for several.
	starting := map[string]int{}
	for id, words := range g.spaced {
		if t := g.types[id]; t != text.TypeOrganisation && t != text.TypePlace || len(words) > longestName {
			continue
		}
		for n := 1; n < len(words); n++ {
			if g.types[id] == text.TypePlace && (n != len(words)-1 || !designators[words[n]]) {
				continue
			}
			key := string(g.types[id]) + "\t" + strings.Join(words[:n], " ")
			switch other, ok := starting[key]; {
			case !ok, ok && other >= 0 && begins(words, g.spaced[other]):
				starting[key] = id
			case other >= 0 && !begins(g.spaced[other], words):
				starting[key] = -1
			}
		}
	}
	for id, words := range g.spaced {
		if len(words) == 0 || len(words) == 1 && heads[words[0]] != "" {
			continue // "Parliament" of what?
		}
		if long, ok := starting[string(g.types[id])+"\t"+strings.Join(words, " ")]; ok && long >= 0 && long != id {
			g.put(id, long)
		}
	}
}

// begins reports whether the words of name begin with those of start.
func begins(name, start []string) bool {
	return len(name) >= len(start) && slices.Equal(name[:len(start)], start)
}

// designators say what kind of place one is and change nothing else about it;
// "city" and "state" do (Kansas City, Washington State).
var designators = map[string]bool{
	"province": true, "prefecture": true, "municipality": true, "district": true, "region": true,
	"oblast": true, "governorate": true, "canton": true, "voivodeship": true,
}

// acronymGroups puts acronyms to their long forms.
func (g *grouping) acronymGroups() {
	at := map[run]int{} // mentions by their tokens
	g.byEnd = map[int]proposed{}
	for i, m := range g.Mentions {
		if r, ok := g.tokens(m.Span); ok && g.of[i] >= 0 {
			at[r] = i
			g.byEnd[r.end] = proposed{r, m.Type, 1}
		}
	}
	defs := g.definitions()
	if len(defs) == 0 {
		return
	}
	long := map[string]int{} // the mention that an acronym stands for, by type and acronym
	for _, d := range defs {
		if c, ok := g.byEnd[d.long.end]; ok && c.first <= d.long.first {
			if key := string(c.typ) + "\t" + g.surface(d.short); long[key] == 0 {
				long[key] = at[c.run] + 1
			}
		}
	}
	for i, m := range g.Mentions {
		r, ok := g.tokens(m.Span)
		if !ok || g.of[i] < 0 {
			continue
		}
		if k := long[string(m.Type)+"\t"+g.surface(r)]; k > 0 {
			g.put(g.of[i], g.of[k-1])
		}
	}
}

// entities makes the groups into entities.
func (g *grouping) entities() []text.Entity {
	var out []text.Entity
	index := map[int]int{}
	seen := map[string]bool{} // number of an entity and a name of it
	for i, m := range g.Mentions {
		if g.of[i] < 0 {
			continue
		}
		root := g.root(g.of[i])
		n, ok := index[root]
		if !ok {
			n = len(out)
			index[root] = n
			out = append(out, text.Entity{ID: "E" + strconv.Itoa(n+1), Type: m.Type})
		}
		e := &out[n]
		e.Mentions = append(e.Mentions, i)
		name := strings.Join(strings.Fields(g.Surface(m.Span)), " ")
		if key := e.ID + "\t" + name; !seen[key] {
			seen[key] = true
			e.Aliases = append(e.Aliases, name)
		}
	}
	for i := range out {
		e := &out[i]
		best := 0
		for k, name := range e.Aliases {
			if fuller(name, e.Aliases[best]) {
				best = k
			}
		}
		e.Name = e.Aliases[best]
		e.Aliases = append(e.Aliases[:best:best], e.Aliases[best+1:]...)
		if len(e.Aliases) == 0 {
			e.Aliases = nil
		}
	}
	return out
}

// fuller reports whether name a tells more than b: a name with small letters
// more than capitals alone, then the one with more words, then the longer.
func fuller(a, b string) bool {
	if la, lb := strings.ContainsFunc(a, unicode.IsLower), strings.ContainsFunc(b, unicode.IsLower); la != lb {
		return la
	}
	if wa, wb := len(fold(a)), len(fold(b)); wa != wb {
		return wa > wb
	}
	return utf8.RuneCountInString(a) > utf8.RuneCountInString(b)
}

// fold is a name's words without what spellings of the same name differ in:
// case, dots, hyphens, quotes, the form of the apostrophe, "the" before it.
func fold(name string) []string {
	return spaced(strings.Map(func(r rune) rune {
		switch r {
		case '-', '–', '‑':
			return ' '
		}
		return r
	}, name))
}

// spaced is fold for a name of which hyphens are kept.
func spaced(name string) []string {
	words := strings.Fields(strings.Map(func(r rune) rune {
		switch r {
		case '.', '"', '“', '”', ',':
			return -1
		case '’', '‘', '`':
			return '\''
		}
		return unicode.ToLower(r)
	}, name))
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	return words
}

//go:embed aliases.txt
var aliasFile string

// aliases maps names of the same thing to the first of them.
var aliases = func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(aliasFile) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		names := strings.Split(strings.TrimSpace(line), ", ")
		for _, name := range names {
			key := strings.Join(fold(name), " ")
			m[key] = strings.Join(fold(names[0]), " ")
		}
	}
	return m
}()
