package money

import "strings"

// small adds "and 43 cents" to an amount of a large unit.
func (g *grammar) small(a *amount) {
	if a.ranged || a.unit.sub {
		return
	}
	j := a.end
	if g.role(j) == roleAnd {
		j++
	}
	p := g.at(j)
	if p.gap == broken || !p.digits && g.role(j) != roleNumber {
		return
	}
	q, ok := g.quantity(j, false, false)
	if !ok || q.scaled || q.marked || q.part {
		return
	}
	u, end := g.nameAt(g.skipHyphen(q.end))
	switch s := g.says(q.end); {
	case u != nil && u.sub && a.unit.shared(u) != nil:
		a.unit = a.unit.shared(u)
		a.value, a.end, a.form = a.value.plus(q.value.shift(-u.members[0].exp)), end, compoundForm
	case (s == "c" || s == "¢") && g.at(q.end).gap == touches && a.unit.sign || g.whole && s == "c":
		a.value, a.end, a.form = a.value.plus(q.value.shift(-2)), q.end+1, compoundForm
	case (g.whole || a.unit.code) && (q.end == len(g.pieces) || g.says(q.end) == ".") && (q.spelled || p.Len() == 2) && g.at(a.end).gap == space:
		a.value, a.end, a.form = a.value.plus(q.value.shift(-2)), q.end, compoundForm
	}
}

// tail takes in what says the currency once more after an amount: "$4.9 billion
// dollars", "$5 USD", "5 million pounds sterling", "$250 million Canadian".
func (g *grammar) tail(a *amount) {
	if g.at(a.end).gap == broken {
		return
	}
	if g.is(a.end, "sterling") && a.unit.with(g.byCode["GBP"]) && !a.unit.weak {
		a.end++
		return
	}
	v, end := g.currencyAt(g.skipHyphen(a.end))
	if v != nil && !v.sub && !v.sign && !v.weak && (v.code || a.form == symbolAmount || a.form == codeAmount) && !g.at(end).digits {
		if both := a.unit.shared(v); both != nil {
			a.unit, a.end = both, end
			return
		}
	}
	bracket := g.says(a.end) == "("
	k := a.end
	if bracket {
		k++
	}
	currencies, end := g.countryAt(k)
	if len(currencies) == 0 || len(a.unit.members) < 2 {
		return
	}
	both := a.unit.only(currencies)
	switch {
	case both == nil:
	case bracket && g.says(end) == ")":
		a.unit = both
	case !bracket && g.closes(end):
		a.unit, a.end = both, end
	}
}

// countryAt reads an adjective or name of a country at piece i, and gives the
// currencies it qualifies.
func (g *grammar) countryAt(i int) ([]int, int) {
	p := g.at(i)
	if p.word == nil || len(p.word.countries) == 0 || !p.capital && !g.lower {
		return nil, i
	}
	for _, t := range p.word.countries {
		if t.next == "" || g.follows(i, t.next) {
			return t.currencies, i + 1 + len(strings.Fields(t.next))
		}
	}
	return nil, i
}

// closedClass are words that no noun phrase goes on with, so that what stands
// before one belongs to nothing that follows.
var closedClass = set(`a an the this that these those last next each per every apiece in on at to from of for by with into over under
	and or but nor as than if when while where since until before after because who which whose it its he she they we you i his her
	their is are was were be been has have had will would could may might can should did does do not yesterday today tomorrow
	more less annually monthly daily weekly yearly either so then there`)

// closes reports whether a noun phrase cannot go on at piece i.
func (g *grammar) closes(i int) bool {
	p := g.at(i)
	if p.gap == broken {
		return true
	}
	switch s := g.says(i); s {
	case "'s", "’s", "'", "’", "-", "‑", "/", "&":
		return false
	default:
		c := s[0] | 0x20
		letter := 'a' <= c && c <= 'z' || s[0] >= 0x80 && s != "—" && s != "–" && s != "”" && s != "’" && s != "…"
		return !letter && !p.digits || closedClass[strings.ToLower(s)]
	}
}

// names reports whether u has a plural that this name is not.
func (g *grammar) names(u *unit) bool {
	for _, m := range u.members {
		switch g.currencies[m.currency].code {
		case "USD", "EUR", "GBP":
			return true
		}
	}
	return false
}

