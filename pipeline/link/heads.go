package link

import (
	_ "embed"
	"strings"

	"rollcall/text"
)

//go:embed heads.txt
var headFile string

// none is the type of what has a name that the guideline does not mark.
const none text.Type = "none"

// heads maps a head word in lower case to what it makes of a name.
var heads = func() map[string]text.Type {
	m := map[string]text.Type{}
	for word, typ := range readWords(headFile) {
		m[word] = text.Type(typ)
	}
	return m
}()

// readWords reads lines of which the first word says what the others are.
func readWords(file string) map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(file) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if f := strings.Fields(line); len(f) > 0 {
			for _, word := range f[1:] {
				m[word] = f[0]
			}
		}
	}
	return m
}

// headAt is the index of the word that says what the name is: the one before
// the first preposition, or else the last.
func headAt(words []string) int {
	for i, w := range words {
		switch w {
		case "of", "for", "on", "in", "to", "against", "at", "de", "du", "des", "del", "da", "do":
			if i > 0 {
				return i - 1
			}
		}
	}
	return len(words) - 1
}

// headType is what the head word makes of a name, "" if it says nothing. What
// stands after a hyphen at the end may be a place or a wing ("Party-North").
func headType(words []string) text.Type {
	at := headAt(words)
	t := heads[strings.ToLower(strings.TrimSuffix(words[at], "."))]
	if t == "" && at >= 2 && isHyphen(words[at-1]) {
		t = heads[strings.ToLower(words[at-2])]
	}
	return t
}
