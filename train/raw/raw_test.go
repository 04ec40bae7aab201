package raw_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ulikunitz/xz"

	"rollcall/train/raw"
)

func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	data := []byte(content)
	if filepath.Ext(name) == ".xz" {
		var b bytes.Buffer
		w, err := xz.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		data = b.Bytes()
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTexts(t *testing.T) {
	paths := []string{
		file(t, "a.jsonl", `{"id":"1","text":"One."}`+"\n"+`{"id":"2","text":"Two."}`+"\n"),
		file(t, "b.jsonl.xz", `{"text":"Three."}`),
		file(t, "c.conll", "-DOCSTART-\tO\n\nIn\tO\nHalden\tB-LOC\n\nIt\tO\n\n-DOCSTART-\tO\n\nEnd\tO\n"),
	}
	var got []string
	for s, err := range raw.Texts(paths...) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, s)
	}
	want := []string{"One.", "Two.", "Three.", "\n\nIn Halden \n\nIt \n\n", "\n\nEnd "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTextsErrors(t *testing.T) {
	for _, path := range []string{
		"missing.jsonl", file(t, "a.jsonl", "{"), file(t, "b.jsonl", `{"text":"fine"}`+"\nno JSON"), filepath.Join(t.TempDir(), "c.xz"),
	} {
		var last error
		for _, err := range raw.Texts(path) {
			last = err
		}
		if last == nil {
			t.Errorf("%s: no error", path)
		}
	}
}

func TestSentences(t *testing.T) {
	var got [][]string
	for words, err := range raw.Sentences("Ann left Halden. It rained.") {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, append([]string(nil), words...))
	}
	want := [][]string{{"Ann", "left", "Halden", "."}, {"It", "rained", "."}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
