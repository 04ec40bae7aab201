package gazetteer

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/pipeline/token"
	"rollcall/text"
)

// enter takes in the name of a line.
func (r *reader) enter(rec row) {
	name := rec.name.text
	pol, ok := r.usual, true
	if how := rec.how; how.text != "" {
		if pol, ok = parsePolicy(how.text); !ok {
			r.fail(how.line, how.col, "case of %q is %q, not exact, strict or any", name, how.text)
			return
		}
	}
	switch p := rec.propose; p.text {
	case "", "yes":
	case "no":
		pol |= weak
	default:
		r.fail(p.line, p.col, "propose of %q is %q, not yes or no", name, p.text)
		return
	}
	if plain(name) {
		r.words = r.words[:0]
		for part := range strings.SplitSeq(name, " ") {
			r.words = append(r.words, wordOf(part))
		}
	} else {
		if why := unfit(name); why != "" {
			r.fail(rec.name.line, rec.name.col, "name %q %s", name, why)
			return
		}
		var err error
		if r.words, err = wordsOf(name, r.words[:0]); err != nil {
			r.fail(rec.name.line, rec.name.col, "name %q: %v", name, err)
			return
		}
	}
	var p trail
	for i, w := range r.words {
		e := entry{slot{kind: slotPrefix}, int32(rec.name.line), int32(rec.name.col)}
		if p = p.step(w); i+1 == len(r.words) {
			e.slot = slot{kind: slotName, exact: uint32(p.exact), list: r.list, how: pol}
		}
		e.slot.key = p.fold
		r.entries = append(r.entries, e)
	}
	r.info.Names++
}

// unfit says why a name can match no text, or could only by oversight.
func unfit(name string) string {
	if name == "" {
		return "is empty"
	}
	letter := false
	for i, c := range name {
		switch {
		case c == utf8.RuneError && !strings.HasPrefix(name[i:], "\uFFFD"):
			return "is not valid UTF-8"
		case c != ' ' && (unicode.IsSpace(c) || unicode.IsControl(c)):
			return fmt.Sprintf("holds the character %U", c)
		case c == ' ' && (i == 0 || i+1 == len(name) || name[i+1] == ' '):
			return "has a space too many"
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			letter = true
		}
	}
	if !letter {
		return "has neither letter nor digit"
	}
	return ""
}

// wordsOf divides a name as the text will be and appends its words, without
// hyphens that join two of them.
func wordsOf(name string, words []word) ([]word, error) {
	d := text.Document{Text: name}
	if err := token.Tokens(&d); err != nil {
		return nil, err
	}
	for i, t := range d.Tokens {
		w := wordOf(d.Surface(t.Span))
		if w.hyphen && i > 0 && joins(d.Tokens, i, len(d.Tokens)) {
			continue
		}
		words = append(words, w)
	}
	return words, nil
}

// plain reports whether a name is made of capitalised words of unaccented
// letters and single spaces. The tokeniser divides such a name at the spaces
// only, and nothing is wrong with it. Most names of large lists are plain, and
// to ask for each would triple the time to load.
func plain(name string) bool {
	start := true
	for i := range len(name) {
		switch c := name[i]; {
		case 'A' <= c && c <= 'Z':
			start = false
		case c == ' ' && !start:
			start = true
		case 'a' <= c && c <= 'z' && !start:
		default:
			return false
		}
	}
	return !start
}
