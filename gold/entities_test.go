package gold

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/text"
)

// named is a document with "A B C D", each letter a mention of a label, and
// entities of A and C, of B, and of D.
func named(labels ...text.Type) *text.Document {
	d := &text.Document{ID: "d", Text: "A B C D"}
	for i, label := range labels {
		d.Mentions = append(d.Mentions, text.Mention{Span: text.Span{Start: 2 * i, End: 2*i + 1}, Type: label})
	}
	d.Entities = []text.Entity{
		{ID: "E1", Type: labels[0], Name: "A", Mentions: []int{0, 2}},
		{ID: "E2", Type: labels[1], Name: "B", Mentions: []int{1}},
		{ID: "E3", Type: labels[3], Name: "D", Mentions: []int{3}},
	}
	return d
}

// TestApplyKeepsEntities drops a label, and with it only the entity that has
// nothing left.
func TestApplyKeepsEntities(t *testing.T) {
	m, err := ParseMap("labels.map", "PER = PERSON\nDATE =\nLOC = PLACE\n")
	if err != nil {
		t.Fatal(err)
	}
	d := named("PER", "DATE", "PER", "LOC")
	if _, err := m.Apply([]*text.Document{d}); err != nil {
		t.Fatal(err)
	}
	want := []text.Entity{
		{ID: "E1", Type: text.TypePerson, Name: "A", Mentions: []int{0, 1}},
		{ID: "E3", Type: text.TypePlace, Name: "D", Mentions: []int{2}},
	}
	if diff := cmp.Diff(want, d.Entities); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, e := range d.Entities {
		if got := d.Surface(d.Mentions[e.Mentions[0]].Span); got != e.Name {
			t.Errorf("the entity %s begins with %q", e.Name, got)
		}
	}
}

// TestAnswersKeepEntities moves answers to a text with other white space, in
// which a mention of white space alone has no place.
func TestAnswersKeepEntities(t *testing.T) {
	d := named("X", "X", "X", "X")
	d.Text = "A   C D"
	if !realign(d, "A C D") {
		t.Fatal("the texts differ in white space only")
	}
	want := []text.Entity{
		{ID: "E1", Type: "X", Name: "A", Mentions: []int{0, 1}},
		{ID: "E3", Type: "X", Name: "D", Mentions: []int{2}},
	}
	if diff := cmp.Diff(want, d.Entities); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
