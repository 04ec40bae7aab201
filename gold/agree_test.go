package gold

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/text"
)

// Published tables with the coefficients that their authors give.
func TestPublishedKappas(t *testing.T) {
	tests := []struct {
		name string
		got  float64
		want float64
		tol  float64
	}{
		{
			"Cohen 1960, table 2", CohenKappa([][]float64{{88, 14, 18}, {10, 40, 10}, {2, 6, 12}}),
			0.492, 5e-4,
		},
		{
			"Landis and Koch 1977, table 1, Winnipeg", CohenKappa([][]float64{{38, 5, 0, 1}, {33, 11, 3, 0}, {10, 14, 5, 6}, {3, 7, 3, 10}}),
			0.208, 5e-4,
		},
		{
			"Fleiss 1971, table 1", FleissKappa([][]float64{
				{0, 0, 0, 6, 0}, {0, 3, 0, 0, 3}, {0, 1, 4, 0, 1}, {0, 0, 0, 0, 6}, {0, 3, 0, 3, 0}, {2, 0, 4, 0, 0},
				{0, 0, 4, 0, 2}, {2, 0, 3, 1, 0}, {2, 0, 0, 4, 0}, {0, 0, 0, 0, 6}, {1, 0, 0, 5, 0}, {1, 1, 0, 4, 0},
				{0, 3, 3, 0, 0}, {1, 0, 0, 5, 0}, {0, 2, 0, 3, 1}, {0, 0, 5, 0, 1}, {3, 0, 0, 1, 2}, {5, 1, 0, 0, 0},
				{0, 2, 0, 4, 0}, {1, 0, 2, 0, 3}, {0, 0, 0, 0, 6}, {0, 1, 0, 5, 0}, {0, 2, 0, 1, 3}, {2, 0, 0, 4, 0},
				{1, 0, 0, 4, 1}, {0, 5, 0, 1, 0}, {4, 0, 0, 0, 2}, {0, 2, 0, 4, 0}, {1, 0, 5, 0, 0}, {0, 0, 0, 0, 6},
			}),
			0.430, 5e-4,
		},
		{
			"Krippendorff 2011, section C: four observers, data missing", KrippendorffAlpha(votesOf(
				"123321412...", "1233224125.3", ".3332342251.", "12332441251.",
			)),
			0.743, 5e-4,
		},
		{
			"Krippendorff 2011, section A: two observers, binary", KrippendorffAlpha(votesOf("0100000010", "1110010000")),
			0.095, 5e-4,
		},
	}
	for _, tt := range tests {
		if math.Abs(tt.got-tt.want) > tt.tol {
			t.Errorf("%s: got %.5f, want %.3f", tt.name, tt.got, tt.want)
		}
	}
}

// votesOf turns a string of digits for each observer, a dot for no answer, into
// votes for each item.
func votesOf(observers ...string) [][]float64 {
	votes := make([][]float64, len(observers[0]))
	for i := range votes {
		votes[i] = make([]float64, 6)
		for _, o := range observers {
			if o[i] != '.' {
				votes[i][o[i]-'0']++
			}
		}
	}
	return votes
}

func TestKappaWithoutValue(t *testing.T) {
	for name, got := range map[string]float64{
		"no items":            CohenKappa([][]float64{{0, 0}, {0, 0}}),
		"one label only":      CohenKappa([][]float64{{5, 0}, {0, 0}}),
		"Fleiss of one label": FleissKappa([][]float64{{3, 0}, {3, 0}}),
		"alpha of nothing":    KrippendorffAlpha(nil),
		"alpha of lone votes": KrippendorffAlpha([][]float64{{1, 0}, {0, 1}}),
	} {
		if !math.IsNaN(got) {
			t.Errorf("%s: got %v, want NaN", name, got)
		}
	}
	if got := CohenKappa([][]float64{{5, 0}, {0, 5}}); got != 1 {
		t.Errorf("perfect agreement: got %v", got)
	}
}

// annotator is one who wrote marked text, a string for each document.
func annotator(t testing.TB, name string, docs ...string) Annotator {
	t.Helper()
	c := &Corpus{Path: name + ".jsonl"}
	for i, s := range docs {
		plain, mentions, err := text.ParseMarked(s)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		c.add(&text.Document{ID: fmt.Sprintf("d%d", i), Text: plain, Mentions: mentions}, i+1)
	}
	return Annotator{Name: name, Corpora: []*Corpus{c}}
}

