package stats

import "math"

// Sensitivity tells what differences between two systems so many rows can show.
type Sensitivity struct {
	Rows int
	// Deviation is the standard deviation over rows of what each contributes to
	// the difference: the standard error of the difference times the root of
	// Rows. It is NaN where that is not known.
	Deviation float64
}

// DefaultPower is how likely a test is to find a difference that it is said to
// be able to find (Cohen, Statistical Power Analysis for the Behavioral
// Sciences, 1988).
const DefaultPower = 0.8

// PairedSensitivity takes the deviation of each figure's difference from two
// systems on the same rows, by the jackknife. It holds for two systems that
// differ from each other as much as these do.
func PairedSensitivity(old, new *Table, m Metric) ([]Sensitivity, error) {
	joint, err := beside(old, new)
	if err != nil {
		return nil, err
	}
	return sensitivity(joint, m.Figures, m.difference(old.columns), 1), nil
}

// AloneSensitivity takes the deviation from one system only, and supposes
// another with the same deviation whose influences correlate with those of the
// first as told: the deviation of the difference is that of one system times
// the root of 2(1 - correlation). Two systems that have nothing in common
// correlate with 0; versions of one system are near 1.
func AloneSensitivity(t *Table, m Metric, correlation float64) []Sensitivity {
	return sensitivity(t, m.Figures, m.kernel(), math.Sqrt(2*(1-correlation)))
}

func sensitivity(t *Table, figures int, k kernel, factor float64) []Sensitivity {
	out := make([]Sensitivity, figures)
	for i := range out {
		out[i] = Sensitivity{t.rows, math.NaN()}
	}
	if t.rows < 2 {
		return out
	}
	for i, f := range leaveOut(t, newCompact(t), figures, k) {
		if !f.alone {
			out[i].Deviation = factor * newSpread(f).se * math.Sqrt(float64(t.rows))
		}
	}
	return out
}

// Correlation is that of the influences that rows have in the figures of two
// systems: for each figure Pearson's, NaN where one does not vary.
func Correlation(old, new *Table, m Metric) ([]float64, error) {
	joint, err := beside(old, new)
	if err != nil {
		return nil, err
	}
	n := old.columns
	both := func() func(sums, figures []float64) {
		return func(sums, figures []float64) {
			m.Of(sums[:n], figures[:m.Figures])
			m.Of(sums[n:], figures[m.Figures:])
		}
	}
	out := make([]float64, m.Figures)
	if joint.rows == 0 {
		return nil, nil
	}
	found := leaveOut(joint, newCompact(joint), 2*m.Figures, both)
	for i := range out {
		a, b := found[i], found[m.Figures+i]
		var ab, aa, bb float64
		for g, n := range a.repeats {
			ab += n * a.values[g] * b.values[g]
			aa += n * a.values[g] * a.values[g]
			bb += n * b.values[g] * b.values[g]
		}
		out[i] = ab / math.Sqrt(aa*bb)
	}
	return out, nil
}

// Detectable is the smallest true difference that a two-sided test at level
// 1 - confidence finds with the power given:
//
//	(t(1-α/2) + t(power)) · Deviation / √Rows,  Student's t of Rows-1 degrees
//
// (Bloom, Evaluation Review 1995). It is NaN where Deviation is, and with fewer
// than two rows.
func (s Sensitivity) Detectable(confidence, power float64) float64 {
	if s.Rows < 2 {
		return math.NaN()
	}
	df := float64(s.Rows - 1)
	multiple := studentQuantile((1+confidence)/2, df) + studentQuantile(power, df)
	return multiple * s.Deviation / math.Sqrt(float64(s.Rows))
}

// Needed is the smallest number of rows, like those that there are, with which
// a true difference is found with the power given; 0 where Deviation is not
// known, and MostRows where more would be needed.
func (s Sensitivity) Needed(difference, confidence, power float64) int {
	if math.IsNaN(s.Deviation) || !(difference > 0) {
		return 0
	}
	finds := func(rows int) bool {
		return Sensitivity{rows, s.Deviation}.Detectable(confidence, power) <= difference
	}
	low, high := 1, 2
	for !finds(high) {
		if high >= MostRows {
			return MostRows
		}
		low, high = high, 2*high
	}
	for high-low > 1 {
		if middle := (low + high) / 2; finds(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return min(high, MostRows)
}

// MostRows is the most that Needed counts to.
const MostRows = 10_000_000
