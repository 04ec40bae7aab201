package gold

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"rollcall/text"
)

//go:embed labels.map
var labelsIn string

//go:embed labels_to.map
var labelsOut string

// NamedMap is a map that comes with the program.
type NamedMap struct {
	Name string
	Doc  string // one line on whose labels they are
	Text string // as a file for ParseMap
	Map  Map
	// In says that the map leads to the guideline's types; others lead from
	// them to the labels of others.
	In bool
}

// NamedMaps lists the maps that come with the program, those to the guideline's
// types first.
func NamedMaps() []NamedMap { return namedMaps() }

var namedMaps = sync.OnceValue(func() []NamedMap {
	maps, err := splitMaps(labelsIn, true)
	more, err2 := splitMaps(labelsOut, false)
	if err := errors.Join(err, err2); err != nil {
		panic(err) // the files are part of the program and read by a test
	}
	return append(maps, more...)
})

// sectionMark begins the line that begins a map in a file of several.
const sectionMark = "#= "

func splitMaps(file string, in bool) ([]NamedMap, error) {
	var maps []NamedMap
	for _, section := range strings.Split("\n"+file, "\n"+sectionMark)[1:] {
		head, body, _ := strings.Cut(section, "\n")
		name, doc, found := strings.Cut(head, ": ")
		if !found {
			return nil, fmt.Errorf("%q is not a map's name and what it is", head)
		}
		body = strings.TrimSpace(body) + "\n"
		m, err := ParseMap(name, body)
		if err != nil {
			return nil, err
		}
		maps = append(maps, NamedMap{name, doc, body, m, in})
	}
	return maps, nil
}

// defaultMap is all maps to the guideline's types as one. That no two of them
// disagree is tested.
var defaultMap = sync.OnceValue(func() Map {
	all := Map{name: "labels.map", types: map[string]text.Type{}, rest: restRefused, tagsOnly: true}
	for _, m := range NamedMaps() {
		if !m.In {
			continue
		}
		for label, t := range m.Map.types {
			all.types[label] = t
		}
	}
	return all
})

// DefaultMap knows the labels of the usual public corpora and systems:
// CoNLL-2003, OntoNotes, MUC, ACE, CrossNER, W-NUT, the Groningen Meaning Bank,
// spaCy, CoreNLP, Presidio; see labels.map. It refuses what it does not know.
// JSONL and marked text hold the guideline's types already, and those are left
// alone.
func DefaultMap() Map { return defaultMap() }

// MapNamed is the map that comes with the program under that name or, if there
// is none, the one in the file of that path.
func MapNamed(name string) (Map, error) {
	var names []string
	for _, m := range NamedMaps() {
		if m.Name == name {
			return m.Map, nil
		}
		names = append(names, m.Name)
	}
	m, err := ReadMap(name)
	if errors.Is(err, os.ErrNotExist) && !strings.ContainsAny(name, `./\`) {
		return Map{}, fmt.Errorf("there is no map %q, and no file of that name: use %s", name, strings.Join(names, ", "))
	}
	return m, err
}

// Labels are the map's labels and what each leads to, nothing where it is
// dropped.
func (m NamedMap) Labels() map[string]string {
	labels := make(map[string]string, len(m.Map.types))
	for label, t := range m.Map.types {
		labels[label] = string(t)
	}
	return labels
}
