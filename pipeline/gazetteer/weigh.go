package gazetteer

import (
	"cmp"
	"slices"

	"rollcall/text"
)

// What readers are taken to believe at least of a match, before the list is
// heard. A list of all names that a corpus marks, each with its more frequent
// type, gained 5.3 points of F1 on it with these values (worldwide/dev, pipeline
// fast; 7.3 with the last word, which of such a list alone is right). The
// shipped lists, all made to propose, cost 0.3 points at most on six corpora,
// where they had cost up to 1.2 with the last word.
const (
	// silent is for a word in which no reader sees a name or a part of one: it is
	// the score under which the shipped readers propose nothing.
	silent = 0.02
	// contested is for a word that readers take for something else. A list that
	// is right nine times in ten is then as good as a coin, and loses to any
	// reader that is surer than that.
	contested = 0.1
	// severalWords is higher, since several words in a row are seldom those of
	// a name by chance, and readers miss long names of forms unknown to them. At
	// a half, such a match scores its weight at least.
	severalWords = 0.5
)

// unknownScore is what a candidate without a score is taken to have, as in
// pipeline.Resolve.
const unknownScore = 0.5

// opinions are candidates of readers, by where they start.
type opinions struct {
	candidates []text.Candidate
	longest    int // bytes of the longest one
}

func opinionsOf(d *text.Document, readers []string) (o opinions) {
	for _, c := range d.Candidates {
		if c.Loss == nil && slices.Contains(readers, c.Source.Stage) {
			if c.Score == 0 {
				c.Score = unknownScore
			}
			o.candidates = append(o.candidates, c)
			o.longest = max(o.longest, c.Len())
		}
	}
	slices.SortStableFunc(o.candidates, func(a, b text.Candidate) int { return cmp.Compare(a.Start, b.Start) })
	return o
}

// first is the first candidate that can reach beyond a place.
func (o opinions) first(start int) int {
	at, _ := slices.BinarySearchFunc(o.candidates, start-o.longest, func(x text.Candidate, start int) int { return cmp.Compare(x.Start, start) })
	return at
}

// weigh is the score of a candidate of that many words after the readers were
// heard: see Weighing. Its weight is above 0, and so is r.
func (o opinions) weigh(c *text.Candidate, words int) float64 {
	r := silent
	for at := o.first(c.Start); at < len(o.candidates) && o.candidates[at].Start < c.End; at++ {
		switch x := &o.candidates[at]; {
		case x.Span == c.Span && x.Type == c.Type:
			r = max(r, x.Score)
		case x.End > c.Start:
			r = max(r, contested)
		}
	}
	if words > 1 {
		r = max(r, severalWords)
	}
	right, wrong := r*c.Score, (1-r)*(1-c.Score)
	return right / (right + wrong)
}
