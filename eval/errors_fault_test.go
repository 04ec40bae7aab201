package eval

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/text"
)

// faultsOf writes the faults of a result, one a line.
func faultsOf(r *Result) []string {
	var out []string
	list := func(mentions []*text.Mention) string {
		var s []string
		for _, m := range mentions {
			s = append(s, fmt.Sprintf("%s %d-%d", m.Type, m.Start, m.End))
		}
		return strings.Join(s, ", ")
	}
	faults := r.Faults()
	for i := range faults {
		out = append(out, fmt.Sprintf("%s: %s / %s", faults[i].Kind, list(faults[i].Gold()), list(faults[i].Answers())))
	}
	return out
}

func TestFaults(t *testing.T) {
	tests := []struct {
		name          string
		gold, answers string
		want          []string
	}{
		{"nothing", "", "", nil},
		{"right", "A 0-5, B 7-9", "A 0-5, B 7-9", nil},
		{"too long", "A 2-5", "A 0-7", []string{"too-long: A 2-5 / A 0-7"}},
		{"too long on one side", "A 2-5", "A 2-7", []string{"too-long: A 2-5 / A 2-7"}},
		{"too short", "A 0-9", "A 2-9", []string{"too-short: A 0-9 / A 2-9"}},
		{"crossing", "A 0-5", "A 3-9", []string{"crossing: A 0-5 / A 3-9"}},
		{"type only", "A 0-5", "B 0-5", []string{"type-only: A 0-5 / B 0-5"}},
		{"type and bounds", "A 0-5", "B 0-4", []string{"type-and-bounds: A 0-5 / B 0-4"}},
		{"missed and spurious", "A 0-5", "A 6-9", []string{"missed: A 0-5 / ", "spurious:  / A 6-9"}},
		{"split", "A 0-9", "A 0-4, B 5-9", []string{"split: A 0-9 / A 0-4, B 5-9"}},
		{"split in three", "A 0-9", "A 0-2, A 3-6, A 7-9", []string{"split: A 0-9 / A 0-2, A 3-6, A 7-9"}},
		{"merged", "A 0-4, A 5-9", "A 0-9", []string{"merged: A 0-4, A 5-9 / A 0-9"}},
		{"merged, of other types", "A 0-4, B 5-9", "C 0-9", []string{"merged: A 0-4, B 5-9 / C 0-9"}},
		{"an answer inside what was found", "A 0-9", "A 0-9, A 0-4", []string{"spurious:  / A 0-4"}},
		{"a repetition", "A 0-9", "A 0-9, A 0-9", []string{"spurious:  / A 0-9"}},
		{"gold inside what was found", "A 0-9, B 0-4", "A 0-9", []string{"missed: B 0-4 / "}},
		{"two chains", "A 0-4, A 5-9", "A 0-6, A 7-9", []string{"too-long: A 0-4 / A 0-6", "too-short: A 5-9 / A 7-9"}},
		{"left over between two: to the one it shares most with", "A 0-9, A 10-19", "A 0-3, A 12-19, B 6-12",
			[]string{"split: A 0-9 / A 0-3, B 6-12", "too-short: A 10-19 / A 12-19"}},
		{"bounds of the alternative meant", "A 0-12|A 4-12", "A 4-9", []string{"too-short: A 0-12 / A 4-9"}},
		{"longer than the alternative that is nearest", "A 0-12|A 4-8", "A 3-8", []string{"too-long: A 0-12 / A 3-8"}},
		{"IGNORE is no fault", "IGNORE 0-5", "A 0-4", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := strings.Repeat("x", 20)
			gold := []*text.Document{doc(t, "d", in, test.gold)}
			answers := []*text.Document{doc(t, "d", in, test.answers)}
			r, err := Score(gold, answers, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, faultsOf(r)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Each error is in one fault, and the faults' shares of FN and FP are all that
// there is; mending all of them makes everything right.
func TestFaultsPartitionTheErrors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := scoreDrawn(t, drawDocuments(t))
		faults := r.Faults()
		type side struct{ gold, answer *text.Mention }
		seen := map[side]int{}
		for i := range faults {
			for _, e := range faults[i].Errors {
				seen[side{e.Gold, e.Answer}]++
			}
		}
		errs := r.Errors()
		for _, e := range errs {
			if n := seen[side{e.Gold, e.Answer}]; n != 1 {
				t.Fatalf("an error is in %d faults", n)
			}
		}
		if len(seen) != len(errs) {
			t.Fatalf("%d errors in faults, %d in all", len(seen), len(errs))
		}

		strict := r.Tally(Strict).Total()
		repairs := r.Repairs(faults)
		if got := repairs.All; float64(got.Gold) != strict.FN() || float64(got.Answers) != strict.FP() {
			t.Fatalf("faults have %d FN and %d FP, the result %v and %v", got.Gold, got.Answers, strict.FN(), strict.FP())
		}
		if f1 := repairs.All.F1; strict.Gold() > 0 && f1 != 1 {
			t.Fatalf("F1 is %v when all is mended", f1)
		}
		var kinds, surfaces Repair
		for _, k := range repairs.Kinds {
			kinds = plus(kinds, k.Repair)
		}
		for _, s := range repairs.Surfaces {
			surfaces = plus(surfaces, s.Repair)
		}
		var types, confused Repair
		for _, k := range repairs.Kinds {
			if k.Kind == FaultType || k.Kind == FaultTypeAndBounds {
				types = plus(types, k.Repair)
			}
		}
		for _, c := range repairs.Confusions {
			confused = plus(confused, c.Repair)
		}
		if types != confused {
			t.Fatalf("confusions add up to %+v, wrong types are %+v", confused, types)
		}
		for name, sum := range map[string]Repair{"kinds": kinds, "surfaces": surfaces} {
			if sum != plus(Repair{}, repairs.All) {
				t.Fatalf("%s add up to %+v, all are %+v", name, sum, repairs.All)
			}
		}
	})
}

// plus adds up what adds up: documents and ratios do not.
func plus(a, b Repair) Repair {
	return Repair{Faults: a.Faults + b.Faults, Gold: a.Gold + b.Gold, Answers: a.Answers + b.Answers}
}

// What a repair is said to give is what scoring the mended answers gives.
func TestRepairIsWhatMendingGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := drawDocuments(t)
		r := scoreDrawn(t, docs)
		kind := rapid.SampledFrom(FaultKinds()).Draw(t, "kind")
		faults := FaultFilter{Kinds: []FaultKind{kind}}.Pick(r.Faults())
		wrong, found := map[*text.Mention]bool{}, map[*Document][]text.Mention{}
		for i := range faults {
			for _, m := range faults[i].Answers() {
				wrong[m] = true
			}
			for _, m := range faults[i].Gold() {
				d := faults[i].Document()
				found[d] = append(found[d], text.Mention{Span: m.Span, Type: m.Type})
			}
		}
		mended := &Result{}
		for i := range r.Documents {
			d := &r.Documents[i]
			answers := found[d]
			for k := range d.Answers {
				if !wrong[&d.Answers[k]] {
					answers = append(answers, d.Answers[k])
				}
			}
			mended.Documents = append(mended.Documents, Document{
				ID: d.ID, Text: d.Text, Gold: d.Gold, Answers: answers, Alignment: Align(d.Gold, answers),
			})
		}
		want := mended.Tally(Strict).Total()
		got := r.Repairs(faults).All.F1
		if w := want.F1(); got != w && !(math.IsNaN(got) && math.IsNaN(w)) {
			t.Fatalf("mending %s is said to give F1 %v and gives %v: %+v", kind, got, w, want)
		}
	})
}

