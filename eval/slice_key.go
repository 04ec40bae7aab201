package eval

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"rollcall/text"
)

// Key says which slice a mention, or all of a document, belongs to.
type Key struct {
	Name string // as --by has it
	Doc  string // what the slices are, for one line
	// AnswersOnly is of keys that gold mentions have no value of, such as the
	// source: a gold mention is put where its answer is, and precision is all
	// that such a slice has of its own.
	AnswersOnly bool

	// wholeDocuments is of keys by which all of a document is in one slice.
	wholeDocuments bool
	prepare        func(r *Result) slicer
}

// slicer is a key made ready for a result.
type slicer struct {
	gold, answer func(document int, p Pair) string // slice of that side of a pair
	compare      func(a, b string) int             // order of the slices; nil for by name
}

// NotAnswered is the slice of missed gold mentions, by keys that only answers
// have.
const NotAnswered = "(not answered)"

// None is the slice of documents, or answers, that have no value of a key.
const None = "(none)"

// ByType has a slice for each type: what the tables of a scheme show, with the
// comparison beside.
func ByType() Key {
	k := byMention("type", "type of the mention", func(_ *Document, m *text.Mention) string { return string(m.Type) })
	return k.ordered(func(a, b string) int { return text.CompareTypes(text.Type(a), text.Type(b)) })
}

// ByWords has a slice for each length of a mention in words, five and more
// together.
func ByWords() Key {
	return byMention("words", "length of the mention in words", func(d *Document, m *text.Mention) string {
		switch n := len(strings.Fields(m.In(d.Text))); n {
		case 1:
			return "1 word"
		case 2, 3, 4:
			return fmt.Sprintf("%d words", n)
		default:
			return "5 or more words"
		}
	})
}

// ByStage has a slice for each stage that answers came from.
func ByStage() Key {
	return bySource("stage", "stage that the answer came from", func(s text.Source) string { return s.Stage })
}

// ByRule has a slice for each rule, list or label of a stage that answers came
// from.
func ByRule() Key {
	return bySource("rule", "stage and rule that the answer came from", text.Source.String)
}

// ByBlock has a slice for each kind of block that mentions begin in, and
// ByHeadline one for headlines and one for all else. blocks gives the blocks of
// a document, in order; what lies in none is body.
func ByBlock(blocks func(*Document) []text.Block) Key {
	return byBlock("block", "layout that the mention begins in: headline, paragraph, list item, …", blocks, text.BlockKind.String)
}

// ByHeadline has a slice for what begins in a headline and one for all else.
func ByHeadline(blocks func(*Document) []text.Block) Key {
	return byBlock("headline", "headline or body", blocks, func(k text.BlockKind) string {
		if k == text.Headline {
			return "headline"
		}
		return "body"
	})
}

func byBlock(name, doc string, blocks func(*Document) []text.Block, label func(text.BlockKind) string) Key {
	return Key{Name: name, Doc: doc, prepare: func(r *Result) slicer {
		of := make([][]text.Block, len(r.Documents))
		for i := range r.Documents {
			of[i] = blocks(&r.Documents[i])
		}
		at := func(document int, m *text.Mention) string {
			kind := text.Paragraph
			for _, b := range of[document] {
				if b.Start > m.Start {
					break
				}
				if m.Start < b.End {
					kind = b.Kind
				}
			}
			return label(kind)
		}
		return mentionSlicer(r, at)
	}}
}

// ByDocument has a slice for each label that documents are given, by their
// place in the result.
func ByDocument(name, doc string, label func(document int) string) Key {
	return Key{Name: name, Doc: doc, wholeDocuments: true, prepare: func(*Result) slicer {
		of := func(document int, _ Pair) string { return label(document) }
		return slicer{gold: of, answer: of, compare: compareValues}
	}}
}

// ByLength has slices of documents by length in words, cut so that about as
// many documents are in each.
func ByLength() Key {
	return Key{Name: "length", Doc: "length of the document in words", wholeDocuments: true, prepare: func(r *Result) slicer {
		words := make([]float64, len(r.Documents))
		for i := range r.Documents {
			words[i] = float64(len(strings.Fields(r.Documents[i].Text)))
		}
		return rangeSlicer(words, nil, " words")
	}}
}

