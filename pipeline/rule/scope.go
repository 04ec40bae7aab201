package rule

import (
	"maps"
	"path"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"rollcall/internal/yamlfile"
)

// scope is what the patterns of a file can name.
type scope struct {
	macros map[string]*node
	owned  map[string]string // lists of rule files, with the names that they have in the set
}

func newScope() *scope { return &scope{map[string]*node{}, map[string]string{}} }

// ownList is a list that stands in a file of rules.
type ownList struct {
	name  string // in the set
	names []string
}

// shared reads what files share: includes, lists and macros, in that order
// whatever the order in the file. It returns the values by key.
func (b *setBuilder) shared(entries []yamlfile.Entry) map[string]ast.Node {
	by := map[string]ast.Node{}
	for _, e := range entries {
		switch e.Key {
		case "include", "lists", "macros", "rules":
			by[e.Key] = e.Value
		default:
			b.Fault(e.At, "%s", unknownKey(e.Key, fileKeys, "a file of rules"))
		}
	}
	if n := by["include"]; n != nil {
		for _, n := range b.oneOrMore(n, "include") {
			b.include(n)
		}
	}
	if n := by["lists"]; n != nil {
		for _, l := range b.mapping(n, "lists") {
			b.ownList(l)
		}
	}
	if n := by["macros"]; n != nil {
		for _, m := range b.mapping(n, "macros") {
			p := b.pattern(m.Value, "macro "+m.Key)
			switch {
			case p == nil:
			case p.captures() > 0:
				b.Fault(m.Value, "macro %s marks a mention; only the pattern of a rule can", m.Key)
			case !isName(m.Key):
				b.Fault(m.At, "macro %q: a name has letters, digits, - and _ only", m.Key)
			default:
				b.macros[m.Key] = p
			}
		}
	}
	return by
}

func isName(s string) bool {
	p := &patternParser{s: s}
	return s != "" && p.name() == s
}

// include takes over the macros and lists of another file.
func (b *setBuilder) include(n ast.Node) {
	name, ok := b.str(n, "include")
	if !ok {
		return
	}
	content, where, err := b.source.Open(b.fsys, b.within, name)
	if err != nil {
		b.Fault(n, "include: there is no file %s beside this one, nor among the data files", name)
		return
	}
	inner, read := b.included[where]
	if !read {
		b.included[where] = nil // until it is read
		inner = b.readIncluded(where, name, content)
		b.included[where] = inner
	} else if inner == nil {
		b.Fault(n, "include: %s includes itself, by way of others or not", name)
		return
	}
	maps.Copy(b.macros, inner.macros)
	maps.Copy(b.owned, inner.owned)
}

// readIncluded reads a file that is included, and keeps its faults.
func (b *setBuilder) readIncluded(where, name string, content []byte) *scope {
	outer, outerScope, within := b.reader, b.scope, b.within
	defer func() { b.reader, b.scope, b.within = outer, outerScope, within }()
	b.reader, b.scope, b.within = newReader(where), newScope(), path.Join(within, path.Dir(name))
	if root := b.document(content); root != nil {
		if entries := b.mapping(root, "a file of macros and lists"); entries != nil {
			if rules := b.shared(entries)["rules"]; rules != nil {
				b.Fault(rules, "the file is included, and has rules: macros and lists that are shared stand in a file without")
			}
		}
	}
	if err := b.reader.Err(); err != nil {
		b.includeFaults = append(b.includeFaults, err)
	}
	return b.scope
}

// ownList reads a list of names: a YAML list, or a text with one name a line.
func (b *setBuilder) ownList(e yamlfile.Entry) {
	what := "list " + e.Key
	own := ownList{name: b.Path + "#" + e.Key}
	nodes := b.oneOrMore(e.Value, what)
	for _, n := range nodes {
		s, ok := b.str(n, what)
		if !ok {
			return
		}
		for name := range strings.Lines(s) {
			name = strings.Join(strings.Fields(name), " ")
			switch {
			case name == "" && len(nodes) == 1:
			case name == "" || strings.HasPrefix(name, "#"):
				b.Fault(n, "%s: %q is no name", what, name)
			default:
				own.names = append(own.names, name)
			}
		}
	}
	switch {
	case !isName(e.Key):
		b.Fault(e.At, "%s: a name has letters, digits, - and _ only", what)
	case len(own.names) == 0:
		b.Fault(e.Value, "%s has no names", what)
	default:
		b.owned[e.Key] = own.name
		b.own = append(b.own, own)
	}
}
