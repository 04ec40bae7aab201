package rule

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/pipeline/token"
	"rollcall/text"
)

// tests reads what one token must be: parts joined by &. A literal of several
// tokens is a sequence, and can not be joined.
func (p *patternParser) tests() (*node, error) {
	p.space()
	at := p.i
	first, err := p.test()
	if err != nil {
		return nil, err
	}
	return p.joined(at, first)
}

// joined reads what is joined by & to the tests of a literal.
func (p *patternParser) joined(at int, first []*test) (*node, error) {
	if len(first) > 1 || p.i == len(p.s) || p.s[p.i] != '&' {
		n := &node{op: opSequence, at: at}
		for _, t := range first {
			n.kids = append(n.kids, leaf(t, at))
		}
		if len(n.kids) == 1 {
			return n.kids[0], nil
		}
		return n, nil
	}
	joined := first[0]
	if joined.negate || joined.list != "" || joined.typ != nil || joined.any != nil {
		joined = &test{also: []*test{joined}}
	}
	for p.i < len(p.s) && p.s[p.i] == '&' {
		p.i++
		more, err := p.test()
		if err != nil {
			return nil, err
		}
		if len(more) > 1 {
			return nil, p.fault(at, "& joins what one token must be, and a part of it is several tokens")
		}
		joined.also = append(joined.also, more[0])
	}
	for _, t := range append([]*test{joined}, joined.also...) {
		if t.class == "Start" || t.class == "End" {
			return nil, p.fault(at, "%s takes no token, so it can not be joined by &", t.class)
		}
	}
	return &node{op: opToken, test: joined, at: at}, nil
}

// leaf is the node of a test that stands alone.
func leaf(t *test, at int) *node {
	switch {
	case t.list != "" && !t.negate:
		return &node{op: opList, list: t.list, at: at}
	case t.typ != nil && !t.negate:
		return &node{op: opType, typ: t.typ, at: at}
	case t.class == "Start":
		return &node{op: opStart, at: at}
	case t.class == "End":
		return &node{op: opEnd, at: at}
	}
	return &node{op: opToken, test: t, at: at}
}

// test reads one test; of a literal, one for each of its tokens.
func (p *patternParser) test() ([]*test, error) {
	at := p.i
	if p.i == len(p.s) {
		return nil, p.fault(at, "the pattern ends where a word, a class or a list must stand")
	}
	switch c := p.s[p.i]; {
	case c == '!':
		p.i++
		if p.i < len(p.s) && p.s[p.i] == '!' {
			return nil, p.fault(p.i, "! denies what stands behind it; two of them say nothing")
		}
		inner, err := p.test()
		if err != nil {
			return nil, err
		}
		if len(inner) > 1 || inner[0].class == "Start" || inner[0].class == "End" {
			return nil, p.fault(at, "! says what one token must not be, and this is not one token; (?!x) says that x must not follow")
		}
		inner[0].negate = !inner[0].negate
		return inner, nil
	case c == '(':
		p.i++
		n, err := p.either()
		if err != nil {
			return nil, err
		}
		if p.peek() != ')' {
			return nil, p.fault(at, "( is never closed")
		}
		p.i++
		var one []*test
		if !n.oneToken(&one) {
			return nil, p.fault(at, "the group is more than one token, so it can not be joined by & or denied by !; (?!x) says that x must not follow")
		}
		return []*test{{any: one}}, nil
	case c == '"':
		return p.quoted(at)
	case c == '/':
		return p.regexp(at)
	case c == '$':
		n, err := p.macro()
		if err != nil {
			return nil, err
		}
		var one []*test
		if !n.oneToken(&one) {
			return nil, p.fault(at, "$%s is more than one token, so it can not be joined by & or denied by !", p.s[at+1:p.i])
		}
		return []*test{{any: one}}, nil
	case isWordByte(c):
		return p.bare(at)
	}
	return nil, p.fault(at, "%q is no part of a pattern; a mark itself is written in quotes", p.s[at:at+1])
}

