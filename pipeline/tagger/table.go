package tagger

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// bucketSlots is how many features share a bucket. With six weights for each
// (three types) a bucket is 64 bytes, one cache line, so that asking for a
// feature costs one access to memory.
const bucketSlots = 8

// table maps features to weights in one byte each. A feature is known by a
// 64-bit hash: its upper bits choose a bucket, its lowest 16 are kept in the
// bucket and compared, so that a feature never seen in training is taken for
// another one in about one of eight thousand cases, not always as in a plain
// hashed table. The weight of O is 0 for every feature and is not kept.
//
// A bucket is eight 16-bit checks (0: empty), then for each slot width weights.
type table struct {
	width int     // weights of a feature: labels without O
	bits  int     // logarithm of the number of buckets
	scale float32 // value of a weight's unit
	data  []byte
}

func (t *table) stride() int { return bucketSlots * (2 + t.width) }

func check(key uint64) uint16 { return max(uint16(key), 1) }

// add adds a feature's weights to sum, in units of scale; sum[0] is the first
// label after O.
func (t *table) add(sum []int32, key uint64) {
	stride := bucketSlots * (2 + t.width)
	at := int(key>>(64-uint(t.bits))) * stride
	d := t.data[at : at+stride : at+stride]
	const ones, tops = 0x0001000100010001, 0x8000800080008000
	want := uint64(check(key)) * ones
	slot := 0
	x := binary.LittleEndian.Uint64(d) ^ want
	z := (x - ones) & ^x & tops
	if z == 0 {
		x = binary.LittleEndian.Uint64(d[8:]) ^ want
		z = (x - ones) & ^x & tops
		if z == 0 {
			return
		}
		slot = 4
	}
	slot += bits.TrailingZeros64(z) >> 4
	if t.width == 6 && len(sum) >= 6 {
		w := d[2*bucketSlots+6*slot:]
		w = w[:6:6]
		s := sum[:6:6]
		s[0] += int32(int8(w[0]))
		s[1] += int32(int8(w[1]))
		s[2] += int32(int8(w[2]))
		s[3] += int32(int8(w[3]))
		s[4] += int32(int8(w[4]))
		s[5] += int32(int8(w[5]))
		return
	}
	w := d[2*bucketSlots+t.width*slot:][:t.width]
	for k, v := range w {
		sum[k] += int32(int8(v))
	}
}

// newTable quantises the weights of the given features. weights holds width
// values for each key. Where more features fall into a bucket than it has
// slots, those with the smallest weights are left out.
func newTable(keys []uint64, weights []float32, width int) *table {
	t := &table{width: width, scale: 1}
	size := make([]float32, len(keys)) // greatest absolute weight of each feature
	top := float32(0)
	for i := range keys {
		for _, w := range weights[i*width : (i+1)*width] {
			size[i] = max(size[i], abs(w))
		}
		top = max(top, size[i])
	}
	if top > 0 {
		t.scale = top / 127
	}
	order := make([]int, 0, len(keys))
	for i := range keys {
		if math.Round(float64(size[i]/t.scale)) > 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		if c := cmp.Compare(size[b], size[a]); c != 0 {
			return c
		}
		return cmp.Compare(keys[a], keys[b])
	})
	// About six of eight slots filled: few buckets overflow, little is empty.
	for t.bits = 2; bucketSlots<<t.bits < len(order)*5/4 && t.bits < 24; t.bits++ {
	}
	stride := t.stride()
	t.data = make([]byte, stride<<t.bits)
	for _, i := range order {
		d := t.data[int(keys[i]>>(64-uint(t.bits)))*stride:][:stride]
		c := check(keys[i])
		for slot := range bucketSlots {
			old := binary.LittleEndian.Uint16(d[2*slot:])
			if old == c {
				break // indistinguishable from a heavier feature
			}
			if old != 0 {
				continue
			}
			binary.LittleEndian.PutUint16(d[2*slot:], c)
			for k, w := range weights[i*width : (i+1)*width] {
				d[2*bucketSlots+t.width*slot+k] = byte(int8(math.Round(float64(w / t.scale))))
			}
			break
		}
	}
	return t
}

func abs(v float32) float32 { return max(v, -v) }

// append writes the table after dst.
func (t *table) append(dst []byte) []byte {
	dst = binary.LittleEndian.AppendUint32(dst, uint32(t.width))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(t.bits))
	dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(t.scale))
	dst = binary.LittleEndian.AppendUint32(dst, 0) // keeps buckets on 16 bytes
	return append(dst, t.data...)
}

var errShort = errors.New("file ends too early")

// readTable reads a table for the given number of weights from the front of
// data, which it keeps, and returns what follows.
func readTable(data []byte, width int) (*table, []byte, error) {
	if len(data) < 16 {
		return nil, nil, errShort
	}
	t := &table{
		width: int(binary.LittleEndian.Uint32(data)),
		bits:  int(binary.LittleEndian.Uint32(data[4:])),
		scale: math.Float32frombits(binary.LittleEndian.Uint32(data[8:])),
	}
	data = data[16:]
	switch {
	case t.width != width:
		return nil, nil, fmt.Errorf("table has %d weights a feature, the label set needs %d", t.width, width)
	case t.bits < 1 || t.bits > 24:
		return nil, nil, fmt.Errorf("table of 2^%d buckets", t.bits)
	case !(t.scale > 0 && t.scale < 1e3):
		return nil, nil, fmt.Errorf("table's scale is %g", t.scale)
	}
	size := t.stride() << t.bits
	if len(data) < size {
		return nil, nil, errShort
	}
	t.data = data[:size:size]
	return t, data[size:], nil
}

// equal reports whether two tables hold the same bytes.
func (t *table) equal(o *table) bool {
	return t.width == o.width && t.bits == o.bits && t.scale == o.scale && bytes.Equal(t.data, o.data)
}
