package eval

import (
	"cmp"
	"crypto/sha256"
	"math"
	"slices"
	"strconv"

	"rollcall/eval/stats"
	"rollcall/text"
)

// Thresholds tell what is left when only answers are kept whose score reaches
// a threshold, and which threshold gives the best F1.
//
// At each threshold the answers that are kept are aligned anew, so that the
// counts are those of scoring them alone. Answers without a score are kept at
// every threshold.
type Thresholds struct {
	Scheme   Scheme
	Answers  int // all that are scored right or wrong
	Unscored int // of them, those without a score
	// ChosenOn and CheckedOn are the numbers of documents in either half.
	ChosenOn, CheckedOn int
	Series              []ThresholdSeries // of all types together, then of each
	// EachItsOwn is F1 over all types if each type has the threshold chosen for
	// it; its Threshold is NaN.
	EachItsOwn Choice
	Warnings   []string
}

// ThresholdSeries is the curve of a type.
type ThresholdSeries struct {
	Type   text.Type // empty for all types together
	Points []ThresholdPoint
	Best   Choice
}

// ThresholdPoint is what is left at a threshold.
type ThresholdPoint struct {
	Threshold float64
	Counts
}

// Choice is the threshold with the best F1 on one half of the documents, the
// lowest of those that are level, and what it does on the other half.
type Choice struct {
	// Threshold lies between two scores, with as few decimals as will do; 0 if
	// it is best to keep all answers.
	Threshold float64
	// ChosenAll and Chosen are F1 without and with the threshold on the half
	// that it was chosen on, where it cannot but look good.
	ChosenAll, Chosen float64
	// Checked is F1 on the other half, Old without and New with the threshold.
	Checked stats.Delta
}

// inFirstHalf draws half of all documents by their ids alone, by the last bit
// of the id's SHA-256, so that a document stays where it is when others come
// and go.
func inFirstHalf(id string) bool {
	sum := sha256.Sum256([]byte(id))
	return sum[len(sum)-1]&1 == 0
}

// step is what a document gains and loses in a type when answers down to a
// score are kept.
type step struct {
	score         float64
	document, typ int
	Counts        // those with the answers, less those without
}

// steps are the counts of a result as a function of the threshold: those of the
// answers that have no score, and the steps with falling scores.
type steps struct {
	types []text.Type
	base  [][]Counts // by document and type
	steps []step     // by falling score
}

// Thresholds works out the curves of a scheme. A nil o leaves intervals and tests
// out.
func (r *Result) Thresholds(s Scheme, o *stats.Options) Thresholds {
	out := Thresholds{Scheme: s}
	var scores []float64
	for i := range r.Documents {
		for _, p := range r.Documents[i].Pairs {
			if p.Answer < 0 {
				continue
			}
			out.Answers++
			if score := r.Documents[i].Answers[p.Answer].Score; score == 0 {
				out.Unscored++
			} else {
				scores = append(scores, score)
			}
		}
		if inFirstHalf(r.Documents[i].ID) {
			out.ChosenOn++
		} else {
			out.CheckedOn++
		}
	}
	switch {
	case len(scores) == 0:
		out.Warnings = append(out.Warnings, "no answer has a score, so that there is nothing to choose from")
		return out
	case out.Unscored > 0:
		out.Warnings = append(out.Warnings, strconv.Itoa(out.Unscored)+" of "+strconv.Itoa(out.Answers)+" answers have no score and are kept at every threshold")
	}
	if out.ChosenOn == 0 || out.CheckedOn == 0 {
		out.Warnings = append(out.Warnings, "one half of the documents is empty: a threshold cannot be chosen on one and checked on the other")
	}
	all := r.steps(s)
	grid := thresholdGrid(scores)
	const micro = -1
	for typ := micro; typ < len(all.types); typ++ {
		series := ThresholdSeries{Points: all.points(grid, typ)}
		if typ >= 0 {
			series.Type = all.types[typ]
		}
		series.Best = all.choose(r, typ)
		out.Series = append(out.Series, series)
	}
	r.check(&out, all, o)
	return out
}

// thresholdGrid are the thresholds of the table: round ones for probabilities,
// tenths of the answers for scores of another kind.
func thresholdGrid(scores []float64) []float64 {
	sorted := slices.Sorted(slices.Values(scores))
	grid := []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999}
	if sorted[0] < 0 || sorted[len(sorted)-1] > 1 {
		grid = nil
		for i := range 10 {
			grid = append(grid, sorted[len(sorted)*i/10])
		}
		return slices.Compact(grid)
	}
	// Thresholds that take no answer out, or all of them, tell nothing.
	var useful []float64
	kept := -1
	for _, t := range grid {
		first, _ := slices.BinarySearch(sorted, t)
		if n := len(sorted) - first; n != kept && n > 0 {
			kept = n
			useful = append(useful, t)
		}
	}
	return useful
}

