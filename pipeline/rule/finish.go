package rule

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"rollcall/pipeline/gazetteer"
)

// finish reads the lists and makes the look-up of due rules.
func (b *setBuilder) finish() (*Set, error) {
	s := b.set
	for st := range s.stems {
		s.starts.add(stemStart(st))
	}
	s.waiting = make([][]int32, s.features)
	for i := range s.rules {
		r := &s.ready[i]
		r.first = r.program.firstTest(r.start)
		s.ranked = s.ranked || s.rules[i].Priority != 0
		switch {
		case r.re != nil:
			s.literals.add(waiter{rule: int32(i), feature: none}, pieces(s.rules[i].Regexp))
		case len(r.clauses) == 0:
			s.always = append(s.always, int32(i))
		default:
			for _, f := range r.clauses[0].features {
				s.waiting[f] = append(s.waiting[f], int32(i))
			}
			r.lightest, r.clauses = r.clauses[0].weight, r.clauses[1:]
		}
	}
	for _, p := range slices.Sorted(maps.Keys(s.pieces)) {
		s.literals.add(waiter{rule: none, feature: s.pieces[p]}, []string{p})
	}
	return s, b.readLists()
}

func (b *setBuilder) readLists() error {
	if len(b.lists) == 0 {
		return nil
	}
	s := b.set
	s.lists = make([]string, len(b.lists))
	for name, id := range b.lists {
		s.lists[id] = name
	}
	own := ownLists{FS: b.fsys, files: map[string][]byte{}}
	var paths []string
	var errs []error
	at := map[string]int{} // lists by path
	for id, name := range s.lists {
		file := b.listFile(name, &own)
		if file == "" {
			for _, a := range b.asked {
				if a.name == name {
					a.fault.Msg += fmt.Sprintf("there is no list %s: it would be the file %s, or stand under lists in this file",
						name, path.Join(gazetteer.Folder, name+".tsv"))
					errs = append(errs, &a.fault)
					break
				}
			}
			continue
		}
		paths = append(paths, file)
		at[file] = id
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	var err error
	if s.gazetteer, err = gazetteer.Read(own, paths...); err != nil {
		return err
	}
	for _, l := range s.gazetteer.Lists() {
		id, ok := at[l.Path]
		if !ok {
			id = slices.Index(s.lists, l.Name)
		}
		s.listOf = append(s.listOf, id)
	}
	return nil
}

// listFile is the path of the file that a list stands in, "" if there is none.
func (b *setBuilder) listFile(name string, own *ownLists) string {
	for _, l := range b.own {
		if l.name == name {
			return own.add(l.names)
		}
	}
	if b.fsys == nil {
		return ""
	}
	for _, ext := range []string{".tsv", ".csv", ".gaz"} {
		if file := path.Join(gazetteer.Folder, name+ext); exists(b.fsys, file) {
			return file
		}
	}
	return ""
}

func exists(fsys fs.FS, name string) bool {
	_, err := fs.Stat(fsys, name)
	return err == nil
}

// ownLists are data files with the lists of rule files among them.
type ownLists struct {
	fs.FS
	files map[string][]byte
}

// add makes a file of names. As in patterns, a name in small letters is meant in
// any case, one with capitals as it is written.
func (o *ownLists) add(names []string) string {
	var content bytes.Buffer
	content.WriteString("name\tcase\n")
	for _, n := range slices.Compact(slices.Sorted(slices.Values(names))) {
		policy := "exact"
		if strings.ToLower(n) == n {
			policy = "any"
		}
		fmt.Fprintf(&content, "%s\t%s\n", n, policy)
	}
	file := fmt.Sprintf("lists of rules/%d.tsv", len(o.files))
	o.files[file] = content.Bytes()
	return file
}

// Open opens a list of a rule file, or a data file.
func (o ownLists) Open(name string) (fs.File, error) {
	if content, ok := o.files[name]; ok {
		return &memoryFile{Reader: bytes.NewReader(content), name: path.Base(name)}, nil
	}
	if o.FS == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return o.FS.Open(name)
}

// memoryFile is a file in memory, and what is known of it.
type memoryFile struct {
	*bytes.Reader
	name string
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *memoryFile) Close() error               { return nil }
func (f *memoryFile) Name() string               { return f.name }
func (f *memoryFile) Mode() fs.FileMode          { return 0o444 }
func (f *memoryFile) ModTime() time.Time         { return time.Time{} }
func (f *memoryFile) IsDir() bool                { return false }
func (f *memoryFile) Sys() any                   { return nil }
