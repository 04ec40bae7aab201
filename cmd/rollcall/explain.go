package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/render"
	"rollcall/cmd/rollcall/internal/source"
	"rollcall/pipeline"
	"rollcall/text"
)

const explainLong = `Tells for a text, wherever it stands in a document, what became of it: which
stages proposed what there, with which score, who won and why the others lost,
or that nobody proposed it, and what stands next to it.

--at takes a text, found with any white space between its words, or a span as
in 120:145, which counts characters unless --offsets says otherwise. The exit
status is 1 if it stands nowhere.

With --missed the files are gold (see rollcall gold formats), and all of their
mentions are explained that are not among the pipeline's answers: never
proposed; proposed, and lost, and to whom; proposed as another type, or with
other bounds. A table of causes goes before; csv and markdown list one mention a
line.`

const explainExample = `  rollcall explain article.txt --at "Ministry of State Security"
  rollcall explain article.txt --at 120:145 --format json
  rollcall explain docs.jsonl --id story-7 --at Shanghai --pipeline prose
  rollcall explain --missed gold/
  rollcall explain --missed dev.conll --types person --limit 100`

func newExplainCmd() *cobra.Command {
	var f systemFlags
	var missed missedFlags
	var at []string
	var id, offsets string
	cmd := &cobra.Command{
		Use:     "explain FILE --at TEXT | --missed GOLD...",
		Short:   "Tell why a name was found, or missed",
		Long:    explainLong,
		Example: explainExample,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 && !missed.on {
				return errors.New("explain takes one file (or - for standard input), and --at with what to look for")
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&at, "at", nil, "`text` to look for, or a span START:END; may be given several times")
	flags.StringVar(&id, "id", "", "only in the document with this `id`")
	f.add(cmd)
	flags.StringVar(&offsets, "offsets", "char", "what spans count: char, byte or utf16 `unit`s")
	flags.BoolVar(&missed.on, "missed", false, "explain every gold mention that is not found")
	flags.StringVar(&missed.gold.labels, "map", "", "with --missed: `file` that says which type a label is (see rollcall gold --help)")
	flags.StringSliceVarP(&missed.gold.types, "types", "t", nil, "with --missed: only these `types`")
	flags.IntVar(&missed.limit, "limit", 20, "with --missed: how many are explained at length; -1 for all")
	format := choiceFlag(cmd, "format", "f", "output: text or json; with --missed csv and markdown too", "text", "json", "csv", "markdown")
	colors := choiceFlag(cmd, "color", "", "colours: auto, always or never", "auto", "always", "never")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		listed := format.value == "csv" || format.value == "markdown"
		switch {
		case missed.on && len(at) > 0:
			return errors.New("--missed and --at ask for different things: give one of them")
		case !missed.on && (missed.gold.labels != "" || len(missed.gold.types) > 0 || flags.Changed("limit") || listed):
			return errors.New("--map, --types, --limit and the formats csv and markdown go with --missed")
		case len(at) == 0 && !missed.on:
			return errors.New("say what to look for with --at, as in --at \"Green Line\" or --at 120:145")
		}
		unit, err := text.ParseUnit(offsets)
		if err != nil {
			return err
		}
		p, err := f.open()
		if err != nil {
			return err
		}
		x := explainer{cmd.OutOrStdout(), render.Palette(useColor(colors.value, isTerminal(cmd.OutOrStdout()))), tableWidth(cmd.OutOrStdout())}
		if missed.on {
			missed.gold.systemFlags = f
			return missed.run(cmd, args, p, id, format.value, unit, x)
		}
		found, err := explainAll(cmd.InOrStdin(), args[0], id, at, unit, p)
		if err != nil {
			return err
		}
		if format.value == "json" {
			err = writeJSON(cmd.OutOrStdout(), found)
		} else {
			err = x.write(found)
		}
		if err == nil && len(found) == 0 {
			err = failure{fmt.Errorf("%s does not stand in %s", quotedList(at), args[0]), false}
		}
		return err
	}
	return cmd
}

func quotedList(items []string) string {
	quoted := make([]string, len(items))
	for i, item := range items {
		quoted[i] = fmt.Sprintf("%q", item)
	}
	return listed(quoted)
}

// explainAll runs the pipeline over the documents of a file and explains every
// place that is asked for.
func explainAll(in io.Reader, path, id string, at []string, unit text.Unit, p *pipeline.Pipeline) ([]explanation, error) {
	found := []explanation{}
	known := false
	files, _ := source.Files([]string{path})
	for item := range source.Documents(files, source.Options{Stdin: in}) {
		d, err := item.Load()
		if err != nil {
			return nil, failure{err, false}
		}
		if id != "" && d.ID != id {
			continue
		}
		known = true
		index := text.NewIndex(d.Text, unit)
		var spans []text.Span
		for _, wanted := range at {
			s, err := places(d, wanted, index)
			if err != nil {
				return nil, err
			}
			spans = append(spans, s...)
		}
		if len(spans) == 0 {
			continue
		}
		if err := p.Run(d); err != nil {
			return nil, failure{err, false}
		}
		for _, span := range spans {
			found = append(found, explain(d, span, p.Stages(), index))
		}
	}
	if id != "" && !known {
		return nil, fmt.Errorf("there is no document %q in %s", id, path)
	}
	return found, nil
}

func writeJSON(w io.Writer, value any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(value)
}

