package coref

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

// clusters reads "a bc def": a letter is a mention.
func clusters(s string) []Cluster {
	var out []Cluster
	for _, field := range strings.Fields(s) {
		var c Cluster
		for _, letter := range field {
			c = append(c, text.Span{Start: 2 * int(letter), End: 2*int(letter) + 1})
		}
		out = append(out, c)
	}
	return out
}

// expected is recall and precision by metric; F1 is their harmonic mean.
type expected map[string][2]float64

type referenceCase struct {
	id, gold, answers string
	want              expected
}

// The cases of the reference scorer's own tests (TC-A to TC-N of
// reference-coreference-scorers, test/TestCases.README), as partitions of
// letters; recall and precision are the fractions that it gives there. Those
// for LEA were written by the authors of LEA into the same file. D and E are
// the examples of Bagga and Baldwin 1998, F to L those of Vilain et al. 1995.
var referenceCases = []referenceCase{
	{"A1", "a bc def", "a bc def", expected{"muc": {1, 1}, "b3": {1, 1}, "ceaf_m": {1, 1}, "ceaf_e": {1, 1}, "blanc": {1, 1}, "lea": {1, 1}}},
	{"A2", "a bc def", "a de", expected{
		"muc": {1. / 3, 1}, "b3": {7. / 18, 1}, "ceaf_m": {.5, 1}, "ceaf_e": {.6, .9},
		"blanc": {(1./4 + 2./11) / 2, 1}, "lea": {2. / 6, 1},
	}},
	{"A3", "a bc def", "a bcx defy z", expected{
		"muc": {1, 3. / 5}, "b3": {1, 55. / 108}, "ceaf_m": {1, 6. / 9}, "ceaf_e": {(1 + 4./5 + 6./7) / 3, (1 + 4./5 + 6./7) / 4},
		"blanc": {1, (4./9 + 11./27) / 2}, "lea": {1, (1 + 1 + 2.) / 9},
	}},
	{"A4", "a bc def", "a bcx dy z", expected{
		"muc": {1. / 3, 1. / 3}, "b3": {5. / 9, 17. / 42}, "ceaf_m": {4. / 6, 4. / 7}, "ceaf_e": {2.2 / 3, 2.2 / 4},
		"blanc": {(1./4 + 5./11) / 2, (1./4 + 5./17) / 2}, "lea": {3. / 6, 2. / 7},
	}},
	{"A5", "a bc def", "a bcxB dy z", expected{
		"muc": {1. / 3, 1. / 4}, "b3": {5. / 9, 5. / 16}, "ceaf_m": {4. / 6, 4. / 8}, "ceaf_e": {(1 + 4./6 + 2./5) / 3, (1 + 4./6 + 2./5) / 4},
		"blanc": {(1./4 + 5./11) / 2, (1./7 + 5./21) / 2}, "lea": {3. / 6, (1 + 4./6) / 8},
	}},
	{"A6", "a bc def", "a bcx dy Bz", expected{
		"muc": {1. / 3, 1. / 4}, "b3": {5. / 9, 17. / 48}, "ceaf_m": {4. / 6, 4. / 8}, "ceaf_e": {2.2 / 3, 2.2 / 4},
		"blanc": {(1./4 + 5./11) / 2, (1./5 + 5./23) / 2}, "lea": {3. / 6, 2. / 8},
	}},
	{"A7 repeated in its entity", "a bc def", "a bcxb dy z", expected{
		"muc": {1. / 3, 1. / 3}, "b3": {5. / 9, 17. / 42}, "ceaf_m": {4. / 6, 4. / 7}, "ceaf_e": {2.2 / 3, 2.2 / 4},
		"blanc": {(1./4 + 5./11) / 2, (1./4 + 5./17) / 2}, "lea": {3. / 6, 2. / 7},
	}},
	{"A8 repeated elsewhere", "a bc def", "a bcx dy bz", expected{
		"muc": {1. / 3, 1. / 3}, "b3": {5. / 9, 17. / 42}, "ceaf_m": {4. / 6, 4. / 7}, "ceaf_e": {2.2 / 3, 2.2 / 4},
		"blanc": {(1./4 + 5./11) / 2, (1./4 + 5./17) / 2}, "lea": {3. / 6, 2. / 7},
	}},
	{"A9 repeated ten times", "a bc def", "a bcx dy bbbbbbbbbbz", expected{
		"muc": {1. / 3, 1. / 3}, "b3": {5. / 9, 17. / 42}, "ceaf_m": {4. / 6, 4. / 7}, "ceaf_e": {2.2 / 3, 2.2 / 4},
		"blanc": {(1./4 + 5./11) / 2, (1./4 + 5./17) / 2}, "lea": {3. / 6, 2. / 7},
	}},
	{"A10", "a bc def", "a b c d e f", expected{"muc": {0, 0}, "b3": {3. / 6, 1}, "blanc": {.5, 11. / 15 / 2}, "lea": {1. / 6, 1. / 6}}},
	{"A11", "a bc def", "abcdef", expected{"muc": {1, 3. / 5}, "b3": {1, 7. / 18}, "blanc": {.5, 4. / 15 / 2}, "lea": {5. / 6, 4. / 15}}},
	{"A12", "a bc def", "a x y c d e z", expected{"muc": {0, 0}, "b3": {13. / 36, 4. / 7}, "blanc": {5. / 11 / 2, 5. / 21 / 2}, "lea": {1. / 6, 1. / 7}}},
	{"A13", "a bc def", "axycdez", expected{"muc": {1. / 3, 1. / 6}, "b3": {17. / 36, 6. / 49}, "blanc": {1. / 4 / 2, 1. / 21 / 2}, "lea": {1. / 6, 1. / 21}}},
	{"B1", "ab cde", "bcx de", expected{"blanc": {7. / 24, 7. / 24}, "lea": {1. / 5, 2. / 5}}},
	{"C1", "ab cde fg", "bcx de fg", expected{"blanc": {(2./5 + 10./16) / 2, (2./5 + 10./16) / 2}, "lea": {3. / 7, 4. / 7}}},
	{"D1", "12345 67 89ABC", "12345 6789ABC", expected{"muc": {1, 9. / 10}, "b3": {1, 16. / 21}, "lea": {1, (5 + 7*11./21) / 12}}},
	{"E1", "12345 67 89ABC", "1234589ABC 67", expected{"muc": {1, 9. / 10}, "b3": {1, 7. / 12}, "lea": {1, (10*20./45 + 2) / 12}}},
	{"F1", "ABCD", "AB CD", expected{"muc": {2. / 3, 1}, "lea": {2. / 6, 1}}},
	{"G1", "AB CD", "ABCD", expected{"muc": {1, 2. / 3}, "lea": {1, 2. / 6}}},
	{"H1", "ABCD", "ABCD", expected{"muc": {1, 1}, "lea": {1, 1}}},
	{"J1", "ABC", "AC", expected{"muc": {1. / 2, 1}, "lea": {1. / 3, 1}}},
	{"K1", "BCDEGHJ", "ABC DEF GHI", expected{"muc": {3. / 6, 3. / 6}, "lea": {3. / 21, 3. / 9}}},
	{"L1", "ABC DEFG", "AB CD FGH", expected{"muc": {2. / 5, 2. / 4}, "lea": {(1 + 4./6) / 7, 3. / 7}}},
	{"M1 links only", "abcdef", "abcdef", expected{"muc": {1, 1}, "b3": {1, 1}, "ceaf_m": {1, 1}, "ceaf_e": {1, 1}, "blanc": {1, 1}, "lea": {1, 1}}},
	{"M2", "abcdef", "a b c d e f", expected{"muc": {0, 0}, "blanc": {0, 0}, "lea": {0, 0}}},
	{"M3", "abcdef", "ab cde f", expected{"blanc": {4. / 15, 1}, "lea": {4. / 15, 5. / 6}}},
	{"M4", "abcdef", "abcxyz", expected{"blanc": {3. / 15, 3. / 15}, "lea": {3. / 15, 3. / 15}}},
	{"M5", "abcdef", "a b c x y z", expected{"muc": {0, 0}, "blanc": {0, 0}, "lea": {0, 0}}},
	{"M6", "abcdef", "ab cxy z", expected{"blanc": {1. / 15, 1. / 4}, "lea": {1. / 15, 2. / 6}}},
	{"N1 no links", "a b c d e f", "a b c d e f", expected{"muc": {0, 0}, "b3": {1, 1}, "ceaf_m": {1, 1}, "ceaf_e": {1, 1}, "blanc": {1, 1}, "lea": {1, 1}}},
	{"N2", "a b c d e f", "abcdef", expected{"muc": {0, 0}, "blanc": {0, 0}, "lea": {0, 0}}},
	{"N3", "a b c d e f", "ab cde f", expected{"blanc": {11. / 15, 1}, "lea": {1. / 6, 1. / 6}}},
	{"N4", "a b c d e f", "a b c x y z", expected{"muc": {0, 0}, "blanc": {3. / 15, 3. / 15}, "lea": {3. / 6, 3. / 6}}},
	{"N5", "a b c d e f", "abcxyz", expected{"blanc": {0, 0}, "lea": {0, 0}}},
	{"N6", "a b c d e f", "ab cxy z", expected{"blanc": {2. / 15, 2. / 11}, "lea": {0, 0}}},
}

