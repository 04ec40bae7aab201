package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/render"
	"rollcall/pipeline"
)

const pipelineLong = `Lists the pipelines that --pipeline can name. With the name of one, or the path
of a pipeline file, lists its stages in the order in which they run, with what
each needs and makes; --kinds lists all stages that a pipeline file can name.

A pipeline is a YAML file, so to make one of your own, write

  doc: names from the lists alone
  stages: [tokens, sentences, gazetteer, resolve]

and give its path to --pipeline.`

const pipelineExample = `  rollcall pipeline
  rollcall pipeline default
  rollcall pipeline mine.yaml --format markdown
  rollcall pipeline --kinds`

func newPipelineCmd() *cobra.Command {
	var f systemFlags
	var kinds bool
	cmd := &cobra.Command{
		Use:     "pipeline [NAME|FILE]",
		Short:   "List pipelines, and the stages of one",
		Long:    pipelineLong,
		Example: pipelineExample,
		Args:    cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return pipeline.Names(f.options()), cobra.ShellCompDirectiveDefault
		},
	}
	f.addData(cmd)
	cmd.Flags().BoolVar(&kinds, "kinds", false, "list all stages that a pipeline file can name")
	format := gridFormat(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		out := cmd.OutOrStdout()
		switch {
		case kinds:
			var stages []pipeline.Stage
			for _, k := range pipeline.Kinds() {
				stages = append(stages, pipeline.Stage{Name: k.Name, Doc: k.Doc, Needs: k.Needs, Makes: k.Makes})
			}
			return writeGrid(out, format.value, stageGrid(stages), stageRows(stages))
		case len(args) == 0:
			return listPipelines(out, format.value, f.options())
		}
		f.pipeline, f.workers = args[0], 1
		p, err := f.open()
		if err != nil {
			return err
		}
		if format.value == "table" {
			fmt.Fprintf(out, "%s: %s\ndigest %s\n\n", p.Name(), p.Doc(), p.Digest())
		}
		about := map[string]any{"name": p.Name(), "doc": p.Doc(), "digest": p.Digest(), "stages": stageRows(p.Stages())}
		return writeGrid(out, format.value, stageGrid(p.Stages()), about)
	}
	return cmd
}

type stageRow struct {
	Name  string   `json:"name"`
	Needs []string `json:"needs"`
	Makes []string `json:"makes"`
	Doc   string   `json:"doc"`
}

func stageRows(stages []pipeline.Stage) []stageRow {
	rows := []stageRow{}
	for _, s := range stages {
		rows = append(rows, stageRow{s.Name, layers(s.Needs), layers(s.Makes), s.Doc})
	}
	return rows
}

// layers is the names of the layers.
func layers(l pipeline.Layer) []string {
	if l == 0 {
		return []string{}
	}
	return strings.Split(l.String(), ", ")
}

func stageGrid(stages []pipeline.Stage) render.Grid {
	g := render.Grid{Head: []string{"", "stage", "needs", "makes", "what it does"}, Right: []bool{true}}
	for i, s := range stages {
		g.Rows = append(g.Rows, []string{strconv.Itoa(i + 1), s.Name, s.Needs.String(), s.Makes.String(), s.Doc})
	}
	return g
}

type pipelineRow struct {
	Name   string   `json:"name"`
	Doc    string   `json:"doc"`
	Digest string   `json:"digest"`
	Stages []string `json:"stages"`
}

// pipelines opens all pipelines that have a name.
func pipelines(o pipeline.Options) ([]pipelineRow, error) {
	rows := []pipelineRow{}
	for _, name := range pipeline.Names(o) {
		p, err := pipeline.Open(name, o)
		if err != nil {
			return nil, err
		}
		var stages []string
		for _, s := range p.Stages() {
			stages = append(stages, s.Name)
		}
		rows = append(rows, pipelineRow{name, p.Doc(), p.Digest(), stages})
	}
	return rows, nil
}

func listPipelines(out io.Writer, format string, o pipeline.Options) error {
	rows, err := pipelines(o)
	if err != nil {
		return err
	}
	g := render.Grid{Head: []string{"pipeline", "digest", "stages", "what it finds"}, Right: []bool{false, false, true}}
	for _, r := range rows {
		g.Rows = append(g.Rows, []string{r.Name, r.Digest, strconv.Itoa(len(r.Stages)), r.Doc})
	}
	return writeGrid(out, format, g, rows)
}

// gridFormat declares --format for a command that prints a table.
func gridFormat(cmd *cobra.Command) *choice {
	return choiceFlag(cmd, "format", "f", "output: table, json, csv or markdown", "table", "json", "csv", "markdown")
}

// writeGrid writes a table, or the value that it shows, in a format of
// gridFormat.
func writeGrid(w io.Writer, format string, g render.Grid, value any) error {
	switch format {
	case "json":
		return writeJSON(w, value)
	case "csv":
		return g.CSV(w)
	case "markdown":
		return g.Markdown(w)
	}
	g.Fit(len(g.Head)-1, tableWidth(w))
	return g.Text(w)
}
