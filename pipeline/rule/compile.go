package rule

import (
	"regexp"
	"slices"
	"strings"

	"rollcall/text"
)

// program is a pattern as instructions. Matching follows them backward from
// what can still be reached, so there is no order in which they are tried that
// could matter.
type program struct {
	code  []instruction
	start int
	types []text.Type // by capture
}

type instruction struct {
	op    code
	next  int // for codeSplit the first choice
	other int // for codeSplit the second
	test  *compiled
	arg   int // list or capture
}

type code uint8

const (
	codeToken code = iota
	codeList
	codeSplit
	codeOpen
	codeClose
	codeStart
	codeEnd
	codeMatch
)

// compiled is a test with its names looked up.
type compiled struct {
	word   int32 // in the vocabulary, -1 if any
	exact  string
	stem   int32
	shape  shape
	re     *regexp.Regexp
	list   int // -1 if none
	any    []*compiled
	negate bool
	also   []*compiled
}

// compiler turns the patterns of a set into programs over one vocabulary.
type compiler struct {
	words map[string]int32 // lower-case words that patterns ask for
	stems map[string]int32
	lists map[string]int
}

func newCompiler() *compiler {
	return &compiler{words: map[string]int32{}, stems: map[string]int32{}, lists: map[string]int{}}
}

func intern(m map[string]int32, s string) int32 {
	id, ok := m[s]
	if !ok {
		id = int32(len(m))
		m[s] = id
	}
	return id
}

func (c *compiler) list(name string) int {
	id, ok := c.lists[name]
	if !ok {
		id = len(c.lists)
		c.lists[name] = id
	}
	return id
}

// compile makes the program of a pattern. backward turns it round, for the
// context before a match. own is the type of captures without a label.
func (c *compiler) compile(n *node, backward bool, own text.Type) *program {
	b := &builder{compiler: c, backward: backward, own: own, program: &program{}}
	b.program.start = b.node(n, b.add(instruction{op: codeMatch}))
	return b.program
}

type builder struct {
	*compiler
	backward bool
	own      text.Type
	program  *program
}

func (b *builder) add(in instruction) int {
	b.program.code = append(b.program.code, in)
	return len(b.program.code) - 1
}

// node adds the instructions of n before those at next, and returns the first.
func (b *builder) node(n *node, next int) int {
	switch n.op {
	case opSequence:
		kids := n.kids
		for i := range kids {
			// Built from the end that is matched last.
			k := kids[len(kids)-1-i]
			if b.backward {
				k = kids[i]
			}
			next = b.node(k, next)
		}
		return next
	case opEither:
		first := b.node(n.kids[len(n.kids)-1], next)
		for i := len(n.kids) - 2; i >= 0; i-- {
			first = b.add(instruction{op: codeSplit, next: b.node(n.kids[i], next), other: first})
		}
		return first
	case opRepeat:
		return b.repeat(n, next)
	case opCapture:
		own := b.own
		if n.label != "" {
			own = typeOf(n.label)
		}
		b.program.types = append(b.program.types, own)
		k := len(b.program.types) - 1
		closing := b.add(instruction{op: codeClose, next: next, arg: k})
		return b.add(instruction{op: codeOpen, next: b.node(n.kids[0], closing), arg: k})
	case opList:
		return b.add(instruction{op: codeList, next: next, arg: b.list(n.list)})
	case opStart:
		return b.add(instruction{op: codeStart, next: next})
	case opEnd:
		return b.add(instruction{op: codeEnd, next: next})
	}
	return b.add(instruction{op: codeToken, next: next, test: b.test(n.test)})
}

// repeat writes a count out; as many as possible are preferred.
func (b *builder) repeat(n *node, next int) int {
	kid := n.kids[0]
	after := next
	if n.max < 0 {
		loop := b.add(instruction{op: codeSplit, other: after})
		b.program.code[loop].next = b.node(kid, loop)
		after = loop
	} else {
		for range n.max - n.min {
			after = b.add(instruction{op: codeSplit, next: b.node(kid, after), other: next})
		}
	}
	for range n.min {
		after = b.node(kid, after)
	}
	return after
}

func (b *builder) test(t *test) *compiled {
	c := &compiled{word: -1, stem: -1, list: -1, exact: t.exact, re: t.re, negate: t.negate, shape: classShape(t.class)}
	if t.word != "" {
		c.word = intern(b.words, t.word)
	}
	if t.stem != "" {
		c.stem = intern(b.stems, t.stem)
	}
	if t.list != "" {
		c.list = b.list(t.list)
	}
	for _, a := range t.any {
		c.any = append(c.any, b.test(a))
	}
	for _, a := range t.also {
		c.also = append(c.also, b.test(a))
	}
	return c
}

// need is what a sentence must hold for a pattern to match in it: at least one
// of these words, stems or names of lists. If open, nothing that is quick to
// look up.
type need struct {
	open   bool
	words  []int32
	stems  []int32
	lists  []int
	weight int // how often such a thing turns up, in a rough order
}

// or is the need of either of two.
func (n need) or(o need) need {
	if n.open || o.open {
		return need{open: true}
	}
	return need{
		words: slices.Concat(n.words, o.words), stems: slices.Concat(n.stems, o.stems), lists: slices.Concat(n.lists, o.lists),
		weight: n.weight + o.weight,
	}
}

// need of a node: of a sequence the rarest of its parts, of a choice all of
// them together.
func (c *compiler) need(n *node) need {
	switch n.op {
	case opSequence:
		best := need{open: true}
		for _, k := range n.kids {
			if kn := c.need(k); best.open || !kn.open && kn.weight < best.weight {
				best = kn
			}
		}
		return best
	case opEither:
		var all need
		for _, k := range n.kids {
			all = all.or(c.need(k))
		}
		return all
	case opRepeat:
		if n.min == 0 {
			return need{open: true}
		}
		return c.need(n.kids[0])
	case opCapture:
		return c.need(n.kids[0])
	case opList:
		return need{lists: []int{c.list(n.list)}, weight: 100}
	case opToken:
		return c.testNeed(n.test)
	}
	return need{open: true}
}

// frequent words are in most sentences, so that asking for them is no help.
var frequent = map[string]bool{
	",": true, "the": true, "of": true, "and": true, "in": true, "to": true, "a": true, "for": true, "on": true,
	"-": true, "\"": true, "“": true, "”": true, "'s": true, "’s": true, "(": true, ")": true, "by": true, "at": true, "with": true,
}

func (c *compiler) testNeed(t *test) need {
	switch {
	case t.negate:
		return need{open: true}
	case t.word != "":
		n := need{words: []int32{intern(c.words, t.word)}, weight: 1}
		if frequent[t.word] {
			n.weight = 1000
		}
		return n
	case t.stem != "":
		return need{stems: []int32{intern(c.stems, t.stem)}, weight: 2}
	case t.list != "":
		return need{lists: []int{c.list(t.list)}, weight: 100}
	}
	best := need{open: true}
	if len(t.any) > 0 {
		best = need{}
		for _, a := range t.any {
			best = best.or(c.testNeed(a))
		}
	}
	for _, a := range t.also {
		if an := c.testNeed(a); best.open || !an.open && an.weight < best.weight {
			best = an
		}
	}
	return best
}

// typeOf is the type that a label in a pattern or a rule file means: Person and
// its kin in any case, or any other type as it is written.
func typeOf(label string) text.Type {
	for _, t := range slices.Concat(text.Types(), []text.Type{text.TypeIgnore}) {
		if strings.EqualFold(label, string(t)) || strings.EqualFold(label, t.Label()) {
			return t
		}
	}
	return text.Type(label)
}
