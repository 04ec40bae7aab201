package text

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// LineError is a fault in one line of a file. The lines after it can still be
// read.
type LineError struct {
	Name string // the file, as given to NewReader
	Line int    // from 1
	Err  error
}

// Error is "name:line: what is wrong".
func (e *LineError) Error() string { return fmt.Sprintf("%s:%d: %v", e.Name, e.Line, e.Err) }

// Unwrap gives the fault without its address.
func (e *LineError) Unwrap() error { return e.Err }

// Reader reads documents from JSON lines, one object a line; blank lines are
// passed over, as is a header that gold may begin with ({"types":[…]}), and a
// line may be of any length.
type Reader struct {
	// IgnoreMentions leaves mentions and entities unread, faulty ones
	// included.
	IgnoreMentions bool
	// TextOf gives the text of a document whose line has none, as answers to a
	// known gold may. Without it, or where it reports false, such a line is an
	// error.
	TextOf func(id string) (string, bool)

	in    *bufio.Reader
	name  string
	line  int
	begun bool // a line was read that is not blank
	fast  scanned
}

// NewReader reads from r; name is what errors call it.
func NewReader(r io.Reader, name string) *Reader {
	return &Reader{in: bufio.NewReaderSize(r, 1<<16), name: name}
}

// Line is the number of the line that Next read last, from 1.
func (r *Reader) Line() int { return r.line }

// Next is the next document. It returns io.EOF after the last, a *LineError
// for a line that is no good document (Next may be called again to go on), and
// any other error where the input itself failed.
func (r *Reader) Next() (*Document, error) {
	for {
		line, err := r.in.ReadBytes('\n')
		if err != nil && (err != io.EOF || len(line) == 0) {
			return nil, err
		}
		r.line++
		if r.line == 1 {
			line = bytes.TrimPrefix(line, []byte("\uFEFF"))
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		first := !r.begun
		r.begun = true
		if first && isHeader(line) {
			continue
		}
		d, err := r.read(line)
		if err != nil {
			return nil, &LineError{r.name, r.line, err}
		}
		return d, nil
	}
}

// isHeader reports whether a line is the header that gold may begin with, which
// says what types it is annotated for.
func isHeader(line []byte) bool {
	var header struct {
		ID    json.RawMessage `json:"id"`
		Text  *string         `json:"text"`
		Types []Type          `json:"types"`
	}
	return bytes.Contains(line, []byte(`"types"`)) && json.Unmarshal(line, &header) == nil &&
		header.Types != nil && header.ID == nil && header.Text == nil
}

// ReadAll reads all documents. Faulty lines are left out; their errors are
// joined.
func (r *Reader) ReadAll() ([]*Document, error) {
	var docs []*Document
	var errs []error
	for {
		d, err := r.Next()
		var bad *LineError
		switch {
		case err == io.EOF:
			return docs, errors.Join(errs...)
		case errors.As(err, &bad):
			errs = append(errs, err)
		case err != nil:
			return docs, errors.Join(append(errs, err)...)
		default:
			docs = append(docs, d)
		}
	}
}

// The keys of a document that have a field; all others are Meta.
var documentKeys = []string{"id", "text", "offsets", "mentions", "entities", "candidates"}

type wireMention struct {
	Start  *int              `json:"start"`
	End    *int              `json:"end"`
	Type   *Type             `json:"type"`
	Text   *string           `json:"text"`
	Score  float64           `json:"score"`
	Source Source            `json:"source"`
	Entity string            `json:"entity"`
	Key    key               `json:"key"`
	Money  *Money            `json:"money"`
	Alt    []wireAlternative `json:"alt"`
}

type wireAlternative struct {
	Start *int  `json:"start"`
	End   *int  `json:"end"`
	Type  *Type `json:"type"`
}

type wireEntity struct {
	ID       string   `json:"id"`
	Type     Type     `json:"type"`
	Name     string   `json:"name"`
	Aliases  []string `json:"aliases,omitempty"`
	Mentions []int    `json:"mentions"`
	Key      key      `json:"key,omitempty"`
}

// key is a string; in files of other systems, which may have a key that means
// something else, other values count for nothing.
type key string

// UnmarshalJSON never fails.
func (k *key) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		*k = key(s)
	}
	return nil
}

