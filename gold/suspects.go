package gold

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"rollcall/text"
)

// Suspect is a place at which the gold itself is likely to be wrong.
type Suspect struct {
	Path     string      `json:"path"`
	Line     int         `json:"line"`
	Document string      `json:"document"`
	Start    int         `json:"start"` // in characters of the document's text
	End      int         `json:"end"`
	Text     string      `json:"text"`
	Type     text.Type   `json:"type,omitempty"` // as marked; empty where nothing is
	Score    float64     `json:"score"`          // estimated probability that the gold is wrong here
	Kind     string      `json:"kind"`           // type, unmarked, marked, bounds or guideline
	Suggest  *Suggestion `json:"suggestion,omitempty"`
	Reasons  []Evidence  `json:"reasons"` // strongest first
	Context  string      `json:"context"` // marked text around the place, on one line
}

// Suggestion is what may be right instead; a type of "" says that nothing is to be
// marked.
type Suggestion struct {
	Start int       `json:"start"`
	End   int       `json:"end"`
	Type  text.Type `json:"type"`
	Text  string    `json:"text"`
}

// Evidence is one reason to doubt the gold at a place.
type Evidence struct {
	Kind    string  `json:"kind"` // surface, beside, words, edge, longer, systems or guideline
	Factor  float64 `json:"factor"`
	Message string  `json:"message"`
}

// The kinds of Suspect, in the order of help.
const (
	KindType      = "type"      // another type
	KindUnmarked  = "unmarked"  // to be marked
	KindMarked    = "marked"    // not to be marked
	KindBounds    = "bounds"    // to begin or end elsewhere
	KindGuideline = "guideline" // against a rule of the guideline
)

// SuspectKinds lists the kinds of Suspect.
func SuspectKinds() []string {
	return []string{KindType, KindUnmarked, KindMarked, KindBounds, KindGuideline}
}

// SuspectOptions say what the doubts are drawn from.
type SuspectOptions struct {
	// Slips is the share of places at which gold is taken to be wrong before
	// anything is known of them; 0 means DefaultSlips.
	Slips float64
	// Systems are answers to the documents; none are needed.
	Systems []System
	// Least is the smallest score that is listed.
	Least float64
}

// DefaultSlips is what is left wrong in gold that was made with care: re-reading
// CoNLL-2003 changed some 3 to 5 in a hundred of its mentions (Wang et al.,
// CrossWeigh, EMNLP 2019; Liu and Ritter, ACL 2023).
const DefaultSlips = 0.03

// Suspects looks for places at which the gold is likely to be wrong, the most
// likely first. Nothing but the gold is needed: it is its own witness, each
// place being held against all others. Answers of systems add to it.
//
// The score is an estimate of the probability that the place is wrong. It
// starts from the odds Slips/(1−Slips), which are multiplied by a factor for
// each piece of evidence: how much more the evidence is to be expected if the
// other reading is right than if gold is (naive Bayes). The evidence is
//
//   - surface: how the same string is marked at its other places, those of the
//     same document counted twice, smoothed with one place of the average kind;
//   - beside: whether words with capitals stand beside it, as in longer names;
//   - words: the same of its single words, where the string stands nowhere else;
//   - edge: whether the word at the edge of a mention, or the one beside it, is
//     elsewhere inside mentions of the type or beside them;
//   - longer: a longer name that is marked as a whole elsewhere;
//   - systems: for each, the odds that an answer of the type is right (its
//     precision on this gold, and its score), for those that agree with each
//     other against gold, divided by those that agree with gold; of several
//     the logarithm is damped, since systems err together;
//   - guideline: what the guideline forbids, with a fixed probability, less
//     where the gold does it as a rule.
//
// Of several other readings of a place the most likely is taken.
func Suspects(corpora []*Corpus, o SuspectOptions) []Suspect {
	if o.Slips == 0 {
		o.Slips = DefaultSlips
	}
	l := learn(corpora, o.Systems)
	var all []Suspect
	for _, v := range l.views {
		all = append(all, l.suspects(v, o)...)
	}
	paths := map[string]int{}
	for i, c := range corpora {
		paths[c.Path] = i
	}
	slices.SortStableFunc(all, func(a, b Suspect) int {
		return cmp.Or(
			cmp.Compare(b.Score, a.Score),
			cmp.Compare(paths[a.Path], paths[b.Path]),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Document, b.Document),
			cmp.Compare(a.Start, b.Start),
			cmp.Compare(a.End, b.End),
			cmp.Compare(a.Type, b.Type),
		)
	})
	return all
}

