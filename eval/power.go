package eval

import (
	"math"

	"rollcall/eval/stats"
	"rollcall/text"
)

// Power tells what differences in F1 the gold of a result can show, and how
// much gold would show others.
type Power struct {
	Scheme    Scheme
	Documents int
	Level     float64 // of confidence of the test
	Power     float64 // how likely a difference that is said to be detected is found
	Target    float64 // the difference that Needed documents detect, of 1
	Pairings  []Pairing
}

// Pairing is a pair of systems for which differences are looked at. How much of
// their errors two systems share decides what can be told apart: where both
// fail and do well in the same documents, those documents say little of which
// is better, and chance has less to play with.
type Pairing struct {
	// Name is that of the other system; empty where none is there and the
	// correlation is supposed.
	Name  string
	Types []PowerLine
	Micro PowerLine
}

// PowerLine is what can be told of one type, or of all.
type PowerLine struct {
	Type        text.Type
	Documents   int     // that have any of the type, in gold or among the answers
	F1          float64 // of the result
	Correlation float64 // of what documents contribute to the F1 of both systems
	// Detectable is the smallest true difference that is found, NaN where that
	// cannot be told.
	Detectable float64
	// Needed is the number of documents that Target needs, 0 where that cannot
	// be told; More is how many that is beyond those that there are.
	Needed, More int
}

// SupposedCorrelations are those of pairs of systems of which only one is
// there: strangers that share no more than the difficulty of documents, and two
// versions of one system.
var SupposedCorrelations = []float64{0.5, 0.9}

// PowerTarget is a difference of one point.
const PowerTarget = 0.01

// Opponent is another system's result on the same documents in the same order.
type Opponent struct {
	Name   string
	Result *Result
}

// Power works out what the documents of the result can show of the F1 of each
// type and over all, for the pairs with each opponent and for supposed
// correlations.
func (r *Result) Power(s Scheme, opponents []Opponent, power float64, o stats.Options) (Power, error) {
	if o.Level == 0 {
		o.Level = stats.DefaultLevel
	}
	out := Power{Scheme: s, Documents: len(r.Documents), Level: o.Level, Power: power, Target: PowerTarget}
	for _, other := range opponents {
		types := unionTypes(r, other.Result)
		a, b := countTable(r, []Scheme{s}, types), countTable(other.Result, []Scheme{s}, types)
		m := f1Metric(types)
		found, err := stats.PairedSensitivity(a, b, m)
		if err != nil {
			return out, err
		}
		correlation, err := stats.Correlation(a, b, m)
		if err != nil {
			return out, err
		}
		out.add(Pairing{Name: other.Name}, r.Tally(s), types, a, found, correlation)
	}
	types := r.types()
	t := countTable(r, []Scheme{s}, types)
	for _, c := range SupposedCorrelations {
		correlation := make([]float64, len(types)+1)
		for i := range correlation {
			correlation[i] = c
		}
		out.add(Pairing{}, r.Tally(s), types, t, stats.AloneSensitivity(t, f1Metric(types), c), correlation)
	}
	return out, nil
}

// add adds a pairing with its lines: of each type, and last of all.
func (p *Power) add(pair Pairing, tally Tally, types []text.Type, t *stats.Table, found []stats.Sensitivity, correlation []float64) {
	line := func(i int, f1 float64, documents int) PowerLine {
		l := PowerLine{
			Documents: documents, F1: f1, Correlation: math.NaN(), Detectable: found[i].Detectable(p.Level, p.Power),
			Needed: found[i].Needed(p.Target, p.Level, p.Power),
		}
		if i < len(correlation) {
			l.Correlation = correlation[i]
		}
		if l.Detectable == 0 { // the systems do not differ, which says nothing of others
			l.Detectable, l.Needed = math.NaN(), 0
		}
		l.More = max(0, l.Needed-p.Documents)
		return l
	}
	whole := 0
	having := make([]int, len(types))
	for d := range t.Rows() {
		row := t.Row(d)
		any := false
		for i := range types {
			if row[3*i+1]+row[3*i+2] > 0 {
				having[i]++
				any = true
			}
		}
		if any {
			whole++
		}
	}
	for i, typ := range types {
		l := line(i, tally[typ].F1(), having[i])
		l.Type = typ
		pair.Types = append(pair.Types, l)
	}
	pair.Micro = line(len(types), tally.Total().F1(), whole)
	p.Pairings = append(p.Pairings, pair)
}

// f1Metric is the F1 of each type, and last over all.
func f1Metric(types []text.Type) stats.Metric {
	return stats.Metric{Figures: len(types) + 1, Of: func(sums, figures []float64) {
		var credit, whole float64
		for i := range types {
			tp, both := 2*sums[3*i], sums[3*i+1]+sums[3*i+2]
			figures[i] = tp / both
			credit += tp
			whole += both
		}
		figures[len(types)] = credit / whole
	}}
}
