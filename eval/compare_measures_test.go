package eval

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"testing"

	"rollcall/eval/stats"
	"rollcall/text"
)

// measuresRun is a run of 12 documents with an amount and a name each; wrong says
// in how many the value, and in how many the name's bounds, are wrong.
func measuresRun(t *testing.T, wrongValues, wrongBounds int) *Run {
	t.Helper()
	var docs, answers []*text.Document
	for i := range 12 {
		value := &text.Money{Amount: "5", Currency: "USD"}
		gold := []text.Mention{
			{Span: text.Span{Start: 0, End: 7}, Type: text.TypePerson},
			{Span: text.Span{Start: 13, End: 15}, Type: text.TypeMoney, Money: value},
		}
		d := &text.Document{ID: fmt.Sprint(i), Text: "Ann Lee paid $5.", Mentions: gold}
		a := &text.Document{ID: d.ID, Mentions: []text.Mention{gold[0], gold[1]}}
		if i < wrongBounds {
			a.Mentions[0].End = 3
		}
		if i < wrongValues {
			a.Mentions[1].Money = &text.Money{Amount: "6", Currency: "USD"}
		}
		docs, answers = append(docs, d), append(answers, a)
	}
	r, err := Score(docs, answers, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &Run{System: System{Name: "x", Kind: AnswersSystem}, Files: []GoldFile{{Path: "g", Result: r}}}
}

func TestCompareMeasures(t *testing.T) {
	old, new := measuresRun(t, 0, 0), measuresRun(t, 12, 6)
	o := CompareOptions{Measures: Measures(), Stats: stats.Options{Resamples: 500, Seed: 1}}
	c, err := Compare(old, new, o)
	if err != nil {
		t.Fatal(err)
	}
	// By hand, of 24 mentions: MUC-7 counts two slots each, of which 6 texts went
	// wrong; FairEval counts 6 boundary errors; of 12·9 bytes in gold 6·4 are lost.
	want := map[string]struct {
		f1     float64
		differ int
		worse  bool
	}{
		"muc7 all slots":    {42.0 / 48, 6, true},
		"faireval fair":     {18.0 / 21, 6, true},             // TP / (TP + BE/2)
		"faireval weighted": {42.0 / 45, 6, true},             // of each boundary error half is right: TP 21, FN 3
		"cover bytes":       {2 * 84.0 / (84 + 108), 6, true}, // P 1, R 84/108
		"money value":       {0, 12, true},
		"money amount":      {0, 12, true},
		"money currency":    {1, 0, false},
	}
	for _, d := range c.Measures {
		name := d.Measure.Name + " " + d.Row
		w, ok := want[name]
		if !ok {
			t.Errorf("%s: not expected", name)
			continue
		}
		delete(want, name)
		if d.F1.Old != 1 || d.Differ != w.differ || (d.Outcome == GotWorse) != w.worse {
			t.Errorf("%s: from %v, differs in %d, %v", name, d.F1.Old, d.Differ, d.Outcome)
		}
		if math.Abs(d.F1.New-w.f1) > 1e-12 {
			t.Errorf("%s: %v, want %v", name, d.F1.New, w.f1)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}

	if worse := c.WorseMeasures(); !slices.Equal(worse, []string{"muc7 all slots", "faireval fair", "cover bytes", "money value"}) {
		t.Errorf("worse: %q", worse)
	}

	// Swapping the systems turns every sign around.
	back, err := Compare(new, old, o)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range back.Measures {
		if e := c.Measures[i]; d.F1.Value != -e.F1.Value || d.Adjusted != e.Adjusted || d.F1.Low != -e.F1.High {
			t.Errorf("%s: %+v and %+v", d.Row, d.F1, e.F1)
		}
	}
	// What was saved says the same.
	saved := func(r *Run) *Run {
		var out bytes.Buffer
		if err := r.Write(&out); err != nil {
			t.Fatal(err)
		}
		r, err := ReadRun(&out, "x")
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	again, err := Compare(saved(old), saved(new), o)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range again.Measures {
		if d != c.Measures[i] {
			t.Errorf("%s: %+v saved, %+v before", d.Row, d, c.Measures[i])
		}
	}
}

// A measure of which there is nothing is said so, and makes no row.
func TestCompareMeasuresOfNothing(t *testing.T) {
	old, new := measuresRun(t, 0, 0), measuresRun(t, 0, 1)
	for _, r := range []*Run{old, new} {
		for i := range r.Files[0].Result.Documents {
			d := &r.Files[0].Result.Documents[i]
			d.Valued = false
			for k := range d.Gold {
				d.Gold[k].Money = nil
			}
		}
	}
	c, err := Compare(old, new, CompareOptions{Measures: []Measure{Money}, Stats: stats.Options{Resamples: 100, Seed: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Measures) != 0 || len(c.Warnings) == 0 || c.Warnings[0].Message != "neither gold nor the answers have anything that money counts" {
		t.Errorf("%v, %v", c.Measures, c.Warnings)
	}
}
