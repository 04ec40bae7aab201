package pipeline

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/pipeline/gazetteer"
)

// readerStages are those that judge names by the text around them, against
// which lists are weighed.
var readerStages = []string{"prose", "tagger", "encoder", combineStage}

// userLists are name lists from the disk, seen among the data files under their
// own paths, and in the folder of lists, where rules look for them.
type userLists struct {
	fs.FS
	paths []string
	// folder is that of the pipeline file, where lists are that it names and the
	// data files have not; empty for a built-in pipeline.
	folder string
}

// withLists adds lists to the data files. A path is a list, compiled or not, or
// a folder of such.
func withLists(files fs.FS, paths []string) (userLists, error) {
	u := userLists{FS: files}
	for _, p := range paths {
		info, err := os.Stat(p)
		switch {
		case err != nil:
			return u, fmt.Errorf("name list %w", err)
		case !info.IsDir():
			if !gazetteer.IsList(p) {
				return u, fmt.Errorf("name list %s: a list is a .tsv or .csv file, or a %s file that rollcall gazetteer build made", p, gazetteer.Extension)
			}
			u.paths = append(u.paths, filepath.ToSlash(p))
			continue
		}
		entries, err := os.ReadDir(p)
		if err != nil {
			return u, err
		}
		before := len(u.paths)
		for _, e := range entries {
			if !e.IsDir() && gazetteer.IsList(e.Name()) {
				u.paths = append(u.paths, filepath.ToSlash(filepath.Join(p, e.Name())))
			}
		}
		if len(u.paths) == before {
			return u, fmt.Errorf("name lists %s: no .tsv, .csv or %s file in this folder", p, gazetteer.Extension)
		}
	}
	return u, nil
}

// Open opens a list of the user's, or a data file.
func (u userLists) Open(name string) (fs.File, error) {
	if slices.Contains(u.paths, name) {
		return os.Open(filepath.FromSlash(name))
	}
	f, err := u.FS.Open(name)
	if err == nil {
		return f, nil
	}
	if path.Dir(name) == gazetteer.Folder {
		for _, p := range u.paths {
			if path.Base(p) == path.Base(name) {
				return os.Open(filepath.FromSlash(p))
			}
		}
	}
	if own, ok := u.beside(name); ok {
		return os.Open(own)
	}
	return f, err
}

// ReadDir lists a folder of data files, or one beside the pipeline file.
func (u userLists) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(u.FS, name)
	if err != nil {
		if own, ok := u.beside(name); ok {
			return os.ReadDir(own)
		}
	}
	return entries, err
}

// beside is the path of a list, or a folder, that lies beside the pipeline file.
func (u userLists) beside(name string) (own string, ok bool) {
	if u.folder == "" {
		return "", false
	}
	own = filepath.FromSlash(name)
	if !filepath.IsAbs(own) {
		own = filepath.Join(u.folder, own)
	}
	info, err := os.Stat(own)
	return own, err == nil && (info.IsDir() || gazetteer.IsList(name))
}

// ListFiles are the data files and, under their own paths, the name lists of
// the options, with the paths of all lists.
func (o Options) ListFiles() (fs.FS, []string, error) {
	files, err := withLists(o.files(), o.Lists)
	if err != nil {
		return nil, nil, err
	}
	entries, err := fs.ReadDir(files, gazetteer.Folder)
	if err != nil {
		return nil, nil, err
	}
	var paths []string
	for _, e := range entries {
		if !e.IsDir() && gazetteer.IsList(e.Name()) {
			paths = append(paths, path.Join(gazetteer.Folder, e.Name()))
		}
	}
	return files, append(paths, files.paths...), nil
}

// placeLists gives a pipeline without the stage gazetteer one for the user's
// lists, where Kinds has it: before the first stage that usually runs after it.
func (p *Pipeline) placeLists(o Options) error {
	if len(p.lists) == 0 || p.has(listsStage) {
		return nil
	}
	at := slices.IndexFunc(p.stages, func(s Stage) bool { return turnOf(s.Name) > turnOf(listsStage) })
	if at < 0 {
		at = len(p.stages)
	}
	var before []string
	for _, s := range p.stages[:at] {
		before = append(before, s.Name)
	}
	return p.insert(listsStage, at, func(into any) error {
		l := into.(*listsOptions)
		l.Lists, l.idle = nil, o.Idle
		l.use(p.lists, before, o)
		return nil
	})
}

// use adds lists of the user's; before are the stages that go before.
func (o *listsOptions) use(lists, before []string, all Options) {
	o.user, o.forRules = lists, len(all.Rules) > 0 || all.Data != ""
	for _, name := range before {
		if slices.Contains(readerStages, name) && !slices.Contains(o.readers, name) {
			o.readers = append(o.readers, name)
		}
	}
}

// checkUserLists says what a list needs in order to be of use.
func checkUserLists(set *gazetteer.Set, paths []string) error {
	var idle []string
	for _, l := range set.Lists() {
		if slices.Contains(paths, l.Path) && l.Type == "" && len(l.Types) == 0 {
			idle = append(idle, l.Path)
		}
	}
	if len(idle) == 0 {
		return nil
	}
	return fmt.Errorf("%s: no type is said, so that no name can be found: write a line such as # type: ORGANISATION above the names, or a column called type", strings.Join(idle, ", "))
}
