package gold

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/text"
)

// Label Studio's tasks, one array of them: the export JSON, its form for import
// (predictions), and JSON-MIN, which has the spans under the name of the tag:
//
//	[{"id":1,"data":{"text":"Ann met Bo."},"annotations":[{"id":5,"result":[
//	  {"from_name":"label","to_name":"text","type":"labels","value":{"start":0,"end":3,"text":"Ann","labels":["PERSON"]}}]}]}]
//	[{"id":1,"text":"Ann met Bo.","label":[{"start":0,"end":3,"text":"Ann","labels":["PERSON"]}]}]
//
// Offsets are code points since version 1.4, and UTF-16 units before; which of
// them a document has is told by the texts of its spans. Of several annotations
// of a task the one marked ground_truth counts, else the last that was not
// cancelled; without any, the last prediction. Annotations of HTML, whose
// offsets count in elements, are errors.

type studioTask struct {
	ID          json.RawMessage            `json:"id"`
	Data        map[string]json.RawMessage `json:"data"`
	Annotations []studioAnnotation         `json:"annotations"`
	Completions []studioAnnotation         `json:"completions"`
	Predictions []studioAnnotation         `json:"predictions"`
}

type studioAnnotation struct {
	Result       []studioResult `json:"result"`
	WasCancelled bool           `json:"was_cancelled"`
	GroundTruth  bool           `json:"ground_truth"`
}

type studioResult struct {
	FromName string          `json:"from_name"`
	ToName   string          `json:"to_name"`
	Type     string          `json:"type"`
	Value    json.RawMessage `json:"value"`
	Score    float64         `json:"score"`
}

type studioValue struct {
	Start          number   `json:"start"`
	End            number   `json:"end"`
	Text           *string  `json:"text"`
	Labels         []string `json:"labels"`
	HypertextLabel []string `json:"hypertextlabels"`
}

func looksLabelStudio(s *sample) bool {
	if s.has("data", "annotations") || s.has("data", "completions") || s.has("data", "predictions") {
		return true
	}
	for _, r := range s.records {
		if min, ok := studioMin(r); ok && len(min) > 0 {
			return true
		}
	}
	return false
}

// studioMin finds the keys of a record of JSON-MIN that hold spans.
func studioMin(raw json.RawMessage) (keys []string, ok bool) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return nil, false
	}
	for _, key := range sortedKeys(fields) {
		var spans []studioValue
		if json.Unmarshal(fields[key], &spans) == nil && len(spans) > 0 && len(spans[0].Labels) > 0 {
			keys = append(keys, key)
		}
	}
	return keys, true
}

func (c *Corpus) readLabelStudio(data []byte, o Options) {
	c.eachRecord(data, func(r record) error {
		var task studioTask
		if err := r.decode(&task); err != nil {
			return err
		}
		if task.Data == nil {
			return c.readStudioMin(r, o)
		}
		results := task.chosen()
		d := &text.Document{}
		key := textKey(task.Data, results)
		if key == "" {
			return errors.New("the task's data has no text")
		}
		if err := json.Unmarshal(task.Data[key], &d.Text); err != nil {
			return fmt.Errorf("the task's %s is not a string", key)
		}
		d.ID = idOf(task.Data["id"], task.ID)
		if d.ID == "" {
			d.ID = c.nextID()
		}
		for _, k := range sortedKeys(task.Data) {
			if k == key || k == "id" {
				continue
			}
			if d.Meta == nil {
				d.Meta = map[string]json.RawMessage{}
			}
			d.Meta[k] = task.Data[k]
		}
		var spans []foreign
		for i, result := range results {
			switch {
			case result.Type == "relation":
				c.skip("relation")
			case result.Type != "labels" && result.Type != "hypertextlabels":
				c.skip("result of type " + result.Type)
			case o.Layer != "" && o.Layer != result.FromName:
				c.skip("span of " + result.FromName)
			default:
				some, err := c.studioSpans(result)
				if err != nil {
					return fmt.Errorf("document %q: result %d: %w", d.ID, i, err)
				}
				spans = append(spans, some...)
			}
		}
		c.addForeign(d, r.line, spans, text.Char, text.UTF16)
		c.add(d, r.line)
		return nil
	})
}

