package rule

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"rollcall/internal/yamlfile"
	"rollcall/text"
)

// Read reads files of rules, or folders of such files (those that end in .yaml
// or .yml, in folders in it too, in the order of their paths). Lists that
// patterns name are read from the folder gazetteers of the same file system. The
// error names every fault with file, line and column.
func Read(fsys fs.FS, paths ...string) (*Set, error) {
	sources, err := Sources(fsys, paths...)
	if err != nil {
		return nil, err
	}
	return ReadSources(fsys, sources...)
}

// Sources reads files of rules, or folders of such, as Read does.
func Sources(fsys fs.FS, paths ...string) ([]Source, error) {
	var sources []Source
	var errs []error
	for _, p := range paths {
		files, err := filesOf(fsys, p)
		errs = append(errs, err)
		for _, file := range files {
			content, err := fs.ReadFile(fsys, file)
			errs = append(errs, err)
			if err == nil {
				sources = append(sources, Source{Path: file, Content: content})
			}
		}
	}
	return sources, errors.Join(errs...)
}

// filesOf is a file itself, or the YAML files in a folder and in folders in it,
// in the order of their paths.
func filesOf(fsys fs.FS, p string) (files []string, err error) {
	err = fs.WalkDir(fsys, p, func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && (file == p || yamlfile.Is(file)) {
			files = append(files, file)
		}
		return err
	})
	return files, err
}

// ReadSources is Read for files that are in memory already; fsys holds the
// lists, and what is included and not beside the file itself.
func ReadSources(fsys fs.FS, sources ...Source) (*Set, error) {
	return newSetBuilder(fsys).read(sources)
}

func (b *setBuilder) read(sources []Source) (*Set, error) {
	var errs []error
	for _, s := range sources {
		b.source = s
		b.reader = newReader(s.Path)
		b.scope = newScope()
		b.file(s.Content)
		errs = append(errs, b.reader.Err())
	}
	errs = append(errs, b.includeFaults...)
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return b.finish()
}

// setBuilder collects the rules of all files.
type setBuilder struct {
	*reader
	*compiler
	*scope
	fsys   fs.FS
	source Source // the file of rules that is read
	within string // the folder of the file that is included, from that of source
	set    *Set
	names  map[string]string // of rules, with where they stand
	asked  []askedList
	own    []ownList

	keep   bool // for Lint
	parsed []parsedPattern

	included      map[string]*scope // by path
	includeFaults []error
}

func newSetBuilder(fsys fs.FS) *setBuilder {
	c := newCompiler()
	return &setBuilder{
		compiler: c, scope: newScope(), fsys: fsys, set: &Set{compiler: c, starts: &startSet{}, literals: &literals{}}, names: map[string]string{},
		included: map[string]*scope{}, reader: &reader{},
	}
}

// askedList is a list that a pattern names, with where it does.
type askedList struct {
	name  string
	fault Fault // with the start of what to say
}

func (b *setBuilder) file(content []byte) {
	root := b.document(content)
	if root == nil {
		return
	}
	entries := b.mapping(root, "a file of rules")
	if entries == nil {
		return
	}
	by := b.shared(entries)
	if n := by["rules"]; n != nil {
		for _, n := range b.sequence(n, "rules") {
			b.rule(n)
		}
	}
	if by["rules"] == nil && by["macros"] == nil && by["lists"] == nil {
		b.FaultAt(1, 1, "the key rules is missing, and macros and lists are too")
	}
}

// rule reads one rule and adds it to the set.
func (b *setBuilder) rule(n ast.Node) {
	line, column := yamlfile.Position(n)
	r := Rule{Path: b.Path, Line: line, Column: column}
	rd := ready{before: none, after: none, notBefore: none, notAfter: none}
	nodes := map[string]ast.Node{}
	faults := b.Count()
	entries := b.mapping(n, "a rule")
	if entries == nil {
		return
	}
	for _, e := range entries {
		if e.Key == "name" {
			r.Name, _ = b.str(e.Value, "name")
		}
	}
	what := "rule " + r.Name
	if r.Name == "" {
		b.Fault(n, "a rule without a name: add the key name")
		what = "a rule"
	} else if at, twice := b.names[r.Name]; twice {
		b.Fault(n, "%s: the name is taken by the rule at %s", what, at)
	} else {
		b.names[r.Name] = fmt.Sprintf("%s:%d", b.Path, line)
	}
	fields := map[string]*string{
		"pattern": &r.Pattern, "regexp": &r.Regexp, "before": &r.Before, "after": &r.After,
		"not_before": &r.NotBefore, "not_after": &r.NotAfter, "note": &r.Note,
	}
	for _, e := range entries {
		nodes[e.Key] = e.Value
		if into := fields[e.Key]; into != nil {
			if e.Key == "note" || e.Key == "regexp" {
				*into, _ = b.str(e.Value, what+": "+e.Key)
			} else {
				*into = scalar(e.Value) // what is wrong with it, pattern tells
			}
			continue
		}
		b.value(e, what, &r)
	}
	b.check(n, what, &r, nodes)
	b.patterns(what, &r, &rd, nodes)
	if b.Count() == faults {
		b.set.rules = append(b.set.rules, r)
		b.set.ready = append(b.set.ready, rd)
	}
}

