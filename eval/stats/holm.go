package stats

import (
	"cmp"
	"math"
	"slices"
)

// Holm adjusts the p-values of a family of tests, so that the chance of even
// one false alarm among them is no more than the level that the adjusted values
// are held against: the i-th smallest of m is multiplied by m-i+1, and none
// ends up below a smaller one (Holm, Scandinavian Journal of Statistics 1979).
// It asks nothing of how the tests depend on each other. A NaN is no test: it
// stays and does not count.
func Holm(p []float64) []float64 {
	var order []int
	out := slices.Clone(p)
	for i, x := range p {
		if !math.IsNaN(x) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	least := 0.0
	for rank, i := range order {
		least = max(least, min(1, p[i]*float64(len(order)-rank)))
		out[i] = least
	}
	return out
}
