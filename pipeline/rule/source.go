package rule

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/goccy/go-yaml/ast"

	"rollcall/internal/yamlfile"
)

// Source is a file of rules.
type Source struct {
	Path    string // what errors call it
	Content []byte
	// Beside are files that it may include, by the names by which it does;
	// what is not there is read from the data files.
	Beside map[string][]byte
}

// Sum is a digest of all that the source says.
func (s Source) Sum() [sha256.Size]byte {
	h := sha256.New()
	fmt.Fprintf(h, "%s %x\n", s.Path, sha256.Sum256(s.Content))
	for _, name := range slices.Sorted(maps.Keys(s.Beside)) {
		fmt.Fprintf(h, "%s %x\n", name, sha256.Sum256(s.Beside[name]))
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// Files reads files of rules from the disk, with what they include. A folder
// stands for the files in it, and in folders in it, that end in .yaml or .yml,
// in the order of their paths.
func Files(paths ...string) ([]Source, error) {
	var sources []Source
	var errs []error
	for _, p := range paths {
		files, err := yamlFiles(p)
		errs = append(errs, err)
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				errs = append(errs, err)
				continue
			}
			s := Source{Path: file, Content: content, Beside: map[string][]byte{}}
			s.addBeside(content, filepath.Dir(file), "")
			sources = append(sources, s)
		}
	}
	return sources, errors.Join(errs...)
}

func yamlFiles(p string) ([]string, error) {
	info, err := os.Stat(p)
	switch {
	case err != nil:
		return nil, err
	case !info.IsDir():
		return []string{p}, nil
	}
	var files []string
	err = filepath.WalkDir(p, func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && yamlfile.Is(file) {
			files = append(files, file)
		}
		return err
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s: no .yaml file in this folder", p)
	}
	return files, err
}

// addBeside reads what content includes from a folder. within is that folder
// as seen from the source's. What is not there, the reader of rules tells.
func (s *Source) addBeside(content []byte, folder, within string) {
	for _, name := range included(content) {
		seen := path.Join(within, name)
		if _, read := s.Beside[seen]; read {
			continue
		}
		inner, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
		if err != nil {
			continue
		}
		s.Beside[seen] = inner
		s.addBeside(inner, filepath.Join(folder, filepath.FromSlash(path.Dir(name))), path.Join(within, path.Dir(name)))
	}
}

// included lists the names that a file includes.
func included(content []byte) []string {
	r := &reader{}
	root := r.document(content)
	if root == nil {
		return nil
	}
	for _, e := range r.mapping(root, "") {
		if e.Key == "include" {
			var names []string
			for _, n := range r.oneOrMore(e.Value, "") {
				name, _ := r.str(n, "")
				names = append(names, name)
			}
			return names
		}
	}
	return nil
}

// oneOrMore lists the elements of a list, or the node itself if it is none.
func (r *reader) oneOrMore(n ast.Node, what string) []ast.Node {
	if _, ok := n.(*ast.SequenceNode); ok {
		return r.sequence(n, what)
	}
	return []ast.Node{n}
}
