package report

import (
	"fmt"

	"rollcall/eval"
)

// grid is a table of one scheme before it is drawn: what Markdown and the
// terminal show alike.
type grid struct {
	header []string
	types  [][]string // a row for each type
	totals [][]string // micro and macro
}

// most systems beside the first for which a table of 100 columns has room:
// with all three ratios, and with F1 only.
const (
	mostFull = 1
	mostF1   = 3

	nameWidth = 9 // of a system's name in a heading
)

// grids lays a scheme's figures out, in more than one table where there are
// more systems than a table has room for.
func grids(p Part, scheme int) []grid {
	beside := p.Systems[1:]
	var out []grid
	for {
		n := min(len(beside), mostF1)
		out = append(out, newGrid(p.Systems[0], beside[:n], scheme, len(p.Systems)-1 <= mostFull))
		if beside = beside[n:]; len(beside) == 0 {
			return out
		}
	}
}

func newGrid(ours System, beside []System, scheme int, full bool) grid {
	g := grid{header: []string{"", "P", "R", "F1", "TP", "FP", "FN"}}
	for _, s := range beside {
		name := shortName(s.Name)
		if full {
			g.header = append(g.header, name+" P", name+" R", name+" F1")
		} else {
			g.header = append(g.header, name+" F1")
		}
	}
	ratios := func(row []string, precision, recall, f1 float64, ours bool) []string {
		if ours || full {
			return append(row, percent(precision), percent(recall), percent(f1))
		}
		return append(row, percent(f1))
	}
	row := func(name string, of func(eval.Summary) eval.Counts) []string {
		c := of(ours.Summaries[scheme])
		out := ratios([]string{name}, c.Precision(), c.Recall(), c.F1(), true)
		out = append(out, count(c.TP()), count(c.FP()), count(c.FN()))
		for _, s := range beside {
			c := of(s.Summaries[scheme])
			out = ratios(out, c.Precision(), c.Recall(), c.F1(), false)
		}
		return out
	}
	for _, t := range rowTypes(append([]System{ours}, beside...), scheme) {
		g.types = append(g.types, row(plain(string(t)), func(s eval.Summary) eval.Counts { return countsOf(s, t) }))
	}
	macro := ours.Summaries[scheme].Macro
	last := append(ratios([]string{"macro"}, macro.Precision, macro.Recall, macro.F1, true), "", "", "")
	for _, s := range beside {
		m := s.Summaries[scheme].Macro
		last = ratios(last, m.Precision, m.Recall, m.F1, false)
	}
	g.totals = [][]string{row("micro", func(s eval.Summary) eval.Counts { return s.Micro }), last}
	return g
}

// shortName cuts a system's name to what a heading has room for.
func shortName(name string) string {
	letters := []rune(plain(name))
	if len(letters) <= nameWidth {
		return string(letters)
	}
	return "…" + string(letters[len(letters)-nameWidth+1:])
}

func schemeTitle(s eval.Scheme) string { return fmt.Sprintf("%s: %s", s.Name, s.Doc) }
