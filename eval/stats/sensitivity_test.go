package stats

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// R's p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") is 0.03 0.06 0.06 0.02.
func TestHolm(t *testing.T) {
	nan := math.NaN()
	for _, test := range []struct{ p, want []float64 }{
		{[]float64{0.01, 0.04, 0.03, 0.005}, []float64{0.03, 0.06, 0.06, 0.02}},
		{[]float64{nan, 0.01, nan, 0.04}, []float64{nan, 0.02, nan, 0.04}},
		{[]float64{0.5, 0.9}, []float64{1, 1}},
		{nil, nil},
	} {
		if diff := cmp.Diff(test.want, Holm(test.p), cmpopts.EquateApprox(1e-15, 0), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%v: -want +got:\n%s", test.p, diff)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOf(rapid.Float64Range(0, 1)).Draw(t, "p")
		adjusted := Holm(p)
		for i := range p {
			if adjusted[i] < p[i] || adjusted[i] > min(1, p[i]*float64(len(p))) {
				t.Fatalf("%v is adjusted to %v of %d", p[i], adjusted[i], len(p))
			}
			for k := range p {
				if p[i] < p[k] && adjusted[i] > adjusted[k] {
					t.Fatalf("the order of %v and %v is lost", p[i], p[k])
				}
			}
		}
	})
}

// Values of published tables.
func TestDistributions(t *testing.T) {
	for _, test := range []struct{ p, df, want float64 }{
		{0.975, 1, 12.7062}, {0.975, 2, 4.30265}, {0.975, 4, 2.77645}, {0.975, 9, 2.26216},
		{0.975, 29, 2.04523}, {0.8, 10, 0.87906}, {0.995, 120, 2.61742}, {0.5, 3, 0}, {0.025, 9, -2.26216},
		{0.975, 1e6, 1.95997},
	} {
		near(t, "quantile of t", studentQuantile(test.p, test.df), test.want, 2e-5)
		near(t, "distribution of t", studentCDF(studentQuantile(test.p, test.df), test.df), test.p, 1e-12)
	}
	near(t, "normal", normalQuantile(0.975), 1.959964, 1e-6)
	// Newcombe, Statistics in Medicine 1998, table I.
	for _, test := range []struct{ k, n, low, high float64 }{
		{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718},
	} {
		low, high := Wilson(test.k/test.n, test.n, 0.95)
		near(t, "Wilson low", low, test.low, 6e-5)
		near(t, "Wilson high", high, test.high, 6e-5)
	}
}

func TestSensitivity(t *testing.T) {
	// Differences of +1 and -1 in turn: their deviation is √(n/(n-1)).
	ones, zeros := make([]float64, 100), make([]float64, 100)
	for i := range ones {
		ones[i] = float64(i % 2)
		zeros[i] = float64(1 - i%2)
	}
	s, err := PairedSensitivity(of(zeros...), of(ones...), mean)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "deviation", s[0].Deviation, math.Sqrt(100./99), 1e-9)
	// (1.98422 + 0.84530) · 1.00504 / 10
	near(t, "detectable", s[0].Detectable(0.95, 0.8), 0.28438, 1e-4)
	if n := s[0].Needed(0.28438, 0.95, 0.8); n < 99 || n > 101 {
		t.Errorf("%d rows needed for what 100 can detect", n)
	}
	for _, d := range []float64{0.01, 0.05, 0.3, 2} {
		n := s[0].Needed(d, 0.95, 0.8)
		at := func(n int) float64 { return Sensitivity{n, s[0].Deviation}.Detectable(0.95, 0.8) }
		if at(n) > d || n > 2 && at(n-1) <= d {
			t.Errorf("%d rows are not the fewest to detect %v", n, d)
		}
	}
	alone := AloneSensitivity(of(ones...), mean, 0.5)
	near(t, "deviation of one system", alone[0].Deviation, 0.5*math.Sqrt(100./99), 1e-9)
	r, err := Correlation(of(zeros...), of(ones...), mean)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "correlation of opposites", r[0], -1, 1e-9)
	if s := AloneSensitivity(of(1), mean, 0); !math.IsNaN(s[0].Deviation) || s[0].Needed(1, 0.95, 0.8) != 0 {
		t.Errorf("sensitivity of one row: %+v", s[0])
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{{}, {Level: 0.5, Resamples: 100}} {
		if err := o.Check(); err != nil {
			t.Error(err)
		}
	}
	for _, o := range []Options{{Level: 95}, {Level: -1}, {Resamples: 99}, {Resamples: 2_000_000}, {Level: math.NaN()}} {
		if o.Check() == nil {
			t.Errorf("%+v passes", o)
		}
	}
	for _, m := range Methods() {
		if got, err := ParseMethod(m.String()); err != nil || got != m {
			t.Errorf("%s is read as %v, %v", m, got, err)
		}
	}
	if _, err := ParseMethod("normal"); err == nil {
		t.Error("an unknown method is read")
	}
}
