package gold

import "math"

// ratio is a/b, NaN without a denominator.
func ratio(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}

// beyondChance is (observed-expected)/(1-expected), the form of every
// coefficient here. It has no value where chance alone would agree always, as
// where everybody gave all tokens one label.
func beyondChance(observed, expected float64) float64 {
	if 1-expected < 1e-12 {
		return math.NaN()
	}
	return (observed - expected) / (1 - expected)
}

// CohenKappa is the agreement of two annotators beyond chance: table[i][j] are
// the items that the first labelled i and the second j. Chance is what their
// own shares of each label would give:
//
//	κ = (po − pe) / (1 − pe),  po = Σ n_ii / n,  pe = Σ n_i. n_.i / n²
//
// Source: J. Cohen, A coefficient of agreement for nominal scales, Educational
// and Psychological Measurement 20 (1960), 37–46. NaN without items, or where
// chance alone agrees always.
func CohenKappa(table [][]float64) float64 {
	n, agreed := 0.0, 0.0
	first, second := make([]float64, len(table)), make([]float64, len(table))
	for i, row := range table {
		for j, v := range row {
			n += v
			first[i] += v
			second[j] += v
		}
		agreed += row[i]
	}
	if n == 0 {
		return math.NaN()
	}
	expected := 0.0
	for i := range first {
		expected += first[i] / n * (second[i] / n)
	}
	return beyondChance(agreed/n, expected)
}

// FleissKappa is the agreement of a fixed number of annotators beyond chance:
// votes[i][k] annotators gave item i the label k, the same number for every
// item. Chance is the share of each label among all votes:
//
//	κ = (P − Pe) / (1 − Pe),  P = mean of Σ_k n_ik (n_ik − 1) / (n (n − 1)),  Pe = Σ p_k²
//
// Source: J. L. Fleiss, Measuring nominal scale agreement among many raters,
// Psychological Bulletin 76 (1971), 378–382. Of two annotators it is Scott's
// pi, not Cohen's kappa.
func FleissKappa(votes [][]float64) float64 {
	items, agreeing := 0.0, 0.0
	var total []float64
	for _, item := range votes {
		n, pairs := 0.0, 0.0
		for k, v := range item {
			n += v
			pairs += v * (v - 1)
			if k == len(total) {
				total = append(total, 0)
			}
			total[k] += v
		}
		items++
		agreeing += pairs / (n * (n - 1))
	}
	return fleiss(items, agreeing, total)
}

// fleiss is FleissKappa of sums: items, the sum of their shares of agreeing
// pairs, and the votes for each label.
func fleiss(items, agreeing float64, votes []float64) float64 {
	if items == 0 {
		return math.NaN()
	}
	return beyondChance(agreeing/items, concentration(votes))
}

// concentration is the chance that two votes, drawn with replacement, are for
// one label.
func concentration(votes []float64) float64 {
	n, sum := 0.0, 0.0
	for _, v := range votes {
		n += v
	}
	for _, v := range votes {
		sum += v / n * (v / n)
	}
	return sum
}

// KrippendorffAlpha is the agreement of any number of annotators beyond chance,
// where not all need have labelled all items: votes[i][k] annotators gave item
// i the label k. Items with one vote say nothing and are passed over. For
// labels without order:
//
//	α = 1 − Do/De,  1 − Do = Σ_i Σ_k n_ik (n_ik − 1) / (n_i − 1) / n,  1 − De = Σ_k n_k (n_k − 1) / (n (n − 1))
//
// with n the votes in all. Source: K. Krippendorff, Computing Krippendorff's
// alpha-reliability (2011), section C.
func KrippendorffAlpha(votes [][]float64) float64 {
	agreeing := 0.0
	var total []float64
	for _, item := range votes {
		n, pairs := 0.0, 0.0
		for _, v := range item {
			n += v
			pairs += v * (v - 1)
		}
		for k, v := range item {
			if k == len(total) {
				total = append(total, 0)
			}
			if n > 1 {
				total[k] += v
			}
		}
		if n > 1 {
			agreeing += pairs / (n - 1)
		}
	}
	return alpha(agreeing, total)
}

// alpha is KrippendorffAlpha of sums.
func alpha(agreeing float64, votes []float64) float64 {
	n, same := 0.0, 0.0
	for _, v := range votes {
		n += v
		same += v * (v - 1)
	}
	if n < 2 {
		return math.NaN()
	}
	return beyondChance(agreeing/n, same/(n*(n-1)))
}
