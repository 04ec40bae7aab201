package tags

import "rollcall/text"

// Tokenisation compares two ways of cutting a text into tokens. Counts are
// those of tokens with the same bounds. within is the number of answers' tokens
// that touch exactly one token of gold; its share of the answers is what spaCy
// calls token_acc. Both lists are in order.
func Tokenisation(gold, answers []text.Span) (c Counts, within int) {
	c = Counts{Gold: len(gold), Answers: len(answers)}
	g := 0
	for _, a := range answers {
		for g < len(gold) && gold[g].End <= a.Start {
			g++
		}
		touched := 0
		for k := g; k < len(gold) && gold[k].Start < a.End; k++ {
			touched++
			if gold[k] == a {
				c.Correct++
			}
		}
		if touched == 1 {
			within++
		}
	}
	return c, within
}
