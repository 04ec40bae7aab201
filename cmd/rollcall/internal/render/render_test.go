package render

import (
	"bytes"
	"encoding/csv"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/text"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

func render(t testing.TB, form string, o Options, docs ...*text.Document) string {
	t.Helper()
	var out bytes.Buffer
	r, err := New(form, &out, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		if err := r.Write(d); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func second() *text.Document {
	d, mentions := parse("[Place Ostby] and [Person Ann Lee] again.")
	d.ID, d.Mentions = "news/second.txt", mentions
	return d
}

// TestGolden compares each form with what it looked like when somebody last
// looked at it.
func TestGolden(t *testing.T) {
	tests := []struct {
		name, form string
		o          Options
		docs       []*text.Document
	}{
		{"table", "table", Options{}, []*text.Document{sample()}},
		{"table-narrow", "table", Options{Width: 50}, []*text.Document{sample()}},
		{"table-color", "table", Options{Color: true}, []*text.Document{sample()}},
		{"table-several", "table", Options{Top: 1}, []*text.Document{sample(), second()}},
		{"table-nothing", "table", Options{}, []*text.Document{{ID: "empty.txt"}}},
		{"markdown", "markdown", Options{}, []*text.Document{sample()}},
		{"markdown-several", "markdown", Options{Top: -1}, []*text.Document{sample(), second()}},
		{"csv", "csv", Options{Unit: text.UTF16}, []*text.Document{sample(), second()}},
		{"csv-nothing", "csv", Options{}, nil},
		{"marked", "marked", Options{}, []*text.Document{sample()}},
		{"marked-several", "marked", Options{}, []*text.Document{second(), second(), second()}},
		{"text", "text", Options{Color: true}, []*text.Document{sample()}},
		{"text-plain", "text", Options{}, []*text.Document{second()}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := render(t, tt.form, tt.o, tt.docs...)
			file := filepath.Join("testdata", tt.name+".golden")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", file, diff)
			}
		})
	}
}

func TestMarkedIsReadBack(t *testing.T) {
	d := sample()
	plain, mentions, err := text.ParseMarked(render(t, "marked", Options{}, d))
	if err != nil {
		t.Fatal(err)
	}
	if plain != d.Text || len(mentions) != len(d.Mentions) {
		t.Errorf("text %q with %d mentions came back", plain, len(mentions))
	}
}

func TestUnknownForm(t *testing.T) {
	_, err := New("xml", io.Discard, Options{})
	if err == nil || !strings.Contains(err.Error(), "table, jsonl, csv") {
		t.Errorf("error %v: it is to list what there is", err)
	}
}

func TestTableFitsItsWidth(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		width := rapid.IntRange(50, 100).Draw(rt, "width")
		docs := make([]*text.Document, rapid.IntRange(1, 3).Draw(rt, "documents"))
		for i := range docs {
			docs[i] = drawn(rt)
		}
		out := render(t, "table", Options{Width: width}, docs...)
		lines := strings.Split(out, "\n")
		for _, line := range lines[2:] { // the title may be long
			if w := columns(line); w > width {
				rt.Fatalf("a line takes %d of %d columns: %q", w, width, line)
			}
			if strings.TrimRight(line, " ") != line {
				rt.Fatalf("blanks at the end of %q", line)
			}
		}
	})
}

// drawn is a document with mentions and entities anywhere.
func drawn(t *rapid.T) *text.Document {
	word := rapid.OneOf(
		rapid.StringMatching(`[A-Za-z]{1,60}`), rapid.SampledFrom([]string{"東京製紙", "🏭", "é", "<b>", "&amp;", "\xff", "\x00", "a\rb", "a\r\nb", "\n", "[x]", "\\", "\u202E", "\uFEFF"}))
	d := &text.Document{ID: rapid.StringMatching(`[a-z/]{1,60}`).Draw(t, "id")}
	types := append(text.Types(), "EVENT", "<i>")
	for range rapid.IntRange(0, 30).Draw(t, "words") {
		d.Text += word.Draw(t, "text") + rapid.SampledFrom([]string{" ", "", "\n"}).Draw(t, "blank")
		surface := word.Draw(t, "surface") + " " + word.Draw(t, "surface")
		m := text.Mention{
			Span: text.Span{Start: len(d.Text), End: len(d.Text) + len(surface)},
			Type: rapid.SampledFrom(types).Draw(t, "type"), Score: 0.5, Source: text.Source{Stage: "x"},
		}
		d.Text += surface
		d.Mentions = append(d.Mentions, m)
		if rapid.Bool().Draw(t, "entity") {
			d.Entities = append(d.Entities, text.Entity{ID: "E", Type: m.Type, Name: surface, Aliases: []string{word.Draw(t, "alias")}, Mentions: []int{len(d.Mentions) - 1}})
		}
	}
	return d
}

func TestCSVIsReadBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := drawn(rt)
		records, err := csv.NewReader(strings.NewReader(render(t, "csv", Options{Unit: text.Byte}, d))).ReadAll()
		if err != nil {
			rt.Fatal(err)
		}
		if len(records) != len(d.Mentions)+1 {
			rt.Fatalf("%d records for %d mentions", len(records), len(d.Mentions))
		}
	})
}