// Figures worked out by hand from the definitions.
func TestAgree(t *testing.T) {
	a, err := Agree(
		annotator(t, "ann", "[Person Ama Boateng] of [Organisation Volta Bank] left.", "[Place Wa] and [Ignore north] rain"),
		annotator(t, "bo", "[Person Ama] Boateng of [Place Volta Bank] left.", "[Place Wa] and [Place north] rain"),
	)
	if err != nil {
		t.Fatal(err)
	}
	s := a.Scores(nil)
	// Mentions: 3 and 3 (north is open), one equal, two that overlap in type.
	check := func(name string, got Estimate, want float64) {
		t.Helper()
		if math.Abs(got.Value-want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", name, got.Value, want)
		}
	}
	check("strict F1", s.Mean.Strict, 2.0/6)
	check("overlap F1", s.Mean.Overlap, 4.0/6)
	// Tokens: Ama Boateng of Volta Bank left . | Wa and rain: ten, "north" left out.
	// PERSON/PERSON 1, PERSON/O 1, ORGANISATION/PLACE 2, PLACE/PLACE 1, O/O 5.
	po := 7.0 / 10
	pe := (2.0*1 + 2*0 + 1*3 + 5*6) / 100
	check("kappa", s.Mean.Kappa, (po-pe)/(1-pe))
	po, pe = 2.0/5, (2.0*1+2*0+1*3+0*1)/25
	check("kappa of marked tokens", s.Mean.KappaMarked, (po-pe)/(1-pe))
	if diff := cmp.Diff([]text.Type{"PERSON", "ORGANISATION", "PLACE"}, a.Types); diff != "" {
		t.Error(diff)
	}
	want := []Difference{
		{[]string{"[Person Ama Boateng]", "[Person Ama] Boateng"}, 1, "ann.jsonl:1", "d0", 0, 11},
		{[]string{"[Organisation Volta Bank]", "[Place Volta Bank]"}, 1, "ann.jsonl:1", "d0", 15, 25},
	}
	if diff := cmp.Diff(want, a.Differences); diff != "" {
		t.Error("differences, without what is left open:", diff)
	}
	check("PLACE strict", s.Types[2].Strict, 2.0/3)
	check("PERSON overlap", s.Types[0].Overlap, 1)
	if diff := cmp.Diff([]int{0, 1}, a.Worst()); diff != "" {
		t.Errorf("worst first: %s", diff)
	}
	// Scott's pi, which Fleiss' kappa is for two, from pooled shares.
	pe = 0
	for _, n := range []float64{3, 2, 4, 11} {
		pe += n / 20 * (n / 20)
	}
	check("Fleiss", s.Group.Fleiss, (0.7-pe)/(1-pe))
}

func TestAgreeAlternativesAndTypes(t *testing.T) {
	with := annotator(t, "ann", "[Person Ann] at the [Place White House], paid [Money $5]")
	place := &with.Corpora[0].Documents[0].Mentions[1]
	place.Alt = []text.Alternative{{Span: place.Span, Type: text.TypeOrganisation}}
	other := annotator(t, "bo", "[Person Ann] at the [Organisation White House], paid $5")
	other.Corpora[0].Types = []text.Type{"PERSON", "ORGANISATION", "PLACE"}
	a, err := Agree(with, other)
	if err != nil {
		t.Fatal(err)
	}
	if got := a.Scores(nil).Mean.Strict.Value; got != 1 {
		t.Errorf("strict F1 %v, want 1: the other reading fits, and MONEY was not asked for", got)
	}
	if diff := cmp.Diff([]string{"left out, since not all are annotated for it: MONEY"}, a.Warnings); diff != "" {
		t.Error(diff)
	}
}

