package tagger

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"rollcall/text"
)

// Corpus is annotated documents from one source; they have Tokens, Sentences
// and Mentions.
type Corpus struct {
	Name      string
	Documents []*text.Document
	Weight    float64 // how much one of its sentences counts; 0 means 1
}

// Options steer training. The zero value of a field means the default.
type Options struct {
	Types        []text.Type `json:"types,omitempty"` // default: all types of the training documents but IGNORE
	Seed         uint64      `json:"seed"`            // two runs with the same seed and documents make the same model
	Epochs       int         `json:"epochs"`          // at most so many; default 12
	Patience     int         `json:"patience"`        // stop after so many epochs without a better dev score; default 4
	Folds        int         `json:"folds"`           // parts of the training set that are tagged by a model of the others to train the second pass; default 4
	Cutoff       int         `json:"cutoff"`          // features seen less often are left out; default 2
	Rate         float64     `json:"rate"`            // step size; default 0.1
	Shrink       float64     `json:"shrink"`          // part of each weight taken away after an epoch (L2); default 0
	HideIdentity float64     `json:"hide_identity"`   // how often the features of what the words are get hidden; default 0
	HideLists    float64     `json:"hide_lists"`      // how often those of lists and clusters are
	Augment      float64     `json:"augment"`         // part of the sentences that is learnt from once more in other casing; default 0

	Lexicon     *Lexicon                 `json:"-"` // required
	Checkpoints string                   `json:"-"` // folder in which to keep the state after each epoch; empty: none
	Resume      bool                     `json:"-"` // go on from the checkpoints
	Progress    func(Progress)           `json:"-"` // called after each epoch; may be nil
	Read        func(train, dev []Tally) `json:"-"` // called when all documents are read; may be nil
}

// Progress tells where training stands.
type Progress struct {
	Phase  string  // "first pass", "fold 2 of 4", "second pass"
	Epoch  int     // counted from 1
	Epochs int     // at most
	Loss   float64 // mean negative log-likelihood of a training sentence
	Dev    float64 // mean strict F1 over the dev corpora, 0 to 100; negative: not measured
	Best   bool    // whether Dev is the best so far
}

func (o Options) withDefaults() Options {
	if o.Epochs <= 0 {
		o.Epochs = 12
	}
	if o.Patience <= 0 {
		o.Patience = 4
	}
	if o.Folds < 2 {
		o.Folds = 4
	}
	if o.Cutoff <= 0 {
		o.Cutoff = 2
	}
	if o.Rate <= 0 {
		o.Rate = 0.1
	}
	return o
}

// trainer holds what the steps of training share.
type trainer struct {
	Options
	labels labels
	view   view
	ctx    context
	lat    lattice
	bundle bundle

	train, dev []*stretch
	devNames   []string
}

// Train fits a model to the training corpora. The dev corpora, which may be
// none, choose when to stop and how probabilities are calibrated; without
// them training runs for all epochs, and calibration uses the training
// documents, tagged by models that have not seen them.
func Train(train, dev []Corpus, o Options) (*Model, error) {
	t := &trainer{Options: o.withDefaults()}
	if o.Lexicon == nil {
		return nil, errors.New("training needs a lexicon")
	}
	types := o.Types
	if types == nil {
		types = typesOf(train)
	}
	var err error
	if t.labels, err = newLabels(types); err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	x := t.read(train, dev)
	if len(x.keys) == 0 {
		return nil, errors.New("training: no feature was seen often enough in the training documents")
	}

	n := t.labels.count()
	first := newLearner(len(x.keys), n)
	epochs, err := t.fit("first pass", first, samplesOf(t.train, -1, 0), t.devScore, t.Epochs)
	if err != nil {
		return nil, err
	}
	documents := 0
	for _, c := range train {
		documents += len(c.Documents)
	}
	second, keys, err := t.second(first, len(x.keys), epochs, documents)
	if err != nil {
		return nil, err
	}

	m := &Model{
		labels: t.labels, lexicon: t.Lexicon,
		first:  newTable(x.keys, first.weights, n-1),
		second: newTable(keys, second.weights, n-1),
		tr:     [2]*transitions{first.tr.rounded(), second.tr.rounded()},
	}
	m.Meta = Meta{Types: t.labels.types, Features: featureVersion, Options: t.Options}
	m.Meta.Calibration = t.calibrate(second)
	m.Meta.Dev = m.Measure(dev)
	return m, nil
}

