package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestQuantiseRoundsHalvesToEven(t *testing.T) {
	each(t, func(t *testing.T) {
		// With 127 as the largest value, a unit is 1. Sixteen of each, so
		// that both assembly and the rest in Go see all of them.
		x := []float32{127, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49999997, -126.5, 126.5, 3.2, -3.8}
		want := []int8{127, 0, 2, 2, 0, -2, -2, 0, -126, 126, 3, -4}
		x, want = slices.Repeat(x, 3), slices.Repeat(want, 3)
		got := make([]int8, len(x))
		if scale := Quantise(got, x); scale != 1 {
			t.Errorf("scale %v, not 1", scale)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	})
}

func TestQuantiseIsWithinHalfAUnit(t *testing.T) {
	each(t, func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			x := rapid.SliceOfN(rapid.Float32Range(-1e6, 1e6), 1, 100).Draw(t, "x")
			q := make([]int8, len(x))
			scale := Quantise(q, x)
			for i, v := range x {
				if q[i] == -128 {
					t.Fatalf("element %d is -128", i)
				}
				if off := math.Abs(float64(q[i])*float64(scale) - float64(v)); off > float64(scale)*0.50001 && scale > 0 {
					t.Fatalf("element %d: %v became %d units of %v", i, v, q[i], scale)
				}
			}
		})
	})
}

func TestQuantiseOfRowsWithoutScale(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	each(t, func(t *testing.T) {
		for _, n := range []int{1, 16, 21} {
			for _, odd := range []float32{0, 1e-40, inf, -inf, nan} {
				for at := range n {
					x := make([]float32, n)
					x[at] = odd
					q := slices.Repeat([]int8{9}, n)
					scale := Quantise(q, x)
					if slices.ContainsFunc(q, func(v int8) bool { return v != 0 }) {
						t.Fatalf("%v among zeros: %v", odd, q)
					}
					if damaged := odd != odd || odd-odd != 0; damaged != (scale != scale) || !damaged && scale != 0 {
						t.Fatalf("%v among zeros: scale %v", odd, scale)
					}
				}
			}
		}
	})
}

func TestGELUIsNearFloat64(t *testing.T) {
	each(t, func(t *testing.T) {
		var x []float32
		for v := float32(-20); v < 20; v += 0.001 {
			x = append(x, v)
		}
		x = append(x, 0, 1e-30, -1e-30, 1e30, 100, -100)
		y := slices.Clone(x)
		GELU(y)
		for i, v := range x {
			want := float64(v) / 2 * math.Erfc(-float64(v)/math.Sqrt2)
			if off := math.Abs(float64(y[i]) - want); off > 5e-7+2e-7*math.Abs(float64(v)) {
				t.Fatalf("GELU(%v) is %v, not %v", v, y[i], want)
			}
		}
	})
}

func TestSoftmaxIsNearFloat64(t *testing.T) {
	each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(17, 18))
		for n := 1; n < 200; n += 3 {
			x := make([]float32, n)
			for i := range x {
				x[i] = float32(rng.NormFloat64() * 5)
			}
			if n > 4 {
				x[n/2] = float32(math.Inf(-1))
				x[n/3] = -200
			}
			y := slices.Clone(x)
			Softmax(y)
			var total, sum float64
			for _, v := range x {
				total += math.Exp(float64(v))
			}
			for i, v := range x {
				want := math.Exp(float64(v)) / total
				below := float64(slices.Max(x)) - float64(v)
				if math.Abs(float64(y[i])-want) > want*(6e-7+1.2e-7*below)+1e-37 {
					t.Fatalf("%d elements: element %d of %v is %v, not %v", n, i, v, y[i], want)
				}
				sum += float64(y[i])
			}
			if n > 4 && (y[n/2] != 0 || y[n/3] != 0) {
				t.Fatalf("%d elements: what should be 0 is %v and %v", n, y[n/2], y[n/3])
			}
			if math.Abs(sum-1) > 1e-6 {
				t.Fatalf("%d elements: sum %v", n, sum)
			}
		}
	})
}

