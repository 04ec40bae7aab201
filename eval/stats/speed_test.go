package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

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
