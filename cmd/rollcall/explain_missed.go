package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/ordered"
	"rollcall/cmd/rollcall/internal/render"
	"rollcall/cmd/rollcall/internal/source"
	"rollcall/gold"
	"rollcall/pipeline"
	"rollcall/text"
)

// Why a gold mention is not among the answers, in the order of reports.
const (
	missedNever  = "never proposed"
	missedLost   = "proposed, and lost"
	missedType   = "proposed as another type"
	missedBounds = "proposed with other bounds"
)

// missed is a gold mention that is not among the answers.
type missed struct {
	Gold  text.Type `json:"gold"`  // its type
	Cause string    `json:"cause"` // one of the four
	Why   string    `json:"why,omitempty"`
	explanation
}

// missedReport is what --missed tells.
type missedReport struct {
	Documents int      `json:"documents"`
	Mentions  int      `json:"mentions"` // of gold
	Found     int      `json:"found"`
	Missed    []missed `json:"missed"`
}

// missedFlags are the flags that --missed alone takes.
type missedFlags struct {
	on    bool
	gold  evalFlags // how gold is read
	limit int
}

// run runs the pipeline over gold and writes what it misses.
func (f *missedFlags) run(cmd *cobra.Command, args []string, p *pipeline.Pipeline, id, format string, unit text.Unit, x explainer) error {
	corpora, err := f.gold.openGold(args)
	if err != nil {
		return err
	}
	report, err := f.collect(cmd, corpora, p, id, unit)
	if err != nil {
		return err
	}
	if id != "" && report.Documents == 0 {
		return fmt.Errorf("there is no document %q in %s", id, quotedList(args))
	}
	out := cmd.OutOrStdout()
	switch format {
	case "json":
		return writeJSON(out, report)
	case "csv":
		return missedGrid(report.Missed).CSV(out)
	case "markdown":
		return missedGrid(report.Missed).Markdown(out)
	}
	return x.missed(out, report, f.limit)
}

// collect explains all that the pipeline misses in documents of gold.
func (f *missedFlags) collect(cmd *cobra.Command, corpora []*gold.Corpus, p *pipeline.Pipeline, id string, unit text.Unit) (missedReport, error) {
	report := missedReport{Missed: []missed{}}
	scored := make([][]text.Type, len(corpora))
	for i, c := range corpora {
		var err error
		if scored[i], err = f.gold.scoredTypes(c); err != nil {
			return report, err
		}
	}
	places := func(yield func(place) bool) {
		for c := range corpora {
			for d := range corpora[c].Documents {
				if id != "" && corpora[c].Documents[d].ID != id {
					continue
				}
				if !yield(place{c, d}) {
					return
				}
			}
		}
	}
	type told struct {
		mentions int
		missed   []missed
		size     int
		err      error
	}
	tell := func(at place) told {
		g := corpora[at.corpus].Documents[at.document]
		d := &text.Document{ID: g.ID, Text: g.Text}
		if err := p.Run(d); err != nil {
			return told{err: err}
		}
		n, list := missedIn(d, g.Mentions, scored[at.corpus], p.Stages(), unit)
		return told{n, list, len(g.Text), nil}
	}
	progress := newProgress(cmd.ErrOrStderr(), []source.File{{Path: p.Name(), Size: goldBytes(corpora)}}, false)
	defer progress.stop()
	var errs []error
	for t := range ordered.Map(cmd.Context(), places, f.gold.workers, tell) {
		progress.read(int64(t.size))
		errs = append(errs, t.err)
		report.Documents++
		report.Mentions += t.mentions
		report.Found += t.mentions - len(t.missed)
		report.Missed = append(report.Missed, t.missed...)
	}
	if err := cmd.Context().Err(); err != nil {
		return report, errors.New("interrupted")
	}
	if err := errors.Join(errs...); err != nil {
		return report, failure{err, false}
	}
	return report, nil
}

// missedIn counts the gold mentions of the types (nil: of all) and lists those
// that are not among the answers.
func missedIn(d *text.Document, golden []text.Mention, types []text.Type, stages []pipeline.Stage, unit text.Unit) (int, []missed) {
	var list []missed
	n := 0
	index := text.NewIndex(d.Text, unit)
	for _, m := range golden {
		if m.Type == text.TypeIgnore || types != nil && !slices.Contains(types, m.Type) {
			continue
		}
		n++
		if slices.ContainsFunc(d.Mentions, func(a text.Mention) bool { return isReading(m, a) }) {
			continue
		}
		e := missed{Gold: m.Type, explanation: explain(d, m.Span, stages, index)}
		e.Cause, e.Why = whyMissed(d, m, e.explanation)
		list = append(list, e)
	}
	return n, list
}

// isReading reports whether an answer is what gold has, or an alternative of it.
func isReading(gold, answer text.Mention) bool {
	return answer.Span == gold.Span && answer.Type == gold.Type ||
		slices.Contains(gold.Alt, text.Alternative{Span: answer.Span, Type: answer.Type})
}

// whyMissed is the cause of a miss, and what more there is to say so that equal
// ones can be counted.
func whyMissed(d *text.Document, m text.Mention, e explanation) (cause, why string) {
	var best *text.Candidate // of those that are right
	typed, overlapping := false, false
	for i := range d.Candidates {
		c := &d.Candidates[i]
		switch {
		case pipeline.IsCounted(d.Candidates, i):
		case isReading(m, c.Mention):
			if best == nil || c.Score > best.Score {
				best = c
			}
		case c.Span == m.Span:
			typed = true
		case c.Overlaps(m.Span):
			overlapping = true
		}
	}
	switch {
	case best != nil:
		return missedLost, lossClass(d, m, best)
	case typed:
		return missedType, "answer: " + answerAt(d, m)
	case overlapping:
		return missedBounds, "answer: " + answerAt(d, m)
	case e.CutsToken:
		return missedNever, "it begins or ends inside a token"
	}
	return missedNever, ""
}

