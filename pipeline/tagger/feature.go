package tagger

// The features of a token come in three groups, so that training can hide a
// group now and then: what the words are, what lists say of them, and how they
// look and where they stand. A model that always sees the word leans on it,
// and fails on a name that it has not met.
const (
	groupIdentity = iota
	groupLists
	groupLooks
	groups
)

// maxFeatures bounds the number of features of one token.
const maxFeatures = 96

// bundle is the features of one token, group by group.
type bundle struct {
	keys [maxFeatures]uint64
	n    int
	ends [groups]int // end of each group in keys
}

func (b *bundle) add(template int, v uint64) {
	if b.n < maxFeatures {
		b.keys[b.n] = feature(template, v)
		b.n++
	}
}

// outside is the word before the first and after the last of a sentence.
var outside = word{form: 1, lower: 1, shape: 1, long: 1}

// at is the i-th word where it lies in the sentence [first, end).
func (v *view) at(i, first, end int) *word {
	if i < first || i >= end {
		return &outside
	}
	return &v.words[i]
}

// position tells where i stands in the run [from, to): 0 alone, 1 first,
// 2 inside, 3 last.
func position(i, from, to int32) uint64 {
	switch {
	case to-from <= 1:
		return 0
	case i == from:
		return 1
	case i == to-1:
		return 3
	}
	return 2
}

