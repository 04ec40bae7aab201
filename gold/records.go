package gold

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"

	"rollcall/text"
)

// record is one JSON value of a file, and the line that it begins on.
type record struct {
	raw  json.RawMessage
	line int
}

// jsonValues yields the values of a file: a line each if its lines are values
// of their own, so that a broken one costs only itself, and otherwise those
// that the file is a sequence of, mostly one. An error has the line in its
// record.
func jsonValues(data []byte) iter.Seq2[record, error] {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	return func(yield func(record, error) bool) {
		if jsonLines(data) {
			n := 0
			for line := range bytes.Lines(data) {
				n++
				line = bytes.TrimSpace(line)
				if len(line) == 0 {
					continue
				}
				var err error
				if !json.Valid(line) {
					var v any
					err = fmt.Errorf("not JSON: %w", json.Unmarshal(line, &v))
				}
				if !yield(record{line, n}, err) {
					return
				}
			}
			return
		}
		yieldValues(data, 1, yield)
	}
}

// jsonLines reports whether the first line that is not blank, or the second, is
// a JSON value of its own.
func jsonLines(data []byte) bool {
	seen := 0
	for line := range bytes.Lines(data) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		// A line of a pretty-printed file may be a value too: 3, or "x".
		if (line[0] == '{' || line[0] == '[') && json.Valid(line) {
			return true
		}
		if seen++; seen == 2 || len(line) <= 2 {
			return false
		}
	}
	return false
}

func yieldValues(data []byte, line int, yield func(record, error) bool) {
	dec := json.NewDecoder(bytes.NewReader(data))
	at := 0
	for {
		var raw json.RawMessage
		err := dec.Decode(&raw)
		if err == io.EOF {
			return
		}
		if err != nil {
			var syntax *json.SyntaxError
			if errors.As(err, &syntax) {
				line += bytes.Count(data[at:min(len(data), at+int(syntax.Offset))], []byte("\n"))
			}
			yield(record{nil, line}, fmt.Errorf("not JSON: %w", err))
			return
		}
		end := int(dec.InputOffset())
		begin := end - len(raw)
		line += bytes.Count(data[at:begin], []byte("\n"))
		if !yield(record{raw, line}, nil) {
			return
		}
		line += bytes.Count(data[begin:end], []byte("\n"))
		at = end
	}
}

// elements yields the elements of a record that is an array.
func (r record) elements() iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		dec := json.NewDecoder(bytes.NewReader(r.raw))
		if _, err := dec.Token(); err != nil {
			return
		}
		at, line := 0, r.line
		for dec.More() {
			var raw json.RawMessage
			if err := dec.Decode(&raw); err != nil {
				yield(record{nil, line}, fmt.Errorf("not JSON: %w", err))
				return
			}
			end := int(dec.InputOffset())
			begin := end - len(raw)
			line += bytes.Count(r.raw[at:begin], []byte("\n"))
			at = begin
			if !yield(record{raw, line}, nil) {
				return
			}
		}
	}
}

// eachRecord calls do for every object or other value of a JSON file, the
// elements of arrays one by one. Errors, do's own included, become problems of
// the file, and reading goes on where it can.
func (c *Corpus) eachRecord(data []byte, do func(r record) error) {
	report := func(r record, err error) {
		if err != nil {
			c.problem(r.line, Error, "record", "%v", err)
		}
	}
	for v, err := range jsonValues(data) {
		if err != nil {
			report(v, err)
			continue
		}
		if v.raw[0] != '[' {
			report(v, do(v))
			continue
		}
		for e, err := range v.elements() {
			if err == nil {
				err = do(e)
			}
			report(e, err)
		}
	}
}

// decode reads a record into value, and puts what is wrong in words.
func (r record) decode(value any) error {
	err := json.Unmarshal(r.raw, value)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("%s is a %s where %s was expected", fieldName(wrong.Field), wrong.Value, kindName(wrong))
	}
	return err
}

func fieldName(field string) string {
	if field == "" {
		return "the record"
	}
	return field
}

func kindName(e *json.UnmarshalTypeError) string {
	switch k := e.Type.Kind().String(); k {
	case "struct", "map":
		return "an object"
	case "slice", "array":
		return "a list"
	case "int", "float64":
		return "a number"
	default:
		return "a " + k
	}
}

// number is a JSON number that is to be whole: some tools write 3.0.
type number struct {
	value int
	set   bool
}

// UnmarshalJSON takes numbers and null.
func (n *number) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var f float64
	if err := json.Unmarshal(data, &f); err != nil {
		return fmt.Errorf("%s is no offset", data)
	}
	if f != math.Trunc(f) || math.Abs(f) > 1<<52 {
		return fmt.Errorf("%s is no whole number", data)
	}
	n.value, n.set = int(f), true
	return nil
}

// foreign is a span as another tool writes it.
type foreign struct {
	start, end number
	label      string
	surface    *string // what it is said to cover, if that is said
	score      float64
}

// addForeign adds spans to a document, in the first of the units in which all
// surfaces are what stands there; if none fits, the first one's faults are
// reported. The document must not be in the corpus yet.
func (c *Corpus) addForeign(d *text.Document, line int, spans []foreign, units ...text.Unit) {
	unit := units[0]
	for _, u := range units {
		if fits(d, spans, u) {
			unit = u
			break
		}
	}
	index := text.NewIndex(d.Text, unit)
	for i, s := range spans {
		m, err := s.mention(d, index, unit)
		if err != nil {
			c.Problems = append(c.Problems, mentionProblem(c.Path, line, d, i, unit, err))
			continue
		}
		d.Mentions = append(d.Mentions, m)
	}
}

