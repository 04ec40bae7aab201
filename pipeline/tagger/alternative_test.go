package tagger

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/text"
)

// Alternatives come beside what is found without them, and say that they are
// second choices.
func TestAlternatives(t *testing.T) {
	m := toyModel(t, toyOptions())
	m.Meta.Calibration = Calibration{Slope: 0.3} // less sure than it is
	propose, err := m.Proposing(0.05)
	if err != nil {
		t.Fatal(err)
	}
	seconds := 0
	for _, d := range toy(20, 5) {
		plain := &text.Document{Text: d.Text, Tokens: d.Tokens, Sentences: d.Sentences}
		if err := m.Propose(plain); err != nil {
			t.Fatal(err)
		}
		d.Candidates = nil
		if err := propose(d); err != nil {
			t.Fatal(err)
		}
		var first []text.Candidate
		for _, c := range d.Candidates {
			if !strings.HasSuffix(c.Source.Rule, secondChoice) {
				first = append(first, c)
				continue
			}
			seconds++
			if c.Score < 0.05 {
				t.Errorf("%q has the score %v", d.Surface(c.Span), c.Score)
			}
		}
		if diff := cmp.Diff(plain.Candidates, first); diff != "" {
			t.Error(diff)
		}
	}
	if seconds == 0 {
		t.Error("no alternatives in twenty documents")
	}
	for _, least := range []float64{-1, 1e-5, 2, math.NaN()} {
		if _, err := m.Proposing(least); err == nil {
			t.Errorf("alternatives from %v on are accepted", least)
		}
	}
}

func TestCalibrationReverses(t *testing.T) {
	c := Calibration{Slope: 0.7, Shift: -0.4}
	for p := 0.001; p < 1; p += 0.037 {
		if got := c.apply(c.reverse(p)); math.Abs(got-p) > 1e-9 {
			t.Errorf("%v became %v", p, got)
		}
	}
}
