package gazetteer

import (
	"cmp"
	"slices"

	"rollcall/text"
)

// Match is a name of a list in a document.
type Match struct {
	First, End int // half-open range of Document.Tokens
	List       int // index in Set.Lists
	// Weak is true of a name that is not to be proposed here: its line says so,
	// or the context that the line requires is missing.
	Weak bool

	table, entry int32
}

// capitalsLetters is how many letters a name needs to be known in capitals
// among words that are not. Shorter ones are too often acronyms.
const capitalsLetters = 5

// Match returns the names of all lists in d, which must have tokens; it does
// not change d. In each list the match that begins first wins, of those that
// begin together the longest; where a list has a name on several lines that
// differ in type, key or context, each is a match. Matches of different lists
// may overlap. No match reaches over the end of a sentence, where sentences are
// known, and without sentences none is taken to be all capitals. Matches are
// ordered by First, then by List, then as the list has them.
func (s *Set) Match(d *text.Document) []Match {
	if len(d.Tokens) == 0 || !slices.ContainsFunc(s.tables, func(t *table) bool { return t.count() > 0 }) {
		return nil
	}
	words := make([]word, len(d.Tokens))
	for i, t := range d.Tokens {
		words[i] = wordOf(d.Text[t.Start:t.End])
	}
	var out []Match
	free := make([]int, len(s.lists)) // first token that a list's next match may begin with
	for i := range s.tables {
		m := matcher{table: s.tables[i], at: int32(i), free: free, out: out}
		m.run = run{d: d, words: words}
		m.begin()
		rest := 0
		for _, sent := range d.Sentences {
			m.match(rest, sent.FirstToken, false)
			m.match(sent.FirstToken, sent.EndToken, allCapitals(words[sent.FirstToken:sent.EndToken]))
			rest = sent.EndToken
		}
		m.match(rest, len(words), false)
		out = m.out
	}
	if len(s.tables) > 1 {
		slices.SortStableFunc(out, func(a, b Match) int {
			return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.List, b.List))
		})
	}
	return out
}

// matcher finds the names of one table.
type matcher struct {
	*table
	at int32 // of the table in the set
	run
	starts []start // tokens that a name may begin with, in order
	free   []int
	out    []Match
}

// start is a token that is in the table.
type start struct {
	token int32
	first int32 // its first entry, or -1
	more  bool  // longer names begin with it
}

// begin looks up all tokens. One after the other, without what is done about
// those that are found, the processor has many of the look-ups under way at
// once; in a large table each waits for memory.
func (m *matcher) begin() {
	for i := range m.words {
		key := mix(m.words[i].fold)
		if !m.starting(key) {
			continue
		}
		if first, more := m.find(key); first >= 0 || more {
			m.starts = append(m.starts, start{int32(i), int32(first), more})
		}
	}
}

// match matches the tokens from first to end, which lie in one sentence or
// outside all of them.
func (m *matcher) match(first, end int, capitals bool) {
	m.first, m.end, m.capitals = first, end, capitals
	for len(m.starts) > 0 && int(m.starts[0].token) < end {
		m.from(m.starts[0])
		m.starts = m.starts[1:]
	}
}

// from finds the names that begin with a token.
func (m *matcher) from(s start) {
	i := int(s.token)
	before := len(m.out)
	c := casing{sentence: m.capitals, upper: true, title: true}
	var letters int32
	p := trail{}.step(&m.words[i])
	first, more := int(s.first), s.more
	for j := i; ; {
		w := &m.words[j]
		letters += w.letters
		c.exact = uint32(p.exact)
		c.upper = c.upper && (w.upper || w.letters == 0)
		c.known = c.upper && letters > 0 && (m.capitals || letters >= capitalsLetters)
		c.title = c.title && (w.capital || w.small && j > i)
		for k := first; k >= 0; k = m.next(k) {
			if e := m.table.entry(k); e.rest == uint32(p.fold>>32) && m.free[m.base+int(e.list)] <= i && e.allows(c) {
				m.record(before, i, j+1, int32(k), e)
			}
		}
		if !more {
			break
		}
		for j++; j < m.end && m.words[j].hyphen && joins(m.d.Tokens, j, m.end); {
			j++
		}
		if j >= m.end {
			break
		}
		p = p.step(&m.words[j])
		first, more = m.find(p.fold)
	}
	for _, o := range m.out[before:] {
		m.free[o.List] = o.End
	}
}

// record enters a match among m.out[before:], which begin at the same token,
// in order of lists and in place of shorter ones of its list.
func (m *matcher) record(before, first, end int, k int32, e entry) {
	o := Match{First: first, End: end, List: m.base + int(e.list), table: m.at, entry: k}
	o.Weak = e.how&weak != 0 || e.how&bound != 0 && !m.satisfies(m.class(m.fact(e.fact).class), first, end)
	at := before
	for at < len(m.out) && m.out[at].List < o.List {
		at++
	}
	after := at
	for after < len(m.out) && m.out[after].List == o.List {
		after++
	}
	for _, other := range m.out[at:after] {
		if other.End == end && m.table.entry(int(other.entry)).fact == e.fact {
			return // the same line by another of its names
		}
	}
	if after > at && m.out[at].End < end {
		m.out = slices.Delete(m.out, at, after)
		after = at
	}
	m.out = slices.Insert(m.out, after, o)
}

// joins reports whether the hyphen at j touches the tokens on both sides.
func joins(tokens []text.Token, j, end int) bool {
	return j+1 < end && tokens[j-1].End == tokens[j].Start && tokens[j].End == tokens[j+1].Start
}

// allCapitals reports whether a sentence is written in capitals: no word has a
// lower-case letter, and at least two have more than one letter.
func allCapitals(words []word) bool {
	long := 0
	for i := range words {
		w := &words[i]
		if w.letters > 0 && !w.upper {
			return false
		}
		if w.letters > 1 {
			long++
		}
	}
	return long >= 2
}
