package kernel

import (
	"fmt"
	"unsafe"
)

// The packed layout, one for all processors: the columns of the matrix in
// panels of 16, the rows in groups of 4. Panel after panel, and group after
// group in it, come 64 bytes: column by column the 4 weights of the group.
// These are the operands of VPDPBUSD and SDOT as they want them. Rows and
// columns beyond the matrix are zero.
const (
	panelColumns = 16
	groupRows    = 4
	groupBytes   = panelColumns * groupRows
)

// MaxRows is the largest number of rows k of a Matrix: a sum of so many
// products of two 8-bit integers always fits 32 bits, corrections included.
const MaxRows = 1 << 15

// Matrix is a k × n matrix of 8-bit weights, packed for Mul.
type Matrix struct {
	k, n   int
	groups int // of 4 rows
	panels int // of 16 columns
	packed []int8
	// minus 128 times the sum of each column, which is what VPDPBUSD's sum
	// is too high by when the activations are made unsigned
	offset []int32
}

// PackedLen returns the number of bytes of a packed k × n matrix.
func PackedLen(k, n int) int {
	return (n + panelColumns - 1) / panelColumns * ((k + groupRows - 1) / groupRows) * groupBytes
}

// Pack packs the k × n matrix w, where w[i*n+j] is the weight from input i to
// output j. It panics if len(w) is not k*n or k is over MaxRows.
func Pack(w []int8, k, n int) *Matrix {
	checkShape(w, k, n)
	packed := make([]int8, PackedLen(k, n))
	for j := range n {
		column := packed[columnStart(j, k):]
		for i := range k {
			column[i/groupRows*groupBytes+i%groupRows] = w[i*n+j]
		}
	}
	return newMatrix(packed, k, n)
}

// PackOutputs packs the k × n matrix w given output by output, as PyTorch
// keeps a Linear's weight: w[j*k+i] is the weight from input i to output j.
// It panics if len(w) is not k*n or k is over MaxRows.
func PackOutputs(w []int8, k, n int) *Matrix {
	checkShape(w, k, n)
	packed := make([]int8, PackedLen(k, n))
	for j := range n {
		column, output := packed[columnStart(j, k):], w[j*k:(j+1)*k]
		// Whole groups are copied as one: models are packed when they are
		// opened.
		for len(output) >= groupRows && len(column) >= groupBytes {
			*(*[groupRows]int8)(column) = [groupRows]int8(output)
			column, output = column[groupBytes:], output[groupRows:]
		}
		copy(column, output)
	}
	return newMatrix(packed, k, n)
}

func checkShape(w []int8, k, n int) {
	if k < 1 || n < 1 || len(w)%n != 0 || len(w)/n != k {
		panic(fmt.Sprintf("kernel: %d weights for a %d × %d matrix", len(w), k, n))
	}
}

// columnStart returns where column j of k rows begins in the packed layout.
func columnStart(j, k int) int {
	groups := (k + groupRows - 1) / groupRows
	return j/panelColumns*groups*groupBytes + j%panelColumns*groupRows
}

// Wrap makes a Matrix of a k × n matrix that was packed before (see Packed)
// without copying it; packed must not change afterwards. The error says so if
// the length is not PackedLen(k, n) or a shape is out of range. Loads are
// a little faster when packed starts at a multiple of 64 bytes.
func Wrap(packed []byte, k, n int) (*Matrix, error) {
	if k < 1 || k > MaxRows || n < 1 || n > 1<<24 {
		return nil, fmt.Errorf("matrix of %d × %d: at least 1 × 1 and at most %d rows wanted", k, n, MaxRows)
	}
	if column := PackedLen(k, 1); len(packed)%column != 0 || len(packed)/column != (n+panelColumns-1)/panelColumns {
		return nil, fmt.Errorf("matrix of %d × %d: %d bytes packed, a whole number of panels wanted", k, n, len(packed))
	}
	return newMatrix(unsafe.Slice((*int8)(unsafe.Pointer(unsafe.SliceData(packed))), len(packed)), k, n), nil
}

