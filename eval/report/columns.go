package report

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/eval"
)

// grid is a table before it is drawn: what Markdown and the
// terminal show alike.
type grid struct {
	header []string
	rows   [][]string // of types, of schemes in brief, or of files
	totals [][]string // micro and macro, if there are any
	strong int        // column of the first total that people look for
}

// most systems beside the first for which a table of 100 columns has room:
// with all three ratios, and with F1 only.
const (
	mostFull = 1
	mostF1   = 3

	nameWidth = 9 // of a system's name in a heading
)

// schemeGrids lays out the table of a part's i-th scheme.
func schemeGrids(p Part, i int) []grid {
	return cut(p, func(b builder) grid { return b.scheme(i) })
}

// briefGrids lays out the table of the schemes that are shown in brief.
func briefGrids(p Part) []grid { return cut(p, builder.brief) }

// fileGrids lays out a table with a line for each file, of the first scheme.
func fileGrids(r Report) []grid {
	names := fileNames(r.Files)
	done := 0
	return cut(r.Whole, func(b builder) grid {
		g := grid{header: b.header()}
		for i, p := range r.Files {
			of := builder{p.Systems[0], p.Systems[1+done : 1+done+len(b.beside)], b.full, b.counts}
			g.rows = append(g.rows, of.row(names[i], func(s System) eval.Counts { return s.Summaries[0].Micro }))
		}
		done += len(b.beside)
		return g
	})
}

// cut lays out a table, in more than one grid where there are more systems
// than a table has room for.
func cut(p Part, lay func(builder) grid) []grid {
	beside := p.Systems[1:]
	full, most := len(beside) <= mostFull, mostF1
	if p.counts {
		full, most = false, 1
	}
	var out []grid
	for {
		n := min(len(beside), most)
		out = append(out, lay(builder{p.Systems[0], beside[:n], full, p.counts}))
		if beside = beside[n:]; len(beside) == 0 {
			return out
		}
	}
}

// builder lays out one grid.
type builder struct {
	ours   System
	beside []System
	full   bool // all three ratios of the systems beside, not only F1
	counts bool // the five counts instead of TP, FP, FN
}

func (b builder) header() []string {
	header := []string{"", "P", "R", "F1"}
	if b.counts {
		header = append(header, fiveCounts...)
	} else {
		header = append(header, "TP", "FP", "FN")
	}
	for _, s := range b.beside {
		name := shortName(s.Name)
		if b.full {
			header = append(header, name+" P", name+" R")
		}
		header = append(header, name+" F1")
	}
	return header
}

// ratios appends what is shown of a system beside the first.
func (b builder) ratios(row []string, r eval.Ratios) []string {
	if b.full {
		row = append(row, percent(r.Precision), percent(r.Recall))
	}
	return append(row, percent(r.F1))
}

// ratiosOf are the ratios that follow from the counts that are shown.
func (b builder) ratiosOf(c eval.Counts) eval.Ratios {
	if b.counts {
		return c.MUC().Ratios()
	}
	return c.Ratios()
}

func (b builder) macro(s eval.Summary) eval.Ratios {
	if b.counts {
		return s.MacroMUC
	}
	return s.Macro
}

// row shows counts of every system.
func (b builder) row(name string, of func(System) eval.Counts) []string {
	c := of(b.ours)
	r := b.ratiosOf(c)
	row := []string{name, percent(r.Precision), percent(r.Recall), percent(r.F1)}
	if b.counts {
		row = append(row, five(c.MUC())...)
	} else {
		row = append(row, count(c.TP()), count(c.FP()), count(c.FN()))
	}
	for _, s := range b.beside {
		row = b.ratios(row, b.ratiosOf(of(s)))
	}
	return row
}

func (b builder) scheme(i int) grid {
	g := grid{header: b.header()}
	systems := append([]System{b.ours}, b.beside...)
	for _, t := range rowTypes(systems, i) {
		counted := func(s System) bool { return countsOf(s.Summaries[i], t).MUC() != eval.MUC{} }
		if b.counts && !slices.ContainsFunc(systems, counted) {
			continue
		}
		g.rows = append(g.rows, b.row(plain(string(t)), func(s System) eval.Counts { return countsOf(s.Summaries[i], t) }))
	}
	micro := b.row("micro", func(s System) eval.Counts { return s.Summaries[i].Micro })
	m := b.macro(b.ours.Summaries[i])
	macro := []string{"macro", percent(m.Precision), percent(m.Recall), percent(m.F1), "", "", ""}
	if b.counts {
		macro = append(macro, "", "")
	}
	for _, s := range b.beside {
		macro = b.ratios(macro, b.macro(s.Summaries[i]))
	}
	g.totals, g.strong = [][]string{micro, macro}, 3
	return g
}

func (b builder) brief() grid {
	g := grid{header: b.header()}
	for i, s := range b.ours.Brief {
		g.rows = append(g.rows, b.row(s.Scheme.Name, func(s System) eval.Counts { return s.Brief[i].Micro }))
	}
	return g
}

// shortName cuts a system's name to what a heading has room for.
func shortName(name string) string { return tail(plain(name), nameWidth) }

// tail is s, or its end with an ellipsis before it if it has more letters than
// there is room for.
func tail(s string, room int) string {
	letters := []rune(s)
	if len(letters) <= room {
		return s
	}
	return "…" + string(letters[len(letters)-room+1:])
}

// fileNames are the names of files as short as a line has room for: without
// folder and endings, where that leaves them different.
func fileNames(files []Part) []string {
	const room = 24
	base := func(path string) string {
		name, _, _ := strings.Cut(path[strings.LastIndexByte(path, '/')+1:], ".")
		return name
	}
	seen := map[string]int{}
	for _, f := range files {
		seen[base(f.Name)]++
	}
	var names []string
	for _, f := range files {
		name := base(f.Name)
		if seen[name] > 1 {
			name = f.Name
		}
		names = append(names, tail(plain(name), room))
	}
	return names
}

func schemeTitle(s eval.Scheme) string { return fmt.Sprintf("%s: %s", s.Name, s.Doc) }
