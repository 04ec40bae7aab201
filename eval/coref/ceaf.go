package coref

import (
	"math"
	"slices"
)

// align finds the best one-to-one alignment of clusters, twice: the most
// mentions in common (Luo's φ3), and the most likeness 2|K∩R|/(|K|+|R|) (φ4).
func align(gold, answers partition) (byMention, byEntity float64) {
	shared := make([][]part, len(gold.clusters))
	for i, c := range gold.clusters {
		shared[i], _ = answers.parts(c)
	}
	for _, knot := range knots(shared, len(answers.clusters)) {
		column := map[int]int{}
		for k, a := range knot.answers {
			column[a] = k
		}
		mentions := matrix(len(knot.gold), len(knot.answers))
		likeness := matrix(len(knot.gold), len(knot.answers))
		for i, g := range knot.gold {
			for _, p := range shared[g] {
				k := column[p.cluster]
				mentions[i][k] = float64(p.size)
				likeness[i][k] = 2 * float64(p.size) / float64(len(gold.clusters[g])+len(answers.clusters[p.cluster]))
			}
		}
		byMention += heaviest(mentions)
		byEntity += heaviest(likeness)
	}
	return byMention, byEntity
}

func matrix(rows, columns int) [][]float64 {
	m := make([][]float64, rows)
	for i := range m {
		m[i] = make([]float64, columns)
	}
	return m
}

// knot is a set of clusters of both sides that mentions connect, in order.
// Clusters of different knots have nothing in common, so that each knot can be
// aligned by itself.
type knot struct{ gold, answers []int }

func knots(shared [][]part, answers int) []knot {
	// Union of sets: gold clusters first, then those of the answers.
	parent := make([]int, len(shared)+answers)
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for g, parts := range shared {
		for _, p := range parts {
			a, b := root(g), root(len(shared)+p.cluster)
			parent[max(a, b)] = min(a, b)
		}
	}
	at := map[int]int{}
	var out []knot
	for g, parts := range shared {
		if len(parts) == 0 {
			continue
		}
		r := root(g)
		k, ok := at[r]
		if !ok {
			k = len(out)
			at[r] = k
			out = append(out, knot{})
		}
		out[k].gold = append(out[k].gold, g)
		for _, p := range parts {
			out[k].answers = append(out[k].answers, p.cluster)
		}
	}
	for i := range out {
		slices.Sort(out[i].answers)
		out[i].answers = slices.Compact(out[i].answers)
	}
	return out
}

// heaviest is the weight of the heaviest one-to-one assignment of rows to
// columns, by shortest augmenting paths (the Hungarian method as Jonker and
// Volgenant 1987 have it): in time n²m for n rows, n being the shorter side.
// Weights must not be negative.
func heaviest(weight [][]float64) float64 {
	n, m := len(weight), len(weight[0])
	at := func(i, k int) float64 { return weight[i][k] }
	if n > m {
		n, m = m, n
		at = func(i, k int) float64 { return weight[k][i] }
	}
	// Rows and columns are counted from 1; column 0 holds the row that is being
	// placed. The cost of a pair is its weight taken negative.
	u := make([]float64, n+1)
	v := make([]float64, m+1)
	rowOf := make([]int, m+1)
	from := make([]int, m+1)
	slack := make([]float64, m+1)
	done := make([]bool, m+1)
	for i := 1; i <= n; i++ {
		rowOf[0] = i
		for k := range slack {
			slack[k], done[k] = math.Inf(1), false
		}
		k0 := 0
		for {
			done[k0] = true
			row, best, k1 := rowOf[k0], math.Inf(1), 0
			for k := 1; k <= m; k++ {
				if done[k] {
					continue
				}
				if s := -at(row-1, k-1) - u[row] - v[k]; s < slack[k] {
					slack[k], from[k] = s, k0
				}
				if slack[k] < best {
					best, k1 = slack[k], k
				}
			}
			for k := range slack {
				if done[k] {
					u[rowOf[k]] += best
					v[k] -= best
				} else {
					slack[k] -= best
				}
			}
			if k0 = k1; rowOf[k0] == 0 {
				break
			}
		}
		for k0 != 0 {
			rowOf[k0] = rowOf[from[k0]]
			k0 = from[k0]
		}
	}
	// Summed anew, in order, so that no rounding of the duals is in it.
	sum := 0.0
	for k := 1; k <= m; k++ {
		if rowOf[k] > 0 {
			sum += at(rowOf[k]-1, k-1)
		}
	}
	return sum
}
