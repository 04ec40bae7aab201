package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// bits returns the numbers' bits, in which every NaN is the same.
func bits(x []float32) []uint32 {
	b := make([]uint32, len(x))
	for i, v := range x {
		b[i] = math.Float32bits(v)
		if v != v {
			b[i] = 0x7fc00000
		}
	}
	return b
}

// reference runs f on the plain Go implementation.
func reference(f func()) {
	before := Implementation()
	defer Use(before)
	Use("go")
	f()
}

func randomFloats(rng *rand.Rand, n int, spread float64) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(rng.NormFloat64() * spread)
		switch rng.IntN(40) {
		case 0:
			x[i] = 0
		case 1:
			x[i] = float32(math.Copysign(0, -1))
		case 2:
			x[i] = float32(rng.NormFloat64() * spread * 1000)
		case 3:
			x[i] = float32(rng.NormFloat64() * 1e-40)
		}
	}
	return x
}

// inAndOut are the vector functions as functions of some rows of the same
// length to rows of the same length.
var inAndOut = map[string]func(x, y, gain, bias []float32) []float32{
	"GELU":    func(x, y, gain, bias []float32) []float32 { GELU(x); return x },
	"Softmax": func(x, y, gain, bias []float32) []float32 { Softmax(x); return x },
	"LayerNorm": func(x, y, gain, bias []float32) []float32 {
		LayerNorm(y, x, gain, bias, 1e-12)
		return y
	},
	"LayerNorm in place": func(x, y, gain, bias []float32) []float32 {
		LayerNorm(x, x, gain, bias, 1e-5)
		return x
	},
	"AddLayerNorm": func(x, y, gain, bias []float32) []float32 {
		AddLayerNorm(x, y, gain, bias, 1e-12)
		return x
	},
	"Quantise": func(x, y, gain, bias []float32) []float32 {
		q := make([]int8, len(x))
		scale := Quantise(q, x)
		for i, v := range q {
			y[i] = float32(v)
		}
		return append(y, scale)
	},
}

func TestVectorFunctionsAgreeBitForBit(t *testing.T) {
	each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(3, 4))
		for name, f := range inAndOut {
			for n := 1; n < 400; n = n + 1 + n/7 {
				for _, spread := range []float64{1e-3, 1, 30} {
					x, y := randomFloats(rng, n, spread), randomFloats(rng, n, spread)
					gain, bias := randomFloats(rng, n, 1), randomFloats(rng, n, 1)
					var want []float32
					x2, y2 := slices.Clone(x), slices.Clone(y)
					reference(func() { want = f(x2, y2, gain, bias) })
					got := f(x, y, gain, bias)
					if !slices.Equal(bits(got), bits(want)) {
						for i := range got {
							if bits(got)[i] != bits(want)[i] {
								t.Fatalf("%s of %d elements: element %d is %v (%#x), not %v (%#x)", name, n, i,
									got[i], math.Float32bits(got[i]), want[i], math.Float32bits(want[i]))
							}
						}
					}
				}
			}
		}
	})
}
