package tagger

import "rollcall/text"

// stretch is a part of a document with its samples.
type stretch struct {
	doc     *text.Document
	sents   []text.Sentence
	first   bool      // begins the document
	samples []*sample // one for each sentence; nil where it is not used
	number  int       // of the document over all corpora
	corpus  int       // of the training or dev corpora
	scores  []float32 // first pass, made without this document where it is for training
}

// stretches cuts a document into parts with a sample for each usable sentence.
func stretches(d *text.Document, gold []uint8, unused []bool, number, corpus int, weight float32) []*stretch {
	var out []*stretch
	k := 0
	for _, sents := range parts(d.Sentences) {
		s := &stretch{doc: d, sents: sents, first: len(out) == 0, number: number, corpus: corpus, samples: make([]*sample, len(sents))}
		for i, sent := range sents {
			if !unused[k] {
				s.samples[i] = &sample{gold: gold[sent.FirstToken:sent.EndToken], weight: weight, doc: number}
			}
			k++
		}
		out = append(out, s)
	}
	return out
}

// each computes the features of all tokens of all samples.
func (t *trainer) each(all []*stretch, do func(*bundle, *sample)) {
	for _, s := range all {
		t.view.load(t.Lexicon, s.doc, s.sents, s.first)
		for k, sent := range t.view.sents {
			if s.samples[k] == nil {
				continue
			}
			for i := sent.FirstToken; i < sent.EndToken; i++ {
				t.view.features(&t.bundle, i, sent.FirstToken, sent.EndToken)
				do(&t.bundle, s.samples[k])
			}
		}
	}
}

// add appends a token's features, those that number knows.
func (s *sample) add(b *bundle, number func(uint64) (uint32, bool)) {
	at := 0
	for _, end := range b.ends {
		for _, key := range b.keys[at:end] {
			if id, ok := number(key); ok {
				s.ids = append(s.ids, id)
			}
		}
		at = end
		s.ends = append(s.ends, uint32(len(s.ids)))
	}
}

// samplesOf collects the samples of all stretches but those of one fold; -1
// leaves none out.
func samplesOf(all []*stretch, fold, folds int) []*sample {
	var out []*sample
	for _, s := range all {
		if fold >= 0 && s.number%folds == fold {
			continue
		}
		for _, x := range s.samples {
			if x != nil {
				out = append(out, x)
			}
		}
	}
	return out
}

// keep stores the learner's scores of the stretch. A sentence without a sample
// gets zeros for all its tokens.
func (s *stretch) keep(l *learner) {
	s.scores = s.scores[:0]
	for k, x := range s.samples {
		if x == nil {
			s.scores = append(s.scores, make([]float32, (s.sents[k].EndToken-s.sents[k].FirstToken)*l.n)...)
			continue
		}
		s.scores = append(s.scores, l.score(x, nil)...)
	}
}

// rebase empties the samples of features and puts the stored scores of n labels
// beneath them.
func (s *stretch) rebase(n int) {
	base := s.sents[0].FirstToken
	for k, x := range s.samples {
		if x != nil {
			x.ids, x.ends = nil, nil
			x.base = s.scores[(s.sents[k].FirstToken-base)*n : (s.sents[k].EndToken-base)*n]
		}
	}
}
