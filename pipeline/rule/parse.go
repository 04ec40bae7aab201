package rule

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/pipeline/token"
	"rollcall/text"
)

// patternError is a fault in a pattern, at a byte of it.
type patternError struct {
	at  int
	msg string
}

func (e *patternError) Error() string { return e.msg }

// patternParser reads a pattern.
type patternParser struct {
	s      string
	i      int
	macros map[string]*node
	// limits what macros and counts can blow a short pattern up to
	size int
}

// maxSize is the number of parts that a pattern may have, macros and counts
// written out.
const maxSize = 5000

// parsePattern reads a pattern. The error is a *patternError.
func parsePattern(s string, macros map[string]*node) (*node, error) {
	p := &patternParser{s: s, macros: macros}
	n, err := p.either()
	if err != nil {
		return nil, err
	}
	if p.i < len(s) {
		return nil, p.fault(p.i, "%q closes nothing", s[p.i:p.i+1])
	}
	return n, nil
}

func (p *patternParser) fault(at int, format string, args ...any) error {
	return &patternError{at, fmt.Sprintf(format, args...)}
}

func (p *patternParser) space() {
	for p.i < len(p.s) && strings.IndexByte(" \t\r\n", p.s[p.i]) >= 0 {
		p.i++
	}
}

// peek is the next byte after blanks, 0 at the end.
func (p *patternParser) peek() byte {
	p.space()
	if p.i == len(p.s) {
		return 0
	}
	return p.s[p.i]
}

func (p *patternParser) either() (*node, error) {
	n := &node{op: opEither, at: p.i}
	for {
		kid, err := p.sequence()
		if err != nil {
			return nil, err
		}
		n.kids = append(n.kids, kid)
		if p.peek() != '|' {
			break
		}
		p.i++
	}
	if len(n.kids) == 1 {
		return n.kids[0], nil
	}
	return n, nil
}

func (p *patternParser) sequence() (*node, error) {
	n := &node{op: opSequence, at: p.i}
	for {
		switch p.peek() {
		case 0, '|', ')', '}':
			if len(n.kids) == 0 {
				return nil, p.fault(p.i, "something must stand here: a word, a class, a list or a group")
			}
			return n, nil
		}
		kid, err := p.repeated()
		if err != nil {
			return nil, err
		}
		n.kids = append(n.kids, kid)
	}
}

func (p *patternParser) repeated() (*node, error) {
	n, err := p.atom()
	if err != nil {
		return nil, err
	}
	for p.i < len(p.s) {
		at := p.i
		r := &node{op: opRepeat, at: at, kids: []*node{n}}
		switch p.s[p.i] {
		case '?':
			r.min, r.max = 0, 1
			p.i++
		case '*':
			r.min, r.max = 0, -1
			p.i++
		case '+':
			r.min, r.max = 1, -1
			p.i++
		case '{':
			if err := p.count(r); err != nil {
				return nil, err
			}
		default:
			return n, nil
		}
		if r.max != 1 && n.nullable() {
			return nil, p.fault(at, "what is repeated here can be nothing at all; repeat something that takes a token")
		}
		if p.size += n.size() * max(r.min, r.max, 1); p.size > maxSize {
			return nil, p.fault(at, "the pattern is too large: written out, it has more than %d parts", maxSize)
		}
		n = r
	}
	return n, nil
}

// count reads {2}, {1,3} or {2,}.
func (p *patternParser) count(r *node) error {
	at := p.i
	end := strings.IndexByte(p.s[at:], '}')
	if end < 0 {
		return p.fault(at, "{ is never closed")
	}
	p.i += end + 1
	low, high, two := strings.Cut(p.s[at+1:at+end], ",")
	var err error
	if r.min, err = strconv.Atoi(low); err == nil {
		switch {
		case !two:
			r.max = r.min
		case high == "":
			r.max = -1
		default:
			r.max, err = strconv.Atoi(high)
		}
	}
	const most = 100
	if err != nil || r.min < 0 || r.max >= 0 && (r.max < r.min || r.max == 0) || r.min > most || r.max > most {
		return p.fault(at, "a count is {2}, {1,3} or {2,}, at most {%d}; a blank before { begins a mention", most)
	}
	return nil
}

