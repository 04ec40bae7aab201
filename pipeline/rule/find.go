package rule

import (
	"rollcall/text"
)

// find lists what rule k marks in the runs of its turns, in order.
func (s *Set) find(v *view, k int, turns []turn, mem *memory) []text.Mention {
	r := &s.ready[k]
	var found []text.Mention
	mention := func(first, end int, typ text.Type) {
		found = append(found, text.Mention{
			Span: text.Span{Start: v.doc.Tokens[first].Start, End: v.doc.Tokens[end-1].End},
			Type: typ, Score: s.rules[k].Score,
			Source: text.Source{Stage: Stage, Rule: s.rules[k].Name},
		})
	}
	if r.re != nil {
		s.findRegexp(v, k, mem, mention)
		return found
	}
	var captured []capture
	for _, t := range turns {
		run := v.runs[t.run]
		m := mem.matcher(v, r.program, run)
		for at := run.first; at < run.end; {
			// Most places are no beginning, which is quick to see.
			if r.first != nil && !r.first.holds(v, at) {
				at++
				continue
			}
			end := m.reach(r.start, at)
			if end <= at || !r.fits(m, at, end) {
				at++
				continue
			}
			captured = m.captures(r.start, at, end, captured[:0])
			for _, c := range captured {
				mention(c.first, c.end, r.program.types[c.index])
			}
			if len(captured) == 0 {
				mention(at, end, s.rules[k].Type)
			}
			at = end
		}
	}
	return found
}

// fits reports whether what stands around tokens first to end is what the rule
// asks for.
func (r *ready) fits(m *matcher, first, end int) bool {
	return (r.before == none || m.reach(r.before, first) != none) &&
		(r.after == none || m.reach(r.after, end) != none) &&
		(r.notBefore == none || m.reach(r.notBefore, first) == none) &&
		(r.notAfter == none || m.reach(r.notAfter, end) == none)
}

// contextual reports whether anything is asked of what stands around.
func (r *ready) contextual() bool {
	return r.before != none || r.after != none || r.notBefore != none || r.notAfter != none
}

// findRegexp finds the matches of a regular expression that begin and end at
// the edges of tokens.
func (s *Set) findRegexp(v *view, k int, mem *memory, mention func(first, end int, typ text.Type)) {
	r := &s.ready[k]
	names := r.re.SubexpNames()
	for _, m := range r.re.FindAllStringSubmatchIndex(v.doc.Text, -1) {
		first, end, ok := v.on(text.Span{Start: m[0], End: m[1]})
		if r.contextual() {
			run, inside := v.runOf(first, end)
			ok = ok && inside && r.fits(mem.matcher(v, r.program, v.runs[run]), first, end)
			if !ok {
				continue
			}
		}
		grouped := false
		for g, name := range names {
			if g == 0 || name == "" {
				continue
			}
			grouped = true
			if a, b, edged := v.on(text.Span{Start: m[2*g], End: m[2*g+1]}); edged && r.where.holds(v.blockOf(a)) {
				mention(a, b, s.rules[k].Type)
			}
		}
		if !grouped && ok && r.where.holds(v.blockOf(first)) {
			mention(first, end, s.rules[k].Type)
		}
	}
}

// blockOf is the kind of block that a token lies in.
func (v *view) blockOf(token int) text.BlockKind {
	if i, ok := v.runOf(token, token+1); ok {
		return v.runs[i].block
	}
	return text.Paragraph
}