// explainer writes explanations for people.
type explainer struct {
	w     io.Writer
	color render.Colors
	width int
}

func (x explainer) write(found []explanation) error {
	var out strings.Builder
	document := ""
	for i, e := range found {
		if i == 0 || e.Document != document {
			document = e.Document
			n := 0
			for _, other := range found[i:] {
				if other.Document != document {
					break
				}
				n++
			}
			fmt.Fprintf(&out, "%s: %s\n", x.color.Strong(render.Line(document)), render.Count(n, "place", "places"))
		}
		x.place(&out, i+1, e, x.verdict(e))
	}
	_, err := io.WriteString(x.w, out.String())
	return err
}

// place writes one explanation, with the verdict on its first line.
func (x explainer) place(out *strings.Builder, n int, e explanation, verdict string) {
	fmt.Fprintf(out, "\n%d. %s, line %d, %d:%d: %s\n", n, x.color.Strong(render.Line(e.Text)), e.Line, e.Start, e.End, verdict)
	for _, line := range render.Wrap(x.sentence(e), x.width-3) {
		fmt.Fprintf(out, "   %s\n", x.color.Faint(line))
	}
	tokens := make([]string, len(e.Tokens))
	for i, t := range e.Tokens {
		tokens[i] = render.Line(t)
	}
	line := "tokens: " + strings.Join(tokens, " | ")
	if e.CutsToken {
		line += " (it begins or ends inside a token, where no mention can)"
	}
	for _, line := range render.Wrap(line, x.width-3) {
		fmt.Fprintf(out, "   %s\n", line)
	}
	if len(e.Candidates) > 0 {
		out.WriteByte('\n')
		x.grid(out, e.Candidates, e.Start, e.End)
	}
	if len(e.Silent) > 0 {
		fmt.Fprintf(out, "   %s\n", x.color.Faint("nothing here from: "+strings.Join(e.Silent, ", ")))
	}
	if len(e.Nearest) > 0 {
		out.WriteString("   nearest to it:\n")
		x.grid(out, e.Nearest, e.Start, e.End)
	}
}

// verdict is the outcome in words.
func (x explainer) verdict(e explanation) string {
	switch e.Outcome {
	case outcomeProposed:
		return "never proposed"
	case outcomeLost:
		return "proposed, and lost"
	}
	w := e.Candidates[0]
	s := "found as " + string(w.Type)
	if e.Outcome == outcomeOther {
		s = fmt.Sprintf("found with other bounds, %q as %s", render.Line(w.Text), w.Type)
	}
	if e.Mentions > 1 {
		s += fmt.Sprintf(", one of %d mentions of %s", e.Mentions, render.Line(e.Entity))
	}
	return s
}

// maxSentence is how many bytes of a sentence are shown on each side.
const maxSentence = 220

// sentence is the sentence with the place in brackets.
func (x explainer) sentence(e explanation) string {
	before, after := render.Edge(e.before), render.Edge(e.after)
	if i := len(before) - maxSentence; i > 0 {
		before = "…" + strings.ToValidUTF8(before[i+max(strings.IndexByte(before[i:], ' '), 0):], "")
	}
	if len(after) > maxSentence {
		after = after[:max(strings.LastIndexByte(after[:maxSentence], ' '), 0)] + " …"
	}
	s := strings.TrimSpace(before + "⟦" + render.Line(e.Text) + "⟧" + after)
	if e.Block != "" && e.Block != text.Paragraph.String() {
		s = "(" + e.Block + ") " + s
	}
	return s
}

// wrapLines is the text of a cell with lines of at most width.
func wrapLines(s string, width int) string {
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		lines = append(lines, render.Wrap(line, width)...)
	}
	return strings.Join(lines, "\n")
}

// grid is the table of the proposals for a place, but for those that are parts
// of another and those that are neither probable nor of just this place.
func (x explainer) grid(out *strings.Builder, proposals []proposal, start, end int) {
	g := render.Grid{Head: []string{"", "proposed", "as", "score", "by", "outcome"}, Right: []bool{false, false, false, true}}
	hidden := 0
	for _, p := range proposals {
		exact := p.Start == start && p.End == end
		if p.counted {
			continue
		}
		if p.Score > 0 && p.Score < weakScore && !p.Won && !exact {
			hidden++
			continue
		}
		outcome, sign := "won", "✓"
		if !p.Won {
			sign = "✗"
			outcome = p.Reason
			if p.LostTo != "" && p.LostTo != p.Text {
				outcome += ": " + render.Line(p.LostTo)
			}
		}
		score := "–"
		if p.Score > 0 {
			score = fmt.Sprintf("%.2f", p.Score)
		}
		by := p.Source
		if len(p.parts) > 0 {
			by = strings.Join(p.parts, "\n")
		}
		g.Rows = append(g.Rows, []string{sign, wrapLines(render.Line(p.Text), 30), string(p.Type), score, wrapLines(by, 26), outcome})
	}
	g.Fit(len(g.Head)-1, x.width-len("   "))
	var table strings.Builder
	if err := g.Text(&table); err != nil {
		fmt.Fprintf(out, "   %v\n", err)
		return
	}
	for line := range strings.Lines(table.String()) {
		out.WriteString("   " + line)
	}
	if hidden > 0 {
		fmt.Fprintf(out, "   %s\n", x.color.Faint(fmt.Sprintf("and %d under %.2f, which --format json lists", hidden, weakScore)))
	}
}
