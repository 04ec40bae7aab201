package encoder

import (
	"bufio"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"rollcall/text"
)

// vectors is a folder that train/vectors/wordpiece.py wrote; the committed one
// is small.
var vectors = flag.String("vectors", filepath.Join("testdata", "wordpiece"), "folder with vectors of the tokeniser")

func readTestTokeniser(t testing.TB, name string, lower bool) *tokeniser {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(*vectors, name))
	if err != nil {
		t.Fatal(err)
	}
	v, err := readVocabulary(file)
	if err != nil {
		t.Fatal(err)
	}
	return &tokeniser{vocabulary: v, lower: lower, strip: lower, ideographs: true}
}

// bare is a span without the marks and dropped characters at its end, which
// the tokenizers library leaves out of a word, and which belong to it here.
func bare(t *tokeniser, s string, span text.Span) [2]int {
	for {
		rest := strings.TrimRightFunc(s[span.Start:span.End], func(r rune) bool {
			return t.strip && unicode.Is(marks, r) || unicode.Is(dropped, r)
		})
		if len(rest) == span.Len() || rest == "" {
			return [2]int{span.Start, span.End}
		}
		span.End = span.Start + len(rest)
	}
}

// reordered reports whether NFD puts characters of s into another order once
// dropped ones are out. The tokenizers library then gives a word the place of a
// mark.
func reordered(s string) bool {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(dropped, r) {
			return -1
		}
		return r
	}, s)
	var one []rune
	for _, r := range s {
		one = append(one, []rune(norm.NFD.String(string(r)))...)
	}
	return string(one) != norm.NFD.String(s)
}

// TestTokenisersAgree compares pieces and words with those of the tokenizers
// library.
func TestTokenisersAgree(t *testing.T) {
	file, err := os.Open(filepath.Join(*vectors, "lines.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	cased, uncased := readTestTokeniser(t, "vocab-cased.txt", false), readTestTokeniser(t, "vocab-uncased.txt", true)
	type answer struct {
		IDs   []int32  `json:"ids"`
		Words [][2]int `json:"words"`
	}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	var c cut
	n, wrong, aside := 0, 0, 0
	for ; lines.Scan(); n++ {
		var line struct {
			Text    string `json:"text"`
			Cased   answer `json:"cased"`
			Uncased answer `json:"uncased"`
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		for _, by := range []struct {
			*tokeniser
			want answer
		}{{cased, line.Cased}, {uncased, line.Uncased}} {
			by.cut(&c, line.Text)
			var words [][2]int
			for _, w := range c.words {
				words = append(words, bare(by.tokeniser, line.Text, w.Span))
			}
			if slices.Equal(c.pieces, by.want.IDs) && !slices.Equal(words, by.want.Words) && reordered(line.Text) {
				aside++
			} else if !slices.Equal(c.pieces, by.want.IDs) || !slices.Equal(words, by.want.Words) {
				if wrong++; wrong <= 5 {
					t.Errorf("line %d, lower %v: %q\n gives %v %v\n want  %v %v", n+1, by.lower, line.Text, c.pieces, words, by.want.IDs, by.want.Words)
				}
			}
		}
	}
	if err := lines.Err(); err != nil || n < 400 {
		t.Fatalf("%d lines, %v", n, err)
	}
	t.Logf("%d lines, %d answers differ; %d others differ in spans alone, where marks were put in order", n, wrong, aside)
}

func TestShapes(t *testing.T) {
	v, err := newVocabulary(maps.All(map[string]int32{"[UNK]": 0, "[CLS]": 1, "[SEP]": 2}), 3, "##")
	if err != nil {
		t.Fatal(err)
	}
	tok := &tokeniser{vocabulary: v, lower: true, strip: true, ideographs: true}
	for s, want := range map[string][]uint8{
		"the":                         {25},
		"NATO met":                    {26, 5},
		"A man":                       {27, 5},
		"Ann":                         {28},
		"McTavish eBay ABc aB":        {29, 9, 9, 9},
		"3rd 1990 €5 € G7":            {23, 2, 4, 4, 3},
		"x,\ny":                       {25, 1, 25},
		"x \n\n .":                    {25, 21},
		"x\r\ny\rz":                   {25, 25, 5},
		"É\u0301 ÉÉ e\u0301É":         {27, 6, 9},
		"中 Ǆ ǅa ½ ≠ =":                {25, 7, 8, 4, 4, 1},
		"\n\u200bPa\u200bris 1\u200b": {28, 2},
	} {
		var c cut
		tok.cut(&c, s)
		var got []uint8
		for _, w := range c.words {
			got = append(got, w.shape)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: shapes %d, want %d", s, got, want)
		}
	}
}

// TestCutTakesLinearTime holds texts against eight texts of an eighth of the
// length, of the kinds that are slow where an algorithm is not linear. A busy
// machine may hold up one of the two, but not every time.
func TestCutTakesLinearTime(t *testing.T) {
	tok := readTestTokeniser(t, "vocab-uncased.txt", true)
	const parts, length = 8, 20_000
	for _, unit := range []string{"a", "é", "\u0301", "ab ", "중", ".", "\xff", "\u200b"} {
		short, long := strings.Repeat(unit, length), strings.Repeat(unit, parts*length)
		var c cut
		shortTook, longTook := time.Hour, time.Hour
		for range 10 {
			start := time.Now()
			for range parts {
				tok.cut(&c, short)
			}
			between := time.Now()
			tok.cut(&c, long)
			shortTook, longTook = min(shortTook, between.Sub(start)), min(longTook, time.Since(between))
			if longTook < 3*shortTook {
				break
			}
		}
		if longTook >= 3*shortTook {
			t.Errorf("%q: %v for %d times %d, %v for all at once", unit, shortTook, parts, length, longTook)
		}
	}
}

func BenchmarkCut(b *testing.B) {
	tok := readTestTokeniser(b, "vocab-uncased.txt", true)
	s := strings.Repeat("The minister said on Monday that Lisbon would sign the treaty with Nordvik Shipping Ltd, "+
		"whose president, Zoë O'Neill, arrived at 3 p.m. from Zürich; the deal is worth $4.5bn.\n", 20)
	var c cut
	tok.cut(&c, s)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		tok.cut(&c, s)
	}
	b.ReportMetric(float64(len(c.pieces))*float64(b.N)/b.Elapsed().Seconds(), "pieces/s")
}
