package gold

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"

	"rollcall/text"
)

// Estimate is a figure with its interval. NaN where there is none; null in
// JSON.
type Estimate struct{ Value, Low, High float64 }

// MarshalJSON writes a figure as {"value":0.9,"low":0.8,"high":0.95}.
func (e Estimate) MarshalJSON() ([]byte, error) {
	number := func(x float64) *float64 {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil
		}
		return &x
	}
	return json.Marshal(struct {
		Value *float64 `json:"value"`
		Low   *float64 `json:"low"`
		High  *float64 `json:"high"`
	}{number(e.Value), number(e.Low), number(e.High)})
}

// PairScores are the figures of two annotators, or their means over all pairs.
type PairScores struct {
	Strict      Estimate `json:"strict_f1"`    // mentions equal in span and type
	Overlap     Estimate `json:"overlap_f1"`   // mentions of a type that overlap
	Kappa       Estimate `json:"cohen_kappa"`  // of tokens
	KappaMarked Estimate `json:"cohen_marked"` // of the tokens that either marked
}

// GroupScores are figures of all annotators together.
type GroupScores struct {
	Fleiss       Estimate `json:"fleiss_kappa"`
	FleissMarked Estimate `json:"fleiss_marked"` // of the tokens that anyone marked
}

// Scores are all figures of an Agreement, or of some of its documents.
type Scores struct {
	Pairs []NamedPair  `json:"pairs"`
	Mean  PairScores   `json:"mean"`
	Group GroupScores  `json:"group"`
	Alpha Estimate     `json:"krippendorff_alpha"`
	Types []TypeScores `json:"types"` // in the order of Agreement.Types
}

// NamedPair is the figures of two annotators, with how their tokens were
// labelled.
type NamedPair struct {
	A string `json:"a"`
	B string `json:"b"`
	PairScores
	// Tokens[i][j] is how many tokens A labelled Types[i] and B labelled
	// Types[j]; the last row and column are no type.
	Tokens [][]float64 `json:"tokens"`
}

// TypeScores are the figures of one type against all else, means over pairs.
// Kappa of marked tokens is not among them: where every token is marked by
// somebody and there are but two labels, agreement by chance is beyond any that
// can be observed, and the coefficient is never more than 0.
type TypeScores struct {
	Type     text.Type `json:"type"`
	Mentions []float64 `json:"mentions"` // of each annotator
	Strict   Estimate  `json:"strict_f1"`
	Overlap  Estimate  `json:"overlap_f1"`
	Kappa    Estimate  `json:"cohen_kappa"`
	Fleiss   Estimate  `json:"fleiss_kappa"`
}

// The order in which Of gives its figures: pairs, means, group and alpha, types.
const (
	pairFigures  = 4
	groupFigures = 2
	typeFigures  = 4
)

// Figures is how many figures Of gives.
func (a *Agreement) Figures() int {
	return pairFigures*(a.layout.pairCount()+1) + groupFigures + 1 + typeFigures*len(a.Types)
}

// Of writes the figures of documents whose counts sum up to sums: what Scores
// names, in its order, values only. It may be called by several goroutines.
func (a *Agreement) Of(sums, figures []float64) {
	l := a.layout
	pairs := l.pairCount()
	for n := range pairs {
		a.pairFigures(sums, n, -1, figures[pairFigures*n:])
	}
	at := pairFigures * pairs
	means(figures[:at], figures[at:at+pairFigures])
	at += pairFigures
	for k, marked := range []bool{false, true} {
		f := l.fleiss(marked)
		figures[at+k] = fleiss(sums[f.tokens], sums[f.agreeing], sums[f.votes:f.votes+l.labels()])
	}
	figures[at+groupFigures] = alpha(sums[l.alphaAgreeing()], sums[l.alphaVotes(0):l.alphaVotes(l.labels())])
	at += groupFigures + 1
	own := make([]float64, pairFigures*pairs)
	for t := range a.Types {
		for n := range pairs {
			a.pairFigures(sums, n, t, own[pairFigures*n:])
		}
		means(own, figures[at:at+pairFigures])
		figures[at+typeFigures-1] = a.typeFleiss(sums, t)
		at += typeFigures
	}
}

// means writes the mean over pairs of each of their figures; pairs for which a
// figure has no value are left out of it.
func means(pairs, out []float64) {
	for k := range out {
		sum, n := 0.0, 0.0
		for i := k; i < len(pairs); i += len(out) {
			if !math.IsNaN(pairs[i]) {
				sum += pairs[i]
				n++
			}
		}
		out[k] = ratio(sum, n)
	}
}

