package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"rollcall/eval/stats"
	"rollcall/text"
)

// chanceCorpus makes documents of up to size mentions and a system that finds
// each with the probability that skill says, and now and then something that is
// nothing. The gold depends on the seed alone.
func chanceCorpus(seed uint64, documents, size int, skill float64) (gold, answers []*text.Document) {
	types := []text.Type{text.TypePerson, text.TypeOrganisation, text.TypePlace}
	luck := rand.New(rand.NewPCG(seed, uint64(1000*skill)))
	for i := range documents {
		rng := rand.New(rand.NewPCG(seed, uint64(i)))
		id := fmt.Sprint("d", i)
		body := strings.Repeat("x", 10*(size+1))
		g, a := &text.Document{ID: id, Text: body}, &text.Document{ID: id}
		here := skill + 0.1*rng.NormFloat64()
		for k := range 1 + rng.IntN(size) {
			m := text.Mention{Span: text.Span{Start: 10 * k, End: 10*k + 5}, Type: types[rng.IntN(len(types))]}
			g.Mentions = append(g.Mentions, m)
			switch x := luck.Float64(); {
			case x < here:
				a.Mentions = append(a.Mentions, m)
			case x < here+0.05:
				m.End++
				a.Mentions = append(a.Mentions, m)
			case x < here+0.1:
				m.Type = types[(k+1)%len(types)]
				a.Mentions = append(a.Mentions, m)
			}
		}
		gold, answers = append(gold, g), append(answers, a)
	}
	return gold, answers
}

func mustScore(t testing.TB, gold, answers []*text.Document) *Result {
	t.Helper()
	r, err := Score(gold, answers, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The figures that the intervals are worked out for are those of the summary.
func TestInferenceIsAboutTheSummary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := scoreDrawn(t, drawDocuments(t))
		types := r.types()
		m := countMetric(Schemes(), types)
		figures := m.At(countTable(r, Schemes(), types).Sums())
		trials := make([]float64, m.Figures)
		countTrials(Schemes(), types)(countTable(r, Schemes(), types).Sums(), trials)
		for _, s := range Schemes() {
			sum := r.Summary(s)
			next := func(name string, want Ratios, denominators [2]int) {
				got := Ratios{figures[0], figures[1], figures[2]}
				if diff := cmp.Diff(want, got, cmpopts.EquateNaNs(), cmpopts.EquateApprox(0, 1e-12)); diff != "" {
					t.Fatalf("%s, %s: -summary +metric:\n%s", s.Name, name, diff)
				}
				if name != "macro" {
					wantTrials := []float64{float64(denominators[0]), float64(denominators[1]), float64(denominators[0] + denominators[1])}
					if diff := cmp.Diff(wantTrials, trials[:3]); diff != "" {
						t.Fatalf("%s, %s: trials: %s", s.Name, name, diff)
					}
				}
				figures, trials = figures[3:], trials[3:]
			}
			for _, typ := range types {
				c := countsIn(sum, typ)
				next(string(typ), c.Ratios(), [2]int{c.Answers(), c.Gold()})
			}
			next("micro", sum.Micro.Ratios(), [2]int{sum.Micro.Answers(), sum.Micro.Gold()})
			next("macro", sum.Macro, [2]int{})
		}
	})
}

func countsIn(s Summary, typ text.Type) Counts {
	for _, t := range s.Types {
		if t.Type == typ {
			return t.Counts
		}
	}
	return Counts{}
}

// Intervals hold their figure, lie between 0 and 1, and are
// narrower over all mentions than over those of a type.
func TestInfer(t *testing.T) {
	for _, n := range []int{12, 60} {
		gold, answers := chanceCorpus(7, n, 12, 0.7)
		r := mustScore(t, gold, answers)
		inf := r.Infer(Schemes(), stats.Options{Resamples: 2000, Seed: 1})
		for k, s := range Schemes() {
			sum := r.Summary(s)
			check := func(name string, x Ratios, i RatioIntervals) {
				for f, x := range map[*stats.Interval]float64{&i.Precision: x.Precision, &i.Recall: x.Recall, &i.F1: x.F1} {
					if !(0 <= f.Low && f.Low < x && x <= f.High && f.High <= 1) {
						t.Errorf("%s, %s: %v is not in [%v, %v]", s.Name, name, x, f.Low, f.High)
					}
				}
			}
			for _, typ := range sum.Types {
				check(string(typ.Type), typ.Ratios(), inf.Schemes[k].Types[typ.Type])
			}
			check("micro", sum.Micro.Ratios(), inf.Schemes[k].Micro)
			check("macro", sum.Macro, inf.Schemes[k].Macro)
			micro, person := inf.Schemes[k].Micro.F1, inf.Schemes[k].Types[text.TypePerson].F1
			if n == 60 && s.Name == Strict.Name && micro.High-micro.Low >= person.High-person.Low {
				t.Errorf("%s: over all mentions the interval is no narrower than over those of a type", s.Name)
			}
		}
	}
}

