package main

import "fmt"

// Registers of all tile functions of arm64:
//
//	R0          the tile
//	R1, R2, R3  first row of a, first panel of w, first row of dst
//	R4          bytes between rows of a
//	R5          cursor in w (b)
//	R6          groups or terms left
//	R7          tiles left
//	R9          bytes into the row scales
//	R10 … R13   cursors in the rows of a
//	R14 … R17   of the moment
//
// but for the float tiles: R8 is the bytes between terms of a, R9 the row
// scales, R14 the bytes between rows of b.

// word writes an instruction by its number.
func word(f *file, code uint32, format string, args ...any) {
	f.op("WORD $0x%08x // %s", code, fmt.Sprintf(format, args...))
}

// three writes an instruction of three vector registers.
func three(f *file, code uint32, name string, d, n, m int) {
	word(f, code|uint32(m)<<16|uint32(n)<<5|uint32(d), "%s V%d, V%d, V%d", name, d, n, m)
}

// two writes an instruction of two vector registers.
func two(f *file, code uint32, name string, d, n int) {
	word(f, code|uint32(n)<<5|uint32(d), "%s V%d, V%d", name, d, n)
}

const (
	fadd4s = 0x4e20d400
	fsub4s = 0x4ea0d400
	fmul4s = 0x6e20dc00
	fdiv4s = 0x6e20fc00
	fmax4s = 0x4e20f400
	fmin4s = 0x4ea0f400
	smax4s = 0x4ea06400
	add4s  = 0x4ea08400
	addp4s = 0x4ea0bc00
	and16b = 0x4e201c00
	fcmge  = 0x6e20e400
	scvtf  = 0x4e21d800
	smull  = 0x0e20c000
	smull2 = 0x4e20c000
	sadalp = 0x4e606800
	xtn4h  = 0x0e612800
	xtn8b  = 0x0e212800
	trn14s = 0x4e802800
	trn24s = 0x4e806800
	trn12d = 0x4ec02800
	trn22d = 0x4ec06800
)

// loadQ and storeQ move 16 bytes at register n plus offset, loadS and storeS 4.
func loadQ(f *file, t, n, offset int) {
	word(f, 0x3dc00000|uint32(offset/16)<<10|uint32(n)<<5|uint32(t), "LDR Q%d, [R%d, #%d]", t, n, offset)
}

func storeQ(f *file, t, n, offset int) {
	word(f, 0x3d800000|uint32(offset/16)<<10|uint32(n)<<5|uint32(t), "STR Q%d, [R%d, #%d]", t, n, offset)
}

func loadS(f *file, t, n, offset int) {
	word(f, 0xbd400000|uint32(offset/4)<<10|uint32(n)<<5|uint32(t), "LDR S%d, [R%d, #%d]", t, n, offset)
}

func storeS(f *file, t, n, offset int) {
	word(f, 0xbd000000|uint32(offset/4)<<10|uint32(n)<<5|uint32(t), "STR S%d, [R%d, #%d]", t, n, offset)
}

// repeat loads 4 bytes at register n into all four places of t.
func repeat(f *file, t, n int) {
	word(f, 0x4d40c800|uint32(n)<<5|uint32(t), "LD1R {V%d.4S}, [R%d]", t, n)
}

func zero(f *file, v int) { f.op("VEOR V%[1]d.B16, V%[1]d.B16, V%[1]d.B16", v) }

func neonTileFunction(f *file, name, doc string, rows int, body func()) {
	f.begin(name, doc, 0, "", argument{"t", "*tile"})
	f.op("MOVD t+0(FP), R0")
	f.op("MOVD tile_a(R0), R1")
	f.op("MOVD tile_w(R0), R2")
	f.op("MOVD tile_dst(R0), R3")
	f.op("MOVD tile_aRow(R0), R4")
	f.op("MOVD tile_count(R0), R7")
	f.op("MOVD $0, R9")
	f.place("next")
	f.op("MOVD R1, R10")
	for r := 1; r < rows; r++ {
		f.op("ADD R4, R%d, R%d", 9+r, 10+r)
	}
	f.op("MOVD R2, R5")
	f.op("MOVD tile_groups(R0), R6")
	body()
	for _, step := range []struct {
		field    string
		register int
	}{{"dstStep", 3}, {"aStep", 1}, {"rowStep", 9}} {
		f.op("MOVD tile_%s(R0), R14", step.field)
		f.op("ADD R14, R%[1]d, R%[1]d", step.register)
	}
	f.op("SUB $1, R7")
	f.op("CBNZ R7, next")
	f.op("RET")
}

