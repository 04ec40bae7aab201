package gold_test

import (
	"fmt"
	"testing"

	"rollcall/gold"
	"rollcall/text"
)

func TestHeldOutIsAFifth(t *testing.T) {
	c := &gold.Corpus{}
	const n = 5000
	for i := range n {
		c.Documents = append(c.Documents, &text.Document{ID: fmt.Sprintf("doc-%d", i)})
		c.Lines = append(c.Lines, i+1)
	}
	part := c.HeldOutOnly()
	if got := len(part.Documents); got < n/5-150 || got > n/5+150 {
		t.Errorf("%d of %d are held out", got, n)
	}
	for i, d := range part.Documents {
		if want := fmt.Sprintf("doc-%d", part.Lines[i]-1); d.ID != want {
			t.Fatalf("%s has the line of %s", d.ID, want)
		}
	}
	if len(c.Documents) != n {
		t.Error("the corpus itself was cut")
	}
}
