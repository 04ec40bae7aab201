package gold

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/text"
)

// drawDocument makes a document of pieces that trouble offsets and escapes.
func drawDocument(t *rapid.T, id string) *text.Document {
	piece := rapid.SampledFrom([]string{
		"Ann", "Bo Lee", "Zoë", "🙂", "👩‍👩‍👧", "e\u0301", "日本", "R&D", "<b>", "</TEXT>", "a|b_c[1]", "*", "\\n", "#", `"q"`, "'s", "$5", "10,000", "-DOCSTART-",
		" ", " ", " ", "  ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u2028", ".", ";", "_", "DATE", "X", "&amp;", "\x01",
	})
	pieces := rapid.SliceOfN(piece, 0, 14).Draw(t, "pieces")
	d := &text.Document{ID: id, Text: strings.Join(pieces, "")}
	var bounds []int
	for i := range d.Text {
		bounds = append(bounds, i)
	}
	bounds = append(bounds, len(d.Text))
	if len(bounds) > 1 {
		for n := rapid.IntRange(0, 5).Draw(t, "mentions"); n > 0; n-- {
			a := rapid.IntRange(0, len(bounds)-2).Draw(t, "start")
			b := rapid.IntRange(a+1, min(len(bounds)-1, a+6)).Draw(t, "end")
			m := text.Mention{
				Span: text.Span{Start: bounds[a], End: bounds[b]},
				Type: rapid.SampledFrom([]text.Type{"PERSON", "ORG", "MONEY", "IGNORE", "Lieu", "a-b_c"}).Draw(t, "type"),
			}
			if rapid.Bool().Draw(t, "scored") {
				m.Score = float64(rapid.IntRange(1, 10000).Draw(t, "score")) / 10000
			}
			if m.Type == "MONEY" && rapid.Bool().Draw(t, "valued") {
				m.Money = &text.Money{Amount: "5", Currency: "USD"}
			}
			if rapid.IntRange(0, 5).Draw(t, "sourced") == 0 {
				m.Source = text.Source{Stage: "rules", Rule: "x"}
			}
			d.Mentions = append(d.Mentions, m)
		}
	}
	d.Mentions = without(d.Mentions, nil)
	sortMentions(d)
	d.Mentions = slices.CompactFunc(d.Mentions, func(a, b text.Mention) bool { return a.Span == b.Span && a.Type == b.Type })
	if rapid.Bool().Draw(t, "meta") {
		d.Meta = map[string]json.RawMessage{"source": json.RawMessage(`"A & B"`), "year": json.RawMessage(`2021`)}
	}
	return d
}

// expected is a document after having gone through a format: what it holds,
// and, where it has tokens only, on the text that is rebuilt from them.
func expected(f Format, d *text.Document) *text.Document {
	want := &text.Document{ID: d.ID, Text: d.Text, Mentions: d.Mentions, Meta: d.Meta}
	switch {
	case f.words():
		want = trimmed(onText(d, f.rebuilt(d)))
		want.Meta = d.Meta
	case f.Name == "xml" || f.Name == "gate":
		want.Text = strings.ReplaceAll(want.Text, "\x01", "\uFFFD")
		want = moved(d, want.Text)
	}
	return want
}

// trimmed has mentions without the white space at their edges, which tokens
// do not have.
func trimmed(d *text.Document) *text.Document {
	for i := range d.Mentions {
		m := &d.Mentions[i]
		s := d.Surface(m.Span)
		m.Start += len(s) - len(strings.TrimLeft(s, " \t\r\n\u00a0\u2028"))
		m.End -= len(s) - len(strings.TrimRight(s, " \t\r\n\u00a0\u2028"))
	}
	d.Mentions = without(d.Mentions, nil)
	sortMentions(d)
	return d
}

// moved is a document whose text has others, of as many characters, instead of
// some.
func moved(d *text.Document, to string) *text.Document {
	m := &text.Document{ID: d.ID, Text: to, Meta: d.Meta, Mentions: slices.Clone(d.Mentions)}
	from, in := text.NewIndex(d.Text, text.Char), text.NewIndex(to, text.Char)
	for i := range m.Mentions {
		m.Mentions[i].Start, _ = in.ToByte(from.FromByte(m.Mentions[i].Start))
		m.Mentions[i].End, _ = in.ToByte(from.FromByte(m.Mentions[i].End))
	}
	return m
}

