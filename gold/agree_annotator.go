package gold

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/text"
)

// Annotator is one reading of documents: what a person marked, or a system.
type Annotator struct {
	Name    string
	Corpora []*Corpus
}

// types are those that all of the annotator's files are annotated for, nil for
// all types.
func (a Annotator) types() []text.Type {
	var types []text.Type
	for _, c := range a.Corpora {
		types = narrowed(types, c.Types)
	}
	return types
}

// narrowed is what two lists of annotated types have in common, where nil means
// all types.
func narrowed(a, b []text.Type) []text.Type {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	common := []text.Type{} // not nil: nothing in common is not everything
	for _, t := range a {
		if slices.Contains(b, t) {
			common = append(common, t)
		}
	}
	return common
}

// reading is a document as one annotator has it; no corpus means that the
// annotator does not have it.
type reading struct {
	corpus *Corpus
	doc    int
}

func (r reading) document() *text.Document { return r.corpus.Documents[r.doc] }

// address is the file and line that the document begins at.
func (r reading) address() string {
	return fmt.Sprintf("%s:%d", r.corpus.Path, r.corpus.Lines[r.doc])
}

// parallel is one document as all annotators have it, a reading for each.
type parallel struct {
	id       string
	readings []reading
}

// text is the document's text, the same in all readings.
func (p parallel) text() string { return p.first().document().Text }

// first is the first reading that there is.
func (p parallel) first() reading {
	for _, r := range p.readings {
		if r.corpus != nil {
			return r
		}
	}
	panic("gold: a parallel document without a reading") // align makes none
}

// readers is how many annotators have the document.
func (p parallel) readers() int {
	n := 0
	for _, r := range p.readings {
		if r.corpus != nil {
			n++
		}
	}
	return n
}

// align puts the annotators' documents side by side by their ids, in the order
// of the first annotator who has them. Ids made up from the names of tag files
// are compared without the name, so that ann.conll and bo.conll go together.
// The error lists every id that an annotator has twice and every text that is
// not the same, with addresses.
func align(annotators []Annotator) ([]parallel, error) {
	if len(annotators) < 2 {
		return nil, errors.New("two annotators at least are needed")
	}
	var all []parallel
	at := map[string]int{}
	var errs []error
	for k, a := range annotators {
		for _, c := range a.Corpora {
			for i, d := range c.Documents {
				here := reading{c, i}
				key := d.ID
				if c.generated {
					key = strings.TrimPrefix(key, baseName(c.Path))
				}
				n, known := at[key]
				if !known {
					n = len(all)
					at[key] = n
					all = append(all, parallel{d.ID, make([]reading, len(annotators))})
				}
				switch before := all[n].readings[k]; {
				case before.corpus != nil:
					errs = append(errs, fmt.Errorf("%s: document %q stands at %s already", here.address(), d.ID, before.address()))
					continue
				case known && all[n].text() != d.Text:
					errs = append(errs, differentTexts(all[n].first(), here))
					continue
				}
				all[n].readings[k] = here
			}
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if len(all) > 0 && !slices.ContainsFunc(all, func(p parallel) bool { return p.readers() > 1 }) {
		return nil, fmt.Errorf("no document has been read by two: %s begins with id %q, %s with %q",
			annotators[0].Name, firstID(annotators[0]), annotators[1].Name, firstID(annotators[1]))
	}
	return all, nil
}

func firstID(a Annotator) string {
	for _, c := range a.Corpora {
		for _, d := range c.Documents {
			return d.ID
		}
	}
	return ""
}

func differentTexts(a, b reading) error {
	s, t := a.document().Text, b.document().Text
	at := 0
	for at < len(s) && at < len(t) && s[at] == t[at] {
		at++
	}
	at = wordStart(s, at)
	return fmt.Errorf("%s: document %q has another text than at %s: from character %d on %q, there %q",
		b.address(), b.document().ID, a.address(), text.NewIndex(t, text.Char).FromByte(at), excerpt(t, at), excerpt(s, at))
}

// excerptBytes is how much of a text an error message shows.
const excerptBytes = 30

// excerpt is some text from an offset on, up to the end of a word.
func excerpt(s string, at int) string { return s[at:wordEnd(s, min(len(s), at+excerptBytes))] }

// absences says which documents some annotators lack.
func absences(annotators []Annotator, all []parallel) []string {
	var notes []string
	for k, a := range annotators {
		var missing []string
		for _, p := range all {
			if p.readings[k].corpus == nil {
				missing = append(missing, fmt.Sprintf("%q", p.id))
			}
		}
		if n := len(missing); n > 0 {
			if n > 3 {
				missing = append(missing[:3], "…")
			}
			notes = append(notes, fmt.Sprintf("%s lacks %d of %d documents: %s", a.Name, n, len(all), strings.Join(missing, ", ")))
		}
	}
	return notes
}
