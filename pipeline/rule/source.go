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
			s := Source{Path: file, Content: content}
			s.Include(func(name string) ([]byte, error) {
				return os.ReadFile(filepath.Join(filepath.Dir(file), filepath.FromSlash(name)))
			})
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

// Include reads what the source includes, and what that does, into Beside. open
// reads a file by its name as seen from the source's folder; what it can not
// open is left for the reader of rules to look for elsewhere, or to tell.
func (s *Source) Include(open func(name string) ([]byte, error)) {
	s.Beside = map[string][]byte{}
	s.include(s.Content, "", open)
}

func (s *Source) include(content []byte, within string, open func(name string) ([]byte, error)) {
	for _, name := range Includes(content) {
		seen := path.Join(within, name)
		if _, read := s.Beside[seen]; read {
			continue
		}
		inner, err := open(seen)
		if err != nil {
			continue
		}
		s.Beside[seen] = inner
		s.include(inner, path.Join(within, path.Dir(name)), open)
	}
}

// Open opens what the source includes by a name, from beside it, else from the
// data files, which may be nil. within is the folder of the file that does,
// as seen from the source's. where is the file's name for good.
func (s Source) Open(files fs.FS, within, name string) (content []byte, where string, err error) {
	seen := path.Join(within, name)
	where = path.Join(path.Dir(s.Path), seen)
	if content, ok := s.Beside[seen]; ok {
		return content, where, nil
	}
	if files == nil {
		return nil, "", fs.ErrNotExist
	}
	for _, where := range []string{where, path.Clean(name)} {
		if !fs.ValidPath(where) {
			continue
		}
		if content, err := fs.ReadFile(files, where); err == nil {
			return content, where, nil
		}
	}
	return nil, "", fs.ErrNotExist
}

// Includes lists the names of the files that one includes.
func Includes(content []byte) []string {
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
