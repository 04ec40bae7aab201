package cluster

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// A slot is 64 bits: the low 32 bits of the key's hash, never 0 as a whole
// slot because the highest bit of a used one is set, and the value. The slot
// where a search begins is given by the high bits of the hash.
const (
	usedBit   = 1 << 63
	valueBits = 31
)

func (t *Table) slot(i uint64) uint64 {
	return binary.LittleEndian.Uint64(t.slots[i*slotSize:])
}

func home(key, n uint64) uint64 {
	hi, _ := bits.Mul64(key, n)
	return hi
}

func (t *Table) find(key uint64) (value uint32, ok bool) {
	for i := home(key, t.n); ; {
		s := t.slot(i)
		if s == 0 {
			return 0, false
		}
		if uint32(s) == uint32(key) {
			return uint32(s >> 32 &^ (1 << valueBits)), true
		}
		if i++; i == t.n {
			i = 0
		}
	}
}

// Builder collects the entries of a table to be written.
type Builder struct {
	sizes   [3]int
	entries []struct {
		key   uint64
		value uint32
	}
}

// NewBuilder begins a table with the given numbers of classes, each at most
// 1024.
func NewBuilder(sizes [3]int) *Builder { return &Builder{sizes: sizes} }

// Class enters the classes of a word in the form that Normal gives it.
func (b *Builder) Class(word string, ids [3]uint16) error {
	v := uint32(0)
	for i, id := range ids {
		if int(id) >= b.sizes[i] {
			return fmt.Errorf("word %q: class %d of %d", word, id, b.sizes[i])
		}
		v |= uint32(id) << (10 * i)
	}
	b.add(classKey(word), v)
	return nil
}

// Case enters how often a word stands in mid-sentence in each Casing.
func (b *Builder) Case(word string, forms [4]int) {
	usual, total := 0, 0
	for i, n := range forms {
		total += n
		if n > forms[usual] {
			usual = i
		}
	}
	if total == 0 {
		return
	}
	level := uint32(math.Round(7 * float64(forms[Lower]) / float64(total)))
	b.add(caseKey(word), level|uint32(usual)<<3)
}

func (b *Builder) add(key uint64, value uint32) {
	b.entries = append(b.entries, struct {
		key   uint64
		value uint32
	}{key, value})
}

// Bytes is the file. It does not depend on the order in which words came, and
// fails if two of them cannot be told apart.
func (b *Builder) Bytes() ([]byte, error) {
	entries := slices.Clone(b.entries)
	slices.SortFunc(entries, func(x, y struct {
		key   uint64
		value uint32
	}) int {
		return cmp.Or(cmp.Compare(x.key, y.key), cmp.Compare(x.value, y.value))
	})
	n := uint64(len(entries)*5/4 + 1)
	out := make([]byte, headerSize, headerSize+n*slotSize)
	copy(out, magic)
	for i, k := range b.sizes {
		if k < 1 || k > maxClasses {
			return nil, fmt.Errorf("%d classes, and 1 to %d are possible", k, maxClasses)
		}
		binary.LittleEndian.PutUint32(out[8+4*i:], uint32(k))
	}
	binary.LittleEndian.PutUint32(out[20:], uint32(n))
	binary.LittleEndian.PutUint32(out[24:], uint32(len(entries)))
	t := &Table{slots: make([]byte, n*slotSize), n: n}
	for _, e := range entries {
		if _, taken := t.find(e.key); taken {
			return nil, fmt.Errorf("two words have the hash %x", e.key)
		}
		i := home(e.key, n)
		for t.slot(i) != 0 {
			if i++; i == n {
				i = 0
			}
		}
		binary.LittleEndian.PutUint64(t.slots[i*slotSize:], usedBit|uint64(e.value)<<32|uint64(uint32(e.key)))
	}
	return append(out, t.slots...), nil
}
