package source

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Stdin is the path that stands for standard input.
const Stdin = "-"

// File is a place to read documents from, or the reason why there is none.
type File struct {
	Path string // as given, or the folder as given and what is below it; "-" is standard input
	Size int64  // in bytes on disk, 0 where unknown
	Err  error  // what is wrong with the path
}

// Files finds the files behind paths: files as they are, folders with all below
// them, and patterns (*, ?, [a-z], {a,b}, **) that the shell has left alone. A
// path that exists is never taken for a pattern.
//
// Paths keep their order; what a folder or a pattern holds is sorted by name. A
// file reached twice is listed once, where it came first. In folders, files of
// kinds that are not read (by their suffix) and hidden ones are passed over;
// passed counts the former. A path that leads nowhere is listed with its Err.
func Files(paths []string) (files []File, passed int) {
	f := finder{seen: map[string]bool{}}
	for _, path := range paths {
		f.path(path)
	}
	return f.files, f.passed
}

type finder struct {
	files  []File
	seen   map[string]bool
	passed int
}

func (f *finder) add(file File) {
	key := file.Path
	if key != Stdin {
		key = filepath.Clean(key)
	}
	if !f.seen[key] {
		f.seen[key] = true
		f.files = append(f.files, file)
	}
}

func (f *finder) path(path string) {
	if path == Stdin {
		f.add(File{Path: path})
		return
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(path, "*?[{"):
		f.pattern(path)
	case err != nil:
		f.add(File{Path: path, Err: fmt.Errorf("%s: %w", path, cause(err))})
	case info.IsDir():
		f.folder(path)
	default:
		f.add(File{Path: path, Size: info.Size()})
	}
}

func (f *finder) pattern(pattern string) {
	matches, err := doublestar.FilepathGlob(pattern, doublestar.WithNoFollow())
	switch {
	case err != nil:
		f.add(File{Path: pattern, Err: fmt.Errorf("%s: not a good pattern: %w", pattern, err)})
		return
	case len(matches) == 0:
		f.add(File{Path: pattern, Err: fmt.Errorf("%s: nothing matches this pattern", pattern)})
		return
	}
	slices.Sort(matches)
	for _, match := range matches {
		f.path(match)
	}
}

func (f *finder) folder(folder string) {
	found := 0
	// Unlike filepath.WalkDir, this follows a link that is itself the folder.
	err := fs.WalkDir(os.DirFS(folder), ".", func(below string, entry fs.DirEntry, err error) error {
		path := filepath.Join(folder, filepath.FromSlash(below))
		if err != nil {
			f.add(File{Path: path, Err: fmt.Errorf("%s: %w", path, cause(err))})
			found++
			return nil
		}
		hidden := strings.HasPrefix(entry.Name(), ".") && below != "."
		switch {
		case entry.IsDir() && hidden:
			return fs.SkipDir
		case entry.IsDir() || hidden:
			return nil
		}
		info, err := os.Stat(path) // follows a link to a file
		if err != nil || !info.Mode().IsRegular() {
			return nil
		}
		if format, _ := formatOf(path); format == Auto {
			f.passed++
			return nil
		}
		f.add(File{Path: path, Size: info.Size()})
		found++
		return nil
	})
	if err == nil && found == 0 {
		err = fmt.Errorf("no file in this folder that can be read (%s, each also with .gz or .xz)", strings.Join(suffixes(), " "))
	}
	if err != nil {
		f.add(File{Path: folder, Err: fmt.Errorf("%s: %w", folder, err)})
	}
}

// cause is the error without the path and the system call, which the messages
// here begin with or leave out.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// bySuffix says how a file is read whose name ends so.
var bySuffix = map[string]Format{
	".txt": Text, ".text": Text, ".md": Text, ".markdown": Text,
	".html": HTML, ".htm": HTML, ".xhtml": HTML,
	".jsonl": JSONL, ".ndjson": JSONL, ".json": JSONL,
}

func suffixes() []string {
	var list []string
	for suffix := range bySuffix {
		list = append(list, suffix)
	}
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(cmp.Compare(bySuffix[b], bySuffix[a]), cmp.Compare(a, b))
	})
	return list
}

// isJSON reports whether the name promises JSON but not that each line is a
// document.
func isJSON(path string) bool { return strings.EqualFold(filepath.Ext(path), ".json") }

// formatOf tells from a file's name how it is read, Auto if it does not, and
// the suffix of its compression or "".
func formatOf(path string) (format Format, compression string) {
	name := strings.ToLower(filepath.Base(path))
	switch suffix := filepath.Ext(name); suffix {
	case ".gz", ".xz":
		compression = suffix
		name = strings.TrimSuffix(name, suffix)
	}
	return bySuffix[filepath.Ext(name)], compression
}
