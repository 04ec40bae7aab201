package token

import (
	"strings"
	"unicode/utf8"

	"rollcall/text"
)

// line is a line of text that holds at least one token.
type line struct {
	first, end int  // tokens
	blank      bool // a blank line comes before it
	indent     int  // bytes of white space before it
	width      int  // in runes, indent included
}

// lines finds the lines of s that hold tokens.
func lines(s string, tokens []text.Token) []line {
	var out []line
	at, breaks := 0, 2
	for k, t := range tokens {
		gap := s[at:t.Start]
		breaks += lineBreaks(gap)
		if breaks > 0 {
			out = append(out, line{first: k, blank: breaks > 1, indent: len(gap) - 1 - strings.LastIndexAny(gap, "\r\n")})
		}
		out[len(out)-1].end = k + 1
		at, breaks = t.End, 0
	}
	for i, ln := range out {
		out[i].width = ln.indent + utf8.RuneCountInString(s[tokens[ln.first].Start:tokens[ln.end-1].End])
	}
	return out
}

// lineBreaks counts the line breaks in s; CRLF is one.
func lineBreaks(s string) int {
	n := 0
	for i, r := range s {
		switch r {
		case '\n':
			if i == 0 || s[i-1] != '\r' {
				n++
			}
		case '\r', '\v', '\u0085', '\u2028':
			n++
		case '\f', '\u2029':
			n += 2
		}
	}
	return n
}

// block is a piece of layout in tokens: the lines that belong together.
type block struct {
	first, end int    // tokens
	marker     marker // of a list item
	kind       text.BlockKind
}

// body is the first token after the marker.
func (b block) body() int { return max(b.first, b.marker.end) }

// blocks cuts the tokens of s into blocks.
func blocks(s string, tokens []text.Token) []block {
	l := layout{text: s, tokens: tokens, lines: lines(s, tokens)}
	l.markers = make([]marker, len(l.lines))
	for i, ln := range l.lines {
		l.markers[i] = markerAt(s, tokens, ln.first, ln.end)
	}
	l.dropLoneMarkers()
	l.measure()
	var out []block
	for i, ln := range l.lines {
		if n := len(out); n > 0 && l.joins(i, out[n-1]) {
			out[n-1].end = ln.end
			continue
		}
		out = append(out, block{first: ln.first, end: ln.end, marker: l.markers[i]})
	}
	l.classify(out)
	return out
}
