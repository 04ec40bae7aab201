package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rollcall/eval"
	"rollcall/text"
)

// Measured is what a system has reached by the measures asked for; nil for the
// others.
type Measured struct {
	MUC   *eval.MUCScore
	Fair  *eval.FairTally
	Cover *eval.CoverScore
	Money *eval.Values

	asked []eval.Measure
	// valueErrors are listed where errors are; valueErrorCount is of all.
	valueErrors     []eval.ValueError
	valueErrorCount int
}

func measure(r *eval.Result, o Options) (m Measured) {
	asked := func(wanted eval.Measure) bool {
		return slices.ContainsFunc(o.Measures, func(m eval.Measure) bool { return m.Name == wanted.Name })
	}
	m.asked = o.Measures
	if asked(eval.MUC7) {
		s := r.MUC()
		m.MUC = &s
	}
	if asked(eval.FairEval) {
		t := r.Fair()
		m.Fair = &t
	}
	if asked(eval.Covered) {
		s := r.Cover()
		m.Cover = &s
	}
	if v := r.Values(); v != (eval.Values{}) && (asked(eval.Money) || o.MoneyIfAny) {
		m.Money = &v
		if !asked(eval.Money) {
			m.asked = append(slices.Clone(m.asked), eval.Money)
		}
		if o.Errors != 0 {
			m.valueErrors = r.ValueErrors()
			m.valueErrorCount = len(m.valueErrors)
			if o.Errors > 0 {
				m.valueErrors = m.valueErrors[:min(o.Errors, len(m.valueErrors))]
			}
		}
	}
	return m
}

// countsNote stands under tables that show the five counts.
const countsNote = "A pair counts once, under the type of gold: P = (COR + PAR/2) / (COR + INC + PAR + SPU)."

var fiveCounts = []string{"COR", "INC", "PAR", "MIS", "SPU"}

// five are the cells under fiveCounts.
func five(m eval.MUC) []string {
	return integers(m.Correct, m.Incorrect, m.Partial, m.Missed, m.Spurious)
}

func integers(list ...int) (cells []string) {
	for _, n := range list {
		cells = append(cells, strconv.Itoa(n))
	}
	return cells
}

func percents(list ...float64) (cells []string) {
	for _, x := range list {
		cells = append(cells, percent(x))
	}
	return cells
}

// titled are the tables of one measure.
type titled struct {
	title string
	grids []grid
	note  string
	list  []string // after a heading, which is the first
}

// measureTables lays out the measures of a part's first system, and beside it
// what of the other systems there is room for.
func measureTables(p Part) []titled {
	var out []titled
	for _, m := range p.Systems[0].Measured.asked {
		t := titled{title: fmt.Sprintf("%s: %s", m.Name, m.Doc)}
		switch m.Name {
		case eval.MUC7.Name:
			t.grids, t.note = mucGrids(p)
		case eval.FairEval.Name:
			t.grids, t.note = fairGrids(p)
		case eval.Covered.Name:
			t.grids, t.note = coverGrids(p)
		case eval.Money.Name:
			t.grids, t.note = moneyGrids(p)
			t.list = valueList(p.Systems[0].Measured)
		}
		out = append(out, t)
	}
	return out
}

func mucGrids(p Part) ([]grid, string) {
	s := p.Systems[0].Measured.MUC
	row := func(name string, m eval.MUC) []string {
		cells := append([]string{name}, integers(m.Possible(), m.Actual(), m.Correct, m.Partial, m.Incorrect, m.Missed, m.Spurious)...)
		return append(cells, percents(m.Recall(), m.Precision(), m.Undergeneration(), m.Overgeneration(), m.Substitution(), m.ErrorPerResponse())...)
	}
	g := grid{
		header: []string{"", "POS", "ACT", "COR", "PAR", "INC", "MIS", "SPU", "REC", "PRE", "UND", "OVG", "SUB", "ERR"},
		totals: [][]string{row("all slots", s.All), row("text", s.Text), row("type", s.Type)},
		strong: 13,
	}
	for _, t := range s.Types {
		g.rows = append(g.rows, row(plain(string(t.Type)), t.MUC))
	}
	note := fmt.Sprintf("F over all slots: P&R %s, 2P&R %s, P&2R %s", percent(s.All.F(1)), percent(s.All.F(0.5)), percent(s.All.F(2)))
	return fit(g, 8), note + p.measureNote("P&R", func(m eval.MeasureIntervals) eval.RatioIntervals { return m.MUC })
}

func fairGrids(p Part) ([]grid, string) {
	tally := p.Systems[0].Measured.Fair
	row := func(name string, f eval.Fair) []string {
		cells := append([]string{name}, integers(f.TP, f.FP, f.FN, f.LE, f.BES, f.BEL, f.BEO, f.LBE)...)
		for _, r := range []eval.Ratios{f.Ratios(eval.FairHalves), f.Ratios(eval.FairBounds)} {
			cells = append(cells, percents(r.Precision, r.Recall, r.F1)...)
		}
		return cells
	}
	g := grid{
		header: []string{"", "TP", "FP", "FN", "LE", "BES", "BEL", "BEO", "LBE", "P", "R", "F1", "wP", "wR", "wF1"},
		totals: [][]string{row("all", tally.Total())},
		strong: 11,
	}
	for _, t := range tally.Types() {
		g.rows = append(g.rows, row(plain(string(t)), tally.Counts[t]))
	}
	return fit(g, 9), "LE wrong label; BES, BEL, BEO too short, too long, crossing; LBE wrong label and bounds.\n" +
		"P, R, F1: an error is half FP, half FN; wP, wR, wF1: one of bounds alone is also half right." +
		p.measureNote("F1", func(m eval.MeasureIntervals) eval.RatioIntervals { return m.Fair }) +
		p.measureNote("wF1", func(m eval.MeasureIntervals) eval.RatioIntervals { return m.FairBounds })
}

