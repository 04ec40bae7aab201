// Package data holds what the pipeline knows, as files inside the binary:
// pipelines, rules, gazetteers and models. It reads nothing itself; each kind
// of file is read by the package that understands it.
package data

import (
	"embed"
	"errors"
	"io/fs"
	"os"
)

//go:embed pipelines gazetteers models rules
var embedded embed.FS

// FS is what is embedded. Its large files (see inPlace) have a method
// Bytes() []byte that gives their contents where they lie in the program, which
// must not be written to.
func FS() fs.FS { return files{embedded} }

// Over is FS with the files of a folder laid over it: a file that the folder
// has takes the place of the embedded one of the same path. It is FS where
// folder is empty.
func Over(folder string) fs.FS {
	if folder == "" {
		return FS()
	}
	return overlay{os.DirFS(folder), FS()}
}

type overlay struct{ upper, lower fs.FS }

func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.upper.Open(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return o.lower.Open(name)
	case err != nil:
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	if info.IsDir() {
		// What is in it is for ReadDir to say; only that it is there counts.
		if lower, err := o.lower.Open(name); err == nil {
			f.Close()
			return lower, nil
		}
	}
	return f, nil
}

// ReadDir lists both folders' entries, so that a pattern such as rules/*.yaml
// finds added files too.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	upper, upperErr := fs.ReadDir(o.upper, name)
	lower, lowerErr := fs.ReadDir(o.lower, name)
	if upperErr != nil && lowerErr != nil {
		return nil, lowerErr
	}
	return mergeEntries(upper, lower), nil
}

// mergeEntries merges two sorted listings; the upper one's entry stands where
// both have a name.
func mergeEntries(upper, lower []fs.DirEntry) []fs.DirEntry {
	var all []fs.DirEntry
	for len(upper) > 0 && len(lower) > 0 {
		switch u, l := upper[0].Name(), lower[0].Name(); {
		case u < l:
			all, upper = append(all, upper[0]), upper[1:]
		case u > l:
			all, lower = append(all, lower[0]), lower[1:]
		default:
			all, upper, lower = append(all, upper[0]), upper[1:], lower[1:]
		}
	}
	return append(append(all, upper...), lower...)
}
