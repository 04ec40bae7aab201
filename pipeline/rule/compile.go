package rule

import (
	"regexp"
	"slices"
	"strings"

	"rollcall/text"
)

// program is a rule's patterns as instructions. Matching follows them backward
// from what can still be reached, so there is no order in which they are tried
// that could matter.
type program struct {
	code  []instruction
	types []text.Type // by capture
}

type instruction struct {
	op    code
	back  bool // takes what stands before the place
	not   bool // for codeLook: what is looked for must not be there
	next  int  // for codeSplit the first choice
	other int  // for codeSplit the second, for codeLook what is looked for
	test  *compiled
	typ   *asked
	arg   int // list or capture
}

type code uint8

const (
	codeToken code = iota
	codeList
	codeType
	codeSplit
	codeLook
	codeOpen
	codeClose
	codeStart
	codeEnd
	codeMatch
)

// compiled is a test with its names looked up.
type compiled struct {
	word   int32 // feature, none if any
	exact  int32
	stem   int32
	form   int32
	shape  shape
	value  *bounds
	re     *regexp.Regexp
	reID   int // of re in the set
	list   int // none if any
	typ    *asked
	words  []int32 // features of words, of which one must be there; in order
	any    []*compiled
	choice bool // one of words or any must hold
	negate bool
	also   []*compiled
}

// compiler turns the patterns of a set into programs over one vocabulary.
// What can be looked up in a text quickly has a number, its feature.
type compiler struct {
	features int32
	words    map[string]int32 // lower-case words that patterns ask for
	exacts   map[string]int32 // words as written; each is in words too
	stems    map[string]int32
	forms    map[string]int32
	pieces   map[string]int32 // of letters that regular expressions of tokens ask for
	types    map[text.Type]int32
	values   map[float64]int32 // of numbers that must be just these
	lists    map[string]int
	listed   []int32 // features by list
	class    [shapes]int32
	weights  map[int32]int  // how often a feature turns up, in a rough order
	regexps  map[string]int // of tokens, by their source
	asksType bool
	numbers  bool // words that are numbers matter
}

func newCompiler() *compiler {
	c := &compiler{
		words: map[string]int32{}, exacts: map[string]int32{}, stems: map[string]int32{}, forms: map[string]int32{}, pieces: map[string]int32{}, regexps: map[string]int{},
		types: map[text.Type]int32{}, values: map[float64]int32{}, lists: map[string]int{}, weights: map[int32]int{},
	}
	for i := range c.class {
		c.class[i] = c.feature(classWeight(shape(1) << i))
	}
	return c
}

func (c *compiler) feature(weight int) int32 {
	f := c.features
	c.features++
	c.weights[f] = weight
	return f
}

// intern is the feature of a name.
func intern[K comparable](c *compiler, m map[K]int32, name K, weight int) int32 {
	f, ok := m[name]
	if !ok {
		f = c.feature(weight)
		m[name] = f
	}
	return f
}

func (c *compiler) list(name string) int {
	id, ok := c.lists[name]
	if !ok {
		id = len(c.lists)
		c.lists[name] = id
		c.listed = append(c.listed, c.feature(weightList))
	}
	return id
}

func (c *compiler) typ(a *asked) int32 {
	c.asksType = true
	return intern(c, c.types, a.typ, weightType)
}

// compile adds a pattern to a program and returns where it begins. back turns
// it round, for what stands before a match. own is the type of captures without
// a label.
func (c *compiler) compile(p *program, n *node, back bool, own text.Type) int {
	b := &builder{compiler: c, back: back, own: own, program: p}
	return b.node(n, b.add(instruction{op: codeMatch}))
}

// firstTest is what the first token of a match must be, nil if there is more
// than one way to begin.
func (p *program) firstTest(start int) *compiled {
	for start < len(p.code) {
		switch in := &p.code[start]; in.op {
		case codeOpen:
			start = in.next
		case codeToken:
			return in.test
		default:
			return nil
		}
	}
	return nil
}

type builder struct {
	*compiler
	back    bool
	own     text.Type
	program *program
}

