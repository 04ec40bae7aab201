package token

import (
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// layout is what the lines of a document tell about its blocks.
type layout struct {
	text    string
	tokens  []text.Token
	lines   []line
	markers []marker // of each line
	wrap    []int    // for each line, the width at which its run is wrapped by hand, or 0
	opens   []bool   // for each line, whether it is indented as the first of a paragraph
}

// Lines that were broken by hand are about as wide as a terminal or a page. A
// narrower column is a list or a poem, a wider line is a whole paragraph.
const narrow, wide = 40, 110

// measure finds the runs of lines, without a blank line between, that were
// wrapped by hand: each line but the last is so wide that the first word of the
// next would not have fitted.
func (l *layout) measure() {
	l.wrap = make([]int, len(l.lines))
	l.opens = make([]bool, len(l.lines))
	widest := 0 // of all runs that are long enough to be sure
	type run struct{ start, end, width int }
	var short []run
	for start := 0; start < len(l.lines); {
		end, width := start+1, l.lines[start].width
		for end < len(l.lines) && !l.lines[end].blank {
			width = max(width, l.lines[end].width)
			end++
		}
		switch {
		case end-start == 1 || width < narrow || width > wide:
		case end-start == 2:
			short = append(short, run{start, end, width})
		case l.wrapped(start, end, width):
			widest = max(widest, width)
			for i := start; i < end; i++ {
				l.wrap[i] = width
			}
			l.indents(start, end)
		}
		start = end
	}
	for _, r := range short {
		// Two lines alone prove nothing; they are wrapped where others are.
		if r.width*5 >= widest*4 && widest > 0 {
			l.wrap[r.start], l.wrap[r.end-1] = widest, widest
		}
	}
}

// indents finds the first lines of paragraphs in a run of lines, where these,
// and not the lines of list items that go on, are indented.
func (l *layout) indents(start, end int) {
	least, n := l.lines[start].indent, 0
	for i := start; i < end; i++ {
		if l.markers[i].end > l.lines[i].first {
			return
		}
		least = min(least, l.lines[i].indent)
	}
	for i := start; i < end; i++ {
		if l.lines[i].indent >= least+2 {
			n++
		}
	}
	for i := start; i < end && n <= (end-start)/2; i++ {
		l.opens[i] = l.lines[i].indent >= least+2
	}
}

// wrapped reports whether most lines of a run fill it.
func (l *layout) wrapped(start, end, width int) bool {
	full, open := 0, 0
	for i := start; i < end-1; i++ {
		if l.fills(i, width) {
			full++
		}
		if !l.ended(i) {
			open++
		}
	}
	n := end - 1 - start
	return full*3 >= n*2 && open*2 >= n
}

// fills reports whether the first word of line i+1 would not have fitted on
// line i. Some slack is left for those who break lines by eye.
func (l *layout) fills(i, width int) bool {
	const slack = 8
	next := l.tokens[l.lines[i+1].first]
	end := next.End
	for k := l.lines[i+1].first + 1; k < l.lines[i+1].end && l.tokens[k].Start == end; k++ {
		end = l.tokens[k].End
	}
	return l.lines[i].width+1+utf8.RuneCountInString(l.text[next.Start:end])+slack > width
}

// ended reports whether line i ends as a sentence may end.
func (l *layout) ended(i int) bool {
	return endsSentence(l.surface(l.lines[i].end - 1))
}

func (l *layout) surface(k int) string { return l.tokens[k].In(l.text) }

// joins reports whether line i goes on with the block b of the line before it.
func (l *layout) joins(i int, b block) bool {
	ln, prev := l.lines[i], l.lines[i-1]
	wrapped := l.wrap[i] > 0 && l.wrap[i-1] > 0
	if m := l.markers[i]; m.end > ln.first && !ln.blank && wrapped {
		// What looks like a marker may have been wrapped onto this line.
		return !m.follows(b.marker) && (m.style != "" || m.bullet != b.marker.bullet) && !l.ended(i-1) && l.fills(i-1, l.wrap[i])
	} else if m.end > ln.first || ln.blank || l.opens[i] {
		return false
	}
	first, _ := runeAt(l.text, l.tokens[ln.first].Start)
	before, _ := runeAt(l.text, l.tokens[prev.first].Start)
	switch {
	case wrapped && prev.width > 20 && allCapitals(l.text, l.tokens[prev.first:prev.end]) && !allCapitals(l.text, l.tokens[ln.first:ln.end]):
		return false // a headline right over its article
	case wrapped:
		return l.fills(i-1, l.wrap[i]) || unicode.IsLower(first) && !l.ended(i-1)
	case unicode.IsLower(first) && !l.ended(i-1):
		// A list of words in lower case does not go on.
		return !unicode.IsLower(before) || prev.width > narrow
	case function[lowered(l.surface(prev.end-1))] && prev.width < wide:
		return true
	case allCapitals(l.text, l.tokens[prev.first:prev.end]) && allCapitals(l.text, l.tokens[ln.first:ln.end]):
		return i < 6 && prev.width > 20 && !l.isByline(ln.first, ln.end) && !l.isDate(ln.first, ln.end)
	}
	return false
}

// endsSentence reports whether a token may be the last of a sentence.
func endsSentence(s string) bool {
	switch s[len(s)-1] {
	case '.', '!', '?', ':', ';', '"', ')', ']', '\'':
		return true
	}
	return s == "”" || s == "’" || s == "…" || s == "»"
}

// function are words after which no sentence and no title ends.
var function = set(`the a an of and or in on at to for with by from as into over between against under
	his her its their our my your is are was were be been has have had than that which who , &`)

// allCapitals reports whether the tokens hold letters, all of them capitals.
func allCapitals(s string, tokens []text.Token) bool {
	n := 0
	for _, t := range tokens {
		for _, r := range t.In(s) {
			switch {
			case unicode.IsLower(r):
				// "McCAIN", "10th" and the ’s after a name are let through.
				if n == 0 || t.Kind == text.Word {
					return false
				}
			case unicode.IsUpper(r):
				n++
			}
		}
	}
	return n > 3
}

// dropLoneMarkers takes back markers that may be initials: those that neither
// go on with a list nor begin one that goes on.
func (l *layout) dropLoneMarkers() {
	last := -1
	for i, m := range l.markers {
		if m.style == "" || !m.risky() {
			continue
		}
		if last >= 0 && m.follows(l.markers[last]) {
			last = i
			continue
		}
		if !m.begins() || !l.followed(i) {
			l.markers[i] = marker{end: l.lines[i].first}
			continue
		}
		last = i
	}
}

// followed reports whether the next item after line i's is found: inside the
// line, or as one of the next lines with a marker.
func (l *layout) followed(i int) bool {
	ln, m := l.lines[i], l.markers[i]
	// Right after it stands the second initial of a name, if it is one.
	for k := m.end + 1; k < ln.end; k++ {
		if startsMarker(l.surface(k)) && markerAt(l.text, l.tokens, k, ln.end).follows(m) {
			return true
		}
	}
	for j, tries := i+1, 0; j < len(l.lines) && j < i+40 && tries < 4; j++ {
		if n := l.markers[j]; n.style != "" {
			if n.follows(m) {
				return true
			}
			tries++
		}
	}
	return false
}

// startsMarker is a quick look at whether a marker may begin with token s.
func startsMarker(s string) bool {
	return s == "(" || bullets[s] || counts(trimDot(s))
}

func trimDot(s string) string {
	if n := len(s); n > 1 && s[n-1] == '.' {
		return s[:n-1]
	}
	return s
}

// lowered is s with its ASCII letters in lower case.
func lowered(s string) string {
	for i := range len(s) {
		if isUpper(s[i]) {
			b := []byte(s)
			for j := i; j < len(b); j++ {
				if isUpper(b[j]) {
					b[j] |= 0x20
				}
			}
			return string(b)
		}
	}
	return s
}
