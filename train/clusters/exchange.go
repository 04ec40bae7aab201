package main

import (
	"fmt"
	"math"
	"os"
	"slices"
)

// matrix says how often each word stands beside each neighbour. A neighbour on
// the left and the same on the right are two.
type matrix struct {
	rows  [][]cell // by word
	sides [][2]int // by word: how many neighbours on the left and on the right
	cols  int
}

type cell struct{ col, n int32 }

// neighbours counts what stands beside each word: the most frequent words as
// themselves, the others by their kind.
func (c *corpus) neighbours(frequent int) *matrix {
	frequent = min(frequent, len(c.words))
	half := frequent + rareKinds
	col := func(id int32) int32 {
		switch {
		case id < 0:
			return int32(frequent) - 1 - id
		case int(id) < frequent:
			return id
		}
		return int32(frequent) - 1 - rarity(c.words[id])
	}
	m := &matrix{rows: make([][]cell, len(c.words)), sides: make([][2]int, len(c.words)), cols: 2 * half}
	pairs := make([]uint64, 0, 2*len(c.stream))
	for i, id := range c.stream {
		if id < 0 {
			continue
		}
		w := uint64(id) << 32
		pairs = append(pairs, w|uint64(col(c.stream[i-1])), w|uint64(int32(half)+col(c.stream[i+1])))
		m.sides[id][0]++
		m.sides[id][1]++
	}
	slices.Sort(pairs)
	for i := 0; i < len(pairs); {
		j := i
		for j < len(pairs) && pairs[j] == pairs[i] {
			j++
		}
		w := pairs[i] >> 32
		m.rows[w] = append(m.rows[w], cell{int32(pairs[i] & 0xffffffff), int32(j - i)})
		i = j
	}
	return m
}

// xlogx is a table of n ln n, the terms of which mutual information is made.
type xlogx []float64

func newXlogx(n int) xlogx {
	t := make(xlogx, n)
	for i := 1; i < n; i++ {
		t[i] = float64(i) * math.Log(float64(i))
	}
	return t
}

func (t xlogx) at(n int) float64 {
	if n < len(t) {
		return t[n]
	}
	return float64(n) * math.Log(float64(n))
}

// exchange puts the words into k classes: each word in turn is taken out of
// its class and put into the one that leaves the largest mutual information
// between classes and neighbours. It ends when hardly a word moves, or after
// the given number of rounds.
func (m *matrix) exchange(k, rounds int) []uint16 {
	f := newXlogx(1 << 16)
	class := make([]uint16, len(m.rows))
	seen := make([]int32, m.cols*k) // by neighbour, then class
	var size [2][]int
	size[0], size[1] = make([]int, k), make([]int, k)
	put := func(w int, c uint16, sign int) {
		for _, e := range m.rows[w] {
			seen[int(e.col)*k+int(c)] += int32(sign) * e.n
		}
		for s := range size {
			size[s][c] += sign * m.sides[w][s]
		}
	}
	for w := range class {
		class[w] = uint16(w % k)
		put(w, class[w], 1)
	}
	gain := make([]float64, k)
	for round := range rounds {
		moved := 0
		for w := range class {
			put(w, class[w], -1)
			for c := range gain {
				gain[c] = 0
				for s := range size {
					gain[c] -= f.at(size[s][c]+m.sides[w][s]) - f.at(size[s][c])
				}
			}
			for _, e := range m.rows[w] {
				m.add(gain, seen[int(e.col)*k:][:k], int(e.n), f)
			}
			best := uint16(0)
			for c := range gain {
				if gain[c] > gain[best] {
					best = uint16(c)
				}
			}
			// To stay is better than a gain lost in rounding.
			if gain[best] <= gain[class[w]]+1e-9*math.Abs(gain[best]) {
				best = class[w]
			}
			if best != class[w] {
				moved++
			}
			class[w] = best
			put(w, best, 1)
		}
		fmt.Fprintf(os.Stderr, "  round %d: %d of %d words moved\n", round+1, moved, len(class))
		if moved*200 < len(class) {
			break
		}
	}
	return class
}

// add adds what a neighbour that stands n times beside the word, and row[c]
// times beside class c, does for each class. Classes it never stands beside
// all have the same, which is left out.
func (m *matrix) add(gain []float64, row []int32, n int, f xlogx) {
	alone := f.at(n)
	for c, r := range row {
		if r == 0 {
			continue
		}
		if int(r)+n < len(f) {
			gain[c] += f[int(r)+n] - f[r] - alone
		} else {
			gain[c] += f.at(int(r)+n) - f.at(int(r)) - alone
		}
	}
}
