package main

import "fmt"

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
