package report

import (
	"math"
	"strconv"

	"rollcall/eval"
	"rollcall/eval/stats"
)

// htmlSections are slices, thresholds and calibration.
func (d details) htmlSections() []htmlSection {
	var out []htmlSection
	if len(d.slices) > 0 {
		s := htmlSection{ID: "slices", Title: "Slices", Short: "Slices"}
		for i, cut := range d.slices {
			b := sliceBlock(cut)
			if i == len(d.slices)-1 && cut.Level > 0 {
				b.Notes = append(b.Notes, sliceLegend(cut))
			}
			s.Blocks = append(s.Blocks, b)
		}
		out = append(out, s)
	}
	if d.thresholds != nil {
		out = append(out, thresholdHTML(*d.thresholds))
	}
	if d.calibrations != nil {
		out = append(out, calibrationHTML(*d.calibrations))
	}
	return out
}

// standingShapes tell apart what standingMarks say.
var standingShapes = map[eval.Standing]string{
	eval.StandsBelow: "down", eval.StandsAbove: "up", eval.StandsEven: "even", eval.StandsAlone: "even",
}

var standingClasses = map[eval.Standing]string{eval.StandsBelow: "worse", eval.StandsAbove: "better"}

// sliceBlock draws the figure of each slice and how far it is from the rest.
func sliceBlock(s eval.Slices) htmlBlock {
	notes := sliceSection(s).notes
	b := htmlBlock{Title: sliceSection(s).title, Notes: notes, Warn: plains(s.Warnings)}
	figure, of := "F1", func(c eval.Slice) stats.Estimate { return c.F1 }
	if s.Key.AnswersOnly {
		figure, of = "Precision", func(c eval.Slice) stats.Estimate { return c.Precision }
	}
	var values, differences []float64
	for _, c := range s.Slices {
		e := of(c)
		values = append(values, e.Value, e.Low, e.High)
		differences = append(differences, c.Difference.Value, c.Difference.Low, c.Difference.High)
	}
	ratios, apart := ratioAxis(values), differenceAxis(differences)
	t := &htmlTable{Caption: b.Title, Head: []htmlHead{
		{Text: ""}, {Text: figure, Number: true, Axis: ratios}, {Text: "against the rest", Number: true, Axis: apart},
		{Text: "p", Help: "adjusted by Holm for looking at all slices", Number: true}, {Text: ""}, {Text: "documents", Number: true},
	}}
	if s.Key.AnswersOnly {
		t.Head = append(t.Head, htmlHead{Text: "answers", Number: true}, htmlHead{Text: "right", Number: true},
			htmlHead{Text: "of gold", Help: "the share of all gold mentions that these answers find", Number: true})
	} else {
		t.Head = append(t.Head, htmlHead{Text: "P", Number: true}, htmlHead{Text: "R", Number: true}, htmlHead{Text: "gold", Number: true})
	}
	for _, c := range s.Slices {
		if c.Label == eval.NotAnswered {
			continue // said in a note
		}
		e := of(c)
		own := estimateCell(e, ratios, "own", percent(e.Value), span(e.Interval))
		diff := estimateCell(c.Difference, apart, standingShapes[c.Standing], signedPercent(c.Difference.Value), interval(c.Difference.Interval))
		row := htmlRow{Cells: []htmlCell{
			{Text: plain(c.Label)}, own, diff, numberCell(pValue(c.Adjusted)),
			{Text: standingMarks[c.Standing], Class: standingClasses[c.Standing]}, numberCell(strconv.Itoa(c.Documents)),
		}}
		if s.Key.AnswersOnly {
			found := math.NaN()
			if n := s.Whole.Gold(); n > 0 {
				found = c.TP() / float64(n)
			}
			row.Cells = append(row.Cells, numberCells(strconv.Itoa(c.Answers()), count(c.TP()), percent(found))...)
		} else {
			row.Cells = append(row.Cells, numberCells(percent(c.Precision.Value), percent(c.Recall.Value), strconv.Itoa(c.Gold()))...)
		}
		t.Rows = append(t.Rows, row)
	}
	b.Table = t
	return b
}

// estimateCell is a figure with its interval, written and drawn.
func estimateCell(e stats.Estimate, a *axis, shape, figure, interval string) htmlCell {
	c := htmlCell{Text: figure, Number: true, Plot: &plot{Axis: a}}
	if !e.None() {
		c.Sub = interval
	}
	c.Plot.whisker(e.Interval)
	c.Plot.point(e.Value, shape, "")
	return c
}

func thresholdHTML(t eval.Thresholds) htmlSection {
	s := htmlSection{ID: "thresholds", Title: "Thresholds", Short: "Thresholds"}
	sections := thresholdSections(t)
	if len(t.Series) > 0 {
		chart := newLineChart("If only answers with such a score are kept: "+t.Scheme.Name, "score at least", "%")
		var xs []float64
		curves := make([][]float64, 3)
		for _, p := range t.Series[0].Points {
			xs = append(xs, p.Threshold)
			for i, y := range []float64{p.Precision(), p.Recall(), p.F1()} {
				curves[i] = append(curves[i], y)
			}
		}
		for i, name := range []string{"precision", "recall", "F1"} {
			chart.line(name, name, xs, curves[i])
		}
		chart.Describe = "The table below has the figures."
		s.Blocks = append(s.Blocks, htmlBlock{Title: chart.Title, Chart: chart})
	}
	for i, from := range sections {
		blocks := gridBlocks(from.title, from.grids, from.notes...)
		if len(blocks) == 0 {
			blocks = []htmlBlock{{Title: from.title}}
		}
		if i == 0 && len(t.Series) > 0 {
			blocks[0].Title = "" // the chart above has it
		}
		blocks[len(blocks)-1].Warn = plains(from.warn)
		s.Blocks = append(s.Blocks, blocks...)
	}
	return s
}

// calibrationHTML draws the bins; those of single types are folded away.
func calibrationHTML(c eval.Calibration) htmlSection {
	s := htmlSection{ID: "calibration", Title: "Calibration", Short: "Calibration"}
	types := htmlSection{ID: "calibration-types", Title: "Type by type"}
	for i, from := range calibrationSections(c, false) {
		blocks := gridBlocks(from.title, from.grids, from.notes...)
		if len(blocks) == 0 {
			blocks = []htmlBlock{{Title: from.title}}
		}
		blocks[len(blocks)-1].Warn = plains(from.warn)
		if i > 0 {
			drawBins(blocks[0].Table, c.Series[i-1].Bins)
		}
		if i > 1 {
			types.Blocks = append(types.Blocks, blocks...)
		} else {
			s.Blocks = append(s.Blocks, blocks...)
		}
	}
	if len(types.Blocks) > 0 {
		s.Folds = []htmlSection{types}
	}
	return s
}

// drawBins adds a column that shows of each bin the share that is right, with
// its interval, and the mean score.
func drawBins(t *htmlTable, bins []eval.CalibrationBin) {
	all := &axis{low: 0, high: 1}
	for k := range 5 {
		all.Ticks = append(all.Ticks, axisTick{X: all.at(float64(k) / 4), Label: strconv.Itoa(25 * k)})
	}
	t.Head = append(t.Head, htmlHead{Text: "● right, ○ mean score", Axis: all})
	for i, bin := range bins {
		p := &plot{Axis: all}
		p.whisker(bin.Right.Interval)
		p.point(bin.Score, "ring", "")
		p.point(bin.Right.Value, "own", "")
		t.Rows[i].Cells = append(t.Rows[i].Cells, htmlCell{Plot: p})
	}
}
