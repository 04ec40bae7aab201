package eval

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/text"
)

// The worked cases of other scorers are run by bench/parity-table where they
// are. Here is one document with a mention of every sort, and all its figures by
// hand.

type caseDocument struct{ gold, answers []text.Mention }

// scoreCase scores documents without text.
func scoreCase(t *testing.T, types []string, docs ...caseDocument) *Result {
	t.Helper()
	opts := Options{}
	for _, name := range types {
		opts.Types = append(opts.Types, text.Type(name))
	}
	var gold, answers []*text.Document
	for i, d := range docs {
		end := 1
		for _, m := range append(append([]text.Mention{}, d.gold...), d.answers...) {
			end = max(end, m.End)
		}
		id, in := fmt.Sprint(i), strings.Repeat("x", end)
		gold = append(gold, &text.Document{ID: id, Text: in, Mentions: d.gold})
		answers = append(answers, &text.Document{ID: id, Mentions: d.answers})
	}
	r, err := Score(gold, answers, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// near compares within tolerance; others write 0 where we have no number.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(orZero(got)-want) > tolerance {
		t.Errorf("%s is %v, expected %v", what, got, want)
	}
}

// gold and answers of the worked document, in which each pair but the first and
// the seventh is wrong in its own way.
const (
	workedGold = "A 0-5, A 10-15, A 20-25, B 30-35, B 40-50, B 60-65, C 70-75, C 80-90, A 100-110, A 120-130"
	//                 right   type     short    both     split             missed  right    long     merged          spurious
	workedAnswers = "A 0-5, B 10-15, A 20-24, C 28-33, B 40-44, B 45-50, C 70-75, C 78-92, A 100-130, B 200-205"
)

func TestWorkedDocument(t *testing.T) {
	r := scoreCase(t, nil, caseDocument{mentions(t, workedGold), mentions(t, workedAnswers)})
	near := func(what string, got, want float64) {
		t.Helper()
		near(t, what, got, want, 1e-9)
	}
	for _, test := range []struct {
		scheme Scheme
		want   MUC
		p, r   float64
	}{
		{Strict, MUC{Correct: 2, Incorrect: 6, Missed: 2, Spurious: 2}, 0.2, 0.2},
		{Exact, MUC{Correct: 3, Incorrect: 5, Missed: 2, Spurious: 2}, 0.3, 0.3},
		{HalfCredit, MUC{Correct: 3, Partial: 5, Missed: 2, Spurious: 2}, 0.55, 0.55},
		{TypeOnly, MUC{Correct: 6, Incorrect: 2, Missed: 2, Spurious: 2}, 0.6, 0.6},
		{AnyOverlap, MUC{Correct: 8, Missed: 2, Spurious: 2}, 0.8, 0.8},
	} {
		c := r.Tally(test.scheme).Total()
		if c.MUC() != test.want {
			t.Errorf("%s: %+v, want %+v", test.scheme.Name, c.MUC(), test.want)
		}
		near(test.scheme.Name+" precision", c.Precision(), test.p)
		near(test.scheme.Name+" recall", c.Recall(), test.r)
	}
	// By type, as conlleval counts: what is found, of what there is and of what
	// was answered.
	want := map[text.Type][3]float64{"A": {1, 2, 4}, "B": {0, 4, 3}, "C": {1, 2, 1}}
	for typ, c := range r.Tally(Strict) {
		if got := [3]float64{c.TP(), c.FP(), c.FN()}; got != want[typ] {
			t.Errorf("%s: TP, FP, FN %v, want %v", typ, got, want[typ])
		}
	}
	// As nervaluate counts, each pair is under the type of gold.
	rows := map[text.Type]MUC{
		"A": {Correct: 1, Incorrect: 3, Missed: 1},
		"B": {Incorrect: 2, Missed: 1, Spurious: 2},
		"C": {Correct: 1, Incorrect: 1},
	}
	for typ, c := range r.Tally(Strict) {
		if c.MUC() != rows[typ] {
			t.Errorf("%s: %+v, want %+v", typ, c.MUC(), rows[typ])
		}
	}

	m := r.MUC()
	if want := (MUC{Correct: 9, Incorrect: 7, Missed: 4, Spurious: 4}); m.All != want {
		t.Errorf("MUC-7: %+v, want %+v", m.All, want)
	}
	near("REC", m.All.Recall(), 9./20)
	near("UND", m.All.Undergeneration(), 4./20)
	near("OVG", m.All.Overgeneration(), 4./20)
	near("SUB", m.All.Substitution(), 7./16)
	near("ERR", m.All.ErrorPerResponse(), 15./24)

	fair := r.Fair()
	if want := (Fair{TP: 2, FP: 1, FN: 1, LE: 1, BES: 3, BEL: 3, LBE: 1}); fair.Total() != want {
		t.Errorf("FairEval: %+v, want %+v", fair.Total(), want)
	}
	near("fair F1", fair.Total().Ratios(FairHalves).F1, 2./7)
	near("weighted F1", fair.Total().Ratios(FairBounds).F1, 5/8.5)
	wantConfusions := []Confusion{
		{"A", "A", 3}, {"A", "B", 1}, {"B", "B", 2}, {"B", "C", 1}, {"B", "", 1}, {"C", "C", 1}, {"", "B", 1},
	}
	if diff := cmp.Diff(wantConfusions, fair.Confusions()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}

	cover := r.Cover()
	near("gold covered by one", cover.Gold.Best, 6+0.8+0.6+0.5)
	near("gold covered by all", cover.Gold.All, 6+0.8+0.6+0.9)
	near("recall of bytes", cover.Bytes().Recall, 61./70)
}
