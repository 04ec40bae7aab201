package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/ordered"
	"rollcall/cmd/rollcall/internal/render"
	"rollcall/pipeline"
	"rollcall/pipeline/data"
	"rollcall/pipeline/rule"
	"rollcall/text"
)

// lintLong is the text of help; it lists the kinds of findings.
func lintLong() string {
	var kinds strings.Builder
	for _, k := range rule.Kinds() {
		fmt.Fprintf(&kinds, "  %-12s %s\n", k[0], k[1])
	}
	return `Looks for what is weak about rules, from their patterns and examples alone, and
with --corpus also from what they find there (text, web pages, JSON lines, gold;
files or folders). Each finding stands behind file:line:column, as compilers and
editors have it, with what to do about it:

` + kinds.String() + `
The exit status is 1 if there is a finding as bad as --fail says, or worse.
Rules that ask what other stages propose are surveyed with what stands before
the rules in --pipeline.`
}

type lintFlags struct {
	folder  *string
	corpus  []string
	ignore  []string
	fail    *choice
	format  *choice
	reader  tryFlags // how a corpus is read
	workers int

	annotations bool
}

func newRulesLintCmd(folder *string) *cobra.Command {
	f := &lintFlags{folder: folder}
	f.reader.folder = folder
	cmd := &cobra.Command{
		Use:   "lint [FILE|FOLDER...]",
		Short: "Look for what is weak about rules",
		Long:  lintLong(),
		Example: `  rollcall rules lint mine.yaml
  rollcall rules lint mine.yaml --corpus articles/ --corpus dev.jsonl
  rollcall rules lint --corpus gold/ --fail warning --format markdown`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&f.corpus, "corpus", "c", nil, "`file` or folder of texts or gold to survey the rules on (several times for several)")
	flags.StringVarP(&f.reader.pipeline, "pipeline", "p", "", "`name` of a pipeline of which what comes before its rules runs first (default: fast, if a rule asks for what others find)")
	flags.StringSliceVar(&f.ignore, "ignore", nil, "`kinds` of findings to leave out")
	complete(cmd, "ignore", findingKinds)
	f.fail = choiceFlag(cmd, "fail", "", "what makes the exit status 1: a finding that is an error, a warning or worse, a note or worse; never", "error", "warning", "note", "never")
	f.format = choiceFlag(cmd, "format", "f", "output: text with one finding a line, table, json, csv or markdown", "text", "table", "json", "csv", "markdown")
	flags.BoolVar(&f.annotations, "annotations", false, "write GitHub annotations to standard error; the default where $GITHUB_ACTIONS is true")
	flags.IntVar(&f.workers, "workers", runtime.GOMAXPROCS(0), "documents worked on at once")
	return cmd
}

func findingKinds() []string {
	var names []string
	for _, k := range rule.Kinds() {
		names = append(names, k[0])
	}
	return names
}

func (f *lintFlags) run(cmd *cobra.Command, paths []string) error {
	for _, k := range f.ignore {
		if !slices.Contains(findingKinds(), k) {
			return fmt.Errorf("--ignore %s: there is no such kind of finding: use %s", k, listed(findingKinds()))
		}
	}
	files := data.Over(*f.folder)
	var sources []rule.Source
	var err error
	if len(paths) == 0 {
		sources, err = rule.Sources(files, "rules")
	} else {
		sources, err = rule.Files(paths...)
	}
	if err != nil {
		return err
	}
	set, found := rule.Lint(files, prepareExample, sources...)
	surveyed := 0
	if set != nil && len(f.corpus) > 0 {
		survey, err := f.survey(cmd, set)
		if err != nil {
			return err
		}
		found = append(found, survey.Findings()...)
		surveyed = survey.Documents()
	}
	found = slices.DeleteFunc(found, func(x rule.Finding) bool { return slices.Contains(f.ignore, x.Kind) })
	rule.SortFindings(found)
	rules := 0
	if set != nil {
		rules = len(set.Rules())
	}
	if err := f.write(cmd.OutOrStdout(), found, rules, surveyed); err != nil {
		return err
	}
	if f.annotations || os.Getenv("GITHUB_ACTIONS") == "true" && !cmd.Flags().Changed("annotations") {
		if err := annotate(cmd.ErrOrStderr(), found); err != nil {
			return err
		}
	}
	bad := slices.Index(rule.Severities(), rule.Severity(f.fail.value))
	for _, x := range found {
		if slices.Index(rule.Severities(), x.Severity) <= bad {
			return failure{error: fmt.Errorf("%s", counted(len(found), "finding")), said: true}
		}
	}
	return nil
}

