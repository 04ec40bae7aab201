package kernel

import (
	"math/rand/v2"
	"os"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// fence is memory between two pages that cannot be touched, so that a read or
// a write outside it ends the test with a fault.
type fence struct {
	pages []byte
	size  int
}

func newFence(t *testing.T) *fence {
	page := os.Getpagesize()
	const inner = 1 << 20
	pages, err := unix.Mmap(-1, 0, inner+2*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		t.Skip("no memory map:", err)
	}
	t.Cleanup(func() { unix.Munmap(pages) })
	for _, edge := range [][]byte{pages[:page], pages[page+inner:]} {
		if err := unix.Mprotect(edge, unix.PROT_NONE); err != nil {
			t.Skip("no protection:", err)
		}
	}
	return &fence{pages[page : page+inner], inner}
}

// fenced copies x to the end of the fence's memory, or to its start.
func fenced[T any](t *testing.T, x []T, atEnd bool) []T {
	f := newFence(t)
	var zero T
	at := 0
	if atEnd {
		at = (f.size - len(x)*int(unsafe.Sizeof(zero)))
	}
	y := unsafe.Slice((*T)(unsafe.Pointer(&f.pages[at])), len(x))
	copy(y, x)
	return y
}

func TestNothingOutsideIsTouched(t *testing.T) {
	each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(15, 16))
		for i := range 12 {
			end := i%2 == 0
			rows, k, n := 1+rng.IntN(20), 1+rng.IntN(90), 1+rng.IntN(90)
			if i%3 == 0 {
				k, n = 64, 96
			}
			packed := fenced(t, Pack(randomBytes(rng, k*n), k, n).Packed(), end)
			m, err := Wrap(packed, k, n)
			if err != nil {
				t.Fatal(err)
			}
			a := fenced(t, randomBytes(rng, rows*k), end)
			m.Mul(fenced(t, make([]int32, rows*n), end), a, rows)
			l := NewLinear(m, fenced(t, randomFloats(rng, n, 1), end), fenced(t, randomFloats(rng, n, 1), end))
			l.Apply(fenced(t, make([]float32, rows*n), end), a, fenced(t, randomFloats(rng, rows, 1), end))

			floats := func(n int) []float32 { return fenced(t, randomFloats(rng, n, 1), end) }
			Quantise(fenced(t, make([]int8, n), end), floats(n))
			GELU(floats(n))
			Softmax(floats(n))
			LayerNorm(floats(n), floats(n), floats(n), floats(n), 1e-12)
			AddLayerNorm(floats(n), floats(n), floats(n), floats(n), 1e-12)
			Product(floats(rows*n), n, floats(rows*k), k, floats(k*n), n, rows, k, n)
			heads, width := 1+rng.IntN(3), 1+rng.IntN(40)
			d := heads * width
			qkv := floats(rows * 3 * d)
			Attention(floats(rows*d), qkv, qkv[d:], qkv[2*d:], 3*d, rows, heads, width, 0.5)
		}
	})
}
