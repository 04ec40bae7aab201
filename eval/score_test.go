package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/text"
)

// TestSchemes has one pair of every sort, in all schemes.
func TestSchemes(t *testing.T) {
	tests := []struct {
		gold, answers string
		want          map[string]Counts
	}{
		{"A 0-5", "A 0-5", map[string]Counts{
			"strict": {Correct: 1}, "exact": {Correct: 1}, "partial": {Correct: 1}, "type": {Correct: 1}, "overlap": {Correct: 1},
		}},
		{"A 0-5", "B 0-5", map[string]Counts{
			"strict":  {IncorrectGold: 1, IncorrectAnswer: 1},
			"exact":   {Correct: 1},
			"partial": {Correct: 1},
			"type":    {IncorrectGold: 1, IncorrectAnswer: 1},
			"overlap": {Correct: 1},
		}},
		{"A 0-5", "A 0-6", map[string]Counts{
			"strict":  {IncorrectGold: 1, IncorrectAnswer: 1},
			"exact":   {IncorrectGold: 1, IncorrectAnswer: 1},
			"partial": {Partial: 1},
			"type":    {Correct: 1},
			"overlap": {Correct: 1},
		}},
		{"A 0-5", "B 4-6", map[string]Counts{
			"strict":  {IncorrectGold: 1, IncorrectAnswer: 1},
			"exact":   {IncorrectGold: 1, IncorrectAnswer: 1},
			"partial": {Partial: 1},
			"type":    {IncorrectGold: 1, IncorrectAnswer: 1},
			"overlap": {Correct: 1},
		}},
		{"A 0-5", "A 5-6", map[string]Counts{
			"strict":  {Missed: 1, Spurious: 1},
			"exact":   {Missed: 1, Spurious: 1},
			"partial": {Missed: 1, Spurious: 1},
			"type":    {Missed: 1, Spurious: 1},
			"overlap": {Missed: 1, Spurious: 1},
		}},
		{"A 0-5|B 2-5", "B 2-5", map[string]Counts{
			"strict": {Correct: 1}, "exact": {Correct: 1}, "partial": {Correct: 1}, "type": {Correct: 1}, "overlap": {Correct: 1},
		}},
		{"IGNORE 0-5", "A 2-5", map[string]Counts{
			"strict": {}, "exact": {}, "partial": {}, "type": {}, "overlap": {},
		}},
	}
	for _, test := range tests {
		r := scoreCase(t, nil, caseDocument{mentions(t, test.gold), mentions(t, test.answers)})
		for _, s := range Schemes() {
			if got := r.Tally(s).Total(); got != test.want[s.Name] {
				t.Errorf("%s: %s against %s: %+v, want %+v", s.Name, test.answers, test.gold, got, test.want[s.Name])
			}
		}
	}
}

func TestSchemesNamed(t *testing.T) {
	found, err := SchemesNamed("type", "strict")
	if err != nil || len(found) != 2 || found[0].Name != "type" || found[1].Name != "strict" {
		t.Errorf("got %v, %v", found, err)
	}
	_, err = SchemesNamed("loose", "strict", "lax")
	want := `unknown scheme "loose", "lax": there are strict, exact, partial, type, overlap`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestRatios(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		counts                Counts
		precision, recall, f1 float64
	}{
		{Counts{}, nan, nan, nan},
		{Counts{Missed: 2}, nan, 0, 0},
		{Counts{Spurious: 2}, 0, nan, 0},
		{Counts{Correct: 3, Spurious: 1}, 0.75, 1, 6. / 7},
		{Counts{Correct: 1, Partial: 2, Missed: 1}, 2. / 3, 0.5, 4. / 7},
		{Counts{Correct: 1, IncorrectGold: 1, IncorrectAnswer: 1, Missed: 2}, 0.5, 0.25, 1. / 3},
	}
	same := func(a, b float64) bool {
		return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-12
	}
	for _, test := range tests {
		c := test.counts
		if !same(c.Precision(), test.precision) || !same(c.Recall(), test.recall) || !same(c.F1(), test.f1) {
			t.Errorf("%+v: %v %v %v, want %v %v %v", c, c.Precision(), c.Recall(), c.F1(), test.precision, test.recall, test.f1)
		}
	}
}

