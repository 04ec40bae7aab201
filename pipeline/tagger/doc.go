// Package tagger finds names by a trained linear model: a conditional random
// field over BIO labels, for any set of types. It is what the fast pipeline is
// built on, and what users train on types of their own.
//
// A document is read twice. The first pass scores each token of a sentence by
// some seventy features: the word and its neighbours, how it is written, word
// classes, name lists, what stands around the run of capitals that it is in. The
// second adds what the first made of the rest of the document: what the same
// word is elsewhere, which longer name holds it, whose initials it spells. It is
// trained on first-pass answers by models that had not seen the document, so
// that it learns how far these can be trusted.
//
// The best legal label sequence becomes candidates. The score of a candidate is
// the probability of exactly this mention in the second pass's model, summed over
// all ways to label the rest, and calibrated on documents held out from
// training.
//
// All is made for speed and a small file. A feature is a hash, never a string;
// weights are one byte each, in buckets of a cache line; what is known of words
// (Lexicon) is looked up in place in the bytes of its file, so that loading a
// model builds nothing. Sentences in capitals are recased by the lexicon before
// features are taken, and training shows the model sentences in other casing.
//
// A model is a folder: model.json (types, settings, sources, figures),
// model.bin (weights), lexicon.bin; the latter two plain or compressed.
//
// Left out on purpose: BILOU labels, for twice the size of each feature; a
// perceptron, which was 3 points worse here and has no probabilities; averaging
// models of several seeds, weights of its own for each corpus, regularisation,
// and hiding the words at random in training, none of which paid on seven
// development sets.
package tagger
