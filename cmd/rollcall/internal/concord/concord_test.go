package concord

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"pgregory.net/rapid"

	"rollcall/text"
)

func TestSet(t *testing.T) {
	d := &text.Document{Text: "It rained.\nThen  the Ministry\nof Peat 👩‍👩‍👧 paid,\tas the café owner Zoë\u0308 Lee said."}
	for _, c := range []struct{ hit, want string }{
		{"Ministry\nof Peat", "… rained. Then the  Ministry of Peat  👩‍👩‍👧 paid, as…"},
		{"It rained.", "                    It rained.  Then the Ministry…"},
		{"Zoë\u0308 Lee", "…as the café owner  Zoë\u0308 Lee  said."},
	} {
		at := strings.Index(d.Text, c.hit)
		got := Of(d, text.Span{Start: at, End: at + len(c.hit)}).Set(Fit(50), func(s string) string { return s })
		if got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
}

// Hits stand in one column and no line is longer than asked for, whatever the
// text, and no grapheme is cut.
func TestLinedUp(t *testing.T) {
	pieces := []string{"a", "Halden ", "é", "e\u0301", "👩‍👩‍👧", "🇰🇪", "한국", " ", "\n", "\t", "\x1b[31m", "\xff", "漢字", "ไทย"}
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SliceOf(rapid.SampledFrom(pieces))
		before := strings.Join(piece.Draw(t, "before"), "")
		hit := "x" + strings.Join(piece.Draw(t, "hit"), "")
		after := strings.Join(piece.Draw(t, "after"), "")
		d := &text.Document{Text: before + hit + after}
		room := Fit(rapid.IntRange(30, 120).Draw(t, "width"))
		line := Of(d, text.Span{Start: len(before), End: len(before) + len(hit)}).Set(room, func(s string) string { return "\x00" + s })
		left, rest, found := strings.Cut(line, "\x00")
		if !found || uniseg.StringWidth(left) != room.Left+len(gap) {
			t.Fatalf("%q: the hit stands in column %d, not %d", line, uniseg.StringWidth(left), room.Left+len(gap))
		}
		if n := uniseg.StringWidth(rest); n > room.Rest+len(gap) {
			t.Fatalf("%q: %d cells from the hit on, of %d", line, n, room.Rest+len(gap))
		}
		if strings.ContainsAny(line, "\n\t\x1b") || !utf8.ValidString(line) {
			t.Fatalf("%q: not fit for a terminal", line)
		}
	})
}
