package kernel

import (
	"math"
	"unsafe"
)

// plain is the implementation in Go, the definition of all others.
var plain = implementation{
	name: "go",
	rows: 1, panels: 1,
	prepare: prepareSigned,
	tiles:   [][]func(*tile){{plainTile}},

	maxAbs: func(x *float32, n int) (m [16]int32) {
		m[0] = plainMaxAbs(unsafe.Slice(x, n))
		return m
	},
	quantise: func(dst *int8, x *float32, inverse float32, n int) {
		plainQuantise(unsafe.Slice(dst, n), unsafe.Slice(x, n), inverse)
	},
	gelu: func(x *float32, n int) { plainGELU(unsafe.Slice(x, n)) },
	max: func(x *float32, n int) (m [16]float32) {
		v := unsafe.Slice(x, n)
		copy(m[:], v)
		for i, v := range v {
			m[i%lanes] = max(m[i%lanes], v)
		}
		return m
	},
	expSum: func(x *float32, max float32, n int) (sums [16]float32) {
		plainExpSum(&sums, unsafe.Slice(x, n), max)
		return sums
	},
	maxColumns: func(x *float32, n int) (m [32]float32) {
		v := unsafe.Slice(x, n)
		copy(m[:], v)
		for i, v := range v {
			m[i%len(m)] = max(m[i%len(m)], v)
		}
		return m
	},
	exp2SumColumns: func(x, max *float32, n int) (sums [32]float32) {
		largest := (*[32]float32)(unsafe.Pointer(max))
		v := unsafe.Slice(x, n)
		for i := range v {
			e := plainExp2(v[i] - largest[i%len(largest)])
			v[i] = e
			sums[i%len(sums)] += e
		}
		return sums
	},
	scale: func(x *float32, by float32, n int) {
		v := unsafe.Slice(x, n)
		for i := range v {
			v[i] *= by
		}
	},
	addSum: func(x, y *float32, n int) (sums [16]float32) {
		plainAddSum(&sums, unsafe.Slice(x, n), unsafe.Slice(y, n))
		return sums
	},
	sum: func(x *float32, n int) (sums [16]float32) {
		for i, v := range unsafe.Slice(x, n) {
			sums[i%lanes] += v
		}
		return sums
	},
	deviation: func(x *float32, mean float32, n int) (squares [16]float32) {
		plainDeviation(&squares, unsafe.Slice(x, n), mean)
		return squares
	},
	normalise: func(dst, x *float32, mean, inverse float32, gain, bias *float32, n int) {
		plainNormalise(unsafe.Slice(dst, n), unsafe.Slice(x, n), mean, inverse, unsafe.Slice(gain, n), unsafe.Slice(bias, n))
	},

	floatRows: 1, floatColumns: 2,
	floatTiles: [][]func(*floatTile){{plainFloatTile, plainFloatTile}},
	transpose: func(dst, src *float32, stride, columns int, scale float32) {
		x := unsafe.Slice(src, (queries-1)*stride/4+columns)
		plainTranspose(unsafe.Slice(dst, columns*queries), x, stride/4, queries, columns, scale)
	},
}

// prepareSigned gives the activations as they are, in rows of whole groups:
// in place if the rows are whole already.
func prepareSigned(w *workspace, a []int8, rows, k int) (unsafe.Pointer, uintptr) {
	return prepareMultiple(w, a, rows, k, groupRows)
}

func prepareMultiple(w *workspace, a []int8, rows, k, multiple int) (unsafe.Pointer, uintptr) {
	stride := (k + multiple - 1) / multiple * multiple
	if stride == k {
		return unsafe.Pointer(unsafe.SliceData(a)), uintptr(k)
	}
	signed := sized(&w.signed, rows*stride)
	for r := range rows {
		row := signed[r*stride : (r+1)*stride]
		clear(row[copy(row, a[r*k:(r+1)*k]):])
	}
	return unsafe.Pointer(unsafe.SliceData(signed)), uintptr(stride)
}

func plainTile(t *tile) {
	w := unsafe.Slice((*int8)(t.w), t.groups*groupBytes)
	for count := range t.count {
		a := unsafe.Slice((*int8)(unsafe.Add(t.a, count*t.aStep)), t.groups*groupRows)
		var sums [panelColumns]int32
		for g := range len(a) / groupRows {
			a0, a1, a2, a3 := int32(a[4*g]), int32(a[4*g+1]), int32(a[4*g+2]), int32(a[4*g+3])
			q := w[g*groupBytes : (g+1)*groupBytes : (g+1)*groupBytes]
			for c := range sums {
				sums[c] += a0*int32(q[4*c]) + a1*int32(q[4*c+1]) + a2*int32(q[4*c+2]) + a3*int32(q[4*c+3])
			}
		}
		dst := unsafe.Add(t.dst, count*t.dstStep)
		if t.rowScale == nil {
			*(*[panelColumns]int32)(dst) = sums
			continue
		}
		row := *(*float32)(unsafe.Add(unsafe.Pointer(t.rowScale), count*t.rowStep))
		scale := (*[panelColumns]float32)(unsafe.Pointer(t.scale))
		bias := (*[panelColumns]float32)(unsafe.Pointer(t.bias))
		for c, sum := range sums {
			(*[panelColumns]float32)(dst)[c] = float32(float32(float32(sum)*row)*scale[c]) + bias[c]
		}
	}
}