// value reads a key of a rule that is no pattern.
func (b *setBuilder) value(e yamlfile.Entry, what string, r *Rule) {
	typ := func(into *text.Type) {
		if s, ok := b.str(e.Value, what+": "+e.Key); ok {
			if *into = typeOf(s); s == "" {
				b.Fault(e.Value, "%s: %s is empty: PERSON, ORGANISATION, PLACE, MONEY or one of your own", what, e.Key)
			}
		}
	}
	relation := func(into *Relation) {
		if s, ok := b.str(e.Value, what+": "+e.Key); ok {
			if *into = Relation(s); !slices.Contains(Relations(), *into) {
				b.Fault(e.Value, "%s: %s is %s, %s or %s, not %q", what, e.Key, Exact, Inside, Overlapping, s)
			}
		}
	}
	odds := func(into *float64) {
		if f, ok := b.number(e.Value, what+": "+e.Key); ok {
			if *into = f; !(f > 1 && f <= mostOdds) {
				b.Fault(e.Value, "%s: %s is what the odds are %s, above 1 and up to %d, not %v", what, e.Key,
					map[string]string{"raise": "multiplied by", "lower": "divided by"}[e.Key], mostOdds, f)
			}
		}
	}
	switch e.Key {
	case "name":
	case "type":
		typ(&r.Type)
	case "retype":
		typ(&r.Retype)
	case "veto":
		relation(&r.Veto)
	case "candidates":
		relation(&r.Candidates)
	case "raise":
		odds(&r.Raise)
	case "lower":
		odds(&r.Lower)
	case "score":
		if f, ok := b.number(e.Value, what+": score"); ok {
			if r.Score = f; !(f > 0 && f <= 1) {
				b.Fault(e.Value, "%s: score is the share of its proposals that are right, above 0 and up to 1, not %v", what, f)
			}
		}
	case "priority":
		if f, ok := b.number(e.Value, what+": priority"); ok {
			if r.Priority = int(f); f != math.Trunc(f) || math.Abs(f) > mostPriority {
				b.Fault(e.Value, "%s: priority is a whole number from -%d to %d, not %v", what, mostPriority, mostPriority, f)
			}
		}
	case "where":
		for _, n := range b.oneOrMore(e.Value, what+": where") {
			if s, ok := b.str(n, what+": where"); ok {
				if r.Where = append(r.Where, Place(s)); !isPlace(s) {
					b.Fault(n, "%s: where is one or several of %s, not %q", what, strings.Join(wordsOf(Places()), ", "), s)
				}
			}
		}
		if len(r.Where) == 0 {
			b.Fault(e.Value, "%s: where names no place: use %s, or leave it out", what, strings.Join(wordsOf(Places()), ", "))
		}
	case "examples":
		b.examples(e.Value, what, r)
	default:
		b.Fault(e.At, "%s: %s", what, unknownKey(e.Key, ruleKeys, "a rule"))
	}
}

// check looks for what is missing and for what does not go together.
func (b *setBuilder) check(n ast.Node, what string, r *Rule, has map[string]ast.Node) {
	switch {
	case has["pattern"] == nil && has["regexp"] == nil:
		b.Fault(n, "%s: neither pattern nor regexp: it needs one", what)
	case has["pattern"] != nil && has["regexp"] != nil:
		b.Fault(has["regexp"], "%s: both pattern and regexp: make it two rules", what)
	}
	var actions []string
	for _, k := range actionKeys {
		if has[k] != nil {
			actions = append(actions, k)
		}
	}
	action := strings.Join(actions, " and ")
	switch {
	case len(actions) > 1:
		b.Fault(has[actions[1]], "%s: both %s: make it two rules", what, action)
	case len(actions) == 0 && has["score"] == nil:
		b.Fault(n, "%s: score is missing: the share of its proposals that are right, such as 0.9", what)
	case len(actions) == 0 && has["candidates"] != nil:
		b.Fault(has["candidates"], "%s: candidates is for rules that retype, raise or lower", what)
	case action == "veto" && has["candidates"] != nil:
		b.Fault(has["candidates"], "%s: a veto says itself which candidates it means: veto: inside", what)
	case len(actions) == 1 && action != "retype" && has["score"] != nil:
		b.Fault(has["score"], "%s: a rule with %s has no score of its own", what, action)
	}
	switch {
	case len(actions) > 0 && has["type"] == nil:
		b.Fault(n, "%s: type is missing: that of the candidates that it acts on, or ANY", what)
	case len(actions) == 0 && r.Type == AnyType:
		b.Fault(has["type"], "%s: type ANY is for rules with veto, retype, raise or lower", what)
	case r.Retype == AnyType:
		b.Fault(has["retype"], "%s: retype needs one type", what)
	}
	if has["examples"] == nil {
		b.Fault(n, "%s: examples are missing: at least one under match and one under no_match", what)
	}
}

