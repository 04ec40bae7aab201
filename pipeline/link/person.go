package link

import (
	_ "embed"
	"strings"
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