// neonEpilogue ends a tile of `rows` rows of 16 columns, with the sums of 4
// columns in each register; spare is the first of nine free registers.
func neonEpilogue(f *file, rows int, sum func(r, v int) int, spare int) {
	f.op("MOVD R3, R16")
	f.op("MOVD tile_dstRow(R0), R17")
	f.op("MOVD tile_rowScale(R0), R14")
	f.op("CBZ R14, integers")
	f.op("ADD R9, R14")
	f.op("MOVD tile_scale(R0), R15")
	for v := range 4 {
		loadQ(f, spare+v, 15, 16*v)
	}
	f.op("MOVD tile_bias(R0), R15")
	for v := range 4 {
		loadQ(f, spare+4+v, 15, 16*v)
	}
	for r := range rows {
		repeat(f, spare+8, 14)
		f.op("ADD $4, R14")
		for v := range 4 {
			s := sum(r, v)
			two(f, scvtf, "SCVTF", s, s)
			three(f, fmul4s, "FMUL", s, s, spare+8)
			three(f, fmul4s, "FMUL", s, s, spare+v)
			three(f, fadd4s, "FADD", s, s, spare+4+v)
			storeQ(f, s, 16, 16*v)
		}
		f.op("ADD R17, R16")
	}
	f.op("B done")
	f.place("integers")
	for r := range rows {
		for v := range 4 {
			storeQ(f, sum(r, v), 16, 16*v)
		}
		f.op("ADD R17, R16")
	}
	f.place("done")
}

// neonTiles: SMULL and SADALP, up to 2 rows by one panel; a column's two pairs
// meet at the end.
func neonTiles(f *file) {
	const rows = 2
	for r := 1; r <= rows; r++ {
		neonTileFunction(f, fmt.Sprintf("neonTile%dx1", r), "computes tiles with SMULL and SADALP.", r, func() {
			for v := range r * 8 {
				zero(f, v)
			}
			f.place("group")
			for row := range r {
				repeat(f, 16+row, 10+row)
				f.op("ADD $4, R%d", 10+row)
			}
			for v := range 4 {
				loadQ(f, 18+v, 5, 16*v)
			}
			n := 0
			for v := range 4 {
				for row := range r {
					p := 22 + n%8
					n += 2
					three(f, smull, "SMULL", p, 18+v, 16+row)
					three(f, smull2, "SMULL2", p+1, 18+v, 16+row)
					two(f, sadalp, "SADALP", row*8+2*v, p)
					two(f, sadalp, "SADALP", row*8+2*v+1, p+1)
				}
			}
			f.op("ADD $64, R5")
			f.op("SUB $1, R6")
			f.op("CBNZ R6, group")
			for row := range r {
				for v := range 4 {
					a := row*8 + 2*v
					three(f, addp4s, "ADDP", a, a, a+1)
				}
			}
			neonEpilogue(f, r, func(row, v int) int { return row*8 + 2*v }, 16)
		})
	}
	f.table("neonTiles", "tile", "neonTile", rows, 1)
}

// neonDotTiles: SDOT with an element of a, up to 4 rows by one panel. The
// rows of a are whole multiples of 16 bytes, so that 4 groups are loaded at
// once.
func neonDotTiles(f *file) {
	const rows = 4
	for r := 1; r <= rows; r++ {
		group := func(offset, element int) {
			for v := range 4 {
				loadQ(f, 20+v, 5, offset+16*v)
			}
			for row := range r {
				for v := range 4 {
					d, n, m := row*4+v, 20+v, 16+row
					word(f, 0x4f80e000|uint32(element&1)<<21|uint32(element>>1)<<11|uint32(m)<<16|uint32(n)<<5|uint32(d),
						"SDOT V%d.4S, V%d.16B, V%d.4B[%d]", d, n, m, element)
				}
			}
		}
		neonTileFunction(f, fmt.Sprintf("neonDotTile%dx1", r), "computes tiles with SDOT.", r, func() {
			for v := range r * 4 {
				zero(f, v)
			}
			f.op("SUBS $4, R6")
			f.op("BLT rest")
			f.place("four")
			for row := range r {
				loadQ(f, 16+row, 10+row, 0)
				f.op("ADD $16, R%d", 10+row)
			}
			for element := range 4 {
				group(64*element, element)
			}
			f.op("ADD $256, R5")
			f.op("SUBS $4, R6")
			f.op("BGE four")
			f.place("rest")
			f.op("ADDS $4, R6")
			f.op("BEQ finish")
			f.place("group")
			for row := range r {
				loadS(f, 16+row, 10+row, 0)
				f.op("ADD $4, R%d", 10+row)
			}
			group(0, 0)
			f.op("ADD $64, R5")
			f.op("SUB $1, R6")
			f.op("CBNZ R6, group")
			f.place("finish")
			neonEpilogue(f, r, func(row, v int) int { return row*4 + v }, 16)
		})
	}
	f.table("neonDotTiles", "tile", "neonDotTile", rows, 1)
}