// rival is another reading of a place with what speaks for it. A span of no
// length stands for an unknown one.
type rival struct {
	kind     string
	span     text.Span
	typ      text.Type // "" for nothing
	evidence []Evidence
}

// add notes a factor; what says nothing is left out.
func (r *rival) add(kind string, factor float64, format string, args ...any) {
	if math.Abs(math.Log(factor)) < 0.05 {
		return
	}
	// No single piece of evidence is certain.
	factor = min(max(factor, 1/mostFactor), mostFactor)
	r.evidence = append(r.evidence, Evidence{kind, factor, fmt.Sprintf(format, args...)})
}

// mostFactor bounds what one piece of evidence can do.
const mostFactor = 1000

// odds multiplies the factors of all evidence.
func (r *rival) odds(prior float64) float64 {
	for _, e := range r.evidence {
		prior *= e.Factor
	}
	return prior
}

// suspects weighs every place of a document.
func (l *lexicon) suspects(v *view, o SuspectOptions) []Suspect {
	prior := o.Slips / (1 - o.Slips)
	index := text.NewIndex(v.doc.Text, text.Char)
	breaches := l.breaches(v, prior)
	var all []Suspect
	for i, m := range v.doc.Mentions {
		if m.Type == text.TypeIgnore {
			continue
		}
		rivals := l.rivalsOf(v, i)
		rivals = append(rivals, breaches[i]...)
		if s, ok := v.verdict(m.Span, m.Type, rivals, prior, index); ok && s.Score >= o.Least {
			all = append(all, s)
		}
	}
	for _, p := range l.unmarkedPlaces(v) {
		if s, ok := v.verdict(p.span, "", p.rivals, prior, index); ok && s.Score >= o.Least {
			all = append(all, s)
		}
	}
	return all
}

// verdict is the suspect that the likeliest rival makes of a place.
func (v *view) verdict(span text.Span, typ text.Type, rivals []rival, prior float64, index *text.Index) (Suspect, bool) {
	best, odds := -1, 0.0
	for i := range rivals {
		if now := rivals[i].odds(prior); best < 0 || now > odds {
			best, odds = i, now
		}
	}
	if best < 0 || odds <= prior {
		return Suspect{}, false // nothing speaks against the gold
	}
	r := rivals[best]
	slices.SortStableFunc(r.evidence, func(a, b Evidence) int { return cmp.Compare(b.Factor, a.Factor) })
	s := Suspect{
		Path: v.corpus.Path, Line: v.corpus.Lines[v.index], Document: v.doc.ID,
		Start: index.FromByte(span.Start), End: index.FromByte(span.End),
		Text: v.doc.Surface(span), Type: typ, Score: odds / (1 + odds), Kind: r.kind,
		Reasons: r.evidence, Context: context(v.doc, span),
	}
	if r.span.Len() > 0 {
		s.Suggest = &Suggestion{index.FromByte(r.span.Start), index.FromByte(r.span.End), r.typ, v.doc.Surface(r.span)}
	}
	return s, true
}

// Advice is what may be right instead, in words.
func (s Suspect) Advice() string {
	switch {
	case s.Suggest == nil:
		return "look at it"
	case s.Suggest.Type == "":
		return "unmark"
	}
	marked, err := text.Marked(s.Suggest.Text, []text.Mention{{Span: text.Span{End: len(s.Suggest.Text)}, Type: s.Suggest.Type}})
	if err != nil {
		return string(s.Suggest.Type)
	}
	return strings.Join(strings.Fields(marked), " ")
}