func TestLayerNormIsNearFloat64(t *testing.T) {
	each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(19, 20))
		for _, n := range []int{1, 2, 15, 16, 17, 31, 384, 400} {
			x, y, gain, bias := make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
			for i := range x {
				x[i], y[i] = float32(rng.NormFloat64()), float32(rng.NormFloat64())
				gain[i], bias[i] = float32(rng.NormFloat64()), float32(rng.NormFloat64())
			}
			const eps = 1e-5
			var mean, variance float64
			for i := range x {
				mean += (float64(x[i]) + float64(y[i])) / float64(n)
			}
			for i := range x {
				d := float64(x[i]) + float64(y[i]) - mean
				variance += d * d / float64(n)
			}
			want := make([]float64, n)
			for i := range x {
				want[i] = (float64(x[i])+float64(y[i])-mean)/math.Sqrt(variance+eps)*float64(gain[i]) + float64(bias[i])
			}
			AddLayerNorm(x, y, gain, bias, eps)
			for i := range x {
				if math.Abs(float64(x[i])-want[i]) > 1e-5 {
					t.Fatalf("%d elements: element %d is %v, not %v", n, i, x[i], want[i])
				}
			}
		}
	})
}

// A shape that does not fit must be caught in Go, before any assembly.
func TestShortSlicesPanic(t *testing.T) {
	each(t, func(t *testing.T) {
		floats := func(n int) []float32 { return make([]float32, n) }
		m := Pack(make([]int8, 32*48), 32, 48)
		l := NewLinear(m, floats(48), floats(48))
		for name, f := range map[string]func(){
			"Pack":         func() { Pack(make([]int8, 5), 2, 3) },
			"Pack rows":    func() { Pack(make([]int8, MaxRows+1), MaxRows+1, 1) },
			"PackOutputs":  func() { PackOutputs(make([]int8, 7), 2, 3) },
			"Mul dst":      func() { m.Mul(make([]int32, 2*48-1), make([]int8, 2*32), 2) },
			"Mul a":        func() { m.Mul(make([]int32, 2*48), make([]int8, 2*32-1), 2) },
			"Mul rows":     func() { m.Mul(nil, nil, -1) },
			"Mul wild":     func() { m.Mul(make([]int32, 64), make([]int8, 64), 1<<(strconv.IntSize-4)) },
			"Product wild": func() { Product(floats(64), 16, floats(64), 8, floats(8*16), 16, 1<<(strconv.IntSize-4), 8, 16) },
			"Attention wild": func() {
				Attention(floats(64), floats(64), floats(64), floats(64), 1<<(strconv.IntSize-3), 8, 1<<(strconv.IntSize-4), 16, 1)
			},
			"NewLinear":     func() { NewLinear(m, floats(47), floats(48)) },
			"Apply dst":     func() { l.Apply(floats(2*48-1), make([]int8, 64), floats(2)) },
			"Apply a":       func() { l.Apply(floats(2*48), make([]int8, 63), floats(2)) },
			"Quantise":      func() { Quantise(make([]int8, 15), floats(16)) },
			"QuantiseRows":  func() { QuantiseRows(make([]int8, 32), floats(2), floats(31), 16) },
			"Softmax":       func() { Softmax(nil) },
			"LayerNorm":     func() { LayerNorm(floats(15), floats(16), floats(16), floats(16), 0) },
			"LayerNorm b":   func() { LayerNorm(floats(16), floats(16), floats(16), floats(15), 0) },
			"AddLayerNorm":  func() { AddLayerNorm(floats(16), floats(15), floats(16), floats(16), 0) },
			"Product a":     func() { Product(floats(64), 16, floats(4*8-1), 8, floats(8*16), 16, 4, 8, 16) },
			"Product b":     func() { Product(floats(64), 16, floats(4*8), 8, floats(8*16-1), 16, 4, 8, 16) },
			"Product dst":   func() { Product(floats(63), 16, floats(4*8), 8, floats(8*16), 16, 4, 8, 16) },
			"Product step":  func() { Product(floats(64), 15, floats(4*8), 8, floats(8*16), 16, 4, 8, 16) },
			"Attention dst": func() { Attention(floats(63), floats(64), floats(64), floats(64), 32, 2, 2, 16, 1) },
			"Attention q":   func() { Attention(floats(64), floats(63), floats(64), floats(64), 32, 2, 2, 16, 1) },
			"Attention k":   func() { Attention(floats(64), floats(64), floats(63), floats(64), 32, 2, 2, 16, 1) },
			"Attention v":   func() { Attention(floats(64), floats(64), floats(64), floats(63), 32, 2, 2, 16, 1) },
		} {
			t.Run(name, func(t *testing.T) {
				defer func() {
					if r := recover(); r == nil {
						t.Error("no panic")
					}
				}()
				f()
			})
		}
	})
}

