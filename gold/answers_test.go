package gold

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/text"
)

func TestAnswers(t *testing.T) {
	gold := []*text.Document{
		{ID: "a", Text: "Ann met Bo.\n\nThey left  Rome."},
		{ID: "b", Text: "Zoë 🙂 owes Li $5."},
		{ID: "c", Text: "Ann met Bo.\n\nThey left  Rome."}, // the text of a once more
	}
	const inA = "[PER Ann] met Bo.\n\nThey left  [LOC Rome]."
	const inB = "Zoë 🙂 owes [PER Li] $5."
	tests := []struct {
		name, path, data string
		want             map[string]string
		strangers        []string
		note             string
	}{
		{"own, texts left out", "x.jsonl",
			`{"id":"b","mentions":[{"start":11,"end":13,"type":"PER"}]}` + "\n" + `{"id":"z","mentions":[]}`,
			map[string]string{"b": inB}, []string{"z"}, ""},
		{"own, on standard input", "-",
			`{"id":"b","mentions":[{"start":11,"end":13,"type":"PER"}]}`,
			map[string]string{"b": inB}, nil, ""},
		{"tags, known by the text, twice the same text", "x.conll",
			"Ann\tB-PER\nmet\tO\nBo.\tO\n\nThey\tO\nleft\tO\nRome\tB-LOC\n.\tO\n\n-DOCSTART-\tO\n\nAnn\tO\nmet\tO\nBo\tB-PER\n.\tO\nThey\tO\nleft\tO\nRome\tO\n.\tO\n",
			map[string]string{"a": inA, "c": "Ann met [PER Bo].\n\nThey left  Rome."}, nil, "2 answers known by the text"},
		{"tags of all documents as one", "x.conll",
			"Ann\tB-PER\nmet\tO\nBo.\tO\n\nThey\tO\nleft\tO\nRome\tB-LOC\n.\tO\n\nZoë\tO\n🙂\tO\nowes\tO\nLi\tB-PER\n$5\tO\n.\tO\n\nAnn\tO\nmet\tO\nBo\tO\n.\tO\nThey\tO\nleft\tO\nRome\tO\n.\tO\n",
			map[string]string{"a": inA, "b": inB, "c": "Ann met Bo.\n\nThey left  Rome."}, nil, "divided otherwise"},
		{"Presidio, in order", "x.json",
			"[]\n" + `[{"entity_type":"PER","start":11,"end":13,"score":0.85}]` + "\n",
			map[string]string{"a": "Ann met Bo.\n\nThey left  Rome.", "b": inB}, nil, ""},
		{"Presidio, by id", "x.json",
			`{"id":"b","results":[{"entity_type":"PER","start":11,"end":13,"score":0.85}]}`,
			map[string]string{"b": inB}, nil, ""},
		{"a pipeline's word pieces", "x.json",
			`[[],[{"entity":"B-PER","score":0.9,"index":1,"word":"L","start":11,"end":12},{"entity":"I-PER","score":0.8,"index":2,"word":"##i","start":12,"end":13}]]`,
			map[string]string{"a": "Ann met Bo.\n\nThey left  Rome.", "b": inB}, nil, ""},
		{"spaCy, known by the text", "x.json",
			`[["Zoë 🙂 owes Li $5.", {"entities": [[11, 13, "PER"]]}], ["Somewhere else.", {"entities": []}]]`,
			map[string]string{"b": inB}, []string{"x-0002"}, "1 answer known by the text"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := Options{}.ParseAnswers(tt.path, []byte(tt.data), gold)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, d := range a.Documents {
				got[d.ID] = marked(t, d)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("answers (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.strangers, a.Strangers); diff != "" {
				t.Errorf("strangers (-want +got):\n%s", diff)
			}
			if notes := strings.Join(a.Notes, "\n"); !strings.Contains(notes, tt.note) || tt.note == "" && notes != "" {
				t.Errorf("notes %q, want %q", notes, tt.note)
			}
		})
	}
}

// A folder of answers: marked files, each a document.
func TestAnswersInFolder(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string]string{"a.marked": "[Person Ann] met Bo.\n", "b.marked": "[Person Li] ran.\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a, err := Options{}.Answers(dir, []*text.Document{{ID: "b", Text: "Li ran."}, {ID: "a", Text: "Ann met Bo."}})
	if err != nil || len(a.Documents) != 2 || len(a.Strangers) != 0 || marked(t, a.Documents[0]) != "[Person Ann] met Bo." {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestAnswersFaults(t *testing.T) {
	gold := []*text.Document{{ID: "a", Text: "Ann met Bo."}}
	tests := []struct{ path, data, want string }{
		{"x.json", `[[],[]]` + "\n" + `[{"entity_type":"PER","start":0,"end":3,"score":1}]`, "this is record 2, and there are only 1 text"},
		{"x.json", `[{"entity_type":"PER","start":8,"end":30,"score":1}]`, `x.json:1: error: document "a": mention 0: 8-30 lies outside the text of 11 chars`},
		{"x.json", `{"id":"z","results":[{"entity_type":"PER","start":0,"end":3,"score":1}]}`, `x.json:1: error: there is no document "z" among the texts given`},
		{"x.jsonl", `{"id":"a","mentions":[{"start":0,"end":3}]}`, `x.jsonl:1: document "a": mention 0: type is missing`},
		{"x.json", `{}`, "x.json: the content is none of the .json formats known"},
	}
	for _, tt := range tests {
		_, err := Options{}.ParseAnswers(tt.path, []byte(tt.data), gold)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.data, err, tt.want)
		}
	}
}
