package money

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"rollcall/internal/cputime"
	"rollcall/pipeline/token"
	"rollcall/text"

	"github.com/cockroachdb/apd/v3"
	"pgregory.net/rapid"
)

// a drawn number: how it is written and what it is.
type drawn struct {
	written string
	value   *apd.Decimal
}

func decimal(coefficient int64, exponent int32) *apd.Decimal { return apd.New(coefficient, exponent) }

func plain(d *apd.Decimal) string {
	var r apd.Decimal
	r.Reduce(d)
	return r.Text('f')
}

// digitsGen draws a number in digits with the separators of one habit.
func digitsGen(t *rapid.T, comma bool) drawn {
	n := rapid.Int64Range(1, 999_999_999).Draw(t, "integer")
	fraction := rapid.SampledFrom([]string{"", "5", "25", "07"}).Draw(t, "fraction")
	group, point := ",", "."
	if comma {
		group, point = ".", ","
	}
	s := fmt.Sprint(n)
	grouped := rapid.SampledFrom([]string{"plain", "threes", "indian", "blanks"}).Draw(t, "groups")
	size, mark := 0, group
	switch grouped {
	case "threes":
		size = 3
	case "blanks":
		size, mark = 3, "\u00a0"
	case "indian":
		if !comma {
			size = 2
		}
	}
	if size > 0 && len(s) > 3 {
		head, tail := s[:len(s)-3], s[len(s)-3:]
		for len(head) > size {
			tail = head[len(head)-size:] + mark + tail
			head = head[:len(head)-size]
		}
		s = head + mark + tail
		if comma && size == 3 && strings.Count(s, mark) == 1 && mark == "." && fraction == "" {
			s = strings.Replace(s, ".", "", 1) // 1.500 alone is read as a decimal
		}
	}
	coefficient := n
	if fraction != "" {
		s += point + fraction
		for _, c := range fraction {
			coefficient = coefficient*10 + int64(c-'0')
		}
	}
	return drawn{s, decimal(coefficient, -int32(len(fraction)))}
}

var small20 = strings.Fields("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")

// wordsOf writes 1 to 999 in words.
func wordsOf(n int, and, hyphen bool) string {
	var parts []string
	if n >= 100 {
		parts = append(parts, small20[n/100-1], "hundred")
		if n%100 > 0 && and {
			parts = append(parts, "and")
		}
		n %= 100
	}
	switch {
	case n >= 20:
		s := tensWords[n/10-2]
		if n%10 > 0 {
			s += map[bool]string{true: "-", false: " "}[hyphen] + small20[n%10-1]
		}
		parts = append(parts, s)
	case n > 0:
		parts = append(parts, small20[n-1])
	}
	return strings.Join(parts, " ")
}

func wordsGen(t *rapid.T) drawn {
	n := rapid.IntRange(1, 999).Draw(t, "n")
	s := wordsOf(n, rapid.Bool().Draw(t, "and"), rapid.Bool().Draw(t, "hyphen"))
	if n < 20 && rapid.Bool().Draw(t, "half") {
		return drawn{s + " and a half", decimal(int64(n)*10+5, -1)}
	}
	return drawn{s, decimal(int64(n), 0)}
}

type scale struct {
	written string
	exp     int32
}

var wordScales = []scale{{"", 0}, {" thousand", 3}, {" million", 6}, {" billion", 9}, {" trillion", 12}, {" lakh", 5}, {" crore", 7}, {" lakh crore", 12}, {" hundred million", 8}}

var letterScales = []scale{{"k", 3}, {"m", 6}, {"mn", 6}, {"bn", 9}, {"b", 9}, {"tn", 12}, {"-million", 6}, {" mln", 6}, {"\nmillion", 6}}

type written struct {
	before, after string // how the currency stands
	code          string
}

var signForms = []written{
	{"US$", "", "USD"}, {"£", "", "GBP"}, {"€", "", "EUR"}, {"HK$ ", "", "HKD"}, {"Rs ", "", "INR"}, {"RM", "", "MYR"},
	{"USD ", "", "USD"}, {"JPY ", "", "JPY"}, {"NT$", "", "TWD"}, {"US $", "", "USD"}, {"KES", "", "KES"}, {"₦", "", "NGN"},
}

var nameForms = []written{
	{"", " yuan", "CNY"}, {"", " euros", "EUR"}, {"", " US dollars", "USD"}, {"", " Hong Kong dollars", "HKD"}, {"", "-baht", "THB"},
	{"", " Malaysian ringgit", "MYR"}, {"", " Egyptian pounds", "EGP"}, {"", " GBP", "GBP"}, {"", " New Zealand dollars", "NZD"}, {"", " rupees", "INR"},
}

type hedged struct {
	before, after string
	approx        bool
	min, max      bool
}

var hedgeForms = []hedged{
	{}, {before: "about ", approx: true}, {before: "more than ", min: true}, {before: "up to ", max: true}, {before: "nearly ", approx: true},
	{before: "no less than ", min: true}, {after: " or more", min: true}, {before: "under ", max: true}, {before: "exactly "},
}

