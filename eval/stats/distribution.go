package stats

import "math"

// normalCDF is the probability that a standard normal variable is at most z.
func normalCDF(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }

// normalQuantile is the inverse of normalCDF.
func normalQuantile(p float64) float64 { return -math.Sqrt2 * math.Erfcinv(2*p) }

// studentCDF is the probability that Student's t with df degrees of freedom,
// which need not be a whole number, is at most t (Abramowitz and Stegun
// 26.7.1).
func studentCDF(t, df float64) float64 {
	if math.IsInf(t, 0) {
		return (1 + math.Copysign(1, t)) / 2
	}
	tail := regularizedBeta(df/2, 0.5, df/(df+t*t)) / 2
	if t > 0 {
		return 1 - tail
	}
	return tail
}

// studentQuantile is the inverse of studentCDF, by bisection.
func studentQuantile(p, df float64) float64 {
	switch {
	case p == 0.5:
		return 0
	case p > 0.5:
		return -studentQuantile(1-p, df)
	}
	low, high := -1.0, 0.0
	for studentCDF(low, df) > p {
		low *= 2
	}
	for range 200 {
		middle := (low + high) / 2
		if middle == low || middle == high {
			break
		}
		if studentCDF(middle, df) < p {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

// regularizedBeta is the incomplete beta function I_x(a, b), by its continued
// fraction (Abramowitz and Stegun 26.5.8), evaluated by Lentz's method.
func regularizedBeta(a, b, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - regularizedBeta(b, a, 1-x)
	}
	lgamma := func(x float64) float64 {
		y, _ := math.Lgamma(x)
		return y
	}
	front := math.Exp(lgamma(a+b) - lgamma(a) - lgamma(b) + a*math.Log(x) + b*math.Log1p(-x))
	const tiny = 1e-300
	kept := func(x float64) float64 {
		if math.Abs(x) < tiny {
			return tiny
		}
		return x
	}
	c, d := 1.0, 1/kept(1-(a+b)*x/(a+1))
	h := d
	for m := 1.0; m <= 10_000; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		c, d = kept(1+even/c), 1/kept(1+even*d)
		h *= c * d
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		c, d = kept(1+odd/c), 1/kept(1+odd*d)
		h *= c * d
		if math.Abs(c*d-1) < 1e-15 {
			break
		}
	}
	return front * h / a
}

// Wilson is the interval of a share of independent trials (Wilson, JASA 1927;
// recommended by Brown, Cai and DasGupta, Statistical Science 2001). It is from
// 0 to 1 where there are no trials.
func Wilson(share, trials, level float64) (low, high float64) {
	if trials <= 0 {
		return 0, 1
	}
	z := normalQuantile((1 + level) / 2)
	z2 := z * z / trials
	middle := (share + z2/2) / (1 + z2)
	half := math.Sqrt(share*(1-share)*z2+z2*z2/4) / (1 + z2)
	return max(0, middle-half), min(1, middle+half)
}
