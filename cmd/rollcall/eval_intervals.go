package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/eval/report"
	"rollcall/eval/stats"
)

// statsFlags say how chance is reckoned with: the flags that commands share
// which show intervals or tests.
type statsFlags struct {
	level     float64
	resamples int
	seed      uint64
	method    *choice
	off       bool
}

// add declares the flags.
func (f *statsFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.Float64Var(&f.level, "level", 100*stats.DefaultLevel, "`percent` of confidence of intervals; tests are at what is left of 100")
	flags.IntVar(&f.resamples, "resamples", stats.DefaultResamples, "`number` of samples of documents that are drawn; 0 leaves intervals out")
	flags.Uint64Var(&f.seed, "seed", 1, "`number` that the samples are drawn from")
	var methods []string
	for _, m := range stats.Methods() {
		methods = append(methods, m.String())
	}
	f.method = choiceFlag(cmd, "interval", "", "`kind` of interval: "+listed(methods), methods...)
	flags.BoolVar(&f.off, "no-intervals", false, "leave intervals and tests out")
}

// options are what package stats takes; nil where nothing is asked of it.
func (f *statsFlags) options() (*stats.Options, error) {
	if f.off || f.resamples == 0 {
		return nil, nil
	}
	if !(f.level >= 50 && f.level < 100) {
		return nil, fmt.Errorf("--level %v: a percentage from 50 to less than 100 is meant, such as 95", f.level)
	}
	method, err := stats.ParseMethod(f.method.value)
	if err != nil {
		return nil, err
	}
	o := stats.Options{Level: f.level / 100, Resamples: f.resamples, Seed: f.seed, Method: method}
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("--resamples: %w", err)
	}
	return &o, nil
}

// addInferenceFlags declares the flags about chance.
func (f *evalFlags) addInferenceFlags(cmd *cobra.Command) {
	f.stats.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.power, "power", "", "tell what differences this gold can show, with a power of so many `percent`; without a number "+defaultPower)
	flags.Lookup("power").NoOptDefVal = defaultPower
}

var defaultPower = strconv.FormatFloat(100*stats.DefaultPower, 'f', -1, 64)

// inferenceOptions reads them.
func (f *evalFlags) inferenceOptions(o *report.Options) (err error) {
	if o.Infer, err = f.stats.options(); err != nil {
		return err
	}
	if f.power != "" {
		percent, err := strconv.ParseFloat(strings.TrimSuffix(f.power, "%"), 64)
		if err != nil || !(percent >= 50 && percent < 100) {
			return fmt.Errorf("--power=%s: a percentage from 50 to less than 100 is meant, such as %s", f.power, defaultPower)
		}
		o.Power = percent / 100
	}
	return nil
}

const inferenceLong = `
Figures come with intervals: how far they would move with other documents of the
same kind. Documents are drawn, not mentions, since those of one document stand
and fall together. From 30 documents on it is the bootstrap (BCa, its levels
widened for the number of documents), for fewer Student's t. Beside the figures
of another system, ~ says that chance explains the difference. --power tells
what difference the gold can show at all, and how many documents more would show
one point. docs/statistics.md has the formulas, the sources, and how often the
intervals hold the truth.
`
