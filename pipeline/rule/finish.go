package rule

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"rollcall/pipeline/gazetteer"
)

// finish reads the lists and makes the look-up of due rules.
func (b *setBuilder) finish(fsys fs.FS) (*Set, error) {
	s := b.set
	s.words, s.stems = b.words, b.stems
	s.stemStarts = map[[2]byte]bool{}
	for st := range s.stems {
		if len(st) >= 2 {
			s.stemStarts[[2]byte{st[0] | 0x20, st[1] | 0x20}] = true
		}
	}
	s.byWord, s.byStem, s.byList = map[int32][]int{}, map[int32][]int{}, map[int][]int{}
	for i, n := range b.needs[:len(s.rules)] {
		switch {
		case s.ready[i].re != nil:
		case n.open:
			s.always = append(s.always, i)
		default:
			for _, w := range n.words {
				s.byWord[w] = append(s.byWord[w], i)
			}
			for _, w := range n.stems {
				s.byStem[w] = append(s.byStem[w], i)
			}
			for _, l := range n.lists {
				s.byList[l] = append(s.byList[l], i)
			}
		}
	}
	return s, b.readLists(fsys)
}

func (b *setBuilder) readLists(fsys fs.FS) error {
	if len(b.lists) == 0 {
		return nil
	}
	s := b.set
	s.lists = make([]string, len(b.lists))
	for name, id := range b.lists {
		s.lists[id] = name
	}
	var paths []string
	var errs []error
	for _, name := range s.lists {
		file := path.Join(listsFolder, name+".tsv")
		if _, err := fs.Stat(fsys, file); err != nil {
			if other := path.Join(listsFolder, name+".csv"); exists(fsys, other) {
				paths = append(paths, other)
				continue
			}
			for _, a := range b.asked {
				if a.name == name {
					errs = append(errs, fmt.Errorf("%sthere is no list %s: it would be the file %s", a.fault, name, file))
					break
				}
			}
			continue
		}
		paths = append(paths, file)
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	var err error
	if s.gazetteer, err = gazetteer.Read(fsys, paths...); err != nil {
		return err
	}
	for _, l := range s.gazetteer.Lists() {
		s.listOf = append(s.listOf, slices.Index(s.lists, l.Name))
	}
	return nil
}

func exists(fsys fs.FS, name string) bool {
	_, err := fs.Stat(fsys, name)
	return err == nil
}
