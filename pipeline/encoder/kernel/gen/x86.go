package main

import "fmt"

// Registers of all tile functions of amd64:
//
//	AX, BX, DX  first row of a, first panel of w, first row of dst
//	R8 … R11    1, 3, 5 and 7 times the bytes between rows of a
//	R12         bytes between panels
//	R13, R14    cursors in a and w
//	CX          groups or terms left
//	SI          row scales of a float32 product
//	DI, R15     of the moment
//
// and on the stack the tiles left, the bytes into the row scales, and the
// address to prefetch next.

// rowAddress is the address of row r of a at its cursor.
func rowAddress(r int) string {
	return []string{"(R13)", "(R13)(R8*1)", "(R13)(R8*2)", "(R13)(R9*1)", "(R13)(R8*4)", "(R13)(R10*1)", "(R13)(R9*2)", "(R13)(R11*1)"}[r]
}

// rowMultiples sets R9 … R11, as far as the rows need them, from R8.
func rowMultiples(f *file, rows int) {
	if rows > 3 {
		f.op("LEAQ (R8)(R8*2), R9")
	}
	if rows > 5 {
		f.op("LEAQ (R8)(R8*4), R10")
	}
	if rows > 7 {
		f.op("LEAQ (R9)(R8*4), R11")
	}
}

// tileFunction writes a function that does t.count tiles; body computes one.
func tileFunction(f *file, name, doc string, rows int, body func()) {
	f.begin(name, doc, 24, "", argument{"t", "*tile"})
	f.op("MOVQ t+0(FP), DI")
	f.op("MOVQ tile_dst(DI), DX")
	f.op("MOVQ tile_a(DI), AX")
	f.op("MOVQ tile_w(DI), BX")
	f.op("MOVQ tile_aRow(DI), R8")
	f.op("MOVQ tile_panel(DI), R12")
	f.op("MOVQ tile_count(DI), CX")
	f.op("MOVQ CX, left-8(SP)")
	f.op("MOVQ $0, rows-16(SP)")
	f.op("MOVQ tile_ahead(DI), CX")
	f.op("ADDQ BX, CX")
	f.op("MOVQ CX, ahead-24(SP)")
	rowMultiples(f, rows)
	next := f.label("next")
	f.place(next)
	body()
	f.op("MOVQ t+0(FP), DI")
	f.op("ADDQ tile_dstStep(DI), DX")
	f.op("ADDQ tile_aStep(DI), AX")
	f.op("MOVQ tile_rowStep(DI), CX")
	f.op("ADDQ CX, rows-16(SP)")
	f.op("DECQ left-8(SP)")
	f.op("JNZ %s", next)
	f.op("VZEROUPPER")
	f.op("RET")
}

// groupsLoop writes the loop over the groups of 4 rows of w.
func groupsLoop(f *file, aBytes int, body func()) {
	loop := f.label("group")
	f.op("MOVQ t+0(FP), CX")
	f.op("MOVQ tile_groups(CX), CX")
	f.op("MOVQ AX, R13")
	f.op("MOVQ BX, R14")
	f.op("PCALIGN $32")
	f.place(loop)
	body()
	f.op("ADDQ $%d, R13", aBytes)
	f.op("ADDQ $64, R14")
	f.op("DECQ CX")
	f.op("JNZ %s", loop)
}

