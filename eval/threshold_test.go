package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rollcall/eval/stats"
	"rollcall/text"
)

// drawScores gives answers scores, a few of them none.
func drawScores(t *rapid.T, docs []caseDocument) {
	for i := range docs {
		for k := range docs[i].answers {
			docs[i].answers[k].Score = float64(rapid.IntRange(0, 10).Draw(t, "score")) / 10
		}
	}
}

// A point of a curve is what scoring the answers that are kept gives.
func TestThresholdsAreScoringWhatIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := drawDocuments(t)
		drawScores(t, docs)
		r := scoreDrawn(t, docs)
		for _, s := range Schemes() {
			curves := r.Thresholds(s, &stats.Options{Resamples: 1})
			for _, series := range curves.Series {
				for _, point := range series.Points {
					kept := make([]caseDocument, len(docs))
					for i, d := range docs {
						kept[i].gold = d.gold
						for _, m := range d.answers {
							if m.Score == 0 || m.Score >= point.Threshold {
								kept[i].answers = append(kept[i].answers, m)
							}
						}
					}
					tally := scoreDrawn(t, kept).Tally(s)
					want := tally[series.Type]
					if series.Type == "" {
						want = tally.Total()
					}
					if point.Counts != want {
						t.Fatalf("%s, %q at %v: %+v, scored anew %+v", s.Name, series.Type, point.Threshold, point.Counts, want)
					}
				}
			}
		}
	})
}

// The threshold that is chosen is at least as good as any other on the half it
// is chosen on, and what is said of both halves is what scoring them gives.
func TestThresholdIsTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := drawDocuments(t)
		drawScores(t, docs)
		r := scoreDrawn(t, docs)
		f1 := func(first bool, threshold float64) float64 {
			var sum Counts
			for i := range r.Documents {
				if d := r.Documents[i]; inFirstHalf(d.ID) == first {
					sum = sum.Plus(d.tallyAt(Strict, threshold).Total())
				}
			}
			return sum.F1()
		}
		curves := r.Thresholds(Strict, &stats.Options{Resamples: 1})
		if len(curves.Series) == 0 {
			return
		}
		best := curves.Series[0].Best
		same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
		if !same(best.ChosenAll, f1(true, 0)) || !same(best.Chosen, f1(true, best.Threshold)) {
			t.Fatalf("%+v: F1 of the first half is %v and %v", best, f1(true, 0), f1(true, best.Threshold))
		}
		for k := range 11 {
			if other := f1(true, float64(k)/10); other > best.Chosen {
				t.Fatalf("%+v, but at %v F1 is %v", best, float64(k)/10, other)
			}
		}
		if curves.ChosenOn > 0 && curves.CheckedOn > 0 {
			if !same(best.Checked.Old, f1(false, 0)) || !same(best.Checked.New, f1(false, best.Threshold)) {
				t.Fatalf("%+v: F1 of the second half is %v and %v", best, f1(false, 0), f1(false, best.Threshold))
			}
		}
	})
}

