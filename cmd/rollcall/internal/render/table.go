package render

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"rollcall/text"
)

// defaultWidth is what a table may take where the terminal's width is not
// known.
const defaultWidth = 100

// table counts names and draws them, one section for each type.
type table struct {
	Summarizer
	w       io.Writer
	id      string // of the first document
	width   int
	top     int
	palette Colors
}

func newTable(w io.Writer, o Options) Renderer {
	return &table{w: w, width: cmp.Or(o.Width, defaultWidth), top: o.Top, palette: Palette(o.Color)}
}

// Write counts the document's names.
func (t *table) Write(d *text.Document) error {
	if t.id == "" {
		t.id = d.ID
	}
	t.Add(d)
	return nil
}

// Close draws.
func (t *table) Close() error {
	sum := t.Summary()
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s\n%s\n", t.palette.Strong(t.title(sum)), t.palette.Faint(Counts(sum)))
	if len(sum.Sections) == 0 && sum.Documents > 0 {
		out.WriteString("\nNo names and no amounts were found.\n")
	}
	l := t.layout(sum)
	for _, section := range sum.Sections {
		out.WriteByte('\n')
		if err := t.section(section, l).Text(&out); err != nil {
			return err
		}
		if more := len(section.Names) - l.shown(section); more > 0 {
			fmt.Fprintln(&out, t.palette.Faint(fmt.Sprintf("… and %s more (--top 0 shows all)", Number(more))))
		}
	}
	_, err := t.w.Write(out.Bytes())
	return err
}

func (t *table) title(sum Summary) string {
	if sum.Documents == 1 {
		return Line(t.id)
	}
	return Count(sum.Documents, "document", "documents")
}

// Counts is the line that says how much there is: "1,204 words, 57 names, 124
// mentions".
func Counts(sum Summary) string {
	names := 0
	for _, s := range sum.Sections {
		names += len(s.Names)
	}
	return strings.Join([]string{
		Count(sum.Words, "word", "words"),
		Count(names, "name", "names"),
		Count(sum.Mentions, "mention", "mentions"),
	}, ", ")
}

// Count is a number of things in words: "1 name", "1,204 names".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Number is a whole number with commas.
func Number(n int) string { return grouped(strconv.Itoa(n)) }

// layout is how the columns share the width, the same in all sections.
type layout struct {
	name, count, docs, place, context int // widths, 0 for a column that is not there
	top                               int
}

// Widths that columns do not go below and above.
const (
	minName    = 24
	maxName    = 44
	minContext = 24
)

func (t *table) layout(sum Summary) layout {
	l := layout{count: len("times"), place: len("line"), top: top(t.top, sum)}
	several := sum.Documents > 1
	if several {
		l.docs, l.place = len("docs"), len("first in")
	}
	widest := minName
	for _, s := range sum.Sections {
		widest = max(widest, columns(title(s)))
		for _, n := range s.Names[:l.shown(s)] {
			widest = max(widest, columns(label(n)))
			l.count = max(l.count, columns(Number(n.Count)))
			l.docs = max(l.docs, min(l.docs, 1)*columns(Number(n.Documents)))
			l.place = max(l.place, columns(placeLabel(n, several)))
		}
	}
	if several {
		l.place = min(l.place, t.width/3)
	}
	rest := t.width - l.count - gap - l.place - gap
	if several {
		rest -= l.docs + gap
	}
	l.name = max(min(widest, maxName, rest), min(minName, rest))
	if several {
		return l
	}
	if room := rest - l.name - gap; room >= minContext {
		l.context = room
	}
	return l
}

// topOfSeveral is how many names of each type are shown of several documents
// where nothing else is asked for.
const topOfSeveral = 20

// top is the number of names to show of each type, 0 for all.
func top(asked int, sum Summary) int {
	switch {
	case asked >= 0:
		return asked
	case sum.Documents > 1:
		return topOfSeveral
	}
	return 0
}

// shown is how many names of a section are drawn.
func (l layout) shown(s Section) int {
	if l.top == 0 {
		return len(s.Names)
	}
	return min(l.top, len(s.Names))
}

// title is what stands over the names of a type: "People (12)".
func title(s Section) string {
	return fmt.Sprintf("%s (%s)", Plural(s.Type), Number(len(s.Names)))
}

// Plural is what many names of a type are called: "People".
func Plural(t text.Type) string {
	switch t {
	case text.TypePerson:
		return "People"
	case text.TypeOrganisation:
		return "Organisations"
	case text.TypePlace:
		return "Places"
	case text.TypeMoney:
		return "Money"
	}
	return Line(string(t))
}

// label is a name with its aliases, or an amount with what it comes to.
func label(n Name) string {
	switch {
	case strings.ContainsAny(n.Value, "≈≥≤"):
		return n.Name + " " + n.Value
	case n.Value != "":
		return n.Name + " = " + n.Value
	case len(n.Aliases) > 0:
		return n.Name + " · " + strings.Join(n.Aliases, " · ")
	}
	return n.Name
}