func TestTallyByType(t *testing.T) {
	r := scoreCase(t, nil, caseDocument{
		mentions(t, "A 0-5, A 10-15, B 20-25"),
		mentions(t, "A 0-5, B 10-15, C 30-35"),
	})
	want := Tally{
		"A": {Correct: 1, IncorrectGold: 1},
		"B": {IncorrectAnswer: 1, Missed: 1},
		"C": {Spurious: 1},
	}
	if diff := cmp.Diff(want, r.Tally(Strict)); diff != "" {
		t.Errorf("strict, -want +got:\n%s", diff)
	}
	exact := Exact
	want = Tally{"A": {Correct: 2}, "B": {Missed: 1}, "C": {Spurious: 1}}
	if diff := cmp.Diff(want, r.Tally(exact)); diff != "" {
		t.Errorf("exact, -want +got:\n%s", diff)
	}
	// Precision of A is 1/1, of B 0/1 and of C 0/1; recall 1/2, 0/1, none.
	macro := r.Tally(Strict).Macro()
	if diff := cmp.Diff(Ratios{1. / 3, 0.5 / 3, (2. / 3) / 3}, macro); diff != "" {
		t.Errorf("macro, -want +got:\n%s", diff)
	}
	if m := (Tally{}).Macro(); !math.IsNaN(m.F1) {
		t.Errorf("macro of nothing is %v", m)
	}
}

func doc(t testing.TB, id, in, list string) *text.Document {
	return &text.Document{ID: id, Text: in, Mentions: mentions(t, list)}
}