// pairFigures writes the figures of a pair, for one type or for all (-1).
func (a *Agreement) pairFigures(sums []float64, n, kind int, out []float64) {
	l := a.layout
	var equal, overlap, both float64
	for t := range a.Types {
		if kind < 0 || t == kind {
			equal += sums[l.mentions(n, t, equalBoth)]
			overlap += sums[l.mentions(n, t, overlapBoth)]
			both += sums[l.mentions(n, t, ofFirst)] + sums[l.mentions(n, t, ofSecond)]
		}
	}
	out[0], out[1] = ratio(2*equal, both), ratio(2*overlap, both)
	table := a.tokens(sums, n)
	if kind >= 0 {
		table = against(table, kind)
	}
	out[2] = CohenKappa(table)
	nothing := len(table) - 1
	table[nothing][nothing] = 0
	out[3] = CohenKappa(table)
}

// tokens is a pair's table of labels.
func (a *Agreement) tokens(sums []float64, n int) [][]float64 {
	table := make([][]float64, a.layout.labels())
	for i := range table {
		for j := range table {
			table[i] = append(table[i], sums[a.layout.confusion(n, i, j)])
		}
	}
	return table
}

// against folds a table into one label and all the rest.
func against(table [][]float64, label int) [][]float64 {
	folded := [][]float64{{0, 0}, {0, 0}}
	side := func(i int) int { return min(1, abs(i-label)) }
	for i, row := range table {
		for j, v := range row {
			folded[side(i)][side(j)] += v
		}
	}
	return folded
}

func (a *Agreement) typeFleiss(sums []float64, kind int) float64 {
	l := a.layout
	all := l.fleiss(false)
	tokens, votes := sums[all.tokens], sums[all.votes+kind]
	return fleiss(tokens, sums[l.typeAgreeing(kind)], []float64{votes, tokens*float64(l.annotators) - votes})
}

// Sums is the counts of all documents.
func (a *Agreement) Sums() []float64 {
	sums := make([]float64, a.Columns())
	for _, row := range a.rows {
		for k, v := range row {
			sums[k] += v
		}
	}
	return sums
}

// Scores are the figures over all documents. estimates gives them with their
// intervals, as worked out elsewhere with Of; nil for figures alone.
func (a *Agreement) Scores(estimates []Estimate) Scores {
	return a.scores(a.Sums(), estimates)
}

// DocumentScores are the figures of Documents[i] alone.
func (a *Agreement) DocumentScores(i int) Scores { return a.scores(a.rows[i], nil) }

func (a *Agreement) scores(sums []float64, estimates []Estimate) Scores {
	if estimates == nil {
		figures := make([]float64, a.Figures())
		a.Of(sums, figures)
		for _, f := range figures {
			estimates = append(estimates, Estimate{f, math.NaN(), math.NaN()})
		}
	}
	within := func(least float64) Estimate {
		e := estimates[0]
		estimates = estimates[1:]
		// An interval may reach further than the figure can.
		e.Low, e.High = max(e.Low, least), min(e.High, 1)
		return e
	}
	share := func() Estimate { return within(0) }
	kappa := func() Estimate { return within(-1) }
	pair := func() PairScores { return PairScores{share(), share(), kappa(), kappa()} }
	group := func() GroupScores { return GroupScores{kappa(), kappa()} }
	var s Scores
	for n, p := range a.layout.pairs() {
		s.Pairs = append(s.Pairs, NamedPair{a.Annotators[p[0]], a.Annotators[p[1]], pair(), a.tokens(sums, n)})
	}
	s.Mean, s.Group, s.Alpha = pair(), group(), kappa()
	for k, t := range a.Types {
		s.Types = append(s.Types, TypeScores{t, a.typeMentions(sums, k), share(), share(), kappa(), kappa()})
	}
	return s
}

// typeMentions is how many mentions of a type each annotator has.
func (a *Agreement) typeMentions(sums []float64, kind int) []float64 {
	var counts []float64
	for k := range a.Annotators {
		counts = append(counts, sums[a.layout.marked(k, kind)])
	}
	return counts
}

// Worst is the indices of Documents with the least agreement first: by the mean
// strict F1, then by the kappa of marked tokens, then by id. Documents in which
// nobody marked anything come last.
func (a *Agreement) Worst() []int {
	order := make([]int, len(a.Documents))
	scores := make([]PairScores, len(a.Documents))
	for i := range order {
		order[i] = i
		scores[i] = a.DocumentScores(i).Mean
	}
	rank := func(x float64) float64 {
		if math.IsNaN(x) {
			return 2
		}
		return x
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(
			cmp.Compare(rank(scores[i].Strict.Value), rank(scores[j].Strict.Value)),
			cmp.Compare(rank(scores[i].KappaMarked.Value), rank(scores[j].KappaMarked.Value)),
			cmp.Compare(a.Documents[i].ID, a.Documents[j].ID),
		)
	})
	return order
}
