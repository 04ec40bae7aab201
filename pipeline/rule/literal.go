package rule

import (
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// literals tell which regular expressions may match in a text: each waits for
// one of a few pieces of letters that all its matches hold one of. Letters
// beyond ASCII are compared as they are, those of ASCII in any case.
type literals struct {
	always []int32
	byGram map[gram][]literal
	start  [1 << 13]uint64 // a bit for each hash of a gram that something waits for
}

// gram is three bytes of a literal, by which it is looked up.
type gram [3]byte

type literal struct {
	text string // in lower case
	at   int    // where the gram begins in it
	rule int32
}

func (g gram) hash() uint32 {
	return (uint32(g[0])<<16 | uint32(g[1])<<8 | uint32(g[2])) * 2654435761 >> 13
}

// add lets a rule wait for one of the pieces; with none of them, for any text.
func (l *literals) add(rule int32, pieces []string) {
	if len(pieces) == 0 {
		l.always = append(l.always, rule)
		return
	}
	if l.byGram == nil {
		l.byGram = map[gram][]literal{}
	}
	for _, p := range pieces {
		// The gram that fewest others are looked up by.
		best := 0
		for i := range len(p) - 2 {
			if len(l.byGram[gram([]byte(p[i:i+3]))]) < len(l.byGram[gram([]byte(p[best:best+3]))]) {
				best = i
			}
		}
		g := gram([]byte(p[best : best+3]))
		l.byGram[g] = append(l.byGram[g], literal{p, best, rule})
		h := g.hash()
		l.start[h>>6] |= 1 << (h & 63)
	}
}

// due calls f for each rule that may match in a text; for some more than once.
func (l *literals) due(text string, f func(rule int32)) {
	for _, k := range l.always {
		f(k)
	}
	if len(l.byGram) == 0 {
		return
	}
	for i := range max(0, len(text)-2) {
		g := gram{fold(text[i]), fold(text[i+1]), fold(text[i+2])}
		h := g.hash()
		if l.start[h>>6]&(1<<(h&63)) == 0 {
			continue
		}
		for _, lit := range l.byGram[g] {
			if from := i - lit.at; from >= 0 && from+len(lit.text) <= len(text) && foldedEqual(text[from:from+len(lit.text)], lit.text) {
				f(lit.rule)
			}
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

// piece is a literal in lower case; where it matches in any case, the longest
// part of it whose letters have no other forms than two of ASCII: k and s have.
func piece(re *syntax.Regexp) string {
	if re.Flags&syntax.FoldCase == 0 {
		return strings.Map(func(r rune) rune {
			if 'A' <= r && r <= 'Z' {
				return r + 'a' - 'A'
			}
			return r
		}, string(re.Rune))
	}
	best, now := "", ""
	for _, r := range re.Rune {
		if r >= utf8.RuneSelf || strings.ContainsRune("kKsS", r) {
			now = ""
			continue
		}
		if now += string(rune(fold(byte(r)))); len(now) > len(best) {
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
