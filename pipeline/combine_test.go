package pipeline_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/pipeline"
	"rollcall/text"
)

func TestCombine(t *testing.T) {
	const P, O = text.TypePerson, text.TypeOrganisation
	c := pipeline.Combination{Bias: 0.5, Readers: map[string]pipeline.Reader{
		"tagger":  {Weight: 0.5, Floor: 0.1},
		"encoder": {Weight: 1, Floor: 0.02},
	}}
	pooled := func(tagger, encoder float64) float64 {
		odds := func(p float64) float64 { return p / (1 - p) }
		o := math.Exp(0.5) * math.Sqrt(odds(tagger)) * odds(encoder)
		return o / (1 + o)
	}
	vetoed := candidate(30, 40, O, 0.9, "tagger")
	vetoed.Loss = &text.Loss{To: -1, Reason: "vetoed"}
	lost := candidate(50, 60, O, 0.7, "encoder")
	lost.Loss = &text.Loss{To: 3, Reason: "lost to what an earlier resolve took"}
	got := c.Combine([]text.Candidate{
		candidate(0, 5, P, 0.6, "tagger"),
		candidate(0, 5, O, 0.3, "encoder"),
		candidate(0, 5, P, 0.8, "encoder"),
		candidate(0, 5, P, 0.9, "gazetteer"), // no reader
		candidate(0, 5, P, 0.2, "encoder"),   // the better one counts
		candidate(10, 20, O, 0, "tagger"),    // a score of 0 is unknown
		vetoed,
		candidate(30, 40, O, 0.6, "encoder"),
		lost,
	})
	type row struct {
		text.Span
		Type  text.Type
		Score string
		By    string
		Loss  string
	}
	var rows []row
	for i, c := range got {
		r := row{c.Span, c.Type, fmt.Sprintf("%.5f", c.Score), c.Source.String(), ""}
		if c.Loss != nil {
			r.Loss = c.Loss.Reason
		}
		if counted := strings.HasPrefix(r.Loss, "counted"); counted != pipeline.IsCounted(got, i) {
			t.Errorf("%v: %q, and counted: %v", c.Mention, r.Loss, !counted)
		}
		rows = append(rows, r)
	}
	both, org := pooled(0.6, 0.8), pooled(0.1, 0.3)
	counted := func(p float64) string { return fmt.Sprintf("counted in combine's %.2f", p) }
	made := func(start, end int, typ text.Type, p float64, by string) row {
		return row{text.Span{Start: start, End: end}, typ, fmt.Sprintf("%.5f", p), "combine/" + by, ""}
	}
	want := []row{
		{text.Span{Start: 0, End: 5}, P, "0.60000", "tagger", counted(both)},
		{text.Span{Start: 0, End: 5}, O, "0.30000", "encoder", counted(org)},
		{text.Span{Start: 0, End: 5}, P, "0.80000", "encoder", counted(both)},
		{text.Span{Start: 0, End: 5}, P, "0.90000", "gazetteer", ""},
		{text.Span{Start: 0, End: 5}, P, "0.20000", "encoder", counted(both)},
		{text.Span{Start: 10, End: 20}, O, "0.00000", "tagger", counted(pooled(0.5, 0.02))},
		{text.Span{Start: 30, End: 40}, O, "0.90000", "tagger", "vetoed"},
		{text.Span{Start: 30, End: 40}, O, "0.60000", "encoder", counted(pooled(0.1, 0.6))},
		{text.Span{Start: 50, End: 60}, O, "0.70000", "encoder", counted(pooled(0.1, 0.7))},
		made(0, 5, P, both, "encoder+tagger"),
		made(0, 5, O, org, "encoder"),
		made(10, 20, O, pooled(0.5, 0.02), "tagger"),
		made(30, 40, O, pooled(0.1, 0.6), "encoder"),
		made(50, 60, O, pooled(0.1, 0.7), "encoder"),
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

// One reader of weight 1 keeps its scores; a reader that is surer never makes
// the whole less sure; nothing leaves 0 to 1; and one combined candidate stands
// for each span and type.
func TestCombineProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var cs []text.Candidate
		for range rapid.IntRange(0, 8).Draw(t, "n") {
			start := rapid.IntRange(0, 3).Draw(t, "start")
			cs = append(cs, candidate(start, start+1, rapid.SampledFrom(text.Types()[:2]).Draw(t, "type"),
				rapid.Float64Range(0, 1).Draw(t, "score"), rapid.SampledFrom([]string{"tagger", "encoder", "rules"}).Draw(t, "stage")))
		}
		type key struct {
			text.Span
			text.Type
		}
		combined := func(c pipeline.Combination, cs []text.Candidate) map[key]float64 {
			out := map[key]float64{}
			for _, c := range c.Combine(append([]text.Candidate{}, cs...))[len(cs):] {
				k := key{c.Span, c.Type}
				if _, twice := out[k]; twice || !(c.Score > 0 && c.Score <= 1) {
					t.Fatalf("%v: score %v, made before: %v", k, c.Score, twice)
				}
				out[k] = c.Score
			}
			return out
		}
		alone := combined(pipeline.Combination{Readers: map[string]pipeline.Reader{"tagger": {Weight: 1, Floor: 0.1}}}, cs)
		best := map[key]float64{}
		for _, c := range cs {
			p := c.Score
			if p == 0 {
				p = 0.5
			}
			if c.Source.Stage == "tagger" {
				k := key{c.Span, c.Type}
				best[k] = max(best[k], p)
			}
		}
		if len(alone) != len(best) {
			t.Fatalf("%d combined of %d", len(alone), len(best))
		}
		for k, p := range best {
			if math.Abs(alone[k]-p) > 2e-6 {
				t.Fatalf("%v: %v became %v", k, p, alone[k])
			}
		}
		two := pipeline.Combination{Bias: rapid.Float64Range(-3, 3).Draw(t, "bias"), Readers: map[string]pipeline.Reader{
			"tagger": {Weight: rapid.Float64Range(0, 3).Draw(t, "w1"), Floor: 0.05}, "encoder": {Weight: 1, Floor: 0.01},
		}}
		before := combined(two, cs)
		for i := range cs {
			cs[i].Score = cs[i].Score + (1-cs[i].Score)/2
			if cs[i].Score < 0.5 {
				cs[i].Score = 0.5 // 0 means a half
			}
		}
		for k, p := range combined(two, cs) {
			if p < before[k] {
				t.Fatalf("%v: surer readers, and %v became %v", k, before[k], p)
			}
		}
	})
}

