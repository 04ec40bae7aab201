package eval

import (
	"crypto/sha256"
	"math"
	"strconv"

	"rollcall/eval/stats"
	"rollcall/text"
)

// inFirstHalf draws half of all documents by their ids alone, by the last bit
// of the id's SHA-256, so that a document stays where it is when others come
// and go.
func inFirstHalf(id string) bool {
	sum := sha256.Sum256([]byte(id))
	return sum[len(sum)-1]&1 == 0
}

// choose finds the threshold with the best F1 on the first half.
func (s steps) choose(r *Result, typ int) Choice {
	first := make([]bool, len(r.Documents))
	for i := range r.Documents {
		first[i] = inFirstHalf(r.Documents[i].ID)
	}
	var sum Counts
	for i, c := range s.reaching(typ, math.Inf(1)) {
		if first[i] {
			sum = sum.Plus(c)
		}
	}
	// To begin with, no answer with a score is kept. The threshold lies above low
	// and up to high; open is while low is still to be found.
	best, low, high, open := sum.F1(), 0.0, math.Inf(1), true
	if math.IsNaN(best) {
		best = math.Inf(-1)
	}
	for i := 0; i < len(s.steps); {
		score, changed := s.steps[i].score, false
		for ; i < len(s.steps) && s.steps[i].score == score; i++ {
			if st := s.steps[i]; first[st.document] && (typ < 0 || typ == st.typ) {
				sum, changed = sum.Plus(st.Counts), true
			}
		}
		if !changed {
			continue
		}
		if open {
			low, open = score, false
		}
		if f1 := sum.F1(); f1 >= best {
			best, high, open = f1, score, true
		}
	}
	out := Choice{ChosenAll: sum.F1(), Chosen: best}
	switch {
	case math.IsInf(best, -1): // nothing to find and nothing found
		out.Chosen = math.NaN()
	case !open && math.IsInf(high, 1):
		out.Threshold = between(low, max(1, low+1))
	case !open:
		out.Threshold = between(low, high)
	}
	return out
}

// between is the number above low and not above high with the fewest decimals,
// of several the nearest to the middle.
func between(low, high float64) float64 {
	middle := low + (high-low)/2
	for decimals := range 17 {
		scale := math.Pow10(decimals)
		t := math.Round(middle*scale) / scale
		for _, t := range []float64{t, t - 1/scale, t + 1/scale} {
			// As it is read when it is written.
			t, _ = strconv.ParseFloat(strconv.FormatFloat(t, 'f', decimals, 64), 64)
			if low < t && t <= high {
				return t
			}
		}
	}
	return high
}

// check holds the chosen thresholds against the second half.
func (r *Result) check(out *Thresholds, all steps, o *stats.Options) {
	n := len(out.Series)
	var second []int
	for i := range r.Documents {
		if !inFirstHalf(r.Documents[i].ID) {
			second = append(second, i)
		}
	}
	if len(second) == 0 || out.ChosenOn == 0 {
		none := stats.Delta{Old: math.NaN(), New: math.NaN(), Estimate: stats.Estimate{
			Value: math.NaN(), Interval: stats.NoInterval(), P: math.NaN(),
		}}
		for i := range out.Series {
			out.Series[i].Best.Checked = none
		}
		out.EachItsOwn = Choice{math.NaN(), math.NaN(), math.NaN(), none}
		return
	}
	own := map[text.Type]float64{}
	for _, s := range out.Series[1:] {
		own[s.Type] = s.Best.Threshold
	}
	// Columns are TP, answers and gold of each series, and of all types with
	// thresholds of their own.
	old, cut := stats.NewTable(len(second), 3*(n+1)), stats.NewTable(len(second), 3*(n+1))
	put := func(t *stats.Table, row, series int, c Counts) {
		copy(t.Row(row)[3*series:], []float64{c.TP(), float64(c.Answers()), float64(c.Gold())})
	}
	var chosen, chosenAll Counts
	for i := range r.Documents {
		if inFirstHalf(r.Documents[i].ID) {
			chosenAll = chosenAll.Plus(r.Documents[i].Tally(out.Scheme).Total())
			chosen = chosen.Plus(r.Documents[i].keep(own).Tally(out.Scheme).Total())
		}
	}
	var reaching [][]Counts
	for k, s := range out.Series {
		reaching = append(reaching, all.reaching(k-1, s.Best.Threshold))
	}
	for row, i := range second {
		d := &r.Documents[i]
		whole, each := d.Tally(out.Scheme), d.keep(own).Tally(out.Scheme)
		put(old, row, n, whole.Total())
		put(cut, row, n, each.Total())
		for k, s := range out.Series {
			if k == 0 {
				put(old, row, k, whole.Total())
			} else {
				put(old, row, k, whole[s.Type])
			}
			put(cut, row, k, reaching[k][i])
		}
	}
	f1 := stats.Metric{Figures: n + 1, Of: func(sums, figures []float64) {
		for i := range figures {
			figures[i] = divide(2*sums[3*i], sums[3*i+1]+sums[3*i+2])
		}
	}}
	deltas := difference(old, cut, f1, o)
	for k := range out.Series {
		out.Series[k].Best.Checked = deltas[k]
	}
	out.EachItsOwn = Choice{math.NaN(), chosenAll.F1(), chosen.F1(), deltas[n]}
}

// keep is the document with the answers that reach the threshold of their type.
func (d *Document) keep(thresholds map[text.Type]float64) *Document {
	kept := Document{ID: d.ID, Text: d.Text, Gold: d.Gold, MinOverlap: d.MinOverlap}
	for _, m := range d.Answers {
		if m.Score == 0 || m.Score >= thresholds[m.Type] {
			kept.Answers = append(kept.Answers, m)
		}
	}
	kept.Alignment = align(kept.Gold, kept.Answers, kept.MinOverlap)
	return &kept
}
