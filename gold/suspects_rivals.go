package gold

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rollcall/text"
)

// rivals are other readings of one place, each once.
type rivals struct {
	list []*rival
}

// of is the rival with a span and type, made if there is none.
func (r *rivals) of(kind string, span text.Span, typ text.Type) *rival {
	for _, known := range r.list {
		if known.span == span && known.typ == typ {
			return known
		}
	}
	made := &rival{kind: kind, span: span, typ: typ}
	r.list = append(r.list, made)
	return made
}

// has reports whether there is a rival with a span and type.
func (r *rivals) has(span text.Span, typ text.Type) bool {
	return slices.ContainsFunc(r.list, func(known *rival) bool { return known.span == span && known.typ == typ })
}

// labels are those that a surface has anywhere, and those of the rivals that
// have the span.
func (r *rivals) labels(c *surfaceCounts, span text.Span) []text.Type {
	labels := slices.Collect(maps.Keys(c.all))
	for _, known := range r.list {
		if known.span == span {
			labels = append(labels, known.typ)
		}
	}
	slices.SortFunc(labels, text.CompareTypes)
	return slices.Compact(labels)
}

func (r *rivals) values() []rival {
	var out []rival
	for _, known := range r.list {
		out = append(out, *known)
	}
	return out
}

// rivalsOf are the other readings of a mention. One with alternatives has been
// thought about, and has none.
func (l *lexicon) rivalsOf(v *view, i int) []rival {
	m := v.doc.Mentions[i]
	if len(m.Alt) > 0 {
		return nil
	}
	r := &rivals{}
	l.systemRivals(v, m.Span, m.Type, r)
	if m.Type != text.TypeMoney {
		l.rivalLabels(v, m, r)
		for _, c := range l.crossed[v] {
			if c.span.Overlaps(m.Span) && !m.Contains(c.span) {
				l.addLonger(v, r.of(KindBounds, c.span, c.typ), c)
			}
		}
	}
	l.rivalEdges(v, m, r)
	for _, known := range r.list {
		l.weighSystems(v, m.Span, m.Type, known)
	}
	return r.values()
}

// rivalLabels are other types of a mention, or none, by its string or else by
// its words.
func (l *lexicon) rivalLabels(v *view, m text.Mention, r *rivals) {
	s := v.doc.Surface(m.Span)
	counts := l.surfaces[s]
	if counts == nil || counts.total(v.doc, m.Type) == 0 {
		l.rivalsByWords(v, m, r)
		return
	}
	for _, label := range r.labels(counts, m.Span) {
		if label == m.Type || counts.at(v.doc, label, m.Type) == 0 && !r.has(m.Span, label) {
			continue
		}
		kind := KindType
		if label == "" {
			kind = KindMarked
		}
		known := r.of(kind, m.Span, label)
		known.add("surface", l.surfaceFactor(counts, v.doc, label, m.Type), "%q is %s, and %s %s", s,
			marking(label, counts.all[label]), marking(m.Type, counts.all[m.Type]), "with this place")
		if label == "" {
			look := v.look(m.Span)
			known.add("beside", 1/l.lookFactor(look), "%s", lookWords(look))
		}
	}
}

func lookWords(look int) string {
	return []string{
		"no word beside it has a capital", "the word before it has a capital",
		"the word after it has a capital", "the words before and after it have capitals",
	}[look]
}

// marking is "PLACE 3 times", "unmarked once", "never MONEY".
func marking(label text.Type, n float64) string {
	if label == "" {
		label = "unmarked"
	}
	if n == 0 {
		return "never " + string(label)
	}
	return fmt.Sprintf("%s %s", label, times(int(n)))
}

// surfaceFactor is how much likelier a string is to have one label than
// another, by its other places.
func (l *lexicon) surfaceFactor(c *surfaceCounts, d *text.Document, label, own text.Type) float64 {
	share := func(t text.Type) float64 { return c.at(d, t, own) + max(l.labels[t], 0.01) }
	return share(label) / share(own)
}

// rivalsByWords weighs a mention whose string stands nowhere else.
func (l *lexicon) rivalsByWords(v *view, m text.Mention, r *rivals) {
	from, to := touched(v.tokens, m.Span)
	if from == to {
		return
	}
	inside := l.meanShare(v, from, to, "", m.Type)
	r.of(KindMarked, m.Span, "").add("words", (1-inside)/inside, "its words are in names at %.0f%% of their other places", 100*inside)
	own := l.meanShare(v, from, to, m.Type, m.Type)
	for _, t := range slices.SortedFunc(maps.Keys(l.labels), text.CompareTypes) {
		if t == "" || t == m.Type {
			continue
		}
		if share := l.meanShare(v, from, to, t, m.Type); share > own {
			r.of(KindType, m.Span, t).add("words", share/own, "its words are in %s at %.0f%% of their other places, in %s at %.0f%%", t, 100*share, m.Type, 100*own)
		}
	}
}

