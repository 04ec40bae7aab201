package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/render"
	"rollcall/gold"
	"rollcall/text"
)

const goldLong = `Annotated documents: look through them, look for mistakes in them, and write
new ones.

Read are JSON lines (.jsonl), CoNLL tag files, brat, spaCy, Prodigy, doccano,
Label Studio and more (rollcall gold formats lists them), told by ending and
content, each also compressed (.xz .gz); a folder stands for all such files in
it. Labels of the usual public corpora and systems are turned into the types
PERSON, ORGANISATION, PLACE and MONEY; --map names another map, one of rollcall
gold maps or a file with lines such as "PER = PERSON", "MISC =" to drop a label,
or "* = *" to keep all others as they are.`

func newGoldCmd() *cobra.Command {
	var labels string
	cmd := &cobra.Command{
		Use:   "gold",
		Short: "Check, show, write and convert annotated documents",
		Long:  goldLong,
		Example: `  rollcall gold check gold
  rollcall gold list gold
  rollcall gold show gold/seed.jsonl
  rollcall gold convert export.json -o gold.jsonl`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&labels, "map", "", "`map` that says which type a label is: one of rollcall gold maps, or a file")
	if err := cmd.MarkPersistentFlagFilename("map"); err != nil {
		panic(err) // the flag is declared above
	}
	cmd.AddCommand(newGoldCheckCmd(&labels), newGoldListCmd(&labels), newGoldShowCmd(&labels), newGoldPackCmd(&labels),
		newGoldAgreeCmd(&labels), newGoldMergeCmd(&labels), newGoldSuspectsCmd(&labels),
		newGoldConvertCmd(&labels), newGoldFormatsCmd(), newGoldMapsCmd())
	return cmd
}

// labelMap is the map that --map names, or the default one.
func labelMap(path string) (gold.Map, error) {
	if path == "" {
		return gold.DefaultMap(), nil
	}
	return gold.MapNamed(path)
}

// readGold reads annotated files, and all such files in folders.
func readGold(paths []string, labels string) ([]*gold.Corpus, error) {
	m, err := labelMap(labels)
	if err != nil {
		return nil, err
	}
	files, err := gold.Files(paths...)
	if err != nil {
		return nil, err
	}
	var corpora []*gold.Corpus
	for _, path := range files {
		c, err := gold.Read(path, m)
		if err != nil {
			return nil, err
		}
		corpora = append(corpora, c)
	}
	return corpora, nil
}

// openGold is readGold for those who need the files to be sound. What is wrong
// with a file's content is a failure, so that the exit status is 1; a file that
// cannot be read is not.
func openGold(paths []string, labels string) ([]*gold.Corpus, error) {
	corpora, err := readGold(paths, labels)
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, c := range corpora {
		for _, p := range c.Problems {
			if p.Severity == gold.Error {
				errs = append(errs, p)
			}
		}
	}
	if len(errs) > 0 {
		return nil, failure{error: errors.Join(errs...)}
	}
	return corpora, nil
}

func newGoldCheckCmd(labels *string) *cobra.Command {
	var strict, quiet bool
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "Look for mistakes in annotated documents",
		Long: `Looks for mistakes in annotated documents and reports each with its address
and the marked text around it.

Errors cannot be right: a mention whose text is not what stands at its offsets
(with the place near by where it does stand), one that overlaps another, cuts a
word, begins with "the" or a blank, has an unknown type or a value that is no
number, an id that stands twice. Warnings can be right and are to be looked at
once: a name marked here and not there or with another type elsewhere, a title,
a possessive or a mark of punctuation inside a mention.

The exit status is 1 if there are errors, and with --strict if there is
anything at all.`,
		Example: `  rollcall gold check gold
  rollcall gold check --strict --format json gold/seed.jsonl
  rollcall gold check corpora/news.conll.xz --map labels.map`,
		Args: cobra.MinimumNArgs(1),
	}
	format := choiceFlag(cmd, "format", "f", "text, or json with one problem a line", "text", "json")
	cmd.Flags().BoolVar(&strict, "strict", false, "warnings too end with exit status 1")
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "errors only")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		corpora, err := readGold(args, *labels)
		if err != nil {
			return err
		}
		problems := gold.Check(corpora...)
		errorCount := 0
		for _, p := range problems {
			if p.Severity == gold.Error {
				errorCount++
			}
		}
		shown := problems
		if quiet {
			shown = onlyErrors(problems)
		}
		if format.value == "json" {
			err = writeProblemsJSON(cmd.OutOrStdout(), shown)
		} else {
			err = writeProblems(cmd.OutOrStdout(), shown)
		}
		if err != nil {
			return err
		}
		sayChecked(cmd.ErrOrStderr(), corpora, errorCount, len(problems)-errorCount)
		if errorCount > 0 || strict && len(problems) > 0 {
			return failure{error: errors.New("the check found something"), said: true}
		}
		return nil
	}
	return cmd
}

func onlyErrors(problems []gold.Problem) []gold.Problem {
	var kept []gold.Problem
	for _, p := range problems {
		if p.Severity == gold.Error {
			kept = append(kept, p)
		}
	}
	return kept
}

func writeProblems(w io.Writer, problems []gold.Problem) error {
	for _, p := range problems {
		if _, err := fmt.Fprintln(w, p.Error()); err != nil {
			return err
		}
		if p.Context != "" {
			if _, err := fmt.Fprintln(w, "\t"+p.Context); err != nil {
				return err
			}
		}
	}
	return nil
}

func writeProblemsJSON(w io.Writer, problems []gold.Problem) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, p := range problems {
		if err := enc.Encode(p); err != nil {
			return err
		}
	}
	return nil
}

