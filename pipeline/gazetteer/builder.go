package gazetteer

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
)

// builder gathers the lines of lists and makes a table of them. Each file has
// one of its own, so that files are read at the same time.
type builder struct {
	names    []named
	prefixes []uint64 // paths that a longer name begins with
	starts   []uint64 // paths of the first tokens of names
	facts    []fact
	strings  []byte
	classes  []class
	classOf  map[class]uint32
	shared   map[uint32]uint32 // fact of a class for lines that have nothing of their own
}

// named is a name or alias, and where it stands in its file.
type named struct {
	path      uint64
	entry     entry
	line, col int32
}

// put adds a string and returns its place.
func (b *builder) put(s string) uint32 {
	if len(b.strings) == 0 {
		b.strings = append(b.strings, 0) // the empty string lies at 0
	}
	if s == "" {
		return 0
	}
	at := uint32(len(b.strings))
	b.strings = binary.AppendUvarint(b.strings, uint64(len(s)))
	b.strings = append(b.strings, s...)
	return at
}

// classAt is the place of a class, which it enters if it is new.
func (b *builder) classAt(c class) uint32 {
	if n := len(b.classes); n > 0 && b.classes[n-1] == c {
		return uint32(n - 1)
	}
	if b.classOf == nil {
		b.classOf = map[class]uint32{}
	}
	at, ok := b.classOf[c]
	if !ok {
		at = uint32(len(b.classes))
		b.classOf[c] = at
		b.classes = append(b.classes, c)
	}
	return at
}

// factAt is the place of a fact, which it enters if lines cannot share it.
func (b *builder) factAt(f fact) uint32 {
	own := f.key != 0 || f.name != 0
	if !own {
		if at, ok := b.shared[f.class]; ok {
			return at
		}
	}
	at := uint32(len(b.facts))
	b.facts = append(b.facts, f)
	if !own {
		if b.shared == nil {
			b.shared = map[uint32]uint32{}
		}
		b.shared[f.class] = at
	}
	return at
}

// add enters a name that is divided into words.
func (b *builder) add(words []word, e entry, line, col int) {
	var p trail
	for i := range words {
		p = p.step(&words[i])
		if i == 0 {
			if n := len(b.starts); n == 0 || b.starts[n-1] != p.fold {
				b.starts = append(b.starts, p.fold)
			}
		}
		if i+1 < len(words) {
			b.prefixes = append(b.prefixes, p.fold)
		}
	}
	e.rest, e.exact = uint32(p.fold>>32), uint32(p.exact)
	b.names = append(b.names, named{p.fold, e, int32(line), int32(col)})
}

// merge puts what o has behind what b has; o's entries are of the list list.
func (b *builder) merge(o *builder, list int) {
	text, facts := uint32(len(b.strings)), uint32(len(b.facts))
	moved := func(at uint32) uint32 {
		if at == 0 {
			return 0
		}
		return at + text
	}
	classes := make([]uint32, len(o.classes))
	for i, c := range o.classes {
		classes[i] = uint32(len(b.classes))
		if at := slices.Index(b.classes, c); at >= 0 {
			classes[i] = uint32(at)
			continue
		}
		b.classes = append(b.classes, c)
	}
	for _, f := range o.facts {
		b.facts = append(b.facts, fact{classes[f.class], moved(f.key), moved(f.name)})
	}
	for _, n := range o.names {
		n.entry.name = moved(n.entry.name)
		n.entry.fact += facts
		n.entry.list = uint16(list)
		b.names = append(b.names, n)
	}
	b.prefixes = append(b.prefixes, o.prefixes...)
	b.starts = append(b.starts, o.starts...)
	b.strings = append(b.strings, o.strings...)
}

// errTooBig is what a table has no room for: its places have 31 bits.
var errTooBig = errors.New("the lists are too large for one table: it holds 2,000,000,000 names and 4 GB of text")

// errHash is a chance of less than one in a thousand years of building lists.
var errHash = errors.New("two names of these lists cannot be told apart by the table; leave one out")

