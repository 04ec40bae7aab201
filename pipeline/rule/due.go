package rule

import (
	"cmp"
	"slices"
	"sync"

	"rollcall/text"
)

// dueMemory is what finding the due rules uses from document to document; what
// it says of one is not seen in the next, since stamps do not come back.
type dueMemory struct {
	stamp  uint32
	seen   []uint32 // by feature, the stamp of the last run that holds it
	tried  []uint32 // by rule, the stamp of the last run it was looked at for
	shapes shape    // of the run
	first  []int32  // features of the run that rules wait for
	hits   []hit    // literals in the text, in order
	turns  []turn
}

// hit is a literal that regular expressions of tokens wait for, at a byte.
type hit struct {
	feature int32
	at      int
}

// turn is a run in which a rule may match.
type turn struct{ rule, run int32 }

// memories are reused, since a large set needs much of it.
var memories = sync.Pool{New: func() any { return &memory{} }}

// due lists where each rule may match: the runs that hold all that the rule can
// not do without, in order of rules. One look at each token tells this for all
// rules together, so that rules which nothing in the text asks for cost nothing.
func (s *Set) due(v *view, m *dueMemory) []turn {
	if len(m.seen) < int(s.features) {
		m.seen = make([]uint32, s.features)
	}
	if len(m.tried) < len(s.rules) {
		m.tried = make([]uint32, len(s.rules))
	}
	m.turns, m.hits = m.turns[:0], m.hits[:0]
	s.literals.due(v.doc.Text, func(who waiter, at int) {
		switch k := who.rule; {
		case k == none:
			m.hits = append(m.hits, hit{who.feature, at})
		case s.left == nil || !s.left[k]:
			m.turns = append(m.turns, turn{rule: k})
		}
	})
	hits := m.hits
	for i, r := range v.runs {
		if m.stamp++; m.stamp == 0 {
			clear(m.seen)
			clear(m.tried)
			m.stamp = 1
		}
		s.look(v, r, m)
		end := v.doc.Tokens[r.end-1].End
		for len(hits) > 0 && hits[0].at < end {
			s.note(m, hits[0].feature)
			hits = hits[1:]
		}
		for _, k := range s.always {
			s.turn(m, k, i, r.block)
		}
		for _, f := range m.first {
			for _, k := range s.waiting[f] {
				s.turn(m, k, i, r.block)
			}
		}
	}
	slices.SortFunc(m.turns, func(a, b turn) int { return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.run, b.run)) })
	m.turns = slices.Compact(m.turns) // a literal may stand in the text more than once
	return m.turns
}

// look notes the features of a run.
func (s *Set) look(v *view, r run, m *dueMemory) {
	m.first, m.shapes = m.first[:0], 0
	for k := r.first; k < r.end; k++ {
		t := &v.tokens[k]
		m.shapes |= t.shape
		s.note(m, t.word)
		s.note(m, t.exact)
		s.note(m, t.stem)
		s.note(m, t.form)
		if t.known && len(s.values) > 0 {
			if f, ok := s.values[t.value]; ok {
				s.note(m, f)
			}
		}
		for _, l := range t.inAny {
			s.note(m, s.listed[l])
		}
		for _, c := range t.under {
			if f, ok := s.types[v.found[c].typ]; ok {
				s.note(m, f)
			}
			if f, ok := s.types[AnyType]; ok {
				s.note(m, f)
			}
		}
	}
	for i, f := range s.class {
		if m.shapes&(1<<i) != 0 {
			s.note(m, f)
		}
	}
}

func (s *Set) note(m *dueMemory, f int32) {
	if f == none || m.seen[f] == m.stamp {
		return
	}
	m.seen[f] = m.stamp
	if len(s.waiting[f]) > 0 {
		m.first = append(m.first, f)
	}
}

// turn adds a run for a rule, if the run is such as the rule asks for.
func (s *Set) turn(m *dueMemory, k int32, run int, block text.BlockKind) {
	if m.tried[k] == m.stamp {
		return
	}
	m.tried[k] = m.stamp
	r := &s.ready[k]
	if s.left != nil && s.left[k] || !r.where.holds(block) {
		return
	}
	for _, c := range r.clauses {
		if !slices.ContainsFunc(c.features, func(f int32) bool { return m.seen[f] == m.stamp }) {
			return
		}
	}
	m.turns = append(m.turns, turn{k, int32(run)})
}
