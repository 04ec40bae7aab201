package eval

import (
	"slices"

	"rollcall/eval/stats"
)

// MeasureDifference is the difference in one figure of a measure, over all
// types.
type MeasureDifference struct {
	Measure Measure
	Row     string // which figure of the measure: RowSlots, …, or a slot of Values
	// The intervals and P of each difference are by itself.
	Precision, Recall, F1 stats.Delta
	// Adjusted is the P of F1. The first row of a measure is a question of its
	// own; those after it are adjusted by Holm for looking at all of them.
	Adjusted float64
	Outcome  Outcome
	Differ   int // documents in which the counts are not the same
}

// compareMeasures compares under the measures asked for. Rows of which neither
// system nor gold has anything are left out.
func (c *Comparison) compareMeasures(rows lineup, o CompareOptions) error {
	if len(o.Measures) == 0 {
		return nil
	}
	old, new := rows.result(c.Old, 0), rows.result(c.New, 1)
	a, b := measureTable(old), measureTable(new)
	deltas, err := stats.Difference(a, b, measureMetric(), o.Stats)
	if err != nil {
		return err
	}
	sumOld, sumNew := old.measuredOf(), new.measuredOf()
	for _, asked := range o.Measures {
		var of []MeasureDifference
		column := 0
		for i, m := range sumOld {
			at := column
			column += len(m.counts)
			filled := func(n int) bool { return n != 0 }
			if m.measure.Name != asked.Name || !slices.ContainsFunc(m.counts, filled) && !slices.ContainsFunc(sumNew[i].counts, filled) {
				continue
			}
			d := MeasureDifference{
				Measure: asked, Row: m.row,
				Precision: bounded(deltas[3*i]), Recall: bounded(deltas[3*i+1]), F1: bounded(deltas[3*i+2]),
			}
			for k := range a.Rows() {
				if !slices.Equal(a.Row(k)[at:column], b.Row(k)[at:column]) {
					d.Differ++
				}
			}
			of = append(of, d)
		}
		if len(of) == 0 && len(o.Measures) == len(Measures()) {
			continue // all were asked for, whatever there is
		}
		if len(of) == 0 {
			c.Warnings = append(c.Warnings, Warning{Message: "neither gold nor the answers have anything that " + asked.Name + " counts"})
			continue
		}
		judgeMeasure(of[:1], o.alpha())
		judgeMeasure(of[1:], o.alpha())
		c.Measures = append(c.Measures, of...)
	}
	return nil
}

// WorseMeasures lists the measures whose first figure got worse by more than
// chance explains, such as "money value"; the figures after it are its parts.
func (c *Comparison) WorseMeasures() []string {
	var out []string
	for i, d := range c.Measures {
		first := i == 0 || c.Measures[i-1].Measure.Name != d.Measure.Name
		if first && d.Outcome == GotWorse {
			out = append(out, d.Measure.Name+" "+d.Row)
		}
	}
	return out
}

// judgeMeasure judges a family of rows.
func judgeMeasure(of []MeasureDifference, alpha float64) {
	family, differ := make([]stats.Delta, len(of)), make([]int, len(of))
	for i, d := range of {
		family[i], differ[i] = d.F1, d.Differ
	}
	adjusted, outcomes := judge(family, differ, alpha)
	for i := range of {
		of[i].Adjusted, of[i].Outcome = adjusted[i], outcomes[i]
	}
}