// read reads a line by scan or, if that finds it unusual, by decode.
func (r *Reader) read(line []byte) (*Document, error) {
	if !r.fast.scan(line, r.IgnoreMentions) {
		return r.decode(line)
	}
	d := &Document{ID: r.fast.id, Text: r.fast.text, Meta: r.fast.meta}
	if !r.fast.hasID {
		d.ID = documentID(nil, r.name, r.line)
	}
	if !r.fast.hasText {
		if err := r.decodeText(d, nil); err != nil {
			return nil, err
		}
	}
	if r.IgnoreMentions {
		return d, nil
	}
	if err := d.setMentions(r.fast.offsets, r.fast.mentions, r.fast.entities); err != nil {
		return nil, fmt.Errorf("document %q: %w", d.ID, err)
	}
	return d, nil
}

func (r *Reader) decode(line []byte) (*Document, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(line, &fields); err != nil {
		return nil, fmt.Errorf("not a JSON object: %w", err)
	}
	d := &Document{ID: documentID(fields["id"], r.name, r.line)}
	for key, value := range fields {
		if slices.Contains(documentKeys, key) {
			continue
		}
		if d.Meta == nil {
			d.Meta = map[string]json.RawMessage{}
		}
		d.Meta[key] = value
	}
	if err := r.decodeText(d, fields["text"]); err != nil {
		return nil, err
	}
	if r.IgnoreMentions {
		return d, nil
	}
	if err := decodeMentions(d, fields); err != nil {
		return nil, fmt.Errorf("document %q: %w", d.ID, err)
	}
	return d, nil
}

// documentID is the id as a string; a number is taken as it is written, and a
// line without an id is called after where it stands.
func documentID(raw json.RawMessage, name string, line int) string {
	var id string
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return fmt.Sprintf("%s:%d", name, line)
	case json.Unmarshal(raw, &id) == nil:
		return id
	}
	return string(raw)
}

func (r *Reader) decodeText(d *Document, raw json.RawMessage) error {
	var value *string
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &value); err != nil {
			return fmt.Errorf("document %q: text is not a string", d.ID)
		}
	}
	if value != nil {
		d.Text = *value
		return nil
	}
	if r.TextOf != nil {
		known, ok := r.TextOf(d.ID)
		if ok {
			d.Text = known
			return nil
		}
	}
	return fmt.Errorf("document %q has no text", d.ID)
}

func decodeMentions(d *Document, fields map[string]json.RawMessage) error {
	var offsets string
	if raw, ok := fields["offsets"]; ok {
		if err := json.Unmarshal(raw, &offsets); err != nil {
			return errors.New("offsets is not a string")
		}
		if offsets == "" {
			_, err := ParseUnit(offsets)
			return err
		}
	}
	var wire []wireMention
	if raw, ok := fields["mentions"]; ok {
		if err := json.Unmarshal(raw, &wire); err != nil {
			return fmt.Errorf("mentions: %w", err)
		}
	}
	var entities []wireEntity
	if raw, ok := fields["entities"]; ok {
		if err := json.Unmarshal(raw, &entities); err != nil {
			return fmt.Errorf("entities: %w", err)
		}
	}
	return d.setMentions(offsets, wire, entities)
}

