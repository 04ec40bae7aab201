package gold

import (
	"math/rand/v2"
	"slices"
	"strings"

	"rollcall/text"
)

// Planted is an error that Plant made.
type Planted struct {
	Corpus   int
	Document int
	Kind     string    // KindUnmarked, KindType or KindBounds: what would mend it
	Was, Is  text.Span // Is has no length where the mention was taken out
}

// Plant makes errors in a copy of gold, a share of all mentions, drawn by seed:
// of each three one is taken out, one gets another of the types that occur, and
// one loses or takes in a word at one end. A mention to which that cannot be
// done is taken out. The copies have no entities.
func Plant(corpora []*Corpus, share float64, seed uint64) ([]*Corpus, []Planted) {
	random := rand.New(rand.NewPCG(seed, 0))
	types := List(corpora, true).Types
	types = slices.DeleteFunc(types, func(t text.Type) bool { return t == text.TypeIgnore || t == text.TypeMoney })
	var copies []*Corpus
	var planted []Planted
	turn := 0
	for k, c := range corpora {
		part := *c
		part.Documents = nil
		for i, d := range c.Documents {
			copied := *d
			copied.Mentions, copied.Entities = nil, nil
			tokens := words(d.Text)
			for n, m := range d.Mentions {
				if m.Type == text.TypeIgnore || len(m.Alt) > 0 || random.Float64() >= share {
					copied.Mentions = append(copied.Mentions, m)
					continue
				}
				p := Planted{Corpus: k, Document: i, Was: m.Span}
				kind := []string{KindUnmarked, KindType, KindBounds}[turn%3]
				turn++
				wrong, done := m, false
				switch kind {
				case KindType:
					wrong.Type, done = otherType(types, m.Type, random)
					wrong.Money = nil
				case KindBounds:
					wrong.Span, done = shiftedSpan(d, tokens, n, random)
				}
				if done {
					copied.Mentions = append(copied.Mentions, wrong)
					p.Kind, p.Is = kind, wrong.Span
				} else {
					p.Kind = KindUnmarked
				}
				planted = append(planted, p)
			}
			part.Documents = append(part.Documents, &copied)
		}
		copies = append(copies, &part)
	}
	return copies, planted
}

func otherType(types []text.Type, own text.Type, random *rand.Rand) (text.Type, bool) {
	others := slices.DeleteFunc(slices.Clone(types), func(t text.Type) bool { return t == own })
	if len(others) == 0 || own == text.TypeMoney {
		return own, false
	}
	return others[random.IntN(len(others))], true
}

// shiftedSpan is the span of a mention with a word more or less at one end, in
// the first of four ways, from a random one on, that is possible. Words are
// taken and left at blanks, so that no error is as plain as a comma in a name.
func shiftedSpan(d *text.Document, tokens []text.Span, n int, random *rand.Rand) (text.Span, bool) {
	s := d.Mentions[n].Span
	from, to := touched(tokens, s)
	blank := func(t int) bool { // between a token and the next, and these are words
		return t >= 0 && t+1 < len(tokens) && d.Text[tokens[t].End:tokens[t+1].Start] == " " &&
			strings.ContainsFunc(tokens[t].In(d.Text), isWordRune) && strings.ContainsFunc(tokens[t+1].In(d.Text), isWordRune)
	}
	first := random.IntN(4)
	for way := range 4 {
		next := s
		switch (first + way) % 4 {
		case 0:
			if to-from > 1 && blank(from) {
				next.Start = tokens[from+1].Start
			}
		case 1:
			if to-from > 1 && blank(to-2) {
				next.End = tokens[to-2].End
			}
		case 2:
			if blank(from-1) && (n == 0 || d.Mentions[n-1].End <= tokens[from-1].Start) {
				next.Start = tokens[from-1].Start
			}
		case 3:
			if blank(to-1) && (n+1 == len(d.Mentions) || d.Mentions[n+1].Start >= tokens[to].End) {
				next.End = tokens[to].End
			}
		}
		if next != s {
			return next, true
		}
	}
	return s, false
}