// steps works out what each score changes. Mentions that have nothing to do
// with each other are aligned apart, so that each group is aligned as often as
// it has different scores.
func (r *Result) steps(s Scheme) steps {
	out := steps{types: r.typesAtAnyThreshold()}
	column := map[text.Type]int{}
	for i, t := range out.types {
		column[t] = i
	}
	for i := range r.Documents {
		row := make([]Counts, len(out.types))
		for _, g := range r.Documents[i].knots() {
			var scores []float64
			for _, m := range g.Answers {
				if m.Score != 0 {
					scores = append(scores, m.Score)
				}
			}
			slices.Sort(scores)
			scores = slices.Compact(scores)
			before := g.tallyAt(s, math.Inf(1))
			for t, c := range before {
				row[column[t]] = row[column[t]].Plus(c)
			}
			for _, score := range slices.Backward(scores) {
				after := g.tallyAt(s, score)
				for t := range after {
					if change := after[t].minus(before[t]); change != (Counts{}) {
						out.steps = append(out.steps, step{score, i, column[t], change})
					}
				}
				for t := range before {
					if _, stays := after[t]; !stays {
						out.steps = append(out.steps, step{score, i, column[t], Counts{}.minus(before[t])})
					}
				}
				before = after
			}
		}
		out.base = append(out.base, row)
	}
	slices.SortFunc(out.steps, func(a, b step) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.document, b.document), cmp.Compare(a.typ, b.typ))
	})
	return out
}

// typesAtAnyThreshold are the types of the result, and those of answers that are
// ignored unless others are taken out.
func (r *Result) typesAtAnyThreshold() []text.Type {
	types := r.types()
	for i := range r.Documents {
		d := &r.Documents[i]
		for _, k := range d.Ignored {
			if t := d.Answers[k].Type; !slices.Contains(types, t) {
				types = append(types, t)
			}
		}
	}
	slices.SortFunc(types, text.CompareTypes)
	return types
}

// tallyAt counts a group with the answers whose score reaches the threshold,
// and those without a score.
func (d *Document) tallyAt(s Scheme, threshold float64) Tally {
	t := Tally{}
	kept := Document{Gold: d.Gold, MinOverlap: d.MinOverlap}
	for _, m := range d.Answers {
		if m.Score == 0 || m.Score >= threshold {
			kept.Answers = append(kept.Answers, m)
		}
	}
	kept.Alignment = align(kept.Gold, kept.Answers, kept.MinOverlap)
	kept.tally(s, t)
	return t
}

// knots cuts a document's mentions into groups that do not touch each other,
// each as a document of its own.
func (d *Document) knots() []Document {
	type item struct {
		text.Span
		gold bool
		text.Mention
	}
	items := make([]item, 0, len(d.Gold)+len(d.Answers))
	for _, m := range d.Gold {
		s := extent(m.Span)
		for _, a := range m.Alt {
			s = cover(s, extent(a.Span))
		}
		items = append(items, item{s, true, m})
	}
	for _, m := range d.Answers {
		items = append(items, item{extent(m.Span), false, m})
	}
	slices.SortStableFunc(items, func(a, b item) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	var out []Document
	end := math.MinInt
	for _, it := range items {
		if it.Span.Start >= end {
			out = append(out, Document{MinOverlap: d.MinOverlap})
		}
		end = max(end, it.Span.End)
		g := &out[len(out)-1]
		if it.gold {
			g.Gold = append(g.Gold, it.Mention)
		} else {
			g.Answers = append(g.Answers, it.Mention)
		}
	}
	return out
}

// points are the counts at thresholds, which rise.
func (s steps) points(grid []float64, typ int) []ThresholdPoint {
	points := make([]ThresholdPoint, len(grid))
	var sum Counts
	for _, c := range s.reaching(typ, math.Inf(1)) {
		sum = sum.Plus(c)
	}
	next := 0
	for k, t := range slices.Backward(grid) {
		for ; next < len(s.steps) && s.steps[next].score >= t; next++ {
			if typ < 0 || typ == s.steps[next].typ {
				sum = sum.Plus(s.steps[next].Counts)
			}
		}
		points[k] = ThresholdPoint{t, sum}
	}
	return points
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

// reaching adds up, document by document, the counts of a type, or of all types
// if that is negative, at a threshold.
func (s steps) reaching(typ int, threshold float64) []Counts {
	out := make([]Counts, len(s.base))
	for i, row := range s.base {
		for t, c := range row {
			if typ < 0 || typ == t {
				out[i] = out[i].Plus(c)
			}
		}
	}
	for _, st := range s.steps {
		if st.score < threshold {
			break
		}
		if typ < 0 || typ == st.typ {
			out[st.document] = out[st.document].Plus(st.Counts)
		}
	}
	return out
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
