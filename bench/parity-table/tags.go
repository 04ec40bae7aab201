package main

import (
	"rollcall/eval/tags"
	"rollcall/text"
)

// tagScorers are the scorers that compare sequences of tags.
func tagScorers() []scorer { return nil }

// lenient reads IOB tags as conlleval does: an I- after O or after another type
// begins a mention.
func lenient(sequence []string) ([]text.Mention, error) {
	labels := tags.NewLabels()
	parsed, err := labels.ParseAll(sequence)
	if err != nil {
		return nil, err
	}
	var out []text.Mention
	for _, s := range tags.Decode(nil, parsed, tags.BIO, tags.Lenient) {
		out = append(out, text.Mention{Span: text.Span{Start: s.First, End: s.End}, Type: text.Type(labels.Name(s.Label))})
	}
	return out, nil
}
