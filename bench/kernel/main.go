// Kernel measures the kernels of the encoder, on one thread, and prints
// Markdown tables: billions of multiplications and additions a second of the
// matrix products, with the share of what the processor's instruction for it
// reaches in a loop of nothing else, and the time of the other functions.
//
//	go run ./bench/kernel [-rows 128] [-repeat 200]
//
// Every figure is the best of the repetitions, the loops of the instruction
// measured between them: other programs on the machine only ever slow down.
package main

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"time"

	"rollcall/pipeline/encoder/kernel"
)

var start = time.Now()

// peak is a loop of instructions: the name, and what a round of it multiplies.
type peak struct {
	name     string
	loop     func(rounds int)
	products int
}

func main() {
	rows := flag.Int("rows", 128, "rows of activations: pieces of a window")
	repeat := flag.Int("repeat", 200, "repetitions, of which the best counts")
	only := flag.String("kernel", "", "implementations to measure, separated by commas (default: all)")
	flag.Parse()
	runtime.LockOSThread()
	names := kernel.Implementations()
	if *only != "" {
		names = strings.Split(*only, ",")
	}
	var reports []*report
	for _, name := range names {
		if err := kernel.Use(name); err != nil {
			fmt.Fprintln(os.Stderr, "kernel:", err)
			os.Exit(1)
		}
		n := *repeat
		if name == "go" {
			n = min(n, 3) // a hundred times slower
		}
		reports = append(reports, measure(name, *rows, n))
	}
	write(os.Stdout, *rows, reports)
}

// report is what was measured of an implementation.
type report struct {
	name                string
	integer, float      peak
	integerRate, fpRate float64  // products a second of the peak loops
	products            []figure // rate
	functions           []figure // seconds
}

type figure struct {
	name  string
	value float64
	float bool // a float32 product
}

// job is a piece of work, and what it multiplies (0: it is not a product).
type job struct {
	name     string
	products float64
	float    bool
	run      func()
}

func measure(name string, rows, repeat int) *report {
	r := &report{name: name}
	r.integer, r.float = peaks(name)
	jobs := jobs(rows)
	best := make([]float64, len(jobs))
	for i, j := range jobs {
		j.run() // warms the caches and the pool
		best[i] = seconds(j.run)
	}
	const rounds = 20_000
	for range repeat {
		for _, p := range []struct {
			peak
			rate *float64
		}{{r.integer, &r.integerRate}, {r.float, &r.fpRate}} {
			if p.loop != nil {
				took := seconds(func() { p.loop(rounds) })
				*p.rate = max(*p.rate, rounds*float64(p.products)/took)
			}
		}
		for i, j := range jobs {
			best[i] = min(best[i], seconds(j.run))
		}
	}
	for i, j := range jobs {
		if j.products > 0 {
			r.products = append(r.products, figure{j.name, j.products / best[i], j.float})
		} else {
			r.functions = append(r.functions, figure{j.name, best[i], false})
		}
	}
	return r
}

func seconds(f func()) float64 {
	from := now()
	f()
	return (now() - from).Seconds()
}

// modelBytes is the size of the weights of a model of 6 layers of 384.
const modelBytes = 10 << 20

// jobs are the products and functions of encoders of width 384 and 768.
func jobs(rows int) []job {
	rng := rand.New(rand.NewPCG(1, 2))
	floats := func(n int) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(rng.NormFloat64())
		}
		return x
	}
	var list []job
	for _, shape := range [][2]int{{384, 384}, {384, 1152}, {384, 1536}, {1536, 384}, {768, 768}, {768, 3072}, {3072, 768}} {
		k, n := shape[0], shape[1]
		w := make([]int8, k*n)
		for i := range w {
			w[i] = int8(rng.IntN(255) - 127)
		}
		// As many matrices as the layers of a model: more than the second
		// cache holds.
		layers := make([]*kernel.Linear, max(1, modelBytes/(k*n)))
		for i := range layers {
			layers[i] = kernel.NewLinear(kernel.Pack(w, k, n), floats(n), floats(n))
		}
		a, scales, dst := make([]int8, rows*k), make([]float32, rows), make([]float32, rows*n)
		kernel.QuantiseRows(a, scales, floats(rows*k), k)
		list = append(list, job{fmt.Sprintf("%d × %d, 8-bit", k, n), float64(len(layers) * rows * k * n), false, func() {
			for _, l := range layers {
				l.Apply(dst, a, scales)
			}
		}})
	}
	const d, inner, heads, width = 384, 1536, 12, 32
	a, b, dst := floats(rows*d), floats(d*inner), floats(rows*inner)
	list = append(list, job{"384 × 1536, float32", float64(rows * d * inner), true,
		func() { kernel.Product(dst, inner, a, d, b, inner, rows, d, inner) }})
	qkv, context := floats(rows*3*d), make([]float32, rows*d)
	list = append(list, job{"attention, 12 heads of 32", float64(2 * rows * rows * d), true,
		func() { kernel.Attention(context, qkv, qkv[d:], qkv[2*d:], 3*d, rows, heads, width, 0.17677669) }})

	list = append(list, layer(rows, floats))

	x, y, gain, bias := floats(rows*inner), floats(rows*d), floats(d), floats(d)
	work := make([]float32, rows*inner)
	quantised, scales := make([]int8, rows*inner), make([]float32, rows)
	return append(list,
		job{"copy of rows × 1536, to subtract", 0, false, func() { copy(work, x) }},
		job{"copy and GELU, rows × 1536", 0, false, func() { copy(work, x); kernel.GELU(work) }},
		job{"quantise, rows × 1536", 0, false, func() { kernel.QuantiseRows(quantised, scales, x, inner) }},
		job{"quantise, rows × 384", 0, false, func() { kernel.QuantiseRows(quantised, scales, x, d) }},
		job{"add and layer norm, rows × 384", 0, false, func() {
			for r := range rows {
				kernel.AddLayerNorm(work[r*d:(r+1)*d], y[r*d:], gain, bias, 1e-12)
			}
		}},
		job{"copy and softmax, 12 · rows × rows", 0, false, func() {
			for range heads * rows {
				copy(work[:rows], x)
				kernel.Softmax(work[:rows])
			}
		}},
	)
}

