package tagger

import "slices"

// The second pass looks at a token again with what the first pass made of the
// rest of the document: what the same word is elsewhere, what longer name holds
// it, what name its letters are the initials of (context aggregation and
// prediction history in Ratinov and Roth, 2009). It adds to the scores of the
// first pass and never replaces them, so that the first pass is computed once.

// occurrence sums the first pass over all places of a word.
type occurrence struct {
	n     float32
	begin float32   // sum of the probabilities of all B labels
	types []float32 // sum of the probabilities of each type
}

// holder is a longer name that contains a word.
type holder struct {
	mention int32 // number of the mention, -1: none
	typ     uint8
	place   uint8 // position in the mention
	prob    float32
}

// context is what the second pass knows. It is scratch space.
type context struct {
	types    int
	labels   int
	probs    []float32 // [token*labels+label]: marginals of the first pass
	first    []uint8   // labels of the first pass
	mention  []int32   // number of the mention that covers the token, -1
	words    []occurrence
	sums     []float32
	holders  [][2]holder // by word: the two surest longer names
	initials map[uint64]holder
	letters  []byte
	found    []chunk
}

// gather fills the context from the first pass over a view: emissions for all
// its tokens, n labels each.
func (c *context) gather(v *view, tr *transitions, emissions []float32, l *lattice) {
	n := tr.n
	c.labels, c.types = n, (n-1)/2
	tokens := len(v.words)
	c.probs = slices.Grow(c.probs[:0], tokens*n)[:tokens*n]
	c.first = c.first[:0]
	c.mention = slices.Grow(c.mention[:0], tokens)[:tokens]
	ids := len(v.seen)
	c.words = slices.Grow(c.words[:0], ids)[:ids]
	c.sums = slices.Grow(c.sums[:0], ids*c.types)[:ids*c.types]
	c.holders = slices.Grow(c.holders[:0], ids)[:ids]
	clear(c.sums)
	for i := range c.words {
		c.words[i] = occurrence{types: c.sums[i*c.types : (i+1)*c.types]}
		c.holders[i] = [2]holder{{mention: -1}, {mention: -1}}
	}
	if c.initials == nil {
		c.initials = map[uint64]holder{}
	}
	clear(c.initials)
	mentions := int32(0)
	for _, s := range v.sents {
		e := emissions[s.FirstToken*n : s.EndToken*n]
		l.run(tr, e)
		for i := range s.EndToken - s.FirstToken {
			for y := range n {
				c.probs[(s.FirstToken+i)*n+y] = float32(l.marginal(i, y))
			}
		}
		c.first = l.viterbi(c.first, tr, e)
		for i := s.FirstToken; i < s.EndToken; i++ {
			c.mention[i] = -1
		}
		c.found = chunks(c.found[:0], c.first[s.FirstToken:s.EndToken])
		for _, m := range c.found {
			p := float32(l.span(m))
			for i := m.first; i < m.end; i++ {
				c.mention[s.FirstToken+i] = mentions
			}
			if m.end-m.first > 1 {
				c.hold(v, s.FirstToken+m.first, s.FirstToken+m.end, holder{mentions, uint8(m.typ), 0, p})
			}
			mentions++
		}
	}
	for i := range v.words {
		w := &v.words[i]
		if w.cased == formLower && w.style != styleLower {
			continue
		}
		o := &c.words[w.id]
		o.n++
		p := c.probs[i*n : i*n+n]
		for k := range c.types {
			o.begin += p[1+2*k]
			o.types[k] += p[1+2*k] + p[2+2*k]
		}
	}
}

// hold notes a mention of several words under each of them and under its
// initials.
func (c *context) hold(v *view, from, to int, h holder) {
	c.letters = c.letters[:0]
	for i := from; i < to; i++ {
		w := &v.words[i]
		h.place = uint8(position(int32(i), int32(from), int32(to)))
		if w.cased.capital() && w.initial != 0 {
			c.letters = append(c.letters, w.initial)
		}
		top := &c.holders[w.id]
		switch {
		case top[0].mention < 0 || h.prob > top[0].prob:
			top[1] = top[0]
			top[0] = h
		case top[1].mention < 0 || h.prob > top[1].prob:
			top[1] = h
		}
	}
	if len(c.letters) > 1 {
		key := hashBytes(c.letters)
		if old, ok := c.initials[key]; !ok || h.prob > old.prob {
			c.initials[key] = h
		}
	}
}

