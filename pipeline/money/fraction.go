package money

import "strconv"

// fraction reads "1/2" or "-1/2" at i, after a whole number.
func (g *grammar) fraction(i int) (value, int, bool) {
	if g.hyphen(i) {
		i++
	}
	return g.ratio(i)
}

// ratio reads "3/8" at i: a number over a larger one, which is one that prices
// are divided by.
func (g *grammar) ratio(i int) (value, int, bool) {
	k := i + 1
	if g.says(k) == "\\" && g.at(k).gap == touches {
		k++ // "1\/2", as treebanks write it
	}
	if s := g.says(k); s != "/" && s != "\\/" || !g.at(i).digits || g.at(k).gap != touches || !g.at(k+1).digits || g.at(k+1).gap != touches {
		return value{}, 0, false
	}
	n, err := strconv.Atoi(g.says(i))
	d, err2 := strconv.Atoi(g.says(k + 1))
	if err != nil || err2 != nil || n <= 0 || n >= d {
		return value{}, 0, false
	}
	switch d {
	case 2, 3, 4, 5, 8, 10, 16, 32, 64:
		return quotient(n, d), k + 2, true
	}
	return value{}, 0, false // "72/78" is two prices
}

// quotient is n/d, not known where no decimal holds it, as of thirds. d is
// at most 64.
func quotient(n, d int) value {
	for exp := range 7 {
		if n%d == 0 {
			return integer(n / d).shift(-exp)
		}
		n *= 10
	}
	return value{}
}

// half reads "and a half" and "and a quarter" at i.
func (g *grammar) half(i int) (value, int, bool) {
	at := func(k int) int { // a hyphen may stand for each blank
		if g.hyphen(k) {
			return k + 1
		}
		return k
	}
	i = at(i)
	if g.role(i) != roleAnd {
		return value{}, 0, false
	}
	i = at(i + 1)
	n := 1
	switch g.role(i) {
	case roleA:
	case roleNumber:
		n = g.at(i).word.num // "two and three-quarters"
	default:
		return value{}, 0, false
	}
	k := at(i + 1)
	d := g.at(k).denominator()
	if d != 2 && d != 4 || n <= 0 || n >= d || g.role(k+1) == roleOf {
		return value{}, 0, false // "$25 million and a fifth", "$5 million and a quarter of the shares"
	}
	return quotient(n, d), k + 1, true
}

// denominator is the number that a word such as "half", "quarter" or "thirds"
// divides by, 0 if the piece is none.
func (p *piece) denominator() int {
	if p.word != nil && (p.word.role == roleHalf || p.word.role == rolePart) {
		return p.word.num
	}
	return 0
}
