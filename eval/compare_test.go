package eval

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"rollcall/eval/stats"
	"rollcall/text"
)

// fewDraws are options with few resamples: what is tested here does not depend on
// how many there are.
func fewDraws(schemes ...Scheme) CompareOptions {
	return CompareOptions{Schemes: schemes, Stats: stats.Options{Resamples: 200, Seed: 1, Workers: 1}}
}

func compare(t fataler, old, new *Run, o CompareOptions) *Comparison {
	t.Helper()
	c, err := Compare(old, new, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// drawTwo has two systems' answers to the same gold.
func drawTwo(t *rapid.T) (gold, a, b []*text.Document) {
	for i := range rapid.IntRange(1, 6).Draw(t, "documents") {
		id, in := fmt.Sprintf("d%d", i), strings.Repeat("word ", 8)
		gold = append(gold, &text.Document{ID: id, Text: in, Mentions: drawMentions(t, "gold", false, true)})
		a = append(a, &text.Document{ID: id, Mentions: drawMentions(t, "a", false, false)})
		b = append(b, &text.Document{ID: id, Mentions: drawMentions(t, "b", false, false)})
		if rapid.Bool().Draw(t, "alike") {
			b[i].Mentions = slices.Concat(a[i].Mentions, b[i].Mentions[:len(b[i].Mentions)/2])
		}
	}
	return gold, a, b
}

func TestCompareWithItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gold, a, _ := drawTwo(t)
		run := runOf(t, "a", gold, a)
		c := compare(t, run, run, fewDraws(Schemes()...))
		if len(c.Changes) > 0 {
			t.Errorf("%d changes", len(c.Changes))
		}
		for _, s := range c.Schemes {
			for _, d := range append(s.Types, s.Micro, s.Macro) {
				if d.Outcome != NoDifference || d.Effect != (Effect{}) || d.Differ != 0 || d.F1.Value > 0 || d.F1.Value < 0 {
					t.Errorf("%s %s: %+v", s.Scheme.Name, d.Type, d)
				}
				if !math.IsNaN(d.F1.Value) && (d.F1.P != 1 || d.Adjusted != 1) {
					t.Errorf("%s %s: p is %v, adjusted %v", s.Scheme.Name, d.Type, d.F1.P, d.Adjusted)
				}
			}
		}
		if w := c.WorseThanChance(); w != nil {
			t.Errorf("worse than itself: %v", w)
		}
	})
}

// mirrored is the comparison the other way round, worked out from this one.
func mirrored(c *Comparison) []SchemeComparison {
	delta := func(d stats.Delta) stats.Delta {
		d.Old, d.New, d.Value = d.New, d.Old, -d.Value
		d.Low, d.High = -d.High, -d.Low
		return d
	}
	line := func(d Difference) Difference {
		d.Old, d.New = d.New, d.Old
		d.Precision, d.Recall, d.F1 = delta(d.Precision), delta(d.Recall), delta(d.F1)
		d.Effect = Effect{Found: d.Effect.Lost, Lost: d.Effect.Found, Come: d.Effect.Gone, Gone: d.Effect.Come}
		switch d.Outcome {
		case GotBetter:
			d.Outcome = GotWorse
		case GotWorse:
			d.Outcome = GotBetter
		}
		return d
	}
	var out []SchemeComparison
	for _, s := range c.Schemes {
		m := SchemeComparison{Scheme: s.Scheme, Micro: line(s.Micro), Macro: line(s.Macro)}
		for _, d := range s.Types {
			m.Types = append(m.Types, line(d))
		}
		out = append(out, m)
	}
	return out
}

// digits compares figures to the last few digits, NaN as NaN.
var digits = cmp.Options{
	cmpopts.EquateApprox(0, 1e-12), cmpopts.EquateNaNs(), cmpopts.EquateEmpty(), cmpopts.IgnoreFields(Scheme{}, "right"),
}

func TestCompareMirrors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gold, a, b := drawTwo(t)
		there := compare(t, runOf(t, "a", gold, a), runOf(t, "b", gold, b), fewDraws(Strict, HalfCredit))
		back := compare(t, runOf(t, "b", gold, b), runOf(t, "a", gold, a), fewDraws(Strict, HalfCredit))
		if d := cmp.Diff(mirrored(there), back.Schemes, digits); d != "" {
			t.Error(d)
		}
		kinds := func(c *Comparison) (n [3]int) {
			for _, ch := range c.Changes {
				n[ch.Kind]++
			}
			return n
		}
		x, y := kinds(there), kinds(back)
		if x[NewlyRight] != y[NewlyWrong] || x[NewlyWrong] != y[NewlyRight] || x[StillWrong] != y[StillWrong] {
			t.Errorf("changes %v one way, %v the other", x, y)
		}
	})
}

