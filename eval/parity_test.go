package eval

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/text"
)

// The cases of other scorers, with the numbers that they publish, lie beside
// the project where it is developed. They are read where they are found; a
// chosen few, written anew, are in TestSchemes.

// casesFile decodes one file of cases into v, or skips the test.
func casesFile(t *testing.T, name string, v any) {
	t.Helper()
	dir := os.Getenv("ROLLCALL_EVALCASES")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "evalcases")
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if os.IsNotExist(err) {
		t.Skipf("other scorers' cases are not here (%v); set ROLLCALL_EVALCASES to their folder", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// spanCase is a span as most files write it: ["PER", 0, 3].
type spanCase struct {
	Label      string
	Start, End int
}

func (s *spanCase) UnmarshalJSON(data []byte) error {
	var list []any
	if json.Unmarshal(data, &list) == nil {
		if len(list) < 3 {
			return fmt.Errorf("span %s has fewer than three parts", data)
		}
		s.Label = list[0].(string)
		s.Start, s.End = int(list[1].(float64)), int(list[2].(float64))
		return nil
	}
	type plain spanCase
	return json.Unmarshal(data, (*plain)(s))
}

// mentionsOf turns spans into mentions; plus is 1 where ends are inclusive.
func mentionsOf(spans []spanCase, plus int) []text.Mention {
	var out []text.Mention
	for _, s := range spans {
		out = append(out, text.Mention{Span: text.Span{Start: s.Start, End: s.End + plus}, Type: text.Type(s.Label)})
	}
	return out
}

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

func schemeNamed(t *testing.T, name string) Scheme {
	t.Helper()
	if name == "ent_type" {
		name = "type"
	}
	s, err := SchemesNamed(name)
	if err != nil {
		t.Fatal(err)
	}
	return s[0]
}

// near compares within tolerance; others write 0 where we have no number.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(orZero(got)-want) > tolerance {
		t.Errorf("%s is %v, expected %v", what, got, want)
	}
}

type semevalCounts struct {
	Correct, Incorrect, Partial, Missed, Spurious int
	Precision, Recall, F1                         float64
}

func (want semevalCounts) check(t *testing.T, what string, got Counts, countsOnly bool) {
	t.Helper()
	counts := Counts{want.Correct, want.Partial, want.Incorrect, want.Incorrect, want.Missed, want.Spurious}
	if got != counts {
		t.Errorf("%s: %+v, expected %+v", what, got, counts)
	}
	if !countsOnly {
		near(t, what+" precision", got.Precision(), want.Precision, 1e-9)
		near(t, what+" recall", got.Recall(), want.Recall, 1e-9)
		near(t, what+" f1", got.F1(), want.F1, 1e-9)
	}
}

func TestParityNervaluate08(t *testing.T) {
	var file struct {
		Cases []struct {
			ID             string
			Docs           []struct{ Gold, Pred []spanCase }
			Tags           []string
			Expected       map[string]semevalCounts
			ExpectedByType map[string]map[string]semevalCounts `json:"expected_by_type"`
			CountsOnly     bool                                `json:"counts_only"`
		}
	}
	casesFile(t, "nervaluate-0.1.8.json", &file)
	ran := 0
	for _, c := range file.Cases {
		if len(c.Docs) == 0 {
			continue // formulas on counts, not documents
		}
		ran++
		t.Run(c.ID, func(t *testing.T) {
			var docs []caseDocument
			for _, d := range c.Docs {
				docs = append(docs, caseDocument{mentionsOf(d.Gold, 1), mentionsOf(d.Pred, 1)})
			}
			r := scoreCase(t, c.Tags, docs...)
			for scheme, want := range c.Expected {
				want.check(t, scheme, r.Tally(schemeNamed(t, scheme)).Total(), c.CountsOnly)
			}
			for typ, schemes := range c.ExpectedByType {
				for scheme, want := range schemes {
					got := r.Tally(schemeNamed(t, scheme))[text.Type(typ)]
					// Its rows count an incorrect pair under gold's type only.
					got.IncorrectAnswer = got.IncorrectGold
					want.check(t, typ+" "+scheme, got, true)
				}
			}
		})
	}
	if ran < 19 {
		t.Errorf("only %d cases have documents", ran)
	}
}

