package money

import "strings"

// A connective is what stands between the two numbers of a range.
type connective struct {
	role      role // roleTo, roleOr or roleAnd; roleNone for a dash alone
	joined    bool // a hyphen that touches both numbers
	suspended bool // "10- to 15-cent", "$5-to-$10 million"
	quote     bool // a slash between the two sides of a quotation, "145.20/30 yen"
	next      int  // where the second number begins
}

// connective reads what may join two numbers at piece k.
func (g *grammar) connective(k int) (connective, bool) {
	joins := func(i int) bool {
		r := g.role(i)
		return r == roleTo || r == roleOr || r == roleAnd
	}
	switch {
	case g.dash(k) && g.at(k).gap == touches && joins(k+1) && g.at(k+1).gap != broken:
		c := connective{role: g.role(k + 1), suspended: true, next: k + 2}
		if g.hyphen(k + 2) {
			c.next++
		}
		return c, true
	case g.dash(k):
		return connective{joined: g.hyphen(k), next: k + 1}, true
	case g.says(k) == "/" && g.at(k).gap == touches && g.at(k+1).digits && g.at(k+1).gap == touches:
		return connective{quote: true, joined: true, next: k + 1}, true
	case joins(k):
		return connective{role: g.role(k), next: k + 1}, true
	}
	return connective{}, false
}

// rangeAfterSign extends "$10" to "$10-20 million" or "$2 to $3 million",
// where one end alone does not say its amount.
func (g *grammar) rangeAfterSign(a *amount, q quantity) {
	c, ok := g.connective(q.end)
	if !ok || c.quote || c.role == roleAnd && !c.suspended && !g.is(a.start-1, "between") {
		return
	}
	u, m := g.signAt(c.next)
	if u == nil {
		m = c.next
	} else if u = a.unit.shared(u); u == nil {
		return
	}
	r, ok := g.quantity(m, true, g.dotGroups(a.unit))
	if !ok || r.bare || r.article || r.spelled || g.percent(r.end) {
		return
	}
	rises := q.plain.less(r.plain)
	switch {
	case u != nil && (q.scaled || !r.scaled || !rises):
		return // each end stands on its own
	case u == nil && !r.scaled && !(c.joined && rises && !q.scaled):
		return
	case u == nil && r.scaled && !q.scaled && !rises:
		return
	case u == nil && c.role == roleOr && q.scaled:
		return
	}
	if !q.scaled {
		a.value = a.value.shift(r.exp)
	}
	if s := g.says(r.end - 1); !q.marked && !q.scaled && !r.scaled && strings.HasSuffix(s, ",000") && q.value.less(integer(1000)) {
		// "$50-100,000": the thousands are of both.
		if v := q.value.shift(3); v.less(r.value) {
			a.value = v
		}
	}
	if u != nil {
		a.unit = u
	}
	a.upper, a.ranged, a.end = r.value, true, r.end
}

func (g *grammar) percent(i int) bool {
	switch g.says(i) {
	case "%", "percent", "pct":
		return true
	}
	return g.is(i, "per") && g.is(i+1, "cent")
}

// rangeBeforeUnit reads the second number of "10 to 20" or "2 and 3 billion"
// after q, which begins at piece i; the currency that follows serves both.
func (g *grammar) rangeBeforeUnit(i int, q quantity, a *amount) (quantity, bool) {
	c, ok := g.connective(q.end)
	lead := g.is(i-1, "between") || g.is(i-1, "from")
	switch {
	case !ok || q.bare || g.at(c.next).gap == broken:
		return q, false
	case c.role == roleOr && q.year:
		return q, false
	case c.role == roleAnd && !lead && !c.suspended:
		return q, false
	}
	r, ok := g.quantity(c.next, false, false)
	if !ok || r.bare || r.article {
		return q, false
	}
	if c.quote {
		return g.quotation(q, r, c.next, a)
	}
	rises := q.plain.less(r.plain)
	if !rises && !(lead && !c.joined || q.scaled && r.scaled) {
		return q, false
	}
	if r.scaled && !q.scaled && rises {
		a.value = a.value.shift(r.exp)
	}
	wide := 20
	if q.scaled && r.scaled {
		wide = 5
	}
	if !lead && !g.whole && c.role == roleTo && a.value.times(wide).less(r.value) {
		return q, false // "rose 5 billion to 222 billion marks", "up 1/4 to 14 dollars"
	}
	a.upper, a.ranged = r.value, true
	r.spelled = r.spelled && q.spelled
	r.marked = r.marked || q.marked
	return r, true
}

// quotation reads "145.20/30" and "805/807", the sides at which a dealer buys and
// sells. Of the second only the digits that differ may be written, and it is the
// next higher number that ends with them.
func (g *grammar) quotation(q, r quantity, second int, a *amount) (quantity, bool) {
	if q.scaled || q.spelled || r.end != second+1 && !r.scaled {
		return q, false
	}
	if r.scaled {
		a.value = q.value.shift(r.exp)
		q.value = a.value
	}
	high := r.value
	if s := g.says(second); !r.scaled && strings.Trim(s, "0123456789") == "" && q.value.d.Exponent < 0 && len(s) <= int(-q.value.d.Exponent) {
		step := integer(1).shift(int(q.value.d.Exponent) + len(s))
		base := q.value.floor(step)
		high = base.plus(r.value.shift(int(q.value.d.Exponent)))
		if !q.value.less(high) {
			high = high.plus(step)
		}
	}
	if !q.value.less(high) || !high.less(q.value.plus(q.value)) {
		return q, false // no dealer's spread is that wide
	}
	a.upper, a.ranged = high, true
	r.marked = r.marked || q.marked
	return r, true
}
