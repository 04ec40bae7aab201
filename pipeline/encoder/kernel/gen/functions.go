package main

// The numbers of these functions are those of plain.go, where they are
// explained; the tests compare the bits.

const shifter = 3 << 22

var (
	erfP  = []float64{1.9748040358535945e-06, 0.000288041599560529, 0.004003706853836775, 0.05346766859292984, 0.1962505728006363, 1.128378987312317}
	erfQ  = []float64{3.74805968021974e-05, 0.0012163722421973944, 0.015444546937942505, 0.11647706478834152, 0.5072537064552307, 1}
	exp2P = []float64{1.326472731307149e-3, 9.671512991189957e-3, 5.550733581185341e-2, 0.24022242426872253, 0.6931470036506653}
)

// polynomial returns c[0]·xⁿ + … + c[n] by Horner's rule.
func polynomial(b *body, x value, c []float64) value {
	p := b.with("add", b.with("mul", x, c[0]), c[1])
	for _, next := range c[2:] {
		p = b.with("add", b.do("mul", p, x), next)
	}
	return p
}

// exp2Sum stores 2 to the power of y and adds it to sum.
func exp2Sum(b *body, y, sum value) {
	shifted := b.with("add", y, shifter)
	f := b.do("sub", y, b.with("sub", shifted, shifter))
	s := b.do("mul", f, f)
	high := b.with("add", b.with("mul", f, exp2P[0]), exp2P[1])
	middle := b.with("add", b.with("mul", f, exp2P[2]), exp2P[3])
	low := b.with("add", b.with("mul", f, exp2P[4]), 1)
	p := b.do("add", b.do("mul", high, s), middle)
	p = b.do("add", b.do("mul", p, s), low)
	// The low bits of shifted are the integer; they become the exponent.
	e := b.do("intAdd", p, b.do("exponent", shifted, -1))
	e = b.atLeast(e, y, -126)
	b.store("x", e)
	b.into(sum, "add", e)
}

var functions = []function{
	{
		name: "MaxAbs", doc: "returns the largest bits of absolute values.",
		pointers: []string{"x"}, result: "[16]int32", lanes: 16,
		order: []argument{{"x", "*float32"}, {"n", "int"}},
		build: func(b *body, _ map[string]value, sum value) {
			b.into(sum, "intMax", b.bits("and", b.load("x"), 0x7fffffff))
		},
	},
	{
		name: "Quantise", doc: "sets dst to x·inverse, rounded.",
		pointers: []string{"dst", "x"}, bytes: []string{"dst"}, scalars: []string{"inverse"},
		order: []argument{{"dst", "*int8"}, {"x", "*float32"}, {"inverse", "float32"}, {"n", "int"}},
		build: func(b *body, scalar map[string]value, _ value) {
			b.storeBytes("dst", b.with("add", b.do("mul", b.load("x"), scalar["inverse"]), shifter))
		},
	},
	{
		name: "GELU", doc: "replaces x by its GELU.",
		pointers: []string{"x"},
		order:    []argument{{"x", "*float32"}, {"n", "int"}},
		build: func(b *body, _ map[string]value, _ value) {
			x := b.load("x")
			z := b.with("min", b.with("max", b.with("mul", x, 0.70710678118654752), -4), 4)
			s := b.do("mul", z, z)
			p := polynomial(b, s, erfP)
			q := polynomial(b, s, erfQ)
			erf := b.do("div", b.do("mul", z, p), q)
			b.store("x", b.do("mul", b.with("mul", x, 0.5), b.with("max", b.with("add", erf, 1), 0)))
		},
	},
	{
		name: "Max", doc: "returns the largest elements.",
		pointers: []string{"x"}, result: "[16]float32", lanes: 16, maxima: true,
		order: []argument{{"x", "*float32"}, {"n", "int"}},
		build: func(b *body, _ map[string]value, sum value) { b.into(sum, "max", b.load("x")) },
	},
	{
		name: "ExpSum", doc: "replaces x by exp(x-max) and returns the sums.",
		pointers: []string{"x"}, scalars: []string{"max"}, result: "[16]float32", lanes: 16,
		order: []argument{{"x", "*float32"}, {"max", "float32"}, {"n", "int"}},
		build: func(b *body, scalar map[string]value, sum value) {
			exp2Sum(b, b.with("mul", b.do("sub", b.load("x"), scalar["max"]), 1.44269504088896341), sum)
		},
	},
	{
		name: "MaxColumns", doc: "returns the largest elements of 32 columns.",
		pointers: []string{"x"}, result: "[32]float32", lanes: 32, maxima: true,
		order: []argument{{"x", "*float32"}, {"n", "int"}},
		build: func(b *body, _ map[string]value, sum value) { b.into(sum, "max", b.load("x")) },
	},
	{
		name: "Exp2SumColumns", doc: "replaces x by 2 to the power of x-max, max being that of the column, and returns the sums.",
		pointers: []string{"x", "max"}, fixed: []string{"max"}, result: "[32]float32", lanes: 32,
		order: []argument{{"x", "*float32"}, {"max", "*float32"}, {"n", "int"}},
		build: func(b *body, _ map[string]value, sum value) {
			exp2Sum(b, b.do("sub", b.load("x"), b.load("max")), sum)
		},
	},
	{
		name: "Scale", doc: "multiplies x.",
		pointers: []string{"x"}, scalars: []string{"by"},
		order: []argument{{"x", "*float32"}, {"by", "float32"}, {"n", "int"}},
		build: func(b *body, scalar map[string]value, _ value) {
			b.store("x", b.do("mul", b.load("x"), scalar["by"]))
		},
	},
	{
		name: "AddSum", doc: "adds y to x and returns the sums.",
		pointers: []string{"x", "y"}, result: "[16]float32", lanes: 16,
		order: []argument{{"x", "*float32"}, {"y", "*float32"}, {"n", "int"}},
		build: func(b *body, _ map[string]value, sum value) {
			v := b.do("add", b.load("x"), b.load("y"))
			b.store("x", v)
			b.into(sum, "add", v)
		},
	},
	{
		name: "Sum", doc: "returns the sums.",
		pointers: []string{"x"}, result: "[16]float32", lanes: 16,
		order: []argument{{"x", "*float32"}, {"n", "int"}},
		build: func(b *body, _ map[string]value, sum value) { b.into(sum, "add", b.load("x")) },
	},
	{
		name: "Deviation", doc: "returns the sums of squares of x-mean.",
		pointers: []string{"x"}, scalars: []string{"mean"}, result: "[16]float32", lanes: 16,
		order: []argument{{"x", "*float32"}, {"mean", "float32"}, {"n", "int"}},
		build: func(b *body, scalar map[string]value, sum value) {
			d := b.do("sub", b.load("x"), scalar["mean"])
			b.into(sum, "add", b.do("mul", d, d))
		},
	},
	{
		name: "Normalise", doc: "sets dst to (x-mean)·inverse·gain + bias.",
		pointers: []string{"dst", "x", "gain", "bias"}, scalars: []string{"mean", "inverse"},
		order: []argument{{"dst", "*float32"}, {"x", "*float32"}, {"mean", "float32"}, {"inverse", "float32"},
			{"gain", "*float32"}, {"bias", "*float32"}, {"n", "int"}},
		build: func(b *body, scalar map[string]value, _ value) {
			v := b.do("mul", b.do("sub", b.load("x"), scalar["mean"]), scalar["inverse"])
			b.store("dst", b.do("add", b.do("mul", v, b.load("gain")), b.load("bias")))
		},
	},
}