func TestInferWarns(t *testing.T) {
	for _, test := range []struct {
		documents, size int
		want            []string
	}{
		{0, 1, nil},
		{1, 300, []string{"1 document has no intervals: nothing tells how another would differ"}},
		{9, 300, []string{"9 documents are too few for intervals that can be trusted: take them for the least that chance does"}},
		{10, 300, nil},
		{40, 3, []string{"types of fewer than 30 gold mentions, whose figures are mostly chance: "}},
	} {
		gold, answers := chanceCorpus(3, test.documents, test.size, 0.9)
		inf := mustScore(t, gold, answers).Infer([]Scheme{Strict}, stats.Options{Resamples: 200})
		if len(inf.Warnings) != len(test.want) {
			t.Errorf("%d documents: %v, want %v", test.documents, inf.Warnings, test.want)
			continue
		}
		for i, w := range test.want {
			if !strings.HasPrefix(inf.Warnings[i].String(), w) {
				t.Errorf("%d documents: %q, want %q", test.documents, inf.Warnings[i], w)
			}
		}
		if test.documents < 2 && !inf.Schemes[0].Micro.F1.None() {
			t.Errorf("%d documents have an interval", test.documents)
		}
	}
}

// A contrast is what a comparison says.
func TestContrasts(t *testing.T) {
	gold, weak := chanceCorpus(5, 40, 12, 0.7)
	_, strong := chanceCorpus(5, 40, 12, 0.9)
	old, new := mustScore(t, gold, weak), mustScore(t, gold, strong)
	o := stats.Options{Resamples: 1000, Seed: 3}
	got, err := Contrasts(old, new, Schemes(), o)
	if err != nil {
		t.Fatal(err)
	}
	run := func(name string, r *Result) *Run {
		return &Run{System: System{Name: name}, Files: []GoldFile{{Path: "g", Result: r}}}
	}
	c, err := Compare(run("old", old), run("new", new), CompareOptions{Schemes: Schemes(), Stats: o})
	if err != nil {
		t.Fatal(err)
	}
	for k, s := range c.Schemes {
		if got[k].Micro.Outcome != s.Micro.Outcome || got[k].Micro.F1.Value != s.Micro.F1.Value {
			t.Errorf("%s: micro %+v, compare says %+v", s.Scheme.Name, got[k].Micro, s.Micro)
		}
		for _, d := range s.Types {
			if g := got[k].Types[d.Type]; g.Outcome != d.Outcome || g.F1.Value != d.F1.Value {
				t.Errorf("%s: %s %+v, compare says %+v", s.Scheme.Name, d.Type, g, d)
			}
		}
	}
	if got[0].Micro.Outcome != GotBetter {
		t.Errorf("0.9 is no better than 0.7: %+v", got[0].Micro)
	}
	self, err := Contrasts(old, old, []Scheme{Strict}, o)
	if err != nil || self[0].Micro.Outcome != NoDifference {
		t.Errorf("a system differs from itself: %+v, %v", self, err)
	}
}

