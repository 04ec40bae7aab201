package money

import (
	"strings"

	"rollcall/text"
)

// quantity is a number with its scale words, as read from pieces.
type quantity struct {
	value
	end     int   // piece after the last
	scaled  bool  // a scale word is part of it
	bare    bool  // scale words without a number that says how many: "millions", "several hundred"
	spelled bool  // no digits in it
	article bool  // begins with a or an
	atLeast bool  // "600-plus"
	year    bool  // four digits that look like a year
	marked  bool  // the digits have a separator
	part    bool  // a fraction alone: "3/4", "half", "two-thirds"
	exp     int   // the power of ten that its scale words make, where they make one
	plain   value // the number without its scale words
}

// quantity reads the longest number with scale words at piece i. before says
// that a currency stands before it, so that "m" may be parted from its number
// and groups of digits by blanks.
func (g *grammar) quantity(i int, before, dotGroups bool) (quantity, bool) {
	var q quantity
	var ok bool
	switch p := g.at(i); {
	case p.digits:
		q, ok = g.digits(i, before, dotGroups)
	case p.word == nil || p.word.role == roleNone:
		return q, false
	default:
		q, ok = g.spelled(i)
	}
	if !ok {
		return q, false
	}
	if g.is(q.end, "plus") || g.hyphen(q.end) && g.is(q.end+1, "plus") {
		if j := q.end + 1; g.role(j) == roleScale || g.role(j+1) == roleScale {
			q.atLeast = true
			q.end = j
			if g.role(j) == rolePlus {
				q.end++
			}
		}
	}
	q.plain = q.value
	q = g.scales(q, i, before)
	if q.scaled && q.marked && q.exp > 0 && oneGroup(g.says(i), ',') && g.commaHabit() {
		// "1,234 million" where the text has decimal commas.
		q.value, q.plain = q.value.shift(-3), q.plain.shift(-3)
	}
	return q, true
}

// oneGroup reports whether s is digits, one mark and three digits: what may be
// a decimal or a number of four to six digits.
func oneGroup(s string, mark byte) bool {
	i := strings.IndexByte(s, mark)
	return i > 0 && i <= 3 && len(s) == i+4 && strings.Trim(s, "0123456789") == s[i:i+1]
}

// commaHabit reports whether the text writes its decimals with a comma: some
// number in it does, and none has a dot before one or two last digits.
func (g *grammar) commaHabit() bool {
	if g.commas == 0 {
		g.commas = -1
		dots := false
		for i := 0; i < len(g.pieces); i++ {
			if !g.pieces[i].digits {
				continue
			}
			start := i
			i = g.joined(i) - 1
			s := g.text[g.at(start).Start:g.at(i).End]
			at := strings.LastIndexAny(s, ".,")
			switch tail := len(s) - at - 1; {
			case at <= 0 || tail == 3:
			case s[at] == ',' && tail < 3:
				g.commas = 1
			case s[at] == '.' && tail < 3:
				dots = true
			}
		}
		if dots {
			g.commas = -1
		}
	}
	return g.commas > 0
}

