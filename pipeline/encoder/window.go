package encoder

import "sort"

// window is a run of pieces that the network sees together, and the part of
// it whose words it labels: those whose first piece lies from own to ownEnd.
type window struct{ first, end, own, ownEnd int }

// plan says how pieces are divided into windows.
type plan struct {
	capacity int // pieces that a window may have
	context  int // pieces at an edge that are seen and not labelled
	slack    int // pieces that a window may have less for the sake of a good place to end
}

// windows divides the pieces of words into windows: each goes on labelling
// where the one before stopped. It stops context pieces before the edge of what
// it may see, or up to slack pieces sooner where a sentence ends there, since
// what a word leans on stands in its own sentence first of all. Windows
// do not cut words, but for one that is longer than context. breaks are the
// pieces that begin a sentence, ascending; yield gets the windows in order.
func (p plan) windows(words []word, pieces int, breaks []int32, yield func(window)) {
	at, next := 0, 0 // the first word that begins in a window; the first break to try
	for own := 0; own < pieces; {
		w := window{first: max(own-p.context, 0), own: own, ownEnd: pieces, end: pieces}
		for at < len(words) && int(words[at].first) < w.first {
			at++
		}
		if at < len(words) && int(words[at].first) <= own {
			w.first = int(words[at].first)
		}
		if w.first+p.capacity < pieces {
			limit := w.first + p.capacity
			w.ownEnd = lastStart(words, at, limit-p.context, own+1)
			for next < len(breaks) && int(breaks[next]) <= w.ownEnd {
				next++
			}
			if next > 0 {
				if b := int(breaks[next-1]); b > own && b >= w.ownEnd-p.slack {
					w.ownEnd = b
				}
			}
			w.end = min(pieces, w.ownEnd+p.context)
			if w.end < pieces {
				w.end = lastStart(words, at, w.end, w.ownEnd)
			}
		}
		yield(w)
		own = w.ownEnd
	}
}

// lastStart is the greatest start of a word that is at most end, if that is
// not before least, otherwise end. Words from index at on are looked at.
func lastStart(words []word, at, end, least int) int {
	n := sort.Search(len(words)-at, func(i int) bool { return int(words[at+i].first) > end })
	if n > 0 && int(words[at+n-1].first) >= least {
		return int(words[at+n-1].first)
	}
	return end
}
