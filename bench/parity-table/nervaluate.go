package main

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"rollcall/eval"
	"rollcall/text"
)

// fiveCounts are the numbers of nervaluate.
type fiveCounts struct {
	Correct, Incorrect, Partial, Missed, Spurious int
	Possible, Actual                              *int
	Precision, Recall, F1                         float64
}

func (want fiveCounts) muc() eval.MUC {
	return eval.MUC{Correct: want.Correct, Partial: want.Partial, Incorrect: want.Incorrect, Missed: want.Missed, Spurious: want.Spurious}
}

func (want fiveCounts) check(r *result, what string, got eval.MUC, countsOnly bool) {
	r.equal(what, got, want.muc())
	if countsOnly {
		return
	}
	if want.Possible != nil && want.Actual != nil {
		r.equal(what+" possible", got.Possible(), *want.Possible)
		r.equal(what+" actual", got.Actual(), *want.Actual)
	}
	r.ratios(what, got.Ratios(), want.Precision, want.Recall, want.F1)
}

func nervaluate08(c *cases, data []byte) error {
	var file struct {
		Cases []struct {
			ID             string
			Docs           []struct{ Gold, Pred []span }
			Tags           []string
			Expected       map[string]fiveCounts
			ExpectedByType map[string]map[string]fiveCounts `json:"expected_by_type"`
			ComputedByType map[string]map[string]fiveCounts `json:"computed_by_type_v0_1_8"`
			CountsOnly     bool                             `json:"counts_only"`
			CountsIn       *fiveCounts                      `json:"counts_in"`
			Numbers        map[string]float64               `json:"expected_numbers"`
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	for _, k := range file.Cases {
		r := c.add(k.ID)
		if k.CountsIn != nil {
			// Formulas on counts, in which partial pairs have no credit.
			m := k.CountsIn.muc()
			r.is("possible", float64(m.Possible()), k.Numbers["possible"])
			r.is("actual", float64(m.Actual()), k.Numbers["actual"])
			if want, ok := k.Numbers["precision"]; ok {
				m.Incorrect, m.Partial = m.Incorrect+m.Partial, 0
				r.ratios("", m.Ratios(), want, k.Numbers["recall"], k.Numbers["f1"])
			}
			continue
		}
		var docs []document
		for _, d := range k.Docs {
			docs = append(docs, document{mentions(d.Gold, inclusive), mentions(d.Pred, inclusive)})
		}
		scored, err := score(eval.Options{Types: types(k.Tags)}, docs...)
		if err != nil {
			return err
		}
		for name, want := range k.Expected {
			s, err := semevalScheme(name)
			if err != nil {
				return err
			}
			want.check(r, name, scored.Tally(s).Total().MUC(), k.CountsOnly)
		}
		byType := func(expected map[string]map[string]fiveCounts, countsOnly bool) error {
			for _, typ := range slices.Sorted(maps.Keys(expected)) {
				for name, want := range expected[typ] {
					s, err := semevalScheme(name)
					if err != nil {
						return err
					}
					want.check(r, typ+" "+name, scored.Tally(s)[text.Type(typ)].MUC(), countsOnly)
				}
			}
			return nil
		}
		if err := byType(k.ExpectedByType, true); err != nil {
			return err
		}
		if err := byType(k.ComputedByType, false); err != nil {
			return err
		}
	}
	return nil
}

func types(names []string) (out []text.Type) {
	for _, n := range names {
		out = append(out, text.Type(n))
	}
	return out
}

func nervaluate11(c *cases, data []byte) error {
	var file struct {
		Cases []struct {
			ID          string
			Mode        string
			MinOverlap  float64 `json:"min_overlap_pct_of_gold"`
			Gold, Pred  []span
			Tags        []string
			Expected    fiveCounts
			PredIndices map[string][]int `json:"pred_indices"`
			MissedGold  []int            `json:"missed_gold_indices"`
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	for _, k := range file.Cases {
		r := c.add(k.ID)
		opts := eval.Options{Types: types(k.Tags), MinOverlap: k.MinOverlap / 100}
		scored, err := score(opts, document{mentions(k.Gold, inclusive), mentions(k.Pred, inclusive)})
		if err != nil {
			return err
		}
		s, err := semevalScheme(k.Mode)
		if err != nil {
			return err
		}
		k.Expected.check(r, k.Mode, scored.Tally(s).Total().MUC(), false)
		// Which predictions, and not only how many.
		got := map[string][]int{"correct": {}, "incorrect": {}, "partial": {}, "spurious": {}}
		missed := []int{}
		names := map[eval.Verdict]string{eval.Correct: "correct", eval.Incorrect: "incorrect", eval.Partial: "partial", eval.Spurious: "spurious"}
		for _, p := range scored.Documents[0].Pairs {
			if v := s.Judge(p); v == eval.Missed {
				missed = append(missed, p.Gold)
			} else {
				got[names[v]] = append(got[names[v]], p.Answer)
			}
		}
		for name, want := range k.PredIndices {
			slices.Sort(got[name])
			r.equal("predictions that are "+name, got[name], want)
		}
		slices.Sort(missed)
		r.equal("gold that is missed", missed, k.MissedGold)
	}
	return nil
}

// nervaluateBugs has the right numbers where nervaluate 1.1 is wrong. The file
// states them partly in prose, so that they are written here.
func nervaluateBugs(c *cases, data []byte) error {
	var file struct {
		Cases []struct {
			ID         string
			Gold, Pred json.RawMessage
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	right := map[string]struct {
		why    string
		counts map[string]eval.MUC
	}{
		"multi-doc-partial": {"credit for partial pairs is lost from the second document on",
			map[string]eval.MUC{"partial": {Correct: 2, Partial: 3}}},
		"greedy-order": {"its numbers depend on the order of the lists",
			map[string]eval.MUC{"strict": {Correct: 1, Missed: 1}}},
		"issue-40-order": {"its numbers depend on the order of the lists",
			map[string]eval.MUC{"partial": {Partial: 1, Missed: 1}, "type": {Correct: 1, Missed: 1}}},
		"issue-84": {"a filter of tags changes what is paired",
			map[string]eval.MUC{"type": {Correct: 1, Spurious: 1}}},
		"per-type-confusion": {"its rows of types do not add up to the row over all",
			map[string]eval.MUC{"strict": {Incorrect: 1}}},
	}
	for _, k := range file.Cases {
		r := c.add(k.ID)
		want, ok := right[k.ID]
		if !ok {
			r.faults = append(r.faults, "no right number is written for this case")
			continue
		}
		r.differs(want.why)
		var docs []document
		var goldTags, predTags [][]string
		if json.Unmarshal(k.Gold, &goldTags) == nil && json.Unmarshal(k.Pred, &predTags) == nil {
			for i := range goldTags {
				gold, goldErr := lenient(goldTags[i])
				pred, predErr := lenient(predTags[i])
				if err := errors.Join(goldErr, predErr); err != nil {
					return err
				}
				docs = append(docs, document{gold, pred})
			}
		} else {
			var gold, pred []span
			if err := json.Unmarshal(k.Gold, &gold); err != nil {
				return err
			}
			if err := json.Unmarshal(k.Pred, &pred); err != nil {
				return err
			}
			docs = []document{{mentions(gold, inclusive), mentions(pred, inclusive)}}
		}
		reversed := make([]document, len(docs))
		for i, d := range docs {
			reversed[i] = document{slices.Clone(d.gold), slices.Clone(d.answers)}
			slices.Reverse(reversed[i].gold)
			slices.Reverse(reversed[i].answers)
		}
		for _, order := range [][]document{docs, reversed} {
			scored, err := score(eval.Options{}, order...)
			if err != nil {
				return err
			}
			for name, counts := range want.counts {
				s, err := semevalScheme(name)
				if err != nil {
					return err
				}
				tally := scored.Tally(s)
				r.equal(name, tally.Total().MUC(), counts)
				var rows eval.MUC
				for _, t := range tally.Types() {
					rows = rows.Plus(tally[t].MUC())
				}
				r.equal(name+", sum over types", rows, counts)
			}
			if k.ID == "multi-doc-partial" {
				r.ratios("partial", scored.Tally(eval.HalfCredit).Total().Ratios(), 0.7, 0.7, 0.7)
			}
		}
	}
	return nil
}
