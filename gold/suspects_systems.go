package gold

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"rollcall/text"
)

// System is somebody's answers to documents of the gold.
type System struct {
	Name      string
	Documents []*text.Document // found by id; those of other texts are passed over
}

// systemRecord is how well a system does on the gold, which says how much its
// word weighs.
type systemRecord struct {
	name      string
	precision map[text.Type]float64 // smoothed with that of all types
	recall    map[text.Type]float64
}

// learnSystems puts answers beside the gold and counts how often each system is
// right by it, equal in span and type.
func (l *lexicon) learnSystems(systems []System) {
	for _, s := range systems {
		byID := map[string]*text.Document{}
		for _, d := range s.Documents {
			byID[d.ID] = d
		}
		right, answered, asked := counter{}, counter{}, counter{}
		for _, v := range l.views {
			d := byID[v.doc.ID]
			if d == nil || d.Text != v.doc.Text {
				v.answers = append(v.answers, answers{})
				continue
			}
			answers := newAnswers(d.Mentions)
			v.answers = append(v.answers, answers)
			p := pair(v.doc.Mentions, answers.mentions)
			for i, m := range v.doc.Mentions {
				if m.Type == text.TypeIgnore {
					continue
				}
				asked[string(m.Type)]++
				if p.equal[i] {
					right[string(m.Type)]++
				}
			}
			for _, m := range answers.mentions {
				answered[string(m.Type)]++
			}
		}
		record := systemRecord{s.Name, map[text.Type]float64{}, map[text.Type]float64{}}
		allRight, allAnswered := 0, 0
		for t, n := range answered {
			allRight += right[t]
			allAnswered += n
		}
		overall := (float64(allRight) + 1) / (float64(allAnswered) + 2)
		for t, n := range answered {
			// The answer that is weighed is wrong by the gold, and does not count.
			record.precision[text.Type(t)] = (float64(right[t]) + 2*overall) / (float64(max(n-1, right[t])) + 2)
		}
		for t, n := range asked {
			record.recall[text.Type(t)] = (float64(right[t]) + 1) / (float64(n) + 2)
		}
		l.systems = append(l.systems, record)
	}
}

// systemRivals are what systems answer at a place instead of what gold has.
func (l *lexicon) systemRivals(v *view, span text.Span, own text.Type, r *rivals) {
	for _, answers := range v.answers {
		if !answers.given {
			continue
		}
		silent := true
		for m := range answers.over(span) {
			silent = false
			kind := KindBounds
			switch {
			case own == "":
				kind = KindUnmarked
			case m.Span == span && m.Type == own:
				continue
			case m.Span == span:
				kind = KindType
			}
			if own != "" || m.Span == span {
				r.of(kind, m.Span, m.Type)
			}
		}
		if silent && own != "" {
			r.of(KindMarked, span, "")
		}
	}
}

// answers are what a system says about one document; to say nothing is an
// answer too.
type answers struct {
	given    bool
	mentions []text.Mention // in order of Span.Compare
	longest  int            // in bytes
}

func newAnswers(mentions []text.Mention) answers {
	a := answers{given: true, mentions: slices.Clone(mentions)}
	slices.SortStableFunc(a.mentions, func(a, b text.Mention) int { return a.Compare(b.Span) })
	for _, m := range a.mentions {
		a.longest = max(a.longest, m.Len())
	}
	return a
}

// over yields the answers that overlap a span.
func (a answers) over(span text.Span) func(func(text.Mention) bool) {
	return func(yield func(text.Mention) bool) {
		from := sort.Search(len(a.mentions), func(i int) bool { return a.mentions[i].Start+a.longest > span.Start })
		for _, m := range a.mentions[from:] {
			if m.Start >= span.End {
				return
			}
			if m.Overlaps(span) && !yield(m) {
				return
			}
		}
	}
}

// supporter is a system that reads a place as a rival has it.
type supporter struct {
	name string
	odds float64
}

// weighSystems adds what systems say of a rival: those that answer it against
// those that answer what gold has.
func (l *lexicon) weighSystems(v *view, span text.Span, own text.Type, r *rival) {
	if r.span.Len() == 0 {
		return
	}
	var with, against []supporter
	for k, answers := range v.answers {
		if !answers.given {
			continue
		}
		silent, both := true, text.Span{Start: min(span.Start, r.span.Start), End: max(span.End, r.span.End)}
		for m := range answers.over(both) {
			silent = silent && !m.Overlaps(span)
			name := l.systems[k].name
			if m.Score > 0 {
				name += fmt.Sprintf(" %.2f", m.Score)
			}
			switch {
			case m.Span == r.span && m.Type == r.typ:
				with = append(with, supporter{name, l.systems[k].trust(m)})
			case m.Span == span && m.Type == own:
				against = append(against, supporter{name, l.systems[k].trust(m)})
			}
		}
		if silent && r.typ == "" {
			with = append(with, supporter{l.systems[k].name, l.systems[k].silence(own)})
		}
		if silent && own == "" {
			against = append(against, supporter{l.systems[k].name, l.systems[k].silence(r.typ)})
		}
	}
	if len(with)+len(against) == 0 {
		return
	}
	sum := 0.0
	var names []string
	slices.SortFunc(with, byStrength)
	for _, s := range with {
		sum += math.Log(s.odds)
		names = append(names, s.name)
	}
	for _, s := range against {
		sum -= math.Log(s.odds)
	}
	// Systems err together: m of them count as m/(1+ρ(m−1)) with ρ = ½.
	factor := math.Exp(sum / (1 + 0.5*float64(len(with)+len(against)-1)))
	read := fmt.Sprintf("%d of %d systems read it so", len(with), len(with)+len(against))
	if len(with)+len(against) == 1 {
		read = "1 of 1 system reads it so"
	}
	r.add("systems", factor, "%s: %s", read, joinedNames(names))
}

// trust is the odds that an answer is right.
func (s systemRecord) trust(m text.Mention) float64 {
	p, known := s.precision[m.Type]
	if !known {
		p = 0.5
	}
	if m.Score > 0 {
		p = (p + m.Score) / 2
	}
	p = min(max(p, 0.05), 0.98)
	return p / (1 - p)
}

// silence is the odds that there is nothing of a type where a system answers
// nothing.
func (s systemRecord) silence(t text.Type) float64 {
	return 1 / (1 - min(s.recall[t], 0.98))
}
