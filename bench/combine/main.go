// Command combine fits what a pipeline file says behind its stage combine: the
// bias, and each reader's weight and floor.
//
//	go run ./bench/combine --pipeline both.yaml [--data DIR] GOLD...
//
// It runs the stages before combine over gold, takes every span and type that a
// reader proposed, and finds by logistic regression how probable it is that
// gold has it, from the readers' log-odds. That a reader did not propose
// something is a variable of its own; the floor is the score that would say as
// much. Readers should propose second choices (alternatives: 0.02), since a
// score tells more than silence. Fit on text that neither reader has learnt
// from.
//
// Printed are the stage as it goes into the file, and how good the scores are:
// log loss, and the expected calibration error over ten bins of equal width.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"rollcall/gold"
	"rollcall/pipeline"
	"rollcall/text"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "combine:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("combine", flag.ContinueOnError)
	name := flags.String("pipeline", "default", "name of a pipeline, or a .yaml file")
	data := flags.String("data", "", "folder whose files replace those built in")
	model := flags.String("model", "", "model folder")
	readers := flags.String("readers", "encoder,tagger", "the stages that are combined")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return errors.New("no gold files")
	}
	p, err := pipeline.Open(*name, pipeline.Options{Data: *data, Model: *model})
	if err != nil {
		return err
	}
	names := strings.Split(*readers, ",")
	slices.Sort(names)
	var all []proposal
	for _, path := range flags.Args() {
		corpus, err := gold.Open(path, gold.DefaultMap())
		if err != nil {
			return err
		}
		before := len(all)
		for _, d := range corpus.Documents {
			if all, err = appendProposals(all, p, d, corpus.Types, names); err != nil {
				return err
			}
		}
		fmt.Fprintf(out, "%s: %d proposals\n", path, len(all)-before)
	}
	f, err := fit(all, len(names))
	if err != nil {
		return err
	}
	f.write(out, names)
	for k, name := range names {
		loss, ece := quality(all, func(p proposal) (float64, bool) { return p.told[k], p.told[k] > 0 })
		fmt.Fprintf(out, "%-10s log loss %.4f, calibration error %.4f, of what it proposes\n", name, loss, ece)
	}
	loss, ece := quality(all, func(p proposal) (float64, bool) { return f.score(p), true })
	fmt.Fprintf(out, "%-10s log loss %.4f, calibration error %.4f\n", "together", loss, ece)
	return nil
}

// proposal is a span and type that a reader proposed.
type proposal struct {
	told  []float64 // scores of the readers, 0 where one did not propose it
	right bool
}

// appendProposals runs the stages before combine over a gold document and
// appends what the readers propose.
func appendProposals(all []proposal, p *pipeline.Pipeline, g *text.Document, types []text.Type, readers []string) ([]proposal, error) {
	d := &text.Document{ID: g.ID, Text: g.Text}
	for _, s := range p.Stages() {
		if s.Name == "combine" || s.Name == "resolve" {
			break
		}
		if err := s.Run(d); err != nil {
			return nil, fmt.Errorf("document %q: stage %s: %w", d.ID, s.Name, err)
		}
	}
	at := map[text.Alternative]int{}
	for _, c := range d.Candidates {
		k := slices.Index(readers, c.Source.Stage)
		if k < 0 || c.Loss != nil || types != nil && !slices.Contains(types, c.Type) || ignored(g, c.Span) {
			continue
		}
		reading := text.Alternative{Span: c.Span, Type: c.Type}
		i, ok := at[reading]
		if !ok {
			i = len(all)
			at[reading] = i
			all = append(all, proposal{make([]float64, len(readers)), isRight(g, reading)})
		}
		all[i].told[k] = max(all[i].told[k], c.Score)
	}
	return all, nil
}

func ignored(g *text.Document, s text.Span) bool {
	return slices.ContainsFunc(g.Mentions, func(m text.Mention) bool { return m.Type == text.TypeIgnore && m.Overlaps(s) })
}

func isRight(g *text.Document, r text.Alternative) bool {
	return slices.ContainsFunc(g.Mentions, func(m text.Mention) bool {
		return m.Span == r.Span && m.Type == r.Type || slices.Contains(m.Alt, r)
	})
}

// fitted are the numbers of the stage: Σ weight·logit(score), or silent where a
// reader proposed nothing, and bias.
type fitted struct {
	bias           float64
	weight, silent []float64
}

func (f fitted) score(p proposal) float64 {
	sum := f.bias
	for k, told := range p.told {
		if told > 0 {
			sum += f.weight[k] * logit(told)
		} else {
			sum += f.silent[k]
		}
	}
	return 1 / (1 + math.Exp(-sum))
}

