package ablate

import (
	"cmp"
	"math"
	"slices"

	"rollcall/eval"
	"rollcall/eval/stats"
	"rollcall/pipeline"
)

// Table is what parts are worth on one corpus, or on all together.
type Table struct {
	Corpus    string // empty for all together
	Documents int
	Gold      int         // mentions
	With      eval.Counts // of the whole pipeline
	Lines     []Line
	Alpha     float64 // of the verdicts
}

// Line is one part in a Table.
type Line struct {
	Part   pipeline.Part
	Status string // of a trial that is not of taking out
	Deeds
	Was Deeds // of what the part stands in the place of, such as its old version
	// Effect is what the answers with the part have beyond those without it:
	// right ones that nothing else finds (Found), right ones of others that it
	// displaced (Lost), wrong ones that it alone causes (Come), and wrong ones
	// of others that are gone (Gone).
	Effect eval.Effect
	// F1 is that without the part (Old) and with it (New).
	F1       stats.Delta
	Adjusted float64 // the p-value, for looking at all parts of the table that are asked the same
	Differ   int     // documents in which answers differ
	Verdict  Verdict
}

// Changed is how many mentions the part changes.
func (l *Line) Changed() int { return l.Effect.Found + l.Effect.Lost + l.Effect.Come + l.Effect.Gone }

// Verdict says whether a part is worth having.
type Verdict uint8

// The verdicts, in the order of tables.
const (
	Pays       Verdict = iota // F1 is higher with it, by more than chance explains
	NoEvidence                // it changes answers, by no more than chance explains
	NoEffect                  // it fired, and the answers are the same without it
	NeverFired
	Hurts // F1 is lower with it, by more than chance explains
)

var verdictNames = [...]string{"pays", "no evidence", "no effect", "never fired", "hurts"}

// String is the verdict's name.
func (v Verdict) String() string { return verdictNames[v] }

// Tables works out what trials have found: for each corpus, if there are
// several, and for all together, the last. Lines are sorted: by verdict, then by what
// they bring to F1, then by what fired most, then by name.
func (b *Bench) Tables(trials []*Trial, o stats.Options) ([]Table, error) {
	var tables []Table
	if len(b.corpora) > 1 {
		for i := range b.corpora {
			t, err := b.table(trials, o, func(d *document) bool { return d.corpus == i })
			if err != nil {
				return nil, err
			}
			t.Corpus = b.corpora[i].Name
			tables = append(tables, t)
		}
	}
	all, err := b.table(trials, o, func(*document) bool { return true })
	return append(tables, all), err
}

func (b *Bench) table(trials []*Trial, o stats.Options, pick func(*document) bool) (Table, error) {
	o = o.WithDefaults()
	t := Table{Alpha: 1 - o.Level}
	// In order of ids, so that digits do not depend on the order of a file.
	var order []int
	for i, d := range b.docs {
		if pick(d) {
			order = append(order, i)
			t.With = t.With.Plus(d.with.counts)
		}
	}
	slices.SortStableFunc(order, func(x, y int) int {
		return cmp.Or(cmp.Compare(b.docs[x].gold.ID, b.docs[y].gold.ID), cmp.Compare(b.docs[x].corpus, b.docs[y].corpus))
	})
	t.Documents, t.Gold = len(order), t.With.Gold()
	row := make(map[int]int, len(order)) // by document
	with := stats.NewTable(len(order), 3)
	for i, at := range order {
		row[at] = i
		enter(with.Row(i), b.docs[at].with.counts)
	}
	p := make([]float64, len(trials))
	for i, trial := range trials {
		l := Line{Part: trial.Part, Status: trial.Status, Effect: b.effectOf(trial, pick)}
		l.Deeds, l.Was = b.deedsOf(trial, pick)
		other := stats.NewTable(len(order), 3)
		for k := range order {
			copy(other.Row(k), with.Row(k))
		}
		for k, at := range trial.docs {
			r, here := row[at]
			if !here {
				continue
			}
			enter(other.Row(r), trial.runs[k].counts)
			if effect(trial.runs[k].scored, b.docs[at].with) != (eval.Effect{}) {
				l.Differ++
			}
		}
		old, new := other, with
		if trial.Reversed {
			old, new = with, other
		}
		var err error
		if l.F1, err = difference(old, new, l.Differ, o); err != nil {
			return t, err
		}
		p[i] = l.F1.P
		t.Lines = append(t.Lines, l)
	}
	for i, q := range holm(trials, p) {
		t.Lines[i].Adjusted = q
		t.Lines[i].judge(t.Alpha)
		if trials[i].quiet && t.Lines[i].Verdict == NeverFired {
			t.Lines[i].Verdict = NoEffect
		}
	}
	slices.SortStableFunc(t.Lines, compareLines)
	return t, nil
}

// holm adjusts p-values, family by family.
func holm(trials []*Trial, p []float64) []float64 {
	out := make([]float64, len(p))
	members := map[string][]int{}
	for i, t := range trials {
		members[t.Family] = append(members[t.Family], i)
	}
	for _, family := range members {
		own := make([]float64, len(family))
		for k, i := range family {
			own[k] = p[i]
		}
		for k, q := range stats.Holm(own) {
			out[family[k]] = q
		}
	}
	return out
}

func enter(row []float64, c eval.Counts) {
	row[0], row[1], row[2] = c.TP(), float64(c.Answers()), float64(c.Gold())
}

var f1 = stats.Metric{
	Figures: 1,
	Of:      func(sums, figures []float64) { figures[0] = 2 * sums[0] / (sums[1] + sums[2]) },
}

// difference compares, if there is anything to compare: where no document
// differs there is no test, and no part of the family that Holm corrects for.
func difference(old, new *stats.Table, differ int, o stats.Options) (stats.Delta, error) {
	if differ == 0 || o.Resamples < 0 {
		a, b := f1.At(old.Sums())[0], f1.At(new.Sums())[0]
		return stats.Delta{Old: a, New: b, Estimate: stats.Estimate{Value: b - a, Interval: stats.NoInterval(), P: math.NaN()}}, nil
	}
	d, err := stats.Difference(old, new, f1, o)
	if err != nil {
		return stats.Delta{}, err
	}
	d[0].Low, d[0].High = max(d[0].Low, -1), min(d[0].High, 1)
	if d[0].Interval.None() { // one document: nothing tells how another would differ
		d[0].P = math.NaN()
	}
	return d[0], nil
}

func (l *Line) judge(alpha float64) {
	switch {
	case l.Fired+l.Was.Fired == 0 && l.Changed() == 0:
		l.Verdict = NeverFired
	case l.Changed() == 0:
		l.Verdict = NoEffect
	case !(l.Adjusted < alpha): // as a NaN is not
		l.Verdict = NoEvidence
	case l.F1.Value > 0:
		l.Verdict = Pays
	default:
		l.Verdict = Hurts
	}
}

func compareLines(a, b Line) int {
	value := func(l Line) float64 {
		if math.IsNaN(l.F1.Value) {
			return 0
		}
		return l.F1.Value
	}
	return cmp.Or(cmp.Compare(a.Verdict, b.Verdict), cmp.Compare(value(b), value(a)), cmp.Compare(b.Fired, a.Fired), cmp.Compare(a.Part.Name, b.Part.Name))
}
