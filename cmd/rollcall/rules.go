package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/render"
	"rollcall/pipeline/data"
	"rollcall/pipeline/rule"
	"rollcall/pipeline/token"
	"rollcall/text"
)

const rulesLong = `Rules find names by patterns over words, or take out what should not have been
found. A file of rules is YAML, and each rule carries examples of what it must
and must not match; docs/rules.md teaches the language.

Without FILE the built-in rules are meant, with those of the folder that --data
names in their place.`

func newRulesCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "Test and list rules",
		Long:  rulesLong,
		Example: `  rollcall rules test mine.yaml
  rollcall rules list`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var folder string
	cmd.PersistentFlags().StringVar(&folder, "data", "", "`folder` whose rules and name lists replace those of the same path built in")
	if err := cmd.MarkPersistentFlagDirname("data"); err != nil {
		panic(err) // the flag is declared above
	}
	cmd.AddCommand(newRulesTestCmd(&folder), newRulesListCmd(&folder), newRulesBenchCmd(), newRulesTryCmd(&folder),
		newRulesNewCmd(&folder), newRulesLintCmd(&folder), newRulesSchemaCmd())
	return cmd
}

func newRulesTestCmd(folder *string) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "test [FILE|FOLDER...]",
		Short: "Run the examples of rules",
		Long: `Runs the examples that rules carry. An example under match must be marked by its
rule just as it says; one under no_match must be left alone. What comes out
otherwise is shown beside what was wanted, with its place in the file, and the
exit status is 1.`,
		Example: `  rollcall rules test
  rollcall rules test mine.yaml
  rollcall rules test rules/ --format json`,
	}
	format := choiceFlag(cmd, "format", "f", "text, or json with one failure a line", "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		set, err := readRules(*folder, args)
		if err != nil {
			// A file with faults is a failed test; one that is not there is
			// wrong usage.
			if set == nil && !missing(args) {
				return failure{error: err}
			}
			return err
		}
		failures := set.Test(prepareExample)
		out := cmd.OutOrStdout()
		if format.value == "json" {
			enc := json.NewEncoder(out)
			enc.SetEscapeHTML(false)
			for _, f := range failures {
				if err := enc.Encode(failureRow(f)); err != nil {
					return err
				}
			}
		} else if err := writeFailures(cmd, set, failures); err != nil {
			return err
		}
		if len(failures) > 0 {
			return failure{error: fmt.Errorf("%s failed", counted(len(failures), "example")), said: true}
		}
		return nil
	}
	return cmd
}

// prepareExample makes the layers that rules need.
func prepareExample(d *text.Document) error {
	if err := token.Tokens(d); err != nil {
		return err
	}
	return token.Sentences(d)
}

func writeFailures(cmd *cobra.Command, set *rule.Set, failures []rule.Failure) error {
	out := cmd.OutOrStdout()
	for _, f := range failures {
		if _, err := fmt.Fprintf(out, "%v\n\n", f); err != nil {
			return err
		}
	}
	examples := 0
	for _, r := range set.Rules() {
		examples += len(r.Match) + len(r.NoMatch)
	}
	_, err := fmt.Fprintf(out, "%s, %s, %d failed\n", counted(len(set.Rules()), "rule"), counted(examples, "example"), len(failures))
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

func newRulesListCmd(folder *string) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list [FILE|FOLDER...]",
		Short: "List rules",
		Long:  `Lists rules with what they find, how sure they are, and where they stand.`,
		Example: `  rollcall rules list
  rollcall rules list mine.yaml --format markdown`,
	}
	format := gridFormat(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		set, err := readRules(*folder, args)
		if err != nil {
			return err
		}
		rows := []ruleRow{}
		g := render.Grid{Head: []string{"rule", "type", "score", "file", "what it is for"}, Right: []bool{false, false, true}}
		for _, r := range set.Rules() {
			row := ruleRow{
				Name: r.Name, Type: r.Type, Score: r.Score, Veto: string(r.Veto), File: fmt.Sprintf("%s:%d", r.Path, r.Line),
				Note: r.Note, Pattern: r.Pattern, Regexp: r.Regexp,
			}
			rows = append(rows, row)
			score := "veto"
			if r.Veto == "" {
				score = fmt.Sprintf("%.2f", r.Score)
			}
			g.Rows = append(g.Rows, []string{row.Name, string(row.Type), score, row.File, row.Note})
		}
		return writeGrid(cmd.OutOrStdout(), format.value, g, rows)
	}
	return cmd
}

type ruleRow struct {
	Name    string    `json:"name"`
	Type    text.Type `json:"type"`
	Score   float64   `json:"score,omitempty"`
	Veto    string    `json:"veto,omitempty"`
	File    string    `json:"file"`
	Note    string    `json:"note,omitempty"`
	Pattern string    `json:"pattern,omitempty"`
	Regexp  string    `json:"regexp,omitempty"`
}

// readRules reads the files given, or the built-in rules where none is. Lists
// that they name come from the data files.
func readRules(folder string, paths []string) (*rule.Set, error) {
	files := data.FS()
	if folder != "" {
		files = data.Over(folder)
	}
	if len(paths) == 0 {
		return rule.Read(files, "rules")
	}
	sources, err := rule.Files(paths...)
	if err != nil {
		return nil, err
	}
	return rule.ReadSources(files, sources...)
}

// missing reports whether one of the paths is not there.
func missing(paths []string) bool {
	return slices.ContainsFunc(paths, func(p string) bool { _, err := os.Stat(p); return err != nil })
}
