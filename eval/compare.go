package eval

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"rollcall/eval/stats"
	"rollcall/text"
)

// CompareOptions say how systems are compared.
type CompareOptions struct {
	// Schemes are the schemes to compare under; nil means Strict. Files, changes
	// and rankings are by the first of them.
	Schemes []Scheme
	// Measures are compared beside them.
	Measures []Measure
	// Common leaves out the documents that not all runs have with the same
	// gold. Without it runs on different gold are not compared.
	Common bool
	Stats  stats.Options
}

func (o CompareOptions) withDefaults() CompareOptions {
	if len(o.Schemes) == 0 {
		o.Schemes = []Scheme{Strict}
	}
	if o.Stats.Level == 0 {
		o.Stats.Level = stats.DefaultLevel
	}
	return o
}

// alpha is the chance of a false alarm that is allowed.
func (o CompareOptions) alpha() float64 { return 1 - o.Stats.Level }

// Comparison is what is different between two systems on the same gold.
// Swapping the systems turns every sign around and changes nothing else, and
// the order of documents has no say.
type Comparison struct {
	Old, New  *Run
	Gold      string // digest of the gold that is compared on
	Documents int
	Mentions  int // of gold

	Schemes  []SchemeComparison
	Measures []MeasureDifference // a row for each figure, in the order asked for
	Files    []FileDifference    // one for each gold file, in the order of New; nil if there is one only
	Changes  []Change            // in the order of New's documents and of the text

	Stats    stats.Options
	Warnings []Warning
}

// SchemeComparison is the comparison under one scheme.
type SchemeComparison struct {
	Scheme       Scheme
	Types        []Difference
	Micro, Macro Difference
}

// Difference is the difference on one type, or on all.
type Difference struct {
	Type     text.Type // empty where it is of all types
	Old, New Counts    // those of a macro average are empty
	// Precision, Recall and F1 are from 0 to 1, their differences New less Old,
	// the intervals and P of each difference by itself.
	Precision, Recall, F1 stats.Delta
	// Adjusted is the P of F1, adjusted by Holm for looking at all types of the
	// scheme. Averages over types are a question of their own and have P as it
	// is.
	Adjusted float64
	Outcome  Outcome
	Effect   Effect // of a macro average there is none
	Differ   int    // documents in which the counts are not the same
}

// FileDifference is the difference on one file of gold, over all types.
type FileDifference struct {
	Path      string
	Documents int
	Old, New  Counts
	F1        stats.Delta
	Adjusted  float64 // for looking at all files
	Outcome   Outcome
	Differ    int // documents in which the counts are not the same
}

// Effect says in mentions what a change of systems brings. Found less Lost is
// the gain in correct answers, Come less Gone that in answers that are wrong.
type Effect struct {
	Found, Lost int // gold mentions that are right in New only, and in Old only
	Come, Gone  int // wrong answers, as many as New has beyond Old's, and Old beyond New's
}

// Plus is the sum.
func (e Effect) Plus(o Effect) Effect {
	return Effect{e.Found + o.Found, e.Lost + o.Lost, e.Come + o.Come, e.Gone + o.Gone}
}

// Outcome says whether a difference in F1 is more than chance.
type Outcome uint8

// The outcomes.
const (
	NoDifference Outcome = iota // no document's counts differ
	Untested                    // there is one document only
	WithinChance                // they differ, by no more than chance explains
	GotBetter
	GotWorse
)

var outcomeNames = [...]string{"same", "untested", "chance", "better", "worse"}

// String is the outcome's name in JSON.
func (o Outcome) String() string { return outcomeNames[o] }

