package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/eval"
	"rollcall/eval/report"
	"rollcall/gold"
	"rollcall/text"
)

const evalLong = `Scores a pipeline, or any system's answers, against gold.

GOLD is an annotated file (JSON lines, CoNLL, brat, spaCy and more: see rollcall
gold formats) or a folder of them; without one, the folder gold. Documents are
paired with answers by their ids, and mentions with answers one to one: equal
ones first, then those with the same span, then those of the same type that
overlap, then any that overlap. The order of neither list matters. Spans of IGNORE
are scored neither right nor wrong.

Counts are mentions: TP right, FP wrong or spurious, FN wrong or missed.
  P = TP/(TP+FP)   R = TP/(TP+FN)   F1 = 2TP/(2TP+FP+FN)   – where undefined
"micro" is over all mentions, "macro" the mean over the types that occur, an
undefined ratio counted as 0. A mention found under the wrong type counts, in
schemes that do not ask for the type, under the type that gold has.

Schemes (a table of each that --scheme names; by default all of strict and one
line of the others):
`

const evalExample = `  rollcall eval gold/
  rollcall eval gold/seed.jsonl --errors
  rollcall eval dev.conll --pipeline fast,default --scheme strict,partial
  rollcall eval dev.jsonl --predictions theirs.jsonl --map labels.map
  rollcall eval gold/ --format json | jq .schemes.strict.micro.f1
  rollcall eval dev.jsonl --beside default --power   is the gold big enough?
  rollcall eval gold/ --html report.html           a page, with all errors to pick from
  rollcall eval gold/ --save base.json             for rollcall compare, later
  rollcall eval gold/ --min-f1 88 --quiet          exit status 1 if it is less`

type evalFlags struct {
	systemFlags
	detailFlags
	predictions []string
	beside      string
	schemes     []string
	types       []string
	format      string
	errors      string
	kinds       []string
	labels      string
	each        bool
	heldOut     bool
	counts      bool
	minOverlap  float64
	stats       statsFlags
	power       string
	minF1       float64
	color       *choice
	quiet       bool
	saved       saveFlags
	page        pageFlags
	tagFlags
	entityFlags
}

func newEvalCmd() *cobra.Command {
	var f evalFlags
	var long strings.Builder
	long.WriteString(evalLong)
	describeSchemes(&long)
	long.WriteString(tagHelp + entityHelp())
	long.WriteString(inferenceLong)
	long.WriteString(`
--predictions takes any format that gold can have (rollcall gold formats), and
the results of Presidio and transformers, which have no text; in JSON lines with
"id" and "mentions" ("start", "end", "type"; what "offsets" says they count, by
default characters) it may be left out. Answers without ids are known by the
text, white space aside. Labels of other systems (PER, GPE, …) are taken for the
types that gold has, as the map says.

--beside shows other systems' figures beside: names of pipelines, as built in
whatever --data and --model say, or files of answers. So does
"--data mine --beside default" tell what a change of data brings. By default tables show the pipeline prose beside another one,
as a baseline, unless gold is longer than ` + fmt.Sprint(autoBeside/1000) + ` kB, since prose is slow;
"--beside none" leaves it out.`)
	describeKeys(&long)
	cmd := &cobra.Command{
		Use:     "eval [GOLD...]",
		Short:   "Score a pipeline, or any system's answers, against gold",
		Long:    long.String(),
		Example: evalExample + detailExample + tagExample,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	flags := cmd.Flags()
	f.add(cmd)
	flags.Lookup("pipeline").Usage = "`names` of pipelines or .yaml files, separated by commas; the first is scored, the others stand beside"
	flags.StringSliceVar(&f.predictions, "predictions", nil, "`file` of answers to score instead of a pipeline's; - is standard input")
	flags.StringVar(&f.beside, "beside", "auto", "pipelines or `files` of answers to show beside; auto or none")
	flags.StringSliceVarP(&f.schemes, "scheme", "s", nil, "`schemes` to show in full, or all")
	flags.StringSliceVarP(&f.types, "types", "t", nil, "score only these `types`")
	flags.StringVarP(&f.format, "format", "f", "table", "output `format`: "+listed(formatNames())+"; csv lists the errors if they are asked for, otherwise the figures")
	flags.StringVar(&f.errors, "errors", "", "list `N` errors of each kind, or all; without N 20")
	flags.Lookup("errors").NoOptDefVal = "20"
	flags.StringSliceVar(&f.kinds, "kind", nil, "of errors, those of these `kinds`: "+listed(kindNames()))
	f.addDetailFlags(cmd)
	flags.StringVar(&f.labels, "map", "", "`file` that says which type a label is (see rollcall gold --help)")
	flags.BoolVar(&f.heldOut, "held-out", false, "score only the fifth of the documents that rollcall train --split leaves out")
	flags.BoolVar(&f.each, "each", false, "tables for each of many gold files, not one line")
	flags.Float64Var(&f.minF1, "min-f1", 0, "exit with status 1 if the strict micro F1 is less, in `percent`")
	f.color = choiceFlag(cmd, "color", "", "colours: auto, always or never", "auto", "always", "never")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "no progress, and no report where all that matters is --min-f1, --save or --html")
	f.addSchemeFlags(flags)
	f.addTagFlags(cmd, flags)
	f.addEntityFlags(cmd, flags)
	f.addInferenceFlags(cmd)
	f.saved.add(flags)
	f.page.add(flags)
	complete(cmd, "format", formatNames)
	complete(cmd, "scheme", func() []string { return append(schemeNames(), "conll", "all") })
	complete(cmd, "kind", kindNames)
	return cmd
}