// survey runs the rules on the corpora.
func (f *lintFlags) survey(cmd *cobra.Command, set *rule.Set) (*rule.Survey, error) {
	if f.reader.pipeline == "" && set.AsksForCandidates() {
		f.reader.pipeline = "fast"
	}
	before, err := f.reader.before(cmd, set)
	if err != nil {
		return nil, err
	}
	corpus, err := f.reader.open(f.corpus, cmd.InOrStdin())
	if err != nil {
		return nil, err
	}
	type part struct {
		survey *rule.Survey
		err    error
	}
	whole := rule.NewSurvey(set)
	parts := ordered.Map(cmd.Context(), corpus.documents(), max(f.workers, 1), func(t tryDocument) part {
		if t.err != nil {
			return part{err: t.err}
		}
		d := &text.Document{ID: t.doc.ID, Text: t.doc.Text}
		if err := pipeline.Run(before, d); err != nil {
			return part{err: err}
		}
		s := rule.NewSurvey(set)
		s.Add(d, set.Watch(d))
		return part{survey: s}
	})
	for p := range parts {
		if p.err != nil {
			return nil, p.err
		}
		whole.Merge(p.survey)
	}
	if err := cmd.Context().Err(); err != nil {
		return nil, err
	}
	if whole.Documents() == 0 {
		return nil, fmt.Errorf("--corpus %s: no document in it", strings.Join(f.corpus, ", "))
	}
	return whole, nil
}

var (
	annotationText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	annotationProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// annotate writes findings as workflow commands of GitHub, which shows them at
// their lines.
func annotate(out io.Writer, found []rule.Finding) error {
	for _, x := range found {
		command := map[rule.Severity]string{rule.Error: "error", rule.Warning: "warning", rule.Note: "notice"}[x.Severity]
		title, message := x.Kind, x.Message
		if x.Rule != "" {
			title = "rule " + x.Rule + ": " + x.Kind
		}
		if x.Advice != "" {
			message += "; " + x.Advice
		}
		if _, err := fmt.Fprintf(out, "::%s file=%s,line=%d,col=%d,title=%s::%s\n", command,
			annotationProperty.Replace(filepath.ToSlash(x.Path)), x.Line, x.Column, annotationProperty.Replace(title), annotationText.Replace(message)); err != nil {
			return err
		}
	}
	return nil
}

type lintRow struct {
	Path     string        `json:"path"`
	Line     int           `json:"line"`
	Column   int           `json:"column"`
	Severity rule.Severity `json:"severity"`
	Kind     string        `json:"kind"`
	Rule     string        `json:"rule,omitempty"`
	Message  string        `json:"message"`
	Advice   string        `json:"advice,omitempty"`
}

func (f *lintFlags) write(out io.Writer, found []rule.Finding, rules, documents int) error {
	switch f.format.value {
	case "text":
		for _, x := range found {
			if _, err := fmt.Fprintln(out, x); err != nil {
				return err
			}
		}
		on := ""
		if documents > 0 {
			on = " on " + counted(documents, "document")
		}
		count := map[rule.Severity]int{}
		for _, x := range found {
			count[x.Severity]++
		}
		if len(found) > 0 {
			if _, err := fmt.Fprintln(out); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintf(out, "%s%s: %s, %s, %s\n", counted(rules, "rule"), on,
			counted(count[rule.Error], "error"), counted(count[rule.Warning], "warning"), counted(count[rule.Note], "note"))
		return err
	case "json":
		rows := []lintRow{}
		for _, x := range found {
			rows = append(rows, lintRow(x))
		}
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(rows)
	}
	g := render.Grid{Head: []string{"where", "severity", "kind", "rule", "what is so, and what to do"}}
	for _, x := range found {
		what := x.Message
		if x.Advice != "" {
			what += "; " + x.Advice
		}
		g.Rows = append(g.Rows, []string{fmt.Sprintf("%s:%d:%d", x.Path, x.Line, x.Column), string(x.Severity), x.Kind, x.Rule, what})
	}
	return writeGrid(out, f.format.value, g, nil)
}
