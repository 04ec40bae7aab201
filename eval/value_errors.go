package eval

import (
	"strings"

	"rollcall/text"
)

// ValueError is a mention that was found, and whose value is not what gold has.
type ValueError struct {
	Document     *Document
	Line         int // of the document's text, from 1, where the mention starts
	Gold, Answer *text.Mention
	// Slots are the names of those that are wrong, missed or spurious, in the
	// order of Values.Slots; value is not among them.
	Slots []string
}

// ValueErrors lists them in order of the documents and of the text. Values of
// mentions that were missed or are spurious are errors of the mentions.
func (r *Result) ValueErrors() []ValueError {
	var out []ValueError
	for i := range r.Documents {
		d := &r.Documents[i]
		if !d.Valued {
			continue
		}
		line, counted := 1, 0
		for _, p := range d.Pairs {
			if p.Gold < 0 || p.Answer < 0 {
				continue
			}
			gold, answer := &d.Gold[p.Gold], &d.Answers[p.Answer]
			if gold.Money == nil || gold.Type != answer.Type {
				continue
			}
			var v Values
			v.count(gold.Money, answer.Money)
			var wrong []string
			for _, s := range v.Slots()[1:] {
				if s.Incorrect+s.Missed+s.Spurious > 0 {
					wrong = append(wrong, s.Name)
				}
			}
			if wrong == nil {
				continue
			}
			// Pairs come in order of this very offset.
			line += strings.Count(d.Text[counted:gold.Start], "\n")
			counted = gold.Start
			out = append(out, ValueError{d, line, gold, answer, wrong})
		}
	}
	return out
}
