package tagger

import (
	"math/rand/v2"

	"rollcall/text"
)

// augmented returns copies of the document in which some sentences are in
// capitals, in lower case, or capitalised word by word, with samples for those
// sentences only: headlines and messages look so, and articles hold few of them.
func (t *trainer) augmented(d *text.Document, gold []uint8, unused []bool, number, corpus int, weight float32) []*stretch {
	rng := rand.New(rand.NewPCG(t.Seed, uint64(number)))
	style := make([]style, len(d.Sentences))
	keep := make([]bool, len(unused))
	some := false
	for k, s := range d.Sentences {
		keep[k] = true
		if unused[k] || s.EndToken-s.FirstToken < 3 || rng.Float64() >= t.Augment {
			continue
		}
		some = true
		keep[k] = false
		style[k] = styleTitle
		switch r := rng.Float64(); {
		case r < 0.45:
			style[k] = styleUpper
		case r < 0.7:
			style[k] = styleLower
		}
	}
	if !some {
		return nil
	}
	return stretches(restyled(d, style), gold, keep, number, corpus, weight)
}

// restyled is the document with sentences cased anew. Tokens and sentences keep
// their numbers.
func restyled(d *text.Document, styles []style) *text.Document {
	out := &text.Document{ID: d.ID, Blocks: d.Blocks}
	var buf []byte
	last := 0
	for k, s := range d.Sentences {
		sent := text.Sentence{FirstToken: s.FirstToken, EndToken: s.EndToken, Block: s.Block}
		for i := s.FirstToken; i < s.EndToken; i++ {
			tok := d.Tokens[i]
			if tok.Start > last {
				buf = append(buf, d.Text[last:tok.Start]...)
			}
			last = tok.End
			from := len(buf)
			word := d.Text[tok.Start:tok.End]
			lower := appendLower(nil, word)
			switch {
			case styles[k] == styleUpper:
				buf = appendUpper(buf, lower)
			case styles[k] == styleLower:
				buf = append(buf, lower...)
			case styles[k] == styleTitle && len(word) > 3 && string(lower) == word:
				buf = appendTitle(buf, lower)
			default:
				buf = append(buf, word...)
			}
			span := text.Span{Start: from, End: len(buf)}
			if i == s.FirstToken {
				sent.Start = from
			}
			sent.Span.End = len(buf)
			out.Tokens = append(out.Tokens, text.Token{Span: span, Kind: tok.Kind})
		}
		out.Sentences = append(out.Sentences, sent)
	}
	out.Text = string(buf)
	return out
}
