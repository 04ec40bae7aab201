package main

//go:noescape
func peakSDOT(rounds int)

//go:noescape
func peakSMULL(rounds int)

//go:noescape
func peakMulAdd(rounds int)

// peaks returns, for an implementation, the loops of the instructions that its
// two products are made of.
func peaks(implementation string) (integer, float peak) {
	float = peak{"FMUL + FADD", peakMulAdd, 8 * 4}
	switch implementation {
	case "neondot":
		return peak{"SDOT", peakSDOT, 16 * 16}, float
	case "neon":
		return peak{"SMULL + SADALP", peakSMULL, 8 * 8}, float
	}
	return peak{}, peak{}
}
