package rule

import (
	"regexp"

	"rollcall/text"
)

// node is a part of a parsed pattern.
type node struct {
	op   op
	kids []*node
	// what one token must be, for opToken
	test *test
	// the name of the list, for opList
	list string
	// what the candidate must be, for opType
	typ *asked
	// which way the first kid is looked for, and whether it must not be there,
	// for opLook
	back, not bool
	// how often the first kid stands, for opRepeat; max is -1 for any number
	min, max int
	// the label of a capture, "" for the rule's own type
	label string
	at    int // byte of the pattern, for errors
}

type op uint8

const (
	opSequence op = iota
	opEither
	opRepeat
	opCapture
	opToken
	opList
	opType
	opLook  // around, no width
	opStart // of the sentence, no width
	opEnd   // of the sentence, no width
)

// test is what a single token must be. All that is set must hold.
type test struct {
	word   string // lower case of the token
	exact  string // the token as written; word is set too
	stem   string // Snowball stem of the token
	class  string
	form   string  // shape of the token, as formOf writes it
	value  *bounds // value of a number
	re     *regexp.Regexp
	pieces []string // of the letters that re asks for; see literals
	spaced bool     // re asks for a space
	list   string   // the token lies in a name of the list
	typ    *asked   // the token lies in such a candidate
	any    []*test  // one of these holds
	negate bool
	also   []*test
}

// bounds are the numbers from low to high; the ends belong to them unless open.
type bounds struct {
	low, high         float64
	lowOpen, highOpen bool
}

func (b *bounds) hold(x float64) bool {
	return (x > b.low || x == b.low && !b.lowOpen) && (x < b.high || x == b.high && !b.highOpen)
}

// asked is what a candidate of another stage must be.
type asked struct {
	typ   text.Type // AnyType for all
	stage string    // "" for any
	score *bounds   // nil for any
}

// nullable reports whether n can match no token at all.
func (n *node) nullable() bool {
	switch n.op {
	case opSequence:
		for _, k := range n.kids {
			if !k.nullable() {
				return false
			}
		}
		return true
	case opEither:
		for _, k := range n.kids {
			if k.nullable() {
				return true
			}
		}
		return false
	case opRepeat:
		return n.min == 0 || n.kids[0].nullable()
	case opCapture:
		return n.kids[0].nullable()
	}
	return n.op == opStart || n.op == opEnd || n.op == opLook
}

// oneToken collects the tests of a node that is one token, or a choice of such.
func (n *node) oneToken(out *[]*test) bool {
	switch n.op {
	case opToken:
		*out = append(*out, n.test)
		return true
	case opList:
		*out = append(*out, &test{list: n.list})
		return true
	case opType:
		*out = append(*out, &test{typ: n.typ})
		return true
	case opEither:
		for _, k := range n.kids {
			if !k.oneToken(out) {
				return false
			}
		}
		return true
	case opSequence:
		return len(n.kids) == 1 && n.kids[0].oneToken(out)
	}
	return false
}

// each calls f for a test and all that it is made of.
func (t *test) each(f func(*test)) {
	f(t)
	for _, more := range [][]*test{t.any, t.also} {
		for _, m := range more {
			m.each(f)
		}
	}
}

// captures is how many captures n has.
func (n *node) captures() int {
	count := 0
	n.walk(func(k *node) {
		if k.op == opCapture {
			count++
		}
	})
	return count
}

// size is how many parts n has, counts written out.
func (n *node) size() int {
	size := 1
	for _, k := range n.kids {
		size += k.size()
	}
	if n.op == opRepeat {
		size *= max(n.min, n.max, 1)
	}
	return min(size, maxSize+1)
}

// walk calls f for n and all parts of it.
func (n *node) walk(f func(*node)) {
	f(n)
	for _, k := range n.kids {
		k.walk(f)
	}
}

// asks calls f for each list and candidate that n asks for.
func (n *node) asks(list func(string), typ func(*asked)) {
	n.walk(func(k *node) {
		if k.list != "" {
			list(k.list)
		}
		if k.typ != nil {
			typ(k.typ)
		}
		if k.test != nil {
			k.test.each(func(t *test) {
				if t.list != "" {
					list(t.list)
				}
				if t.typ != nil {
					typ(t.typ)
				}
			})
		}
	})
}
