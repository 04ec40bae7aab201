package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"rollcall/eval"
	"rollcall/eval/report"
)

// describeSchemes writes what can be named by --scheme, each with its source.
func describeSchemes(out *strings.Builder) {
	for _, s := range eval.Schemes() {
		describe(out, s.Name, s.Doc, s.Source)
	}
	out.WriteString(`
and measures, which have tables of their own (--scheme names them too; money is
shown unasked where gold gives values):
`)
	for _, m := range eval.Measures() {
		describe(out, m.Name, m.Doc, m.Source)
	}
}

func describe(out *strings.Builder, name, doc, source string) {
	line := fmt.Sprintf("  %-8s %s (%s)", name, doc, source)
	const room = 80
	for len(line) > room {
		cut := strings.LastIndexByte(line[:room], ' ')
		if strings.TrimSpace(line[:cut]) == "" {
			break
		}
		fmt.Fprintln(out, line[:cut])
		line = strings.Repeat(" ", 11) + line[cut+1:]
	}
	fmt.Fprintln(out, line)
}

func (f *evalFlags) addSchemeFlags(flags *pflag.FlagSet) {
	flags.BoolVar(&f.counts, "counts", false, "show correct, incorrect, partial, missed and spurious (MUC, SemEval, nervaluate) instead of TP, FP and FN")
	flags.Float64Var(&f.minOverlap, "min-overlap", 0, "least share of a gold mention, in `percent`, that an answer must cover to be paired with it")
}

// schemeOptions reads the flags that say which figures are shown.
func (f *evalFlags) schemeOptions(o *report.Options) (err error) {
	if f.minOverlap < 0 || f.minOverlap > 100 {
		return fmt.Errorf("--min-overlap %v: a percentage is meant, such as 50", f.minOverlap)
	}
	o.Counts = f.counts
	switch {
	case slices.Contains(f.schemes, "all") || len(f.schemes) == 0 && f.format == "json":
		o.Schemes = eval.Schemes()
		o.Measures, o.MoneyIfAny = []eval.Measure{eval.MUC7, eval.FairEval, eval.Covered}, true
	case len(f.schemes) == 0 && f.format == "csv":
		o.Schemes = eval.Schemes()
	case len(f.schemes) == 0:
		o.Schemes, o.Brief = eval.Schemes()[:1], eval.Schemes()[1:]
		o.MoneyIfAny = true
	default:
		o.Schemes, o.Measures, err = eval.Named(f.schemes...)
	}
	return err
}
