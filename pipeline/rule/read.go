package rule

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"rollcall/text"
)

// listsFolder is where the lists that patterns name as list:x stand.
const listsFolder = "gazetteers"

// Source is a file of rules.
type Source struct {
	Path    string // what errors call it
	Content []byte
}

// Read reads files of rules, or folders of such files (those that end in
// .yaml or .yml, in the order of their names). Lists that patterns name are
// read from the folder gazetteers of the same file system. The error names
// every fault with file, line and column.
func Read(fsys fs.FS, paths ...string) (*Set, error) {
	var sources []Source
	var errs []error
	for _, p := range paths {
		files, err := filesOf(fsys, p)
		errs = append(errs, err)
		for _, file := range files {
			content, err := fs.ReadFile(fsys, file)
			errs = append(errs, err)
			if err == nil {
				sources = append(sources, Source{file, content})
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return ReadSources(fsys, sources...)
}

func filesOf(fsys fs.FS, p string) ([]string, error) {
	info, err := fs.Stat(fsys, p)
	switch {
	case err != nil:
		return nil, err
	case !info.IsDir():
		return []string{p}, nil
	}
	entries, err := fs.ReadDir(fsys, p)
	var files []string
	for _, e := range entries {
		if ext := path.Ext(e.Name()); !e.IsDir() && (ext == ".yaml" || ext == ".yml") {
			files = append(files, path.Join(p, e.Name()))
		}
	}
	return files, err
}

// ReadSources is Read for files that are in memory already; fsys holds the
// lists.
func ReadSources(fsys fs.FS, sources ...Source) (*Set, error) {
	b := newSetBuilder()
	var errs []error
	for _, s := range sources {
		b.reader = &reader{path: s.Path}
		b.macros = map[string]*node{}
		b.file(s.Content)
		errs = append(errs, b.reader.err())
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return b.finish(fsys)
}

// setBuilder collects the rules of all files.
type setBuilder struct {
	*reader
	*compiler
	set    *Set
	macros map[string]*node
	names  map[string]string // of rules, with where they stand
	needs  []need
	asked  []askedList
}

func newSetBuilder() *setBuilder {
	return &setBuilder{set: &Set{}, compiler: newCompiler(), names: map[string]string{}}
}

// askedList is a list that a pattern names, with where it does.
type askedList struct {
	name  string
	fault string // the start of an error
}

func (b *setBuilder) file(content []byte) {
	root := b.document(content)
	if root == nil {
		return
	}
	seen := false
	entries := b.mapping(root, "a file of rules")
	for _, e := range entries {
		switch e.key {
		case "macros":
			for _, m := range b.mapping(e.value, "macros") {
				if n := b.pattern(m.value, "macro "+m.key); n != nil {
					if n.captures() > 0 {
						b.fault(m.value, "macro %s marks a mention; only the pattern of a rule can", m.key)
						continue
					}
					b.macros[m.key] = n
				}
			}
		case "rules":
			seen = true
			for _, n := range b.sequence(e.value, "rules") {
				b.rule(n)
			}
		default:
			b.fault(e.at, "unknown key %s: a file of rules has the keys rules and macros", e.key)
		}
	}
	if !seen && entries != nil {
		b.fault(root, "the key rules is missing")
	}
}

var ruleKeys = []string{"name", "type", "pattern", "regexp", "before", "after", "not_before", "not_after", "veto", "score", "note", "examples"}

// rule reads one rule and adds it to the set.
func (b *setBuilder) rule(n ast.Node) {
	line, _ := position(n)
	r := Rule{Path: b.path, Line: line}
	var rd ready
	nodes := map[string]ast.Node{}
	faults := len(b.faults)
	entries := b.mapping(n, "a rule")
	if entries == nil {
		return
	}
	for _, e := range entries {
		if e.key == "name" {
			r.Name, _ = b.str(e.value, "name")
		}
	}
	what := "rule " + r.Name
	if r.Name == "" {
		b.fault(n, "a rule without a name: add the key name")
		what = "a rule"
	} else if at, twice := b.names[r.Name]; twice {
		b.fault(n, "%s: the name is taken by the rule at %s", what, at)
	} else {
		b.names[r.Name] = fmt.Sprintf("%s:%d", b.path, line)
	}
	fields := map[string]*string{
		"pattern": &r.Pattern, "regexp": &r.Regexp, "before": &r.Before, "after": &r.After,
		"not_before": &r.NotBefore, "not_after": &r.NotAfter, "note": &r.Note,
	}
	for _, e := range entries {
		nodes[e.key] = e.value
		if into := fields[e.key]; into != nil {
			if e.key == "note" || e.key == "regexp" {
				*into, _ = b.str(e.value, what+": "+e.key)
			} else {
				*into = scalar(e.value) // what is wrong with it, pattern tells
			}
			continue
		}
		switch e.key {
		case "name":
		case "type":
			if s, ok := b.str(e.value, what+": type"); ok {
				r.Type = typeOf(s)
			}
		case "score":
			if f, ok := b.number(e.value, what+": score"); ok {
				r.Score = f
				if f <= 0 || f > 1 {
					b.fault(e.value, "%s: score is the share of its proposals that are right, above 0 and up to 1, not %v", what, f)
				}
			}
		case "veto":
			if s, ok := b.str(e.value, what+": veto"); ok {
				r.Veto = Veto(s)
				if !slices.Contains([]Veto{VetoExact, VetoInside, VetoOverlapping}, r.Veto) {
					b.fault(e.value, "%s: veto is %s, %s or %s, not %q", what, VetoExact, VetoInside, VetoOverlapping, s)
				}
			}
		case "examples":
			b.examples(e.value, what, &r)
		default:
			b.fault(e.at, "%s: unknown key %s: a rule has the keys %s", what, e.key, strings.Join(ruleKeys, ", "))
		}
	}
	b.check(n, what, &r, nodes)
	b.patterns(what, &r, &rd, nodes)
	if len(b.faults) == faults {
		b.set.rules = append(b.set.rules, r)
		b.set.ready = append(b.set.ready, rd)
	}
}

// check looks for what is missing and for what does not go together.
func (b *setBuilder) check(n ast.Node, what string, r *Rule, has map[string]ast.Node) {
	switch {
	case has["pattern"] == nil && has["regexp"] == nil:
		b.fault(n, "%s: neither pattern nor regexp: it needs one", what)
	case has["pattern"] != nil && has["regexp"] != nil:
		b.fault(has["regexp"], "%s: both pattern and regexp: make it two rules", what)
	}
	switch {
	case has["veto"] != nil && has["score"] != nil:
		b.fault(has["score"], "%s: a veto has no score", what)
	case has["veto"] == nil && has["score"] == nil:
		b.fault(n, "%s: score is missing: the share of its proposals that are right, such as 0.9", what)
	}
	if r.Type == AnyType && has["veto"] == nil {
		b.fault(has["type"], "%s: type ANY is for vetoes only", what)
	}
	if has["examples"] == nil {
		b.fault(n, "%s: examples are missing: at least one under match and one under no_match", what)
	}
}

// patterns parses and compiles the patterns of a rule.
func (b *setBuilder) patterns(what string, r *Rule, rd *ready, has map[string]ast.Node) {
	rule := len(b.set.rules)
	for len(b.needs) <= rule {
		b.needs = append(b.needs, need{})
	}
	b.needs[rule] = need{open: true}
	if n := has["pattern"]; n != nil {
		if p := b.pattern(n, what+": pattern"); p != nil {
			if p.nullable() {
				b.fault(n, "%s: the pattern can match nothing at all", what)
			} else if b.labelled(what, r, p, has) {
				rd.main = b.compile(p, false, r.Type)
				b.needs[rule] = b.need(p)
			}
		}
	} else if n := has["regexp"]; n != nil {
		re, err := regexp.Compile(r.Regexp)
		switch {
		case err != nil:
			b.fault(n, "%s: regexp: %s", what, regexpFault(err))
		case re.MatchString(""):
			b.fault(n, "%s: the regexp can match nothing at all", what)
		case r.Type == "":
			b.fault(n, "%s: type is missing: PERSON, ORGANISATION, PLACE, MONEY or one of your own", what)
		default:
			rd.re = re
		}
	}
	for _, c := range []struct {
		key      string
		into     **program
		backward bool
	}{
		{"before", &rd.before, true}, {"after", &rd.after, false},
		{"not_before", &rd.notBefore, true}, {"not_after", &rd.notAfter, false},
	} {
		n := has[c.key]
		if n == nil {
			continue
		}
		p := b.pattern(n, what+": "+c.key)
		switch {
		case p == nil:
		case p.captures() > 0:
			b.fault(n, "%s: %s marks a mention; only the pattern can", what, c.key)
		case p.op != opStart && p.op != opEnd && p.nullable() && !edge(p):
			b.fault(n, "%s: %s can match nothing at all, so it says nothing", what, c.key)
		default:
			*c.into = b.compile(p, c.backward, r.Type)
		}
	}
}

// edge reports whether a part of p is Start or End, which says something
// though it takes no token.
func edge(p *node) bool {
	found := false
	p.walk(func(n *node) { found = found || n.op == opStart || n.op == opEnd })
	return found
}

// labelled checks that every mention of the pattern has a type.
func (b *setBuilder) labelled(what string, r *Rule, p *node, has map[string]ast.Node) bool {
	ok := r.Type != ""
	if !ok {
		unlabelled := p.captures() == 0
		p.walk(func(n *node) { unlabelled = unlabelled || n.op == opCapture && n.label == "" })
		if ok = !unlabelled; !ok {
			b.fault(has["pattern"], "%s: type is missing: PERSON, ORGANISATION, PLACE, MONEY or one of your own", what)
		}
	}
	return ok
}

// pattern parses a pattern, with the place of a fault in it.
func (b *setBuilder) pattern(n ast.Node, what string) *node {
	s, ok := b.str(n, what)
	if !ok {
		return nil
	}
	p, err := parsePattern(s, b.macros)
	var pe *patternError
	if errors.As(err, &pe) {
		line, column := b.inside(n, s, pe.at)
		b.faultAt(line, column, "%s: %s", what, pe.msg)
		return nil
	}
	line, column := position(n)
	b.ask(p, fmt.Sprintf("%s:%d:%d: %s: ", b.path, line, column, what))
	return p
}

// ask notes the lists that p names; at begins an error about one.
func (b *setBuilder) ask(p *node, at string) {
	ask := func(name string) {
		if name != "" {
			b.asked = append(b.asked, askedList{name, at})
		}
	}
	p.walk(func(n *node) {
		ask(n.list)
		if n.test != nil {
			n.test.lists(ask)
		}
	})
}

// examples reads the two lists of marked texts.
func (b *setBuilder) examples(n ast.Node, what string, r *Rule) {
	for _, e := range b.mapping(n, what+": examples") {
		var into *[]Example
		switch e.key {
		case "match":
			into = &r.Match
		case "no_match":
			into = &r.NoMatch
		default:
			b.fault(e.at, "%s: examples: unknown key %s: use match and no_match", what, e.key)
			continue
		}
		for _, x := range b.sequence(e.value, what+": "+e.key) {
			s, ok := b.str(x, what+": an example")
			if !ok {
				continue
			}
			line, column := position(x)
			plain, marks, err := text.ParseMarked(s)
			var me *text.MarkedError
			switch {
			case errors.As(err, &me):
				b.fault(x, "%s: example %q: at %v", what, s, me)
			case strings.TrimSpace(plain) == "":
				b.fault(x, "%s: an example without text", what)
			case e.key == "match" && len(marks) == 0:
				b.fault(x, "%s: example %q marks nothing: write what the rule finds as in [Person Ann Lee], or put the text under no_match", what, s)
			default:
				*into = append(*into, Example{s, line, column})
			}
		}
	}
	if len(r.Match) == 0 {
		b.fault(n, "%s: no example under match: one text at least that the rule must match", what)
	}
	if len(r.NoMatch) == 0 {
		b.fault(n, "%s: no example under no_match: one text at least that the rule must not match", what)
	}
}
