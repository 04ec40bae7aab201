package tagger

import (
	"testing"
)

// One byte a weight changes next to no decision.
func TestQuantisationLosesLittle(t *testing.T) {
	train, dev := []Corpus{{Name: "toy", Documents: toy(80, 1)}}, []Corpus{{Name: "dev", Documents: toy(80, 12)}}
	tr := &trainer{Options: toyOptions().withDefaults()}
	var err error
	if tr.labels, err = newLabels(typesOf(train)); err != nil {
		t.Fatal(err)
	}
	x := tr.read(train, dev)
	l := newLearner(len(x.keys), tr.labels.count())
	if _, err := tr.fit("first pass", l, samplesOf(tr.train, -1, 0), nil, 4); err != nil {
		t.Fatal(err)
	}
	n := l.n
	table := newTable(x.keys, l.weights, n-1)
	differ, tokens := 0, 0
	var lat lattice
	for _, s := range tr.dev {
		for _, sample := range s.samples {
			exact := lat.viterbi(nil, l.tr, l.score(sample, nil))
			scores := make([]float32, len(sample.gold)*n)
			at := uint32(0)
			for i := range sample.gold {
				end := sample.ends[i*groups+groups-1]
				var keys []uint64
				for _, id := range sample.ids[at:end] {
					keys = append(keys, x.keys[id])
				}
				table.scores(scores[i*n:(i+1)*n], make([]int32, n-1), keys, false)
				at = end
			}
			for i, y := range lat.viterbi(nil, l.tr, scores) {
				tokens++
				if y != exact[i] {
					differ++
				}
			}
		}
	}
	if tokens < 1000 || differ > tokens/500 {
		t.Errorf("%d of %d labels differ after quantising", differ, tokens)
	}
}
