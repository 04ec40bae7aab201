package gold

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"rollcall/text"
)

// MergeOptions say when annotators agree, and what becomes of the rest.
type MergeOptions struct {
	// Agree is how many annotators must read a place in the same way; 0 means
	// all. Where fewer have the document, all who have it.
	Agree int
	// Decided is what a person decided before; nil for nothing.
	Decided *Decisions
	// DropPending leaves places that are not decided unmarked. Without it they
	// are marked IGNORE, so that they are scored neither right nor wrong.
	DropPending bool
}

// Merged is one annotation made of several.
type Merged struct {
	Documents []*text.Document
	Types     []text.Type // what the documents are annotated for, nil for all types
	Disputes  []*Dispute  // in order of the text, decided or not
	Agreed    int         // mentions that need no decision
	Settled   int         // earlier decisions that annotators have come to agree with
	Notes     []string    // what was left behind, for the user to see

	comments []string // that stood before the first block of what was decided
}

// Dispute is a place that annotators read in different ways.
type Dispute struct {
	Document  string    // its id
	Start     int       // in characters of the text
	End       int       //
	Line      int       // in the list that Merged.List writes, once it was called
	Addresses []string  // file:line of the document, of each annotator; empty where it is missing
	Readings  []Reading // all different ones, that of most annotators first
	// Decided tells that Decision is what the place is to be marked with.
	Decided  bool
	Decision []text.Mention

	doc      *text.Document // the merged one
	span     text.Span      // what the readings cover together
	window   text.Span      // what is shown
	before   []text.Mention // a decision made when the readings were others
	stale    bool           // before is one
	comments []string
	from     int // line of the decision in the file it was read from
}

// Reading is what one or several annotators mark at a place, in order; nothing
// is a reading too.
type Reading struct {
	By       []int // annotators
	Mentions []text.Mention
}

// Merge makes one annotation of what several annotators marked in the same
// documents. A place is a stretch of text over which mentions of any of them
// overlap, and what an annotator marks in it is taken as a whole: so a merged
// document is as flat as what it is made of. A place that enough annotators
// read in the same way is agreed (and, with fewer than all, where no other
// reading has as many); any other is a Dispute, for a person to decide.
//
// A decision holds for as long as the readings at its place are those it chose
// from. Where they have changed since, it is shown again and not applied.
//
// The error lists everything that cannot be merged or read back, with
// addresses.
func Merge(annotators []Annotator, o MergeOptions) (*Merged, error) {
	if o.Agree < 0 || o.Agree > len(annotators) {
		return nil, fmt.Errorf("%d annotators cannot agree among %d", o.Agree, len(annotators))
	}
	docs, err := align(annotators)
	if err != nil {
		return nil, err
	}
	m := &Merged{Notes: absences(annotators, docs)}
	for k, a := range annotators {
		types := a.types()
		if k > 0 && !slices.Equal(types, m.Types) {
			return nil, fmt.Errorf("%s is annotated for %s, %s for %s: what one was not asked for the other alone would decide",
				annotators[0].Name, typeList(m.Types), a.Name, typeList(types))
		}
		m.Types = types
	}
	decided := o.Decided.byDocument()
	var errs []error
	entities := false
	metaKeys := map[string]bool{}
	for _, p := range docs {
		d := &text.Document{ID: p.id, Text: p.text(), Meta: mergedMeta(p, metaKeys)}
		for _, r := range p.readings {
			entities = entities || r.corpus != nil && len(r.document().Entities) > 0
		}
		w := merging{parallel: p, doc: d, options: o, blocks: decided[p.id]}
		delete(decided, p.id)
		errs = append(errs, w.run(m)...)
		m.Documents = append(m.Documents, d)
	}
	for _, blocks := range decided {
		for _, b := range blocks {
			errs = append(errs, b.fault(b.Line, "the annotators have no document %q; take the block out", b.Document))
		}
	}
	if len(errs) > 0 {
		slices.SortStableFunc(errs, compareFaults)
		return nil, errors.Join(errs...)
	}
	if o.Decided != nil {
		m.comments = append(slices.Clone(o.Decided.comments), m.comments...)
	}
	if len(metaKeys) > 0 {
		m.Notes = append(m.Notes, "annotators differ in these keys of documents, and the first one's stay: "+strings.Join(slices.Sorted(maps.Keys(metaKeys)), ", "))
	}
	if entities {
		m.Notes = append(m.Notes, "entities are left behind: they count the mentions of one annotator")
	}
	return m, nil
}

// Pending is how many disputes are not decided.
func (m *Merged) Pending() int {
	n := 0
	for _, d := range m.Disputes {
		if !d.Decided {
			n++
		}
	}
	return n
}

// Write writes the documents as JSON lines, offsets in characters, after a
// header with the types where not all were annotated.
func (m *Merged) Write(w io.Writer) error {
	if m.Types != nil {
		header, err := json.Marshal(map[string][]text.Type{"types": m.Types})
		if err != nil {
			return err
		}
		if _, err := w.Write(append(header, '\n')); err != nil {
			return err
		}
	}
	out := text.NewWriter(w)
	for _, d := range m.Documents {
		if err := out.Write(d); err != nil {
			return err
		}
	}
	return out.Flush()
}

// mergedMeta is all keys that the readings of a document have, each as the
// first who has it writes it; names of annotators are put together. Keys with
// different values are added to differ.
func mergedMeta(p parallel, differ map[string]bool) map[string]json.RawMessage {
	merged := map[string]json.RawMessage{}
	names := ""
	for _, r := range p.readings {
		if r.corpus == nil {
			continue
		}
		d := r.document()
		names = joined(names, metaString(d, "annotator"))
		for key, value := range d.Meta {
			switch before, known := merged[key]; {
			case !known:
				merged[key] = value
			case key != "annotator" && !bytes.Equal(before, value):
				differ[key] = true
			}
		}
	}
	if names != "" {
		merged["annotator"] = encodeString(names)
	}
	if len(merged) == 0 {
		return nil
	}
	return merged
}
