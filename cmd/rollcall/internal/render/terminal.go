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
	palette palette
}

func newText(w io.Writer, o Options) Renderer {
	if !o.Color {
		return newMarked(w, o)
	}
	return &colored{texts{w: w}, palette{on: true}}
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
			out.WriteString(f.palette.mention(m.Type, line))
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
		legend = append(legend, f.palette.mention(t, strings.ToLower(string(t))))
	}
	_, err := io.WriteString(f.w, "\n"+strings.Join(legend, "  ")+"\n")
	return err
}

// palette colours strings, or leaves them as they are if it is not on.
type palette struct{ on bool }

func (p palette) paint(s string, attributes ...color.Attribute) string {
	if !p.on || s == "" {
		return s
	}
	c := color.New(attributes...)
	c.EnableColor()
	return c.Sprint(s)
}

// mention is a name in the colour of its type, underlined so that it stands
// out without colours too.
func (p palette) mention(t text.Type, s string) string {
	return p.paint(s, typeColor(t), color.Bold, color.Underline)
}

func (p palette) strong(s string) string { return p.paint(s, color.Bold) }
func (p palette) faint(s string) string  { return p.paint(s, color.Faint) }

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
