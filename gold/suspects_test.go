package gold

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/text"
)

// suspectsOf reads marked texts as one corpus and lists what is doubtful.
func suspectsOf(t testing.TB, o SuspectOptions, docs ...string) []Suspect {
	t.Helper()
	return Suspects(annotator(t, "g", docs...).Corpora, o)
}

// Each rule of the guideline, broken once, is reported as broken, and nothing
// is where it is kept.
func TestSuspectsGuideline(t *testing.T) {
	for _, tt := range []struct{ doc, want string }{
		{"in [Organisation the Volta Bank] today", `"the Volta Bank" begins with "the"`},
		{"said [Person Dr Ama Boateng] today", `begins with the title "Dr"`},
		{"said [Person Ama Boateng's] man", `"Ama Boateng's" begins or ends with a possessive 's`},
		{"in [Place Wa,] they", `"Wa," begins or ends with ','`},
		{"in [Place Wa ]they", `"Wa " begins or ends with white space`},
		{"in [Place Kumas]i they", `"Kumas" cuts the word "Kumasi"`},
		{"the [Organisation volta bank] said", "a name without a capital"},
		{"a [Place Ghanaian] lender", "a nationality or language is no place"},
		{"paid in [Money dollars] there", `"dollars" has no number`},
		{"paid [Money about $5] there", `begins with the hedge "about"`},
		{"to [Place Kumasi. Then] they", "a sentence ends inside"},
		{"the [Organisation Lake Fisheries Board (LFB)] met", "a name and the acronym in brackets are two mentions"},
		{"the [Organisation Lake (North] met", "a bracket or quotation mark has no partner inside"},
		{"in [Place Wa\nWest] they", "reaches over a line break"},
	} {
		found := false
		for _, s := range suspectsOf(t, SuspectOptions{}, tt.doc) {
			for _, r := range s.Reasons {
				found = found || r.Kind == "guideline" && strings.Contains(r.Message, tt.want) && s.Score > 0.3
			}
		}
		if !found {
			t.Errorf("%s: no suspect %q: %v", tt.doc, tt.want, suspectsOf(t, SuspectOptions{}, tt.doc))
		}
	}
	overlapping := annotator(t, "g", "the Lake Fisheries Board met")
	overlapping.Corpora[0].Documents[0].Mentions = []text.Mention{
		{Span: text.Span{Start: 4, End: 18}, Type: text.TypeOrganisation}, {Span: text.Span{Start: 9, End: 24}, Type: text.TypeOrganisation},
	}
	if s := Suspects(overlapping.Corpora, SuspectOptions{}); len(s) == 0 || s[0].Score < 0.7 || !strings.Contains(s[0].Reasons[0].Message, "overlaps") {
		t.Errorf("overlapping mentions: %v", s)
	}
	for _, doc := range []string{
		"The [Organisation Volta Bank] lent [Person Ama Boateng] [Money $5 million] in [Place Wa], [Place Upper West Region].",
		"[Place The Hague] is not [Place Wa]; \"[Person Kofi \"Bull\" Mensah]\" knows.",
	} {
		for _, s := range suspectsOf(t, SuspectOptions{}, doc) {
			if s.Kind == KindGuideline {
				t.Errorf("%s: %v", doc, s)
			}
		}
	}
}

// What is a habit of the gold is no slip.
func TestSuspectsHabit(t *testing.T) {
	score := func(docs ...string) float64 {
		for _, s := range suspectsOf(t, SuspectOptions{}, docs...) {
			for _, r := range s.Reasons {
				if r.Kind == "guideline" {
					return s.Score
				}
			}
		}
		return 0
	}
	slip := score("[Person Dr Ama Boateng] left", "Dr [Person Kofi Mensah] left", "Dr [Person Esi Owusu] left", "Dr [Person Yaw Badu] left", "Dr [Person Afia Sarpong] left")
	habit := score("[Person Dr Ama Boateng] left", "[Person Dr Kofi Mensah] left", "[Person Dr Esi Owusu] left", "[Person Dr Yaw Badu] left", "Dr [Person Afia Sarpong] left")
	if slip < 0.4 || habit > slip*2/3 {
		t.Errorf("a title inside, once: %.2f; nearly always: %.2f", slip, habit)
	}
}