func TestCombineStage(t *testing.T) {
	write := func(stage string) string {
		file := filepath.Join(t.TempDir(), "p.yaml")
		config := "doc: x\nstages:\n  - tokens\n  - sentences\n  - tagger\n  - " + stage + "\n  - resolve: {floor: 0.4}\n  - resolve: {floor: 0.4}\n"
		if err := os.WriteFile(file, []byte(config), 0o666); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for stage, want := range map[string]string{
		"combine": "6:5: stage combine: no readers: name stages",
		"combine: {readers: {tagger: {weight: 1}, tokens: {weight: 900, floor: 0.5}}}": "reader tagger: floor 0",
		"combine: {readers: {combine: {weight: 900, floor: 0.5}}}":                     "reader \"combine\" is no stage that proposes\nreader combine: weight 900",
		"combine: {bias: .nan, readers: {tagger: {weight: 1, floor: 0.5}}}":            "bias NaN",
		"combine: {readers: {tagger: {wait: 1}}}":                                      `unknown field "wait"`,
	} {
		if _, err := pipeline.Open(write(stage), pipeline.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n gives %v\n want  %s", stage, err, want)
		}
	}
	p, err := pipeline.Open(write("combine: {bias: 1, readers: {tagger: {weight: 1, floor: 0.05}}}"), pipeline.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := &text.Document{ID: "d", Text: "President Maria Duarte met the mayor of Lisbon."}
	if err := p.Run(d); err != nil {
		t.Fatal(err)
	}
	checkDocument(t, d)
	if len(d.Mentions) != 2 {
		t.Fatalf("mentions %v", d.Mentions)
	}
	for _, m := range d.Mentions {
		if m.Source != (text.Source{Stage: "combine", Rule: "tagger"}) {
			t.Errorf("%s comes from %s: the second resolve must not take up what combine counted", d.Surface(m.Span), m.Source)
		}
	}
}

// TestReadersTogether: two readers with second choices, combined, keep what a
// pipeline promises on any bytes, whatever runs beside.
func TestReadersTogether(t *testing.T) {
	file := filepath.Join(t.TempDir(), "together.yaml")
	config := `doc: x
stages:
  - tokens
  - sentences
  - tagger: {alternatives: 0.02}
  - encoder: {alternatives: 0.02, temperature: 2}
  - combine: {readers: {tagger: {weight: 0.5, floor: 0.02}, encoder: {weight: 0.5, floor: 0.02}}}
  - gazetteer
  - money
  - acronyms
  - resolve: {floor: 0.2}
  - consistency
  - resolve: {floor: 0.2}
  - entities
`
	if err := os.WriteFile(file, []byte(config), 0o666); err != nil {
		t.Fatal(err)
	}
	p, err := pipeline.Open(file, pipeline.Options{Model: filepath.Join("encoder", "testdata", "bert")})
	if err != nil {
		t.Fatal(err)
	}
	texts := append(slices.Clone(nasty),
		"LONDON TO BUILD A BRIDGE OVER THE RIVER, SAYS MAYOR", "jakob brandt moved to oslo and works for nordvik now", "Oslo",
		"RT @jakob_b omg @NordvikFC signed emma!!! 😂😂 #transfer http://t.co/abc", strings.Repeat("Al-", 3000),
		strings.Repeat("Ann Lee ", 2000), strings.Repeat("東京", 2000), "\xff\xfe\xfdAnn\xff Lee\xc3")
	answers := make([]*text.Document, len(texts))
	for i, s := range texts {
		answers[i] = &text.Document{ID: "d", Text: s}
		if err := p.Run(answers[i]); err != nil {
			t.Fatal(err)
		}
		checkDocument(t, answers[i])
	}
	var work sync.WaitGroup
	for i := range texts {
		work.Go(func() {
			d := &text.Document{ID: "d", Text: texts[i]}
			if err := p.Run(d); err != nil {
				t.Error(err)
			} else if diff := cmp.Diff(answers[i], d); diff != "" {
				t.Errorf("text %d: %s", i, diff)
			}
		})
	}
	work.Wait()
}
