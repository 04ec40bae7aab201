package eval

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/text"
)

func TestFair(t *testing.T) {
	tests := []struct {
		name, gold, answers string
		want                map[text.Type]Fair
	}{
		{"nothing", "", "", map[text.Type]Fair{}},
		{"right", "A 0-5", "A 0-5", map[text.Type]Fair{"A": {TP: 1}}},
		{"wrong type", "A 0-5", "B 0-5", map[text.Type]Fair{"A": {LE: 1}}},
		{"smaller", "A 0-5", "A 0-4", map[text.Type]Fair{"A": {BES: 1}}},
		{"smaller, inside", "A 0-5", "A 1-4", map[text.Type]Fair{"A": {BES: 1}}},
		{"larger", "A 2-5", "A 0-5", map[text.Type]Fair{"A": {BEL: 1}}},
		{"crossing", "A 2-5", "A 0-3", map[text.Type]Fair{"A": {BEO: 1}}},
		{"wrong type and bounds", "A 2-5", "B 0-3", map[text.Type]Fair{"A": {LBE: 1}}},
		{"missed and spurious", "A 0-5", "B 5-9", map[text.Type]Fair{"A": {FN: 1}, "B": {FP: 1}}},
		{"split: two errors of one mention", "A 0-9", "A 0-4, A 5-9", map[text.Type]Fair{"A": {BES: 2}}},
		{"merged: one answer has a part in two errors", "A 0-4, A 5-9", "A 0-9", map[text.Type]Fair{"A": {BEL: 2}}},
		{"bytes used up: the second answer over them is spurious", "A 0-9", "A 0-8, A 2-6",
			map[text.Type]Fair{"A": {BES: 1, FP: 1}}},
		{"the right type first, though it shares less", "A 0-9", "B 0-8, A 8-12", map[text.Type]Fair{"A": {BEO: 1, LBE: 1}}},
		{"two shifted boundary errors in one knot", "A 0-6, A 6-12", "A 2-8, A 8-14", map[text.Type]Fair{"A": {BEO: 2}}},
		{"an ignored span", "IGNORE 0-9, A 10-15", "A 3-9, A 10-15", map[text.Type]Fair{"A": {TP: 1}}},
		{"an alternative", "A 0-9|B 4-9", "B 4-9", map[text.Type]Fair{"A": {TP: 1}}},
		{"bounds of the alternative that fits", "A 0-9|A 4-9", "A 5-9", map[text.Type]Fair{"A": {BES: 1}}},
		{"of equal answers one is left over", "A 0-4", "A 0-4, A 0-4", map[text.Type]Fair{"A": {TP: 1, FP: 1}}},
	}
	for _, test := range tests {
		r := scoreCase(t, nil, caseDocument{mentions(t, test.gold), mentions(t, test.answers)})
		if diff := cmp.Diff(test.want, r.Fair().Counts); diff != "" {
			t.Errorf("%s: -want +got:\n%s", test.name, diff)
		}
	}
}

func TestFairRatios(t *testing.T) {
	f := Fair{TP: 40, FP: 3, FN: 5, LE: 2, BES: 4, BEL: 6, BEO: 8, LBE: 10}
	near := func(name string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	fair := f.Ratios(FairHalves)
	near("fair precision", fair.Precision, 40./(40+3+15))
	near("fair recall", fair.Recall, 40./(40+5+15))
	near("fair F1", fair.F1, 2*fair.Precision*fair.Recall/(fair.Precision+fair.Recall))
	weighted := f.Ratios(FairBounds)
	near("weighted precision", weighted.Precision, 49./(49+3+1+3+2+5))
	near("weighted recall", weighted.Recall, 49./(49+5+1+2+2+5))
	near("weighted F1", weighted.F1, 2*weighted.Precision*weighted.Recall/(weighted.Precision+weighted.Recall))
	if none := (Fair{}).Ratios(FairHalves); !math.IsNaN(none.Precision) || !math.IsNaN(none.Recall) || !math.IsNaN(none.F1) {
		t.Errorf("ratios of nothing are %v", none)
	}
}

// What holds of any document: exact pairs are those of the alignment, every
// mention is in an error or right, and order and partition have no say.
func TestFairProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := drawDocuments(t)
		r := scoreDrawn(t, docs)
		whole := r.Fair()
		total, strict, exact := whole.Total(), r.Tally(Strict).Total(), r.Tally(Exact).Total()
		if total.TP != strict.Correct || total.TP+total.LE != exact.Correct {
			t.Errorf("%+v, strict %+v, exact %+v", total, strict, exact)
		}
		if total.FN > strict.Missed+strict.IncorrectGold || total.FP > strict.Spurious+strict.IncorrectAnswer {
			t.Errorf("more left over than is wrong: %+v, strict %+v", total, strict)
		}
		if n := total.TP + total.LE + total.BE() + total.LBE + total.FN; n < strict.Gold() {
			t.Errorf("%d verdicts on %d gold mentions", n, strict.Gold())
		}
		if n := total.TP + total.LE + total.BE() + total.LBE + total.FP; n < strict.Answers() {
			t.Errorf("%d verdicts on %d answers", n, strict.Answers())
		}
		errors := 0
		for _, n := range whole.Confusion {
			errors += n
		}
		if want := total.LE + total.BE() + total.LBE + total.FN + total.FP; errors != want {
			t.Errorf("%d errors in the confusion, want %d", errors, want)
		}
		var sum FairTally
		for i := range r.Documents {
			sum.Add(r.Documents[i].Fair())
		}
		if diff := cmp.Diff(whole, sum); diff != "" && len(docs) > 0 {
			t.Errorf("whole and documents: %s", diff)
		}
		var mixed []caseDocument
		for _, d := range docs {
			mixed = append(mixed, caseDocument{shuffled(t, d.gold, "gold"), shuffled(t, d.answers, "answers")})
		}
		if diff := cmp.Diff(whole, scoreDrawn(t, mixed).Fair()); diff != "" {
			t.Errorf("in another order: %s", diff)
		}
	})
}
