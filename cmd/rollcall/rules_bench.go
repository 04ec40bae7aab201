package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rollcall/cmd/rollcall/internal/ablate"
	"rollcall/cmd/rollcall/internal/render"
	"rollcall/cmd/rollcall/internal/source"
	"rollcall/eval/stats"
	"rollcall/gold"
	"rollcall/pipeline"
	"rollcall/pipeline/rule"
)

const benchLong = `Says of each rule what it is worth: the answers of the whole pipeline are held
against those that it gives without the rule, on documents of gold. Only what
comes after the rules runs again, and only in documents in which the rule did
something, so that it takes hardly longer than one run of the pipeline.

  fired     what the rule proposed, or took out
  right     of that, what gold agrees with, and wrong, what it does not
            (taking out is right where gold has no such mention)
  alone     right answers that nothing else finds, and wrong ones that the rule
            alone causes
  lost      right answers of others that it displaced
  gone      wrong answers of others that it displaced or took out
  F1 ±      strict F1 with it less that without it, in points, with the interval
  p         of that difference, over documents, adjusted (Holm) for the number of
            rules that change any answer there
  ms        spent in matching the rule

  pays, hurts    the difference is more than chance explains
  no evidence    it is not: so many answers are changed
  no effect      the rule fires, and without it the answers are the same
  never fired    it finds nothing here

Several files of gold give a table each, and one of all together. At the end
stands the smallest set of rules that keeps the F1, by greedy backward
elimination: rules are taken out one by one, always that without which F1 is
highest, as long as it does not fall. Those that match nothing are named apart.

Figures are only worth what the gold is: rules that were written with a text at
hand, and models that were trained on it, look better there than elsewhere.`

const benchExample = `  rollcall rules bench gold/
  rollcall rules bench dev.jsonl gold/ --rules mine.yaml --rule mayor,harbour
  rollcall rules bench dev.conll --pipeline fast --format csv
  rollcall rules bench gold/ --rules rules/ --cache .cache   again and again
  rollcall rules bench gold/ --rules rules/ --changed-since main --format markdown`

// benchFlags are the flags of both benches.
type benchFlags struct {
	gold   evalFlags // of which pipeline, gold and statistics are used
	only   []string
	cache  string
	format *choice
	failOn *choice
	noTime bool
	since  string // of rules only
	failed error  // documents that the pipeline failed on
}

func newRulesBenchCmd() *cobra.Command {
	var f benchFlags
	cmd := &cobra.Command{
		Use:     "bench GOLD...",
		Short:   "Say what each rule is worth on gold",
		Long:    benchLong,
		Example: benchExample,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.rules(cmd, args) },
	}
	f.add(cmd, "rule")
	cmd.Flags().StringVar(&f.since, "changed-since", "", "only rules that are not as in this git `revision`, before and after")
	return cmd
}

func (f *benchFlags) add(cmd *cobra.Command, part string) {
	flags := cmd.Flags()
	f.gold.add(cmd)
	flags.StringSliceVar(&f.only, part, nil, "only "+part+"s of these `names`")
	flags.StringSliceVarP(&f.gold.types, "type", "t", nil, "score only these `types`")
	flags.StringVar(&f.gold.labels, "map", "", "`file` that says which type a label is (see rollcall gold --help)")
	flags.BoolVar(&f.gold.heldOut, "held-out", false, "only the fifth of the documents that rollcall train --split leaves out")
	flags.StringVar(&f.cache, "cache", "", "`folder` to keep what comes before the "+part+"s in, for the next run")
	f.format = gridFormat(cmd)
	f.failOn = choiceFlag(cmd, "fail-on", "", "exit with status 1 if one hurts, or unless all pay: hurts or unproven", "", "hurts", "unproven")
	flags.BoolVar(&f.noTime, "no-time", false, "leave out what took how long, so that the output is the same each time")
	flags.BoolVarP(&f.gold.quiet, "quiet", "q", false, "no progress")
	f.gold.stats.add(cmd)
	// As in rollcall eval.
	flags.SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if name == "types" {
			name = "type"
		}
		return pflag.NormalizedName(name)
	})
}

func (f *benchFlags) rules(cmd *cobra.Command, args []string) error {
	p, err := f.gold.open()
	if err != nil {
		return err
	}
	var changes *ruleChanges
	if f.since != "" {
		// Before anything takes time, since much can be wrong with it.
		if changes, err = f.changes(cmd.Context(), p); err != nil {
			return err
		}
		if changes.none() {
			return f.sayUnchanged(cmd)
		}
	}
	if len(sourcesOf(p)) == 0 {
		return fmt.Errorf("pipeline %s has no rules; --rules FILE gives it some", p.Name())
	}
	b, err := f.read(cmd, args, p, rule.Stage)
	if err != nil {
		return err
	}
	var trials []*ablate.Trial
	if changes != nil {
		trials, err = changes.trials(cmd.Context(), b)
	} else {
		trials, err = b.Ablations(f.only...)
	}
	if err != nil {
		return err
	}
	return f.finish(cmd, b, trials, "rule")
}