func TestBetween(t *testing.T) {
	for _, test := range []struct{ low, high, want float64 }{
		{0.6123, 0.6345, 0.62}, {0.3, 0.8, 0.6}, {0.3, 0.4, 0.4}, {0.30001, 0.30002, 0.30002}, {0.95, 1, 1}, {-3.5, -2.2, -3}, {0, 1e-9, 1e-9}, {12.2, 80, 46},
	} {
		if got := between(test.low, test.high); got != test.want {
			t.Errorf("between %v and %v: %v, want %v", test.low, test.high, got, test.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(-100, 100).Draw(t, "low")
		high := low + rapid.Float64Range(1e-12, 10).Draw(t, "by")
		got := between(low, high)
		if !(low < got && got <= high) {
			t.Fatalf("between(%v, %v) is %v", low, high, got)
		}
		if read, _ := strconv.ParseFloat(fmt.Sprint(got), 64); read != got {
			t.Fatalf("%v is read as %v", got, read)
		}
	})
}

// scoredCorpus has one answer to each of many gold mentions, right with the
// probability that right gives for its score.
func scoredCorpus(documents int, right func(score float64) float64) *Result {
	rng := rand.New(rand.NewPCG(5, 6))
	r := &Result{}
	for i := range documents {
		d := Document{ID: fmt.Sprint(i), Text: strings.Repeat("x", 100)}
		for m := range 20 {
			gold := text.Mention{Span: text.Span{Start: m, End: m + 1}, Type: "A"}
			answer := gold
			answer.Score = (1 + float64(rng.IntN(100))) / 100
			if rng.Float64() >= right(answer.Score) {
				answer.Type = "B"
			}
			d.Gold, d.Answers = append(d.Gold, gold), append(d.Answers, answer)
		}
		d.Alignment = Align(d.Gold, d.Answers)
		r.Documents = append(r.Documents, d)
	}
	return r
}

func TestThresholdsWithoutScores(t *testing.T) {
	r := scoreAll(t, []string{"A 0-1"}, []string{"A 0-1, B 2-3"})
	curves := r.Thresholds(Strict, quick)
	if len(curves.Series) != 0 || curves.Answers != 2 || curves.Unscored != 2 || len(curves.Warnings) != 1 {
		t.Errorf("got %+v", curves)
	}
	if c := r.Calibration(Strict, quick); len(c.Series) != 0 || c.Unscored != 2 || len(c.Warnings) != 1 {
		t.Errorf("got %+v", c)
	}
}

// scoreAll scores one document for each pair of lists.
func scoreAll(t *testing.T, gold, answers []string) *Result {
	t.Helper()
	var g, a []*text.Document
	for i := range gold {
		in := strings.Repeat("x", 60)
		g, a = append(g, doc(t, fmt.Sprint(i), in, gold[i])), append(a, doc(t, fmt.Sprint(i), in, answers[i]))
	}
	r, err := Score(g, a, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Where answers under a score are never right, cutting them off is found, and
// holds on the other half.
func TestThresholdsFindWhatHelps(t *testing.T) {
	r := scoredCorpus(60, func(score float64) float64 {
		if score > 0.4 {
			return 0.95
		}
		return 0
	})
	curves := r.Thresholds(Strict, &stats.Options{Resamples: 500, Seed: 1})
	best := curves.Series[0].Best
	if best.Threshold < 0.4 || best.Threshold > 0.42 {
		t.Errorf("the threshold is %v, not just over 0.4", best.Threshold)
	}
	if best.Checked.Value < 0.05 || best.Checked.P > 0.01 {
		t.Errorf("on the other half it brings %+v", best.Checked)
	}
	if curves.ChosenOn+curves.CheckedOn != 60 || curves.ChosenOn < 15 || curves.CheckedOn < 15 {
		t.Errorf("halves of %d and %d", curves.ChosenOn, curves.CheckedOn)
	}
}

func TestCalibration(t *testing.T) {
	o := &stats.Options{Resamples: 500, Seed: 1}
	honest := scoredCorpus(200, func(score float64) float64 { return score }).Calibration(Strict, o).Series[0]
	if honest.Answers != 4000 || len(honest.Bins) != calibrationBins {
		t.Fatalf("%d answers in %d bins", honest.Answers, len(honest.Bins))
	}
	if honest.ECE > 2*honest.Chance {
		t.Errorf("scores that are probabilities have ECE %v, chance gives %v", honest.ECE, honest.Chance)
	}
	vain := scoredCorpus(200, func(score float64) float64 { return score * score }).Calibration(Strict, o).Series[0]
	// The mean of p − p² over the scores 0.01 … 1 is 0.16665.
	if math.Abs(vain.ECE-0.1667) > 0.02 || vain.ECE < 5*vain.Chance {
		t.Errorf("scores that are too high have ECE %v, chance gives %v", vain.ECE, vain.Chance)
	}
	n, ece := 0, 0.0
	for i, b := range vain.Bins {
		n += b.Answers
		ece += float64(b.Answers) / float64(vain.Answers) * math.Abs(b.Right.Value-b.Score)
		if b.Low > b.High || i > 0 && vain.Bins[i-1].High >= b.Low {
			t.Errorf("bins overlap: %+v", b)
		}
		if !(b.Right.Low <= b.Right.Value && b.Right.Value <= b.Right.High) {
			t.Errorf("%v lies outside its interval %v", b.Right.Value, b.Right.Interval)
		}
	}
	if n != vain.Answers || math.Abs(ece-vain.ECE) > 1e-12 {
		t.Errorf("the bins have %d answers of %d, and give ECE %v, not %v", n, vain.Answers, ece, vain.ECE)
	}
}

// Worked by hand: scores 0.9 ×6 of which 5 are right, 0.6 ×14 of which 7 are.
func TestCalibrationByHand(t *testing.T) {
	d := Document{ID: "a", Text: strings.Repeat("x", 30)}
	for i := range 20 {
		m := text.Mention{Span: text.Span{Start: i, End: i + 1}, Type: "A", Score: 0.6}
		right := i >= 13
		if i < 6 {
			m.Score, right = 0.9, i < 5
		}
		d.Answers = append(d.Answers, m)
		if right {
			d.Gold = append(d.Gold, text.Mention{Span: m.Span, Type: "A"})
		}
	}
	d.Alignment = Align(d.Gold, d.Answers)
	s := (&Result{Documents: []Document{d}}).Calibration(Strict, quick).Series[0]
	if len(s.Bins) != 2 || s.Bins[0].Answers != 14 || s.Bins[1].Answers != 6 {
		t.Fatalf("bins are %+v", s.Bins)
	}
	near(t, "ECE", s.ECE, 14./20*(0.6-0.5)+6./20*(0.9-5./6), 1e-12)
	near(t, "Brier", s.Brier, (5*0.01+0.81+7*0.16+7*0.36)/20, 1e-12)
	near(t, "chance", s.Chance, math.Sqrt(2/math.Pi)*(math.Sqrt(14*0.24)+math.Sqrt(6*0.09))/20, 1e-12)
	near(t, "score", s.Score, (14*0.6+6*0.9)/20, 1e-12)
	near(t, "right", s.Right, 12./20, 1e-12)
}
