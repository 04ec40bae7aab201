package gazetteer

import (
	"slices"

	"rollcall/text"
)

// Match is a name of a list in a document.
type Match struct {
	First, End int // half-open range of Document.Tokens
	List       int // index in Set.Lists
	// Weak is true of a name whose line says that it is not to be proposed.
	Weak bool
}

// capitalsLetters is how many letters a name needs to be known in capitals
// among words that are not. Shorter ones are too often acronyms.
const capitalsLetters = 5

// Match returns the names of all lists in d, which must have tokens; it does
// not change d. In each list the match that begins first wins, of those that
// begin together the longest; matches of different lists may overlap. No
// match reaches over the end of a sentence, where sentences are known, and
// without sentences none is taken to be all capitals. Matches are ordered by
// First, then by List.
func (s *Set) Match(d *text.Document) []Match {
	if len(s.table.slots) == 0 || len(d.Tokens) == 0 {
		return nil
	}
	words := make([]word, len(d.Tokens))
	for i, t := range d.Tokens {
		words[i] = wordOf(d.Surface(t.Span))
	}
	var out []Match
	free := make([]int, len(s.lists)) // first token that a list's next match may begin with
	rest := 0
	for _, sent := range d.Sentences {
		out = s.matchRun(d, words, rest, sent.FirstToken, false, free, out)
		out = s.matchRun(d, words, sent.FirstToken, sent.EndToken, allCapitals(words[sent.FirstToken:sent.EndToken]), free, out)
		rest = sent.EndToken
	}
	return s.matchRun(d, words, rest, len(words), false, free, out)
}

// matchRun matches the tokens from first to end, which lie in one sentence or
// outside all of them.
func (s *Set) matchRun(d *text.Document, words []word, first, end int, capitals bool, free []int, out []Match) []Match {
	for i := first; i < end; i++ {
		from := len(out)
		var p trail
		upper, letters := true, 0
		for j := i; j < end; j++ {
			w := words[j]
			if w.hyphen && j > i {
				if joins(d.Tokens, j, end) {
					continue
				}
			}
			p = p.step(w)
			letters += w.letters
			upper = upper && (w.upper || w.letters == 0)
			inCapitals := upper && (capitals || letters >= capitalsLetters)
			more := false
			for k := s.table.home(p.fold); s.table.slots[k].kind != slotFree; {
				e := &s.table.slots[k]
				if e.key == p.fold {
					if e.kind == slotPrefix {
						more = true
					} else if free[e.list] <= i && e.allows(uint32(p.exact), capitals, inCapitals) {
						out = record(out, from, Match{i, j + 1, int(e.list), e.how&weak != 0})
					}
				}
				if k++; k == len(s.table.slots) {
					k = 0
				}
			}
			if !more {
				break
			}
		}
		for _, m := range out[from:] {
			free[m.List] = m.End
		}
	}
	return out
}

// allows reports whether the case of the text is right for the name.
func (e *slot) allows(exactHash uint32, capitals, inCapitals bool) bool {
	switch e.how &^ weak {
	case anyCase:
		return true
	case strict:
		return e.exact == exactHash && !capitals
	}
	return e.exact == exactHash || inCapitals
}

// record enters m among the matches out[from:], which begin at the same token,
// in order of list and in place of a shorter one of its list.
func record(out []Match, from int, m Match) []Match {
	at := from
	for ; at < len(out) && out[at].List <= m.List; at++ {
		if out[at].List == m.List {
			out[at] = m
			return out
		}
	}
	return slices.Insert(out, at, m)
}

// joins reports whether the hyphen at j touches the tokens on both sides.
func joins(tokens []text.Token, j, end int) bool {
	return j+1 < end && tokens[j-1].End == tokens[j].Start && tokens[j].End == tokens[j+1].Start
}

// allCapitals reports whether a sentence is written in capitals: no word has a
// lower-case letter, and at least two have more than one letter.
func allCapitals(words []word) bool {
	long := 0
	for _, w := range words {
		if w.letters > 0 && !w.upper {
			return false
		}
		if w.letters > 1 {
			long++
		}
	}
	return long >= 2
}
