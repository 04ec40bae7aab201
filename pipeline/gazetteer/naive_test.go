package gazetteer_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"rollcall/pipeline/gazetteer"
	"rollcall/pipeline/token"
	"rollcall/text"
)

// naive matches by trying each name at each token, on the words themselves.
// Names and text are of ASCII letters and hyphens here.
func naive(lists [][]string, d *text.Document) []gazetteer.Match {
	var out []gazetteer.Match
	for i, names := range lists {
		for _, sent := range d.Sentences {
			for at := sent.FirstToken; at < sent.EndToken; {
				end := at
				for _, n := range names {
					if e, ok := startsWith(d, at, sent.EndToken, strings.Fields(strings.ReplaceAll(n, "-", " "))); ok {
						end = max(end, e)
					}
				}
				if end == at {
					at++
					continue
				}
				out = append(out, gazetteer.Match{First: at, End: end, List: i})
				at = end
			}
		}
	}
	slices.SortFunc(out, func(a, b gazetteer.Match) int {
		if a.First != b.First {
			return a.First - b.First
		}
		return a.List - b.List
	})
	return out
}

func startsWith(d *text.Document, at, end int, words []string) (int, bool) {
	for i, w := range words {
		if i > 0 && at < end && d.Surface(d.Tokens[at].Span) == "-" {
			at++
		}
		if at >= end || d.Surface(d.Tokens[at].Span) != w {
			return 0, false
		}
		at++
	}
	return at, true
}

func drawPhrase(t *rapid.T) string {
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"Aa", "Bb", "Cc", "Dd"}), 1, 4).Draw(t, "words")
	s := words[0]
	for _, w := range words[1:] {
		s += rapid.SampledFrom([]string{" ", " ", "-"}).Draw(t, "gap") + w
	}
	return s
}

// drawLists makes up files, and the names in them.
func drawLists(t *rapid.T) (files map[string]string, lists [][]string) {
	files = map[string]string{}
	for _, file := range []string{"a.tsv", "b.tsv", "c.tsv"} {
		names := rapid.SliceOfNDistinct(rapid.Custom(drawPhrase), 1, 12, func(s string) string { return strings.ReplaceAll(s, "-", " ") }).Draw(t, file)
		files[file] = "name\n" + strings.Join(names, "\n") + "\n"
		lists = append(lists, names)
	}
	return files, lists
}

func drawText(t *rapid.T) *text.Document {
	sentences := rapid.SliceOfN(rapid.Custom(drawPhrase), 1, 12).Draw(t, "text")
	seps := rapid.SliceOfN(rapid.SampledFrom([]string{" ", " ", " xx ", ". Xx ", "-", ", ", "\n", "  "}), 12, 12).Draw(t, "separators")
	var b strings.Builder
	for i, s := range sentences {
		b.WriteString(s + seps[i])
	}
	d := &text.Document{Text: b.String()}
	if err := token.Tokens(d); err != nil {
		t.Fatal(err)
	}
	if err := token.Sentences(d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestMatchIsNaiveScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files, lists := drawLists(t)
		d := drawText(t)
		got := read(t, files).Match(d)
		if diff := cmp.Diff(naive(lists, d), got, cmpopts.IgnoreUnexported(gazetteer.Match{})); diff != "" {
			t.Fatalf("%q (-naive +got):\n%s", d.Text, diff)
		}
	})
}

// Names of plain words are divided at spaces without asking the tokeniser,
// which must come to the same.
func TestPlainNamesAreWhatTheTokeniserMakes(t *testing.T) {
	files, err := os.ReadDir("../data/gazetteers")
	if err != nil {
		t.Fatal(err)
	}
	plain := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".tsv") {
			continue
		}
		b, err := os.ReadFile("../data/gazetteers/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			name, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			if !gazetteer.Plain(name) {
				continue
			}
			plain++
			d := &text.Document{Text: name}
			if err := token.Tokens(d); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, tok := range d.Tokens {
				got = append(got, d.Surface(tok.Span))
			}
			if want := strings.Fields(name); !slices.Equal(got, want) {
				t.Errorf("%s: %q has the tokens %q", f.Name(), name, got)
			}
		}
	}
	if plain < 100_000 {
		t.Errorf("only %d names are plain", plain)
	}
}
