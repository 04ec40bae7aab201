package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// mean is the mean of the first column, the second being ones.
var mean = Metric{Figures: 1, Of: func(sums, figures []float64) { figures[0] = sums[0] / sums[1] }}

// share is the mean as a share of as many trials as there are rows.
var share = Metric{
	Figures: 1, Of: mean.Of,
	Trials: func(sums, trials []float64) { trials[0] = sums[1] },
}

// of makes a table of values and ones.
func of(values ...float64) *Table {
	t := NewTable(len(values), 2)
	for i, x := range values {
		t.Row(i)[0], t.Row(i)[1] = x, 1
	}
	return t
}

// prf are precision, recall and F1 of columns tp, answers, gold.
var prf = Metric{
	Figures: 3,
	Of: func(sums, figures []float64) {
		tp, answers, gold := sums[0], sums[1], sums[2]
		figures[0], figures[1], figures[2] = tp/answers, tp/gold, 2*tp/(answers+gold)
	},
	Trials: func(sums, trials []float64) {
		trials[0], trials[1], trials[2] = sums[1], sums[2], sums[1]+sums[2]
	},
}

// corpus draws documents with about size gold mentions each.
func corpus(rng *rand.Rand, rows, size int, skill float64) *Table {
	t := NewTable(rows, 3)
	for i := range rows {
		row := t.Row(i)
		here := min(1, max(0, skill+0.1*rng.NormFloat64()))
		row[2] = float64(rng.IntN(2*size + 1))
		for range int(row[2]) {
			if rng.Float64() < here {
				row[0]++
			}
		}
		row[1] = row[0] + float64(rng.IntN(1+int(row[2])/5))
	}
	return t
}

func near(t *testing.T, what string, got, want, by float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > by {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// The sums of the packed table are those of the table, whatever is in it.
func TestCompactAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(0, 20).Draw(t, "rows"), rapid.IntRange(0, 12).Draw(t, "columns")
		kinds := rapid.SliceOfN(rapid.IntRange(0, 5), columns, columns).Draw(t, "kinds")
		table := NewTable(rows, columns)
		for i := range rows {
			if i > 0 && rapid.Bool().Draw(t, "again") {
				copy(table.Row(i), table.Row(rapid.IntRange(0, i-1).Draw(t, "row")))
				continue
			}
			for c, kind := range kinds {
				n := float64(rapid.IntRange(0, 9).Draw(t, "n"))
				switch kind {
				case 1:
					n /= 2
				case 2:
					n /= 3
				case 3:
					n = -n
				case 4:
					n *= 1 << 41
				case 5:
					n *= 100_000
				}
				table.Row(i)[c] = n
			}
		}
		a := newCompact(table).newAdder(columns)
		want := make([]float64, columns)
		g := rand.NewPCG(1, 2)
		a.drawRows(g)
		g = rand.NewPCG(1, 2)
		for i := 0; i < rows; i += 2 {
			x := g.Uint64()
			for k := i; k < min(i+2, rows); k++ {
				for c, v := range table.Row(int(below(g, uint32(x), uint32(rows)))) {
					want[c] += v
				}
				x >>= 32
			}
		}
		a.add()
		if diff := cmp.Diff(want, a.sums, cmpopts.EquateApprox(1e-12, 1e-9)); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
	})
}

func TestDigitsDoNotDependOnWorkers(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	a, b := corpus(rng, 60, 12, 0.8), corpus(rng, 60, 12, 0.85)
	run := func(workers int) []any {
		o := Options{Resamples: 1000, Seed: 7, Workers: workers}
		d, err := Difference(a, b, prf, o)
		if err != nil {
			t.Fatal(err)
		}
		u, err := Unpaired(a, b, prf, o)
		if err != nil {
			t.Fatal(err)
		}
		return []any{Bootstrap(a, prf, o), d, u}
	}
	want := run(1)
	for _, workers := range []int{2, 5, 64} {
		if diff := cmp.Diff(want, run(workers), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%d workers: -one +many:\n%s", workers, diff)
		}
	}
	other := Bootstrap(a, prf, Options{Resamples: 1000, Seed: 8})
	if cmp.Equal(want[0], any(other), cmpopts.EquateNaNs()) {
		t.Error("another seed gives the same digits")
	}
}

