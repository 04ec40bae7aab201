package prose

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	upstream "github.com/jdkato/prose/v2"

	"github.com/google/go-cmp/cmp"

	"rollcall/text"
)

// document is s as one sentence; tokens are of no use to this package.
func document(s string) *text.Document {
	return &text.Document{Text: s, Sentences: []text.Sentence{{Span: text.Span{End: len(s)}}}}
}

type answer struct {
	Start   int
	Surface string
	Type    text.Type
}

func propose(t testing.TB, d *text.Document) []answer {
	t.Helper()
	if err := Propose(d); err != nil {
		t.Fatal(err)
	}
	var out []answer
	for _, c := range d.Candidates {
		if c.Source.Stage != Stage || c.Source.Rule == "" || c.Score != 0 {
			t.Errorf("candidate without a source or with a score that prose cannot know: %+v", c)
		}
		out = append(out, answer{c.Start, d.Surface(c.Span), c.Type})
	}
	return out
}

func TestPropose(t *testing.T) {
	tests := map[string]struct {
		in   string
		want []answer
	}{
		"names":                       {"Yesterday Angela Moreau flew to Paris.", []answer{{10, "Angela Moreau", text.TypePerson}, {32, "Paris", text.TypePlace}}},
		"name at the end, no stop":    {"They met Angela Moreau", []answer{{9, "Angela Moreau", text.TypePerson}}},
		"repeated name has its own":   {"Then Angela Moreau called, and Angela Moreau left.", []answer{{5, "Angela Moreau", text.TypePerson}, {31, "Angela Moreau", text.TypePerson}}},
		"spacing of the original":     {"Then Angela \n  Moreau called.", []answer{{5, "Angela \n  Moreau", text.TypePerson}}},
		"after quotes made straight":  {"“Yes,” said Angela Moreau.", []answer{{16, "Angela Moreau", text.TypePerson}}},
		"after emoji and wide blanks": {"\u00a0👍🏽\u2003Then Angela Moreau called.", []answer{{18, "Angela Moreau", text.TypePerson}}},
		"nothing":                     {"  \n ", nil},
		"empty":                       {"", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, propose(t, document(test.in))); diff != "" {
				t.Errorf("%q (-want +got):\n%s", test.in, diff)
			}
		})
	}
}

