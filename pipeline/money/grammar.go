package money

// amount is an amount as the grammar found it.
type amount struct {
	start, end int // pieces
	unit       *unit
	value      value
	upper      value // the upper end, where ranged
	ranged     bool
	joined     bool // a range of two amounts that each stand, which only Parse makes one
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
	if (p.digits || p.word.role != roleNone) && !g.continues(i) {
		if a, ok := g.numberFirst(i); ok {
			return a, true
		}
	}
	if p.word != nil && (p.word.signs || p.word.code != nil || len(p.word.phrases) > 0) {
		return g.currencyFirst(i)
	}
	return amount{}, false
}

// continues reports whether the number at piece i is the rest of something that
// a hyphen or a slash ties to it (H-1B, F-16, 11/30), or the scale word of a
// number before it.
func (g *grammar) continues(i int) bool {
	if g.role(i) == roleScale && g.at(i).gap == space && (g.at(i-1).digits || g.role(i-1) == roleNumber) {
		return true
	}
	if g.at(i).gap != touches || g.at(i-1).gap != touches {
		return false
	}
	switch g.says(i - 1) {
	case "/":
		return g.at(i - 2).digits
	case "-", "‑":
		w := g.at(i - 2).word
		return g.at(i).digits && !g.at(i-2).digits && (w == nil || w.role == roleNone)
	}
	return false
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
		if p := g.at(j); p.digits && p.gap == touches && g.text[p.Start] == '.' && g.sign(g.text[g.at(i).Start:p.Start]+".") != nil {
			p.Start++ // the dot of "S/.50" is the sign's
		}
	case u.code:
		a.form = codeAmount
	}
	if u.code && g.at(i).gap == touches && g.says(i-1) == "/" {
		return amount{}, false // "EUR/USD 1.0850" is a rate
	}
	q, ok := g.quantity(j, true, g.dotGroups(u))
	if !ok || q.bare || q.article || q.spelled && !u.sign && !u.code {
		return amount{}, false
	}
	if (u.short || u.scaled) && !g.whole && !g.is(i, "#") && g.at(j).gap != touches && !(u.short && g.shortParted(u, q, j-i > 1 || g.at(i).Len() > 1)) {
		return amount{}, false
	}
	if u.scaled && !g.whole && q.exp < 6 && !(g.is(i, "#") && g.at(i).gap != touches && g.at(j).gap == space && g.told(u) && q.marked) {
		return amount{}, false // "#5", but in Britain's news "# 5.20", which a treebank made of £5.20
	}
	if !u.sign && !u.code && !g.namePrefix(i, u, q) {
		return amount{}, false
	}
	if (u.short || u.scaled) && (!q.scaled || g.at(q.end-1).Len() == 1) && !g.whole && !g.told(u) || u.code && u.weak && !g.weakCode(u, q, j) {
		return amount{}, false
	}
	a.value, a.end, a.atLeast = q.value.shift(u.scale), q.end, q.atLeast
	g.rangeAfterSign(&a, q)
	g.small(&a)
	g.tail(&a)
	return a, true
}

// shortParted reports whether a short sign is one although a blank parts it from
// the number q. Two letters are less likely to be something else than one.
func (g *grammar) shortParted(u *unit, q quantity, letters bool) bool {
	return q.scaled && (letters || g.told(u)) || g.told(u) && (q.marked || letters)
}

// weakCode reports whether u, a code that is a word or another acronym too,
// is money before the number q at piece j.
func (g *grammar) weakCode(u *unit, q quantity, j int) bool {
	switch {
	case g.whole:
		return true
	case q.year && !q.marked:
		return false
	case g.at(j).gap == touches:
		return q.marked || q.scaled || g.told(u)
	}
	return g.told(u) || !u.aWord && q.exp >= 6 && g.closes(q.end)
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
	alone := u.plural || !g.names(u) && !g.is(i-1, "the") && !g.is(i-1, "per") && !g.is(i-1, "a")
	return (alone || q.scaled) && !u.sub && !u.weak && (q.marked || q.scaled || q.end > i+1 && g.at(q.end-1).Len() > 2)
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
	if q.bare && g.role(i) == roleScale && !u.plural && g.names(u) {
		// "hundred-dollar bills", "million-dollar homes"
		a.value, a.vague = integer(1).shift(q.exp+u.scale), false
	}
	switch {
	case u.sub:
		a.form = subunitForm
	case a.vague:
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
	if q.article && (hyphen || !u.plural && !u.sign && !u.code && g.names(u)) && a.end < len(g.pieces) && !g.whole {
		a.start++ // "a million-dollar house": the article is the house's
	}
	if !g.whole && !g.unitFits(&a, q, i) {
		return amount{}, false
	}
	g.small(&a)
	g.tail(&a)
	return a, true
}
