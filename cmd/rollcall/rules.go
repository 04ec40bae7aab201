package main

import (
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/render"
	"rollcall/pipeline/data"
	"rollcall/pipeline/rule"
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
		Short: "Write, test, try and measure rules",
		Long:  rulesLong,
		Example: `  rollcall rules new mine.yaml 'Then Governor [Person Ann Lee] spoke.'
  rollcall rules test mine.yaml
  rollcall rules try mine.yaml articles/
  rollcall rules lint mine.yaml --corpus articles/
  rollcall rules bench gold/ --rules mine.yaml`,
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
				Name: r.Name, Type: r.Type, Does: r.Does(), Score: r.Score, Veto: string(r.Veto), Retype: r.Retype, Raise: r.Raise, Lower: r.Lower,
				Priority: r.Priority, Where: r.Where, File: fmt.Sprintf("%s:%d", r.Path, r.Line),
				Note: r.Note, Pattern: r.Pattern, Regexp: r.Regexp,
			}
			rows = append(rows, row)
			score := fmt.Sprintf("%.2f", r.Score)
			if r.Acts() {
				score = r.Does()
			}
			g.Rows = append(g.Rows, []string{row.Name, string(row.Type), score, row.File, row.Note})
		}
		return writeGrid(cmd.OutOrStdout(), format.value, g, rows)
	}
	return cmd
}

type ruleRow struct {
	Name     string       `json:"name"`
	Type     text.Type    `json:"type"`
	Does     string       `json:"does"`
	Score    float64      `json:"score,omitempty"`
	Veto     string       `json:"veto,omitempty"`
	Retype   text.Type    `json:"retype,omitempty"`
	Raise    float64      `json:"raise,omitempty"`
	Lower    float64      `json:"lower,omitempty"`
	Priority int          `json:"priority,omitempty"`
	Where    []rule.Place `json:"where,omitempty"`
	File     string       `json:"file"`
	Note     string       `json:"note,omitempty"`
	Pattern  string       `json:"pattern,omitempty"`
	Regexp   string       `json:"regexp,omitempty"`
}

// readRules reads the files given, or the built-in rules where none is. Lists
// that they name come from the data files.
func readRules(folder string, paths []string) (*rule.Set, error) {
	files := data.Over(folder)
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
