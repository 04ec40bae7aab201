package gold

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rollcall/text"
)

// Difference is one way in which annotators differ over the same words.
type Difference struct {
	// Readings is the words as each annotator marks them, in marked text;
	// empty for one who lacks the documents.
	Readings []string `json:"readings"`
	Times    int      `json:"times"`
	First    string   `json:"first"`    // file:line of the first such document, in the first annotator's files that have it
	Document string   `json:"document"` // its id
	Start    int      `json:"start"`    // of the first such place, in characters
	End      int      `json:"end"`
}

// differences are the places that are read in different ways, grouped by how.
// Places that anyone marked IGNORE are passed over.
func differences(docs []parallel, types []text.Type) []Difference {
	var all []*Difference
	known := map[string]*Difference{}
	for _, p := range docs {
		if p.readers() < 2 {
			continue
		}
		w := merging{parallel: p, doc: p.first().document(), types: append(slices.Clone(types), text.TypeIgnore)}
		w.findSpots()
		index := text.NewIndex(w.doc.Text, text.Char)
		for _, s := range w.spots {
			readings := s.marked(w.doc.Text, len(p.readings))
			if readings == nil {
				continue
			}
			key := strings.Join(readings, "\x00")
			if known[key] == nil {
				known[key] = &Difference{
					Readings: readings, First: p.first().address(), Document: p.id,
					Start: index.FromByte(s.span.Start), End: index.FromByte(s.span.End),
				}
				all = append(all, known[key])
			}
			known[key].Times++
		}
	}
	slices.SortStableFunc(all, func(a, b *Difference) int { return cmp.Compare(b.Times, a.Times) })
	var out []Difference
	for _, d := range all {
		out = append(out, *d)
	}
	return out
}

// marked is a spot as each of the annotators has it, nil where they do not
// differ in spans and types, or one left it open.
func (s spot) marked(doc string, annotators int) []string {
	readings := make([]string, annotators)
	first, differ := "", false
	for i, r := range s.readings {
		var marks []text.Mention
		for _, m := range r.Mentions {
			if m.Type == text.TypeIgnore {
				return nil
			}
			marks = append(marks, text.Mention{Span: text.Span{Start: m.Start - s.span.Start, End: m.End - s.span.Start}, Type: m.Type})
		}
		marked, err := text.Marked(s.span.In(doc), marks)
		if err != nil { // mentions that cross, which the notation cannot show
			var parts []string
			for _, m := range r.Mentions {
				parts = append(parts, fmt.Sprintf("[%s %s]", m.Type.Label(), m.In(doc)))
			}
			marked = strings.Join(parts, " ")
		}
		marked = strings.Join(strings.Fields(marked), " ")
		if i == 0 {
			first = marked
		}
		differ = differ || marked != first
		for _, k := range r.By {
			readings[k] = marked
		}
	}
	if !differ {
		return nil
	}
	return readings
}
