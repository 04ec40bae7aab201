package pace

import (
	"time"

	"rollcall/internal/cputime"
)

// work is the yardstick.
type work struct {
	weights []float32
	words   []byte
	a, b, c []float32
	sink    float32
}

const (
	tableBits = 21 // 8 MiB of weights
	side      = 96 // of the matrices
	reps      = 72 // of the matrix product
)

func newWork() *work {
	w := &work{
		weights: make([]float32, 1<<tableBits),
		words:   make([]byte, 1<<17),
		a:       make([]float32, side*side), b: make([]float32, side*side), c: make([]float32, side*side),
	}
	// A fixed sequence (Marsaglia, Xorshift RNGs, 2003).
	x := uint32(2463534242)
	next := func() uint32 {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		return x
	}
	for i := range w.weights {
		w.weights[i] = float32(int32(next())) / (1 << 31)
	}
	for i := range w.words {
		w.words[i] = 'a' + byte(next()%27)
	}
	for i := range w.a {
		w.a[i], w.b[i] = float32(next()%256), float32(next()%256)
	}
	return w
}

// run does the work once and returns the processor time of it.
func (w *work) run() time.Duration {
	begin := cputime.Now()
	w.features()
	for range reps {
		w.product()
	}
	return cputime.Now() - begin
}

// features hashes every run of up to eight letters and adds up what the table
// has for it, as a linear tagger does.
func (w *work) features() {
	sum := float32(0)
	for begin := range len(w.words) - 8 {
		h := uint64(14695981039346656037)
		for _, c := range w.words[begin : begin+8] {
			h = (h ^ uint64(c)) * 1099511628211
			sum += w.weights[(h^h>>29)&(1<<tableBits-1)]
		}
	}
	w.sink += sum
}

// product multiplies two matrices.
func (w *work) product() {
	for i := range side {
		row := w.c[i*side : (i+1)*side]
		clear(row)
		for k := range side {
			x := w.a[i*side+k]
			for j, y := range w.b[k*side : (k+1)*side] {
				row[j] += float32(x * y)
			}
		}
	}
	w.sink += w.c[0]
}