func typesOf(corpora []Corpus) []text.Type {
	seen := map[text.Type]bool{}
	for _, c := range corpora {
		for _, d := range c.Documents {
			for _, m := range d.Mentions {
				seen[m.Type] = true
			}
		}
	}
	delete(seen, text.TypeIgnore)
	var types []text.Type
	for t := range seen {
		types = append(types, t)
	}
	return types // newLabels sorts
}

// read turns all documents into samples.
func (t *trainer) read(train, dev []Corpus) *index {
	number := 0
	lay := func(corpora []Corpus, tallies *[]Tally, learning bool) []*stretch {
		var all []*stretch
		for ci, c := range corpora {
			tally := Tally{Name: c.Name}
			weight := float32(c.Weight)
			if weight == 0 {
				weight = 1
			}
			for _, d := range c.Documents {
				gold, unused := goldOf(t.labels, d, &tally)
				st := stretches(d, gold, unused, number, ci, weight)
				if learning && t.Augment > 0 {
					st = append(st, t.augmented(d, gold, unused, number, ci, weight)...)
				}
				all = append(all, st...)
				number++
			}
			*tallies = append(*tallies, tally)
		}
		return all
	}
	var trained, measured []Tally
	t.train = lay(train, &trained, true)
	t.dev = lay(dev, &measured, false)
	if t.Read != nil {
		t.Read(trained, measured)
	}
	for _, c := range dev {
		t.devNames = append(t.devNames, c.Name)
	}

	count := newCounts()
	t.each(t.train, func(b *bundle, s *sample) {
		for _, k := range b.keys[:b.n] {
			count.add(k)
		}
	})
	x := newIndex()
	t.each(t.train, func(b *bundle, s *sample) {
		s.add(b, func(key uint64) (uint32, bool) {
			if count.of(key) < t.Cutoff {
				return 0, false
			}
			return x.put(key), true
		})
	})
	t.each(t.dev, func(b *bundle, s *sample) { s.add(b, x.find) })
	return x
}

// second trains the second pass on top of the scores of the first, which for
// the training documents come from models that have not seen them. With too few
// documents for that it adds nothing.
func (t *trainer) second(first *learner, features, epochs, documents int) (*learner, []uint64, error) {
	folds := make([]*transitions, t.Folds)
	if documents < 2*t.Folds {
		l := newLearner(0, first.n)
		copy(l.tr.start, first.tr.start)
		copy(l.tr.pair, first.tr.pair)
		l.tr.update()
		for _, s := range slices.Concat(t.train, t.dev) {
			s.keep(first)
			s.rebase(first.n)
		}
		return l, nil, nil
	}
	for k := range t.Folds {
		l := newLearner(features, first.n)
		if _, err := t.fit(fmt.Sprintf("fold %d of %d", k+1, t.Folds), l, samplesOf(t.train, k, t.Folds), nil, epochs); err != nil {
			return nil, nil, err
		}
		for _, s := range t.train {
			if s.number%t.Folds == k {
				s.keep(l)
			}
		}
		folds[k] = l.tr
	}
	for _, s := range t.dev {
		s.keep(first)
	}
	x := newIndex()
	n := t.labels.count()
	prepare := func(all []*stretch, tr func(*stretch) *transitions, number func(uint64) (uint32, bool)) {
		for _, s := range all {
			t.view.load(t.Lexicon, s.doc, s.sents, s.first)
			t.ctx.gather(&t.view, tr(s), s.scores, &t.lat)
			s.rebase(n)
			for k, sent := range t.view.sents {
				sam := s.samples[k]
				if sam == nil {
					continue
				}
				for i := sent.FirstToken; i < sent.EndToken; i++ {
					t.ctx.features(&t.bundle, &t.view, i, sent.FirstToken, sent.EndToken)
					t.bundle.ends = [groups]int{t.bundle.n, t.bundle.n, t.bundle.n}
					sam.add(&t.bundle, number)
				}
			}
		}
	}
	prepare(t.train, func(s *stretch) *transitions { return folds[s.number%t.Folds] },
		func(key uint64) (uint32, bool) { return x.put(key), true })
	prepare(t.dev, func(*stretch) *transitions { return first.tr }, x.find)
	l := newLearner(len(x.keys), n)
	copy(l.tr.start, first.tr.start)
	copy(l.tr.pair, first.tr.pair)
	l.tr.update()
	plain := *t
	plain.HideIdentity, plain.HideLists, plain.Shrink = 0, 0, 0
	_, err := plain.fit("second pass", l, samplesOf(t.train, -1, 0), plain.devScore, max(4, t.Epochs/2))
	return l, x.keys, err
}

