package eval

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/text"
)

func money(start, end int, m *text.Money) text.Mention {
	return text.Mention{Span: text.Span{Start: start, End: end}, Type: text.TypeMoney, Money: m}
}

var (
	correct   = MUC{Correct: 1}
	incorrect = MUC{Incorrect: 1}
	missed    = MUC{Missed: 1}
	spurious  = MUC{Spurious: 1}
)

func TestValues(t *testing.T) {
	five := &text.Money{Amount: "5", Currency: "EUR"}
	tests := []struct {
		name         string
		gold, answer *text.Money
		want         Values
	}{
		{"right", five, five, Values{Value: correct, Amount: correct, Currency: correct}},
		{"the same decimal", five, &text.Money{Amount: "05.000", Currency: "EUR"}, Values{Value: correct, Amount: correct, Currency: correct}},
		{"a bare dollar", &text.Money{Amount: "5"}, &text.Money{Amount: "5.0"}, Values{Value: correct, Amount: correct}},
		{"a currency that the text does not tell", &text.Money{Amount: "5"}, five, Values{Value: incorrect, Amount: correct, Currency: spurious}},
		{"wrong amount", five, &text.Money{Amount: "50", Currency: "EUR"}, Values{Value: incorrect, Amount: incorrect, Currency: correct}},
		{"wrong currency", five, &text.Money{Amount: "5", Currency: "USD"}, Values{Value: incorrect, Amount: correct, Currency: incorrect}},
		{"currencies are codes", five, &text.Money{Amount: "5", Currency: "€"}, Values{Value: incorrect, Amount: correct, Currency: incorrect}},
		{"no currency", five, &text.Money{Amount: "5"}, Values{Value: incorrect, Amount: correct, Currency: missed}},
		{"no value", five, nil, Values{Value: missed, Amount: missed, Currency: missed}},
		{"a hedge is a slot of its own", &text.Money{Amount: "5", Currency: "EUR", Approx: true}, five,
			Values{Value: correct, Amount: correct, Currency: correct, Approx: missed}},
		{"a range", &text.Money{Min: "5", Max: "7", Currency: "EUR"}, &text.Money{Min: "5.0", Max: "7", Currency: "EUR"},
			Values{Value: correct, Amount: correct, Currency: correct, Min: correct, Max: correct}},
		{"one end of a range is wrong", &text.Money{Min: "5", Max: "7", Currency: "EUR"}, &text.Money{Min: "5", Max: "8", Currency: "EUR"},
			Values{Value: incorrect, Amount: incorrect, Currency: correct, Min: correct, Max: incorrect}},
		{"one end answered as the amount", &text.Money{Min: "5", Max: "7", Currency: "EUR"}, five,
			Values{Value: incorrect, Amount: incorrect, Currency: correct, Min: missed, Max: missed}},
		{"up to", &text.Money{Amount: "5", Max: "5", Currency: "EUR"}, five,
			Values{Value: correct, Amount: correct, Currency: correct, Max: missed}},
		// 0.1 + 0.2 is not 0.3 in binary, and 2^53 + 1 is 2^53.
		{"no float", &text.Money{Amount: "9007199254740993"}, &text.Money{Amount: "9007199254740992"}, Values{Value: incorrect, Amount: incorrect}},
		{"many digits", &text.Money{Amount: "0.1000000000000000000000001"}, &text.Money{Amount: "0.1"}, Values{Value: incorrect, Amount: incorrect}},
		{"negative", &text.Money{Amount: "-5"}, &text.Money{Amount: "-5.00"}, Values{Value: correct, Amount: correct}},
		{"nothing below zero is nothing", &text.Money{Amount: "0"}, &text.Money{Amount: "-0.0"}, Values{Value: correct, Amount: correct}},
	}
	for _, test := range tests {
		// The bounds are wrong on purpose.
		r := scoreCase(t, nil, caseDocument{
			[]text.Mention{money(10, 15, test.gold)}, []text.Mention{money(8, 15, test.answer)},
		})
		if diff := cmp.Diff(test.want, r.Values()); diff != "" {
			t.Errorf("%s: -want +got:\n%s", test.name, diff)
		}
	}
}