func TestPower(t *testing.T) {
	gold, weak := chanceCorpus(5, 50, 12, 0.7)
	_, strong := chanceCorpus(5, 50, 12, 0.8)
	r, other := mustScore(t, gold, weak), mustScore(t, gold, strong)
	p, err := r.Power(Strict, []Opponent{{"other", other}, {"self", r}}, stats.DefaultPower, stats.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Pairings) != 2+len(SupposedCorrelations) || p.Documents != 50 {
		t.Fatalf("%d pairings of %d documents", len(p.Pairings), p.Documents)
	}
	self := p.Pairings[1].Micro
	if !math.IsNaN(self.Detectable) || self.Needed != 0 {
		t.Errorf("a system beside itself: %+v", self)
	}
	for _, pair := range append(p.Pairings[:1:1], p.Pairings[2:]...) {
		for _, l := range append(pair.Types, pair.Micro) {
			if !(l.Detectable > 0.005 && l.Detectable < 0.5) || l.More != max(0, l.Needed-50) {
				t.Errorf("%q %s: %+v", pair.Name, l.Type, l)
			}
			// Where a difference of the target is what can be detected, no more
			// documents are needed; in general they go with its square.
			if want := 50 * math.Pow(l.Detectable/p.Target, 2); math.Abs(float64(l.Needed)-want) > 0.1*want {
				t.Errorf("%q %s: %d documents needed, about %.0f expected", pair.Name, l.Type, l.Needed, want)
			}
		}
	}
	loose, tight := p.Pairings[2].Micro, p.Pairings[3].Micro
	if ratio := loose.Detectable / tight.Detectable; math.Abs(ratio-math.Sqrt(5)) > 1e-9 {
		t.Errorf("correlations of 0.5 and 0.9 differ by a factor of %v, want √5", ratio)
	}
}

// benchmarkCorpus is 2,000 documents with about 71,000 mentions.
func benchmarkCorpus(b *testing.B) (one, two *Result) {
	gold, weak := chanceCorpus(5, 2000, 70, 0.8)
	_, strong := chanceCorpus(5, 2000, 70, 0.85)
	return mustScore(b, gold, weak), mustScore(b, gold, strong)
}

func BenchmarkInfer(b *testing.B) {
	r, _ := benchmarkCorpus(b)
	for b.Loop() {
		r.Infer(Schemes(), stats.Options{Workers: 1})
	}
}

func BenchmarkContrasts(b *testing.B) {
	one, two := benchmarkCorpus(b)
	for b.Loop() {
		if _, err := Contrasts(one, two, Schemes(), stats.Options{Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

// The counts that measures are inferred from are those of the measures.
func TestMeasuredAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := scoreDrawn(t, drawDocuments(t))
		var sums [][]int
		for i := range r.Documents {
			for k, m := range (&Result{Documents: r.Documents[i : i+1]}).measuredOf() {
				if i == 0 {
					sums = append(sums, make([]int, len(m.counts)))
				}
				for c, n := range m.counts {
					sums[k][c] += n
				}
			}
		}
		want := []Ratios{r.MUC().All.Ratios(), r.Fair().Total().Ratios(FairHalves), r.Fair().Total().Ratios(FairBounds)}
		for k, w := range want {
			got := r.measuredOf()[k].ratios(sums[k])
			if diff := cmp.Diff(w, got, cmpopts.EquateNaNs()); diff != "" {
				t.Fatalf("measure %d: -whole +sum of documents:\n%s", k, diff)
			}
			p, rec := r.measuredOf()[k].trials(sums[k])
			if math.IsNaN(w.Precision) != (p == 0) || math.IsNaN(w.Recall) != (rec == 0) {
				t.Fatalf("measure %d has %+v of %d and %d trials", k, w, p, rec)
			}
		}
	})
}

func TestInferMeasures(t *testing.T) {
	gold, answers := chanceCorpus(7, 40, 12, 0.7)
	r := mustScore(t, gold, answers)
	inf := r.InferMeasures(stats.Options{Resamples: 1000})
	for name, test := range map[string]struct {
		x float64
		i stats.Interval
	}{
		"muc7":     {r.MUC().All.F(1), inf.MUC.F1},
		"faireval": {r.Fair().Total().Ratios(FairHalves).F1, inf.Fair.F1},
		"weighted": {r.Fair().Total().Ratios(FairBounds).F1, inf.FairBounds.F1},
	} {
		if !(test.i.Low < test.x && test.x < test.i.High && test.i.High-test.i.Low < 0.2) {
			t.Errorf("%s: %v is not in [%v, %v]", name, test.x, test.i.Low, test.i.High)
		}
	}
	if !inf.Money["value"].F1.None() {
		t.Errorf("gold without values has an interval: %+v", inf.Money["value"])
	}
}