func TestNothingToDo(t *testing.T) {
	m := Pack(make([]int8, 12), 3, 4)
	m.Mul(nil, nil, 0)
	NewLinear(m, make([]float32, 4), make([]float32, 4)).Apply(nil, nil, nil)
	if scale := Quantise(nil, nil); scale != 0 {
		t.Error("scale of nothing:", scale)
	}
	GELU(nil)
	LayerNorm(nil, nil, nil, nil, 0)
	AddLayerNorm(nil, nil, nil, nil, 0)
	Product(nil, 0, nil, 0, nil, 0, 0, 0, 0)
	Attention(nil, nil, nil, nil, 64, 0, 2, 32, 1)
	dst := []float32{1, 2}
	Product(dst, 2, nil, 0, nil, 2, 1, 0, 2)
	if dst[0] != 0 || dst[1] != 0 {
		t.Error("a product of no terms:", dst)
	}
}

func TestWrap(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	const k, n, rows = 37, 21, 3
	w, a := randomBytes(rng, k*n), randomBytes(rng, rows*k)
	outputs := make([]int8, k*n)
	for i := range k {
		for j := range n {
			outputs[j*k+i] = w[i*n+j]
		}
	}
	packed := Pack(w, k, n)
	if !slices.Equal(packed.Packed(), PackOutputs(outputs, k, n).Packed()) {
		t.Error("the same matrix packed from rows and from outputs differs")
	}
	wrapped, err := Wrap(packed.Packed(), k, n)
	if err != nil {
		t.Fatal(err)
	}
	if wrapped.Rows() != k || wrapped.Columns() != n {
		t.Errorf("%d × %d, not %d × %d", wrapped.Rows(), wrapped.Columns(), k, n)
	}
	dst := make([]int32, rows*n)
	wrapped.Mul(dst, a, rows)
	if d := cmp.Diff(naive(a, w, rows, k, n), dst); d != "" {
		t.Error(d)
	}
	for _, bad := range [][3]int{{len(packed.Packed()) - 1, k, n}, {0, 0, 4}, {64, 4, 0}, {64, -4, 16}, {PackedLen(MaxRows+1, 1), MaxRows + 1, 1}, {64, 4, math.MaxInt}, {64, 4, 17}, {128, 4, 16}} {
		if _, err := Wrap(make([]byte, bad[0]), bad[1], bad[2]); err == nil {
			t.Errorf("no error for %d bytes of %d × %d", bad[0], bad[1], bad[2])
		}
	}
}

func TestUse(t *testing.T) {
	names := Implementations()
	if names[len(names)-1] != "go" {
		t.Errorf("plain Go is not the last of %q", names)
	}
	before := Implementation()
	defer Use(before)
	for _, name := range names {
		if err := Use(name); err != nil || Implementation() != name {
			t.Errorf("use of %s: %v, in use %s", name, err, Implementation())
		}
	}
	if err := Use("abacus"); err == nil || !strings.Contains(err.Error(), `"abacus"`) || !strings.Contains(err.Error(), `"go"`) {
		t.Errorf("error %v", err)
	}
}

func FuzzMul(f *testing.F) {
	f.Add(uint8(3), uint16(5), uint8(17), []byte{1, 2, 255, 128, 127})
	f.Add(uint8(8), uint16(384), uint8(48), []byte{129, 127})
	f.Add(uint8(9), uint16(63), uint8(7), []byte{})
	f.Fuzz(func(t *testing.T, rows uint8, k uint16, n uint8, seed []byte) {
		r, k2, n2 := int(rows%24)+1, int(k%600)+1, int(n%100)+1
		at := 0
		next := func(n int) []int8 {
			x := make([]int8, n)
			for i := range x {
				if len(seed) > 0 {
					x[i] = int8(seed[at%len(seed)] + byte(at/len(seed)))
				}
				at++
			}
			return x
		}
		a, w := next(r*k2), next(k2*n2)
		want := naive(a, w, r, k2, n2)
		m := Pack(w, k2, n2)
		for _, im := range available {
			active.Store(im)
			got := make([]int32, r*n2)
			m.Mul(got, a, r)
			if !slices.Equal(got, want) {
				t.Fatalf("%s: %d × %d × %d differs", im.name, r, k2, n2)
			}
		}
		active.Store(available[0])
	})
}
