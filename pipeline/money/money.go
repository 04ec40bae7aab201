// Package money finds amounts of money and what they are worth.
//
// It is a grammar, read by hand-written functions over tokens: a number in
// digits or words, scale words, and a currency as a sign, a code or a name, in
// the orders that English news uses ("Rs 16,189-crore", "two and a half million
// dollars", "20 cents"). Numbers are exact decimals from the first digit to the
// last. What names a currency is a table, currencies.tsv, beside this file.
//
// The span is the amount alone: hedges ("about", "up to") stay outside and are
// kept in the value, as do rates ("a share"). A range is one amount where one
// end alone would not say what it is ("$10-20 million") and two elsewhere.
//
// A sign or name that several countries use ("$", "pesos", "Rs") gets the
// currency that the article tells, by a dateline, by the countries it speaks of
// or by writing it out once; where it tells none or several the value has no
// currency rather than a guessed one. Names that are everyday words (pounds,
// won, marks) and codes that are words (ALL, TOP) need more than the word. A
// number that can be read in two ways has no value rather than one of them.
//
// Left out on purpose: amounts without any word of money ("raised 5 million"),
// a currency without an amount ("the yuan fell"), "$" read as US dollars
// because most are, exchange rates, and thirds, which no decimal holds.
package money

import (
	"errors"
	"fmt"

	"rollcall/pipeline/token"
	"rollcall/text"
)

// Stage is the name under which Propose signs its candidates.
const Stage = "money"

// precision is the share of amounts that were right, by form, in the training
// part of the worldwide corpus and in ieer together, where a gold mention holds
// a number ("go run ./bench/money -scores" prints it). Forms seen fewer than
// ten times have the figure of all rare forms together.
var precision = map[string]float64{
	symbolAmount: 0.954, codeAmount: 0.949, nameAmount: 0.933, amountName: 0.965, vagueName: 0.870,
	amountSymbol: rare, amountCode: rare, wordsName: rare, subunitForm: rare, compoundForm: rare, hyphenated: rare,
}

const rare = 0.839

// Propose adds a candidate of type MONEY, with its value, for each amount in
// d. It needs Tokens. The error is always nil; it is there so that Propose can
// be a stage.
//
// A document that is one amount and nothing else, as a cell of a table or a
// price tag is, is read as Parse reads it: what would be ambiguous in an article
// ("20 rupees 43") is meant.
func Propose(d *text.Document) error {
	g := newGrammar(d, false)
	if whole := g.alone(d); whole != nil {
		g = whole
	} else {
		g.find()
		g.decide()
	}
	for i := range g.amounts {
		a := &g.amounts[i]
		d.Candidates = append(d.Candidates, text.Candidate{Mention: text.Mention{
			Span:   g.span(a.start, a.end),
			Type:   text.TypeMoney,
			Score:  precision[a.form],
			Source: text.Source{Stage: Stage, Rule: a.form},
			Money:  g.money(a),
		}})
	}
	return nil
}

// Parse reads a string that is one amount, with hedges or as a range if it
// likes: "$1.2bn", "about Rs 5 crore", "between 10 and 20 euros". It is an
// error if anything is left over or the number is written in no known way.
func Parse(s string) (text.Money, error) {
	d := &text.Document{Text: s}
	if err := token.Tokens(d); err != nil {
		return text.Money{}, err
	}
	m, err := newGrammar(d, true).parseAll()
	if err != nil {
		return text.Money{}, fmt.Errorf("money: %q: %w", s, err)
	}
	return *m, nil
}

// parseAll reads all pieces as one amount, which is then the only one of
// g.amounts.
func (g *grammar) parseAll() (*text.Money, error) {
	if len(g.pieces) == 0 {
		return nil, errors.New("nothing to read")
	}
	g.pieces[0].gap = space
	a, err := g.parse()
	if err != nil {
		return nil, err
	}
	g.amounts = []amount{a}
	g.decide()
	m := g.money(&g.amounts[0])
	if m.Amount == "" && m.Min == "" && m.Max == "" && !a.vague {
		return nil, errors.New("the number is written in no way that is known")
	}
	return m, nil
}

// few is the most pieces of a document that may be one amount and nothing else.
const few = 16

// alone is the grammar that has read the document as one amount, nil if it is
// more than that or its currency is an everyday word ("won 5", "50 Cent").
func (g *grammar) alone(d *text.Document) *grammar {
	if len(g.pieces) > few {
		return nil
	}
	w := newGrammar(d, true)
	if _, err := w.parseAll(); err != nil {
		return nil
	}
	a := &w.amounts[0]
	u := a.unit
	switch last := w.at(a.end - 1); {
	case a.vague,
		a.joined && a.start == 0, // "$5 - $10": two amounts, as anywhere
		u.weak && (!u.code || u.aWord),
		u.sub && last.capital && !u.named,
		!w.at(a.start).first || !last.last:
		return nil
	}
	return w
}

// parse reads the amount that all pieces make, after hedges.
func (g *grammar) parse() (amount, error) {
	for i := range g.pieces {
		if a, ok := g.amountAt(i); ok && g.allHedges(i) {
			return g.rest(a)
		}
	}
	return amount{}, errors.New("no amount at its start")
}

// rest checks that after a nothing is left but a hedge or the other end of a
// range.
func (g *grammar) rest(a amount) (amount, error) {
	end := a.end
	if _, to, ok := g.hedgeAfter(end); ok {
		end = to
	}
	if end == len(g.pieces) {
		return a, nil
	}
	if k := a.end; !a.ranged && (g.dash(k) || g.role(k) == roleTo || g.role(k) == roleAnd && g.is(a.start-1, "between")) && k+1 < len(g.pieces) {
		if b, ok := g.amountAt(k + 1); ok && b.end == len(g.pieces) && !b.ranged && g.between(a, b) {
			a.upper, a.ranged, a.joined, a.end = b.value, true, true, b.end
			return a, nil
		}
	}
	return a, fmt.Errorf("%q is left over", g.text[g.at(end).Start:])
}

func (g *grammar) allHedges(i int) bool {
	for i > 0 {
		_, start, ok := g.hedgeBefore(i)
		if !ok {
			return false
		}
		i = start
	}
	return true
}

// between reports whether a and b, which stand on their own, are ends of one
// range.
func (g *grammar) between(a, b amount) bool {
	return a.unit.shared(b.unit) != nil && a.unit.sub == b.unit.sub
}