// neonFloatTiles: up to 4 rows by 16 columns.
func neonFloatTiles(f *file) {
	const rows = 4
	for r := 1; r <= rows; r++ {
		f.begin(fmt.Sprintf("neonFloatTile%dx1", r), "computes tiles of a float32 product.", 0, "", argument{"t", "*floatTile"})
		f.op("MOVD t+0(FP), R0")
		f.op("MOVD floatTile_a(R0), R1")
		f.op("MOVD floatTile_b(R0), R2")
		f.op("MOVD floatTile_dst(R0), R3")
		f.op("MOVD floatTile_aRow(R0), R4")
		f.op("MOVD floatTile_bRow(R0), R14")
		f.op("MOVD floatTile_aTerm(R0), R8")
		f.op("MOVD floatTile_rowScale(R0), R9")
		f.op("MOVD floatTile_count(R0), R7")
		f.place("next")
		f.op("MOVD R1, R10")
		for row := 1; row < r; row++ {
			f.op("ADD R4, R%d, R%d", 9+row, 10+row)
		}
		f.op("MOVD R2, R5")
		f.op("MOVD floatTile_terms(R0), R6")
		for v := range r * 4 {
			zero(f, v)
		}
		f.place("term")
		for v := range 4 {
			loadQ(f, 16+v, 5, 16*v)
		}
		for row := range r {
			repeat(f, 20+row, 10+row)
			f.op("ADD R8, R%d", 10+row)
			for v := range 4 {
				p := 24 + (row*4+v)%8
				three(f, fmul4s, "FMUL", p, 16+v, 20+row)
				three(f, fadd4s, "FADD", row*4+v, row*4+v, p)
			}
		}
		f.op("ADD R14, R5")
		f.op("SUB $1, R6")
		f.op("CBNZ R6, term")
		f.op("CBZ R9, unscaled")
		for row := range r {
			repeat(f, 20+row, 9)
			f.op("ADD $4, R9")
			for v := range 4 {
				three(f, fmul4s, "FMUL", row*4+v, row*4+v, 20+row)
			}
		}
		f.place("unscaled")
		f.op("MOVD R3, R16")
		f.op("MOVD floatTile_dstRow(R0), R17")
		for row := range r {
			for v := range 4 {
				storeQ(f, row*4+v, 16, 16*v)
			}
			f.op("ADD R17, R16")
		}
		f.op("MOVD floatTile_dstStep(R0), R15")
		f.op("ADD R15, R3")
		f.op("MOVD floatTile_aStep(R0), R15")
		f.op("ADD R15, R1")
		f.op("SUB $1, R7")
		f.op("CBNZ R7, next")
		f.op("RET")
	}
	f.table("neonFloatTiles", "floatTile", "neonFloatTile", rows, 1)
}

// neonTranspose writes the transpose of 32 rows, in blocks of 4 × 4.
func neonTranspose(f *file) {
	f.begin("neonTranspose", "sets dst, columns × 32, to scale times the transpose of 32 rows of src, which are stride bytes apart; columns is a positive multiple of 8.",
		0, "", argument{"dst", "*float32"}, argument{"src", "*float32"}, argument{"stride", "int"}, argument{"columns", "int"}, argument{"scale", "float32"})
	f.op("MOVD dst+0(FP), R0")
	f.op("MOVD src+8(FP), R1")
	f.op("MOVD stride+16(FP), R2")
	f.op("MOVD columns+24(FP), R3")
	f.op("FMOVS scale+32(FP), F16")
	word(f, 0x4e040400|16<<5|16, "DUP V16.4S, V16.S[0]")
	f.place("loop")
	f.op("MOVD R1, R10")
	for block := range 8 {
		for row := range 4 {
			loadQ(f, row, 10, 0)
			f.op("ADD R2, R10")
			three(f, fmul4s, "FMUL", row, row, 16)
		}
		three(f, trn14s, "TRN1.4S", 4, 0, 1)
		three(f, trn24s, "TRN2.4S", 5, 0, 1)
		three(f, trn14s, "TRN1.4S", 6, 2, 3)
		three(f, trn24s, "TRN2.4S", 7, 2, 3)
		three(f, trn12d, "TRN1.2D", 0, 4, 6)
		three(f, trn12d, "TRN1.2D", 1, 5, 7)
		three(f, trn22d, "TRN2.2D", 2, 4, 6)
		three(f, trn22d, "TRN2.2D", 3, 5, 7)
		for column := range 4 {
			storeQ(f, column, 0, column*128+block*16)
		}
	}
	f.op("ADD $16, R1")
	f.op("ADD $512, R0")
	f.op("SUB $4, R3")
	f.op("CBNZ R3, loop")
	f.op("RET")
}
