package main

import (
	"encoding/json"
	"maps"
	"slices"

	"rollcall/eval"
	"rollcall/text"
)

// nested scores those mentions that are in a nesting, those that are in none,
// and whole nestings, from the same pairs.
func nested(c *cases, data []byte) error {
	var file struct {
		Cases []struct {
			ID       string
			Docs     []struct{ Gold, Pred []span }
			Expected map[string][]float64 // precision, recall, F1, support
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	for _, k := range file.Cases {
		var docs []document
		for _, d := range k.Docs {
			docs = append(docs, document{mentions(d.Gold, inclusive), mentions(d.Pred, inclusive)})
		}
		scored, err := score(eval.Options{}, docs...)
		if err != nil {
			return err
		}
		got := map[string]eval.Counts{"standard": scored.Tally(eval.Strict).Total()}
		for i := range scored.Documents {
			nestings(&scored.Documents[i], got)
		}
		for _, name := range slices.Sorted(maps.Keys(k.Expected)) {
			r := c.add(k.ID + " " + name)
			want := k.Expected[name]
			r.ratios(name, got[name].Ratios(), want[:3]...)
			r.is("support", float64(got[name].Gold()), want[3])
		}
	}
	return nil
}

// nestings adds the counts of one document.
func nestings(d *eval.Document, got map[string]eval.Counts) {
	goldIn, answerIn := groups(d.Gold), groups(d.Answers)
	wrongGold, wrongAnswer := map[int]bool{}, map[int]bool{} // outermost mentions of nestings that are not wholly right
	add := func(name string, c eval.Counts) { got[name] = got[name].Plus(c) }
	slice := func(in map[int]int, i int) string {
		if _, ok := in[i]; ok {
			return "nested"
		}
		return "flat"
	}
	for _, p := range d.Pairs {
		if p.Same {
			add(slice(goldIn, p.Gold), eval.Counts{Correct: 1})
			continue
		}
		if p.Gold >= 0 {
			add(slice(goldIn, p.Gold), eval.Counts{IncorrectGold: 1})
			if outer, ok := goldIn[p.Gold]; ok {
				wrongGold[outer] = true
			}
		}
		if p.Answer >= 0 {
			add(slice(answerIn, p.Answer), eval.Counts{IncorrectAnswer: 1})
			if outer, ok := answerIn[p.Answer]; ok {
				wrongAnswer[outer] = true
			}
		}
	}
	for outer := range outermost(goldIn) {
		if wrongGold[outer] {
			add("nesting", eval.Counts{IncorrectGold: 1})
		} else {
			add("nesting", eval.Counts{Correct: 1})
		}
	}
	for outer := range outermost(answerIn) {
		if wrongAnswer[outer] {
			add("nesting", eval.Counts{IncorrectAnswer: 1})
		}
	}
}

func outermost(in map[int]int) map[int]bool {
	out := map[int]bool{}
	for _, o := range in {
		out[o] = true
	}
	return out
}

// groups gives each mention of a nesting the index of the outermost one.
func groups(list []text.Mention) map[int]int {
	in := map[int]int{}
	for i, m := range list {
		outer := i
		for k, o := range list {
			if o.Start <= m.Start && m.End <= o.End && o.Len() > list[outer].Len() {
				outer = k
			}
		}
		if outer != i {
			in[i], in[outer] = outer, outer
		}
	}
	return in
}
