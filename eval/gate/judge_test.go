package gate

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/eval"
	"rollcall/eval/stats"
	"rollcall/text"
)

// corpus is documents in which each of two names stands once; answers says of
// each document whether the person and the place were found.
func corpus(t *testing.T, answers ...[2]bool) *eval.Run {
	t.Helper()
	var docs, answered []*text.Document
	for i, found := range answers {
		const words = "Ann Lee left Paris."
		gold := []text.Mention{{Span: text.Span{Start: 0, End: 7}, Type: text.TypePerson}, {Span: text.Span{Start: 13, End: 18}, Type: text.TypePlace}}
		d := &text.Document{ID: fmt.Sprintf("d%02d", i), Text: words, Mentions: gold}
		a := &text.Document{ID: d.ID, Text: words}
		for k, m := range gold {
			if found[k] {
				a.Mentions = append(a.Mentions, m)
			}
		}
		docs, answered = append(docs, d), append(answered, a)
	}
	r, err := eval.Score(docs, answered, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]int, len(docs))
	for i := range lines {
		lines[i] = i + 1
	}
	return &eval.Run{
		System: eval.System{Name: "fast", Kind: eval.PipelineSystem, Digest: "0123456789ab"},
		Files:  []eval.GoldFile{{Path: "gold/a.jsonl", Lines: lines, Result: r}},
	}
}

func repeated(n int, a [2]bool) [][2]bool { return slices.Repeat([][2]bool{a}, n) }

var (
	both   = [2]bool{true, true}
	person = [2]bool{true, false}
)

