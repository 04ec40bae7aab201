package money

import "strings"

// currencyAt reads the longest currency at piece i: a sign, a name or a code.
// It returns nil if there is none.
func (g *grammar) currencyAt(i int) (*unit, int) {
	w := g.at(i).word
	if w == nil {
		return nil, i
	}
	u, end := g.signAt(i)
	if n, to := g.nameAt(i); n != nil && to > end {
		u, end = n, to
	}
	if c, to := g.codeAt(i); c != nil && (to > end || to == end && u != nil && !u.sign && c.scale == 0 && g.says(i) == g.currencies[c.def].code) {
		u, end = c, to // "SOL 5" is not in soles
	}
	return u, end
}

// signAt reads a symbol, or letters used like one, at piece i.
func (g *grammar) signAt(i int) (*unit, int) {
	w := g.at(i).word
	if w == nil || !w.signs {
		return nil, i
	}
	start := g.at(i).Start
	var found *unit
	end := i
	for j := i; j < i+4 && j < len(g.pieces); j++ {
		if j > i && g.at(j).gap != touches {
			break
		}
		if u := g.sign(g.text[start:g.at(j).End]); u != nil {
			found, end = u, j+1
		}
	}
	if found == nil || end == i+1 {
		// "US $5": a blank was put between the letters and the sign.
		if s := g.says(i); g.at(i+1).gap == space && g.says(i+1) == "$" && g.partedSign(s) {
			if u := g.sign(s + "$"); u != nil {
				return u, i + 2
			}
		}
	}
	return found, end
}

func (g *grammar) sign(s string) *unit {
	if u := g.signs[s]; u != nil {
		return u
	}
	if g.lower || g.whole {
		return g.lowerSigns[strings.ToLower(s)]
	}
	return nil
}

// partedSign reports whether s is read with a "$" that a blank parts from it.
// In lower case these are words too, unless the whole text is in lower case.
func (g *grammar) partedSign(s string) bool {
	switch s {
	case "US", "U.S.", "HK", "NT", "NZ", "AU", "CA", "USD", "AUD", "CAD", "HKD", "SGD", "NZD":
		return true
	case "us", "u.s.", "hk", "nt", "nz", "au", "ca", "c", "s", "r":
		return g.lower
	}
	return false
}

// nameAt reads a name of one or more words at piece i; hyphens may stand for
// the blanks.
func (g *grammar) nameAt(i int) (*unit, int) {
	w := g.at(i).word
	if w == nil {
		return nil, i
	}
phrases:
	for _, p := range w.phrases {
		j := i + 1
		for _, want := range p.words[1:] {
			j = g.skipHyphen(j)
			if g.at(j).gap == broken || !g.is(j, want) {
				continue phrases
			}
			j++
		}
		return p.unit, j
	}
	return nil, i
}

// lowerCodes are read in lower case too.
var lowerCodes = map[string]bool{"usd": true, "eur": true, "gbp": true, "aud": true, "cad": true, "hkd": true, "sgd": true, "chf": true, "jpy": true, "inr": true}

func (g *grammar) codeAt(i int) (*unit, int) {
	w := g.at(i).word
	if w == nil || w.code == nil {
		return nil, i
	}
	s := g.says(i)
	upper := strings.ToUpper(s)
	if upper[0] == 'B' && w.code.scale == 9 && strings.HasPrefix(s, "bn") {
		upper = s[:2] + upper[2:]
	}
	if s == upper || w.code.scale > 0 && s[1:] == upper[1:] || lowerCodes[s] || g.lower && !w.code.weak || g.whole {
		return w.code, i + 1
	}
	return nil, i
}

// dotGroups reports whether in all readings of u a dot parts groups of digits.
func (g *grammar) dotGroups(u *unit) bool {
	for _, m := range u.members {
		if !g.currencies[m.currency].dotGroups {
			return false
		}
	}
	return len(u.members) > 0
}

// told reports whether the article tells the country of a currency that u may
// mean.
func (g *grammar) told(u *unit) bool {
	counts := g.tellCounts()
	for _, m := range u.members {
		if counts[m.currency] > 0 {
			return true
		}
	}
	return false
}

// tellCounts is how often the article names something that speaks for each
// currency.
func (g *grammar) tellCounts() []int {
	if g.counts != nil {
		return g.counts
	}
	g.counts = make([]int, len(g.currencies))
	for i := range g.pieces {
		p := &g.pieces[i]
		if p.word == nil || !p.capital && !g.lower {
			continue
		}
		for _, t := range p.word.tells {
			if t.next != "" && !g.follows(i, t.next) {
				continue
			}
			for _, c := range t.currencies {
				g.counts[c]++
			}
			if g.dated == nil && g.dateline(i) {
				g.dated = t.currencies
			}
			break
		}
		if c := p.word.code; c != nil && !c.weak && len(c.members) == 1 && p.In(g.text) == g.currencies[c.def].code {
			g.counts[c.def]++
		}
	}
	return g.counts
}

// dateline reports whether the place at piece i opens the article's text, as in
// "TORONTO (Reuters) - " or "SYDNEY: ".
func (g *grammar) dateline(i int) bool {
	if i > 100 || i > 0 && !strings.Contains(g.text[g.at(i-1).End:g.at(i).Start], "\n") {
		return false
	}
	for k := i + 1; k < i+12 && k < len(g.pieces); k++ {
		p := g.at(k)
		switch g.says(k) {
		case "—", "–", "--", ":":
			return true
		case "-":
			if p.gap == space {
				return true
			}
		case ",", ".", "(", ")", "/":
		default:
			if !p.capital && !p.digits {
				return false
			}
		}
		if p.gap == broken {
			return false
		}
	}
	return false
}

// follows reports whether the words of rest come after piece i.
func (g *grammar) follows(i int, rest string) bool {
	for _, want := range strings.Fields(rest) {
		i++
		if !g.is(i, want) {
			return false
		}
	}
	return true
}
