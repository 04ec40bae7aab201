package eval

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/text"
)

// Types that are asked for, and gold mentions that may be read as another.
func TestTypesAndAlternatives(t *testing.T) {
	tests := []struct {
		name, types, gold, answers string
		want                       Tally
	}{
		{"other types are left out on both sides", "A", "A 0-5, B 10-15", "A 0-5, B 20-25", Tally{"A": {Correct: 1}}},
		{"only an alternative is of the type: answers there do not count", "B", "A 0-5|B 0-5", "B 0-5", Tally{}},
		{"and a miss does not either", "B", "A 0-5|B 0-5", "", Tally{}},
		{"but elsewhere they do", "B", "A 0-5|B 0-5", "B 10-15", Tally{"B": {Spurious: 1}}},
		{"the alternative of another type is as right", "A", "A 0-5|B 0-5", "B 0-5", Tally{"A": {Correct: 1}}},
		{"with its own bounds", "A", "A 0-5|B 2-5", "B 2-5", Tally{"A": {Correct: 1}}},
		{"which must be met", "A", "A 0-5|B 2-5", "B 0-5", Tally{"A": {Missed: 1}}},
		{"and what is left over of it does not count", "A", "A 0-5|B 0-5", "B 0-5, B 0-5", Tally{"A": {Correct: 1}}},
		{"nor stands for another mention", "A", "A 0-5|B 2-5, A 4-9", "A 0-5, B 2-5, A 20-25", Tally{"A": {Correct: 1, IncorrectGold: 1, IncorrectAnswer: 1, Spurious: 1}}},
		{"nor is it left over", "A", "A 0-5|B 2-5, A 4-9", "A 0-5, B 2-5, A 4-9", Tally{"A": {Correct: 2}}},
		{"IGNORE belongs to every type", "A", "IGNORE 0-5, A 10-15", "A 0-4, A 10-15", Tally{"A": {Correct: 1}}},
	}
	for _, test := range tests {
		r := scoreCase(t, []string{test.types}, caseDocument{mentions(t, test.gold), mentions(t, test.answers)})
		if diff := cmp.Diff(test.want, r.Tally(Strict)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", test.name, diff)
		}
	}
}

func TestMinOverlap(t *testing.T) {
	tests := []struct {
		least         float64
		gold, answers string
		want          Counts // partial
	}{
		{0, "A 0-10", "A 9-20", Counts{Partial: 1}},
		{0.5, "A 0-10", "A 0-5", Counts{Partial: 1}},
		{0.5, "A 0-10", "A 0-4", Counts{Missed: 1, Spurious: 1}},
		{0.5, "A 0-4", "A 0-100", Counts{Partial: 1}}, // the share is of gold
		{1, "A 0-10", "A 0-10", Counts{Correct: 1}},
		{1, "A 0-10", "B 0-11", Counts{Partial: 1}},
		{0.5, "A 0-10|A 6-10", "A 7-10", Counts{Partial: 1}}, // of the reading
		// What is too little for a pair is free for another.
		{0.5, "A 0-10, A 10-14", "A 8-14", Counts{Partial: 1, Missed: 1}},
	}
	for _, test := range tests {
		gold, answers := mentions(t, test.gold), mentions(t, test.answers)
		r, err := Score(
			[]*text.Document{{ID: "1", Text: string(make([]byte, 100)), Mentions: gold}},
			[]*text.Document{{ID: "1", Mentions: answers}}, Options{MinOverlap: test.least})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Tally(HalfCredit).Total(); got != test.want {
			t.Errorf("at least %v of %s by %s: %+v, want %+v", test.least, test.gold, test.answers, got, test.want)
		}
	}
}

// A higher bar never makes more pairs, and leaves no pair that is under it.
func TestMinOverlapHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gold, answers := drawMentions(t, "gold", rapid.Bool().Draw(t, "flat"), true), drawMentions(t, "answers", rapid.Bool().Draw(t, "flat"), false)
		for i := range gold {
			gold[i].Alt = nil
		}
		least := rapid.SampledFrom([]float64{0.25, 0.5, 1}).Draw(t, "least")
		a := align(gold, answers, least)
		for _, p := range a.Pairs {
			if p.Gold < 0 || p.Answer < 0 {
				continue
			}
			g, s := gold[p.Gold].Span, answers[p.Answer].Span
			if shared := min(g.End, s.End) - max(g.Start, s.Start); float64(shared) < least*float64(g.Len()) {
				t.Errorf("%v is paired with %v, of which it covers %d bytes", g, s, shared)
			}
		}
		if got, want := show(gold, answers, align(gold, answers, 0)), show(gold, answers, Align(gold, answers)); got != want {
			t.Errorf("no bar: %s, want %s", got, want)
		}
	})
}
