package gold

import (
	"encoding/json"
	"slices"
	"strings"

	"rollcall/text"
)

// Listing is what there is in annotated files, counted.
type Listing struct {
	ByFile  bool        `json:"-"`       // an entry is a file, not a document
	Types   []text.Type `json:"types"`   // all that occur, in the order of text.CompareTypes
	Entries []Entry     `json:"entries"` // in the order of the files
	Total   Entry       `json:"total"`
}

// Entry is a document, or a file of them. Kind, Source and Licence are the
// documents' keys of these names; where the documents of a file differ, they
// are listed.
type Entry struct {
	Name      string            `json:"name"` // the document's id, or the file's path
	Documents int               `json:"documents"`
	Words     int               `json:"words"` // runs of anything but white space
	Mentions  map[text.Type]int `json:"mentions"`
	Kind      string            `json:"kind,omitempty"`
	Source    string            `json:"source,omitempty"`
	Licence   string            `json:"licence,omitempty"`
}

// List counts what corpora hold.
func List(corpora []*Corpus, byFile bool) Listing {
	l := Listing{ByFile: byFile, Total: Entry{Name: "total"}}
	for _, c := range corpora {
		file := Entry{Name: c.Path}
		for _, d := range c.Documents {
			e := Entry{Name: d.ID}
			e.add(d)
			file.add(d)
			if !byFile {
				l.Entries = append(l.Entries, e)
			}
			l.Total.count(d)
			for _, m := range d.Mentions {
				if !slices.Contains(l.Types, m.Type) {
					l.Types = append(l.Types, m.Type)
				}
			}
		}
		if byFile {
			l.Entries = append(l.Entries, file)
		}
	}
	slices.SortFunc(l.Types, text.CompareTypes)
	return l
}

func (e *Entry) add(d *text.Document) {
	e.count(d)
	e.Kind = joined(e.Kind, metaString(d, "kind"))
	e.Source = joined(e.Source, metaString(d, "source"))
	e.Licence = joined(e.Licence, licence(d))
}

func (e *Entry) count(d *text.Document) {
	if e.Mentions == nil {
		e.Mentions = map[text.Type]int{}
	}
	e.Documents++
	e.Words += len(strings.Fields(d.Text))
	for _, m := range d.Mentions {
		e.Mentions[m.Type]++
	}
}

// licence is the licence, in either spelling of the key.
func licence(d *text.Document) string {
	if s := metaString(d, "licence"); s != "" {
		return s
	}
	return metaString(d, "license")
}

func metaString(d *text.Document, key string) string {
	var s string
	if json.Unmarshal(d.Meta[key], &s) != nil {
		return ""
	}
	return s
}

// joined adds one to a list of different values.
func joined(list, one string) string {
	switch {
	case one == "" || slices.Contains(strings.Split(list, "; "), one):
		return list
	case list == "":
		return one
	}
	return list + "; " + one
}
