package gold

import (
	"encoding/json"
	"fmt"
	"strings"

	"rollcall/text"
)

// Results without their texts, which Options.Texts gives. Of Presidio's
// analyzer, as its service answers and as to_dict gives them:
//
//	[{"entity_type":"PERSON","start":0,"end":3,"score":0.85,"analysis_explanation":null}]
//
// and of the token-classification pipeline of transformers, with entities put
// together by an aggregation strategy or, without one, a token each:
//
//	[{"entity_group":"PER","score":0.998,"word":"Ann","start":0,"end":3}]
//	[{"entity":"B-PER","score":0.998,"index":1,"word":"Ann","start":0,"end":3}]
//
// A list is one document's. A file holds one list, a list a line, a list of
// lists as batches give, or objects with an id and the list under "results",
// "entities" or "predictions", and then maybe a text. Offsets are code points.

type result struct {
	EntityType  string  `json:"entity_type"`
	EntityGroup string  `json:"entity_group"`
	Entity      string  `json:"entity"`
	Start       number  `json:"start"`
	End         number  `json:"end"`
	Score       float64 `json:"score"`
}

func looksPresidio(s *sample) bool { return looksResults(s, "entity_type") }

func looksPipeline(s *sample) bool {
	return looksResults(s, "entity_group") || looksResults(s, "entity")
}

// looksResults reports whether one of the file's results has the key.
func looksResults(s *sample, key string) bool {
	has := func(raw json.RawMessage) bool {
		var r map[string]json.RawMessage
		if json.Unmarshal(raw, &r) != nil {
			return false
		}
		return r[key] != nil && r["start"] != nil && r["end"] != nil
	}
	for _, r := range s.records {
		if has(r) {
			return true
		}
		list := []json.RawMessage{}
		if r[0] == '{' {
			var holder resultList
			if json.Unmarshal(r, &holder) != nil {
				continue
			}
			list = holder.list()
		} else if json.Unmarshal(r, &list) != nil {
			continue
		}
		for _, item := range list {
			if has(item) {
				return true
			}
		}
	}
	return false
}

// resultList is an object with a document's results.
type resultList struct {
	ID          json.RawMessage   `json:"id"`
	Text        *string           `json:"text"`
	Results     []json.RawMessage `json:"results"`
	Entities    []json.RawMessage `json:"entities"`
	Predictions []json.RawMessage `json:"predictions"`
	Recognizer  []json.RawMessage `json:"recognizer_results"`
}

func (l resultList) list() []json.RawMessage {
	for _, some := range [][]json.RawMessage{l.Results, l.Entities, l.Predictions, l.Recognizer} {
		if some != nil {
			return some
		}
	}
	return nil
}

func (c *Corpus) readPresidio(data []byte, o Options) {
	c.readResults(data, o, func(r result) string { return r.EntityType })
}

func (c *Corpus) readPipeline(data []byte, o Options) {
	c.readResults(data, o, func(r result) string {
		if r.EntityGroup != "" {
			return r.EntityGroup
		}
		return r.Entity
	})
}

func (c *Corpus) readResults(data []byte, o Options, label func(result) string) {
	known := o.texts()
	add := func(line int, holder resultList) error {
		var d *text.Document
		id := idOf(holder.ID)
		if holder.Text != nil {
			d = &text.Document{ID: id, Text: *holder.Text}
			if id == "" {
				d.ID = c.nextID()
			}
		} else {
			var err error
			if d, err = known.document(c, id); err != nil {
				return err
			}
		}
		var spans []foreign
		for i, raw := range holder.list() {
			var r result
			if err := (record{raw: raw}).decode(&r); err != nil {
				c.problem(line, Error, "record", "result %d: %v", i, err)
				continue
			}
			spans = append(spans, foreign{r.Start, r.End, label(r), nil, r.Score})
		}
		c.addForeign(d, line, spans, text.Char)
		d.Mentions = joinTagged(d, d.Mentions)
		c.add(d, line)
		return nil
	}
	for v, err := range jsonValues(data) {
		switch {
		case err != nil:
			// The next record is still the next document's.
			err = fmt.Errorf("%w", err)
			if known.list != nil && v.raw != nil {
				if again := add(v.line, resultList{}); again != nil {
					err = again
				}
			}
		case v.raw[0] == '[':
			err = c.addResults(v, add)
		default:
			var holder resultList
			if err = v.decode(&holder); err == nil {
				err = add(v.line, holder)
			}
		}
		if err != nil {
			c.problem(v.line, Error, "record", "%v", err)
		}
	}
}

// addResults adds a list: of one document's results, or of lists or objects
// that are a document's each.
func (c *Corpus) addResults(v record, add func(line int, holder resultList) error) error {
	var own []json.RawMessage
	documents := false
	for e, err := range v.elements() {
		if err != nil {
			return err
		}
		var holder resultList
		switch {
		case e.raw[0] == '[':
			documents = true
			if err := e.decode(&holder.Results); err != nil {
				return err
			}
		case e.raw[0] == '{' && json.Unmarshal(e.raw, &holder) == nil && holder.list() != nil:
			documents = true
		default:
			own = append(own, e.raw)
			continue
		}
		if err := add(e.line, holder); err != nil {
			c.problem(e.line, Error, "record", "%v", err)
		}
	}
	if documents && len(own) == 0 {
		return nil
	}
	return add(v.line, resultList{Results: append([]json.RawMessage{}, own...)})
}

// joinTagged joins what a pipeline without an aggregation strategy gives, a
// mention a word piece with a tag for its type, to whole mentions. Mentions
// with plain labels stay as they are. The score is the least of the pieces'.
func joinTagged(d *text.Document, mentions []text.Mention) []text.Mention {
	var out []text.Mention
	open := false
	for _, m := range mentions {
		t, ok := parseTag(string(m.Type))
		if !ok || t.prefix == 'O' {
			open = false
			if t.prefix != 'O' || !ok {
				out = append(out, m)
			}
			continue
		}
		last := len(out) - 1
		m.Type = text.Type(t.label)
		// Pieces of one word touch, and words have a blank between them.
		if open && out[last].Type == m.Type && t.prefix != 'B' && t.prefix != 'S' && out[last].End <= m.Start &&
			strings.TrimSpace(d.Text[out[last].End:m.Start]) == "" {
			out[last].End = m.End
			out[last].Score = min(out[last].Score, m.Score)
			continue
		}
		out = append(out, m)
		open = true
	}
	return out
}

func writePresidio(docs []*text.Document, _ WriteOptions) ([]File, error) {
	return jsonLinesOf(docs, func(_ int, d *text.Document) any {
		index := text.NewIndex(d.Text, text.Char)
		var results []any
		for _, m := range d.Mentions {
			results = append(results, new(object).set("entity_type", m.Type).
				set("start", index.FromByte(m.Start)).set("end", index.FromByte(m.End)).set("score", m.Score))
		}
		return list(results)
	})
}

func writePipeline(docs []*text.Document, _ WriteOptions) ([]File, error) {
	return jsonLinesOf(docs, func(_ int, d *text.Document) any {
		index := text.NewIndex(d.Text, text.Char)
		var results []any
		for _, m := range d.Mentions {
			results = append(results, new(object).set("entity_group", m.Type).set("score", m.Score).
				set("word", d.Surface(m.Span)).
				set("start", index.FromByte(m.Start)).set("end", index.FromByte(m.End)))
		}
		return list(results)
	})
}
