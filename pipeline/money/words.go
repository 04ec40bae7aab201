package money

// skipHyphen is the piece after a hyphen at i, or i.
func (g *grammar) skipHyphen(i int) int {
	if g.hyphen(i) {
		return i + 1
	}
	return i
}

// spelled reads a number in words at i, up to its first scale word from
// thousand on, which scales reads.
func (g *grammar) spelled(i int) (quantity, bool) {
	q := quantity{spelled: true}
	j := i
	switch g.role(i) {
	case roleA:
		q.article = true
		switch k := g.skipHyphen(i + 1); g.role(k) {
		case roleScale:
			if g.at(k).word.short {
				return q, false
			}
			q.value, q.end = integer(1), k
			return g.hundreds(q), true
		case roleHalf, rolePart:
			j = k
		case roleSome:
			return g.some(q, k)
		default:
			return q, false
		}
		return g.part(q, j)
	case roleHalf, rolePart:
		return g.part(q, i)
	case roleSome:
		return g.some(q, i)
	case roleScales, roleMulti:
		return g.plurals(q, i)
	case roleScale:
		if g.at(i).word.short {
			return q, false
		}
		q.bare, q.end = true, i
		return q, true
	case roleNumber:
		if d := g.at(g.skipHyphen(i + 1)).denominator(); d > 0 {
			return g.part(q, i)
		}
		q.value, q.end = g.belowHundred(i)
		q = g.hundreds(q)
		if g.role(q.end) == rolePoint {
			return g.point(q), true
		}
		if f, end, ok := g.half(q.end); ok {
			q.value, q.end = q.plus(f), end
		}
		return q, true
	}
	return q, false
}

// belowHundred reads "forty-two", "forty two", "forty" or "two" at i, where a
// number word stands.
func (g *grammar) belowHundred(i int) (value, int) {
	n := g.at(i).word.num
	if k := g.skipHyphen(i + 1); n >= 20 && g.role(k) == roleNumber && g.at(k).gap != broken {
		if m := g.at(k).word.num; 0 < m && m < 10 {
			return integer(n + m), k + 1
		}
	}
	return integer(n), i + 1
}

// hundreds goes on after a number below a hundred: "hundred and fifty".
func (g *grammar) hundreds(q quantity) quantity {
	k := g.skipHyphen(q.end)
	if !g.is(k, "hundred") || g.at(k).gap == broken {
		return q
	}
	q.value, q.end = q.shift(2), k+1
	q.scaled = true
	k = q.end
	if g.role(k) == roleAnd {
		k++
	}
	if k = g.skipHyphen(k); g.role(k) == roleNumber {
		rest, end := g.belowHundred(k)
		q.value, q.end = q.plus(rest), end
	}
	return q
}

// point reads the digits in words after "point".
func (g *grammar) point(q quantity) quantity {
	j := q.end + 1
	exp := 0
	v := q.value
	for g.role(j) == roleNumber && g.at(j).word.num < 10 && exp > -most {
		exp--
		v = v.plus(integer(g.at(j).word.num).shift(exp))
		j++
	}
	if exp < 0 {
		q.value, q.end = v, j
	}
	return q
}

// part reads "half a million", "half-a million", "a quarter of a million",
// "half million", "three quarters of a million", "half a cent", "one-half cent"
// from its half, quarter or number on. What is divided is a scale word or a
// currency; "quarter" and its like are everyday words ("the third million",
// "fourth-quarter dollar sales"), so after them "of a" must stand, but for a
// quarter million.
func (g *grammar) part(q quantity, i int) (quantity, bool) {
	n, first := 1, i
	if g.role(i) == roleNumber {
		n = g.at(i).word.num
		i = g.skipHyphen(i + 1)
	}
	d := g.at(i).denominator()
	if n <= 0 || n >= d {
		return q, false
	}
	q.value = quotient(n, d)
	k := g.skipHyphen(i + 1)
	of := g.role(k) == roleOf
	if of {
		k++
	}
	article := g.role(k) == roleA
	if article {
		k = g.skipHyphen(k + 1)
	}
	q.end = k
	if g.role(k) == roleScale && !g.at(k).word.short {
		return q, d <= 4 && d != 3 || of && article
	}
	u, _ := g.nameAt(k)
	if u == nil || u.weak || g.at(k).gap == broken {
		return q, false
	}
	q.part = true
	switch {
	case article && (of || d == 2):
		return q, true
	case of || d != 2:
		return q, false
	}
	return q, u.sub || i > first || g.role(first-1) == roleA
}

// some reads "several hundred", "a few million", "a couple of thousand": how
// many is not said.
func (g *grammar) some(q quantity, i int) (quantity, bool) {
	k := i + 1
	if g.role(k) == roleOf {
		k++
	}
	if g.role(k) != roleScale || g.at(k).word.short {
		return q, false
	}
	q.bare, q.end = true, k
	return q, true
}

// plurals reads "tens of millions of", "billions of" up to the last "of", and
// "multi-million".
func (g *grammar) plurals(q quantity, i int) (quantity, bool) {
	q.bare = true
	if g.role(i) == roleMulti {
		q.scaled, q.end = true, i+1
		if g.is(i, "multi") {
			k := g.skipHyphen(i + 1)
			if k == i+1 || g.role(k) != roleScale || g.at(k).word.short {
				return q, false
			}
			q.end = k + 1
		}
		return q, true
	}
	for n := 0; n < 4; n++ {
		q.scaled, q.end = true, i+1
		if g.role(i+1) != roleOf {
			return q, true
		}
		if r := g.role(i + 2); r != roleScales && (r != roleScale || g.at(i+2).word.short) {
			return q, true
		}
		i += 2
	}
	return q, true
}
