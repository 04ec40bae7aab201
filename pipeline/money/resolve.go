package money

import (
	"slices"
	"strings"

	"rollcall/text"
)

// decide gives every amount its currency: the one its unit names, or the one
// of several that the article tells.
func (g *grammar) decide() {
	var named, explicit, spoken []string // codes that need no article; dollars of them; all but of cents
	for i := range g.amounts {
		a := &g.amounts[i]
		if len(a.unit.members) == 1 {
			a.code = g.currencies[a.unit.members[0].currency].code
			if !slices.Contains(named, a.code) {
				named = append(named, a.code)
				if g.dollar(a.unit) {
					explicit = append(explicit, a.code)
				}
			}
		}
	}
	for i := range g.amounts {
		a := &g.amounts[i]
		if a.code == "" && !g.cents(a.unit) {
			a.code = g.choose(a.unit, explicit)
			switch {
			case a.code != "":
			case !g.bareDollar(a.unit):
				a.code = g.among(a.unit, named)
			case len(explicit) == 1 && explicit[0] == "USD":
				a.code = "USD" // "US$750 million" once, "$" from there on
			}
		}
		if a.code != "" && !a.unit.sub && !slices.Contains(spoken, a.code) {
			spoken = append(spoken, a.code)
		}
	}
	for i := range g.amounts {
		a := &g.amounts[i]
		if a.code == "" && g.cents(a.unit) {
			// Cents are of the one currency with cents that the article
			// speaks of.
			a.code = g.among(a.unit, spoken)
		}
		a.exp, a.expKnown = a.exponent(g)
	}
}

// among is the one of the codes that u may mean, "" if that is none or several.
func (g *grammar) among(u *unit, codes []string) string {
	one := ""
	for _, code := range codes {
		if u.with(g.byCode[code]) {
			if one != "" {
				return ""
			}
			one = code
		}
	}
	return one
}

// dollar reports whether u is a currency called dollar.
func (g *grammar) dollar(u *unit) bool { return g.currencies[u.members[0].currency].dollar }

// bareDollar reports whether u is a dollar of no country.
func (g *grammar) bareDollar(u *unit) bool {
	return len(u.members) > 1 && u.def < 0 && g.dollar(u)
}

// cents reports whether u is a small unit of so many currencies that its name
// tells none.
func (g *grammar) cents(u *unit) bool { return u.sub && u.def < 0 && len(u.members) > 1 }

// exponent is the power of ten that parts the unit from its currency; false if
// the readings of the unit differ in it and none is chosen.
func (a *amount) exponent(g *grammar) (int, bool) {
	if len(a.unit.members) == 0 {
		return 0, true
	}
	exp := a.unit.members[0].exp
	same := true
	for _, m := range a.unit.members {
		if g.currencies[m.currency].code == a.code {
			return m.exp, true
		}
		same = same && m.exp == exp
	}
	return exp, same
}

// choose picks the reading of a unit that the article tells, by how often it
// names the countries; the unit's own default where it tells none, and ""
// where it tells several.
//
// A bare dollar needs more: two tells at least, of which a dateline is worth two,
// and none of a country whose dollar is written with its own sign elsewhere in
// the article, since there the bare one is another's. It is never a peso or a
// dollar that is always written with letters (NT$).
func (g *grammar) choose(u *unit, explicit []string) string {
	if len(u.members) == 0 {
		return ""
	}
	counts := g.tellCounts()
	dollars := g.bareDollar(u)
	best, top, second, told := -1, 0, 0, 0
	for _, m := range u.members {
		n := counts[m.currency]
		switch {
		case dollars && (!g.currencies[m.currency].dollar || g.currencies[m.currency].lettered),
			dollars && slices.Contains(explicit, g.currencies[m.currency].code):
			n = 0
		case dollars && len(explicit) == 0 && slices.Contains(g.dated, m.currency):
			n++
		}
		if n == 0 {
			continue
		}
		told++
		switch {
		case n > top:
			best, top, second = m.currency, n, top
		case n > second:
			second = n
		}
	}
	least := 1
	if dollars {
		least = 2
	}
	switch {
	case best >= 0 && top >= least && top >= 3*second:
		if dollars && told > 1 {
			return ""
		}
		return g.currencies[best].code
	case u.def >= 0 && (told == 0 || counts[u.def] > 0):
		return g.currencies[u.def].code
	}
	return ""
}

// money is the value of an amount with the hedges around it.
func (g *grammar) money(a *amount) *text.Money {
	m := &text.Money{Currency: a.code, Approx: a.vague}
	v, w := a.value.shift(-a.exp), a.upper.shift(-a.exp)
	if !a.expKnown {
		v.known, w.known = false, false
	}
	if a.ranged {
		if w.less(v) {
			v, w = w, v // "fell from 20 to 15 cents"
		}
		m.Min, m.Max = v.String(), w.String()
	} else {
		m.Amount = v.String()
	}
	set := func(kind hedgeKind) {
		switch {
		case kind == about:
			m.Approx = true
		case kind == atLeast && !a.ranged:
			m.Min = m.Amount
		case kind == atMost && !a.ranged:
			m.Max = m.Amount
		}
	}
	for i, n := a.start, 0; n < 3; n++ {
		kind, start, ok := g.hedgeBefore(i)
		if !ok {
			break
		}
		set(kind)
		i = start
	}
	if a.atLeast {
		set(atLeast)
	}
	if kind, _, ok := g.hedgeAfter(a.end); ok {
		set(kind)
	}
	return m
}

// Format writes a value in the one form that Parse reads back as the same
// value: "USD 1200000", "about EUR 5 to EUR 7", "at least ¤ 3", where ¤ stands for
// a currency that is not known. It is "" for a value without any number.
func Format(m text.Money) string {
	code := m.Currency
	if code == "" {
		code = "¤"
	}
	var s strings.Builder
	if m.Approx {
		s.WriteString("about ")
	}
	switch {
	case m.Amount == "" && m.Min != "" && m.Max != "":
		s.WriteString(code + " " + plainly(m.Min, code) + " to " + code + " " + plainly(m.Max, code))
		return s.String()
	case m.Amount == "":
		return ""
	case m.Amount == m.Min:
		s.WriteString("at least ")
	case m.Amount == m.Max:
		s.WriteString("at most ")
	}
	s.WriteString(code + " " + plainly(m.Amount, code))
	return s.String()
}

// plainly is the number, with a zero more where it would else be read as one
// with its thousands parted: 3.375 rupiah.
func plainly(number, code string) string {
	l := known()
	if at, ok := l.byCode[code]; ok && l.currencies[at].dotGroups && oneGroup(number, '.') {
		return number + "0"
	}
	return number
}
