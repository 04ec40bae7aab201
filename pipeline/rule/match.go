package rule

import (
	"iter"
	"slices"
)

// holds reports whether token i is what the test asks for.
func (c *compiled) holds(v *view, i int) bool {
	t := &v.tokens[i]
	ok := (c.word == none || t.word == c.word) &&
		(c.exact == none || t.exact == c.exact) &&
		(c.stem == none || t.stem == c.stem) &&
		(c.form == none || t.form == c.form) &&
		(c.shape == 0 || t.shape&c.shape != 0) &&
		(c.value == nil || t.known && c.value.hold(t.value)) &&
		(c.re == nil || v.matches(c, i))
	if ok && c.list != none {
		ok = slices.Contains(t.inAny, int(c.list))
	}
	if ok && c.typ != nil {
		ok = slices.ContainsFunc(t.under, func(k int32) bool { return v.found[k].is(c.typ) })
	}
	if ok && c.choice {
		ok = c.oneOf(t) || slices.ContainsFunc(c.any, func(a *compiled) bool { return a.holds(v, i) })
	}
	if c.negate {
		ok = !ok
	}
	for _, a := range c.also {
		ok = ok && a.holds(v, i)
	}
	return ok
}

// matches reports whether a token matches the regular expression of a test. Many
// tests share one, by macros, and ask again at the same token.
func (v *view) matches(c *compiled, i int) bool {
	for len(v.answers) <= c.reID {
		v.answers = append(v.answers, nil)
	}
	if v.answers[c.reID] == nil {
		v.answers[c.reID] = make([]answer, len(v.tokens))
	}
	a := &v.answers[c.reID][i]
	if *a == notAsked {
		*a = no
		if c.re.MatchString(v.tokens[i].text) {
			*a = yes
		}
	}
	return *a == yes
}

// answer is what a regular expression says of a token.
type answer uint8

const (
	notAsked answer = iota
	no
	yes
)

// oneOf reports whether the token is one of the words.
func (c *compiled) oneOf(t *tokenView) bool {
	for _, f := range [...]int32{t.word, t.exact, t.stem} {
		if f != none {
			if _, ok := slices.BinarySearch(c.words, f); ok {
				return true
			}
		}
	}
	return false
}

// none is where a match reaches that there is not, and the feature of what is
// in no pattern.
const none = -1

// matcher finds, for a program on a run, the furthest position that a match
// from each instruction and position reaches. Each of these is worked out once,
// so that the time is the product of the sizes at worst; there is no
// backtracking, and no recursion that a pattern could make deep.
type matcher struct {
	v   *view
	p   *program
	run run
	mem *memory
}

// memory is what matchers use one after the other.
type memory struct {
	// best is what reach found, by (position - run.first) × len(code) +
	// instruction: the stamp of the matcher, and the position from run.first,
	// moved by reached.
	best  []uint32
	stamp uint32
	open  []place
	steps int // looks at a place so far, by which the bound on time is tested

	due   dueMemory
	stems stemMemory
}

// place is an instruction at a position.
type place struct{ pc, at int32 }

// The low bits of memory.best. Positions of a run take the numbers 0 to
// longestRun.
const (
	unknown = iota // not asked for
	pending        // its test holds, and what comes next is being worked out
	nowhere        // there is no match
	reached        // + position

	stampBits = 10
	stampMask = 1<<stampBits - 1
)

// Positions must leave room for the stamp.
var _ [stampMask - reached - longestRun]struct{}

// matcher prepares a search.
func (mem *memory) matcher(v *view, p *program, r run) *matcher {
	n := (r.end - r.first + 1) * len(p.code)
	if len(mem.best) < n {
		mem.best, mem.stamp = make([]uint32, max(n, 2*len(mem.best))), 0
	}
	mem.stamp++
	if mem.stamp >= 1<<(32-stampBits) {
		clear(mem.best)
		mem.stamp = 1
	}
	return &matcher{v, p, r, mem}
}

// slot is the place in memory of an instruction at a position.
func (m *matcher) slot(pc, at int) *uint32 {
	return &m.mem.best[(at-m.run.first)*len(m.p.code)+pc]
}

// known is what a slot holds for this matcher.
func (m *matcher) known(slot *uint32) uint32 {
	if *slot>>stampBits != m.mem.stamp {
		return unknown
	}
	return *slot & stampMask
}

func (m *matcher) set(slot *uint32, value uint32) { *slot = m.mem.stamp<<stampBits | value }

