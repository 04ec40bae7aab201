// Package yamlfile reads YAML that people write by hand, as nodes that know
// where they stand, and collects what is wrong with it, so that an author is
// told every fault of a file at once, each with line and column.
//
// Left out on purpose: decoding into Go values, which stops at the first fault.
package yamlfile

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Is reports whether a file of this name is YAML, by its ending.
func Is(name string) bool {
	ext := strings.ToLower(path.Ext(filepath.ToSlash(name)))
	return ext == ".yaml" || ext == ".yml"
}

// Fault is something wrong in a file.
type Fault struct {
	Path         string
	Line, Column int // from 1; 0 where it is of no place
	Msg          string
}

// Error is "path:line:column: what is wrong".
func (f *Fault) Error() string { return fmt.Sprintf("%s:%d:%d: %s", f.Path, f.Line, f.Column, f.Msg) }

// Reader collects the faults of one file. The zero value, with a path, is ready
// for use.
type Reader struct {
	Path   string
	faults []*Fault
}

// Fault notes a fault where a node begins.
func (r *Reader) Fault(at ast.Node, format string, args ...any) {
	line, column := Position(at)
	r.FaultAt(line, column, format, args...)
}

// FaultAt notes a fault at a line and column, both from 1.
func (r *Reader) FaultAt(line, column int, format string, args ...any) {
	r.faults = append(r.faults, &Fault{r.Path, line, column, fmt.Sprintf(format, args...)})
}

// Count is the number of faults noted so far.
func (r *Reader) Count() int { return len(r.faults) }

// Err joins the faults, each a *Fault, in the order of their places; nil if
// there are none.
func (r *Reader) Err() error {
	slices.SortStableFunc(r.faults, func(a, b *Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	errs := make([]error, len(r.faults))
	for i, f := range r.faults {
		errs[i] = f
	}
	return errors.Join(errs...)
}

// Position is where a node begins, both from 1; a mapping begins at its first
// key.
func Position(n ast.Node) (line, column int) {
	switch m := n.(type) {
	case *ast.MappingNode:
		if len(m.Values) > 0 && !m.IsFlowStyle {
			return Position(m.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return Position(m.Key)
	}
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 1, 1
	}
	p := n.GetToken().Position
	return p.Line, p.Column
}

// Kind says of a kind of file what its author is told.
type Kind struct {
	Empty  string // of a file without anything in it
	Second string // of a file that holds more than one document
	// Hint, if not nil, adds to what the YAML parser says.
	Hint func(msg string) string
}

// Document is the root node of a file; nil, and a fault, if it has none.
func (r *Reader) Document(content []byte, kind Kind) ast.Node {
	f, err := parse(content)
	if err != nil {
		line, column, msg := Located(err)
		if kind.Hint != nil {
			msg += kind.Hint(msg)
		}
		r.FaultAt(max(line, 1), max(column, 1), "%s", msg)
		return nil
	}
	switch {
	case len(f.Docs) == 0 || f.Docs[0].Body == nil:
		r.FaultAt(1, 1, "%s", kind.Empty)
		return nil
	case len(f.Docs) > 1:
		r.Fault(f.Docs[1].Body, "%s", kind.Second)
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

// Located takes an error of the YAML parser or decoder, "[line:column] what is
// wrong" with an excerpt below, apart. Line and column are 0 if it has none.
func Located(err error) (line, column int, msg string) {
	msg, _, _ = strings.Cut(err.Error(), "\n")
	if rest, ok := strings.CutPrefix(msg, "["); ok {
		if at, what, ok := strings.Cut(rest, "] "); ok {
			if _, err := fmt.Sscanf(at, "%d:%d", &line, &column); err == nil {
				return line, column, what
			}
		}
	}
	return 0, 0, msg
}

// Entry is a key of a mapping with its value.
type Entry struct {
	Key   string
	At    ast.Node // the key
	Value ast.Node
}

// Mapping lists the entries of a mapping, in order. If the node is none, it
// gives nil and false, and a fault, in which what says what the mapping is of
// and keys, if there are any, which ones it takes.
func (r *Reader) Mapping(n ast.Node, what string, keys ...string) (entries []Entry, ok bool) {
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		if len(keys) > 0 {
			what += " must be keys with values: " + strings.Join(keys, ", ")
		} else {
			what += " must be keys with values"
		}
		r.Fault(n, "%s", what)
		return nil, false
	}
	for _, v := range values {
		if v.Key == nil || v.Key.GetToken() == nil {
			r.Fault(n, "%s: a key can not be read", what)
			continue
		}
		entries = append(entries, Entry{v.Key.GetToken().Value, v.Key, v.Value})
	}
	return entries, true
}