// epilogue writes the end of a tile of `rows` rows of `vectors` registers of
// `bytes` bytes: integers or, where there are row scales, float32. sum returns
// the register of a sum; scale and bias return registers that are free, or "",
// and then the values are taken from memory; spare is one more.
func epilogue(f *file, rows, vectors, bytes int, at int, sum func(r, v int) string, scale, bias func(v int) string, spare string, broadcastOperand bool) {
	integers, done := f.label("integers"), f.label("done")
	f.op("MOVQ t+0(FP), DI")
	f.op("MOVQ DX, R13")
	f.op("MOVQ tile_rowScale(DI), CX")
	f.op("TESTQ CX, CX")
	f.op("JZ %s", integers)
	f.op("ADDQ rows-16(SP), CX")
	f.op("MOVQ tile_scale(DI), R14")
	f.op("MOVQ tile_bias(DI), R15")
	for v := range vectors {
		if scale(v) != "" {
			f.op("VMOVUPS %d(R14), %s", at+v*bytes, scale(v))
			f.op("VMOVUPS %d(R15), %s", at+v*bytes, bias(v))
		}
	}
	for r := range rows {
		if !broadcastOperand {
			f.op("VBROADCASTSS %d(CX), %s", 4*r, spare)
		}
		for v := range vectors {
			s := sum(r, v)
			f.op("VCVTDQ2PS %s, %s", s, s)
			if broadcastOperand {
				f.op("VMULPS.BCST %d(CX), %s, %s", 4*r, s, s)
			} else {
				f.op("VMULPS %s, %s, %s", spare, s, s)
			}
			if scale(v) != "" {
				f.op("VMULPS %s, %s, %s", scale(v), s, s)
				f.op("VADDPS %s, %s, %s", bias(v), s, s)
			} else {
				f.op("VMULPS %d(R14), %s, %s", at+v*bytes, s, s)
				f.op("VADDPS %d(R15), %s, %s", at+v*bytes, s, s)
			}
			f.op("VMOVUPS %s, %d(R13)", s, at+v*bytes)
		}
		if r+1 < rows {
			f.op("ADDQ tile_dstRow(DI), R13")
		}
	}
	f.op("JMP %s", done)
	f.place(integers)
	for r := range rows {
		for v := range vectors {
			f.op("VMOVUPS %s, %d(R13)", sum(r, v), at+v*bytes)
		}
		if r+1 < rows {
			f.op("ADDQ tile_dstRow(DI), R13")
		}
	}
	f.place(done)
}

// startFromOffset sets the sums of each row to the offset of the columns.
func startFromOffset(f *file, rows, vectors, bytes, at int, move string, sum func(r, v int) string) {
	f.op("MOVQ t+0(FP), DI")
	f.op("MOVQ tile_offset(DI), R13")
	for v := range vectors {
		f.op("%s %d(R13), %s", move, at+v*bytes, sum(0, v))
		for r := 1; r < rows; r++ {
			f.op("%s %s, %s", move, sum(0, v), sum(r, v))
		}
	}
}

// avx512Tiles: up to 8 rows by 3 panels in 24 registers, the panels' operands
// in 3, and a row's 4 activations, made unsigned, in one of the others. It is
// so fast that the weights of the next strip, which come from the third cache
// when a model is larger than the second, are fetched while it works.
func avx512Tiles(f *file) {
	const rows, panels = 8, 3
	for r := 1; r <= rows; r++ {
		for p := 1; p <= panels; p++ {
			sum := func(row, v int) string { return fmt.Sprintf("Z%d", row*p+v) }
			tileFunction(f, fmt.Sprintf("avx512Tile%dx%d", r, p), "computes tiles with VPDPBUSD on 512 bits.", r, func() {
				startFromOffset(f, r, p, 64, 0, "VMOVDQU32", sum)
				f.op("MOVQ ahead-24(SP), R15")
				f.op("MOVQ tile_aheadStep(DI), DI")
				groupsLoop(f, 4, func() {
					f.op("PREFETCHT1 (R15)")
					f.op("ADDQ DI, R15")
					for v := range p {
						f.op("VMOVDQU32 %s, Z%d", []string{"(R14)", "(R14)(R12*1)", "(R14)(R12*2)"}[v], 24+v)
					}
					for row := range r {
						a := 27 + row%5
						f.op("VPBROADCASTD %s, Z%d", rowAddress(row), a)
						for v := range p {
							f.op("VPDPBUSD Z%d, Z%d, %s", 24+v, a, sum(row, v))
						}
					}
				})
				f.op("MOVQ R15, ahead-24(SP)")
				epilogue(f, r, p, 64, 0, sum,
					func(v int) string { return fmt.Sprintf("Z%d", 24+v) },
					func(v int) string { return fmt.Sprintf("Z%d", 27+v) }, "Z30", true)
			})
		}
	}
	f.table("avx512Tiles", "tile", "avx512Tile", rows, panels)
}