// maxCode is how many instructions a rule may have.
const maxCode = 10_000

// patterns parses and compiles the patterns of a rule.
func (b *setBuilder) patterns(what string, r *Rule, rd *ready, has map[string]ast.Node) {
	rd.program = &program{}
	rd.where = placesOf(r.Where)
	var clauses []clause
	if n := has["pattern"]; n != nil {
		if p := b.pattern(n, what+": pattern"); p != nil {
			if p.nullable() {
				b.Fault(n, "%s: the pattern can match nothing at all", what)
			} else if b.labelled(what, r, p, has) {
				rd.start = b.compile(rd.program, p, false, r.Type)
				clauses = b.need(p)
			}
		}
	} else if n := has["regexp"]; n != nil {
		re, err := regexp.Compile(r.Regexp)
		switch {
		case err != nil:
			b.Fault(n, "%s: regexp: %s", what, regexpFault(err))
		case re.MatchString(""):
			b.Fault(n, "%s: the regexp can match nothing at all", what)
		case r.Type == "" && has["type"] == nil:
			b.Fault(n, "%s: type is missing: PERSON, ORGANISATION, PLACE, MONEY or one of your own", what)
		default:
			rd.re = re
		}
	}
	for _, c := range []struct {
		key    string
		into   *int
		back   bool
		needed bool
	}{
		{"before", &rd.before, true, true}, {"after", &rd.after, false, true},
		{"not_before", &rd.notBefore, true, false}, {"not_after", &rd.notAfter, false, false},
	} {
		n := has[c.key]
		if n == nil {
			continue
		}
		p := b.pattern(n, what+": "+c.key)
		switch {
		case p == nil:
		case p.captures() > 0:
			b.Fault(n, "%s: %s marks a mention; only the pattern can", what, c.key)
		case p.nullable() && !edge(p):
			b.Fault(n, "%s: %s can match nothing at all, so it says nothing", what, c.key)
		default:
			*c.into = b.compile(rd.program, p, c.back, r.Type)
			if c.needed {
				clauses = append(clauses, b.need(p)...)
			}
		}
	}
	if len(rd.program.code) > maxCode {
		b.Fault(has["pattern"], "%s: its patterns are too large: written out, they have more than %d parts", what, maxCode)
	}
	rd.clauses = rarest(clauses)
}

// edge reports whether a part of p is Start, End or a look around, which says
// something though it takes no token.
func edge(p *node) bool {
	found := false
	p.walk(func(n *node) { found = found || n.op == opStart || n.op == opEnd || n.op == opLook })
	return found
}

// labelled checks that every mention of the pattern has a type.
func (b *setBuilder) labelled(what string, r *Rule, p *node, has map[string]ast.Node) bool {
	ok := r.Type != ""
	if !ok {
		unlabelled := p.captures() == 0
		p.walk(func(n *node) { unlabelled = unlabelled || n.op == opCapture && n.label == "" })
		if ok = !unlabelled; !ok {
			b.Fault(has["pattern"], "%s: type is missing: PERSON, ORGANISATION, PLACE, MONEY or one of your own", what)
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
	p, err := parsePattern(s, b.scope)
	var pe *patternError
	if errors.As(err, &pe) {
		line, column := b.inside(n, s, pe.at)
		b.FaultAt(line, column, "%s: %s", what, pe.msg)
		return nil
	}
	line, column := yamlfile.Position(n)
	b.ask(p, Fault{Path: b.Path, Line: line, Column: column, Msg: what + ": "})
	if b.keep {
		in := b.reader
		b.parsed = append(b.parsed, parsedPattern{b.Path, what, p, strings.HasPrefix(what, "macro "), func(i int) (int, int) { return in.inside(n, s, i) }})
	}
	return p
}

// ask notes the lists that p names; at begins what to say of one that is not there.
func (b *setBuilder) ask(p *node, at Fault) {
	p.asks(func(name string) { b.asked = append(b.asked, askedList{name, at}) }, func(*asked) {})
}