func coverGrids(p Part) ([]grid, string) {
	s := p.Systems[0].Measured.Cover
	row := func(name string, gold, answers eval.Cover) []string {
		cells := append([]string{name}, integers(gold.Mentions, gold.Touched, gold.Whole)...)
		cells = append(cells, percents(gold.MeanBest(), gold.MeanAll())...)
		cells = append(cells, integers(answers.Mentions, answers.Touched, answers.Whole)...)
		return append(cells, percents(answers.MeanBest(), answers.MeanAll())...)
	}
	g := grid{
		header: []string{"", "gold", "touched", "whole", "best", "all", "answers", "touched", "whole", "best", "all"},
		totals: [][]string{row("all", s.Gold, s.Answers)},
		strong: 5,
	}
	for _, t := range s.Types {
		g.rows = append(g.rows, row(plain(string(t.Type)), t.Gold, t.Answers))
	}
	note := fmt.Sprintf("best, all: mean share of a mention's bytes that one mention of the other side covers, that all do.\n"+
		"Bytes: %d in gold, %d in answers, %d in both: P %s, R %s, F1 %s.",
		s.GoldBytes, s.AnswerBytes, s.GoldFound, percent(s.Bytes().Precision), percent(s.Bytes().Recall), percent(s.Bytes().F1))
	return fit(g, 6), note + p.measureNote("F1 of bytes", func(m eval.MeasureIntervals) eval.RatioIntervals { return m.Bytes })
}

func moneyGrids(p Part) ([]grid, string) {
	v := p.Systems[0].Measured.Money
	if v == nil {
		return []grid{{header: []string{"", "P", "R", "F1"}, rows: [][]string{{"value", "–", "–", "–"}}}}, "Gold gives no values."
	}
	g := grid{header: []string{"", "P", "R", "F1"}}
	of := p.Systems[0].Measures
	shown := of != nil && p.hasIntervals()
	if shown {
		g.header = append(g.header, p.Systems[0].level())
	}
	g.header = append(g.header, "COR", "INC", "MIS", "SPU")
	var beside []eval.Values
	for _, s := range p.Systems[1:] {
		if len(beside) < mostF1 && s.Measured.Money != nil {
			g.header = append(g.header, shortName(s.Name)+" F1")
			beside = append(beside, *s.Measured.Money)
		}
	}
	for i, slot := range v.Slots() {
		cells := append([]string{slot.Name}, percents(slot.Precision(), slot.Recall(), slot.F(1))...)
		if shown {
			cells = append(cells, span(of.Money[slot.Name].F1))
		}
		cells = append(cells, integers(slot.Correct, slot.Incorrect, slot.Missed, slot.Spurious)...)
		filled := slot.MUC != (eval.MUC{})
		for _, b := range beside {
			other := b.Slots()[i]
			filled = filled || other.MUC != (eval.MUC{})
			cells = append(cells, percent(other.F(1)))
		}
		if filled {
			g.rows = append(g.rows, cells)
		}
	}
	return []grid{g}, ""
}

// valueList lists values that are wrong though their mentions were found.
func valueList(m Measured) []string {
	if len(m.valueErrors) == 0 {
		return nil
	}
	heading := plural(m.valueErrorCount, "wrong value") + " of mentions that were found"
	if n := len(m.valueErrors); n < m.valueErrorCount {
		heading += fmt.Sprintf(", the first %d", n)
	}
	list := []string{heading}
	for _, e := range m.valueErrors {
		const room = 40
		surface := tail(plain(strings.Join(strings.Fields(e.Gold.In(e.Document.Text)), " ")), room)
		list = append(list, fmt.Sprintf("%s:%d  %s: %s in gold, %s answered",
			plain(e.Document.ID), e.Line, surface, showValue(e.Gold.Money), showValue(e.Answer.Money)))
	}
	return list
}

// showValue writes a value: "about CNY 40 to 50", "USD 5 (at most 5)".
func showValue(m *text.Money) string {
	if m == nil {
		return "none"
	}
	var parts []string
	if m.Approx {
		parts = append(parts, "about")
	}
	if m.Currency != "" {
		parts = append(parts, plain(m.Currency))
	}
	low, high := plain(m.Min), plain(m.Max)
	bounds := ""
	switch {
	case low != "" && high != "":
		bounds = low + " to " + high
	case low != "":
		bounds = "at least " + low
	case high != "":
		bounds = "at most " + high
	}
	switch {
	case m.Amount == "":
		parts = append(parts, bounds)
	case bounds == "":
		parts = append(parts, plain(m.Amount))
	default:
		parts = append(parts, plain(m.Amount), "("+bounds+")")
	}
	if s := strings.TrimSpace(strings.Join(parts, " ")); s != "" {
		return s
	}
	return "nothing"
}

// fit cuts a grid in two before column at if it is wider than a screen.
func fit(g grid, at int) []grid {
	if g.width() <= screen {
		return []grid{g}
	}
	part := func(from, to int) grid {
		cells := func(row []string) []string { return append([]string{row[0]}, row[from:to]...) }
		out := grid{header: cells(g.header)}
		for _, row := range g.rows {
			out.rows = append(out.rows, cells(row))
		}
		for _, row := range g.totals {
			out.totals = append(out.totals, cells(row))
		}
		if g.strong >= from && g.strong < to {
			out.strong = g.strong - from + 1
		}
		return out
	}
	return []grid{part(1, at), part(at, len(g.header))}
}
