package token

import (
	"unicode"

	"rollcall/text"
)

// classify sets the kinds of bs.
func (l *layout) classify(bs []block) {
	headline, prose := false, 0
	for i := range bs {
		b := &bs[i]
		last := i == len(bs)-1
		switch {
		case l.isDate(b.first, b.end):
			b.kind = text.Dateline
		case (prose < 2 || last) && l.isByline(b.first, b.end):
			b.kind = text.Byline
		case b.marker.end > b.first:
			b.kind = text.Item
			headline = true
		case !headline && prose == 0 && l.isTitle(*b, 40) && (!last || b.end-b.first > 2 && allCapitals(l.text, l.tokens[b.first:b.end])):
			b.kind = text.Headline
			headline = true
		case !last && l.isTitle(*b, 14) && bs[i+1].end-bs[i+1].first > 1 && !l.runsOn(*b, bs[i+1]):
			b.kind = text.Heading
		default:
			b.kind = text.Paragraph
			prose++
		}
	}
}

// isTitle reports whether b is short and no sentence, as a headline is.
func (l *layout) isTitle(b block, most int) bool {
	if b.end-b.first > most {
		return false
	}
	last := l.surface(b.end - 1)
	switch last[len(last)-1] {
	case '.':
		return l.tokens[b.end-1].Kind == text.Word && allCapitals(l.text, l.tokens[b.first:b.end])
	case ':', ';', ',':
		return false
	}
	if function[last] && !allCapitals(l.text, l.tokens[b.first:b.end]) {
		return false
	}
	for k := b.first; k < b.end; k++ {
		r, _ := runeAt(l.text, l.tokens[k].Start)
		if unicode.IsUpper(r) || unicode.IsDigit(r) {
			return !l.speaks(k, b.end)
		}
		if unicode.IsLower(r) {
			return false
		}
	}
	return false
}

// speaks reports whether a full stop inside the tokens shows that they are
// sentences, the last of which lost its stop.
func (l *layout) speaks(first, end int) bool {
	for k := first + 1; k < end-1; k++ {
		if l.surface(k) == "." && len(l.surface(k-1)) > 3 {
			return true
		}
	}
	return false
}

var (
	months = set(`january february march april may june july august september october november december
		jan feb mar apr jun jul aug sep sept oct nov dec jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec.`)
	weekdays = set(`monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun`)
	// dateWords stand beside a date on its line.
	dateWords = set(`first last published updated posted modified created date dated on at of the am pm a.m. p.m. noon midnight
		gmt utc bst ist est edt cst cdt mst mdt pst pdt et pt ct cet cest eat wat sast hkt jst local time hrs hours`)
)

// isDate reports whether the tokens are a date, perhaps with a time, and
// perhaps with a place before it: "NAIROBI, March 3".
func (l *layout) isDate(first, end int) bool {
	if end-first < 2 || end-first > 16 {
		return false
	}
	names, numbers, places := 0, 0, 0
	for k := first; k < end; k++ {
		t := l.tokens[k]
		switch t.Kind {
		case text.Number:
			numbers++
		case text.Word:
			w := lowered(t.In(l.text))
			r, _ := runeAt(l.text, t.Start)
			switch {
			case months[w], weekdays[w]:
				names++
			case dateWords[w]:
			case numbers == 0 && names == 0 && unicode.IsUpper(r):
				places++
			default:
				return false
			}
		case text.Punctuation, text.Symbol:
			if places > 0 && names+numbers == 0 && t.Len() == 1 && l.text[t.Start] != ',' && l.text[t.Start] != '-' {
				return false
			}
		default:
			return false
		}
	}
	if places > 0 {
		// A place ends with a comma before its date begins.
		comma := false
		for k := first; k < end && !comma; k++ {
			w := l.surface(k)
			comma = w == "," && k-first <= 4
			if months[lowered(w)] || weekdays[lowered(w)] {
				break
			}
		}
		return comma && places <= 4 && names > 0 && numbers > 0
	}
	return numbers > 0 && names > 0 || numbers >= 1 && end-first >= 5 && numbers >= (end-first)/3
}

// bylineOpeners are the words before "by" in a line that says who made what.
var bylineOpeners = set(`written reported reporting story report text words compiled edited posted analysis opinion photo photos
	photograph photographs interview`)

// bylineWords may stand in lower case between the names of a byline.
var bylineWords = set(`and by in at for with of the from special to de van von der den bin ibn al el da di la le reports reporting
	writes staff writer reporter correspondent editor and correspondents bureau chief additional editing is a with`)

// isByline reports whether the tokens name the author: "By Ann Lee, Staff
// Writer", "Ann Lee reports from Cairo", "Reporting by Ann Lee".
func (l *layout) isByline(first, end int) bool {
	n := end - first
	if n < 2 || n > 24 {
		return false
	}
	w := lowered(l.surface(first))
	start := first
	credit := false
	switch {
	case w == "by":
		start++
	case bylineOpeners[w] && n > 2 && lowered(l.surface(first+1)) == "by":
		start, credit = first+2, true
	case l.reportsFrom(first, end):
	default:
		return false
	}
	if start < end && l.surface(start) == ":" {
		start++
	}
	capitals := 0
	for k := start; k < end; k++ {
		t := l.tokens[k]
		r, _ := runeAt(l.text, t.Start)
		switch {
		case t.Kind == text.Word && unicode.IsUpper(r):
			capitals++
		case t.Kind == text.Word && !bylineWords[t.In(l.text)]:
			return false
		case t.Kind == text.Number:
			return false
		case k == start && t.Kind != text.Address:
			return false // "By 2020", "by and large"
		}
	}
	last := l.surface(end - 1)
	return capitals > 0 && (credit || last != "." && last != "!" && last != "?" && last != ":")
}

// reportsFrom reports whether the tokens begin like "Ann Lee reports from".
func (l *layout) reportsFrom(first, end int) bool {
	for k := first; k < end-2 && k < first+5; k++ {
		r, _ := runeAt(l.text, l.tokens[k].Start)
		if w := l.surface(k); k > first+1 && (w == "reports" || w == "reporting" || w == "writes") {
			next := l.surface(k + 1)
			return next == "from" || next == "in" || next == "for"
		}
		if !unicode.IsUpper(r) {
			return false
		}
	}
	return false
}

// continues reports whether block b goes on with the sentence that block a
// left open: a paragraph broken in mid-sentence.
func (l *layout) continues(a, b block) bool {
	if a.kind != text.Paragraph && a.kind != text.Item || b.kind != text.Paragraph && b.kind != text.Heading {
		return false
	}
	return l.runsOn(a, b)
}

// runsOn reports whether b reads on where a breaks off: a ends in a word after
// which no sentence ends, or b begins in lower case after a line of some length
// without a mark at its end.
func (l *layout) runsOn(a, b block) bool {
	first, last := l.tokens[b.first], l.tokens[a.end-1]
	r, _ := runeAt(l.text, first.Start)
	w := last.In(l.text)
	switch {
	case b.marker.end > b.first:
		return false
	case w != "," && function[w]:
		return first.Kind == text.Word || first.Kind == text.Number
	case a.end-a.first < 6 || first.Kind != text.Word || !unicode.IsLower(r):
		return false
	}
	return last.Kind == text.Word && w[len(w)-1] != '.' || last.Kind == text.Number || last.Kind == text.Clitic || w == ","
}
