package gold

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"rollcall/text"
)

// brat's standoff: a text file, and beside it lines of annotations that count
// its code points:
//
//	T1	Person 0 3	Ann
//	T2	Person 8 11;16 20	Ann Lee
//
// A span over a line break is two pieces, as brat writes it, and read as one.
// Other spans of several pieces are read from the first to the last piece, as
// most converters do, each with a warning. Relations, events, attributes and
// notes are passed over and counted.

func looksBrat(s *sample) bool {
	line, _, _ := strings.Cut(string(s.data), "\n")
	return isBratLine(line)
}

// isBratLine reports whether a line is a text-bound annotation.
func isBratLine(line string) bool {
	fields := strings.SplitN(strings.TrimSuffix(line, "\r"), "\t", 3)
	if len(fields) < 2 || len(fields[0]) < 2 || fields[0][0] != 'T' {
		return false
	}
	if _, err := strconv.Atoi(fields[0][1:]); err != nil {
		return false
	}
	_, _, err := bratSpan(fields[1])
	return err == nil
}

var bratOther = map[byte]string{
	'R': "relation", '*': "relation", 'E': "event", 'A': "attribute", 'M': "attribute", 'N': "link to a knowledge base", '#': "note",
}

func (c *Corpus) readBrat(data []byte, o Options) {
	path, _ := cutCompression(c.Path)
	textPath := strings.TrimSuffix(path, filepath.Ext(path)) + ".txt"
	read := o.beside
	if read == nil {
		read = os.ReadFile
	}
	body, err := read(textPath)
	if err != nil {
		c.problem(0, Error, "file", "the text %s cannot be read: %v", filepath.Base(textPath), err)
		return
	}
	d := &text.Document{ID: baseName(path), Text: string(body)}
	spans := c.bratSpans(string(data))
	if plain := strings.ReplaceAll(d.Text, "\r\n", "\n"); plain != d.Text && !bratFits(d, spans) {
		if lf := (&text.Document{Text: plain}); bratFits(lf, spans) {
			d.Text = plain
			c.note("%s: its line ends of two characters are counted as one, and read as one", filepath.Base(textPath))
		}
	}
	index := text.NewIndex(d.Text, text.Char)
	for i, s := range spans {
		span, err := s.in(d, index)
		if err != nil {
			c.Problems = append(c.Problems, mentionProblem(c.Path, s.line, d, i, text.Char, err))
			continue
		}
		if s.gap(d, index) {
			c.problem(s.line, Warning, "discontinuous", "%s is in %d pieces; read as the whole %q", s.id, len(s.pieces), d.Surface(span))
			c.skip("mention in several pieces, read as one")
		}
		d.Mentions = append(d.Mentions, text.Mention{Span: span, Type: text.Type(s.label)})
	}
	c.add(d, 1)
}

// bratMention is a T line.
type bratMention struct {
	id, label string
	pieces    [][2]int
	surface   string
	line      int
}

// bratSpans reads the T lines.
func (c *Corpus) bratSpans(data string) []bratMention {
	var spans []bratMention
	number := 0
	for line := range strings.SplitSeq(strings.TrimPrefix(data, "\uFEFF"), "\n") {
		number++
		line = strings.TrimSuffix(line, "\r")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if line[0] != 'T' {
			if kind, ok := bratOther[line[0]]; ok {
				c.skip(kind)
			} else {
				c.problem(number, Error, "brat", "%q is no annotation: T, R, E, A, M, N, # or * was expected", line)
			}
			continue
		}
		fields := strings.SplitN(line, "\t", 3)
		if len(fields) < 2 {
			c.problem(number, Error, "brat", "%q is not an id, a type with offsets, and the text, with tabs between", line)
			continue
		}
		label, pieces, err := bratSpan(fields[1])
		if err != nil {
			c.problem(number, Error, "brat", "%s: %v", fields[0], err)
			continue
		}
		s := bratMention{id: fields[0], label: label, pieces: pieces, line: number}
		if len(fields) == 3 {
			s.surface = fields[2]
		}
		spans = append(spans, s)
	}
	return spans
}