// judge gives the outcomes of a family of differences in F1, and their P
// adjusted for being a family. differ is in how many documents each differs:
// where that is none there is nothing to test, and P does not count.
func judge(family []stats.Delta, differ []int, alpha float64) (adjusted []float64, outcomes []Outcome) {
	p := make([]float64, len(family))
	for i, d := range family {
		p[i] = d.P
		if differ[i] == 0 || untested(d) {
			p[i] = math.NaN()
		}
	}
	adjusted, outcomes = stats.Holm(p), make([]Outcome, len(family))
	for i, d := range family {
		switch {
		case differ[i] == 0:
			adjusted[i], outcomes[i] = d.P, NoDifference
		case untested(d):
			outcomes[i] = Untested
		// A P that is no number, of a figure that one of the two does not have,
		// tells nothing.
		case !(adjusted[i] < alpha):
			outcomes[i] = WithinChance
		case d.Value > 0:
			outcomes[i] = GotBetter
		default:
			outcomes[i] = GotWorse
		}
	}
	return adjusted, outcomes
}

// untested reports whether there is a difference and nothing that says how far
// another document would move it.
func untested(d stats.Delta) bool { return !math.IsNaN(d.Value) && d.Interval.None() }

// Compare sets the result of one system against that of another. Both have to
// be of the same gold: otherwise the error is a *GoldMismatch.
func Compare(old, new *Run, o CompareOptions) (*Comparison, error) {
	o = o.withDefaults()
	rows, err := lineUp([]*Run{old, new}, o.Common)
	if err != nil {
		return nil, err
	}
	c := &Comparison{Old: old, New: new, Gold: rows.digest(), Documents: rows.len(), Stats: o.Stats}
	twins := rows.twins(old, new)
	c.Mentions = rows.result(old, 0).Mentions()
	if err := c.compareSchemes(rows, twins, o); err != nil {
		return nil, err
	}
	if err := c.compareMeasures(rows, o); err != nil {
		return nil, err
	}
	if err := c.compareFiles(twins, o); err != nil {
		return nil, err
	}
	inOrder := slices.Clone(twins)
	slices.SortStableFunc(inOrder, func(a, b twin) int { return a.comparePlace(&b) })
	for i := range inOrder {
		c.Changes = append(c.Changes, inOrder[i].changes(o.Schemes[0])...)
	}
	c.warn(rows)
	return c, nil
}

func (c *Comparison) compareSchemes(rows lineup, twins []twin, o CompareOptions) error {
	old, new := rows.result(c.Old, 0), rows.result(c.New, 1)
	types := unionTypes(old, new)
	f, err := compareCounts(old, new, o.Schemes, types, o.Stats)
	if err != nil {
		return err
	}
	for k, s := range o.Schemes {
		oldTally, newTally, effects := old.Tally(s), new.Tally(s), map[text.Type]Effect{}
		for i := range twins {
			twins[i].effects(s, effects)
		}
		of := SchemeComparison{
			Scheme: s,
			Micro:  f.difference(k, len(types)),
			Macro:  f.difference(k, len(types)+1),
		}
		var family []stats.Delta
		var differ []int
		for i, t := range types {
			d := f.difference(k, i)
			d.Type, d.Old, d.New, d.Effect = t, oldTally[t], newTally[t], effects[t]
			of.Types = append(of.Types, d)
			of.Micro.Effect = of.Micro.Effect.Plus(d.Effect)
			family, differ = append(family, d.F1), append(differ, d.Differ)
		}
		of.Micro.Old, of.Micro.New = oldTally.Total(), newTally.Total()
		adjusted, outcomes := judge(family, differ, o.alpha())
		for i := range of.Types {
			of.Types[i].Adjusted, of.Types[i].Outcome = adjusted[i], outcomes[i]
		}
		for _, d := range []*Difference{&of.Micro, &of.Macro} {
			adjusted, outcomes := judge([]stats.Delta{d.F1}, []int{d.Differ}, o.alpha())
			d.Adjusted, d.Outcome = adjusted[0], outcomes[0]
		}
		c.Schemes = append(c.Schemes, of)
	}
	return nil
}