// Differences are counted over all documents, the most frequent first, with
// nothing where an annotator lacks the documents.
func TestDifferences(t *testing.T) {
	a, err := Agree(
		annotator(t, "ann", "[Place Wa] Town", "[Place Ho]", "[Place Ho]"),
		annotator(t, "bo", "[Place Wa Town]", "[Person Ho]", "[Person Ho]"),
		annotator(t, "cy", "Wa Town"),
	)
	if err != nil {
		t.Fatal(err)
	}
	want := []Difference{
		{[]string{"[Place Ho]", "[Person Ho]", ""}, 2, "ann.jsonl:2", "d1", 0, 2},
		{[]string{"[Place Wa] Town", "[Place Wa Town]", "Wa Town"}, 1, "ann.jsonl:1", "d0", 0, 7},
	}
	if diff := cmp.Diff(want, a.Differences); diff != "" {
		t.Error(diff)
	}
}

func TestAgreeFaults(t *testing.T) {
	ann := annotator(t, "ann", "[Place Wa] is hot", "cold")
	bo := annotator(t, "bo", "[Place Wa] was hot")
	_, err := Agree(ann, bo)
	if err == nil || !strings.Contains(err.Error(), `bo.jsonl:1: document "d0" has another text than at ann.jsonl:1: from character 3 on "was hot", there "is hot"`) {
		t.Errorf("got %v", err)
	}
	if _, err = Agree(ann); err == nil {
		t.Error("one annotator agrees with nobody")
	}
	twice := annotator(t, "cy", "[Place Wa] is hot")
	twice.Corpora = append(twice.Corpora, twice.Corpora[0])
	if _, err = Agree(ann, twice); err == nil || !strings.Contains(err.Error(), `cy.jsonl:1: document "d0" stands at cy.jsonl:1 already`) {
		t.Errorf("got %v", err)
	}
	strange := annotator(t, "dee", "x")
	strange.Corpora[0].Documents[0].ID = "other"
	if _, err = Agree(ann, strange); err == nil || !strings.Contains(err.Error(), "no document has been read by two") {
		t.Errorf("got %v", err)
	}
	a, err := Agree(ann, annotator(t, "bo", "[Place Wa] is hot"))
	if err != nil || len(a.Documents) != 1 || len(a.Warnings) != 1 || !strings.Contains(a.Warnings[0], `bo lacks 1 of 2 documents: "d1"`) {
		t.Errorf("got %v, %v", a, err)
	}
}

