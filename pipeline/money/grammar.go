package money

import "strings"

// amount is an amount as the grammar found it.
type amount struct {
	start, end int // pieces
	unit       *unit
	value      value
	upper      value // the upper end, where ranged
	ranged     bool
	vague      bool // no number says how much
	atLeast    bool // "$1 million-plus"
	form       string
	code       string // decided at the end
	exp        int    // the unit is 10^-exp of the currency
	expKnown   bool
}

// The forms of an amount, which are the rules that a mention names as its
// source.
const (
	symbolAmount = "symbol-amount" // $5, Rs 40,000
	amountSymbol = "amount-symbol" // 20€
	codeAmount   = "code-amount"   // USD 10 million
	amountCode   = "amount-code"   // 10 GBP
	nameAmount   = "name-amount"   // dlrs 100
	amountName   = "amount-name"   // 10,000 yuan
	wordsName    = "words-name"    // two million dollars
	vagueName    = "vague-name"    // billions of dollars
	subunitForm  = "subunit"       // 20 cents
	compoundForm = "compound"      // five dollars and ten cents
	hyphenated   = "hyphenated"    // 30-million-dollar
)

// find collects the amounts of the document.
func (g *grammar) find() {
	for i := 0; i < len(g.pieces); {
		if a, ok := g.amountAt(i); ok && g.accept(&a) {
			g.amounts = append(g.amounts, a)
			i = a.end
			continue
		}
		i++
	}
}

// amountAt reads an amount that begins at piece i.
func (g *grammar) amountAt(i int) (amount, bool) {
	p := &g.pieces[i]
	if !p.digits && p.word == nil {
		return amount{}, false
	}
	if p.digits || p.word.role != roleNone {
		if a, ok := g.numberFirst(i); ok {
			return a, true
		}
	}
	if p.word != nil && (p.word.signs || p.word.code != nil || len(p.word.phrases) > 0) {
		return g.currencyFirst(i)
	}
	return amount{}, false
}

// currencyFirst reads "$5 million", "Rs 40,000", "USD 10", "dlrs 100".
func (g *grammar) currencyFirst(i int) (amount, bool) {
	u, j := g.currencyAt(i)
	if u == nil || g.at(j).gap == broken {
		return amount{}, false
	}
	a := amount{start: i, unit: u, form: nameAmount}
	switch {
	case u.sign:
		a.form = symbolAmount
		if !u.short && g.says(j) == "." && g.at(j).gap == touches && g.at(j+1).digits {
			j++ // "Rs.500", "Rs. 500"
		}
	case u.code:
		a.form = codeAmount
	}
	if u.short && g.at(j).gap != touches && !g.whole {
		return amount{}, false
	}
	q, ok := g.quantity(j, true, g.dotGroups(u))
	if !ok || q.bare || q.article || q.spelled && !u.sign && !u.code {
		return amount{}, false
	}
	if !u.sign && !u.code && !g.namePrefix(i, u, q) {
		return amount{}, false
	}
	if (u.short || u.weak && u.code) && !q.scaled && !g.whole && !g.told(u) && !(u.code && g.at(j).gap == touches && q.marked) {
		return amount{}, false
	}
	a.value, a.end, a.atLeast = q.value.shift(u.scale), q.end, q.atLeast
	g.rangeAfterSign(&a, q)
	if v, end := g.currencyAt(g.skipHyphen(a.end)); v != nil && !v.sub && !v.sign && !v.weak && g.at(a.end).gap != broken {
		// "$4.9 billion dollars", "$5 USD": said twice. "500 won a" is none.
		if both := u.shared(v); both != nil && !g.at(end).digits {
			a.unit, a.end = both, end
		}
	}
	g.small(&a)
	return a, true
}

