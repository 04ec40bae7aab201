package main

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/eval"
	"rollcall/eval/report"
	"rollcall/text"
)

const compareLong = `Tells what differs between two systems on the same gold, and what of it is
chance. Each of OLD and NEW is
  a pipeline       its name (rollcall pipeline) or a .yaml file; it is run over gold
  answers          a file in any format that eval --predictions takes; - is standard input
  a saved result   written by rollcall eval --save FILE; needs no gold
NAME=OLD gives it a name of its own. With more than two, all are ranked by F1,
and letters tell which do not differ.

Gold is what --gold says; without it, the files that a saved result was made on,
or the folder gold. Results on different gold are not compared: digests of
texts, mentions and scored types have to be the same (--common compares the
documents that are the same in both).

For each type the table has F1 before and after with what lies between, its
interval, and p: how often systems that differ by chance only would be as far
apart, by swapping their answers document by document (approximate
randomisation), for types adjusted by Holm for looking at all of them.
  better, worse    more than chance explains, at 100 less --level
  ~                no more than chance explains
  =                not one document differs
  found, lost      gold mentions that are right in NEW only, and in OLD only
  come, gone       wrong answers of NEW that OLD does not have, and of OLD
                   that NEW does not have
Below stands what changed: what is newly right, newly wrong, and still wrong in
another way, each with its address and how both read it.
`

const compareExample = `  rollcall compare fast default
  rollcall compare fast default --gold dev.conll --changes all --kind newly-wrong
  rollcall compare theirs.jsonl default --gold dev.jsonl --map labels.map
  rollcall compare before=default after=mine.yaml --type person --grep Bank
  rollcall compare default default --data mine/       built-in data against yours
  rollcall compare fast default --html report.html    a page, with all changes to pick from
  rollcall compare base.json default --fail-if-worse  exit status 1 if it is worse
  rollcall compare prose fast default theirs.jsonl    a ranking`

// compareFlags are those of eval that say what is scored and how, and those of
// the list of changes.
type compareFlags struct {
	evalFlags
	gold        []string
	changes     string
	changeKinds []string
	changeTypes []string
	grep        string
	common      bool
	failIfWorse bool
}

func newCompareCmd() *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use:     "compare OLD NEW [MORE...]",
		Short:   "Tell what differs between systems, and what of it is chance",
		Long:    compareLong,
		Example: compareExample,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return errors.New("compare takes two systems or more: pipelines, files of answers, saved results\nSee \"rollcall compare --help\"")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	flags := cmd.Flags()
	flags.StringSliceVarP(&f.gold, "gold", "g", nil, "annotated `files` or folders")
	flags.StringSliceVarP(&f.schemes, "scheme", "s", []string{eval.Strict.Name}, "`schemes` to compare under, and measures (see eval), or all; files and changes are by the first scheme")
	flags.StringSliceVarP(&f.types, "types", "t", nil, "score only these `types`")
	flags.StringVarP(&f.format, "format", "f", "table", "output `format`: "+listed(compareFormatNames())+"; csv lists the changes if they are asked for, otherwise the figures")
	flags.StringVar(&f.changes, "changes", "", "list `N` changes of each kind, or all; by default 10, in JSON and pages all")
	flags.StringSliceVar(&f.changeKinds, "kind", nil, "list changes of these `kinds` only: newly-right, newly-wrong, still-wrong; or with an error of these: bounds, type, missed, spurious")
	flags.StringSliceVar(&f.changeTypes, "type", nil, "list changes of these `types` only")
	flags.StringVar(&f.grep, "grep", "", "list changes only where a `regular expression` is found in the mentions or the words around")
	flags.BoolVar(&f.common, "common", false, "compare the documents that all have with the same gold, and leave out the others")
	flags.BoolVar(&f.failIfWorse, "fail-if-worse", false, "exit with status 1 if NEW is worse than OLD by more than chance explains, over all types or on one, or by a measure")
	flags.StringVar(&f.labels, "map", "", "`file` that says which type a label is (see rollcall gold --help)")
	flags.BoolVar(&f.heldOut, "held-out", false, "score only the fifth of the documents that rollcall train --split leaves out")
	flags.Float64Var(&f.minOverlap, "min-overlap", 0, "least share of a gold mention, in `percent`, that an answer must cover to be paired with it")
	f.add(cmd)
	for _, name := range []string{"data", "model"} {
		flags.Lookup(name).Usage += "; for the pipelines after OLD, which is as built in"
	}
	if err := flags.MarkHidden("pipeline"); err != nil {
		panic(err) // the flag is declared above
	}
	f.stats.add(cmd)
	if err := flags.MarkHidden("no-intervals"); err != nil {
		panic(err) // the flag is declared above
	}
	f.page.add(flags)
	f.color = choiceFlag(cmd, "color", "", "colours: auto, always or never", "auto", "always", "never")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "no progress")
	complete(cmd, "format", compareFormatNames)
	complete(cmd, "scheme", func() []string {
		return append(schemeNames(), "all")
	})
	complete(cmd, "kind", func() []string {
		var names []string
		for _, k := range eval.ChangeKinds() {
			names = append(names, k.String())
		}
		return append(names, errorKinds()...)
	})
	return cmd
}

