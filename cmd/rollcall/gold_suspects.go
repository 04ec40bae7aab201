package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/render"
	"rollcall/gold"
	"rollcall/text"
)

const suspectsLong = `Lists the places at which the gold itself is likely to be wrong, the most likely
first: with the file and line, what may be right instead, why, and the marked
text around it. Nothing but the gold is needed, since every place is held
against all others; answers of systems add to it.

The score estimates the probability that the place is wrong. It starts from
--slips, the share of places that are wrong in gold made with care, as odds
s/(1-s); each piece of evidence multiplies the odds by a factor, shown behind
it (×12): how much more it is to be expected if the other reading is right.
  surface    the same string is marked otherwise at its other places, those in
             the same document counted twice
  beside     words with capitals stand beside it, or not
  words      its words are in names elsewhere, or are not, where the string
             stands at no other place
  edge       the word at its edge is elsewhere outside of names, or the one
             beside it inside
  longer     a longer name that is marked as a whole elsewhere
  systems    systems agree with each other against the gold, each weighed by its
             precision on this gold and the score of its answer
  guideline  a leading "the", a title in a person, a cut word, a possessive,
             punctuation at an edge, a bracket without partner, a nationality as
             a place, money without a number, … (see gold/GUIDE.md), less where
             the gold does it as a rule
Kinds, by what would mend it: type, unmarked (to be marked), marked (not to be
marked), bounds, guideline.

A system that was trained on this gold has learned its errors too; one that was
not says more. --trial measures the ranking on your gold: it plants errors in a
copy (a third each: a mention taken out, another type, a word more or less) and
counts how many of the first suspects are at one.`

type suspectsFlags struct {
	evalFlags
	answers []string
	top     string
	least   float64
	slips   float64
	only    []string
	trial   float64
	seed    uint64
	form    *choice
}

func newGoldSuspectsCmd(labels *string) *cobra.Command {
	var f suspectsFlags
	cmd := &cobra.Command{
		Use:   "suspects GOLD...",
		Short: "List places at which the gold itself is likely to be wrong",
		Long:  suspectsLong,
		Example: `  rollcall gold suspects gold
  rollcall gold suspects train.jsonl --answers default,theirs.jsonl --top 200
  rollcall gold suspects train.jsonl --kind type,unmarked --format csv > look.csv
  rollcall gold suspects train.jsonl --trial 0.03`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.labels = *labels
			return f.run(cmd, args)
		},
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&f.answers, "answers", nil, "`files` of answers, and names of pipelines, that may speak against the gold")
	flags.StringVar(&f.top, "top", "50", "list the `N` most likely, or all")
	flags.Float64Var(&f.least, "min", 0.1, "list none with a `score` under this")
	flags.StringSliceVar(&f.only, "kind", nil, "list only these `kinds`: "+listed(gold.SuspectKinds()))
	flags.StringSliceVarP(&f.types, "types", "t", nil, "list only places marked with these `types`, or that may be")
	flags.Float64Var(&f.slips, "slips", gold.DefaultSlips, "`share` of places taken to be wrong beforehand")
	flags.Float64Var(&f.trial, "trial", 0, "measure the ranking: plant errors at this `share` of the mentions of a copy")
	flags.Uint64Var(&f.seed, "seed", 1, "`number` that draws the errors of --trial")
	f.form = choiceFlag(cmd, "format", "f", "table, json, csv or markdown", "table", "json", "csv", "markdown")
	f.addData(cmd)
	flags.IntVar(&f.workers, "workers", runtime.GOMAXPROCS(0), "documents that a pipeline works on at once")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "no progress")
	complete(cmd, "kind", gold.SuspectKinds)
	return cmd
}

