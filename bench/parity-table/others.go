package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"rollcall/eval"
	"rollcall/text"
)

// fairEval has the published figures of FairEval on 5,100 sentences: exact
// counts, and ratios in percent with two decimals.
func fairEval(c *cases, data []byte) error {
	var file struct {
		Gold, Pred [][]span
		Expected   struct {
			Traditional map[string][]float64       // TP, FP, FN, P, R, F1
			Fair        map[string][]float64       // TP, FP, LE, BE, LBE, FN, P, R, F1
			Weighted    map[string][]float64       // LE, BES, BEL, BEO, LBE, TP, FP, FN, P, R, F1
			Confusion   map[string]json.RawMessage `json:"confusion_rows_target_cols_system"`
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	var docs []document
	for i := range file.Gold {
		docs = append(docs, document{mentions(file.Gold[i], inclusive), mentions(file.Pred[i], inclusive)})
	}
	scored, err := score(eval.Options{}, docs...)
	if err != nil {
		return err
	}
	tally, fair := scored.Tally(eval.Strict), scored.Fair()
	check := func(r *result, counts []float64, ratios eval.Ratios, want []float64) {
		for i, n := range counts {
			r.is(fmt.Sprintf("column %d", i), n, want[i])
		}
		for i, x := range []float64{ratios.Precision, ratios.Recall, ratios.F1} {
			r.rounded([]string{"precision", "recall", "F1"}[i], 100*x, want[len(counts)+i], 2)
		}
	}
	fairOf := func(typ string) eval.Fair {
		if typ == "overall" {
			return fair.Total()
		}
		return fair.Counts[text.Type(typ)]
	}
	for _, typ := range slices.Sorted(maps.Keys(file.Expected.Traditional)) {
		k := tally[text.Type(typ)]
		if typ == "overall" {
			k = tally.Total()
		}
		check(c.add("traditional "+typ), []float64{k.TP(), k.FP(), k.FN()}, k.Ratios(), file.Expected.Traditional[typ])
		f := fairOf(typ)
		check(c.add("fair "+typ), floats(f.TP, f.FP, f.LE, f.BE(), f.LBE, f.FN), f.Ratios(eval.FairHalves), file.Expected.Fair[typ])
		check(c.add("weighted "+typ), floats(f.LE, f.BES, f.BEL, f.BEO, f.LBE, f.TP, f.FP, f.FN), f.Ratios(eval.FairBounds), file.Expected.Weighted[typ])
	}
	r := c.add("confusion")
	var labels []string
	if err := json.Unmarshal(file.Expected.Confusion["labels"], &labels); err != nil {
		return err
	}
	typeOf := func(label string) text.Type { return text.Type(strings.TrimPrefix(label, "_")) }
	for _, row := range labels {
		var want, got []int
		if err := json.Unmarshal(file.Expected.Confusion[row], &want); err != nil {
			return err
		}
		for _, column := range labels {
			got = append(got, fair.Confusion[[2]text.Type{typeOf(row), typeOf(column)}])
		}
		r.equal("row "+row, got, want)
	}
	return nil
}

func floats(list ...int) (out []float64) {
	for _, n := range list {
		out = append(out, float64(n))
	}
	return out
}

// gate: its strict is strict, its lenient is type, its average is their mean.
func gate(c *cases, data []byte) error {
	var file struct {
		Cases []struct {
			ID          string
			Gold, Pred  []span
			Contingency [2][2]float64
			Expected    map[string]float64
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	for _, k := range file.Cases {
		if k.Gold == nil {
			continue // agreement of annotators, which gold agree is for
		}
		r := c.add(k.ID)
		scored, err := score(eval.Options{}, document{mentions(k.Gold, exclusive), mentions(k.Pred, exclusive)})
		if err != nil {
			return err
		}
		strict, lenient := scored.Tally(eval.Strict).Total(), scored.Tally(eval.TypeOnly).Total()
		got := map[string]float64{
			"precision_strict": strict.Precision(), "recall_strict": strict.Recall(), "f_strict": strict.F1(),
			"precision_lenient": lenient.Precision(), "recall_lenient": lenient.Recall(), "f_lenient": lenient.F1(),
			"precision_average": (strict.Precision() + lenient.Precision()) / 2,
			"recall_average":    (strict.Recall() + lenient.Recall()) / 2,
		}
		for _, name := range slices.Sorted(maps.Keys(k.Expected)) {
			if name == "tolerance" {
				continue
			}
			value, ok := got[name]
			if !ok {
				r.faults = append(r.faults, "nothing is computed for "+name)
			}
			r.within(name, value, k.Expected[name], k.Expected["tolerance"]+tolerance)
		}
	}
	return nil
}

func spacy(c *cases, data []byte) error {
	var file struct {
		Cases []struct {
			ID         string
			Gold, Pred json.RawMessage
			Sets       []struct{ Cand, Gold []string }
			Expected   json.RawMessage
			Sum        []float64 `json:"expected_sum"`
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	for _, k := range file.Cases {
		if k.ID == "test_tokenization" {
			continue // tokens, not spans
		}
		r := c.add(k.ID)
		if k.Sets != nil {
			if err := spacySets(r, k.Sets, k.Expected, k.Sum); err != nil {
				return err
			}
			continue
		}
		var gold, pred []span
		if err := json.Unmarshal(k.Gold, &gold); err != nil {
			return err
		}
		if json.Unmarshal(k.Pred, &pred) != nil {
			pred = gold // "same as gold"
		}
		scored, err := score(eval.Options{}, document{mentions(gold, exclusive), mentions(pred, exclusive)})
		if err != nil {
			return err
		}
		tally := scored.Tally(eval.Strict)
		total := tally.Total()
		var want struct {
			EntsP              *float64             `json:"ents_p"`
			EntsR              float64              `json:"ents_r"`
			EntsF              float64              `json:"ents_f"`
			ByType             map[string][]float64 `json:"by_type"`
			P, R               *float64
			Labeled, Unlabeled *struct{ P, R float64 }
		}
		if json.Unmarshal(k.Expected, &want) != nil {
			r.differs("answers that overlap are thrown away before scoring, gold is not")
			r.ratios("", total.Ratios(), 1, 1, 1)
			continue
		}
		switch {
		case want.EntsP != nil:
			r.ratios("", total.Ratios(), *want.EntsP, want.EntsR, want.EntsF)
			for typ, w := range want.ByType {
				r.ratios(typ, tally[text.Type(typ)].Ratios(), w...)
			}
		case want.P != nil:
			r.ratios("", total.Ratios(), *want.P, *want.R)
		case want.Labeled != nil:
			r.ratios("labelled", total.Ratios(), want.Labeled.P, want.Labeled.R)
			r.ratios("unlabelled", scored.Tally(eval.Exact).Total().Ratios(), want.Unlabeled.P, want.Unlabeled.R)
		default:
			r.faults = append(r.faults, "nothing is computed for what is expected")
		}
	}
	return nil
}

// spacySets has sets of strings, which are so many types at one place.
func spacySets(r *result, sets []struct{ Cand, Gold []string }, expected json.RawMessage, sum []float64) error {
	var want [][]float64
	if err := json.Unmarshal(expected, &want); err != nil {
		return err
	}
	as := func(list []string) (out []span) {
		for _, s := range list {
			out = append(out, span{s, 0, 1})
		}
		return out
	}
	var all []document
	for i, set := range sets {
		// Spans of their own for each string, so that only equal ones meet.
		place := map[string]int{}
		at := func(spans []span) []span {
			for i := range spans {
				if _, ok := place[spans[i].Label]; !ok {
					place[spans[i].Label] = len(place)
				}
				n := place[spans[i].Label]
				spans[i].Start, spans[i].End = n, n+1
			}
			return spans
		}
		d := document{mentions(at(as(set.Gold)), exclusive), mentions(at(as(set.Cand)), exclusive)}
		all = append(all, d)
		scored, err := score(eval.Options{}, d)
		if err != nil {
			return err
		}
		r.ratios(fmt.Sprintf("set %d", i), scored.Tally(eval.Strict).Total().Ratios(), want[i]...)
	}
	scored, err := score(eval.Options{}, all...)
	if err != nil {
		return err
	}
	r.ratios("sum", scored.Tally(eval.Strict).Total().Ratios(), sum...)
	return nil
}

// bratiaa: the mean of the strict F1 of all pairs of annotators, and its
// standard deviation over them.
func bratiaa(c *cases, data []byte) error {
	var file struct {
		Cases []struct {
			ID       string
			Docs     map[string]map[string][]span
			Expected struct {
				Mean        float64 `json:"mean_f1"`
				SD          float64
				PerLabel    map[string][2]float64 `json:"per_label"`
				PerDocument map[string][2]float64 `json:"per_document"`
			}
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	for _, k := range file.Cases {
		ids := slices.Sorted(maps.Keys(k.Docs))
		var annotators []string
		for _, byAnnotator := range k.Docs {
			for a := range byAnnotator {
				if !contains(annotators, a) {
					annotators = append(annotators, a)
				}
			}
		}
		slices.Sort(annotators)
		var whole []float64
		perLabel, perDocument := map[string][]float64{}, map[string][]float64{}
		for i, a := range annotators {
			for _, b := range annotators[i+1:] {
				var docs []document
				for _, id := range ids {
					// Sets: what an annotator marked twice counts once.
					docs = append(docs, document{unique(mentions(k.Docs[id][a], exclusive)), unique(mentions(k.Docs[id][b], exclusive))})
				}
				scored, err := score(eval.Options{}, docs...)
				if err != nil {
					return err
				}
				tally := scored.Tally(eval.Strict)
				whole = append(whole, tally.Total().F1())
				for _, t := range tally.Types() {
					perLabel[string(t)] = append(perLabel[string(t)], tally[t].F1())
				}
				rows := scored.Rows(eval.Strict)
				for d, id := range ids {
					name := strings.TrimSuffix(id, ".ann")
					perDocument[name] = append(perDocument[name], rows.Total(d).F1())
				}
			}
		}
		check := func(what string, list []float64, want [2]float64) {
			mean, sd := meanAndDeviation(list)
			r := c.add(strings.TrimSpace(k.ID + " " + what))
			const cut = 1e-6 // some are cut, not rounded, after six digits
			r.within("mean", mean, want[0], cut)
			r.within("standard deviation", sd, want[1], cut)
		}
		check("", whole, [2]float64{k.Expected.Mean, k.Expected.SD})
		for _, label := range slices.Sorted(maps.Keys(k.Expected.PerLabel)) {
			check(label, perLabel[label], k.Expected.PerLabel[label])
		}
		for _, id := range slices.Sorted(maps.Keys(k.Expected.PerDocument)) {
			check(id, perDocument[id], k.Expected.PerDocument[id])
		}
	}
	return nil
}

func unique(list []text.Mention) []text.Mention {
	var out []text.Mention
	for _, m := range list {
		if !slices.ContainsFunc(out, func(o text.Mention) bool { return o.Span == m.Span && o.Type == m.Type }) {
			out = append(out, m)
		}
	}
	return out
}

// meanAndDeviation are those of a whole population.
func meanAndDeviation(list []float64) (mean, deviation float64) {
	for _, x := range list {
		mean += x / float64(len(list))
	}
	for _, x := range list {
		deviation += (x - mean) * (x - mean) / float64(len(list))
	}
	return mean, math.Sqrt(deviation)
}

// conll2003 has two systems on the whole test set of CoNLL-2003, scored by
// conlleval, and how many mentions one, the other or both found.
func conll2003(c *cases, data []byte) error {
	type row struct {
		Gold, Found, Correct  int
		Precision, Recall, F1 float64
		ByType                map[string]row0 `json:"by_type"`
	}
	var file struct {
		Sentences []struct{ Gold, Elmo, Flair []span }
		Expected  map[string]row
		Paired    struct {
			Both  int `json:"gold_correct_by_both"`
			Elmo  int `json:"only_elmo"`
			Flair int `json:"only_flair"`
		} `json:"expected_paired"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	results := map[string]*eval.Result{}
	for _, name := range []string{"elmo", "flair"} {
		var docs []document
		for _, s := range file.Sentences {
			answers := s.Elmo
			if name == "flair" {
				answers = s.Flair
			}
			docs = append(docs, document{mentions(s.Gold, exclusive), mentions(answers, exclusive)})
		}
		scored, err := score(eval.Options{}, docs...)
		if err != nil {
			return err
		}
		results[name] = scored
		r, want, tally := c.add(name), file.Expected[name], scored.Tally(eval.Strict)
		total := tally.Total()
		r.equal("gold, found, correct", []int{total.Gold(), total.Answers(), total.Correct}, []int{want.Gold, want.Found, want.Correct})
		percent(r, "all", total, want.Precision, want.Recall, want.F1)
		for _, typ := range slices.Sorted(maps.Keys(want.ByType)) {
			w, r := want.ByType[typ], c.add(name+" "+typ)
			r.equal("found", tally[text.Type(typ)].Answers(), w.Found)
			percent(r, typ, tally[text.Type(typ)], w.Precision, w.Recall, w.F1)
		}
	}
	if len(results["elmo"].Documents) != len(results["flair"].Documents) {
		return errors.New("the systems have not the same documents")
	}
	var both, onlyElmo, onlyFlair int
	for i := range results["elmo"].Documents {
		right := [2]map[int]bool{{}, {}}
		for k, name := range []string{"elmo", "flair"} {
			for _, p := range results[name].Documents[i].Pairs {
				if p.Same {
					right[k][p.Gold] = true
				}
			}
		}
		for g := range results["elmo"].Documents[i].Gold {
			switch {
			case right[0][g] && right[1][g]:
				both++
			case right[0][g]:
				onlyElmo++
			case right[1][g]:
				onlyFlair++
			}
		}
	}
	c.add("paired").equal("both, only one, only the other", []int{both, onlyElmo, onlyFlair}, []int{file.Paired.Both, file.Paired.Elmo, file.Paired.Flair})
	return nil
}

type row0 struct {
	Precision, Recall, F1 float64
	Found                 int
}

// percent checks ratios that are printed in percent with two decimals.
func percent(r *result, what string, got eval.Counts, precision, recall, f1 float64) {
	r.rounded(what+" precision", 100*got.Precision(), precision, 2)
	r.rounded(what+" recall", 100*got.Recall(), recall, 2)
	r.rounded(what+" F1", 100*got.F1(), f1, 2)
}