func formatNames() (names []string) {
	for _, f := range append(report.Formats(), report.AsOthers()...) {
		names = append(names, f.Name)
	}
	return names
}

func schemeNames() (names []string) {
	for _, s := range eval.Schemes() {
		names = append(names, s.Name)
	}
	for _, m := range eval.Measures() {
		names = append(names, m.Name)
	}
	return names
}

func kindNames() []string { return eval.FaultKindNames() }

// mostTabled is up to how many gold files each has tables of its own.
const mostTabled = 5

func (f *evalFlags) run(cmd *cobra.Command, args []string) error {
	format, err := report.FormatNamed(f.format)
	if err != nil {
		return err
	}
	options, err := f.conllOptions(args)
	if err != nil {
		return err
	}
	if f.minF1 != 0 && (f.minF1 <= 1 || f.minF1 > 100) {
		return fmt.Errorf("--min-f1 %v: a percentage is meant, such as 88", f.minF1)
	}
	if err := f.saved.check(); err != nil {
		return err
	}
	if err := f.page.check(); err != nil {
		return err
	}
	corpora, err := f.openTagged(cmd, args)
	if err == nil && corpora == nil {
		corpora, err = f.openGold(args)
	}
	if err != nil {
		return err
	}
	if err := f.readSeen(corpora); err != nil {
		return err
	}
	options.FilesInBrief = !f.each && len(corpora) > mostTabled
	inputs, failed, err := f.score(cmd, corpora)
	if err != nil {
		return err
	}
	if err := f.saved.save(f, cmd, corpora, inputs); err != nil {
		return err
	}
	options.Details.Keys = f.keys(inputs)
	if err := f.writePage(cmd, options, corpora, inputs); err != nil {
		return err
	}
	if !f.quiet || f.minF1 == 0 && f.saved.path == "" && f.page.path == "" {
		color := useColor(f.color.value, isTerminal(cmd.OutOrStdout()))
		r, err := f.report(cmd, format, options, corpora, inputs)
		if err != nil {
			return err
		}
		if err := format.Write(cmd.OutOrStdout(), r, color); err != nil {
			return outputError(err)
		}
		if format.Name == "csv" {
			f.sayWarnings(cmd, inputs)
			for _, w := range r.InferenceWarnings() {
				fmt.Fprintf(cmd.ErrOrStderr(), "rollcall: warning: %s\n", w)
			}
		}
	}
	if len(failed) > 0 {
		return failure{errors.Join(failed...), true}
	}
	return f.gate(inputs)
}

