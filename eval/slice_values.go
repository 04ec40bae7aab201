package eval

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	mostValues = 12 // of a key that are slices each by itself
	ranges     = 4  // into which numbers are cut
)

// valueSlicer makes slices of the values that documents have.
func valueSlicer(values []string) slicer {
	counts := map[string]int{}
	for _, v := range values {
		counts[v]++
	}
	if len(counts) > mostValues {
		if numbers, ok := allNumbers(values); ok {
			return rangeSlicer(numbers, values, "")
		}
		if years, ok := allYears(values); ok {
			values = years
			counts = map[string]int{}
			for _, v := range values {
				counts[v]++
			}
		}
	}
	if len(counts) > mostValues {
		values = commonest(values, counts)
	}
	of := func(document int, _ Pair) string { return values[document] }
	return slicer{gold: of, answer: of, compare: compareValues}
}

// compareValues puts numbers in their order, and what stands in brackets last.
func compareValues(a, b string) int {
	bracketed := func(s string) bool { return len(s) > 0 && s[0] == '(' }
	if bracketed(a) != bracketed(b) {
		return compareBool(bracketed(a), bracketed(b))
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a, b)
}

// allNumbers are the values as numbers, if they all are; no value is NaN.
func allNumbers(values []string) ([]float64, bool) {
	var out []float64
	for _, v := range values {
		x := math.NaN()
		if v != None {
			var err error
			if x, err = strconv.ParseFloat(v, 64); err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
				return nil, false
			}
		}
		out = append(out, x)
	}
	return out, true
}

var isoDate = regexp.MustCompile(`^\d{4}-\d{2}(-\d{2})?([T ].*)?$`)

// allYears are the years of the values, if they all are ISO 8601 dates.
func allYears(values []string) ([]string, bool) {
	var out []string
	for _, v := range values {
		switch {
		case v == None:
			out = append(out, v)
		case isoDate.MatchString(v):
			out = append(out, v[:4])
		default:
			return nil, false
		}
	}
	return out, true
}

// commonest keeps the values that most documents have, the first by name of
// those that are level, and puts all others together.
func commonest(values []string, counts map[string]int) []string {
	var order []string
	for v := range counts {
		order = append(order, v)
	}
	slices.SortFunc(order, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	rest := order[mostValues-1:]
	label := othersLabel(len(rest))
	other := map[string]bool{}
	for _, v := range rest {
		other[v] = true
	}
	out := slices.Clone(values)
	for i, v := range out {
		if other[v] {
			out[i] = label
		}
	}
	return out
}

// rangeSlicer cuts numbers into ranges with about as many documents in each,
// equal ones together. Labels give the least and the greatest number that the
// range has, as written where written says how.
func rangeSlicer(numbers []float64, written []string, unit string) slicer {
	var order []int
	for i, x := range numbers {
		if !math.IsNaN(x) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(numbers[i], numbers[j]) })
	labels := make([]string, len(numbers))
	for i := range labels {
		labels[i] = None
	}
	least := map[string]float64{None: math.Inf(1)}
	write := func(i int) string {
		if written != nil {
			return written[i]
		}
		return strconv.FormatFloat(numbers[i], 'f', -1, 64)
	}
	for start, part := 0, 1; start < len(order); part++ {
		end := len(order) * part / ranges
		if end <= start {
			continue
		}
		for end < len(order) && numbers[order[end]] == numbers[order[end-1]] {
			end++
		}
		first, last := order[start], order[end-1]
		label := write(first) + unit
		if numbers[first] == 1 {
			label = strings.TrimSuffix(label, "s")
		}
		if numbers[first] != numbers[last] {
			label = fmt.Sprintf("%s–%s%s", write(first), write(last), unit)
		}
		least[label] = numbers[first]
		for _, i := range order[start:end] {
			labels[i] = label
		}
		start = end
	}
	of := func(document int, _ Pair) string { return labels[document] }
	return slicer{gold: of, answer: of, compare: func(a, b string) int { return cmp.Compare(least[a], least[b]) }}
}