func TestScorePairsDocuments(t *testing.T) {
	in := "Ann met Bob in Paris."
	gold := []*text.Document{
		doc(t, "one", in, "PERSON 0-3, PERSON 8-11"),
		doc(t, "two", in, "PLACE 15-20"),
		doc(t, "three", in, ""),
	}
	answers := []*text.Document{
		doc(t, "four", "Elsewhere.", "PLACE 0-9"),
		doc(t, "three", "", "GPE 15-20, GPE 15-20, IGNORE 0-3"),
		doc(t, "one", in, "PERSON 0-3"),
	}
	r, err := Score(gold, answers, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := r.Tally(Strict).Total(), (Counts{Correct: 1, Missed: 2, Spurious: 2}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	var got []string
	for _, w := range r.Warnings {
		got = append(got, w.String())
	}
	want := []string{
		"1 document without answers, all mentions of which count as missed: two",
		"1 document of the answers not in gold and left out: four",
		"1 document with answers given more than once, each repetition of which counts as spurious: three",
		"1 document with answers of the type IGNORE, which are left out: three",
		"answers of types that gold does not have anywhere count as spurious: GPE (2)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("warnings, -want +got:\n%s", diff)
	}
}

func TestScoreTypes(t *testing.T) {
	in := strings.Repeat("x", 40)
	gold := []*text.Document{doc(t, "d", in, "A 0-5, B 10-15, IGNORE 20-25")}
	answers := []*text.Document{doc(t, "d", in, "B 0-5, A 10-15, A 21-25, C 30-35")}
	r, err := Score(gold, answers, Options{Types: []text.Type{"A"}})
	if err != nil {
		t.Fatal(err)
	}
	// The answer A at 10-15 stands where gold has a B, which nobody asked
	// about; the one at 21-25 is ignored.
	if diff := cmp.Diff(Tally{"A": {Missed: 1, Spurious: 1}}, r.Tally(Strict)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if len(gold[0].Mentions) != 3 || len(answers[0].Mentions) != 4 {
		t.Error("the documents that were given have changed")
	}
}

func TestScoreErrors(t *testing.T) {
	in := "Ann met Bob."
	tests := []struct {
		name          string
		gold, answers []*text.Document
		want          string
	}{
		{"no id in common", []*text.Document{doc(t, "a", in, "")}, []*text.Document{doc(t, "b", in, "")},
			"no answer is to a document of gold: the ids of gold are a, those of the answers b"},
		{"ids twice", []*text.Document{doc(t, "a", in, ""), doc(t, "a", in, "")},
			[]*text.Document{doc(t, "a", in, ""), doc(t, "c", in, ""), doc(t, "c", in, "")},
			"gold: more than one document has the id a\nanswers: more than one document has the id c"},
		{"another text", []*text.Document{doc(t, "a", in, "")}, []*text.Document{doc(t, "a", "Ann saw Bob.", "P 0-3")},
			`document "a": the text of the answers differs from that of gold from byte 4 on`},
		{"spans", []*text.Document{doc(t, "a", in, "P 3-3")}, []*text.Document{doc(t, "a", "", "P 8-99")},
			"document \"a\": gold: P 3-3 is empty or outside the text of 12 bytes\n" +
				"document \"a\": answers: P 8-99 is empty or outside the text of 12 bytes"},
	}
	for _, test := range tests {
		_, err := Score(test.gold, test.answers, Options{})
		if err == nil || err.Error() != test.want {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
	// No answers at all is no error: everything is missed.
	if _, err := Score([]*text.Document{doc(t, "a", in, "P 0-3")}, nil, Options{}); err != nil {
		t.Error(err)
	}
}

func drawDocuments(t *rapid.T) []caseDocument {
	var docs []caseDocument
	for range rapid.IntRange(1, 5).Draw(t, "documents") {
		docs = append(docs, caseDocument{drawMentions(t, "gold", false, true), drawMentions(t, "answers", false, false)})
	}
	return docs
}

func scoreDrawn(t *rapid.T, docs []caseDocument) *Result {
	var gold, answers []*text.Document
	in := strings.Repeat("x", 60)
	for i, d := range docs {
		gold = append(gold, &text.Document{ID: fmt.Sprint(i), Text: in, Mentions: d.gold})
		answers = append(answers, &text.Document{ID: fmt.Sprint(i), Mentions: d.answers})
	}
	r, err := Score(gold, answers, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCountsAreConserved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := drawDocuments(t)
		r := scoreDrawn(t, docs)
		gold, answers, ignored := 0, 0, 0
		for i, d := range docs {
			answers += len(d.answers)
			ignored += len(r.Documents[i].Ignored)
			for _, m := range d.gold {
				if !isIgnore(m) {
					gold++
				}
			}
		}
		for _, s := range Schemes() {
			c := r.Tally(s).Total()
			if c.TP()+c.FN() != float64(gold) || c.TP()+c.FP() != float64(answers-ignored) {
				t.Errorf("%s: %+v for %d gold mentions and %d answers", s.Name, c, gold, answers-ignored)
			}
			if c.IncorrectGold != c.IncorrectAnswer {
				t.Errorf("%s: incorrect pairs have one side only: %+v", s.Name, c)
			}
		}
	})
}

// allCounts is everything that is counted of a result, as it must add.
type allCounts struct {
	Schemes map[string]Tally
	MUC     MUCScore
	Fair    FairTally
	Values  Values
	Cover   map[text.Type][2][3]int
}

func countsOfAll(r *Result) allCounts {
	c := allCounts{Schemes: map[string]Tally{}, MUC: r.MUC(), Fair: r.Fair(), Values: r.Values(), Cover: map[text.Type][2][3]int{}}
	for _, s := range Schemes() {
		c.Schemes[s.Name] = r.Tally(s)
	}
	for _, t := range r.Cover().Types {
		c.Cover[t.Type] = [2][3]int{
			{t.Gold.Mentions, t.Gold.Touched, t.Gold.Whole}, {t.Answers.Mentions, t.Answers.Touched, t.Answers.Whole},
		}
	}
	return c
}

// The documents are dealt to parts in any way, each part is scored by itself,
// and the sums are those of the whole.
func TestCountsAddOverPartitions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := drawDocuments(t)
		for i := range docs {
			for k := range docs[i].gold {
				docs[i].gold[k].Money = drawMoney(t)
			}
			for k := range docs[i].answers {
				docs[i].answers[k].Money = drawMoney(t)
			}
		}
		whole := scoreDrawn(t, docs)
		parts := make([][]caseDocument, rapid.IntRange(1, 4).Draw(t, "parts"))
		for _, d := range docs {
			k := rapid.IntRange(0, len(parts)-1).Draw(t, "part")
			parts[k] = append(parts[k], d)
		}
		var results []*Result
		sum := map[string]Tally{}
		for _, part := range parts {
			r := scoreDrawn(t, part)
			// What gold values is known of all documents together.
			for i := range r.Documents {
				r.Documents[i].Valued = len(whole.Documents) > 0 && whole.Documents[0].Valued
			}
			results = append(results, r)
			for name, tally := range countsOfAll(r).Schemes {
				if sum[name] == nil {
					sum[name] = Tally{}
				}
				sum[name].Add(tally)
			}
		}
		if diff := cmp.Diff(countsOfAll(whole), countsOfAll(Pool(results...))); diff != "" {
			t.Errorf("whole and parts: %s", diff)
		}
		if diff := cmp.Diff(countsOfAll(whole).Schemes, sum); diff != "" {
			t.Errorf("whole and sums of parts: %s", diff)
		}
		byDocument := Tally{}
		for i := range whole.Documents {
			byDocument.Add(whole.Documents[i].Tally(Strict))
		}
		if diff := cmp.Diff(whole.Tally(Strict), byDocument); diff != "" {
			t.Errorf("whole and documents: %s", diff)
		}
	})
}

// Swapping gold and answers swaps precision and recall. IGNORE and
// alternatives are gold's only, so that there are none here; and what is tied
// may fall differently, so that the counts are compared, not the pairs.
func TestSwapping(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := drawDocuments(t)
		var swapped []caseDocument
		for i := range docs {
			docs[i].gold = slices.DeleteFunc(docs[i].gold, isIgnore)
			for k := range docs[i].gold {
				docs[i].gold[k].Alt = nil
			}
			swapped = append(swapped, caseDocument{docs[i].answers, docs[i].gold})
		}
		one, two := scoreDrawn(t, docs), scoreDrawn(t, swapped)
		for _, s := range Schemes() {
			a, b := one.Tally(s).Total(), two.Tally(s).Total()
			same := func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) }
			if !same(a.Precision(), b.Recall()) || !same(a.Recall(), b.Precision()) || !same(a.F1(), b.F1()) {
				t.Errorf("%s: P, R of %+v are not R, P of %+v", s.Name, a, b)
			}
			b.Missed, b.Spurious = b.Spurious, b.Missed
			if a != b {
				t.Errorf("%s: %+v and swapped %+v", s.Name, a, b)
			}
		}
		m, n := one.MUC().All, two.MUC().All
		n.Missed, n.Spurious = n.Spurious, n.Missed
		if m != n {
			t.Errorf("MUC-7: %+v and swapped %+v", m, n)
		}
		c, d := one.Cover(), two.Cover()
		if c.Gold.Touched != d.Answers.Touched || c.Gold.Whole != d.Answers.Whole || c.GoldBytes != d.AnswerBytes || c.GoldFound != d.GoldFound {
			t.Errorf("cover: %+v and swapped %+v", c, d)
		}
		// FairEval counts from gold's side; what is right and what is equal but
		// for the type does not depend on it.
		f, g := one.Fair().Total(), two.Fair().Total()
		if f.TP != g.TP || f.LE != g.LE {
			t.Errorf("FairEval: %+v and swapped %+v", f, g)
		}
	})
}

