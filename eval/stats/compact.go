package stats

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// compact is a table made for adding up weighted rows many times: equal columns
// are one, equal rows are one, rows of zeros are none, and several columns of
// small counts share a word, wide enough that no sum of as many rows as the
// table has can run from one into the next.
type compact struct {
	rows   int
	group  []int32 // of each row of the table; -1 for a row of zeros
	sizes  []int   // of each group
	sample []int   // of each group: a row of it

	words  int
	packed []uint64 // group by group
	fields []field
	floats []float64 // group by group: columns that are not natural numbers
	plain  [][]int   // of each of these: the columns of the table
}

// field is where the sum of a column stands.
type field struct {
	word    int
	shift   uint
	mask    uint64
	half    bool // the column was doubled
	columns []int
}

// wordBits is how wide the words are.
const wordBits = 64

func newCompact(t *Table) *compact {
	c := &compact{rows: t.rows, group: make([]int32, t.rows)}
	columns := distinctColumns(t)

	var key []byte
	seen := map[string]int32{}
	for i := range t.rows {
		row := t.Row(i)
		key = key[:0]
		zero := true
		for _, same := range columns {
			x := row[same[0]]
			zero = zero && x == 0
			key = binary.LittleEndian.AppendUint64(key, math.Float64bits(x))
		}
		if zero {
			c.group[i] = -1
			continue
		}
		g, ok := seen[string(key)]
		if !ok {
			g = int32(len(c.sizes))
			seen[string(key)] = g
			c.sizes = append(c.sizes, 0)
			c.sample = append(c.sample, i)
		}
		c.group[i] = g
		c.sizes[g]++
	}
	c.pack(t, columns)
	return c
}

// distinctColumns lists the columns that are not all zeros, equal ones together.
func distinctColumns(t *Table) [][]int {
	seen := map[string]int{}
	var out [][]int
	key := make([]byte, 0, 8*t.rows)
	for c := range t.columns {
		key = key[:0]
		zero := true
		for i := range t.rows {
			x := t.cells[i*t.columns+c]
			zero = zero && x == 0
			key = binary.LittleEndian.AppendUint64(key, math.Float64bits(x))
		}
		if zero {
			continue
		}
		at, ok := seen[string(key)]
		if !ok {
			at = len(out)
			seen[string(key)] = at
			out = append(out, nil)
		}
		out[at] = append(out[at], c)
	}
	return out
}

// pack fills words with columns, first fit.
func (c *compact) pack(t *Table, columns [][]int) {
	var free []uint // bits of each word
	for _, same := range columns {
		whole, half, most := true, false, 0.0
		for _, i := range c.sample {
			x := t.Row(i)[same[0]]
			whole = whole && isWhole(x)
			half = half || x != math.Trunc(x)
			most = max(most, x)
		}
		if half {
			most *= 2
		}
		width := uint(bits.Len64(uint64(most) * uint64(t.rows)))
		if !whole || most*float64(t.rows) >= 1<<53 {
			c.plain = append(c.plain, same)
			continue
		}
		f := field{word: -1, mask: 1<<width - 1, half: half, columns: same}
		for w, n := range free {
			if n >= width {
				f.word = w
				break
			}
		}
		if f.word < 0 {
			f.word = len(free)
			free = append(free, wordBits)
		}
		f.shift = wordBits - free[f.word]
		free[f.word] -= width
		c.fields = append(c.fields, f)
	}
	c.words = len(free)
	c.packed = make([]uint64, len(c.sizes)*c.words)
	c.floats = make([]float64, len(c.sizes)*len(c.plain))
	for g, i := range c.sample {
		row := t.Row(i)
		for _, f := range c.fields {
			x := row[f.columns[0]]
			if f.half {
				x *= 2
			}
			c.packed[g*c.words+f.word] |= uint64(x) << f.shift
		}
		for k, same := range c.plain {
			c.floats[g*len(c.plain)+k] = row[same[0]]
		}
	}
}

// adder adds up weighted rows; one goroutine has one.
type adder struct {
	*compact
	weights []uint32 // of each group
	words   []uint64
	floats  []float64
	sums    []float64
}

func (c *compact) newAdder(columns int) *adder {
	return &adder{c, make([]uint32, len(c.sizes)), make([]uint64, c.words), make([]float64, len(c.plain)), make([]float64, columns)}
}

// add sets sums to those of the rows as often as their weights say.
func (a *adder) add() {
	words := a.words
	clear(words)
	at := 0
	for _, weight := range a.weights {
		if weight > 0 {
			w := uint64(weight)
			for k, x := range a.packed[at : at+len(words)] {
				words[k] += w * x
			}
		}
		at += len(words)
	}
	for _, f := range a.fields {
		x := float64(words[f.word] >> f.shift & f.mask)
		if f.half {
			x /= 2
		}
		for _, c := range f.columns {
			a.sums[c] = x
		}
	}
	if n := len(a.plain); n > 0 {
		clear(a.floats)
		for g, weight := range a.weights {
			if weight > 0 {
				for k, x := range a.compact.floats[g*n : (g+1)*n] {
					a.floats[k] += float64(weight) * x
				}
			}
		}
		for k, same := range a.plain {
			for _, c := range same {
				a.sums[c] = a.floats[k]
			}
		}
	}
}
