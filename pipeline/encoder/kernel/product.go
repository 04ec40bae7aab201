package kernel

import (
	"sync"
	"unsafe"
)

// tile tells a tile function its work: `count` tiles, one below another, each
// of some rows by some panels (the function's own numbers), of a matrix
// product. Assembly
// reads it through the offsets in go_asm.h. All steps are in bytes.
type tile struct {
	dst    unsafe.Pointer // int32, or float32 where rowScale is set
	dstRow uintptr        // from a row of dst to the next
	a      unsafe.Pointer // activations as the implementation prepared them
	aRow   uintptr        // from a row of a to the next
	w      unsafe.Pointer // first panel
	panel  uintptr        // from a panel of w to the next
	groups uintptr        // of 4 rows of w, at least 1
	offset *int32         // see Matrix

	ahead     uintptr // from w to what is wanted next: may be prefetched, as
	aheadStep uintptr // an address for each group of each tile, so far apart

	rowScale *float32 // of the rows; nil: leave the integers as they are
	scale    *float32 // of the columns
	bias     *float32 // of the columns

	count   uintptr // tiles to do, at least 1, and from one to the next:
	dstStep uintptr
	aStep   uintptr
	rowStep uintptr // rowScale
}

// workspace is what a call needs besides its arguments. The tile lies in it,
// as what is passed through a function value cannot lie on the stack.
type workspace struct {
	tile      tile
	floatTile floatTile
	signed    []int8    // activations as the tiles want them
	words     []int16   // the same, widened
	integer   []int32   // the last panel of a product
	scores    []float32 // of attention, a column for each query
	queries   []float32 // transposed
	columns   []float32 // the largest scores, then the inverses of the sums
}

var workspaces = sync.Pool{New: func() any { return new(workspace) }}

func getWorkspace() *workspace { return workspaces.Get().(*workspace) }

func (w *workspace) put() {
	w.tile, w.floatTile = tile{}, floatTile{} // a pool must not keep a caller's slices alive
	workspaces.Put(w)
}

// sized returns a slice of n elements whose contents are arbitrary, kept in
// *s for the next call.
func sized[T any](s *[]T, n int) []T {
	if cap(*s) < n {
		*s = make([]T, n+n/4)
	}
	return (*s)[:n]
}

// rowBlock is the number of rows that a product does before it goes on to the
// next ones: few enough to stay in the second cache while all weights pass by,
// and for the assembly, which the scheduler cannot interrupt, to be short.
const rowBlock = 256

// product computes rows × n of a·m into w.tile.dst. The caller has set dst
// and, for a Linear, the scales and the bias.
func (m *Matrix) product(w *workspace, a []int8, rows int) {
	whole := w.tile
	for r := 0; r < rows; r += rowBlock {
		t, n := whole, min(rowBlock, rows-r)
		t.dst = unsafe.Add(t.dst, r*m.n*4)
		if t.rowScale != nil {
			t.rowScale = advance(t.rowScale, r)
		}
		m.block(w, t, a[r*m.k:(r+n)*m.k], n)
	}
}

// block computes at most rowBlock rows; of base, it needs what product's
// caller has set.
func (m *Matrix) block(w *workspace, base tile, a []int8, rows int) {
	im := active.Load()
	base.a, base.aRow = im.prepare(w, a, rows, m.k)
	base.w = unsafe.Pointer(unsafe.SliceData(m.packed))
	base.panel = uintptr(m.groups * groupBytes)
	base.groups = uintptr(m.groups)
	base.offset = unsafe.SliceData(m.offset)
	base.dstRow = uintptr(m.n) * 4

	whole := m.n / panelColumns
	for p := 0; p < whole; p += im.panels {
		panels := min(im.panels, whole-p)
		w.tile = base.from(p)
		w.tile.dst = unsafe.Add(base.dst, p*panelColumns*4)
		if p+panels < m.panels {
			w.tile.ahead = uintptr(panels) * base.panel
			// All of it, if there are tiles enough to ask for each line.
			tiles := (rows + im.rows - 1) / im.rows
			w.tile.aheadStep = uintptr(min(panels*groupBytes/tiles, groupBytes))
		}
		im.strip(&w.tile, rows, panels)
	}
	// The last panel of a matrix that does not fill it goes through a buffer.
	if left := m.n % panelColumns; left > 0 {
		buffer := sized(&w.integer, rows*panelColumns)
		w.tile = base.from(whole)
		w.tile.dst, w.tile.dstRow = unsafe.Pointer(unsafe.SliceData(buffer)), panelColumns*4
		im.strip(&w.tile, rows, 1)
		out := unsafe.Slice((*int32)(base.dst), rows*m.n)
		for r := range rows {
			copy(out[r*m.n+whole*panelColumns:(r+1)*m.n], buffer[r*panelColumns:])
		}
	}
}

// from returns the tile with the operands that belong to columns moved to
// panel p.
func (t tile) from(p int) tile {
	t.w = unsafe.Add(t.w, uintptr(p)*t.panel)
	t.offset = advance(t.offset, p*panelColumns)
	if t.rowScale != nil {
		t.scale = advance(t.scale, p*panelColumns)
		t.bias = advance(t.bias, p*panelColumns)
	}
	return t
}

func advance[T int32 | float32](p *T, n int) *T {
	return (*T)(unsafe.Add(unsafe.Pointer(p), n*4))
}

// strip computes a strip of panels for all rows, which keeps the strip's
// weights in the first cache.
func (im *implementation) strip(t *tile, rows, panels int) {
	if full := rows / im.rows; full > 0 {
		t.count = uintptr(full)
		t.aStep = uintptr(im.rows) * t.aRow
		t.dstStep = uintptr(im.rows) * t.dstRow
		t.rowStep = uintptr(im.rows) * 4
		im.tiles[im.rows-1][panels-1](t)
	}
	if rest := rows % im.rows; rest > 0 {
		// Only here: a pointer past the end of its slice must not be made.
		done := rows - rest
		t.a = unsafe.Add(t.a, uintptr(done)*t.aRow)
		t.dst = unsafe.Add(t.dst, uintptr(done)*t.dstRow)
		if t.rowScale != nil {
			t.rowScale = advance(t.rowScale, done)
		}
		t.count = 1
		im.tiles[rest-1][panels-1](t)
	}
}

// columnOffsets returns minus 128 times the sum of each column, for whole
// panels.
func columnOffsets(m *Matrix) []int32 {
	offset := make([]int32, m.panels*panelColumns)
	for p := range m.panels {
		sums := offset[p*panelColumns : (p+1)*panelColumns]
		panel := m.packed[p*m.groups*groupBytes : (p+1)*m.groups*groupBytes]
		for g := 0; g < len(panel); g += groupBytes {
			q := panel[g : g+groupBytes : g+groupBytes]
			for c := range sums {
				sums[c] += int32(q[4*c]) + int32(q[4*c+1]) + int32(q[4*c+2]) + int32(q[4*c+3])
			}
		}
	}
	for i := range offset {
		offset[i] *= -128
	}
	return offset
}
