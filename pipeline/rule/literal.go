package rule

import (
	"math"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
)

// literals tell which regular expressions may match in a text: each waits for
// one of a few pieces of letters that all its matches hold one of. Letters
// beyond ASCII are compared as they are, those of ASCII in any case.
type literals struct {
	always []waiter
	short  grams // for literals of three bytes to five
	long   grams
}

const (
	shortGram = 3
	longGram  = 6
)

// grams are literals by some bytes of them in a row, in lower case.
type grams struct {
	of    map[uint64][]literal
	seen  [1 << 13]uint64 // a bit for each hash of a gram that something waits for
	count int
}

type literal struct {
	text string // in lower case
	at   int    // where the gram begins in it
	waiter
}

// waiter is who waits for a literal: a rule, or a feature of runs; the other is
// none.
type waiter struct{ rule, feature int32 }

func hashOf(gram uint64) uint64 { return gram * 0x9E3779B97F4A7C15 >> 45 }

// add lets one wait for any of the pieces; without pieces, for any text.
func (l *literals) add(who waiter, pieces []string) {
	if len(pieces) == 0 {
		l.always = append(l.always, who)
	}
	for _, p := range pieces {
		if len(p) >= longGram {
			l.long.add(literal{p, 0, who}, longGram)
		} else {
			l.short.add(literal{p, 0, who}, shortGram)
		}
	}
}

// add looks a literal up by the gram that seems the rarest: by its letters, and
// by how many others are looked up by it.
func (g *grams) add(l literal, size int) {
	if g.of == nil {
		g.of = map[uint64][]literal{}
	}
	best, least := uint64(0), math.Inf(1)
	for i := range len(l.text) - size + 1 {
		key, cost := uint64(0), 1.0
		for k := i; k < i+size; k++ {
			key = key<<8 | uint64(l.text[k])
			cost *= letterShare(l.text[k])
		}
		if cost *= float64(1 + len(g.of[key])); cost < least {
			best, least, l.at = key, cost, i
		}
	}
	g.of[best] = append(g.of[best], l)
	g.count++
	h := hashOf(best)
	g.seen[h>>6] |= 1 << (h & 63)
}

// letterShare is roughly how often a letter stands in English, in percent.
func letterShare(c byte) float64 {
	if i := strings.IndexByte("etaoinsrhldcumfpgwybvkxjqz", c); i >= 0 {
		return [...]float64{12, 9, 8, 7.5, 7, 7, 6.5, 6, 5.5, 4, 4, 3, 3, 2.5, 2, 2, 2, 2, 2, 1.5, 1, 0.8, 0.2, 0.15, 0.1, 0.1}[i]
	}
	return 0.5
}

// due calls f for all that wait for what the text holds, with a byte of it, in
// the order of these bytes.
func (l *literals) due(text string, f func(who waiter, at int)) {
	for _, who := range l.always {
		f(who, 0)
	}
	if l.short.count+l.long.count == 0 {
		return
	}
	const mask = 1<<(8*longGram) - 1
	gram := uint64(0) // the last bytes
	for i := range len(text) {
		gram = (gram<<8 | uint64(fold(text[i]))) & mask
		if l.short.count > 0 && i >= shortGram-1 {
			l.short.look(text, gram&(1<<(8*shortGram)-1), i-shortGram+1, f)
		}
		if l.long.count > 0 && i >= longGram-1 {
			l.long.look(text, gram, i-longGram+1, f)
		}
	}
}

// look calls f for what waits for a literal that holds the gram at a place.
func (g *grams) look(text string, gram uint64, at int, f func(who waiter, at int)) {
	h := hashOf(gram)
	if g.seen[h>>6]&(1<<(h&63)) == 0 {
		return
	}
	for _, lit := range g.of[gram] {
		if from := at - lit.at; from >= 0 && from+len(lit.text) <= len(text) && foldedEqual(text[from:from+len(lit.text)], lit.text) {
			f(lit.waiter, at)
		}
	}
}

func fold(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

func foldedEqual(s, lower string) bool {
	for i := range len(s) {
		if fold(s[i]) != lower[i] {
			return false
		}
	}
	return true
}

const (
	shortestPiece = 3
	mostPieces    = 64
)

// pieces are literals of which each match of a regular expression holds one, nil
// if there are none or too many.
func pieces(source string) []string {
	re, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return nil
	}
	return piecesOf(re.Simplify())
}

// spaced reports whether all matches of a regular expression hold a blank.
func spaced(source string) bool {
	re, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return false
	}
	var asks func(re *syntax.Regexp) bool
	asks = func(re *syntax.Regexp) bool {
		switch re.Op {
		case syntax.OpLiteral:
			return slices.Contains(re.Rune, ' ')
		case syntax.OpCapture, syntax.OpPlus:
			return asks(re.Sub[0])
		case syntax.OpConcat:
			return slices.ContainsFunc(re.Sub, asks)
		case syntax.OpAlternate:
			return !slices.ContainsFunc(re.Sub, func(s *syntax.Regexp) bool { return !asks(s) })
		}
		return false
	}
	return asks(re.Simplify())
}

func piecesOf(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		if p := piece(re); len(p) >= shortestPiece {
			return []string{p}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return piecesOf(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return piecesOf(re.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if p := piecesOf(sub); len(p) > 0 && (best == nil || shortest(p) > shortest(best)) {
				best = p
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			p := piecesOf(sub)
			if p == nil {
				return nil
			}
			all = append(all, p...)
		}
		if len(all) <= mostPieces {
			return all
		}
	}
	return nil
}

// piece is the longest part of a literal that is in a text as it is, but for the
// case of ASCII letters: U+FFFD stands for broken bytes as well, and where any
// case matches, k and s have forms beyond ASCII.
func piece(re *syntax.Regexp) string {
	anyCase := re.Flags&syntax.FoldCase != 0
	best, now := "", ""
	for _, r := range re.Rune {
		if r == utf8.RuneError || anyCase && (r >= utf8.RuneSelf || strings.ContainsRune("kKsS", r)) {
			now = ""
			continue
		}
		if r < utf8.RuneSelf {
			r = rune(fold(byte(r)))
		}
		if now += string(r); len(now) > len(best) {
			best = now
		}
	}
	return best
}

func shortest(pieces []string) int {
	n := len(pieces[0])
	for _, p := range pieces {
		n = min(n, len(p))
	}
	return n
}