// TestCompareOrder has the documents of both runs, and the mentions, in any
// order, and one of the runs in files of other cuts.
func TestCompareOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gold, a, b := drawTwo(t)
		want := compare(t, runOf(t, "a", gold, a), runOf(t, "b", gold, b), fewDraws(Strict))
		other := rapid.Permutation(gold).Draw(t, "order")
		for i, d := range other {
			shuffledDoc := *d
			shuffledDoc.Mentions = shuffled(t, d.Mentions, "mentions")
			other[i] = &shuffledDoc
		}
		cut := rapid.IntRange(0, len(other)).Draw(t, "cut")
		run := runOf(t, "b", other[:cut], b)
		run.Files = append(run.Files, runOf(t, "b", other[cut:], b).Files...)
		got := compare(t, runOf(t, "a", gold, a), run, fewDraws(Strict))
		if d := cmp.Diff(want.Schemes, got.Schemes, cmpopts.EquateNaNs(), cmpopts.EquateEmpty(), cmpopts.IgnoreFields(Scheme{}, "right")); d != "" {
			t.Error(d)
		}
		if want.Gold != got.Gold {
			t.Errorf("digest of gold %s, then %s", want.Gold, got.Gold)
		}
		if len(want.Changes) != len(got.Changes) {
			t.Errorf("%d changes, then %d", len(want.Changes), len(got.Changes))
		}
	})
}

// TestEffectsAddUp holds the effect in mentions against the counts, and the
// list of changes against the effect.
func TestEffectsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gold, a, b := drawTwo(t)
		s := rapid.SampledFrom([]Scheme{Strict, Exact, TypeOnly, AnyOverlap}).Draw(t, "scheme")
		c := compare(t, runOf(t, "a", gold, a), runOf(t, "b", gold, b), fewDraws(s))
		of := c.Schemes[0]
		var sum Effect
		for _, d := range of.Types {
			sum = sum.Plus(d.Effect)
			if got, want := d.Effect.Found-d.Effect.Lost, d.New.Correct-d.Old.Correct; got != want {
				t.Errorf("%s: found less lost is %d, %d more are correct", d.Type, got, want)
			}
			wrong := func(c Counts) int { return c.IncorrectAnswer + c.Spurious }
			if got, want := d.Effect.Come-d.Effect.Gone, wrong(d.New)-wrong(d.Old); got != want {
				t.Errorf("%s: come less gone is %d, %d more are wrong", d.Type, got, want)
			}
		}
		if sum != of.Micro.Effect {
			t.Errorf("types add up to %v, all is %v", sum, of.Micro.Effect)
		}
		var found, lost, net int
		for _, ch := range c.Changes {
			switch {
			case ch.Gold != nil && ch.Kind == NewlyRight:
				found++
			case ch.Gold != nil && ch.Kind == NewlyWrong:
				lost++
			case ch.Gold == nil && ch.Kind == NewlyWrong:
				net++
			case ch.Gold == nil && ch.Kind == NewlyRight:
				net--
			}
		}
		if found != of.Micro.Effect.Found || lost != of.Micro.Effect.Lost {
			t.Errorf("changes: %d found, %d lost; effect %+v", found, lost, of.Micro.Effect)
		}
	})
}

// changeLine writes a change in one line.
func changeLine(c Change) string {
	side := func(s Side) string {
		switch {
		case s.Answer == nil && s.Right:
			return "nothing"
		case s.Answer == nil:
			return s.Fault.String()
		case s.Right:
			return fmt.Sprintf("right %s %q", s.Answer.Type, s.Text)
		}
		return fmt.Sprintf("%s %s %q", s.Fault, s.Answer.Type, s.Text)
	}
	of := "no gold"
	if c.Gold != nil {
		of = fmt.Sprintf("%s %q", c.Gold.Type, c.GoldText)
	}
	return fmt.Sprintf("%s: %s: %s -> %s", c.Kind, of, side(c.Old), side(c.New))
}

