package kernel

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestProductAgreesBitForBit(t *testing.T) {
	each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(5, 6))
		for range 150 {
			rows, terms, columns := 1+rng.IntN(40), rng.IntN(70), 1+rng.IntN(100)
			aStride, bStride, dstStride := terms+rng.IntN(5), columns+rng.IntN(5), columns+rng.IntN(5)
			a, b := randomFloats(rng, rows*aStride, 1), randomFloats(rng, terms*bStride, 1)
			n := (rows-1)*dstStride + columns
			all, dst := guarded(n, float32(-99))
			Product(dst, dstStride, a, aStride, b, bStride, rows, terms, columns)
			checkGuard(t, all, n, -99)
			for r := range rows {
				for c := range columns {
					var want float32
					for i := range terms {
						want += float32(a[r*aStride+i] * b[i*bStride+c])
					}
					if got := dst[r*dstStride+c]; math.Float32bits(got) != math.Float32bits(want) {
						t.Fatalf("%d × %d × %d: element %d, %d is %v, not %v", rows, terms, columns, r, c, got, want)
					}
				}
				for c := columns; c < dstStride && r < rows-1; c++ {
					if dst[r*dstStride+c] != -99 {
						t.Fatalf("%d × %d × %d: row %d was written at %d", rows, terms, columns, r, c)
					}
				}
			}
		}
	})
}

func TestLinearAgreesWithDefinition(t *testing.T) {
	each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(7, 8))
		for range 80 {
			rows, k, n := 1+rng.IntN(40), 1+rng.IntN(100), 1+rng.IntN(100)
			if rng.IntN(20) == 0 {
				rows += rowBlock
			}
			a, w := randomBytes(rng, rows*k), randomBytes(rng, k*n)
			scale, bias, rowScale := randomFloats(rng, n, 0.01), randomFloats(rng, n, 1), randomFloats(rng, rows, 0.1)
			all, dst := guarded(rows*n, float32(-99))
			NewLinear(Pack(w, k, n), scale, bias).Apply(dst, a, rowScale)
			checkGuard(t, all, rows*n, -99)
			want := make([]float32, rows*n)
			for i, sum := range naive(a, w, rows, k, n) {
				want[i] = float32(float32(float32(sum)*rowScale[i/n])*scale[i%n]) + bias[i%n]
			}
			if !slices.Equal(bits(dst), bits(want)) {
				t.Fatalf("%d rows, %d × %d: outputs differ", rows, k, n)
			}
		}
	})
}

// attention is softmax(scale·QKᵀ)·V in float64.
func attention(q, k, v []float32, stride, rows, heads, width int, scale float32) []float64 {
	dst := make([]float64, rows*heads*width)
	for h := range heads {
		for i := range rows {
			scores := make([]float64, rows)
			for j := range rows {
				for d := range width {
					scores[j] += float64(scale) * float64(q[i*stride+h*width+d]) * float64(k[j*stride+h*width+d])
				}
			}
			largest := slices.Max(scores)
			var total float64
			for j := range scores {
				scores[j] = math.Exp(scores[j] - largest)
				total += scores[j]
			}
			for j, s := range scores {
				for d := range width {
					dst[(i*heads+h)*width+d] += s / total * float64(v[j*stride+h*width+d])
				}
			}
		}
	}
	return dst
}

func TestAttentionIsNearFloat64(t *testing.T) {
	each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(9, 10))
		for range 20 {
			rows, heads, width := 1+rng.IntN(130), 1+rng.IntN(4), 1+rng.IntN(40)
			d := heads * width
			x := make([]float32, rows*3*d)
			for i := range x {
				x[i] = float32(rng.NormFloat64() * 2)
			}
			scale := float32(1 / math.Sqrt(float64(width)))
			all, dst := guarded(rows*d, float32(-99))
			Attention(dst, x, x[d:], x[2*d:], 3*d, rows, heads, width, scale)
			checkGuard(t, all, rows*d, -99)
			for i, want := range attention(x, x[d:], x[2*d:], 3*d, rows, heads, width, scale) {
				if math.Abs(float64(dst[i])-want) > 1e-5 {
					t.Fatalf("%d rows, %d heads of %d: element %d is %v, not %v", rows, heads, width, i, dst[i], want)
				}
			}
		}
	})
}

