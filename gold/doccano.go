package gold

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"rollcall/text"
)

// doccano's sequence labelling, a line a document. Spans are lists or objects,
// under one of several keys, by version:
//
//	{"id":7,"text":"Ann met Bo.","label":[[0,3,"PERSON"]]}
//	{"id":7,"text":"Ann met Bo.","entities":[{"id":1,"label":"PERSON","start_offset":0,"end_offset":3}],"relations":[]}
//
// Offsets are code points. Other keys are the document's metadata.

var doccanoKeys = []string{"id", "text", "data", "label", "labels", "entities", "annotations", "relations", "Comments", "comments", "cats"}

func looksDoccano(s *sample) bool {
	for _, text := range []string{"text", "data"} {
		for _, spans := range []string{"label", "labels", "entities"} {
			if s.has(text, spans) {
				return true
			}
		}
	}
	return false
}

func (c *Corpus) readDoccano(data []byte, _ Options) {
	c.eachRecord(data, func(r record) error {
		var fields map[string]json.RawMessage
		if err := r.decode(&fields); err != nil {
			return err
		}
		d := &text.Document{}
		raw := fields["text"]
		if raw == nil {
			raw = fields["data"]
		}
		if raw == nil || string(raw) == "null" || json.Unmarshal(raw, &d.Text) != nil {
			return errors.New("the document has no text")
		}
		d.ID = idOf(fields["id"])
		if d.ID == "" {
			d.ID = c.nextID()
		}
		for _, key := range sortedKeys(fields) {
			if slices.Contains(doccanoKeys, key) {
				continue
			}
			if d.Meta == nil {
				d.Meta = map[string]json.RawMessage{}
			}
			d.Meta[key] = fields[key]
		}
		var spans []foreign
		for _, key := range []string{"label", "labels", "entities"} {
			some, err := c.doccanoSpans(fields[key])
			if err != nil {
				return fmt.Errorf("document %q: %s: %w", d.ID, key, err)
			}
			spans = append(spans, some...)
		}
		for _, key := range []string{"relations", "Comments", "comments"} {
			var items []json.RawMessage
			if json.Unmarshal(fields[key], &items) == nil {
				for range items {
					c.skip(map[bool]string{true: "relation", false: "comment"}[key == "relations"])
				}
			}
		}
		c.addForeign(d, r.line, spans, text.Char)
		c.add(d, r.line)
		return nil
	})
}

// doccanoSpans reads spans in either form.
func (c *Corpus) doccanoSpans(raw json.RawMessage) ([]foreign, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil, errors.New("not a list of spans")
	}
	var spans []foreign
	for i, item := range items {
		if item[0] == '"' {
			c.skip("label of a whole document")
			continue
		}
		s, err := spanOf(item)
		if err != nil {
			return nil, fmt.Errorf("span %d: %w", i, err)
		}
		spans = append(spans, s)
	}
	return spans, nil
}

// spanOf reads [0, 3, "PERSON"], or an object with start, end and label in one
// of the usual spellings.
func spanOf(item json.RawMessage) (foreign, error) {
	if item[0] == '[' {
		var s foreign
		triple := []any{&s.start, &s.end, &s.label}
		var parts []json.RawMessage
		if err := json.Unmarshal(item, &parts); err != nil || len(parts) < 3 {
			return s, fmt.Errorf(`%s is not [start, end, "label"]`, item)
		}
		for i, to := range triple {
			if err := json.Unmarshal(parts[i], to); err != nil {
				return s, fmt.Errorf(`%s is not [start, end, "label"]`, item)
			}
		}
		return s, nil
	}
	var o struct {
		Start       number  `json:"start"`
		End         number  `json:"end"`
		StartOffset number  `json:"start_offset"`
		EndOffset   number  `json:"end_offset"`
		Label       string  `json:"label"`
		Text        *string `json:"text"`
		Score       float64 `json:"score"`
	}
	if err := (record{raw: item}).decode(&o); err != nil {
		return foreign{}, err
	}
	if !o.Start.set {
		o.Start, o.End = o.StartOffset, o.EndOffset
	}
	return foreign{o.Start, o.End, o.Label, o.Text, o.Score}, nil
}

func writeDoccano(docs []*text.Document, _ WriteOptions) ([]File, error) {
	return jsonLinesOf(docs, func(_ int, d *text.Document) any {
		index := text.NewIndex(d.Text, text.Char)
		var spans []any
		for _, m := range d.Mentions {
			spans = append(spans, []any{index.FromByte(m.Start), index.FromByte(m.End), m.Type})
		}
		line := new(object).set("id", d.ID).set("text", d.Text).set("label", list(spans))
		for _, key := range sortedKeys(d.Meta) {
			if !slices.Contains(doccanoKeys, key) {
				line.set(key, d.Meta[key])
			}
		}
		return line
	})
}
