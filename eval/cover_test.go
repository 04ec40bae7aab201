package eval

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCover(t *testing.T) {
	tests := []struct {
		name, gold, answers       string
		want                      Cover // of gold
		goldBytes, found, answerd int
	}{
		{"nothing", "", "", Cover{}, 0, 0, 0},
		{"missed", "A 0-10", "", Cover{Mentions: 1}, 10, 0, 0},
		{"found", "A 0-10", "B 0-10", Cover{1, 1, 1, 1, 1}, 10, 10, 10},
		{"covered by a longer one", "A 2-6", "A 0-10", Cover{1, 1, 1, 1, 1}, 4, 4, 10},
		{"two halves", "A 0-10", "A 0-4, A 6-10", Cover{1, 1, 0, 0.4, 0.8}, 10, 8, 8},
		{"what two cover counts once", "A 0-10", "A 0-6, A 4-8", Cover{1, 1, 0, 0.6, 0.8}, 10, 8, 8},
		{"covered whole by two", "A 0-10", "A 0-6, A 4-12", Cover{1, 1, 1, 0.6, 1}, 10, 10, 12},
		{"one over two", "A 0-10, B 12-14", "A 6-20", Cover{2, 2, 1, 1.4, 1.4}, 12, 6, 14},
		{"an ignored span", "IGNORE 0-10", "A 0-10", Cover{}, 0, 0, 0},
		{"the reading that fits", "A 0-10|A 4-10", "A 4-10", Cover{1, 1, 1, 1, 1}, 6, 6, 6},
	}
	for _, test := range tests {
		r := scoreCase(t, nil, caseDocument{mentions(t, test.gold), mentions(t, test.answers)})
		s := r.Cover()
		if diff := cmp.Diff(test.want, s.Gold); diff != "" {
			t.Errorf("%s: -want +got:\n%s", test.name, diff)
		}
		if s.GoldBytes != test.goldBytes || s.GoldFound != test.found || s.AnswerBytes != test.answerd {
			t.Errorf("%s: %d of %d bytes, %d answered; want %d of %d, %d", test.name,
				s.GoldFound, s.GoldBytes, s.AnswerBytes, test.found, test.goldBytes, test.answerd)
		}
	}
}

func TestCoverProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := drawDocuments(t)
		r := scoreDrawn(t, docs)
		s := r.Cover()
		strict, overlap := r.Tally(Exact).Total(), r.Tally(AnyOverlap).Total()
		for _, side := range []struct {
			name string
			Cover
			mentions int
		}{{"gold", s.Gold, strict.Gold()}, {"answers", s.Answers, strict.Answers()}} {
			if side.Mentions != side.mentions {
				t.Errorf("%s: %d mentions, want %d", side.name, side.Mentions, side.mentions)
			}
			// Whatever is paired is touched, and equal spans are covered whole.
			if side.Whole < strict.Correct || side.Touched < overlap.Correct || side.Whole > side.Touched {
				t.Errorf("%s: %+v with %d equal and %d overlapping", side.name, side.Cover, strict.Correct, overlap.Correct)
			}
			if side.Best > side.All+1e-9 || side.All > float64(side.Touched)+1e-9 || side.Best < float64(strict.Correct)-1e-9 {
				t.Errorf("%s: %+v", side.name, side.Cover)
			}
		}
		var sum CoverScore
		for _, row := range s.Types {
			sum.Gold, sum.Answers = sum.Gold.Plus(row.Gold), sum.Answers.Plus(row.Answers)
		}
		if math.Abs(sum.Gold.All-s.Gold.All) > 1e-9 || sum.Answers.Touched != s.Answers.Touched {
			t.Errorf("types add up to %+v, all is %+v", sum, s)
		}
	})
}