// The odd one out among many comes first, with the address and the reading
// that all others have.
func TestSuspectsSurface(t *testing.T) {
	docs := slices.Repeat([]string{"They flew to [Place Kumasi] and back."}, 15)
	docs = append(docs, "The road to [Organisation Kumasi] is long.", "The road to Kumasi is wet.")
	got := suspectsOf(t, SuspectOptions{Least: 0.3}, docs...)
	var short []string
	for _, s := range got {
		short = append(short, strings.Join([]string{s.Document, s.Kind, s.Advice(), s.Reasons[0].Kind, s.Context}, " | "))
	}
	want := []string{
		"d16 | unmarked | [Place Kumasi] | surface | The road to Kumasi is wet.",
		"d15 | type | [Place Kumasi] | surface | The road to [Organisation Kumasi] is long.",
	}
	slices.Sort(want)
	slices.Sort(short)
	if diff := cmp.Diff(want, short); diff != "" {
		t.Error(diff)
	}
	if len(got) > 0 && (got[0].Path != "g.jsonl" || got[0].Start != 12 || got[0].End != 18 || got[0].Line < 16) {
		t.Errorf("address: %+v", got[0])
	}
	// A word that is marked as often as not is a word.
	var even []string
	for range 8 {
		even = append(even, "Then [Person May] came.", "It was May again.")
	}
	if got := suspectsOf(t, SuspectOptions{Least: 0.3}, even...); len(got) > 0 {
		t.Errorf("May is a name and a month: %v", got)
	}
}

// A longer name that is marked whole elsewhere, and a word that is never in a
// name.
func TestSuspectsBounds(t *testing.T) {
	docs := slices.Repeat([]string{"The [Organisation Lake Fisheries Board] said so.", "Here [Person Ama Boateng] said that."}, 12)
	docs = append(docs, "Then the [Organisation Lake Fisheries] Board left.", "When [Person Ama Boateng said] no, all left.")
	got := suspectsOf(t, SuspectOptions{Least: 0.5}, docs...)
	var advice []string
	for _, s := range got {
		advice = append(advice, s.Document+" "+s.Kind+" "+s.Advice())
	}
	slices.Sort(advice)
	if diff := cmp.Diff([]string{"d24 bounds [Organisation Lake Fisheries Board]", "d25 bounds [Person Ama Boateng]"}, advice); diff != "" {
		t.Error(diff)
	}
}

// Systems that agree with each other speak against the gold, the more the
// better they are; one that agrees with the gold speaks for it.
func TestSuspectsSystems(t *testing.T) {
	docs := slices.Repeat([]string{"They met [Person Ama Boateng] in [Place Wa] at [Organisation Volta]."}, 10)
	docs = append(docs, "There Zenith Foods closed.")
	gold := annotator(t, "g", docs...)
	answers := slices.Clone(docs)
	answers[10] = "There [Organisation Zenith Foods] closed."
	system := func(name string, docs ...string) System {
		return System{name, annotator(t, name, docs...).Corpora[0].Documents}
	}
	score := func(systems ...System) float64 {
		for _, s := range Suspects(gold.Corpora, SuspectOptions{Systems: systems}) {
			if s.Document == "d10" && s.Suggest != nil && s.Suggest.Type == text.TypeOrganisation && s.Text == "Zenith Foods" {
				return s.Score
			}
		}
		return 0
	}
	one := score(system("a", answers...))
	two := score(system("a", answers...), system("b", answers...))
	split := score(system("a", answers...), system("b", docs...))
	if !(two >= one && one > 0 && split < one) {
		t.Errorf("one system %.3f, two %.3f, one for and one against %.3f", one, two, split)
	}
	// A system that is mostly wrong where it answers ORGANISATION says little.
	bad := slices.Clone(answers)
	for i := range 10 {
		bad[i] = "[Organisation They] met [Person Ama Boateng] in [Place Wa] at Volta."
	}
	if poor := score(system("a", bad...)); poor >= one {
		t.Errorf("a poor system %.3f, a good one %.3f", poor, one)
	}
	// Answers to another text are no answers.
	other := annotator(t, "b", answers...).Corpora[0].Documents
	other[10] = &text.Document{ID: "d10", Text: "x"}
	if got, want := score(System{"b", other}), score(); got != want {
		t.Errorf("answers to another text: %.3f, want %.3f", got, want)
	}
}

