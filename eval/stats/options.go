package stats

import (
	"fmt"
	"runtime"
	"strings"
)

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

// WithDefaults puts what stands for a zero in its place.
func (o Options) WithDefaults() Options {
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

// Check says what is wrong with the options.
func (o Options) Check() error {
	o = o.WithDefaults()
	switch {
	case !(o.Level > 0 && o.Level < 1):
		return fmt.Errorf("level %v: a number between 0 and 1 is meant", o.Level)
	case o.Resamples < 100:
		return fmt.Errorf("%d resamples: at least 100 are needed, and %d are usual", o.Resamples, DefaultResamples)
	case o.Resamples > 1_000_000:
		return fmt.Errorf("%d resamples: at most 1000000 are drawn", o.Resamples)
	}
	return nil
}

// Method is a way to make an interval.
type Method uint8

// The methods. How often each holds the truth, for corpora of several sizes, is
// what the program bench/coverage measures; docs/statistics.md shows it.
const (
	// Auto is Student for fewer than FewRows rows and Widened for more: of the
	// methods here the pair that comes closest to the level it promises.
	Auto Method = iota
	// Student is the figure ± t·SE, on the scale of log odds for shares, with
	// the jackknife's standard error (Efron and Tibshirani 1993, chapter 11).
	// The degrees of freedom are not the rows less one but what their
	// differing weights leave of them: see spread. It draws nothing.
	Student
	// Widened is BCa at levels as far out as Student's t is from the normal,
	// times what the jackknife's standard error is more than the bootstrap's
	// (the "expanded" interval of Hesterberg, The American Statistician 2015,
	// with degrees of freedom as Student's).
	Widened
	// BCa is the bias-corrected and accelerated interval (Efron, JASA 1987;
	// Efron and Tibshirani 1993, section 14.3). It is too narrow for fewer than
	// a hundred rows or so.
	BCa
	// Percentile takes the quantiles of the resampled figures as they are
	// (Efron and Tibshirani 1993, section 13.3): too narrow, as BCa is.
	Percentile
)

// FewRows is from how many rows on Auto resamples.
const FewRows = 30

var methodNames = [...]string{"auto", "t", "widened", "bca", "percentile"}

// Methods lists all methods.
func Methods() []Method { return []Method{Auto, Student, Widened, BCa, Percentile} }

// String is the method's name on the command line and in JSON.
func (m Method) String() string { return methodNames[m] }

// ParseMethod is the inverse of String.
func ParseMethod(name string) (Method, error) {
	for _, m := range Methods() {
		if m.String() == name {
			return m, nil
		}
	}
	return Auto, fmt.Errorf("unknown kind of interval %q: there are %s", name, strings.Join(methodNames[:], ", "))
}

// For is the method that is used for so many rows.
func (m Method) For(rows int) Method {
	switch {
	case m != Auto:
		return m
	case rows < FewRows:
		return Student
	}
	return Widened
}