// write prints the stage. A reader's silence is worth silent, so its floor has
// the log-odds silent/weight.
func (f fitted) write(out io.Writer, names []string) {
	fmt.Fprintf(out, "\n  - combine:\n      bias: %.3f\n      readers:\n", f.bias)
	for k, name := range names {
		floor := 1 / (1 + math.Exp(-f.silent[k]/f.weight[k]))
		fmt.Fprintf(out, "        %s: {weight: %.3f, floor: %.5f}\n", name, f.weight[k], min(max(floor, 1e-5), 0.99999))
	}
	fmt.Fprintln(out)
}

func logit(p float64) float64 {
	p = min(max(p, 1e-6), 1-1e-6)
	return math.Log(p / (1 - p))
}

// ridge keeps the weights of what never varies from running away.
const ridge = 1e-3

// fit finds the most probable numbers by Newton's method.
func fit(all []proposal, readers int) (fitted, error) {
	n := 1 + 2*readers
	theta := make([]float64, n)
	x := make([]float64, n)
	for range 50 {
		gradient, hessian := make([]float64, n), make([][]float64, n)
		for i := range hessian {
			hessian[i] = make([]float64, n)
			hessian[i][i] = ridge
			gradient[i] = -ridge * theta[i]
		}
		for _, p := range all {
			features(x, p)
			sum := 0.0
			for i, v := range x {
				sum += theta[i] * v
			}
			q := 1 / (1 + math.Exp(-sum))
			miss := -q
			if p.right {
				miss = 1 - q
			}
			for i, v := range x {
				gradient[i] += miss * v
				for j, w := range x {
					hessian[i][j] += q * (1 - q) * v * w
				}
			}
		}
		step, ok := solve(hessian, gradient)
		if !ok {
			return fitted{}, errors.New("the readers' scores do not vary")
		}
		largest := 0.0
		for i, s := range step {
			theta[i] += s
			largest = max(largest, math.Abs(s))
		}
		if largest < 1e-9 {
			break
		}
	}
	f := fitted{bias: theta[0], weight: theta[1 : 1+readers], silent: theta[1+readers:]}
	for _, w := range f.weight {
		if !(w > 0) {
			return fitted{}, fmt.Errorf("a reader's weight is %.3f: it tells nothing that the others do not", w)
		}
	}
	return f, nil
}

// features are 1, the readers' log-odds (0 where one is silent), and their
// silence.
func features(x []float64, p proposal) {
	clear(x)
	x[0] = 1
	for k, told := range p.told {
		if told > 0 {
			x[1+k] = logit(told)
		} else {
			x[1+len(p.told)+k] = 1
		}
	}
}

// solve is a⁻¹·b by Gaussian elimination; both are overwritten.
func solve(a [][]float64, b []float64) ([]float64, bool) {
	n := len(b)
	for i := range n {
		pivot := i
		for r := i + 1; r < n; r++ {
			if math.Abs(a[r][i]) > math.Abs(a[pivot][i]) {
				pivot = r
			}
		}
		if !(math.Abs(a[pivot][i]) > 1e-12) {
			return nil, false
		}
		a[i], a[pivot], b[i], b[pivot] = a[pivot], a[i], b[pivot], b[i]
		for r := i + 1; r < n; r++ {
			factor := a[r][i] / a[i][i]
			for c := i; c < n; c++ {
				a[r][c] -= factor * a[i][c]
			}
			b[r] -= factor * b[i]
		}
	}
	for i := n - 1; i >= 0; i-- {
		for c := i + 1; c < n; c++ {
			b[i] -= a[i][c] * b[c]
		}
		b[i] /= a[i][i]
	}
	return b, true
}

// quality is the mean log loss of scores, and their expected calibration error;
// ok is false for what is left out.
func quality(all []proposal, score func(proposal) (p float64, ok bool)) (loss, ece float64) {
	const bins = 10
	var n, right [bins]float64
	var sum [bins]float64
	total := 0.0
	for _, p := range all {
		q, ok := score(p)
		if !ok {
			continue
		}
		q = min(max(q, 1e-6), 1-1e-6)
		b := min(int(q*bins), bins-1)
		total++
		n[b]++
		sum[b] += q
		if p.right {
			right[b]++
			loss -= math.Log(q)
		} else {
			loss -= math.Log(1 - q)
		}
	}
	if total == 0 {
		return math.NaN(), math.NaN()
	}
	for b := range bins {
		ece += math.Abs(right[b] - sum[b])
	}
	return loss / total, ece / total
}
