package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"rollcall/eval"
	"rollcall/eval/stats"
)

// standingMarks are a sign and a word, so that colour is not needed.
var standingMarks = map[eval.Standing]string{
	eval.StandsBelow: "▼ worse",
	eval.StandsAbove: "▲ better",
	eval.StandsEven:  "~",
	eval.StandsAlone: "",
}

func sliceSection(s eval.Slices) section {
	out := section{title: fmt.Sprintf("%s by %s: %s", s.Scheme.Name, plain(s.Key.Name), s.Key.Doc), warn: s.Warnings}
	tested := s.Level > 0
	interval := fmt.Sprintf("%s %% of F1", count(100*s.Level))
	g := grid{header: []string{"", "docs", "gold", "P", "R", "F1", interval, "vs rest", "p", ""}, remarks: true}
	if s.Key.AnswersOnly {
		interval = fmt.Sprintf("%s %% of P", count(100*s.Level))
		g.header = []string{"", "docs", "answers", "right", "P", interval, "of gold", "vs rest", "p", ""}
	}
	for _, slice := range s.Slices {
		if slice.Label == eval.NotAnswered {
			out.notes = append(out.notes, fmt.Sprintf("%d of %s are not answered at all.", slice.Gold(), plural(s.Whole.Gold(), "gold mention")))
			continue
		}
		row := []string{sliceLabel(slice.Label), strconv.Itoa(slice.Documents)}
		if s.Key.AnswersOnly {
			found := math.NaN()
			if n := s.Whole.Gold(); n > 0 {
				found = slice.TP() / float64(n)
			}
			row = append(row, strconv.Itoa(slice.Answers()), count(slice.TP()), percent(slice.Precision.Value),
				span(slice.Precision.Interval), percent(found))
		} else {
			row = append(row, strconv.Itoa(slice.Gold()), percent(slice.Precision.Value), percent(slice.Recall.Value),
				percent(slice.F1.Value), span(slice.F1.Interval))
		}
		g.rows = append(g.rows, append(row,
			signedPercent(slice.Difference.Value), pValue(slice.Adjusted), standingMarks[slice.Standing]))
	}
	if !tested {
		g = g.without(interval, "p", "")
	}
	out.grids = []grid{g}
	out.notes = append(out.notes, sliceNotes(s)...)
	return out
}

// without leaves out the columns with the given headings, but the first.
func (g grid) without(headings ...string) grid {
	keep := func(row []string) []string {
		var out []string
		for i, cell := range row {
			if i == 0 || !slices.Contains(headings, g.header[i]) {
				out = append(out, cell)
			}
		}
		return out
	}
	out := grid{header: keep(g.header), texts: g.texts}
	for _, row := range g.rows {
		out.rows = append(out.rows, keep(row))
	}
	return out
}

// sliceNotes says what stands out, or that nothing does.
func sliceNotes(s eval.Slices) []string {
	if s.Level == 0 {
		return nil
	}
	if len(s.Slices) < 2 {
		return []string{"There is one slice only: nothing to compare it with."}
	}
	var worse []string
	for _, slice := range s.Slices {
		if slice.Standing == eval.StandsBelow {
			worse = append(worse, plain(slice.Label))
		}
	}
	said := "No slice is worse than the rest by more than chance explains"
	if len(worse) > 0 {
		said = "Worse than the rest by more than chance explains: " + strings.Join(worse, ", ")
	}
	return []string{said + "."}
}

// sliceLegend says once, after all tables, what their last columns are.
func sliceLegend(s eval.Slices) string {
	level := count(math.Round(1e6*(1-s.Level)) / 1e6)
	return fmt.Sprintf("vs rest: F1 (or P) less that of all else; p: after Holm over the slices; ▼ ▲: p < %s; ~: chance.", level)
}

// sliceLabel cuts a label to what a table has room for: each part of a crossed
// one, and of a path its folders.
func sliceLabel(label string) string {
	const room, between = 26, " · "
	label = plain(label)
	if utf8.RuneCountInString(label) <= room {
		return label
	}
	parts := strings.Split(label, between)
	left := room - (len(parts)-1)*utf8.RuneCountInString(between)
	// The short parts leave their room to the long ones.
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return utf8.RuneCountInString(parts[i]) - utf8.RuneCountInString(parts[j])
	})
	for k, i := range order {
		share := max(2, left/(len(parts)-k))
		if strings.Contains(parts[i], "/") {
			parts[i] = tail(parts[i], share)
		} else {
			parts[i] = head(parts[i], share)
		}
		left -= utf8.RuneCountInString(parts[i])
	}
	return strings.Join(parts, between)
}