func (p *patternParser) quoted(at int) ([]*test, error) {
	end := strings.IndexByte(p.s[at+1:], '"')
	if end < 0 {
		return nil, p.fault(at, "the quote is never closed")
	}
	p.i = at + end + 2
	words := tokens(p.s[at+1 : p.i-1])
	if len(words) == 0 {
		return nil, p.fault(at, "the quotes hold no word")
	}
	var tests []*test
	for _, w := range words {
		tests = append(tests, &test{word: strings.ToLower(w), exact: w})
	}
	return tests, nil
}

// tokens divides a literal as the text is divided, so that no literal is out
// of reach because it is divided otherwise.
func tokens(s string) []string {
	d := &text.Document{Text: s}
	if err := token.Tokens(d); err != nil {
		return nil
	}
	var words []string
	for _, t := range d.Tokens {
		words = append(words, d.Surface(t.Span))
	}
	return words
}

func (p *patternParser) regexp(at int) ([]*test, error) {
	end := at + 1
	for end < len(p.s) && p.s[end] != '/' {
		if p.s[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(p.s) {
		return nil, p.fault(at, "the regular expression is never closed by /")
	}
	p.i = end + 1
	source := strings.ReplaceAll(p.s[at+1:end], `\/`, "/")
	re, err := regexp.Compile(`\A(?:` + source + `)\z`)
	if err != nil {
		return nil, p.fault(at, "regular expression /%s/: %s", source, regexpFault(err))
	}
	return []*test{{re: re, pieces: pieces(source), spaced: spaced(source)}}, nil
}

// regexpFault is the fault without the prefix that every such error has.
func regexpFault(err error) string {
	return strings.TrimPrefix(err.Error(), "error parsing regexp: ")
}

// bare reads a word in lower case, a class, or one of list:x, stem:x, shape:x
// and type:x.
func (p *patternParser) bare(at int) ([]*test, error) {
	for p.i < len(p.s) && (isWordByte(p.s[p.i]) || strings.IndexByte(".'-_", p.s[p.i]) >= 0) {
		p.i++
	}
	word := p.s[at:p.i]
	if p.i < len(p.s) && p.s[p.i] == ':' {
		return p.prefixed(at, word)
	}
	if first, _ := utf8.DecodeRuneInString(word); unicode.IsUpper(first) {
		if !isClass(word) {
			if near := nearest(word, ClassNames()); near != "" {
				return nil, p.fault(at, "there is no class %s: did you mean %s? The word itself is written %q, or %s for any case", word, near, word, strings.ToLower(word))
			}
			return nil, p.fault(at, "there is no class %s: the word itself is written %q, or %s for any case; the classes are %s",
				word, word, strings.ToLower(word), strings.Join(ClassNames(), ", "))
		}
		t := &test{class: word}
		var err error
		if p.i < len(p.s) && strings.IndexByte("<>=", p.s[p.i]) >= 0 {
			if !slices.Contains([]string{"Num", "NumWord", "Year"}, word) {
				return nil, p.fault(p.i, "%s has no value; Num, NumWord and Year have: Num>1000, Num=2..5", word)
			}
			t.value, err = p.bounds()
		}
		return []*test{t}, err
	}
	var tests []*test
	for _, w := range tokens(title(word)) {
		tests = append(tests, &test{word: strings.ToLower(w)})
	}
	return tests, nil
}

// prefixed reads what stands behind the colon of list:x and its like.
func (p *patternParser) prefixed(at int, word string) ([]*test, error) {
	p.i++
	if word == "shape" {
		return p.shape(at)
	}
	arg := p.name()
	if word == "type" && arg == "" && p.i < len(p.s) && p.s[p.i] == '"' {
		if end := strings.IndexByte(p.s[p.i+1:], '"'); end > 0 {
			arg = p.s[p.i+1 : p.i+1+end]
			p.i += end + 2
		}
	}
	switch {
	case arg == "":
		return nil, p.fault(at, "%s: needs a name right behind it", word)
	case word == "list":
		if own, ok := p.scope.owned[arg]; ok {
			arg = own
		}
		return []*test{{list: arg}}, nil
	case word == "stem":
		return []*test{{stem: stem(arg)}}, nil
	case word == "type":
		a := &asked{typ: typeOf(arg)}
		if p.i < len(p.s) && p.s[p.i] == '@' {
			p.i++
			if a.stage = p.name(); a.stage == "" {
				return nil, p.fault(p.i, "@ needs the name of a stage right behind it, as in type:PERSON@tagger")
			}
		}
		var err error
		if p.i < len(p.s) && strings.IndexByte("<>=", p.s[p.i]) >= 0 {
			a.score, err = p.bounds()
		}
		return []*test{{typ: a}}, err
	}
	return nil, p.fault(at, "there is no %s:; use list:, stem:, shape: or type:, and put a blank after the colon of a mention's type", word)
}

// shape reads a form such as Xxxx or "d,ddd"; it is divided as a text of that
// form is.
func (p *patternParser) shape(at int) ([]*test, error) {
	start := p.i
	if p.i < len(p.s) && p.s[p.i] == '"' {
		end := strings.IndexByte(p.s[p.i+1:], '"')
		if end < 0 {
			return nil, p.fault(p.i, "the quote is never closed")
		}
		start, p.i = p.i+1, p.i+1+end
	} else {
		for p.i < len(p.s) && strings.IndexByte(" \t\r\n|&(){}?*+!$\"", p.s[p.i]) < 0 {
			p.i++
		}
	}
	form := p.s[start:p.i]
	if p.i < len(p.s) && p.s[p.i] == '"' {
		p.i++
	}
	var tests []*test
	for _, w := range tokens(strings.NewReplacer("X", "A", "x", "a", "d", "1").Replace(form)) {
		tests = append(tests, &test{form: formOf(w)})
	}
	if strings.IndexFunc(form, func(r rune) bool {
		return unicode.IsLetter(r) && r != 'X' && r != 'x' && r != 'd' || unicode.IsDigit(r)
	}) >= 0 || len(tests) == 0 {
		return nil, p.fault(at, "a shape is written with X for a capital, x for another letter, d for a digit, and marks as they are: shape:Xx-dd")
	}
	return tests, nil
}

var boundsForm = regexp.MustCompile(`^(>=|<=|>|<|=)(\d+(?:\.\d+)?)(?:\.\.(\d+(?:\.\d+)?))?`)

// bounds reads >1000, >=2, <5, <=5, =3 or =2..5.
func (p *patternParser) bounds() (*bounds, error) {
	at := p.i
	m := boundsForm.FindStringSubmatch(p.s[at:])
	if m == nil || m[3] != "" && m[1] != "=" {
		return nil, p.fault(at, "a value is compared by >1000, >=2, <5, <=5, =3 or =2..5")
	}
	p.i += len(m[0])
	x, err := strconv.ParseFloat(m[2], 64)
	if err != nil {
		return nil, p.fault(at, "%s is no number that can be compared", m[2])
	}
	b := &bounds{low: math.Inf(-1), high: math.Inf(1)}
	switch m[1] {
	case ">":
		b.low, b.lowOpen = x, true
	case ">=":
		b.low = x
	case "<":
		b.high, b.highOpen = x, true
	case "<=":
		b.high = x
	default:
		b.low, b.high = x, x
		if m[3] != "" {
			if b.high, err = strconv.ParseFloat(m[3], 64); err != nil || b.high < x {
				return nil, p.fault(at, "=%s..%s: no number lies between", m[2], m[3])
			}
		}
	}
	return b, nil
}

// title is a word with a capital, by which the tokeniser knows an abbreviation
// such as Gen. whose dot is part of it.
func title(word string) string {
	r, n := utf8.DecodeRuneInString(word)
	if n == 0 || r == utf8.RuneError {
		return word
	}
	return string(unicode.ToUpper(r)) + word[n:]
}
