package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator makes up names and text.
type generator struct {
	rng    *rand.Rand
	vocab  []string // capitalised words of names; the first are the most frequent
	common []string // lower-case words of text, likewise
	names  []string // some of the names of the list, for text
}

var syllables = strings.Fields(`ba bel bor cal cor da del dor el en far fen gar gen hal hol is ja kal ken la lin lo mar
	mel mi mor na nor ol or pa pen ra rel ri ro sa sel sha sol ta tan tor u val ver win yor za zen é ö ł å`)

const (
	vocabulary = 120_000
	everyday   = 20_000
	kept       = 50_000
)

func newGenerator(seed uint64) *generator {
	g := &generator{rng: rand.New(rand.NewPCG(seed, 0))}
	seen := map[string]bool{}
	for len(g.vocab) < vocabulary {
		w := g.word(2, 4)
		if !seen[w] {
			seen[w] = true
			g.vocab = append(g.vocab, strings.ToUpper(w[:1])+w[1:])
		}
	}
	g.common = strings.Fields("the of to a in and said that for on is was with by as at it from has he be its will an")
	for len(g.common) < everyday {
		g.common = append(g.common, g.word(1, 3))
	}
	return g
}

// word is a word of so many syllables, the first of which is plain.
func (g *generator) word(from, to int) string {
	w := syllables[g.rng.IntN(len(syllables)-4)]
	for range from + g.rng.IntN(to-from+1) - 1 {
		w += syllables[g.rng.IntN(len(syllables))]
	}
	return w
}

// frequent draws from words of which the first are drawn much more often.
func (g *generator) frequent(words []string) string {
	u := g.rng.Float64()
	return words[int(u*u*u*float64(len(words)))]
}

func (g *generator) name() string {
	words := []string{g.frequent(g.vocab)}
	for range []int{0, 1, 1, 1, 2, 2, 3}[g.rng.IntN(7)] {
		switch g.rng.IntN(20) {
		case 0:
			words = append(words, "of", g.frequent(g.vocab))
		case 1:
			words = append(words, string(rune('A'+g.rng.IntN(26)))+".", g.frequent(g.vocab))
		case 2:
			words[len(words)-1] += "-" + g.frequent(g.vocab)
		default:
			words = append(words, g.frequent(g.vocab))
		}
	}
	return strings.Join(words, " ")
}

// list is a list of n different names, as a file.
func (g *generator) list(n int) []byte {
	var b bytes.Buffer
	b.WriteString("# type: ORGANISATION\n# precision: 0.9\nname\tkey\taliases\n")
	seen := map[string]bool{}
	fresh := func() string {
		for {
			name := g.name()
			key := strings.ReplaceAll(name, "-", " ")
			if !seen[key] {
				seen[key] = true
				return name
			}
		}
	}
	for i := range n {
		name := fresh()
		if len(g.names) < kept && g.rng.IntN(max(n/kept, 1)) == 0 {
			g.names = append(g.names, name)
		}
		fmt.Fprintf(&b, "%s\tQ%d\t", name, 1000+i)
		if g.rng.IntN(10) == 0 {
			b.WriteString(fresh())
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// text is about n words as documents of about 2,000.
func (g *generator) text(n int) []string {
	var docs []string
	var b strings.Builder
	words, length := 0, 0
	for n > 0 {
		w := g.frequent(g.common)
		count := 1
		switch g.rng.IntN(12) {
		case 0:
			w = g.names[g.rng.IntN(len(g.names))]
			count = strings.Count(w, " ") + 1
		case 1:
			w = g.frequent(g.vocab)
		}
		if length == 0 {
			w = strings.ToUpper(w[:1]) + w[1:]
		} else {
			b.WriteByte(' ')
		}
		b.WriteString(w)
		words, length, n = words+count, length+count, n-count
		if length > 12 && g.rng.IntN(10) == 0 {
			b.WriteString(".")
			length = 0
			if words > 2000 {
				docs = append(docs, b.String()+"\n")
				b.Reset()
				words = 0
			} else {
				b.WriteString(" ")
			}
		}
	}
	return append(docs, b.String())
}
