package eval

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"rollcall/eval/stats"
)

// Slices are the parts that a result falls into by a key, each with its
// figures. Every gold mention and every answer is in exactly one, so that the
// counts of the slices add up to those of the whole.
//
// A pair is counted in the slice of its gold mention, as in a Tally: only the
// answer of an incorrect pair, like a spurious one, is counted in its own.
type Slices struct {
	Key    Key
	Scheme Scheme
	Slices []Slice
	Whole  Counts
	// Level is that of the intervals, such as 0.95, and 0 where there are none; a
	// slice stands out if its adjusted P is less than what is missing to 1.
	Level float64
	// Warnings say what the figures cannot bear.
	Warnings []string
}

// Slice is one part.
type Slice struct {
	Label     string
	Documents int // that have something in the slice
	Counts
	Rest Counts // everything else

	// The ratios with their intervals, by bootstrap over documents. Of a key
	// that only answers have, recall and F1 have no meaning and are NaN.
	Precision, Recall, F1 stats.Estimate
	// Difference is the slice's F1, or precision where that is all there is,
	// less that of the rest. Its P says how often chance alone would set the
	// slice as far apart from the rest, either way.
	Difference stats.Estimate
	// Adjusted is P corrected by Holm for looking at all slices of the key.
	Adjusted float64
	Standing Standing
}

// Standing is how a slice compares with the rest.
type Standing uint8

// The standings.
const (
	StandsAlone Standing = iota // nothing to compare, or with nothing
	StandsEven                  // chance explains the difference
	StandsBelow                 // worse than the rest
	StandsAbove                 // better
)

var standingNames = [...]string{"untested", "even", "worse", "better"}

// String is the standing in one word.
func (s Standing) String() string { return standingNames[s] }

// fewMentions is under how many gold mentions a slice is warned of.
const fewMentions = 30

// Slices cuts the result up by a key. A nil o leaves intervals and tests out.
//
// Behind P stands the question whether the slice is as hard as the rest. Where a
// key puts whole documents into slices, P is by permutation: which documents are
// in the slice is drawn anew. Where the mentions of a document are in several
// slices, let F be the figure of everything, a numerator over a denominator such
// as 2TP over answers + gold. Each document i adds to the difference between the
// slice and the rest
//
//	(num_i − F·den_i)/den of the slice − (the same of the rest)
//
// which is zero on average if there is no difference. P is then the share of
// random signs, one for each document, under which the sum is as far from zero
// as it is (a sign test by clusters with the null imposed: Canay, Romano and
// Shaikh, Econometrica 2017). Either way documents are the units, so that nothing
// is assumed of how the mentions of a document depend on each other.
func (r *Result) Slices(s Scheme, k Key, o *stats.Options) Slices {
	out := Slices{Key: k, Scheme: s, Level: levelOf(o)}
	cut := r.cut(s, k)
	for i, label := range cut.labels {
		slice := Slice{Label: label, Adjusted: math.NaN()}
		for d := range cut.rows {
			c := cut.rows[d][i]
			if c != (Counts{}) {
				slice.Documents++
			}
			slice.Counts = slice.Counts.Plus(c)
		}
		out.Whole = out.Whole.Plus(slice.Counts)
		out.Slices = append(out.Slices, slice)
	}
	for i := range out.Slices {
		out.Slices[i].Rest = out.Whole.minus(out.Slices[i].Counts)
	}
	out.infer(cut, o)
	out.warn()
	return out
}

func (c Counts) minus(o Counts) Counts {
	c.Correct -= o.Correct
	c.Partial -= o.Partial
	c.IncorrectGold -= o.IncorrectGold
	c.IncorrectAnswer -= o.IncorrectAnswer
	c.Missed -= o.Missed
	c.Spurious -= o.Spurious
	return c
}

// cut is a result cut up: counts by document and slice.
type cut struct {
	labels []string
	rows   [][]Counts
}

func (r *Result) cut(s Scheme, k Key) cut {
	by := k.prepare(r)
	at := map[string]int{}
	var out cut
	type item struct {
		slice int
		Counts
	}
	items := make([][]item, len(r.Documents))
	for d := range r.Documents {
		add := func(label string, c Counts) {
			i, known := at[label]
			if !known {
				i = len(out.labels)
				at[label] = i
				out.labels = append(out.labels, label)
			}
			items[d] = append(items[d], item{i, c})
		}
		for _, p := range r.Documents[d].Pairs {
			switch s.Judge(p) {
			case Correct:
				add(by.gold(d, p), Counts{Correct: 1})
			case Partial:
				add(by.gold(d, p), Counts{Partial: 1})
			case Incorrect:
				add(by.gold(d, p), Counts{IncorrectGold: 1})
				add(by.answer(d, p), Counts{IncorrectAnswer: 1})
			case Missed:
				add(by.gold(d, p), Counts{Missed: 1})
			case Spurious:
				add(by.answer(d, p), Counts{Spurious: 1})
			}
		}
	}
	size := make([]int, len(out.labels))
	for _, list := range items {
		for _, it := range list {
			size[it.slice] += it.Gold() + it.Answers()
		}
	}
	column := out.arrange(size, by.order)
	for _, list := range items {
		row := make([]Counts, len(out.labels))
		for _, it := range list {
			row[column[it.slice]] = row[column[it.slice]].Plus(it.Counts)
		}
		out.rows = append(out.rows, row)
	}
	return out
}

// mostSlices is how many slices a key has at most: what is beyond, the smallest
// ones, is put together.
const mostSlices = 40

// arrange puts the labels in order, and says for each where it has gone.
func (c *cut) arrange(size []int, compare func(a, b string) int) []int {
	order := make([]int, len(c.labels))
	for i := range order {
		order[i] = i
	}
	byLabel := func(i, j int) int {
		return cmp.Or(compare(c.labels[i], c.labels[j]), cmp.Compare(c.labels[i], c.labels[j]))
	}
	column := make([]int, len(c.labels))
	others := -1
	if len(order) > mostSlices {
		slices.SortFunc(order, func(i, j int) int { return cmp.Or(cmp.Compare(size[j], size[i]), byLabel(i, j)) })
		for _, i := range order[mostSlices-1:] {
			column[i] = mostSlices - 1
		}
		others = len(order) - mostSlices + 1
		order = order[:mostSlices-1]
	}
	slices.SortFunc(order, byLabel)
	var labels []string
	for at, i := range order {
		column[i] = at
		labels = append(labels, c.labels[i])
	}
	if others > 0 {
		labels = append(labels, othersLabel(others))
	}
	c.labels = labels
	return column
}

func othersLabel(n int) string { return fmt.Sprintf("(%d others)", n) }

func (s *Slices) warn() {
	var small []string
	for _, slice := range s.Slices {
		if n := slice.Gold(); n < fewMentions && !s.Key.AnswersOnly {
			small = append(small, fmt.Sprintf("%s (%d)", slice.Label, n))
		}
	}
	if len(small) > 0 {
		s.Warnings = append(s.Warnings, fmt.Sprintf("slices by %s with fewer than %d gold mentions, whose figures are mostly chance: %s", s.Key.Name, fewMentions, few(small)))
	}
}
