package stats

import (
	"math/bits"
	"math/rand/v2"
	"sync"
	"sync/atomic"
)

// blockSize is how many resamples share a generator. A block is drawn by one
// goroutine, and which one makes no difference.
const blockSize = 64

// Streams of random numbers, so that no two purposes share one.
const (
	bootstrapStream = iota
	swapStream
	groupStream
	secondStream // of the second of two groups
)

// generator is that of a block. PCG's neighbouring seeds are neighbouring
// states, so they are scattered first (SplitMix64; Steele, Lea and Flood,
// OOPSLA 2014).
func generator(seed, stream, block uint64) *rand.PCG {
	x := seed
	next := func(add uint64) uint64 {
		x += add*0xd1342543de82ef95 + 0x9e3779b97f4a7c15
		z := x
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		x = z ^ z>>31
		return x
	}
	next(stream)
	hi := next(block)
	return rand.NewPCG(hi, next(0))
}

// inBlocks calls each block of n resamples once, on several goroutines. work
// makes a goroutine's function, which takes the number of a block and its
// resamples.
func inBlocks(n, workers int, work func() func(block uint64, from, to int)) {
	blocks := (n + blockSize - 1) / blockSize
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(workers, blocks) {
		all.Go(func() {
			do := work()
			for {
				b := int(next.Add(1)) - 1
				if b >= blocks {
					return
				}
				do(uint64(b), b*blockSize, min(n, (b+1)*blockSize))
			}
		})
	}
	all.Wait()
}

// newFigures makes room for the figures of resamples: by figure, then by
// resample.
func newFigures(figures, resamples int) [][]float64 {
	all := make([]float64, figures*resamples)
	out := make([][]float64, figures)
	for i := range out {
		out[i] = all[i*resamples : (i+1)*resamples : (i+1)*resamples]
	}
	return out
}

// resample draws as many rows as the table has, with replacement, and gives the
// figures of each resample: by figure, then by resample.
func resample(t *Table, c *compact, figures int, k kernel, o Options, stream uint64) [][]float64 {
	out := newFigures(figures, o.Resamples)
	inBlocks(o.Resamples, o.Workers, func() func(uint64, int, int) {
		a := c.newAdder(t.columns)
		of := k()
		row := make([]float64, figures)
		return func(block uint64, from, to int) {
			g := generator(o.Seed, stream, block)
			for r := from; r < to; r++ {
				a.drawRows(g)
				a.add()
				of(a.sums, row)
				for i, x := range row {
					out[i][r] = x
				}
			}
		}
	})
	return out
}

// drawRows sets the weights to how often each group is drawn.
func (a *adder) drawRows(g *rand.PCG) {
	clear(a.weights)
	n := uint32(a.rows)
	for i := 0; i < a.rows; i += 2 {
		x := g.Uint64()
		a.draw(below(g, uint32(x), n))
		if i+1 < a.rows {
			a.draw(below(g, uint32(x>>32), n))
		}
	}
}

func (a *adder) draw(row uint32) {
	if g := a.group[row]; g >= 0 {
		a.weights[g]++
	}
}

// below makes of 32 random bits a number below n, each as likely as the other
// (Lemire, ACM TOMACS 2019).
func below(g *rand.PCG, x, n uint32) uint32 {
	hi, lo := bits.Mul32(x, n)
	if lo < n {
		for least := -n % n; lo < least; {
			hi, lo = bits.Mul32(uint32(g.Uint64()), n)
		}
	}
	return hi
}
