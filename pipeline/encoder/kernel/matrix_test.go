package kernel

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// each runs the test once for each implementation that the processor has.
func each(t *testing.T, test func(t *testing.T)) {
	before := Implementation()
	defer Use(before)
	for _, name := range Implementations() {
		if err := Use(name); err != nil {
			t.Fatal(err)
		}
		t.Run(name, test)
	}
}

func randomBytes(rng *rand.Rand, n int) []int8 {
	x := make([]int8, n)
	for i := range x {
		switch rng.IntN(8) {
		case 0:
			x[i] = 127
		case 1:
			x[i] = -127
		default:
			x[i] = int8(rng.IntN(255) - 127)
		}
	}
	return x
}

// naive is the product by its definition.
func naive(a, w []int8, rows, k, n int) []int32 {
	dst := make([]int32, rows*n)
	for r := range rows {
		row := dst[r*n : (r+1)*n]
		for i := range k {
			v := int32(a[r*k+i])
			for j, q := range w[i*n : (i+1)*n] {
				row[j] += v * int32(q)
			}
		}
	}
	return dst
}

// guarded returns a slice of n elements between others that the caller can
// check for stray writes.
func guarded[T comparable](n int, mark T) (all, middle []T) {
	all = slices.Repeat([]T{mark}, n+128)
	return all, all[64 : 64+n : 64+n]
}

func checkGuard[T comparable](t *testing.T, all []T, n int, mark T) {
	t.Helper()
	for i, v := range all {
		if (i < 64 || i >= 64+n) && v != mark {
			t.Fatalf("element %d of a slice of %d was written", i-64, n)
		}
	}
}

func TestMulAgreesWithDefinition(t *testing.T) {
	each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 2))
		check := func(rows, k, n int, a, w []int8) {
			t.Helper()
			all, dst := guarded(rows*n, int32(-99))
			m := Pack(w, k, n)
			m.Mul(dst, a, rows)
			if want := naive(a, w, rows, k, n); !slices.Equal(dst, want) {
				t.Fatalf("rows %d, k %d, n %d: wrong product\n%s", rows, k, n, cmp.Diff(want[:min(64, len(want))], dst[:min(64, len(dst))]))
			}
			checkGuard(t, all, rows*n, -99)
		}
		for rows := 1; rows <= 17; rows++ {
			for _, k := range []int{1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 17, 31, 64, 65, 100} {
				for _, n := range []int{1, 7, 15, 16, 17, 32, 33, 48, 49, 64, 80, 96} {
					check(rows, k, n, randomBytes(rng, rows*k), randomBytes(rng, k*n))
				}
			}
		}
		for range 60 {
			rows, k, n := 1+rng.IntN(130), 1+rng.IntN(260), 1+rng.IntN(130)
			check(rows, k, n, randomBytes(rng, rows*k), randomBytes(rng, k*n))
		}
		for _, rows := range []int{rowBlock - 1, rowBlock, rowBlock + 1, 2*rowBlock + 9} {
			check(rows, 20, 50, randomBytes(rng, rows*20), randomBytes(rng, 20*50))
		}
		for _, extreme := range [][2]int8{{127, 127}, {-127, 127}, {127, -127}, {-127, -127}, {-128, -128}, {-128, 127}, {127, -128}} {
			k, rows, n := 1537, 9, 49
			check(rows, k, n, slices.Repeat([]int8{extreme[0]}, rows*k), slices.Repeat([]int8{extreme[1]}, k*n))
		}
	})
}
