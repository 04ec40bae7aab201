package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"rollcall/eval"
)

// grid is a table before it is drawn: what Markdown and the
// terminal show alike.
type grid struct {
	header []string
	rows   [][]string // of types, of schemes in brief, or of files
	totals [][]string // micro and macro, if there are any
	strong int        // column of the first total that people look for
	texts  int        // columns, from the left, that are not numbers; 0 means one
	// remarks tells that the last column is not of numbers either.
	remarks bool
}

const (
	screen = 100 // columns

	// mostF1 is how many systems beside the first are shown in a table.
	mostF1    = 3
	nameWidth = 9 // of a system's name in a heading
)

// width is how many columns a grid takes on a screen.
func (g grid) width() int {
	sum := 0
	for c := range g.header {
		widest := 0
		for _, rows := range [][][]string{{g.header}, g.rows, g.totals} {
			for _, row := range rows {
				widest = max(widest, utf8.RuneCountInString(row[c]))
			}
		}
		sum += widest + 2
	}
	return sum
}

// schemeGrids lays out the table of a part's i-th scheme.
func schemeGrids(p Part, i int) []grid {
	return cut(p, func(b builder) grid { return b.scheme(i) })
}

// briefGrids lays out the table of the schemes that are shown in brief.
func briefGrids(p Part) []grid { return cut(p, builder.brief) }

// fileGrids lays out a table with a line for each file, of the first scheme.
func fileGrids(r Report) []grid {
	names := fileNames(r.Files)
	any := slices.ContainsFunc(r.Files, func(p Part) bool { return !p.Systems[0].intervals(line{}).F1.None() })
	return cut(r.Whole, func(b builder) grid {
		if !any && b.shown != noIntervals {
			b.shown = noIntervals
		}
		b.unmarked = true // a family of comparisons of its own
		g := grid{header: b.header()}
		for i, p := range r.Files {
			of := b
			of.ours, of.beside = p.Systems[0], p.Systems[1+b.from:1+b.from+len(b.beside)]
			g.rows = append(g.rows, of.row(names[i], func(s System) eval.Counts { return s.Summaries[0].Micro }, line{}))
		}
		return g
	})
}

// cut lays out a table, in more than one grid where there are more systems
// than a table has room for. Of the ways to lay out a grid the first is taken
// that fits a screen.
func cut(p Part, lay func(builder) grid) []grid {
	var out []grid
	for from := 0; ; {
		left := p.Systems[1+from:]
		var g grid
		var n int
		for _, b := range layouts(p, len(left)) {
			n = len(b.beside)
			b.from, b.beside = from, left[:n]
			if g = lay(b); g.width() <= screen {
				break
			}
		}
		out = append(out, g)
		if from += n; from == len(p.Systems)-1 {
			return out
		}
	}
}

// layouts are the ways to show a part's first system and some of those that are
// left beside it, the fullest first. Their number is what counts of beside.
func layouts(p Part, left int) []builder {
	way := func(n int, full bool, shown intervalColumns) builder {
		return builder{ours: p.Systems[0], beside: make([]System, n), full: full, counts: p.counts, shown: shown}
	}
	ofF1 := noIntervals
	if p.hasIntervals() {
		ofF1 = intervalOfF1
	}
	switch {
	case left == 0 && p.hasIntervals():
		return []builder{way(0, false, intervalsOfAll), way(0, false, intervalOfF1)}
	case left == 0:
		return []builder{way(0, false, noIntervals)}
	case p.counts:
		return []builder{way(1, false, noIntervals)}
	}
	var out []builder
	if len(p.Systems) == 2 {
		out = append(out, way(1, true, ofF1))
	}
	for n := min(left, mostF1); n > 0; n-- {
		out = append(out, way(n, false, ofF1))
	}
	return out
}

// intervalColumns say which intervals of the first system have a column.
type intervalColumns uint8

const (
	noIntervals intervalColumns = iota
	intervalOfF1
	intervalsOfAll
)

// builder lays out one grid.
type builder struct {
	ours     System
	from     int // the place of the first of beside
	beside   []System
	full     bool // all three ratios of the systems beside, not only F1
	counts   bool // the five counts instead of TP, FP, FN
	shown    intervalColumns
	unmarked bool // no marks of differences within chance
}

func (b builder) header() []string {
	header := []string{""}
	for _, name := range []string{"P", "R", "F1"} {
		header = append(header, name)
		if b.shown == intervalsOfAll || b.shown == intervalOfF1 && name == "F1" {
			header = append(header, b.ours.level())
		}
	}
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

// own appends the first system's ratios, with the intervals that are shown.
func (b builder) own(row []string, r eval.Ratios, l line) []string {
	i := b.ours.intervals(l)
	row = append(row, percent(r.Precision))
	if b.shown == intervalsOfAll {
		row = append(row, span(i.Precision), percent(r.Recall), span(i.Recall))
	} else {
		row = append(row, percent(r.Recall))
	}
	row = append(row, percent(r.F1))
	if b.shown != noIntervals {
		row = append(row, span(i.F1))
	}
	return row
}

// other appends what is shown of a system beside the first.
func (b builder) other(row []string, s System, r eval.Ratios, l line) []string {
	if b.full {
		row = append(row, percent(r.Precision), percent(r.Recall))
	}
	f1 := percent(r.F1)
	if !b.counts && !b.unmarked {
		f1 += s.mark(l)
	}
	return append(row, f1)
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
func (b builder) row(name string, of func(System) eval.Counts, l line) []string {
	c := of(b.ours)
	row := b.own([]string{name}, b.ratiosOf(c), l)
	if b.counts {
		row = append(row, five(c.MUC())...)
	} else {
		row = append(row, count(c.TP()), count(c.FP()), count(c.FN()))
	}
	for _, s := range b.beside {
		row = b.other(row, s, b.ratiosOf(of(s)), l)
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
		g.rows = append(g.rows, b.row(plain(string(t)), func(s System) eval.Counts { return countsOf(s.Summaries[i], t) }, line{scheme: i, typ: t}))
	}
	micro := b.row("micro", func(s System) eval.Counts { return s.Summaries[i].Micro }, line{scheme: i})
	mean := line{scheme: i, macro: true}
	macro := append(b.own([]string{"macro"}, b.macro(b.ours.Summaries[i]), mean), "", "", "")
	if b.counts {
		macro = append(macro, "", "")
	}
	for _, s := range b.beside {
		macro = b.other(macro, s, b.macro(s.Summaries[i]), mean)
	}
	g.totals, g.strong = [][]string{micro, macro}, slices.Index(g.header, "F1")
	return g
}

func (b builder) brief() grid {
	g := grid{header: b.header()}
	for i, s := range b.ours.Brief {
		g.rows = append(g.rows, b.row(s.Scheme.Name, func(s System) eval.Counts { return s.Brief[i].Micro }, line{scheme: len(b.ours.Summaries) + i}))
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
