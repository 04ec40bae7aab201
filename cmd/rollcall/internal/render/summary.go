package render

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"rollcall/text"
)

// Summary is what the documents name, counted.
type Summary struct {
	Documents, Words, Mentions int
	Sections                   []Section // in the order of text.CompareTypes
}

// Section is the names of one type, the most frequent first; of equally
// frequent ones the one that came first.
type Section struct {
	Type     text.Type
	Mentions int
	Names    []Name
}

// Name is one thing that is named.
type Name struct {
	Name      string   // the fullest form
	Aliases   []string // other forms, in order of appearance
	Value     string   // of an amount: what it comes to
	Count     int      // mentions
	Documents int      // documents that it stands in
	First     Place    // its first mention
}

// Place is where something stands.
type Place struct {
	ID                string // of the document
	Line              int    // from 1
	Before, After     string // the text around it, on one line
	Surface           string // itself
	CutLeft, CutRight bool   // whether the line goes on
}

// Summarizer counts the names of documents as they come. Mentions that belong
// to one entity of a document are one name; documents share a name that has
// the same type and is written the same.
type Summarizer struct {
	sum   Summary
	names []*entry
	at    map[key]*entry
}

type key struct {
	Type text.Type
	Name string
}

type entry struct {
	key
	Name
	document int // the last one that it was seen in
}

// Add counts the names of one document.
func (s *Summarizer) Add(d *text.Document) {
	s.sum.Documents++
	s.sum.Mentions += len(d.Mentions)
	s.sum.Words += Words(d)
	if s.at == nil {
		s.at = map[key]*entry{}
	}
	lines := newLineCounter(d.Text)
	of := entityOf(d)
	for i, m := range d.Mentions {
		surface := Line(d.Surface(m.Span))
		k := key{m.Type, surface}
		var aliases []string
		if of[i] >= 0 {
			e := d.Entities[of[i]]
			k.Name = Line(e.Name)
			for _, alias := range e.Aliases {
				aliases = append(aliases, Line(alias))
			}
		}
		e, known := s.at[k]
		if !known {
			e = &entry{key: k, Name: Name{Name: k.Name, First: placeOf(d, m.Span, lines)}}
			s.at[k] = e
			s.names = append(s.names, e)
		}
		e.Count++
		if e.document != s.sum.Documents {
			e.document = s.sum.Documents
			e.Documents++
		}
		e.Value = cmp.Or(e.Value, Value(m.Money))
		for _, alias := range aliases {
			if !slices.Contains(e.Aliases, alias) {
				e.Aliases = append(e.Aliases, alias)
			}
		}
	}
}

// Words counts words and numbers; of a document without tokens, what stands
// between white space.
func Words(d *text.Document) int {
	if len(d.Tokens) == 0 {
		return len(strings.Fields(d.Text))
	}
	n := 0
	for _, t := range d.Tokens {
		switch t.Kind {
		case text.Word, text.Number, text.Address:
			n++
		}
	}
	return n
}

// Summary is the count so far.
func (s *Summarizer) Summary() Summary {
	sum := s.sum
	byType := map[text.Type]*Section{}
	for _, e := range s.names {
		section, known := byType[e.Type]
		if !known {
			section = &Section{Type: e.Type}
			byType[e.Type] = section
		}
		section.Mentions += e.Count
		section.Names = append(section.Names, e.Name)
	}
	for _, section := range byType {
		slices.SortStableFunc(section.Names, func(a, b Name) int { return cmp.Compare(b.Count, a.Count) })
		sum.Sections = append(sum.Sections, *section)
	}
	slices.SortFunc(sum.Sections, func(a, b Section) int { return text.CompareTypes(a.Type, b.Type) })
	return sum
}

// lineCounter tells the line of ascending offsets.
type lineCounter struct {
	text     string
	at, line int
}

func newLineCounter(s string) *lineCounter { return &lineCounter{s, 0, 1} }

// of is the line, from 1, that the offset lies in. Line ends are those of
// text editors: \n, \r\n and a lone \r.
func (c *lineCounter) of(offset int) int {
	if offset < c.at {
		c.at, c.line = 0, 1
	}
	c.line += lineEnds(c.text, c.at, offset)
	c.at = offset
	return c.line
}

func lineEnds(s string, from, to int) int {
	n := 0
	for i := from; i < to; i++ {
		switch {
		case s[i] == '\n':
			n++
		case s[i] == '\r' && (i+1 == len(s) || s[i+1] != '\n'):
			n++
		}
	}
	return n
}

// contextBytes is how much text is kept on each side of a mention.
const contextBytes = 160

// PlaceOf says where a span of the document stands.
func PlaceOf(d *text.Document, span text.Span) Place {
	return placeOf(d, span, newLineCounter(d.Text))
}

func placeOf(d *text.Document, span text.Span, lines *lineCounter) Place {
	before := d.Text[max(0, span.Start-contextBytes):span.Start]
	after := d.Text[span.End:min(len(d.Text), span.End+contextBytes)]
	cutLeft, cutRight := len(before) < span.Start, span.End+len(after) < len(d.Text)
	if i := strings.LastIndexAny(before, "\n\r"); i >= 0 {
		before, cutLeft = before[i+1:], false
	}
	if i := strings.IndexAny(after, "\n\r"); i >= 0 {
		after, cutRight = after[:i], false
	}
	return Place{
		ID: d.ID, Line: lines.of(span.Start),
		Before: Edge(wholeRunes(before)), After: Edge(wholeRunes(after)),
		Surface: Line(d.Surface(span)), CutLeft: cutLeft, CutRight: cutRight,
	}
}

// wholeRunes drops the parts of a character that cutting left at the edges.
func wholeRunes(s string) string {
	for len(s) > 0 && !utf8.RuneStart(s[0]) {
		s = s[1:]
	}
	for len(s) > 0 {
		if r, size := utf8.DecodeLastRuneInString(s); r != utf8.RuneError || size != 1 {
			break
		}
		s = s[:len(s)-1]
	}
	return s
}

// Edge is Line that keeps one blank at either edge.
func Edge(s string) string {
	line := Line(s)
	if line == "" {
		return strings.Repeat(" ", min(1, len(s)))
	}
	if strings.TrimLeft(s, " \t\u00A0") != s {
		line = " " + line
	}
	if strings.TrimRight(s, " \t\u00A0") != s {
		line += " "
	}
	return line
}
