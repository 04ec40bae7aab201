package pipeline_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/pipeline"
	"rollcall/text"
)

// TestEncoderStage runs a model folder from outside the data files.
func TestEncoderStage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "read.yaml")
	if err := os.WriteFile(file, []byte("doc: x\nstages: [tokens, sentences, encoder: {quantise: true}, resolve, entities]\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := pipeline.Open(file, pipeline.Options{}); err == nil || !strings.Contains(err.Error(), "stage encoder: no model") {
		t.Errorf("without a model: %v", err)
	}
	if _, err := pipeline.Open(file, pipeline.Options{Model: t.TempDir()}); err == nil || !strings.Contains(err.Error(), "config.json") {
		t.Errorf("with an empty folder: %v", err)
	}
	p, err := pipeline.Open(file, pipeline.Options{Model: filepath.Join("encoder", "testdata", "bert")})
	if err != nil {
		t.Fatal(err)
	}
	d := &text.Document{ID: "d", Text: "Ann Lee left Zürich with the second of McTavish & Co. and O'Neill."}
	if err := p.Run(d); err != nil {
		t.Fatal(err)
	}
	checkDocument(t, d)
	if len(d.Mentions) == 0 || d.Mentions[0].Source.Stage != "encoder" {
		t.Errorf("mentions %+v: even random weights name something here", d.Mentions)
	}
}
