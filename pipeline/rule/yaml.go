package rule

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// reader walks over the nodes of a file and collects what is wrong with them.
type reader struct {
	path   string
	lines  []string // of the file
	faults []fault
}

type fault struct {
	line, column int
	msg          string
}

// Fault is something wrong in a file of rules. The error of Read joins all that
// there are; Faults takes them apart.
type Fault struct {
	Path         string
	Line, Column int // from 1; 0 where it is of no place
	Msg          string
}

// Error is "path:line:column: what is wrong".
func (f *Fault) Error() string { return fmt.Sprintf("%s:%d:%d: %s", f.Path, f.Line, f.Column, f.Msg) }

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

func (r *reader) fault(at ast.Node, format string, args ...any) {
	line, column := position(at)
	r.faultAt(line, column, format, args...)
}

func (r *reader) faultAt(line, column int, format string, args ...any) {
	r.faults = append(r.faults, fault{line, column, fmt.Sprintf(format, args...)})
}

// err joins the faults in the order of their places.
func (r *reader) err() error {
	slices.SortStableFunc(r.faults, func(a, b fault) int {
		if a.line != b.line {
			return a.line - b.line
		}
		return a.column - b.column
	})
	errs := make([]error, len(r.faults))
	for i, f := range r.faults {
		errs[i] = &Fault{r.path, f.line, f.column, f.msg}
	}
	return errors.Join(errs...)
}

// position is where a node begins; a mapping begins at its first key.
func position(n ast.Node) (line, column int) {
	switch m := n.(type) {
	case *ast.MappingNode:
		if len(m.Values) > 0 && !m.IsFlowStyle {
			return position(m.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return position(m.Key)
	}
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 1, 1
	}
	p := n.GetToken().Position
	return p.Line, p.Column
}

// document is the root node of a file, nil if there is none.
func (r *reader) document(content []byte) ast.Node {
	r.lines = strings.Split(string(content), "\n")
	f, err := parse(content)
	if err != nil {
		msg, _, _ := strings.Cut(err.Error(), "\n")
		line, column := 1, 1
		if rest, ok := strings.CutPrefix(msg, "["); ok {
			if at, what, ok := strings.Cut(rest, "] "); ok {
				if _, err := fmt.Sscanf(at, "%d:%d", &line, &column); err == nil {
					msg = what
				}
			}
		}
		if strings.Contains(msg, "mapping value is not allowed") {
			msg += "; a pattern with a colon or a quote in it stands in single quotes"
		}
		r.faultAt(line, column, "%s", msg)
		return nil
	}
	switch {
	case len(f.Docs) == 0 || f.Docs[0].Body == nil:
		r.faultAt(1, 1, "the file is empty: it needs the key rules with a list of rules")
		return nil
	case len(f.Docs) > 1:
		r.fault(f.Docs[1].Body, "a second document: a file of rules is one")
	}
	return f.Docs[0].Body
}

// parse reads YAML. A panic of the parser, which odd bytes have caused, is an
// error.
func parse(content []byte) (f *ast.File, err error) {
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

// mapping lists the entries of a mapping; what says what it is of, for the
// error if it is none.
func (r *reader) mapping(n ast.Node, what string) []entry {
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		r.fault(n, "%s must be keys with values", what)
		return nil
	}
	var entries []entry
	for _, v := range values {
		if v.Key == nil || v.Key.GetToken() == nil {
			r.fault(n, "%s: a key can not be read", what)
			continue
		}
		entries = append(entries, entry{v.Key.GetToken().Value, v.Key, v.Value})
	}
	return entries
}

// sequence lists the elements of a list.
func (r *reader) sequence(n ast.Node, what string) []ast.Node {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		r.fault(n, "%s must be a list: lines that begin with -", what)
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
		r.fault(n, "%s must be text; one that begins with { stands in single quotes", what)
	case *ast.AnchorNode, *ast.AliasNode:
		r.fault(n, "%s must be text; anchors and aliases (& and *) are not used here, and text that begins so stands in single quotes", what)
	default:
		r.fault(n, "%s must be text", what)
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
		r.fault(n, "%s must be a number, and is %q", what, s)
	}
	return f, err == nil
}

// inside is the place of byte i of a scalar's text: exact in text on one line
// without escapes, else where the scalar begins.
func (r *reader) inside(n ast.Node, s string, i int) (line, column int) {
	line, column = position(n)
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
