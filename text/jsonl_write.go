package text

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"math"
	"slices"
)

// Writer writes documents as JSON lines.
type Writer struct {
	// Unit is what offsets count.
	Unit Unit
	// Candidates writes all candidates too, each with the reason of its loss.
	Candidates bool

	out *bufio.Writer
}

// NewWriter writes to w, in characters unless Unit is set. Flush must be
// called at the end.
func NewWriter(w io.Writer) *Writer { return &Writer{out: bufio.NewWriter(w)} }

// Flush writes what is buffered.
func (w *Writer) Flush() error { return w.out.Flush() }

type outMention struct {
	Start  int              `json:"start"`
	End    int              `json:"end"`
	Type   Type             `json:"type"`
	Text   string           `json:"text"`
	Score  float64          `json:"score,omitempty"`
	Source *Source          `json:"source,omitempty"`
	Entity string           `json:"entity,omitempty"`
	Key    string           `json:"key,omitempty"`
	Money  *Money           `json:"money,omitempty"`
	Alt    []outAlternative `json:"alt,omitempty"`
	Lost   string           `json:"lost,omitempty"`    // candidates: why
	LostTo *int             `json:"lost_to,omitempty"` // candidates: index of the winner
	Won    bool             `json:"won,omitempty"`     // candidates
}

type outAlternative struct {
	Start int  `json:"start"`
	End   int  `json:"end"`
	Type  Type `json:"type"`
}

// Write writes one document as one line. Bytes of the text that are not UTF-8
// come out as U+FFFD, one for each, and offsets count what is written.
func (w *Writer) Write(d *Document) error {
	index := NewIndex(d.Text, w.Unit)
	entityOf := make([]string, len(d.Mentions))
	entities := make([]wireEntity, 0, len(d.Entities))
	for _, e := range d.Entities {
		for _, k := range e.Mentions {
			entityOf[k] = e.ID
		}
		entities = append(entities, wireEntity{e.ID, e.Type, e.Name, e.Aliases, e.Mentions, key(e.Key)})
	}
	mentions := make([]outMention, 0, len(d.Mentions))
	for i, m := range d.Mentions {
		o := wireOut(d, index, m)
		o.Entity = entityOf[i]
		mentions = append(mentions, o)
	}

	type keyed struct {
		key   string
		value any
	}
	fields := []keyed{{"id", d.ID}, {"text", d.Text}, {"offsets", w.Unit.String()}, {"mentions", mentions}}
	if len(entities) > 0 {
		fields = append(fields, keyed{"entities", entities})
	}
	if w.Candidates {
		fields = append(fields, keyed{"candidates", candidatesOut(d, index)})
	}
	for _, key := range slices.Sorted(maps.Keys(d.Meta)) {
		fields = append(fields, keyed{key, d.Meta[key]})
	}
	var line bytes.Buffer
	for i, f := range fields {
		line.WriteByte("{,"[min(i, 1)])
		if err := appendJSON(&line, f.key); err != nil {
			return err
		}
		line.WriteByte(':')
		if err := appendJSON(&line, f.value); err != nil {
			return err
		}
	}
	line.WriteString("}\n")
	_, err := w.out.Write(line.Bytes())
	return err
}

// appendJSON encodes value without escaping <, > and &, which would only make
// the lines harder to read.
func appendJSON(line *bytes.Buffer, value any) error {
	enc := json.NewEncoder(line)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return err
	}
	line.Truncate(line.Len() - 1) // Encode ends with a newline
	return nil
}

func candidatesOut(d *Document, index *Index) []outMention {
	out := make([]outMention, 0, len(d.Candidates))
	for _, c := range d.Candidates {
		o := wireOut(d, index, c.Mention)
		if c.Loss == nil {
			o.Won = true
		} else {
			o.Lost = c.Loss.Reason
			if c.Loss.To >= 0 {
				o.LostTo = &c.Loss.To
			}
		}
		out = append(out, o)
	}
	return out
}

func wireOut(d *Document, index *Index, m Mention) outMention {
	o := outMention{
		Start: index.FromByte(m.Start), End: index.FromByte(m.End),
		Type: m.Type, Text: d.Surface(m.Span),
		Score: math.Round(m.Score*1e4) / 1e4, Money: m.Money, Key: m.Key,
	}
	if m.Source != (Source{}) {
		o.Source = &m.Source
	}
	for _, a := range m.Alt {
		o.Alt = append(o.Alt, outAlternative{index.FromByte(a.Start), index.FromByte(a.End), a.Type})
	}
	return o
}