// reach is the furthest end of a match from position at on, none if there is
// no match. Positions lie between tokens; of what looks back, the furthest is
// the lowest.
func (m *matcher) reach(pc, at int) int {
	slot := m.slot(pc, at)
	if m.known(slot) < nowhere {
		m.work(place{int32(pc), int32(at)})
	}
	if k := m.known(slot); k >= reached {
		return int(k-reached) + m.run.first
	}
	return none
}

// work finds what reach tells. A place whose outcome depends on others waits on
// a stack until they are known.
func (m *matcher) work(first place) {
	open := append(m.mem.open[:0], first)
	for len(open) > 0 {
		top := open[len(open)-1]
		m.mem.steps++
		slot := m.slot(int(top.pc), int(top.at))
		state := m.known(slot)
		if state >= nowhere {
			open = open[:len(open)-1]
			continue
		}
		if outcome, needed, ok := m.outcome(top, state); ok {
			m.set(slot, outcome)
			open = open[:len(open)-1]
		} else {
			m.set(slot, pending)
			open = append(open, needed)
		}
	}
	m.mem.open = open
}

// outcome is that of a place, if what it depends on is known, else what it
// depends on.
func (m *matcher) outcome(at place, state uint32) (outcome uint32, needed place, ok bool) {
	in := &m.p.code[at.pc]
	follow := func(to int) (uint32, place, bool) {
		p := place{int32(in.next), int32(to)}
		k := m.known(m.slot(in.next, to))
		return k, p, k >= nowhere
	}
	here := int(at.at)
	switch in.op {
	case codeMatch:
		return reached + uint32(here-m.run.first), place{}, true
	case codeToken:
		to, fits := here+1, here < m.run.end
		if in.back {
			to, fits = here-1, here > m.run.first
		}
		if !fits || state != pending && !in.test.holds(m.v, min(here, to)) {
			return nowhere, place{}, true
		}
		return follow(to)
	case codeList, codeType:
		best := uint32(nowhere)
		for to := range m.ends(in, here) {
			k, p, ok := follow(to)
			if !ok {
				return 0, p, false
			}
			best = further(best, k, in.back)
		}
		return best, place{}, true
	case codeSplit:
		a, p, ok := follow(here)
		if !ok {
			return 0, p, false
		}
		b := m.known(m.slot(in.other, here))
		return further(a, b, in.back), place{int32(in.other), at.at}, b >= nowhere
	case codeLook:
		seen := m.known(m.slot(in.other, here))
		if seen < nowhere {
			return 0, place{int32(in.other), at.at}, false
		}
		if (seen == nowhere) != in.not {
			return nowhere, place{}, true
		}
	case codeStart:
		if !m.atStart(here) {
			return nowhere, place{}, true
		}
	case codeEnd:
		if here != m.run.end {
			return nowhere, place{}, true
		}
	}
	return follow(here)
}

// further is the better of two outcomes.
func further(a, b uint32, back bool) uint32 {
	switch {
	case a < reached:
		return b
	case b < reached:
		return a
	case back:
		return min(a, b)
	}
	return max(a, b)
}

// ends yields where a name of a list, or a candidate, that begins at a position
// ends; the longest comes first.
func (m *matcher) ends(in *instruction, at int) iter.Seq[int] {
	return func(yield func(int) bool) {
		if in.op == codeList {
			if to, ok := m.listEnd(in, at); ok {
				yield(to)
			}
			return
		}
		if len(m.v.found) == 0 {
			return
		}
		from := m.v.opens[at]
		if in.back {
			from = m.v.shuts[at]
		}
		for _, k := range from {
			f := &m.v.found[k]
			to := f.end
			if in.back {
				to = f.first
			}
			if m.run.first <= to && to <= m.run.end && f.is(in.typ) && !yield(to) {
				return
			}
		}
	}
}

// listEnd is the other end of a name of a list.
func (m *matcher) listEnd(in *instruction, at int) (int, bool) {
	if in.arg >= len(m.v.from) {
		return 0, false
	}
	if in.back {
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
func (m *matcher) captures(pc, at, end int, out []capture) []capture {
	opened := 0
	for {
		in := &m.p.code[pc]
		switch in.op {
		case codeMatch:
			return out
		case codeToken:
			at++
		case codeList, codeType:
			for to := range m.ends(in, at) {
				if m.reach(in.next, to) == end {
					at = to
					break
				}
			}
		case codeSplit:
			if m.reach(in.next, at) != end {
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
