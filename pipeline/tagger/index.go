package tagger

// index numbers the features that training sees often enough.
type index struct {
	keys  []uint64 // feature of each number
	slots []uint32 // open addressing: number + 1, 0 empty
}

func newIndex() *index { return &index{slots: make([]uint32, 1<<16)} }

func (x *index) find(key uint64) (id uint32, ok bool) {
	mask := uint64(len(x.slots) - 1)
	for at := key >> 20 & mask; ; at = (at + 1) & mask {
		s := x.slots[at]
		if s == 0 {
			return 0, false
		}
		if x.keys[s-1] == key {
			return s - 1, true
		}
	}
}

func (x *index) put(key uint64) uint32 {
	if id, ok := x.find(key); ok {
		return id
	}
	x.keys = append(x.keys, key)
	id := uint32(len(x.keys) - 1)
	if len(x.keys)*2 > len(x.slots) {
		x.slots = make([]uint32, len(x.slots)*4)
		for i := range x.keys {
			x.place(uint32(i))
		}
	} else {
		x.place(id)
	}
	return id
}

func (x *index) place(id uint32) {
	mask := uint64(len(x.slots) - 1)
	at := x.keys[id] >> 20 & mask
	for x.slots[at] != 0 {
		at = (at + 1) & mask
	}
	x.slots[at] = id + 1
}

// counts counts features roughly and in fixed space: two features that share a
// cell count as one, which keeps a few that are too rare.
type counts struct{ cells []uint8 }

func newCounts() *counts { return &counts{make([]uint8, 1<<25)} }

func (c *counts) add(key uint64) {
	if p := &c.cells[key&uint64(len(c.cells)-1)]; *p < 255 {
		*p++
	}
}

func (c *counts) of(key uint64) int { return int(c.cells[key&uint64(len(c.cells)-1)]) }