// amountGen draws an amount of any form and its value by construction.
func amountGen(t *rapid.T) (string, text.Money) {
	var n drawn
	var form written
	var sc scale
	switch rapid.IntRange(0, 2).Draw(t, "kind") {
	case 0:
		form = rapid.SampledFrom(signForms).Draw(t, "sign")
		n = digitsGen(t, form.code == "EUR")
		sc = rapid.SampledFrom(append(letterScales, wordScales...)).Draw(t, "scale")
	case 1:
		form = rapid.SampledFrom(nameForms).Draw(t, "name")
		n = digitsGen(t, form.code == "EUR")
		sc = rapid.SampledFrom(wordScales).Draw(t, "scale")
	default:
		form = rapid.SampledFrom(nameForms).Draw(t, "name")
		n = wordsGen(t)
		sc = rapid.SampledFrom(wordScales[:5]).Draw(t, "scale")
	}
	if sc.exp > 0 && strings.HasSuffix(sc.written, "hundred million") && !strings.ContainsAny(n.written, "0123456789") {
		sc = wordScales[2]
	}
	if sc.written != "" && sc.written[0] != ' ' && sc.written[0] != '-' && sc.written[0] != '\n' && !strings.ContainsAny(n.written[len(n.written)-1:], "0123456789") {
		sc = wordScales[2]
	}
	h := rapid.SampledFrom(hedgeForms).Draw(t, "hedge")
	var v apd.Decimal
	v.Set(n.value)
	v.Exponent += sc.exp
	m := text.Money{Amount: plain(&v), Currency: form.code, Approx: h.approx}
	if h.min {
		m.Min = m.Amount
	}
	if h.max {
		m.Max = m.Amount
	}
	return h.before + form.before + n.written + sc.written + form.after + h.after, m
}

// What is written in any known way is read as the value it was made from, and
// the value written in our own form is read back as itself.
func TestAnyFormIsReadExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, want := amountGen(t)
		got, err := Parse(s)
		if err != nil || got != want {
			t.Fatalf("Parse(%q) = %+v, %v, want %+v", s, got, err, want)
		}
		again, err := Parse(Format(got))
		if err != nil || again != got {
			t.Fatalf("Parse(%q) = %+v, %v, want %+v", Format(got), again, err, got)
		}
	})
}

// Ranges of two numbers under one currency, and of two whole amounts.
func TestRangesAreReadExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Int64Range(1, 900).Draw(t, "low")
		high := rapid.Int64Range(low+1, 950).Draw(t, "high")
		sc := rapid.SampledFrom(wordScales[:5]).Draw(t, "scale")
		form := rapid.SampledFrom(nameForms[:4]).Draw(t, "form")
		sign := rapid.SampledFrom(signForms[:3]).Draw(t, "sign")
		s := rapid.SampledFrom([]string{
			fmt.Sprintf("%d-%d%s%s", low, high, sc.written, form.after),
			fmt.Sprintf("between %d and %d%s%s", low, high, sc.written, form.after),
			fmt.Sprintf("from %d to %d%s%s", low, high, sc.written, form.after),
			fmt.Sprintf("%d%s to %d%s%s", low, sc.written, high, sc.written, form.after),
			fmt.Sprintf("%s%d-%d%s", sign.before, low, high, sc.written),
			fmt.Sprintf("%s%d%s to %s%d%s", sign.before, low, sc.written, sign.before, high, sc.written),
		}).Draw(t, "written")
		code := form.code
		if strings.HasPrefix(s, sign.before) {
			code = sign.code
		}
		want := text.Money{Min: plain(decimal(low, sc.exp)), Max: plain(decimal(high, sc.exp)), Currency: code}
		got, err := Parse(s)
		if err != nil || got != want {
			t.Fatalf("Parse(%q) = %+v, %v, want %+v", s, got, err, want)
		}
		if again, err := Parse(Format(got)); err != nil || again != got {
			t.Fatalf("Parse(%q) = %+v, %v, want %+v", Format(got), again, err, got)
		}
	})
}

// An amount inside a sentence is marked whole, its hedges left out.
func TestAmountInASentence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount, want := amountGen(t)
		s := "The council wants " + amount + ", she said."
		_, mentions := propose(t, s)
		if len(mentions) != 1 {
			t.Fatalf("%q: %d mentions", s, len(mentions))
		}
		if got := *mentions[0].Money; got != want {
			t.Fatalf("%q: got %q %+v, want %+v", s, mentions[0].In(s), got, want)
		}
	})
}