func metric(t testing.TB, name string) Metric {
	t.Helper()
	for _, m := range Metrics() {
		if m.Name == name {
			return m
		}
	}
	t.Fatalf("no metric %s", name)
	return Metric{}
}

// near reports whether two figures are the same; the reference scorer prints 0
// where there is no denominator.
func near(got, want float64) bool { return math.Abs(orZero(got)-want) < 1e-12 }

func TestReferenceScorer(t *testing.T) {
	for _, c := range referenceCases {
		counts := Count(clusters(c.gold), clusters(c.answers))
		for name, w := range c.want {
			s := metric(t, name).Of(counts)
			if !near(s.Recall, w[0]) || !near(s.Precision, w[1]) {
				t.Errorf("%s: %s: recall %v, precision %v, expected %v", c.id, name, s.Recall, s.Precision, w)
			}
			if name != "blanc" && !near(s.F1, orZero(harmonic(w[0], w[1]))) {
				t.Errorf("%s: %s: F1 %v of %v", c.id, name, s.F1, w)
			}
		}
	}
}

// The F1 of BLANC is no harmonic mean. The figures are those of the reference
// scorer's test configuration, which has five decimals.
func TestReferenceBLANC(t *testing.T) {
	for id, want := range map[string]float64{
		"A1": 1, "A2": .35385, "A3": .59717, "A4": .30357, "A5": .24716, "A6": .25817, "A10": .42308, "A11": .21053,
		"A12": .15625, "A13": .04, "B1": .29167, "C1": .5125, "M2": 0, "M3": .42105, "M4": .2, "M6": .10526, "N2": 0,
		"N3": .84615, "N4": .2, "N5": 0, "N6": .15385,
	} {
		i := slices.IndexFunc(referenceCases, func(c referenceCase) bool {
			return c.id == id || strings.HasPrefix(c.id, id+" ")
		})
		if i < 0 {
			t.Fatal(id)
		}
		c := referenceCases[i]
		if got := Count(clusters(c.gold), clusters(c.answers)).BLANC().F1; math.Abs(orZero(got)-want) > 5.1e-6 {
			t.Errorf("%s: %v, expected %v", id, got, want)
		}
	}
}

