package kernel

import (
	"fmt"
	"math"
)

const lanes = 16

// tree16 adds sixteen partial sums in the order that the package promises.
func tree16(s [lanes]float32) float32 {
	for half := lanes / 2; half > 0; half /= 2 {
		for l := range half {
			s[l] += s[l+half]
		}
	}
	return s[0]
}

// largestTiny bounds the rows that Quantise takes for zero: below it,
// 127/max would leave the range of float32.
const largestTiny = 1e-35

// Quantise sets dst to x in units of the returned scale, which is the largest
// absolute value of x divided by 127: dst[i] is x[i] multiplied by 127/max,
// rounded to the nearest integer, halves to the even one. A row of (nearly)
// zeros gives zeros and the scale 0; a row with an infinity or a NaN gives
// zeros and the scale NaN, so that the damage shows. It panics if dst is
// shorter than x.
func Quantise(dst []int8, x []float32) (scale float32) {
	checkLen("dst", len(dst), 1, len(x))
	if len(x) == 0 {
		return 0
	}
	im := active.Load()
	whole := len(x) / lanes * lanes
	var bits int32
	if whole > 0 {
		for _, b := range im.maxAbs(&x[0], whole) {
			bits = max(bits, b)
		}
	}
	bits = max(bits, plainMaxAbs(x[whole:]))
	largest := math.Float32frombits(uint32(bits))
	if bits >= 0x7f800000 || largest < largestTiny {
		clear(dst[:len(x)])
		if bits >= 0x7f800000 {
			return float32(math.NaN())
		}
		return 0
	}
	inverse := 127 / largest
	if whole > 0 {
		im.quantise(&dst[0], &x[0], inverse, whole)
	}
	plainQuantise(dst[whole:len(x)], x[whole:], inverse)
	return largest / 127
}

// QuantiseRows quantises each row of x, len(scales) × k, by itself into dst of
// the same shape and sets scales to what Quantise returns. It panics if x or
// dst is too short.
func QuantiseRows(dst []int8, scales []float32, x []float32, k int) {
	checkLen("x", len(x), len(scales), k)
	checkLen("dst", len(dst), len(scales), k)
	for r := range scales {
		scales[r] = Quantise(dst[r*k:(r+1)*k], x[r*k:(r+1)*k])
	}
}

// GELU replaces each element x by x·Φ(x), Φ being the normal distribution
// function, in the form with erf: x/2 · (1 + erf(x/√2)). The error is below
// 5e-7 + 2e-7·|x|.
func GELU(x []float32) {
	whole := len(x) / lanes * lanes
	if whole > 0 {
		active.Load().gelu(&x[0], whole)
	}
	plainGELU(x[whole:])
}

// Softmax replaces x by exp(x[i]-max) divided by the sum of these. Elements
// that are more than 87.3 below the largest become exactly 0, and so do minus
// infinities. The relative error is below 6e-7 and 1.2e-7 for each unit below
// the largest. It panics if x is empty.
func Softmax(x []float32) {
	im := active.Load()
	whole := len(x) / lanes * lanes
	largest := x[0]
	if whole > 0 {
		for _, v := range im.max(&x[0], whole) {
			largest = max(largest, v)
		}
	}
	for _, v := range x[whole:] {
		largest = max(largest, v)
	}
	var sums [lanes]float32
	if whole > 0 {
		sums = im.expSum(&x[0], largest, whole)
	}
	plainExpSum(&sums, x[whole:], largest)
	by := 1 / tree16(sums)
	if whole > 0 {
		im.scale(&x[0], by, whole)
	}
	for i := range x[whole:] {
		x[whole+i] *= by
	}
}

// LayerNorm sets dst to (x-mean)/√(variance+eps) · gain + bias, mean and
// variance (the biased one) being those of x. dst may be x. It panics if dst,
// gain or bias is shorter than x.
func LayerNorm(dst, x, gain, bias []float32, eps float32) {
	checkNorm(dst, x, gain, bias)
	if len(x) == 0 {
		return
	}
	im := active.Load()
	whole := len(x) / lanes * lanes
	var sums [lanes]float32
	if whole > 0 {
		sums = im.sum(&x[0], whole)
	}
	for i, v := range x[whole:] {
		sums[i] += v
	}
	im.norm(dst, x, gain, bias, eps, sums)
}

// AddLayerNorm adds y to x and then replaces x by its layer norm (see
// LayerNorm). It panics if y, gain or bias is shorter than x.
func AddLayerNorm(x, y, gain, bias []float32, eps float32) {
	checkNorm(y, x, gain, bias)
	if len(x) == 0 {
		return
	}
	im := active.Load()
	whole := len(x) / lanes * lanes
	var sums [lanes]float32
	if whole > 0 {
		sums = im.addSum(&x[0], &y[0], whole)
	}
	plainAddSum(&sums, x[whole:], y[whole:len(x)])
	im.norm(x, x, gain, bias, eps, sums)
}

func checkNorm(y, x, gain, bias []float32) {
	if n := len(x); len(y) < n || len(gain) < n || len(bias) < n {
		panic(fmt.Sprintf("kernel: layer norm of %d elements with %d others, gain %d and bias %d",
			n, len(y), len(gain), len(bias)))
	}
}

func (im *implementation) norm(dst, x, gain, bias []float32, eps float32, sums [lanes]float32) {
	n := float32(len(x))
	whole := len(x) / lanes * lanes
	mean := tree16(sums) / n
	var squares [lanes]float32
	if whole > 0 {
		squares = im.deviation(&x[0], mean, whole)
	}
	plainDeviation(&squares, x[whole:], mean)
	variance := float32(tree16(squares)/n) + eps
	// The square root of a float32 in float64, rounded, is the float32 one.
	inverse := 1 / float32(math.Sqrt(float64(variance)))
	if whole > 0 {
		im.normalise(&dst[0], &x[0], mean, inverse, &gain[0], &bias[0], whole)
	}
	plainNormalise(dst[whole:len(x)], x[whole:], mean, inverse, gain[whole:len(x)], bias[whole:len(x)])
}