// checkAny checks what must hold for any bytes.
func checkAny(t *testing.T, s string) {
	d := &text.Document{Text: s}
	if err := token.Tokens(d); err != nil {
		t.Fatal(err)
	}
	starts, ends := map[int]bool{}, map[int]bool{}
	for _, k := range d.Tokens {
		starts[k.Start], ends[k.End] = true, true
	}
	if err := Propose(d); err != nil {
		t.Fatal(err)
	}
	end := 0
	for _, c := range d.Candidates {
		if !starts[c.Start] || !ends[c.End] || c.Start < end || c.End <= c.Start {
			t.Fatalf("%q: mention %v is not made of whole tokens in order", s, c.Span)
		}
		end = c.End
		checkValue(t, s, c.Money)
	}
	m, err := Parse(s)
	if err != nil || Format(m) == "" || m.Approx && m.Min == m.Amount && m.Amount == "" {
		return
	}
	again, err := Parse(Format(m))
	if err != nil || again != m {
		t.Fatalf("Parse(%q) = %+v, %v, but %q was %+v", Format(m), again, err, s, m)
	}
}

// decimalNumber is how values are written: no sign, no exponent, no zeros to
// spare.
var decimalNumber = regexp.MustCompile(`^(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$`)

// checkValue checks the form of a value read from s: whatever is there is a
// plain decimal, the ends of a range are in order, the currency is one of the
// table.
func checkValue(t *testing.T, s string, m *text.Money) {
	t.Helper()
	for _, n := range []string{m.Amount, m.Min, m.Max} {
		if n != "" && !decimalNumber.MatchString(n) {
			t.Fatalf("%q: %q is no plain decimal", s, n)
		}
	}
	if _, ok := known().byCode[m.Currency]; !ok && m.Currency != "" {
		t.Fatalf("%q: no currency %q", s, m.Currency)
	}
	if m.Min != "" && m.Max != "" {
		low, _, err := apd.NewFromString(m.Min)
		high, _, err2 := apd.NewFromString(m.Max)
		if err != nil || err2 != nil || low.Cmp(high) > 0 {
			t.Fatalf("%q: from %s to %s", s, m.Min, m.Max)
		}
	}
}

func FuzzAnyBytes(f *testing.F) {
	for _, s := range []string{
		"$1.2bn", "Rs 16,189-crore", "between 10 and 20 dollars", "two and a half million euros", "US $5", "$\xff5", "5\u00a0000 ₹",
		"1,00,00,0", "$1..5", "9/11 won", "a hundred hundred dollars", "$5-5-5", "half half half", "¤ 5 to ¤ 7", "$½", "£1½m", "\x80$5",
		"1/4 cent", "145.20/30 yen", "0/0 yen", "$5- to $10-million", "$5-to-5 million", "# 5 million", "S/.37m", "IDR 3.375", "$1,8923",
		"London 2.5p 1,5p", "half a cent", "two-thirds of a dollar", "$5 million Canadian", "$5 (Canadian)", "1\\/2 cents", "50,- Kč",
		"$1.1. million", "1 000 000 million euros", "hundred-dollar", "million million dollars", "egyptianpound 5", "5 egyptianpound",
		"TORONTO - $5", "US$5 $6", "2 . 5 million yen", "DM5 6 marks", "from 20 to 10 cents", "9.9/1 yen", "0.00/00 yen",
		"one one one", strings.Repeat("million ", 30) + "dollars", strings.Repeat("1 000 ", 20), "$" + strings.Repeat("9", 80),
	} {
		f.Add(s)
	}
	f.Fuzz(checkAny)
}

// However long a run of number words or digits is, time grows with its length.
func TestLongRunsAreQuick(t *testing.T) {
	for _, unit := range []string{
		"one ", "million ", "1 000 ", "$", "5-", "hundred and ", "a ", "half a ", "to 5 ", "US ", "1,", "billions of ", "$5 to ",
		"5 and a half ", "5/6 ", "5p ", "100 marks ", "20 pounds ", "5- to ", "$5 Canadian ", "1,5 million ", "C$5 $6 ", "London 5p ",
	} {
		spent := func(size int) time.Duration {
			d := &text.Document{Text: strings.Repeat(unit, size/len(unit))}
			if err := token.Tokens(d); err != nil {
				t.Fatal(err)
			}
			start := cputime.Now()
			for range 4 {
				d.Candidates = nil
				if err := Propose(d); err != nil {
					t.Fatal(err)
				}
			}
			return cputime.Now() - start
		}
		const size = 5_000
		if short, long := spent(size), spent(8*size); long > 24*short+40*time.Millisecond {
			t.Errorf("%q: %v for %d bytes, %v for eight times as many", unit, short, size, long)
		}
	}
}

func BenchmarkPropose(b *testing.B) {
	s := strings.Repeat("The ministry said on Tuesday that it would spend $1.2 billion, or about 8.6 billion yuan, on two new dams in the north. "+
		"Officials had promised the work for years, and people in the villages along the river said that they no longer believed them.\n\n", 50)
	d := &text.Document{Text: s}
	if err := token.Tokens(d); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	start := cputime.Now()
	for b.Loop() {
		d.Candidates = d.Candidates[:0]
		if err := Propose(d); err != nil {
			b.Fatal(err)
		}
	}
	words := len(strings.Fields(s)) * b.N
	b.ReportMetric(float64(words)/(cputime.Now()-start).Seconds(), "words/cpu-s")
}
