package gate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"rollcall/internal/yamlfile"
)

// reader walks over the nodes of a gate file and collects what is wrong with
// them.
type reader struct{ yamlfile.Reader }

func place(n ast.Node) Place {
	line, column := yamlfile.Position(n)
	return Place{line, column}
}

// document is the root node of a file, nil if there is none.
func (r *reader) document(content []byte) ast.Node {
	return r.Document(content, yamlfile.Kind{
		Empty:  "the file is empty: it needs one of the keys floors, baseline, rules",
		Second: "a second document: a gate file is one",
	})
}

// mapping lists the entries of a mapping, each key of which is one of known;
// what says what it is of.
func (r *reader) mapping(n ast.Node, what string, known ...string) (entries []yamlfile.Entry, ok bool) {
	all, ok := r.Mapping(n, what, known...)
	seen := map[string]bool{}
	for _, e := range all {
		switch {
		case !slices.Contains(known, e.Key):
			r.Fault(e.At, "unknown key %s: %s has the keys %s", e.Key, what, strings.Join(known, ", "))
		case seen[e.Key]:
			r.Fault(e.At, "%s has the key %s twice", what, e.Key)
		default:
			seen[e.Key] = true
			entries = append(entries, e)
		}
	}
	return entries, ok
}

// sequence lists the elements of a list.
func (r *reader) sequence(n ast.Node, what string) []ast.Node {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		r.Fault(n, "%s must be a list: lines that begin with -, or [a, b]", what)
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
	r.Fault(n, "%s must be text", what)
	return "", false
}

// strs is a list of texts, or one text for a list of one.
func (r *reader) strs(n ast.Node, what string) (list []string, at []ast.Node) {
	nodes := []ast.Node{n}
	if s, ok := n.(*ast.SequenceNode); ok {
		nodes = s.Values
		if len(nodes) == 0 {
			r.Fault(n, "%s is an empty list", what)
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
		r.Fault(n, "%s must be true or false", what)
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
		r.Fault(n, "%s must be a number", what)
		return 0, false
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(n.GetToken().Value, "_", ""), 64)
	if err != nil || !(f > least && f <= most) {
		r.Fault(n, "%s must be a number above %v and up to %v, and is %s%s", what, least, most, n.GetToken().Value, note)
		return 0, false
	}
	return f, true
}