// avx2Tiles: the activations widened to 16 bits, the weights as they come, 4
// columns of 4 to a register, and VPMADDWD of both: exact, where VPMADDUBSW
// would saturate. The sums of a column's two pairs meet at the end. A panel
// is done in two halves of 8 columns.
func avx2Tiles(f *file) {
	const rows = 6
	for r := 1; r <= rows; r++ {
		sum := func(row, v int) string { return fmt.Sprintf("Y%d", row*2+v) }
		tileFunction(f, fmt.Sprintf("avx2Tile%dx1", r), "computes tiles with VPMADDWD on 256 bits.", r, func() {
			for half := range 2 {
				for row := range r {
					for v := range 2 {
						f.op("VPXOR %[1]s, %[1]s, %[1]s", sum(row, v))
					}
				}
				groupsLoop(f, 8, func() {
					f.op("VPMOVSXBW %d(R14), Y12", half*32)
					f.op("VPMOVSXBW %d(R14), Y13", half*32+16)
					for row := range r {
						f.op("VPBROADCASTQ %s, Y14", rowAddress(row))
						f.op("VPMADDWD Y12, Y14, Y15")
						f.op("VPADDD Y15, %[1]s, %[1]s", sum(row, 0))
						f.op("VPMADDWD Y13, Y14, Y14")
						f.op("VPADDD Y14, %[1]s, %[1]s", sum(row, 1))
					}
				})
				for row := range r {
					f.op("VPHADDD %s, %s, %s", sum(row, 1), sum(row, 0), sum(row, 0))
					f.op("VPERMQ $0xd8, %s, %s", sum(row, 0), sum(row, 0))
				}
				epilogue(f, r, 1, 32, half*32, func(row, v int) string { return sum(row, 0) },
					func(int) string { return "Y12" }, func(int) string { return "Y13" }, "Y14", false)
			}
		})
	}
	f.table("avx2Tiles", "tile", "avx2Tile", rows, 1)
}

// avxVNNITiles: VPDPBUSD for processors that have it on 256 bits only, up to
// 6 rows by one panel.
func avxVNNITiles(f *file) {
	const rows = 6
	for r := 1; r <= rows; r++ {
		sum := func(row, v int) string { return fmt.Sprintf("Y%d", row*2+v) }
		tileFunction(f, fmt.Sprintf("avxVNNITile%dx1", r), "computes tiles with VPDPBUSD on 256 bits.", r, func() {
			startFromOffset(f, r, 2, 32, 0, "VMOVDQU", sum)
			groupsLoop(f, 4, func() {
				f.op("VMOVDQU (R14), Y12")
				f.op("VMOVDQU 32(R14), Y13")
				for row := range r {
					a := 14 + row%2
					f.op("VPBROADCASTD %s, Y%d", rowAddress(row), a)
					for v := range 2 {
						vexVPDPBUSD(f, 12+v, a, row*2+v)
					}
				}
			})
			epilogue(f, r, 2, 32, 0, sum, func(v int) string { return "" }, func(v int) string { return "" }, "Y12", false)
		})
	}
	f.table("avxVNNITiles", "tile", "avxVNNITile", rows, 1)
}

// vexVPDPBUSD writes VPDPBUSD on 256 bits in the VEX encoding, which Go's
// assembler does not have: dst += unsigned × signed.
func vexVPDPBUSD(f *file, signed, unsigned, dst int) {
	f.op("LONG $0x%02x%02x%02xc4; BYTE $0x%02x // VPDPBUSD Y%d, Y%d, Y%d",
		0x50, ^unsigned&15<<3|5, ^dst>>3&1<<7|1<<6|^signed>>3&1<<5|2, 0xc0|dst&7<<3|signed&7, signed, unsigned, dst)
}
