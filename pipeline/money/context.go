package money

import "strings"

// accept reports whether what the grammar read is an amount that can be a
// mention: inside one paragraph and made of whole tokens.
func (g *grammar) accept(a *amount) bool {
	for i := a.start + 1; i < a.end; i++ {
		if g.at(i).gap == broken {
			return false
		}
	}
	return g.at(a.start).first && g.at(a.end-1).last
}

// unitFits reports whether the unit after the number q, which began at piece
// i, is one of money there: many names of currencies are everyday words.
func (g *grammar) unitFits(a *amount, q quantity, i int) bool {
	u := a.unit
	switch {
	case u.short && g.at(q.end).gap != touches:
		return g.told(u) && g.at(a.end-1).Len() > 1 && !q.year
	case u.short:
		return q.scaled || g.told(u)
	case u.code && u.weak:
		return q.scaled || q.marked && !u.aWord || !(q.year && !q.marked) && (g.at(q.end).gap == touches || g.told(u))
	case u.code, u.sign:
		return true
	case u.sub:
		return g.subunitFits(a, q)
	case u.weak && !q.scaled && !g.weakFits(a, q):
		return false
	}
	if q.year && !q.scaled && !a.ranged {
		switch strings.ToLower(g.says(i - 1)) {
		case "in", "constant", "real", "of", "since", "by", "current":
			return false // "in 2019 dollars"
		}
	}
	next := strings.ToLower(g.says(a.end))
	if name := strings.ToLower(g.says(a.end - 1)); notMoney[pair{name, next}] &&
		(name != "won" || !q.scaled && !(strings.HasPrefix(next, "a") && g.nearMoney(a))) {
		return false
	}
	switch next {
	case "zone", "area", "bloc":
		return false // "the 12 euro zone countries"
	}
	if u.weak && !u.plural {
		switch {
		case q.bare || !g.told(u):
			return false
		case g.is(a.start-1, "the") && (g.at(a.end).word != nil && g.at(a.end).word.role != roleNone || g.closes(a.end) || g.at(a.end).capital):
			return false // "the three million mark"
		}
	}
	name := g.at(a.end - 1)
	if name.capital && !g.lower && !u.plural && !q.scaled && !g.capitals(a.end-1) && g.nameGoesOn(a.end) && !g.at(a.end-2).capital {
		return false // "two Dollar General stores", "Bahia 1 Guarani 0", "23 Euro '96 players"
	}
	if q.bare && name.capital && !g.lower && !g.capitals(i) {
		return false // "Million Dollar Baby"
	}
	if u.with(g.byCode["GBP"]) && !u.named && (g.is(a.end-1, "pounds") || g.is(a.end-1, "pound")) {
		return !g.weight(a, q)
	}
	return true
}

// nameGoesOn reports whether what begins at piece i belongs to the capitalised
// word before it: another one, or a number, a year perhaps.
func (g *grammar) nameGoesOn(i int) bool {
	p := g.at(i)
	switch g.says(i) {
	case "'", "’", "‘":
		return g.at(i + 1).digits
	}
	return p.gap == space && (p.capital || p.digits)
}

// A pair is two words side by side.
type pair struct{ first, second string }

// notMoney are names of currencies with what makes another thing of them.
var notMoney = func() map[pair]bool {
	m := map[pair]bool{}
	for first, list := range map[string]string{
		"real":  "estate time life world terms madrid people person men women news deal issue question problem reason threat",
		"won":   "the a an their his her its our my medals medal seats seat awards award prizes prize gold silver bronze titles games by at in",
		"mark":  "up down",
		"crown": "court prince princess jewels jewel land lands property attorney corporation corporations colony",
		"sol":   "system",
		"euro":  "zone area bloc 2004 2008 2012 2016 2020 2024",
	} {
		for _, second := range strings.Fields(list) {
			m[pair{first, second}] = true
		}
	}
	return m
}()

// moneyWords say, near a number, that it may be one of money.
var moneyWords = set(`share shares dividend dividends profit profits loss losses price prices priced paid pay pays cost costs worth
	bought sold sell buy salary wage wages fine fined fee fees rent tax taxes loan loans debt deposit per exchange currency
	currencies rate earnings revenue revenues sales tonne barrel sterling`)

