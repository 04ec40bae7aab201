package main

import (
	"math"
	"math/rand/v2"

	"rollcall/eval/stats"
)

// model draws corpora: documents of a kind, and how systems do on them. What
// makes documents unlike independent mentions is in it: they differ in length
// and in difficulty, so that the mentions of one stand and fall together.
type model struct {
	name, doc string

	size     float64 // mean number of mentions of the common type in a document
	evenness float64 // shape of the gamma distribution of lengths: the lower, the longer the longest
	skill    float64 // mean probability that a system is right
	agree    float64 // how much documents agree in difficulty (a beta distribution's a + b)
	longHard float64 // power of its relative length with which a document's errors go
	failing  float64 // share of documents that are beyond every system: lists, tables
	shared   float64 // share of mentions on which two systems have the same luck
}

var models = []model{
	{
		name: "news", doc: "articles of about 20 mentions, F1 about 0.86",
		size: 20, evenness: 2, skill: 0.85, agree: 12, shared: 0.7,
	},
	{
		name: "strong", doc: "articles of about 40, a strong system, F1 about 0.95",
		size: 40, evenness: 2, skill: 0.95, agree: 20, shared: 0.7,
	},
	{
		name: "long hard", doc: "lengths very uneven, the longer the harder, F1 about 0.8",
		size: 20, evenness: 1, skill: 0.85, agree: 12, longHard: 0.5, shared: 0.7,
	},
	{
		name: "outliers", doc: "news, of which one in 25 documents fails",
		size: 20, evenness: 2, skill: 0.9, agree: 20, failing: 0.04, shared: 0.7,
	},
	{
		name: "sentences", doc: "one or two mentions in each of many short texts, F1 about 0.8",
		size: 1.2, evenness: 1, skill: 0.8, agree: 8, shared: 0.7,
	},
}

// The types are a common one and one that has a twentieth of its mentions.
const (
	types    = 2
	rare     = 0.05
	columns  = 3 * types // TP, answers, gold of each
	spurious = 0.9       // candidates for spurious answers, for each mention
)

// Figures in the order of metric: precision, recall and F1 of the common type,
// of the rare one, of both, and of the mean.
const (
	figures  = 3 * (types + 2)
	commonF1 = 2
	rareF1   = 3 + 2
	microP   = 6
	microR   = 7
	microF1  = 8
	macroF1  = 11
)

// only is metric with some of its figures: those that nobody looks at take time.
func only(which ...int) stats.Metric {
	pick := func(of func(sums, out []float64)) func(sums, out []float64) {
		return func(sums, out []float64) {
			var all [figures]float64
			of(sums, all[:])
			for i, f := range which {
				out[i] = all[f]
			}
		}
	}
	return stats.Metric{Figures: len(which), Of: pick(metric.Of), Trials: pick(metric.Trials)}
}

// draw fills the rows of two systems for one document. The second is better
// by gap in the probability of being right. Swapping them is no change in law
// where gap is 0.
func (m model) draw(rng *rand.Rand, gap float64, one, two []float64) {
	clear(one)
	clear(two)
	length := gamma(rng, m.evenness) / m.evenness
	skill := m.skill
	if m.longHard > 0 {
		skill = max(0.05, 1-(1-skill)*math.Pow(length, m.longHard))
	}
	here := beta(rng, skill*m.agree, (1-skill)*m.agree)
	if rng.Float64() < m.failing {
		here = 0.1
	}
	better := min(1, max(0, here+gap))
	for t := range types {
		mean := m.size * length
		if t == 1 {
			mean *= rare
		}
		a, b := one[3*t:3*t+3], two[3*t:3*t+3]
		for range poisson(rng, mean) {
			a[2]++
			b[2]++
			x, y := m.luck(rng)
			if x < here {
				a[0]++
				a[1]++
			}
			if y < better {
				b[0]++
				b[1]++
			}
		}
		for range poisson(rng, spurious*mean) {
			x, y := m.luck(rng)
			if x > here {
				a[1]++
			}
			if y > better {
				b[1]++
			}
		}
	}
}

// luck is that of two systems on one mention.
func (m model) luck(rng *rand.Rand) (x, y float64) {
	x = rng.Float64()
	if rng.Float64() < m.shared {
		return x, x
	}
	return x, rng.Float64()
}

// corpus draws documents with the answers of two systems.
func (m model) corpus(rng *rand.Rand, documents int, gap float64) (one, two *stats.Table) {
	one, two = stats.NewTable(documents, columns), stats.NewTable(documents, columns)
	for i := range documents {
		m.draw(rng, gap, one.Row(i), two.Row(i))
	}
	return one, two
}

// truth are the figures of both systems in a corpus of so many documents that it
// stands for one without end,
// and the deviation of the difference in micro F1.
func (m model) truth(documents int, gap float64) (one, two []float64, s stats.Sensitivity) {
	a, b := m.corpus(rand.New(rand.NewPCG(17, 71)), documents, gap)
	found, err := stats.PairedSensitivity(a, b, only(microF1))
	if err != nil {
		panic(err) // tables of one shape
	}
	return metric.At(a.Sums()), metric.At(b.Sums()), found[0]
}

// metric gives the figures that a report shows.
var metric = stats.Metric{
	Figures: figures,
	Of: func(sums, out []float64) {
		var all, mean [3]float64
		occur := 0.0
		for t := range types {
			c := sums[3*t : 3*t+3]
			ratios(c, out[3*t:])
			if c[1]+c[2] > 0 {
				occur++
			}
			for i, x := range c {
				all[i] += x
				if r := out[3*t+i]; !math.IsNaN(r) {
					mean[i] += r
				}
			}
		}
		ratios(all[:], out[3*types:])
		for i, x := range mean {
			out[3*types+3+i] = x / occur
		}
	},
	Trials: func(sums, out []float64) {
		var all, inverse [3]float64
		occur := 0.0
		for t := range types {
			c := sums[3*t : 3*t+3]
			of := []float64{c[1], c[2], c[1] + c[2]}
			copy(out[3*t:], of)
			if c[1]+c[2] > 0 {
				occur++
			}
			for i, n := range of {
				all[i] += n
				if n > 0 {
					inverse[i] += 1 / n
				}
			}
		}
		copy(out[3*types:], all[:])
		for i, x := range inverse {
			out[3*types+3+i] = 0
			if x > 0 {
				out[3*types+3+i] = occur * occur / x
			}
		}
	},
}

func ratios(c, out []float64) {
	out[0], out[1], out[2] = c[0]/c[1], c[0]/c[2], 2*c[0]/(c[1]+c[2])
}

// gamma draws from a gamma distribution of scale 1 (Marsaglia and Tsang, ACM
// TOMS 2000).
func gamma(rng *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(rng, shape+1) * math.Pow(rng.Float64(), 1/shape)
	}
	d := shape - 1./3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(rng.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

func beta(rng *rand.Rand, a, b float64) float64 {
	x, y := gamma(rng, a), gamma(rng, b)
	return x / (x + y)
}

// poisson counts the arrivals of a Poisson process (Knuth, The Art of Computer
// Programming, 3.4.1), in pieces, so that no exponential is too small.
func poisson(rng *rand.Rand, mean float64) int {
	n := 0
	for mean > 0 {
		piece := min(mean, 100)
		mean -= piece
		least := math.Exp(-piece)
		for p := rng.Float64(); p > least; p *= rng.Float64() {
			n++
		}
	}
	return n
}
