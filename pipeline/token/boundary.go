package token

import (
	"strings"
	"unicode"

	"rollcall/text"
)

// mark says what a token means for the end of a sentence.
type mark uint8

const (
	noMark    mark = iota
	stop           // .
	shout          // ! ?
	dots           // ...
	shortened      // a word that ends in a dot
	smile          // an emoticon, an emoji or a line of signs
	link           // a URL
)

func (s *splitter) mark(k int) mark {
	t := s.tokens[k]
	switch last := s.text[t.End-1]; t.Kind {
	case text.Punctuation:
		switch {
		case last == '.' && t.Len() == 1:
			return stop
		case last == '.' || strings.HasPrefix(s.surface(k), "…"):
			return dots
		case last == '!' || last == '?':
			return shout
		case last == '_' && t.Len() > 3:
			return smile
		}
	case text.Word:
		if last == '.' {
			return shortened
		}
	case text.Symbol:
		if t.Len() >= 3 && (last == '*' || last == '=' || last == '~' || last == '#') || isFace(s.surface(k)) {
			return smile
		}
	case text.Address:
		if w := s.surface(k); strings.Contains(w, "://") || strings.HasPrefix(w, "www.") {
			return link
		}
	}
	return noMark
}

// boundary looks at token k of the block: it gives the first token after it and what
// clings to it, and whether a sentence ends there.
func (s *splitter) boundary(k int) (int, bool) {
	m := s.mark(k)
	if m == noMark || k < s.body {
		return k + 1, m == noMark && s.farewell(k)
	}
	end, quoted := k+1, false
	for end < s.block.end {
		next := s.mark(end)
		switch {
		case s.closes(end):
			quoted = quoted || !strings.ContainsAny(s.surface(end), ")]}")
			s.track(end)
		case next == smile && isFace(s.surface(end)):
			m = smile
		case next == stop && m == stop:
			m = dots // . . .
		case next == stop && m == shortened:
			m = stop // Inc. .
		case next == stop && (m == shout || m == dots):
		case next == shout, next == dots:
			m = next
		default:
			return end, s.ends(m, k, end, quoted)
		}
		end++
	}
	return end, true
}

// farewell reports whether the comma at k ends the "Best regards," over the
// name at the foot of a letter.
func (s *splitter) farewell(k int) bool {
	if k == s.first || k > s.first+2 || k+1 >= s.block.end || s.surface(k) != "," {
		return false
	}
	switch lowered(s.surface(k - 1)) {
	case "regards", "sincerely", "cheers", "yours":
		r, _ := runeAt(s.text, s.tokens[k+1].Start)
		return unicode.IsUpper(r)
	}
	return false
}

// closes reports whether token k is a quote or bracket that closes.
func (s *splitter) closes(k int) bool {
	t := s.tokens[k]
	if t.Kind != text.Punctuation && t.Kind != text.Clitic {
		return false
	}
	if k+1 == s.block.end && k > s.block.first {
		return t.Len() <= 3 && (closers[s.surface(k)] || s.surface(k) == "“")
	}
	loose := k+1 == len(s.tokens) || !s.touches(k+1) || closers[s.surface(k+1)]
	switch s.surface(k) {
	case ")", "]", "}", "”", "''", "»":
		return true
	case "\"":
		return s.touches(k) && (loose || s.quote > 0) || loose && s.quote > 0
	case "'", "’", "“", "‘":
		return s.touches(k) && loose
	}
	return false
}

// closers may stand behind a quote that closes.
var closers = set(") ] } ” '' » \" ' ’")

// ends reports whether a sentence ends after the mark m at k, where token n is
// the next that could begin one. quoted says that a quote was closed between.
func (s *splitter) ends(m mark, k, n int, quoted bool) bool {
	if s.words == 0 && m != shortened {
		return false // "... and so on": nothing has been said
	}
	word := n
	for word < s.block.end-1 && word < n+3 && s.tokens[word].Kind == text.Punctuation {
		word++
	}
	r, _ := runeAt(s.text, s.tokens[word].Start)
	opener := s.surface(n)
	if word > n {
		switch opener {
		case ",", ";", ":", "—", "–", "/":
			return false
		case "-", "--":
			if !unicode.IsUpper(r) || s.touches(n) || quoted {
				return false
			}
		}
	}
	lower := unicode.IsLower(r) && !s.properLower(word)
	if quoted && m == shout && s.attributed(n) {
		return false
	}
	switch m {
	case stop:
		if s.touches(n) {
			return s.glued(k, n)
		}
		if k > s.first && !s.full(k-1, word) {
			return false
		}
		return !lower || n == k+1 && (s.casual || k > s.first && s.plain(k-1))
	case shout:
		if s.touches(n) && word == n {
			return s.glued(k, n)
		}
		return !lower || n == k+1 && (s.casual || k > s.first && s.plain(k-1))
	case dots:
		return !s.touches(n) && unicode.IsUpper(r) && opener != "("
	case smile:
		return !lower
	case link:
		return word == n && !s.touches(n) && (unicode.IsUpper(r) || s.mark(n) == link)
	}
	if s.block.kind != text.Paragraph && s.block.kind != text.Item {
		return false // capitals tell nothing in a headline
	}
	if lower || !unicode.IsUpper(r) {
		return false
	}
	w := s.surface(k)
	switch abbreviations[w[:len(w)-1]] {
	case title, inner, numeric:
		return false
	case final:
		return true
	}
	if len(w) == 2 && isUpper(w[0]) {
		return false // an initial; else the scanner would have split it
	}
	if word > n {
		return opener != "(" && opener != "[" && (starters[s.surface(word)] || opener == "“" || opener == "\"" || opener == "``")
	}
	return s.starts(word)
}

