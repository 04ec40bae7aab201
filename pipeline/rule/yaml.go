package rule

import (
	"errors"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"rollcall/internal/yamlfile"
)

// reader walks over the nodes of a file of rules and collects what is wrong with
// them.
type reader struct {
	yamlfile.Reader
	lines []string // of the file
}

func newReader(path string) *reader { return &reader{Reader: yamlfile.Reader{Path: path}} }

// Fault is something wrong in a file of rules. The error of Read joins all that
// there are; Faults takes them apart.
type Fault = yamlfile.Fault

// Faults lists the faults that an error of Read joins; what else it joins comes
// without a place.
func Faults(err error) []Fault {
	var f *Fault
	joined, ok := err.(interface{ Unwrap() []error })
	switch {
	case err == nil:
		return nil
	case ok:
		var all []Fault
		for _, e := range joined.Unwrap() {
			all = append(all, Faults(e)...)
		}
		return all
	case errors.As(err, &f):
		return []Fault{*f}
	}
	return []Fault{{Msg: err.Error()}}
}

// document is the root node of a file, nil if there is none.
func (r *reader) document(content []byte) ast.Node {
	r.lines = strings.Split(string(content), "\n")
	return r.Document(content, yamlfile.Kind{
		Empty:  "the file is empty: it needs the key rules with a list of rules",
		Second: "a second document: a file of rules is one",
		Hint: func(msg string) string {
			if strings.Contains(msg, "mapping value is not allowed") {
				return "; a pattern with a colon or a quote in it stands in single quotes"
			}
			return ""
		},
	})
}

// mapping lists the entries of a mapping; what says what it is of, for the
// error if it is none.
func (r *reader) mapping(n ast.Node, what string) []yamlfile.Entry {
	entries, _ := r.Mapping(n, what)
	return entries
}

// sequence lists the elements of a list.
func (r *reader) sequence(n ast.Node, what string) []ast.Node {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		r.Fault(n, "%s must be a list: lines that begin with -", what)
		return nil
	}
	return s.Values
}

// str is the text of a scalar; false, and a fault, if the node is none.
func (r *reader) str(n ast.Node, what string) (string, bool) {
	switch s := n.(type) {
	case *ast.StringNode:
		return s.Value, true
	case *ast.LiteralNode:
		return strings.TrimSuffix(s.Value.Value, "\n"), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	case *ast.MappingNode:
		r.Fault(n, "%s must be text; one that begins with { stands in single quotes", what)
	case *ast.AnchorNode, *ast.AliasNode:
		r.Fault(n, "%s must be text; anchors and aliases (& and *) are not used here, and text that begins so stands in single quotes", what)
	default:
		r.Fault(n, "%s must be text", what)
	}
	return "", false
}

// scalar is the text of a scalar, "" if the node is none.
func scalar(n ast.Node) string {
	s, _ := new(reader).str(n, "")
	return s
}

func (r *reader) number(n ast.Node, what string) (float64, bool) {
	s, ok := r.str(n, what)
	if !ok {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		r.Fault(n, "%s must be a number, and is %q", what, s)
	}
	return f, err == nil
}

// inside is the place of byte i of a scalar's text: exact in text on one line
// without escapes, else where the scalar begins.
func (r *reader) inside(n ast.Node, s string, i int) (line, column int) {
	line, column = yamlfile.Position(n)
	if l, ok := n.(*ast.LiteralNode); ok {
		if l.GetToken().Type != token.LiteralType || line >= len(r.lines) {
			return line, column // a folded block has lost its lines
		}
		indent := len(r.lines[line]) - len(strings.TrimLeft(r.lines[line], " "))
		before := s[:min(i, len(s))]
		return line + 1 + strings.Count(before, "\n"), indent + i - strings.LastIndexByte(before, '\n')
	}
	if t := n.GetToken(); strings.ContainsAny(t.Origin, "\\\n") && strings.Contains(strings.TrimSpace(t.Origin), "\n") {
		return line, column
	} else if t.Type == token.SingleQuoteType || t.Type == token.DoubleQuoteType {
		column++
		if t.Type == token.SingleQuoteType {
			i += strings.Count(s[:min(i, len(s))], "'")
		}
	}
	return line, column + i
}
