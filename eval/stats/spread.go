package stats

import "math"

// spread is what leaving out each row in turn tells of a figure (the jackknife;
// Efron and Tibshirani 1993, chapter 11).
type spread struct {
	rows         int     // of the smaller group, where there are two
	se           float64 // standard error of the figure
	acceleration float64 // how fast the standard error changes with the figure, for BCa
	df           float64 // degrees of freedom of the standard error
	alone        bool    // one row alone bears the figure: it has no value without it
}

// influences are the shares that rows have in a figure: for a row that is left
// out, (n-1)/n times the mean of all figures with one row left out less that
// figure.
type influences struct {
	rows    int
	values  []float64
	repeats []float64 // how many rows have the value
	alone   bool
}

// leaveOut works out the influences of a table's rows, by figure.
func leaveOut(t *Table, c *compact, figures int, k kernel) []influences {
	of := k()
	total := t.Sums()
	out := make([]influences, figures)
	at := make([]float64, figures)
	see := func(repeats int) {
		for i, x := range at {
			f := &out[i]
			f.alone = f.alone || math.IsNaN(x)
			f.values = append(f.values, x)
			f.repeats = append(f.repeats, float64(repeats))
		}
	}
	rest := make([]float64, t.columns)
	zeros := t.rows
	for g, row := range c.sample {
		for col, x := range t.Row(row) {
			rest[col] = total[col] - x
		}
		of(rest, at)
		see(c.sizes[g])
		zeros -= c.sizes[g]
	}
	if zeros > 0 {
		of(total, at)
		see(zeros)
	}
	n := float64(t.rows)
	for i := range out {
		f := &out[i]
		f.rows = t.rows
		mean := 0.0
		for g, x := range f.values {
			mean += f.repeats[g] * x
		}
		mean /= n
		for g, x := range f.values {
			f.values[g] = (n - 1) / n * (mean - x)
		}
	}
	return out
}

// leastDF keeps t's quantiles from running away where a corpus is next to one
// document.
const leastDF = 1.5

// newSpread puts the influences of one group together, or of two whose figures
// are subtracted.
//
// The degrees of freedom are those of a chi-square variable with the mean and
// the variance that the estimate of the squared standard error has
// (Satterthwaite, Biometrics Bulletin 1946), where the variance comes from the
// fourth powers of the influences: a few rows that weigh much leave few degrees
// of freedom. Influences that look lighter in the tails than the normal are
// taken for normal.
func newSpread(groups ...influences) spread {
	s := spread{rows: groups[0].rows}
	var square, cube, variance, most float64
	for _, g := range groups {
		n := float64(g.rows)
		var u2, u3, u4 float64
		for i, u := range g.values {
			u2 += g.repeats[i] * u * u
			u3 += g.repeats[i] * u * u * u
			u4 += g.repeats[i] * u * u * u * u
		}
		s.rows = min(s.rows, g.rows)
		s.alone = s.alone || g.alone
		s.se += u2 * n / (n - 1)
		square += u2
		cube += u3
		variance += max(u4-u2*u2/n, 2*u2*u2/n)
		most += n - 1
	}
	s.se = math.Sqrt(s.se)
	s.df = most
	if square > 0 {
		s.acceleration = cube / (6 * math.Pow(square, 1.5))
		s.df = min(most, 2*square*square/variance-float64(len(groups)))
	}
	s.df = max(leastDF, s.df)
	return s
}

// limitDF lowers the degrees of freedom of shares to what the sizes of rows
// leave of their number, less one (Kish, Survey Sampling, 1965: the square of
// the sum over the sum of squares).
func limitDF(spreads []spread, t *Table, c *compact, m Metric) {
	if m.Trials == nil {
		return
	}
	trials := make([]float64, m.Figures)
	sum, squares := make([]float64, m.Figures), make([]float64, m.Figures)
	for g, row := range c.sample {
		m.Trials(t.Row(row), trials)
		for i, x := range trials {
			if !math.IsNaN(x) {
				sum[i] += float64(c.sizes[g]) * x
				squares[i] += float64(c.sizes[g]) * x * x
			}
		}
	}
	for i := range spreads {
		if squares[i] > 0 {
			spreads[i].df = max(leastDF, min(spreads[i].df, sum[i]*sum[i]/squares[i]-1))
		}
	}
}
