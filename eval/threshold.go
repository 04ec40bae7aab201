package eval

import (
	"slices"
	"strconv"

	"rollcall/eval/stats"
	"rollcall/text"
)

// Thresholds tell what is left when only answers are kept whose score reaches
// a threshold, and which threshold gives the best F1.
//
// At each threshold the answers that are kept are aligned anew, so that the
// counts are those of scoring them alone. Answers without a score are kept at
// every threshold.
type Thresholds struct {
	Scheme   Scheme
	Answers  int // all that are scored right or wrong
	Unscored int // of them, those without a score
	// ChosenOn and CheckedOn are the numbers of documents in either half.
	ChosenOn, CheckedOn int
	Series              []ThresholdSeries // of all types together, then of each
	// EachItsOwn is F1 over all types if each type has the threshold chosen for
	// it; its Threshold is NaN.
	EachItsOwn Choice
	Warnings   []string
}

// ThresholdSeries is the curve of a type.
type ThresholdSeries struct {
	Type   text.Type // empty for all types together
	Points []ThresholdPoint
	Best   Choice
}

// ThresholdPoint is what is left at a threshold.
type ThresholdPoint struct {
	Threshold float64
	Counts
}

// Choice is the threshold with the best F1 on one half of the documents, the
// lowest of those that are level, and what it does on the other half.
type Choice struct {
	// Threshold lies between two scores, with as few decimals as will do; 0 if
	// it is best to keep all answers.
	Threshold float64
	// ChosenAll and Chosen are F1 without and with the threshold on the half
	// that it was chosen on, where it cannot but look good.
	ChosenAll, Chosen float64
	// Checked is F1 on the other half, Old without and New with the threshold.
	Checked stats.Delta
}

// Thresholds works out the curves of a scheme. A nil o leaves intervals and tests
// out.
func (r *Result) Thresholds(s Scheme, o *stats.Options) Thresholds {
	out := Thresholds{Scheme: s}
	var scores []float64
	for i := range r.Documents {
		for _, p := range r.Documents[i].Pairs {
			if p.Answer < 0 {
				continue
			}
			out.Answers++
			if score := r.Documents[i].Answers[p.Answer].Score; score == 0 {
				out.Unscored++
			} else {
				scores = append(scores, score)
			}
		}
		if inFirstHalf(r.Documents[i].ID) {
			out.ChosenOn++
		} else {
			out.CheckedOn++
		}
	}
	switch {
	case len(scores) == 0:
		out.Warnings = append(out.Warnings, "no answer has a score, so that there is nothing to choose from")
		return out
	case out.Unscored > 0:
		out.Warnings = append(out.Warnings, strconv.Itoa(out.Unscored)+" of "+strconv.Itoa(out.Answers)+" answers have no score and are kept at every threshold")
	}
	if out.ChosenOn == 0 || out.CheckedOn == 0 {
		out.Warnings = append(out.Warnings, "one half of the documents is empty: a threshold cannot be chosen on one and checked on the other")
	}
	all := r.steps(s)
	grid := thresholdGrid(scores)
	const micro = -1
	for typ := micro; typ < len(all.types); typ++ {
		series := ThresholdSeries{Points: all.points(grid, typ)}
		if typ >= 0 {
			series.Type = all.types[typ]
		}
		series.Best = all.choose(r, typ)
		out.Series = append(out.Series, series)
	}
	r.check(&out, all, o)
	return out
}

// thresholdGrid are the thresholds of the table: round ones for probabilities,
// tenths of the answers for scores of another kind.
func thresholdGrid(scores []float64) []float64 {
	sorted := slices.Sorted(slices.Values(scores))
	grid := []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999}
	if sorted[0] < 0 || sorted[len(sorted)-1] > 1 {
		grid = nil
		for i := range 10 {
			grid = append(grid, sorted[len(sorted)*i/10])
		}
		return slices.Compact(grid)
	}
	// Thresholds that take no answer out, or all of them, tell nothing.
	var useful []float64
	kept := -1
	for _, t := range grid {
		first, _ := slices.BinarySearch(sorted, t)
		if n := len(sorted) - first; n != kept && n > 0 {
			kept = n
			useful = append(useful, t)
		}
	}
	return useful
}
