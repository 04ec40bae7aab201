package yamlfile

import (
	"errors"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/ast"
	"github.com/google/go-cmp/cmp"
)

var kind = Kind{Empty: "nothing in it", Second: "a second one", Hint: func(string) string { return "; look there" }}

func TestFaultsComeInTheOrderOfTheirPlaces(t *testing.T) {
	r := &Reader{Path: "a.yaml"}
	root := r.Document([]byte("one: 1\ntwo: [a]\n"), kind)
	entries, ok := r.Mapping(root, "a file")
	if !ok || len(entries) != 2 || entries[0].Key != "one" {
		t.Fatalf("%v, %v", entries, ok)
	}
	if _, ok := r.Mapping(entries[1].Value, "two"); ok {
		t.Error("a list is a mapping")
	}
	if _, ok := r.Mapping(entries[0].Value, "one", "x", "y"); ok {
		t.Error("a number is a mapping")
	}
	r.Fault(entries[0].At, "wrong key %s", entries[0].Key)
	want := "a.yaml:1:1: wrong key one\na.yaml:1:6: one must be keys with values: x, y\na.yaml:2:6: two must be keys with values"
	if diff := cmp.Diff(want, r.Err().Error()); diff != "" {
		t.Error(diff)
	}
	var f *Fault
	if !errors.As(r.Err(), &f) || f.Line != 1 {
		t.Errorf("%v", f)
	}
	if (&Reader{}).Err() != nil {
		t.Error("no fault is an error")
	}
}

func TestDocument(t *testing.T) {
	for content, want := range map[string]string{
		"":                "f:1:1: nothing in it",
		"a: 1\n---\nb: 2": "f:3:1: a second one",
		"a: b: c":         "; look there",
	} {
		r := &Reader{Path: "f"}
		r.Document([]byte(content), kind)
		if err := r.Err(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, not %s", content, err, want)
		}
	}
}

func TestLocated(t *testing.T) {
	for in, want := range map[string]struct {
		line, column int
		msg          string
	}{
		"[3:14] no such key\n> 3 | x": {3, 14, "no such key"},
		"[x] no place":                {0, 0, "[x] no place"},
		"nothing":                     {0, 0, "nothing"},
	} {
		line, column, msg := Located(errors.New(in))
		if line != want.line || column != want.column || msg != want.msg {
			t.Errorf("%q: %d, %d, %q", in, line, column, msg)
		}
	}
}

func TestIs(t *testing.T) {
	for name, want := range map[string]bool{"a.yaml": true, "b/c.YML": true, "yaml": false, "a.yaml.gz": false} {
		if Is(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}

// Nothing that a file can hold is a panic.
func FuzzDocument(f *testing.F) {
	for _, s := range []string{"a: [1, {b: c}]", "? - x", "!!binary x", "&a *a", "\xff: \t", "- |\n  x\n--- {}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) {
		r := &Reader{Path: "f"}
		var walk func(n ast.Node, depth int)
		walk = func(n ast.Node, depth int) {
			entries, _ := r.Mapping(n, "x")
			for _, e := range entries {
				if line, column := Position(e.Value); depth < 20 && (line < 0 || column < 0) {
					t.Errorf("a value at %d:%d", line, column)
				}
				if e.Value != nil && depth < 20 {
					walk(e.Value, depth+1)
				}
			}
		}
		if root := r.Document([]byte(content), kind); root != nil {
			walk(root, 0)
		}
		_ = r.Err()
	})
}