// namePrefix reports whether a currency's name at piece i belongs to the
// number q after it: where a sentence has both side by side, mostly it does
// not ("fell against the dollar 3 percent").
func (g *grammar) namePrefix(i int, u *unit, q quantity) bool {
	if g.whole || g.lower && g.is(i, "dollar") {
		return true
	}
	switch s := g.says(q.end); {
	case s == "%", s == "percent", s == "per", s == "pct":
		return false
	}
	if g.is(i, "dlrs") || g.is(i, "dlr") {
		return true
	}
	if g.at(i-1).digits || g.role(i-1) == roleScale || g.role(i-1) == roleScales || g.role(i-1) == roleOf || q.year {
		return false
	}
	return (u.plural || q.scaled) && !u.sub && !u.weak && (q.marked || q.scaled || q.end > i+1 && g.at(q.end-1).Len() > 2)
}

// rangeAfterSign extends "$10" to "$10-20 million" or "$2 to $3 million",
// where one end alone does not say its amount.
func (g *grammar) rangeAfterSign(a *amount, q quantity) {
	k := q.end
	dash := g.dash(k)
	joined := g.hyphen(k)
	between := g.is(a.start-1, "between")
	switch {
	case dash, g.role(k) == roleTo:
	case g.role(k) == roleOr, g.role(k) == roleAnd && between:
	default:
		return
	}
	j := k + 1
	u, m := g.signAt(j)
	if u == nil {
		m = j
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
	case u == nil && !r.scaled && !(joined && rises && !q.scaled):
		return
	case u == nil && r.scaled && !q.scaled && !rises:
		return
	case u == nil && g.role(k) == roleOr && q.scaled:
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
	if !ok || q.scaled || q.marked {
		return
	}
	u, end := g.nameAt(g.skipHyphen(q.end))
	switch s := g.says(q.end); {
	case u != nil && u.sub && a.unit.shared(u) != nil:
		if both := a.unit.shared(u); both != nil {
			a.unit = both
		}
		exp := u.members[0].exp
		a.value, a.end, a.form = a.value.plus(q.value.shift(-exp)), end, compoundForm
	case (s == "c" || s == "¢") && g.at(q.end).gap == touches && a.unit.sign || g.whole && s == "c":
		a.value, a.end, a.form = a.value.plus(q.value.shift(-2)), q.end+1, compoundForm
	case (g.whole || a.unit.code) && (q.end == len(g.pieces) || g.says(q.end) == ".") && (q.spelled || p.Len() == 2) && g.at(a.end).gap == space:
		a.value, a.end, a.form = a.value.plus(q.value.shift(-2)), q.end, compoundForm
	}
}

// numberFirst reads "10,000 yuan", "two million dollars", "billions of
// dollars", "20 cents", "10€", "10-20 dollars".
func (g *grammar) numberFirst(i int) (amount, bool) {
	if g.whole && g.role(i) == roleA {
		// "a dollar" is an amount where it stands alone.
		if u, end := g.nameAt(i + 1); u != nil {
			a := amount{start: i, end: end, unit: u, value: integer(1), form: wordsName}
			g.small(&a)
			return a, true
		}
	}
	q, ok := g.quantity(i, false, false)
	if !ok {
		return amount{}, false
	}
	a := amount{start: i, value: q.value, atLeast: q.atLeast, vague: q.bare}
	u, end := g.unitAfter(q)
	if u == nil {
		r, ok := g.rangeBeforeUnit(i, q, &a)
		if !ok {
			return amount{}, false
		}
		if u, end = g.unitAfter(r); u == nil {
			return amount{}, false
		}
		q = r
	}
	if g.dotGroups(u) && q.end == i+1 && g.at(i).digits {
		// 1.500 rupiah: the currency tells how to read the number.
		if v, ok := readDigits(g.says(i), true); ok {
			a.value = v
		}
	}
	a.unit, a.end = u, end
	if u.scale > 0 {
		a.value = a.value.shift(u.scale)
	}
	hyphen := g.hyphen(q.end)
	switch {
	case u.sub:
		a.form = subunitForm
	case q.bare:
		a.form = vagueName
	case hyphen:
		a.form = hyphenated
	case u.sign:
		a.form = amountSymbol
	case u.code:
		a.form = amountCode
	case q.spelled:
		a.form = wordsName
	default:
		a.form = amountName
	}
	if u.code && !q.scaled && g.role(end) == roleScale && !g.at(end).word.short && g.at(end).gap == space {
		// "75 USD million"
		a.value, a.end, q.scaled = a.value.shift(g.at(end).word.exp), end+1, true
	}
	if q.article && (hyphen || !u.plural && !u.sign && !u.code) && g.names(u) && a.end < len(g.pieces) && !g.whole {
		a.start++ // "a million-dollar house": the article is the house's
	}
	if !g.whole && !g.unitFits(&a, q, i) {
		return amount{}, false
	}
	if g.is(a.end, "sterling") && u.with(g.byCode["GBP"]) {
		a.end++
	}
	g.small(&a)
	return a, true
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
	if q.scaled && g.role(k) == roleOf && (q.bare || q.exp > 0) {
		if u, end := g.nameAt(k + 1); u != nil {
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
	if (u.sign || u.code) && k == q.end && g.at(end).digits && !g.whole {
		// The sign may belong to the next number: "in 2008 $5".
		if g.at(k).gap != touches && (u.sign || q.year) || g.at(end).gap == touches {
			return nil, k
		}
	}
	if u.sign && end > k+1 && g.says(end-1) == "." {
		if v := g.sign(g.text[g.at(k).Start:g.at(end-2).End]); v != nil {
			return v, end - 1 // the dot ends the sentence: "paid 1500 Rs."
		}
	}
	return u, end
}

// signLetter reads the p or ¢ of "50p" and "10¢".
func (g *grammar) signLetter(k int) (*unit, int) {
	switch s := g.says(k); {
	case s == "¢":
		return g.words["cents"].phrases[0].unit, k + 1
	case s == "p" && g.at(k).gap == touches && g.at(k-1).Len() <= 3 && (g.whole || g.pence()):
		return g.words["pence"].phrases[0].unit, k + 1
	case s == "c" && g.at(k).gap == touches && g.whole:
		return g.words["cents"].phrases[0].unit, k + 1
	}
	return nil, k
}

// pence reports whether the article speaks of British money, so that 50p is
// some.
func (g *grammar) pence() bool {
	gbp := g.byCode["GBP"]
	return g.tellCounts()[gbp] > 0 && g.hasPound()
}

func (g *grammar) hasPound() bool {
	for i := range g.pieces {
		switch g.says(i) {
		case "£", "pence", "pound", "pounds":
			return true
		}
	}
	return false
}

// rangeBeforeUnit reads the second number of "10 to 20" or "2 and 3 billion"
// after q; the currency that follows serves both.
func (g *grammar) rangeBeforeUnit(i int, q quantity, a *amount) (quantity, bool) {
	k := q.end
	lead := g.is(i-1, "between") || g.is(i-1, "from")
	var joined bool
	switch {
	case g.dash(k):
		joined = g.hyphen(k)
	case g.role(k) == roleTo:
	case g.role(k) == roleOr && !q.year:
	case g.role(k) == roleAnd && lead:
	default:
		return q, false
	}
	if q.bare || g.at(k+1).gap == broken {
		return q, false
	}
	r, ok := g.quantity(k+1, false, false)
	if !ok || r.bare || r.article {
		return q, false
	}
	rises := q.plain.less(r.plain)
	if !rises && !(lead && !joined || q.scaled && r.scaled) {
		return q, false
	}
	if r.scaled && !q.scaled && rises {
		a.value = a.value.shift(r.exp)
	}
	a.upper, a.ranged = r.value, true
	r.spelled = r.spelled && q.spelled
	return r, true
}
