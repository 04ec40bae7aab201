package rule

import (
	"cmp"
	"slices"
	"strings"

	"rollcall/pipeline/gazetteer"
	"rollcall/text"
)

// view is a document as patterns see it.
type view struct {
	doc    *text.Document
	tokens []tokenView
	// runs are the stretches that a match lies in: sentences, cut where they
	// are longer than longestRun.
	runs []run
	// names of lists by the token they begin with and end before, -1 if none:
	// from[list][token]
	from, to [][]int32

	answers [][]answer // by regular expression and token

	found []found   // candidates of other stages that lie on tokens
	opens [][]int32 // by token, the candidates that begin with it, longest first
	shuts [][]int32 // by token, those that end before it
}

// found is a candidate of another stage.
type found struct {
	first, end int
	typ        text.Type
	stage      string
	score      float64
	// beaten is true of a candidate that lost to one of the same span and type,
	// which is no verdict on it: its stage did say so.
	beaten bool
}

// is reports whether a candidate is what is asked for.
func (f *found) is(a *asked) bool {
	return (a.typ == AnyType || a.typ == f.typ) &&
		(a.stage == "" && !f.beaten || a.stage != "" && a.stage == f.stage) &&
		(a.score == nil || a.score.hold(f.score))
}

type tokenView struct {
	text  string
	word  int32 // feature of the lower-case word, none if in no pattern
	exact int32
	stem  int32
	form  int32
	shape shape
	value float64 // of a number
	known bool    // whether there is a value
	inAny []int   // lists in whose names the token lies
	under []int32 // candidates that it lies in
}

type run struct {
	first, end int
	block      text.BlockKind
}

// longestRun is the number of tokens over which no match reaches, whatever the
// sentences are. It bounds memory and time on text that is not prose.
const longestRun = 500

// unknownScore is what a candidate without a score is taken to have.
const unknownScore = 0.5

// view reads the document for the patterns of s.
func (s *Set) view(d *text.Document, mem *memory) *view {
	v := &view{doc: d, tokens: make([]tokenView, len(d.Tokens))}
	var buf [64]byte
	for i, t := range d.Tokens {
		w := d.Surface(t.Span)
		tv := tokenView{text: w, word: none, exact: none, stem: none, form: none, shape: shapeOf(w, t.Kind)}
		low := lower(buf[:0], w)
		if f, ok := s.words[string(low)]; ok {
			tv.word = f
			if f, ok := s.exacts[w]; ok {
				tv.exact = f
			}
		}
		if tv.shape&shapeWord != 0 && s.starts.begins(low) {
			tv.stem = mem.stemOf(s.compiler, low)
		}
		if len(s.forms) > 0 {
			if f, ok := s.forms[formOf(w)]; ok {
				tv.form = f
			}
		}
		switch {
		case tv.shape&shapeNumber != 0:
			tv.value, tv.known = valueOf(w)
		case s.numbers && tv.shape&shapeWord != 0:
			if tv.value, tv.known = numberWords[string(low)]; tv.known {
				tv.shape |= shapeNumWord
			}
		}
		v.tokens[i] = tv
	}
	rest := 0
	for _, sent := range d.Sentences {
		v.addRun(rest, sent.FirstToken, text.Paragraph)
		if flat(d, v.tokens, sent) {
			for i := sent.FirstToken; i < sent.EndToken; i++ {
				v.tokens[i].shape &^= shapeCap
			}
		}
		v.addRun(sent.FirstToken, sent.EndToken, sent.Block)
		rest = sent.EndToken
	}
	v.addRun(rest, len(d.Tokens), text.Paragraph)
	if s.gazetteer != nil {
		v.addLists(s, s.gazetteer.Match(d))
	}
	if s.asksType {
		v.addFound(d)
	}
	return v
}

