package eval

import (
	"cmp"
	"math"
	"slices"

	"rollcall/text"
)

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