func (p *patternParser) atom() (*node, error) {
	c := p.peek()
	at := p.i
	switch c {
	case '(':
		p.i++
		n, err := p.either()
		if err != nil {
			return nil, err
		}
		if p.peek() != ')' {
			return nil, p.fault(at, "( is never closed")
		}
		p.i++
		if p.i == len(p.s) || p.s[p.i] != '&' {
			return n, nil
		}
		var one []*test
		if !n.oneToken(&one) {
			return nil, p.fault(at, "the group is more than one token, so it can not be joined by &")
		}
		return p.joined(at, []*test{{any: one}})
	case '{':
		return p.capture()
	case '$':
		if n, err := p.macro(); err != nil || p.i == len(p.s) || p.s[p.i] != '&' {
			return n, err
		}
		p.i = at // joined by &, it is a test
	case '?', '*', '+':
		return nil, p.fault(p.i, "%q repeats nothing; a mark itself is written in quotes: \"%c\"", c, c)
	}
	return p.tests()
}

// capture reads { … } or {Type: … }.
func (p *patternParser) capture() (*node, error) {
	n := &node{op: opCapture, at: p.i}
	p.i++
	p.space()
	if m := captureLabel.FindString(p.s[p.i:]); m != "" {
		n.label = strings.TrimRight(m, ": ")
		p.i += len(m)
	}
	kid, err := p.either()
	if err != nil {
		return nil, err
	}
	if p.peek() != '}' {
		return nil, p.fault(n.at, "{ is never closed")
	}
	p.i++
	if kid.captures() > 0 {
		return nil, p.fault(n.at, "a mention can not stand inside a mention")
	}
	if kid.nullable() {
		return nil, p.fault(n.at, "the mention can be nothing at all")
	}
	n.kids = []*node{kid}
	return n, nil
}

// A label is followed by a colon and a blank; list:x and stem:x have none.
var captureLabel = regexp.MustCompile(`^[A-Za-z][A-Za-z_]*: +`)

func (p *patternParser) macro() (*node, error) {
	at := p.i
	p.i++
	name := p.name()
	n := p.macros[name]
	if n == nil {
		return nil, p.fault(at, "there is no macro $%s; macros stand under the key macros of the same file, before their use", name)
	}
	if p.size += n.size(); p.size > maxSize {
		return nil, p.fault(at, "the pattern is too large: written out, it has more than %d parts", maxSize)
	}
	return n, nil
}

func (p *patternParser) name() string {
	start := p.i
	for p.i < len(p.s) && (p.s[p.i] == '-' || p.s[p.i] == '_' || isWordByte(p.s[p.i])) {
		p.i++
	}
	return p.s[start:p.i]
}

func isWordByte(c byte) bool {
	return c >= utf8.RuneSelf || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

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
	if joined.negate || joined.list != "" || joined.any != nil {
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
		inner, err := p.test()
		if err != nil {
			return nil, err
		}
		if len(inner) > 1 || inner[0].class == "Start" || inner[0].class == "End" {
			return nil, p.fault(at, "! says what one token must not be, and this is not one token")
		}
		inner[0].negate = !inner[0].negate
		return inner, nil
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
	return []*test{{re: re}}, nil
}

// regexpFault is the fault without the prefix that every such error has.
func regexpFault(err error) string {
	return strings.TrimPrefix(err.Error(), "error parsing regexp: ")
}

// bare reads a word in lower case, a class, list:x or stem:x.
func (p *patternParser) bare(at int) ([]*test, error) {
	for p.i < len(p.s) && (isWordByte(p.s[p.i]) || strings.IndexByte(".'-_", p.s[p.i]) >= 0) {
		p.i++
	}
	word := p.s[at:p.i]
	if p.i < len(p.s) && p.s[p.i] == ':' {
		p.i++
		arg := p.name()
		switch {
		case arg == "":
			return nil, p.fault(at, "%s: needs a name right behind it", word)
		case word == "list":
			return []*test{{list: arg}}, nil
		case word == "stem":
			return []*test{{stem: stem(arg)}}, nil
		}
		return nil, p.fault(at, "there is no %s:; use list: or stem:, and put a blank after the colon of a type", word)
	}
	if first, _ := utf8.DecodeRuneInString(word); unicode.IsUpper(first) {
		if !isClass(word) {
			return nil, p.fault(at, "there is no class %s (there are %s); the word itself is written in quotes: %q",
				word, strings.Join(ClassNames(), ", "), word)
		}
		return []*test{{class: word}}, nil
	}
	var tests []*test
	for _, w := range tokens(title(word)) {
		tests = append(tests, &test{word: strings.ToLower(w)})
	}
	return tests, nil
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
