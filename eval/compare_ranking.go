package eval

import (
	"cmp"
	"fmt"
	"slices"

	"rollcall/eval/stats"
	"rollcall/text"
)

// Ranking is many systems on the same gold, the best first, with what of the
// order is more than chance.
type Ranking struct {
	Scheme    Scheme
	Gold      string // digest of the gold that all are of
	Documents int
	Mentions  int // of gold
	Types     []text.Type

	Systems []Ranked
	Pairs   []RankedPair // each two systems, in their order here
	// Disagreements are in the order of the documents of the first run and of
	// the text.
	Disagreements []Disagreement

	Stats    stats.Options
	Warnings []Warning
}

// Ranked is a system in a ranking.
type Ranked struct {
	Run       *Run
	Counts    Counts // over all types
	Intervals RatioIntervals
	ByType    []Counts // in the order of Ranking.Types
	// Letters are those of the groups that the system is in. Two systems that
	// share a letter do not differ by more than chance explains, and two that
	// share none do. Groups overlap: that A does not differ from B, nor B from
	// C, does not say that A does not differ from C.
	Letters string
}

// RankedPair is the difference between two systems of a ranking.
type RankedPair struct {
	Better, Worse int         // indices into Ranking.Systems, Better < Worse
	F1            stats.Delta // Better less Worse
	Adjusted      float64     // P, by Holm for all pairs
	Differ        bool        // by more than chance explains
}

// Rank puts systems in order of F1 over all types, under the first scheme, and
// tests each two against each other. Runs on different gold are an error as in
// Compare.
func Rank(runs []*Run, o CompareOptions) (*Ranking, error) {
	o = o.withDefaults()
	if len(runs) < 2 {
		return nil, fmt.Errorf("%d systems: at least two are needed to rank them", len(runs))
	}
	rows, err := lineUp(runs, o.Common)
	if err != nil {
		return nil, err
	}
	r := &Ranking{Scheme: o.Schemes[0], Gold: rows.digest(), Documents: rows.len(), Stats: o.Stats}
	results := make([]*Result, len(runs))
	for k, run := range runs {
		results[k] = rows.result(run, k)
	}
	r.Mentions = results[0].Mentions()
	r.Types = unionTypes(results...)
	r.add(runs, results, o)
	if err := r.test(results, o); err != nil {
		return nil, err
	}
	order := make([]int, len(runs))
	for i, s := range r.Systems {
		order[i] = slices.Index(runs, s.Run)
	}
	r.Disagreements = rows.disagreements(runs, order, r.Scheme)
	if rows.left > 0 {
		r.Warnings = append(r.Warnings, leftOut(rows.left))
	}
	if r.Documents < comparableDocuments {
		r.Warnings = append(r.Warnings, fewToCompare(r.Documents))
	}
	return r, nil
}

// add works out the figures of all systems and sorts them; results follow.
func (r *Ranking) add(runs []*Run, results []*Result, o CompareOptions) {
	type entry struct {
		Ranked
		result *Result
	}
	entries := make([]entry, len(runs))
	for k, run := range runs {
		tally := results[k].Tally(r.Scheme)
		s := Ranked{Run: run, Counts: tally.Total()}
		for _, t := range r.Types {
			s.ByType = append(s.ByType, tally[t])
		}
		s.Intervals = results[k].Infer(o.Schemes[:1], o.Stats).Schemes[0].Micro
		entries[k] = entry{s, results[k]}
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		return cmp.Or(
			cmp.Compare(b.Counts.F1(), a.Counts.F1()), // a NaN comes last
			cmp.Compare(b.Counts.Precision(), a.Counts.Precision()),
			cmp.Compare(a.Run.System.Name, b.Run.System.Name),
		)
	})
	for i, e := range entries {
		r.Systems = append(r.Systems, e.Ranked)
		results[i] = e.result
	}
}

// test tests each two systems and groups those that do not differ.
func (r *Ranking) test(results []*Result, o CompareOptions) error {
	tables := make([]*stats.Table, len(r.Systems))
	for i, result := range results {
		tables[i] = totalTable(result, r.Scheme)
	}
	var p []float64
	for i := range r.Systems {
		for j := i + 1; j < len(r.Systems); j++ {
			d, err := stats.Difference(tables[j], tables[i], totalMetric, o.Stats)
			if err != nil {
				return err
			}
			r.Pairs = append(r.Pairs, RankedPair{Better: i, Worse: j, F1: d[0]})
			p = append(p, d[0].P)
		}
	}
	differ := make([][]bool, len(r.Systems))
	for i := range differ {
		differ[i] = make([]bool, len(r.Systems))
	}
	for k, adjusted := range stats.Holm(p) {
		pair := &r.Pairs[k]
		pair.Adjusted, pair.Differ = adjusted, adjusted < o.alpha()
		differ[pair.Better][pair.Worse], differ[pair.Worse][pair.Better] = pair.Differ, pair.Differ
	}
	for i, letters := range lettersOf(differ) {
		r.Systems[i].Letters = letters
	}
	return nil
}
