package eval

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/eval/stats"
	"rollcall/text"
)

var quick = &stats.Options{Resamples: 200, Seed: 1}

// cutUp writes each slice as "label: documents, TP/FP/FN".
func cutUp(r *Result, k Key) []string {
	var out []string
	for _, s := range r.Slices(Strict, k, quick).Slices {
		out = append(out, fmt.Sprintf("%s: %d, %v/%v/%v", s.Label, s.Documents, s.TP(), s.FP(), s.FN()))
	}
	return out
}

func sliceFixture(t *testing.T) *Result {
	t.Helper()
	gold := []*text.Document{
		marked(t, "a", "ANN LEE LEAVES\n\n[Person Ann Lee] of the [Organisation Bank of Gondor] left [Place Paris]."),
		marked(t, "b", "[Place Paris] it was, said [Person Bob]."),
		marked(t, "c", "[Person Bob]."),
	}
	gold[0].Mentions = slices.Insert(gold[0].Mentions, 0, text.Mention{Span: text.Span{Start: 0, End: 7}, Type: text.TypePerson})
	for i, meta := range []string{
		`{"source":"wire","year":2021,"meta":{"desk":{"name":"city"}},"a.b":true}`,
		`{"source":"web","year":3,"meta":{"source":"inner"}}`,
		`{"source":null,"tags":["x", "y"]}`,
	} {
		if err := json.Unmarshal([]byte(meta), &gold[i].Meta); err != nil {
			t.Fatal(err)
		}
	}
	answers := []*text.Document{
		marked(t, "a", "ANN LEE LEAVES\n\n[Person Ann Lee] of the [Organisation Bank] of Gondor left [Place Paris]."),
		marked(t, "b", "[Person Paris] it was, said [Person Bob]."),
		marked(t, "c", "Bob."),
	}
	answers[0].Mentions[0].Source = text.Source{Stage: "tagger", Rule: "PER"}
	answers[0].Mentions[1].Source = text.Source{Stage: "rules", Rule: "bank"}
	answers[0].Mentions[2].Source = text.Source{Stage: "tagger", Rule: "LOC"}
	r, err := Score(gold, answers, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSlices(t *testing.T) {
	r := sliceFixture(t)
	blocks := func(d *Document) []text.Block {
		if d.ID != "a" {
			return nil
		}
		return []text.Block{{Span: text.Span{Start: 0, End: 14}, Kind: text.Headline}, {Span: text.Span{Start: 16, End: len(d.Text)}}}
	}
	var training, list Known
	training.Add("bank  OF gondor", text.TypeOrganisation)
	training.Add("PARIS", text.TypePlace)
	list.Add("bob", "")
	tests := []struct {
		key  Key
		want []string
	}{
		{ByType(), []string{"PERSON: 3, 2/1/2", "ORGANISATION: 1, 0/1/1", "PLACE: 2, 1/0/1"}},
		{ByWords(), []string{"1 word: 3, 2/2/2", "2 words: 1, 1/0/1", "3 words: 1, 0/0/1"}},
		{ByStage(), []string{"rules: 1, 0/1/1", "tagger: 1, 2/0/0", "(none): 1, 1/1/1", "(not answered): 2, 0/0/2"}},
		{ByRule(), []string{"rules/bank: 1, 0/1/1", "tagger/LOC: 1, 1/0/0", "tagger/PER: 1, 1/0/0", "(none): 1, 1/1/1", "(not answered): 2, 0/0/2"}},
		{ByHeadline(blocks), []string{"body: 3, 3/2/3", "headline: 1, 0/0/1"}},
		{ByBlock(blocks), []string{"headline: 1, 0/0/1", "paragraph: 3, 3/2/3"}},
		{ByLength(), []string{"1 word: 1, 0/0/1", "5 words: 1, 1/1/1", "12 words: 1, 2/1/2"}},
		{BySeen(&training), []string{"seen: 2, 1/0/2", "other type: 1, 0/1/0", "unseen: 3, 2/1/2"}},
		{BySeen(&list), []string{"seen: 2, 1/0/1", "unseen: 2, 2/2/3"}},
		{ByDocument("file", "", func(i int) string { return []string{"x", "y", "x"}[i] }), []string{"x: 2, 2/1/3", "y: 1, 1/1/1"}},
		{ByMeta("source"), []string{"web: 1, 1/1/1", "wire: 1, 2/1/2", "(none): 1, 0/0/1"}},
		{ByMeta("year"), []string{"3: 1, 1/1/1", "2021: 1, 2/1/2", "(none): 1, 0/0/1"}},
		{ByMeta("meta.desk.name"), []string{"city: 1, 2/1/2", "(none): 2, 1/1/2"}},
		{ByMeta("desk.name"), []string{"city: 1, 2/1/2", "(none): 2, 1/1/2"}},
		{ByMeta("a.b"), []string{"true: 1, 2/1/2", "(none): 2, 1/1/2"}},
		{ByMeta("tags"), []string{`["x", "y"]: 1, 0/0/1`, "(none): 2, 3/2/3"}},
		{ByMeta("nothing"), []string{"(none): 3, 3/2/4"}},
		{Cross(ByType(), ByMeta("source")), []string{
			"PERSON · web: 1, 1/1/0", "PERSON · wire: 1, 1/0/1", "PERSON · (none): 1, 0/0/1",
			"ORGANISATION · wire: 1, 0/1/1", "PLACE · web: 1, 0/0/1", "PLACE · wire: 1, 1/0/0",
		}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, cutUp(r, test.key)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", test.key.Name, diff)
		}
	}
	if meta := r.Documents[0].Meta; !HasMeta(meta, "desk.name") || HasMeta(meta, "nothing") {
		t.Error("HasMeta is wrong")
	}
}

// Slices by a key that only answers have say what share of the answers is
// right, and nothing of gold that nothing answered.
func TestSlicesOfAnswersOnly(t *testing.T) {
	for _, s := range sliceFixture(t).Slices(Strict, ByStage(), quick).Slices {
		if !math.IsNaN(s.Recall.Value) || !math.IsNaN(s.F1.Value) {
			t.Errorf("%s has a recall of %v", s.Label, s.Recall.Value)
		}
		if s.Label == NotAnswered && s.Standing != StandsAlone {
			t.Errorf("what nothing answered is %s", s.Standing)
		}
		if s.Label == "tagger" && math.Abs(s.Difference.Value-2./3) > 1e-12 {
			t.Errorf("tagger is %v better than the rest", s.Difference.Value)
		}
	}
}

func TestSlicesOfManyValues(t *testing.T) {
	values := func(n int, value func(i int) string) []string {
		var gold []*text.Document
		for i := range n {
			d := marked(t, fmt.Sprint(i), "[Person Ann].")
			d.Meta = map[string]json.RawMessage{"k": json.RawMessage(value(i))}
			gold = append(gold, d)
		}
		r, err := Score(gold, gold, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, s := range r.Slices(Strict, ByMeta("k"), quick).Slices {
			out = append(out, fmt.Sprintf("%s: %d", s.Label, s.Documents))
		}
		return out
	}
	tests := []struct {
		name  string
		n     int
		value func(i int) string
		want  []string
	}{
		{"numbers", 40, func(i int) string { return fmt.Sprintf("%d.50", i) }, []string{"0.50–9.50: 10", "10.50–19.50: 10", "20.50–29.50: 10", "30.50–39.50: 10"}},
		{"numbers, most of them equal", 40, func(i int) string { return fmt.Sprint(max(20, i)) }, []string{"20: 21", "21–29: 9", "30–39: 10"}},
		{"dates", 40, func(i int) string { return fmt.Sprintf(`"20%02d-03-%02d"`, 10+i/10, 1+i%10) }, []string{"2010: 10", "2011: 10", "2012: 10", "2013: 10"}},
		{"names", 26, func(i int) string { return fmt.Sprintf(`"%c"`, "ab"[i&1]+byte(i/10*5)) }, []string{"a: 5", "b: 5", "f: 5", "g: 5", "k: 3", "l: 3"}},
		{"rare names", 40, func(i int) string { return fmt.Sprintf(`"%c"`, "zyxwvutsrqponmlk"[min(i, 15)]) },
			[]string{"k: 25", "l: 1", "m: 1", "n: 1", "o: 1", "p: 1", "q: 1", "r: 1", "s: 1", "t: 1", "u: 1", "(5 others): 5"}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, values(test.n, test.value)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", test.name, diff)
		}
	}
}

// A key can have more slices than a table should.
func TestSlicesArePutTogether(t *testing.T) {
	var gold []*text.Document
	for i := range 100 {
		d := &text.Document{ID: fmt.Sprint(i), Text: "xx"}
		for range 1 + i%50 {
			d.Mentions = append(d.Mentions, text.Mention{Span: text.Span{Start: 0, End: 1}, Type: text.Type(fmt.Sprintf("T%03d", i))})
		}
		gold = append(gold, d)
	}
	r, err := Score(gold, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := r.Slices(Strict, ByType(), quick)
	if len(s.Slices) != mostSlices || s.Slices[0].Label != "T030" || s.Slices[mostSlices-1].Label != "(61 others)" {
		t.Errorf("%d slices, from %s to %s", len(s.Slices), s.Slices[0].Label, s.Slices[len(s.Slices)-1].Label)
	}
	if s.Whole.Gold() != r.Mentions() {
		t.Errorf("%d mentions of %d are in slices", s.Whole.Gold(), r.Mentions())
	}
}

// The slices of a key add up to the whole, whatever the key and the scheme; and
// so does everything but a slice together with it.
func TestSlicesAddUp(t *testing.T) {
	var known Known
	known.Add("x", "")
	known.Add("xxx", "A")
	keys := []Key{
		ByType(), ByWords(), ByStage(), ByRule(), ByLength(), BySeen(&known), ByMeta("k"),
		ByDocument("odd", "", func(i int) string { return fmt.Sprint(i & 1) }), Cross(ByType(), BySeen(&known), ByLength()),
	}
	rapid.Check(t, func(t *rapid.T) {
		r := scoreDrawn(t, drawDocuments(t))
		for _, s := range Schemes() {
			whole := r.Tally(s).Total()
			for _, k := range keys {
				cut := r.Slices(s, k, &stats.Options{Resamples: 1})
				var sum Counts
				for _, slice := range cut.Slices {
					sum = sum.Plus(slice.Counts)
					if together := slice.Counts.Plus(slice.Rest); together != whole {
						t.Fatalf("%s by %s: %s and the rest are %+v, the whole %+v", s.Name, k.Name, slice.Label, together, whole)
					}
				}
				if sum != whole || cut.Whole != whole {
					t.Fatalf("%s by %s: slices are %+v, the whole %+v", s.Name, k.Name, sum, whole)
				}
			}
		}
	})
}

// simulate draws a corpus whose documents differ in how hard they are, and in
// which the mentions of a document are alike; harder is added to the share of
// errors in slice A.
func simulate(rng *rand.Rand, documents int, harder float64, slice func(document, mention int) string) *Result {
	r := &Result{}
	for d := range documents {
		doc := Document{Text: strings.Repeat("x", 100)}
		hard := rng.Float64() * 0.4
		for m := range 5 + rng.IntN(20) {
			label := slice(d, m)
			p := hard
			if label == "A" {
				p += harder
			}
			mention := text.Mention{Span: text.Span{Start: m, End: m + 1}, Type: text.Type(label)}
			doc.Gold = append(doc.Gold, mention)
			switch {
			case rng.Float64() >= p:
				doc.Pairs = append(doc.Pairs, Pair{Gold: m, Answer: len(doc.Answers), Same: true, SameSpan: true, SameType: true})
				doc.Answers = append(doc.Answers, mention)
			default:
				doc.Pairs = append(doc.Pairs, Pair{Gold: m, Answer: -1})
			}
		}
		r.Documents = append(r.Documents, doc)
	}
	return r
}

// Where no slice is harder, a slice is pointed out in no more than about one
// simulated corpus of twenty; where one is, it is found.
func TestSlicesPointOutWhatIsWorse(t *testing.T) {
	o := &stats.Options{Resamples: 400, Seed: 1, Workers: 1, Method: stats.Student}
	byLabel := ByType()
	byDocument := func(of func(d, m int) string) Key {
		return ByDocument("label", "", func(d int) string { return of(d, 0) })
	}
	share := func(harder float64, slice func(d, m int) string, k Key) (pointed float64) {
		rng := rand.New(rand.NewPCG(3, 4))
		const corpora = 150
		n := 0
		for range corpora {
			s := simulate(rng, 60, harder, slice).Slices(Strict, k, o)
			if slices.ContainsFunc(s.Slices, func(s Slice) bool { return s.Standing == StandsBelow || s.Standing == StandsAbove }) {
				n++
			}
		}
		return float64(n) / corpora
	}
	within := func(_, m int) string { return string("ABCDE"[m%5]) }
	whole := func(d, _ int) string { return string("ABCDE"[d%5]) }
	rare := func(d, _ int) string { return string("AABBBBBBBBBBBBBBBBBB"[d%20]) }
	for _, test := range []struct {
		name  string
		slice func(d, m int) string
		key   Key
	}{
		{"within documents", within, byLabel},
		{"whole documents, by signs", whole, byLabel},
		{"whole documents", whole, byDocument(whole)},
		{"a tenth of the documents", rare, byDocument(rare)},
	} {
		chance, found := share(0, test.slice, test.key), share(0.3, test.slice, test.key)
		t.Logf("%s: chance is pointed out in %.3f of the corpora, what is 30 points harder in %.3f", test.name, chance, found)
		if chance > 0.105 { // 0.05 and three standard errors of 150 draws
			t.Errorf("%s: chance is pointed out in %.3f of the corpora", test.name, chance)
		}
		if found < 0.8 {
			t.Errorf("%s: what is 30 points harder is found in %.3f of the corpora", test.name, found)
		}
	}
}