// The example of Efron and Tibshirani 1993, section 14.3: 26 spatial test
// values and their variance, 90 % intervals. They report 171.5, acceleration
// 0.061, and of 2,000 resamples z0 0.146, percentile (100.8, 233.9) and BCa
// (115.8, 259.6). The ends of an interval by 2,000 resamples have a standard error
// of about 2; ours are by twenty times as many.
func TestTextbookExample(t *testing.T) {
	values := []float64{
		48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6,
		0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41,
	}
	table := NewTable(len(values), 3)
	for i, x := range values {
		copy(table.Row(i), []float64{1, x, x * x})
	}
	variance := Metric{Figures: 1, Of: func(s, figures []float64) {
		m := s[1] / s[0]
		figures[0] = s[2]/s[0] - m*m
	}}
	o := Options{Level: 0.9, Resamples: 40_000, Method: Percentile}
	e := Bootstrap(table, variance, o)[0]
	near(t, "variance", e.Value, 171.5, 0.05)
	near(t, "percentile low", e.Low, 100.8, 5)
	near(t, "percentile high", e.High, 233.9, 5)
	o.Method = BCa
	e = Bootstrap(table, variance, o)[0]
	near(t, "BCa low", e.Low, 115.8, 5)
	near(t, "BCa high", e.High, 259.6, 5)
	s := newSpread(leaveOut(table, newCompact(table), 1, variance.kernel())[0])
	near(t, "acceleration", s.acceleration, 0.061, 0.0005)
}

// The jackknife's standard error of a mean is the formula that everyone knows.
func TestStandardErrorOfMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 100), 2, 40).Draw(t, "values")
		table := of(values...)
		s := newSpread(leaveOut(table, newCompact(table), 1, mean.kernel())[0])
		var sum, squares float64
		for _, x := range values {
			sum += x
		}
		n := float64(len(values))
		for _, x := range values {
			squares += (x - sum/n) * (x - sum/n)
		}
		if want := math.Sqrt(squares / (n - 1) / n); math.Abs(s.se-want) > 1e-9*(1+want) {
			t.Fatalf("standard error of the mean %v, want %v", s.se, want)
		}
	})
}

// Resamples of a share have its binomial variance.
func TestResamplesHaveTheRightSpread(t *testing.T) {
	values := make([]float64, 50)
	for i := range 15 {
		values[i] = 1
	}
	table := of(values...)
	o := Options{Resamples: 40_000, Workers: 2}
	drawn := resample(table, newCompact(table), 1, mean.kernel(), o, bootstrapStream)[0]
	var sum, squares float64
	for _, x := range drawn {
		sum += x
		squares += x * x
	}
	n := float64(len(drawn))
	m := sum / n
	sd := math.Sqrt(0.3 * 0.7 / 50)
	near(t, "mean", m, 0.3, 4*sd/math.Sqrt(n))
	near(t, "deviation", math.Sqrt(squares/n-m*m), sd, 4*sd/math.Sqrt(2*n))
}

