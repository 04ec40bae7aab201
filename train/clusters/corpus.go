package main

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/pipeline/cluster"
	"rollcall/train/raw"
)

// corpus is text as numbers.
type corpus struct {
	words  []string // the words to cluster, most frequent first
	counts []int    // how often each occurs
	stream []int32  // the text: index in words, or one of the numbers below
	casing map[string]*casing
}

// What stands in the stream for what has no class.
const (
	boundary int32 = -1 - iota
	rareLower
	rareUpper
	rareOther
	rareKinds = 4
)

// casing counts the forms in which a word stands in mid-sentence.
type casing struct {
	forms [4]int // by cluster.Casing
}

func readCorpus(paths []string, minCount int) (*corpus, error) {
	c := &corpus{casing: map[string]*casing{}}
	ids := map[string]int32{}
	var names []string
	var counts []int
	var stream []int32
	for t, err := range raw.Texts(paths...) {
		if err != nil {
			return nil, err
		}
		for sentence, err := range raw.Sentences(t) {
			if err != nil {
				return nil, err
			}
			stream = append(stream, boundary)
			for i, w := range sentence {
				if i > 0 && follows(sentence[i-1]) && !shouting(sentence) {
					c.countCasing(w)
				}
				w = cluster.Normal(w)
				id, ok := ids[w]
				if !ok {
					w = strings.Clone(w)
					id = int32(len(names))
					ids[w] = id
					names = append(names, w)
					counts = append(counts, 0)
				}
				counts[id]++
				stream = append(stream, id)
			}
		}
	}
	stream = append(stream, boundary)

	order := make([]int32, 0, len(names))
	for id, n := range counts {
		if n >= minCount {
			order = append(order, int32(id))
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(names[a], names[b]))
	})
	rank := make([]int32, len(names))
	for id := range rank {
		rank[id] = rarity(names[id])
	}
	for r, id := range order {
		rank[id] = int32(r)
		c.words = append(c.words, names[id])
		c.counts = append(c.counts, counts[id])
	}
	for i, id := range stream {
		if id >= 0 {
			stream[i] = rank[id]
		}
	}
	c.stream = stream
	return c, nil
}

func rarity(w string) int32 {
	r, _ := utf8.DecodeRuneInString(w)
	switch {
	case unicode.IsLower(r):
		return rareLower
	case unicode.IsUpper(r):
		return rareUpper
	}
	return rareOther
}

// follows reports whether the case of a word says something after the token
// prev: after a word or a comma, not after a quotation mark or a colon.
func follows(prev string) bool {
	r, _ := utf8.DecodeRuneInString(prev)
	return prev == "," || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// shouting reports whether a sentence has no lower-case word, so that the case
// of its words says nothing.
func shouting(sentence []string) bool {
	for _, w := range sentence {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsLower(r) {
			return false
		}
	}
	return true
}

func (c *corpus) countCasing(w string) {
	form, ok := cluster.CasingOf(w)
	if !ok {
		return
	}
	key := strings.ToLower(w)
	k := c.casing[key]
	if k == nil {
		k = &casing{}
		c.casing[strings.Clone(key)] = k
	}
	k.forms[form]++
}
