package rule

import (
	"slices"
	"strings"

	"rollcall/pipeline/gazetteer"
	"rollcall/text"
)

// view is a document as patterns see it.
type view struct {
	tokens []tokenView
	// runs are the stretches that a match lies in: sentences, cut where they
	// are longer than longestRun.
	runs []run
	// names of lists by the token they begin with and end before, -1 if none:
	// names[list][token]
	from, to [][]int32
}

type tokenView struct {
	text  string
	word  int32 // of the vocabulary, -1 if in no pattern
	stem  int32
	shape shape
	inAny []int // lists in whose names the token lies
}

type run struct{ first, end int }

// longestRun is the number of tokens over which no match reaches, whatever the
// sentences are. It bounds memory and time on text that is not prose.
const longestRun = 500

// view reads the document for the patterns of s.
func (s *Set) view(d *text.Document) *view {
	v := &view{tokens: make([]tokenView, len(d.Tokens))}
	var buf [64]byte
	for i, t := range d.Tokens {
		w := d.Surface(t.Span)
		tv := tokenView{text: w, word: -1, stem: -1, shape: shapeOf(w, t.Kind)}
		if id, ok := s.words[string(lower(buf[:0], w))]; ok {
			tv.word = id
		}
		if tv.shape&shapeWord != 0 && s.mayStem(w) {
			if id, ok := s.stems[stem(w)]; ok {
				tv.stem = id
			}
		}
		v.tokens[i] = tv
	}
	rest := 0
	for _, sent := range d.Sentences {
		v.addRun(rest, sent.FirstToken)
		if flat(d, v.tokens, sent) {
			for i := sent.FirstToken; i < sent.EndToken; i++ {
				v.tokens[i].shape &^= shapeCap
			}
		}
		v.addRun(sent.FirstToken, sent.EndToken)
		rest = sent.EndToken
	}
	v.addRun(rest, len(d.Tokens))
	if s.gazetteer != nil {
		v.addLists(s, s.gazetteer.Match(d))
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

// mayStem reports whether w begins as a stem that is asked for; stemming costs
// more than all other looks at a token.
func (s *Set) mayStem(w string) bool {
	if len(s.stemStarts) == 0 || len(w) < 2 {
		return false
	}
	return s.stemStarts[[2]byte{w[0] | 0x20, w[1] | 0x20}]
}

func (v *view) addRun(first, end int) {
	for first < end {
		n := min(end-first, longestRun)
		v.runs = append(v.runs, run{first, first + n})
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
			both[i] = -1
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

// holds reports whether token i is what the test asks for.
func (c *compiled) holds(v *view, i int) bool {
	t := &v.tokens[i]
	ok := (c.word < 0 || t.word == c.word && (c.exact == "" || c.exact == t.text)) &&
		(c.stem < 0 || t.stem == c.stem) &&
		(c.shape == 0 || t.shape&c.shape != 0) &&
		(c.re == nil || c.re.MatchString(t.text))
	if ok && c.list >= 0 {
		ok = false
		for _, k := range t.inAny {
			ok = ok || k == c.list
		}
	}
	if ok && len(c.any) > 0 {
		ok = slices.ContainsFunc(c.any, func(a *compiled) bool { return a.holds(v, i) })
	}
	if c.negate {
		ok = !ok
	}
	for _, a := range c.also {
		ok = ok && a.holds(v, i)
	}
	return ok
}

// matcher finds, for a program on a run, the furthest position that a match
// from each instruction and position reaches. Each of these is worked out once,
// so that the time is the product of the sizes at worst; there is no
// backtracking.
type matcher struct {
	v        *view
	p        *program
	run      run
	backward bool
	// best is what reach found, plus 2, by (position - run.first) × len(code) +
	// instruction; 0 where it was not asked.
	best []int32
}

// none is where a match reaches that there is not.
const none = -1

// newMatcher prepares a search; buf is reused memory.
func newMatcher(v *view, p *program, r run, backward bool, buf []int32) *matcher {
	n := (r.end - r.first + 1) * len(p.code)
	if cap(buf) < n {
		buf = make([]int32, n)
	}
	buf = buf[:n]
	clear(buf)
	return &matcher{v, p, r, backward, buf}
}

// reach is the furthest end of a match from position at on, none if there is
// no match. Positions lie between tokens; in a backward search they fall, and
// the furthest is the lowest.
func (m *matcher) reach(pc, at int) int32 {
	slot := &m.best[(at-m.run.first)*len(m.p.code)+pc]
	if *slot != 0 {
		return *slot - 2
	}
	in := &m.p.code[pc]
	far := int32(none)
	switch in.op {
	case codeMatch:
		far = int32(at)
	case codeToken:
		if next, ok := m.step(in, at); ok {
			far = m.reach(in.next, next)
		}
	case codeList:
		if next, ok := m.stepList(in, at); ok {
			far = m.reach(in.next, next)
		}
	case codeSplit:
		far = m.further(m.reach(in.next, at), m.reach(in.other, at))
	case codeStart:
		if m.atStart(at) {
			far = m.reach(in.next, at)
		}
	case codeEnd:
		if at == m.run.end {
			far = m.reach(in.next, at)
		}
	default:
		far = m.reach(in.next, at)
	}
	*slot = far + 2
	return far
}

func (m *matcher) further(a, b int32) int32 {
	switch {
	case a == none:
		return b
	case b == none:
		return a
	case m.backward:
		return min(a, b)
	}
	return max(a, b)
}

// step takes one token.
func (m *matcher) step(in *instruction, at int) (int, bool) {
	if m.backward {
		return at - 1, at > m.run.first && in.test.holds(m.v, at-1)
	}
	return at + 1, at < m.run.end && in.test.holds(m.v, at)
}

// stepList takes a name of a list.
func (m *matcher) stepList(in *instruction, at int) (int, bool) {
	if in.arg >= len(m.v.from) {
		return 0, false
	}
	if m.backward {
		next := int(m.v.to[in.arg][at])
		return next, at > m.run.first && next >= m.run.first
	}
	if at == m.run.end {
		return 0, false
	}
	next := int(m.v.from[in.arg][at])
	return next, next >= 0 && next <= m.run.end
}

// atStart reports whether a sentence begins at the position, quotation marks
// and brackets before its first word aside.
func (m *matcher) atStart(at int) bool {
	for i := m.run.first; i < at; i++ {
		if m.v.tokens[i].shape&shapePunct == 0 {
			return false
		}
	}
	return true
}

// capture is a part of a match that is a mention.
type capture struct {
	first, end int // tokens
	index      int // of the capture in the program
}

// captures walks along the match from position at to end: at a choice it takes
// the earlier branch that reaches it.
func (m *matcher) captures(at, end int, out []capture) []capture {
	pc := m.p.start
	opened := 0
	for {
		in := &m.p.code[pc]
		switch in.op {
		case codeMatch:
			return out
		case codeToken:
			at, _ = m.step(in, at)
		case codeList:
			at, _ = m.stepList(in, at)
		case codeSplit:
			if m.reach(in.next, at) != int32(end) {
				pc = in.other
				continue
			}
		case codeOpen:
			opened = at
		case codeClose:
			out = append(out, capture{opened, at, in.arg})
		}
		pc = in.next
	}
}