func errorKinds() (names []string) {
	for _, k := range eval.Kinds() {
		names = append(names, k.String())
	}
	return names
}

func compareFormatNames() (names []string) {
	for _, f := range report.CompareFormats() {
		names = append(names, f.Name)
	}
	return names
}

func (f *compareFlags) run(cmd *cobra.Command, args []string) error {
	format, err := report.CompareFormatNamed(f.format)
	if err != nil {
		return err
	}
	options, err := f.options(len(args))
	if err != nil {
		return err
	}
	shown, err := f.shown()
	if err == nil {
		err = f.page.check()
	}
	if err != nil {
		return err
	}
	runs, note, failed, err := f.contenders(cmd, args)
	if err != nil {
		return err
	}
	color := useColor(f.color.value, isTerminal(cmd.OutOrStdout()))
	if len(runs) > 2 {
		ranking, err := eval.Rank(runs, options)
		if err != nil {
			return explained(err)
		}
		if err := f.page.write(func(w io.Writer) error { return pageFormat().Ranking(w, ranking, false) }); err != nil {
			return err
		}
		if err := format.Ranking(cmd.OutOrStdout(), ranking, color); err != nil {
			return outputError(err)
		}
		if len(failed) > 0 {
			return failure{errors.Join(failed...), true}
		}
		return nil
	}
	comparison, err := eval.Compare(runs[0], runs[1], options)
	if err != nil {
		return explained(err)
	}
	if note != "" {
		comparison.Warnings = append(comparison.Warnings, eval.Warning{Message: note})
	}
	if err := f.page.write(func(w io.Writer) error {
		return pageFormat().Comparison(w, report.NewComparison(comparison, f.comparisonForPage(shown)), false)
	}); err != nil {
		return err
	}
	if format.Name == "html" {
		shown = f.comparisonForPage(shown)
	}
	r := report.NewComparison(comparison, shown)
	if err := format.Comparison(cmd.OutOrStdout(), r, color); err != nil {
		return outputError(err)
	}
	if format.Name == "csv" {
		for _, w := range r.Notes {
			fmt.Fprintf(cmd.ErrOrStderr(), "rollcall: warning: %s\n", w)
		}
	}
	if len(failed) > 0 {
		return failure{errors.Join(failed...), true}
	}
	return f.gateWorse(comparison)
}

// explained adds to a refusal what to do next.
func explained(err error) error {
	var m *eval.GoldMismatch
	if !errors.As(err, &m) {
		return err
	}
	if m.Shared == 0 {
		return fmt.Errorf("%w\nScore both on the same gold", err)
	}
	return fmt.Errorf("%w\nScore both on the same gold, or compare the %s that both have with --common", err, documents(m.Shared))
}

