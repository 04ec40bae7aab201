package gazetteer

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"

	"rollcall/text"
)

// table maps paths of tokens to entries of lists. A path is known by the
// 64-bit hash of its tokens: 32 bits are compared in the slot, the others in
// the entry. All of it lies in byte slices of the layout that a compiled file
// has, so that such a file is used where it lies.
//
// slots is a hash table with open addressing. Keys are in ascending order but
// for gaps, and the search for one begins at its share of the table, so there
// is one layout only for a set of keys, in whatever order they came.
type table struct {
	lists   []List
	base    int    // index of lists[0] in the set
	starts  []byte // bits by hash of first tokens: whether a name may begin so
	shift   uint8  // 64 less the logarithm of their number
	homes   uint64 // how many slots a search can begin at
	slots   []byte // slotSize each; the last one is free
	entries []byte // entrySize each, those of one path together
	facts   []byte // factSize each
	strings []byte // length and bytes each
	classes []class
	mapped  bool // read from a compiled file
}

const (
	slotSize  = 8  // 32 bits of the key, then moreBit and the first entry plus one
	entrySize = 20 // see entry
	factSize  = 12 // see fact

	// moreBit is set where a longer name begins with the path.
	moreBit = 1 << 31
)

// entry is a name or alias of a list. All entries of a path stand together.
type entry struct {
	rest  uint32 // the high 32 bits of the path's hash
	exact uint32 // hash of the name with its case
	name  uint32 // where it stands in strings
	fact  uint32
	list  uint16
	how   policy // how case is compared, last, alias
}

// fact is what entries of one line have in common.
type fact struct {
	class uint32
	key   uint32 // where it stands in strings; 0 for none
	name  uint32 // of the line, where there are aliases; otherwise 0
}

// class is what many lines have in common.
type class struct {
	kind                text.Type
	weight              float64
	propose             propose
	before, after, near string
}

func (c class) hasContext() bool { return c.before != "" || c.after != "" || c.near != "" }

// propose says whether a match becomes a candidate.
type propose uint8

const (
	proposeNo     propose = iota // not, since the list does not propose
	proposeNever                 // not, says the line
	proposeYes                   // weighed against what readers found
	proposeAlways                // whatever readers found
)

func (t *table) count() int { return len(t.entries) / entrySize }

func (t *table) entry(i int) entry {
	b := t.entries[i*entrySize : (i+1)*entrySize : (i+1)*entrySize]
	return entry{
		rest:  binary.LittleEndian.Uint32(b),
		exact: binary.LittleEndian.Uint32(b[4:]),
		name:  binary.LittleEndian.Uint32(b[8:]),
		fact:  binary.LittleEndian.Uint32(b[12:]),
		list:  binary.LittleEndian.Uint16(b[16:]),
		how:   policy(b[18]),
	}
}

func (e entry) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, e.rest)
	b = binary.LittleEndian.AppendUint32(b, e.exact)
	b = binary.LittleEndian.AppendUint32(b, e.name)
	b = binary.LittleEndian.AppendUint32(b, e.fact)
	b = binary.LittleEndian.AppendUint16(b, e.list)
	return append(b, byte(e.how), 0)
}

// next is the entry after i of the same path, or -1.
func (t *table) next(i int) int {
	if policy(t.entries[i*entrySize+18])&last != 0 {
		return -1
	}
	return i + 1
}

func (t *table) fact(i uint32) fact {
	b := t.facts[i*factSize:][:factSize]
	return fact{binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:]), binary.LittleEndian.Uint32(b[8:])}
}

func (f fact) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, f.class)
	b = binary.LittleEndian.AppendUint32(b, f.key)
	return binary.LittleEndian.AppendUint32(b, f.name)
}

func (t *table) class(i uint32) *class { return &t.classes[i] }

// text is the string at a place in strings, copied; the empty one where there
// is none, as it may be in a file that is not what it seems.
func (t *table) text(at uint32) string {
	if at >= uint32(len(t.strings)) {
		return ""
	}
	n, width := binary.Uvarint(t.strings[at:])
	if width <= 0 || n > uint64(len(t.strings)-int(at)-width) {
		return ""
	}
	return string(t.strings[int(at)+width:][:n])
}

// starting reports whether a name may begin with the token of that path. It
// is wrong for a few in a hundred that none begins with.
func (t *table) starting(key uint64) bool {
	bit := key >> t.shift
	return t.starts[bit>>3]&(1<<(bit&7)) != 0
}

// find is the first entry of a path, or -1, and whether a longer one goes on
// from it. The entry's rest is still to be compared.
func (t *table) find(key uint64) (first int, more bool) {
	home, _ := bits.Mul64(key, t.homes)
	for at := home * slotSize; ; at += slotSize {
		s := binary.LittleEndian.Uint64(t.slots[at:])
		if s == 0 {
			return -1, false
		}
		if uint32(s) == uint32(key) {
			v := uint32(s >> 32)
			return int(v&^moreBit) - 1, v&moreBit != 0
		}
	}
}

// inOrder is the indices of the entries in the order of their files, which is
// that of their names in strings.
func (t *table) inOrder() []int {
	out := make([]int, t.count())
	for i := range out {
		out[i] = i
	}
	slices.SortFunc(out, func(a, b int) int { return cmp.Compare(t.entry(a).name, t.entry(b).name) })
	return out
}
