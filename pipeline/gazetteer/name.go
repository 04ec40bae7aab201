package gazetteer

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/pipeline/token"
	"rollcall/text"
)

// enter takes in the name of a line, and its aliases.
func (r *reader) enter(rec *row) {
	how := r.usual
	ok := true
	if c := rec[columnCase]; c.text != "" {
		var known bool
		if how, known = parsePolicy(c.text); !known {
			ok = r.refuse(c, "case of %q is %q, not %s", rec[columnName].text, c.text, policyList)
		}
	}
	class, fine := r.class(rec)
	ok = ok && fine
	if !ok {
		return
	}
	f := fact{class: r.builder.classAt(class), key: r.builder.put(strings.TrimSpace(rec[columnKey].text))}
	name := rec[columnName]
	if !r.divide(name) {
		return
	}
	if class.hasContext() {
		how |= bound
	}
	if class.propose == proposeNever {
		how |= weak
	}
	e := entry{name: r.builder.put(name.text), how: how}
	aliases := rec[columnAliases]
	if aliases.text != "" {
		f.name = e.name
	}
	e.fact = r.builder.factAt(f)
	first := len(r.builder.names)
	r.builder.add(r.words, e, name.line, name.col)
	r.info.Names++
	if aliases.text == "" {
		return
	}
	for a := range alternatives(aliases) {
		if !r.divide(a) {
			continue
		}
		e.name, e.how = uint32(len(r.builder.strings)), how|alias
		r.builder.add(r.words, e, a.line, a.col)
		if n := len(r.builder.names) - 1; r.builder.said(first, n) {
			r.builder.names = r.builder.names[:n]
			continue
		}
		r.builder.put(a.text)
		r.info.Aliases++
	}
}

// said reports whether name n is one of those from first on.
func (b *builder) said(first, n int) bool {
	for _, o := range b.names[first:n] {
		if o.path == b.names[n].path && o.entry.exact == b.names[n].entry.exact {
			return true
		}
	}
	return false
}

// refuse tells of a fault and is false.
func (r *reader) refuse(f field, format string, args ...any) bool {
	r.fail(f.line, f.col, format, args...)
	return false
}

// class is what a line says beside its name and key.
func (r *reader) class(rec *row) (c class, ok bool) {
	ok = true
	name := rec[columnName].text
	c = class{kind: r.info.Type, weight: r.info.Precision, propose: proposeNo}
	if c.weight == 0 {
		c.weight = DefaultScore
	}
	switch {
	case r.info.Always:
		c.propose = proposeAlways
	case r.info.Propose:
		c.propose = proposeYes
	}
	if t := rec[columnType]; t.text != "" {
		if fault := typeFault(t.text); fault != "" {
			ok = r.refuse(t, "type of %q is %q, which %s", name, t.text, fault)
		}
		c.kind = text.Type(t.text)
	}
	if w := rec[columnWeight]; w.text != "" {
		var err error
		if c.weight, err = strconv.ParseFloat(w.text, 64); err != nil || !(c.weight > 0 && c.weight <= 1) {
			ok = r.refuse(w, "weight of %q is %q, not a number above 0 and up to 1", name, w.text)
		}
	}
	switch p := rec[columnPropose]; p.text {
	case "":
	case "yes":
		c.propose, r.lines = proposeYes, true
	case "always":
		c.propose, r.lines = proposeAlways, true
	case "no":
		c.propose = proposeNever
	default:
		ok = r.refuse(p, "propose of %q is %q, not yes, no or always", name, p.text)
	}
	if c.kind == "" {
		if p := rec[columnPropose]; c.propose >= proposeYes && p.text != "" {
			ok = r.refuse(p, "%q is to be proposed and has no type", name)
		}
		c.propose = min(c.propose, proposeNever)
	}
	for _, k := range []struct {
		column int
		into   *string
	}{{columnBefore, &c.before}, {columnAfter, &c.after}, {columnNear, &c.near}} {
		f := rec[k.column]
		if f.text == "" {
			continue
		}
		var fault string
		if *k.into, fault = contextOf(f.text); fault != "" {
			ok = r.refuse(f, "%s of %q: %s", columnNames[k.column], name, fault)
		}
	}
	return c, ok
}

// alternatives yields the parts of a field between bars, without the space
// around them.
func alternatives(f field) func(func(field) bool) {
	return func(yield func(field) bool) {
		at := 0
		for part := range strings.SplitSeq(f.text, "|") {
			trimmed := strings.TrimSpace(part)
			col := f.col + at + strings.Index(part, trimmed)
			if trimmed != "" && !yield(field{trimmed, f.line, col}) {
				return
			}
			at += len(part) + 1
		}
	}
}

// divide sets r.words to the words of a name, or reports false and says why
// they can match nothing.
func (r *reader) divide(f field) bool {
	name := f.text
	if plain(name) {
		r.words = r.words[:0]
		for part := range strings.SplitSeq(name, " ") {
			r.words = append(r.words, wordOf(part))
		}
		return true
	}
	if why := unfit(name); why != "" {
		return r.refuse(f, "name %q %s", name, why)
	}
	var err error
	if r.words, err = wordsOf(name, r.words[:0]); err != nil {
		return r.refuse(f, "name %q: %v", name, err)
	}
	return true
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
		case unicode.IsControl(c) || c == '\u2028' || c == '\u2029':
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
