package main

import "fmt"

// Registers of all tile functions of amd64:
//
//	AX, BX, DX  first row of a, first panel of w, first row of dst
//	R8 … R11    1, 3, 5 and 7 times the bytes between rows of a
//	R12         bytes between panels
//	R13, R14    cursors in a and w
//	CX          groups or terms left
//	SI          bytes from the offset, scale and bias given to the tile's
//	DI, R15     of the moment
//
// and on the stack the tiles left and the bytes into the row scales.

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
	f.begin(name, doc, 16, "", argument{"t", "*tile"})
	f.op("MOVQ t+0(FP), DI")
	f.op("MOVQ tile_dst(DI), DX")
	f.op("MOVQ tile_a(DI), AX")
	f.op("MOVQ tile_w(DI), BX")
	f.op("MOVQ tile_aRow(DI), R8")
	f.op("MOVQ tile_panel(DI), R12")
	f.op("MOVQ tile_count(DI), CX")
	f.op("MOVQ CX, left-8(SP)")
	f.op("MOVQ $0, rows-16(SP)")
	f.op("XORQ SI, SI")
	rowMultiples(f, rows)
	next := f.label("next")
	f.place(next)
	body()
	f.op("MOVQ t+0(FP), DI")
	f.op("ADDQ tile_dstStep(DI), DX")
	f.op("ADDQ tile_aStep(DI), AX")
	f.op("ADDQ tile_wStep(DI), BX")
	f.op("ADDQ tile_columnStep(DI), SI")
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
	f.op("MOVQ t+0(FP), DI")
	f.op("MOVQ tile_groups(DI), CX")
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
	f.op("ADDQ SI, R14")
	f.op("MOVQ tile_bias(DI), R15")
	f.op("ADDQ SI, R15")
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
	f.op("ADDQ SI, R13")
	for v := range vectors {
		f.op("%s %d(R13), %s", move, at+v*bytes, sum(0, v))
		for r := 1; r < rows; r++ {
			f.op("%s %s, %s", move, sum(0, v), sum(r, v))
		}
	}
}

