package rule

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// patternError is a fault in a pattern, at a byte of it.
type patternError struct {
	at  int
	msg string
}

func (e *patternError) Error() string { return e.msg }

// patternParser reads a pattern.
type patternParser struct {
	s     string
	i     int
	scope *scope
	// limits what macros and counts can blow a short pattern up to
	size  int
	depth int
}

// maxSize is the number of parts that a pattern may have, macros and counts
// written out.
const maxSize = 5000

// maxDepth is how deep groups may stand in each other.
const maxDepth = 100

// parsePattern reads a pattern. The error is a *patternError.
func parsePattern(s string, in *scope) (*node, error) {
	p := &patternParser{s: s, scope: in}
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
	if p.depth++; p.depth > maxDepth {
		return nil, p.fault(p.i, "groups stand in each other more than %d deep", maxDepth)
	}
	defer func() { p.depth-- }()
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
		kid, err := p.tied()
		if err != nil {
			return nil, err
		}
		n.kids = append(n.kids, kid)
	}
}

// tied reads choices without blanks between them, which belong closer together
// than what stands one after the other: mayor|governor {Cap}.
func (p *patternParser) tied() (*node, error) {
	p.space()
	n := &node{op: opEither, at: p.i}
	for {
		kid, err := p.repeated()
		if err != nil {
			return nil, err
		}
		n.kids = append(n.kids, kid)
		if p.i+1 >= len(p.s) || p.s[p.i] != '|' || strings.IndexByte(" \t\r\n|)}", p.s[p.i+1]) >= 0 {
			break
		}
		p.i++
	}
	if len(n.kids) == 1 {
		return n.kids[0], nil
	}
	return n, nil
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
		if strings.HasPrefix(p.s[at:], "(?") {
			return p.look()
		}
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

// look reads (?=x) (?!x) (?<=x) (?<!x): what must or must not stand behind or
// before a place, and is not taken.
func (p *patternParser) look() (*node, error) {
	n := &node{op: opLook, at: p.i}
	for _, form := range []struct {
		start     string
		back, not bool
	}{{"(?=", false, false}, {"(?!", false, true}, {"(?<=", true, false}, {"(?<!", true, true}} {
		if !strings.HasPrefix(p.s[p.i:], form.start) {
			continue
		}
		p.i += len(form.start)
		n.back, n.not = form.back, form.not
		kid, err := p.either()
		if err != nil {
			return nil, err
		}
		switch {
		case p.peek() != ')':
			return nil, p.fault(n.at, "( is never closed")
		case kid.captures() > 0:
			return nil, p.fault(n.at, "a mention can not stand in what is only looked at")
		case kid.nullable() && !edge(kid):
			return nil, p.fault(n.at, "what is looked for can be nothing at all, so this says nothing")
		}
		p.i++
		if p.i < len(p.s) && p.s[p.i] == '&' {
			return nil, p.fault(n.at, "what is only looked at takes no token, so it can not be joined by &")
		}
		n.kids = []*node{kid}
		return n, nil
	}
	return nil, p.fault(n.at, "write (?=x) for x must follow, (?!x) must not, (?<=x) for x must stand before, (?<!x) must not")
}

// A label is followed by a colon and a blank; list:x and stem:x have none.
var captureLabel = regexp.MustCompile(`^[A-Za-z][A-Za-z_]*: +`)

func (p *patternParser) macro() (*node, error) {
	at := p.i
	p.i++
	name := p.name()
	n := p.scope.macros[name]
	if n == nil {
		return nil, p.fault(at, "there is no macro $%s; macros stand under the key macros of the file, before their use, or of a file that it includes", name)
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
