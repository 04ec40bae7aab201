package gazetteer

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// Weighing is the set with candidates weighed against what readers found, by
// the names of their stages: those that judge names by the text around them
// and go before.
//
// A list is evidence. The score of a candidate is Bayes' rule with the reader's
// score r for the same span and type as the prior, and the entry's weight w as
// the odds by which a match is more likely right than wrong:
//
//	score = r·w / (r·w + (1-r)·(1-w))
//
// r is at least 0.02 for a name of one word, and a half for one of several,
// which is seldom matched by chance (silent, severalWords). Of which type a
// single word is readers decide: where they believe more in another type of the
// same span, the score is r, whatever the weight. So a Jordan that the reader
// takes for a person stays one, a May that it takes for no name stays none, and
// a list decides where the reader hesitates whether there is a name at all. An
// entry that is proposed always scores its weight, and so does every one where
// there are no readers.
//
// That the type is the readers' was measured with a list of all names that the
// shipped lists have as two kinds of thing, each with one of them
// (bench/gazetteer with corpora).
func (s *Set) Weighing(readers ...string) *Set {
	weighing := *s
	weighing.readers = readers
	return &weighing
}

// Propose is ProposeFrom with the lists that propose, as a stage. The error is
// always nil.
func (s *Set) Propose(d *text.Document) error {
	s.ProposeFrom(d, func(l List) bool { return l.Propose })
	return nil
}

// ProposeFrom appends to d.Candidates what Candidates returns, and a candidate
// that is lost from the start for each other match that has a type and a key,
// so that a mention of its span and type can have the key.
func (s *Set) ProposeFrom(d *text.Document, of func(List) bool) {
	d.Candidates = append(d.Candidates, s.candidates(d, of, true)...)
}

// Candidates returns a mention for each match of a list that of picks, with the
// list's name as its rule, and changes nothing. d must have tokens. Not among
// them are names that their line keeps as evidence, matches whose required
// context is missing, and those that look like a part of a longer name (the
// Georgia of "Georgia Tech" or of "University of Georgia"): which type the
// whole has no list can tell.
func (s *Set) Candidates(d *text.Document, of func(List) bool) []text.Candidate {
	return s.candidates(d, of, false)
}

func (s *Set) candidates(d *text.Document, of func(List) bool, keys bool) []text.Candidate {
	matches := s.Match(d)
	if len(matches) == 0 {
		return nil
	}
	var found opinions
	if len(s.readers) > 0 {
		found = opinionsOf(d, s.readers)
	}
	picked := make([]bool, len(s.lists))
	for i, l := range s.lists {
		picked[i] = of(l)
	}
	var out []text.Candidate
	group := 0 // in out, of the same match
	var before Match
	for _, m := range matches {
		if !keys && (!picked[m.List] || m.Weak) {
			continue
		}
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
		switch {
		case c.Type == "":
			continue
		case !picked[m.List]:
			c.Loss = &text.Loss{To: -1, Reason: "its list is evidence only"}
		case m.Weak && e.Propose:
			c.Loss = &text.Loss{To: -1, Reason: "the context that its list requires is missing"}
		case m.Weak:
			c.Loss = &text.Loss{To: -1, Reason: "its list keeps it as evidence only"}
		case partOfName(d, m):
			c.Loss = &text.Loss{To: -1, Reason: "it looks like a part of a longer name"}
		case len(s.readers) > 0 && !e.Always:
			c.Score = found.weigh(&c, m.End-m.First)
		}
		if c.Loss == nil || keys && c.Key != "" {
			out = enter(out, group, c)
		}
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
