package encoder

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"sort"
	"unicode"

	"rollcall/text"
)

// scratch is what one document needs; a model keeps it for the next.
type scratch struct {
	cut     cut
	buffers buffers
	logits  []float32 // words × labels
	breaks  []int32   // pieces that begin a sentence
	units   []int     // the first word of each unit, and the number of words
	chain   chain
	found   []found
}

// errNumbers is what damaged weights make of a document.
var errNumbers = errors.New("encoder: the network's numbers are not finite: its weights are damaged")

// Propose appends a candidate for each name that the model finds in d, whose
// Tokens are set, and whose Sentences tell good places to end a window at: those
// of the best sequence of labels, and, if Options.Alternatives asks for them,
// all others of some probability. A candidate begins and ends at edges of
// tokens; its Score is the probability of a mention with these edges and this
// type, all sequences of labels being counted. Runs of more than 64 words are
// no names and left out. The length of a document has no
// limit; memory grows with the number of its words alone, by less than two
// hundred bytes each.
func (m *Model) Propose(d *text.Document) error {
	s := m.scratch.Get().(*scratch)
	defer m.scratch.Put(s)
	m.tokeniser.cut(&s.cut, d.Text)
	s.findBreaks(d)
	m.read(s)
	if !finite(s.logits) {
		return errNumbers
	}
	m.decide(s, d)
	return nil
}

// segment is the number of units from which on a chain is cut where it can be,
// so that deciding on a long document takes no more memory than on a short one.
const segment = 4096

// certain is by how much outside must exceed all other labels for a chain to be
// cut behind a unit: the chance that this changes anything is under e^-certain.
const certain = 8

// decide appends the candidates that s.logits tell.
func (m *Model) decide(s *scratch, d *text.Document) {
	s.unite(d)
	s.chain.labels, s.chain.temperature = m.labels, m.temperature
	for from := 0; from < len(s.units)-1; {
		end := m.score(s, from)
		s.chain.decode(end - from)
		s.found = s.found[:0]
		s.chain.mentions(func(first, end, label int) {
			if l := &m.labels.all[label]; l.typ != "" && end-first <= longestName {
				s.found = append(s.found, found{first: first, end: end, kind: l.kind, score: s.chain.probability(first, end, l.kind)})
			}
		})
		if m.alternatives > 0 {
			chosen := len(s.found)
			s.chain.spans(m.alternatives, func(first, end, kind int, p float64) {
				at, _ := slices.BinarySearchFunc(s.found[:chosen], first, func(f found, first int) int { return cmp.Compare(f.first, first) })
				if at < chosen && s.found[at].first == first && s.found[at].end == end && s.found[at].kind == kind {
					return
				}
				s.found = append(s.found, found{first: first, end: end, kind: kind, score: p, second: true})
			})
		}
		m.propose(s, d, from)
		from = end
	}
}

// found is a mention of a chain.
type found struct {
	first, end, kind int // units, and a place in labels.kinds
	score            float64
	second           bool // not of the best sequence
	span             text.Span
}

// propose appends candidates for s.found, whose units are counted from unit
// from. What has the same edges of tokens is one, since only one of it can be.
func (m *Model) propose(s *scratch, d *text.Document, from int) {
	all := s.found[:0]
	for _, f := range s.found {
		words := s.cut.words[s.units[from+f.first]:s.units[from+f.end]]
		var ok bool
		if f.span, ok = edges(d, words[0].Span, words[len(words)-1].Span); ok {
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b found) int {
		return cmp.Or(a.span.Compare(b.span), cmp.Compare(a.kind, b.kind))
	})
	for i, f := range all {
		if i+1 < len(all) && all[i+1].span == f.span && all[i+1].kind == f.kind {
			next := &all[i+1]
			next.score, next.second = next.score+f.score, next.second && f.second
			continue
		}
		t := m.labels.kinds[f.kind].typ
		source := text.Source{Stage: "encoder", Rule: string(t)}
		if f.second {
			source.Rule += secondChoice
		}
		d.Candidates = append(d.Candidates, text.Candidate{Mention: text.Mention{
			Span: f.span, Type: t, Score: min(max(f.score, 1e-9), 1), Source: source,
		}})
	}
}

// secondChoice stands behind the type in Source.Rule of what is not in the best
// sequence.
const secondChoice = " (second choice)"

// findBreaks sets s.breaks to the first pieces of words that begin a sentence.
func (s *scratch) findBreaks(d *text.Document) {
	s.breaks = s.breaks[:0]
	k := 0
	for i, w := range s.cut.words {
		begins := false
		for k < len(d.Sentences) && d.Sentences[k].Start <= w.Start {
			begins, k = i > 0, k+1
		}
		if begins {
			s.breaks = append(s.breaks, w.first)
		}
	}
}