// A window must not feel its neighbours: the same rows give the same bits
// wherever they stand and whatever stands beside them.
func TestRowsDoNotFeelTheirCompany(t *testing.T) {
	each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(11, 12))
		const k, n, rows = 96, 80, 61
		x := randomFloats(rng, rows*k, 1)
		l := NewLinear(Pack(randomBytes(rng, k*n), k, n), randomFloats(rng, n, 0.01), randomFloats(rng, n, 1))
		apply := func(x []float32) []float32 {
			count := len(x) / k
			q, scales, dst := make([]int8, len(x)), make([]float32, count), make([]float32, count*n)
			QuantiseRows(q, scales, x, k)
			l.Apply(dst, q, scales)
			return dst
		}
		together := apply(x)
		for first := 0; first < rows; {
			end := min(rows, first+1+rng.IntN(11))
			alone := apply(x[first*k : end*k])
			if !slices.Equal(bits(alone), bits(together[first*n:end*n])) {
				t.Fatalf("rows %d to %d differ when they are alone", first, end)
			}
			first = end
		}
	})
}

// layer is an encoder layer's worth of all functions, with random weights.
func layer(rng *rand.Rand, rows int) []float32 {
	const d, inner, heads = 96, 200, 3
	linear := func(k, n int) *Linear {
		return NewLinear(Pack(randomBytes(rng, k*n), k, n), randomFloats(rng, n, 0.001), randomFloats(rng, n, 0.1))
	}
	qkv, out, up, down := linear(d, 3*d), linear(d, d), linear(d, inner), linear(inner, d)
	gain, bias := randomFloats(rng, d, 1), randomFloats(rng, d, 1)
	x := randomFloats(rng, rows*d, 1)
	apply := func(l *Linear, x []float32) []float32 {
		q, scales, dst := make([]int8, len(x)), make([]float32, rows), make([]float32, rows*l.Outputs())
		QuantiseRows(q, scales, x, l.Inputs())
		l.Apply(dst, q, scales)
		return dst
	}
	norm := func(y []float32) {
		for r := range rows {
			AddLayerNorm(x[r*d:(r+1)*d], y[r*d:], gain, bias, 1e-12)
		}
	}
	parts := apply(qkv, x)
	context := make([]float32, rows*d)
	Attention(context, parts, parts[d:], parts[2*d:], 3*d, rows, heads, d/heads, 0.01)
	norm(apply(out, context))
	between := apply(up, x)
	GELU(between)
	norm(apply(down, between))
	y := make([]float32, len(x))
	for r := range rows {
		LayerNorm(y[r*d:], x[r*d:(r+1)*d], gain, bias, 1e-5)
	}
	activated := slices.Clone(between)
	Softmax(between)
	// The integers in between hide small differences of what went before.
	return slices.Concat(y, parts, context, activated, between)
}

// The digest was computed on amd64; arm64 and all others must come to the
// same one.
func TestSameBytesOnEveryProcessor(t *testing.T) {
	const want = "6b57f5a7a2081a1e"
	each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(13, 14))
		h := sha256.New()
		for _, rows := range []int{1, 5, 16, 33, 61, 128} {
			out := layer(rng, rows)
			if slices.ContainsFunc(out, func(v float32) bool { return v != v }) {
				t.Fatalf("%d rows: a NaN, which proves nothing", rows)
			}
			for _, v := range bits(out) {
				binary.Write(h, binary.LittleEndian, v)
			}
		}
		if got := fmt.Sprintf("%x", h.Sum(nil)[:8]); got != want {
			t.Errorf("digest %s, not %s", got, want)
		}
	})
}