// table lays out what was gathered. It sorts b.names by path; entries with the
// same path stay in the order of their lists and lines.
func (b *builder) table() (*table, error) {
	if len(b.names) >= moreBit-1 || len(b.strings) >= 1<<32-1<<20 {
		return nil, errTooBig
	}
	b.names = sorted(b.names, func(n *named) uint64 { return n.path })
	itself := func(h *uint64) uint64 { return *h }
	b.prefixes = slices.Compact(sorted(b.prefixes, itself))
	b.starts = slices.Compact(sorted(b.starts, itself))

	b.put("") // so that there is a place 0
	t := &table{strings: b.strings, classes: b.classes}
	t.entries = make([]byte, 0, len(b.names)*entrySize)
	for i, n := range b.names {
		if i+1 == len(b.names) || b.names[i+1].path != n.path {
			n.entry.how |= last
		}
		t.entries = n.entry.append(t.entries)
	}
	t.facts = make([]byte, 0, len(b.facts)*factSize)
	for _, f := range b.facts {
		t.facts = f.append(t.facts)
	}
	t.starts, t.shift = startBits(b.starts)

	keys := b.keys()
	for spare := 10; spare < 18; spare++ { // 7/10 full, emptier if hashes collide
		if t.place(keys, uint64(len(keys)*spare/7+1)) {
			return t, nil
		}
	}
	return nil, errHash
}

// sorted is items in ascending order of their hashes; equal ones stay in order.
// Hashes are spread evenly, so that items put by their first bits into as many
// places as there are items are all but sorted.
func sorted[T any](items []T, hash func(*T) uint64) []T {
	log := bits.Len(uint(len(items)))
	shift := 64 - log
	ends := make([]uint32, 1<<log+1)
	for i := range items {
		ends[hash(&items[i])>>shift+1]++
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	out := make([]T, len(items))
	for i := range items {
		at := hash(&items[i]) >> shift
		out[ends[at]] = items[i]
		ends[at]++
	}
	for i := 1; i < len(out); i++ {
		h := hash(&out[i])
		if hash(&out[i-1]) <= h {
			continue
		}
		item, k := out[i], i
		for ; k > 0 && hash(&out[k-1]) > h; k-- {
			out[k] = out[k-1]
		}
		out[k] = item
	}
	return out
}

// placed is what a slot is to hold.
type placed struct {
	key   uint64
	value uint32
}

// keys is the paths of names and prefixes in ascending order.
func (b *builder) keys() []placed {
	keys := make([]placed, 0, len(b.names)+len(b.prefixes))
	prefixes := b.prefixes
	for i, n := range b.names {
		if i > 0 && b.names[i-1].path == n.path {
			continue
		}
		for len(prefixes) > 0 && prefixes[0] < n.path {
			keys = append(keys, placed{prefixes[0], moreBit})
			prefixes = prefixes[1:]
		}
		k := placed{n.path, uint32(i + 1)}
		if len(prefixes) > 0 && prefixes[0] == n.path {
			k.value |= moreBit
			prefixes = prefixes[1:]
		}
		keys = append(keys, k)
	}
	for _, p := range prefixes {
		keys = append(keys, placed{p, moreBit})
	}
	return keys
}

// place fills the slots. It reports false if two keys that a search meets one
// after the other have the same low bits.
func (t *table) place(keys []placed, homes uint64) bool {
	t.homes = homes
	t.slots = make([]byte, 0, (homes+64)*slotSize)
	for i, k := range keys {
		home, _ := bits.Mul64(k.key, homes)
		for uint64(len(t.slots)) < home*slotSize {
			t.slots = append(t.slots, make([]byte, slotSize)...)
		}
		at := uint64(len(t.slots) / slotSize)
		for j := i - 1; j >= 0 && at > home; j-- { // those between home and here
			if at--; uint32(keys[j].key) == uint32(k.key) {
				return false
			}
		}
		t.slots = binary.LittleEndian.AppendUint64(t.slots, uint64(uint32(k.key))|uint64(k.value)<<32)
	}
	for uint64(len(t.slots)) <= homes*slotSize { // one beyond is free at least
		t.slots = append(t.slots, make([]byte, slotSize)...)
	}
	t.slots = append(t.slots, make([]byte, slotSize)...)
	return true
}

// startBits makes the filter of first tokens, at 16 bits for each.
func startBits(keys []uint64) (filter []byte, shift uint8) {
	log := max(bits.Len(uint(len(keys)*8)), 6)
	shift = uint8(64 - log)
	filter = make([]byte, 1<<log/8)
	for _, k := range keys {
		bit := k >> shift
		filter[bit>>3] |= 1 << (bit & 7)
	}
	return filter, shift
}
