package tags

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sample is a tag file of so many tokens in sentences of 25, of words of
// different length, with some 70 spans to a thousand tokens.
func sample(tokens int, seed uint64) []byte {
	random := rand.New(rand.NewPCG(seed, 1))
	words := []string{"the", "Ann", "harbour", "of", "said", "government", ",", "Oslo", "committee", "in", "to", "1.5"}
	labels := []string{"PER", "ORG", "LOC", "MISC"}
	placed := rand.New(rand.NewPCG(7, 1)) // the same tokens whatever the seed
	var out bytes.Buffer
	inside, label := 0, ""
	for i := range tokens {
		tag := "O"
		switch {
		case inside > 0:
			inside--
			tag = "I-" + label
		case random.IntN(13) == 0:
			label = labels[random.IntN(len(labels))]
			inside = random.IntN(3)
			tag = "B-" + label
		}
		fmt.Fprintf(&out, "%s\t%s\n", words[placed.IntN(len(words))], tag)
		if i%25 == 24 {
			out.WriteByte('\n')
			inside = 0
		}
	}
	return out.Bytes()
}

func BenchmarkScore(b *testing.B) {
	gold, answers := sample(1_000_000, 1), sample(1_000_000, 2)
	b.SetBytes(int64(len(gold) + len(answers)))
	b.ReportAllocs()
	for b.Loop() {
		labels := NewLabels()
		g, err := Read("gold", gold, labels, Columns{})
		if err != nil {
			b.Fatal(err)
		}
		a, err := Read("answers", answers, labels, Columns{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Match(g, a); err != nil {
			b.Fatal(err)
		}
		s, _ := g.Guess()
		if _, err := Score(g, a, labels, Options{Gold: s, Answers: s}); err != nil {
			b.Fatal(err)
		}
	}
}

func TestRead(t *testing.T) {
	const content = "\uFEFF# a note on what follows\r\n" +
		"-DOCSTART-\t-X-\tO\tO\r\n" +
		"\r\n" +
		"Ann NNP B-NP B-PER\r\n" +
		"left VBD B-VP O\r\n" +
		"# SYM O O\r\n" +
		"\r\n" +
		"-X- -X- -X- -X-\n" +
		"Oslo\tNNP\tB-NP\tB-LOC \n" +
		"\t\n" +
		"-DOCSTART- -X- O O\n" +
		"\n" +
		"-DOCSTART- -X- O O\n" +
		"New  York\tNNP\tB-NP\tB-LOC\n" +
		"-\tHYPH\tO\tO"
	labels := NewLabels()
	f, err := Read("x.conll", []byte(content), labels, Columns{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, tag := range f.Tags {
		got = append(got, fmt.Sprintf("%d %s %s", f.Line(i), f.Token(i), BIO.Write(tag, labels)))
	}
	want := []string{"4 Ann B-PER", "5 left O", "6 # O", "9 Oslo B-LOC", "14 New  York B-LOC", "15 - O"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{3, 4, 6}, f.Sentences); diff != "" {
		t.Error("sentences", diff)
	}
	if diff := cmp.Diff([]int{2, 3}, f.Documents); diff != "" {
		t.Error("documents", diff)
	}
	// The chunks of the third column.
	if f, err = Read("x.conll", []byte(content), labels, Columns{Tag: 3}); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(BIO.WriteAll(f.Tags, labels), " "); got != "B-NP B-VP O B-NP B-NP O" {
		t.Error(got)
	}
}

func TestDocumentIDs(t *testing.T) {
	const content = "#begin document (nw/x); part 000\na 0 O\n#end document\n#begin document (nw/x); part 001\nb 0 B-A\n\n" +
		"# newdoc id = y\n# newpar\nc 0 O\n# newdoc\n# sent_id = 4\nd\tO\n#\tO\n# O\n#begin O\n"
	f, err := Read("x", []byte(content), NewLabels(), Columns{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"nw/x", "nw/x#001", "y", ""}, f.IDs); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{1, 2, 3, 4}, f.Documents); diff != "" || len(f.Tags) != 7 {
		t.Error(diff, len(f.Tags))
	}
}

func TestReadColumns(t *testing.T) {
	labels := NewLabels()
	files, err := ReadColumns("x", []byte("a x B-A O\nb x I-A B-A\n"), labels, 1, -2, -1)
	if err != nil {
		t.Fatal(err)
	}
	if g, a := fmt.Sprint(files[0].Tags), fmt.Sprint(files[1].Tags); g != fmt.Sprint([]Tag{NewTag(Begin, 1), NewTag(Inside, 1)}) || a != fmt.Sprint([]Tag{0, NewTag(Begin, 1)}) {
		t.Error(g, a)
	}
	bare, err := Read("x", []byte("B-A\nI-A\n\nO\n"), labels, Columns{})
	if err != nil || !bare.Bare || len(bare.Tags) != 3 || len(bare.Sentences) != 2 {
		t.Errorf("%+v %v", bare, err)
	}
	if note, err := Match(files[0], files[1]); note != "" || err != nil {
		t.Error(note, err)
	}
	for _, empty := range []string{"", "\n\n", "-DOCSTART-\n", "# nothing\n"} {
		f, err := Read("x", []byte(empty), labels, Columns{})
		if err != nil || len(f.Tags)+len(f.Sentences)+len(f.Documents) != 0 {
			t.Errorf("%q: %+v %v", empty, f, err)
		}
	}
}

func TestReadFaults(t *testing.T) {
	_, err := Read("x.conll", []byte("a O\nb\nc\tX\n\tO\nd PER\ne O\n"), NewLabels(), Columns{})
	want := []string{`x.conll:2: "b" is not a token and a tag`, `x.conll:3: the tag "X" is not`, `x.conll:4: `, `x.conll:5: the tag "PER"`}
	if err == nil || strings.Count(err.Error(), "\n")+1 != len(want) {
		t.Fatalf("%v", err)
	}
	for i, line := range strings.Split(err.Error(), "\n") {
		if !strings.HasPrefix(line, want[i]) {
			t.Errorf("%q, expected %q", line, want[i])
		}
	}
	_, err = Read("x", bytes.Repeat([]byte("a b c\n"), 1000), NewLabels(), Columns{Tag: 5})
	if err == nil || !strings.HasSuffix(err.Error(), "and 980 more") || !strings.Contains(err.Error(), "has no column 5") {
		t.Errorf("%v", err)
	}
}

func TestMatch(t *testing.T) {
	labels := NewLabels()
	file := func(name, content string) *File {
		t.Helper()
		f, err := Read(name, []byte(content), labels, Columns{})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	gold := file("g", "a O\nb O\n\nc O\n")
	for _, c := range []struct{ answers, note, err string }{
		{"a O\nb O\n\nc B-X\n", "", ""},
		{"O\nO\n\nO\n", "", ""},
		{"a O\nb O\nc B-X\n", "only: 1, the first at g:2 and a:2", ""},
		{"a O\n\nb O\nc B-X\n", "only: 2, the first at g:1 and a:1", ""},
		{"a O\nx O\n\nc O\n", "", `g:2 has the token "b" and a:2 has "x"`},
		{"a O\nb O\n", "", "g has 3 tokens and a has 2"},
		{"a O\nx O\nb O\nc O\n", "", `they first differ where g:2 has the token "b" and a:2 has "x"`},
		{"", "", "g has 3 tokens and a has 0"},
	} {
		note, err := Match(gold, file("a", c.answers))
		if !strings.Contains(note, c.note) || (note == "") != (c.note == "") {
			t.Errorf("%q: note %q, expected %q", c.answers, note, c.note)
		}
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%q: error %v, expected %q", c.answers, err, c.err)
		}
	}
}

// FuzzRead: any bytes are read or refused, and what is read is consistent.
func FuzzRead(f *testing.F) {
	f.Add([]byte("a O\nb B-X\n\n-DOCSTART- O\nc\tI-X\r\n"), 1, -1)
	f.Add([]byte("# x\n\xff\xfe B-\xff\n"), 0, 0)
	f.Add([]byte("\uFEFFB\nI\n"), -2, 3)
	f.Fuzz(func(t *testing.T, data []byte, token, tag int) {
		labels := NewLabels()
		file, err := Read("x", data, labels, Columns{token, tag})
		if err != nil {
			return
		}
		if n := len(file.Tags); n > 0 && file.Sentences[len(file.Sentences)-1] != n {
			t.Fatalf("the last sentence does not end with the tokens")
		}
		if n := len(file.Sentences); n > 0 && file.Documents[len(file.Documents)-1] != n {
			t.Fatalf("the last document does not end with the sentences")
		}
		for i := range file.Tags {
			if !bytes.Contains(bytes.SplitAfter(data, []byte{'\n'})[file.Line(i)-1], file.Token(i)) {
				t.Fatalf("token %d does not stand in line %d", i, file.Line(i))
			}
		}
		if note, err := Match(file, file); note != "" || err != nil {
			t.Fatal(note, err)
		}
		s, _ := file.Guess()
		r, err := Score(file, file, labels, Options{Gold: s, Answers: s})
		if err != nil {
			t.Fatal(err)
		}
		total := r.Total()
		if total.Tokens != len(file.Tags) || total.SameTags != total.Tokens || total.SameLabels() != total.Tokens {
			t.Fatalf("a file against itself: %+v", total)
		}
		if m := Micro(total.Spans); m.Gold != m.Correct || m.Answers != m.Correct {
			t.Fatalf("a file against itself: %+v", m)
		}
	})
}