// bratSpan reads "Person 0 3;8 11".
func bratSpan(s string) (label string, pieces [][2]int, err error) {
	label, rest, found := strings.Cut(s, " ")
	if !found || label == "" {
		return "", nil, fmt.Errorf("%q is not a type and offsets", s)
	}
	for piece := range strings.SplitSeq(rest, ";") {
		from, to, _ := strings.Cut(strings.TrimSpace(piece), " ")
		start, err1 := strconv.Atoi(from)
		end, err2 := strconv.Atoi(to)
		if err1 != nil || err2 != nil {
			return "", nil, fmt.Errorf("%q is no pair of offsets", piece)
		}
		pieces = append(pieces, [2]int{start, end})
	}
	return label, pieces, nil
}

// in is the span from the first piece to the last, if all lie in the text and
// cover what the line says.
func (m bratMention) in(d *text.Document, index *text.Index) (text.Span, error) {
	var whole text.Span
	var surfaces []string
	for i, p := range m.pieces {
		span, err := spanIn(index, text.Char, number{p[0], true}, number{p[1], true})
		if err != nil {
			return whole, err
		}
		surfaces = append(surfaces, d.Surface(span))
		if i == 0 {
			whole = span
		}
		whole.Start, whole.End = min(whole.Start, span.Start), max(whole.End, span.End)
	}
	stands := bratLine.Replace(strings.Join(surfaces, " "))
	if m.surface != "" && strings.TrimSpace(bratLine.Replace(m.surface)) != strings.TrimSpace(stands) {
		return whole, &text.SurfaceError{
			Span: whole, Start: m.pieces[0][0], End: m.pieces[len(m.pieces)-1][1], Said: m.surface, Stands: stands,
		}
	}
	return whole, nil
}

// bratLine is what brat does to the text of a span.
var bratLine = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")

// gap reports whether there is text between the pieces.
func (m bratMention) gap(d *text.Document, index *text.Index) bool {
	for i := 1; i < len(m.pieces); i++ {
		from, _ := index.ToByte(m.pieces[i-1][1])
		to, _ := index.ToByte(m.pieces[i][0])
		if to < from || strings.TrimSpace(d.Text[from:to]) != "" {
			return true
		}
	}
	return false
}

func bratFits(d *text.Document, spans []bratMention) bool {
	index := text.NewIndex(d.Text, text.Char)
	for _, s := range spans {
		if _, err := s.in(d, index); err != nil {
			return false
		}
	}
	return true
}

func writeBrat(docs []*text.Document, _ WriteOptions) ([]File, error) {
	d := docs[0]
	index := text.NewIndex(d.Text, text.Char)
	var ann strings.Builder
	for i, m := range d.Mentions {
		if m.Type == "" || strings.ContainsAny(string(m.Type), " \t\r\n;") {
			return nil, fmt.Errorf("brat's types have no white space: map %q to another", m.Type)
		}
		var pieces, surfaces []string
		for _, p := range linesOf(d.Text, m.Span) {
			pieces = append(pieces, fmt.Sprintf("%d %d", index.FromByte(p.Start), index.FromByte(p.End)))
			surfaces = append(surfaces, d.Surface(p))
		}
		fmt.Fprintf(&ann, "T%d\t%s %s\t%s\n", i+1, m.Type, strings.Join(pieces, ";"), validUTF8(bratLine.Replace(strings.Join(surfaces, " "))))
	}
	return []File{{".txt", []byte(validUTF8(d.Text))}, {".ann", []byte(ann.String())}}, nil
}

// linesOf divides a span at line breaks, which stay out of the pieces; a span
// of nothing else stays whole.
func linesOf(s string, span text.Span) []text.Span {
	var pieces []text.Span
	start := span.Start
	for i := span.Start; i <= span.End; i++ {
		if i == span.End || s[i] == '\n' || s[i] == '\r' {
			if i > start {
				pieces = append(pieces, text.Span{Start: start, End: i})
			}
			start = i + 1
		}
	}
	// A piece that begins or ends the span in a line break would move its edge.
	if len(pieces) == 0 || pieces[0].Start != span.Start || pieces[len(pieces)-1].End != span.End {
		return []text.Span{span}
	}
	return pieces
}
