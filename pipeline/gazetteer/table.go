package gazetteer

import "math/bits"

// table maps paths of tokens to the lists that have a name there. A path is
// known by its 64-bit hash alone: of a million paths looked up among a million
// entries, one in 18 million is taken for another.
//
// It is a hash table with open addressing in which one key may stand several
// times: once for each list that has the name, and once if a longer name
// begins so.
type table struct {
	slots []slot
	used  int
}

type slot struct {
	key   uint64
	exact uint32 // hash of the name with its case; only for names
	list  uint16 // index of the list; only for names
	kind  slotKind
	how   policy // how case is compared; only for names
}

type slotKind uint8

const (
	slotFree   slotKind = iota
	slotPrefix          // a longer name begins with this path
	slotName            // a name ends with this path
)

// home is the slot where the search for a key begins. Sizes need not be powers
// of two: the key is scaled to the range.
func (t *table) home(key uint64) int {
	hi, _ := bits.Mul64(key, uint64(len(t.slots)))
	return int(hi)
}

// grow makes room for n more entries at three slots for two entries.
func (t *table) grow(n int) {
	want := (t.used + n) * 3 / 2
	if want+1 <= len(t.slots) {
		return
	}
	old := t.slots
	t.slots = make([]slot, want+want/8+8)
	for _, s := range old {
		if s.kind != slotFree {
			t.place(s)
		}
	}
}

func (t *table) place(s slot) {
	i := t.home(s.key)
	for t.slots[i].kind != slotFree {
		if i++; i == len(t.slots) {
			i = 0
		}
	}
	t.slots[i] = s
}

// add enters s and reports whether it was new: a prefix is entered once for
// its key, a name once for its key, case and list.
func (t *table) add(s slot) bool {
	if (t.used+1)*4 > len(t.slots)*3 {
		t.grow(t.used + 64)
	}
	i := t.home(s.key)
	for ; t.slots[i].kind != slotFree; i++ {
		o := t.slots[i]
		if o.key == s.key && o.kind == s.kind && o.exact == s.exact && o.list == s.list {
			return false
		}
		if i+1 == len(t.slots) {
			i = -1
		}
	}
	t.slots[i] = s
	t.used++
	return true
}