// Three documents in which new is right once more each: of the four ways to
// swap, mirror images left out, one differs as much.
func TestExactRandomisation(t *testing.T) {
	d, err := Difference(of(0, 0, 0, 1), of(1, 1, 1, 1), mean, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := d[0]; !got.Exact || got.P != 0.25 || got.Rows != 3 || got.Value != 0.75 {
		t.Errorf("got %+v, want exact P of 1/4 by 3 rows", got)
	}
	// One document up by two, two down by one: all are as extreme as 0.
	d, _ = Difference(of(0, 1, 1), of(2, 0, 0), mean, Options{})
	if got := d[0]; !got.Exact || got.P != 1 {
		t.Errorf("got %+v, want P 1", got)
	}
	d, _ = Difference(of(1, 2), of(1, 2), mean, Options{})
	if got := d[0]; !got.Exact || got.P != 1 || got.Low != 0 || got.High != 0 || got.Rows != 0 {
		t.Errorf("of a system with itself: %+v", got)
	}
	if _, err := Difference(of(1, 2), of(1), mean, Options{}); err == nil {
		t.Error("tables of different length are compared")
	}
}

// Where all ways can be tried, drawing some comes to the same.
func TestDrawnSwapsAgreeWithAll(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	old, new := corpus(rng, 12, 8, 0.7), corpus(rng, 12, 8, 0.8)
	for i := range 12 { // the same gold
		new.Row(i)[2] = max(old.Row(i)[2], new.Row(i)[0])
		old.Row(i)[2] = new.Row(i)[2]
	}
	exact, err := Difference(old, new, prf, Options{})
	if err != nil || !exact[0].Exact {
		t.Fatal(err, exact)
	}
	drawn := newSwaps(old, new).some(prf, exact, Options{Resamples: 100_000, Workers: 2})
	for i, e := range exact {
		p := float64(drawn.extreme[i]) / float64(drawn.valid[i])
		near(t, "P by sample", p, e.P, 5*math.Sqrt(e.P*(1-e.P)/100_000)+1e-9)
	}
}

func TestUnpaired(t *testing.T) {
	// Of the ten ways to choose two rows of five, one has both that are right
	// in the first group, and one is as extreme the other way round: none, since
	// the groups are of different sizes. The difference is 1; only itself
	// reaches that.
	d, err := Unpaired(of(1, 1), of(0, 0, 0), mean, Options{Resamples: 50_000})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "P", d[0].P, 0.1, 0.01)
	if d[0].Value != -1 || d[0].Old != 1 || d[0].New != 0 {
		t.Errorf("got %+v", d[0])
	}
	rng := rand.New(rand.NewPCG(9, 9))
	a, b := corpus(rng, 80, 15, 0.6), corpus(rng, 50, 15, 0.9)
	d, err = Unpaired(a, b, prf, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range d {
		if d[i].P > 0.01 || d[i].Low <= 0 {
			t.Errorf("groups far apart: %+v", d[i])
		}
	}
	same, _ := Unpaired(a, a, prf, Options{})
	if same[0].P != 1 || same[0].Value != 0 {
		t.Errorf("equal groups: %+v", same[0])
	}
}

// R's p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") is 0.03 0.06 0.06 0.02.
func TestHolm(t *testing.T) {
	nan := math.NaN()
	for _, test := range []struct{ p, want []float64 }{
		{[]float64{0.01, 0.04, 0.03, 0.005}, []float64{0.03, 0.06, 0.06, 0.02}},
		{[]float64{nan, 0.01, nan, 0.04}, []float64{nan, 0.02, nan, 0.04}},
		{[]float64{0.5, 0.9}, []float64{1, 1}},
		{nil, nil},
	} {
		if diff := cmp.Diff(test.want, Holm(test.p), cmpopts.EquateApprox(1e-15, 0), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%v: -want +got:\n%s", test.p, diff)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOf(rapid.Float64Range(0, 1)).Draw(t, "p")
		adjusted := Holm(p)
		for i := range p {
			if adjusted[i] < p[i] || adjusted[i] > min(1, p[i]*float64(len(p))) {
				t.Fatalf("%v is adjusted to %v of %d", p[i], adjusted[i], len(p))
			}
			for k := range p {
				if p[i] < p[k] && adjusted[i] > adjusted[k] {
					t.Fatalf("the order of %v and %v is lost", p[i], p[k])
				}
			}
		}
	})
}

// Values of published tables.
func TestDistributions(t *testing.T) {
	for _, test := range []struct{ p, df, want float64 }{
		{0.975, 1, 12.7062}, {0.975, 2, 4.30265}, {0.975, 4, 2.77645}, {0.975, 9, 2.26216},
		{0.975, 29, 2.04523}, {0.8, 10, 0.87906}, {0.995, 120, 2.61742}, {0.5, 3, 0}, {0.025, 9, -2.26216},
		{0.975, 1e6, 1.95997},
	} {
		near(t, "quantile of t", studentQuantile(test.p, test.df), test.want, 2e-5)
		near(t, "distribution of t", studentCDF(studentQuantile(test.p, test.df), test.df), test.p, 1e-12)
	}
	near(t, "normal", normalQuantile(0.975), 1.959964, 1e-6)
	// Newcombe, Statistics in Medicine 1998, table I.
	for _, test := range []struct{ k, n, low, high float64 }{
		{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718},
	} {
		low, high := Wilson(test.k/test.n, test.n, 0.95)
		near(t, "Wilson low", low, test.low, 6e-5)
		near(t, "Wilson high", high, test.high, 6e-5)
	}
}

func TestUndefined(t *testing.T) {
	none := func(what string, e Estimate) {
		t.Helper()
		if !e.None() || !math.IsNaN(e.High) {
			t.Errorf("%s has an interval: %+v", what, e)
		}
	}
	none("a table without rows", Bootstrap(NewTable(0, 3), prf, Options{})[0])
	none("a table of one row", Bootstrap(of(1), share, Options{})[0])
	none("a figure without value", Bootstrap(NewTable(50, 3), prf, Options{})[0])

	// Answers in one document only: precision hangs on it alone.
	table := NewTable(40, 3)
	for i := range 40 {
		table.Row(i)[2] = 5
	}
	table.Row(3)[0], table.Row(3)[1] = 4, 5
	e := Bootstrap(table, prf, Options{})
	none("a figure of one document", e[0])
	// The document is not drawn in (39/40)^40 of resamples.
	near(t, "undefined resamples", float64(e[0].Undefined), 10_000*math.Pow(39./40, 40), 250)
	if e[1].None() || e[1].Undefined != 0 {
		t.Errorf("recall: %+v", e[1])
	}

	// Everything right: no resample says otherwise, but 40 mentions do not
	// prove it.
	for i := range 40 {
		copy(table.Row(i), []float64{1, 1, 1})
	}
	if e := Bootstrap(table, prf, Options{})[1]; e.High != 1 || e.Low > 0.95 || e.Low < 0.85 {
		t.Errorf("40 of 40: %+v", e)
	}
}

// Swapping what is compared with what changes signs only.
func TestDifferenceIsAntisymmetric(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 3))
	for _, rows := range []int{9, 25, 90} {
		a, b := corpus(rng, rows, 10, 0.8), corpus(rng, rows, 10, 0.83)
		o := Options{Resamples: 2000}
		ab, err := Difference(a, b, prf, o)
		if err != nil {
			t.Fatal(err)
		}
		ba, _ := Difference(b, a, prf, o)
		for i := range ab {
			near(t, "value", ab[i].Value, -ba[i].Value, 1e-12)
			near(t, "low end", ab[i].Low, -ba[i].High, 1e-9)
			near(t, "P", ab[i].P, ba[i].P, 1e-12)
			if ab[i].Low > ab[i].Value || ab[i].High < ab[i].Value {
				t.Errorf("%d rows: the difference is outside its interval: %+v", rows, ab[i])
			}
		}
	}
}

