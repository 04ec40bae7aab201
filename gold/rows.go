package gold

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/text"
)

// Rows of Hugging Face's token classification sets, as to_json writes them, a
// line each, or as the viewer's service gives them, with the names of the
// numbers among the features:
//
//	{"id":"0","tokens":["Ann","met","Bo","."],"ner_tags":[1,0,1,0]}
//	{"id":"0","tokens":["Ann","met","Bo","."],"ner_tags":["B-PER","O","B-PER","O"]}
//
// A row is a document; its text is its tokens with a blank between them.

// tagNames are the names of ner_tags in sets that are widely used.
var tagNames = map[string]string{
	"conll2003": "O B-PER I-PER B-ORG I-ORG B-LOC I-LOC B-MISC I-MISC",
	"wikiann":   "O B-PER I-PER B-ORG I-ORG B-LOC I-LOC",
	"wnut_17":   "O B-corporation I-corporation B-creative-work I-creative-work B-group I-group B-location I-location B-person I-person B-product I-product",
}

// TagNames are the names that numbers stand for, from a list separated by
// commas or the name of a set: conll2003, wikiann, wnut_17.
func TagNames(list string) ([]string, error) {
	if names, ok := tagNames[list]; ok {
		return strings.Fields(names), nil
	}
	names := strings.Split(list, ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
		if !isTag(names[i]) {
			return nil, fmt.Errorf("%q is no tag: a list such as O,B-PER,I-PER is meant, or one of %s", names[i], strings.Join(sortedKeys(tagNames), ", "))
		}
	}
	return names, nil
}

func looksRows(s *sample) bool {
	return s.has("tokens", "ner_tags") || s.has("features", "rows") ||
		s.has("tokens", "tags") || s.has("words", "ner_tags") || s.has("words", "ner")
}

type row struct {
	ID      json.RawMessage   `json:"id"`
	Tokens  []string          `json:"tokens"`
	Words   []string          `json:"words"`
	NERTags []json.RawMessage `json:"ner_tags"`
	Tags    []json.RawMessage `json:"tags"`
	NER     []json.RawMessage `json:"ner"`

	// Of the viewer's service: what the columns are, and the rows.
	Features []struct {
		Name string `json:"name"`
		Type struct {
			Feature struct {
				Names []string `json:"names"`
			} `json:"feature"`
		} `json:"type"`
	} `json:"features"`
	Rows []struct {
		Row json.RawMessage `json:"row"`
	} `json:"rows"`
}

func (c *Corpus) readRows(data []byte, o Options) {
	var all [][]tag // of each document
	var seen tagScheme
	var read func(r record) error
	read = func(r record) error {
		var row row
		if err := r.decode(&row); err != nil {
			return err
		}
		if row.Rows != nil {
			for _, f := range row.Features {
				if names := f.Type.Feature.Names; len(names) > 0 && len(o.TagNames) == 0 && (f.Name == "ner_tags" || f.Name == "tags") {
					o.TagNames = names
				}
			}
			for _, inner := range row.Rows {
				if err := read(record{inner.Row, r.line}); err != nil {
					c.problem(r.line, Error, "record", "%v", err)
				}
			}
			return nil
		}
		words := append(row.Tokens, row.Words...)
		raw := slices.Concat(row.NERTags, row.Tags, row.NER)
		if len(words) != len(raw) {
			return fmt.Errorf("%d tokens and %d tags", len(words), len(raw))
		}
		tags := make([]tag, len(raw))
		var before tag
		for i, t := range raw {
			var err error
			if tags[i], err = o.rowTag(t); err != nil {
				return fmt.Errorf("token %d: %w", i, err)
			}
			if i == 0 {
				before = tag{prefix: 'O'}
			}
			seen.add(before, tags[i])
			before = tags[i]
		}
		id := idOf(row.ID)
		if id == "" {
			id = c.nextID()
		}
		c.add(&text.Document{ID: id, Text: strings.Join(words, " "), Tokens: tokensOf(words)}, r.line)
		all = append(all, tags)
		return nil
	}
	c.eachRecord(data, read)
	in := seen.scheme()
	if o.Scheme != "" {
		var err error
		if in, _, err = schemeNamed(o.Scheme); err != nil {
			c.problem(0, Error, "tags", "%v", err)
		}
	}
	for i, d := range c.Documents {
		chunks, illegal := chunksOf(all[i], in)
		for _, k := range illegal {
			c.problem(c.Lines[i], Warning, "tags", "the tag of token %d cannot follow the one before it in %s; read as the beginning or end of a mention", k, in)
		}
		for _, ch := range chunks {
			d.Mentions = append(d.Mentions, text.Mention{
				Span: text.Span{Start: d.Tokens[ch.first].Start, End: d.Tokens[ch.end-1].End}, Type: text.Type(ch.label),
			})
		}
		d.Mentions = withoutEmpty(d.Mentions)
		if !o.KeepTokens {
			d.Tokens = nil
		}
	}
}

// rowTag is the tag that a name or a number stands for.
func (o Options) rowTag(raw json.RawMessage) (tag, error) {
	var name string
	if json.Unmarshal(raw, &name) != nil {
		var n number
		if err := json.Unmarshal(raw, &n); err != nil {
			return tag{}, err
		}
		switch {
		case len(o.TagNames) == 0:
			return tag{}, errors.New("tags are numbers: say what they mean with --tag-names O,B-PER,… or the name of a set such as conll2003")
		case n.value < 0 || n.value >= len(o.TagNames):
			return tag{}, fmt.Errorf("the tag %d is none of the %d named", n.value, len(o.TagNames))
		}
		name = o.TagNames[n.value]
	}
	t, ok := parseTag(name)
	if !ok {
		return tag{}, fmt.Errorf("the tag %q is not O, or B-, I-, E-, L-, S- or U- and a label", name)
	}
	return t, nil
}

// tokensOf are the spans of words that are joined by blanks.
func tokensOf(words []string) []text.Token {
	tokens := make([]text.Token, len(words))
	at := 0
	for i, w := range words {
		tokens[i].Span = text.Span{Start: at, End: at + len(w)}
		at += len(w) + 1
	}
	return tokens
}

func writeRows(docs []*text.Document, o WriteOptions) ([]File, error) {
	var fault error
	files, err := jsonLinesOf(docs, func(_ int, d *text.Document) any {
		words := wordsOf(d, text.Span{Start: 0, End: len(d.Text)})
		tags, err := tagsFor(d, words, d.Mentions, o.Scheme)
		if err != nil && fault == nil {
			fault = fmt.Errorf("document %q: %w", d.ID, err)
		}
		surfaces := make([]string, len(words))
		for i, w := range words {
			surfaces[i] = d.Surface(w)
		}
		if tags == nil {
			tags = []string{}
		}
		return new(object).set("id", d.ID).set("tokens", surfaces).set("ner_tags", tags)
	})
	return files, errors.Join(fault, err)
}
