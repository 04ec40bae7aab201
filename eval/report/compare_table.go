package report

import (
	"bytes"
	"fmt"
	"io"

	"github.com/fatih/color"

	"rollcall/eval"
)

func writeComparisonTable(w io.Writer, c Comparison, colored bool) error {
	ink := ink{colored}
	var out bytes.Buffer
	fmt.Fprintf(&out, "gold  %s\n", c.goldLine())
	fmt.Fprintf(&out, "old   %s\nnew   %s\n", systemLine(c.Old), systemLine(c.New))
	for _, s := range c.Schemes {
		fmt.Fprintf(&out, "\n%s\n%s\n\n", ink.outcome(s.Micro.Outcome, c.headline(s)), effectLine(s.Micro.Effect))
		g := c.differenceGrid(s)
		for i := range g.rows {
			g.rows[i][6] = ink.outcome(s.Types[i].Outcome, g.rows[i][6])
		}
		g.totals[0][6] = ink.outcome(s.Micro.Outcome, g.totals[0][6])
		g.totals[1][6] = ink.outcome(s.Macro.Outcome, g.totals[1][6])
		for _, g := range []grid{g, c.ratiosGrid(s)} {
			if err := draw(&out, g, ink); err != nil {
				return err
			}
			out.WriteByte('\n')
		}
	}
	if g := c.measuresGrid(); g != nil {
		fmt.Fprintf(&out, "%s\n\n", measuresTitle)
		last := len(g.header) - 1
		for i := range g.rows {
			g.rows[i][last] = ink.outcome(c.Measures[i].Outcome, g.rows[i][last])
		}
		if err := draw(&out, *g, ink); err != nil {
			return err
		}
		out.WriteByte('\n')
	}
	if len(c.Files) > 0 {
		fmt.Fprintf(&out, "%s, file by file\n\n", c.Schemes[0].Scheme.Name)
		g := c.filesGrid()
		for i := range g.rows {
			g.rows[i][7] = ink.outcome(c.Files[i].Outcome, g.rows[i][7])
		}
		if err := draw(&out, g, ink); err != nil {
			return err
		}
		out.WriteByte('\n')
	}
	for _, note := range append(method(c.Stats, c.Documents), differenceNote, effectNote) {
		fmt.Fprintln(&out, ink.faint(note))
	}
	tableWarnings(&out, c.Notes, ink)
	listChanges(&out, c, ink)
	return writeTrimmed(w, out.Bytes())
}

func listChanges(out *bytes.Buffer, c Comparison, ink ink) {
	which := "what changed"
	if c.filtered {
		which = "what changed and was asked for"
	}
	fmt.Fprintf(out, "\n%s: %s\n", which, changeSummary(c.Picked))
	for _, k := range eval.ChangeKinds() {
		groups := c.groupsOf(k)
		if len(groups) == 0 {
			continue
		}
		fmt.Fprintf(out, "\n%s\n", ink.change(k, c.listTitle(k)))
		for _, g := range groups {
			ch := g.Changes[0]
			fmt.Fprintf(out, "  %s  %s%s, %s  %s\n", ink.faint(changeAddress(ch)),
				times(g), changeSubject(ch), changeStory(ch), ink.faint("("+goldAddress(ch)+")"))
			for _, line := range changeReadings(ch) {
				fmt.Fprintf(out, "    %-4s  %s\n", line.side, plain(line.context))
			}
		}
	}
}

func writeRankingTable(w io.Writer, r *eval.Ranking, colored bool) error {
	ink := ink{colored}
	var out bytes.Buffer
	fmt.Fprintf(&out, "gold  %s\n\n%s\n\n", goldOf(r.Systems[0].Run, r.Documents, r.Mentions, r.Gold), schemeTitle(r.Scheme))
	if err := draw(&out, rankingGrid(r), ink); err != nil {
		return err
	}
	out.WriteByte('\n')
	for _, note := range append(method(r.Stats, r.Documents), rankingNote(r)...) {
		fmt.Fprintln(&out, ink.faint(note))
	}
	tableWarnings(&out, rankingNotes(r), ink)
	return writeTrimmed(w, out.Bytes())
}

func tableWarnings(out *bytes.Buffer, warnings []string, ink ink) {
	for k, warning := range warnings {
		if k == 0 {
			out.WriteByte('\n')
		}
		fmt.Fprintf(out, "%s %s\n", ink.warning("warning:"), plain(warning))
	}
}

// writeTrimmed leaves out the blanks that fill the cells of a table.
func writeTrimmed(w io.Writer, text []byte) error {
	var trimmed bytes.Buffer
	for line := range bytes.Lines(text) {
		trimmed.Write(bytes.TrimRight(line, " \n"))
		trimmed.WriteByte('\n')
	}
	_, err := w.Write(trimmed.Bytes())
	return err
}

func (i ink) outcome(o eval.Outcome, s string) string {
	switch o {
	case eval.GotBetter:
		return i.paint(s, color.FgGreen, color.Bold)
	case eval.GotWorse:
		return i.paint(s, color.FgRed, color.Bold)
	}
	return s
}

func (i ink) change(k eval.ChangeKind, s string) string {
	colors := map[eval.ChangeKind]color.Attribute{
		eval.NewlyRight: color.FgGreen,
		eval.NewlyWrong: color.FgRed,
		eval.StillWrong: color.FgYellow,
	}
	return i.paint(s, colors[k], color.Bold)
}
