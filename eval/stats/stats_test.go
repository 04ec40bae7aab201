package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// mean is the mean of the first column, the second being ones.
var mean = Metric{Figures: 1, Of: func(sums, figures []float64) { figures[0] = sums[0] / sums[1] }}

// share is the mean as a share of as many trials as there are rows.
var share = Metric{
	Figures: 1, Of: mean.Of,
	Trials: func(sums, trials []float64) { trials[0] = sums[1] },
}

// of makes a table of values and ones.
func of(values ...float64) *Table {
	t := NewTable(len(values), 2)
	for i, x := range values {
		t.Row(i)[0], t.Row(i)[1] = x, 1
	}
	return t
}

// prf are precision, recall and F1 of columns tp, answers, gold.
var prf = Metric{
	Figures: 3,
	Of: func(sums, figures []float64) {
		tp, answers, gold := sums[0], sums[1], sums[2]
		figures[0], figures[1], figures[2] = tp/answers, tp/gold, 2*tp/(answers+gold)
	},
	Trials: func(sums, trials []float64) {
		trials[0], trials[1], trials[2] = sums[1], sums[2], sums[1]+sums[2]
	},
}

// corpus draws documents with about size gold mentions each.
func corpus(rng *rand.Rand, rows, size int, skill float64) *Table {
	t := NewTable(rows, 3)
	for i := range rows {
		row := t.Row(i)
		here := min(1, max(0, skill+0.1*rng.NormFloat64()))
		row[2] = float64(rng.IntN(2*size + 1))
		for range int(row[2]) {
			if rng.Float64() < here {
				row[0]++
			}
		}
		row[1] = row[0] + float64(rng.IntN(1+int(row[2])/5))
	}
	return t
}

func near(t *testing.T, what string, got, want, by float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > by {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}
