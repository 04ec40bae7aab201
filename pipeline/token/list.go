package token

import (
	"strconv"
	"strings"

	"rollcall/text"
)

// marker is what opens an item of a list: a bullet, a number, or both.
type marker struct {
	end    int    // the token after it
	bullet string // "" if there is none
	style  string // the shape of the number, with x for what counts: "x.", "(x)"
	count  string // what counts: "2", "iv", "b"
}

// markerAt is the marker that the tokens from first to end begin with; its end
// is first if they begin with none. A marker alone, with nothing after it, is
// none.
func markerAt(s string, tokens []text.Token, first, end int) marker {
	none := marker{end: first}
	m := none
	if k := first; k+1 < end {
		w := tokens[k].In(s)
		if bullets[w] || dashBullets[w] && tokens[k].End < tokens[k+1].Start {
			m.bullet = w
			m.end++
		}
	}
	touch := func(k int) bool { return k < end && tokens[k-1].End == tokens[k].Start }
	is := func(k int, w string) bool { return k < end && tokens[k].In(s) == w }

	k, style := m.end, ""
	if is(k, "(") && touch(k+1) {
		k, style = k+1, "("
	}
	if k+1 >= end {
		return m
	}
	count, dot := strings.CutSuffix(tokens[k].In(s), ".")
	if !counts(count) {
		return m
	}
	style += "x"
	if dot {
		style += "."
	}
	k++
	for touch(k) && len(style) < 4 && (is(k, ")") || !dot && is(k, ".")) {
		dot = dot || is(k, ".")
		style += tokens[k].In(s)
		k++
	}
	if style == "x" || style == "(x" || style == "(x." || k >= end || touch(k) {
		return m
	}
	m.style, m.count, m.end = style, count, k
	return m
}

// risky reports whether the marker may be something else, such as the initial
// of a name, so that it counts only where the next one is found too.
func (m marker) risky() bool {
	return m.style == "x." && classes[m.count[0]] == classLetter
}

// begins reports whether m can be the first of its list, or of an interview.
func (m marker) begins() bool {
	switch m.count {
	case "A", "a", "I", "i", "Q":
		return true
	}
	return false
}

// follows reports whether m is the item after one with the marker p.
func (m marker) follows(p marker) bool {
	if m.style == "" {
		return m.bullet != "" && m.bullet == p.bullet && p.style == "" && bullets[m.bullet]
	}
	if m.style != p.style || m.bullet != p.bullet {
		return false
	}
	if a, err := strconv.Atoi(p.count); err == nil {
		b, err := strconv.Atoi(m.count)
		return err == nil && b == a+1
	}
	if m.count == "A" && p.count == "Q" || m.count == "Q" && p.count == "A" {
		return true // an interview
	}
	if len(m.count) == 1 && len(p.count) == 1 && m.count[0] == p.count[0]+1 {
		return true
	}
	a, b := roman(p.count), roman(m.count)
	return a > 0 && b == a+1
}

// roman is the value of a small Roman numeral in one case, 0 if s is none.
func roman(s string) int {
	total, last := 0, 0
	for i := len(s) - 1; i >= 0; i-- {
		v := 0
		switch s[i] | 0x20 {
		case 'i':
			v = 1
		case 'v':
			v = 5
		case 'x':
			v = 10
		default:
			return 0
		}
		if v < last {
			total -= v
		} else {
			total += v
			last = v
		}
	}
	return total
}

// counts reports whether s can number an item: 2, 4.1, iv, b.
func counts(s string) bool {
	switch {
	case s == "" || len(s) > 5:
		return false
	case classes[s[0]] == classDigit:
		for part := range strings.SplitSeq(s, ".") {
			if n := len(part); n == 0 || n > 3 || digits(part, 0) < n {
				return false
			}
		}
		return true
	case len(s) == 1:
		return classes[s[0]] == classLetter
	}
	return roman(s) > 0
}

// bullets need no space after them, dashBullets do.
var (
	bullets     = set("• · ▪ ■ ◦ ● ‣ ⁃ ○ □ ► ▶ ➢ ✓ ✔ ➤ → ⇒ ❖ ♦ ◆")
	dashBullets = set("- – — * ** + o > .")
)
