package kernel

import (
	"fmt"
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
	w.product(dst, dstStride, a, aStride, b, bStride, rows, terms, columns)
}

func checkStrided(name string, have, rows, columns, stride int) {
	if rows < 0 || columns < 0 || stride < columns || rows > 0 && have < (rows-1)*stride+columns {
		panic(fmt.Sprintf("kernel: %s has %d elements for %d × %d with a stride of %d", name, have, rows, columns, stride))
	}
}

func (w *workspace) product(dst []float32, dstStride int, a []float32, aStride int, b []float32, bStride int, rows, terms, columns int) {
	im := active.Load()
	t := &w.floatTile
	for c := 0; c+lanes <= columns; c += int(t.columns16) * lanes {
		*t = floatTile{
			dst: &dst[c], dstRow: uintptr(dstStride * 4),
			a: &a[0], aRow: uintptr(aStride * 4),
			b: &b[c], bRow: uintptr(bStride * 4),
			terms:     uintptr(terms),
			columns16: uintptr(min(im.floatColumns, (columns-c)/lanes)),
			count:     uintptr(rows / im.floatRows),
			dstStep:   uintptr(im.floatRows * dstStride * 4),
			aStep:     uintptr(im.floatRows * aStride * 4),
		}
		if t.count > 0 {
			im.floatTiles[im.floatRows-1][t.columns16-1](t)
		}
		if rest := rows % im.floatRows; rest > 0 {
			done := rows - rest
			t.count = 1
			t.dst, t.a = &dst[done*dstStride+c], &a[done*aStride]
			im.floatTiles[rest-1][t.columns16-1](t)
		}
	}
	// Fewer than 16 columns are left: the same sums, one by one.
	for c := columns / lanes * lanes; c < columns; c++ {
		for r := range rows {
			var sum float32
			for i, v := range a[r*aStride : r*aStride+terms] {
				sum += float32(v * b[i*bStride+c])
			}
			dst[r*dstStride+c] = sum
		}
	}
}

// attentionRows is the number of queries whose scores are held at a time:
// few enough for the first cache, enough to fill the tiles.
const attentionRows = 32

// Attention computes attention of `heads` heads of `width` elements over a
// window of `rows` positions. q, k and v hold a row every stride elements, and
// in it head after head (they may be three parts of one matrix); dst, rows ×
// heads·width, gets for each position and head the sum of v weighted by the
// softmax of scale·q·k. dst must not overlap the others. It panics if a slice
// is too short.
func Attention(dst, q, k, v []float32, stride, rows, heads, width int, scale float32) {
	if heads < 0 || width < 1 {
		panic(fmt.Sprintf("kernel: %d heads of %d elements", heads, width))
	}
	checkStrided("dst", len(dst), rows, heads*width, heads*width)
	checkStrided("q", len(q), rows, heads*width, stride)
	checkStrided("k", len(k), rows, heads*width, stride)
	checkStrided("v", len(v), rows, heads*width, stride)
	if rows == 0 || heads == 0 {
		return
	}
	w := getWorkspace()
	defer w.put()
	// Keys are padded to whole vectors: with zeros, and what comes of them is
	// cut off before the softmax.
	keys := (rows + lanes - 1) / lanes * lanes
	scores := sized(&w.scores, attentionRows*keys)
	transposed := sized(&w.keys, width*keys)
	for h := range heads {
		at := h * width
		transpose(transposed, keys, k[at:], stride, rows, width, scale)
		for r := 0; r < rows; r += attentionRows {
			n := min(attentionRows, rows-r)
			w.product(scores, keys, q[r*stride+at:], stride, transposed, keys, n, width, keys)
			for i := range n {
				Softmax(scores[i*keys : i*keys+rows])
			}
			w.product(dst[r*heads*width+at:], heads*width, scores, keys, v[at:], stride, n, rows, width)
		}
	}
}

// transpose sets dst, columns × padded, to scale times the transpose of x,
// rows × columns, with zeros after each row.
func transpose(dst []float32, padded int, x []float32, stride, rows, columns int, scale float32) {
	for c := range columns {
		row := dst[c*padded : (c+1)*padded]
		for r := range rows {
			row[r] = float32(x[r*stride+c] * scale)
		}
		clear(row[rows:])
	}
}
