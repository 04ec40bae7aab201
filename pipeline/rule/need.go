package rule

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A clause is a choice of features of which a sentence must hold one for a
// pattern to match in it, and how many sentences in 10,000 do, roughly.
type clause struct {
	features []int32
	weight   int
}

// Weights of what is no word. Of lists and types nothing is known beforehand.
const (
	weightRare = 1
	weightForm = 1000
	weightList = 2000
	weightType = 5000
	weightAny  = 10_000
)

func classWeight(s shape) int {
	switch s {
	case shapeYear, shapeInitial, shapeNumWord, shapeAddress, shapeSymbol:
		return 500
	case shapeNumber, shapeCaps, shapeClitic:
		return 2500
	}
	return weightAny
}

//go:embed frequent.tsv
var frequentFile string

// frequent is how many sentences in 10,000 hold a word.
var frequent = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	for line := range strings.Lines(frequentFile) {
		word, count, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if n, err := strconv.Atoi(count); ok && err == nil {
			m[word] = n
		}
	}
	// Marks, which the count left out.
	for _, mark := range []string{",", ".", "-", "\"", "“", "”", "'s", "’s", "(", ")", "'", "’", "–", "—", ":", "$"} {
		m[mark] = 1500
	}
	return m
})

func wordWeight(w string) int {
	if n, ok := frequent()[w]; ok {
		return n
	}
	return weightRare
}

// pieceWeight is a guess: three letters in a row are in many words.
func pieceWeight(p string) int { return max(1000>>(2*(len(p)-shortestPiece)), weightRare) }

// mostClauses is the number of clauses that are kept of a pattern; mostFeatures
// that of the choices in one.
const (
	mostClauses  = 4
	mostFeatures = 300
)

// need is what a sentence must hold for n to match in it: all of the clauses,
// the rarest first; none where nothing is quick to look up.
func (c *compiler) need(n *node) []clause {
	switch n.op {
	case opSequence:
		var all []clause
		for _, k := range n.kids {
			all = append(all, c.need(k)...)
		}
		return rarest(all)
	case opEither:
		// One of the choices is there, so one of the rarest clauses of each.
		needs := make([][]clause, len(n.kids))
		for i, k := range n.kids {
			needs[i] = c.need(k)
		}
		return c.either(needs)
	case opRepeat:
		if n.min == 0 {
			return nil
		}
		return c.need(n.kids[0])
	case opCapture:
		return c.need(n.kids[0])
	case opLook:
		if n.not {
			return nil
		}
		return c.need(n.kids[0])
	case opList:
		return []clause{c.one(c.listed[c.list(n.list)])}
	case opType:
		return []clause{c.one(c.typ(n.typ))}
	case opToken:
		return c.testNeed(n.test)
	}
	return nil
}

// one is the clause of a single feature.
func (c *compiler) one(f int32) clause { return clause{[]int32{f}, c.weights[f]} }

// either is one clause out of the rarest of each choice.
func (c *compiler) either(needs [][]clause) []clause {
	var all clause
	for _, n := range needs {
		if len(n) == 0 {
			return nil
		}
		all.features = append(all.features, n[0].features...)
	}
	if len(all.features) == 0 || len(all.features) > mostFeatures {
		return nil
	}
	slices.Sort(all.features)
	all.features = slices.Compact(all.features)
	for _, f := range all.features {
		all.weight += c.weights[f]
	}
	return []clause{all}
}

// rarest keeps the clauses that most sentences lack.
func rarest(all []clause) []clause {
	slices.SortStableFunc(all, func(a, b clause) int { return a.weight - b.weight })
	return all[:min(len(all), mostClauses)]
}

func (c *compiler) testNeed(t *test) []clause {
	var all []clause
	if !t.negate {
		switch {
		case t.exact != "":
			all = append(all, c.one(c.exact(t.exact)))
		case t.word != "":
			all = append(all, c.one(c.word(t.word)))
		}
		if t.stem != "" {
			all = append(all, c.one(c.stem(t.stem)))
		}
		if t.form != "" {
			all = append(all, c.one(intern(c, c.forms, t.form, weightForm)))
		}
		if t.list != "" {
			all = append(all, c.one(c.listed[c.list(t.list)]))
		}
		if t.typ != nil {
			all = append(all, c.one(c.typ(t.typ)))
		}
		if v := t.value; v != nil && v.low == v.high {
			all = append(all, c.one(intern(c, c.values, v.low, weightRare)))
		}
		if s := classShape(t.class); s != 0 {
			for i, f := range c.class {
				if s == 1<<i {
					all = append(all, c.one(f))
				}
			}
		}
		if len(t.pieces) > 0 {
			needs := make([][]clause, len(t.pieces))
			for i, p := range t.pieces {
				needs[i] = []clause{c.one(intern(c, c.pieces, p, pieceWeight(p)))}
			}
			all = append(all, c.either(needs)...)
		}
		if len(t.any) > 0 {
			needs := make([][]clause, len(t.any))
			for i, a := range t.any {
				needs[i] = c.testNeed(a)
			}
			all = append(all, c.either(needs)...)
		}
	}
	for _, a := range t.also {
		all = append(all, c.testNeed(a)...)
	}
	return rarest(all)
}