// weakFits reports whether a number without a scale word makes money of an
// everyday word after it ("1.84 marks", "12,000 won", "48 crowns").
func (g *grammar) weakFits(a *amount, q quantity) bool {
	if q.year && !q.marked || q.part {
		return false
	}
	if g.spoken(a.unit) && (!g.is(a.end-1, "won") || g.closes(a.end)) {
		return true // but "the two won praise"
	}
	told, near := g.told(a.unit), g.nearMoney(a)
	large := q.marked || integer(99).less(q.value)
	return told && (large || near) || near && q.marked
}

// spoken reports whether the article writes of u, an everyday word, as money
// somewhere: after a scale word, or after a number with two decimals.
func (g *grammar) spoken(u *unit) bool {
	if known, ok := g.asMoney[u]; ok {
		return known
	}
	found := false
	for i := 1; i < len(g.pieces) && !found; i++ {
		v, _ := g.nameAt(i)
		if v != u {
			continue
		}
		k := i - 1
		if g.dash(k) {
			k--
		}
		s := g.says(k)
		point := strings.LastIndexByte(s, '.')
		found = g.role(k) == roleScale && g.at(k-1).digits || g.at(k).digits && point >= 0 && len(s)-point > 2
	}
	if g.asMoney == nil {
		g.asMoney = map[*unit]bool{}
	}
	g.asMoney[u] = found
	return found
}

// nearMoney reports whether within a dozen pieces of a something else is said of
// money.
func (g *grammar) nearMoney(a *amount) bool {
	for i := max(a.start-12, 0); i < min(a.end+12, len(g.pieces)); i++ {
		if i >= a.start && i < a.end {
			continue
		}
		s := g.says(i)
		switch s {
		case "$", "£", "€", "¥":
			return true
		}
		if moneyWords[s] {
			return true
		}
		if w := g.pieces[i].word; w != nil {
			for _, p := range w.phrases {
				if len(p.words) == 1 && !p.unit.weak && !p.unit.sub && !strings.HasPrefix(p.words[0], "pound") {
					return true
				}
			}
		}
	}
	return false
}

// capitals reports whether the words around piece i are all in capitals, so
// that a capital tells nothing.
func (g *grammar) capitals(i int) bool {
	s := g.says(i)
	return len(s) > 1 && s == strings.ToUpper(s)
}

// subunitFits tells "50 cents" from the rapper 50 Cent and from my two cents.
func (g *grammar) subunitFits(a *amount, q quantity) bool {
	if a.unit.named {
		return true // "U.S. Cents"
	}
	if g.is(a.end-1, "pence") && q.year {
		return false // Mike Pence
	}
	if g.at(a.end-1).capital && !g.lower && !g.capitals(a.end-1) {
		return false // the rapper 50 Cent, 2,000 Pence voters
	}
	if q.spelled && g.is(a.start, "two") {
		switch strings.ToLower(g.says(a.start - 1)) {
		case "my", "your", "his", "her", "our", "their":
			return false
		}
	}
	return true
}

// financeNouns follow "N pounds of" or "N-pound" where it is money.
var financeNouns = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`debt debts aid investment investments funding funds taxpayers taxpayer public damage damages savings
		cash money government spending cuts revenue revenues assets loans loan credit compensation support fine fines note notes bill
		bills coin coins fee fees prize reward deal contract bail bonus budget grant grants project jackpot bond package donation fund
		payment payments price ticket cheque check deposit increase cut worth a-year annual salary programme scheme rescue bailout offer
		bid takeover transfer estate`) {
		m[w] = true
	}
	return m
}()

