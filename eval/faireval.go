package eval

import (
	"cmp"
	"maps"
	"slices"

	"rollcall/text"
)

// Fair are the counts of FairEval (Ortmann, Fine-Grained Error Analysis and
// Fair Evaluation of Labeled Spans, LREC 2022), in which a mention that is
// nearly right is one error and not two. One span may have a part in several
// boundary errors: two answers that share a gold mention between them are two.
type Fair struct {
	TP, FP, FN int
	LE         int // label errors: the span is right, the type wrong
	BES        int // boundary errors, the type right: the answer is smaller,
	BEL        int // the answer is larger,
	BEO        int // or they cross
	LBE        int // label and boundary errors: the spans overlap, neither is right
}

// BE is the number of boundary errors.
func (f Fair) BE() int { return f.BES + f.BEL + f.BEO }

// Plus is the sum.
func (f Fair) Plus(o Fair) Fair {
	f.TP += o.TP
	f.FP += o.FP
	f.FN += o.FN
	f.LE += o.LE
	f.BES += o.BES
	f.BEL += o.BEL
	f.BEO += o.BEO
	f.LBE += o.LBE
	return f
}

// FairWeight is how much an error counts as a true positive, a false positive
// and a false negative.
type FairWeight struct{ TP, FP, FN float64 }

// FairWeights are the weights of the errors that are neither.
type FairWeights struct{ LE, BES, BEL, BEO, LBE FairWeight }

var (
	// FairHalves are the weights of FairEval's "fair" figures: every error is
	// half a false positive and half a false negative.
	FairHalves = FairWeights{LE: half, BES: half, BEL: half, BEO: half, LBE: half}
	// FairBounds are the weights of its "weighted" figures, by which a boundary
	// error is half right: what is missing is the rest of a false negative,
	// what is too much that of a false positive.
	FairBounds = FairWeights{
		LE:  half,
		BES: FairWeight{TP: 0.5, FN: 0.5},
		BEL: FairWeight{TP: 0.5, FP: 0.5},
		BEO: FairWeight{TP: 0.5, FP: 0.25, FN: 0.25},
		LBE: half,
	}

	half = FairWeight{FP: 0.5, FN: 0.5}
)

// Ratios are precision TP / (TP + FP), recall TP / (TP + FN) and their harmonic
// mean, with the other errors taken in by weight; NaN where there is no
// denominator.
func (f Fair) Ratios(w FairWeights) Ratios {
	tp, fp, fn := float64(f.TP), float64(f.FP), float64(f.FN)
	for _, e := range []struct {
		n int
		w FairWeight
	}{{f.LE, w.LE}, {f.BES, w.BES}, {f.BEL, w.BEL}, {f.BEO, w.BEO}, {f.LBE, w.LBE}} {
		tp += e.w.TP * float64(e.n)
		fp += e.w.FP * float64(e.n)
		fn += e.w.FN * float64(e.n)
	}
	return Ratios{share(tp, tp+fp), share(tp, tp+fn), share(2*tp, 2*tp+fp+fn)}
}

// FairSource says where FairEval's measures come from.
const FairSource = "FairEval: Ortmann, LREC 2022"

// FairTally holds FairEval's counts by type: every error under the type of its
// gold mention, a false positive under that of the answer.
type FairTally struct {
	Counts map[text.Type]Fair
	// Confusion counts the errors by the type in gold and the type answered;
	// no type stands for nothing. True positives are not errors.
	Confusion map[[2]text.Type]int
}

// Add adds o to t.
func (t *FairTally) Add(o FairTally) {
	t.init()
	for typ, c := range o.Counts {
		t.Counts[typ] = t.Counts[typ].Plus(c)
	}
	for pair, n := range o.Confusion {
		t.Confusion[pair] += n
	}
}

func (t *FairTally) init() {
	if t.Counts == nil {
		t.Counts, t.Confusion = map[text.Type]Fair{}, map[[2]text.Type]int{}
	}
}

