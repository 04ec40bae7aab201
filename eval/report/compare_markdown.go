package report

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"rollcall/eval"
)

// writeComparisonMarkdown writes a comment for a pull request: what it comes to
// in the open, the rest folded.
func writeComparisonMarkdown(w io.Writer, c Comparison, _ bool) error {
	var out bytes.Buffer
	for i, s := range c.Schemes {
		if i > 0 {
			out.WriteByte('\n')
		}
		fmt.Fprintf(&out, "**%s**  \n%s\n\n", escape(c.headline(s)), escape(effectLine(s.Micro.Effect)))
		if err := markdownTable(&out, c.differenceGrid(s)); err != nil {
			return err
		}
		if err := folded(&out, "precision and recall", func() error { return markdownTable(&out, c.ratiosGrid(s)) }); err != nil {
			return err
		}
	}
	if g := c.measuresGrid(); g != nil {
		fmt.Fprintf(&out, "\n%s\n\n", measuresTitle)
		if err := markdownTable(&out, *g); err != nil {
			return err
		}
	}
	if len(c.Files) > 0 {
		err := folded(&out, plural(len(c.Files), "file"), func() error { return markdownTable(&out, c.filesGrid()) })
		if err != nil {
			return err
		}
	}
	if len(c.Listed) > 0 {
		err := folded(&out, "what changed: "+changeSummary(c.Picked), func() error { markdownChanges(&out, c); return nil })
		if err != nil {
			return err
		}
	}
	markdownWarnings(&out, c.Notes)
	notes := append([]string{"old: " + systemLine(c.Old), "new: " + systemLine(c.New), "gold: " + c.goldLine()}, method(c.Stats, c.Documents)...)
	markdownNotes(&out, append(notes, differenceNote, effectNote))
	_, err := w.Write(out.Bytes())
	return err
}

// folded writes something that opens with a click. The blank line is what makes
// GitHub read Markdown inside.
func folded(out *bytes.Buffer, summary string, write func() error) error {
	fmt.Fprintf(out, "\n<details><summary>%s</summary>\n\n", html.EscapeString(summary))
	if err := write(); err != nil {
		return err
	}
	out.WriteString("\n</details>\n")
	return nil
}

func markdownChanges(out *bytes.Buffer, c Comparison) {
	between := ""
	for _, k := range eval.ChangeKinds() {
		groups := c.groupsOf(k)
		if len(groups) == 0 {
			continue
		}
		fmt.Fprintf(out, "%s**%s**\n\n", between, c.listTitle(k))
		between = "\n"
		for _, g := range groups {
			ch := g.Changes[0]
			fmt.Fprintf(out, "- %s, %s%s, %s\n", escape(changeAddress(ch)), times(g), escape(changeSubject(ch)), escape(changeStory(ch)))
			for _, line := range changeReadings(ch) {
				fmt.Fprintf(out, "  - %s: %s\n", line.side, escape(line.context))
			}
		}
	}
}

// markdownNotes are in small print.
func markdownNotes(out *bytes.Buffer, notes []string) {
	for i, note := range notes {
		notes[i] = escape(note)
	}
	fmt.Fprintf(out, "\n<sub>%s.</sub>\n", strings.Join(notes, "; "))
}

func markdownWarnings(out *bytes.Buffer, warnings []string) {
	for k, warning := range warnings {
		if k == 0 {
			out.WriteByte('\n')
		}
		fmt.Fprintf(out, "- Warning: %s\n", escape(warning))
	}
}

func writeRankingMarkdown(w io.Writer, r *eval.Ranking, _ bool) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "**%s**\n\n", escape(schemeTitle(r.Scheme)))
	if err := markdownTable(&out, rankingGrid(r)); err != nil {
		return err
	}
	markdownWarnings(&out, rankingNotes(r))
	notes := []string{"gold: " + goldOf(r.Systems[0].Run, r.Documents, r.Mentions, r.Gold)}
	markdownNotes(&out, slices.Concat(notes, method(r.Stats, r.Documents), rankingNote(r)))
	_, err := w.Write(out.Bytes())
	return err
}
