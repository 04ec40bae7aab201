package eval

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"rollcall/eval/stats"
	"rollcall/text"
)

// Calibration tells whether scores are probabilities: whether of the answers
// with a score near 0.7 about 70 of 100 are right.
type Calibration struct {
	Scheme   Scheme
	Answers  int // all that are scored right or wrong
	Unscored int // of them, those without a score
	Series   []CalibrationSeries
	Warnings []string
}

// CalibrationSeries is the calibration of the answers of a type.
type CalibrationSeries struct {
	Type    text.Type // empty for all types together
	Answers int       // that have a score
	Score   float64   // their mean score
	Right   float64   // the share that is right; a partly right one counts half
	// ECE is the expected calibration error (Naeini, Cooper and Hauskrecht,
	// AAAI 2015), over bins of equally many answers (Nguyen and O'Connor, EMNLP
	// 2015):
	//
	//	Σ over bins: answers in the bin / all answers · |share right − mean score|
	ECE float64
	// Chance is about what ECE would be on as many answers if every score were
	// the exact probability: with s answers' scores p in a bin, the share right
	// is off by sqrt(2/π · Σ p(1−p)) / s on average. An ECE near it tells of no
	// fault.
	Chance float64
	// Brier is the mean of (score − right)² (Brier, Monthly Weather Review
	// 1950).
	Brier float64
	Bins  []CalibrationBin
}

// CalibrationBin is a run of answers with neighbouring scores.
type CalibrationBin struct {
	Low, High float64 // the least and the greatest score
	Answers   int
	Score     float64 // mean
	// Right is the share that is right, with its interval by bootstrap over
	// documents.
	Right stats.Estimate
}

const (
	calibrationBins = 10
	leastInBin      = 10 // answers: there are fewer bins where these would not be had
)

// scored is an answer that has a score.
type scored struct {
	score    float64
	right    float64
	document int
	typ      text.Type
}

// Calibration compares scores with what turned out right under a scheme. A nil o
// leaves intervals out.
func (r *Result) Calibration(s Scheme, o *stats.Options) Calibration {
	out := Calibration{Scheme: s}
	var all []scored
	outside := 0
	for i := range r.Documents {
		d := &r.Documents[i]
		for _, p := range d.Pairs {
			if p.Answer < 0 {
				continue
			}
			out.Answers++
			m := &d.Answers[p.Answer]
			switch {
			case m.Score == 0:
				out.Unscored++
				continue
			case !(m.Score > 0 && m.Score <= 1):
				outside++
				continue
			}
			a := scored{score: m.Score, document: i, typ: m.Type}
			switch s.Judge(p) {
			case Correct:
				a.right = 1
			case Partial:
				a.right = 0.5
			}
			all = append(all, a)
		}
	}
	switch {
	case out.Unscored == out.Answers:
		out.Warnings = append(out.Warnings, "no answer has a score")
	case out.Unscored > 0:
		out.Warnings = append(out.Warnings, fmt.Sprintf("%d of %d answers have no score and are left out of the calibration", out.Unscored, out.Answers))
	}
	if outside > 0 {
		out.Warnings = append(out.Warnings, fmt.Sprintf("%d scores do not lie between 0 and 1 and are left out: they are no probabilities", outside))
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(a.score, b.score) })
	if len(all) == 0 {
		return out
	}
	of := map[text.Type][]scored{}
	for _, a := range all {
		of[a.typ] = append(of[a.typ], a)
	}
	binned := [][][]scored{bins(all)}
	out.Series = append(out.Series, calibrate("", all, binned[0]))
	for _, t := range r.types() {
		if len(of[t]) > 0 {
			b := bins(of[t])
			binned = append(binned, b)
			out.Series = append(out.Series, calibrate(t, of[t], b))
		}
	}
	r.estimateBins(out.Series, binned, o)
	return out
}

// bins cuts answers, which come by rising score, into bins of equally many, but
// equal scores into one.
func bins(answers []scored) [][]scored {
	n := max(1, min(calibrationBins, len(answers)/leastInBin))
	var out [][]scored
	for start, part := 0, 1; start < len(answers); part++ {
		end := len(answers) * part / n
		if end <= start {
			continue
		}
		for end < len(answers) && answers[end].score == answers[end-1].score {
			end++
		}
		out = append(out, answers[start:end])
		start = end
	}
	return out
}

func calibrate(t text.Type, answers []scored, bins [][]scored) CalibrationSeries {
	out := CalibrationSeries{Type: t, Answers: len(answers)}
	n := float64(len(answers))
	for _, b := range bins {
		score, right, variance := 0.0, 0.0, 0.0
		for _, a := range b {
			score += a.score
			right += a.right
			variance += a.score * (1 - a.score)
			out.Brier += (a.score - a.right) * (a.score - a.right) / n
		}
		out.Score += score / n
		out.Right += right / n
		out.ECE += math.Abs(right-score) / n
		out.Chance += math.Sqrt(2/math.Pi*variance) / n
		out.Bins = append(out.Bins, CalibrationBin{
			Low: b[0].score, High: b[len(b)-1].score, Answers: len(b), Score: score / float64(len(b)),
		})
	}
	return out
}

// estimateBins gives the share that is right in each bin, all from one
// resampling.
func (r *Result) estimateBins(series []CalibrationSeries, binned [][][]scored, o *stats.Options) {
	n := 0
	for _, b := range binned {
		n += len(b)
	}
	table := stats.NewTable(len(r.Documents), 2*n)
	column := 0
	for _, b := range binned {
		for _, answers := range b {
			for _, a := range answers {
				row := table.Row(a.document)
				row[column] += a.right
				row[column+1]++
			}
			column += 2
		}
	}
	share := stats.Metric{Figures: n, Of: func(sums, figures []float64) {
		for i := range figures {
			figures[i] = divide(sums[2*i], sums[2*i+1])
		}
	}}
	share.Trials = func(sums, trials []float64) {
		for i := range trials {
			trials[i] = sums[2*i+1]
		}
	}
	estimates := estimate(table, share, o)
	for i := range series {
		for k := range series[i].Bins {
			series[i].Bins[k].Right = estimates[0]
			estimates = estimates[1:]
		}
	}
}
