package main

import (
	"fmt"
	"math"
	"slices"
)

// machine is an instruction set as the vector functions see it: some lanes of
// 4 bytes, and three-operand instructions.
type machine struct {
	name      string
	lanes     int
	registers int // for values; the rest is kept for the writer's own use
	arm       bool
	prefix    string // of registers
}

var (
	avx512 = &machine{"avx512", 16, 30, false, "Z"}
	avx2   = &machine{"avx2", 8, 14, false, "Y"}
	neon   = &machine{"neon", 4, 30, true, "V"}
)

// value is a vector in a body: its number there.
type value int

// operation is what a body does to values.
type operation struct {
	kind     string
	a, b     value  // operands; -1: none
	dst      value  // result; -1: none
	constant uint32 // where kind takes one as its right operand
	pointer  string // of load and store
}

// body is straight-line code over one vector. A value is written once, but
// for those that live from one round of the loop to the next.
type body struct {
	operations []operation
	values     int
	kept       []value // scalars given, and sums
}

func (b *body) add(o operation) value {
	o.dst = value(b.values)
	b.values++
	b.operations = append(b.operations, o)
	return o.dst
}

func (b *body) load(pointer string) value {
	return b.add(operation{kind: "load", a: -1, b: -1, pointer: pointer})
}

func (b *body) store(pointer string, v value) {
	b.operations = append(b.operations, operation{kind: "store", a: v, b: -1, dst: -1, pointer: pointer})
}

// storeBytes stores the lowest byte of each lane.
func (b *body) storeBytes(pointer string, v value) {
	b.operations = append(b.operations, operation{kind: "storeBytes", a: v, b: -1, dst: -1, pointer: pointer})
}

func (b *body) do(kind string, x, y value) value { return b.add(operation{kind: kind, a: x, b: y}) }

// with is do with a float32 constant on the right.
func (b *body) with(kind string, x value, c float64) value {
	return b.bits(kind, x, math.Float32bits(float32(c)))
}

func (b *body) bits(kind string, x value, c uint32) value {
	return b.add(operation{kind: kind, a: x, b: -1, constant: c})
}

// atLeast returns x where y ≥ c and 0 elsewhere.
func (b *body) atLeast(x, y value, c float64) value {
	return b.add(operation{kind: "atLeast", a: x, b: y, constant: math.Float32bits(float32(c))})
}

// constantOf returns the constant that the operation has, if any.
func (o operation) constantOf() (uint32, bool) {
	return o.constant, o.kind == "atLeast" || o.b < 0 && o.dst >= 0 && o.kind != "load" && o.kind != "exponent"
}

// constants returns the constants of the operations, each once.
func (b *body) constants() (list []uint32) {
	for _, o := range b.operations {
		if c, has := o.constantOf(); has && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// into is do with the result in the place of sum, which lives on.
func (b *body) into(sum value, kind string, y value) {
	b.operations = append(b.operations, operation{kind: kind, a: sum, b: y, dst: sum})
}

// keep makes a value that lives through the loop.
func (b *body) keep() value {
	v := value(b.values)
	b.values++
	b.kept = append(b.kept, v)
	return v
}

// function is a vector function: pointers that step through n elements,
// scalars, and perhaps partial sums, element i in number i modulo theirs.
type function struct {
	name, doc string
	pointers  []string
	bytes     []string // those of the pointers whose elements are bytes
	scalars   []string
	fixed     []string // those of the pointers that do not step
	result    string   // "" or an array: the partial sums
	lanes     int      // their number
	maxima    bool     // the result starts from the first elements, not 0
	order     []argument
	build     func(b *body, scalar map[string]value, sum value)
}

func vectorFunctions(f *file, m *machine) {
	for _, fn := range functions {
		if m.arm {
			armFunction(f, m, fn)
		} else {
			x86Function(f, m, fn)
		}
	}
}

// part is the body for one vector with the registers of its values.
type part struct {
	*body
	register []int
	sum      value
	scalar   map[string]value
	last     []int // index of the operation that reads a value last
}

// parts builds the function's body as often as its partial sums need it, the
// scalars sharing registers and each part having its own sum, and gives out
// registers: from 0 up to the scalars and sums, then the values' own.
func parts(m *machine, fn function) (all []*part, firstFree int) {
	count := 1
	if fn.result != "" {
		count = fn.lanes / m.lanes
	}
	for p := range count {
		b := &body{}
		scalar := map[string]value{}
		for _, s := range fn.scalars {
			scalar[s] = b.keep()
		}
		sum := value(-1)
		if fn.result != "" {
			sum = b.keep()
		}
		fn.build(b, scalar, sum)
		q := &part{body: b, sum: sum, scalar: scalar, register: make([]int, b.values), last: make([]int, b.values)}
		for i, s := range fn.scalars {
			q.register[scalar[s]] = i
		}
		if sum >= 0 {
			q.register[sum] = len(fn.scalars) + p
		}
		for i, o := range b.operations {
			for _, v := range []value{o.a, o.b} {
				if v >= 0 {
					q.last[v] = i
				}
			}
		}
		all = append(all, q)
	}
	firstFree = len(fn.scalars)
	if fn.result != "" {
		firstFree += count
	}
	return all, firstFree
}

// allocate gives each value of the part a register of the free ones.
func (p *part) allocate(name string, free []int) {
	for i, o := range p.operations {
		for _, v := range []value{o.a, o.b} {
			if v >= 0 && p.last[v] == i && !slices.Contains(p.kept, v) && !slices.Contains(free, p.register[v]) {
				free = append(free, p.register[v])
			}
		}
		if o.dst >= 0 && !slices.Contains(p.kept, o.dst) {
			if len(free) == 0 {
				panic(fmt.Sprintf("gen: %s needs more registers", name))
			}
			// The one free for longest, so that few results wait for others.
			p.register[o.dst], free = free[0], free[1:]
		}
	}
}

func numbered(from, to int) (list []int) {
	for i := from; i < to; i++ {
		list = append(list, i)
	}
	return list
}

// constant declares the bits, repeated over 32 bytes, and returns the symbol.
func (f *file) constant(bits uint32) string {
	name := fmt.Sprintf("c%08x<>", bits)
	if !f.constants[name] {
		f.constants[name] = true
		for i := range 4 {
			fmt.Fprintf(&f.data, "DATA %s+%d(SB)/8, $0x%08x%08x\n", name, 8*i, bits, bits)
		}
		fmt.Fprintf(&f.data, "GLOBL %s(SB), RODATA|NOPTR, $32\n", name)
	}
	return name + "(SB)"
}