// weight reports whether an amount in bare pounds is one of weight.
func (g *grammar) weight(a *amount, q quantity) bool {
	british := g.tellCounts()[g.byCode["GBP"]] > 0 || g.told(a.unit)
	next := strings.ToLower(g.says(a.end))
	if next == "(" {
		if u, _ := g.currencyAt(a.end + 1); u != nil && u.sign {
			return false // "50,000 pounds ($63,000)"
		}
	}
	for i := max(a.start-6, 0); i < min(a.end+6, len(g.pieces)); i++ {
		w := g.pieces[i].word
		if i >= a.start && i < a.end || w == nil {
			continue
		}
		switch {
		case w.weight == weighsSurely && !(q.scaled && british),
			w.weight == weighsChange && !q.scaled && !integer(999).less(q.value),
			w.weight == weighsGoods && !british:
			return true
		}
	}
	switch {
	case next == "of":
		return !financeNouns[strings.ToLower(g.says(a.end+1))] && !(q.scaled && british)
	case q.scaled:
		return false
	case g.hyphen(q.end):
		return !financeNouns[next]
	case g.at(a.end).gap == space && g.is(a.end-1, "pound"):
		return !financeNouns[next] && !british
	}
	return !british && !q.marked
}

// A hedge is a phrase beside an amount that makes it less than exact.
type hedge struct {
	words []string
	kind  hedgeKind
}

type hedgeKind uint8

const (
	about hedgeKind = iota
	atLeast
	atMost
	exactly // says nothing; Parse skips it
)

// hedgesBefore by their last word, longest first.
var hedgesBefore = hedges(map[hedgeKind]string{
	about: `about|around|some|approximately|nearly|almost|roughly|an estimated|estimated|close to|approx|approx.|circa|ca.|~|well
		nearly|something like|in the region of|in the order of|on the order of|virtually|perhaps|maybe|an
		approximate|in the neighborhood of|in the neighbourhood of|in the vicinity of|not quite|just about|more or less|probably`,
	atLeast: `more than|over|above|at least|exceeding|in excess of|upwards of|upward of|no less than|not less than|a minimum
		of|minimum|greater than|higher than|as little as|as low as|a floor of|starting at|starting from|no fewer than|not under|north of|>|well over|topped|exceeded`,
	atMost: `up to|as much as|less than|under|below|at most|no more than|not more than|a maximum of|maximum|fewer
		than|lower than|smaller than|within|a ceiling of|a cap of|a limit of|no higher than|not exceeding|a maximum|as high as|capped at|just under|<`,
	exactly: `exactly|precisely|just|only|worth|a|the|an|between|from|a total of|total of`,
})

// hedgesAfter by their first word.
var hedgesAfter = hedges(map[hedgeKind]string{
	about:   `or so|or thereabouts|or thereabout|give or take|-odd|- odd|odd`,
	atLeast: `or more|plus|- plus|+|or higher|and up|and above|and more|at least|or better|upwards|upward`,
	atMost:  `or less|or lower|or below|or under|at most|at the most|tops`,
})

func hedges(lists map[hedgeKind]string) []hedge {
	var all []hedge
	for kind := about; kind <= exactly; kind++ {
		for _, phrase := range strings.Split(lists[kind], "|") {
			if words := strings.Fields(phrase); len(words) > 0 {
				all = append(all, hedge{words, kind})
			}
		}
	}
	return all
}

// hedgeBefore is the longest hedge that ends right before piece i, and where
// it begins.
func (g *grammar) hedgeBefore(i int) (kind hedgeKind, start int, ok bool) {
	start = i
hedges:
	for _, h := range hedgesBefore {
		n := len(h.words)
		if i-start >= n || i < n {
			continue
		}
		for k, w := range h.words {
			if !g.is(i-n+k, w) || k > 0 && g.at(i-n+k).gap == broken {
				continue hedges
			}
		}
		kind, start, ok = h.kind, i-n, true
	}
	return kind, start, ok && g.at(i).gap != broken
}

func (g *grammar) hedgeAfter(i int) (kind hedgeKind, end int, ok bool) {
	end = i
hedges:
	for _, h := range hedgesAfter {
		if end-i >= len(h.words) {
			continue
		}
		for k, w := range h.words {
			if !g.is(i+k, w) || g.at(i+k).gap == broken {
				continue hedges
			}
		}
		kind, end, ok = h.kind, i+len(h.words), true
	}
	return kind, end, ok
}