// A sentence is seen alone, and spans count from the start of the document.
func TestProposeSeesSentences(t *testing.T) {
	s := "Angela Moreau called. Then Boris Keller called."
	d := &text.Document{Text: s, Sentences: []text.Sentence{
		{Span: text.Span{Start: 0, End: 21}}, {Span: text.Span{Start: 22, End: len(s)}},
	}}
	want := []answer{{0, "Angela Moreau", text.TypePerson}, {27, "Boris Keller", text.TypePerson}}
	if diff := cmp.Diff(want, propose(t, d)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestPlace(t *testing.T) {
	token := func(words ...string) (out []upstream.Token) {
		for _, w := range words {
			out = append(out, upstream.Token{Text: w})
		}
		return out
	}
	entity := func(words string) []upstream.Entity { return []upstream.Entity{{Text: words, Label: "PERSON"}} }
	tests := map[string]struct {
		sentence string
		tokens   []upstream.Token
		entities []upstream.Entity
		want     []found
	}{
		"curly quotes":                 {"say “Ann’s” now", token("say", `"`, "Ann", "'s", `"`, "now"), entity(`" Ann 's`), []found{{text.Span{Start: 4, End: 14}, "PERSON"}}},
		"quote as a character entity":  {"Ann&rsquo;s hat", token("Ann", "'s", "hat"), entity("Ann 's"), []found{{text.Span{Start: 0, End: 11}, "PERSON"}}},
		"lost word before":             {"O'Hara and Ann", token("O", "and", "Ann"), entity("Ann"), []found{{text.Span{Start: 11, End: 14}, "PERSON"}}},
		"lost word inside":             {"Ann O'Hara Bell", token("Ann", "Bell"), entity("Ann Bell"), nil},
		"word that is not in the text": {"Ann came", token("Ann", "Zed"), entity("Ann Zed"), nil},
		"label without a type": {"Ann came", token("Ann", "came"), []upstream.Entity{{Text: "Ann", Label: "COLOUR"}},
			nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, place(test.sentence, test.tokens, test.entities), cmp.AllowUnexported(found{})); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestPieces(t *testing.T) {
	long := strings.Repeat("=", longestRun+1)
	for _, test := range []struct {
		in   string
		want []string
	}{
		{"Ann came.", []string{"Ann came."}},
		{"Ann " + long + " came.", []string{"Ann ", " came."}},
		{long, nil},
		{long + "\u00a0Ann", []string{"\u00a0Ann"}},
		{long[1:], []string{long[1:]}},
		{"", nil},
	} {
		var got []string
		for _, p := range pieces(test.in, text.Span{End: len(test.in)}) {
			got = append(got, p.In(test.in))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("pieces(%.20q) (-want +got):\n%s", test.in, diff)
		}
	}
}

// What prose panics on costs the sentence, not the document and not the run.
func TestPanicIsContained(t *testing.T) {
	if _, err := model(); err != nil {
		t.Fatal(err)
	}
	if got := find(new(upstream.Model), "Angela Moreau called."); got != nil {
		t.Errorf("find with an empty model, on which prose panics, answered %v", got)
	}
}

// One long run of brackets keeps prose's tokeniser busy for hours.
func TestLongRunDoesNotHang(t *testing.T) {
	d := document("Then Angela Moreau called " + strings.Repeat("(", 1<<20) + " and left.")
	start := time.Now()
	got := propose(t, d)
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
	if len(got) != 1 || got[0].Surface != "Angela Moreau" {
		t.Errorf("got %v, want Angela Moreau", got)
	}
}

// The model is shared and only read: run with -race to see it proved.
func TestProposeConcurrently(t *testing.T) {
	const s = "Yesterday Angela Moreau flew to Paris with Boris Keller."
	want := propose(t, document(s))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			d := document(s)
			if err := Propose(d); err != nil {
				t.Error(err)
			}
			if len(d.Candidates) != len(want) {
				t.Errorf("%d candidates, alone %d", len(d.Candidates), len(want))
			}
		})
	}
	wg.Wait()
}

func FuzzPropose(f *testing.F) {
	for _, s := range nasty {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 1<<12 {
			return // prose itself is slow
		}
		d := document(s)
		before := strings.Clone(s)
		propose(t, d)
		if d.Text != before {
			t.Fatal("the text was changed")
		}
		last := 0
		for _, c := range d.Candidates {
			if c.Start < last || c.End <= c.Start || c.End > len(s) {
				t.Fatalf("candidates out of order, empty or outside the text: %+v", d.Candidates)
			}
			last = c.End
			if !utf8.RuneStart(s[c.Start]) || c.End < len(s) && !utf8.RuneStart(s[c.End]) {
				t.Fatalf("%q begins or ends inside a character", d.Surface(c.Span))
			}
			if !slices.Contains(text.Types(), c.Type) {
				t.Fatalf("type %q", c.Type)
			}
		}
	})
}

var nasty = []string{
	"", " ", "\r\n\r\n", "\ufeffThen Angela Moreau called.",
	"\xff\xfe Angela\xc3 Moreau\xe2\x80 called \xf0\x9f.",
	"İ's İ'll İn't Ⱥ's ẞ're Angela",
	"'s 's 'll n't O'Sullivan's Don't can'T",
	"He said “Angela Moreau’s ‘Bank’” &rsquo;tis",
	"👩‍👩‍👧 Angela 🇫🇷 Moreau e\u0301te\u0301",
	":-) (╯°□°）╯︵┻━┻ (¬_¬) 8-D Angela",
	"((((((([[[[[[$$$$\"\"\"\"!!!!????....,,,,;;;;",
	"A.B.C. Mr. U.S. Inc. Ltd.", "*T*-1 -LRB- 0 * - --",
	"Angela Angela Angela Moreau Moreau, 1999 1999 $5 $5",
	"a\u00a0b\u2003c\u200bd\u2028e\x00f\vg\fh", "@ann http://x.yz/?q=Ann ann@x.yz",
}

func BenchmarkPropose(b *testing.B) {
	const s = "Yesterday Angela Moreau of the Bank of Lorraine flew to Paris, where Boris Keller had paid $1.2 million for a house."
	if _, err := model(); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		if err := Propose(document(s)); err != nil {
			b.Fatal(err)
		}
	}
}
