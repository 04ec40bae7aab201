package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/eval/stats"
	"rollcall/gold"
)

const agreeLong = `Tells how far annotators of the same documents agree: two or more people, or
systems (answers as rollcall extract --format jsonl writes them). Each argument
is one annotator's file, or folder of files; documents go together by id, and
must have the same text.

Mentions:
  strict F1    F1 = 2·equal/(a+b) of the mentions equal in span and type; of two
               annotators neither is gold, and F1 is the same either way round
               (Hripcsak and Rothschild, JAMIA 2005)
  overlap F1   the same of mentions that overlap and have the same type, each
               in one pair at most
Tokens, beyond chance: (observed − expected)/(1 − expected). A token is a run of
letters and digits, or any other single character but white space; its label is
the type of the mention that covers it, or none.
  kappa        of two annotators, chance from each one's own shares of labels
               (Cohen, Educational and Psychological Measurement 1960)
  kappa marked the same of those tokens alone that one of the two marked, since
               the many tokens that both leave unmarked make agreement look
               better than it is; it is stern, and can be less than 0
               (both as in Brandsen et al., LREC 2020)
  Fleiss       of three or more, chance from the shares of all
               (Fleiss, Psychological Bulletin 1971)
  alpha        of any number, also where some lack documents
               (Krippendorff, Computing Krippendorff's alpha-reliability, 2011)
The figures of a type are of that type against all else, means over pairs.
Where chance alone would agree always there is no value: –.

Intervals are of 95 %, by bootstrap over documents. What anyone marked IGNORE
counts for nobody; another acceptable reading (alt) counts as the mention.`

func newGoldAgreeCmd(labels *string) *cobra.Command {
	var worst, differences string
	var tokens bool
	var resamples int
	cmd := &cobra.Command{
		Use:   "agree A B [C...]",
		Short: "Tell how far annotators agree",
		Long:  agreeLong,
		Example: `  rollcall gold agree ann.jsonl bo.jsonl
  rollcall gold agree ann/ bo/ cy/ --documents all --format markdown
  rollcall gold agree ann.jsonl bo.jsonl --tokens            who calls what how
  rollcall gold agree a.jsonl b.jsonl --format json | jq .mean.cohen_kappa.value`,
		Args: cobra.MinimumNArgs(2),
	}
	format := choiceFlag(cmd, "format", "f", "table, json, csv or markdown", "table", "json", "csv", "markdown")
	cmd.Flags().StringVar(&worst, "documents", "10", "list the `N` documents with the least agreement, or all")
	cmd.Flags().StringVar(&differences, "differences", "10", "list the `N` ways in which they differ most often, or all")
	cmd.Flags().BoolVar(&tokens, "tokens", false, "show for each pair how many tokens the one calls this and the other that")
	cmd.Flags().IntVar(&resamples, "resamples", stats.DefaultResamples, "samples of documents for intervals; 0 for none")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		annotators, err := openAnnotators(args, *labels)
		if err != nil {
			return err
		}
		shown, err := parseCount("--documents", worst)
		if err != nil {
			return err
		}
		ways, err := parseCount("--differences", differences)
		if err != nil {
			return err
		}
		if resamples < 0 {
			return fmt.Errorf("--resamples %d: 0 or more is meant", resamples)
		}
		a, err := gold.Agree(annotators...)
		if err != nil {
			return err
		}
		v := agreeView{a: a, scores: a.Scores(agreeIntervals(a, resamples)), documents: a.Worst(), tokens: tokens}
		v.differences = a.Differences
		if format.value == "table" || format.value == "markdown" {
			v.documents = firstOf(v.documents, shown)
			v.differences = firstOf(v.differences, ways)
		}
		if format.value == "table" {
			v.width = tableWidth(cmd.OutOrStdout())
		}
		if format.value != "json" {
			for _, w := range a.Warnings {
				fmt.Fprintf(cmd.ErrOrStderr(), "rollcall: warning: %s\n", w)
			}
		}
		return v.write(cmd.OutOrStdout(), format.value)
	}
	return cmd
}

// openAnnotators reads the files of each argument as one annotator's. They are
// called by the names of their files where these tell them apart.
func openAnnotators(args []string, labels string) ([]gold.Annotator, error) {
	var annotators []gold.Annotator
	names := map[string]bool{}
	for _, path := range args {
		corpora, err := openGold([]string{path}, labels)
		if err != nil {
			return nil, err
		}
		base := filepath.Base(path)
		base, _, _ = strings.Cut(base, ".")
		annotators = append(annotators, gold.Annotator{Name: base, Corpora: corpora})
		names[base] = base != ""
	}
	if len(names) < len(args) || names[""] {
		for i, path := range args {
			annotators[i].Name = path
		}
	}
	return annotators, nil
}

// parseCount reads a number or "all", which is -1.
func parseCount(flag, s string) (int, error) {
	if s == "all" {
		return -1, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%s %s: a number or all is meant", flag, s)
	}
	return n, nil
}

// firstOf is the first n of a list, all of it for -1.
func firstOf[T any](list []T, n int) []T {
	if n < 0 {
		return list
	}
	return list[:min(n, len(list))]
}

// agreeIntervals are all figures with intervals, nil if none are asked for or
// there is but one document to draw from.
func agreeIntervals(a *gold.Agreement, resamples int) []gold.Estimate {
	if resamples == 0 || len(a.Documents) < 2 {
		return nil
	}
	t := stats.NewTable(len(a.Documents), a.Columns())
	for i := range a.Documents {
		copy(t.Row(i), a.Row(i))
	}
	var out []gold.Estimate
	for _, e := range stats.Bootstrap(t, stats.Metric{Figures: a.Figures(), Of: a.Of}, stats.Options{Resamples: resamples, Seed: 1}) {
		out = append(out, gold.Estimate{Value: e.Value, Low: e.Low, High: e.High})
	}
	return out
}
