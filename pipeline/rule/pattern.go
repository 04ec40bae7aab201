package rule

import "regexp"

// node is a part of a parsed pattern.
type node struct {
	op   op
	kids []*node
	// what one token must be, for opToken
	test *test
	// the name of the list, for opList
	list string
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
	opStart // of the sentence, no width
	opEnd   // of the sentence, no width
)

// test is what a single token must be. All that is set must hold.
type test struct {
	word   string // lower case of the token
	exact  string // the token as written; word is set too
	stem   string // Snowball stem of the token
	class  string
	re     *regexp.Regexp
	list   string  // the token lies in a name of the list
	any    []*test // one of these holds
	negate bool
	also   []*test
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
	return n.op == opStart || n.op == opEnd
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

// lists calls f for each list that a test names.
func (t *test) lists(f func(string)) {
	if t.list != "" {
		f(t.list)
	}
	for _, more := range [][]*test{t.any, t.also} {
		for _, m := range more {
			m.lists(f)
		}
	}
}

// captures is how many captures n has.
func (n *node) captures() int {
	count := 0
	if n.op == opCapture {
		count = 1
	}
	for _, k := range n.kids {
		count += k.captures()
	}
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
