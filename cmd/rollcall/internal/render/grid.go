package render

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// Grid is a table before it is drawn: cells, and how columns are set.
type Grid struct {
	Head  []string
	Rows  [][]string // a cell may have several lines
	Right []bool     // columns set to the right
	Width []int      // of columns, in terminal cells; nil or 0 for what the widest cell needs
}

// gap is the blank space between columns.
const gap = 2

// Text draws the grid for people: a line under the head, no frame, and no
// blanks at the ends of lines.
func (g Grid) Text(w io.Writer) error {
	var out bytes.Buffer
	widths := tw.NewMapper[int, int]()
	var padding tw.CellPadding
	for i, width := range g.widths() {
		between := gap
		if i == len(g.Head)-1 {
			between = 0
		}
		widths.Set(i, width+between)
		padding.PerColumn = append(padding.PerColumn, tw.Padding{Right: strings.Repeat(" ", between), Overwrite: true})
	}
	cells := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone, AutoFormat: tw.Off},
		Alignment:  tw.CellAlignment{PerColumn: g.align()},
		Padding:    padding,
	}
	table := tablewriter.NewTable(&out,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone,
			Symbols: tw.NewSymbols(tw.StyleLight),
			Settings: tw.Settings{
				Lines:      tw.Lines{ShowTop: tw.Off, ShowBottom: tw.Off, ShowHeaderLine: tw.On, ShowFooterLine: tw.Off},
				Separators: tw.SeparatorsNone,
			},
		})),
		tablewriter.WithConfig(tablewriter.Config{Header: cells, Row: cells}),
		tablewriter.WithColumnWidths(widths),
		tablewriter.WithEastAsian(tw.Off), // the same width in every locale
	)
	table.Header(g.Head)
	for _, row := range g.Rows {
		if err := table.Append(row); err != nil {
			return err
		}
	}
	if err := table.Render(); err != nil {
		return err
	}
	for line := range strings.Lines(out.String()) {
		if _, err := io.WriteString(w, strings.TrimRight(line, " \n")+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// Fit wraps the cells of a column so that the grid takes no more than width,
// as far as the other columns leave it room.
func (g Grid) Fit(column, width int) {
	room := width
	for i, w := range g.widths() {
		if i != column {
			room -= w + gap
		}
	}
	for _, row := range g.Rows {
		row[column] = strings.Join(Wrap(row[column], max(room, minFit)), "\n")
	}
}

// minFit is the narrowest that Fit makes a column.
const minFit = 16

// Markdown writes the grid as a table of GitHub's Markdown.
func (g Grid) Markdown(w io.Writer) error {
	table := tablewriter.NewTable(w,
		tablewriter.WithRenderer(renderer.NewMarkdown()),
		tablewriter.WithConfig(tablewriter.Config{
			Header: tw.CellConfig{
				Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone, AutoFormat: tw.Off},
				Alignment:  tw.CellAlignment{PerColumn: g.align()},
			},
			Row: tw.CellConfig{
				Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone},
				Alignment:  tw.CellAlignment{PerColumn: g.align()},
			},
		}),
		tablewriter.WithEastAsian(tw.Off),
	)
	escape := strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", "\n", " ", "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`)
	table.Header(escaped(escape, g.Head))
	for _, row := range g.Rows {
		if err := table.Append(escaped(escape, row)); err != nil {
			return err
		}
	}
	return table.Render()
}

func escaped(r *strings.Replacer, row []string) []string {
	out := make([]string, len(row))
	for i, cell := range row {
		out[i] = r.Replace(cell)
	}
	return out
}

// CSV writes the grid with its head as the first record.
func (g Grid) CSV(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(g.Head); err != nil {
		return err
	}
	return out.WriteAll(g.Rows)
}

func (g Grid) align() []tw.Align {
	align := make([]tw.Align, len(g.Head))
	for i := range align {
		align[i] = tw.AlignLeft
		if i < len(g.Right) && g.Right[i] {
			align[i] = tw.AlignRight
		}
	}
	return align
}

func (g Grid) widths() []int {
	widths := make([]int, len(g.Head))
	for i := range widths {
		if i < len(g.Width) && g.Width[i] > 0 {
			widths[i] = g.Width[i]
			continue
		}
		widest := func(cell string) {
			for line := range strings.SplitSeq(cell, "\n") {
				widths[i] = max(widths[i], columns(line))
			}
		}
		widest(g.Head[i])
		for _, row := range g.Rows {
			widest(row[i])
		}
	}
	return widths
}

// columns is how many cells of a terminal a string takes: two for a wide
// character, none for a colour.
func columns(s string) int {
	return twwidth.WidthWithOptions(s, twwidth.Options{EastAsianWidth: false})
}

// Wrap breaks a string at blanks into lines of at most width; a word that is
// longer is broken where the width ends.
func Wrap(s string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.SplitSeq(s, " ") {
		for {
			joined := word
			if line != "" {
				joined = line + " " + word
			}
			if columns(joined) <= width {
				line = joined
				break
			}
			if line != "" {
				lines = append(lines, line)
				line = ""
				continue
			}
			head := clip(word, width)
			if head == "" { // not even one character fits
				line = word
				break
			}
			lines = append(lines, head)
			word = word[len(head):]
		}
	}
	return append(lines, line)
}

// clip is the longest beginning of s that takes at most width.
func clip(s string, width int) string {
	used, end := 0, 0
	for i, r := range s {
		w := columns(string(r))
		if used+w > width {
			return s[:end]
		}
		used += w
		end = i + len(string(r))
	}
	return s
}

// clipLeft is the longest end of s that takes at most width.
func clipLeft(s string, width int) string {
	runes := []rune(s)
	used := 0
	for i := len(runes) - 1; i >= 0; i-- {
		used += columns(string(runes[i]))
		if used > width {
			return string(runes[i+1:])
		}
	}
	return s
}