func (b *builder) add(in instruction) int {
	in.back = b.back
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
			if b.back {
				k = kids[i]
			}
			next = b.node(k, next)
		}
		return next
	case opEither:
		kids := b.merged(n.kids)
		first := b.node(kids[len(kids)-1], next)
		for i := len(kids) - 2; i >= 0; i-- {
			first = b.add(instruction{op: codeSplit, next: b.node(kids[i], next), other: first})
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
	case opLook:
		inner := &builder{compiler: b.compiler, back: n.back, program: b.program}
		what := inner.node(n.kids[0], inner.add(instruction{op: codeMatch}))
		return b.add(instruction{op: codeLook, next: next, other: what, not: n.not})
	case opList:
		return b.add(instruction{op: codeList, next: next, arg: b.list(n.list)})
	case opType:
		b.typ(n.typ)
		return b.add(instruction{op: codeType, next: next, typ: n.typ})
	case opStart:
		return b.add(instruction{op: codeStart, next: next})
	case opEnd:
		return b.add(instruction{op: codeEnd, next: next})
	}
	return b.add(instruction{op: codeToken, next: next, test: b.test(n.test)})
}

// merged makes one test of neighbouring choices that are one token each, so
// that a long list of words is one look-up.
func (b *builder) merged(kids []*node) []*node {
	var out []*node
	var last *test
	for _, k := range kids {
		if k.op != opToken {
			out, last = append(out, k), nil
			continue
		}
		if last == nil {
			last = &test{}
			out = append(out, &node{op: opToken, test: last, at: k.at})
		}
		last.any = append(last.any, k.test)
	}
	return out
}

// repeat writes a count out; as many as possible are preferred.
func (b *builder) repeat(n *node, next int) int {
	kid := n.kids[0]
	after := next
	if n.max < 0 {
		loop := b.add(instruction{op: codeSplit, other: after})
		kidAt := b.node(kid, loop)
		b.program.code[loop].next = kidAt
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
	c := &compiled{
		word: none, exact: none, stem: none, form: none, list: none,
		re: t.re, value: t.value, typ: t.typ, negate: t.negate, shape: classShape(t.class),
	}
	if t.word != "" {
		c.word = b.word(t.word)
	}
	if t.exact != "" {
		c.exact = b.exact(t.exact)
	}
	if t.stem != "" {
		c.stem = b.stem(t.stem)
	}
	if t.form != "" {
		c.form = intern(b.compiler, b.forms, t.form, weightForm)
	}
	if t.list != "" {
		c.list = b.list(t.list)
	}
	if t.typ != nil {
		b.typ(t.typ)
	}
	if t.re != nil {
		id, ok := b.regexps[t.re.String()]
		if !ok {
			id = len(b.regexps)
			b.regexps[t.re.String()] = id
		}
		c.reID = id
	}
	if t.class == "NumWord" {
		b.numbers = true
	}
	b.choices(c, t.any)
	for _, a := range t.also {
		c.also = append(c.also, b.test(a))
	}
	return c
}

// choices adds what may hold in place of each other: mere words as a set.
func (b *builder) choices(c *compiled, any []*test) {
	c.choice = c.choice || len(any) > 0
	for _, a := range any {
		bare := !a.negate && len(a.also) == 0
		switch {
		case bare && len(a.any) > 0:
			b.choices(c, a.any)
		case bare && a.exact != "":
			c.words = append(c.words, b.exact(a.exact))
		case bare && a.word != "":
			c.words = append(c.words, b.word(a.word))
		default:
			c.any = append(c.any, b.test(a))
		}
	}
	slices.Sort(c.words)
}

func (c *compiler) word(w string) int32 { return intern(c, c.words, w, wordWeight(w)) }

func (c *compiler) exact(w string) int32 {
	lower := strings.ToLower(w)
	c.word(lower)
	return intern(c, c.exacts, w, wordWeight(lower))
}

func (c *compiler) stem(s string) int32 { return intern(c, c.stems, s, wordWeight(s)+1) }

// shortTypes are other names that people have for the guideline's types.
var shortTypes = map[string]text.Type{
	"PER": text.TypePerson, "ORG": text.TypeOrganisation, "ORGANIZATION": text.TypeOrganisation,
	"LOC": text.TypePlace, "GPE": text.TypePlace, "LOCATION": text.TypePlace,
}

// typeOf is the type that a label in a pattern or a rule file means: Person and
// its kin in any case, what other programs call them in capitals, or any other
// type as it is written.
func typeOf(label string) text.Type {
	for _, t := range slices.Concat(text.Types(), []text.Type{text.TypeIgnore, AnyType}) {
		if strings.EqualFold(label, string(t)) || strings.EqualFold(label, t.Label()) {
			return t
		}
	}
	if t, ok := shortTypes[label]; ok {
		return t
	}
	return text.Type(label)
}