// Types lists the types counted, in the order of reports.
func (t FairTally) Types() []text.Type {
	return slices.SortedFunc(maps.Keys(t.Counts), text.CompareTypes)
}

// Total is the sum over types.
func (t FairTally) Total() Fair {
	var sum Fair
	for _, c := range t.Counts {
		sum = sum.Plus(c)
	}
	return sum
}

// Confusion is how often a type was taken for another; no type is nothing.
type Confusion struct {
	Gold, Answer text.Type
	Count        int
}

// Confusions lists the errors by types, in the order of reports, nothing last.
func (t FairTally) Confusions() []Confusion {
	list := make([]Confusion, 0, len(t.Confusion))
	for pair, n := range t.Confusion {
		list = append(list, Confusion{pair[0], pair[1], n})
	}
	nothingLast := func(a, b text.Type) int {
		return cmp.Or(compareBool(a == "", b == ""), text.CompareTypes(a, b))
	}
	slices.SortFunc(list, func(a, b Confusion) int {
		return cmp.Or(nothingLast(a.Gold, b.Gold), nothingLast(a.Answer, b.Answer))
	})
	return list
}

// Fair counts the result as FairEval does.
func (r *Result) Fair() FairTally {
	var t FairTally
	t.init()
	for i := range r.Documents {
		r.Documents[i].fair(&t)
	}
	return t
}

// Fair counts the document as FairEval does.
func (d *Document) Fair() FairTally {
	var t FairTally
	t.init()
	d.fair(&t)
	return t
}

// fair takes the pairs with equal spans from the alignment, which has as many of
// them as can be, and leaves what else there is to fairKnot, knot by knot.
func (d *Document) fair(t *FairTally) {
	var gold, answers []fairSpan
	for _, p := range d.Pairs {
		if p.SameSpan {
			g, a := d.Gold[p.Gold].Type, d.Answers[p.Answer].Type
			c := t.Counts[g]
			if p.Same {
				c.TP++
			} else {
				c.LE++
				t.Confusion[[2]text.Type{g, a}]++
			}
			t.Counts[g] = c
			continue
		}
		if p.Gold >= 0 {
			g := &d.Gold[p.Gold]
			span := g.Span
			if p.Answer >= 0 {
				span = bestReading(g, &d.Answers[p.Answer])
			}
			gold = append(gold, newFairSpan(span, g.Type))
		}
		if p.Answer >= 0 {
			a := &d.Answers[p.Answer]
			answers = append(answers, newFairSpan(a.Span, a.Type))
		}
	}
	slices.SortFunc(gold, byPlace)
	slices.SortFunc(answers, byPlace)
	for len(gold) > 0 || len(answers) > 0 {
		g, a, end := 0, 0, -1
		for {
			switch {
			case g < len(gold) && (end < 0 || gold[g].Start < end) && (a == len(answers) || gold[g].Start <= answers[a].Start):
				end = max(end, gold[g].End)
				g++
				continue
			case a < len(answers) && (end < 0 || answers[a].Start < end) && (g == len(gold) || answers[a].Start <= gold[g].Start):
				end = max(end, answers[a].End)
				a++
				continue
			}
			break
		}
		fairKnot(gold[:g], answers[:a], t)
		gold, answers = gold[g:], answers[a:]
	}
}

// bestReading is the span of the reading of a gold mention that fits the answer
// best.
func bestReading(g, answer *text.Mention) text.Span {
	best, most := g.Span, weight{-1}
	try := func(span text.Span, t text.Type) {
		var p Pair
		w := weight{4: -1 << 40}
		if !p.add(&w, span, t, answer) {
			return
		}
		w[0], w[1], w[2] = btoi(p.Same), btoi(p.SameSpan), btoi(p.SameType)
		if most.less(w) {
			best, most = span, w
		}
	}
	try(g.Span, g.Type)
	for _, r := range g.Alt {
		try(r.Span, r.Type)
	}
	return best
}