// meanShare is the mean of insideShare over tokens.
func (l *lexicon) meanShare(v *view, from, to int, typ, own text.Type) float64 {
	sum := 0.0
	for t := from; t < to; t++ {
		sum += l.insideShare(v, t, typ, own)
	}
	return sum / float64(to-from)
}

// rivalEdges are the mention with a word less or more at either end.
func (l *lexicon) rivalEdges(v *view, m text.Mention, r *rivals) {
	from, to := touched(v.tokens, m.Span)
	side := func(left bool) string {
		if left {
			return "begins"
		}
		return "ends"
	}
	shrink := func(t int, left bool, span text.Span) {
		if unpaired(v.doc.Surface(span)) && !unpaired(v.doc.Surface(m.Span)) {
			return
		}
		p := l.edgeShare(v, t, left, true, m.Type)
		known := r.of(KindBounds, span, m.Type)
		known.add("edge", (1-p)/p, "it %s with %q, which beside %s is outside at %.0f%% of other places", side(left), v.word(t), m.Type, 100*(1-p))
		if c := l.surfaces[v.doc.Surface(span)]; c != nil && l.surfaces[v.doc.Surface(m.Span)].total(v.doc, m.Type) == 0 {
			if n := c.at(v.doc, m.Type, nobody); n > 0 {
				known.add("surface", min(1+n, 10), "%q is %s", v.doc.Surface(span), marking(m.Type, c.all[m.Type]))
			}
		}
	}
	grow := func(t int, left bool, span text.Span) {
		p := l.edgeShare(v, t, left, false, m.Type)
		r.of(KindBounds, span, m.Type).add("edge", p/(1-p), "%q beside it is inside %s at %.0f%% of other places", v.word(t), m.Type, 100*p)
	}
	if to-from > 1 && v.parts(from, from, from+1) {
		shrink(from, true, text.Span{Start: v.tokens[from+1].Start, End: m.End})
	}
	if to-from > 1 && v.parts(to-1, to-2, to-1) {
		shrink(to-1, false, text.Span{Start: m.Start, End: v.tokens[to-2].End})
	}
	if from < to && v.adjacent(from-1) && v.mention[from-1] < 0 {
		grow(from-1, true, text.Span{Start: v.tokens[v.figure(from-1, -1)].Start, End: m.End})
	}
	if from < to && v.adjacent(to-1) && v.mention[to] < 0 && !v.hyphened(to) {
		grow(to, false, text.Span{Start: m.Start, End: v.tokens[v.figure(to, 1)].End})
	}
}

// hyphened reports whether a token goes on with a hyphen.
func (v *view) hyphened(t int) bool {
	return t+1 < len(v.tokens) && v.tokens[t].End == v.tokens[t+1].Start && v.word(t+1) == "-"
}

// parts reports whether a name may end between two tokens, of which removed is
// to go: at a blank, or at a mark of punctuation. A full stop may belong to an
// abbreviation, so that it says nothing; the guideline has a rule of its own.
func (v *view) parts(removed, left, right int) bool {
	if v.word(removed) == "." {
		return false
	}
	return v.tokens[left].End < v.tokens[right].Start || v.class(removed) == "other"
}

// figure is the last token, in a direction, of the number that a token is part
// of: of 400,000 all.
func (v *view) figure(t, step int) int {
	for v.class(t) == "digit" {
		next := t + 2*step
		if next < 0 || next >= len(v.tokens) || v.class(next) != "digit" || !slices.Contains([]string{",", "."}, v.word(t+step)) ||
			v.tokens[max(t, next)].Start-v.tokens[min(t, next)].End != 1 {
			break
		}
		t = next
	}
	return t
}

// addLonger weighs a longer name over a mention.
func (l *lexicon) addLonger(v *view, known *rival, c crossing) {
	s := v.doc.Surface(c.span)
	n := l.longer[s]
	p := (n.in + 0.5) / (n.in + n.out)
	if p >= 1 {
		p = 0.99
	}
	known.add("longer", p/(1-p), "%q is marked as a whole %s, and otherwise %s", s, times(int(n.in)), times(int(n.out)))
}

// unmarkedPlace is a place without a mention that may be one.
type unmarkedPlace struct {
	span   text.Span
	rivals []rival
}

