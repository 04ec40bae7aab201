package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"rollcall/eval"
)

func writeMarkdown(w io.Writer, r Report, _ bool) error {
	var out bytes.Buffer
	for i, p := range r.tabled() {
		if i > 0 {
			out.WriteByte('\n')
		}
		if err := markdownPart(&out, p); err != nil {
			return err
		}
		if r.filesInBrief && len(r.Files) > 0 && len(p.Systems[0].Summaries) > 0 {
			fmt.Fprintf(&out, "\n%s, file by file\n\n", r.Whole.Systems[0].Summaries[0].Scheme.Name)
			for _, g := range fileGrids(r) {
				if err := markdownTable(&out, g); err != nil {
					return err
				}
			}
		}
		if p.Power != nil {
			if err := markdownPower(&out, p.Power); err != nil {
				return err
			}
		}
		for _, note := range r.notesOf(i) {
			fmt.Fprintf(&out, "\n%s\n", escape(note))
		}
		for k, warning := range r.warnings(i) {
			if k == 0 {
				out.WriteByte('\n')
			}
			fmt.Fprintf(&out, "- Warning: %s\n", escape(warning))
		}
	}
	if err := r.details.writeMarkdown(&out); err != nil {
		return err
	}
	_, err := w.Write(out.Bytes())
	return err
}

func markdownPart(out *bytes.Buffer, p Part) error {
	fmt.Fprintf(out, "**%s**: %s, %s; %s\n", escape(p.Name),
		plural(p.Documents, "document"), plural(p.Mentions, "gold mention"), escape(p.Systems[0].Name))
	for i, s := range p.Systems[0].Summaries {
		fmt.Fprintf(out, "\n%s\n\n", escape(schemeTitle(s.Scheme)))
		for _, g := range schemeGrids(p, i) {
			if err := markdownTable(out, g); err != nil {
				return err
			}
		}
	}
	if len(p.Systems[0].Brief) > 0 {
		out.WriteString("\nother schemes, over all types\n\n")
		for _, g := range briefGrids(p) {
			if err := markdownTable(out, g); err != nil {
				return err
			}
		}
	}
	if p.counts {
		fmt.Fprintf(out, "\n%s\n", countsNote)
	}
	for _, m := range append(measureTables(p), beyondTables(p)...) {
		fmt.Fprintf(out, "\n%s\n\n", escape(m.title))
		for _, g := range m.grids {
			if err := markdownTable(out, g); err != nil {
				return err
			}
		}
		if m.note != "" {
			fmt.Fprintf(out, "\n%s\n", escape(strings.ReplaceAll(m.note, "\n", " ")))
		}
		for i, line := range m.list {
			if i == 0 {
				fmt.Fprintf(out, "\n%s\n\n", escape(line))
			} else {
				fmt.Fprintf(out, "- %s\n", escape(line))
			}
		}
	}
	return nil
}

func markdownPower(out *bytes.Buffer, p *eval.Power) error {
	fmt.Fprintf(out, "\n**%s**\n", escape(powerTitle(p)))
	for _, t := range powerTables(p) {
		fmt.Fprintf(out, "\n%s\n\n", escape(t.title))
		if err := markdownTable(out, t.grid); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "\n%s\n", escape(strings.Join(powerNotes, " ")))
	return nil
}

func markdownTable(out io.Writer, g grid) error {
	cell := tw.CellConfig{
		Alignment:  tw.CellAlignment{PerColumn: g.alignment()},
		Formatting: tw.CellFormatting{AutoFormat: tw.Off, AutoWrap: tw.WrapNone},
	}
	table := tablewriter.NewTable(out,
		tablewriter.WithRenderer(renderer.NewMarkdown()),
		tablewriter.WithConfig(tablewriter.Config{Header: cell, Row: cell}),
	)
	row := func(cells []string, mark string) []string {
		escaped := make([]string, len(cells))
		for i, c := range cells {
			if escaped[i] = escape(c); c != "" {
				escaped[i] = mark + escaped[i] + mark
			}
		}
		return escaped
	}
	table.Header(row(g.header, ""))
	for _, cells := range g.rows {
		if err := table.Append(row(cells, "")); err != nil {
			return err
		}
	}
	for i, cells := range g.totals {
		mark := ""
		if i == 0 {
			mark = "**"
		}
		if err := table.Append(row(cells, mark)); err != nil {
			return err
		}
	}
	return table.Render()
}

// escape writes s so that Markdown shows it as it is.
func escape(s string) string {
	var out strings.Builder
	for _, r := range plain(s) {
		if strings.ContainsRune("\\`*_{}[]<>#|~&", r) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return out.String()
}
