package main

//go:noescape
func peakVPDPBUSD512(rounds int)

//go:noescape
func peakVPDPBUSD256(rounds int)

//go:noescape
func peakVPMADDWD256(rounds int)

//go:noescape
func peakMulAdd512(rounds int)

//go:noescape
func peakMulAdd256(rounds int)

// peaks returns, for an implementation, the loops of the instructions that its
// two products are made of.
func peaks(implementation string) (integer, float peak) {
	switch implementation {
	case "avx512vnni":
		return peak{"VPDPBUSD zmm", peakVPDPBUSD512, 24 * 64}, peak{"VMULPS + VADDPS zmm", peakMulAdd512, 12 * 16}
	case "avxvnni":
		return peak{"VPDPBUSD ymm", peakVPDPBUSD256, 12 * 32}, peak{"VMULPS + VADDPS ymm", peakMulAdd256, 6 * 8}
	case "avx2":
		return peak{"VPMADDWD + VPADDD ymm", peakVPMADDWD256, 6 * 16}, peak{"VMULPS + VADDPS ymm", peakMulAdd256, 6 * 8}
	}
	return peak{}, peak{}
}
