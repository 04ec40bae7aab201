package kernel

import (
	"math/rand/v2"
	"testing"
)

func normal(rng *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	return x
}

// BenchmarkLayer is a layer of an encoder of width 384 over 128 positions.
func BenchmarkLayer(b *testing.B) {
	const d, inner, rows, heads = 384, 1536, 128, 12
	rng := rand.New(rand.NewPCG(1, 2))
	linear := func(k, n int) *Linear {
		return NewLinear(Pack(randomBytes(rng, k*n), k, n), normal(rng, n), normal(rng, n))
	}
	attend, out, up, down := linear(d, 3*d), linear(d, d), linear(d, inner), linear(inner, d)
	x, gain, bias := normal(rng, rows*d), normal(rng, d), normal(rng, d)
	qkv, mixed, delta, hidden := make([]float32, rows*3*d), make([]float32, rows*d), make([]float32, rows*d), make([]float32, rows*inner)
	q, scales := make([]int8, rows*inner), make([]float32, rows)
	apply := func(l *Linear, dst, x []float32) {
		QuantiseRows(q, scales, x, l.Inputs())
		l.Apply(dst, q, scales)
	}
	norm := func() {
		for r := range rows {
			AddLayerNorm(x[r*d:(r+1)*d], delta[r*d:], gain, bias, 1e-12)
		}
	}
	b.SetBytes(rows * d * 4)
	for b.Loop() {
		apply(attend, qkv, x)
		Attention(mixed, qkv, qkv[d:], qkv[2*d:], 3*d, rows, heads, d/heads, 1)
		apply(out, delta, mixed)
		norm()
		apply(up, hidden, x)
		GELU(hidden)
		apply(down, delta, hidden)
		norm()
	}
}

// BenchmarkWrap and BenchmarkPackOutputs are what a matrix costs when a model is opened.
func BenchmarkPackOutputs(b *testing.B) {
	const k, n = 1536, 384
	w := randomBytes(rand.New(rand.NewPCG(1, 2)), k*n)
	b.SetBytes(k * n)
	for b.Loop() {
		PackOutputs(w, k, n)
	}
}

func BenchmarkWrap(b *testing.B) {
	const k, n = 1536, 384
	packed := make([]byte, PackedLen(k, n))
	b.SetBytes(int64(len(packed)))
	for b.Loop() {
		if _, err := Wrap(packed, k, n); err != nil {
			b.Fatal(err)
		}
	}
}
