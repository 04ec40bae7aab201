package tagger

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestTableKeepsWeights(t *testing.T) {
	for _, width := range []int{2, 6, 12} {
		rng := rand.New(rand.NewPCG(1, uint64(width)))
		const n = 20000
		keys, weights := make([]uint64, n), make([]float32, n*width)
		for i := range keys {
			keys[i] = rng.Uint64()
		}
		for i := range weights {
			weights[i] = float32(rng.NormFloat64())
		}
		table := newTable(keys, weights, width)
		lost := 0
		sum := make([]int32, width)
		for i, k := range keys {
			clear(sum)
			table.add(sum, k)
			for y, v := range sum {
				if d := math.Abs(float64(float32(v)*table.scale - weights[i*width+y])); d > float64(table.scale)*0.51 {
					lost++
					break
				}
			}
		}
		if lost > n/25 {
			t.Errorf("width %d: %d of %d features lost or off by more than half a unit", width, lost, n)
		}
		wrong := 0
		for range n {
			clear(sum)
			table.add(sum, rng.Uint64())
			for _, v := range sum {
				if v != 0 {
					wrong++
					break
				}
			}
		}
		if wrong > n/1000 {
			t.Errorf("width %d: %d of %d unknown features were taken for known ones", width, wrong, n)
		}
	}
}

func TestTableRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(2, 8).Draw(t, "width")
		keys := rapid.SliceOfN(rapid.Uint64(), 1, 50).Draw(t, "keys")
		weights := rapid.SliceOfN(rapid.Float32Range(-50, 50), len(keys)*width, len(keys)*width).Draw(t, "weights")
		table := newTable(keys, weights, width)
		again, rest, err := readTable(table.append(nil), width)
		if err != nil || len(rest) != 0 {
			t.Fatalf("reading a table back: %v, %d bytes left", err, len(rest))
		}
		if !again.equal(table) {
			t.Fatal("a table differs after writing and reading")
		}
	})
}