// features fills b with the features of token i of the sentence [first, end);
// the numbers of tokens count from the view's first.
func (v *view) features(b *bundle, i, first, end int) {
	b.n = 0
	w := &v.words[i]
	p1, p2 := v.at(i-1, first, end), v.at(i-2, first, end)
	n1, n2 := v.at(i+1, first, end), v.at(i+2, first, end)
	cased := uint64(w.cased)
	begins := uint64(0)
	if w.begins {
		begins = 1
	}
	look := cased | begins<<4 | uint64(w.style)<<5

	// Identity.
	b.add(0, w.form)
	b.add(1, join(w.lower, cased))
	b.add(2, p1.lower)
	b.add(3, n1.lower)
	b.add(4, p2.lower)
	b.add(5, n2.lower)
	b.add(6, join(p1.lower, w.lower))
	b.add(7, join(w.lower, n1.lower))
	for k, h := range w.prefix {
		if h != 0 {
			b.add(8+k, h^look)
		}
	}
	for k, h := range w.suffix {
		if h != 0 {
			b.add(11+k, h^look)
		}
	}
	run := w.run
	if run[1] > run[0] {
		pos := position(int32(i), run[0], run[1])
		before, after := v.at(int(run[0])-1, first, end), v.at(int(run[1]), first, end)
		head, tail := &v.words[run[0]], &v.words[run[1]-1]
		size := min(uint64(run[1]-run[0]), 5)
		b.add(15, join(before.lower, pos))
		b.add(16, join(after.lower, pos))
		if size > 1 {
			b.add(17, join(head.lower, pos))
			b.add(18, join(tail.lower, pos))
		}
		b.add(19, join(tail.suffix[2], pos|size<<4))
		if loose := w.loose; loose != run {
			pos := position(int32(i), loose[0], loose[1])
			b.add(20, join(v.words[loose[0]].lower, pos))
			b.add(21, join(v.words[loose[1]-1].lower, pos))
		}
		whole := uint64(0)
		for k := run[0]; k < min(run[1], run[0]+6); k++ {
			whole = join(whole, v.words[k].lower)
		}
		b.add(22, join(whole, pos))
		b.add(23, join(join(before.lower, after.lower), pos))
	}
	b.add(70, join(join(p2.lower, p1.lower), cased))
	b.add(71, join(join(n1.lower, n2.lower), cased))
	b.ends[groupIdentity] = b.n

	// Lists and clusters.
	for k, c := range w.cluster {
		if c != 0 {
			b.add(24+k, uint64(c)|cased<<16)
		}
		if c := p1.cluster[k]; c != 0 {
			b.add(27+k, uint64(c))
		}
		if c := n1.cluster[k]; c != 0 {
			b.add(30+k, uint64(c))
		}
	}
	b.add(33, uint64(p1.cluster[1])|uint64(w.cluster[1])<<16|cased<<32)
	b.add(34, uint64(w.cluster[1])|uint64(n1.cluster[1])<<16|cased<<32)
	if c := p2.cluster[1]; c != 0 {
		b.add(35, uint64(c))
	}
	if c := n2.cluster[1]; c != 0 {
		b.add(36, uint64(c))
	}
	b.add(37, uint64(w.known.Lists)|cased<<32)
	for l := w.known.Lists; l != 0; l &= l - 1 {
		b.add(38, uint64(l&-l)|look<<32)
	}
	if p1.known.Lists != 0 {
		b.add(39, uint64(p1.known.Lists)|cased<<32)
	}
	if n1.known.Lists != 0 {
		b.add(40, uint64(n1.known.Lists)|cased<<32)
	}
	if w.lists != 0 {
		b.add(41, uint64(w.lists)|uint64(w.place)<<16|cased<<24)
		for l := w.lists; l != 0; l &= l - 1 {
			b.add(48, uint64(l&-l)|uint64(w.place)<<16|look<<24)
		}
	}
	if n1.lists != 0 {
		b.add(42, uint64(n1.lists)|uint64(n1.place)<<16|cased<<24)
	}
	if p1.lists != 0 {
		b.add(43, uint64(p1.lists)|uint64(p1.place)<<16|cased<<24)
	}
	if run[1]-run[0] > 1 {
		pos := position(int32(i), run[0], run[1])
		head, tail := &v.words[run[0]], &v.words[run[1]-1]
		b.add(44, join(uint64(head.known.Lists), pos))
		b.add(45, join(uint64(tail.known.Lists), pos))
		b.add(46, join(uint64(tail.cluster[1]), pos))
		b.add(47, join(uint64(head.cluster[1]), pos))
	}
	if run[1] > run[0] {
		pos := position(int32(i), run[0], run[1])
		before, after := v.at(int(run[0])-1, first, end), v.at(int(run[1]), first, end)
		b.add(72, join(uint64(before.cluster[1])|uint64(after.cluster[1])<<16, pos))
		b.add(73, join(uint64(before.known.Lists)|uint64(after.known.Lists)<<32, pos))
		b.add(74, join(uint64(before.lists)|uint64(after.lists)<<16, pos))
		b.add(75, join(uint64(before.cluster[2]), pos))
		b.add(76, join(uint64(after.cluster[2]), pos))
		any, anyLoose := uint32(0), uint32(0)
		for k := run[0]; k < min(run[1], run[0]+longestRun); k++ {
			any |= v.words[k].known.Lists
		}
		for k := w.loose[0]; k < min(w.loose[1], w.loose[0]+longestRun); k++ {
			anyLoose |= v.words[k].known.Lists
		}
		b.add(77, join(uint64(any), pos))
		b.add(78, join(uint64(anyLoose), position(int32(i), w.loose[0], w.loose[1])))
	}
	b.ends[groupLists] = b.n

	// Looks and place.
	profile := uint64(w.known.Casing) | uint64(w.known.Lower)<<2
	b.add(50, 1)
	b.add(51, w.shape)
	b.add(52, w.long^look)
	b.add(53, join(p1.shape, w.shape))
	b.add(54, join(w.shape, n1.shape))
	b.add(55, join(join(p1.shape, w.shape), n1.shape))
	b.add(56, look)
	b.add(57, profile|look<<8)
	b.add(58, profile|look<<8|uint64(min(w.known.Freq, 16)/2)<<16)
	e := v.seen[w.id]
	elsewhere := e.capital
	if w.cased.capital() && !w.begins && w.style != styleUpper && w.style != styleTitle {
		elsewhere--
	}
	b.add(59, look|uint64(min(e.lower, 2))<<8|uint64(min(max(elsewhere, 0), 2))<<10)
	b.add(60, look|uint64(min(e.lower, 2))<<8|uint64(min(max(elsewhere, 0), 2))<<10|profile<<16)
	b.add(61, join(p1.lower, look))
	b.add(62, join(n1.lower, look))
	b.add(63, uint64(w.nested)|look<<2|uint64(p1.cased)<<10|uint64(n1.cased)<<14)
	b.add(64, uint64(w.block)|uint64(w.opening)<<4|look<<5)
	if run[1] > run[0] {
		pos := position(int32(i), run[0], run[1])
		size := min(uint64(run[1]-run[0]), 5)
		b.add(65, pos|size<<2|uint64(w.style)<<5|begins<<8)
		before, after := v.at(int(run[0])-1, first, end), v.at(int(run[1]), first, end)
		b.add(66, join(join(before.shape, after.shape), pos|size<<2))
		tail := &v.words[run[1]-1]
		b.add(67, join(tail.suffix[1], pos))
	}
	b.add(68, join(p2.shape, join(p1.shape, w.shape)))
	b.add(69, join(w.shape, join(n1.shape, n2.shape)))
	b.ends[groupLooks] = b.n
}
