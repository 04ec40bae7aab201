package encoder

import (
	"errors"
	"sort"
	"unicode"

	"rollcall/text"
)

// scratch is what one document needs; a model keeps it for the next.
type scratch struct {
	cut     cut
	buffers buffers
	logits  []float32 // words × labels
	units   []int     // the first word of each unit, and the number of words
	chain   chain
}

// errNumbers is what damaged weights make of a document.
var errNumbers = errors.New("encoder: the network's numbers are not finite: its weights are damaged")

// Propose appends a candidate for each name that the model finds in d, whose
// Tokens are set: it begins and ends at edges of tokens. Its Score is the
// probability of the mention as a whole. The length of a document has no
// limit; memory grows with the number of its words alone, by about a hundred
// bytes each.
func (m *Model) Propose(d *text.Document) error {
	s := m.scratch.Get().(*scratch)
	defer m.scratch.Put(s)
	m.tokeniser.cut(&s.cut, d.Text)
	m.read(s)
	if !finite(s.logits) {
		return errNumbers
	}
	m.decide(s, d)
	return nil
}

// decide appends the candidates that s.logits tell.
func (m *Model) decide(s *scratch, d *text.Document) {
	m.unite(s, d)
	s.chain.labels, s.chain.temperature = m.labels, m.config.temperature
	s.chain.decode(len(s.units) - 1)
	s.chain.mentions(func(first, end, label int) {
		l := &m.labels.all[label]
		span, ok := edges(d, s.cut.words[s.units[first]].Span, s.cut.words[s.units[end]-1].Span)
		if l.typ == "" || !ok {
			return
		}
		d.Candidates = append(d.Candidates, text.Candidate{Mention: text.Mention{
			Span: span, Type: l.typ, Score: max(s.chain.probability(first, end), 1e-9),
			Source: text.Source{Stage: "encoder", Rule: string(l.typ)},
		}})
	})
}

// read sends the document's windows through the network and sets s.logits.
func (m *Model) read(s *scratch) {
	n := len(m.labels.all)
	words, pieces := s.cut.words, s.cut.pieces
	s.logits = grown(s.logits, len(words)*n)
	at, done := 0, 0 // the first word that begins in a window; the number of words labelled
	windows(words, len(pieces), m.config.window-2, m.config.context, func(w window) {
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
// ends at tokens' edges, and sets the units' scores.
func (m *Model) unite(s *scratch, d *text.Document) {
	words, n := s.cut.words, len(m.labels.all)
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
	units := len(s.units)
	s.units = append(s.units, len(words))
	s.chain.scores = grown(s.chain.scores, units*n)
	for u := range units {
		first, end := s.units[u], s.units[u+1]
		if m.config.labelsTokens {
			end = first + 1
		}
		scores := s.chain.scores[u*n : (u+1)*n]
		for l := range scores {
			at := &m.labels.all[l]
			if end == first+1 {
				scores[l] = float64(s.logits[first*n+l])
				continue
			}
			sum := float64(s.logits[first*n+at.head]) + float64(s.logits[(end-1)*n+at.tail])
			for w := first + 1; w < end-1; w++ {
				sum += float64(s.logits[w*n+at.rest])
			}
			scores[l] = sum
		}
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
