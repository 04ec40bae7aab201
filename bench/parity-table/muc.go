package main

import (
	"encoding/json"
	"strings"

	"rollcall/eval"
)

func muc7(c *cases, data []byte) error {
	var file struct {
		Cases []struct {
			ID       string
			Counts   struct{ Cor, Inc, Mis, Spu int }
			Expected struct{ Pos, Act, Rec, Pre, Und, Ovg, Sub, Err float64 }
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	for _, k := range file.Cases {
		r := c.add(k.ID)
		m := eval.MUC{Correct: k.Counts.Cor, Incorrect: k.Counts.Inc, Missed: k.Counts.Mis, Spurious: k.Counts.Spu}
		r.is("POS", float64(m.Possible()), k.Expected.Pos)
		r.is("ACT", float64(m.Actual()), k.Expected.Act)
		r.is("REC", m.Recall(), k.Expected.Rec)
		r.is("PRE", m.Precision(), k.Expected.Pre)
		r.is("UND", m.Undergeneration(), k.Expected.Und)
		r.is("OVG", m.Overgeneration(), k.Expected.Ovg)
		r.is("SUB", m.Substitution(), k.Expected.Sub)
		r.is("ERR", m.ErrorPerResponse(), k.Expected.Err)
	}
	return nil
}

// nereval's score is MUC's F over two slots a mention.
func nereval(c *cases, data []byte) error {
	type doc struct{ Gold, Pred []span }
	var file struct {
		Cases []struct {
			ID       string
			Docs     []doc
			Expected struct {
				Text, Type *int
				F1         float64
			}
		}
		SignTest []struct {
			Gold, A, B []string
			Expected   [2]int `json:"expected_better_worse"`
		} `json:"sign_test"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	// One answer over several gold mentions is right for one of them only: so
	// the score is the same when gold and answers change places.
	symmetric := map[string]struct {
		text, typ int
		f1        float64
	}{
		"inverse":          {2, 2, 0.5},
		"two docs crossed": {4, 4, 0.5},
	}
	for _, k := range file.Cases {
		r := c.add(k.ID)
		var docs []document
		for _, d := range k.Docs {
			docs = append(docs, document{mentions(d.Gold, exclusive), mentions(d.Pred, exclusive)})
		}
		scored, err := score(eval.Options{}, docs...)
		if err != nil {
			return err
		}
		m := scored.MUC()
		if want, ok := symmetric[k.ID]; ok {
			r.differs("one answer over two gold mentions counts for both, so that swapping the sides changes the score")
			k.Expected.Text, k.Expected.Type, k.Expected.F1 = &want.text, &want.typ, want.f1
		}
		if k.Expected.Text != nil {
			r.equal("text", m.Text.Correct, *k.Expected.Text)
			r.equal("type", m.Type.Correct, *k.Expected.Type)
		}
		r.is("F", m.All.F(1), k.Expected.F1)
	}
	for _, k := range file.SignTest {
		r := c.add("sign test")
		f := func(answers []string) (float64, error) {
			as := func(list []string) (out []span) {
				for i, label := range list {
					out = append(out, span{label, i, i + 1})
				}
				return out
			}
			scored, err := score(eval.Options{}, document{mentions(as(k.Gold), exclusive), mentions(as(answers), exclusive)})
			if err != nil {
				return 0, err
			}
			return scored.MUC().All.F(1), nil
		}
		a, err := f(k.A)
		if err != nil {
			return err
		}
		b, err := f(k.B)
		if err != nil {
			return err
		}
		var betterWorse [2]int
		switch {
		case b > a:
			betterWorse[0]++
		case b < a:
			betterWorse[1]++
		}
		r.equal("documents better and worse", betterWorse, k.Expected)
	}
	return nil
}

// bratutils counts as MUC does, with a partial pair of its own: same type and
// same end. Its formulas, on its own counts, are MUC's.
func bratutils(c *cases, data []byte) error {
	var file struct {
		Cases []struct {
			ID         string
			Gold, Pred []span
			Expected   struct {
				Pos, Act, Cor, Par, Inc, Mis, Spu, Bor, Ibo int
				Pre, Rec, Fsc, Und, Ovg, Sub                float64
			}
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	for _, k := range file.Cases {
		e := k.Expected
		r := c.add(k.ID + ": formulas")
		m := eval.MUC{Correct: e.Cor, Partial: e.Par, Incorrect: e.Inc, Missed: e.Mis, Spurious: e.Spu}
		r.equal("POS, ACT", []int{m.Possible(), m.Actual()}, []int{e.Pos, e.Act})
		r.equal("right and wrong bounds", []int{m.Correct + m.Incorrect, m.Partial + m.Spurious}, []int{e.Bor, e.Ibo})
		m.Incorrect, m.Partial = m.Incorrect+m.Partial, 0 // a partial pair has no credit
		for _, x := range []struct {
			name      string
			got, want float64
		}{
			{"PRE", m.Precision(), e.Pre}, {"REC", m.Recall(), e.Rec}, {"F", m.F(1), e.Fsc},
			{"UND", m.Undergeneration(), e.Und}, {"OVG", m.Overgeneration(), e.Ovg}, {"SUB", m.Substitution(), e.Sub},
		} {
			r.rounded(x.name, x.got, x.want, 12)
		}

		r = c.add(k.ID + ": counts")
		r.differs("MIS and SPU change places (its POS is the number of answers), and partial are only pairs with the same end")
		scored, err := score(eval.Options{}, document{mentions(k.Gold, exclusive), mentions(k.Pred, exclusive)})
		if err != nil {
			return err
		}
		if e.Pos != len(k.Pred) || e.Act != len(k.Gold) {
			r.faults = append(r.faults, "its POS is not the number of answers")
		}
		strict, exact, overlap := scored.Tally(eval.Strict).Total(), scored.Tally(eval.Exact).Total(), scored.Tally(eval.AnyOverlap).Total()
		r.equal("COR", strict.Correct, e.Cor)
		r.equal("INC of equal bounds", exact.Correct-strict.Correct, e.Inc)
		r.equal("POS, ACT", []int{strict.Gold(), strict.Answers()}, []int{len(k.Gold), len(k.Pred)})
		r.equal("pairs with other bounds, MIS, SPU", []int{overlap.Correct - exact.Correct, overlap.Missed, overlap.Spurious}, bratutilsOurs)
	}
	return nil
}

// bratutilsOurs are our numbers of pairs with other bounds, of missed gold and
// of spurious answers in its sample.
var bratutilsOurs = []int{8, 7, 8}

func semeval(c *cases, data []byte) error {
	type row struct {
		COR, INC, PAR, MIS, SPU int
		P, R, F1                float64
	}
	var file struct {
		Gold, Pred []span
		Expected   map[string]row `json:"expected_for_list"`
		Readme     map[string]row `json:"table_in_readme"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	scored, err := score(eval.Options{}, document{mentions(file.Gold, inclusive), mentions(file.Pred, inclusive)})
	if err != nil {
		return err
	}
	for _, name := range []string{"strict", "exact", "partial", "type"} {
		r := c.add(name)
		s, err := semevalScheme(name)
		if err != nil {
			return err
		}
		want := file.Expected[name]
		fiveCounts{
			Correct: want.COR, Incorrect: want.INC, Partial: want.PAR, Missed: want.MIS, Spurious: want.SPU,
			Precision: want.P, Recall: want.R, F1: want.F1,
		}.check(r, name, scored.Tally(s).Total().MUC(), false)
		// The README prints these for a longer list: the formulas, then, which it
		// rounds down.
		printed := file.Readme[name]
		m := eval.MUC{Correct: printed.COR, Incorrect: printed.INC, Partial: printed.PAR, Missed: printed.MIS, Spurious: printed.SPU}
		for what, got := range map[string][2]float64{
			"precision": {m.Precision(), printed.P}, "recall": {m.Recall(), printed.R}, "F1": {m.F(1), printed.F1},
		} {
			r.within(name+" "+what+" of the README's counts", got[0], got[1], 0.01)
		}
	}
	return nil
}

func eval4ner(c *cases, data []byte) error {
	type document4 struct{ Gold, Pred [][]any }
	var file struct {
		Text  string
		Cases []struct {
			ID string
			document4
			Expected map[string][]float64
		}
		All struct {
			Docs  []document4
			Macro map[string][]float64 `json:"expected_macro"`
		} `json:"evaluate_all"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	names := []string{"strict", "exact", "partial", "type"}
	spans := func(list [][]any) (out []span) {
		for _, s := range list { // type, surface, and perhaps where it begins
			surface := s[1].(string)
			start := strings.Index(file.Text, surface)
			out = append(out, span{s[0].(string), start, start + len(surface)})
		}
		return out
	}
	one := func(d document4) (*eval.Result, error) {
		return score(eval.Options{}, document{mentions(spans(d.Gold), exclusive), mentions(spans(d.Pred), exclusive)})
	}
	for _, k := range file.Cases {
		r := c.add(k.ID)
		scored, err := one(k.document4)
		if err != nil {
			return err
		}
		if k.Expected == nil {
			r.differs("two answers inside one gold mention are both paired with it, and gold counts twice")
			for name, want := range map[string]eval.MUC{
				"strict": {Incorrect: 1, Spurious: 1}, "partial": {Partial: 1, Spurious: 1}, "type": {Correct: 1, Spurious: 1},
			} {
				s, err := semevalScheme(name)
				if err != nil {
					return err
				}
				r.equal(name, scored.Tally(s).Total().MUC(), want)
			}
			continue
		}
		for _, name := range names {
			s, err := semevalScheme(name)
			if err != nil {
				return err
			}
			m, w := scored.Tally(s).Total().MUC(), k.Expected[name]
			r.equal(name, []int{m.Correct, m.Incorrect, m.Partial, m.Missed, m.Spurious}, w[:5])
			r.ratios(name, m.Ratios(), w[5], w[6])
		}
	}
	// Means over documents, of precision, recall and F1 each by itself.
	for _, name := range names {
		r := c.add("evaluate_all " + name)
		s, err := semevalScheme(name)
		if err != nil {
			return err
		}
		var sum [3]float64
		for _, d := range file.All.Docs {
			scored, err := one(d)
			if err != nil {
				return err
			}
			x := scored.Tally(s).Total().Ratios()
			sum[0], sum[1], sum[2] = sum[0]+x.Precision, sum[1]+x.Recall, sum[2]+x.F1
		}
		for i, want := range file.All.Macro[name] {
			r.rounded([]string{"precision", "recall", "F1"}[i], sum[i]/float64(len(file.All.Docs)), want, 4)
		}
	}
	return nil
}