func TestSummary(t *testing.T) {
	var s Summarizer
	s.Add(sample())
	s.Add(second())
	sum := s.Summary()
	if sum.Documents != 2 || sum.Mentions != 13 {
		t.Errorf("%d documents, %d mentions; want 2 and 13", sum.Documents, sum.Mentions)
	}
	type row struct {
		Name             string
		Count, Documents int
		Line             int
	}
	got := map[text.Type][]row{}
	total := 0
	for _, section := range sum.Sections {
		for _, n := range section.Names {
			got[section.Type] = append(got[section.Type], row{n.Name, n.Count, n.Documents, n.First.Line})
			total += n.Count
		}
	}
	want := map[text.Type][]row{
		text.TypePerson:       {{"Ann Lee", 3, 2, 4}, {"Zoë Brandt", 1, 1, 6}},
		text.TypeOrganisation: {{"Nordvik Pulp Works", 3, 1, 6}, {"東京製紙", 1, 1, 6}},
		text.TypePlace:        {{"Ostby", 3, 2, 6}},
		text.TypeMoney:        {{"€1.2 million", 1, 1, 6}, {"about $5", 1, 1, 6}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if total != sum.Mentions {
		t.Errorf("the counts add up to %d, but there are %d mentions", total, sum.Mentions)
	}
	if !slices.IsSortedFunc(sum.Sections, func(a, b Section) int { return text.CompareTypes(a.Type, b.Type) }) {
		t.Error("sections are out of order")
	}
}

func TestValue(t *testing.T) {
	tests := []struct {
		money *text.Money
		want  string
	}{
		{nil, ""},
		{&text.Money{Amount: "10000", Currency: "CNY"}, "CNY 10,000"},
		{&text.Money{Amount: "1200000.50", Currency: "USD", Approx: true}, "≈ USD 1,200,000.50"},
		{&text.Money{Amount: "0.2"}, "0.2"},
		{&text.Money{Amount: "-1234", Currency: "EUR"}, "EUR -1,234"},
		{&text.Money{Min: "10000000", Max: "20000000", Currency: "USD"}, "USD 10,000,000–20,000,000"},
		{&text.Money{Min: "999", Currency: "USD"}, "≥ USD 999"},
		{&text.Money{Max: "1000"}, "≤ 1,000"},
		{&text.Money{Currency: "USD"}, "USD"},
	}
	for _, tt := range tests {
		if got := Value(tt.money); got != tt.want {
			t.Errorf("Value(%+v) = %q, want %q", tt.money, got, tt.want)
		}
	}
}

func TestPlain(t *testing.T) {
	tests := map[string]string{
		"Ann\tLee\r\nBo": "Ann\tLee\nBo",
		"\x1b]0;x\x07":   "\uFFFD]0;x\uFFFD",
		"a\u202Eb":       "a\uFFFDb",
		"a\xffb":         "a\uFFFDb",
		"\u009b31m":      "\uFFFD31m",
	}
	for in, want := range tests {
		if got := Plain(in); got != want {
			t.Errorf("Plain(%q) = %q, want %q", in, got, want)
		}
	}
	if got := Line("\uFEFF a\u00a0 b\r\n\tc "); got != "a b c" {
		t.Errorf("Line gives %q", got)
	}
}

func TestPlaceOf(t *testing.T) {
	d := &text.Document{Text: "one\rtwo\r\nthree é Ann é four\nfive"}
	at := strings.Index(d.Text, "Ann")
	got := PlaceOf(d, text.Span{Start: at, End: at + 3})
	want := Place{Line: 3, Before: "three é ", Surface: "Ann", After: " é four"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("place (-want +got):\n%s", diff)
	}
	d.Text = strings.Repeat("é", 300) + "Ann" + strings.Repeat("東", 300)
	at = strings.Index(d.Text, "Ann")
	got = PlaceOf(d, text.Span{Start: at, End: at + 3})
	if !got.CutLeft || !got.CutRight || strings.ContainsRune(got.Before+got.After, '\uFFFD') {
		t.Errorf("a long line gives %+v", got)
	}
}

func TestWrap(t *testing.T) {
	tests := []struct {
		in    string
		width int
		want  []string
	}{
		{"", 5, []string{""}},
		{"aa bb cc", 5, []string{"aa bb", "cc"}},
		{"abcdefgh ij", 3, []string{"abc", "def", "gh", "ij"}},
		{"東京製紙", 5, []string{"東京", "製紙"}},
		{"東", 1, []string{"東"}},
	}
	for _, tt := range tests {
		if got := Wrap(tt.in, tt.width); !slices.Equal(got, tt.want) {
			t.Errorf("Wrap(%q, %d) = %q, want %q", tt.in, tt.width, got, tt.want)
		}
	}
}

func BenchmarkForms(b *testing.B) {
	d := sample()
	for _, f := range Forms() {
		b.Run(f.Name, func(b *testing.B) {
			b.SetBytes(int64(len(d.Text)))
			r := f.New(io.Discard, Options{})
			for b.Loop() {
				if err := r.Write(d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
