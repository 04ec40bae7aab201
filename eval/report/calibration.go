package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"rollcall/eval"
)

func calibrationSections(c eval.Calibration, plots bool) []section {
	summary := section{title: fmt.Sprintf("calibration: %s, scores and the share of answers that is right", c.Scheme.Name), warn: c.Warnings}
	if len(c.Series) == 0 {
		return []section{summary}
	}
	g := grid{header: []string{"", "answers", "mean score", "right", "ECE", "by chance", "Brier"}}
	for _, s := range c.Series {
		g.rows = append(g.rows, []string{
			head(plain(seriesName(string(s.Type))), 24), strconv.Itoa(s.Answers),
			percent(s.Score), percent(s.Right), percent(s.ECE), percent(s.Chance), strconv.FormatFloat(s.Brier, 'f', 3, 64),
		})
	}
	summary.grids = []grid{g}
	summary.notes = []string{
		"ECE: how far scores are off on average; by chance: what it would be if every score were exact.",
	}
	out := []section{summary}
	for i, s := range c.Series {
		bins := section{title: fmt.Sprintf("reliability, %s: %s in bins of equally many", head(plain(seriesName(string(s.Type))), 40), plural(s.Answers, "answer"))}
		bins.grids = []grid{binGrid(s, plots)}
		if plots && i == 0 {
			bins.notes = []string{"● share that is right, ├─┤ its interval if there is one, ○ mean score, ◉ both at one place."}
		}
		out = append(out, bins)
	}
	return out
}

func binGrid(s eval.CalibrationSeries, plots bool) grid {
	g := grid{header: []string{"scores", "answers", "mean", "right", "interval"}}
	if plots {
		g.header = append(g.header, plotScale())
	}
	for _, b := range s.Bins {
		row := []string{
			scoreText(b.Low) + "–" + scoreText(b.High), strconv.Itoa(b.Answers),
			percent(b.Score), percent(b.Right.Value), span(b.Right.Interval),
		}
		if plots {
			row = append(row, plotBin(b))
		}
		g.rows = append(g.rows, row)
	}
	if s.Bins[0].Right.None() {
		g = g.without("interval")
	}
	return g
}

// scoreText writes a score with what digits tell it from its neighbours.
func scoreText(x float64) string {
	if x > 0.99 && x < 1 {
		return strconv.FormatFloat(x, 'f', 4, 64)
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}

// plotWidth is how many places a plot from 0 to 100 has.
const plotWidth = 41

func plotScale() string {
	scale := []rune(strings.Repeat(" ", plotWidth))
	for _, at := range []int{0, 25, 50, 75, 100} {
		label := []rune(strconv.Itoa(at))
		start := min(at*(plotWidth-1)/100, plotWidth-len(label))
		if at == 25 || at == 50 || at == 75 {
			start--
		}
		copy(scale[start:], label)
	}
	return string(scale)
}

// plotBin draws a bin: the share that is right with its interval, and the mean
// score.
func plotBin(b eval.CalibrationBin) string {
	cells := []rune(strings.Repeat("·", plotWidth))
	at := func(x float64) int {
		return int(math.Round(math.Max(0, math.Min(1, x)) * (plotWidth - 1)))
	}
	if i := b.Right.Interval; !i.None() {
		for k := at(i.Low); k <= at(i.High); k++ {
			cells[k] = '─'
		}
		cells[at(i.Low)], cells[at(i.High)] = '├', '┤'
	}
	right, score := at(b.Right.Value), at(b.Score)
	cells[right], cells[score] = '●', '○'
	if right == score {
		cells[right] = '◉'
	}
	return string(cells)
}

func csvCalibration(c eval.Calibration) [][]string {
	lines := [][]string{{"type", "low", "high", "answers", "score", "right", "right_low", "right_high"}}
	for _, s := range c.Series {
		for _, b := range s.Bins {
			lines = append(lines, []string{
				seriesName(string(s.Type)), number(b.Low), number(b.High), strconv.Itoa(b.Answers),
				number(b.Score), number(b.Right.Value), number(b.Right.Low), number(b.Right.High),
			})
		}
	}
	return lines
}

type jsonCalibration struct {
	Scheme   string                           `json:"scheme"`
	Answers  int                              `json:"answers"`
	Unscored int                              `json:"unscored"`
	Micro    *jsonCalibrationSeries           `json:"micro"`
	Types    map[string]jsonCalibrationSeries `json:"types"`
	Warnings []string                         `json:"warnings,omitempty"`
}

type jsonCalibrationSeries struct {
	Answers int       `json:"answers"`
	Score   float64   `json:"score"`
	Right   float64   `json:"right"`
	ECE     float64   `json:"ece"`
	Chance  float64   `json:"ece_by_chance"`
	Brier   float64   `json:"brier"`
	Bins    []jsonBin `json:"bins"`
}

type jsonBin struct {
	Low      float64     `json:"low"`
	High     float64     `json:"high"`
	Answers  int         `json:"answers"`
	Score    float64     `json:"score"`
	Right    *float64    `json:"right"`
	Interval *[2]float64 `json:"right_interval"`
}

func newJSONCalibration(c eval.Calibration) *jsonCalibration {
	out := &jsonCalibration{
		Scheme: c.Scheme.Name, Answers: c.Answers, Unscored: c.Unscored,
		Types: map[string]jsonCalibrationSeries{}, Warnings: c.Warnings,
	}
	for _, s := range c.Series {
		series := jsonCalibrationSeries{s.Answers, s.Score, s.Right, s.ECE, s.Chance, s.Brier, []jsonBin{}}
		for _, b := range s.Bins {
			series.Bins = append(series.Bins, jsonBin{b.Low, b.High, b.Answers, b.Score, jsonNumber(b.Right.Value), jsonEnds(b.Right.Interval)})
		}
		if s.Type == "" {
			out.Micro = &series
		} else {
			out.Types[string(s.Type)] = series
		}
	}
	return out
}