func TestScalingLeavesRatios(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := drawDocuments(t)
		one := scoreDrawn(t, docs)
		three := scoreDrawn(t, slices.Concat(docs, docs, docs))
		for _, s := range Schemes() {
			a, b := one.Tally(s).Total(), three.Tally(s).Total()
			if a.Plus(a).Plus(a) != b {
				t.Errorf("%s: %+v three times is %+v", s.Name, a, b)
			}
			if f, g := a.F1(), b.F1(); f != g && !(math.IsNaN(f) && math.IsNaN(g)) {
				t.Errorf("%s: F1 %v becomes %v", s.Name, f, g)
			}
		}
		m := one.MUC().All
		if got := three.MUC().All; m.Plus(m).Plus(m) != got {
			t.Errorf("MUC-7: %+v three times is %+v", m, got)
		}
		f := one.Fair().Total()
		if got := three.Fair().Total(); f.Plus(f).Plus(f) != got {
			t.Errorf("FairEval: %+v three times is %+v", f, got)
		}
	})
}

// corpus makes documents of a million tokens and 71,000 mentions together, as
// in a big corpus of news, with answers that are right nine times in ten.
func corpus(documents int) (gold, answers []*text.Document) {
	r := rand.New(rand.NewPCG(7, 7))
	types := text.Types()
	const mentions, bytes = 71_000, 5_500_000
	for i := range documents {
		in := strings.Repeat("x", bytes/documents)
		g := &text.Document{ID: fmt.Sprint(i), Text: in}
		a := &text.Document{ID: fmt.Sprint(i)}
		for k := range mentions / documents {
			at := k * (bytes / mentions)
			m := text.Mention{Span: text.Span{Start: at, End: at + 5 + r.IntN(20)}, Type: types[r.IntN(4)]}
			g.Mentions = append(g.Mentions, m)
			switch r.IntN(30) {
			case 0:
				m.Type = types[r.IntN(4)]
			case 1:
				m.End += 3
			case 2:
				continue
			case 3:
				a.Mentions = append(a.Mentions, text.Mention{Span: text.Span{Start: m.End + 5, End: m.End + 9}, Type: types[r.IntN(4)]})
			}
			a.Mentions = append(a.Mentions, m)
		}
		gold, answers = append(gold, g), append(answers, a)
	}
	return gold, answers
}

func BenchmarkScoreAllSchemes(b *testing.B) {
	for _, documents := range []int{1, 2000} {
		b.Run(fmt.Sprintf("documents=%d", documents), func(b *testing.B) {
			gold, answers := corpus(documents)
			bytes := 0
			for _, d := range gold {
				bytes += len(d.Text)
			}
			b.SetBytes(int64(bytes))
			b.ReportAllocs()
			for b.Loop() {
				r, err := Score(gold, answers, Options{})
				if err != nil {
					b.Fatal(err)
				}
				for _, s := range Schemes() {
					if sum := r.Summary(s); len(sum.Types) != 4 {
						b.Fatal(sum)
					}
				}
			}
		})
	}
}

// BenchmarkErrors lists the errors of the same corpus with their contexts.
func BenchmarkErrors(b *testing.B) {
	gold, answers := corpus(2000)
	r, err := Score(gold, answers, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if len(r.Errors()) < 1000 {
			b.Fatal("too few errors")
		}
	}
}