// unitAfter reads the currency after a number, over a hyphen or an "of".
func (g *grammar) unitAfter(q quantity) (*unit, int) {
	k := g.skipHyphen(q.end)
	switch {
	case q.part && g.role(k) == roleOf && g.role(k+1) == roleA:
		k += 2 // "3/4 of a cent"
	case g.role(k) == roleOf && q.scaled && (q.bare || q.exp > 0):
		if u, end := g.nameAt(k + 1); u != nil {
			return u, end
		}
		return nil, k
	case k == q.end && g.dash(k) && g.at(k).gap == touches && g.at(k+1).gap == space:
		// A blank slipped in: "a 200- rand note".
		if u, end := g.nameAt(k + 1); u != nil && !u.weak && !u.sub {
			return u, end
		}
		return nil, k
	}
	if g.at(k).gap == broken {
		return nil, k
	}
	u, end := g.currencyAt(k)
	if u == nil || q.bare && (u.sign || u.code) {
		return g.signLetter(k)
	}
	if (u.sign || u.code) && q.year && !q.marked && !q.scaled && g.at(k).gap == space && !g.whole && !g.closes(end) {
		return nil, k
	}
	if (u.sign || u.code) && k == q.end && g.at(end).digits && !g.whole {
		// The sign may belong to the next number: "in 2008 $5", unless that
		// has one of its own: "3.49 zł 1.75 zł".
		if (g.at(k).gap != touches && (u.sign || q.year) || g.at(end).gap == touches) && !g.followedBy(end, u) {
			return nil, k
		}
	}
	if u.sign && !g.whole && (u.scaled || strings.HasSuffix(g.says(end-1), "/") || g.at(k).capital && g.at(k).gap == space && g.says(end-1) != "." && g.at(end).capital && g.at(end).gap == space) {
		return nil, k // of the next number, or "1 Le Havre"
	}
	if u.sign && end > k+1 && g.says(end-1) == "." && !g.whole {
		if v := g.sign(g.text[g.at(k).Start:g.at(end-2).End]); v != nil {
			return v, end - 1 // the dot ends the sentence: "paid 1500 Rs."
		}
	}
	return u, end
}

// followedBy reports whether the number at piece i has the sign u after it.
func (g *grammar) followedBy(i int, u *unit) bool {
	q, ok := g.quantity(i, false, false)
	if !ok || g.at(i).gap != space {
		return false
	}
	v, end := g.currencyAt(q.end)
	return v == u && !g.at(end).digits
}

// signLetter reads the p or ¢ of "50p" and "10¢".
func (g *grammar) signLetter(k int) (*unit, int) {
	switch s := g.says(k); {
	case s == "¢":
		return g.centSign, k + 1
	case s == "p" && g.at(k).gap == touches && (g.whole || g.pence(k)):
		return g.penceSign, k + 1
	case s == "c" && g.at(k).gap == touches && g.whole:
		return g.centSign, k + 1
	}
	return nil, k
}

// screens are the heights of pictures, which are written with a p as well.
var screens = set("144 240 360 480 540 576 720 1080 1440 2160 4320")

// pence reports whether the p at piece k makes pence of the number before it:
// the number has a decimal part, a rate follows, or the article speaks of
// British money.
func (g *grammar) pence(k int) bool {
	n := g.says(k - 1)
	if strings.Contains(n, ":") || strings.HasPrefix(n, "0") && !strings.Contains(n, ".") {
		return false
	}
	if g.britishMoney() {
		return true
	}
	if screens[n] {
		return false
	}
	rate := g.is(k+1, "a") || g.is(k+1, "per")
	return strings.Contains(n, ".") || rate && !g.at(k+2).digits && g.at(k+2).gap == space
}

// britishMoney reports whether the article writes of pence, or of pounds with
// something in it that speaks for Britain's.
func (g *grammar) britishMoney() bool {
	if g.british == 0 {
		g.british = -1
		told := g.tellCounts()[g.byCode["GBP"]] > 0
		pence, shares := 0, false
		for i := range g.pieces {
			switch g.says(i) {
			case "£", "pence", "stg", "sterling":
				g.british = 1
			case "p":
				if g.pieces[i].gap == touches && g.at(i-1).digits {
					pence++
					if strings.Contains(g.says(i-1), ".") {
						g.british = 1
					}
				}
			case "pound", "pounds":
				if told {
					g.british = 1
				}
			case "share", "shares":
				shares = true
			}
		}
		if shares && (told || pence > 1) {
			g.british = 1
		}
	}
	return g.british > 0
}
