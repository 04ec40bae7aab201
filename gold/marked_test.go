package gold

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/text"
)

func TestMarkedFile(t *testing.T) {
	const file = `---
id: port-strike
date: 2024-05-01
licence: CC BY 4.0
pages: 3
title: Strike: the port stands still
---
[Organisation Port of [?Place Tamsa]] owes [Money:~KES5000 5,000 shillings],
[Money:USD10..20 $10-20] or [Money a fiver] \[sic\] at [?Organisation [Place Quay House]].
`
	d, err := ParseMarkedFile("drafts/x.marked", file)
	if err != nil {
		t.Fatal(err)
	}
	want := &text.Document{
		ID: "port-strike",
		Text: "Port of Tamsa owes 5,000 shillings,\n" +
			"$10-20 or a fiver [sic] at Quay House.",
		Meta: map[string]json.RawMessage{
			"date": json.RawMessage(`"2024-05-01"`), "licence": json.RawMessage(`"CC BY 4.0"`),
			"pages": json.RawMessage(`3`), "title": json.RawMessage(`"Strike: the port stands still"`),
		},
		Mentions: []text.Mention{
			{Span: text.Span{Start: 0, End: 13}, Type: text.TypeOrganisation, Alt: []text.Alternative{{Span: text.Span{Start: 8, End: 13}, Type: text.TypePlace}}},
			{Span: text.Span{Start: 19, End: 34}, Type: text.TypeMoney, Money: &text.Money{Amount: "5000", Currency: "KES", Approx: true}},
			{Span: text.Span{Start: 36, End: 42}, Type: text.TypeMoney, Money: &text.Money{Min: "10", Max: "20", Currency: "USD"}},
			{Span: text.Span{Start: 46, End: 53}, Type: text.TypeMoney},
			{Span: text.Span{Start: 63, End: 74 - 1}, Type: text.TypePlace, Alt: []text.Alternative{{Span: text.Span{Start: 63, End: 73}, Type: text.TypeOrganisation}}},
		},
	}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
	back, err := FormatMarked(d)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(file, back); diff != "" {
		t.Errorf("written back (-want +got):\n%s", diff)
	}
}

func TestMarkedFileWithoutHead(t *testing.T) {
	d, err := ParseMarkedFile("drafts/tea-money.marked", "[Person Ann] ran.\n\n")
	if err != nil {
		t.Fatal(err)
	}
	if d.ID != "tea-money" || d.Text != "Ann ran.\n" {
		t.Errorf("id %q, text %q", d.ID, d.Text)
	}
}

func TestMarkedFileErrors(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"head without end", "---\nid: a\nAnn ran.", `x.marked:3: the head that --- begins is not ended by ---`},
		{"no key", "---\nid: a\nAnn ran\n---\n", `x.marked:3: "Ann ran" is not a line of the head`},
		{"key twice", "---\nid: a\nid: b\n---\n", `x.marked:3: id stands in the head twice`},
		{"address after the head", "---\nid: a\n---\nThen\n[Ann] ran", `x.marked:5:1: [ needs a label`},
		{"value", "[Money:5USD $5]", `"5USD" is no value`},
		{"range without ends", "[Money:USD.. $5]", `"USD.." is no value`},
		{"alternative of nothing", "[?Place Rome] fell", `the alternative "Rome" must belong to one mention, not to 0`},
		{"alternative of two", "[?Place [Person Ann] [Person Lee]]", `must belong to one mention, not to 2`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseMarkedFile("x.marked", tt.file)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func TestFormatMarkedRefuses(t *testing.T) {
	at := func(start, end int, t text.Type) text.Mention {
		return text.Mention{Span: text.Span{Start: start, End: end}, Type: t}
	}
	tests := []struct {
		name string
		d    text.Document
		want string
	}{
		{"crossing", text.Document{Text: "abc", Mentions: []text.Mention{at(0, 2, "X"), at(1, 3, "X")}}, "cross"},
		{"type like an alternative", text.Document{Text: "abc", Mentions: []text.Mention{at(0, 2, "?X")}}, `"?X" would be read otherwise`},
		{"type like a value", text.Document{Text: "abc", Mentions: []text.Mention{at(0, 2, "Money:5")}}, `"Money:5" would be read otherwise`},
		{"key", text.Document{Text: "abc", Meta: map[string]json.RawMessage{"a b": json.RawMessage("1")}}, `the key "a b"`},
		{"value", text.Document{Text: "abc", Mentions: []text.Mention{{Span: text.Span{End: 1}, Type: text.TypeMoney, Money: &text.Money{Amount: "5e3"}}}}, "not made of decimals"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if s, err := FormatMarked(&tt.d); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%q, error %v; want %q", s, err, tt.want)
			}
		})
	}
}

