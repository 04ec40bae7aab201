package eval

import (
	"fmt"
	"strings"

	"rollcall/eval/stats"
	"rollcall/text"
)

// Inference says how far the figures of a result would move with other
// documents of the same kind, and what a reader has to know of that.
type Inference struct {
	Stats     stats.Options
	Documents int
	Schemes   []Intervals // in the order asked for
	Warnings  []Warning
}

// Intervals are those of the figures of a Summary.
type Intervals struct {
	Types        map[text.Type]RatioIntervals
	Micro, Macro RatioIntervals
}

// RatioIntervals are those of precision, recall and F1.
type RatioIntervals struct{ Precision, Recall, F1 stats.Interval }

// With fewer documents or mentions than these figures come with a warning.
const (
	fewDocuments    = 10
	fewTypeMentions = 30
)

// Infer works out intervals for all figures under some schemes, by drawing
// documents. One drawing serves all of them.
func (r *Result) Infer(schemes []Scheme, o stats.Options) Inference {
	o = o.WithDefaults()
	inf := Inference{Stats: o, Documents: len(r.Documents)}
	types := r.types()
	m := countMetric(schemes, types)
	m.Trials = countTrials(schemes, types)
	estimates := stats.Bootstrap(countTable(r, schemes, types), m, o)
	next := func() RatioIntervals {
		e := estimates[:3]
		estimates = estimates[3:]
		return RatioIntervals{e[0].Interval, e[1].Interval, e[2].Interval}
	}
	for range schemes {
		of := Intervals{Types: make(map[text.Type]RatioIntervals, len(types))}
		for _, t := range types {
			of.Types[t] = next()
		}
		of.Micro, of.Macro = next(), next()
		inf.Schemes = append(inf.Schemes, of)
	}
	inf.warn(r)
	return inf
}

// countTrials says, of each figure that countMetric gives, how many trials it
// is a share of: its denominator. The variance of a mean over types is the mean
// of the types' variances over their number, as if it were of as many trials as
// the harmonic mean of theirs times their number.
func countTrials(schemes []Scheme, types []text.Type) func(sums, trials []float64) {
	return func(sums, trials []float64) {
		for range schemes {
			var all, inverse [3]float64
			occur := 0.0
			for range types {
				answers, gold := sums[1], sums[2]
				sums = sums[3:]
				of := [3]float64{answers, gold, answers + gold}
				for i, n := range of {
					trials[i] = n
					all[i] += n
					if n > 0 {
						inverse[i] += 1 / n
					}
				}
				trials = trials[3:]
				if answers+gold > 0 {
					occur++
				}
			}
			copy(trials, all[:])
			for i, x := range inverse {
				trials[3+i] = 0
				if x > 0 {
					trials[3+i] = occur * occur / x
				}
			}
			trials = trials[6:]
		}
	}
}

// warn says which intervals are not to be trusted.
func (inf *Inference) warn(r *Result) {
	switch n := inf.Documents; {
	case n == 0:
		return
	case n == 1:
		inf.Warnings = append(inf.Warnings, Warning{Message: "1 document has no intervals: nothing tells how another would differ"})
	case n < fewDocuments:
		inf.Warnings = append(inf.Warnings, Warning{
			Message: fmt.Sprintf("%d documents are too few for intervals that can be trusted: take them for the least that chance does", n),
		})
	}
	tally := r.Tally(Strict)
	var few []string
	for _, t := range tally.Types() {
		if n := tally[t].Gold(); n > 0 && n < fewTypeMentions {
			few = append(few, fmt.Sprintf("%s (%d)", t, n))
		}
	}
	if len(few) > 0 {
		inf.Warnings = append(inf.Warnings, Warning{
			Message: fmt.Sprintf("types of fewer than %d gold mentions, whose figures are mostly chance: %s", fewTypeMentions, strings.Join(few, ", ")),
		})
	}
}

// Contrast is the difference of one system from another under one scheme.
type Contrast struct {
	Types        map[text.Type]Difference
	Micro, Macro Difference
}

// Contrasts compares two results of the same documents in the same order, as
// Compare does, but for the effects in mentions.
func Contrasts(old, new *Result, schemes []Scheme, o stats.Options) ([]Contrast, error) {
	types := unionTypes(old, new)
	f, err := compareCounts(old, new, schemes, types, o)
	if err != nil {
		return nil, err
	}
	alpha := CompareOptions{Stats: o}.withDefaults().alpha()
	var out []Contrast
	for k := range schemes {
		c := Contrast{
			Types: make(map[text.Type]Difference, len(types)),
			Micro: f.difference(k, len(types)), Macro: f.difference(k, len(types)+1),
		}
		family, differ := make([]stats.Delta, len(types)), make([]int, len(types))
		for i := range types {
			d := f.difference(k, i)
			family[i], differ[i] = d.F1, d.Differ
		}
		adjusted, outcomes := judge(family, differ, alpha)
		for i, t := range types {
			d := f.difference(k, i)
			d.Type, d.Adjusted, d.Outcome = t, adjusted[i], outcomes[i]
			c.Types[t] = d
		}
		for _, d := range []*Difference{&c.Micro, &c.Macro} {
			adjusted, outcomes := judge([]stats.Delta{d.F1}, []int{d.Differ}, alpha)
			d.Adjusted, d.Outcome = adjusted[0], outcomes[0]
		}
		out = append(out, c)
	}
	return out, nil
}