func TestParityNervaluate11(t *testing.T) {
	var file struct {
		Cases []struct {
			ID         string
			Mode       string
			MinOverlap float64 `json:"min_overlap_pct_of_gold"`
			Gold, Pred []spanCase
			Tags       []string
			Expected   semevalCounts
		}
	}
	casesFile(t, "nervaluate-1.1-strategies.json", &file)
	for _, c := range file.Cases {
		t.Run(c.ID+" "+c.Mode, func(t *testing.T) {
			if c.MinOverlap > 1 {
				t.Skip("a least share of overlap is not one of our schemes")
			}
			r := scoreCase(t, c.Tags, caseDocument{mentionsOf(c.Gold, 1), mentionsOf(c.Pred, 1)})
			c.Expected.check(t, c.Mode, r.Tally(schemeNamed(t, c.Mode)).Total(), false)
		})
	}
}

// The right answers where nervaluate 1.1 is wrong, as the file of its known
// bugs has them; the file's expectations are partly prose, so that they are
// written here.
func TestParityNervaluateBugs(t *testing.T) {
	var file struct {
		Cases []struct {
			ID         string
			Gold, Pred json.RawMessage
		}
	}
	casesFile(t, "nervaluate-1.1-known-bugs.json", &file)
	want := map[string]map[string]Counts{
		"multi-doc-partial":  {"partial": {Correct: 2, Partial: 3}},
		"greedy-order":       {"strict": {Correct: 1, Missed: 1}},
		"issue-40-order":     {"partial": {Partial: 1, Missed: 1}, "type": {Correct: 1, Missed: 1}},
		"issue-84":           {"type": {Correct: 1, Spurious: 1}},
		"per-type-confusion": {"strict": {IncorrectGold: 1, IncorrectAnswer: 1}},
	}
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			var docs []caseDocument
			var goldTags, predTags [][]string
			if json.Unmarshal(c.Gold, &goldTags) == nil && json.Unmarshal(c.Pred, &predTags) == nil {
				for i := range goldTags {
					docs = append(docs, caseDocument{decodeLenient(goldTags[i]), decodeLenient(predTags[i])})
				}
			} else {
				var gold, pred []spanCase
				if err := json.Unmarshal(c.Gold, &gold); err != nil {
					t.Fatal(err)
				}
				if err := json.Unmarshal(c.Pred, &pred); err != nil {
					t.Fatal(err)
				}
				docs = []caseDocument{{mentionsOf(gold, 1), mentionsOf(pred, 1)}}
			}
			if len(want[c.ID]) == 0 {
				t.Fatal("no expectation is written for this case")
			}
			r := scoreCase(t, nil, docs...)
			for scheme, w := range want[c.ID] {
				if got := r.Tally(schemeNamed(t, scheme)).Total(); got != w {
					t.Errorf("%s: %+v, expected %+v", scheme, got, w)
				}
			}
		})
	}
}

func TestParitySemeval(t *testing.T) {
	var file struct {
		Gold, Pred []spanCase
		Expected   map[string]struct {
			COR, INC, PAR, MIS, SPU int
			P, R, F1                float64
		} `json:"expected_for_list"`
	}
	casesFile(t, "semeval-readme-table.json", &file)
	r := scoreCase(t, nil, caseDocument{mentionsOf(file.Gold, 1), mentionsOf(file.Pred, 1)})
	for scheme, w := range file.Expected {
		want := semevalCounts{w.COR, w.INC, w.PAR, w.MIS, w.SPU, w.P, w.R, w.F1}
		want.check(t, scheme, r.Tally(schemeNamed(t, scheme)).Total(), false)
	}
}

