package main

import (
	"fmt"
	"slices"
)

// steps returns the pointers that step.
func (fn function) steps() []string {
	return slices.DeleteFunc(slices.Clone(fn.pointers), func(p string) bool { return slices.Contains(fn.fixed, p) })
}

// temporaries is the number of registers that no constant may take.
const temporaries = 6

// x86Function writes the function for AVX-512 or AVX2. Pointers are in SI, DI,
// R8 and R9, the elements left in CX.
func x86Function(f *file, m *machine, fn function) {
	all, first := parts(m, fn)
	at := f.begin(m.name+fn.name, fn.doc+" n is a positive multiple of 16, or of the result's length.", 0, fn.result, fn.order...)
	pointer := map[string]string{}
	for i, p := range fn.pointers {
		pointer[p] = []string{"SI", "DI", "R8", "R9"}[i]
		f.op("MOVQ %s, %s", at[p], pointer[p])
	}
	f.op("MOVQ %s, CX", at["n"])
	for i, s := range fn.scalars {
		f.op("VBROADCASTSS %s, %s%d", at[s], m.prefix, i)
	}
	for i, p := range all {
		switch {
		case p.sum < 0:
		case fn.maxima:
			f.op("VMOVUPS %d(SI), %s%d", i*m.lanes*4, m.prefix, p.register[p.sum])
		default:
			f.op("VXORPS X%[1]d, X%[1]d, X%[1]d", p.register[p.sum])
		}
	}
	// Constants live in registers as far as these go, the others in memory.
	constants := map[uint32]int{}
	for _, c := range all[0].constants() {
		if m.registers-first <= temporaries {
			break
		}
		constants[c] = first
		f.op("VMOVSS %s, X%d", f.constant(c), first)
		f.op("VBROADCASTSS X%d, %s%d", first, m.prefix, first)
		first++
	}
	f.op("PCALIGN $32")
	f.place("loop")
	step := len(all) * m.lanes
	for i, p := range all {
		p.allocate(fn.name, numbered(first, m.registers))
		for _, o := range p.operations {
			f.x86(m, p, o, pointer, constants, i*m.lanes)
		}
	}
	for _, p := range fn.steps() {
		size := 4
		if slices.Contains(fn.bytes, p) {
			size = 1
		}
		f.op("ADDQ $%d, %s", step*size, pointer[p])
	}
	f.op("SUBQ $%d, CX", step)
	f.op("JNZ loop")
	if fn.result != "" {
		f.op("LEAQ %s, DX", at["ret"])
		for i, p := range all {
			f.op("VMOVUPS %s%d, %d(DX)", m.prefix, p.register[p.sum], i*m.lanes*4)
		}
	}
	f.op("VZEROUPPER")
	f.op("RET")
}

func (f *file) x86(m *machine, p *part, o operation, pointer map[string]string, constants map[uint32]int, element int) {
	register := func(v value) string { return fmt.Sprintf("%s%d", m.prefix, p.register[v]) }
	constant := func() string {
		if r, have := constants[o.constant]; have {
			return fmt.Sprintf("%s%d", m.prefix, r)
		}
		return f.constant(o.constant)
	}
	name := map[string]string{"add": "VADDPS", "sub": "VSUBPS", "mul": "VMULPS", "div": "VDIVPS", "max": "VMAXPS", "min": "VMINPS",
		"intMax": "VPMAXSD", "intAdd": "VPADDD", "and": "VPAND"}[o.kind]
	if o.kind == "and" && m == avx512 {
		name = "VPANDD"
	}
	switch o.kind {
	case "load":
		f.op("VMOVUPS %d(%s), %s", element*4, pointer[o.pointer], register(o.dst))
	case "store":
		f.op("VMOVUPS %s, %d(%s)", register(o.a), element*4, pointer[o.pointer])
	case "storeBytes":
		if m == avx512 {
			f.op("VPMOVDB %s, %d(%s)", register(o.a), element, pointer[o.pointer])
			return
		}
		f.op("VPSHUFB %s, %s, Y15", f.lowBytes(), register(o.a))
		f.op("VEXTRACTI128 $1, Y15, X14")
		f.op("VPUNPCKLDQ X14, X15, X15")
		f.op("VMOVQ X15, %d(%s)", element, pointer[o.pointer])
	case "exponent":
		f.op("VPSLLD $23, %s, %s", register(o.a), register(o.dst))
	case "atLeast":
		if m == avx512 {
			f.op("VCMPPS $13, %s, %s, K1", constant(), register(o.b))
			f.op("VMOVDQA32.Z %s, K1, %s", register(o.a), register(o.dst))
			return
		}
		f.op("VCMPPS $13, %s, %s, Y15", constant(), register(o.b))
		f.op("VPAND Y15, %s, %s", register(o.a), register(o.dst))
	default:
		right := ""
		if o.b >= 0 {
			right = register(o.b)
		} else {
			right = constant()
		}
		f.op("%s %s, %s, %s", name, right, register(o.a), register(o.dst))
	}
}