// read opens gold and brings all documents to the stage that is tried.
func (f *benchFlags) read(cmd *cobra.Command, args []string, p *pipeline.Pipeline, stage string) (*ablate.Bench, error) {
	in, corpora, err := f.corpora(args)
	if err != nil {
		return nil, err
	}
	o := ablate.Options{Stage: stage, Workers: f.gold.workers}
	if f.cache != "" {
		if err := os.MkdirAll(f.cache, 0o755); err != nil {
			return nil, fmt.Errorf("--cache: %w", err)
		}
		o.Store, o.Key = ablate.Folder(f.cache), programDigest()
	}
	b, err := ablate.New(p, o)
	if err != nil {
		return nil, err
	}
	bar := newProgress(cmd.ErrOrStderr(), []source.File{{Path: p.Name(), Size: goldBytes(corpora)}}, f.gold.quiet)
	o.Progress = func(n int) { bar.read(int64(n)); bar.shown.Add(1); bar.move() }
	err = b.Read(cmd.Context(), in, o)
	bar.stop()
	if cmd.Context().Err() != nil {
		return nil, errors.New("interrupted")
	}
	f.warn(cmd, corpora)
	if err != nil {
		// The figures are of the documents that did not fail.
		fmt.Fprintf(cmd.ErrOrStderr(), "rollcall: %v\n", err)
		f.failed = failure{err, true}
	}
	return b, nil
}

// corpora opens gold: each argument is a corpus, a folder too.
func (f *benchFlags) corpora(args []string) (in []ablate.Corpus, files []*gold.Corpus, err error) {
	if len(args) == 0 {
		args = []string{"gold"}
	}
	for _, arg := range args {
		opened, err := f.gold.openGold([]string{arg})
		if err != nil {
			return nil, nil, err
		}
		c := ablate.Corpus{Name: arg}
		for _, file := range opened {
			types, err := f.gold.scoredTypes(file)
			if err != nil {
				return nil, nil, err
			}
			c.Files = append(c.Files, ablate.File{Documents: file.Documents, Types: types})
		}
		in, files = append(in, c), append(files, opened...)
	}
	return in, files, nil
}

func (f *benchFlags) warn(cmd *cobra.Command, corpora []*gold.Corpus) {
	for _, c := range corpora {
		for _, note := range goldNotes(c) {
			fmt.Fprintf(cmd.ErrOrStderr(), "rollcall: %s: warning: %s\n", c.Path, note)
		}
	}
}

// programDigest tells one build of the program from another.
var programDigest = sync.OnceValue(func() string {
	path, err := os.Executable()
	if err != nil {
		return version()
	}
	file, err := os.Open(path)
	if err != nil {
		return version()
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return version()
	}
	return fmt.Sprintf("%x\n", h.Sum(nil))
})

// finish runs the trials and reports them.
func (f *benchFlags) finish(cmd *cobra.Command, b *ablate.Bench, trials []*ablate.Trial, part string) error {
	o, err := f.gold.stats.options()
	if err != nil {
		return err
	}
	if o == nil {
		o = &stats.Options{Resamples: -1}
	}
	o.Workers = f.gold.workers
	if err := f.run(cmd, b, trials); err != nil {
		return err
	}
	tables, err := b.Tables(trials, *o)
	if err != nil {
		return err
	}
	r := benchReport{part: part, tables: tables, noTime: f.noTime, noStats: o.Resamples < 0, changed: f.since}
	if all := ablationsOf(trials); len(f.only) == 0 && f.since == "" && len(all) > 0 {
		kept, err := b.Smallest(cmd.Context(), all)
		if err != nil {
			return err
		}
		r.smallest = &kept
	}
	if err := r.write(cmd.OutOrStdout(), f.format.value); err != nil {
		return outputError(err)
	}
	return cmp.Or(f.judge(tables, part), f.failed)
}

// ablationsOf are the trials of taking out what is there.
func ablationsOf(trials []*ablate.Trial) []*ablate.Trial {
	var out []*ablate.Trial
	for _, t := range trials {
		if !t.Reversed && t.Status == "" {
			out = append(out, t)
		}
	}
	return out
}

func (f *benchFlags) run(cmd *cobra.Command, b *ablate.Bench, trials []*ablate.Trial) error {
	var bar *progress
	err := b.Run(cmd.Context(), trials, func(done, of int) {
		if bar == nil {
			bar = newProgress(cmd.ErrOrStderr(), []source.File{{Path: "trials", Size: int64(of)}}, f.gold.quiet)
		}
		bar.read(1)
		bar.shown.Add(1)
		bar.move()
	})
	if bar != nil {
		bar.stop()
	}
	if errors.Is(err, context.Canceled) {
		return errors.New("interrupted")
	}
	return err
}

// judge is what --fail-on asks for, in the table of all corpora together and,
// of what hurts, in each.
func (f *benchFlags) judge(tables []ablate.Table, part string) error {
	if f.failOn.value == "" {
		return nil
	}
	var failed []string
	for i, t := range tables {
		for _, l := range t.Lines {
			unproven := f.failOn.value == "unproven" && i == len(tables)-1 && l.Verdict != ablate.Pays && l.Status != statusRemoved
			if l.Verdict != ablate.Hurts && !unproven {
				continue
			}
			where := ""
			if t.Corpus != "" {
				where = " on " + t.Corpus
			}
			failed = append(failed, fmt.Sprintf("%s%s: %s", l.Part.Name, where, sayVerdict(&l)))
		}
	}
	if len(failed) == 0 {
		return nil
	}
	return failure{error: fmt.Errorf("%s failed by --fail-on %s:\n  %s", render.Count(len(failed), part, part+"s"), f.failOn.value, strings.Join(failed, "\n  "))}
}
