package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"rollcall/cmd/rollcall/internal/ablate"
	"rollcall/cmd/rollcall/internal/render"
	"rollcall/eval/stats"
)

// benchReport is what a bench shows.
type benchReport struct {
	part     string // "rule" or "list"
	tables   []ablate.Table
	smallest *ablate.Smallest // nil where it was not asked for
	noTime   bool
	noStats  bool
	changed  string // the revision that rules are held against, or empty
}

// sayVerdict is the verdict with what it rests on.
func sayVerdict(l *ablate.Line) string {
	if l.Verdict == ablate.NoEvidence {
		return "no evidence: " + render.Count(l.Changed(), "hit", "hits")
	}
	return l.Verdict.String()
}

func (r *benchReport) write(w io.Writer, format string) error {
	r.noTime = r.noTime || !r.timed()
	switch format {
	case "json":
		return writeJSON(w, r.rows())
	case "csv":
		return r.csv().CSV(w)
	}
	var b strings.Builder
	title := "%s\n\n"
	if format == "markdown" {
		title = "**%s**\n\n"
	}
	draw := func(g render.Grid) {
		if format == "markdown" {
			g.Markdown(&b) // a builder takes all
		} else {
			g.Text(&b)
		}
		b.WriteString("\n")
	}
	if r.changed != "" {
		fmt.Fprintf(&b, title, "Rules that are not as in "+r.changed+": as they are, less as they were")
	}
	if len(r.tables) > 2 {
		fmt.Fprintf(&b, title, "F1 with each "+r.part+" less F1 without it, in points: * pays, ! hurts, – never fired")
		draw(r.overview())
	}
	for _, t := range r.tables {
		fmt.Fprintf(&b, title, fmt.Sprintf("%s: %s, %s, F1 %s", cmp.Or(t.Corpus, r.all()), documents(t.Documents),
			render.Count(t.Gold, "mention", "mentions"), asPercent(t.With.F1())))
		if len(t.Lines) == 0 {
			fmt.Fprintf(&b, "no %ss\n\n", r.part)
			continue
		}
		draw(r.grid(t, format == "markdown"))
	}
	r.writeSmallest(&b)
	_, err := io.WriteString(w, strings.TrimRight(b.String(), "\n")+"\n")
	return err
}

// timed reports whether it is known what any part took.
func (r *benchReport) timed() bool {
	return slices.ContainsFunc(r.tables, func(t ablate.Table) bool {
		return slices.ContainsFunc(t.Lines, func(l ablate.Line) bool { return l.Took > 0 })
	})
}

func (r *benchReport) all() string {
	if len(r.tables) > 1 {
		return "All"
	}
	return "Gold"
}

// grid is the table of one corpus. On a terminal p and interval stand under the
// difference, since lines of a hundred columns have no room beside it.
func (r *benchReport) grid(t ablate.Table, wide bool) render.Grid {
	g := render.Grid{Head: []string{r.part, "fired", "right", "wrong", "alone\nright", "alone\nwrong", "lost", "gone", "F1 ±    p\ninterval"}}
	if wide {
		g.Head = []string{r.part, "fired", "right", "wrong", "alone right", "alone wrong", "lost", "gone", "F1 ±"}
	}
	if r.noStats {
		g.Head[len(g.Head)-1] = "F1 ±"
	} else if wide {
		g.Head = append(g.Head, "interval", "p")
	}
	if !r.noTime {
		g.Head = append(g.Head, "ms")
	}
	g.Head = append(g.Head, "verdict")
	for i := range g.Head {
		g.Right = append(g.Right, i > 0 && i < len(g.Head)-1)
	}
	for _, l := range t.Lines {
		verdict := sayVerdict(&l)
		row := []string{
			titleOf(&l), fromTo(l, l.Was.Fired, l.Fired), fromTo(l, l.Was.Right, l.Right), fromTo(l, l.Was.Wrong, l.Wrong),
			none(l.Effect.Found), none(l.Effect.Come), none(l.Effect.Lost), none(l.Effect.Gone), points(l.F1.Value),
		}
		switch p := chance(l.Adjusted); {
		case r.noStats:
		case wide:
			row = append(row, interval(l.F1.Interval), p)
		case p != "":
			row[len(row)-1] += fmt.Sprintf("%6s\n%s", p, interval(l.F1.Interval))
		}
		if !r.noTime {
			row = append(row, milliseconds(l))
		}
		if !wide {
			verdict = strings.Replace(verdict, ": ", ":\n", 1)
		}
		g.Rows = append(g.Rows, append(row, verdict))
	}
	if !wide {
		fitNames(g, maxTable)
	}
	return g
}

// titleOf is the name of a line's part, and what the line is of if not of taking
// it out.
func titleOf(l *ablate.Line) string {
	if l.Status == "" || l.Status == statusTogether {
		return l.Part.Name
	}
	return l.Part.Name + " (" + l.Status + ")"
}

