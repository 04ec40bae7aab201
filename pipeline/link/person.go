package link

import (
	_ "embed"
	"strings"

	"rollcall/text"
)

//go:embed family-first.txt
var familyFirstFile string

// familyFirst holds the family names that are usually written first.
var familyFirst = func() map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(familyFirstFile) {
		if !strings.HasPrefix(line, "#") {
			for _, name := range strings.Fields(line) {
				m[name] = true
			}
		}
	}
	return m
}()

// longestPerson is how many words the full name of a person has at most.
const longestPerson = 5

// familyNames are the words of a person's full name of which one is the family
// name: the last, but the first in "Chen Wenqing", and either in "Lee Min"
// where both could be. A name of one word has none.
func (a *article) familyNames(r run) []string {
	for r.len() > 1 && (generational[a.words[r.end-1]] || isRoman(a.words[r.end-1])) {
		r.end--
		if a.words[r.end-1] == "," {
			r.end--
		}
	}
	if r.len() < 2 || r.len() > longestPerson {
		return nil
	}
	first, last := a.words[r.first], a.words[r.end-1]
	if !familyFirst[first] || first == last {
		return []string{last}
	}
	if r.len() == 2 && familyFirst[last] {
		return []string{first, last}
	}
	return []string{first}
}

// generational are the words that may follow a family name.
var generational = map[string]bool{"Jr": true, "Jr.": true, "Sr": true, "Sr.": true}

// isRoman reports whether a word may be the number of a king.
func isRoman(word string) bool { return word != "" && strings.Trim(word, "IVX") == "" }

// family is a family name of people who are named in full somewhere.
type family struct {
	full   int   // mentions of full names that have it
	missed []int // tokens at which it stands alone in no mention
}

// surnames looks for the family names of the people who are named in full. First
// names are not looked for: they proved right in one of two cases, since much
// that is taken for one is a title.
func (c *check) surnames() {
	families := map[string]*family{}
	for i, m := range c.Mentions {
		if m.Type != text.TypePerson {
			continue
		}
		for _, name := range c.familyNames(c.runs[i]) {
			if families[name] == nil {
				families[name] = &family{}
			}
			families[name].full++
		}
	}
	for i, w := range c.words {
		f, r := families[w], run{i, i + 1}
		if f == nil || !c.standsAlone(r, text.TypePerson, 0) {
			continue
		}
		if k := c.names[w]; k != nil {
			// Alone, it was something else elsewhere: Houston the city.
			if t, n, _ := k.best(nil); t != text.TypePerson && n > 1 {
				continue
			}
		}
		switch m, how := c.relation(r); {
		case how == apart:
			f.missed = append(f.missed, i)
		case how == equal && c.Mentions[m].Type != text.TypePerson:
			c.propose(r, text.TypePerson, ruleSurname, sureness(c.Mentions[m].Score))
		}
	}
	for _, name := range sortedKeys(families) {
		// A word that is passed over time and again is no name, and what
		// looked like a full name was none.
		if f := families[name]; len(f.missed) <= 2*f.full {
			for _, i := range f.missed {
				r := run{i, i + 1}
				c.propose(r, text.TypePerson, ruleSurname, c.place(r))
			}
		}
	}
}
