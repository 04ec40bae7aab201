package stats

import "runtime"

// Options say how intervals and p-values are worked out. The zero value is
// what reports use.
type Options struct {
	Level     float64 // of confidence, between 0 and 1; 0 means 0.95
	Resamples int     // 0 means 10,000
	Seed      uint64  // the same seed gives the same digits
	Workers   int     // goroutines; 0 means one a processor. The digits do not depend on it.
	Method    Method  // of intervals
}

// The defaults of Options.
const (
	DefaultLevel     = 0.95
	DefaultResamples = 10_000
)

func (o Options) withDefaults() Options {
	if o.Level == 0 {
		o.Level = DefaultLevel
	}
	if o.Resamples == 0 {
		o.Resamples = DefaultResamples
	}
	if o.Workers < 1 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return o
}

// Method is a way to make an interval of the figures of resamples.
type Method uint8

// The methods.
const (
	// Percentile takes the quantiles of the resampled figures, at levels
	// widened for few rows as Student's t is wider than the normal.
	Percentile Method = iota
	// BCa is bias-corrected and accelerated (Efron, JASA 1987).
	BCa
)
