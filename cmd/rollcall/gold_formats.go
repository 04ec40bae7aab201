package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/render"
	"rollcall/gold"
)

type formatRow struct {
	Name    string   `json:"name"`
	Doc     string   `json:"doc"`
	Endings []string `json:"endings"`
	Files   string   `json:"files"` // one for all documents, or one for each
	Offsets string   `json:"offsets"`
	Keeps   []string `json:"keeps"`
}

func newGoldFormatsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "formats",
		Short: "List the formats that are read and written",
		Long: `Lists the formats of annotated documents. All of them are read and written by
rollcall gold convert, and read wherever a command takes gold or --predictions,
also with .gz or .xz after the ending. "keeps" is what a format has a place for
beside spans and their types; where it is not "text", that must come from
elsewhere, or is rebuilt from tokens.`,
		Example: `  rollcall gold formats
  rollcall gold formats --format json | jq -r '.[].name'`,
		Args: cobra.NoArgs,
	}
	format := gridFormat(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		grid := render.Grid{Head: []string{"format", "files", "keeps", "what it is"}}
		rows := []formatRow{}
		for _, f := range gold.Formats() {
			row := formatRow{f.Name, f.Doc, f.Endings, "one", f.Unit.String(), append([]string{}, f.Holds.Names()...)}
			files, keeps := strings.Join(f.Endings, " "), "words"
			if f.PerDocument {
				row.Files = "one for each document"
				files += ", each a document"
			}
			switch {
			case f.Holds == gold.HoldsAll:
				keeps = "all"
			case len(row.Keeps) > 0:
				keeps = strings.Join(row.Keeps, ", ")
			}
			if f.Name == "hf" {
				keeps = "words, " + keeps
			}
			rows = append(rows, row)
			if format.value == "table" {
				files = strings.Join(render.Wrap(files, 22), "\n")
				keeps = strings.Join(render.Wrap(keeps, 27), "\n")
			}
			grid.Rows = append(grid.Rows, []string{f.Name, files, keeps, f.Doc})
		}
		return writeGrid(cmd.OutOrStdout(), format.value, grid, rows)
	}
	return cmd
}

type mapRow struct {
	Name   string            `json:"name"`
	Doc    string            `json:"doc"`
	To     bool              `json:"to_guideline"` // to the guideline's types, not from them
	Labels map[string]string `json:"labels"`       // empty types drop the label
}

func newGoldMapsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "maps [NAME]",
		Short: "List the maps of labels that --map can name",
		Long: `Lists the maps that come with the program: those to the guideline's types, which
commands use all together unless --map names one, and those from them to the
labels of others, for rollcall gold convert. With a name it prints that map's
lines, to begin one of your own with.`,
		Example: `  rollcall gold maps
  rollcall gold maps ontonotes > own.map`,
		Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return mapNames(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	format := gridFormat(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		grid := render.Grid{Head: []string{"map", "labels", "leads", "whose labels"}, Right: []bool{false, true}}
		rows := []mapRow{}
		for _, m := range gold.NamedMaps() {
			row := mapRow{m.Name, m.Doc, m.In, m.Labels()}
			if len(args) == 1 && m.Name == args[0] {
				if _, err := io.WriteString(cmd.OutOrStdout(), m.Text); err != nil {
					return outputError(err)
				}
				return nil
			}
			rows = append(rows, row)
			leads := "to our types"
			if !m.In {
				leads = "from our types"
			}
			grid.Rows = append(grid.Rows, []string{m.Name, fmt.Sprint(len(row.Labels)), leads, m.Doc})
		}
		if len(args) == 1 {
			return fmt.Errorf("there is no map %q: use %s", args[0], listed(mapNames()))
		}
		return writeGrid(cmd.OutOrStdout(), format.value, grid, rows)
	}
	return cmd
}

func mapNames() (names []string) {
	for _, m := range gold.NamedMaps() {
		names = append(names, m.Name)
	}
	return names
}
