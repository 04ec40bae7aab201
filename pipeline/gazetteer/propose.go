package gazetteer

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// Propose appends to d.Candidates a mention for each match of a list that
// proposes, with the list's precision as its score and the list's name as its
// rule, but for matches that look like a part of a longer name (the Georgia
// of "Georgia Tech" or of "University of Georgia") and for names that their
// list keeps as evidence: which type the whole has
// no list can tell. d must have tokens. The error is always nil; it is there
// so that Propose can be a stage.
func (s *Set) Propose(d *text.Document) error {
	d.Candidates = append(d.Candidates, s.Candidates(d, func(l List) bool { return l.Propose })...)
	return nil
}

// Candidates returns what Propose would propose if the lists that of picks
// did, and changes nothing.
func (s *Set) Candidates(d *text.Document, of func(List) bool) []text.Candidate {
	picked := make([]bool, len(s.lists))
	for i, l := range s.lists {
		picked[i] = of(l)
	}
	var out []text.Candidate
	for _, m := range s.Match(d) {
		if !picked[m.List] || m.Weak || partOfName(d, m) {
			continue
		}
		l := &s.lists[m.List]
		out = append(out, text.Candidate{Mention: text.Mention{
			Span:   text.Span{Start: d.Tokens[m.First].Start, End: d.Tokens[m.End-1].End},
			Type:   l.Type,
			Score:  l.Precision,
			Source: text.Source{Stage: "gazetteer", Rule: l.Name},
		}})
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
