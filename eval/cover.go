package eval

import (
	"slices"

	"rollcall/text"
)

// CoverSource says where the measure comes from.
const CoverSource = "character overlap of LoReHLT, as in neleval's overlap-max and overlap-sum"

// Cover says how much of the mentions of one side the other side covers, in
// bytes and whatever the types: what counts where names are to be blacked out. A
// mention's share is between 0 and 1; Best and All are sums of shares, so that
// they add over documents.
type Cover struct {
	Mentions int
	Touched  int     // mentions of which at least one byte is covered
	Whole    int     // mentions of which all bytes are covered
	Best     float64 // shares covered by the one mention that covers most
	All      float64 // shares covered by all mentions together
}

// Plus is the sum.
func (c Cover) Plus(o Cover) Cover {
	c.Mentions += o.Mentions
	c.Touched += o.Touched
	c.Whole += o.Whole
	c.Best += o.Best
	c.All += o.All
	return c
}

// MeanBest is the mean share that one mention covers, NaN if there is no
// mention.
func (c Cover) MeanBest() float64 { return ratio(c.Best, c.Mentions) }

// MeanAll is the mean share that all mentions together cover.
func (c Cover) MeanAll() float64 { return ratio(c.All, c.Mentions) }

// CoverScore is how far answers cover gold, which is a recall, and gold the
// answers, which is a precision; by the type of what is covered.
type CoverScore struct {
	Types                []TypeCover
	Gold, Answers        Cover // over all types
	GoldBytes, GoldFound int   // bytes that gold marks, and those of them that answers mark too
	AnswerBytes          int
}

// Bytes are precision, recall and F1 of bytes: those that both sides mark, of
// those that answers mark and of those that gold does.
func (s CoverScore) Bytes() Ratios {
	found := float64(s.GoldFound)
	return Ratios{ratio(found, s.AnswerBytes), ratio(found, s.GoldBytes), ratio(2*found, s.AnswerBytes+s.GoldBytes)}
}

// TypeCover is the cover of one type.
type TypeCover struct {
	Type          text.Type
	Gold, Answers Cover
}

// Cover measures how far the two sides cover each other. What IGNORE takes out
// has no part in it; of alternatives the one that fits its answer best has.
func (r *Result) Cover() CoverScore {
	var s CoverScore
	at := map[text.Type]int{}
	row := func(t text.Type) *TypeCover {
		i, ok := at[t]
		if !ok {
			i = len(s.Types)
			at[t] = i
			s.Types = append(s.Types, TypeCover{Type: t})
		}
		return &s.Types[i]
	}
	for i := range r.Documents {
		gold, answers := r.Documents[i].spans()
		for k, c := range covers(gold, answers) {
			t := row(gold[k].Type)
			t.Gold = t.Gold.Plus(c)
			s.Gold = s.Gold.Plus(c)
		}
		for k, c := range covers(answers, gold) {
			t := row(answers[k].Type)
			t.Answers = t.Answers.Plus(c)
			s.Answers = s.Answers.Plus(c)
		}
		g, a := union(gold), union(answers)
		s.GoldBytes += sizeOf(g)
		s.AnswerBytes += sizeOf(a)
		s.GoldFound += sharedBytes(g, a)
	}
	slices.SortFunc(s.Types, func(a, b TypeCover) int { return text.CompareTypes(a.Type, b.Type) })
	return s
}

// spans are what was scored of both sides, in order of place.
func (d *Document) spans() (gold, answers []fairSpan) {
	for _, p := range d.Pairs {
		if p.Gold >= 0 {
			g := &d.Gold[p.Gold]
			span := g.Span
			if p.Answer >= 0 {
				span = bestReading(g, &d.Answers[p.Answer])
			}
			gold = append(gold, fairSpan{Span: span, Type: g.Type})
		}
		if p.Answer >= 0 {
			answers = append(answers, fairSpan{Span: d.Answers[p.Answer].Span, Type: d.Answers[p.Answer].Type})
		}
	}
	slices.SortFunc(gold, byPlace)
	slices.SortFunc(answers, byPlace)
	return gold, answers
}

// covers is how far each of list is covered by others, both in order of place.
func covers(list, by []fairSpan) []Cover {
	out := make([]Cover, len(list))
	reach := make([]int, len(by)) // the farthest end of by up to each
	far := 0
	for i, o := range by {
		far = max(far, o.End)
		reach[i] = far
	}
	for i, m := range list {
		c := Cover{Mentions: 1}
		best, all, done := 0, 0, m.Start
		first, _ := slices.BinarySearch(reach, m.Start+1)
		for _, o := range by[first:] {
			if o.Start >= m.End {
				break
			}
			best = max(best, min(m.End, o.End)-max(m.Start, o.Start))
			all += max(0, min(m.End, o.End)-max(done, o.Start))
			done = max(done, o.End)
		}
		if all > 0 {
			c.Touched = 1
		}
		if all == m.Len() {
			c.Whole = 1
		}
		if m.Len() > 0 {
			c.Best, c.All = float64(best)/float64(m.Len()), float64(all)/float64(m.Len())
		}
		out[i] = c
	}
	return out
}

// union is the bytes of spans in order of place, as a list without overlaps.
func union(list []fairSpan) []text.Span {
	var out []text.Span
	for _, s := range list {
		if n := len(out); n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
		} else {
			out = append(out, s.Span)
		}
	}
	return out
}