// full reports whether the stop after token k is a full stop. It may be the dot
// of an abbreviation where a tokeniser has put a space before it: "Mr . Lee".
func (s *splitter) full(k, next int) bool {
	w := s.surface(k)
	if w == "°" {
		return false // N°. 5
	}
	if s.touches(k + 1) {
		return true
	}
	r, _ := runeAt(s.text, s.tokens[next].Start)
	switch abbreviations[w] {
	case title:
		return starters[s.surface(next)]
	case numeric:
		return !unicode.IsDigit(r)
	case ordinary:
		return unicode.IsUpper(r) && s.starts(next)
	}
	return len(w) > 1 || !isUpper(w[0]) || w == "I" || starters[s.surface(next)] || !unicode.IsUpper(r)
}

// plain reports whether token k is a word that is no abbreviation, so that a
// stop after it ends a sentence whatever follows.
func (s *splitter) plain(k int) bool {
	w := s.surface(k)
	if s.tokens[k].Kind != text.Word || len(w) < 3 && !function[w] || abbreviations[w] != noAbbreviation {
		return false
	}
	for i := range len(w) {
		if c := w[i]; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// starts reports whether the capitalised token k opens a sentence after an
// abbreviation.
func (s *splitter) starts(k int) bool {
	w := s.surface(k)
	return starters[w] || w == "I"
}

// properLower reports whether token k begins with a lower-case letter by right,
// also where it opens a sentence: iPhone, al-Shabab, bin Laden.
func (s *splitter) properLower(k int) bool {
	w := s.surface(k)
	for i := 1; i < len(w); i++ {
		if isUpper(w[i]) {
			return true
		}
	}
	switch w {
	case "al", "el", "bin", "ibn", "ul", "an", "as", "ash", "ad", "ar":
		next := k + 1
		if next+1 < len(s.tokens) && s.surface(next) == "-" && s.touches(next) && s.touches(next+1) {
			r, _ := runeAt(s.text, s.tokens[next+1].Start)
			return unicode.IsUpper(r)
		}
	}
	return false
}

// glued reports whether token n opens a sentence although no space was typed
// after the stop at k: "It rained.Then it snowed."
func (s *splitter) glued(k, n int) bool {
	r, _ := runeAt(s.text, s.tokens[n].Start)
	t := s.tokens[n]
	if t.Kind != text.Word || !unicode.IsUpper(r) || k == s.first {
		return t.Kind == text.Punctuation && (s.surface(n) == "“" || s.surface(n) == "\"")
	}
	w, prev := s.surface(n), s.surface(k-1)
	if len(w) > 1 && isUpper(w[1]) {
		return false // a part of a name or a code: Acme.CT
	}
	switch s.tokens[k-1].Kind {
	case text.Word:
		first, _ := runeAt(prev, 0)
		last, _ := runeBefore(prev, len(prev))
		return unicode.IsLower(last) && (len(prev) > 3 || unicode.IsLower(first) && len(prev) > 1)
	case text.Address:
		return false
	}
	return true
}

// attributed reports whether the tokens from n say who spoke the question or
// exclamation that was quoted before them: "Why?" Mr. Lee asked.
func (s *splitter) attributed(n int) bool {
	for k := n; k < s.block.end && k < n+6; k++ {
		if speech[s.surface(k)] {
			return true
		}
		r, _ := runeAt(s.text, s.tokens[k].Start)
		if s.tokens[k].Kind != text.Word || k > n && !unicode.IsUpper(r) && s.surface(k) != "the" {
			return false
		}
	}
	return false
}

var speech = set(`said says asked asks added wondered shouted cried told wrote writes replied declared exclaimed
	explained demanded yelled called recalled tweeted joked quipped read reads`)