// layer is a whole layer of width 384, as package encoder computes it.
func layer(rows int, floats func(int) []float32) job {
	const d, inner, heads = 384, 1536, 12
	linear := func(k, n int) *kernel.Linear {
		return kernel.NewLinear(kernel.Pack(make([]int8, k*n), k, n), floats(n), floats(n))
	}
	attend, out, up, down := linear(d, 3*d), linear(d, d), linear(d, inner), linear(inner, d)
	x, gain, bias := floats(rows*d), floats(d), floats(d)
	qkv, mixed, delta, hidden := make([]float32, rows*3*d), make([]float32, rows*d), make([]float32, rows*d), make([]float32, rows*inner)
	quantised, scales := make([]int8, rows*inner), make([]float32, rows)
	apply := func(l *kernel.Linear, dst, x []float32) {
		kernel.QuantiseRows(quantised, scales, x, l.Inputs())
		l.Apply(dst, quantised, scales)
	}
	norm := func() {
		for r := range rows {
			kernel.AddLayerNorm(x[r*d:(r+1)*d], delta[r*d:(r+1)*d], gain, bias, 1e-12)
		}
	}
	return job{"a layer of width 384, all of it", 0, false, func() {
		apply(attend, qkv, x)
		kernel.Attention(mixed, qkv, qkv[d:], qkv[2*d:], 3*d, rows, heads, d/heads, 0.17677669)
		apply(out, delta, mixed)
		norm()
		apply(up, hidden, x)
		kernel.GELU(hidden)
		apply(down, delta, hidden)
		norm()
	}}
}

func write(w io.Writer, rows int, reports []*report) {
	fmt.Fprintf(w, "Matrix products of %d rows, billions of multiplications and additions a second (share of the instruction's peak):\n\n", rows)
	line(w, "shape", reports, func(r *report) string { return r.name })
	rule(w, len(reports))
	for i, f := range reports[0].products {
		line(w, f.name, reports, func(r *report) string {
			f := r.products[i]
			top := r.integerRate
			if f.float {
				top = r.fpRate
			}
			if top == 0 {
				return fmt.Sprintf("%.1f", f.value/1e9)
			}
			return fmt.Sprintf("%.0f (%.0f %%)", f.value/1e9, 100*f.value/top)
		})
	}
	line(w, "peak, 8-bit", reports, func(r *report) string { return top(r.integer, r.integerRate) })
	line(w, "peak, float32", reports, func(r *report) string { return top(r.float, r.fpRate) })
	fmt.Fprintf(w, "\nOther functions, microseconds:\n\n")
	line(w, "function", reports, func(r *report) string { return r.name })
	rule(w, len(reports))
	for i, f := range reports[0].functions {
		line(w, f.name, reports, func(r *report) string { return fmt.Sprintf("%.1f", r.functions[i].value*1e6) })
	}
}

func top(p peak, rate float64) string {
	if rate == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f (%s)", rate/1e9, p.name)
}

func line(w io.Writer, first string, reports []*report, cell func(*report) string) {
	fmt.Fprintf(w, "| %s |", first)
	for _, r := range reports {
		fmt.Fprintf(w, " %s |", cell(r))
	}
	fmt.Fprintln(w)
}

func rule(w io.Writer, columns int) {
	fmt.Fprintf(w, "| --- |%s\n", strings.Repeat(" --: |", columns))
}