// A wider level gives a wider interval, which holds the narrower one, and more
// documents of the same kind a narrower one.
func TestIntervalsNest(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 1))
	for _, method := range Methods() {
		for _, rows := range []int{12, 45} {
			table := corpus(rng, rows, 10, 0.8)
			narrow := Bootstrap(table, prf, Options{Level: 0.8, Resamples: 2000, Method: method})
			wide := Bootstrap(table, prf, Options{Level: 0.99, Resamples: 2000, Method: method})
			twice, err := under(table, table)
			if err != nil {
				t.Fatal(err)
			}
			more := Bootstrap(twice, prf, Options{Level: 0.8, Resamples: 2000, Method: method})
			for i := range narrow {
				if !(wide[i].Low < narrow[i].Low && narrow[i].High < wide[i].High) {
					t.Errorf("%s, %d rows: 99 %% [%v, %v] does not hold 80 %% [%v, %v]", method, rows,
						wide[i].Low, wide[i].High, narrow[i].Low, narrow[i].High)
				}
				if more[i].High-more[i].Low >= narrow[i].High-narrow[i].Low {
					t.Errorf("%s, %d rows: twice as many give no narrower interval", method, rows)
				}
				if more[i].Value != narrow[i].Value {
					t.Errorf("repeating a corpus changes its figure")
				}
			}
		}
	}
}

