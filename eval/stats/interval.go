package stats

import (
	"math"
	"slices"
)

// Interval is a range that holds the true figure with the level of confidence
// asked for. Both ends are NaN where none can be given: without a figure, with
// fewer than two rows, or with one row that alone bears the figure, so that
// nothing tells how it would differ elsewhere.
type Interval struct {
	Low, High float64
	// Undefined is the number of resamples in which the figure had no value.
	// They are left out, so that the interval is that of samples that have the
	// figure at all.
	Undefined int
}

// None reports whether there is no interval.
func (i Interval) None() bool { return math.IsNaN(i.Low) }

// NoInterval is what stands where none can be given.
func NoInterval() Interval { return Interval{Low: math.NaN(), High: math.NaN()} }

// Estimate is a figure and its interval.
type Estimate struct {
	Value float64
	Interval
	// P is the p-value of the figure being zero in truth: one less the highest
	// level at which the interval leaves zero out. It is NaN for shares, and
	// where there is no interval.
	P float64
}

// finding is all that an interval is made of.
type finding struct {
	value  float64
	drawn  []float64 // of resamples, sorted, without NaN; nil where none are drawn
	spread spread
	trials float64 // NaN for what is no share
}

// estimate makes the interval.
func (f finding) estimate(o Options, undefined int) Estimate {
	e := Estimate{f.value, NoInterval(), math.NaN()}
	e.Undefined = undefined
	method := o.Method.For(f.spread.rows)
	if math.IsNaN(f.value) || f.spread.rows < 2 || f.spread.alone || method != Student && len(f.drawn) == 0 {
		return e
	}
	tail := (1 - o.Level) / 2
	share := !math.IsNaN(f.trials)
	switch method {
	case Student:
		e.Low, e.High = f.student(tail)
	case Percentile:
		e.Low, e.High = quantile(f.drawn, tail), quantile(f.drawn, 1-tail)
	case BCa, Widened:
		z := normalQuantile(tail)
		if method == Widened {
			z = studentQuantile(tail, f.spread.df) * f.excess()
		}
		z0 := f.bias()
		e.Low = quantile(f.drawn, f.corrected(z, z0))
		e.High = quantile(f.drawn, f.corrected(-z, z0))
	}
	if share {
		if method == Student || method == Widened {
			low, high := Wilson(f.value, f.trials, o.Level)
			e.Low, e.High = min(e.Low, low), max(e.High, high)
		}
	} else {
		e.P = f.p(method)
	}
	return e
}

// student is the figure ± t·SE.
func (f finding) student(tail float64) (low, high float64) {
	t := -studentQuantile(tail, f.spread.df)
	if math.IsNaN(f.trials) {
		return f.value - t*f.spread.se, f.value + t*f.spread.se
	}
	// Log odds of 0 and of 1 are infinite: half a trial less is not.
	least := 0.5 / (f.trials + 1)
	p := min(max(f.value, least), 1-least)
	at, se := math.Log(p/(1-p)), f.spread.se/(p*(1-p))
	share := func(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }
	return min(f.value, share(at-t*se)), max(f.value, share(at+t*se))
}

// excess is how much wider than the bootstrap's the jackknife's standard error
// is. The bootstrap's divides by n where n-1 is right, and draws rows that weigh
// much too rarely.
func (f finding) excess() float64 {
	var sum, squares float64
	for _, x := range f.drawn {
		sum += x
	}
	mean := sum / float64(len(f.drawn))
	for _, x := range f.drawn {
		squares += (x - mean) * (x - mean)
	}
	least := math.Sqrt(float64(f.spread.rows) / float64(f.spread.rows-1))
	if squares == 0 {
		return least
	}
	// More than threefold says that the jackknife has failed.
	return min(max(f.spread.se/math.Sqrt(squares/float64(len(f.drawn))), least), 3)
}

// bias is BCa's z0: where the figure stands among the resamples, those equal to
// it half below. More than one standard error is a trait of ties, not a bias.
func (f finding) bias() float64 {
	below, _ := slices.BinarySearch(f.drawn, f.value-tie)
	notAbove, _ := slices.BinarySearch(f.drawn, f.value+tie)
	z := normalQuantile(float64(below+notAbove) / 2 / float64(len(f.drawn)))
	return min(max(z, -1), 1)
}

// corrected is the level among the resamples that BCa takes for the normal
// quantile z (Efron and Tibshirani 1993, equation 14.10).
func (f finding) corrected(z, z0 float64) float64 {
	at := z0 + z
	scale := 1 - f.spread.acceleration*at
	if scale <= 0 {
		return (1 + math.Copysign(1, at)) / 2
	}
	return normalCDF(z0 + at/scale)
}

// p inverts the interval at zero.
func (f finding) p(method Method) float64 {
	twoSided := func(cdf float64) float64 { return min(1, 2*min(cdf, 1-cdf)) }
	if method == Student {
		if f.spread.se == 0 {
			if f.value == 0 {
				return 1
			}
			return 0
		}
		return twoSided(studentCDF(-math.Abs(f.value)/f.spread.se, f.spread.df))
	}
	below, _ := slices.BinarySearch(f.drawn, -tie)
	notAbove, _ := slices.BinarySearch(f.drawn, tie)
	level := (float64(below+notAbove) + 1) / 2 / float64(len(f.drawn)+1)
	if method == Percentile {
		return twoSided(level)
	}
	z0 := f.bias()
	at := normalQuantile(level) - z0
	z := at/(1+f.spread.acceleration*at) - z0
	if method == BCa {
		return twoSided(normalCDF(-math.Abs(z)))
	}
	return twoSided(studentCDF(-math.Abs(z)/f.excess(), f.spread.df))
}

// tie is how far apart two figures are at most that are equal but for rounding.
const tie = 1e-12

// quantile interpolates between order statistics (type 7 of Hyndman and Fan,
// The American Statistician 1996).
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := min(int(at), len(sorted)-1)
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