// digits reads a number in digits: one piece, pieces joined by a separator
// that the tokeniser took for punctuation, groups parted by blanks, a fraction.
func (g *grammar) digits(i int, before, dotGroups bool) (quantity, bool) {
	var q quantity
	if f, end, ok := g.ratio(i); ok {
		q.value, q.end, q.part = f, end, true
		return q, !(g.at(end).digits && g.at(end).gap == touches)
	}
	j := g.joined(i)
	read := func(from, to int) bool {
		s := g.text[g.at(from).Start:g.at(to).End]
		v, ok := readDigits(s, dotGroups || oneGroup(s, '.') && g.commaHabit())
		if !ok {
			return false
		}
		q.value, q.end = v, to+1
		q.marked = strings.ContainsAny(s, ".,'’ \u00a0\u2009\u202f½¼¾")
		q.year = len(s) == 4 && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20"))
		return true
	}
	if joined := g.text[g.at(i).Start:g.at(j-1).End]; !read(i, j-1) {
		if len(joined) > most || strings.Trim(joined, "0123456789.,") != "" {
			return q, false
		}
		q.end, q.marked = j, true // "1,8923": a number, but which?
	}
	if q.end == i+1 {
		g.spaced(i, &q, before)
	}
	// "2 1/2", "2-1/2" and "2 and a half".
	if f, end, ok := g.fraction(q.end); ok && !q.marked {
		q.value, q.end = q.plus(f), end
	} else if ok && q.value.d.Exponent == -2 {
		q.value, q.end = q.plus(f.shift(-2)), end // "2.88-1/4 dlrs": a quarter of a cent
	} else if f, end, ok := g.half(q.end); ok {
		q.value, q.end = q.plus(f), end
	} else if g.role(q.end) == rolePoint && g.at(q.end+1).digits {
		if v, ok := readDigits(g.says(i)+"."+g.says(q.end+1), false); ok {
			q.value, q.end = v, q.end+2
		}
	}
	if g.lower && q.end == i+1 && !q.marked && g.says(q.end) == "." && g.at(q.end).gap == space && g.at(q.end+1).digits && g.at(q.end+1).gap == space {
		// A tokeniser's output: "2 . 54 billion".
		if v, ok := readDigits(g.says(i)+"."+g.says(q.end+1), false); ok {
			q.value, q.end, q.marked = v, q.end+2, true
		}
	}
	if k := q.end; q.marked && g.says(k) == "." && g.at(k).gap == touches && g.role(k+1) == roleScale && g.at(k+1).gap == space &&
		!g.at(k+1).capital && !(g.at(k+1).word.short && g.at(k+1).Len() < 2) {
		q.end++ // a slip of the pen: "$1.1. million"
	}
	if g.says(q.end) == "," && g.at(q.end).gap == touches && g.dash(q.end+1) && g.at(q.end+1).gap == touches && g.at(q.end+2).gap != touches {
		if u, _ := g.currencyAt(q.end + 2); before || u != nil {
			q.end += 2 // "50,- Kč": no cents
			if v, ok := readDigits(g.says(i), true); ok && q.end == i+3 {
				q.value = v
			}
		}
	}
	if g.at(q.end).digits && g.at(q.end).gap == touches {
		return q, false
	}
	return q, true
}

// joined is the piece after the digits at i and those that separators tie to
// them, where the tokeniser took the separators for punctuation.
func (g *grammar) joined(i int) int {
	j := i + 1
	for j < i+most && g.at(j).gap == touches && g.at(j+1).digits && g.at(j+1).gap == touches && len(g.says(j)) < 4 {
		if mark, n := separator(g.says(j)); mark == 0 || n != len(g.says(j)) {
			break
		}
		j += 2
	}
	return j
}

// spaced joins groups of three digits that blanks part: "120 000".
func (g *grammar) spaced(i int, q *quantity, before bool) {
	if n := g.at(i).Len(); n > 3 || strings.Trim(g.says(i), "0123456789") != "" || g.says(i)[0] == '0' {
		return
	}
	joined := g.says(i)
	j := i + 1
	for j < i+6 && g.group(j) {
		joined += g.says(j)
		j++
	}
	if head, tail, ok := strings.Cut(g.says(j), "."); ok && g.at(j).digits && g.at(j).gap == space && len(head) == 3 && strings.Trim(tail, "0123456789") == "" {
		joined += head + "." + tail
		j++
	}
	if j == i+1 {
		return
	}
	if mark, n := separator(g.says(j)); n > 0 && n == len(g.says(j)) && mark != ':' && g.at(j).gap == touches &&
		g.at(j+1).digits && g.at(j+1).gap == touches && g.at(j+1).Len() <= 2 {
		joined += "." + g.says(j+1)
		j += 2
	}
	// A blank that never parts words tells groups. A common one may stand
	// between two numbers, so a currency must stand on one side.
	gapText := g.text[g.at(i).End:g.at(i+1).Start]
	if gapText == " " && !before {
		k := j
		for n := 0; n < 3 && (g.role(g.skipHyphen(k)) == roleScale || g.role(k) == roleScales); n++ {
			k = g.skipHyphen(k) + 1
		}
		if u, _ := g.currencyAt(g.skipHyphen(k)); u == nil {
			return
		}
	}
	if v, ok := readDigits(joined, false); ok {
		q.value, q.end, q.marked = v, j, true
	}
}