// chosen are the results that count.
func (t studioTask) chosen() []studioResult {
	from := append(t.Annotations, t.Completions...)
	from = slices.DeleteFunc(from, func(a studioAnnotation) bool { return a.WasCancelled })
	for _, a := range from {
		if a.GroundTruth {
			return a.Result
		}
	}
	if len(from) == 0 {
		from = t.Predictions
	}
	if len(from) == 0 {
		return nil
	}
	return from[len(from)-1].Result
}

// textKey is the key of a task's data that holds the text: "text", the name of
// the tag that was labelled, or the only string.
func textKey(data map[string]json.RawMessage, results []studioResult) string {
	names := []string{"text"}
	for _, r := range results {
		names = append(names, r.ToName)
	}
	for _, name := range names {
		if raw := data[name]; len(raw) > 0 && raw[0] == '"' {
			return name
		}
	}
	only := ""
	for _, k := range sortedKeys(data) {
		if raw := data[k]; len(raw) > 0 && raw[0] == '"' && k != "id" {
			if only != "" {
				return ""
			}
			only = k
		}
	}
	return only
}

// studioSpans are the spans of a result, one for each of its labels.
func (c *Corpus) studioSpans(r studioResult) ([]foreign, error) {
	var value studioValue
	if err := (record{raw: r.Value}).decode(&value); err != nil {
		if strings.Contains(string(r.Value), `"startOffset"`) {
			return nil, errors.New("offsets count in HTML elements: label the task as text")
		}
		return nil, err
	}
	labels := append(value.Labels, value.HypertextLabel...)
	if len(labels) == 0 {
		c.skip("span without a label")
	}
	var spans []foreign
	for _, label := range labels {
		spans = append(spans, foreign{value.Start, value.End, label, value.Text, r.Score})
	}
	return spans, nil
}

// readStudioMin reads a task of JSON-MIN.
func (c *Corpus) readStudioMin(r record, o Options) error {
	var fields map[string]json.RawMessage
	if err := r.decode(&fields); err != nil {
		return err
	}
	d := &text.Document{ID: idOf(fields["id"])}
	if raw := fields["text"]; len(raw) == 0 || json.Unmarshal(raw, &d.Text) != nil {
		return errors.New("the task has no text")
	}
	if d.ID == "" {
		d.ID = c.nextID()
	}
	keys, _ := studioMin(r.raw)
	var spans []foreign
	for _, key := range keys {
		if o.Layer != "" && o.Layer != key {
			c.skip("span of " + key)
			continue
		}
		var values []json.RawMessage
		if err := json.Unmarshal(fields[key], &values); err != nil {
			return err
		}
		for _, v := range values {
			some, err := c.studioSpans(studioResult{Value: v})
			if err != nil {
				return fmt.Errorf("document %q: %s: %w", d.ID, key, err)
			}
			spans = append(spans, some...)
		}
	}
	c.addForeign(d, r.line, spans, text.Char, text.UTF16)
	c.add(d, r.line)
	return nil
}

func writeLabelStudio(docs []*text.Document, _ WriteOptions) ([]File, error) {
	return jsonArrayOf(docs, func(i int, d *text.Document) any {
		index := text.NewIndex(d.Text, text.Char)
		data := new(object).set("text", d.Text).set("id", d.ID)
		for _, key := range sortedKeys(d.Meta) {
			if key != "text" && key != "id" {
				data.set(key, d.Meta[key])
			}
		}
		var results []any
		for k, m := range d.Mentions {
			r := new(object).set("id", fmt.Sprintf("m%d", k)).
				set("from_name", "label").set("to_name", "text").set("type", "labels").
				set("value", new(object).
					set("start", index.FromByte(m.Start)).set("end", index.FromByte(m.End)).
					set("text", d.Surface(m.Span)).set("labels", []text.Type{m.Type}))
			if m.Score != 0 {
				r.set("score", m.Score)
			}
			results = append(results, r)
		}
		return new(object).set("id", i+1).set("data", data).
			set("annotations", []any{new(object).set("result", list(results))}).
			set("predictions", []any{})
	})
}
