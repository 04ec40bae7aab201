package gold

import (
	"testing"

	"rollcall/text"
)

func TestNearest(t *testing.T) {
	const s = "Ann met Ann, then Ann"
	tests := []struct {
		s    string
		near int
		want int
	}{
		{"Ann", 0, 0}, {"Ann", 3, 0}, {"Ann", 4, 0}, {"Ann", 5, 8}, {"Ann", 13, 8}, {"Ann", 14, 18}, {"Ann", 99, 18}, {"Eve", 0, -1},
	}
	for _, tt := range tests {
		if got := nearest(s, tt.s, tt.near); got != tt.want {
			t.Errorf("%q near %d: %d, want %d", tt.s, tt.near, got, tt.want)
		}
	}
}

func TestCutsWord(t *testing.T) {
	const s = "O’Ann's G7-é\u0301x 日本"
	var got []byte
	for i := 0; i <= len(s); i++ {
		c := byte('.')
		if cutsWord(s, i) {
			c = 'x'
		}
		got = append(got, c)
	}
	// Inside a letter of several bytes nothing is decided: such offsets are
	// refused where files are read.
	for _, at := range []int{0, 1, 4, 7, 9, len(s)} {
		if got[at] == 'x' {
			t.Errorf("offset %d of %q is taken for the inside of a word", at, s)
		}
	}
	for _, at := range []int{5, 6, 11, 15, 17} {
		if got[at] != 'x' {
			t.Errorf("offset %d of %q is not taken for the inside of a word", at, s)
		}
	}
}

// A map given by the user renames the types that a file declares too.
func TestMapOnDeclaredTypes(t *testing.T) {
	m, err := ParseMap("own.map", "PER=PERSON\nHUMAN=PERSON\nWEAPON=\n")
	if err != nil {
		t.Fatal(err)
	}
	c := parse(t, "x.jsonl", `{"id":"a","text":"Ann","types":["PER","HUMAN","WEAPON"],"mentions":[{"start":0,"end":3,"type":"PER","alt":[{"start":0,"end":2,"type":"WEAPON"},{"start":0,"end":1,"type":"HUMAN"}]}]}`, m)
	if len(c.Types) != 1 || c.Types[0] != text.TypePerson {
		t.Errorf("types %v, want PERSON", c.Types)
	}
	mention := c.Documents[0].Mentions[0]
	if len(mention.Alt) != 1 || mention.Alt[0].Type != text.TypePerson || mention.Alt[0].End != 1 {
		t.Errorf("alternatives %v, want the one that is PERSON", mention.Alt)
	}
}