// compareFiles compares file by file, by the first scheme.
func (c *Comparison) compareFiles(twins []twin, o CompareOptions) error {
	if len(c.New.Files) < 2 {
		return nil
	}
	var family []stats.Delta
	var differ []int
	for i := range c.New.Files {
		old, new := &Result{}, &Result{}
		for _, t := range twins {
			if t.newFile == &c.New.Files[i] {
				old.Documents, new.Documents = append(old.Documents, *t.old), append(new.Documents, *t.new)
			}
		}
		if len(old.Documents) == 0 {
			continue
		}
		types := unionTypes(old, new)
		f, err := compareCounts(old, new, o.Schemes[:1], types, o.Stats)
		if err != nil {
			return err
		}
		d := f.difference(0, len(types))
		c.Files = append(c.Files, FileDifference{
			Path: c.New.Files[i].Path, Documents: len(old.Documents),
			Old: old.Tally(o.Schemes[0]).Total(), New: new.Tally(o.Schemes[0]).Total(),
			F1: d.F1, Differ: d.Differ,
		})
		family, differ = append(family, d.F1), append(differ, d.Differ)
	}
	adjusted, outcomes := judge(family, differ, o.alpha())
	for i := range c.Files {
		c.Files[i].Adjusted, c.Files[i].Outcome = adjusted[i], outcomes[i]
	}
	return nil
}

// effects adds up what the document contributes, by type: of the gold mention,
// and of the answer that is wrong.
func (t *twin) effects(s Scheme, add map[text.Type]Effect) {
	right := func(p Pair) bool { return s.Judge(p) == Correct }
	oldPairs, newPairs := pairsOfGold(t.old), pairsOfGold(t.new)
	newOrder := goldOrder(t.new)
	for i, g := range goldOrder(t.old) {
		was, is := right(oldPairs[g]), right(newPairs[newOrder[i]])
		if was == is {
			continue
		}
		e := Effect{Found: 1}
		if was {
			e = Effect{Lost: 1}
		}
		typ := t.old.Gold[g].Type
		add[typ] = add[typ].Plus(e)
	}
	wrong := map[answerKey]int{} // how many more New has
	count := func(d *Document, by int) {
		for _, p := range d.Pairs {
			if v := s.Judge(p); v == Incorrect || v == Spurious {
				wrong[keyOf(&d.Answers[p.Answer])] += by
			}
		}
	}
	count(t.old, -1)
	count(t.new, 1)
	for key, n := range wrong {
		add[key.Type] = add[key.Type].Plus(Effect{Come: max(n, 0), Gone: max(-n, 0)})
	}
}

// WorseThanChance lists what got worse by more than chance explains: "micro F1"
// and types, of the first scheme.
func (c *Comparison) WorseThanChance() []string {
	var out []string
	s := c.Schemes[0]
	if s.Micro.Outcome == GotWorse {
		out = append(out, "micro")
	}
	for _, d := range s.Types {
		if d.Outcome == GotWorse {
			out = append(out, string(d.Type))
		}
	}
	return out
}

// comparableDocuments is under how many documents readers are warned.
const comparableDocuments = 20

func (c *Comparison) warn(rows lineup) {
	if rows.left > 0 {
		c.Warnings = append(c.Warnings, leftOut(rows.left))
	}
	if c.Documents < comparableDocuments {
		c.Warnings = append(c.Warnings, fewToCompare(c.Documents))
	}
	var few []string
	for _, d := range c.Schemes[0].Types {
		if n := d.Old.Gold(); n < fewMentions {
			few = append(few, fmt.Sprintf("%s (%d)", d.Type, n))
		}
	}
	if len(few) > 0 {
		c.Warnings = append(c.Warnings, Warning{Message: fmt.Sprintf(
			"under %d gold mentions of %s: differences there say little", fewMentions, strings.Join(few, ", "))})
	}
}

func leftOut(n int) Warning {
	return Warning{Message: documents(n) + " left out that not all have with the same gold"}
}

func fewToCompare(n int) Warning {
	return Warning{Message: "only " + documents(n) + ": intervals are rough, and only large differences can be told from chance"}
}
