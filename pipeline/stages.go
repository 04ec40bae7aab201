package pipeline

import (
	"rollcall/pipeline/prose"
	"rollcall/pipeline/token"
)

// Kinds is the list of all stages, in the order in which they usually run. A
// new stage is its package and a line here.
func Kinds() []Kind {
	return []Kind{
		{"tokens", "cuts the text into words, numbers and punctuation", 0, Tokens, plain(token.Tokens)},
		{"sentences", "finds headlines, bylines, items and paragraphs, and sentences in them", Tokens, Sentences, plain(token.Sentences)},
		{"prose", "proposes what github.com/jdkato/prose finds: the baseline", Tokens | Sentences, Candidates, plain(prose.Propose)},
		{"resolve", "decides which candidates become mentions", Candidates, Mentions, resolveStage},
	}
}