// onText moves mentions to a text that differs in white space only.
func onText(d *text.Document, to string) *text.Document {
	m := &text.Document{ID: d.ID, Text: to}
	for _, mention := range d.Mentions {
		blackBefore := len(withoutBlanks(d.Text[:mention.Start]))
		black := len(withoutBlanks(d.Text[mention.Start:mention.End]))
		if black == 0 {
			continue
		}
		mention.Start, mention.End = placeOf(to, blackBefore, false), placeOf(to, blackBefore+black, true)
		m.Mentions = append(m.Mentions, mention)
	}
	return m
}

func withoutBlanks(s string) string { return strings.Join(strings.Fields(s), "") }

// placeOf is the offset of the n-th byte that is not white space, or the one
// after it.
func placeOf(s string, n int, after bool) int {
	at, seen := 0, 0
	for _, field := range strings.Fields(s) {
		k := strings.Index(s[at:], field) + at
		switch {
		case after && n <= seen+len(field):
			return k + n - seen
		case !after && n < seen+len(field):
			return k + n - seen
		}
		seen += len(field)
		at = k + len(field)
	}
	return len(s)
}

// readBack reads what a format wrote.
func readBack(t interface{ Fatalf(string, ...any) }, f Format, files []File, o Options) *Corpus {
	o.Format = f.Name
	byName := map[string][]byte{}
	for _, file := range files {
		byName[file.Name] = file.Data
	}
	o.beside = func(path string) ([]byte, error) {
		if data, ok := byName[path]; ok {
			return data, nil
		}
		return nil, os.ErrNotExist
	}
	whole := &Corpus{Path: "x"}
	for _, file := range files {
		if f.Name == "brat" && strings.HasSuffix(file.Name, ".txt") {
			continue
		}
		name := file.Name
		if name == "" {
			name = "x" + f.Endings[0]
		}
		c, _, err := o.parse(name, file.Data)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		for _, p := range c.Problems {
			t.Fatalf("%s: %v\n%s", f.Name, p, file.Data)
		}
		whole.join(c)
	}
	return whole
}

// What a format writes it reads, less what Holds does not promise.
func TestRoundTrip(t *testing.T) {
	for _, f := range Formats() {
		t.Run(f.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				var docs []*text.Document
				for i := range rapid.IntRange(1, 3).Draw(t, "documents") {
					docs = append(docs, drawDocument(t, fmt.Sprintf("doc %d", i+1)))
				}
				kept, _ := f.fit(docs)
				if f.Name == "marked" && !markable(kept) {
					return
				}
				files, _, err := f.Write(docs, WriteOptions{})
				if err != nil {
					t.Fatalf("%v", err)
				}
				var want []*text.Document
				for _, d := range kept {
					if w := expected(f, d); f.Name != "conll" || strings.TrimSpace(w.Text) != "" {
						want = append(want, w)
					}
				}
				var o Options
				if !f.Holds.has(HoldsText) && !f.words() {
					o.Texts = docs
				}
				c := readBack(t, f, files, o)
				if len(c.Documents) != len(want) {
					t.Fatalf("%d documents, want %d:\n%s", len(c.Documents), len(want), files[0].Data)
				}
				for i, got := range c.Documents {
					if got.Meta == nil && f.Holds.has(HoldsMetadata) != (want[i].Meta != nil) {
						want[i].Meta = nil
					}
					if !f.Holds.has(HoldsID) {
						got.ID = want[i].ID
					}
					if diff := cmp.Diff(summary(want[i]), summary(got)); diff != "" {
						t.Fatalf("document %d (-want +got):\n%s\n%q", i, diff, files[0].Data)
					}
				}
			})
		})
	}
}

// markable reports whether marked text can hold the documents: of mentions with
// one span it cannot say which came first.
func markable(docs []*text.Document) bool {
	for _, d := range docs {
		for i, m := range d.Mentions {
			if m.Source != (text.Source{}) || i > 0 && d.Mentions[i-1].Span == m.Span {
				return false
			}
		}
	}
	return true
}