// Luo 2005, section 2: gold is {1..5} {6,7} {8..C}, and four systems that MUC,
// or B³, cannot tell apart; the figures are those of its table 1.
func TestLuo2005(t *testing.T) {
	const gold = "12345 67 89ABC"
	for _, c := range []struct {
		answers       string
		muc, b3, m, e float64 // F1
	}{
		{"12345 6789ABC", .947, .865, .833, .733},
		{"1234589ABC 67", .947, .737, .583, .667},
		{"123456789ABC", .900, .545, .417, .294},
		{"1 2 3 4 5 6 7 8 9 A B C", 0, .400, .250, .178},
	} {
		counts := Count(clusters(gold), clusters(c.answers))
		for name, want := range map[string]float64{"muc": c.muc, "b3": c.b3, "ceaf_m": c.m, "ceaf_e": c.e} {
			if got := orZero(metric(t, name).Of(counts).F1); math.Abs(got-want) > 6e-4 {
				t.Errorf("%s: %s %v, expected %v", c.answers, name, got, want)
			}
		}
	}
}

func TestUndefined(t *testing.T) {
	nothing := Count(nil, nil)
	for _, m := range Metrics() {
		if s := m.Of(nothing); !math.IsNaN(s.F1) || !math.IsNaN(s.Precision) || !math.IsNaN(s.Recall) {
			t.Errorf("%s of nothing: %v", m.Name, s)
		}
	}
	one := Count(clusters("a"), clusters("a"))
	if s := one.BLANC(); !math.IsNaN(s.F1) {
		t.Errorf("blanc of one mention: %v", s)
	}
	if s := one.CoNLL(); !near(s.F1, 2./3) { // muc has no link to count
		t.Errorf("conll of one mention: %v", s)
	}
	if s := Count(clusters("ab c"), nil).BLANC(); !math.IsNaN(s.Precision) || s.Recall != 0 || s.F1 != 0 {
		t.Errorf("blanc without answers: %v", s)
	}
	if s := Count(clusters("ab"), nil).BCubed.Figures(); s.Recall != 0 || !math.IsNaN(s.Precision) || s.F1 != 0 {
		t.Errorf("b3 without answers: %v", s)
	}
}

