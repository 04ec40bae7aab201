package data

import (
	"bytes"
	"io/fs"
	"testing"
)

// maxCopied is the size in bytes of the largest embedded file that a reader may
// copy.
const maxCopied = 4 << 20

// Files that would take long to copy are in inPlace, where what is read and
// what is had in place is the same.
func TestLargeFilesAreInPlace(t *testing.T) {
	for name := range inPlace {
		if _, err := fs.Stat(embedded, name); err != nil {
			t.Errorf("in place, and not embedded: %v", err)
		}
	}
	err := fs.WalkDir(FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if _, ok := inPlace[name]; !ok {
			if info.Size() > maxCopied {
				t.Errorf("%s has %d bytes: embed it as a string too, and name it in inPlace", name, info.Size())
			}
			return nil
		}
		checkPlaced(t, FS(), name)
		checkPlaced(t, Over(t.TempDir()), name)
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestPlaced(t *testing.T) {
	const name = "pipelines/prose.yaml"
	content, err := fs.ReadFile(embedded, name)
	if err != nil {
		t.Fatal(err)
	}
	s := string(content)
	inPlace[name] = &s
	defer delete(inPlace, name)
	checkPlaced(t, FS(), name)
	checkPlaced(t, Over(t.TempDir()), name)
	if _, err := FS().Open("nowhere"); err == nil {
		t.Error("a file that is nowhere was opened")
	}
}

func checkPlaced(t *testing.T, fsys fs.FS, name string) {
	t.Helper()
	file, err := fsys.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	p, ok := file.(interface{ Bytes() []byte })
	if !ok {
		t.Fatalf("%s cannot be had in place", name)
	}
	read, err := fs.ReadFile(fsys, name)
	if err != nil || !bytes.Equal(read, p.Bytes()) {
		t.Errorf("%s reads otherwise than it lies there: %v", name, err)
	}
}