func TestRepairs(t *testing.T) {
	gold := []*text.Document{
		marked(t, "a", "The [Organisation Moss] met [Person Ann Lee]. The [Organisation Moss] left [Place Paris] for [Place Rome]."),
		marked(t, "b", "[Organisation Moss] and [Place Paris]."),
	}
	answers := []*text.Document{
		marked(t, "a", "The Moss met [Person Ann] [Person Lee]. The Moss left [Organisation Paris] for [Place Rome]."),
		marked(t, "b", "[Organisation Moss] [Place and] [Organisation Paris]."),
	}
	r, err := Score(gold, answers, Options{})
	if err != nil {
		t.Fatal(err)
	}
	// 2 of 7 gold mentions are right among 7 answers.
	repairs := r.Repairs(r.Faults())
	if want := 2. * 2 / 14; repairs.F1 != want {
		t.Fatalf("F1 is %v, want %v", repairs.F1, want)
	}
	if c := repairs.Confusions; len(c) != 1 || c[0].Gold != text.TypePlace || c[0].Answer != text.TypeOrganisation || c[0].Faults != 2 || c[0].F1 != 2.*4/14 {
		t.Errorf("confusions are %+v", c)
	}
	type row struct {
		Kind, Surface, Type string
		Readings            []Reading
		Faults, Documents   int
		F1                  float64
	}
	var got []row
	for _, s := range repairs.Surfaces {
		got = append(got, row{s.Kind.String(), s.Surface, string(s.Type), s.Readings, s.Faults, s.Documents, s.F1})
	}
	want := []row{
		// Two more right answers, and two that are right in place of wrong ones,
		// give the same: 2·4 right, of 16 and of 14.
		{"type-only", "Paris", "PLACE", []Reading{{"Paris", text.TypeOrganisation, 2}}, 2, 2, 2. * 4 / 14},
		{"missed", "Moss", "ORGANISATION", nil, 2, 1, 2. * 4 / 16},
		{"split", "Ann Lee", "PERSON", []Reading{{"Ann + Lee", text.TypePerson, 1}}, 1, 1, 2. * 3 / 13},
		{"spurious", "and", "PLACE", nil, 1, 1, 2. * 2 / 13},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestFaultFilter(t *testing.T) {
	gold := []*text.Document{marked(t, "a", "[Organisation Moss] met [Person Ann\nLee] in [Place Rome].\n\nBob saw [Money $5m].")}
	answers := []*text.Document{marked(t, "a", "[Place Moss] met Ann\nLee in Rome.\n\n[Person Bob] saw $5m.")}
	r, err := Score(gold, answers, Options{})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		filter FaultFilter
		want   string
	}{
		{"all", FaultFilter{}, "Moss, Ann Lee, Rome, Bob, $5m"},
		{"a kind", FaultFilter{Kinds: []FaultKind{FaultMissed}}, "Ann Lee, Rome, $5m"},
		{"a type, of gold or answer", FaultFilter{Types: []text.Type{text.TypePlace}}, "Moss, Rome"},
		{"a surface", FaultFilter{Pattern: regexp.MustCompile("^Ann Lee$")}, "Ann Lee"},
		{"words around, not over a blank line", FaultFilter{Pattern: regexp.MustCompile("(?i)SAW")}, "Bob, $5m"},
		{"all three", FaultFilter{[]FaultKind{FaultMissed}, []text.Type{text.TypeMoney, text.TypePerson}, regexp.MustCompile("saw")}, "$5m"},
		{"none", FaultFilter{Pattern: regexp.MustCompile("nobody")}, ""},
	}
	for _, test := range tests {
		var got []string
		for _, f := range test.filter.Pick(r.Faults()) {
			surface, _ := joined(f.Document(), append(f.Gold(), f.Answers()...)[:1])
			got = append(got, surface)
		}
		if s := strings.Join(got, ", "); s != test.want {
			t.Errorf("%s: got %s, want %s", test.name, s, test.want)
		}
	}
}

func TestParseFaultKinds(t *testing.T) {
	for _, k := range FaultKinds() {
		if got, err := ParseFaultKinds(k.String()); err != nil || len(got) != 1 || got[0] != k {
			t.Errorf("%s is read as %v, %v", k, got, err)
		}
	}
	for _, name := range kindNames {
		if _, err := ParseFaultKinds(name); err != nil {
			t.Errorf("%s, as errors are called: %v", name, err)
		}
	}
	_, err := ParseFaultKinds("wrong")
	want := `unknown kind of error "wrong": there are bounds, type, too-long, too-short, crossing, type-only, type-and-bounds, split, merged, missed, spurious`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
