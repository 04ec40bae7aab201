package gazetteer

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// Propose is Proposing without readers, as a stage. The error is always nil.
func (s *Set) Propose(d *text.Document) error { return s.Proposing(nil)(d) }

// Proposing returns a stage that appends to d.Candidates, which must have
// tokens, a mention for each match that its list or line proposes, with the
// list's name as its rule, but for matches that look like a part of a longer
// name (the Georgia of "Georgia Tech" or of "University of Georgia"): which
// type the whole has no list can tell.
//
// A list is evidence. Where readers, which are stages that judge names by the
// text around them, have gone before, what a candidate scores is Bayes' rule
// with the reader's score r for the same span and type as the prior, and the
// entry's weight w as odds by which a match is more likely right than wrong:
//
//	score = r·w / (r·w + (1-r)·(1-w))
//
// r is at least soleWord for a name of one word and severalWords for others,
// which are seldom matched by chance. So a Jordan that the reader takes for a
// person stays one, a May that it takes for no name stays none, and a list
// decides where the reader hesitates. An entry that is proposed always scores
// its weight, and so does every one where there are no readers.
//
// A match that has a key and is not proposed becomes a candidate that is lost
// from the start, so that a mention of its span and type can have the key.
func (s *Set) Proposing(readers []string) func(*text.Document) error {
	return func(d *text.Document) error {
		var found opinions
		if len(readers) > 0 {
			found = opinionsOf(d, readers)
		}
		d.Candidates = append(d.Candidates, s.candidates(d, nil, func(e *Entry, c *text.Candidate, words int) {
			if len(readers) > 0 && !e.Always {
				c.Score = found.weigh(c, words)
			}
		})...)
		return nil
	}
}

// Candidates returns what Propose would propose if the lists that of picks
// did, with their entries' weights as scores, and changes nothing.
func (s *Set) Candidates(d *text.Document, of func(List) bool) []text.Candidate {
	return s.candidates(d, of, func(*Entry, *text.Candidate, int) {})
}

// candidates makes candidates of matches: of lists that of picks, or of
// entries that are to be proposed where of is nil. score may change the score
// of one with that many words.
func (s *Set) candidates(d *text.Document, of func(List) bool, score func(e *Entry, c *text.Candidate, words int)) []text.Candidate {
	var out []text.Candidate
	group := 0 // in out, of the same match
	var before Match
	for _, m := range s.Match(d) {
		if m.First != before.First || m.End != before.End || m.List != before.List {
			group = len(out)
		}
		before = m
		e := s.Entry(m)
		c := text.Candidate{Mention: text.Mention{
			Span:   text.Span{Start: d.Tokens[m.First].Start, End: d.Tokens[m.End-1].End},
			Type:   e.Type,
			Key:    e.Key,
			Score:  e.Score,
			Source: text.Source{Stage: stage, Rule: s.lists[m.List].Name},
		}}
		picked := e.Propose
		if of != nil {
			picked = of(s.lists[m.List])
		}
		reason := ""
		switch {
		case !picked:
			reason = "its list is evidence only"
		case m.Weak && e.Propose:
			reason = "its required context is missing"
		case m.Weak:
			reason = "its list keeps it as evidence"
		case partOfName(d, m):
			reason = "part of a longer name"
		}
		if reason != "" {
			if of != nil || e.Key == "" || e.Type == "" || reason == "part of a longer name" {
				continue
			}
			c.Loss = &text.Loss{To: -1, Reason: reason}
		} else {
			score(&e, &c, m.End-m.First)
		}
		out = enter(out, group, c)
	}
	return out
}

// stage is what candidates are said to come from.
const stage = "gazetteer"

// enter appends a candidate, or makes one of it and of the one among
// out[group:] that has its type: the better of the two. Of equals with
// different keys it cannot tell which is meant, and leaves out the key.
func enter(out []text.Candidate, group int, c text.Candidate) []text.Candidate {
	at := slices.IndexFunc(out[group:], func(o text.Candidate) bool { return o.Type == c.Type })
	if at < 0 {
		return append(out, c)
	}
	o := &out[group+at]
	switch {
	case (o.Loss == nil) != (c.Loss == nil):
		if o.Loss != nil {
			*o = c
		}
	case c.Score > o.Score:
		*o = c
	case c.Score == o.Score && c.Key != o.Key:
		o.Key = ""
	}
	return out
}

// partOfName reports whether a match looks like a part of a longer name: a
// capitalised word stands beside it, or beyond an "of", an "&" or a hyphen, or
// a year before it (the 2010 Guinea election). Words that are all capitals are
// no evidence next to a match that is.
func partOfName(d *text.Document, m Match) bool {
	capitals := true
	for _, t := range d.Tokens[m.First:m.End] {
		w := wordOf(d.Surface(t.Span))
		capitals = capitals && (w.upper || w.letters == 0)
	}
	named := func(i int) bool {
		s := d.Surface(d.Tokens[i].Span)
		r, _ := utf8.DecodeRuneInString(s)
		return unicode.IsUpper(r) && d.Tokens[i].Kind == text.Word && !(capitals && s == strings.ToUpper(s))
	}
	if i := m.End; i < len(d.Tokens) && near(d, i) {
		if named(i) || i+1 < len(d.Tokens) && near(d, i+1) && links(d, i) && named(i+1) {
			return true
		}
	}
	if i := m.First - 1; i >= 0 && near(d, i+1) {
		if named(i) && !opens(d, i) || year(d, i) || i > 0 && near(d, i) && links(d, i) && named(i-1) {
			return true
		}
	}
	return false
}

func year(d *text.Document, i int) bool {
	s := d.Surface(d.Tokens[i].Span)
	return d.Tokens[i].Kind == text.Number && len(s) == 4 && (s[0] == '1' || s[0] == '2') && strings.Trim(s, "0123456789") == ""
}

// near reports whether only a space, or nothing, parts token i from the one
// before it.
func near(d *text.Document, i int) bool {
	gap := d.Text[d.Tokens[i-1].End:d.Tokens[i].Start]
	return gap == "" || gap == " "
}

func links(d *text.Document, i int) bool {
	switch d.Surface(d.Tokens[i].Span) {
	case "of", "&", "-":
		return true
	}
	return false
}

// opens reports whether token i is the first of a sentence, where a capital
// says nothing.
func opens(d *text.Document, i int) bool {
	_, found := slices.BinarySearchFunc(d.Sentences, i, func(s text.Sentence, first int) int {
		return cmp.Compare(s.FirstToken, first)
	})
	return found
}
