// Package kernel holds the arithmetic that a transformer encoder spends its
// time on: products of 8-bit integer matrices, and the float32 functions
// between them (quantisation, GELU, softmax, layer norm, attention).
//
// The idea is that every processor gives the same bytes. There are several
// implementations of each function — AVX-512, AVX2, NEON, plain Go — and they
// agree bit for bit:
//
//   - integer products are exact, so their order does not matter;
//   - a float32 sum that runs along a row is defined as sixteen partial sums,
//     element i going to sum i mod 16, that are then added as a tree (l and
//     l+8, l and l+4, l and l+2, l and l+1); wide vectors hold all sixteen in
//     one register, narrow ones in two or four;
//   - an element of a float32 matrix product is the sum of its terms from the
//     first to the last;
//   - no multiplication is fused with an addition, since not every processor
//     has the fused operation. In Go code the product stands in an explicit
//     float32 conversion, which forbids the compiler to fuse it;
//   - functions such as exp are polynomials given here, not a library's.
//
// The plain Go version in plain.go is the definition; the tests hold every
// implementation that the processor can run to it. Values that are not
// numbers are outside the promise: a NaN may come out with other bits.
//
// Left out on purpose: threads (a caller runs windows beside each other),
// 16-bit floats and AMX (the answers would differ from machine to machine),
// and a product with zero points (weights and activations are symmetric).
//
// All functions panic when a slice is too short for the shape, before any
// assembly is entered. A Matrix and a Linear are never written after they
// are made and may be used by any number of goroutines.
package kernel