func TestClusters(t *testing.T) {
	d := &text.Document{Text: "Ann met Bob. Ann and Lee left.", Mentions: []text.Mention{
		{Span: text.Span{Start: 0, End: 3}, Type: "PERSON"},
		{Span: text.Span{Start: 8, End: 11}, Type: "PERSON"},
		{Span: text.Span{Start: 13, End: 16}, Type: "PERSON"},
		{Span: text.Span{Start: 21, End: 24}, Type: "OTHER"},
	}, Entities: []text.Entity{{Mentions: []int{0, 2}}, {Mentions: []int{1}}, {Mentions: []int{99}}}}
	show := func(cs []Cluster) string {
		var out []string
		for _, c := range cs {
			var in []string
			for _, m := range c {
				in = append(in, d.Surface(m))
			}
			out = append(out, strings.Join(in, "="))
		}
		return strings.Join(out, " ")
	}
	person := func(m text.Mention) (text.Span, bool) { return m.Span, m.Type == "PERSON" }
	later := func(m text.Mention) (text.Span, bool) { return m.Span, m.Start > 0 }
	for _, c := range []struct {
		s    Singletons
		at   func(text.Mention) (text.Span, bool)
		want string
	}{
		{AsGiven, nil, "Ann=Ann Bob"},
		{Dropped, nil, "Ann=Ann"},
		{Added, nil, "Ann=Ann Bob Lee"},
		{Added, person, "Ann=Ann Bob"},
		{AsGiven, later, "Ann Bob"},
		{Dropped, later, ""},
	} {
		if got := show(Clusters(d, c.s, c.at)); got != c.want {
			t.Errorf("%v: %q, expected %q", c.s, got, c.want)
		}
		if got, err := ParseSingletons(c.s.String()); err != nil || got != c.s {
			t.Errorf("%s: %v, %v", c.s, got, err)
		}
	}
	if _, err := ParseSingletons("x"); err == nil {
		t.Error("no error for an unknown name")
	}
}

