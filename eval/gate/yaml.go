package gate

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// reader walks over the nodes of a file and collects what is wrong with them.
type reader struct {
	path   string
	faults []fault
}

type fault struct {
	Place
	msg string
}

func (r *reader) fault(at ast.Node, format string, args ...any) {
	r.faults = append(r.faults, fault{place(at), fmt.Sprintf(format, args...)})
}

// err joins the faults in the order of their places.
func (r *reader) err() error {
	slices.SortStableFunc(r.faults, func(a, b fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	errs := make([]error, len(r.faults))
	for i, f := range r.faults {
		errs[i] = fmt.Errorf("%s:%d:%d: %s", r.path, f.Line, f.Column, f.msg)
	}
	return errors.Join(errs...)
}

// place is where a node begins; a mapping begins at its first key.
func place(n ast.Node) Place {
	switch m := n.(type) {
	case *ast.MappingNode:
		if len(m.Values) > 0 && !m.IsFlowStyle {
			return place(m.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return place(m.Key)
	}
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return Place{1, 1}
	}
	p := n.GetToken().Position
	return Place{p.Line, p.Column}
}

// document is the root node of a file, nil if there is none.
func (r *reader) document(content []byte) ast.Node {
	f, err := parseYAML(content)
	if err != nil {
		msg, _, _ := strings.Cut(err.Error(), "\n")
		at := Place{1, 1}
		if rest, ok := strings.CutPrefix(msg, "["); ok {
			if position, what, ok := strings.Cut(rest, "] "); ok {
				if _, err := fmt.Sscanf(position, "%d:%d", &at.Line, &at.Column); err == nil {
					msg = what
				}
			}
		}
		r.faults = append(r.faults, fault{at, msg})
		return nil
	}
	switch {
	case len(f.Docs) == 0 || f.Docs[0].Body == nil:
		r.faults = append(r.faults, fault{Place{1, 1}, "the file is empty: it needs one of the keys floors, baseline, rules"})
		return nil
	case len(f.Docs) > 1:
		r.fault(f.Docs[1].Body, "a second document: a gate file is one")
	}
	return f.Docs[0].Body
}

// parseYAML reads YAML. A panic of the parser, which odd bytes have caused, is
// an error.
func parseYAML(content []byte) (f *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("no YAML that can be read: %v", p)
		}
	}()
	return parser.ParseBytes(content, 0)
}

// entry is a key of a mapping with its value.
type entry struct {
	key   string
	at    ast.Node
	value ast.Node
}

// mapping lists the entries of a mapping, each key of which is one of known;
// what says what it is of.
func (r *reader) mapping(n ast.Node, what string, known ...string) (entries []entry, ok bool) {
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		r.fault(n, "%s must be keys with values: %s", what, strings.Join(known, ", "))
		return nil, false
	}
	seen := map[string]bool{}
	for _, v := range values {
		if v.Key == nil || v.Key.GetToken() == nil {
			r.fault(n, "%s: a key can not be read", what)
			continue
		}
		key := v.Key.GetToken().Value
		switch {
		case !slices.Contains(known, key):
			r.fault(v.Key, "unknown key %s: %s has the keys %s", key, what, strings.Join(known, ", "))
		case seen[key]:
			r.fault(v.Key, "%s has the key %s twice", what, key)
		default:
			seen[key] = true
			entries = append(entries, entry{key, v.Key, v.Value})
		}
	}
	return entries, true
}

// sequence lists the elements of a list.
func (r *reader) sequence(n ast.Node, what string) []ast.Node {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		r.fault(n, "%s must be a list: lines that begin with -, or [a, b]", what)
		return nil
	}
	return s.Values
}

// str is the text of a scalar; false, and a fault, if the node is none.
func (r *reader) str(n ast.Node, what string) (string, bool) {
	switch s := n.(type) {
	case *ast.StringNode:
		if s.Value == "" {
			break
		}
		return s.Value, true
	case *ast.IntegerNode, *ast.FloatNode:
		return n.GetToken().Value, true
	}
	r.fault(n, "%s must be text", what)
	return "", false
}

// strs is a list of texts, or one text for a list of one.
func (r *reader) strs(n ast.Node, what string) (list []string, at []ast.Node) {
	nodes := []ast.Node{n}
	if s, ok := n.(*ast.SequenceNode); ok {
		nodes = s.Values
		if len(nodes) == 0 {
			r.fault(n, "%s is an empty list", what)
		}
	}
	for _, n := range nodes {
		if s, ok := r.str(n, what); ok {
			list, at = append(list, s), append(at, n)
		}
	}
	return list, at
}

func (r *reader) boolean(n ast.Node, what string) bool {
	b, ok := n.(*ast.BoolNode)
	if !ok {
		r.fault(n, "%s must be true or false", what)
		return false
	}
	return b.Value
}

// number is a number above least and up to most; note is added to what is said
// of another.
func (r *reader) number(n ast.Node, what string, least, most float64, note string) (float64, bool) {
	switch n.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
	default:
		r.fault(n, "%s must be a number", what)
		return 0, false
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(n.GetToken().Value, "_", ""), 64)
	if err != nil || !(f > least && f <= most) {
		r.fault(n, "%s must be a number above %v and up to %v, and is %s%s", what, least, most, n.GetToken().Value, note)
		return 0, false
	}
	return f, true
}
