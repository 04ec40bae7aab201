package kernel

import (
	"math/rand/v2"
	"testing"
)

func BenchmarkAttention(b *testing.B) {
	const d, rows, heads = 384, 128, 12
	rng := rand.New(rand.NewPCG(1, 2))
	qkv, dst := make([]float32, rows*3*d), make([]float32, rows*d)
	for i := range qkv {
		qkv[i] = float32(rng.NormFloat64())
	}
	b.SetBytes(int64(len(qkv) * 4))
	for b.Loop() {
		Attention(dst, qkv, qkv[d:], qkv[2*d:], 3*d, rows, heads, d/heads, 0.1767767)
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