func anyPartition(t *rapid.T, name string) []Cluster {
	n := rapid.IntRange(0, 8).Draw(t, name)
	of := map[int]Cluster{}
	for i := range n {
		if rapid.IntRange(0, 4).Draw(t, "left out") == 0 {
			continue
		}
		k := rapid.IntRange(0, 3).Draw(t, "cluster")
		of[k] = append(of[k], text.Span{Start: 2 * i, End: 2*i + 1})
	}
	var out []Cluster
	for k := range 4 {
		if len(of[k]) > 0 {
			out = append(out, of[k])
		}
	}
	return out
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, a := anyPartition(t, "gold"), anyPartition(t, "answers")
		c := Count(g, a)
		if diff := cmp.Diff(slowCount(g, a), c, closely); diff != "" {
			t.Fatalf("by the definitions:\n%s", diff)
		}
		swapped := Count(a, g)
		for _, m := range Metrics() {
			s, o := m.Of(c), m.Of(swapped)
			for _, x := range []float64{s.Precision, s.Recall, s.F1} {
				if x < -1e-12 || x > 1+1e-12 {
					t.Fatalf("%s: %v", m.Name, s)
				}
			}
			if m.Name == "blanc" { // which leaves out what gold does not have
				continue
			}
			if !near(s.Precision, orZero(o.Recall)) || !near(s.Recall, orZero(o.Precision)) || !near(s.F1, orZero(o.F1)) {
				t.Fatalf("%s swapped: %v, %v", m.Name, s, o)
			}
		}
		random := rand.New(rand.NewPCG(1, uint64(len(g))))
		shuffle := func(cs []Cluster) []Cluster {
			out := make([]Cluster, len(cs))
			for to, from := range random.Perm(len(cs)) {
				out[to] = slices.Clone(cs[from])
				random.Shuffle(len(out[to]), func(i, k int) { out[to][i], out[to][k] = out[to][k], out[to][i] })
			}
			return out
		}
		if again := Count(shuffle(g), shuffle(a)); again != c {
			t.Fatalf("the order has a say: %+v, %+v", c, again)
		}
		for _, m := range Metrics() {
			if s := m.Of(Count(g, g)); !math.IsNaN(s.F1) && m.Name != "conll" && !near(s.F1, 1) {
				t.Fatalf("%s of gold itself: %v", m.Name, s)
			}
		}
	})
}

var closely = cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })

