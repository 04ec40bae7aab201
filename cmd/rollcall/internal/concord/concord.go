// Package concord sets hits one under the other with the words around them, as
// a concordance does: key word in context, all hits beginning in one column.
//
// Widths are those of a terminal and what is cut is cut between graphemes, so
// that a flag, an accent or a syllable block is there as a whole or not at all.
// Left out on purpose: sorting and judging, which the caller knows more about.
package concord

import (
	"strings"

	"github.com/rivo/uniseg"

	"rollcall/cmd/rollcall/internal/render"
	"rollcall/text"
)

// Line is a hit with what stands around it, each on one line and without
// characters that could drive a terminal.
type Line struct {
	Left, Hit, Right string
}

// reach is how many bytes around a hit are looked at, more than a line can show
// of any script.
const reach = 1000

// Of is the hit that a span of a text is.
func Of(d *text.Document, s text.Span) Line {
	left := d.Text[max(0, s.Start-reach):s.Start]
	right := d.Text[s.End:min(len(d.Text), s.End+reach)]
	return Line{render.Edge(left), render.Line(d.Surface(s)), render.Edge(right)}
}

// gap stands on either side of a hit.
const gap = "  "

// Room is how many cells the parts of lines take.
type Room struct{ Left, Rest int }

// Fit divides a width: two fifths of it go before the hits, the rest to them
// and what comes after.
func Fit(width int) Room {
	left := max(8, (width-2*len(gap))*2/5)
	return Room{left, max(8, width-2*len(gap)-left)}
}

// Set is the line with its left side filled up and cut so that hits stand in
// one column. paint is given the hit, and may add what takes no room.
func (l Line) Set(r Room, paint func(string) string) string {
	left := end(l.Left, r.Left)
	hit := start(l.Hit, r.Rest)
	line := strings.Repeat(" ", r.Left-width(left)) + left + gap + paint(hit)
	if rest := r.Rest - width(hit); rest > 0 {
		line += gap + start(strings.TrimLeft(l.Right, " "), rest)
	}
	return strings.TrimRight(line, " ")
}

// width is how many cells of a terminal a string takes.
func width(s string) int { return uniseg.StringWidth(s) }

// cut is what stands for what was left out.
const cut = "…"

// start is the longest beginning of s that takes no more than so many cells.
func start(s string, cells int) string {
	if width(s) <= cells {
		return s
	}
	var out strings.Builder
	used, state := width(cut), -1
	for s != "" {
		cluster, rest, w, next := uniseg.FirstGraphemeClusterInString(s, state)
		if used += w; used > cells {
			break
		}
		out.WriteString(cluster)
		s, state = rest, next
	}
	return out.String() + cut
}

// end is the longest end of s that takes no more than so many cells.
func end(s string, cells int) string {
	s = strings.TrimRight(s, " ")
	total := width(s)
	if total <= cells {
		return s
	}
	state := -1
	for total > cells-width(cut) && s != "" {
		_, rest, w, next := uniseg.FirstGraphemeClusterInString(s, state)
		total -= w
		s, state = rest, next
	}
	return cut + s
}

// Around is what stands before and after the hit, each no wider than so many
// cells.
func Around(l Line, cells int) (left, right string) {
	return end(strings.TrimLeft(l.Left, " "), cells), start(strings.TrimLeft(l.Right, " "), cells)
}
