package pipeline

import (
	"rollcall/pipeline/link"
	"rollcall/text"
)

// giveKeys gives mentions the keys that lists have for their spans and types,
// whoever proposed them: which of several names a mention is a reader decides
// by the text, and the list then says what it knows of that one. Of several
// keys none is given.
func giveKeys(mentions []text.Mention, candidates []text.Candidate) {
	type place struct {
		text.Span
		text.Type
	}
	var keys map[place]string
	for i := range candidates {
		c := &candidates[i]
		if c.Key == "" {
			continue
		}
		if keys == nil {
			keys = map[place]string{}
		}
		at := place{c.Span, c.Type}
		if known, ok := keys[at]; ok && known != c.Key {
			keys[at] = ""
			continue
		}
		keys[at] = c.Key
	}
	if keys == nil {
		return
	}
	for i := range mentions {
		m := &mentions[i]
		m.Key = keys[place{m.Span, m.Type}]
	}
}

// entities groups the mentions, and gives each group the key of its mentions,
// where those that have one agree.
func entities(d *text.Document) error {
	if err := link.Entities(d); err != nil {
		return err
	}
	for i := range d.Entities {
		e := &d.Entities[i]
		for _, k := range e.Mentions {
			key := d.Mentions[k].Key
			if key != "" && e.Key != "" && key != e.Key {
				e.Key = ""
				break
			}
			if key != "" {
				e.Key = key
			}
		}
	}
	return nil
}