// fit runs epochs until the dev score has not risen for Patience epochs, and
// leaves the best weights in l. It returns the number of epochs that were
// best. The step size falls to zero over the epochs.
func (t *trainer) fit(phase string, l *learner, samples []*sample, score func(*learner) float64, epochs int) (int, error) {
	print, err := t.print(phase, l, samples, epochs)
	if err != nil {
		return 0, err
	}
	s, err := t.resume(phase, print, l)
	if err != nil {
		return 0, err
	}
	for ; s.epoch < epochs && (s.kept == nil || s.epoch-s.at < t.Patience); s.epoch++ {
		rng := rand.New(rand.NewPCG(t.Seed, hashWord(phase)+uint64(s.epoch)))
		left := float64(epochs - s.epoch)
		loss := l.epoch(samples, settings{
			rate: t.Rate * left / float64(epochs), fall: 1 / left,
			shrink: t.Shrink, hideIdentity: t.HideIdentity, hideLists: t.HideLists,
		}, rng)
		p := Progress{Phase: phase, Epoch: s.epoch + 1, Epochs: epochs, Loss: loss, Dev: -1}
		if score != nil && len(t.dev) > 0 {
			p.Dev = score(l)
			if p.Dev > s.best {
				s.best, s.at, p.Best = p.Dev, s.epoch+1, true
				s.kept = l.copyTo(s.kept)
			}
		}
		done := s
		done.epoch++
		if err := t.save(phase, print, l, done); err != nil {
			return 0, err
		}
		if t.Progress != nil {
			t.Progress(p)
		}
	}
	if s.kept == nil {
		return epochs, nil
	}
	copy(l.weights, s.kept.weights)
	copy(l.tr.start, s.kept.tr.start)
	copy(l.tr.pair, s.kept.tr.pair)
	l.tr.update()
	return s.at, nil
}

func (l *learner) copyTo(to *learner) *learner {
	if to == nil {
		to = &learner{n: l.n, weights: make([]float32, len(l.weights)), tr: newTransitions(l.n)}
	}
	copy(to.weights, l.weights)
	copy(to.tr.start, l.tr.start)
	copy(to.tr.pair, l.tr.pair)
	return to
}

// devScore is the mean over the dev corpora of the strict F1 of all types.
func (t *trainer) devScore(l *learner) float64 {
	tallies := make([]Count, len(t.devNames))
	var seq []uint8
	var found, gold []chunk
	for _, s := range t.dev {
		for _, x := range s.samples {
			if x == nil {
				continue
			}
			seq = l.lat.viterbi(seq[:0], l.tr, l.score(x, nil))
			found, gold = chunks(found[:0], seq), chunks(gold[:0], x.gold)
			c := &tallies[s.corpus]
			c.Found += len(found)
			c.Gold += len(gold)
			for _, f := range found {
				if slices.Contains(gold, f) {
					c.Right++
				}
			}
		}
	}
	sum := 0.0
	for _, c := range tallies {
		sum += c.F1()
	}
	return 100 * sum / float64(len(tallies))
}