// grade puts a probability into one of six classes.
func grade(p float32) uint64 {
	switch {
	case p < 0.1:
		return 0
	case p < 0.35:
		return 1
	case p < 0.6:
		return 2
	case p < 0.8:
		return 3
	case p < 0.95:
		return 4
	}
	return 5
}

// elsewhere sums what the word of token i is in its other places.
func (c *context) elsewhere(v *view, i int) (n, begin float32, types [maxTypes]float32) {
	w := &v.words[i]
	o := &c.words[w.id]
	n, begin = o.n, o.begin
	copy(types[:], o.types)
	if w.cased != formLower || w.style == styleLower {
		n--
		p := c.probs[i*c.labels : (i+1)*c.labels]
		for k := range c.types {
			begin -= p[1+2*k]
			types[k] -= p[1+2*k] + p[2+2*k]
		}
	}
	return n, max(begin, 0), types
}

// history sums up elsewhere in one number: 0 where the word stands nowhere
// else, else the type that it mostly is, if any, how surely, and how often.
func (c *context) history(v *view, i int) uint64 {
	n, _, types := c.elsewhere(v, i)
	if n < 0.5 {
		return 0
	}
	top := 0
	for k := range c.types {
		if types[k] > types[top] {
			top = k
		}
	}
	return 1 + (uint64(top)<<8 | grade(types[top]/n)<<4 | uint64(min(n, 3)))
}

// features fills b with the second pass's features of token i of the sentence
// [first, end); none where nothing can be learnt from the rest.
func (c *context) features(b *bundle, v *view, i, first, end int) {
	b.n = 0
	w := &v.words[i]
	n := c.labels
	label := c.first[i]
	own := uint64(label) | grade(c.probs[i*n+int(label)])<<8
	if own == 5<<8 && c.words[w.id].n < 0.5 && c.holders[w.id][0].mention < 0 {
		return
	}
	look := uint64(w.cased) | uint64(w.style)<<4
	if w.begins {
		look |= 1 << 8
	}
	b.add(100, own)
	b.add(101, own<<16|look)
	if i > first {
		b.add(102, own<<16|uint64(c.first[i-1]))
	}
	if i+1 < end {
		b.add(103, own<<16|uint64(c.first[i+1]))
	}
	count, begin, types := c.elsewhere(v, i)
	if count > 0.5 {
		h := c.history(v, i)
		b.add(104, h)
		b.add(105, h<<16|own)
		b.add(106, h<<16|look)
		sum := float32(0)
		for k := range c.types {
			sum += types[k]
			b.add(107, uint64(k)<<8|grade(types[k]/count)|uint64(label)<<16)
		}
		if sum/count > 0.3 {
			b.add(108, h>>8<<24|grade(min(begin/sum, 1))<<16|uint64(label))
			if i > first {
				b.add(109, grade(min(begin/sum, 1))<<16|c.history(v, i-1)>>4<<32|uint64(label))
			}
		}
	} else {
		b.add(104, 0)
	}
	for _, h := range c.holders[w.id] {
		if h.mention < 0 || h.mention == c.mention[i] {
			continue
		}
		where := uint64(h.typ)<<8 | uint64(h.place)<<4 | grade(h.prob)
		b.add(110, where<<32|own)
		b.add(111, where<<32|look)
		b.add(112, where<<32|uint64(label)|uint64(min(count, 3))<<8)
		break
	}
	if w.cased == formUpper {
		if h, ok := c.initials[w.form]; ok {
			b.add(113, uint64(h.typ)<<8|grade(h.prob)|uint64(label)<<16)
			b.add(114, uint64(h.typ))
		}
	}
	if i > first {
		if h := c.history(v, i-1); h != 0 {
			b.add(115, h>>4<<16|uint64(label))
		}
	}
	if i+1 < end {
		if h := c.history(v, i+1); h != 0 {
			b.add(116, h>>4<<16|uint64(label))
		}
	}
}
