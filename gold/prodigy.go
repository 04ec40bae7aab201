package gold

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"rollcall/text"
)

// Prodigy's tasks, as db-out writes them, a line each:
//
//	{"text":"Ann met Bo.","spans":[{"start":0,"end":3,"token_start":0,"token_end":0,"label":"PERSON"}],"answer":"accept"}
//
// Offsets are Python's, code points. Tasks answered "ignore" are passed over. A
// task answered "reject" says of its spans only that they are wrong, so it is
// no gold: of it too nothing is read. A span can have an answer of its own.
// Tasks on one text with several accepted answers, as ner.teach asks for, are
// one document.

type prodigyTask struct {
	Text      *string         `json:"text"`
	Spans     []prodigySpan   `json:"spans"`
	Answer    string          `json:"answer"`
	Meta      json.RawMessage `json:"meta"`
	ID        json.RawMessage `json:"id"`
	InputHash json.RawMessage `json:"_input_hash"`
	Relations []any           `json:"relations"`
}

type prodigySpan struct {
	Start  number  `json:"start"`
	End    number  `json:"end"`
	Label  string  `json:"label"`
	Text   *string `json:"text"`
	Score  float64 `json:"score"`
	Answer string  `json:"answer"`
}

func looksProdigy(s *sample) bool {
	return s.has("text", "spans") || s.has("text", "_input_hash") || s.has("text", "answer", "_task_hash")
}

func (c *Corpus) readProdigy(data []byte, _ Options) {
	byHash := map[string]*text.Document{}
	c.eachRecord(data, func(r record) error {
		var task prodigyTask
		if err := r.decode(&task); err != nil {
			return err
		}
		switch task.Answer {
		case "ignore", "reject":
			c.skip("task answered " + task.Answer)
			return nil
		case "accept", "":
		default:
			return fmt.Errorf("the answer %q is not accept, reject or ignore", task.Answer)
		}
		if task.Text == nil {
			return errors.New("the task has no text")
		}
		var spans []foreign
		for _, s := range task.Spans {
			if s.Answer == "reject" || s.Answer == "ignore" {
				c.skip("span answered " + s.Answer)
				continue
			}
			spans = append(spans, foreign{s.Start, s.End, s.Label, s.Text, s.Score})
		}
		for range task.Relations {
			c.skip("relation")
		}
		hash := idOf(task.InputHash)
		if d := byHash[hash]; d != nil && hash != "" && d.Text == *task.Text {
			// The spans of this task join those of the tasks before it.
			more := &text.Document{ID: d.ID, Text: d.Text}
			c.addForeign(more, r.line, spans, text.Char)
			d.Mentions = append(d.Mentions, without(more.Mentions, d.Mentions)...)
			sortMentions(d)
			return nil
		}
		d := &text.Document{Text: *task.Text}
		meta, err := objectOf(task.Meta)
		if err != nil {
			return fmt.Errorf("meta: %w", err)
		}
		d.ID = idOf(task.ID, meta["id"])
		delete(meta, "id")
		if len(meta) > 0 {
			d.Meta = meta
		}
		if d.ID == "" {
			d.ID = c.nextID()
		}
		c.addForeign(d, r.line, spans, text.Char)
		c.add(d, r.line)
		byHash[hash] = d
		return nil
	})
}

// without are the mentions whose span and type none of the others has.
func without(mentions, others []text.Mention) []text.Mention {
	type key struct {
		span text.Span
		t    text.Type
	}
	have := map[key]bool{}
	for _, m := range others {
		have[key{m.Span, m.Type}] = true
	}
	var out []text.Mention
	for _, m := range mentions {
		if !have[key{m.Span, m.Type}] {
			out = append(out, m)
		}
	}
	return out
}

// objectOf is a JSON object's keys; null and nothing are an empty one.
func objectOf(raw json.RawMessage) (map[string]json.RawMessage, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(raw, &keys); err != nil {
		return nil, errors.New("not an object")
	}
	return keys, nil
}

func writeProdigy(docs []*text.Document, _ WriteOptions) ([]File, error) {
	return jsonLinesOf(docs, func(_ int, d *text.Document) any {
		index := text.NewIndex(d.Text, text.Char)
		words := wordsOf(d, text.Span{Start: 0, End: len(d.Text)})
		var tokens, spans []any
		for i, w := range words {
			end := index.FromByte(w.End)
			tokens = append(tokens, new(object).
				set("text", d.Surface(w)).set("start", index.FromByte(w.Start)).set("end", end).set("id", i).
				set("ws", strings.HasPrefix(d.Text[w.End:], " ")))
		}
		for _, m := range d.Mentions {
			first, last := wordsUnder(words, m.Span)
			s := new(object).set("start", index.FromByte(m.Start)).set("end", index.FromByte(m.End))
			if first >= 0 {
				s.set("token_start", first).set("token_end", last)
			}
			s.set("label", m.Type)
			if m.Score != 0 {
				s.set("score", m.Score)
			}
			spans = append(spans, s)
		}
		meta := new(object).set("id", d.ID)
		for _, key := range sortedKeys(d.Meta) {
			if key != "id" {
				meta.set(key, d.Meta[key])
			}
		}
		return new(object).set("text", d.Text).set("meta", meta).
			set("tokens", list(tokens)).set("spans", list(spans)).set("answer", "accept")
	})
}
