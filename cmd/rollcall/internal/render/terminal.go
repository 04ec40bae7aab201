package render

import (
	"io"
	"strings"

	"github.com/fatih/color"

	"rollcall/text"
)

// colored writes texts with their mentions in colour, one for each type.
// Without colours it is marked text.
type colored struct {
	texts
	palette Colors
}

func newText(w io.Writer, o Options) Renderer {
	if !o.Color {
		return newMarked(w, o)
	}
	return &colored{texts{w: w}, Palette(true)}
}

// Write writes the whole text, control characters made visible.
func (f *colored) Write(d *text.Document) error {
	var out strings.Builder
	at := 0
	for _, m := range d.Mentions {
		out.WriteString(Plain(d.Text[at:m.Start]))
		// A colour that reaches over a line end bleeds in some pagers.
		for i, line := range strings.Split(Plain(d.Surface(m.Span)), "\n") {
			if i > 0 {
				out.WriteByte('\n')
			}
			out.WriteString(f.palette.Mention(m.Type, line))
		}
		at = m.End
	}
	out.WriteString(Plain(d.Text[at:]))
	s := out.String()
	if !strings.HasSuffix(s, "\n") {
		s += "\n"
	}
	return f.add(d.ID, s)
}

// Close writes what the colours mean.
func (f *colored) Close() error {
	if err := f.close(); err != nil {
		return err
	}
	var legend []string
	for _, t := range text.Types() {
		legend = append(legend, f.palette.Mention(t, strings.ToLower(string(t))))
	}
	_, err := io.WriteString(f.w, "\n"+strings.Join(legend, "  ")+"\n")
	return err
}

// Colors paints strings for a terminal, or leaves them as they are.
type Colors struct{ on bool }

// Palette makes Colors that are on or off.
func Palette(on bool) Colors { return Colors{on} }

func (c Colors) paint(s string, attributes ...color.Attribute) string {
	if !c.on || s == "" {
		return s
	}
	p := color.New(attributes...)
	p.EnableColor()
	return p.Sprint(s)
}

// Mention is a name in the colour of its type, underlined so that it stands
// out for those who cannot tell the colours.
func (c Colors) Mention(t text.Type, s string) string {
	return c.paint(s, typeColor(t), color.Bold, color.Underline)
}

// Strong is bold.
func (c Colors) Strong(s string) string { return c.paint(s, color.Bold) }

// Faint is what may be overlooked.
func (c Colors) Faint(s string) string { return c.paint(s, color.Faint) }

func typeColor(t text.Type) color.Attribute {
	switch t {
	case text.TypePerson:
		return color.FgCyan
	case text.TypeOrganisation:
		return color.FgMagenta
	case text.TypePlace:
		return color.FgGreen
	case text.TypeMoney:
		return color.FgYellow
	}
	return color.FgBlue
}
