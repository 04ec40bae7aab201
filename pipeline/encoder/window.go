package encoder

// window is a run of pieces that the network sees together, and the part of
// it whose words it labels: those whose first piece lies from own to ownEnd.
type window struct{ first, end, own, ownEnd int }

// windows divides pieces into as few windows of at most capacity pieces as
// give every word at least context pieces on both sides, but for the ends of
// the text and a few pieces lost to words that would be cut in two. Windows
// are of about equal length, and a word belongs to the one in which the nearer
// edge is farther away. words are those of the text, in order; yield gets the
// windows in order.
func windows(words []word, pieces, capacity, context int, yield func(window)) {
	if pieces <= capacity {
		yield(window{0, pieces, 0, pieces})
		return
	}
	stride := capacity - 2*context
	n := (pieces - 2*context + stride - 1) / stride
	// border is where window i begins to label.
	border := func(i int) int {
		switch i {
		case 0:
			return 0
		case n:
			return pieces
		}
		return context + int(int64(i)*int64(pieces-2*context)/int64(n))
	}
	for i, at := 0, 0; i < n; i++ {
		w := window{own: border(i), ownEnd: border(i + 1)}
		w.first, w.end = max(w.own-context, 0), min(w.ownEnd+context, pieces)
		// at is the first word that begins in the window.
		for at < len(words) && int(words[at].first) < w.first {
			at++
		}
		if at < len(words) {
			if start := int(words[at].first); start <= w.own {
				w.first = start
			}
		}
		if w.end < pieces {
			w.end = lastStart(words, at, w.end, w.ownEnd)
		}
		yield(w)
	}
}

// lastStart is the greatest start of a word that is at most end, if that is
// not before least, otherwise end. Words from index at on are looked at.
func lastStart(words []word, at, end, least int) int {
	best := end
	for ; at < len(words) && int(words[at].first) <= end; at++ {
		if start := int(words[at].first); start >= least {
			best = start
		}
	}
	return best
}
