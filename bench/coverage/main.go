// Command coverage simulates corpora and measures what intervals and p-values
// of package eval/stats are worth: how often an interval holds the truth,
// whether p-values are uniform where there is no difference, and how often a
// difference is found that a gold is said to be able to show. It prints
// Markdown tables, those of docs/statistics.md.
//
//	go run ./bench/coverage
//	go run ./bench/coverage -corpora 200 -resamples 500
package main

import (
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"

	"rollcall/eval/stats"
)

func main() {
	p := plan{truth: 200_000, models: models, sizes: []int{5, 10, 20, 30, 50, 100, 200}}
	flag.IntVar(&p.corpora, "corpora", 1000, "corpora to simulate of each kind and size")
	flag.IntVar(&p.resamples, "resamples", 1000, "resamples of each corpus")
	flag.IntVar(&p.workers, "workers", runtime.GOMAXPROCS(0), "corpora worked on at once")
	flag.Parse()
	if flag.NArg() > 0 || p.corpora < 1 || (stats.Options{Resamples: p.resamples}).Check() != nil {
		flag.Usage()
		os.Exit(2)
	}
	run(os.Stdout, p)
}

// cell is all that is simulated of a model and a size of corpora.
type cell struct {
	model              string
	documents          int
	byMethod           map[stats.Method][]held // by figure
	same, better, half tests
}

// auto are the intervals of the method that is the default.
func (c cell) auto() []held { return c.byMethod[stats.Auto.For(c.documents)] }

// gap is how much better the second system is where it is better at all.
const gap = 0.02

func (p plan) simulate() []cell {
	var out []cell
	for _, m := range p.models {
		truth, better, _ := m.truth(p.truth, gap)
		d := better[microF1] - truth[microF1]
		for _, n := range p.sizes {
			out = append(out, cell{
				m.name, n, p.coverage(m, n, truth),
				p.compare(m, n, 0, 0), p.compare(m, n, gap, d), p.groups(m, n),
			})
		}
	}
	return out
}

func run(out io.Writer, p plan) {
	fmt.Fprintf(out, "%s corpora of each kind and size, %s resamples of each:\n\n", thousands(p.corpora), thousands(p.resamples))
	for _, m := range p.models {
		fmt.Fprintf(out, "- %s: %s\n", m.name, m.doc)
	}
	cells := p.simulate()
	methods(out, cells)
	shares(out, cells)
	differences(out, cells)
	uniform(out, cells)
	power(out, p)
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// table writes a Markdown table with the model and the size before each row.
func table(out io.Writer, title string, columns []string, cells []cell, of func(cell) []string) {
	fmt.Fprintf(out, "\n%s\n\n", title)
	header(out, append([]string{"corpus", "documents"}, columns...)...)
	for _, c := range cells {
		row(out, append([]string{c.model, fmt.Sprint(c.documents)}, of(c)...)...)
	}
}

// row writes a line of a Markdown table.
func row(out io.Writer, cells ...string) { fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | ")) }

func header(out io.Writer, cells ...string) {
	row(out, cells...)
	lines := []string{"---"}
	for range cells[1:] {
		lines = append(lines, "---:")
	}
	row(out, lines...)
}

// decimal is "–" for what is no number.
func decimal(x float64, digits int) string {
	if math.IsNaN(x) {
		return "–"
	}
	return strconv.FormatFloat(x, 'f', digits, 64)
}

func methods(out io.Writer, cells []cell) {
	columns := []string{}
	for _, m := range compared {
		columns = append(columns, m.String())
	}
	table(out, "Of a hundred 95 % intervals of micro F1, how many hold the truth, and in brackets their mean width in points:",
		append(columns, "auto"), cells, func(c cell) (row []string) {
			for _, m := range compared {
				h := c.byMethod[m][microF1]
				row = append(row, fmt.Sprintf("%s (%s)", decimal(h.percent(), 1), decimal(h.points(), 1)))
			}
			return append(row, decimal(c.auto()[microF1].percent(), 1))
		})
}

func shares(out io.Writer, cells []cell) {
	table(out, "The same of the default by figure; a rare type has a twentieth of the mentions:",
		[]string{"micro P", "micro R", "micro F1", "macro F1", "F1 of a rare type"}, cells, func(c cell) (row []string) {
			for _, i := range looked {
				row = append(row, decimal(c.auto()[i].percent(), 1))
			}
			return row
		})
}

func differences(out io.Writer, cells []cell) {
	table(out, "Of a hundred 95 % intervals of a difference in micro F1, how many hold the true one: of two systems that are equally good, of two that are not, and of one system on two groups of documents:",
		[]string{"equal", "unequal", "groups"}, cells, func(c cell) (row []string) {
			for _, t := range []tests{c.same, c.better, c.half} {
				row = append(row, decimal(t.interval.percent(), 1))
			}
			return row
		})
}

func uniform(out io.Writer, cells []cell) {
	table(out, "P-values where there is no difference: of a hundred, how many are at most 0.05 and at most 0.01, and (KS) how likely uniform p-values are to look so little uniform. Family is how often Holm lets any type through at 0.05:",
		[]string{"paired ≤ 0.05", "≤ 0.01", "KS", "family", "groups ≤ 0.05", "≤ 0.01", "KS"}, cells, func(c cell) []string {
			s, g := c.same, c.half
			return []string{
				decimal(s.share(0.05), 1), decimal(s.share(0.01), 1), decimal(s.uniform(), 2),
				decimal(100*float64(s.family)/float64(len(s.p)), 1),
				decimal(g.share(0.05), 1), decimal(g.share(0.01), 1), decimal(g.uniform(), 2),
			}
		})
}

func power(out io.Writer, p plan) {
	fmt.Fprint(out, "\nOf a hundred tests at 0.05, how many find a true difference, with as many documents as are said to find it with a power of 80 %:\n\n")
	header(out, "corpus", "difference in points", "documents", "found")
	for _, m := range p.models {
		for _, gap := range []float64{0.01, 0.02, 0.04} {
			a, b, s := m.truth(p.truth, gap)
			d := b[microF1] - a[microF1]
			n := s.Needed(d, 0.95, stats.DefaultPower)
			if n > mostNeeded {
				continue
			}
			row(out, m.name, decimal(100*d, 2), fmt.Sprint(n), decimal(p.compare(m, n, gap, d).share(alpha), 1))
		}
	}
}

// mostNeeded is up to how many documents power is tried: many take long.
const mostNeeded = 400
