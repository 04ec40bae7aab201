#include "textflag.h"

// Loops of nothing but the instructions of a product, on registers that do
// not wait for one another. Each does `rounds` rounds.

// func peakSDOT(rounds int)
// 16 instructions of 16 multiplications and additions.
TEXT ·peakSDOT(SB), NOSPLIT, $0-8
	MOVD rounds+0(FP), R0

loop:
	WORD $0x4f9fe3c0 // SDOT V0, V30, V31
	WORD $0x4f9fe3c1 // SDOT V1, V30, V31
	WORD $0x4f9fe3c2 // SDOT V2, V30, V31
	WORD $0x4f9fe3c3 // SDOT V3, V30, V31
	WORD $0x4f9fe3c4 // SDOT V4, V30, V31
	WORD $0x4f9fe3c5 // SDOT V5, V30, V31
	WORD $0x4f9fe3c6 // SDOT V6, V30, V31
	WORD $0x4f9fe3c7 // SDOT V7, V30, V31
	WORD $0x4f9fe3c8 // SDOT V8, V30, V31
	WORD $0x4f9fe3c9 // SDOT V9, V30, V31
	WORD $0x4f9fe3ca // SDOT V10, V30, V31
	WORD $0x4f9fe3cb // SDOT V11, V30, V31
	WORD $0x4f9fe3cc // SDOT V12, V30, V31
	WORD $0x4f9fe3cd // SDOT V13, V30, V31
	WORD $0x4f9fe3ce // SDOT V14, V30, V31
	WORD $0x4f9fe3cf // SDOT V15, V30, V31
	SUB  $1, R0
	CBNZ R0, loop
	RET

// func peakSMULL(rounds int)
// 8 pairs of instructions of 8 multiplications and additions.
TEXT ·peakSMULL(SB), NOSPLIT, $0-8
	MOVD rounds+0(FP), R0

loop:
	WORD $0x0e3fc3d0 // SMULL V16, V30, V31
	WORD $0x0e3fc3d1 // SMULL V17, V30, V31
	WORD $0x0e3fc3d2 // SMULL V18, V30, V31
	WORD $0x0e3fc3d3 // SMULL V19, V30, V31
	WORD $0x0e3fc3d4 // SMULL V20, V30, V31
	WORD $0x0e3fc3d5 // SMULL V21, V30, V31
	WORD $0x0e3fc3d6 // SMULL V22, V30, V31
	WORD $0x0e3fc3d7 // SMULL V23, V30, V31
	WORD $0x4e606a00 // SADALP V0, V16
	WORD $0x4e606a21 // SADALP V1, V17
	WORD $0x4e606a42 // SADALP V2, V18
	WORD $0x4e606a63 // SADALP V3, V19
	WORD $0x4e606a84 // SADALP V4, V20
	WORD $0x4e606aa5 // SADALP V5, V21
	WORD $0x4e606ac6 // SADALP V6, V22
	WORD $0x4e606ae7 // SADALP V7, V23
	SUB  $1, R0
	CBNZ R0, loop
	RET

// func peakMulAdd(rounds int)
// 8 pairs of instructions of 4 multiplications and additions.
TEXT ·peakMulAdd(SB), NOSPLIT, $0-8
	MOVD rounds+0(FP), R0

loop:
	WORD $0x6e3fdfd0 // FMUL V16, V30, V31
	WORD $0x6e3fdfd1 // FMUL V17, V30, V31
	WORD $0x6e3fdfd2 // FMUL V18, V30, V31
	WORD $0x6e3fdfd3 // FMUL V19, V30, V31
	WORD $0x6e3fdfd4 // FMUL V20, V30, V31
	WORD $0x6e3fdfd5 // FMUL V21, V30, V31
	WORD $0x6e3fdfd6 // FMUL V22, V30, V31
	WORD $0x6e3fdfd7 // FMUL V23, V30, V31
	WORD $0x4e30d400 // FADD V0, V0, V16
	WORD $0x4e31d421 // FADD V1, V1, V17
	WORD $0x4e32d442 // FADD V2, V2, V18
	WORD $0x4e33d463 // FADD V3, V3, V19
	WORD $0x4e34d484 // FADD V4, V4, V20
	WORD $0x4e35d4a5 // FADD V5, V5, V21
	WORD $0x4e36d4c6 // FADD V6, V6, V22
	WORD $0x4e37d4e7 // FADD V7, V7, V23
	SUB  $1, R0
	CBNZ R0, loop
	RET