// fits reports whether all spans lie in the text and cover what they say.
func fits(d *text.Document, spans []foreign, unit text.Unit) bool {
	index := text.NewIndex(d.Text, unit)
	for _, s := range spans {
		if _, err := s.mention(d, index, unit); err != nil {
			return false
		}
	}
	return true
}

func (s foreign) mention(d *text.Document, index *text.Index, unit text.Unit) (text.Mention, error) {
	span, err := spanIn(index, unit, s.start, s.end)
	if err != nil {
		return text.Mention{}, err
	}
	if s.label == "" {
		return text.Mention{}, errors.New("the label is missing")
	}
	if s.surface != nil && *s.surface != d.Surface(span) {
		return text.Mention{}, &text.SurfaceError{
			Span: span, Start: s.start.value, End: s.end.value, Said: *s.surface, Stands: d.Surface(span),
		}
	}
	return text.Mention{Span: span, Type: text.Type(s.label), Score: s.score}, nil
}

// spanIn converts offsets into bytes.
func spanIn(index *text.Index, unit text.Unit, start, end number) (text.Span, error) {
	if !start.set || !end.set {
		return text.Span{}, errors.New("start or end is missing")
	}
	from, okFrom := index.ToByte(start.value)
	to, okTo := index.ToByte(end.value)
	switch {
	case start.value < 0 || end.value > index.Len() || start.value > index.Len():
		return text.Span{}, fmt.Errorf("%d-%d lies outside the text of %d %ss", start.value, end.value, index.Len(), unit)
	case start.value >= end.value:
		return text.Span{}, fmt.Errorf("%d-%d is empty", start.value, end.value)
	case !okFrom || !okTo:
		return text.Span{}, fmt.Errorf("%d-%d cuts a character in two (offsets are counted in %ss)", start.value, end.value, unit)
	}
	return text.Span{Start: from, End: to}, nil
}

// idOf is the first of the values that is a string or a number, as a string.
func idOf(values ...json.RawMessage) string {
	for _, v := range values {
		var s string
		var n json.Number
		switch {
		case len(v) == 0 || string(v) == "null":
		case json.Unmarshal(v, &s) == nil && s != "":
			return s
		case v[0] != '"' && json.Unmarshal(v, &n) == nil:
			return n.String()
		}
	}
	return ""
}

// nextID makes up an id for the corpus's next document.
func (c *Corpus) nextID() string {
	c.generated = true
	return fmt.Sprintf("%s-%04d", baseName(c.Path), len(c.Documents)+1)
}

// texts are the documents that ones without text are read against.
type texts struct {
	list []*text.Document
	byID map[string]*text.Document
}

func (o Options) texts() texts {
	t := texts{o.Texts, make(map[string]*text.Document, len(o.Texts))}
	for _, d := range o.Texts {
		t.byID[d.ID] = d
	}
	return t
}

// document is a fresh document with the text that an id has or, without an id,
// the corpus's next text in order.
func (t texts) document(c *Corpus, id string) (*text.Document, error) {
	n := len(c.Documents)
	switch known := t.byID[id]; {
	case len(t.list) == 0:
		return nil, errors.New("this format has no texts: give the documents with --texts, or as the gold of rollcall eval --predictions")
	case known != nil:
		return &text.Document{ID: id, Text: known.Text}, nil
	case id != "":
		return nil, fmt.Errorf("there is no document %q among the texts given", id)
	case n >= len(t.list):
		return nil, fmt.Errorf("this is record %d, and there are only %s", n+1, plural(len(t.list), "text"))
	}
	return &text.Document{ID: t.list[n].ID, Text: t.list[n].Text}, nil
}

// object is a JSON object that keeps the order in which keys are set.
type object struct {
	out   bytes.Buffer
	count int
	err   error
}

// set adds a key.
func (o *object) set(key string, value any) *object {
	o.out.WriteByte("{,"[min(o.count, 1)])
	o.count++
	o.encode(key)
	o.out.WriteByte(':')
	o.encode(value)
	return o
}

func (o *object) encode(value any) {
	if inner, ok := value.(*object); ok {
		raw, err := inner.bytes()
		o.out.Write(raw)
		o.err = errors.Join(o.err, err)
		return
	}
	enc := json.NewEncoder(&o.out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		o.err = errors.Join(o.err, err)
		return
	}
	o.out.Truncate(o.out.Len() - 1) // Encode ends with a newline
}

// MarshalJSON lets an object stand in lists.
func (o *object) MarshalJSON() ([]byte, error) { return o.bytes() }

func (o *object) bytes() ([]byte, error) {
	if o.count == 0 {
		return []byte("{}"), o.err
	}
	return append(bytes.Clone(o.out.Bytes()), '}'), o.err
}

// jsonLinesOf is a file with an object a line.
func jsonLinesOf(docs []*text.Document, of func(i int, d *text.Document) any) ([]File, error) {
	var out bytes.Buffer
	for i, d := range docs {
		var line object
		line.encode(of(i, d))
		if line.err != nil {
			return nil, fmt.Errorf("document %q: %w", d.ID, line.err)
		}
		out.Write(line.out.Bytes())
		out.WriteByte('\n')
	}
	return []File{{Data: out.Bytes()}}, nil
}

// jsonArrayOf is a file with one array, an element a line.
func jsonArrayOf(docs []*text.Document, of func(i int, d *text.Document) any) ([]File, error) {
	files, err := jsonLinesOf(docs, of)
	if err != nil {
		return nil, err
	}
	lines := bytes.TrimSuffix(files[0].Data, []byte("\n"))
	var out bytes.Buffer
	out.WriteString("[\n")
	for i, line := range bytes.Split(lines, []byte("\n")) {
		if i > 0 {
			out.WriteString(",\n")
		}
		out.Write(line)
	}
	out.WriteString("\n]\n")
	return []File{{Data: out.Bytes()}}, nil
}
