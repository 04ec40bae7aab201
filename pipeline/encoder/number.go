package encoder

import "math"

// expNegative is exp(x) for x from -700 to 0. math.Exp is assembly on some
// processors and differs there in the last bit; this is the same everywhere:
// x = k·ln 2 + r, the Taylor polynomial of exp(r) for |r| ≤ ln 2 / 2, and 2ᵏ
// put into the exponent. Each product stands in a conversion, which forbids
// the compiler to fuse it with a sum. The relative error is below 1e-14.
func expNegative(x float64) float64 {
	const (
		ln2High = 6.93147180369123816490e-01 // the upper 32 bits: k·ln2High is exact
		ln2Low  = 1.90821492927058770002e-10
	)
	k := math.Floor(float64(x*math.Log2E) + 0.5)
	r := x - float64(k*ln2High)
	r -= float64(k * ln2Low)
	p := 1.0
	for n := 13; n > 0; n-- {
		p = 1 + float64(p*r)/float64(n)
	}
	return float64(p * math.Float64frombits(uint64(1023+int(k))<<52))
}
