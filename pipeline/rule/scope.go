package rule

import (
	"io/fs"
	"maps"
	"path"
	"strings"

	"github.com/goccy/go-yaml/ast"
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
func (b *setBuilder) shared(entries []entry) map[string]ast.Node {
	by := map[string]ast.Node{}
	for _, e := range entries {
		switch e.key {
		case "include", "lists", "macros", "rules":
			by[e.key] = e.value
		default:
			b.fault(e.at, "%s", unknownKey(e.key, fileKeys, "a file of rules"))
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
			p := b.pattern(m.value, "macro "+m.key)
			switch {
			case p == nil:
			case p.captures() > 0:
				b.fault(m.value, "macro %s marks a mention; only the pattern of a rule can", m.key)
			case !isName(m.key):
				b.fault(m.at, "macro %q: a name has letters, digits, - and _ only", m.key)
			default:
				b.macros[m.key] = p
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
	content, where, err := b.open(name)
	if err != nil {
		b.fault(n, "include: there is no file %s beside this one, nor among the data files", name)
		return
	}
	inner, read := b.included[where]
	if !read {
		b.included[where] = nil // until it is read
		inner = b.readIncluded(where, name, content)
		b.included[where] = inner
	} else if inner == nil {
		b.fault(n, "include: %s includes itself, by way of others or not", name)
		return
	}
	maps.Copy(b.macros, inner.macros)
	maps.Copy(b.owned, inner.owned)
}

// open reads a file that is included: from beside the file that does, else
// from the data files. where names it for good.
func (b *setBuilder) open(name string) (content []byte, where string, err error) {
	seen := path.Join(b.within, name)
	if content, ok := b.source.Beside[seen]; ok {
		return content, path.Join(path.Dir(b.source.Path), seen), nil
	}
	if b.fsys == nil {
		return nil, "", fs.ErrNotExist
	}
	for _, where := range []string{path.Join(path.Dir(b.source.Path), seen), path.Clean(name)} {
		if !fs.ValidPath(where) {
			continue
		}
		if content, err := fs.ReadFile(b.fsys, where); err == nil {
			return content, where, nil
		}
	}
	return nil, "", fs.ErrNotExist
}

// readIncluded reads a file that is included, and keeps its faults.
func (b *setBuilder) readIncluded(where, name string, content []byte) *scope {
	outer, outerScope, within := b.reader, b.scope, b.within
	defer func() { b.reader, b.scope, b.within = outer, outerScope, within }()
	b.reader, b.scope, b.within = &reader{path: where}, newScope(), path.Join(within, path.Dir(name))
	if root := b.document(content); root != nil {
		if entries := b.mapping(root, "a file of macros and lists"); entries != nil {
			if rules := b.shared(entries)["rules"]; rules != nil {
				b.fault(rules, "the file is included, and has rules: macros and lists that are shared stand in a file without")
			}
		}
	}
	if err := b.reader.err(); err != nil {
		b.includeFaults = append(b.includeFaults, err)
	}
	return b.scope
}

// ownList reads a list of names: a YAML list, or a text with one name a line.
func (b *setBuilder) ownList(e entry) {
	what := "list " + e.key
	own := ownList{name: b.path + "#" + e.key}
	nodes := b.oneOrMore(e.value, what)
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
				b.fault(n, "%s: %q is no name", what, name)
			default:
				own.names = append(own.names, name)
			}
		}
	}
	switch {
	case !isName(e.key):
		b.fault(e.at, "%s: a name has letters, digits, - and _ only", what)
	case len(own.names) == 0:
		b.fault(e.value, "%s has no names", what)
	default:
		b.owned[e.key] = own.name
		b.own = append(b.own, own)
	}
}
