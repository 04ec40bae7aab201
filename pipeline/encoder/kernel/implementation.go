package kernel

import (
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"unsafe"
)

// implementation is one way to compute everything here. The vector functions
// take a number of elements that is a positive multiple of 16, or of 32 where
// they work on columns; sums and maxima come back as so many partial ones.
type implementation struct {
	name string

	// 8-bit product: rows and panels of the largest tile, the activations as
	// the tiles want them (with the bytes from row to row), and the tile
	// functions by rows-1 and panels-1.
	rows, panels int
	prepare      func(w *workspace, a []int8, rows, k int) (unsafe.Pointer, uintptr)
	tiles        [][]func(*tile)

	maxAbs         func(x *float32, n int) [16]int32 // bits of |x|, as integers
	quantise       func(dst *int8, x *float32, inverse float32, n int)
	gelu           func(x *float32, n int)
	max            func(x *float32, n int) [16]float32
	expSum         func(x *float32, max float32, n int) [16]float32
	maxColumns     func(x *float32, n int) [32]float32 // of 32 columns
	exp2SumColumns func(x, max *float32, n int) [32]float32
	scale          func(x *float32, by float32, n int)
	addSum         func(x, y *float32, n int) [16]float32
	sum            func(x *float32, n int) [16]float32
	deviation      func(x *float32, mean float32, n int) [16]float32
	normalise      func(dst, x *float32, mean, inverse float32, gain, bias *float32, n int)

	// float32 product: rows and columns (in vectors of 16) of the largest
	// tile, and the tile functions by these, less one.
	floatRows, floatColumns int
	floatTiles              [][]func(*floatTile)

	// transpose sets dst, columns × 32, to the transpose of 32 rows of src,
	// which are stride bytes apart, times scale; columns is a multiple of 8.
	transpose func(dst, src *float32, stride, columns int, scale float32)
}

//go:generate go run ./gen

// Variable is the environment variable that names the implementation to use
// (see Implementations); an unknown or unavailable name is ignored.
const Variable = "ROLLCALL_KERNEL"

var (
	available = implementations() // best first, plain Go last
	active    atomic.Pointer[implementation]
)

func init() {
	active.Store(available[0])
	if name := os.Getenv(Variable); name != "" {
		_ = Use(name)
	}
}

// Implementations returns the names of the implementations that this
// processor can run, the fastest first and "go" last.
func Implementations() []string {
	var names []string
	for _, im := range available {
		names = append(names, im.name)
	}
	return names
}

// Features returns those features of this processor that decide on which
// implementations it can run, sorted.
func Features() []string {
	var names []string
	for name, has := range features() {
		if has {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Implementation returns the name of the implementation in use.
func Implementation() string { return active.Load().name }

// Use chooses an implementation by name for all calls that begin from then
// on; the results do not depend on it. The error says which names there are.
func Use(name string) error {
	for _, im := range available {
		if im.name == name {
			active.Store(im)
			return nil
		}
	}
	return fmt.Errorf("kernel %q: this processor has %q", name, Implementations())
}