// ByMeta has a slice for each value that documents have of a key of their
// metadata; a dot goes into an object. A key that is not there is looked for in
// the object "meta" too, where other tools keep such keys. Where there are many
// values, numbers are cut into ranges, dates into years, and of other values the
// rarest are put together.
func ByMeta(path string) Key {
	return Key{Name: path, Doc: "metadata of the document", wholeDocuments: true, prepare: func(r *Result) slicer {
		values := make([]string, len(r.Documents))
		for i := range r.Documents {
			values[i] = metaValue(r.Documents[i].Meta, path)
		}
		return valueSlicer(values)
	}}
}

// HasMeta reports whether a document's metadata has a key, as ByMeta finds it.
func HasMeta(meta map[string]json.RawMessage, path string) bool { return metaValue(meta, path) != None }

func metaValue(meta map[string]json.RawMessage, path string) string {
	value, found := lookUp(meta, path)
	if !found {
		var inner map[string]json.RawMessage
		if json.Unmarshal(meta["meta"], &inner) == nil {
			value, found = lookUp(inner, path)
		}
	}
	var s string
	switch {
	case !found || string(value) == "null":
		return None
	case json.Unmarshal(value, &s) == nil:
		if s = oneLine(s); s == "" {
			return None
		}
		return s
	}
	return oneLine(string(value))
}

// lookUp follows a path of keys. A key that has dots itself is found too.
func lookUp(in map[string]json.RawMessage, path string) (json.RawMessage, bool) {
	if value, ok := in[path]; ok {
		return value, true
	}
	for i := range len(path) {
		if path[i] != '.' {
			continue
		}
		var inner map[string]json.RawMessage
		if value, ok := in[path[:i]]; ok && json.Unmarshal(value, &inner) == nil {
			return lookUp(inner, path[i+1:])
		}
	}
	return nil, false
}

// Cross has a slice for each combination of values of several keys.
func Cross(keys ...Key) Key {
	var names, docs []string
	out := Key{wholeDocuments: true}
	for _, k := range keys {
		names, docs = append(names, k.Name), append(docs, k.Doc)
		out.AnswersOnly = out.AnswersOnly || k.AnswersOnly
		out.wholeDocuments = out.wholeDocuments && k.wholeDocuments
	}
	out.Name, out.Doc = strings.Join(names, "+"), strings.Join(docs, "; ")
	out.prepare = func(r *Result) slicer {
		const between = " · "
		var by []slicer
		for _, k := range keys {
			by = append(by, k.prepare(r))
		}
		join := func(of func(slicer) string) string {
			var parts []string
			for _, s := range by {
				parts = append(parts, of(s))
			}
			return strings.Join(parts, between)
		}
		return slicer{
			gold:   func(d int, p Pair) string { return join(func(s slicer) string { return s.gold(d, p) }) },
			answer: func(d int, p Pair) string { return join(func(s slicer) string { return s.answer(d, p) }) },
			compare: func(a, b string) int {
				x, y := strings.Split(a, between), strings.Split(b, between)
				if len(x) != len(by) || len(y) != len(by) {
					return 0 // a value has the mark itself
				}
				for i, s := range by {
					if c := s.order(x[i], y[i]); c != 0 {
						return c
					}
				}
				return 0
			},
		}
	}
	return out
}

func (s slicer) order(a, b string) int {
	if s.compare == nil {
		return cmp.Compare(a, b)
	}
	return s.compare(a, b)
}

func (k Key) ordered(compare func(a, b string) int) Key {
	prepare := k.prepare
	k.prepare = func(r *Result) slicer {
		s := prepare(r)
		s.compare = compare
		return s
	}
	return k
}

// byMention is a key that gold mentions and answers have, each by itself.
func byMention(name, doc string, label func(*Document, *text.Mention) string) Key {
	return Key{Name: name, Doc: doc, prepare: func(r *Result) slicer {
		return mentionSlicer(r, func(document int, m *text.Mention) string { return label(&r.Documents[document], m) })
	}}
}

func mentionSlicer(r *Result, label func(document int, m *text.Mention) string) slicer {
	return slicer{
		gold:   func(i int, p Pair) string { return label(i, &r.Documents[i].Gold[p.Gold]) },
		answer: func(i int, p Pair) string { return label(i, &r.Documents[i].Answers[p.Answer]) },
	}
}

// bySource is a key of where answers came from.
func bySource(name, doc string, label func(text.Source) string) Key {
	return Key{Name: name, Doc: doc, AnswersOnly: true, prepare: func(r *Result) slicer {
		of := func(i int, p Pair) string {
			if p.Answer < 0 {
				return NotAnswered
			}
			if s := label(r.Documents[i].Answers[p.Answer].Source); s != "" {
				return s
			}
			return None
		}
		return slicer{gold: of, answer: of, compare: compareValues}
	}}
}
