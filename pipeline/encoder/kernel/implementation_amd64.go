package kernel

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

func implementations() []*implementation {
	var list []*implementation
	x := &cpu.X86
	if x.HasAVX512F && x.HasAVX512BW && x.HasAVX512DQ && x.HasAVX512VL && x.HasAVX512VNNI && x.HasAVX2 {
		list = append(list, &avx512)
	}
	if x.HasAVX2 {
		if x.HasAVXVNNI {
			list = append(list, &avxVNNI)
		}
		list = append(list, &avx2)
	}
	return append(list, &plain)
}

func features() map[string]bool {
	x := &cpu.X86
	return map[string]bool{
		"avx2": x.HasAVX2, "avxvnni": x.HasAVXVNNI,
		"avx512f": x.HasAVX512F, "avx512bw": x.HasAVX512BW, "avx512dq": x.HasAVX512DQ,
		"avx512vl": x.HasAVX512VL, "avx512vnni": x.HasAVX512VNNI,
	}
}

var avx512 = implementation{
	name: "avx512vnni",
	rows: 8, panels: 3,
	prepare: prepareUnsigned,
	tiles:   avx512Tiles,

	maxAbs: avx512MaxAbs, quantise: avx512Quantise, gelu: avx512GELU,
	max: avx512Max, expSum: avx512ExpSum, scale: avx512Scale,
	maxColumns: avx512MaxColumns, exp2SumColumns: avx512Exp2SumColumns,
	addSum: avx512AddSum, sum: avx512Sum, deviation: avx512Deviation, normalise: avx512Normalise,

	floatRows: 8, floatColumns: 2,
	floatTiles: avx512FloatTiles,
	transpose:  avx2Transpose,
}

var avx2 = implementation{
	name: "avx2",
	rows: 6, panels: 1,
	prepare: prepareWide,
	tiles:   avx2Tiles,

	maxAbs: avx2MaxAbs, quantise: avx2Quantise, gelu: avx2GELU,
	max: avx2Max, expSum: avx2ExpSum, scale: avx2Scale,
	maxColumns: avx2MaxColumns, exp2SumColumns: avx2Exp2SumColumns,
	addSum: avx2AddSum, sum: avx2Sum, deviation: avx2Deviation, normalise: avx2Normalise,

	floatRows: 4, floatColumns: 1,
	floatTiles: avx2FloatTiles,
	transpose:  avx2Transpose,
}

// avxVNNI is avx2 but for the product of integers.
var avxVNNI = func() implementation {
	im := avx2
	im.name = "avxvnni"
	im.rows, im.prepare, im.tiles = 6, prepareUnsigned, avxVNNITiles
	return im
}()

// prepareUnsigned gives the activations plus 128, in rows of whole groups.
func prepareUnsigned(w *workspace, a []int8, rows, k int) (unsafe.Pointer, uintptr) {
	stride := (k + groupRows - 1) / groupRows * groupRows
	unsigned := sized(&w.signed, rows*stride)
	for r, step := 0, wholeRows(rows, k, stride); r < rows; r += step {
		dst, src := unsigned[r*stride:(r+step)*stride], a[r*k:(r+step)*k]
		const vector = 32
		whole := len(src) / vector * vector
		if whole > 0 {
			avx2Unsigned(&dst[0], &src[0], whole)
		}
		for i := whole; i < len(src); i++ {
			dst[i] = src[i] ^ -128
		}
		clear(dst[len(src):])
	}
	return unsafe.Pointer(unsafe.SliceData(unsigned)), uintptr(stride)
}

// prepareWide gives the activations in 16 bits, in rows of whole groups.
func prepareWide(w *workspace, a []int8, rows, k int) (unsafe.Pointer, uintptr) {
	stride := (k + groupRows - 1) / groupRows * groupRows
	words := sized(&w.words, rows*stride)
	for r, step := 0, wholeRows(rows, k, stride); r < rows; r += step {
		dst, src := words[r*stride:(r+step)*stride], a[r*k:(r+step)*k]
		const vector = 32
		whole := len(src) / vector * vector
		if whole > 0 {
			avx2Widen(&dst[0], &src[0], whole)
		}
		for i := whole; i < len(src); i++ {
			dst[i] = int16(src[i])
		}
		clear(dst[len(src):])
	}
	return unsafe.Pointer(unsafe.SliceData(words)), uintptr(stride * 2)
}

// wholeRows returns how many rows can be prepared in one go: all of them where
// they follow each other without gaps.
func wholeRows(rows, k, stride int) int {
	if k == stride {
		return rows
	}
	return 1
}
