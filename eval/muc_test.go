package eval

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The formulas by hand, on counts in which no two are the same.
func TestMUCMeasures(t *testing.T) {
	m := MUC{Correct: 60, Partial: 8, Incorrect: 5, Missed: 7, Spurious: 3}
	for _, test := range []struct {
		name      string
		got, want float64
	}{
		{"POS", float64(m.Possible()), 80},
		{"ACT", float64(m.Actual()), 76},
		{"REC", m.Recall(), 64. / 80},
		{"PRE", m.Precision(), 64. / 76},
		{"UND", m.Undergeneration(), 7. / 80},
		{"OVG", m.Overgeneration(), 3. / 76},
		{"SUB", m.Substitution(), 9. / 73},
		{"ERR", m.ErrorPerResponse(), 19. / 83},
		{"P&R", m.F(1), 2 * (64. / 80) * (64. / 76) / (64./80 + 64./76)},
		{"2P&R", m.F(0.5), 1.25 * (64. / 80) * (64. / 76) / (0.25*64/76 + 64./80)},
		{"P&2R", m.F(2), 5 * (64. / 80) * (64. / 76) / (4*64./76 + 64./80)},
	} {
		if math.Abs(test.got-test.want) > 1e-12 {
			t.Errorf("%s is %v, want %v", test.name, test.got, test.want)
		}
	}
	none := MUC{}
	for _, x := range []float64{none.Recall(), none.Precision(), none.F(1), none.Undergeneration(), none.Overgeneration(), none.Substitution(), none.ErrorPerResponse()} {
		if !math.IsNaN(x) {
			t.Errorf("a measure of nothing is %v", x)
		}
	}
	if f := (MUC{Spurious: 2}).F(1); f != 0 {
		t.Errorf("F of spurious answers alone is %v", f)
	}
}

// Each mention has two slots; a pair is counted under the type of gold on both
// sides.
func TestMUCSlots(t *testing.T) {
	r := scoreCase(t, nil, caseDocument{
		mentions(t, "A 0-5, A 10-15, B 20-25, B 30-35"),
		mentions(t, "A 0-5, A 10-14, C 20-25, C 40-45"),
	})
	want := MUCScore{
		Types: []TypeMUC{
			{"A", MUC{Correct: 3, Incorrect: 1}},
			{"B", MUC{Correct: 1, Incorrect: 1, Missed: 2}},
			{"C", MUC{Spurious: 2}},
		},
		Text: MUC{Correct: 2, Incorrect: 1, Missed: 1, Spurious: 1},
		Type: MUC{Correct: 2, Incorrect: 1, Missed: 1, Spurious: 1},
		All:  MUC{Correct: 4, Incorrect: 2, Missed: 2, Spurious: 2},
	}
	if diff := cmp.Diff(want, r.MUC()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestMUCRowsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := scoreDrawn(t, drawDocuments(t))
		s := r.MUC()
		var sum MUC
		for _, row := range s.Types {
			sum = sum.Plus(row.MUC)
		}
		if sum != s.All || s.Text.Plus(s.Type) != s.All {
			t.Errorf("types add up to %+v, slots to %+v, and all is %+v", sum, s.Text.Plus(s.Type), s.All)
		}
		if got := s.All.Possible(); got != 2*r.Mentions() {
			t.Errorf("%d slots for %d mentions", got, r.Mentions())
		}
		for _, scheme := range Schemes() {
			c := r.Tally(scheme).Total()
			m := c.MUC()
			same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
			if !same(m.Precision(), c.Precision()) || !same(m.Recall(), c.Recall()) || !same(m.F(1), c.F1()) {
				t.Errorf("%s: MUC's ratios of %+v are not those of %+v", scheme.Name, m, c)
			}
		}
	})
}
