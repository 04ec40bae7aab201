package report

import (
	"bytes"
	"fmt"
	"io"

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
		fmt.Fprintf(&out, "**%s**  \n%s\n\n", escape(headline(s)), escape(effectLine(s.Micro.Effect)))
		if err := markdownTable(&out, differenceGrid(s)); err != nil {
			return err
		}
		if err := folded(&out, "precision and recall", func() error { return markdownTable(&out, ratiosGrid(s)) }); err != nil {
			return err
		}
	}
	if len(c.Files) > 0 {
		err := folded(&out, plural(len(c.Files), "file"), func() error { return markdownTable(&out, filesGrid(c.Files)) })
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
	fmt.Fprintf(&out, "\n<sub>old: %s; new: %s; gold %s: %s, %s. %s; %s; %s.</sub>\n",
		escape(systemLine(c.Old)), escape(systemLine(c.New)), c.Gold,
		plural(c.Documents, "document"), plural(c.Mentions, "mention"),
		escape(method(c.Stats, c.Documents)), escape(differenceNote), escape(effectNote))
	_, err := w.Write(out.Bytes())
	return err
}

// folded writes something that opens with a click. The blank line is what makes
// GitHub read Markdown inside.
func folded(out *bytes.Buffer, summary string, write func() error) error {
	fmt.Fprintf(out, "\n<details><summary>%s</summary>\n\n", escape(summary))
	if err := write(); err != nil {
		return err
	}
	out.WriteString("\n</details>\n")
	return nil
}

func markdownChanges(out *bytes.Buffer, c Comparison) {
	between := ""
	for _, k := range eval.ChangeKinds() {
		listed := c.listedOf(k)
		if len(listed) == 0 {
			continue
		}
		fmt.Fprintf(out, "%s**%s**\n\n", between, c.listTitle(k))
		between = "\n"
		for _, ch := range listed {
			fmt.Fprintf(out, "- %s, %s, %s\n", escape(changeAddress(ch)), escape(changeSubject(ch)), escape(changeStory(ch)))
			for _, line := range changeReadings(ch) {
				fmt.Fprintf(out, "  - %s: %s\n", line.side, escape(line.context))
			}
		}
	}
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
	fmt.Fprintf(&out, "\n<sub>gold %s: %s, %s. %s; %s.</sub>\n",
		r.Gold, plural(r.Documents, "document"), plural(r.Mentions, "mention"), escape(method(r.Stats, r.Documents)), escape(rankingNote(r)))
	_, err := w.Write(out.Bytes())
	return err
}