// options reads the flags that say how to compare.
func (f *compareFlags) options(systems int) (o eval.CompareOptions, err error) {
	names := f.schemes
	if len(names) == 1 && names[0] == "all" {
		o.Schemes, o.Measures = eval.Schemes(), eval.Measures()
	} else if o.Schemes, o.Measures, err = eval.Named(names...); err != nil {
		return o, err
	}
	if systems > 2 && len(o.Schemes)+len(o.Measures) > 1 {
		return o, errors.New("more than two systems are ranked under one --scheme at a time")
	}
	if systems > 2 && len(o.Measures) > 0 {
		return o, fmt.Errorf("--scheme %s: more than two systems are ranked under a scheme, and not under a measure", o.Measures[0].Name)
	}
	if systems > 2 && f.failIfWorse {
		return o, errors.New("--fail-if-worse is for two systems")
	}
	if f.minOverlap < 0 || f.minOverlap > 100 {
		return o, fmt.Errorf("--min-overlap %v: a percentage is meant, such as 50", f.minOverlap)
	}
	s, err := f.stats.options()
	if err != nil {
		return o, err
	}
	if s == nil {
		return o, errors.New("compare tells differences from chance, and cannot do without --resamples")
	}
	o.Stats, o.Common = *s, f.common
	return o, nil
}

// shown reads the flags that say which changes are listed.
func (f *compareFlags) shown() (o report.ComparisonOptions, err error) {
	var unknown []string
	for _, name := range f.changeKinds {
		change, err := eval.ParseChangeKind(name)
		if err == nil {
			o.Filter.Kinds = append(o.Filter.Kinds, change)
			continue
		}
		kind, err := eval.ParseKind(name)
		if err != nil {
			unknown = append(unknown, strconv.Quote(name))
			continue
		}
		o.Filter.Faults = append(o.Filter.Faults, kind)
	}
	if len(unknown) > 0 {
		return o, fmt.Errorf("--kind %s: there are the changes newly-right, newly-wrong, still-wrong and the errors %s",
			strings.Join(unknown, ", "), strings.Join(errorKinds(), ", "))
	}
	for _, name := range f.changeTypes {
		t, err := typeNamed(name, false)
		if err != nil {
			return o, err
		}
		o.Filter.Types = append(o.Filter.Types, t, text.Type(strings.TrimSpace(name)))
	}
	if f.grep != "" {
		if o.Filter.Pattern, err = regexp.Compile(f.grep); err != nil {
			return o, fmt.Errorf("--grep: %w", err)
		}
	}
	o.Asked = f.changes != "" || f.changeKinds != nil || f.changeTypes != nil || f.grep != ""
	switch {
	case f.changes == "all" || f.changes == "" && f.format == "json":
		o.Changes = -1
	case f.changes != "":
		if o.Changes, err = strconv.Atoi(f.changes); err != nil || o.Changes < 0 {
			return o, fmt.Errorf("--changes %s: a number or all is meant", f.changes)
		}
	case f.format == "csv":
		o.Changes = -1
	default:
		o.Changes = 10
	}
	return o, nil
}

// gateWorse fails if the new system is worse.
func (f *compareFlags) gateWorse(c *eval.Comparison) error {
	if !f.failIfWorse {
		return nil
	}
	var worse []string
	if types := c.WorseThanChance(); types != nil {
		worse = append(worse, fmt.Sprintf("%s F1 of %s", c.Schemes[0].Scheme.Name, strings.Join(types, ", ")))
	}
	if worse = append(worse, c.WorseMeasures()...); worse != nil {
		return failure{error: fmt.Errorf("%s is worse than %s by more than chance explains: %s",
			c.New.System.Name, c.Old.System.Name, strings.Join(worse, "; "))}
	}
	return nil
}
