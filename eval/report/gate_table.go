package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/fatih/color"

	"rollcall/eval/gate"
)

// gateGrid has a line for each gate.
func (g Gates) gateGrid() grid {
	out := grid{header: []string{"", "gate", "of", "measured", "asked", ""}, texts: 6}
	for _, l := range g.lines {
		out.rows = append(out.rows, []string{string(l.Status), string(l.Kind), l.name, l.measured, l.asked, l.remark})
	}
	return out
}

// What a table has room for; longer remarks stand below it, and longer names
// take several lines.
const (
	mostRemark = 20
	mostName   = 27
)

// mostListed is how many places a failed gate lists in a terminal; files for
// other programs have more.
const mostListed = 5

func writeGateTable(w io.Writer, g Gates, colored bool) error {
	ink := ink{colored}
	var out bytes.Buffer
	for _, a := range g.about() {
		fmt.Fprintf(&out, "%-8s  %s\n", a[0], a[1])
	}
	out.WriteByte('\n')
	table := g.gateGrid()
	for i, l := range g.lines {
		table.rows[i][0] = ink.status(l.Status, table.rows[i][0])
		table.rows[i][2] = strings.Join(folds(l.name, mostName), "\n")
		if utf8.RuneCountInString(l.remark) > mostRemark {
			table.rows[i][5] = ""
		}
	}
	if err := draw(&out, table, ink); err != nil {
		return err
	}
	fmt.Fprintf(&out, "\n%s\n", ink.strong(g.headline()))
	if what, command := g.changed(); what != "" {
		fmt.Fprintf(&out, "from the baseline: %s\n  %s\n", what, ink.faint(command))
	}
	listed := map[string]bool{}
	for _, l := range g.lines {
		if l.Status == gate.Failed {
			listGate(&out, l, listed, ink)
		}
		if l.Status == gate.Skipped && utf8.RuneCountInString(l.remark) > mostRemark {
			fmt.Fprintf(&out, "\n%s: %s\n", ink.status(l.Status, "skipped  "+string(l.Kind)), l.remark)
		}
	}
	tableWarnings(&out, g.Warnings, ink)
	return writeTrimmed(w, out.Bytes())
}

// folds breaks a line at blanks, where it is longer than room.
func folds(s string, room int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(s) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > room {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// listGate says of a failed gate what there is to say. A place that explains
// several gates is listed with the first of them.
func listGate(out *bytes.Buffer, l gateLine, listed map[string]bool, ink ink) {
	fmt.Fprintf(out, "\n%s  %s\n", ink.status(l.Status, "FAIL  "+l.title()), ink.faint("("+addressOf(l.Address)+")"))
	if l.why == "" && utf8.RuneCountInString(l.remark) > mostRemark {
		fmt.Fprintf(out, "  %s\n", l.remark)
	}
	if l.why != "" {
		for line := range strings.Lines(plainLines(l.why)) {
			fmt.Fprintf(out, "  %s\n", strings.TrimRight(line, "\n"))
		}
	}
	shown, before := 0, 0
	for _, p := range l.places {
		if listed[p.key()] {
			before++
			continue
		}
		if shown == mostListed {
			continue
		}
		listed[p.key()] = true
		shown++
		fmt.Fprintf(out, "  %s  %s\n", ink.faint(p.address()), p.what)
		for _, r := range p.readings {
			fmt.Fprintf(out, "    %-6s  %s\n", r.side, plain(r.context))
		}
	}
	var rest []string
	if more := len(l.places) + l.More - shown - before; more > 0 {
		rest = append(rest, fmt.Sprintf("%d more", more))
	}
	if before > 0 {
		rest = append(rest, fmt.Sprintf("%d listed above", before))
	}
	if len(rest) > 0 {
		fmt.Fprintf(out, "  … and %s\n", strings.Join(rest, ", "))
	}
	for i, n := range l.next {
		fmt.Fprintf(out, "  %s%s\n", nextWord(i), n)
	}
}

func (i ink) status(s gate.Status, words string) string {
	switch s {
	case gate.Passed:
		return i.paint(words, color.FgGreen)
	case gate.Failed:
		return i.paint(words, color.FgRed, color.Bold)
	}
	return i.paint(words, color.FgYellow)
}