// summary is a document as lines, for a diff that can be read.
func summary(d *text.Document) []string {
	lines := []string{d.ID, d.Text}
	for _, key := range sortedKeys(d.Meta) {
		lines = append(lines, key+"="+string(d.Meta[key]))
	}
	var mentions []string
	for _, m := range d.Mentions {
		line := fmt.Sprintf("%d-%d %s %q", m.Start, m.End, m.Type, d.Surface(m.Span))
		if m.Score != 0 {
			line += fmt.Sprint(" ", m.Score)
		}
		if m.Money != nil {
			line += fmt.Sprint(" ", *m.Money)
		}
		mentions = append(mentions, line)
	}
	slices.Sort(mentions) // of equal spans the order is not kept
	return append(lines, mentions...)
}

// Tokens that are kept are written as they were read, so that changing the
// scheme of a tag file changes nothing else.
func TestKeepTokens(t *testing.T) {
	const tags = "-DOCSTART-\tO\n\n1996-08-30\tO\nAda-Obi's\tB-PER\nN.Y.\tI-PER\n\nover$5\tB-MONEY\n\n-DOCSTART-\tO\n\nx\tO\n\n"
	for _, via := range []string{"conll", "hf", "docbin"} {
		c, err := Options{KeepTokens: true}.Parse("x.conll", []byte(tags))
		if err != nil {
			t.Fatal(err)
		}
		docs := c.Documents
		if via != "conll" {
			f, _ := FormatNamed(via)
			files, _, err := f.Write(docs, WriteOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if c, err = (Options{KeepTokens: true, Format: via}).Parse("x", files[0].Data); err != nil {
				t.Fatal(err)
			}
			docs = c.Documents
		}
		f, _ := FormatNamed("conll")
		for _, scheme := range []string{"bilou", "ioe1", "iob2"} {
			files, losses, err := f.Write(docs, WriteOptions{Scheme: scheme})
			if err != nil || strings.Contains(losses.String(), "white space") {
				t.Fatal(losses, err)
			}
			if c, err = (Options{KeepTokens: true}).Parse("x.conll", files[0].Data); err != nil {
				t.Fatal(err)
			}
			docs = c.Documents
			want := tags
			if via == "hf" { // which has no sentences
				want = strings.Replace(tags, "I-PER\n\n", "I-PER\n", 1)
			}
			if diff := cmp.Diff(want, string(files[0].Data)); scheme == "iob2" && diff != "" {
				t.Errorf("by way of %s and other schemes (-want +got):\n%s", via, diff)
			}
		}
	}
}

// Detection finds the format of what each writes, by content where the ending
// is shared.
func TestDetect(t *testing.T) {
	docs := []*text.Document{{ID: "a", Text: "Ann Lee owes Bo $5.", Mentions: []text.Mention{
		{Span: text.Span{Start: 0, End: 7}, Type: "PERSON", Score: 0.5}, {Span: text.Span{Start: 16, End: 18}, Type: "MONEY", Score: 0.5},
	}}}
	for _, f := range Formats() {
		files, _, err := f.Write(docs, WriteOptions{})
		if err != nil {
			t.Fatal(err)
		}
		file := files[len(files)-1]
		for _, ending := range append(slices.Clone(f.Endings), ".dat") {
			if ending == ".dat" && f.Name == "marked" {
				continue // any text is marked text
			}
			got, err := Detect("x"+ending, file.Data)
			if err != nil || got.Name != f.Name {
				t.Errorf("%s as %s: %q, %v", f.Name, ending, got.Name, err)
			}
		}
	}
	for name, data := range map[string]string{"x.json": `{"a":1}`, "x.xml": "<a/>", "x.pdf": "%PDF", "x.tsv": "a\tb\n"} {
		if f, err := Detect(name, []byte(data)); err == nil || !strings.HasPrefix(err.Error(), name+": ") {
			t.Errorf("%s: %s, %v", name, f.Name, err)
		}
	}
}

// The table of the documentation has a line for every format, with its endings.
func TestDocumentation(t *testing.T) {
	doc, err := os.ReadFile("../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Formats() {
		_, rest, found := strings.Cut(string(doc), "\n| `"+f.Name+"` |")
		line, _, _ := strings.Cut(rest, "\n")
		if !found {
			t.Errorf("%s is not in docs/formats.md", f.Name)
		}
		for _, e := range f.Endings {
			if !strings.Contains(line, "`"+e+"`") {
				t.Errorf("docs/formats.md: %s has no ending %s", f.Name, e)
			}
		}
	}
}