// lower appends w in lower case. Beyond ASCII it leaves the bytes to
// strings.ToLower.
func lower(buf []byte, w string) []byte {
	for i := range len(w) {
		c := w[i]
		if c >= 0x80 {
			return append(buf[:0], strings.ToLower(w)...)
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf = append(buf, c)
	}
	return buf
}

// stemStart is what begins all words of a stem: all of it but the last letter,
// which may be another in the word (happi, happy); but for dying, lying and
// tying.
func stemStart(stem string) string {
	switch stem {
	case "die", "lie", "tie":
		return stem[:1]
	}
	return stem[:max(len(stem)-1, 1)]
}

// startSet are the beginnings of stems that are asked for.
type startSet struct {
	of      map[string]bool
	seen    [1 << 10]uint64 // a bit for each hash of one
	longest int
}

func (s *startSet) add(start string) {
	if s.of == nil {
		s.of = map[string]bool{}
	}
	s.of[start] = true
	s.longest = max(s.longest, len(start))
	h := uint32(0)
	for i := range len(start) {
		h = startHash(h, start[i])
	}
	s.seen[h>>22] |= 1 << (h >> 16 & 63)
}

func startHash(h uint32, c byte) uint32 { return (h ^ uint32(c) ^ 0x9e) * 0x85ebca6b }

// begins reports whether a word begins as a stem that is asked for; stemming
// costs more than all other looks at a token.
func (s *startSet) begins(low []byte) bool {
	h := uint32(0)
	for i := range min(s.longest, len(low)) {
		h = startHash(h, low[i])
		if s.seen[h>>22]&(1<<(h>>16&63)) != 0 && s.of[string(low[:i+1])] {
			return true
		}
	}
	return false
}

// stemMemory are the features of stems of words met before, which words in news
// mostly are. They do not depend on anything but the word and the patterns.
type stemMemory struct {
	patterns *compiler
	of       map[string]int32
}

const mostStems = 1 << 14

func (mem *memory) stemOf(c *compiler, low []byte) int32 {
	m := &mem.stems
	if m.patterns != c || len(m.of) >= mostStems {
		*m = stemMemory{c, map[string]int32{}}
	}
	f, known := m.of[string(low)]
	if !known {
		word := string(low)
		var ok bool
		if f, ok = c.stems[stem(word)]; !ok {
			f = none
		}
		m.of[word] = f
	}
	return f
}

func (v *view) addRun(first, end int, block text.BlockKind) {
	for first < end {
		n := min(end-first, longestRun)
		v.runs = append(v.runs, run{first, first + n, block})
		first += n
	}
}

// flat reports whether capitals tell nothing in a sentence: all its words are
// in capitals, or it is a headline whose longer words all begin with one.
func flat(d *text.Document, tokens []tokenView, sent text.Sentence) bool {
	words, caps, long, longCap := 0, 0, 0, 0
	for i := sent.FirstToken; i < sent.EndToken; i++ {
		t := &tokens[i]
		if t.shape&shapeWord == 0 {
			continue
		}
		words++
		if t.shape&shapeLower == 0 && t.shape&(shapeCaps|shapeInitial) != 0 {
			caps++
		}
		if len(t.text) > 3 {
			long++
			if t.shape&shapeCap != 0 {
				longCap++
			}
		}
	}
	return words > 3 && caps == words || sent.Block == text.Headline && long > 3 && longCap == long
}

func (v *view) addLists(s *Set, matches []gazetteer.Match) {
	n := len(v.tokens)
	v.from = make([][]int32, len(s.lists))
	v.to = make([][]int32, len(s.lists))
	for k := range s.lists {
		both := make([]int32, 2*n+1)
		for i := range both {
			both[i] = none
		}
		v.from[k], v.to[k] = both[:n], both[n:]
	}
	for _, m := range matches {
		k := s.listOf[m.List]
		if k < 0 {
			continue
		}
		v.from[k][m.First] = int32(m.End)
		v.to[k][m.End] = int32(m.First)
		for i := m.First; i < m.End; i++ {
			v.tokens[i].inAny = append(v.tokens[i].inAny, k)
		}
	}
}

// addFound takes up what other stages proposed and nothing has decided against.
func (v *view) addFound(d *text.Document) {
	v.opens = make([][]int32, len(v.tokens)+1)
	v.shuts = make([][]int32, len(v.tokens)+1)
	for i := range d.Candidates {
		c := &d.Candidates[i]
		f := found{typ: c.Type, stage: c.Source.Stage, score: c.Score}
		if f.score == 0 {
			f.score = unknownScore
		}
		if l := c.Loss; l != nil {
			if l.To < 0 || l.To >= len(d.Candidates) || d.Candidates[l.To].Span != c.Span || d.Candidates[l.To].Type != c.Type {
				continue
			}
			f.beaten = true
		}
		var ok bool
		if f.first, f.end, ok = v.on(c.Span); ok && f.end-f.first <= longestRun {
			v.found = append(v.found, f)
		}
	}
	slices.SortStableFunc(v.found, func(a, b found) int { return cmp.Or(a.first-b.first, b.end-a.end) })
	for i := range v.found {
		f := &v.found[i]
		v.opens[f.first] = append(v.opens[f.first], int32(i))
		v.shuts[f.end] = append(v.shuts[f.end], int32(i))
		for k := f.first; k < f.end; k++ {
			v.tokens[k].under = append(v.tokens[k].under, int32(i))
		}
	}
}

// on is the tokens that a span begins and ends with.
func (v *view) on(s text.Span) (first, end int, ok bool) {
	tokens := v.doc.Tokens
	first, ok = slices.BinarySearchFunc(tokens, s.Start, func(t text.Token, at int) int { return cmp.Compare(t.Start, at) })
	if !ok {
		return 0, 0, false
	}
	last, ok := slices.BinarySearchFunc(tokens[first:], s.End, func(t text.Token, at int) int { return cmp.Compare(t.End, at) })
	return first, first + last + 1, ok
}

// runOf is the run that holds tokens first to end.
func (v *view) runOf(first, end int) (int, bool) {
	i, _ := slices.BinarySearchFunc(v.runs, first, func(r run, first int) int { return cmp.Compare(r.end-1, first) })
	if i == len(v.runs) || first < v.runs[i].first || v.runs[i].end < end {
		return 0, false
	}
	return i, true
}