// lowBytes is the shuffle that gathers the lowest byte of each lane.
func (f *file) lowBytes() string {
	const name = "lowBytes<>"
	if !f.constants[name] {
		f.constants[name] = true
		for i := range 4 {
			value := "0x808080800c080400"
			if i%2 == 1 {
				value = "0x8080808080808080"
			}
			fmt.Fprintf(&f.data, "DATA %s+%d(SB)/8, $%s\n", name, 8*i, value)
		}
		fmt.Fprintf(&f.data, "GLOBL %s(SB), RODATA|NOPTR, $32\n", name)
	}
	return name + "(SB)"
}

// armFunction writes the function for NEON. Pointers are in R0 to R3, the
// elements left in R4. Constants are in registers through the loop.
func armFunction(f *file, m *machine, fn function) {
	all, first := parts(m, fn)
	at := f.begin(m.name+fn.name, fn.doc+" n is a positive multiple of 16, or of the result's length.", 0, fn.result, fn.order...)
	pointer := map[string]int{}
	for i, p := range fn.pointers {
		pointer[p] = i
		f.op("MOVD %s, R%d", at[p], i)
	}
	f.op("MOVD %s, R4", at["n"])
	for i, s := range fn.scalars {
		f.op("FMOVS %s, F%d", at[s], i)
		word(f, 0x4e040400|uint32(i)<<5|uint32(i), "DUP V%d.4S, V%d.S[0]", i, i)
	}
	for i, p := range all {
		switch {
		case p.sum < 0:
		case fn.maxima:
			loadQ(f, p.register[p.sum], 0, i*16)
		default:
			zero(f, p.register[p.sum])
		}
	}
	constant := map[uint32]int{}
	for _, c := range all[0].constants() {
		constant[c] = first
		f.op("MOVW $0x%08x, R5", c)
		word(f, 0x4e040c00|5<<5|uint32(first), "DUP V%d.4S, W5", first)
		first++
	}
	f.place("loop")
	for i, p := range all {
		p.allocate(fn.name, numbered(first, m.registers))
		for _, o := range p.operations {
			f.arm(p, o, pointer, constant, i*m.lanes)
		}
	}
	step := len(all) * m.lanes
	for _, p := range fn.steps() {
		size := 4
		if slices.Contains(fn.bytes, p) {
			size = 1
		}
		f.op("ADD $%d, R%d", step*size, pointer[p])
	}
	f.op("SUB $%d, R4", step)
	f.op("CBNZ R4, loop")
	if fn.result != "" {
		f.op("MOVD $%s, R5", at["ret"])
		for i, p := range all {
			storeQ(f, p.register[p.sum], 5, i*16)
		}
	}
	f.op("RET")
}

func (f *file) arm(p *part, o operation, pointer map[string]int, constant map[uint32]int, element int) {
	register := func(v value) int { return p.register[v] }
	switch o.kind {
	case "load":
		loadQ(f, register(o.dst), pointer[o.pointer], element*4)
	case "store":
		storeQ(f, register(o.a), pointer[o.pointer], element*4)
	case "storeBytes":
		two(f, xtn4h, "XTN", 31, register(o.a))
		two(f, xtn8b, "XTN", 31, 31)
		storeS(f, 31, pointer[o.pointer], element)
	case "atLeast":
		three(f, fcmge, "FCMGE", 31, register(o.b), constant[o.constant])
		three(f, and16b, "AND", register(o.dst), register(o.a), 31)
	case "exponent":
		two(f, 0x4f375400, "SHL #23", register(o.dst), register(o.a))
	default:
		code := map[string]uint32{"add": fadd4s, "sub": fsub4s, "mul": fmul4s, "div": fdiv4s, "max": fmax4s, "min": fmin4s,
			"intMax": smax4s, "intAdd": add4s, "and": and16b}[o.kind]
		right := constant[o.constant]
		if o.b >= 0 {
			right = register(o.b)
		}
		three(f, code, map[string]string{"add": "FADD", "sub": "FSUB", "mul": "FMUL", "div": "FDIV", "max": "FMAX", "min": "FMIN",
			"intMax": "SMAX", "intAdd": "ADD", "and": "AND"}[o.kind], register(o.dst), register(o.a), right)
	}
}