// floatTile tells a float tile function its work: one tile of a float32
// product, a's rows by 16 or 32 columns of b. All steps are in bytes.
type floatTile struct {
	dst    *float32
	dstRow uintptr
	a      *float32
	aRow   uintptr // from a row of a to the next
	aTerm  uintptr // and from a term
	b      *float32
	bRow   uintptr
	terms  uintptr // number of rows of b, at least 1

	rowScale *float32 // nil, or what each row is multiplied by at the end

	count     uintptr // tiles to do, at least 1, and from one to the next:
	dstStep   uintptr
	aStep     uintptr
	columns16 uintptr // 1 or 2; plain Go has one function for both
}

func plainFloatTile(t *floatTile) {
	n := int(t.columns16) * lanes
	var sums [2 * lanes]float32
	for count := range t.count {
		clear(sums[:])
		a := unsafe.Add(unsafe.Pointer(t.a), count*t.aStep)
		for i := range t.terms {
			v := *(*float32)(unsafe.Add(a, i*t.aTerm))
			b := unsafe.Slice((*float32)(unsafe.Add(unsafe.Pointer(t.b), i*t.bRow)), n)
			for c, w := range b {
				sums[c] += float32(v * w)
			}
		}
		if t.rowScale != nil {
			by := *advance(t.rowScale, int(count))
			for c := range sums {
				sums[c] *= by
			}
		}
		copy(unsafe.Slice((*float32)(unsafe.Add(unsafe.Pointer(t.dst), count*t.dstStep)), n), sums[:n])
	}
}

func plainMaxAbs(x []float32) int32 {
	var m int32
	for _, v := range x {
		m = max(m, int32(math.Float32bits(v)&0x7fffffff))
	}
	return m
}

// shifter rounds a float32 below 2²² to the nearest integer, halves to even,
// by being added and subtracted: the sum has no bits left for a fraction.
const shifter = 3 << 22

func plainQuantise(dst []int8, x []float32, inverse float32) {
	for i, v := range x {
		dst[i] = int8(float32(float32(v*inverse)+shifter) - shifter)
	}
}

// erf(x) for |x| ≤ 4 is x·P(x²)/Q(x²): the rational function of these degrees
// whose largest error is the least (2.1e-8, 3.5e-7 with its roundings), found
// by iterated weighted least squares. erf(4) is 1 to 1.5e-8.
var (
	erfP = [...]float32{1.9748040358535945e-06, 0.000288041599560529, 0.004003706853836775, 0.05346766859292984, 0.1962505728006363, 1.128378987312317}
	erfQ = [...]float32{3.74805968021974e-05, 0.0012163722421973944, 0.015444546937942505, 0.11647706478834152, 0.5072537064552307, 1}
)

const sqrtHalf = 0.70710678118654752

func plainGELU(x []float32) {
	for i, v := range x {
		z := min(max(float32(v*sqrtHalf), -4), 4)
		s := float32(z * z)
		p, q := erfP[0], erfQ[0]
		for _, c := range erfP[1:] {
			p = float32(p*s) + c
		}
		for _, c := range erfQ[1:] {
			q = float32(q*s) + c
		}
		erf := float32(z*p) / q
		x[i] = float32(float32(v*0.5) * max(1+erf, 0))
	}
}

// 2ʸ for y ≤ 0 is 2ⁿ·2ᶠ with n the integer nearest to y. The polynomial for
// 2ᶠ has the least relative error (9.2e-8, 2.1e-7 with its roundings) among
// those of degree 5 that are 1 at 0. Smaller y than exp2Least give 0: their
// exponentials are not normal numbers.
const (
	exp2Least = -126
	log2e     = 1.44269504088896341
)

var exp2P = [...]float32{1.326472731307149e-3, 9.671512991189957e-3, 5.550733581185341e-2, 0.24022242426872253, 0.6931470036506653}

func plainExp2(y float32) float32 {
	if !(y >= exp2Least) {
		return 0
	}
	n := float32(y+shifter) - shifter
	f := y - n
	s := float32(f * f)
	// Not Horner's rule: three short chains instead of a long one.
	high := float32(f*exp2P[0]) + exp2P[1]
	middle := float32(f*exp2P[2]) + exp2P[3]
	low := float32(f*exp2P[4]) + 1
	p := float32(float32(float32(high*s)+middle)*s) + low
	return math.Float32frombits(math.Float32bits(p) + uint32(int32(n))<<23)
}

func plainExpSum(sums *[lanes]float32, x []float32, max float32) {
	for i, v := range x {
		e := plainExp2(float32(float32(v-max) * log2e))
		x[i] = e
		sums[i%lanes] += e
	}
}

func plainAddSum(sums *[lanes]float32, x, y []float32) {
	for i, v := range x {
		v += y[i]
		x[i] = v
		sums[i%lanes] += v
	}
}

func plainDeviation(squares *[lanes]float32, x []float32, mean float32) {
	for i, v := range x {
		d := v - mean
		squares[i%lanes] += float32(d * d)
	}
}

func plainNormalise(dst, x []float32, mean, inverse float32, gain, bias []float32) {
	for i, v := range x {
		dst[i] = float32(float32(float32(v-mean)*inverse)*gain[i]) + bias[i]
	}
}
