package gold

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"rollcall/text"
)

// spaCy's JSON in two forms: what Doc.to_json gives, an object a document,
//
//	{"text":"Ann met Bo.","ents":[{"start":0,"end":3,"label":"PERSON"}],"tokens":[{"id":0,"start":0,"end":3}]}
//
// and the training data of version 2, pairs of a text and its entities, or
// paragraphs of tokens with BILUO tags:
//
//	[["Ann met Bo.", {"entities": [[0, 3, "PERSON"]]}]]
//	[{"id":0,"paragraphs":[{"raw":"Ann met Bo.","sentences":[{"tokens":[{"orth":"Ann","ner":"U-PERSON"}]}]}]}]
//
// Offsets are code points.

func looksSpacy(s *sample) bool { return s.has("text", "ents") }

func (c *Corpus) readSpacy(data []byte, o Options) {
	c.eachRecord(data, func(r record) error {
		var doc struct {
			Text  *string                    `json:"text"`
			Ents  []json.RawMessage          `json:"ents"`
			Spans map[string][]spacySpan     `json:"spans"`
			Under map[string]json.RawMessage `json:"_"` // custom attributes
		}
		if err := r.decode(&doc); err != nil {
			return err
		}
		if doc.Text == nil {
			return errors.New("the document has no text")
		}
		d := &text.Document{ID: c.nextID(), Text: *doc.Text}
		for key, value := range doc.Under {
			if d.Meta == nil {
				d.Meta = map[string]json.RawMessage{}
			}
			d.Meta[key] = value
		}
		var spans []foreign
		if o.Layer == "" {
			for i, raw := range doc.Ents {
				s, err := spanOf(raw)
				if err != nil {
					return fmt.Errorf("entity %d: %w", i, err)
				}
				spans = append(spans, s)
			}
		}
		for _, group := range sortedKeys(doc.Spans) {
			for _, s := range doc.Spans[group] {
				if group != o.Layer {
					c.skip("span of group " + group)
					continue
				}
				spans = append(spans, foreign{start: s.Start, end: s.End, label: s.Label})
			}
		}
		c.addForeign(d, r.line, spans, text.Char)
		c.add(d, r.line)
		return nil
	})
}

type spacySpan struct {
	Start number `json:"start"`
	End   number `json:"end"`
	Label string `json:"label"`
}

func writeSpacy(docs []*text.Document, _ WriteOptions) ([]File, error) {
	return jsonLinesOf(docs, func(_ int, d *text.Document) any {
		index := text.NewIndex(d.Text, text.Char)
		var ents, tokens []any
		for _, m := range d.Mentions {
			ents = append(ents, new(object).set("start", index.FromByte(m.Start)).set("end", index.FromByte(m.End)).set("label", m.Type))
		}
		for i, t := range spacyTokens(d) {
			tokens = append(tokens, new(object).set("id", i).set("start", index.FromByte(t.Start)).set("end", index.FromByte(t.End)))
		}
		return new(object).set("text", d.Text).set("ents", list(ents)).set("tokens", list(tokens))
	})
}

// spacyToken is a token and whether a blank follows that belongs to it.
type spacyToken struct {
	text.Span
	space bool
}

// spacyTokens divides a whole text as spaCy does in that nothing is left out:
// one blank after a word belongs to the word, other white space is tokens.
func spacyTokens(d *text.Document) []spacyToken {
	starts, ends := map[int]bool{}, map[int]bool{}
	for _, m := range d.Mentions {
		starts[m.Start], ends[m.End] = true, true
	}
	var tokens []spacyToken
	at := 0
	// Mentions may begin or end inside white space, and tokens must not reach
	// over such a place.
	space := func(upTo int) {
		for at < upTo {
			end := at + 1
			for end < upTo && !starts[end] && !ends[end] {
				end++
			}
			tokens = append(tokens, spacyToken{Span: text.Span{Start: at, End: end}})
			at = end
		}
	}
	for _, w := range wordsOf(d, text.Span{Start: 0, End: len(d.Text)}) {
		space(w.Start)
		t := spacyToken{Span: w}
		at = w.End
		if strings.HasPrefix(d.Text[at:], " ") && !starts[at] && !ends[at+1] {
			t.space = true
			at++
		}
		tokens = append(tokens, t)
	}
	space(len(d.Text))
	return tokens
}

func looksSpacyTrain(s *sample) bool {
	for _, v := range s.values {
		if isSpacyPair(v) {
			return true
		}
	}
	for _, r := range s.records {
		if isSpacyPair(r) {
			return true
		}
	}
	return s.has("paragraphs") || s.has("classes", "annotations")
}

// isSpacyPair reports whether the value is [text, {…}].
func isSpacyPair(raw json.RawMessage) bool {
	var pair []json.RawMessage
	return len(raw) > 0 && raw[0] == '[' && json.Unmarshal(raw, &pair) == nil &&
		len(pair) == 2 && pair[0][0] == '"' && pair[1][0] == '{'
}

