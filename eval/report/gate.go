package report

import (
	"fmt"
	"io"
	"strings"

	"rollcall/eval"
	"rollcall/eval/gate"
)

// Gates is what is shown of a gate's report.
type Gates struct {
	*gate.Report
	Version string // of the program
	Command string // as it was called
	// Root is where the working folder is, from the root of the repository, with
	// a slash at its end; empty where the two are the same.
	Root string
	// Renewed is the file that the result was written to as the baseline from now
	// on; empty if it was not.
	Renewed string

	lines []gateLine
}

// gateLine is a gate in words.
type gateLine struct {
	gate.Gate
	name     string // what it is of; empty where the kind says it
	measured string
	asked    string
	remark   string   // what that comes to, or why there is no figure
	why      string   // more of that, over several lines
	next     []string // what to do, where it failed
	places   []gatePlace
}

// gatePlace is a place that explains a failed gate.
type gatePlace struct {
	gate.Address        // from the working folder
	what         string // in a few words
	readings     []reading
}

// NewGates puts a gate's report into words.
func NewGates(r *gate.Report, version, command, root, renewed string) Gates {
	g := Gates{Report: r, Version: version, Command: command, Root: root, Renewed: renewed}
	for _, one := range r.Gates {
		g.lines = append(g.lines, newGateLine(one, r))
	}
	return g
}

// GateFormat is a way of writing a gate's report.
type GateFormat struct {
	Name, Doc string
	Write     func(w io.Writer, g Gates, color bool) error
}

// GateFormats lists the formats to read on standard output; a new one is a file
// and an entry here. JUnit, SARIF and annotations, which go to other programs,
// are written by WriteJUnit, WriteSARIF and WriteAnnotations.
func GateFormats() []GateFormat {
	return []GateFormat{
		{"table", "for reading in a terminal", writeGateTable},
		{"json", "one object, all digits", writeGateJSON},
		{"csv", "a line for each gate", writeGateCSV},
		{"markdown", "for a comment on a pull request", WriteGateMarkdown},
	}
}

// GateFormatNamed finds a format. The error names those that there are.
func GateFormatNamed(name string) (GateFormat, error) {
	var names []string
	for _, f := range GateFormats() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return GateFormat{}, fmt.Errorf("unknown format %q: there are %s", name, strings.Join(names, ", "))
}

// title is the gate in one line: "floor, strict F1 of MONEY".
func (l gateLine) title() string {
	if l.name == "" {
		return string(l.Kind)
	}
	return string(l.Kind) + ", " + l.name
}

// story says what was measured and what was asked for, in one line.
func (l gateLine) story() string {
	var parts []string
	if l.measured != "" {
		parts = append(parts, l.measured)
	}
	if l.asked != "" {
		parts = append(parts, "asked: "+l.asked)
	}
	if l.remark != "" {
		parts = append(parts, l.remark)
	}
	return strings.Join(parts, "; ")
}

// advice is all that a failed gate says beyond its line, over several.
func (l gateLine) advice() string {
	var out strings.Builder
	if l.why != "" {
		fmt.Fprintln(&out, l.why)
	}
	for _, p := range l.places {
		fmt.Fprintf(&out, "%s: %s\n", p.address(), p.what)
		for _, r := range p.readings {
			fmt.Fprintf(&out, "  %s: %s\n", r.side, r.context)
		}
	}
	if l.More > 0 {
		fmt.Fprintf(&out, "… and %d more\n", l.More)
	}
	for i, n := range l.next {
		fmt.Fprintf(&out, "%s%s\n", nextWord(i), n)
	}
	return strings.TrimRight(out.String(), "\n")
}

func nextWord(i int) string {
	if i == 0 {
		return "next: "
	}
	return "      "
}

// address is file:line:column as far as they are known.
func (p gatePlace) address() string { return addressOf(p.Address) }

func addressOf(a gate.Address) string {
	switch {
	case a.Line == 0:
		return plain(a.File)
	case a.Column == 0:
		return fmt.Sprintf("%s:%d", plain(a.File), a.Line)
	}
	return fmt.Sprintf("%s:%d:%d", plain(a.File), a.Line, a.Column)
}

// headline says in one line how it came out.
func (g Gates) headline() string {
	n := len(g.lines)
	out := fmt.Sprintf("%s: %d ok", plural(n, "gate"), g.Count(gate.Passed))
	if k := g.Count(gate.Failed); k > 0 {
		out += fmt.Sprintf(", %d FAILED", k)
	}
	if k := g.Count(gate.Skipped); k > 0 {
		out += fmt.Sprintf(", %d skipped", k)
	}
	return out
}

// changed says what is different from the baseline, in mentions, and how to see
// it; empty where nothing is, or nothing was compared.
func (g Gates) changed() (what, command string) {
	if g.Comparison == nil || len(g.Comparison.Changes) == 0 {
		return "", ""
	}
	var n [3]int
	for _, c := range g.Comparison.Changes {
		n[c.Kind]++
	}
	return changeSummary(n), commands{g.Config, g.Run}.compare()
}

// about are the lines that say what was let through, on what gold, and beside
// which baseline.
func (g Gates) about() [][2]string {
	lines := [][2]string{
		{"system", systemLine(g.Run)},
		{"gold", goldOf(g.Run, g.Run.Documents(), g.Run.Mentions(), g.Run.GoldDigest())},
	}
	if g.Base != nil {
		lines = append(lines, [2]string{"baseline", baseLine(g.Base)})
	}
	if g.Renewed != "" {
		lines = append(lines, [2]string{"renewed", plain(g.Renewed) + ": commit it"})
	}
	return lines
}

func baseLine(r *eval.Run) string {
	line := systemLine(r)
	if r.Version != "" {
		line += "  rollcall " + plain(r.Version)
	}
	return line
}