func parse(t *testing.T, file string) *Config {
	t.Helper()
	c, err := Parse("gold/gate.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func judge(t *testing.T, file string, e Evidence) *Report {
	t.Helper()
	e.GoldFiles = []string{"gold/a.jsonl"}
	e.Stats = stats.Options{Resamples: 1000, Seed: 1}
	r, err := Judge(parse(t, file), e)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// outcome is one line a gate: kind, status, and its line of the file.
func outcome(r *Report) []string {
	var out []string
	for _, g := range r.Gates {
		out = append(out, fmt.Sprintf("%s %d %s", g.Kind, g.Address.Line, g.Status))
	}
	return out
}

func TestFloors(t *testing.T) {
	run := corpus(t, append(repeated(6, both), repeated(4, person)...)...) // R 16/20, P 1: F1 0.889
	r := judge(t, `floors:
- f1: 88.8
- {f1: 88.9, scheme: exact}
- {type: PERSON, recall: 100}
- {type: PLACE, recall: 60}
- {type: PLACE, scheme: type, recall: 60.1}
- {type: macro, precision: 100}
- {type: SHIP, f1: 2}
- {scheme: overlap, file: a.jsonl, recall: 80}
- {recall: 80, sure: true}
- {scheme: money, f1: 50}
`, Evidence{Run: run})
	want := []string{
		"answers 1 ok", "floor 2 ok", "floor 3 FAIL", "floor 4 ok", "floor 5 ok", "floor 6 FAIL",
		"floor 7 ok", "floor 8 FAIL", "floor 9 ok", "floor 10 FAIL", "floor 11 FAIL",
	}
	if diff := cmp.Diff(want, outcome(r)); diff != "" {
		t.Error(diff)
	}
	if r.Passed() || r.Count(Failed) != 5 {
		t.Errorf("%d failed", r.Count(Failed))
	}
	// What explains a floor is at the line of the gold document, and of the type.
	g := r.Gates[5]
	if len(g.Findings) != 4 || g.Findings[0].Address != (Address{File: "gold/a.jsonl", Line: 7}) || g.Findings[0].Fault.Kind != eval.FaultMissed {
		t.Errorf("%+v", g.Findings)
	}
}

// A floor exactly at the figure passes, whatever the arithmetic of percent does.
func TestFloorAtFigure(t *testing.T) {
	for right := 1; right <= 40; right++ {
		run := corpus(t, append(repeated(right, both), repeated(40-right, [2]bool{})...)...)
		percent := float64(right) / 40 * 100
		if percent <= 1 {
			continue
		}
		r := judge(t, fmt.Sprintf("floors: [{recall: %v}]\n", percent), Evidence{Run: run})
		if !r.Passed() {
			t.Errorf("recall %v of %v fails", r.Gates[1].Floor.Value, percent)
		}
	}
}

func TestFloorOfNoFile(t *testing.T) {
	c := parse(t, "floors:\n- {f1: 90, file: b.jsonl}\n")
	_, err := Judge(c, Evidence{Run: corpus(t, both), GoldFiles: []string{"gold/a.jsonl"}})
	if err == nil || err.Error() != "gold/gate.yaml:2:3: no file of gold is gold/b.jsonl: there are gold/a.jsonl" {
		t.Errorf("%v", err)
	}
}

func TestBaseline(t *testing.T) {
	const file = "baseline: base.json\n"
	base := corpus(t, repeated(20, both)...)

	// Every place lost in 20 documents is no chance.
	r := judge(t, file, Evidence{Run: corpus(t, repeated(20, person)...), Base: base})
	if diff := cmp.Diff([]string{"answers 1 ok", "baseline 1 FAIL", "baseline 1 ok", "baseline 1 FAIL"}, outcome(r)); diff != "" {
		t.Error(diff)
	}
	g := r.Gates[3]
	if g.Baseline.Type != text.TypePlace || len(g.Findings) != 1 || g.Findings[0].Times != 20 || g.More != 0 {
		t.Errorf("%v: %d findings and %d more", g.Baseline.Type, len(g.Findings), g.More)
	}
	if c := g.Findings[0].Change; c == nil || c.Kind != eval.NewlyWrong || g.Findings[0].Line != 1 {
		t.Errorf("%+v", g.Findings[0])
	}

	// One of 20 is; unless the file says how much may be lost at most.
	one := corpus(t, append(repeated(19, both), person)...)
	r = judge(t, file, Evidence{Run: one, Base: base})
	if !r.Passed() {
		t.Errorf("%v", outcome(r))
	}
	r = judge(t, "baseline: {file: base.json, max_drop: 1}\n", Evidence{Run: one, Base: base})
	if r.Count(Failed) != 2 || !r.Gates[1].Baseline.Dropped { // over all, and of PLACE
		t.Errorf("%v", outcome(r))
	}
	// What got better passes, and explains no floor.
	r = judge(t, file+"floors: [{f1: 100, scheme: exact}]\n", Evidence{Run: one, Base: corpus(t, repeated(20, person)...)})
	if diff := cmp.Diff([]string{"answers 1 ok", "floor 2 FAIL", "baseline 1 ok", "baseline 1 ok", "baseline 1 ok"}, outcome(r)); diff != "" {
		t.Error(diff)
	}
	if f := r.Gates[1].Findings; len(f) != 1 || f[0].Fault == nil {
		t.Errorf("%+v", f)
	}
	// What got worse since explains a floor.
	r = judge(t, file+"floors: [{f1: 100}]\n", Evidence{Run: one, Base: base})
	if f := r.Gates[1].Findings; len(f) != 1 || f[0].Change == nil || f[0].Line != 20 {
		t.Errorf("%+v", f)
	}
}

// Values are held against the baseline beside spans.
func TestBaselineOfValues(t *testing.T) {
	run := func(amount string) *eval.Run {
		var docs, answers []*text.Document
		for i := range 20 {
			m := text.Mention{Span: text.Span{Start: 5, End: 7}, Type: text.TypeMoney, Money: &text.Money{Amount: "5", Currency: "USD"}}
			d := &text.Document{ID: fmt.Sprint(i), Text: "Paid $5.", Mentions: []text.Mention{m}}
			m.Money = &text.Money{Amount: amount, Currency: "USD"}
			docs, answers = append(docs, d), append(answers, &text.Document{ID: d.ID, Text: d.Text, Mentions: []text.Mention{m}})
		}
		r, err := eval.Score(docs, answers, eval.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return &eval.Run{System: eval.System{Name: "x", Kind: eval.AnswersSystem}, Files: []eval.GoldFile{{Path: "gold/a.jsonl", Result: r}}}
	}
	r := judge(t, "baseline: {file: b.json, schemes: [strict, money]}\n", Evidence{Run: run("6"), Base: run("5")})
	if diff := cmp.Diff([]string{"answers 1 ok", "baseline 1 ok", "baseline 1 ok", "baseline 1 FAIL"}, outcome(r)); diff != "" {
		t.Error(diff)
	}
	m := r.Gates[3].Baseline
	if m.Measure.Row != "value" || m.F1.Old != 1 || m.F1.New != 0 || m.Differ != 20 {
		t.Errorf("%+v", m)
	}
	r = judge(t, "baseline: {file: b.json, schemes: [money]}\n", Evidence{Run: run("5.0"), Base: run("5")})
	if !r.Passed() || len(r.Gates) != 4 {
		t.Errorf("%v", outcome(r))
	}
}

func TestBaselineOfOtherGold(t *testing.T) {
	base, run := corpus(t, repeated(20, both)...), corpus(t, repeated(21, both)...)
	r := judge(t, "baseline: base.json\n", Evidence{Run: run, Base: base})
	g := r.Gates[1]
	if g.Status != Failed || g.Baseline.Mismatch == nil || r.Comparison != nil {
		t.Fatalf("%+v", g)
	}
	for _, digest := range []string{base.GoldDigest(), run.GoldDigest()} {
		if !strings.Contains(g.Reason, digest) {
			t.Errorf("%s is not named: %s", digest, g.Reason)
		}
	}
	r = judge(t, "baseline: {file: base.json, common: true}\n", Evidence{Run: run, Base: base})
	if !r.Passed() || r.Comparison.Documents != 20 {
		t.Errorf("%v", outcome(r))
	}
	// On the way to a new baseline it is no failure.
	r = judge(t, "baseline: base.json\n", Evidence{Run: run, Base: base, Renew: true})
	if !r.Passed() || r.Gates[1].Status != Skipped {
		t.Errorf("%v", outcome(r))
	}
	r = judge(t, "baseline: base.json\n", Evidence{Run: run})
	if r.Gates[1].Status != Failed || r.Gates[1].Reason != "there is no baseline gold/base.json" {
		t.Errorf("%+v", r.Gates[1])
	}
}

func TestRules(t *testing.T) {
	run := corpus(t, both)
	wrong := slices.Repeat([]RuleFailure{{Address: Address{"rules/a.yaml", 3, 7}, Rule: "x"}}, 12)
	for _, c := range []struct {
		e    Evidence
		want Status
	}{
		{Evidence{RulesTried: &RulesCheck{2, 9, 0}}, Passed},
		{Evidence{RulesTried: &RulesCheck{2, 90, 12}, RulesWrong: wrong}, Failed},
		{Evidence{RuleErr: errors.New("a.yaml:1:1: no")}, Failed},
		{Evidence{}, Failed},
		{Evidence{RuleErr: errors.New("a.yaml:1:1: no"), Skip: []Kind{KindRules}}, Skipped},
	} {
		c.e.Run = run
		r := judge(t, "rules: true\n", c.e)
		if g := r.Gates[1]; g.Status != c.want || len(g.Findings)+g.More != len(c.e.RulesWrong) {
			t.Errorf("%+v: %+v", c.e, g)
		}
	}
}

func TestSpeed(t *testing.T) {
	at := func(pace, low, high float64) *eval.Speed {
		return &eval.Speed{Pace: pace, Low: low, High: high, Words: 9, Rounds: 5, Yardstick: "y", Machine: "m"}
	}
	other := at(100, 99, 101)
	other.Machine = "n"
	base := at(100, 98, 102)
	for _, c := range []struct {
		name      string
		base, now *eval.Speed
		want      Status
		undecided bool
	}{
		{"as fast", base, at(100, 99, 101), Passed, false},
		{"just fast enough", base, at(80, 70, 90), Passed, false},
		{"too slow", base, at(79, 78, 79.5), Failed, true},
		{"far too slow", base, at(40, 39, 41), Failed, false},
		{"noise", base, at(79, 60, 85), Passed, true},
		{"another machine", base, other, Skipped, false},
		{"not measured", base, nil, Skipped, false},
		{"no base", nil, base, Failed, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := corpus(t, both)
			b.Speed = c.base
			r := judge(t, "baseline: b.json\nspeed: {at_least: 0.8}\n", Evidence{Run: corpus(t, both), Base: b, Speed: c.now})
			g := r.Gates[len(r.Gates)-1]
			if g.Kind != KindSpeed || g.Status != c.want {
				t.Errorf("%+v", g)
			}
			if c.base != nil && c.now != nil && r.Config.Speed.Undecided(c.base, c.now) != c.undecided {
				t.Errorf("undecided: %v", !c.undecided)
			}
		})
	}
}

// A speed comes back from a saved result, to the digits that are kept of it.
func TestSpeedIsSaved(t *testing.T) {
	run := corpus(t, both)
	run.Speed = &eval.Speed{Pace: 512.3456, Low: 500, High: 520.04, WordsPerSecond: 19876.5, Words: 9730, Rounds: 20, Yardstick: "y", Machine: "m"}
	var out bytes.Buffer
	if err := run.Write(&out); err != nil {
		t.Fatal(err)
	}
	back, err := eval.ReadRun(bytes.NewReader(out.Bytes()), "b.json")
	if err != nil {
		t.Fatal(err)
	}
	want := &eval.Speed{Pace: 512.3, Low: 500, High: 520, WordsPerSecond: 19880, Words: 9730, Rounds: 20, Yardstick: "y", Machine: "m"}
	if diff := cmp.Diff(want, back.Speed); diff != "" {
		t.Error(diff)
	}
	broken := strings.Replace(out.String(), `"low": 500`, `"low": 600`, 1)
	if _, err := eval.ReadRun(strings.NewReader(broken), "b.json"); err == nil || !strings.Contains(err.Error(), "speed is no speed") {
		t.Errorf("%v", err)
	}
}

// Documents that the system failed on fail the gate.
func TestAnswers(t *testing.T) {
	r := judge(t, "floors: [{f1: 50}]\n", Evidence{Run: corpus(t, both, both), Failed: []string{"d01"}})
	if g := r.Gates[0]; g.Status != Failed || g.Answers.Documents != 2 {
		t.Errorf("%+v", g)
	}
}