func TestParityEval4ner(t *testing.T) {
	var file struct {
		Cases []struct {
			ID         string
			Gold, Pred [][]any
			Expected   map[string][]float64
		}
	}
	casesFile(t, "eval4ner.json", &file)
	spans := func(list [][]any) (out []text.Mention) {
		for _, s := range list { // type, surface, start
			start := int(s[2].(float64))
			out = append(out, text.Mention{Type: text.Type(s[0].(string)), Span: text.Span{Start: start, End: start + len(s[1].(string))}})
		}
		return out
	}
	for _, c := range file.Cases {
		if c.Expected == nil {
			continue // published output that counts one gold mention twice
		}
		r := scoreCase(t, nil, caseDocument{spans(c.Gold), spans(c.Pred)})
		for scheme, w := range c.Expected {
			got := r.Tally(schemeNamed(t, scheme)).Total()
			want := semevalCounts{int(w[0]), int(w[1]), int(w[2]), int(w[3]), int(w[4]), 0, 0, 0}
			want.check(t, c.ID+" "+scheme, got, true)
			near(t, c.ID+" "+scheme+" precision", got.Precision(), w[5], 1e-9)
			near(t, c.ID+" "+scheme+" recall", got.Recall(), w[6], 1e-9)
		}
	}
}

// TestParityGermEval has FairEval's published figures on 5,100 sentences: the
// counts are exact and the ratios printed in percent with two decimals.
func TestParityGermEval(t *testing.T) {
	var file struct {
		Gold, Pred [][]spanCase
		Expected   struct {
			Traditional map[string][]float64       // TP, FP, FN, P, R, F1
			Fair        map[string][]float64       // TP, FP, LE, BE, LBE, FN, P, R, F1
			Weighted    map[string][]float64       // LE, BES, BEL, BEO, LBE, TP, FP, FN, P, R, F1
			Confusion   map[string]json.RawMessage `json:"confusion_rows_target_cols_system"`
		}
	}
	casesFile(t, "faireval-germeval-ner.json", &file)
	var docs []caseDocument
	for i := range file.Gold {
		docs = append(docs, caseDocument{mentionsOf(file.Gold[i], 1), mentionsOf(file.Pred[i], 1)})
	}
	r := scoreCase(t, nil, docs...)
	check := func(what string, got, want []float64) {
		t.Helper()
		if len(got) != len(want) {
			t.Fatalf("%s: %d figures, expected %d", what, len(got), len(want))
		}
		for i := range want {
			near(t, fmt.Sprintf("%s, column %d", what, i), got[i], want[i], 1e-9)
		}
	}
	twoDecimals := func(r Ratios) []float64 {
		round := func(x float64) float64 { return math.Round(x*1e4) / 100 }
		return []float64{round(r.Precision), round(r.Recall), round(r.F1)}
	}
	tally, fair := r.Tally(Strict), r.Fair()
	for typ, want := range file.Expected.Traditional {
		c := tally[text.Type(typ)]
		if typ == "overall" {
			c = tally.Total()
		}
		got := append([]float64{c.TP(), c.FP(), c.FN()}, twoDecimals(Ratios{c.Precision(), c.Recall(), c.F1()})...)
		check(typ+" traditional", got, want)
	}
	fairOf := func(typ string) Fair {
		if typ == "overall" {
			return fair.Total()
		}
		return fair.Counts[text.Type(typ)]
	}
	floats := func(list ...int) (out []float64) {
		for _, n := range list {
			out = append(out, float64(n))
		}
		return out
	}
	for typ, want := range file.Expected.Fair {
		f := fairOf(typ)
		check(typ+" fair", append(floats(f.TP, f.FP, f.LE, f.BE(), f.LBE, f.FN), twoDecimals(f.Ratios(FairHalves))...), want)
	}
	for typ, want := range file.Expected.Weighted {
		f := fairOf(typ)
		check(typ+" weighted", append(floats(f.LE, f.BES, f.BEL, f.BEO, f.LBE, f.TP, f.FP, f.FN), twoDecimals(f.Ratios(FairBounds))...), want)
	}
	var labels []string
	if err := json.Unmarshal(file.Expected.Confusion["labels"], &labels); err != nil {
		t.Fatal(err)
	}
	typeOf := func(label string) text.Type { return text.Type(strings.TrimPrefix(label, "_")) }
	for _, row := range labels {
		var want []int
		if err := json.Unmarshal(file.Expected.Confusion[row], &want); err != nil {
			t.Fatal(err)
		}
		for i, column := range labels {
			if got := fair.Confusion[[2]text.Type{typeOf(row), typeOf(column)}]; got != want[i] {
				t.Errorf("%s taken for %s %d times, expected %d", row, column, got, want[i])
			}
		}
	}
}