// lossClass is the loss of what is right, without its figures.
func lossClass(d *text.Document, m text.Mention, c *text.Candidate) string {
	l := c.Loss
	switch {
	case l == nil: // it won, and a later stage or nobody took it up
		return "not among the mentions all the same"
	case l.To < 0 && strings.HasPrefix(l.Reason, "score "):
		return "under the floor; answer: " + answerAt(d, m)
	case l.To < 0 || l.To >= len(d.Candidates):
		return l.Reason
	}
	w := &d.Candidates[l.To]
	switch {
	case w.Span == c.Span:
		return fmt.Sprintf("to %s by %s", w.Type, w.Source.Stage)
	case w.Contains(c.Span):
		return fmt.Sprintf("to a longer %s by %s", w.Type, w.Source.Stage)
	case c.Contains(w.Span):
		return fmt.Sprintf("to a shorter %s by %s", w.Type, w.Source.Stage)
	}
	return fmt.Sprintf("to an overlapping %s by %s", w.Type, w.Source.Stage)
}

// answerAt is what the answers have instead of a gold mention.
func answerAt(d *text.Document, m text.Mention) string {
	for _, a := range d.Mentions {
		if !a.Overlaps(m.Span) {
			continue
		}
		how := "overlapping"
		switch {
		case a.Span == m.Span:
			how = "the same"
		case a.Contains(m.Span):
			how = "longer"
		case m.Contains(a.Span):
			how = "shorter"
		}
		return fmt.Sprintf("%s, %s", how, a.Type)
	}
	return "none"
}

// missedGrid has a row for each missed mention.
func missedGrid(list []missed) render.Grid {
	g := render.Grid{Head: []string{"document", "line", "start", "end", "text", "type", "cause", "why", "best proposal", "as", "score", "by"}}
	for _, m := range list {
		best := proposal{}
		for _, p := range m.Candidates {
			if !p.counted {
				best = p
				break
			}
		}
		score := ""
		if best.Score > 0 {
			score = fmt.Sprintf("%.4f", best.Score)
		}
		g.Rows = append(g.Rows, []string{
			m.Document, strconv.Itoa(m.Line), strconv.Itoa(m.Start), strconv.Itoa(m.End), m.Text, string(m.Gold),
			m.Cause, m.Why, best.Text, string(best.Type), score, best.Source,
		})
	}
	return g
}

// missed writes a table of causes, and the first limit of what is missed, or
// all where limit is negative, each explained.
func (x explainer) missed(w io.Writer, r missedReport, limit int) error {
	var out strings.Builder
	fmt.Fprintf(&out, "%s: %d of %s found, %d missed\n", render.Count(r.Documents, "document", "documents"),
		r.Found, render.Count(r.Mentions, "gold mention", "gold mentions"), len(r.Missed))
	if len(r.Missed) > 0 {
		g := causes(r.Missed)
		g.Fit(len(g.Head)-1, x.width)
		out.WriteByte('\n')
		if err := g.Text(&out); err != nil {
			return err
		}
	}
	shown := r.Missed
	if limit >= 0 && limit < len(shown) {
		shown = shown[:limit]
	}
	for i, m := range shown {
		if i == 0 || m.Document != r.Missed[i-1].Document {
			fmt.Fprintf(&out, "\n%s\n", x.color.Strong(render.Line(m.Document)))
		}
		verdict := fmt.Sprintf("%s, %s", m.Gold, m.Cause)
		if m.Why != "" {
			verdict += ": " + m.Why
		}
		x.place(&out, i+1, m.explanation, verdict)
	}
	if left := len(r.Missed) - len(shown); left > 0 {
		fmt.Fprintf(&out, "\n%d more: --limit %d shows all\n", left, len(r.Missed))
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// mostExamples is how many texts stand beside a cause.
const mostExamples = 3

// causes counts what is missed by cause, the commonest reason of each first.
func causes(list []missed) render.Grid {
	type group struct {
		cause, why string
		n          int
		examples   []string
	}
	var groups []group
	for _, m := range list {
		at := slices.IndexFunc(groups, func(g group) bool { return g.cause == m.Cause && g.why == m.Why })
		if at < 0 {
			at = len(groups)
			groups = append(groups, group{cause: m.Cause, why: m.Why})
		}
		g := &groups[at]
		g.n++
		if name := render.Line(m.Text); len(g.examples) < mostExamples && !slices.Contains(g.examples, name) {
			g.examples = append(g.examples, name)
		}
	}
	order := []string{missedNever, missedLost, missedType, missedBounds}
	slices.SortFunc(groups, func(a, b group) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.cause), slices.Index(order, b.cause)), cmp.Compare(b.n, a.n), cmp.Compare(a.why, b.why))
	})
	grid := render.Grid{Head: []string{"missed", "", "n", "such as"}, Right: []bool{false, false, true}}
	before := ""
	for _, g := range groups {
		cause := g.cause
		if cause == before {
			cause = ""
		}
		before = g.cause
		grid.Rows = append(grid.Rows, []string{cause, wrapLines(g.why, 36), strconv.Itoa(g.n), strings.Join(g.examples, "; ")})
	}
	return grid
}