// Errors planted in the project's own gold come to the top: the figure that
// the ranking is worth.
func TestSuspectsPlanted(t *testing.T) {
	files, err := Files(".")
	if err != nil {
		t.Fatal(err)
	}
	var corpora []*Corpus
	for _, f := range files {
		c, err := Open(f, DefaultMap())
		if err != nil {
			t.Fatal(err)
		}
		corpora = append(corpora, c)
	}
	var planted, top, hits, found, listed float64
	for seed := range uint64(10) {
		tr := Try(corpora, SuspectOptions{}, 0.05, seed, 10)
		planted += float64(tr.Planted)
		for _, at := range tr.At {
			if at.K == 10 {
				hits += float64(at.Planted)
				top += 10
			}
			if at.K == tr.Planted {
				found += float64(at.Found)
			}
		}
		listed += float64(tr.Suspects)
	}
	t.Logf("of the first 10, %.0f%% at a planted error; of %.0f planted errors, %.0f%% within as many places as were planted; %.0f places listed",
		100*hits/top, planted, 100*found/planted, listed)
	if hits/top < 0.8 {
		t.Errorf("precision at 10 is %.2f", hits/top)
	}
	if found/planted < 0.5 {
		t.Errorf("recall at the number planted is %.2f", found/planted)
	}
}

// Planting is the same for the same seed, touches no more than it says, and
// leaves the original alone.
func TestPlant(t *testing.T) {
	docs := slices.Repeat([]string{"Then [Person Ama Boateng] of the [Organisation Volta Bank] flew to [Place Upper West Region]."}, 40)
	gold := annotator(t, "g", docs...).Corpora
	before := mergedText(t, &Merged{Documents: gold[0].Documents})
	copies, planted := Plant(gold, 0.2, 7)
	again, _ := Plant(gold, 0.2, 7)
	if diff := cmp.Diff(copies[0].Documents, again[0].Documents); diff != "" {
		t.Error("not the same twice:", diff)
	}
	if diff := cmp.Diff(before, mergedText(t, &Merged{Documents: gold[0].Documents})); diff != "" {
		t.Error("the original changed:", diff)
	}
	changed := 0
	kinds := map[string]int{}
	for i, d := range copies[0].Documents {
		p := pair(gold[0].Documents[i].Mentions, d.Mentions)
		for k := range p.a {
			if !p.equal[k] {
				changed++
			}
		}
	}
	for _, p := range planted {
		kinds[p.Kind]++
	}
	if changed != len(planted) || len(planted) < 12 || len(kinds) != 3 || kinds[KindBounds] < len(planted)/4 {
		t.Errorf("%d planted, %d changed, %v", len(planted), changed, kinds)
	}
}

// Whatever the gold holds, nested and crossing mentions and any bytes, there is
// a list, with scores that are probabilities, in order, and the same twice.
func TestSuspectsOfAnything(t *testing.T) {
	pieces := []string{"Ama", " ", "Volta Bank", ", ", ". ", "\n", "é", "\xff", "the ", "$", "5", "(", "”", "May"}
	rapid.Check(t, func(rt *rapid.T) {
		c := &Corpus{Path: "g"}
		for n := range rapid.IntRange(1, 3).Draw(rt, "documents") {
			d := &text.Document{ID: string(rune('a' + n)), Text: strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 15).Draw(rt, "text"), "")}
			for range rapid.IntRange(0, 6).Draw(rt, "mentions") {
				start := rapid.IntRange(0, len(d.Text)-1).Draw(rt, "start")
				end := rapid.IntRange(start+1, len(d.Text)).Draw(rt, "end")
				d.Mentions = append(d.Mentions, text.Mention{
					Span: text.Span{Start: start, End: end}, Type: rapid.SampledFrom(append(text.Types(), text.TypeIgnore, "OWN")).Draw(rt, "type"),
				})
			}
			c.add(d, n+1)
		}
		o := SuspectOptions{Systems: []System{{"s", c.Documents}}}
		got := Suspects([]*Corpus{c}, o)
		last := 1.0
		for _, s := range got {
			if math.IsNaN(s.Score) || s.Score < 0 || s.Score > last {
				rt.Fatalf("score %v after %v", s.Score, last)
			}
			last = s.Score
			s.Advice()
		}
		if diff := cmp.Diff(got, Suspects([]*Corpus{c}, o)); diff != "" {
			rt.Fatal(diff)
		}
	})
}
