package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"rollcall/pipeline/rule"
	"rollcall/pipeline/token"
	"rollcall/text"
)

func newRulesTestCmd(folder *string) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "test [FILE|FOLDER...]",
		Short: "Run the examples of rules",
		Long: `Runs the examples that rules carry. An example under match must be marked by its
rule just as it says; one under no_match must be left alone. What comes out
otherwise is shown beside what was wanted, with its place in the file, and the
exit status is 1. --watch runs them again whenever the file is saved.`,
		Example: `  rollcall rules test
  rollcall rules test mine.yaml
  rollcall rules test mine.yaml --watch
  rollcall rules test rules/ --format json`,
	}
	format := choiceFlag(cmd, "format", "f", "text, or json with one failure a line", "text", "json")
	var watch bool
	cmd.Flags().BoolVarP(&watch, "watch", "w", false, "run again whenever the file, or one of the folder, is saved, until interrupted")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		test := func() error { return testRules(cmd.OutOrStdout(), *folder, args, format.value) }
		if !watch {
			return test()
		}
		if len(args) != 1 || missing(args) {
			return errors.New("--watch needs one file or folder that is there: rollcall rules test FILE --watch")
		}
		return again(cmd, args[0], func(bool) error { return test() })
	}
	return cmd
}

// testRules runs the examples and writes what failed.
func testRules(out io.Writer, folder string, paths []string, format string) error {
	set, err := readRules(folder, paths)
	if err != nil {
		// A file with faults is a failed test; one that is not there is wrong
		// usage.
		if set == nil && !missing(paths) {
			return failure{error: err}
		}
		return err
	}
	failures := set.Test(prepareExample)
	if format == "json" {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		for _, f := range failures {
			if err := enc.Encode(failureRow(f)); err != nil {
				return err
			}
		}
	} else if err := writeFailures(out, set, failures); err != nil {
		return err
	}
	if len(failures) > 0 {
		return failure{error: fmt.Errorf("%s failed", counted(len(failures), "example")), said: true}
	}
	return nil
}

// prepareExample makes the layers that rules need.
func prepareExample(d *text.Document) error {
	if err := token.Tokens(d); err != nil {
		return err
	}
	return token.Sentences(d)
}

func writeFailures(out io.Writer, set *rule.Set, failures []rule.Failure) error {
	for _, f := range failures {
		if _, err := fmt.Fprintf(out, "%v\n\n", f); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(out, "%s, %s, %d failed\n", counted(len(set.Rules()), "rule"), counted(set.CountExamples(), "example"), len(failures))
	return err
}

type failureRow struct {
	Rule   string `json:"rule"`
	Path   string `json:"path"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Want   string `json:"want"`
	Got    string `json:"got"`
	Reason string `json:"reason"`
}
