package kernel

import (
	"fmt"
	"unsafe"
)

// Product sets dst, rows × columns, to the product of a, rows × terms, and b,
// terms × columns, all of float32 and given row by row with the number of
// elements from a row's start to the next one's. Each element is the sum of
// its terms from the first to the last. dst must not overlap a or b. It panics
// if a slice is too short for its shape or a stride for its row.
func Product(dst []float32, dstStride int, a []float32, aStride int, b []float32, bStride int, rows, terms, columns int) {
	checkStrided("dst", len(dst), rows, columns, dstStride)
	checkStrided("a", len(a), rows, terms, aStride)
	checkStrided("b", len(b), terms, columns, bStride)
	if rows == 0 || columns == 0 {
		return
	}
	if terms == 0 {
		for r := range rows {
			clear(dst[r*dstStride : r*dstStride+columns])
		}
		return
	}
	w := getWorkspace()
	defer w.put()
	w.floatProduct(floatTile{
		dst: &dst[0], dstRow: uintptr(dstStride * 4),
		a: &a[0], aRow: uintptr(aStride * 4), aTerm: 4,
		b: &b[0], bRow: uintptr(bStride * 4),
		terms: uintptr(terms),
	}, rows, columns)
}

func checkStrided(name string, have, rows, columns, stride int) {
	short := rows > 0 && (have < columns || stride > 0 && (have-columns)/stride < rows-1)
	if rows < 0 || columns < 0 || stride < columns || short {
		panic(fmt.Sprintf("kernel: %s has %d elements for %d × %d with a stride of %d", name, have, rows, columns, stride))
	}
}

// floatProduct computes the product that t describes but for the counts.
func (w *workspace) floatProduct(t floatTile, rows, columns int) {
	im := active.Load()
	t.dstStep, t.aStep = uintptr(im.floatRows)*t.dstRow, uintptr(im.floatRows)*t.aRow
	full, rest := rows/im.floatRows, rows%im.floatRows
	for c := 0; c+lanes <= columns; {
		vectors := min(im.floatColumns, (columns-c)/lanes)
		w.floatTile = t
		u := &w.floatTile
		u.dst, u.b = advance(t.dst, c), advance(t.b, c)
		u.columns16 = uintptr(vectors)
		if full > 0 {
			u.count = uintptr(full)
			im.floatTiles[im.floatRows-1][vectors-1](u)
		}
		if rest > 0 {
			u.count = 1
			u.dst = (*float32)(unsafe.Add(unsafe.Pointer(u.dst), uintptr(rows-rest)*t.dstRow))
			u.a = (*float32)(unsafe.Add(unsafe.Pointer(u.a), uintptr(rows-rest)*t.aRow))
			if u.rowScale != nil {
				u.rowScale = advance(u.rowScale, rows-rest)
			}
			im.floatTiles[rest-1][vectors-1](u)
		}
		c += vectors * lanes
	}
	// Fewer than 16 columns are left: the same sums, one by one.
	for c := columns / lanes * lanes; c < columns; c++ {
		for r := range uintptr(rows) {
			var sum float32
			a := unsafe.Add(unsafe.Pointer(t.a), r*t.aRow)
			for i := range t.terms {
				b := *(*float32)(unsafe.Add(unsafe.Pointer(t.b), i*t.bRow+uintptr(c)*4))
				sum += float32(*(*float32)(unsafe.Add(a, i*t.aTerm)) * b)
			}
			if t.rowScale != nil {
				sum *= *advance(t.rowScale, int(r))
			}
			*(*float32)(unsafe.Add(unsafe.Pointer(t.dst), r*t.dstRow+uintptr(c)*4)) = sum
		}
	}
}

// queries is the number of queries that are done at a time. Their scores
// stand in columns, a row for each key, so that the softmax goes down the
// columns: no sum runs across a vector, and no window's length is a bad one.
const queries = 32

// Attention computes attention of `heads` heads of `width` elements over a
// window of `rows` positions. q, k and v hold a row every stride elements, and
// in it head after head (they may be three parts of one matrix); dst, rows ×
// heads·width, gets for each position and head the sum of v weighted by the
// softmax of scale·q·k: the largest score of a query is taken from all of
// them, and the sum of v weighted by their exponentials is multiplied by the
// inverse of the sum of these, both summed from the first key to the last.
// dst must not overlap the others. It panics if a slice is too short.
func Attention(dst, q, k, v []float32, stride, rows, heads, width int, scale float32) {
	if heads < 0 || width < 1 {
		panic(fmt.Sprintf("kernel: %d heads of %d elements", heads, width))
	}
	if rows > 0 {
		checkLen("a row of dst", len(dst), heads, width) // heads·width is a sane number
	}
	checkStrided("dst", len(dst), rows, heads*width, heads*width)
	checkStrided("q", len(q), rows, heads*width, stride)
	checkStrided("k", len(k), rows, heads*width, stride)
	checkStrided("v", len(v), rows, heads*width, stride)
	if rows == 0 || heads == 0 {
		return
	}
	im := active.Load()
	w := getWorkspace()
	defer w.put()
	scale = float32(scale * log2e) // so that the exponentials are powers of 2
	scores := sized(&w.scores, rows*queries)
	asked := sized(&w.queries, width*queries)
	column := sized(&w.columns, queries)
	for h := range heads {
		at := h * width
		for r := 0; r < rows; r += queries {
			n := min(queries, rows-r)
			im.transpose32(asked, q[r*stride+at:], stride, n, width, scale)
			w.floatProduct(floatTile{
				dst: &scores[0], dstRow: queries * 4,
				a: &k[at], aRow: uintptr(stride * 4), aTerm: 4,
				b: &asked[0], bRow: queries * 4,
				terms: uintptr(width),
			}, rows, queries)
			largest := im.maxColumns(&scores[0], len(scores))
			copy(column, largest[:])
			for i, sum := range im.exp2SumColumns(&scores[0], &column[0], len(scores)) {
				column[i] = 1 / sum
			}
			w.floatProduct(floatTile{
				dst: &dst[r*heads*width+at], dstRow: uintptr(heads * width * 4),
				a: &scores[0], aRow: 4, aTerm: queries * 4,
				b: &v[at], bRow: uintptr(stride * 4),
				terms:    uintptr(rows),
				rowScale: &column[0],
			}, n, width)
		}
	}
}

// transpose sets dst, columns × queries, to scale times the transpose of x,
// rows × columns, with zeros after each row.
func (im *implementation) transpose32(dst []float32, x []float32, stride, rows, columns int, scale float32) {
	whole := columns / 8 * 8
	if rows < queries {
		clear(dst)
		whole = 0
	}
	if whole > 0 {
		im.transpose(&dst[0], &x[0], stride*4, whole, scale)
	}
	if whole < columns {
		plainTranspose(dst[whole*queries:], x[whole:], stride, rows, columns-whole, scale)
	}
}

func plainTranspose(dst, x []float32, stride, rows, columns int, scale float32) {
	for r := range rows {
		for c, v := range x[r*stride : r*stride+columns] {
			dst[c*queries+r] = float32(v * scale)
		}
	}
}
