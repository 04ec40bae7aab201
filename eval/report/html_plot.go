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

// axis is what the plots of a column share: the values at both ends, and those
// that are written over it.
type axis struct {
	low, high float64
	Ticks     []axisTick
}

type axisTick struct {
	X     string // percent of the width
	Label string
	Zero  bool
}

// ratioAxis goes from under the least of the values to over the greatest, by
// round figures, within 0 and 1.
func ratioAxis(values []float64) *axis {
	low, high := extent(values)
	if math.IsNaN(low) {
		low, high = 0, 1
	}
	steps := []float64{0.01, 0.02, 0.05, 0.1, 0.2, 0.25}
	return newAxis(low, high, steps, 4, 0, 1, func(x float64) string { return strconv.FormatFloat(100*x, 'f', -1, 64) })
}

// differenceAxis is one that zero is on.
func differenceAxis(values []float64) *axis {
	low, high := extent(append(values, 0))
	steps := []float64{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1}
	label := func(x float64) string {
		s := strconv.FormatFloat(math.Abs(100*x), 'f', -1, 64)
		switch {
		case x > 0:
			return "+" + s
		case x < 0:
			return "−" + s
		}
		return s
	}
	a := newAxis(low, high, steps, 4, -1, 1, label)
	const longLabel = 4 // letters: of such there is room for fewer
	if slices.ContainsFunc(a.Ticks, func(t axisTick) bool { return utf8.RuneCountInString(t.Label) >= longLabel }) {
		a = newAxis(low, high, steps, 3, -1, 1, label)
	}
	for i := range a.Ticks {
		a.Ticks[i].Zero = a.Ticks[i].Label == "0"
	}
	return a
}

func newAxis(low, high float64, steps []float64, most int, least, greatest float64, label func(float64) string) *axis {
	step := steps[len(steps)-1]
	for _, s := range steps {
		if math.Ceil(high/s-1e-9)-math.Floor(low/s+1e-9) <= float64(most) {
			step = s
			break
		}
	}
	first, last := math.Floor(low/step+1e-9), math.Ceil(high/step-1e-9)
	if first == last {
		if first*step > least+step/2 {
			first--
		} else {
			last++
		}
	}
	a := &axis{low: max(first*step, least), high: min(last*step, greatest)}
	for k := first; k <= last; k++ {
		x := math.Round(k*step*1e6) / 1e6
		if x < least-1e-9 || x > greatest+1e-9 {
			continue
		}
		a.Ticks = append(a.Ticks, axisTick{X: a.at(x), Label: label(x)})
	}
	return a
}

// extent is the least and the greatest of the values that are numbers, NaN where
// none is.
func extent(values []float64) (low, high float64) {
	low, high = math.NaN(), math.NaN()
	for _, x := range values {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			continue
		}
		if math.IsNaN(low) {
			low, high = x, x
		}
		low, high = min(low, x), max(high, x)
	}
	return low, high
}

// at is where a value stands, in percent of the width.
func (a *axis) at(x float64) string {
	share := 0.5
	if a.high > a.low {
		share = (x - a.low) / (a.high - a.low)
	}
	return percentOf(share)
}

func percentOf(share float64) string {
	return strconv.FormatFloat(100*max(0, min(1, share)), 'f', 2, 64) + "%"
}

// plot is a figure with its interval, over an axis.
type plot struct {
	Axis     *axis
	Whiskers []plotLine
	Points   []plotPoint
	Text     string // what it shows, for those who do not see it; empty where that is said beside
}

type plotLine struct{ From, To string }

// Ends are where a line has its strokes across.
func (l plotLine) Ends() []string { return []string{l.From, l.To} }

// plotPoint is a point. Shapes tell apart what colours do too.
type plotPoint struct{ X, Shape, Title string }

// pointPaths draw each shape around its place.
var pointPaths = map[string]string{
	"own":   "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
	"ring":  "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
	"even":  "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
	"other": "M0-5L5 0L0 5L-5 0z",
	"up":    "M0-5.5L5.5 4.5H-5.5z",
	"down":  "M0 5.5L5.5-4.5H-5.5z",
}

