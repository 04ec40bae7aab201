package token

import (
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// layout is what the lines of a document tell about its blocks.
type layout struct {
	text   string
	tokens []text.Token
	lines  []line
	width  []int // of each line, in runes
	run    []int // widest line of the run of lines without a blank between
}

func (l *layout) measure() {
	l.width = make([]int, len(l.lines))
	l.run = make([]int, len(l.lines))
	start := 0
	for i, ln := range l.lines {
		l.width[i] = utf8.RuneCountInString(l.text[l.tokens[ln.first].Start:l.tokens[ln.end-1].End])
		if ln.blank {
			l.level(start, i)
			start = i
		}
	}
	l.level(start, len(l.lines))
}

// level sets the run's width for the lines from start to end.
func (l *layout) level(start, end int) {
	widest := 0
	for i := start; i < end; i++ {
		widest = max(widest, l.width[i])
	}
	for i := start; i < end; i++ {
		l.run[i] = widest
	}
}

// joins reports whether line i goes on with the block of the line before it.
func (l *layout) joins(i int) bool {
	ln, prev := l.lines[i], l.lines[i-1]
	if ln.blank || l.marker(ln.first, ln.end) > ln.first {
		return false
	}
	last := l.tokens[prev.end-1]
	ended := endsSentence(last.In(l.text))
	first, _ := runeAt(l.text, l.tokens[ln.first].Start)
	if unicode.IsLower(first) && !ended {
		// A list of words in lower case is none that goes on.
		before, _ := runeAt(l.text, l.tokens[prev.first].Start)
		return !unicode.IsLower(before) || l.width[i-1] > 40
	}
	// A hard-wrapped line is about as wide as its neighbours and not much
	// wider than a terminal.
	const narrow, wide = 40, 110
	w := l.run[i]
	return narrow <= w && w <= wide && l.width[i-1] >= w*7/10
}

// endsSentence reports whether a token may be the last of a sentence.
func endsSentence(s string) bool {
	switch s[len(s)-1] {
	case '.', '!', '?', ':', ';', '"', ')', ']', '\'':
		return true
	}
	return s == "”" || s == "’" || s == "…" || s == "»"
}

// marker is the token after the bullet or the number of a list that the tokens
// from first to end begin with, or first if they begin with none.
func (l *layout) marker(first, end int) int {
	k := first
	if k+1 < end && isBullet(l.tokens[k].In(l.text)) && l.tokens[k].End < l.tokens[k+1].Start {
		k++
	}
	open := k+2 < end && l.tokens[k].In(l.text) == "("
	n := k
	if open {
		n++
	}
	if n+1 >= end || !isEnumerator(l.tokens[n].In(l.text)) {
		return k
	}
	switch c := l.tokens[n+1].In(l.text); {
	case c == ")" && l.tokens[n+1].Start == l.tokens[n].End:
	case c == "." && !open && n+2 < end && l.tokens[n+1].Start == l.tokens[n].End:
		if n+2 < end && l.tokens[n+2].In(l.text) == ")" {
			n++
		}
	default:
		return k
	}
	if n+2 >= end {
		return k
	}
	return n + 2
}

func isBullet(s string) bool {
	switch s {
	case "-", "*", "•", "–", "—", "·", "▪", "■", "◦", "●", "‣", "⁃", "○", "□", "►", "➢", "✓", "+", "o", "**":
		return true
	}
	return false
}

// isEnumerator reports whether s counts an item of a list: 2, iv, b.
func isEnumerator(s string) bool {
	if len(s) > 5 {
		return false
	}
	if classes[s[0]] == classDigit {
		for i := range len(s) {
			if classes[s[i]] != classDigit && s[i] != '.' {
				return false
			}
		}
		return len(s) <= 4
	}
	if len(s) == 1 {
		return classes[s[0]] == classLetter
	}
	for i := range len(s) {
		switch s[i] | 0x20 {
		case 'i', 'v', 'x':
		default:
			return false
		}
	}
	return true
}

// continues reports whether block b goes on with the sentence that block a
// left open: a paragraph broken in mid-sentence.
func continues(d *text.Document, a, b block) bool {
	if a.kind != text.Paragraph && a.kind != text.Item || b.kind != text.Paragraph || b.body > b.first || a.end-a.first < 6 {
		return false
	}
	first, last := d.Tokens[b.first], d.Tokens[a.end-1]
	r, _ := runeAt(d.Text, first.Start)
	if !unicode.IsLower(r) || first.Kind != text.Word {
		return false
	}
	return last.Kind == text.Word && d.Text[last.End-1] != '.' || last.In(d.Text) == ","
}

// classify sets the kinds of bs.
func (l *layout) classify(bs []block) {
	head := true // no paragraph of prose has been seen
	headline := false
	for i := range bs {
		b := &bs[i]
		switch {
		case l.isDate(b.first, b.end):
			b.kind = text.Dateline
		case l.isByline(b.first, b.end):
			b.kind = text.Byline
		case b.body > b.first:
			b.kind = text.Item
		case head && !headline && l.isTitle(*b, 30) && i+1 < len(bs):
			b.kind = text.Headline
			headline = true
		case l.isTitle(*b, 12) && i+1 < len(bs):
			b.kind = text.Heading
		default:
			b.kind = text.Paragraph
			head = false
		}
	}
}

// isTitle reports whether b is one short line that is no sentence.
func (l *layout) isTitle(b block, most int) bool {
	if b.end-b.first > most {
		return false
	}
	last := l.tokens[b.end-1].In(l.text)
	switch last[len(last)-1] {
	case '.', ':', ';', ',':
		return false
	}
	for k := b.first; k < b.end; k++ {
		r, _ := runeAt(l.text, l.tokens[k].Start)
		if unicode.IsUpper(r) || unicode.IsDigit(r) {
			return true
		}
		if unicode.IsLower(r) {
			return false
		}
	}
	return false
}

var dateWords = set(`January February March April May June July August September October November December
	Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep. Sept. Oct. Nov. Dec.
	Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Wed Thu Fri Sat Sun
	Published Updated Posted on at of the am pm a.m. p.m. GMT EST EDT ET PT UTC BST IST`)

// isDate reports whether the tokens are a date, perhaps with a time.
func (l *layout) isDate(first, end int) bool {
	if end-first > 14 {
		return false
	}
	words, numbers := 0, 0
	for k := first; k < end; k++ {
		t := l.tokens[k]
		switch t.Kind {
		case text.Number:
			numbers++
		case text.Word:
			if !dateWords[t.In(l.text)] && !dateWords[titled(t.In(l.text))] {
				return false
			}
			words++
		case text.Punctuation:
		default:
			return false
		}
	}
	return numbers > 0 && (words > 0 || numbers >= 2 && end-first >= 5)
}

// titled is an ASCII word in capitals with all but its first letter lowered.
func titled(s string) string {
	b := []byte(s)
	for i := 1; i < len(b); i++ {
		if isUpper(b[i]) {
			b[i] |= 0x20
		}
	}
	return string(b)
}

// isByline reports whether the tokens name the author: "By Ann Lee".
func (l *layout) isByline(first, end int) bool {
	if n := end - first; n < 2 || n > 16 {
		return false
	}
	switch l.tokens[first].In(l.text) {
	case "by", "By", "BY":
	default:
		return false
	}
	r, _ := runeAt(l.text, l.tokens[first+1].Start)
	last := l.tokens[end-1].In(l.text)
	return unicode.IsUpper(r) && last != "." && last != "!" && last != "?"
}
