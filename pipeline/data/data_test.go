package data_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"rollcall/pipeline/data"
)

func TestOver(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"pipelines/fast.yaml":       "replaced",
		"pipelines/mine.yaml":       "added",
		"gazetteers/mine/ships.tsv": "a folder of its own",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	files := data.Over(dir)
	for name, want := range map[string]string{"pipelines/fast.yaml": "replaced", "pipelines/mine.yaml": "added", "gazetteers/mine/ships.tsv": "a folder of its own"} {
		if got, err := fs.ReadFile(files, name); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if got, err := fs.ReadFile(files, "pipelines/prose.yaml"); err != nil || len(got) == 0 {
		t.Errorf("what is not replaced is gone: %v", err)
	}
	if info, err := fs.Stat(files, "gazetteers/mine"); err != nil || !info.IsDir() {
		t.Errorf("a folder that only the data folder has: %v", err)
	}
	names, err := fs.Glob(files, "pipelines/*.yaml")
	want := []string{"pipelines/default.yaml", "pipelines/fast.yaml", "pipelines/mine.yaml", "pipelines/prose.yaml"}
	if err != nil || !slices.Equal(names, want) {
		t.Errorf("%v, %v; want %v", names, err, want)
	}
	if _, err := files.Open("nowhere"); err == nil {
		t.Error("a file that is nowhere was opened")
	}
}