// Path is the outline of the point's shape.
func (p plotPoint) Path() string { return pointPaths[p.Shape] }

func (p *plot) whisker(i stats.Interval) {
	if !i.None() {
		p.Whiskers = append(p.Whiskers, plotLine{p.Axis.at(i.Low), p.Axis.at(i.High)})
	}
}

func (p *plot) point(x float64, shape, title string) {
	if !math.IsNaN(x) {
		p.Points = append(p.Points, plotPoint{p.Axis.at(x), shape, title})
	}
}

// outcomeShapes and outcomeWords say what a difference comes to.
var outcomeShapes = map[eval.Outcome]string{
	eval.NoDifference: "even", eval.Untested: "even", eval.WithinChance: "even",
	eval.GotBetter: "up", eval.GotWorse: "down",
}

var outcomeWords = map[eval.Outcome]string{
	eval.NoDifference: "= no difference",
	eval.Untested:     "untested",
	eval.WithinChance: "~ chance",
	eval.GotBetter:    "▲ better",
	eval.GotWorse:     "▼ worse",
}

// stackedBar is counts that make up a whole.
type stackedBar struct{ Parts []barPart }

type barPart struct{ X, Width, Class, Title string }

func newStackedBar(names, classes []string, counts []int) *stackedBar {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	b := &stackedBar{}
	at := 0
	for i, n := range counts {
		if n > 0 {
			b.Parts = append(b.Parts, barPart{
				percentOf(float64(at) / float64(sum)), percentOf(float64(n) / float64(sum)), classes[i],
				fmt.Sprintf("%s %d", names[i], n),
			})
			at += n
		}
	}
	return b
}

// singleBar is one part of the longest bar of a column.
func singleBar(x, longest float64, class string) *stackedBar {
	if math.IsNaN(x) || !(longest > 0) || x <= 0 {
		return &stackedBar{}
	}
	return &stackedBar{Parts: []barPart{{"0%", percentOf(x / longest), class, ""}}}
}

// lineChart is curves over an axis, both from 0 to 1.
type lineChart struct {
	Title, Describe string
	Width, Height   int
	Ticks           []chartTick // across
	Levels          []chartTick // up
	Lines           []chartLine
	Across, Up      string // what the axes are
}

type chartTick struct{ X, Y, Label string }

type chartLine struct {
	Name, Class, Points string
	EndX, EndY          string
}

const (
	chartWidth, chartHeight = 640, 260
	chartLeft, chartRight   = 40, 70
	chartTop, chartBottom   = 14, 34
)

func newLineChart(title, across, up string) *lineChart {
	c := &lineChart{Title: title, Width: chartWidth, Height: chartHeight, Across: across, Up: up}
	for k := 0; k <= 10; k += 2 {
		x := float64(k) / 10
		label := strconv.FormatFloat(x, 'f', 1, 64)
		c.Ticks = append(c.Ticks, chartTick{X: chartX(x), Label: label})
		c.Levels = append(c.Levels, chartTick{Y: chartY(x), Label: strconv.Itoa(10 * k)})
	}
	return c
}

func chartX(x float64) string {
	return pixels(chartLeft + x*(chartWidth-chartLeft-chartRight))
}

func chartY(y float64) string {
	return pixels(chartHeight - chartBottom - y*(chartHeight-chartTop-chartBottom))
}

func pixels(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

func (c *lineChart) line(name, class string, xs, ys []float64) {
	var points []string
	l := chartLine{Name: name, Class: class}
	for i := range xs {
		if math.IsNaN(xs[i]) || math.IsNaN(ys[i]) {
			continue
		}
		l.EndX, l.EndY = chartX(xs[i]), chartY(ys[i])
		points = append(points, l.EndX+","+l.EndY)
	}
	l.Points = strings.Join(points, " ")
	c.Lines = append(c.Lines, l)
}