// group reports whether piece j is three digits after one blank. The last group
// may have a decimal part.
func (g *grammar) group(j int) bool {
	p := g.at(j)
	if !p.digits || p.gap != space || strings.Contains(g.text[g.at(j-1).End:p.Start], "\n") {
		return false
	}
	return p.Len() == 3 && strings.Trim(g.says(j), "0123456789") == ""
}

// scales reads the scale words after a number: "million", "thousand crore",
// "million and a half", "bn", and smaller chunks after them: "crore 50 lakh".
func (g *grammar) scales(q quantity, start int, before bool) quantity {
	total := integer(0)
	chunk, last, latest := q.value, 99, 0
	for n := 0; n < 6; n++ {
		k := g.skipHyphen(q.end)
		p := g.at(k)
		if p.word == nil || p.word.role != roleScale && (p.word.role != roleScales || q.spelled && q.bare) || p.gap == broken && k > start {
			break
		}
		if p.word.role == roleScales && p.word.exp == 0 {
			break
		}
		if p.word.short && !g.scaleLetter(k, before) || p.word.short && q.spelled && p.Len() < 3 && !g.is(k, "bn") && !g.is(k, "mn") {
			break // "five mln", not "five m"
		}
		if latest > 0 && p.word.exp <= latest && !(p.word.exp == latest && latest == 6) {
			break // "hundred hundred", "million thousand"
		}
		latest = p.word.exp
		chunk = chunk.shift(p.word.exp)
		q.scaled, q.end = true, k+1
		q.exp += p.word.exp
		if f, end, ok := g.half(q.end); ok {
			chunk, q.end = chunk.plus(f.shift(p.word.exp)), end
		}
		// A smaller chunk may follow: "2 crore 50 lakh", "one million two
		// hundred thousand". Its own scale words are read in the next rounds.
		next, end, ok := g.chunk(q, p.word.exp)
		if ok && p.word.exp < last {
			total, chunk, q.end, last, latest = total.plus(chunk), next, end, p.word.exp, 0
		}
	}
	q.value = total.plus(chunk)
	if q.bare {
		q.known = false
	}
	return q
}

// chunk reads a number after a scale word of 10^exp that goes on with it.
func (g *grammar) chunk(q quantity, exp int) (value, int, bool) {
	k := q.end
	if q.spelled && !q.bare {
		if g.role(k) == roleAnd {
			k++
		}
		if g.role(k) != roleNumber || g.at(k).gap == broken {
			return value{}, 0, false
		}
		v, end := g.belowHundred(k)
		part := g.hundreds(quantity{value: v, end: end})
		return part.value, part.end, true
	}
	p := g.at(k)
	if q.spelled || !p.digits || p.gap != space || exp < 3 {
		return value{}, 0, false
	}
	v, ok := readDigits(p.In(g.text), false)
	next := g.at(k + 1)
	if !ok || next.word == nil || next.word.role != roleScale && next.word.role != roleScales || next.word.short || next.word.exp >= exp || next.gap == broken {
		return value{}, 0, false
	}
	return v, k + 1, true
}

// scaleLetter reports whether the letters at k, a short scale, are one there:
// they touch the number, or a currency before the number leaves no other
// reading for them.
func (g *grammar) scaleLetter(k int, before bool) bool {
	p := g.at(k)
	s := p.In(g.text)
	if len(s) == 1 && s != strings.ToLower(s) && p.gap != touches {
		return false
	}
	if s == "t" || s == "T" || s == "mm" || s == "MM" {
		return p.gap == touches && before
	}
	if p.gap == touches {
		return !(g.at(k+1).gap == touches && g.at(k+1).digits)
	}
	if g.text[g.at(k-1).End:p.Start] != " " && g.text[g.at(k-1).End:p.Start] != "\u00a0" {
		return false
	}
	return before && s != "b" && (s != "k" || g.closes(k+1)) || len(s) > 1
}

// span is the part of the text from piece i up to piece j.
func (g *grammar) span(i, j int) text.Span {
	return text.Span{Start: g.at(i).Start, End: g.at(j - 1).End}
}
