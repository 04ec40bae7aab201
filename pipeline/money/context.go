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
	case u.short:
		return g.at(q.end).gap == touches && (q.scaled || g.told(u))
	case u.code:
		return !u.weak || q.scaled || g.at(q.end).gap == touches || g.told(u)
	case u.sign:
		return true
	case u.sub:
		return g.subunitFits(a, q)
	case u.weak && !q.scaled:
		return g.told(u) && !q.year && (q.marked || integer(99).less(q.value))
	}
	if q.year && !q.scaled && !a.ranged {
		switch strings.ToLower(g.says(i - 1)) {
		case "in", "constant", "real", "of", "since", "by", "current":
			return false // "in 2019 dollars"
		}
	}
	switch strings.ToLower(g.says(a.end)) {
	case "zone", "area", "bloc":
		return false // "the 12 euro zone countries"
	}
	if u.weak && !u.plural && (g.is(a.start-1, "the") || !g.told(u)) {
		return false // "the three million mark"
	}
	name := g.at(a.end - 1)
	if name.capital && !g.lower && !u.plural && g.at(a.end).capital && g.at(a.end).gap == space && !g.at(a.end-2).capital {
		return false // "two Dollar General stores"
	}
	if q.bare && name.capital && !g.lower && !g.capitals(i) {
		return false // "Million Dollar Baby"
	}
	if u.with(g.byCode["GBP"]) && !u.named && (g.is(a.end-1, "pounds") || g.is(a.end-1, "pound")) {
		return !g.weight(a, q)
	}
	return true
}

// capitals reports whether the words around piece i are all in capitals, so
// that a capital tells nothing.
func (g *grammar) capitals(i int) bool {
	s := g.says(i)
	return len(s) > 1 && s == strings.ToUpper(s)
}

// subunitFits tells "50 cents" from the rapper 50 Cent and from my two cents.
func (g *grammar) subunitFits(a *amount, q quantity) bool {
	if g.is(a.end-1, "cent") && g.at(a.end-1).capital {
		return false
	}
	if g.is(a.end-1, "pence") && q.year {
		return false // Mike Pence
	}
	if g.at(a.end-1).capital && !g.lower && !g.capitals(a.end-1) {
		return false
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
	for i := max(a.start-6, 0); i < min(a.end+6, len(g.pieces)); i++ {
		if i >= a.start && i < a.end {
			continue
		}
		if w := g.at(i).word; w != nil && w.weight {
			return true
		}
	}
	british := g.tellCounts()[g.byCode["GBP"]] > 0 || g.told(a.unit)
	next := strings.ToLower(g.says(a.end))
	if next == "(" {
		if u, _ := g.currencyAt(a.end + 1); u != nil && u.sign {
			return false // "50,000 pounds ($63,000)"
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
		nearly|something like|in the region of|in the order of|on the order of|virtually`,
	atLeast: `more than|over|above|at least|exceeding|in excess of|upwards of|upward of|no less than|not less than|a minimum
		of|minimum|greater than|starting at|starting from|no fewer than|not under|north of|>|well over|topped|exceeded`,
	atMost: `up to|as much as|less than|under|below|at most|no more than|not more than|a maximum of|maximum|fewer
		than|no higher than|not exceeding|a maximum|as high as|capped at|just under|<`,
	exactly: `exactly|precisely|just|only|worth|a|the|an|between|from|a total of|total of`,
})

// hedgesAfter by their first word.
var hedgesAfter = hedges(map[hedgeKind]string{
	about:   `or so|or thereabouts`,
	atLeast: `or more|plus|- plus|+|or higher|and up|and above|and more`,
	atMost:  `or less|or lower|or below`,
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