// reportOptions reads the flags that say what is shown.
func (f *evalFlags) reportOptions(args []string) (o report.Options, err error) {
	if err := f.schemeOptions(&o); err != nil {
		return o, err
	}
	if err := f.inferenceOptions(&o); err != nil {
		return o, err
	}
	switch {
	case f.errors == "all":
		o.Errors = -1
	case f.errors != "":
		if o.Errors, err = strconv.Atoi(f.errors); err != nil || o.Errors < 0 {
			return o, fmt.Errorf("--errors %s: a number or all is meant", f.errors)
		}
	}
	if err := f.detailOptions(&o); err != nil {
		return o, err
	}
	// "--errors 5" reads as the flag alone and a gold file called 5.
	for _, arg := range args {
		if _, err := strconv.Atoi(arg); err == nil && f.errors != "" {
			if _, err := os.Stat(arg); err != nil {
				return o, fmt.Errorf("there is no gold file %s; a number of errors is written --errors=%s", arg, arg)
			}
		}
	}
	return o, nil
}

// openGold opens the gold files, and those in gold folders.
func (f *evalFlags) openGold(args []string) ([]*gold.Corpus, error) {
	if len(args) == 0 {
		if info, err := os.Stat("gold"); err != nil || !info.IsDir() {
			return nil, errors.New("no gold: give annotated files or folders of them\nSee \"rollcall eval --help\"")
		}
		args = []string{"gold"}
	}
	paths, err := gold.Files(args...)
	if err != nil {
		return nil, err
	}
	m, err := labelMap(f.labels)
	if err != nil {
		return nil, err
	}
	var corpora []*gold.Corpus
	var errs []error
	for _, path := range paths {
		c, err := gold.Open(path, m)
		if err == nil && f.heldOut {
			c = c.HeldOutOnly()
		}
		errs = append(errs, err)
		corpora = append(corpora, c)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return corpora, nil
}

// scoredTypes are the types to score in a corpus: those asked for, of which
// only those that it is annotated for can be scored. Nil means all.
func (f *evalFlags) scoredTypes(c *gold.Corpus) ([]text.Type, error) {
	if len(f.types) == 0 {
		return c.Types, nil
	}
	var types []text.Type
	for _, name := range f.types {
		t := text.Type(strings.TrimSpace(name))
		if !corpusHas(c, t) {
			var err error
			if t, err = typeNamed(name, false); err != nil {
				return nil, err
			}
		}
		if c.Types == nil || slices.Contains(c.Types, t) {
			types = append(types, t)
		}
	}
	if len(types) == 0 {
		return nil, fmt.Errorf("%s is annotated for %v, and not for %s", c.Path, c.Types, strings.Join(f.types, ", "))
	}
	return types, nil
}

func corpusHas(c *gold.Corpus, t text.Type) bool {
	for _, d := range c.Documents {
		for _, m := range d.Mentions {
			if m.Type == t {
				return true
			}
		}
	}
	return false
}

// sayWarnings writes to standard error what a format has no place for.
func (f *evalFlags) sayWarnings(cmd *cobra.Command, inputs []report.Input) {
	for _, in := range inputs {
		for _, s := range in.Systems {
			for _, w := range s.Result.Warnings {
				fmt.Fprintf(cmd.ErrOrStderr(), "rollcall: %s: %s: warning: %s\n", in.Gold, s.Name, w)
			}
		}
	}
}

// gate fails if the first system's F1 is under the floor.
func (f *evalFlags) gate(inputs []report.Input) error {
	if f.minF1 == 0 {
		return nil
	}
	tally := eval.Tally{}
	for _, in := range inputs {
		tally.Add(in.Systems[0].Result.Tally(eval.Strict))
	}
	name := inputs[0].Systems[0].Name
	// The comparison says no where there is nothing to score.
	if f1 := 100 * tally.Total().F1(); !(f1 >= f.minF1) {
		return failure{error: fmt.Errorf("strict F1 of %s is %.2f, under the %v asked for by --min-f1", name, f1, f.minF1)}
	}
	return nil
}