func TestParitySpacy(t *testing.T) {
	var file struct {
		Cases []struct {
			ID         string
			Gold, Pred json.RawMessage
			Expected   json.RawMessage
		}
	}
	casesFile(t, "spacy-scorer.json", &file)
	ran := 0
	for _, c := range file.Cases {
		var gold, pred []spanCase
		var want struct {
			P      float64              `json:"ents_p"`
			R      float64              `json:"ents_r"`
			F      *float64             `json:"ents_f"`
			ByType map[string][]float64 `json:"by_type"`
		}
		if json.Unmarshal(c.Gold, &gold) != nil || json.Unmarshal(c.Pred, &pred) != nil ||
			json.Unmarshal(c.Expected, &want) != nil || want.F == nil {
			continue // token accuracy, sets of strings, other layers
		}
		ran++
		tally := scoreCase(t, nil, caseDocument{mentionsOf(gold, 0), mentionsOf(pred, 0)}).Tally(Strict)
		near(t, c.ID+" precision", tally.Total().Precision(), want.P, 1e-9)
		near(t, c.ID+" recall", tally.Total().Recall(), want.R, 1e-9)
		near(t, c.ID+" f1", tally.Total().F1(), *want.F, 1e-9)
		for typ, w := range want.ByType {
			got := tally[text.Type(typ)]
			near(t, c.ID+" "+typ+" precision", got.Precision(), w[0], 1e-9)
			near(t, c.ID+" "+typ+" recall", got.Recall(), w[1], 1e-9)
			near(t, c.ID+" "+typ+" f1", got.F1(), w[2], 1e-9)
		}
	}
	if ran != 2 {
		t.Errorf("%d cases were run, expected 2", ran)
	}
	// Overlapping answers equal to gold, and wrong labels on right spans.
	gold := mentionsOf([]spanCase{{"PERSON", 0, 4}, {"ORG", 0, 7}, {"ORG", 8, 12}}, 0)
	near(t, "overlapping f1", scoreCase(t, nil, caseDocument{gold, gold}).Tally(Strict).Total().F1(), 1, 0)
	wrong := mentionsOf([]spanCase{{"WRONG", 0, 4}, {"WRONG", 0, 7}, {"WRONG", 8, 12}}, 0)
	r := scoreCase(t, nil, caseDocument{gold, wrong})
	near(t, "labelled f1", r.Tally(Strict).Total().F1(), 0, 0)
	near(t, "unlabelled f1", r.Tally(schemeNamed(t, "exact")).Total().F1(), 1, 0)
}

// nereval's score is MUC's: text and type are two slots of every mention.
func TestParityNereval(t *testing.T) {
	var file struct {
		Cases []struct {
			ID       string
			Docs     []struct{ Gold, Pred []spanCase }
			Expected struct{ F1 float64 }
		}
	}
	casesFile(t, "nereval-muc.json", &file)
	for _, c := range file.Cases {
		if c.ID == "inverse" || c.ID == "two docs crossed" {
			continue // they let one answer stand for two gold mentions
		}
		var docs []caseDocument
		for _, d := range c.Docs {
			docs = append(docs, caseDocument{mentionsOf(d.Gold, 0), mentionsOf(d.Pred, 0)})
		}
		r := scoreCase(t, nil, docs...)
		both := r.Tally(schemeNamed(t, "exact")).Total().Plus(r.Tally(schemeNamed(t, "type")).Total())
		near(t, c.ID, both.F1(), c.Expected.F1, 1e-9)
	}
}

func TestParityGate(t *testing.T) {
	var file struct {
		Cases []struct {
			ID         string
			Gold, Pred []spanCase
			Expected   map[string]float64
		}
	}
	casesFile(t, "gate.json", &file)
	for _, c := range file.Cases {
		if c.Gold == nil {
			continue // agreement
		}
		total := scoreCase(t, nil, caseDocument{mentionsOf(c.Gold, 0), mentionsOf(c.Pred, 0)}).Tally(Strict).Total()
		tolerance := c.Expected["tolerance"] + 1e-9
		if want, ok := c.Expected["precision_strict"]; ok {
			near(t, c.ID+" precision", total.Precision(), want, tolerance)
		}
		if want, ok := c.Expected["recall_strict"]; ok {
			near(t, c.ID+" recall", total.Recall(), want, tolerance)
		}
	}
}
