package eval

import (
	"slices"
	"strconv"
)

// lettersOf is the compact letter display of which items differ: a string of
// letters for each item, so that two items share a letter if and only if they
// do not differ. The groups are found by insertion and absorption (Piepho,
// Journal of Computational and Graphical Statistics 2004): starting with one
// group of all, each pair that differs splits every group that has both into
// one without the first and one without the second, and a group that another
// contains is dropped. Letters are given to groups in the order of their first
// items, so that the first item has an "a".
func lettersOf(differ [][]bool) []string {
	n := len(differ)
	all := make([]bool, n)
	for i := range all {
		all[i] = true
	}
	groups := [][]bool{all}
	for i := range n {
		for j := i + 1; j < n; j++ {
			if differ[i][j] {
				groups = split(groups, i, j)
			}
		}
	}
	slices.SortFunc(groups, func(a, b []bool) int {
		for i := range a {
			if a[i] != b[i] {
				if a[i] {
					return -1
				}
				return 1
			}
		}
		return 0
	})
	letters := make([]string, n)
	for k, group := range groups {
		for i, in := range group {
			if in {
				letters[i] += letter(k)
			}
		}
	}
	return letters
}

// split splits the groups that have both items.
func split(groups [][]bool, i, j int) [][]bool {
	var out [][]bool
	for _, g := range groups {
		if !g[i] || !g[j] {
			out = append(out, g)
			continue
		}
		for _, without := range []int{i, j} {
			part := slices.Clone(g)
			part[without] = false
			out = append(out, part)
		}
	}
	var kept [][]bool
	for x, g := range out {
		absorbed := false
		for y, h := range out {
			// Of two equal groups the first stays.
			if x != y && contains(h, g) && (!contains(g, h) || y < x) {
				absorbed = true
			}
		}
		if !absorbed {
			kept = append(kept, g)
		}
	}
	return kept
}

func contains(outer, inner []bool) bool {
	for i := range inner {
		if inner[i] && !outer[i] {
			return false
		}
	}
	return true
}

// letter is a, b, …, z, A, …, Z, and after these a letter with a number.
func letter(k int) string {
	const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	if k < len(alphabet) {
		return alphabet[k : k+1]
	}
	return letter(k%len(alphabet)) + strconv.Itoa(k/len(alphabet))
}
