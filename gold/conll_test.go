package gold

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/text"
)

// tagLines turns "Ann/B-PER left/O" into token lines.
func tagLines(s string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(s, "\n") {
		for _, pair := range strings.Fields(line) {
			token, tag, _ := strings.Cut(pair, "/")
			b.WriteString(token + "\t" + tag + "\n")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func parse(t *testing.T, path, data string, m Map) *Corpus {
	t.Helper()
	c, err := Parse(path, []byte(data), m)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func marked(t *testing.T, d *text.Document) string {
	t.Helper()
	s, err := text.Marked(d.Text, d.Mentions)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTagSchemes(t *testing.T) {
	tests := []struct {
		name, tags, want string
		repaired         []int // lines
	}{
		{"iob2", "Ann/B-PER Lee/I-PER met/O Bo/B-PER", "[Person Ann Lee] met [Person Bo]", nil},
		{"iob2, side by side", "Ann/B-PER Bo/B-PER in/O Rome/B-LOC", "[Person Ann] [Person Bo] in [Place Rome]", nil},
		{"iob1", "Ann/I-PER Lee/I-PER Bo/B-PER met/O Rome/I-LOC UN/I-ORG", "[Person Ann Lee] [Person Bo] met [Place Rome] [Organisation UN]", nil},
		{"bioes", "Ann/B-PER van/I-PER Lee/E-PER Bo/S-PER ran/O", "[Person Ann van Lee] [Person Bo] ran", nil},
		{"bilou", "Ann/B-PER Lee/L-PER ran/O Bo/U-PER", "[Person Ann Lee] ran [Person Bo]", nil},
		{"iob2, I after O", "ran/O Ann/I-PER Bo/O Rome/B-LOC", "ran [Person Ann] Bo [Place Rome]", []int{2}},
		{"iob2, I after another label", "Ann/B-PER Lee/I-ORG ran/O", "[Person Ann] [Organisation Lee] ran", []int{2}},
		{"bioes, never ended", "Ann/B-PER ran/O Bo/S-PER", "[Person Ann] ran [Person Bo]", []int{2}},
		{"bioes, never ended in the sentence", "Bo/S-PER met/O Ann/B-PER", "[Person Bo] met [Person Ann]", []int{3}},
		{"bioes, E alone", "ran/O Bo/E-PER Al/S-PER", "ran [Person Bo] [Person Al]", []int{2}},
		{"bmewo", "Ann/B-PER van/M-PER Lee/E-PER Bo/W-PER ran/O", "[Person Ann van Lee] [Person Bo] ran", nil},
		{"ioe2", "Ann/I-PER Lee/E-PER Bo/E-PER met/O Rome/E-LOC", "[Person Ann Lee] [Person Bo] met [Place Rome]", nil},
		{"ioe1", "Ann/I-PER Lee/E-PER Bo/I-PER met/O Rome/I-LOC", "[Person Ann Lee] [Person Bo] met [Place Rome]", nil},
		{"bioes, B inside", "Ann/B-PER Bo/B-PER Lee/E-PER", "[Person Ann] [Person Bo Lee]", []int{2}},
		{"dropped label", "the/O Open/B-MISC in/O Rome/B-LOC", "the Open in [Place Rome]", nil},
		{"two sentences", "Ann/B-PER\nBo/B-PER", "[Person Ann]\n[Person Bo]", nil},
		{"a mention does not run into the next sentence", "Ann/B-PER\nLee/I-PER Bo/B-PER", "[Person Ann]\n[Person Lee] [Person Bo]", []int{3}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := parse(t, "x.conll", tagLines(tt.tags), DefaultMap())
			if len(c.Documents) != 1 {
				t.Fatalf("%d documents, want 1", len(c.Documents))
			}
			if got := marked(t, c.Documents[0]); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			var lines []int
			for _, p := range c.Problems {
				if p.Severity != Warning || p.Kind != "tags" {
					t.Errorf("unexpected problem: %v", p)
				}
				lines = append(lines, p.Line)
			}
			if diff := cmp.Diff(tt.repaired, lines); diff != "" {
				t.Errorf("repaired lines (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCoNLLColumns(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"first and last column", "Ann NNP I-NP B-PER\nran VBD I-VP O\n", "[Person Ann] ran"},
		{"tab keeps blanks in a token", "New York\tB-LOC\n", "[Place New York]"},
		{"carriage returns and a byte order mark", "\uFEFFAnn\tB-PER\r\n\r\nran\tO\r\n", "[Person Ann]\nran"},
		{"a hash is a token, a comment is not", "# sent_id = 1\n#\tO\n# B-ORG\nAnn B-PER\n", "# [Organisation #] [Person Ann]"},
		{"an empty token is left out", "Ann\tB-PER\n\tO\nran\tO\n", "[Person Ann] ran"},
		{"bytes that are not UTF-8", "caf\xe9\tB-LOC\nx\tO\n", "[Place caf\xe9] x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := parse(t, "x.conll", tt.data, DefaultMap())
			for _, p := range c.Problems {
				if p.Severity == Error {
					t.Error(p)
				}
			}
			if got := marked(t, c.Documents[0]); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCoNLLErrors(t *testing.T) {
	c := parse(t, "bad.conll", "Ann\tB-PER\nlonely\nBo\tPER\nRome\tB-LIEU\nParis\tB-LIEU\n", DefaultMap())
	var got []string
	for _, p := range c.Problems {
		got = append(got, p.Error())
	}
	all := strings.Join(got, "\n")
	for _, want := range []string{
		`bad.conll:2: error: "lonely" is not a token and a tag (column)`,
		`bad.conll:3: error: the tag "PER" is not O, or B-, I-, E-, L-, S- or U- and a label (tags)`,
		`labels.map does not know the labels LIEU (2): write a map`,
	} {
		if !strings.Contains(all, want) {
			t.Errorf("missing %q in\n%s", want, all)
		}
	}
}

func TestCoNLLDocuments(t *testing.T) {
	sentence := "Ann\tB-PER\nran\tO\n\n"
	start := "-DOCSTART-\tO\n\n"
	tests := []struct {
		name, data string
		ids        []string // first and last
		n          int
		lines      []int // first and last
		note       bool
	}{
		{"divided", start + sentence + start + sentence + sentence, []string{"news-0001", "news-0002"}, 2, []int{3, 8}, false},
		{"one document", start + strings.Repeat(sentence, 100), []string{"news-0001", "news-0001"}, 1, []int{3, 3}, false},
		{"a bag of sentences", start + strings.Repeat(sentence, 101), []string{"news-0001", "news-0101"}, 101, []int{3, 303}, true},
		{"a bag without any start", strings.Repeat(sentence, 101), []string{"news-0001", "news-0101"}, 101, []int{1, 301}, true},
		{"starts without sentences", start + start + sentence + start, []string{"news-0001", "news-0001"}, 1, []int{5, 5}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := parse(t, "corpora/news.conll.xz", tt.data, DefaultMap())
			n := len(c.Documents)
			if n != tt.n {
				t.Fatalf("%d documents, want %d", n, tt.n)
			}
			if diff := cmp.Diff(tt.ids, []string{c.Documents[0].ID, c.Documents[n-1].ID}); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.lines, []int{c.Lines[0], c.Lines[n-1]}); diff != "" {
				t.Error(diff)
			}
			if got := len(c.Notes) > 0; got != tt.note {
				t.Errorf("notes: %q", c.Notes)
			}
		})
	}
}

func TestAnnotatedTypes(t *testing.T) {
	tests := []struct {
		tags string
		m    Map
		want []text.Type
	}{
		{"Ann/B-PER", DefaultMap(), []text.Type{"PERSON", "ORGANISATION", "PLACE"}},
		{"$5/B-MONEY Ann/B-PER", DefaultMap(), []text.Type{"PERSON", "ORGANISATION", "PLACE", "MONEY"}},
		{"aspirin/B-DRUG flu/B-ILLNESS", Map{}, []text.Type{"DRUG", "ILLNESS"}},
		{"ran/O", DefaultMap(), nil},
	}
	for _, tt := range tests {
		c := parse(t, "x.bio", tagLines(tt.tags), tt.m)
		if diff := cmp.Diff(tt.want, c.Types); diff != "" {
			t.Errorf("%s: types (-want +got):\n%s", tt.tags, diff)
		}
	}
}

// FuzzCoNLL: any bytes are read without a panic, and what is read is sound.
func FuzzCoNLL(f *testing.F) {
	f.Add([]byte(tagLines("Ann/B-PER Lee/I-PER met/O\nBo/S-PER")))
	f.Add([]byte("-DOCSTART- -X- O O\n\nAnn NNP I-NP I-PER\n\n# a comment\nx\ty\tO\r\n"))
	f.Add([]byte("\uFEFF\tO\n \t \n\xff\xfe\tI-\xff\nO\nB-\tB-\n-DOCSTART-"))
	f.Add([]byte("a\tE-X\na\tL-Y\na\tB-X\n\na\tU-X\na\tI-X\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("f.conll", data, Map{})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range c.Documents {
			end := 0
			for _, m := range d.Mentions {
				if m.Start < end || m.End > len(d.Text) || m.Len() <= 0 {
					t.Fatalf("mention %v after %d in %q", m.Span, end, d.Text)
				}
				end = m.End
			}
		}
		if len(c.Lines) != len(c.Documents) {
			t.Fatalf("%d lines for %d documents", len(c.Lines), len(c.Documents))
		}
		Check(c)
	})
}