func TestMoneyValues(t *testing.T) {
	for _, s := range []string{"5", "CNY10000", "~USD0.05", "USD10..20", "USD10..", "USD..20", "USD5/5..", "~5/..5", "-3.20", "~", "EUR", "JPY3800000000"} {
		m, err := parseMoney(s)
		if err != nil {
			t.Error(err)
			continue
		}
		if got := formatMoney(m); got != s {
			t.Errorf("%s came back as %s", s, got)
		}
	}
	for _, s := range []string{"", "usd5", "5USD", "USD5..6..7", "5,000", "1e3", "USD/5", "USD5/", "..", "US5", ".5", "5."} {
		if m, err := parseMoney(s); err == nil {
			t.Errorf("%q is read as %+v", s, m)
		}
	}
}

// TestMarkedRoundTrip: a document that FormatMarked accepts comes back whole.
func TestMarkedRoundTrip(t *testing.T) {
	types := []text.Type{"PERSON", "ORGANISATION", "PLACE", "IGNORE", "Drug", "Person", "a]b"}
	decimalOrNone := rapid.SampledFrom([]string{"", "5", "0.25", "12000000"})
	rapid.Check(t, func(t *rapid.T) {
		d := &text.Document{
			ID:   rapid.StringMatching(`[a-z0-9 "\\:]{0,8}`).Draw(t, "id"),
			Text: rapid.StringMatching("[a-z\\[\\]\\\\ \n\r\u00e9\U0001F600?:-]{0,40}").Draw(t, "text"),
		}
		if rapid.Bool().Draw(t, "meta") {
			value := rapid.String().Draw(t, "value")
			d.Meta = map[string]json.RawMessage{"note": encodeString(value), "n": json.RawMessage("3")}
		}
		at := 0
		for at < len(d.Text) && rapid.Bool().Draw(t, "more") {
			start := rapid.IntRange(at, len(d.Text)-1).Draw(t, "start")
			end := rapid.IntRange(start+1, len(d.Text)).Draw(t, "end")
			m := text.Mention{Span: text.Span{Start: start, End: end}, Type: rapid.SampledFrom(types).Draw(t, "type")}
			if rapid.Bool().Draw(t, "money") {
				m.Type = text.TypeMoney
				m.Money = &text.Money{
					Amount: decimalOrNone.Draw(t, "amount"), Min: decimalOrNone.Draw(t, "min"), Max: decimalOrNone.Draw(t, "max"),
					Currency: rapid.SampledFrom([]string{"", "USD"}).Draw(t, "currency"), Approx: rapid.Bool().Draw(t, "approx"),
				}
				if *m.Money == (text.Money{}) {
					m.Money = nil
				}
			}
			if end-start > 1 && rapid.Bool().Draw(t, "alt") {
				m.Alt = []text.Alternative{{Span: text.Span{Start: start, End: end - 1}, Type: text.TypePlace}}
			}
			d.Mentions = append(d.Mentions, m)
			at = end
		}
		marked, err := FormatMarked(d)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseMarkedFile("x.marked", marked)
		if err != nil {
			t.Fatalf("%v\n%s", err, marked)
		}
		if diff := cmp.Diff(d, back); diff != "" {
			t.Fatalf("(-want +got):\n%s\n%s", diff, marked)
		}
	})
}

// FuzzMarkedFile: any bytes are read without a panic, and what can be read can
// be written and read again.
func FuzzMarkedFile(f *testing.F) {
	f.Add("---\nid: a\ndate: \"2024\"\nn: 3\n---\n[Organisation Bank of [?Place Rome]] owes [Money:~USD5/5.. $5] \\[x\\]\n")
	f.Add("---\r\nid: \"\\ud800\"\r\n---\r\n[?Place [Person A]]")
	f.Add("---")
	f.Add("\uFEFF---\nx: {\"a\": [1, 2]}\n---\n[\\Person \xff]\n\n")
	f.Fuzz(func(t *testing.T, data string) {
		d, err := ParseMarkedFile("f.marked", data)
		if err != nil {
			return
		}
		marked, err := FormatMarked(d)
		if err != nil {
			return // alternatives that cross others, for instance
		}
		back, err := ParseMarkedFile("f.marked", marked)
		if err != nil {
			t.Fatalf("%v\n%q", err, marked)
		}
		again, err := FormatMarked(back)
		if err != nil {
			t.Fatal(err)
		}
		if again != marked {
			t.Fatalf("\n%q\nbecame\n%q", marked, again)
		}
		if !slices.EqualFunc(d.Mentions, back.Mentions, func(a, b text.Mention) bool { return a.Span == b.Span && a.Type == b.Type }) {
			t.Fatalf("mentions %v became %v", d.Mentions, back.Mentions)
		}
	})
}
