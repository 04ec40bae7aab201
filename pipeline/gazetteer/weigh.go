package gazetteer

import (
	"cmp"
	"slices"

	"rollcall/text"
)

// What readers are taken to believe at least of a match, before the list is
// heard.
const (
	// silent is for one word: it is the score under which the shipped readers
	// propose nothing.
	silent = 0.02
	// severalWords is higher, since several words in a row are seldom those of
	// a name by chance, and readers miss long names of forms unknown to them. At
	// a half, such a match scores its weight at least.
	severalWords = 0.5
)

// unknownScore is what a candidate without a score is taken to have, as in
// pipeline.Resolve.
const unknownScore = 0.5

// opinions are candidates of readers, by where they start.
type opinions []text.Candidate

func opinionsOf(d *text.Document, readers []string) opinions {
	var o opinions
	for _, c := range d.Candidates {
		if c.Loss == nil && slices.Contains(readers, c.Source.Stage) {
			if c.Score == 0 {
				c.Score = unknownScore
			}
			o = append(o, c)
		}
	}
	slices.SortStableFunc(o, func(a, b text.Candidate) int { return cmp.Compare(a.Start, b.Start) })
	return o
}

// first is the first candidate that begins at a place or behind it.
func (o opinions) first(start int) int {
	at, _ := slices.BinarySearchFunc(o, start, func(x text.Candidate, start int) int { return cmp.Compare(x.Start, start) })
	return at
}

// weigh is the score of a candidate of that many words after the readers were
// heard: see Weighing. Its weight is above 0, and so is r.
func (o opinions) weigh(c *text.Candidate, words int) float64 {
	r, rival := silent, 0.0
	for at := o.first(c.Start); at < len(o) && o[at].Start == c.Start; at++ {
		switch x := &o[at]; {
		case x.End != c.End:
		case x.Type == c.Type:
			r = max(r, x.Score)
		default:
			rival = max(rival, x.Score)
		}
	}
	if words > 1 {
		r = max(r, severalWords)
	} else if rival > r {
		return r // the type of a word that may be several things is the reader's
	}
	right, wrong := r*c.Score, (1-r)*(1-c.Score)
	return right / (right + wrong)
}