// The worked cases of bratiaa, with the digits that its authors print.
func TestBratiaa(t *testing.T) {
	dir := os.Getenv("ROLLCALL_EVALCASES")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "evalcases")
	}
	data, err := os.ReadFile(filepath.Join(dir, "bratiaa-iaa.json"))
	if err != nil {
		t.Skip("the worked cases of other scorers are not at hand: ", err)
	}
	var file struct {
		Cases []struct {
			ID       string
			Docs     map[string]map[string][][3]any
			Expected struct {
				Mean        float64               `json:"mean_f1"`
				SD          float64               `json:"sd"`
				PerLabel    map[string][2]float64 `json:"per_label"`
				PerDocument map[string][2]float64 `json:"per_document"`
			}
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	// Its authors print between six and eight digits, cut or rounded.
	near := func(name string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-6 {
			t.Errorf("%s: got %.9f, want %.9f", name, got, want)
		}
	}
	for _, c := range file.Cases {
		annotators := bratiaaAnnotators(c.Docs)
		a, err := Agree(annotators...)
		if err != nil {
			t.Fatal(err)
		}
		s := a.Scores(nil)
		mean, sd := overPairs(s)
		near(c.ID+" mean", mean, c.Expected.Mean)
		near(c.ID+" mean of Scores", s.Mean.Strict.Value, c.Expected.Mean)
		near(c.ID+" sd", sd, c.Expected.SD)
		for _, ts := range s.Types {
			if want, ok := c.Expected.PerLabel[string(ts.Type)]; ok {
				near(c.ID+" "+string(ts.Type), ts.Strict.Value, want[0])
			}
		}
		for i, d := range a.Documents {
			if want, ok := c.Expected.PerDocument[strings.TrimSuffix(d.ID, ".ann")]; ok {
				mean, sd := overPairs(a.DocumentScores(i))
				near(c.ID+" "+d.ID, mean, want[0])
				near(c.ID+" sd of "+d.ID, sd, want[1])
			}
		}
	}
}

// overPairs is the mean and the population's standard deviation of strict F1.
func overPairs(s Scores) (mean, sd float64) {
	for _, p := range s.Pairs {
		mean += p.Strict.Value / float64(len(s.Pairs))
	}
	for _, p := range s.Pairs {
		sd += (p.Strict.Value - mean) * (p.Strict.Value - mean) / float64(len(s.Pairs))
	}
	return mean, math.Sqrt(sd)
}

func bratiaaAnnotators(docs map[string]map[string][][3]any) []Annotator {
	byName := map[string]*Corpus{}
	for id, readings := range docs {
		end := 0
		for _, list := range readings {
			for _, m := range list {
				end = max(end, int(m[2].(float64)))
			}
		}
		for name, list := range readings {
			if byName[name] == nil {
				byName[name] = &Corpus{Path: name}
			}
			d := &text.Document{ID: id, Text: strings.Repeat("x", end)}
			for _, m := range list {
				mention := text.Mention{Span: text.Span{Start: int(m[1].(float64)), End: int(m[2].(float64))}, Type: text.Type(m[0].(string))}
				if !slices.ContainsFunc(d.Mentions, func(o text.Mention) bool { return o.Span == mention.Span && o.Type == mention.Type }) {
					d.Mentions = append(d.Mentions, mention)
				}
			}
			byName[name].add(d, len(byName[name].Lines)+1)
		}
	}
	var annotators []Annotator
	for name, c := range byName {
		annotators = append(annotators, Annotator{name, []*Corpus{c}})
	}
	slices.SortFunc(annotators, func(a, b Annotator) int { return strings.Compare(a.Name, b.Name) })
	return annotators
}

// Whoever is named first, the figures are the same; and two who agree in all
// have 1 everywhere.
func TestAgreeIsSymmetric(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(2, 4).Draw(rt, "annotators")
		documents := rapid.IntRange(1, 3).Draw(rt, "documents")
		var annotators []Annotator
		for k := range n {
			var docs []string
			for d := range documents {
				docs = append(docs, drawReading(rt, fmt.Sprintf("%d/%d", k, d)))
			}
			annotators = append(annotators, annotator(t, fmt.Sprint("a", k), docs...))
		}
		a, err := Agree(annotators...)
		if err != nil {
			rt.Fatal(err)
		}
		slices.Reverse(annotators)
		b, err := Agree(annotators...)
		if err != nil {
			rt.Fatal(err)
		}
		x, y := a.Scores(nil), b.Scores(nil)
		for _, pair := range [][2]float64{
			{x.Mean.Strict.Value, y.Mean.Strict.Value}, {x.Mean.Overlap.Value, y.Mean.Overlap.Value},
			{x.Mean.Kappa.Value, y.Mean.Kappa.Value}, {x.Group.Fleiss.Value, y.Group.Fleiss.Value}, {x.Alpha.Value, y.Alpha.Value},
		} {
			if math.Abs(pair[0]-pair[1]) > 1e-9 || math.IsNaN(pair[0]) != math.IsNaN(pair[1]) {
				rt.Fatalf("order matters: %v and %v", x, y)
			}
		}
		same, err := Agree(annotators[0], Annotator{"copy", annotators[0].Corpora})
		if err != nil {
			rt.Fatal(err)
		}
		for _, f := range []Estimate{same.Scores(nil).Mean.Strict, same.Scores(nil).Mean.Overlap, same.Scores(nil).Mean.Kappa, same.Scores(nil).Group.Fleiss, same.Scores(nil).Alpha} {
			if !math.IsNaN(f.Value) && math.Abs(f.Value-1) > 1e-9 {
				rt.Fatalf("a copy does not agree: %v", f)
			}
		}
	})
}

// drawReading marks words of one sentence at random.
func drawReading(rt *rapid.T, label string) string {
	words := strings.Fields("Ama Boateng of Volta Bank flew to Upper West Region with Kofi .")
	var out []string
	for i := 0; i < len(words); {
		n := rapid.SampledFrom([]int{0, 0, 0, 1, 2, 3}).Draw(rt, label)
		n = min(n, len(words)-i)
		if n == 0 {
			out = append(out, words[i])
			i++
			continue
		}
		kind := rapid.SampledFrom([]string{"Person", "Organisation", "Place"}).Draw(rt, label+"t")
		out = append(out, "["+kind+" "+strings.Join(words[i:i+n], " ")+"]")
		i += n
	}
	return strings.Join(out, " ")
}
