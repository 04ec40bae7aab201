package stats

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestDigitsDoNotDependOnWorkers(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	a, b := corpus(rng, 60, 12, 0.8), corpus(rng, 60, 12, 0.85)
	run := func(workers int) []any {
		o := Options{Resamples: 1000, Seed: 7, Workers: workers}
		d, err := Difference(a, b, prf, o)
		if err != nil {
			t.Fatal(err)
		}
		u, err := Unpaired(a, b, prf, o)
		if err != nil {
			t.Fatal(err)
		}
		return []any{Bootstrap(a, prf, o), d, u}
	}
	want := run(1)
	for _, workers := range []int{2, 5, 64} {
		if diff := cmp.Diff(want, run(workers), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%d workers: -one +many:\n%s", workers, diff)
		}
	}
	other := Bootstrap(a, prf, Options{Resamples: 1000, Seed: 8})
	if cmp.Equal(want[0], any(other), cmpopts.EquateNaNs()) {
		t.Error("another seed gives the same digits")
	}
}

// The example of Efron and Tibshirani 1993, section 14.3: 26 spatial test
// values and their variance, 90 % intervals. They report 171.5, acceleration
// 0.061, and of 2,000 resamples z0 0.146, percentile (100.8, 233.9) and BCa
// (115.8, 259.6). The ends of an interval by 2,000 resamples have a standard error
// of about 2; ours are by twenty times as many.
func TestTextbookExample(t *testing.T) {
	values := []float64{
		48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6,
		0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41,
	}
	table := NewTable(len(values), 3)
	for i, x := range values {
		copy(table.Row(i), []float64{1, x, x * x})
	}
	variance := Metric{Figures: 1, Of: func(s, figures []float64) {
		m := s[1] / s[0]
		figures[0] = s[2]/s[0] - m*m
	}}
	o := Options{Level: 0.9, Resamples: 40_000, Method: Percentile}
	e := Bootstrap(table, variance, o)[0]
	near(t, "variance", e.Value, 171.5, 0.05)
	near(t, "percentile low", e.Low, 100.8, 5)
	near(t, "percentile high", e.High, 233.9, 5)
	o.Method = BCa
	e = Bootstrap(table, variance, o)[0]
	near(t, "BCa low", e.Low, 115.8, 5)
	near(t, "BCa high", e.High, 259.6, 5)
	s := newSpread(leaveOut(table, newCompact(table), 1, variance.kernel())[0])
	near(t, "acceleration", s.acceleration, 0.061, 0.0005)
}

// The jackknife's standard error of a mean is the formula that everyone knows.
func TestStandardErrorOfMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 100), 2, 40).Draw(t, "values")
		table := of(values...)
		s := newSpread(leaveOut(table, newCompact(table), 1, mean.kernel())[0])
		var sum, squares float64
		for _, x := range values {
			sum += x
		}
		n := float64(len(values))
		for _, x := range values {
			squares += (x - sum/n) * (x - sum/n)
		}
		if want := math.Sqrt(squares / (n - 1) / n); math.Abs(s.se-want) > 1e-9*(1+want) {
			t.Fatalf("standard error of the mean %v, want %v", s.se, want)
		}
	})
}

// Resamples of a share have its binomial variance.
func TestResamplesHaveTheRightSpread(t *testing.T) {
	values := make([]float64, 50)
	for i := range 15 {
		values[i] = 1
	}
	table := of(values...)
	o := Options{Resamples: 40_000, Workers: 2}
	drawn := resample(table, newCompact(table), 1, mean.kernel(), o, bootstrapStream)[0]
	var sum, squares float64
	for _, x := range drawn {
		sum += x
		squares += x * x
	}
	n := float64(len(drawn))
	m := sum / n
	sd := math.Sqrt(0.3 * 0.7 / 50)
	near(t, "mean", m, 0.3, 4*sd/math.Sqrt(n))
	near(t, "deviation", math.Sqrt(squares/n-m*m), sd, 4*sd/math.Sqrt(2*n))
}

func TestUndefined(t *testing.T) {
	none := func(what string, e Estimate) {
		t.Helper()
		if !e.None() || !math.IsNaN(e.High) {
			t.Errorf("%s has an interval: %+v", what, e)
		}
	}
	none("a table without rows", Bootstrap(NewTable(0, 3), prf, Options{})[0])
	none("a table of one row", Bootstrap(of(1), share, Options{})[0])
	none("a figure without value", Bootstrap(NewTable(50, 3), prf, Options{})[0])

	// Answers in one document only: precision hangs on it alone.
	table := NewTable(40, 3)
	for i := range 40 {
		table.Row(i)[2] = 5
	}
	table.Row(3)[0], table.Row(3)[1] = 4, 5
	e := Bootstrap(table, prf, Options{})
	none("a figure of one document", e[0])
	// The document is not drawn in (39/40)^40 of resamples.
	near(t, "undefined resamples", float64(e[0].Undefined), 10_000*math.Pow(39./40, 40), 250)
	if e[1].None() || e[1].Undefined != 0 {
		t.Errorf("recall: %+v", e[1])
	}

	// Everything right: no resample says otherwise, but 40 mentions do not
	// prove it.
	for i := range 40 {
		copy(table.Row(i), []float64{1, 1, 1})
	}
	if e := Bootstrap(table, prf, Options{})[1]; e.High != 1 || e.Low > 0.95 || e.Low < 0.85 {
		t.Errorf("40 of 40: %+v", e)
	}
}

// A wider level gives a wider interval, which holds the narrower one, and more
// documents of the same kind a narrower one.
func TestIntervalsNest(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 1))
	for _, method := range Methods() {
		for _, rows := range []int{12, 45} {
			table := corpus(rng, rows, 10, 0.8)
			narrow := Bootstrap(table, prf, Options{Level: 0.8, Resamples: 2000, Method: method})
			wide := Bootstrap(table, prf, Options{Level: 0.99, Resamples: 2000, Method: method})
			twice, err := under(table, table)
			if err != nil {
				t.Fatal(err)
			}
			more := Bootstrap(twice, prf, Options{Level: 0.8, Resamples: 2000, Method: method})
			for i := range narrow {
				if !(wide[i].Low < narrow[i].Low && narrow[i].High < wide[i].High) {
					t.Errorf("%s, %d rows: 99 %% [%v, %v] does not hold 80 %% [%v, %v]", method, rows,
						wide[i].Low, wide[i].High, narrow[i].Low, narrow[i].High)
				}
				if more[i].High-more[i].Low >= narrow[i].High-narrow[i].Low {
					t.Errorf("%s, %d rows: twice as many give no narrower interval", method, rows)
				}
				if more[i].Value != narrow[i].Value {
					t.Errorf("repeating a corpus changes its figure")
				}
			}
		}
	}
}