// read sends the document's windows through the network and sets s.logits.
func (m *Model) read(s *scratch) {
	n := len(m.labels.all)
	words, pieces := s.cut.words, s.cut.pieces
	s.logits = grown(s.logits, len(words)*n)
	at, done := 0, 0 // the first word that begins in a window; the number of words labelled
	p := plan{m.config.window - 2, m.config.context, m.config.slack}
	p.windows(words, len(pieces), s.breaks, func(w window) {
		b := &s.buffers
		b.ids = append(append(append(b.ids[:0], m.network.classID), pieces[w.first:w.end]...), m.network.separatorID)
		for at < len(words) && int(words[at].first) < w.first {
			at++
		}
		b.classes, b.rows = append(b.classes[:0], 0), b.rows[:0]
		k := at
		if k > 0 && (k == len(words) || int(words[k].first) > w.first) {
			k-- // the window begins inside a word
		}
		for p := w.first; p < w.end; p++ {
			if k+1 < len(words) && int(words[k+1].first) <= p {
				k++
			}
			class := words[k].shape
			if int(words[k].first) != p {
				class += shapeContinuation
			} else if p >= w.own && p < w.ownEnd {
				b.rows = append(b.rows, int32(p-w.first+1))
			}
			b.classes = append(b.classes, class)
		}
		b.classes = append(b.classes, 0)
		if len(b.rows) > 0 {
			m.network.logits(b, s.logits[done*n:(done+len(b.rows))*n])
			done += len(b.rows)
		}
	})
}

// unite joins words that a token holds together into units, since a mention
// ends at tokens' edges. s.units gets each unit's first word, and the number of
// words behind them.
func (s *scratch) unite(d *text.Document) {
	words := s.cut.words
	s.units = s.units[:0]
	t := 0
	for i := range words {
		for t < len(d.Tokens) && d.Tokens[t].End <= words[i].Start {
			t++
		}
		joined := i > 0 && t < len(d.Tokens) && d.Tokens[t].Start < words[i-1].End
		if !joined {
			s.units = append(s.units, i)
		}
	}
	s.units = append(s.units, len(words))
}

// score sets the scores of the chain to those of the units from there to the
// end that it returns, which is the document's, or behind a unit that is
// outside for certain. If there is none among as many units again, the chain
// is cut behind the one that is most so.
func (m *Model) score(s *scratch, from int) (end int) {
	n, units := len(m.labels.all), len(s.units)-1
	s.chain.scores = s.chain.scores[:0]
	best, most := from, math.Inf(-1)
	for u := from; u < units && u < from+2*segment; u++ {
		s.chain.scores = append(s.chain.scores, make([]float64, n)...)
		scores := s.chain.scores[(u-from)*n:]
		m.unitScores(s, u, scores)
		if u < from+segment-1 {
			continue
		}
		if margin := m.labels.margin(scores); margin > most {
			best, most = u, margin
		}
		if most >= certain {
			return u + 1
		}
	}
	if units <= from+2*segment {
		return units
	}
	return best + 1
}

// unitScores sets scores, one for each label, to those of a unit: what its
// words' logits for that label add up to.
func (m *Model) unitScores(s *scratch, u int, scores []float64) {
	n := len(m.labels.all)
	first, end := s.units[u], s.units[u+1]
	if m.config.labelsTokens || end == first+1 {
		for l := range scores {
			scores[l] = float64(s.logits[first*n+l])
		}
		return
	}
	for l := range scores {
		at := &m.labels.all[l]
		sum := float64(s.logits[first*n+at.head]) + float64(s.logits[(end-1)*n+at.tail])
		for w := first + 1; w < end-1; w++ {
			sum += float64(s.logits[w*n+at.rest])
		}
		scores[l] = sum
	}
}

// edges is the span of the tokens that the words from first to last stand in.
// A sign that BERT's words hold together with a name (Apple®) is left out; ok
// is false where no token is left.
func edges(d *text.Document, first, last text.Span) (span text.Span, ok bool) {
	from := sort.Search(len(d.Tokens), func(i int) bool { return d.Tokens[i].End > first.Start })
	to := sort.Search(len(d.Tokens), func(i int) bool { return d.Tokens[i].Start >= last.End })
	for from < to && d.Tokens[from].End < first.End && isSign(d, d.Tokens[from]) {
		from++
	}
	for from < to && d.Tokens[to-1].Start > last.Start && isSign(d, d.Tokens[to-1]) {
		to--
	}
	if from >= to {
		return text.Span{}, false
	}
	return text.Span{Start: d.Tokens[from].Start, End: d.Tokens[to-1].End}, true
}

// isSign reports whether a token has neither letter nor digit.
func isSign(d *text.Document, t text.Token) bool {
	for _, r := range d.Surface(t.Span) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return false
		}
	}
	return true
}
