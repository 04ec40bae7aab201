package pipeline_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/pipeline"
	"rollcall/text"
)

func TestBuiltInPipelinesOpen(t *testing.T) {
	names := pipeline.Names(pipeline.Options{})
	if len(names) == 0 {
		t.Fatal("no pipelines are built in")
	}
	for _, name := range names {
		p, err := pipeline.Open(name, pipeline.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if p.Doc() == "" {
			t.Errorf("%s has no doc line", name)
		}
		d := &text.Document{ID: "d", Text: "Ann Lee left Paris."}
		if err := p.Run(d); err != nil {
			t.Error(err)
		}
		if len(d.Tokens) == 0 || len(d.Sentences) != 1 {
			t.Errorf("%s: %d tokens, %d sentences", name, len(d.Tokens), len(d.Sentences))
		}
	}
}

func TestConfigFaultsHaveAnAddress(t *testing.T) {
	for config, want := range map[string]string{
		"doc: x\nstages:\n  - tokens\n  - tokenz\n":               `:4:5: there is no stage "tokenz": use tokens, `,
		"doc: x\nstages:\n  - tokens:\n      size: 3\n":           `:3:11: stage tokens: `,
		"doc: x\nstages: []\n":                                    `: no stages`,
		"doc: x\nsteps: [tokens]\n":                               `:2:1: unknown field "steps"`,
		"stages:\n  - sentences\n":                                `: stage sentences needs tokens, which no stage before it makes; it goes after tokens`,
		"stages: [tokens, sentences, prose, resolve: {floor: 2}]": `floor is 2: a score lies between 0 and 1`,
		"stages: [tokens, nope, nein]":                            `there is no stage "nein"`,
	} {
		file := filepath.Join(t.TempDir(), "p.yaml")
		if err := os.WriteFile(file, []byte(config), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := pipeline.Open(file, pipeline.Options{})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), file) {
			t.Errorf("%q\n gives %v\n want  %s", config, err, want)
		}
	}
	_, err := pipeline.Open("nowhere", pipeline.Options{})
	if err == nil || !strings.Contains(err.Error(), "prose") {
		t.Errorf("an unknown name should list the known ones: %v", err)
	}
}

func TestModelThatNoStageReads(t *testing.T) {
	for _, tt := range []struct{ pipeline, model, want string }{
		{"prose", filepath.Join("data", "models", "fast"), "no stage of pipeline prose reads it"},
		{"fast", filepath.Join("encoder", "testdata", "bert"), "no stage of pipeline fast reads it"},
		{"fast", t.TempDir(), "is no model folder: the tagger reads a folder with model.json"},
	} {
		_, err := pipeline.Open(tt.pipeline, pipeline.Options{Model: tt.model})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s with %s: %v", tt.pipeline, tt.model, err)
		}
	}
}

func TestDataFolderReplacesFiles(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "pipelines"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "pipelines", "mine.yaml"), []byte("doc: mine\nstages: [tokens]\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	p, err := pipeline.Open("mine", pipeline.Options{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	q, err := pipeline.Open("prose", pipeline.Options{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	if p.Digest() == q.Digest() || len(p.Digest()) != 12 {
		t.Errorf("digests %q and %q", p.Digest(), q.Digest())
	}
}
