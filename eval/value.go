package eval

import (
	"fmt"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"rollcall/text"
)

// ValueSource says how values are scored.
const ValueSource = "slots as in MUC-7; amounts compared as exact decimals"

// Values count how well the values of amounts of money were answered, besides
// their spans. A value has slots, each counted by itself: correct where gold
// and the answer that stands for it say the same, incorrect where they say
// different things, missed or spurious where one of them says nothing. So a
// value of a mention that was not found is missed, and one of a spurious mention
// is spurious. The bounds of the mention are of no account, as long as the two
// overlap.
//
// Numbers are compared as decimals: 1.50 is 1.5. What is no decimal number is
// right only where gold has the same letters.
//
// An answer's value is not counted where gold has none for the mention: where
// the annotators gave none, nothing can be said about it.
type Values struct {
	Value    MUC // amount and currency, both as gold has them; no currency is right where gold has none
	Amount   MUC // the amount, or both ends of a range
	Currency MUC
	Min, Max MUC // the ends of a range, or the bound of "more than" and "up to"
	Approx   MUC // hedged: about, nearly, some
}

// Slot is a row of Values.
type Slot struct {
	Name, Doc string
	MUC
}

// Slots lists the slots in the order of reports.
func (v Values) Slots() []Slot {
	return []Slot{
		{"value", "amount and currency", v.Value},
		{"amount", "the number, or both ends of a range", v.Amount},
		{"currency", "ISO 4217 code", v.Currency},
		{"min", "lower end or bound", v.Min},
		{"max", "upper end or bound", v.Max},
		{"approx", "hedged", v.Approx},
	}
}

// Plus is the sum.
func (v Values) Plus(o Values) Values {
	return Values{
		v.Value.Plus(o.Value), v.Amount.Plus(o.Amount), v.Currency.Plus(o.Currency),
		v.Min.Plus(o.Min), v.Max.Plus(o.Max), v.Approx.Plus(o.Approx),
	}
}

// Values counts the values of all documents whose gold has values. It is zero
// if there are none.
func (r *Result) Values() Values {
	var sum Values
	for i := range r.Documents {
		sum = sum.Plus(r.Documents[i].Values())
	}
	return sum
}

// Values counts the values of the document: none if it is not Valued.
func (d *Document) Values() (v Values) {
	if !d.Valued {
		return v
	}
	for _, p := range d.Pairs {
		var gold, answer *text.Mention
		if p.Gold >= 0 {
			gold = &d.Gold[p.Gold]
		}
		if p.Answer >= 0 {
			answer = &d.Answers[p.Answer]
		}
		switch {
		case gold != nil && answer != nil && gold.Type == answer.Type && gold.Money == nil:
		case gold != nil && answer != nil:
			v.count(gold.Money, answer.Money)
		case gold != nil:
			v.count(gold.Money, nil)
		default:
			v.count(nil, answer.Money)
		}
	}
	return v
}

// count counts one mention; nil is for a side that has no value.
func (v *Values) count(gold, answer *text.Money) {
	if gold == nil && answer == nil {
		return
	}
	g, a := slotsOf(gold), slotsOf(answer)
	v.Amount.slot(g.amount, a.amount)
	v.Currency.slot(g.currency, a.currency)
	v.Min.slot(g.min, a.min)
	v.Max.slot(g.max, a.max)
	v.Approx.slot(g.approx, a.approx)
	switch {
	case gold == nil:
		v.Value.Spurious++
	case answer == nil:
		v.Value.Missed++
	case g.amount == a.amount && g.currency == a.currency:
		v.Value.Correct++
	default:
		v.Value.Incorrect++
	}
}

// slot counts one slot; empty is for a side that does not fill it.
func (m *MUC) slot(gold, answer string) {
	switch {
	case gold == answer && gold == "":
	case gold == answer:
		m.Correct++
	case answer == "":
		m.Missed++
	case gold == "":
		m.Spurious++
	default:
		m.Incorrect++
	}
}

// slots are what a value fills, written so that what is equal is the same.
type slots struct{ amount, currency, min, max, approx string }

func slotsOf(m *text.Money) (s slots) {
	if m == nil {
		return s
	}
	s.currency, s.min, s.max = m.Currency, canonical(m.Min), canonical(m.Max)
	s.amount = canonical(m.Amount)
	if s.amount == "" && s.min+s.max != "" {
		s.amount = s.min + ".." + s.max
	}
	if m.Approx {
		s.approx = "approx"
	}
	return s
}

// canonical writes equal decimals alike, and anything else as it is.
func canonical(number string) string {
	if !isDecimal(number) {
		return number
	}
	d, _, err := apd.NewFromString(number)
	if err != nil {
		return number // more digits than a decimal can have
	}
	if d.IsZero() {
		return "0"
	}
	d.Reduce(d)
	return d.Text('f')
}

// isDecimal reports whether s is digits with at most one point between them, and
// perhaps a minus before.
func isDecimal(s string) bool {
	whole, part, pointed := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	return isDigits(whole) && (!pointed || isDigits(part))
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// findValues marks the documents as Valued if gold has a value in any of them.
func (r *Result) findValues() {
	for i := range r.Documents {
		for k := range r.Documents[i].Gold {
			if r.Documents[i].Gold[k].Money != nil {
				for i := range r.Documents {
					r.Documents[i].Valued = true
				}
				return
			}
		}
	}
}

// warnOfValues warns of numbers that are none, which only equal letters make
// right.
func (r *Result) warnOfValues() {
	for _, side := range []struct {
		name string
		of   func(*Document) []text.Mention
	}{
		{"gold", func(d *Document) []text.Mention { return d.Gold }},
		{"the answers", func(d *Document) []text.Mention { return d.Answers }},
	} {
		var where []string
		n, first := 0, ""
		for i := range r.Documents {
			d := &r.Documents[i]
			if !d.Valued {
				continue
			}
			for _, m := range side.of(d) {
				if m.Money == nil {
					continue
				}
				for _, number := range []string{m.Money.Amount, m.Money.Min, m.Money.Max} {
					if number == "" || isDecimal(number) {
						continue
					}
					if n++; n == 1 {
						first = number
					}
					if len(where) == 0 || where[len(where)-1] != d.ID {
						where = append(where, d.ID)
					}
				}
			}
		}
		if n > 0 {
			r.Warn(Warning{where, fmt.Sprintf("%d amounts of %s are no decimal numbers (the first is %q), and right only if written alike", n, side.name, first)})
		}
	}
}
