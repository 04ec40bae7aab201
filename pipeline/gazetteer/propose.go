package gazetteer

import "rollcall/text"

// Propose appends to d.Candidates a mention for each match of a list that
// proposes, with the list's precision as its score and the list's name as its
// rule. d must have tokens. The error is always nil; it is there so that
// Propose can be a stage.
func (s *Set) Propose(d *text.Document) error {
	for _, m := range s.Match(d) {
		l := &s.lists[m.List]
		if !l.Propose {
			continue
		}
		d.Candidates = append(d.Candidates, text.Candidate{Mention: text.Mention{
			Span:   text.Span{Start: d.Tokens[m.First].Start, End: d.Tokens[m.End-1].End},
			Type:   l.Type,
			Score:  l.Precision,
			Source: text.Source{Stage: "gazetteer", Rule: l.Name},
		}})
	}
	return nil
}