// sayChecked says on standard error what was checked, with the notes on how
// files were read.
func sayChecked(w io.Writer, corpora []*gold.Corpus, errorCount, warnings int) {
	documents, mentions := 0, 0
	for _, c := range corpora {
		documents += len(c.Documents)
		for _, d := range c.Documents {
			mentions += len(d.Mentions)
		}
		for _, note := range c.Notes {
			fmt.Fprintf(w, "%s: %s\n", c.Path, note)
		}
		for _, d := range c.Dropped {
			fmt.Fprintf(w, "%s: label %s is dropped\n", c.Path, d)
		}
	}
	fmt.Fprintf(w, "%s with %s: %s, %s\n",
		counted(documents, "document"), counted(mentions, "mention"), counted(errorCount, "error"), counted(warnings, "warning"))
}

func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

func newGoldListCmd(labels *string) *cobra.Command {
	var byFile bool
	cmd := &cobra.Command{
		Use:   "list FILE...",
		Short: "List annotated documents with their size, mentions and licence",
		Example: `  rollcall gold list gold
  rollcall gold list --by-file corpora/*.conll --format markdown`,
		Args: cobra.MinimumNArgs(1),
	}
	format := choiceFlag(cmd, "format", "f", "table, json, csv or markdown", "table", "json", "csv", "markdown")
	cmd.Flags().BoolVar(&byFile, "by-file", false, "a line for each file, not for each document")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		corpora, err := openGold(args, *labels)
		if err != nil {
			return err
		}
		return writeListing(cmd.OutOrStdout(), gold.List(corpora, byFile), format.value)
	}
	return cmd
}

func writeListing(w io.Writer, l gold.Listing, format string) error {
	if format == "json" {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(l)
	}
	grid := render.Grid{
		Head:  []string{"document", "words"},
		Right: []bool{false, true},
	}
	if l.ByFile {
		grid.Head = []string{"file", "documents", "words"}
		grid.Right = append(grid.Right, true)
	}
	for _, t := range l.Types {
		grid.Head = append(grid.Head, strings.ToLower(string(t)))
		grid.Right = append(grid.Right, true)
	}
	grid.Head = append(grid.Head, "kind", "source", "licence")
	row := func(e gold.Entry) []string {
		cells := []string{e.Name}
		if l.ByFile {
			cells = append(cells, strconv.Itoa(e.Documents))
		}
		cells = append(cells, strconv.Itoa(e.Words))
		for _, t := range l.Types {
			cells = append(cells, strconv.Itoa(e.Mentions[t]))
		}
		return append(cells, e.Kind, e.Source, e.Licence)
	}
	for _, e := range l.Entries {
		grid.Rows = append(grid.Rows, row(e))
	}
	if len(l.Entries) > 1 && format != "csv" {
		grid.Rows = append(grid.Rows, row(l.Total))
	}
	switch format {
	case "csv":
		return grid.CSV(w)
	case "markdown":
		return grid.Markdown(w)
	}
	return grid.Text(w)
}

func newGoldShowCmd(labels *string) *cobra.Command {
	return &cobra.Command{
		Use:   "show FILE [ID]",
		Short: "Print annotated documents as marked text",
		Long: `Prints annotated documents in the form that annotators write: a head with the
document's keys, then its text with every mention in brackets behind its type.
Values of amounts and other acceptable readings are shown as in

	[Money:~USD5000000 $5 million]   [?Place [Organisation White House]]

A file with one document in this form, named .marked, is what rollcall gold
pack reads back.`,
		Example: `  rollcall gold show gold/seed.jsonl | less
  rollcall gold show drafts.jsonl port-strike > edit.marked`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			corpora, err := openGold(args[:1], *labels)
			if err != nil {
				return err
			}
			var docs []*text.Document
			for _, c := range corpora {
				for _, d := range c.Documents {
					if len(args) == 1 || d.ID == args[1] {
						docs = append(docs, d)
					}
				}
			}
			if len(docs) == 0 && len(args) == 2 {
				return fmt.Errorf("%s: there is no document %q", args[0], args[1])
			}
			for i, d := range docs {
				marked, err := gold.FormatMarked(d)
				if err != nil {
					return fmt.Errorf("%s: %w", args[0], err)
				}
				if i > 0 {
					marked = "\n" + marked
				}
				if _, err := io.WriteString(cmd.OutOrStdout(), marked); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func newGoldPackCmd(labels *string) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "pack FILE...",
		Short: "Write annotated documents as JSON lines",
		Long: `Writes annotated documents, marked files above all, as JSON lines: one document
a line, with offsets, surfaces, values and the keys of its head. CoNLL tag files
can be turned into JSON lines in the same way; their text is rebuilt with one
blank between tokens.`,
		Example: `  rollcall gold pack article.marked --out gold/article.jsonl
  rollcall gold pack drafts/*.marked > gold/batch.jsonl`,
		Args: cobra.MinimumNArgs(1),
	}
	cmd.Flags().StringVarP(&out, "out", "o", "", "write to `file`")
	units := choiceFlag(cmd, "offsets", "", "what start and end count: char, byte or utf16", "char", "byte", "utf16")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		unit, err := text.ParseUnit(units.value)
		if err != nil {
			return err
		}
		corpora, err := openGold(args, *labels)
		if err != nil {
			return err
		}
		var packed strings.Builder
		w := text.NewWriter(&packed)
		w.Unit = unit
		for _, c := range corpora {
			for _, d := range c.Documents {
				if err := w.Write(d); err != nil {
					return err
				}
			}
		}
		if err := w.Flush(); err != nil {
			return err
		}
		if out != "" {
			return os.WriteFile(out, []byte(packed.String()), 0o644)
		}
		_, err = io.WriteString(cmd.OutOrStdout(), packed.String())
		return err
	}
	return cmd
}