// slowCount follows the definitions mention by mention and pair by pair, and
// tries all alignments.
func slowCount(g, a []Cluster) Counts {
	has := func(c Cluster, m text.Span) bool { return slices.Contains(c, m) }
	find := func(cs []Cluster, m text.Span) int {
		return slices.IndexFunc(cs, func(c Cluster) bool { return has(c, m) })
	}
	common := func(x, y Cluster) float64 {
		n := 0.0
		for _, m := range x {
			if has(y, m) {
				n++
			}
		}
		return n
	}
	one := func(g, a []Cluster) (mentions, muc, b3, lea, links, nonLinks fraction) {
		var all []text.Span
		for _, c := range g {
			all = append(all, c...)
			muc.to += float64(len(c) - 1)
			in := map[string]bool{}
			for i, m := range c {
				mentions.to++
				b3.to++
				k := find(a, m)
				if k < 0 {
					in[fmt.Sprint("alone", i)] = true
					continue
				}
				in[fmt.Sprint(k)] = true
				mentions.of++
				b3.of += common(c, a[k]) / float64(len(c))
			}
			muc.of += float64(len(c) - len(in))
			resolved, of := 0.0, 0.0
			for i, m := range c {
				for _, o := range c[i+1:] {
					of++
					if k := find(a, m); k >= 0 && has(a[k], o) {
						resolved++
					}
				}
			}
			if len(c) == 1 {
				of = 1
				if k := find(a, c[0]); k >= 0 && len(a[k]) == 1 {
					resolved = 1
				}
			}
			lea.to += float64(len(c))
			lea.of += float64(len(c)) * resolved / of
		}
		for i, m := range all {
			for _, o := range all[i+1:] {
				x, y := find(a, m), find(a, o)
				if find(g, m) == find(g, o) {
					links.to++
					if x >= 0 && x == y {
						links.of++
					}
				} else {
					nonLinks.to++
					if x >= 0 && y >= 0 && x != y {
						nonLinks.of++
					}
				}
			}
		}
		return
	}
	var best func(i int, used map[int]bool, like func(x, y Cluster) float64) float64
	best = func(i int, used map[int]bool, like func(x, y Cluster) float64) float64 {
		if i == len(g) {
			return 0
		}
		most := best(i+1, used, like)
		for k := range a {
			if !used[k] {
				used[k] = true
				most = max(most, like(g[i], a[k])+best(i+1, used, like))
				used[k] = false
			}
		}
		return most
	}
	rm, rmuc, rb, rlea, rl, rn := one(g, a)
	pm, pmuc, pb, plea, pl, pn := one(a, g)
	join := func(r, p fraction) Fractions { return Fractions{r.of, r.to, p.of, p.to} }
	m := best(0, map[int]bool{}, common)
	e := best(0, map[int]bool{}, func(x, y Cluster) float64 { return 2 * common(x, y) / float64(len(x)+len(y)) })
	return Counts{
		Mentions: join(rm, pm), MUC: join(rmuc, pmuc), BCubed: join(rb, pb), LEA: join(rlea, plea),
		Links: join(rl, pl), NonLinks: join(rn, pn),
		CEAFm:        Fractions{m, rm.to, m, pm.to},
		CEAFe:        Fractions{e, float64(len(g)), e, float64(len(a))},
		GoldEntities: len(g), AnswerEntities: len(a),
	}
}

func TestHeaviest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.IntRange(1, 5).Draw(t, "rows"), rapid.IntRange(1, 6).Draw(t, "columns")
		w := matrix(n, m)
		for i := range w {
			for k := range w[i] {
				w[i][k] = float64(rapid.IntRange(0, 9).Draw(t, "weight"))
			}
		}
		var best func(i int, used int) float64
		best = func(i, used int) float64 {
			if i == n {
				return 0
			}
			most := best(i+1, used)
			for k := range m {
				if used>>k&1 == 0 {
					most = max(most, w[i][k]+best(i+1, used|1<<k))
				}
			}
			return most
		}
		if got, want := heaviest(w), best(0, 0); got != want {
			t.Fatalf("%v, expected %v, of %v", got, want, w)
		}
	})
}

// A document as big as a book: what is connected decides the time, not the
// number of entities.
func BenchmarkCount(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	const entities, mentions = 1000, 5000
	side := func() []Cluster {
		cs := make([]Cluster, entities)
		for i := range mentions {
			k := i % entities
			if random.IntN(10) == 0 {
				k = random.IntN(entities)
			}
			cs[k] = append(cs[k], text.Span{Start: i, End: i + 1})
		}
		return cs
	}
	g, a := side(), side()
	for b.Loop() {
		Count(g, a)
	}
}

// What stats works out from the table is what the metrics say of the total.
func TestTable(t *testing.T) {
	r := &Result{}
	for _, c := range referenceCases {
		r.Rows = append(r.Rows, Count(clusters(c.gold), clusters(c.answers)))
	}
	table, metric := r.Table()
	got := make([]float64, metric.Figures)
	metric.Of(table.Sums(), got)
	total := r.Total()
	for i, m := range Metrics() {
		f := m.Of(total)
		if diff := cmp.Diff([]float64{f.Precision, f.Recall, f.F1}, got[3*i:3*i+3], closely); diff != "" {
			t.Errorf("%s: %s", m.Name, diff)
		}
	}
}

// orZero is the figure that others print where there is none.
func orZero(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return x
}
