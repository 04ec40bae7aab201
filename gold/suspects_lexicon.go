package gold

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// view is a document as suspects are looked for in it.
type view struct {
	corpus  *Corpus
	index   int
	doc     *text.Document
	tokens  []text.Span
	mention []int  // of each token, -1 for none
	taken   []bool // tokens in a mention, or in another reading of one
	answers []answers
}

func (v *view) word(token int) string { return v.tokens[token].In(v.doc.Text) }

// adjacent reports whether the token and the next are one blank apart, or
// none, so that a name could go on.
func (v *view) adjacent(token int) bool {
	if token < 0 || token+1 >= len(v.tokens) {
		return false
	}
	between := v.doc.Text[v.tokens[token].End:v.tokens[token+1].Start]
	return between == "" || between == " "
}

// lexicon is what the gold says of strings, words and edges.
type lexicon struct {
	views    []*view
	surfaces map[string]*surfaceCounts
	words    map[string]*wordCounts
	// classes count words by what they look like, for words seen seldom.
	classes map[string]*wordCounts
	edges   map[edge]*insideCounts
	// looks counts places by whether capitals stand beside them: for places of
	// surfaces that are marked somewhere, marked ones and unmarked ones.
	looks    [2][4]float64
	labels   map[text.Type]float64 // share of each label among places; "" unmarked
	longer   map[string]*insideCounts
	crossed  map[*view][]crossing
	systems  []systemRecord
	unmarked map[*text.Document][]text.Span // see free
	found    map[*view][]breach
	habit    map[string]float64 // how often each rule is broken, of the times that it could be
}

// surfaceCounts is how often a string is marked with each type, "" for not
// marked, over all and in each document.
type surfaceCounts struct {
	all   map[text.Type]float64
	byDoc map[*text.Document]map[text.Type]float64
	free  []site // where it is not marked
}

// otherDocuments is what a place in another document counts, where one in the
// same document counts 1: names keep their type within a text.
const otherDocuments = 0.5

// nobody is the label of no place, for counts of which none is to be taken off.
const nobody text.Type = "\x00"

// at is the counts as seen from a document, less one of the label own.
func (s *surfaceCounts) at(d *text.Document, label, own text.Type) float64 {
	here := s.byDoc[d][label]
	n := here + otherDocuments*(s.all[label]-here)
	if label == own {
		n--
	}
	return max(n, 0)
}

// total is at, over all labels; s may be nil.
func (s *surfaceCounts) total(d *text.Document, own text.Type) float64 {
	n := 0.0
	if s == nil {
		return n
	}
	for label := range s.all {
		n += s.at(d, label, own)
	}
	return n
}

// wordCounts is how often a word stands in mentions of each type, and outside.
type wordCounts struct {
	in  map[text.Type]float64
	out float64
}

func (w *wordCounts) inside() float64 {
	n := 0.0
	for _, v := range w.in {
		n += v
	}
	return n
}

// edge is a word at an edge of mentions of a type.
type edge struct {
	left bool
	typ  text.Type
	word string // digits as 0; or a class, which begins with a blank
}

// insideCounts counts a thing inside mentions and outside.
type insideCounts struct{ in, out float64 }

// crossing is a longer name that stands over a mention.
type crossing struct {
	span text.Span
	typ  text.Type
}

// learn reads all that the gold says.
func learn(corpora []*Corpus, systems []System) *lexicon {
	l := &lexicon{
		surfaces: map[string]*surfaceCounts{},
		words:    map[string]*wordCounts{}, classes: map[string]*wordCounts{},
		edges: map[edge]*insideCounts{}, labels: map[text.Type]float64{},
		longer: map[string]*insideCounts{}, crossed: map[*view][]crossing{},
		found: map[*view][]breach{}, habit: map[string]float64{},
	}
	for _, c := range corpora {
		for i, d := range c.Documents {
			v := &view{corpus: c, index: i, doc: d, tokens: words(d.Text)}
			v.mention = slices.Repeat([]int{-1}, len(v.tokens))
			v.taken = make([]bool, len(v.tokens))
			for k, m := range slices.Backward(d.Mentions) {
				from, to := touched(v.tokens, m.Span)
				for t := from; t < to; t++ {
					v.mention[t] = k
				}
				from, to = touched(v.tokens, hull(m))
				for t := from; t < to; t++ {
					v.taken[t] = true
				}
			}
			l.views = append(l.views, v)
		}
	}
	l.learnSystems(systems)
	l.learnSurfaces(corpora)
	l.learnWords()
	l.learnEdges()
	l.learnLonger()
	l.learnHabits()
	return l
}

