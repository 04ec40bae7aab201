package gold

import (
	"slices"
	"strings"
	"unicode"

	"rollcall/text"
)

// learnEdges counts the words at edges of mentions: the last of several inside,
// and the one that follows outside; the same at the beginning.
func (l *lexicon) learnEdges() {
	count := func(v *view, t int, left, inside bool, typ text.Type) {
		for _, e := range v.edgeKeys(t, left, typ) {
			if l.edges[e] == nil {
				l.edges[e] = &insideCounts{}
			}
			if inside {
				l.edges[e].in++
			} else {
				l.edges[e].out++
			}
		}
	}
	for _, v := range l.views {
		for _, m := range v.doc.Mentions {
			from, to := touched(v.tokens, m.Span)
			if to-from > 1 {
				count(v, from, true, true, m.Type)
				count(v, to-1, false, true, m.Type)
			}
			if v.adjacent(from-1) && v.mention[from-1] < 0 {
				count(v, from-1, true, false, m.Type)
			}
			if v.adjacent(to-1) && v.mention[to] < 0 {
				count(v, to, false, false, m.Type)
			}
		}
	}
}

func (v *view) edgeKeys(t int, left bool, typ text.Type) [2]edge {
	class := v.class(t)
	if class == "first" {
		class = "capital"
	}
	word := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return '0'
		}
		return r
	}, v.word(t))
	return [2]edge{{left, typ, word}, {left, typ, " " + class}}
}

// edgeShare is the chance that a word at an edge is inside mentions of the
// type. inside is where it is here, which does not count.
func (l *lexicon) edgeShare(v *view, t int, left, inside bool, typ text.Type) float64 {
	count := func(c *insideCounts) (in, all float64) {
		if c == nil {
			return 0, 0
		}
		in, all = c.in, c.in+c.out-1
		if inside {
			in--
		}
		return max(in, 0), max(all, 0)
	}
	keys := v.edgeKeys(t, left, typ)
	in, all := count(l.edges[keys[1]])
	prior := (in + 0.5) / (all + 1)
	in, all = count(l.edges[keys[0]])
	return (in + prior) / (all + 1)
}

// learnLonger finds the longer names that stand over mentions which are not
// marked so: "Upper West Region" over [Upper West] Region.
func (l *lexicon) learnLonger() {
	byWord := map[string][]string{}
	for s, c := range l.surfaces {
		marked := 0.0
		for label, n := range c.all {
			if label != "" {
				marked += n
			}
		}
		if marked > 0 && strings.ContainsRune(s, ' ') {
			byWord[firstWord(s)] = append(byWord[firstWord(s)], s)
			l.longer[s] = &insideCounts{in: marked}
		}
	}
	for _, list := range byWord {
		slices.SortFunc(list, func(a, b string) int {
			if d := len(b) - len(a); d != 0 {
				return d
			}
			return strings.Compare(a, b)
		})
	}
	for _, v := range l.views {
		for t, token := range v.tokens {
			for _, s := range byWord[v.word(t)] {
				if !strings.HasPrefix(v.doc.Text[token.Start:], s) || cutsWord(v.doc.Text, token.Start+len(s)) {
					continue
				}
				span := text.Span{Start: token.Start, End: token.Start + len(s)}
				if v.stands(span) {
					l.longer[s].out++
					l.crossed[v] = append(l.crossed[v], crossing{span, l.surfaces[s].usual()})
				}
				break
			}
		}
	}
}

// stands reports whether a span covers a mention and more, or crosses one.
func (v *view) stands(span text.Span) bool {
	from, to := touched(v.tokens, span)
	found := false
	for t := from; t < to; t++ {
		if v.mention[t] < 0 {
			continue
		}
		m := v.doc.Mentions[v.mention[t]]
		if m.Type == text.TypeIgnore || len(m.Alt) > 0 || m.Contains(span) {
			return false
		}
		found = true
	}
	return found
}

// usual is the type that a surface is marked with most often.
func (s *surfaceCounts) usual() text.Type {
	best := text.Type("")
	for label, n := range s.all {
		if label != "" && (best == "" || n > s.all[best] || n == s.all[best] && text.CompareTypes(label, best) < 0) {
			best = label
		}
	}
	return best
}