func TestValuesOfWhatIsNotPaired(t *testing.T) {
	five := &text.Money{Amount: "5", Currency: "EUR"}
	all := func(m MUC) Values { return Values{Value: m, Amount: m, Currency: m} }
	person := text.Mention{Span: text.Span{Start: 0, End: 5}, Type: text.TypePerson}
	tests := []struct {
		name          string
		gold, answers []text.Mention
		want          Values
	}{
		{"missed", []text.Mention{money(0, 5, five)}, nil, all(missed)},
		{"spurious", []text.Mention{money(0, 5, five)}, []text.Mention{money(20, 25, five)}, all(missed).Plus(all(spurious))},
		{"found as another type", []text.Mention{money(0, 5, five)}, []text.Mention{person}, all(missed)},
		{"another type taken for money", []text.Mention{person, money(10, 15, five)}, []text.Mention{money(0, 5, five), money(10, 15, five)},
			all(spurious).Plus(all(correct))},
		{"gold without a value says nothing", []text.Mention{money(0, 5, nil), money(10, 15, five)}, []text.Mention{money(0, 5, five), money(10, 15, five)},
			all(correct)},
		{"gold without any value says nothing at all", []text.Mention{money(0, 5, nil)}, []text.Mention{money(0, 5, five), money(20, 25, five)}, Values{}},
	}
	for _, test := range tests {
		r := scoreCase(t, nil, caseDocument{test.gold, test.answers})
		if diff := cmp.Diff(test.want, r.Values()); diff != "" {
			t.Errorf("%s: -want +got:\n%s", test.name, diff)
		}
	}
	// A document without money, beside one that has values.
	r := scoreCase(t, nil, caseDocument{nil, []text.Mention{money(0, 5, five)}}, caseDocument{[]text.Mention{money(0, 5, five)}, nil})
	if diff := cmp.Diff(all(missed).Plus(all(spurious)), r.Values()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestValuesWarning(t *testing.T) {
	odd := &text.Money{Amount: "5,000", Currency: "EUR"}
	r := scoreCase(t, nil, caseDocument{
		[]text.Mention{money(0, 5, &text.Money{Amount: "5000", Currency: "EUR"}), money(10, 15, odd)},
		[]text.Mention{money(0, 5, odd), money(10, 15, &text.Money{Amount: "5,000", Min: "1e3", Currency: "EUR"})},
	})
	want := MUC{Correct: 1, Incorrect: 1}
	if got := r.Values().Amount; got != want {
		t.Errorf("amounts %+v, want %+v", got, want)
	}
	var all []string
	for _, w := range r.Warnings {
		all = append(all, w.String())
	}
	wantWarnings := []string{
		`1 amounts of gold are no decimal numbers (the first is "5,000"), and right only if written alike: 0`,
		`3 amounts of the answers are no decimal numbers (the first is "5,000"), and right only if written alike: 0`,
	}
	if diff := cmp.Diff(wantWarnings, all); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "5": "5", "0005": "5", "5.10": "5.1", "-0": "0", "1000000": "1000000", "12.": "12.", ".5": ".5", "5 ": "5 ",
		"1e5": "1e5", "NaN": "NaN", "Infinity": "Infinity", "1.2.3": "1.2.3", "--5": "--5", "٥": "٥",
	} {
		if got := canonical(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
	long := "1" + strings.Repeat("0", 300_000)
	if got := canonical(long); got != long {
		t.Error("a number with more digits than a decimal has is changed")
	}
}

func drawMoney(t *rapid.T) *text.Money {
	if rapid.Bool().Draw(t, "no value") {
		return nil
	}
	number := rapid.SampledFrom([]string{"", "5", "5.0", "7", "x"})
	return &text.Money{
		Amount: number.Draw(t, "amount"), Min: number.Draw(t, "min"), Max: number.Draw(t, "max"),
		Currency: rapid.SampledFrom([]string{"", "EUR", "USD"}).Draw(t, "currency"), Approx: rapid.Bool().Draw(t, "approx"),
	}
}

// Swapping gold and answers swaps precision and recall, and the counts of
// documents add up.
func TestValuesProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := drawDocuments(t)
		one := scoreDrawn(t, docs)
		swapped := Pool(one)
		swapped.Documents = nil
		var sum Values
		for i := range one.Documents {
			d := &one.Documents[i]
			for k := range d.Gold {
				d.Gold[k].Money = drawMoney(t)
			}
			for k := range d.Answers {
				d.Answers[k].Money = drawMoney(t)
			}
			d.Valued = true
			sum = sum.Plus(d.Values())
			other := Document{Gold: d.Answers, Answers: d.Gold, Valued: true}
			for _, p := range d.Pairs {
				if p.Gold >= 0 && p.Answer >= 0 && d.Gold[p.Gold].Type == d.Answers[p.Answer].Type &&
					(d.Gold[p.Gold].Money == nil) != (d.Answers[p.Answer].Money == nil) {
					return // gold without a value says nothing, which has no mirror
				}
				other.Pairs = append(other.Pairs, Pair{Gold: p.Answer, Answer: p.Gold})
			}
			swapped.Documents = append(swapped.Documents, other)
		}
		a, b := one.Values(), swapped.Values()
		if a != sum {
			t.Errorf("whole %+v, documents %+v", a, sum)
		}
		for i, slot := range a.Slots() {
			mirror := b.Slots()[i].MUC
			mirror.Missed, mirror.Spurious = mirror.Spurious, mirror.Missed
			if slot.MUC != mirror {
				t.Errorf("%s: %+v and swapped %+v", slot.Name, slot.MUC, mirror)
			}
		}
	})
}

func TestValueErrors(t *testing.T) {
	gold := marked(t, "a", "It cost [Money $5m],\n[Money about £3] and [Money 7 yuan];\n[Person Ann] paid [Money €9].")
	answers := marked(t, "a", "It cost [Money $5m],\n[Money about £3] and 7 yuan;\n[Person Ann] paid [Money €9].")
	set := func(d *text.Document, surface string, m *text.Money) {
		for i := range d.Mentions {
			if d.Surface(d.Mentions[i].Span) == surface {
				d.Mentions[i].Money = m
			}
		}
	}
	set(gold, "$5m", &text.Money{Amount: "5000000", Currency: "USD"})
	set(answers, "$5m", &text.Money{Amount: "5000000.0"})
	set(gold, "about £3", &text.Money{Amount: "3", Currency: "GBP", Approx: true})
	set(answers, "about £3", &text.Money{Amount: "3", Currency: "GBP", Approx: true})
	set(gold, "7 yuan", &text.Money{Amount: "7", Currency: "CNY"})
	set(gold, "€9", &text.Money{Amount: "9", Currency: "EUR"})
	r, err := Score([]*text.Document{gold}, []*text.Document{answers}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range r.ValueErrors() {
		got = append(got, fmt.Sprintf("%s:%d %s %v", e.Document.ID, e.Line, e.Gold.In(e.Document.Text), e.Slots))
	}
	want := []string{"a:1 $5m [currency]", "a:3 €9 [amount currency]"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