func TestChanges(t *testing.T) {
	tests := []struct {
		name           string
		gold, old, new string
		scheme         Scheme
		want           []string
	}{
		{
			"found", "[Person Ann Lee] left.", "Ann Lee left.", "[Person Ann Lee] left.", Strict,
			[]string{`newly-right: PERSON "Ann Lee": missed -> right PERSON "Ann Lee"`},
		},
		{
			"lost to other bounds", "[Person Ann Lee] left.", "[Person Ann Lee] left.", "[Person Ann] Lee left.", Strict,
			[]string{`newly-wrong: PERSON "Ann Lee": right PERSON "Ann Lee" -> bounds PERSON "Ann"`},
		},
		{"the same mistake", "[Person Ann Lee] left.", "[Person Ann] Lee left.", "[Person Ann] Lee left.", Strict, nil},
		{
			"another mistake", "[Person Ann Lee] left.", "[Person Ann] Lee left.", "[Place Ann Lee] left.", Strict,
			[]string{`still-wrong: PERSON "Ann Lee": bounds PERSON "Ann" -> type PLACE "Ann Lee"`},
		},
		{
			"right by another scheme", "[Person Ann Lee] left.", "[Person Ann] Lee left.", "[Place Ann Lee] left.", Exact,
			[]string{`newly-right: PERSON "Ann Lee": bounds PERSON "Ann" -> right PLACE "Ann Lee"`},
		},
		{
			"spurious, come", "He left.", "He left.", "[Person He] left.", Strict,
			[]string{`newly-wrong: no gold: nothing -> spurious PERSON "He"`},
		},
		{
			"spurious, gone", "He left.", "[Person He] left.", "He left.", Strict,
			[]string{`newly-right: no gold: spurious PERSON "He" -> nothing`},
		},
		{
			"spurious, another", "He left now.", "[Person He left] now.", "[Place He] left now.", Strict,
			[]string{`still-wrong: no gold: spurious PERSON "He left" -> spurious PLACE "He"`},
		},
		{
			"one part more", "[Organisation Bank of Ur] won.", "[Organisation Bank] of Ur won.", "[Organisation Bank] of [Place Ur] won.", Strict,
			[]string{`newly-wrong: no gold: nothing -> spurious PLACE "Ur"`},
		},
		{
			"two parts become one", "[Organisation Bank of Ur] won.", "[Organisation Bank] of [Place Ur] won.", "[Organisation Bank of Ur] won.", Strict,
			[]string{
				`newly-right: ORGANISATION "Bank of Ur": bounds ORGANISATION "Bank" -> right ORGANISATION "Bank of Ur"`,
				`newly-right: no gold: spurious PLACE "Ur" -> nothing`,
			},
		},
		{
			"what was beside the right answer stands for gold", "[Organisation Bank of Ur] won.",
			"[Organisation Bank of Ur] won.", "Bank of [Place Ur] won.", Strict,
			[]string{`newly-wrong: ORGANISATION "Bank of Ur": right ORGANISATION "Bank of Ur" -> type PLACE "Ur"`},
		},
		{"nothing in an IGNORE span", "[Ignore Ur] won.", "Ur won.", "[Place Ur] won.", Strict, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := compare(t, markedRun(t, "a", test.gold, test.old), markedRun(t, "b", test.gold, test.new), fewDraws(test.scheme))
			var got []string
			for _, ch := range c.Changes {
				got = append(got, changeLine(ch))
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestChangeAddressAndContext(t *testing.T) {
	gold := "Talks failed.\n\n[Person Ann Lee] of the [Organisation Bank of Ur] left [Place Oslo]\nfor [Place Rome]."
	old := markedRun(t, "a", gold, "Talks failed.\n\n[Person Ann Lee] of the [Organisation Bank] of Ur left [Place Oslo]\nfor [Place Rome].")
	new := markedRun(t, "b", gold, "Talks failed.\n\n[Person Ann Lee] of the [Organisation Bank of Ur] left [Place Oslo]\nfor Rome.")
	want := []Change{
		{
			Kind: NewlyRight, Document: "d0", Line: 3, GoldFile: "gold.jsonl", GoldLine: 1,
			GoldText:    "Bank of Ur",
			GoldContext: "… Ann Lee of the [Organisation Bank of Ur] left Oslo for Rome.",
			Old:         Side{Text: "Bank", Fault: WrongBounds, Context: "… Ann Lee of the [Organisation Bank] of Ur left Oslo for Rome."},
			New:         Side{Text: "Bank of Ur", Right: true, Context: "… Ann Lee of the [Organisation Bank of Ur] left Oslo for Rome."},
		},
		{
			Kind: NewlyWrong, Document: "d0", Line: 4, GoldFile: "gold.jsonl", GoldLine: 1,
			GoldText:    "Rome",
			GoldContext: "… Ann Lee of the Bank of Ur left Oslo for [Place Rome].",
			Old:         Side{Text: "Rome", Right: true, Context: "… Ann Lee of the Bank of Ur left Oslo for [Place Rome]."},
			New:         Side{Fault: MissedGold},
		},
	}
	c := compare(t, old, new, fewDraws())
	ignore := []cmp.Option{
		cmpopts.IgnoreFields(Change{}, "Gold", "DocumentText"), cmpopts.IgnoreFields(Side{}, "Answer"), cmpopts.IgnoreUnexported(Change{}),
	}
	if d := cmp.Diff(want, c.Changes, ignore...); d != "" {
		t.Error(d)
	}

	// Of two saved runs the texts are not known, and the changes are the same
	// but for that; with one text that of the other is known too.
	read := func(r *Run) *Run {
		back, err := ReadRun(bytes.NewReader(saved(t, r)), "x.json")
		if err != nil {
			t.Fatal(err)
		}
		return back
	}
	half := compare(t, read(old), new, fewDraws())
	if d := cmp.Diff(want, half.Changes, ignore...); d != "" {
		t.Errorf("one read from a file: %s", d)
	}
	half = compare(t, old, read(new), fewDraws())
	if d := cmp.Diff(want, half.Changes, ignore...); d != "" {
		t.Errorf("the other read from a file: %s", d)
	}
	for i := range want {
		want[i].Line, want[i].GoldContext, want[i].Old.Context, want[i].New.Context = 0, "", "", ""
	}
	none := compare(t, read(old), read(new), fewDraws())
	if d := cmp.Diff(want, none.Changes, ignore...); d != "" {
		t.Errorf("both read from files: %s", d)
	}
	if d := cmp.Diff(c.Schemes, none.Schemes, cmpopts.EquateNaNs(), cmpopts.IgnoreFields(Scheme{}, "right")); d != "" {
		t.Errorf("figures of files: %s", d)
	}
}

func TestChangeFilter(t *testing.T) {
	gold := "[Person Ann Lee] met [Person Bob] of [Organisation Ur] in [Place Oslo]. He left."
	c := compare(t,
		markedRun(t, "a", gold, "Ann Lee met [Person Bob] of [Place Ur] in [Place Oslo]. [Person He] left."),
		markedRun(t, "b", gold, "[Person Ann Lee] met [Person Bob of] Ur in [Place Oslo]. He left."), fewDraws())
	tests := []struct {
		filter ChangeFilter
		want   string
	}{
		{ChangeFilter{}, "Ann Lee, Bob, Ur, "},
		{ChangeFilter{Kinds: []ChangeKind{NewlyRight}}, "Ann Lee, "},
		{ChangeFilter{Kinds: []ChangeKind{NewlyWrong, StillWrong}}, "Bob, Ur"},
		{ChangeFilter{Faults: []Kind{MissedGold}}, "Ann Lee, Ur"},
		{ChangeFilter{Faults: []Kind{SpuriousAnswer}}, ""},
		{ChangeFilter{Types: []text.Type{text.TypePlace}}, "Ur"},
		{ChangeFilter{Types: []text.Type{text.TypePerson}, Kinds: []ChangeKind{NewlyWrong}}, "Bob"},
		{ChangeFilter{Pattern: regexp.MustCompile("^Bob of$")}, "Bob"},
		{ChangeFilter{Pattern: regexp.MustCompile(`Oslo\. He`)}, "Ann Lee, Bob, Ur, "},
	}
	for i, test := range tests {
		var got []string
		for _, ch := range test.filter.Pick(c.Changes) {
			got = append(got, ch.GoldText)
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%d: got %q, want %q", i, strings.Join(got, ", "), test.want)
		}
	}
}

// TestCompareTellsFromChance has 40 documents with a mention of each type. The
// new system finds all 40 people, of organisations 20 more and 10 less, of
// places 10 less: by a sign test P is 2^-39, 0.099 and 2^-9.
func TestCompareTellsFromChance(t *testing.T) {
	var old, new []string
	for i := range 40 {
		gold := "[Person Ann] left [Place Oslo] and [Money $5] for [Organisation Ur]."
		old = append(old, gold, "Ann left [Place Oslo] and [Money $5] for Ur.")
		if i%2 == 0 {
			new = append(new, gold, "[Person Ann] left [Place Oslo] and [Money $5] for [Organisation Ur].")
		} else {
			new = append(new, gold, "[Person Ann] left Oslo and [Money $5] for [Person Ur].")
		}
		if i%4 == 1 {
			old[2*i+1] = "Ann left Oslo and [Money $5] for [Organisation Ur]."
		}
	}
	c := compare(t, markedRun(t, "a", old...), markedRun(t, "b", new...), CompareOptions{Stats: stats.Options{Seed: 1}})
	got := map[text.Type]Outcome{}
	for _, d := range c.Schemes[0].Types {
		got[d.Type] = d.Outcome
		if math.IsNaN(d.Adjusted) || d.Adjusted < d.F1.P {
			t.Errorf("%s: p %v, adjusted %v", d.Type, d.F1.P, d.Adjusted)
		}
	}
	want := map[text.Type]Outcome{
		text.TypePerson: GotBetter, text.TypePlace: GotWorse, text.TypeMoney: NoDifference, text.TypeOrganisation: WithinChance,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if p := c.Schemes[0].Types[1].F1.P; math.Abs(p-0.0987) > 0.01 {
		t.Errorf("P of organisations is %v, by the sign test 0.0987", p)
	}
	if d := cmp.Diff([]string{"PLACE"}, c.WorseThanChance()); d != "" {
		t.Error(d)
	}
}

func TestCompareRefusesOtherGold(t *testing.T) {
	a := markedRun(t, "a.json", "[Person Ann] left.", "", "[Place Oslo] fell.", "", "He won.", "")
	b := markedRun(t, "b.json", "[Person Ann] left.", "", "Oslo fell.", "")
	_, err := Compare(a, b, fewDraws())
	var m *GoldMismatch
	if !errors.As(err, &m) {
		t.Fatalf("got %v", err)
	}
	want := &GoldMismatch{
		Old:     GoldIdentity{"a.json", a.GoldDigest(), 3, 2, nil},
		New:     GoldIdentity{"b.json", b.GoldDigest(), 2, 1, nil},
		OnlyOld: []string{"d2"}, Differ: []string{"d1"}, Shared: 1,
	}
	if d := cmp.Diff(want, m); d != "" {
		t.Error(d)
	}
	for _, digest := range []string{a.GoldDigest(), b.GoldDigest()} {
		if !strings.Contains(err.Error(), digest) {
			t.Errorf("the digest %s is not named: %v", digest, err)
		}
	}
	o := fewDraws()
	o.Common = true
	c := compare(t, a, b, o)
	if c.Documents != 1 || c.Mentions != 1 || !strings.Contains(c.Warnings[0].Message, "2 documents left out") {
		t.Errorf("%d documents, %d mentions, %v", c.Documents, c.Mentions, c.Warnings)
	}
	if _, err := Compare(a, markedRun(t, "c.json", "Other.", ""), o); !errors.As(err, &m) {
		t.Errorf("nothing in common: %v", err)
	}
}

func TestCompareFiles(t *testing.T) {
	two := func(name string, answers ...string) *Run {
		r := markedRun(t, name, "[Person Ann] left.", answers[0])
		second := markedRun(t, name, "[Person Bob] left [Place Ur].", answers[1])
		second.Files[0].Path = "second.jsonl"
		second.Files[0].Result.Documents[0].ID = "e0"
		r.Files = append(r.Files, second.Files...)
		return r
	}
	c := compare(t, two("a", "[Person Ann] left.", "[Person Bob] left Ur."), two("b", "[Person Ann] left.", "[Person Bob] left [Place Ur]."), fewDraws())
	if len(c.Files) != 2 {
		t.Fatalf("%d files", len(c.Files))
	}
	f := c.Files[0]
	if f.Path != "gold.jsonl" || f.Outcome != NoDifference || f.Old.F1() != 1 || f.New.F1() != 1 {
		t.Errorf("first: %+v", f)
	}
	f = c.Files[1]
	if f.Path != "second.jsonl" || f.Outcome != Untested || !math.IsNaN(f.Adjusted) || f.Old.F1() != 2.0/3 || f.New.F1() != 1 || f.Differ != 1 {
		t.Errorf("second: %+v", f)
	}
}
