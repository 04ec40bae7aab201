package gazetteer

import (
	"cmp"
	"slices"

	"rollcall/text"
)

// What readers are taken to believe at least of a match, before the list is
// heard.
const (
	// soleWord is the score under which the shipped readers propose nothing:
	// of a word that none of them proposes they say that it is no name.
	soleWord = 0.02
	// severalWords is higher, since several words in a row are seldom those of
	// a name by chance, and readers miss long names of forms unknown to them. At
	// a half, such a match scores its weight at least.
	severalWords = 0.5
)

// opinions are candidates of readers, by where they start.
type opinions []text.Candidate

func opinionsOf(d *text.Document, readers []string) opinions {
	var o opinions
	for _, c := range d.Candidates {
		if c.Loss == nil && slices.Contains(readers, c.Source.Stage) {
			o = append(o, c)
		}
	}
	slices.SortStableFunc(o, func(a, b text.Candidate) int { return cmp.Compare(a.Start, b.Start) })
	return o
}

// weigh is the score of a candidate of that many words after the readers were
// heard: see Weighing.
func (o opinions) weigh(c *text.Candidate, words int) float64 {
	r := soleWord
	if words > 1 {
		r = severalWords
	}
	at, _ := slices.BinarySearchFunc(o, c.Start, func(x text.Candidate, start int) int { return cmp.Compare(x.Start, start) })
	for ; at < len(o) && o[at].Start == c.Start; at++ {
		if o[at].End == c.End && o[at].Type == c.Type {
			r = max(r, o[at].Score)
		}
	}
	right, wrong := r*c.Score, (1-r)*(1-c.Score)
	if right+wrong == 0 { // certain of both
		return c.Score
	}
	return right / (right + wrong)
}