// learnSurfaces counts how every string that is marked anywhere, by the gold or
// by a system, is marked elsewhere.
func (l *lexicon) learnSurfaces(corpora []*Corpus) {
	known := markedSurfaces(corpora)
	for _, v := range l.views {
		for _, answers := range v.answers {
			for _, m := range answers.mentions {
				if s := v.doc.Surface(m.Span); known[s] == nil && m.Type != text.TypeMoney && telling(s) {
					known[s] = &surface{text: s}
				}
			}
		}
	}
	findUnmarked(corpora, known)
	views := map[*text.Document]*view{}
	for _, v := range l.views {
		views[v.doc] = v
	}
	places := 0.0
	for s, at := range known {
		counts := &surfaceCounts{all: map[text.Type]float64{}, byDoc: map[*text.Document]map[text.Type]float64{}, free: at.unmarked}
		l.surfaces[s] = counts
		add := func(label text.Type, sites []site) {
			for _, p := range sites {
				d := p.document()
				if counts.byDoc[d] == nil {
					counts.byDoc[d] = map[text.Type]float64{}
				}
				counts.byDoc[d][label]++
				counts.all[label]++
			}
		}
		add("", at.unmarked)
		for t, sites := range at.marked {
			add(t, sites)
		}
		if len(at.marked) == 0 {
			continue
		}
		for label, sites := range at.marked {
			l.labels[label] += float64(len(sites))
			places += float64(len(sites))
			for _, p := range sites {
				l.looks[1][views[p.document()].look(p.span)]++
			}
		}
		l.labels[""] += float64(len(at.unmarked))
		places += float64(len(at.unmarked))
		for _, p := range at.unmarked {
			l.looks[0][views[p.document()].look(p.span)]++
		}
	}
	for label := range l.labels {
		l.labels[label] /= places
	}
}

// look is 1 if a word with a capital goes before the span, plus 2 if one
// follows it, on the same line and with no more than a blank between.
func (v *view) look(s text.Span) int {
	from, to := touched(v.tokens, s)
	look := 0
	if v.adjacent(from-1) && capital(v.word(from-1)) {
		look++
	}
	if v.adjacent(to-1) && capital(v.word(to)) {
		look += 2
	}
	return look
}

func capital(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// lookFactor is how much likelier the surroundings are for a marked place than
// for an unmarked one of the same kind of string.
func (l *lexicon) lookFactor(look int) float64 {
	share := func(marked int) float64 {
		sum := 4.0
		for _, n := range l.looks[marked] {
			sum += n
		}
		return (l.looks[marked][look] + 1) / sum
	}
	return share(1) / share(0)
}

// learnWords counts every word inside and outside of mentions.
func (l *lexicon) learnWords() {
	for _, v := range l.views {
		for t := range v.tokens {
			for table, key := range v.wordKeys(t) {
				counts := l.words
				if table == 1 {
					counts = l.classes
				}
				w := counts[key]
				if w == nil {
					w = &wordCounts{in: map[text.Type]float64{}}
					counts[key] = w
				}
				if k := v.mention[t]; k >= 0 {
					w.in[v.doc.Mentions[k].Type]++
				} else {
					w.out++
				}
			}
		}
	}
}

// wordKeys is a token's word and its class.
func (v *view) wordKeys(t int) [2]string { return [2]string{v.word(t), v.class(t)} }

// class is what a token looks like: letters with a capital at the beginning of
// a sentence and elsewhere, all capitals, lower case, digits, other.
func (v *view) class(t int) string {
	word := v.word(t)
	r, size := utf8.DecodeRuneInString(word)
	switch {
	case unicode.IsDigit(r):
		return "digit"
	case unicode.IsUpper(r):
		if len(word) > size && word == strings.ToUpper(word) {
			return "capitals"
		}
		if v.opens(t) {
			return "first"
		}
		return "capital"
	case unicode.IsLetter(r):
		return "lower"
	}
	return "other"
}

// opens reports whether a token is the first of a sentence, or of a quotation
// or line, where any word has a capital.
func (v *view) opens(t int) bool {
	if t == 0 {
		return true
	}
	if strings.Contains(v.doc.Text[v.tokens[t-1].End:v.tokens[t].Start], "\n") {
		return true
	}
	switch v.word(t - 1) {
	case ".", "!", "?", ":", "\"", "“", "‘", "'", "(", "•", "-", "–", "—":
		return true
	}
	return false
}

// insideShare is the chance that a token stands in a mention of a type, in
// any at all for "", by its word elsewhere and, for words seen seldom, by
// its class. own is the label that the token has itself, and does not count.
func (l *lexicon) insideShare(v *view, t int, typ, own text.Type) float64 {
	count := func(w *wordCounts) (in, all float64) {
		if w == nil {
			return 0, 0
		}
		in, all = w.inside(), w.inside()+w.out-1
		if own != "" {
			in--
		}
		if typ != "" {
			in = w.in[typ]
			if own == typ {
				in--
			}
		}
		return max(in, 0), max(all, 0)
	}
	keys := v.wordKeys(t)
	in, all := count(l.classes[keys[1]])
	prior := (in + 0.5) / (all + 1)
	in, all = count(l.words[keys[0]])
	return (in + prior) / (all + 1)
}