func csvSlices(all []eval.Slices) [][]string {
	lines := [][]string{{
		"key", "slice", "documents", "gold", "answers", "tp", "fp", "fn", "precision", "precision_low", "precision_high",
		"recall", "recall_low", "recall_high", "f1", "f1_low", "f1_high", "difference", "difference_low", "difference_high",
		"p", "p_adjusted", "standing",
	}}
	for _, s := range all {
		for _, slice := range s.Slices {
			line := []string{
				s.Key.Name, slice.Label, strconv.Itoa(slice.Documents), strconv.Itoa(slice.Gold()), strconv.Itoa(slice.Answers()),
				count(slice.TP()), count(slice.FP()), count(slice.FN()),
			}
			for _, e := range []stats.Estimate{slice.Precision, slice.Recall, slice.F1, slice.Difference} {
				line = append(line, number(e.Value), number(e.Low), number(e.High))
			}
			lines = append(lines, append(line, number(slice.Difference.P), number(slice.Adjusted), slice.Standing.String()))
		}
	}
	return lines
}

type jsonSlices struct {
	Key         string      `json:"key"`
	Scheme      string      `json:"scheme"`
	AnswersOnly bool        `json:"answers_only,omitempty"`
	Level       float64     `json:"level"`
	Slices      []jsonSlice `json:"slices"`
	Warnings    []string    `json:"warnings,omitempty"`
}

type jsonSlice struct {
	Slice     string `json:"slice"`
	Documents int    `json:"documents"`
	jsonSliceCounts
	PrecisionInterval  *[2]float64 `json:"precision_interval"`
	RecallInterval     *[2]float64 `json:"recall_interval"`
	F1Interval         *[2]float64 `json:"f1_interval"`
	Difference         *float64    `json:"difference"`
	DifferenceInterval *[2]float64 `json:"difference_interval"`
	P                  *float64    `json:"p"`
	PAdjusted          *float64    `json:"p_adjusted"`
	Standing           string      `json:"standing"`
}

// jsonSliceCounts are counts with the ratios that a slice has.
type jsonSliceCounts struct {
	TP      float64 `json:"tp"`
	FP      float64 `json:"fp"`
	FN      float64 `json:"fn"`
	Gold    int     `json:"gold"`
	Answers int     `json:"answers"`
	jsonRatios
}

func newJSONSlices(s eval.Slices) jsonSlices {
	out := jsonSlices{Key: s.Key.Name, Scheme: s.Scheme.Name, AnswersOnly: s.Key.AnswersOnly, Level: s.Level, Slices: []jsonSlice{}, Warnings: s.Warnings}
	for _, slice := range s.Slices {
		out.Slices = append(out.Slices, jsonSlice{
			Slice: slice.Label, Documents: slice.Documents,
			jsonSliceCounts: jsonSliceCounts{
				slice.TP(), slice.FP(), slice.FN(), slice.Gold(), slice.Answers(),
				newJSONRatios(slice.Precision.Value, slice.Recall.Value, slice.F1.Value),
			},
			PrecisionInterval: jsonEnds(slice.Precision.Interval), RecallInterval: jsonEnds(slice.Recall.Interval),
			F1Interval: jsonEnds(slice.F1.Interval),
			Difference: jsonNumber(slice.Difference.Value), DifferenceInterval: jsonEnds(slice.Difference.Interval),
			P: jsonNumber(slice.Difference.P), PAdjusted: jsonNumber(slice.Adjusted), Standing: slice.Standing.String(),
		})
	}
	return out
}

// jsonNumber is null where there is no number.
func jsonNumber(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// jsonEnds are both ends of an interval, null where there is none.
func jsonEnds(i stats.Interval) *[2]float64 {
	if i.None() {
		return nil
	}
	return &[2]float64{i.Low, i.High}
}