func (c *Corpus) readSpacyTrain(data []byte, _ Options) {
	var read func(r record) error
	read = func(r record) error {
		switch {
		case isSpacyPair(r.raw):
			return c.addSpacyPair(r)
		case r.raw[0] == '[':
			for e, err := range r.elements() {
				if err == nil {
					err = read(e)
				}
				if err != nil {
					c.problem(e.line, Error, "record", "%v", err)
				}
			}
			return nil
		}
		var holder struct {
			Annotations []json.RawMessage `json:"annotations"` // of an annotation tool for this form
			Paragraphs  []spacyParagraph  `json:"paragraphs"`
			ID          json.RawMessage   `json:"id"`
		}
		if err := r.decode(&holder); err != nil {
			return err
		}
		if holder.Annotations == nil && holder.Paragraphs == nil {
			return errors.New(`a pair [text, {"entities": […]}] was expected, or paragraphs`)
		}
		for _, raw := range holder.Annotations {
			if string(raw) == "null" {
				continue
			}
			if err := c.addSpacyPair(record{raw, r.line}); err != nil {
				c.problem(r.line, Error, "record", "%v", err)
			}
		}
		for _, p := range holder.Paragraphs {
			if err := c.addSpacyParagraph(r, p); err != nil {
				c.problem(r.line, Error, "record", "%v", err)
			}
		}
		return nil
	}
	for v, err := range jsonValues(data) {
		if err == nil {
			err = read(v)
		}
		if err != nil {
			c.problem(v.line, Error, "record", "%v", err)
		}
	}
}

func (c *Corpus) addSpacyPair(r record) error {
	var body string
	var gold struct {
		Entities []json.RawMessage `json:"entities"`
		Links    map[string]any    `json:"links"`
		Cats     map[string]any    `json:"cats"`
	}
	pair := []any{&body, &gold}
	var parts []json.RawMessage
	if json.Unmarshal(r.raw, &parts) != nil || len(parts) != 2 {
		return errors.New(`a pair [text, {"entities": […]}] was expected`)
	}
	for i, to := range pair {
		if err := (record{raw: parts[i]}).decode(to); err != nil {
			return err
		}
	}
	var spans []foreign
	for i, raw := range gold.Entities {
		s, err := spanOf(raw)
		if err != nil {
			return fmt.Errorf("entity %d: %w", i, err)
		}
		spans = append(spans, s)
	}
	d := &text.Document{ID: c.nextID(), Text: body}
	c.addForeign(d, r.line, spans, text.Char)
	c.add(d, r.line)
	return nil
}

type spacyParagraph struct {
	Raw       *string `json:"raw"`
	Sentences []struct {
		Tokens []struct {
			Orth string `json:"orth"`
			NER  string `json:"ner"`
		} `json:"tokens"`
	} `json:"sentences"`
}

// addSpacyParagraph adds a paragraph as a document; without its raw text that
// is rebuilt with one blank between tokens.
func (c *Corpus) addSpacyParagraph(r record, p spacyParagraph) error {
	d := &text.Document{ID: c.nextID()}
	var body strings.Builder
	at := 0
	for _, s := range p.Sentences {
		var spans []text.Span
		var tags []tag
		for _, t := range s.Tokens {
			if t.NER == "-" || t.NER == "" {
				c.skip("token whose annotation is missing")
				t.NER = "O"
			}
			parsed, ok := parseTag(t.NER)
			if !ok {
				return fmt.Errorf("the tag %q of %q is no BILUO tag", t.NER, t.Orth)
			}
			switch {
			case p.Raw != nil:
				k := strings.Index((*p.Raw)[at:], t.Orth)
				if k < 0 {
					return fmt.Errorf("the token %q does not stand in the raw text after its first %d bytes", t.Orth, at)
				}
				at += k
			default:
				if body.Len() > 0 {
					body.WriteByte(' ')
				}
				at = body.Len()
				body.WriteString(t.Orth)
			}
			spans = append(spans, text.Span{Start: at, End: at + len(t.Orth)})
			tags = append(tags, parsed)
			at += len(t.Orth)
		}
		chunks, _ := chunksOf(tags, bioes)
		for _, k := range chunks {
			d.Mentions = append(d.Mentions, text.Mention{
				Span: text.Span{Start: spans[k.first].Start, End: spans[k.end-1].End}, Type: text.Type(k.label),
			})
		}
	}
	d.Text = body.String()
	if p.Raw != nil {
		d.Text = *p.Raw
	}
	d.Mentions = withoutEmpty(d.Mentions)
	c.add(d, r.line)
	return nil
}

func withoutEmpty(mentions []text.Mention) []text.Mention {
	var kept []text.Mention
	for _, m := range mentions {
		if m.Len() > 0 {
			kept = append(kept, m)
		}
	}
	return kept
}

func writeSpacyTrain(docs []*text.Document, _ WriteOptions) ([]File, error) {
	return jsonArrayOf(docs, func(_ int, d *text.Document) any {
		index := text.NewIndex(d.Text, text.Char)
		var spans []any
		for _, m := range d.Mentions {
			spans = append(spans, []any{index.FromByte(m.Start), index.FromByte(m.End), m.Type})
		}
		return []any{d.Text, new(object).set("entities", list(spans))}
	})
}
