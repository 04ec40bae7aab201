package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"rollcall/eval"
)

// writeTable writes for a terminal: no line is wider than 100 columns, but for
// names and contexts that are long themselves.
func writeTable(w io.Writer, r Report, colored bool) error {
	ink := ink{colored}
	var out bytes.Buffer
	for i, p := range r.tabled() {
		if i > 0 {
			out.WriteByte('\n')
		}
		if err := tablePart(&out, p, ink); err != nil {
			return err
		}
		if r.filesInBrief && len(r.Files) > 0 && len(p.Systems[0].Summaries) > 0 {
			fmt.Fprintf(&out, "\n%s, file by file\n\n", r.Whole.Systems[0].Summaries[0].Scheme.Name)
			for _, g := range fileGrids(r) {
				if err := draw(&out, g, ink); err != nil {
					return err
				}
			}
		}
		if p.Power != nil {
			if err := tablePower(&out, p.Power, ink); err != nil {
				return err
			}
		}
		for k, note := range r.notesOf(i) {
			if k == 0 {
				out.WriteByte('\n')
			}
			fmt.Fprintln(&out, note)
		}
		for k, warning := range r.warnings(i) {
			if k == 0 {
				out.WriteByte('\n')
			}
			fmt.Fprintf(&out, "%s %s\n", ink.warning("warning:"), plain(warning))
		}
	}
	if err := r.details.writeTable(&out, ink); err != nil {
		return err
	}
	// The cells of a table are padded to its width.
	var trimmed bytes.Buffer
	for line := range bytes.Lines(out.Bytes()) {
		trimmed.Write(bytes.TrimRight(line, " \n"))
		trimmed.WriteByte('\n')
	}
	_, err := w.Write(trimmed.Bytes())
	return err
}

func tablePart(out *bytes.Buffer, p Part, ink ink) error {
	fmt.Fprintf(out, "%s: %s, %s; %s\n", ink.strong(plain(p.Name)),
		plural(p.Documents, "document"), plural(p.Mentions, "gold mention"), plain(p.Systems[0].Name))
	for i, s := range p.Systems[0].Summaries {
		fmt.Fprintf(out, "\n%s\n\n", schemeTitle(s.Scheme))
		for _, g := range schemeGrids(p, i) {
			if err := draw(out, g, ink); err != nil {
				return err
			}
		}
	}
	if len(p.Systems[0].Brief) > 0 {
		out.WriteString("\nother schemes, over all types\n\n")
		for _, g := range briefGrids(p) {
			if err := draw(out, g, ink); err != nil {
				return err
			}
		}
	}
	if p.counts {
		fmt.Fprintf(out, "\n%s\n", countsNote)
	}
	for _, m := range append(measureTables(p), beyondTables(p)...) {
		fmt.Fprintf(out, "\n%s\n\n", m.title)
		for _, g := range m.grids {
			if err := draw(out, g, ink); err != nil {
				return err
			}
		}
		if m.note != "" {
			fmt.Fprintf(out, "\n%s\n", m.note)
		}
		for i, line := range m.list {
			if i == 0 {
				fmt.Fprintf(out, "\n%s\n", line)
			} else {
				fmt.Fprintf(out, "  %s\n", line)
			}
		}
	}
	return nil
}

func tablePower(out *bytes.Buffer, p *eval.Power, ink ink) error {
	fmt.Fprintf(out, "\n%s\n", powerTitle(p))
	for _, t := range powerTables(p) {
		fmt.Fprintf(out, "\n%s\n\n", t.title)
		if err := draw(out, t.grid, ink); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "\n%s\n", strings.Join(powerNotes, "\n"))
	return nil
}

func draw(out io.Writer, g grid, ink ink) error {
	align := tw.CellAlignment{PerColumn: g.alignment()}
	cell := tw.CellConfig{
		Alignment:  align,
		Formatting: tw.CellFormatting{AutoFormat: tw.Off, AutoWrap: tw.WrapNone},
	}
	table := tablewriter.NewTable(out,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone,
			Symbols: tw.NewSymbols(tw.StyleLight),
			Settings: tw.Settings{
				Separators: tw.Separators{BetweenColumns: tw.Off, BetweenRows: tw.Off},
				Lines:      tw.Lines{ShowHeaderLine: tw.On, ShowFooterLine: tw.On},
			},
		})),
		tablewriter.WithConfig(tablewriter.Config{Header: cell, Row: cell, Footer: cell}),
	)
	table.Header(g.header)
	for _, row := range g.rows {
		if g.remarks {
			row = append(row[:len(row)-1:len(row)-1], ink.remark(row[len(row)-1]))
		}
		if err := table.Append(row); err != nil {
			return err
		}
	}
	if len(g.totals) == 0 {
		return table.Render()
	}
	// The F1 over all is what people look for.
	first := append([]string{}, g.totals[0]...)
	first[0], first[g.strong] = ink.strong(first[0]), ink.strong(first[g.strong])
	footer := first
	for _, row := range g.totals[1:] {
		for i := range footer {
			footer[i] += "\n" + row[i]
		}
	}
	table.Footer(footer)
	return table.Render()
}

// alignment puts names left and numbers right.
func (g grid) alignment() []tw.Align {
	align := make([]tw.Align, len(g.header))
	for i := range align {
		align[i] = tw.AlignRight
		if i < max(1, g.texts) || g.remarks && i == len(align)-1 {
			align[i] = tw.AlignLeft
		}
	}
	return align
}

// ink sets off what is said in words anyway.
type ink struct{ on bool }

func (i ink) paint(s string, attributes ...color.Attribute) string {
	if !i.on || s == "" {
		return s
	}
	c := color.New(attributes...)
	c.EnableColor()
	return c.Sprint(s)
}

func (i ink) strong(s string) string  { return i.paint(s, color.Bold) }
func (i ink) faint(s string) string   { return i.paint(s, color.Faint) }
func (i ink) warning(s string) string { return i.paint(s, color.FgYellow) }