// setMentions converts mentions and entities as they are written; offsets is
// the name of the unit, empty for the standard one.
func (d *Document) setMentions(offsets string, wire []wireMention, entities []wireEntity) error {
	unit := Char
	if offsets != "" {
		var err error
		if unit, err = ParseUnit(offsets); err != nil {
			return err
		}
	}
	var errs []error
	index := NewIndex(d.Text, unit)
	if len(wire) > 0 {
		d.Mentions = make([]Mention, 0, len(wire))
	}
	for i, w := range wire {
		m, err := w.mention(d, index)
		if err != nil {
			errs = append(errs, fmt.Errorf("mention %d: %w", i, err))
			continue
		}
		d.Mentions = append(d.Mentions, m)
	}
	for _, e := range entities {
		for _, k := range e.Mentions {
			if k < 0 || k >= len(wire) {
				errs = append(errs, fmt.Errorf("entity %q: there is no mention %d", e.ID, k))
			}
		}
		d.Entities = append(d.Entities, Entity{e.ID, e.Type, e.Name, e.Aliases, e.Mentions, string(e.Key)})
	}
	if len(entities) == 0 && len(errs) == 0 {
		d.Entities = entitiesOf(d, wire)
	}
	return errors.Join(errs...)
}

// entitiesOf groups mentions that carry an entity id where the document has no
// list of entities.
func entitiesOf(d *Document, wire []wireMention) []Entity {
	var entities []Entity
	at := map[string]int{}
	for i, w := range wire {
		if w.Entity == "" {
			continue
		}
		k, seen := at[w.Entity]
		if !seen {
			k = len(entities)
			at[w.Entity] = k
			m := d.Mentions[i]
			entities = append(entities, Entity{ID: w.Entity, Type: m.Type, Name: d.Surface(m.Span)})
		}
		entities[k].Mentions = append(entities[k].Mentions, i)
	}
	return entities
}

func (w wireMention) mention(d *Document, index *Index) (Mention, error) {
	span, err := wireSpan(w.Start, w.End, d, index)
	if err != nil {
		return Mention{}, err
	}
	if w.Type == nil || *w.Type == "" {
		return Mention{}, errors.New("type is missing")
	}
	if w.Text != nil && *w.Text != d.Surface(span) {
		return Mention{}, &SurfaceError{
			Span: span, Start: *w.Start, End: *w.End,
			Said: *w.Text, Stands: d.Surface(span),
		}
	}
	m := Mention{Span: span, Type: *w.Type, Score: w.Score, Source: w.Source, Money: w.Money, Key: string(w.Key)}
	for i, a := range w.Alt {
		alt := Alternative{Type: m.Type}
		if alt.Span, err = wireSpan(a.Start, a.End, d, index); err != nil {
			return Mention{}, fmt.Errorf("alt %d: %w", i, err)
		}
		if a.Type != nil {
			alt.Type = *a.Type
		}
		m.Alt = append(m.Alt, alt)
	}
	return m, nil
}

// SurfaceError is a mention whose text is not what stands at its span.
type SurfaceError struct {
	Span         Span   // in bytes
	Start, End   int    // as written in the file, in the file's unit
	Said, Stands string // the mention's text, and the document's
}

// Error names both strings.
func (e *SurfaceError) Error() string {
	return fmt.Sprintf("%d-%d is said to be %q, but the text there is %q", e.Start, e.End, e.Said, e.Stands)
}

func wireSpan(start, end *int, d *Document, index *Index) (Span, error) {
	if start == nil || end == nil {
		return Span{}, errors.New("start or end is missing")
	}
	from, okFrom := index.ToByte(*start)
	to, okTo := index.ToByte(*end)
	switch {
	case *start < 0 || *end > index.Len():
		return Span{}, fmt.Errorf("%d-%d lies outside the text of %d %ss", *start, *end, index.Len(), index.unit)
	case *start >= *end:
		return Span{}, fmt.Errorf("%d-%d is empty", *start, *end)
	case !okFrom || !okTo:
		return Span{}, fmt.Errorf("%d-%d cuts a character in two (offsets are counted in %ss)", *start, *end, index.unit)
	}
	return Span{from, to}, nil
}