// Trial is how well a ranking of suspects finds planted errors.
type Trial struct {
	Planted  int            `json:"planted"`
	ByKind   map[string]int `json:"by_kind"`
	Suspects int            `json:"suspects"` // listed in all
	At       []TrialAt      `json:"at"`
	// Bins compare scores with how many of the suspects were planted. What
	// was wrong in the gold before counts as not planted. Empty ones are left
	// out.
	Bins []TrialBin `json:"bins"`
}

// TrialAt is what the first K suspects hold.
type TrialAt struct {
	K         int            `json:"k"`
	Planted   int            `json:"planted"` // suspects at a planted error
	Precision float64        `json:"precision"`
	Found     int            `json:"found"` // planted errors with a suspect
	Recall    float64        `json:"recall"`
	ByKind    map[string]int `json:"found_by_kind"`
}

// TrialBin is the suspects with scores from Low to under High.
type TrialBin struct {
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	Suspects int     `json:"suspects"`
	Score    float64 `json:"mean_score"`
	Planted  float64 `json:"planted_share"`
}

// Try plants errors, looks for suspects and counts how many of the first ones
// are where an error was planted: at each of the lengths ks, and at as many as
// were planted.
func Try(corpora []*Corpus, o SuspectOptions, share float64, seed uint64, ks ...int) Trial {
	copies, planted := Plant(corpora, share, seed)
	if o.Slips == 0 {
		o.Slips = DefaultSlips
	}
	suspects := Suspects(copies, o)
	t := Trial{Planted: len(planted), ByKind: map[string]int{}, Suspects: len(suspects)}
	type place struct {
		path string
		line int
		id   string
	}
	byPlace := map[place][]int{}
	indexes := map[place]*text.Index{}
	for i, p := range planted {
		t.ByKind[p.Kind]++
		c := copies[p.Corpus]
		at := place{c.Path, c.Lines[p.Document], c.Documents[p.Document].ID}
		byPlace[at] = append(byPlace[at], i)
		if indexes[at] == nil {
			indexes[at] = text.NewIndex(c.Documents[p.Document].Text, text.Char)
		}
	}
	hits := make([]bool, len(suspects))
	found := map[int]bool{}
	foundAt := make([]int, len(planted)) // rank, from 1, of the first suspect at it
	for rank, s := range suspects {
		at := place{s.Path, s.Line, s.Document}
		for _, i := range byPlace[at] {
			p := planted[i]
			start, _ := indexes[at].ToByte(s.Start)
			end, _ := indexes[at].ToByte(s.End)
			span := text.Span{Start: start, End: end}
			if span.Overlaps(p.Was) || p.Is.Len() > 0 && span.Overlaps(p.Is) {
				hits[rank] = true
				if !found[i] {
					found[i] = true
					foundAt[i] = rank + 1
				}
			}
		}
	}
	if len(planted) == 0 || len(suspects) == 0 {
		return t // no share has a value
	}
	ks = append(slices.Clone(ks), len(planted))
	slices.Sort(ks)
	for _, k := range slices.Compact(ks) {
		a := TrialAt{K: k, ByKind: map[string]int{}}
		for _, hit := range hits[:min(k, len(hits))] {
			if hit {
				a.Planted++
			}
		}
		for i, rank := range foundAt {
			if rank > 0 && rank <= k {
				a.Found++
				a.ByKind[planted[i].Kind]++
			}
		}
		a.Precision = ratio(float64(a.Planted), float64(min(k, len(hits))))
		a.Recall = ratio(float64(a.Found), float64(len(planted)))
		t.At = append(t.At, a)
	}
	for low := 0.1; low < 0.95; low += 0.1 {
		b := TrialBin{Low: low, High: low + 0.1}
		sum, hit := 0.0, 0.0
		for i, s := range suspects {
			if s.Score >= b.Low && s.Score < b.High {
				b.Suspects++
				sum += s.Score
				if hits[i] {
					hit++
				}
			}
		}
		if b.Suspects > 0 {
			b.Score, b.Planted = sum/float64(b.Suspects), hit/float64(b.Suspects)
			t.Bins = append(t.Bins, b)
		}
	}
	return t
}
