package eval

import (
	"maps"
	"math"
	"slices"

	"rollcall/text"
)

// Counts are the verdicts on a set of pairs. Counts add: those of a corpus are
// the sum of those of its documents, and those of all types the sum over types.
//
// An incorrect pair is a gold mention that was not found and an answer that is
// not right. The two can be of different types, so that each side is counted
// for itself; in a total both numbers are the same.
type Counts struct {
	Correct, Partial int
	IncorrectGold    int // gold mentions in incorrect pairs
	IncorrectAnswer  int // answers in incorrect pairs
	Missed, Spurious int
}

// Plus is the sum.
func (c Counts) Plus(o Counts) Counts {
	c.Correct += o.Correct
	c.Partial += o.Partial
	c.IncorrectGold += o.IncorrectGold
	c.IncorrectAnswer += o.IncorrectAnswer
	c.Missed += o.Missed
	c.Spurious += o.Spurious
	return c
}

// Gold is the number of gold mentions (SemEval's POS, possible).
func (c Counts) Gold() int { return c.Correct + c.Partial + c.IncorrectGold + c.Missed }

// Answers is the number of answers (SemEval's ACT, actual).
func (c Counts) Answers() int { return c.Correct + c.Partial + c.IncorrectAnswer + c.Spurious }

// TP is the credit earned, in mentions. A partial pair earns half, so that it
// can end in .5; TP + FP is the number of answers and TP + FN that of gold
// mentions in every scheme.
func (c Counts) TP() float64 { return float64(c.Correct) + float64(c.Partial)/2 }

// FP is the number of answers less the credit earned.
func (c Counts) FP() float64 { return float64(c.Answers()) - c.TP() }

// FN is the number of gold mentions less the credit earned.
func (c Counts) FN() float64 { return float64(c.Gold()) - c.TP() }

// Precision is TP / (TP + FP): NaN where there are no answers.
func (c Counts) Precision() float64 { return ratio(c.TP(), c.Answers()) }

// Recall is TP / (TP + FN): NaN where there is no gold.
func (c Counts) Recall() float64 { return ratio(c.TP(), c.Gold()) }

// F1 is 2TP / (2TP + FP + FN), the harmonic mean of precision and recall: NaN
// where there are neither answers nor gold, and 0 where there is one of the two
// only.
func (c Counts) F1() float64 { return ratio(2*c.TP(), c.Answers()+c.Gold()) }

// Ratios are precision, recall and F1.
func (c Counts) Ratios() Ratios { return Ratios{c.Precision(), c.Recall(), c.F1()} }

func ratio(part float64, whole int) float64 { return share(part, float64(whole)) }

// share is part of whole, NaN where there is no whole.
func share(part, whole float64) float64 {
	if whole == 0 {
		return math.NaN()
	}
	return part / whole
}

// Tally holds counts by type. A pair is counted under the type of its gold
// mention, whatever the type of the answer, with one exception: the answer of
// an incorrect pair, like a spurious one, is counted under its own. So under
// strict and type a confusion of A with B is a miss of A and a false B, as in
// conlleval and seqeval; and where only the span matters, a gold A that was
// found as a B is a true positive of A.
type Tally map[text.Type]Counts

// Add adds o to t.
func (t Tally) Add(o Tally) {
	for typ, c := range o {
		t[typ] = t[typ].Plus(c)
	}
}

// Total is the sum over types.
func (t Tally) Total() Counts {
	var sum Counts
	for _, c := range t {
		sum = sum.Plus(c)
	}
	return sum
}

// Types lists the types counted, in the order of reports.
func (t Tally) Types() []text.Type {
	return slices.SortedFunc(maps.Keys(t), text.CompareTypes)
}

// Ratios are figures that are no counts' own: means of ratios.
type Ratios struct{ Precision, Recall, F1 float64 }

// Macro is the plain mean over the types that occur in gold or among the
// answers, of precision, recall and F1 each by itself. A ratio without a
// denominator counts as 0 there, so that a type that is only ever answered, or
// never, pulls the mean down (seqeval's and scikit-learn's convention). All are
// NaN where no type occurs.
func (t Tally) Macro() Ratios { return t.mean(Counts.Ratios) }

// MacroMUC is the same of the ratios that MUC's counts give, over the types that
// these count anything of.
func (t Tally) MacroMUC() Ratios {
	counted := maps.Clone(t)
	maps.DeleteFunc(counted, func(_ text.Type, c Counts) bool { return c.MUC() == MUC{} })
	return counted.mean(func(c Counts) Ratios { return c.MUC().Ratios() })
}

func (t Tally) mean(of func(Counts) Ratios) Ratios {
	var sum Ratios
	for _, typ := range t.Types() { // in order: float sums depend on it
		r := of(t[typ])
		sum.Precision += orZero(r.Precision)
		sum.Recall += orZero(r.Recall)
		sum.F1 += orZero(r.F1)
	}
	n := len(t)
	return Ratios{ratio(sum.Precision, n), ratio(sum.Recall, n), ratio(sum.F1, n)}
}

func orZero(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return x
}
