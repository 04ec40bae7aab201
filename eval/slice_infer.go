package eval

import (
	"math"

	"rollcall/eval/stats"
)

// infer works out intervals and tests. All slices share one table, so that one
// resampling serves them all.
func (s *Slices) infer(c cut, o *stats.Options) {
	n := len(c.labels)
	table := stats.NewTable(len(c.rows), 3*n)
	for d, row := range c.rows {
		to := table.Row(d)
		for i := range row {
			to[3*i], to[3*i+1], to[3*i+2] = row[i].TP(), float64(row[i].Answers()), float64(row[i].Gold())
		}
	}
	answersOnly := s.Key.AnswersOnly
	metric := stats.Metric{Figures: 4 * n, Of: func(sums, figures []float64) {
		var tp, answers, gold float64
		for i := range n {
			tp, answers, gold = tp+sums[3*i], answers+sums[3*i+1], gold+sums[3*i+2]
		}
		for i := range n {
			a, b := sums[3*i:3*i+3], [3]float64{tp - sums[3*i], answers - sums[3*i+1], gold - sums[3*i+2]}
			f := figures[4*i : 4*i+4]
			f[0] = divide(a[0], a[1])
			if answersOnly {
				f[1], f[2], f[3] = math.NaN(), math.NaN(), f[0]-divide(b[0], b[1])
				continue
			}
			f[1], f[2] = divide(a[0], a[2]), divide(2*a[0], a[1]+a[2])
			f[3] = f[2] - divide(2*b[0], b[1]+b[2])
		}
	}}
	metric.Trials = func(sums, trials []float64) {
		for i := range n {
			answers, gold := sums[3*i+1], sums[3*i+2]
			copy(trials[4*i:], []float64{answers, gold, answers + gold, math.NaN()})
		}
	}
	estimates := estimate(table, metric, o)
	p := s.test(c, o)
	adjusted := stats.Holm(p)
	for i := range s.Slices {
		slice, e := &s.Slices[i], estimates[4*i:4*i+4]
		slice.Precision, slice.Recall, slice.F1, slice.Difference = e[0], e[1], e[2], e[3]
		slice.Difference.P, slice.Adjusted = p[i], adjusted[i]
		switch {
		case math.IsNaN(adjusted[i]):
			slice.Standing = StandsAlone
		case adjusted[i] >= 1-s.Level:
			slice.Standing = StandsEven
		case slice.Difference.Value < 0:
			slice.Standing = StandsBelow
		default:
			slice.Standing = StandsAbove
		}
	}
}

// divide is NaN without a denominator.
func divide(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}

// parts are the numerator and the denominator of the figure that is compared.
func (s *Slices) parts(c Counts) (num, den float64) {
	if s.Key.AnswersOnly {
		return c.TP(), float64(c.Answers())
	}
	return 2 * c.TP(), float64(c.Answers() + c.Gold())
}

// test gives the P of each slice against the rest, NaN where one of the two is
// empty.
func (s *Slices) test(c cut, o *stats.Options) []float64 {
	var p []float64
	switch {
	case o == nil:
		for range c.labels {
			p = append(p, math.NaN())
		}
		return p
	case s.Key.wholeDocuments:
		p = s.permute(c, *o)
	default:
		p = s.sign(c, o)
	}
	for i := range p {
		_, of := s.parts(s.Slices[i].Counts)
		_, ofRest := s.parts(s.Slices[i].Rest)
		if of == 0 || ofRest == 0 {
			p[i] = math.NaN()
		}
	}
	return p
}

// permute tests slices of whole documents.
func (s *Slices) permute(c cut, o stats.Options) []float64 {
	figure := stats.Metric{Figures: 1, Of: func(sums, figures []float64) { figures[0] = divide(sums[0], sums[1]) }}
	table := func(rows [][2]float64) *stats.Table {
		t := stats.NewTable(len(rows), 2)
		for i, row := range rows {
			copy(t.Row(i), row[:])
		}
		return t
	}
	p := make([]float64, len(c.labels))
	for i := range p {
		p[i] = math.NaN()
		var in, rest [][2]float64
		for _, row := range c.rows {
			for k := range row {
				if num, den := s.parts(row[k]); den > 0 && k == i {
					in = append(in, [2]float64{num, den})
				} else if den > 0 {
					rest = append(rest, [2]float64{num, den})
				}
			}
		}
		if deltas, err := stats.Unpaired(table(rest), table(in), figure, o); err == nil {
			p[i] = deltas[0].P
		}
	}
	return p
}

// sign tests slices that share documents.
func (s *Slices) sign(c cut, o *stats.Options) []float64 {
	n := len(c.labels)
	figure := divide(s.parts(s.Whole))
	shares, none := stats.NewTable(len(c.rows), n), stats.NewTable(len(c.rows), n)
	for d, row := range c.rows {
		var whole Counts
		for i := range row {
			whole = whole.Plus(row[i])
		}
		for i := range row {
			_, of := s.parts(s.Slices[i].Counts)
			_, ofRest := s.parts(s.Slices[i].Rest)
			if of == 0 || ofRest == 0 {
				continue
			}
			num, den := s.parts(row[i])
			restNum, restDen := s.parts(whole.minus(row[i]))
			shares.Row(d)[i] = (num-figure*den)/of - (restNum-figure*restDen)/ofRest
		}
	}
	p := make([]float64, n)
	sum := stats.Metric{Figures: n, Of: func(sums, figures []float64) { copy(figures, sums) }}
	// Swapping a document's share with nothing turns its sign.
	for i, d := range difference(none, shares, sum, o) {
		p[i] = d.P
	}
	return p
}

// levelOf is the level of intervals, 0 where there are none.
func levelOf(o *stats.Options) float64 {
	switch {
	case o == nil:
		return 0
	case o.Level == 0:
		return stats.DefaultLevel
	}
	return o.Level
}

// estimate is stats.Bootstrap, without intervals if o is nil.
func estimate(t *stats.Table, m stats.Metric, o *stats.Options) []stats.Estimate {
	if o != nil {
		return stats.Bootstrap(t, m, *o)
	}
	var out []stats.Estimate
	for _, x := range m.At(t.Sums()) {
		out = append(out, stats.Estimate{Value: x, Interval: stats.NoInterval(), P: math.NaN()})
	}
	return out
}

// difference is stats.Difference of tables of one shape, without interval and
// test if o is nil.
func difference(old, new *stats.Table, m stats.Metric, o *stats.Options) []stats.Delta {
	if o != nil {
		deltas, err := stats.Difference(old, new, m, *o)
		if err != nil {
			panic(err) // the tables are made beside each other
		}
		return deltas
	}
	var out []stats.Delta
	a, b := m.At(old.Sums()), m.At(new.Sums())
	for i := range a {
		out = append(out, stats.Delta{Old: a[i], New: b[i], Estimate: stats.Estimate{Value: b[i] - a[i], Interval: stats.NoInterval(), P: math.NaN()}})
	}
	return out
}
