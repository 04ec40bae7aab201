package rule

import (
	"errors"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"rollcall/internal/yamlfile"
	"rollcall/text"
)

// examples reads the two lists of marked texts.
func (b *setBuilder) examples(n ast.Node, what string, r *Rule) {
	told := map[string]bool{} // keys of which something else is wrong
	for _, e := range b.mapping(n, what+": examples") {
		var into *[]Example
		faults := b.Count()
		switch e.Key {
		case "match":
			into = &r.Match
		case "no_match":
			into = &r.NoMatch
		default:
			b.Fault(e.At, "%s: examples: unknown key %s: use match and no_match", what, e.Key)
			continue
		}
		for _, x := range b.sequence(e.Value, what+": "+e.Key) {
			if example, ok := b.example(x, what, r, e.Key == "match"); ok {
				*into = append(*into, example)
			}
		}
		told[e.Key] = b.Count() > faults
	}
	if len(r.Match) == 0 && !told["match"] {
		b.Fault(n, "%s: no example under match: one text at least that the rule must match", what)
	}
	if len(r.NoMatch) == 0 && !told["no_match"] {
		b.Fault(n, "%s: no example under no_match: one text at least that the rule must not match", what)
	}
}

// example reads one marked text, or a mapping with one and what is given.
func (b *setBuilder) example(n ast.Node, what string, r *Rule, match bool) (Example, bool) {
	x := Example{}
	x.Line, x.Column = yamlfile.Position(n)
	textNode, givenNode := n, ast.Node(nil)
	if _, single := n.(*ast.MappingValueNode); single || n.Type() == ast.MappingType {
		textNode = nil
		for _, e := range b.mapping(n, what+": an example") {
			switch e.Key {
			case "text":
				textNode = e.Value
			case "given":
				givenNode = e.Value
			default:
				b.Fault(e.At, "%s: an example: unknown key %s: use %s", what, e.Key, names(exampleKeys))
			}
		}
		if textNode == nil {
			b.Fault(n, "%s: an example without text", what)
			return x, false
		}
	}
	read := func(n ast.Node) (plain string, marks []text.Mention, s string, ok bool) {
		if s, ok = b.str(n, what+": an example"); !ok {
			return
		}
		plain, marks, err := text.ParseMarked(s)
		var me *text.MarkedError
		if errors.As(err, &me) {
			b.Fault(n, "%s: example %q: at %v", what, s, me)
			return plain, marks, s, false
		}
		return plain, marks, s, true
	}
	plain, marks, s, ok := read(textNode)
	if x.Marked = s; !ok {
		return x, false
	}
	switch {
	case strings.TrimSpace(plain) == "":
		b.Fault(n, "%s: an example without text", what)
		return x, false
	case match && len(marks) == 0:
		b.Fault(n, "%s: example %q marks nothing: write what the rule finds as in [Person Ann Lee], or put the text under no_match", what, s)
		return x, false
	case givenNode == nil:
		return x, true
	}
	given, _, s, ok := read(givenNode)
	if x.Given = s; ok && given != plain {
		b.Fault(givenNode, "%s: given and text are not the same text: %q and %q", what, given, plain)
		return x, false
	}
	return x, ok
}