func TestSensitivity(t *testing.T) {
	// Differences of +1 and -1 in turn: their deviation is √(n/(n-1)).
	ones, zeros := make([]float64, 100), make([]float64, 100)
	for i := range ones {
		ones[i] = float64(i % 2)
		zeros[i] = float64(1 - i%2)
	}
	s, err := PairedSensitivity(of(zeros...), of(ones...), mean)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "deviation", s[0].Deviation, math.Sqrt(100./99), 1e-9)
	// (1.98422 + 0.84530) · 1.00504 / 10
	near(t, "detectable", s[0].Detectable(0.95, 0.8), 0.28438, 1e-4)
	if n := s[0].Needed(0.28438, 0.95, 0.8); n < 99 || n > 101 {
		t.Errorf("%d rows needed for what 100 can detect", n)
	}
	for _, d := range []float64{0.01, 0.05, 0.3, 2} {
		n := s[0].Needed(d, 0.95, 0.8)
		at := func(n int) float64 { return Sensitivity{n, s[0].Deviation}.Detectable(0.95, 0.8) }
		if at(n) > d || n > 2 && at(n-1) <= d {
			t.Errorf("%d rows are not the fewest to detect %v", n, d)
		}
	}
	alone := AloneSensitivity(of(ones...), mean, 0.5)
	near(t, "deviation of one system", alone[0].Deviation, 0.5*math.Sqrt(100./99), 1e-9)
	r, err := Correlation(of(zeros...), of(ones...), mean)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "correlation of opposites", r[0], -1, 1e-9)
	if s := AloneSensitivity(of(1), mean, 0); !math.IsNaN(s[0].Deviation) || s[0].Needed(1, 0.95, 0.8) != 0 {
		t.Errorf("sensitivity of one row: %+v", s[0])
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{{}, {Level: 0.5, Resamples: 100}} {
		if err := o.Check(); err != nil {
			t.Error(err)
		}
	}
	for _, o := range []Options{{Level: 95}, {Level: -1}, {Resamples: 99}, {Resamples: 2_000_000}, {Level: math.NaN()}} {
		if o.Check() == nil {
			t.Errorf("%+v passes", o)
		}
	}
	for _, m := range Methods() {
		if got, err := ParseMethod(m.String()); err != nil || got != m {
			t.Errorf("%s is read as %v, %v", m, got, err)
		}
	}
	if _, err := ParseMethod("normal"); err == nil {
		t.Error("an unknown method is read")
	}
}

// Numbers below n are as likely as each other.
func TestBelow(t *testing.T) {
	g := generator(1, 2, 3)
	counts := make([]float64, 7)
	const n = 70_000
	for range n {
		counts[below(g, uint32(g.Uint64()), 7)]++
	}
	chi := 0.0
	for _, c := range counts {
		chi += (c - n/7) * (c - n/7) / (n / 7)
	}
	if chi > 22.46 { // 0.001 of chi-square with 6 degrees of freedom
		t.Errorf("chi-square %v of %v", chi, counts)
	}
	if slices.Max(counts) == 0 {
		t.Error("nothing drawn")
	}
}

// reportTable is the size of a report: 2,000 documents, five schemes with four
// types each, of which gold is the same in all.
func reportTable() (*Table, Metric) {
	const schemes, types = 5, 4
	rng := rand.New(rand.NewPCG(1, 1))
	t := NewTable(2000, 3*schemes*types)
	for i := range t.rows {
		row := t.Row(i)
		for typ := range types {
			gold := float64(rng.IntN(20))
			for s := range schemes {
				c := 3 * (s*types + typ)
				tp := math.Floor(gold * rng.Float64())
				row[c], row[c+1], row[c+2] = tp, tp+float64(rng.IntN(5)), gold
			}
		}
	}
	return t, Metric{
		Figures: 3 * schemes * (types + 1),
		Of: func(sums, figures []float64) {
			at := 0
			for s := range schemes {
				var all [3]float64
				for typ := range types {
					c := sums[3*(s*types+typ):]
					for k := range all {
						all[k] += c[k]
					}
					prf.Of(c[:3], figures[at:])
					at += 3
				}
				prf.Of(all[:], figures[at:])
				at += 3
			}
		},
	}
}

func BenchmarkBootstrap(b *testing.B) {
	t, m := reportTable()
	for b.Loop() {
		Bootstrap(t, m, Options{})
	}
}

func BenchmarkBootstrapOneWorker(b *testing.B) {
	t, m := reportTable()
	for b.Loop() {
		Bootstrap(t, m, Options{Workers: 1})
	}
}

func BenchmarkDifference(b *testing.B) {
	t, m := reportTable()
	other := NewTable(t.rows, t.columns)
	copy(other.cells, t.cells)
	for i := range other.rows {
		if i%3 == 0 {
			copy(other.Row(i)[3:6], t.Row((i + 1) % t.rows)[3:6])
		}
	}
	for b.Loop() {
		if _, err := Difference(t, other, m, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