func newMatrix(packed []int8, k, n int) *Matrix {
	if k > MaxRows {
		panic(fmt.Sprintf("kernel: matrix of %d rows, at most %d", k, MaxRows))
	}
	m := &Matrix{
		k: k, n: n,
		groups: (k + groupRows - 1) / groupRows,
		panels: (n + panelColumns - 1) / panelColumns,
		packed: packed,
	}
	m.offset = columnOffsets(m)
	return m
}

// Rows returns k, the number of inputs.
func (m *Matrix) Rows() int { return m.k }

// Columns returns n, the number of outputs.
func (m *Matrix) Columns() int { return m.n }

// Packed returns the matrix in the packed layout, which Wrap reads. It must
// not be changed.
func (m *Matrix) Packed() []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(m.packed))), len(m.packed))
}

// Mul sets dst, rows × n, to the product of a, rows × k, and m. It panics if a
// or dst is shorter than that.
func (m *Matrix) Mul(dst []int32, a []int8, rows int) {
	checkLen("dst", len(dst), rows, m.n)
	checkLen("a", len(a), rows, m.k)
	if rows == 0 {
		return
	}
	w := getWorkspace()
	defer w.put()
	w.tile = tile{dst: unsafe.Pointer(unsafe.SliceData(dst))}
	m.product(w, a, rows)
}

// Linear is a layer of 8-bit weights with a scale for each output and a bias.
type Linear struct {
	weights *Matrix
	scale   []float32 // both padded with zeros to whole panels
	bias    []float32
}

// NewLinear makes a layer of weights; scale[j] is what a unit of the weights
// of output j stands for. It panics if scale and bias do not have one value
// for each output. They are used in place where that is possible and must
// not change afterwards.
func NewLinear(weights *Matrix, scale, bias []float32) *Linear {
	if len(scale) != weights.n || len(bias) != weights.n {
		panic(fmt.Sprintf("kernel: %d scales and %d biases for %d outputs", len(scale), len(bias), weights.n))
	}
	return &Linear{weights, padded(scale), padded(bias)}
}

func padded(x []float32) []float32 {
	if len(x)%panelColumns == 0 {
		return x
	}
	p := make([]float32, (len(x)+panelColumns-1)/panelColumns*panelColumns)
	copy(p, x)
	return p
}

// Inputs returns the number of inputs of the layer.
func (l *Linear) Inputs() int { return l.weights.k }

// Outputs returns the number of outputs of the layer.
func (l *Linear) Outputs() int { return l.weights.n }

// Apply sets dst, len(scales) × outputs, to the layer's outputs for the rows
// a, len(scales) × inputs, that Quantise made of the activations, scales being
// what it returned for each: dst = a·w · scales[row] · scale[output] +
// bias[output], multiplied from left to right. It panics if a or dst is
// too short.
func (l *Linear) Apply(dst []float32, a []int8, scales []float32) {
	rows := len(scales)
	checkLen("dst", len(dst), rows, l.weights.n)
	checkLen("a", len(a), rows, l.weights.k)
	if rows == 0 {
		return
	}
	w := getWorkspace()
	defer w.put()
	w.tile = tile{
		dst:      unsafe.Pointer(unsafe.SliceData(dst)),
		rowScale: unsafe.SliceData(scales),
		scale:    unsafe.SliceData(l.scale),
		bias:     unsafe.SliceData(l.bias),
	}
	l.weights.product(w, a, rows)
}

// checkLen panics if there are not rows × columns elements; it divides, since
// a product of wild numbers may overflow to a tame one.
func checkLen(name string, have, rows, columns int) {
	if rows < 0 || columns > 0 && have/columns < rows {
		panic(fmt.Sprintf("kernel: %s has %d elements for %d × %d", name, have, rows, columns))
	}
}
