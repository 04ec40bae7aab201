package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/gold"
	"rollcall/text"
)

// Tag files on both sides are read by package tags, all others by package gold:
// what is scored must be the same, ids, texts and mentions, since answers to
// one are scored against the other, and results are compared.
func TestTaggedCorpus(t *testing.T) {
	bag := strings.Repeat("Ann B-PER\nleft O\n\n", 101)
	for name, content := range map[string]string{
		"documents":  "-DOCSTART- -X- O\n\nAnn NNP B-PER\nLee NNP I-PER\n\nOslo NNP B-LOC\n\n-DOCSTART- -X- O\n\nBo NNP B-PER\n",
		"ids":        "#begin document (a/b); part 000\nAnn 0 B-PER\n#end document\n# newdoc id = c\n# text = Bo\nBo 0 B-PER\n",
		"undivided":  "Ann B-PER\n\nleft O\nOslo B-LOC\n",
		"bag":        bag,
		"one in bag": "-DOCSTART- O\n\n" + bag,
		"iob1":       "Ann I-PER\nLee I-PER\nBo B-PER\n\nOslo I-LOC\n",
		"bioes":      "Ann B-PER\nLee E-PER\nBo S-PER\nin O\nOslo S-LOC\n",
		"ioe2":       "Ann I-PER\nLee E-PER\nBo E-PER\nin O\nOslo E-LOC\n",
		"illegal":    "Ann B-PER\nLee I-LOC\nBo O\nin I-LOC\nOslo I-LOC\n\nLee I-PER\n",
		"marks":      "\uFEFF# id = 1\r\n#\tO\r\nAnn\tB-PER\r\n\r\n  \r\nNew  York\tB-LOC\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "my.file.conll.gz")
			var packed bytes.Buffer
			w := gzip.NewWriter(&packed)
			if _, err := w.Write([]byte(content)); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, packed.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			want, err := gold.Open(path, gold.Map{})
			if err != nil {
				t.Fatal(err)
			}
			f := evalFlags{predictions: []string{path}}
			f.repair = &choice{value: "conlleval"}
			corpora, err := f.openTagged(newEvalCmd(), []string{path})
			if err != nil || len(corpora) != 1 {
				t.Fatal(corpora, err)
			}
			if diff := cmp.Diff(shown(want), shown(corpora[0])); diff != "" {
				t.Error(diff)
			}
			s := &system{name: path}
			if !f.tagged.answer(s, corpora[0]) {
				t.Fatal("the answers are not there")
			}
			got := &gold.Corpus{Path: path, Documents: s.answers[0], Lines: corpora[0].Lines}
			if diff := cmp.Diff(shown(want), shown(got)); diff != "" {
				t.Errorf("answers: %s", diff)
			}
		})
	}
}

// shown is what of a corpus has a say in scores and addresses.
func shown(c *gold.Corpus) []string {
	var out []string
	for i, d := range c.Documents {
		var mentions []text.Mention
		mentions = append(mentions, d.Mentions...)
		out = append(out, fmt.Sprintf("%d %s %q %v", c.Lines[i], d.ID, d.Text, mentions))
	}
	return out
}