// unmarkedPlaces are those of strings that are marked elsewhere, of runs of
// words with capitals that look like names, and of systems' answers.
func (l *lexicon) unmarkedPlaces(v *view) []unmarkedPlace {
	spans := slices.Clone(l.free()[v.doc])
	runs := map[text.Span]bool{}
	for _, run := range v.runs() {
		if l.surfaces[v.doc.Surface(run)] == nil {
			runs[run] = true
			spans = append(spans, run)
		}
	}
	for _, answers := range v.answers {
		for _, m := range answers.mentions {
			from, to := touched(v.tokens, m.Span)
			if m.Type != text.TypeIgnore && !slices.Contains(v.taken[from:to], true) {
				spans = append(spans, m.Span)
			}
		}
	}
	slices.SortFunc(spans, text.Span.Compare)
	spans = slices.Compact(spans)
	var places []unmarkedPlace
	for _, span := range spans {
		r := &rivals{}
		l.systemRivals(v, span, "", r)
		c := l.surfaces[v.doc.Surface(span)]
		if c != nil && c.total(v.doc, "") > 0 {
			for _, label := range r.labels(c, span) {
				if label == "" {
					continue
				}
				known := r.of(KindUnmarked, span, label)
				known.add("surface", l.surfaceFactor(c, v.doc, label, ""), "%q is %s, and %s with this place", v.doc.Surface(span), marking(label, c.all[label]), marking("", c.all[""]))
				look := v.look(span)
				known.add("beside", l.lookFactor(look), "%s", lookWords(look))
			}
		} else if from, to := touched(v.tokens, span); from < to && (runs[span] || c != nil) {
			l.rivalsOfRun(v, span, from, to, r)
		}
		for _, known := range r.list {
			l.weighSystems(v, span, "", known)
		}
		if len(r.list) > 0 {
			places = append(places, unmarkedPlace{span, r.values()})
		}
	}
	return places
}

// rivalsOfRun weighs words that nobody marks anywhere as a name: of the type
// that its words have most, or of any that a system gives it.
func (l *lexicon) rivalsOfRun(v *view, span text.Span, from, to int, r *rivals) {
	inside := l.meanShare(v, from, to, "", "")
	best, most := text.Type(""), 0.0
	for _, t := range slices.SortedFunc(maps.Keys(l.labels), text.CompareTypes) {
		if share := l.meanShare(v, from, to, t, ""); t != "" && share > most {
			best, most = t, share
		}
	}
	if best != "" && inside >= 0.5 {
		r.of(KindUnmarked, span, best)
	}
	for _, known := range r.list {
		known.add("words", inside/(1-inside), "its words, or such as look like them, are in names at %.0f%% of their other places", 100*inside)
	}
}

// free is the unmarked places of surfaces that are marked somewhere, in order,
// by document.
func (l *lexicon) free() map[*text.Document][]text.Span {
	if l.unmarked == nil {
		l.unmarked = map[*text.Document][]text.Span{}
		for _, c := range l.surfaces {
			if c.usual() == "" {
				continue
			}
			for _, p := range c.free {
				l.unmarked[p.document()] = append(l.unmarked[p.document()], p.span)
			}
		}
		for _, spans := range l.unmarked {
			slices.SortFunc(spans, text.Span.Compare)
		}
	}
	return l.unmarked
}

// runs are the longest rows of unmarked words with capitals, one blank apart. A
// lone word that opens a sentence is none, nor is what stands right beside a
// mention, whose bounds it is a matter of.
func (v *view) runs() []text.Span {
	var runs []text.Span
	for t := 0; t < len(v.tokens); {
		end := t
		for end < len(v.tokens) && v.mention[end] < 0 && capital(v.word(end)) && (end == t || v.adjacent(end-1)) {
			end++
		}
		if end == t {
			t++
			continue
		}
		beside := v.adjacent(t-1) && v.mention[t-1] >= 0 || v.adjacent(end-1) && v.mention[end] >= 0
		if !beside && (end-t > 1 || !v.opens(t)) {
			runs = append(runs, text.Span{Start: v.tokens[t].Start, End: v.tokens[end-1].End})
		}
		t = end
	}
	return runs
}

// joinedNames lists at most three names, then how many more.
func joinedNames(names []string) string {
	if n := len(names); n > 3 {
		return strings.Join(names[:3], ", ") + fmt.Sprintf(" and %d more", n-3)
	}
	return strings.Join(names, ", ")
}

// byStrength orders systems' supporters, the strongest first.
func byStrength(a, b supporter) int {
	return cmp.Or(cmp.Compare(b.odds, a.odds), cmp.Compare(a.name, b.name))
}
