package gold

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ulikunitz/xz"

	"rollcall/text"
)

func TestJSONLTypes(t *testing.T) {
	const ann = `{"id":"a","text":"Ann ran.","mentions":[{"start":0,"end":3,"type":"PERSON"}]}`
	const own = `{"id":"b","text":"Bo ran.","types":["PLACE","PERSON"]}`
	tests := []struct {
		name, data string
		want       []text.Type
		lines      []int
		problem    string
	}{
		{"none named: all", ann, nil, []int{1}, ""},
		{"header", "\uFEFF\n{\"types\":[\"PLACE\",\"PERSON\"]}\n" + ann, []text.Type{"PERSON", "PLACE"}, []int{3}, ""},
		{"each document", own + "\n" + strings.Replace(own, `"b"`, `"c"`, 1), []text.Type{"PERSON", "PLACE"}, []int{1, 2}, ""},
		{"they differ", own + "\n\n" + ann, []text.Type{"PERSON", "PLACE"}, []int{1, 3}, `x.jsonl:3: error: document "a": annotated for all types, the documents before it for [PERSON PLACE]`},
		{"not a list", `{"id":"b","text":"Bo ran.","types":"PLACE"}`, nil, []int{1}, "the key types is not a list of strings"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := parse(t, "x.jsonl", tt.data, DefaultMap())
			if diff := cmp.Diff(tt.want, c.Types); diff != "" {
				t.Errorf("types (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.lines, c.Lines); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
			checkProblem(t, c.Problems, tt.problem)
		})
	}
}

// checkProblem wants exactly one problem that contains a string, or none where
// the string is empty.
func checkProblem(t *testing.T, problems []Problem, want string) {
	t.Helper()
	switch {
	case want == "" && len(problems) > 0:
		t.Errorf("unexpected: %v", problems)
	case want != "" && (len(problems) != 1 || !strings.Contains(problems[0].Error(), want)):
		t.Errorf("problems %v, want one with %q", problems, want)
	}
}

// Each fault of a line is reported, with the span that would fit, and the
// sound mentions of the line are kept.
func TestJSONLFaults(t *testing.T) {
	tests := []struct{ name, line, want, kept string }{
		{
			"off by one", `{"id":"a","text":"Then Ann met Bo.","mentions":[{"start":4,"end":7,"type":"PERSON","text":"Ann"},{"start":13,"end":15,"type":"PERSON"}]}`,
			`x.jsonl:1: error: document "a" at 4-7: mention 0: 4-7 is said to be "Ann", but the text there is " An"; it stands at 5-8 (+1) (surface)`,
			"Then Ann met [Person Bo].",
		},
		{
			"bytes read as characters", `{"id":"a","text":"Émile saw Ann","mentions":[{"start":11,"end":14,"type":"PERSON","text":"Ann"}]}`,
			`11-14 lies outside the text of 13 chars`, "Émile saw Ann",
		},
		{
			"bytes written as characters", `{"id":"a","text":"Émile saw Ann there","mentions":[{"start":11,"end":14,"type":"PERSON","text":"Ann"}]}`,
			`it stands at 10-13: the offsets look like bytes, not chars`, "Émile saw Ann there",
		},
		{
			"utf16 written as characters", `{"id":"a","text":"😀 saw Ann there","mentions":[{"start":7,"end":10,"type":"PERSON","text":"Ann"}]}`,
			`it stands at 6-9: the offsets look like utf16s, not chars`, "😀 saw Ann there",
		},
		{
			"nowhere", `{"id":"a","text":"Then Ann left.","mentions":[{"start":5,"end":8,"type":"PERSON","text":"Eve"}]}`,
			`that text stands nowhere in the document`, "Then Ann left.",
		},
		{
			"empty", `{"id":"a","text":"Ann","mentions":[{"start":2,"end":2,"type":"PERSON"}]}`,
			`mention 0: 2-2 is empty (span)`, "Ann",
		},
		{
			"no type", `{"id":"a","text":"Ann","mentions":[{"start":0,"end":3}]}`,
			`mention 0: type is missing (span)`, "Ann",
		},
		{
			"an entity of a mention that is not there", `{"id":"a","text":"Ann","mentions":[{"start":0,"end":3,"type":"PERSON"}],"entities":[{"id":"E1","mentions":[4]}]}`,
			`entity "E1": there is no mention 4 (file)`, "[Person Ann]",
		},
		{"unit", `{"id":"a","text":"Ann","offsets":"rune","mentions":[]}`, `unknown offset unit "rune"`, "Ann"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := parse(t, "x.jsonl", tt.line, DefaultMap())
			checkProblem(t, c.Problems, tt.want)
			if got := marked(t, c.Documents[0]); got != tt.kept {
				t.Errorf("kept %s, want %s", got, tt.kept)
			}
		})
	}
	c := parse(t, "x.jsonl", "{\"id\":\"a\"}\nnot JSON\n{\"id\":\"b\",\"text\":\"Ann\"}", DefaultMap())
	if len(c.Documents) != 1 || len(c.Problems) != 2 {
		t.Errorf("%d documents, problems %v", len(c.Documents), c.Problems)
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	data := []byte(tagLines("Ann/B-PER ran/O"))
	var gz, xzed bytes.Buffer
	g := gzip.NewWriter(&gz)
	x, err := xz.NewWriter(&xzed)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []interface {
		Write([]byte) (int, error)
		Close() error
	}{g, x} {
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	files := map[string][]byte{
		"a.conll": data, "b.iob.gz": gz.Bytes(), "c.BIO.xz": xzed.Bytes(),
		"d.jsonl":  []byte(`{"id":"d","text":"Ann ran","mentions":[{"start":0,"end":3,"type":"PERSON"}]}`),
		"e.marked": []byte("[Person Ann] ran\n"),
		"f.txt":    data, "i.txt": []byte("Ann ran.\n"), "j.json": []byte("{}"), "g.conll.gz": data, "h.jsonl": []byte("{"),
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	listed, err := Files(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range listed {
		names = append(names, filepath.Base(f))
	}
	if diff := cmp.Diff([]string{"a.conll", "b.iob.gz", "c.BIO.xz", "d.jsonl", "e.marked", "f.txt", "g.conll.gz", "h.jsonl"}, names); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	for _, path := range listed {
		c, err := Open(path, DefaultMap())
		switch name := filepath.Base(path); name {
		case "g.conll.gz", "h.jsonl":
			if err == nil || !strings.HasPrefix(err.Error(), path+":") {
				t.Errorf("%s: error %v, want one with its path", name, err)
			}
		default:
			if err != nil {
				t.Error(err)
				continue
			}
			if got := marked(t, c.Documents[0]); got != "[Person Ann] ran" {
				t.Errorf("%s: %s", name, got)
			}
		}
	}
	if _, err := Open(filepath.Join(dir, "i.txt"), DefaultMap()); err == nil || !strings.Contains(err.Error(), "none of the .txt formats known (conll)") {
		t.Errorf("i.txt: %v", err)
	}
	if _, err := Files(t.TempDir()); err == nil {
		t.Error("an empty folder is no error")
	}
}

// Mentions come out in order whatever the file's order; entities follow.
func TestMentionsAreSorted(t *testing.T) {
	c := parse(t, "x.jsonl", `{"id":"a","text":"Ann met Bo.","mentions":[{"start":8,"end":10,"type":"PERSON"},{"start":0,"end":3,"type":"PERSON"}],"entities":[{"id":"E1","type":"PERSON","name":"Bo","mentions":[0]},{"id":"E2","type":"PERSON","name":"Ann","mentions":[1]}]}`, DefaultMap())
	d := c.Documents[0]
	for _, e := range d.Entities {
		if got := d.Surface(d.Mentions[e.Mentions[0]].Span); got != e.Name {
			t.Errorf("entity %s points at %q", e.Name, got)
		}
	}
	if d.Mentions[0].Start != 0 {
		t.Errorf("mentions are not in order: %v", d.Mentions)
	}
}