func placeLabel(n Name, several bool) string {
	if several {
		return Line(n.First.ID) + ":" + strconv.Itoa(n.First.Line)
	}
	return strconv.Itoa(n.First.Line)
}

func (t *table) section(s Section, l layout) Grid {
	faint := t.palette.Faint
	g := Grid{
		Head:  []string{faint("times"), t.palette.Mention(s.Type, title(s))},
		Right: []bool{true, false},
		Width: []int{l.count, l.name},
	}
	switch {
	case l.docs > 0:
		g.Head = append(g.Head, faint("docs"), faint("first in"))
		g.Right = append(g.Right, true, false)
		g.Width = append(g.Width, l.docs, l.place)
	default:
		g.Head = append(g.Head, faint("line"))
		g.Right = append(g.Right, true)
		g.Width = append(g.Width, l.place)
		if l.context > 0 {
			g.Head = append(g.Head, faint("first named in"))
			g.Right = append(g.Right, false)
			g.Width = append(g.Width, l.context)
		}
	}
	for _, n := range s.Names[:l.shown(s)] {
		row := []string{Number(n.Count), t.name(n, l.name)}
		switch {
		case l.docs > 0:
			place := placeLabel(n, true)
			if columns(place) > l.place {
				place = "…" + clipLeft(place, l.place-1)
			}
			row = append(row, Number(n.Documents), place)
		default:
			row = append(row, placeLabel(n, false))
			if l.context > 0 {
				row = append(row, t.context(n.First, l.context))
			}
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// name wraps a label; what follows the name itself is faint.
func (t *table) name(n Name, width int) string {
	lines := Wrap(label(n), width)
	if len(lines) > 1 {
		lines = Wrap(label(n), width-len("  ")) // the other lines are indented
	}
	own := len(n.Name) // bytes of the label that are still the name's
	for i, line := range lines {
		cut := min(max(own, 0), len(line))
		own -= len(line) + 1
		if i > 0 {
			line = "  " + line
		}
		lines[i] = line[:cut] + t.palette.Faint(line[cut:])
	}
	return strings.Join(lines, "\n")
}

// context is the line that a name stands in, cut to width around the name.
func (t *table) context(p Place, width int) string {
	surface := p.Surface
	if columns(surface) > width*2/3 { // it stands in the table anyway; what is around it does not
		short, _ := head(surface, width/3, true)
		surface = short + "…"
	}
	room := width - columns(surface)
	before, after := p.Before, p.After
	// Somewhat less before the name than after it, unless that leaves more.
	left := max(room*2/5, room-columns(after))
	before, cut := tail(before, left, p.CutLeft)
	if cut {
		before = "…" + before
	}
	right := room - columns(before)
	after, cut = head(after, right, p.CutRight)
	if cut {
		after += "…"
	}
	return t.palette.Faint(before) + surface + t.palette.Faint(after)
}

// tail is the end of s that fits, from a word's beginning, leaving room for an
// ellipsis if anything is cut.
func tail(s string, width int, cut bool) (string, bool) {
	s = strings.TrimLeft(s, " ")
	if !cut && columns(s) <= width {
		return s, false
	}
	short := clipLeft(s, max(width-1, 0))
	if len(short) < len(s) && !strings.HasSuffix(s[:len(s)-len(short)], " ") {
		_, after, found := strings.Cut(short, " ")
		if found {
			short = after
		}
	}
	return short, width > 0
}

// head is the beginning of s that fits, up to a word's end.
func head(s string, width int, cut bool) (string, bool) {
	s = strings.TrimRight(s, " ")
	if !cut && columns(s) <= width {
		return s, false
	}
	short := clip(s, max(width-1, 0))
	if len(short) < len(s) && s[len(short)] != ' ' {
		if i := strings.LastIndexByte(short, ' '); i >= 0 {
			short = short[:i]
		}
	}
	return strings.TrimRight(short, " "), width > 0
}

// markdown is the table without widths and colours.
type markdown struct{ table }

func newMarkdown(w io.Writer, o Options) Renderer {
	return &markdown{table{w: w, top: o.Top}}
}

// Close writes one table for all types.
func (m *markdown) Close() error {
	sum := m.Summary()
	l := layout{top: top(m.top, sum)}
	several := sum.Documents > 1
	g := Grid{Head: []string{"Type", "Name", "Also, or value", "Times", "Line"}, Right: []bool{false, false, false, true, true}}
	if several {
		g.Head = []string{"Type", "Name", "Also, or value", "Times", "Docs", "First in"}
		g.Right = []bool{false, false, false, true, true, false}
	}
	for _, s := range sum.Sections {
		for _, n := range s.Names[:l.shown(s)] {
			row := []string{s.Type.Label(), n.Name, cmp.Or(n.Value, strings.Join(n.Aliases, ", ")), Number(n.Count)}
			if several {
				row = append(row, Number(n.Documents))
			}
			g.Rows = append(g.Rows, append(row, placeLabel(n, several)))
		}
	}
	return g.Markdown(m.w)
}
