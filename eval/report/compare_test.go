package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"rollcall/eval"
	"rollcall/eval/stats"
	"rollcall/text"
)

// compared has two systems on many documents: the first finds all, the second
// nothing but what is wrong.
func compared(t *testing.T, documents int, o eval.CompareOptions) (old, new *eval.Run, c *eval.Comparison) {
	t.Helper()
	in, mentions, err := text.ParseMarked("[Person Ann] of [Organisation Ur] left [Place Oslo]\x1b with [Money $5] <b>*now*.")
	if err != nil {
		t.Fatal(err)
	}
	var gold, none []*text.Document
	for i := range documents {
		id := fmt.Sprintf("d%d", i)
		gold = append(gold, &text.Document{ID: id, Text: in, Mentions: mentions})
		none = append(none, &text.Document{ID: id, Mentions: []text.Mention{
			{Span: text.Span{Start: 0, End: 6}, Type: text.TypePlace, Source: text.Source{Stage: "guess"}},
		}})
	}
	run := func(name string, answers []*text.Document) *eval.Run {
		r, err := eval.Score(gold, answers, eval.Options{})
		if err != nil {
			t.Fatal(err)
		}
		half := *r
		half.Documents = r.Documents[documents/2:]
		r.Documents = r.Documents[:documents/2]
		return &eval.Run{
			System: eval.System{Name: name, Kind: eval.PipelineSystem, Digest: "0123456789ab"},
			Files:  []eval.GoldFile{{Path: "first.jsonl", Result: r}, {Path: "second.jsonl", Result: &half}},
		}
	}
	old, new = run("all", gold), run("none\x1b[2J", none)
	c, err = eval.Compare(old, new, o)
	if err != nil {
		t.Fatal(err)
	}
	return old, new, c
}

// TestComparisonTableFits has the widest figures that there are.
func TestComparisonTableFits(t *testing.T) {
	o := eval.CompareOptions{Schemes: eval.Schemes(), Stats: stats.Options{Resamples: 200, Seed: 1}}
	old, new, c := compared(t, 1200, o)
	r, err := eval.Rank([]*eval.Run{new, old}, o)
	if err != nil {
		t.Fatal(err)
	}
	var plain, colored, ranking bytes.Buffer
	shown := NewComparison(c, ComparisonOptions{Changes: 3})
	for out, write := range map[*bytes.Buffer]func() error{
		&plain:   func() error { return writeComparisonTable(&plain, shown, false) },
		&colored: func() error { return writeComparisonTable(&colored, shown, true) },
		&ranking: func() error { return writeRankingTable(&ranking, r, false) },
	} {
		if err := write(); err != nil {
			t.Fatal(err)
		}
		if out == &colored {
			continue
		}
		for line := range strings.Lines(out.String()) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 100 {
				t.Errorf("%d columns: %s", n, line)
			}
		}
		if strings.ContainsRune(out.String(), '\x1b') {
			t.Error("a document or a name sends orders to the terminal")
		}
	}
	// Colours set off what is said in words: without them nothing is missing.
	bare := colored.String()
	for _, code := range []string{"\x1b[1m", "\x1b[2m", "\x1b[0m", "\x1b[22m", "\x1b[33m", "\x1b[31;1m", "\x1b[32;1m", "\x1b[33;1m", "\x1b[0;22m", "\x1b[0;0;22m", "\x1b[0;22;0m"} {
		bare = strings.ReplaceAll(bare, code, "")
	}
	if bare != plain.String() {
		t.Errorf("in colour it says something else:\n%q\n%q", bare[:min(len(bare), 600)], plain.String()[:600])
	}
}

func TestComparisonPlaces(t *testing.T) {
	delta := func(x float64) *eval.Comparison {
		d := stats.Delta{Estimate: stats.Estimate{Value: x, Interval: stats.Interval{Low: x, High: x}}}
		return &eval.Comparison{
			Old: &eval.Run{}, New: &eval.Run{},
			Schemes: []eval.SchemeComparison{{Micro: eval.Difference{F1: d}}},
		}
	}
	tests := []struct {
		x    float64
		want string
	}{
		{0.0123, "+1.23"}, {-0.0123, "−1.23"}, {0.00001, "0.00"}, {0.0994, "+9.94"}, {0.09999, "+10.0"}, {-0.5, "−50.0"}, {0, "0.00"},
	}
	for _, test := range tests {
		if got := NewComparison(delta(test.x), ComparisonOptions{}).points(test.x); got != test.want {
			t.Errorf("%v: got %s, want %s", test.x, got, test.want)
		}
	}
}

func TestPValue(t *testing.T) {
	for p, want := range map[float64]string{0: "<0.001", 0.00099: "<0.001", 0.001: "0.001", 0.0494: "0.049", 0.9: "0.900", 0.9999: "1", 1: "1"} {
		if got := pValue(p); got != want {
			t.Errorf("%v: got %s, want %s", p, got, want)
		}
	}
}

// TestComparisonMarkdownFits holds a comment to what GitHub takes, 65,536
// characters, with the changes that are listed unless more are asked for.
func TestComparisonMarkdownFits(t *testing.T) {
	_, _, c := compared(t, 400, eval.CompareOptions{Stats: stats.Options{Resamples: 200, Seed: 1}})
	var out bytes.Buffer
	if err := writeComparisonMarkdown(&out, NewComparison(c, ComparisonOptions{Changes: 10}), false); err != nil {
		t.Fatal(err)
	}
	if out.Len() > 65536 {
		t.Errorf("%d bytes", out.Len())
	}
	if strings.Contains(out.String(), "<b>") || strings.Contains(out.String(), "*now*") {
		t.Error("a document writes Markdown or HTML")
	}
}