// avx512Tiles: up to 8 rows by 3 panels in 24 registers, the panels' operands
// in 3, and a row's 4 activations, made unsigned, in one of the others.
func avx512Tiles(f *file) {
	const rows, panels = 8, 3
	for r := 1; r <= rows; r++ {
		for p := 1; p <= panels; p++ {
			sum := func(row, v int) string { return fmt.Sprintf("Z%d", row*p+v) }
			tileFunction(f, fmt.Sprintf("avx512Tile%dx%d", r, p), "computes tiles with VPDPBUSD on 512 bits.", r, func() {
				startFromOffset(f, r, p, 64, 0, "VMOVDQU32", sum)
				groupsLoop(f, 4, func() {
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
	const rows = 4
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
					f.op("VPMOVSXBW %d(R14), Y8", half*32)
					f.op("VPMOVSXBW %d(R14), Y9", half*32+16)
					for row := range r {
						a := 10 + row%2
						f.op("VPBROADCASTQ %s, Y%d", rowAddress(row), a)
						f.op("VPMADDWD Y8, Y%d, Y%d", a, 12+row%2*2)
						f.op("VPMADDWD Y9, Y%d, Y%d", a, 13+row%2*2)
						f.op("VPADDD Y%d, %s, %s", 12+row%2*2, sum(row, 0), sum(row, 0))
						f.op("VPADDD Y%d, %s, %s", 13+row%2*2, sum(row, 1), sum(row, 1))
					}
				})
				for row := range r {
					f.op("VPHADDD %s, %s, %s", sum(row, 1), sum(row, 0), sum(row, 0))
					f.op("VPERMQ $0xd8, %s, %s", sum(row, 0), sum(row, 0))
				}
				epilogue(f, r, 1, 32, half*32, func(row, v int) string { return sum(row, 0) },
					func(int) string { return "Y8" }, func(int) string { return "Y9" }, "Y10", false)
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

// avx512FloatTiles: up to 8 rows by 32 columns.
func avx512FloatTiles(f *file) {
	floatTiles(f, "avx512FloatTile", 8, 2, 1, 64, "Z", 16, 18, 20)
}

// avx2FloatTiles: up to 4 rows by 16 columns.
func avx2FloatTiles(f *file) {
	floatTiles(f, "avx2FloatTile", 4, 1, 2, 32, "Y", 8, 10, 12)
}

// floatTiles writes the tiles of the float32 product: up to rows × columns
// vectors of 16, a vector being `parts` registers of `bytes` bytes. Registers
// from b on hold b's operands, from a on (two) those of a, from product on
// (two or more) the products, which are rounded before they are added.
func floatTiles(f *file, prefix string, rows, columns, parts, bytes int, register string, b, a, product int) {
	for r := 1; r <= rows; r++ {
		for c := 1; c <= columns; c++ {
			vectors := c * parts
			sum := func(row, v int) int { return row*vectors + v }
			f.begin(fmt.Sprintf("%s%dx%d", prefix, r, c), "computes tiles of a float32 product.", 8, "", argument{"t", "*floatTile"})
			f.op("MOVQ t+0(FP), DI")
			f.op("MOVQ floatTile_dst(DI), DX")
			f.op("MOVQ floatTile_a(DI), AX")
			f.op("MOVQ floatTile_b(DI), BX")
			f.op("MOVQ floatTile_aRow(DI), R8")
			f.op("MOVQ floatTile_bRow(DI), R12")
			f.op("MOVQ floatTile_aTerm(DI), R15")
			f.op("MOVQ floatTile_rowScale(DI), SI")
			f.op("MOVQ floatTile_count(DI), CX")
			f.op("MOVQ CX, left-8(SP)")
			rowMultiples(f, r)
			next, term := f.label("next"), f.label("term")
			f.place(next)
			for i := range r * vectors {
				// VPXOR would need another instruction set on 512 bits.
				f.op("VXORPS X%[1]d, X%[1]d, X%[1]d", i)
			}
			f.op("MOVQ floatTile_terms(DI), CX")
			f.op("MOVQ AX, R13")
			f.op("MOVQ BX, R14")
			f.op("PCALIGN $32")
			f.place(term)
			for v := range vectors {
				f.op("VMOVUPS %d(R14), %s%d", v*bytes, register, b+v)
			}
			n := 0
			for row := range r {
				f.op("VBROADCASTSS %s, %s%d", rowAddress(row), register, a+row%2)
				for v := range vectors {
					p := product + n%4
					n++
					f.op("VMULPS %[1]s%[2]d, %[1]s%[3]d, %[1]s%[4]d", register, b+v, a+row%2, p)
					f.op("VADDPS %[1]s%[2]d, %[1]s%[3]d, %[1]s%[3]d", register, p, sum(row, v))
				}
			}
			f.op("ADDQ R15, R13")
			f.op("ADDQ R12, R14")
			f.op("DECQ CX")
			f.op("JNZ %s", term)
			f.op("MOVQ DX, R13")
			unscaled := f.label("unscaled")
			f.op("TESTQ SI, SI")
			f.op("JZ %s", unscaled)
			for row := range r {
				f.op("VBROADCASTSS %d(SI), %s%d", 4*row, register, a+row%2)
				for v := range vectors {
					f.op("VMULPS %[1]s%[2]d, %[1]s%[3]d, %[1]s%[3]d", register, a+row%2, sum(row, v))
				}
			}
			f.op("ADDQ $%d, SI", 4*r)
			f.place(unscaled)
			for row := range r {
				for v := range vectors {
					f.op("VMOVUPS %s%d, %d(R13)", register, sum(row, v), v*bytes)
				}
				if row+1 < r {
					f.op("ADDQ floatTile_dstRow(DI), R13")
				}
			}
			f.op("ADDQ floatTile_dstStep(DI), DX")
			f.op("ADDQ floatTile_aStep(DI), AX")
			f.op("DECQ left-8(SP)")
			f.op("JNZ %s", next)
			f.op("VZEROUPPER")
			f.op("RET")
		}
	}
	f.table(prefix+"s", "floatTile", prefix, rows, columns)
}

// avx2Copies: the activations as the products want them.
func avx2Copies(f *file) {
	loop := func(from, to int) {
		f.op("ADDQ $%d, SI", from)
		f.op("ADDQ $%d, DI", to)
		f.op("SUBQ $32, CX")
		f.op("JNZ loop")
		f.op("VZEROUPPER")
		f.op("RET")
	}
	begin := func(name, doc, kind string) {
		f.begin(name, doc, 0, "", argument{"dst", kind}, argument{"src", "*int8"}, argument{"n", "int"})
		f.op("MOVQ dst+0(FP), DI")
		f.op("MOVQ src+8(FP), SI")
		f.op("MOVQ n+16(FP), CX")
	}
	begin("avx2Unsigned", "adds 128 to n signed bytes, a multiple of 32.", "*int8")
	f.op("VPCMPEQB Y1, Y1, Y1")
	f.op("VPABSB Y1, Y1")
	f.op("VPSLLW $7, Y1, Y1")
	f.place("loop")
	f.op("VPXOR (SI), Y1, Y0")
	f.op("VMOVDQU Y0, (DI)")
	loop(32, 32)
	begin("avx2Widen", "widens n bytes, a multiple of 32, to 16 bits.", "*int16")
	f.place("loop")
	f.op("VPMOVSXBW (SI), Y0")
	f.op("VPMOVSXBW 16(SI), Y1")
	f.op("VMOVDQU Y0, (DI)")
	f.op("VMOVDQU Y1, 32(DI)")
	loop(32, 64)
}

// avx2Transpose writes the transpose of 32 rows, in blocks of 8 × 8.
func avx2Transpose(f *file) {
	f.begin("avx2Transpose", "sets dst, columns × 32, to scale times the transpose of 32 rows of src, which are stride bytes apart; columns is a positive multiple of 8.",
		0, "", argument{"dst", "*float32"}, argument{"src", "*float32"}, argument{"stride", "int"}, argument{"columns", "int"}, argument{"scale", "float32"})
	f.op("MOVQ dst+0(FP), DX")
	f.op("MOVQ src+8(FP), SI")
	f.op("MOVQ stride+16(FP), R8")
	f.op("MOVQ columns+24(FP), CX")
	f.op("VBROADCASTSS scale+32(FP), Y15")
	rowMultiples(f, 8)
	f.place("loop")
	f.op("MOVQ SI, R13")
	for block := range 4 {
		for row := range 8 {
			f.op("VMULPS %s, Y15, Y%d", rowAddress(row), row)
		}
		if block < 3 {
			f.op("LEAQ (R13)(R8*8), R13")
		}
		// Pairs of rows into Y8 … Y14 and Y7, fours into Y0 … Y6 and Y14.
		pair := []int{8, 9, 10, 11, 12, 13, 14, 7}
		for i := range 4 {
			low, high := pair[2*i], pair[2*i+1]
			f.op("VUNPCKLPS Y%d, Y%d, Y%d", 2*i+1, 2*i, low)
			f.op("VUNPCKHPS Y%d, Y%d, Y%d", 2*i+1, 2*i, high)
		}
		four := []int{0, 1, 2, 3, 4, 5, 6, 14}
		for half := range 2 {
			for k := range 2 {
				a, b := pair[4*half+k], pair[4*half+2+k]
				f.op("VSHUFPS $0x44, Y%d, Y%d, Y%d", b, a, four[4*half+2*k])
				f.op("VSHUFPS $0xee, Y%d, Y%d, Y%d", b, a, four[4*half+2*k+1])
			}
		}
		for k := range 4 {
			for half, selected := range []string{"0x20", "0x31"} {
				f.op("VPERM2F128 $%s, Y%d, Y%d, Y8", selected, four[4+k], four[k])
				f.op("VMOVUPS Y8, %d(DX)", (4*half+k)*128+block*32)
			}
		}
	}
	f.op("ADDQ $32, SI")
	f.op("ADDQ $1024, DX")
	f.op("SUBQ $8, CX")
	f.op("JNZ loop")
	f.op("VZEROUPPER")
	f.op("RET")
}