// fitNames wraps the names in the first column at hyphens and blanks, so that
// the grid takes no more than width.
func fitNames(g render.Grid, width int) {
	room := width
	for i := 1; i < len(g.Head); i++ {
		widest := 0
		for _, row := range append([][]string{g.Head}, g.Rows...) {
			for line := range strings.SplitSeq(row[i], "\n") {
				widest = max(widest, utf8.RuneCountInString(line))
			}
		}
		room -= widest + 2
	}
	for _, row := range g.Rows {
		row[0] = wrapName(row[0], max(room, 12))
	}
}

func wrapName(name string, width int) string {
	var out strings.Builder
	line := 0
	for rest := name; rest != ""; {
		n := strings.IndexAny(rest, "- _/")
		piece := rest[:n+1]
		if n < 0 {
			piece = rest
		}
		rest = rest[len(piece):]
		for line > 0 && line+utf8.RuneCountInString(strings.TrimRight(piece, " ")) > width {
			out.WriteByte('\n')
			line = 0
		}
		out.WriteString(piece)
		line += utf8.RuneCountInString(piece)
	}
	return strings.ReplaceAll(out.String(), " \n", "\n")
}

// fromTo is a count, with what it was before where that is of another version.
func fromTo(l ablate.Line, was, is int) string {
	if l.Status == statusChanged {
		return render.Number(was) + "→" + render.Number(is)
	}
	switch l.Status {
	case statusRemoved:
		return render.Number(was)
	case statusTogether, statusForRules:
		return ""
	}
	return render.Number(is)
}

// none is a count whose zeros do not catch the eye.
func none(n int) string {
	if n == 0 {
		return "·"
	}
	return render.Number(n)
}

func asPercent(f float64) string {
	if math.IsNaN(f) {
		return "–"
	}
	return fmt.Sprintf("%.2f", 100*f)
}

func points(f float64) string {
	if math.IsNaN(f) {
		return "–"
	}
	if f == 0 {
		return "0"
	}
	return fmt.Sprintf("%+.2f", 100*f)
}

func interval(i stats.Interval) string {
	if i.None() {
		return ""
	}
	return fmt.Sprintf("%+.2f %+.2f", 100*i.Low, 100*i.High)
}

func chance(p float64) string {
	switch {
	case math.IsNaN(p):
		return ""
	case p < 0.001:
		return "<.001"
	case p > 0.995:
		return "1"
	}
	return strings.TrimPrefix(fmt.Sprintf("%.3f", p), "0")
}

func milliseconds(l ablate.Line) string {
	ms := float64(l.Took.Microseconds()) / 1000
	if ms < 10 {
		return fmt.Sprintf("%.1f", ms)
	}
	return fmt.Sprintf("%.0f", ms)
}

// overview shows all corpora side by side, in the order of the table of all.
func (r *benchReport) overview() render.Grid {
	all := r.tables[len(r.tables)-1]
	g := render.Grid{Head: []string{r.part}, Right: []bool{false}}
	for _, t := range r.tables {
		name := strings.TrimSuffix(t.Corpus, path.Ext(t.Corpus))
		if folder, file := path.Split(name); folder != "" {
			name = path.Base(folder) + "/\n" + file
		}
		g.Head, g.Right = append(g.Head, cmp.Or(name, "all")), append(g.Right, true)
	}
	g.Head, g.Right = append(g.Head, "pays on"), append(g.Right, true)
	for _, l := range all.Lines {
		row, pays := []string{titleOf(&l)}, 0
		for i, t := range r.tables {
			at := slices.IndexFunc(t.Lines, func(o ablate.Line) bool { return o.Part.Name == l.Part.Name && o.Status == l.Status })
			row = append(row, brief(&t.Lines[at]))
			if i < len(r.tables)-1 && t.Lines[at].Verdict == ablate.Pays {
				pays++
			}
		}
		g.Rows = append(g.Rows, append(row, fmt.Sprintf("%d of %d", pays, len(r.tables)-1)))
	}
	fitNames(g, maxTable)
	return g
}

func brief(l *ablate.Line) string {
	switch l.Verdict {
	case ablate.NeverFired:
		return "–"
	case ablate.NoEffect:
		return "0"
	case ablate.Pays:
		return points(l.F1.Value) + "*"
	case ablate.Hurts:
		return points(l.F1.Value) + "!"
	}
	return points(l.F1.Value)
}

func (r *benchReport) writeSmallest(b *strings.Builder) {
	s := r.smallest
	if s == nil {
		return
	}
	after := s.Before
	if len(s.F1) > 0 {
		after = s.F1[len(s.F1)-1]
	}
	fmt.Fprintf(b, "Smallest set that keeps the F1, by greedy backward elimination: %d of %s, F1 %s (all: %s)\n",
		len(s.Kept), render.Count(len(s.Kept)+len(s.Dropped)+len(s.Silent), r.part, r.part+"s"), asPercent(after), asPercent(s.Before))
	write := func(title string, names []string) {
		if len(names) == 0 {
			return
		}
		for i, line := range render.Wrap(strings.Join(names, ", "), maxTable-9) {
			if i > 0 {
				title = ""
			}
			fmt.Fprintf(b, "  %-7s%s\n", title, line)
		}
	}
	kept := s.Kept
	if len(kept) == 0 {
		kept = []string{"none"}
	}
	write("keep", kept)
	write("drop", s.Dropped)
	write("silent", s.Silent)
}
