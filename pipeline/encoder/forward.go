package encoder

import (
	"math"

	"rollcall/pipeline/encoder/kernel"
)

// network computes labels' logits of a window. It is read-only.
type network struct {
	*weights
	width, heads int
	epsilon      float32
	relu         bool
	classID      int32 // the piece before a window, and the one behind it
	separatorID  int32
}

// buffers hold what one window needs; they grow to the largest window and are
// kept.
type buffers struct {
	x       []float32 // rows × width: the state
	qkv     []float32 // rows × 3·width
	mixed   []float32 // rows × width: what attention gathers
	delta   []float32 // rows × width: what a layer adds
	hidden  []float32 // feedRows × intermediate
	int8s   []int8    // a matrix of activations in integers
	scales  []float32 // and its rows' scales
	ids     []int32
	classes []uint8 // rows of the case embedding
	rows    []int32 // of the pieces that are labelled
}

// feedRows is the number of rows that go through the feed-forward layers at a
// time: their hidden activations then stay in the second cache.
const feedRows = 64

// grown is s with n elements, whose contents are arbitrary.
func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// apply sets dst, rows × outputs, to the layer's outputs for x.
func (l *linear) apply(b *buffers, dst, x []float32, rows int) {
	if l.int8s != nil {
		b.int8s = grown(b.int8s, rows*l.inputs)
		b.scales = grown(b.scales, rows)
		kernel.QuantiseRows(b.int8s, b.scales, x, l.inputs)
		l.int8s.Apply(dst, b.int8s, b.scales)
		return
	}
	kernel.Product(dst, l.outputs, x, l.inputs, l.floats, l.outputs, rows, l.inputs, l.outputs)
	for r := range rows {
		row := dst[r*l.outputs : (r+1)*l.outputs]
		for i, v := range l.bias[:len(row)] {
			row[i] += v
		}
	}
}

// apply replaces x by the layer norm of x + y, row by row.
func (n layerNorm) apply(x, y []float32, rows, width int, epsilon float32) {
	for r := range rows {
		kernel.AddLayerNorm(x[r*width:(r+1)*width], y[r*width:(r+1)*width], n.gain, n.bias, epsilon)
	}
}

// logits sets dst, len(b.rows) × labels, to the logits of the pieces b.rows
// (ascending) of the window b.ids with b.classes. A piece's logits depend on
// the pieces of its window alone, not on which others are asked for.
func (n *network) logits(b *buffers, dst []float32) {
	rows := len(b.ids)
	n.embed(b)
	for i := range n.layers {
		l := &n.layers[i]
		b.qkv = grown(b.qkv, rows*3*n.width)
		b.mixed = grown(b.mixed, rows*n.width)
		l.attention.apply(b, b.qkv, b.x, rows)
		scale := float32(1 / math.Sqrt(float64(n.width/n.heads)))
		kernel.Attention(b.mixed, b.qkv, b.qkv[n.width:], b.qkv[2*n.width:], 3*n.width, rows, n.heads, n.width/n.heads, scale)
		if i == len(n.layers)-1 {
			// Behind the last attention a piece is by itself: only those that
			// are labelled go on.
			n.gather(b)
			rows = len(b.rows)
		}
		b.delta = grown(b.delta, rows*n.width)
		l.output.apply(b, b.delta, b.mixed, rows)
		l.outputNorm.apply(b.x, b.delta, rows, n.width, n.epsilon)
		n.feed(l, b, rows)
	}
	n.head.apply(b, dst, b.x, rows)
}

// embed sets b.x to the sum of the embeddings, normed.
func (n *network) embed(b *buffers) {
	b.x = grown(b.x, len(b.ids)*n.width)
	for r, id := range b.ids {
		row := b.x[r*n.width : (r+1)*n.width]
		copy(row, n.positions[r*n.width:])
		n.words.addTo(row, int(id))
		if n.shapes != nil {
			at := int(b.classes[r]) * n.width
			for i, v := range n.shapes[at : at+n.width] {
				row[i] += v
			}
		}
		kernel.LayerNorm(row, row, n.norm.gain, n.norm.bias, n.epsilon)
	}
}

// gather moves the labelled rows of the state and of what attention gathered
// to the front.
func (n *network) gather(b *buffers) {
	for to, from := range b.rows {
		at := int(from) * n.width
		copy(b.x[to*n.width:(to+1)*n.width], b.x[at:at+n.width])
		copy(b.mixed[to*n.width:(to+1)*n.width], b.mixed[at:at+n.width])
	}
}

// feed sends the state through a layer's feed-forward part.
func (n *network) feed(l *layer, b *buffers, rows int) {
	for from := 0; from < rows; from += feedRows {
		part := min(feedRows, rows-from)
		x := b.x[from*n.width : (from+part)*n.width]
		delta := b.delta[:part*n.width]
		b.hidden = grown(b.hidden, part*l.up.outputs)
		l.up.apply(b, b.hidden, x, part)
		if n.relu {
			for i, v := range b.hidden {
				b.hidden[i] = max(v, 0)
			}
		} else {
			kernel.GELU(b.hidden)
		}
		l.down.apply(b, delta, b.hidden, part)
		l.downNorm.apply(x, delta, part, n.width, n.epsilon)
	}
}
