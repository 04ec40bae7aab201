package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"

	"rollcall/eval/gate"
)

// roomForComment is how many bytes of Markdown are written: GitHub takes 65,536
// characters for a comment.
const roomForComment = 60_000

// mostCommentRows is how many gates the table of a comment has.
const mostCommentRows = 200

// rowRank puts failed gates before others.
func rowRank(row []string) int {
	if row[0] == string(gate.Failed) {
		return 0
	}
	return 1
}

// WriteGateMarkdown writes a comment for a pull request: the gates in the open,
// what explains the failed ones folded. It is no longer than a comment may be.
func WriteGateMarkdown(w io.Writer, g Gates, _ bool) error {
	var out bytes.Buffer
	verdict := "passed"
	if !g.Passed() {
		verdict = "FAILED"
	}
	fmt.Fprintf(&out, "**Gate %s**: %s\n\n", verdict, escape(g.headline()))
	table := g.gateGrid()
	more := len(table.rows) - mostCommentRows
	if more > 0 {
		slices.SortStableFunc(table.rows, func(a, b []string) int { return cmp.Compare(rowRank(a), rowRank(b)) })
		table.rows = table.rows[:mostCommentRows]
	}
	if err := markdownTable(&out, table); err != nil {
		return err
	}
	if more > 0 {
		fmt.Fprintf(&out, "\n%s more, those that failed first.\n", plural(more, "gate"))
	}
	var tail bytes.Buffer
	if what, command := g.changed(); what != "" {
		fmt.Fprintf(&tail, "\nFrom the baseline: %s. `%s` lists them.\n", escape(what), command)
	}
	markdownWarnings(&tail, g.Warnings)
	var notes []string
	for _, a := range g.about() {
		notes = append(notes, a[0]+": "+squeezed(a[1]))
	}
	markdownNotes(&tail, append(notes, "rollcall "+g.Version))

	left := 0
	for _, l := range g.lines {
		if l.Status != gate.Failed {
			continue
		}
		var one bytes.Buffer
		if err := folded(&one, "FAIL "+l.title(), func() error { markdownGate(&one, l); return nil }); err != nil {
			return err
		}
		if out.Len()+one.Len()+tail.Len() > roomForComment {
			left++
			continue
		}
		out.Write(one.Bytes())
	}
	if left > 0 {
		fmt.Fprintf(&out, "\n%s more than a comment has room for.\n", plural(left, "failed gate"))
	}
	out.Write(tail.Bytes())
	_, err := w.Write(out.Bytes())
	return err
}

func markdownGate(out *bytes.Buffer, l gateLine) {
	fmt.Fprintf(out, "%s (%s)\n", escape(l.story()), escape(addressOf(l.Address)))
	if l.why != "" {
		fmt.Fprintf(out, "\n```\n%s\n```\n", plainLines(l.why))
	}
	for i, p := range l.places {
		if i == 0 {
			out.WriteByte('\n')
		}
		fmt.Fprintf(out, "- %s: %s\n", escape(p.address()), escape(p.what))
		for _, r := range p.readings {
			fmt.Fprintf(out, "  - %s: %s\n", r.side, escape(r.context))
		}
	}
	if l.More > 0 {
		fmt.Fprintf(out, "- … and %d more\n", l.More)
	}
	for i, n := range l.next {
		if i == 0 {
			out.WriteString("\nNext:\n\n```\n")
		}
		fmt.Fprintln(out, n)
		if i == len(l.next)-1 {
			out.WriteString("```\n")
		}
	}
}

// plainLines is plain for a text of several lines.
func plainLines(s string) string {
	var out bytes.Buffer
	for line := range bytes.Lines([]byte(s)) {
		out.WriteString(plain(string(bytes.TrimRight(line, "\n"))))
		out.WriteByte('\n')
	}
	return string(bytes.TrimRight(out.Bytes(), "\n"))
}
