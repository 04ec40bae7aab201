package gold

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"rollcall/text"
)

// readOwn reads JSON lines. A first line without text that has the key
// "types" is a header: it says which types were annotated in all documents. A
// document may have the key too, and then all documents must agree.
func readOwn(c *Corpus, data []byte, o Options) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	types, rest := cutHeader(data)
	in := text.NewReader(rest, c.Path)
	for {
		d, err := in.Next()
		var bad *text.LineError
		switch {
		case err == io.EOF:
			c.settleTypes(types)
			c.noteAbsentTypes()
			return
		case errors.As(err, &bad):
			d = c.salvage(bad, lineOf(data, bad.Line))
		case err != nil:
			c.problem(in.Line(), Error, "file", "%v", err)
			return
		}
		if d != nil {
			c.add(d, in.Line())
		}
	}
}

func (c *Corpus) add(d *text.Document, line int) {
	sortMentions(d)
	c.Documents = append(c.Documents, d)
	c.Lines = append(c.Lines, line)
}

// cutHeader gives the types of the header, nil if the first line that is not
// blank is none, and the data with a blank line in its place.
func cutHeader(data []byte) (types []text.Type, rest io.Reader) {
	at := 0
	for line := range bytes.Lines(data) {
		at += len(line)
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var header struct {
			Text  *string     `json:"text"`
			Types []text.Type `json:"types"`
		}
		if json.Unmarshal(line, &header) != nil || header.Text != nil || header.Types == nil {
			break
		}
		blank := bytes.Repeat([]byte("\n"), bytes.Count(data[:at], []byte("\n")))
		return header.Types, io.MultiReader(bytes.NewReader(blank), bytes.NewReader(data[at:]))
	}
	return nil, bytes.NewReader(data)
}

// lineOf is the n-th line, from 1.
func lineOf(data []byte, n int) []byte {
	for line := range bytes.Lines(data) {
		if n--; n == 0 {
			return bytes.TrimSuffix(line, []byte("\n"))
		}
	}
	return nil
}

// settleTypes makes the header's types, or the ones that every document names,
// the corpus's.
func (c *Corpus) settleTypes(header []text.Type) {
	first := true
	for i, d := range c.Documents {
		raw, named := d.Meta["types"]
		var own []text.Type
		if named {
			if err := json.Unmarshal(raw, &own); err != nil {
				c.documentProblem(i, text.Span{}, Error, "types", "the key types is not a list of strings")
				continue
			}
			slices.SortFunc(own, text.CompareTypes)
		} else {
			own = header
		}
		if first {
			c.Types = own
			first = false
			continue
		}
		if !slices.Equal(own, c.Types) {
			c.documentProblem(i, text.Span{}, Error, "types",
				"annotated for %s, the documents before it for %s: put them into files of their own", typeList(own), typeList(c.Types))
			return
		}
	}
	slices.SortFunc(c.Types, text.CompareTypes)
}

// The absence of a type is worth a note from this many mentions and documents
// on: a single article may well name no amount.
const (
	enoughMentions  = 100
	enoughDocuments = 5
)

// noteAbsentTypes says which of the guideline's types never occur, since a file
// in which they were not annotated makes right answers look wrong.
func (c *Corpus) noteAbsentTypes() {
	if c.Types != nil {
		return
	}
	seen := counter{}
	total := 0
	for _, d := range c.Documents {
		for _, m := range d.Mentions {
			seen[string(m.Type)]++
			total++
		}
	}
	for _, t := range text.Types() {
		if seen[string(t)] == 0 && total >= enoughMentions && len(c.Documents) >= enoughDocuments {
			c.note(`no %s among %d mentions: if it was not annotated, a first line {"types":[…]} with those that were says so`, t, total)
		}
	}
}

func typeList(types []text.Type) string {
	if types == nil {
		return "all types"
	}
	return fmt.Sprint(types)
}

// salvage takes from a faulty line what can be read, so that all of its faults
// are reported and not only the first. It returns nil if there is no text.
func (c *Corpus) salvage(bad *text.LineError, line []byte) *text.Document {
	in := text.NewReader(bytes.NewReader(line), c.Path)
	in.IgnoreMentions = true
	d, err := in.Next()
	if err != nil {
		c.problem(bad.Line, Error, "file", "%v", bad.Err)
		return nil
	}
	var fields struct {
		Offsets  string            `json:"offsets"`
		Mentions []json.RawMessage `json:"mentions"`
	}
	if json.Unmarshal(line, &fields) != nil {
		c.problem(bad.Line, Error, "file", "%v", bad.Err)
		return d
	}
	unit := text.Char
	if fields.Offsets != "" {
		if unit, err = text.ParseUnit(fields.Offsets); err != nil {
			c.problem(bad.Line, Error, "file", "document %q: %v", d.ID, err)
			return d
		}
	}
	found := 0
	for i, raw := range fields.Mentions {
		one, err := oneMention(d, unit, raw)
		if err != nil {
			c.Problems = append(c.Problems, mentionProblem(c.Path, bad.Line, d, i, unit, err))
			found++
			continue
		}
		d.Mentions = append(d.Mentions, one)
	}
	if found == 0 { // the fault is elsewhere, in the entities for instance
		c.problem(bad.Line, Error, "file", "%v", bad.Err)
	}
	return d
}

// oneMention decodes a mention as text.Reader does, by giving it a line with
// that mention only.
func oneMention(d *text.Document, unit text.Unit, raw json.RawMessage) (text.Mention, error) {
	line, err := json.Marshal(map[string]any{
		"id": d.ID, "text": d.Text, "offsets": unit.String(), "mentions": []json.RawMessage{raw},
	})
	if err != nil {
		return text.Mention{}, err
	}
	one, err := text.NewReader(bytes.NewReader(line), "").Next()
	if err != nil {
		for { // the innermost error is the fault itself, without addresses
			inner := errors.Unwrap(err)
			if joined, ok := err.(interface{ Unwrap() []error }); ok {
				inner = joined.Unwrap()[0]
			}
			if inner == nil {
				return text.Mention{}, err
			}
			var surface *text.SurfaceError
			if errors.As(err, &surface) {
				return text.Mention{}, surface
			}
			err = inner
		}
	}
	return one.Mentions[0], nil
}

func mentionProblem(path string, line int, d *text.Document, i int, unit text.Unit, err error) Problem {
	p := Problem{Path: path, Line: line, Document: d.ID, Severity: Error, Kind: "span", Msg: fmt.Sprintf("mention %d: %v", i, err)}
	var surface *text.SurfaceError
	if errors.As(err, &surface) {
		p.Kind = "surface"
		p.Start, p.End = charSpan(d, surface.Span)
		p.Context = context(d, surface.Span)
		p.Msg = fmt.Sprintf("mention %d: %v%s", i, err, fitting(d, unit, surface))
	}
	return p
}

// charSpan is a span in characters.
func charSpan(d *text.Document, span text.Span) (start, end int) {
	index := text.NewIndex(d.Text, text.Char)
	return index.FromByte(span.Start), index.FromByte(span.End)
}

// documentProblem adds a problem of the i-th document; the zero span is the
// document as a whole.
func (c *Corpus) documentProblem(i int, span text.Span, s Severity, kind, format string, args ...any) {
	d := c.Documents[i]
	p := Problem{
		Path: c.FileOf(i), Line: c.Lines[i], Document: d.ID, Severity: s, Kind: kind, Msg: fmt.Sprintf(format, args...),
	}
	if span.Len() > 0 {
		p.Start, p.End = charSpan(d, span)
		p.Context = context(d, span)
	}
	c.Problems = append(c.Problems, p)
}