func (f *suspectsFlags) run(cmd *cobra.Command, args []string) error {
	top, err := parseCount("--top", f.top)
	if err != nil {
		return err
	}
	for _, share := range []struct {
		flag  string
		value float64
	}{{"--slips", f.slips}, {"--trial", f.trial}, {"--min", f.least}} {
		if !(share.value >= 0 && share.value < 1) || share.flag == "--slips" && share.value == 0 {
			return fmt.Errorf("%s %v: a share between 0 and 1 is meant, such as 0.03", share.flag, share.value)
		}
	}
	for _, k := range f.only {
		if !slices.Contains(gold.SuspectKinds(), k) {
			return fmt.Errorf("--kind %s: use %s", k, listed(gold.SuspectKinds()))
		}
	}
	corpora, err := openGold(args, f.labels)
	if err != nil {
		return err
	}
	o := gold.SuspectOptions{Slips: f.slips, Least: f.least}
	for _, name := range f.answers {
		s, err := f.system(cmd, strings.TrimSpace(name), corpora)
		if err != nil {
			return err
		}
		o.Systems = append(o.Systems, s)
	}
	if f.trial > 0 {
		return f.writeTrial(cmd.OutOrStdout(), gold.Try(corpora, o, f.trial, f.seed, 10, 20, 50, 100, 200, 500, 1000))
	}
	all := gold.Suspects(corpora, o)
	kept := slices.DeleteFunc(all, func(s gold.Suspect) bool { return !f.wants(s) })
	shown := kept
	if top >= 0 {
		shown = kept[:min(top, len(kept))]
	}
	if err := f.write(cmd.OutOrStdout(), shown); err != nil {
		return outputError(err)
	}
	expected := 0.0
	for _, s := range kept {
		expected += s.Score
	}
	found := fmt.Sprintf("%s with a score of %v or more", counted(len(kept), "place"), f.least)
	if len(shown) < len(kept) {
		found = fmt.Sprintf("the first %d of %s", len(shown), found)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s; by their scores about %.0f of them are wrong\n", found, expected)
	return nil
}

// system is what a pipeline or a file says about the gold's documents.
func (f *suspectsFlags) system(cmd *cobra.Command, name string, corpora []*gold.Corpus) (gold.System, error) {
	if isAnswers(name) {
		answers, err := readPredictions(cmd, name, corpora)
		if err != nil {
			return gold.System{}, err
		}
		if len(answers.Documents) == 0 {
			return gold.System{}, fmt.Errorf("%s: no answer is to a document of the gold, which begins with id %q", name, firstID(corpora))
		}
		_, err = f.mapAnswers(answers.Documents, corpora)
		return gold.System{Name: name, Documents: answers.Documents}, err
	}
	f.pipeline = name
	p, err := f.open()
	if err != nil {
		return gold.System{}, err
	}
	s := &system{name: name, pipeline: p}
	var failed []error
	if err := f.runPipeline(cmd, s, corpora, &failed); err != nil {
		return gold.System{}, err
	}
	return gold.System{Name: name, Documents: slices.Concat(s.answers...)}, nil
}

// wants reports whether a suspect is of the kinds and types asked for.
func (f *suspectsFlags) wants(s gold.Suspect) bool {
	if len(f.only) > 0 && !slices.Contains(f.only, s.Kind) {
		return false
	}
	is := func(t text.Type) func(string) bool {
		return func(name string) bool { return t != "" && strings.EqualFold(strings.TrimSpace(name), string(t)) }
	}
	return len(f.types) == 0 || slices.ContainsFunc(f.types, is(s.Type)) ||
		s.Suggest != nil && slices.ContainsFunc(f.types, is(s.Suggest.Type))
}

func (f *suspectsFlags) write(w io.Writer, suspects []gold.Suspect) error {
	switch f.form.value {
	case "json":
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		for _, s := range suspects {
			if err := enc.Encode(s); err != nil {
				return err
			}
		}
		return nil
	case "csv":
		return suspectGrid(suspects).CSV(w)
	case "markdown":
		return suspectGrid(suspects).Markdown(w)
	}
	return writeSuspects(w, suspects, tableWidth(w))
}

// writeSuspects writes a block for each suspect: where and what, the text, what
// may be right, and why.
func writeSuspects(w io.Writer, suspects []gold.Suspect, width int) error {
	for i, s := range suspects {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%.2f  %s:%d: document %q at %d-%d\n", s.Score, s.Path, s.Line, s.Document, s.Start, s.End)
		lines := []string{s.Context, "→ " + s.Advice()}
		for _, e := range s.Reasons {
			if e.Factor > 1 {
				lines = append(lines, fmt.Sprintf("  %s: %s (×%s)", e.Kind, e.Message, factorWord(e.Factor)))
			}
		}
		for _, line := range lines {
			indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
			for k, part := range render.Wrap(strings.TrimLeft(line, " "), max(20, width-6-len(indent))) {
				if k > 0 {
					part = "  " + part
				}
				if _, err := fmt.Fprintln(w, "      "+indent+part); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func factorWord(x float64) string {
	if x < 10 {
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return strconv.FormatFloat(math.Round(x), 'f', 0, 64)
}

func suspectGrid(suspects []gold.Suspect) render.Grid {
	g := render.Grid{
		Head:  []string{"score", "kind", "place", "document", "start", "end", "type", "text", "suggestion", "reasons", "context"},
		Right: []bool{true, false, false, false, true, true},
	}
	for _, s := range suspects {
		var reasons []string
		for _, e := range s.Reasons {
			reasons = append(reasons, fmt.Sprintf("%s: %s (×%s)", e.Kind, e.Message, strconv.FormatFloat(e.Factor, 'g', 3, 64)))
		}
		g.Rows = append(g.Rows, []string{
			strconv.FormatFloat(s.Score, 'f', 4, 64), s.Kind, fmt.Sprintf("%s:%d", s.Path, s.Line), s.Document,
			strconv.Itoa(s.Start), strconv.Itoa(s.End), string(s.Type), s.Text, s.Advice(), strings.Join(reasons, "; "), s.Context,
		})
	}
	return g
}

func (f *suspectsFlags) writeTrial(w io.Writer, t gold.Trial) error {
	if t.Planted == 0 {
		return errors.New("no error was planted: the gold is small, so give --trial a bigger share")
	}
	if f.form.value == "json" {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(t)
	}
	kinds := []string{gold.KindUnmarked, gold.KindType, gold.KindBounds}
	first := render.Grid{Head: []string{"first", "at an error", "precision", "errors found", "recall"}, Right: slices.Repeat([]bool{true}, 8)}
	planted := []string{"planted", "", "", strconv.Itoa(t.Planted), ""}
	for _, k := range kinds {
		first.Head = append(first.Head, map[string]string{gold.KindUnmarked: "taken out", gold.KindType: "type", gold.KindBounds: "bounds"}[k])
		planted = append(planted, strconv.Itoa(t.ByKind[k]))
	}
	for _, a := range t.At {
		row := []string{strconv.Itoa(a.K), strconv.Itoa(a.Planted), percent(a.Precision), strconv.Itoa(a.Found), percent(a.Recall)}
		for _, k := range kinds {
			row = append(row, strconv.Itoa(a.ByKind[k]))
		}
		first.Rows = append(first.Rows, row)
		if a.K >= t.Suspects {
			break
		}
	}
	first.Rows = append(first.Rows, planted)
	bins := render.Grid{Head: []string{"score", "suspects", "mean score", "at a planted error"}, Right: []bool{false, true, true, true}}
	for _, b := range t.Bins {
		bins.Rows = append(bins.Rows, []string{fmt.Sprintf("%.1f–%.1f", b.Low, b.High), strconv.Itoa(b.Suspects), percent(b.Score), percent(b.Planted)})
	}
	write := map[string]func(render.Grid, io.Writer) error{"table": render.Grid.Text, "markdown": render.Grid.Markdown, "csv": render.Grid.CSV}[f.form.value]
	if err := write(first, w); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	return write(bins, w)
}

// percent is a share with one decimal.
func percent(x float64) string { return strconv.FormatFloat(100*x, 'f', 1, 64) }
