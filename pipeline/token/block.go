package token

import (
	"rollcall/text"
)

// line is a line of text that holds at least one token.
type line struct {
	first, end int  // tokens
	blank      bool // a blank line comes before it
}

// lines finds the lines of d that hold tokens.
func lines(d *text.Document) []line {
	var out []line
	at, breaks := 0, 2
	for k, t := range d.Tokens {
		breaks += lineBreaks(d.Text[at:t.Start])
		if breaks > 0 {
			if n := len(out); n > 0 {
				out[n-1].end = k
			}
			out = append(out, line{first: k, blank: breaks > 1})
		}
		at, breaks = t.End, 0
	}
	if n := len(out); n > 0 {
		out[n-1].end = len(d.Tokens)
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

// block is a piece of layout as tokens: the lines that belong together.
type block struct {
	first, end int // tokens
	body       int // first token after the number or bullet of a list item
	kind       text.BlockKind
}

// blocks cuts d into blocks.
func blocks(d *text.Document) []block {
	l := layout{text: d.Text, tokens: d.Tokens, lines: lines(d)}
	l.measure()
	var out []block
	for i := range l.lines {
		if n := len(out); n > 0 && l.joins(i) {
			out[n-1].end = l.lines[i].end
			continue
		}
		out = append(out, block{first: l.lines[i].first, end: l.lines[i].end})
	}
	for i := range out {
		out[i].body = l.marker(out[i].first, out[i].end)
	}
	l.classify(out)
	return out
}
