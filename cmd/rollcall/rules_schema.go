package main

import (
	"github.com/spf13/cobra"

	"rollcall/pipeline/rule"
)

func newRulesSchemaCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of files of rules",
		Long: `Prints the JSON Schema (draft 2020-12) of files of rules, from which editors
complete keys, show what they mean, and mark what is wrong as you type. Write it
to a file, and name that in the first line of each file of rules:

  # yaml-language-server: $schema=rules.schema.json

VS Code (with the YAML extension), Neovim, Helix, Zed and JetBrains read that.`,
		Example: `  rollcall rules schema > rules.schema.json`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(rule.Schema())
			return err
		},
	}
}
