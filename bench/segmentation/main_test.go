package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/text"
)

func write(t *testing.T, lines string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "case.jsonl")
	if err := os.WriteFile(path, []byte(lines), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRead(t *testing.T) {
	path := write(t, `{"id":"a","text":"Élan\u00a0won. It is.","sentences":[[0,10],[10,16]]}
{"name":"b","text":"One\ntwo. Three.","sentences":["One two.","Three."]}
`)
	cases, err := read(path)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]text.Span{{{Start: 0, End: 11}, {Start: 12, End: 18}}, {{Start: 0, End: 8}, {Start: 9, End: 15}}}
	for i, c := range cases {
		if diff := cmp.Diff(want[i], c.gold); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for line, want := range map[string]string{
		`{"text":"One.","sentences":[[0,9]]}`:   "outside",
		`{"text":"One.","sentences":["Two."]}`:  "not in the text",
		`{"text":"One.","sentences":[true]}`:    "neither",
		`{"text":"One.","sentences":[[0,4]]`:    "case.jsonl:1",
		`{"text":"One.","sentences":["One. "}]`: "case.jsonl:1",
	} {
		if _, err := read(write(t, line)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one that says %q", line, err, want)
		}
	}
}

// One end of two is found, and one that is none; no span is right.
func TestRun(t *testing.T) {
	path := write(t, `{"text":"He left. She stayed","sentences":["He","left. She stayed"]}`)
	var out strings.Builder
	if err := run(&out, []string{path}, false); err != nil {
		t.Fatal(err)
	}
	if want := "| case | 1 | 2 | 50.0 | 50.0 | 50.0 | 0.0 | 0.0 % |"; !strings.Contains(out.String(), want) {
		t.Errorf("table\n%s, want the line\n%s", out.String(), want)
	}
	out.Reset()
	if err := run(&out, []string{path}, true); err != nil {
		t.Fatal(err)
	}
	if want := "- : \"He\" ¦ \" left. She stayed\"\n+ : \"He left.\" ¦ \" She stayed\"\n"; out.String() != want {
		t.Errorf("errors\n%s, want\n%s", out.String(), want)
	}
}
