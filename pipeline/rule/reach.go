package rule

import (
	"fmt"
	"slices"
	"strings"
)

// pattern looks for parts of a pattern that can not matter.
func (l *linter) pattern(p *parsedPattern) {
	rule := ""
	if rest, ok := strings.CutPrefix(p.what, "rule "); ok {
		rule = rest[:strings.LastIndex(rest, ": ")]
	}
	find := func(at *node, severity Severity, kind, message, advice string) {
		line, column := p.place(at.at)
		l.all = append(l.all, Finding{p.path, line, column, severity, kind, rule, message, advice})
	}
	var walk func(n *node)
	walk = func(n *node) {
		if l.macros[n] && n != p.node {
			return // looked at where it stands
		}
		switch n.op {
		case opEither:
			for i, later := range n.kids {
				for _, earlier := range n.kids[:i] {
					if covers(earlier, later) {
						find(later, Warning, "unreachable", fmt.Sprintf("the choice %s comes behind %s, which takes all that it could", later, earlier), "leave it out, or put it first if it must decide what is marked")
						break
					}
				}
			}
			if short, long := reachesFar(n); long != nil {
				find(n, Warning, "brackets", fmt.Sprintf("| with blanks reaches to the ends of the group, so this is %s, or else %s", short, long), "write | without blanks between words that are meant to stand in the same place: a|b x")
			}
		case opToken:
			if why := impossible(n.test); why != "" {
				find(n, Error, "impossible", fmt.Sprintf("no token is %s: %s", n, why), "write what one token can be")
			}
		case opSequence:
			for i, k := range n.kids {
				switch {
				case k.op == opEnd && slices.ContainsFunc(n.kids[i+1:], func(k *node) bool { return !k.nullable() }):
					find(k, Error, "impossible", "nothing stands behind the end of a sentence", "put End last")
				case k.op == opStart && slices.ContainsFunc(n.kids[:i], func(k *node) bool { return k.op == opToken && isWordTest(k.test) }):
					find(k, Error, "impossible", "no word stands before the start of a sentence", "put Start first")
				}
			}
		}
		for _, k := range n.kids {
			walk(k)
		}
	}
	walk(p.node)
}

// reachesFar reports a choice between mere words and one more with something
// behind it, or before it, of which the author may have meant it for all.
func reachesFar(n *node) (short, long *node) {
	words, ends := n.kids[:len(n.kids)-1], n.kids[len(n.kids)-1]
	inner := func(seq *node) (edge *node, rest []*node) { return seq.kids[0], seq.kids[1:] }
	if isLiteral(ends) {
		words, ends = n.kids[1:], n.kids[0]
		inner = func(seq *node) (edge *node, rest []*node) {
			return seq.kids[len(seq.kids)-1], seq.kids[:len(seq.kids)-1]
		}
	}
	if ends.op != opSequence || len(ends.kids) < 2 || slices.ContainsFunc(words, func(k *node) bool { return !isLiteral(k) }) {
		return nil, nil
	}
	edge, rest := inner(ends)
	if !isLiteral(edge) || !slices.ContainsFunc(rest, func(k *node) bool { return !onlyWords(k) }) {
		return nil, nil
	}
	return words[0], ends
}

// isLiteral reports whether a node is one word as it stands.
func isLiteral(n *node) bool {
	for n.op == opSequence && len(n.kids) == 1 {
		n = n.kids[0]
	}
	return n.op == opToken && n.test.word != "" && isLetters(n.test.word) && !n.test.negate && len(n.test.also) == 0
}

// onlyWords reports whether a node is made of words and marks as they stand.
func onlyWords(n *node) bool {
	only := true
	n.walk(func(k *node) {
		if k.op == opCapture || k.op == opList || k.op == opType || k.op == opToken && (k.test.word == "" || k.test.negate) {
			only = false
		}
	})
	return only
}

// isWordTest reports whether a test holds of words only.
func isWordTest(t *test) bool {
	return !t.negate && (t.stem != "" || classShape(t.class)&(shapeCap|shapeCaps|shapeLower|shapeWord|shapeInitial|shapeNumWord) != 0 || t.word != "" && isLetters(t.word))
}

func isLetters(s string) bool { return strings.ToUpper(s) != strings.ToLower(s) }

// covers reports whether all that b matches is matched by a too, with the same
// ends. It says no where it can not tell.
func covers(a, b *node) bool {
	switch {
	case b.op == opCapture:
		return covers(a, b.kids[0])
	case a.op == opCapture:
		return covers(a.kids[0], b)
	case a.String() == b.String():
		return true
	case b.op == opEither:
		return !slices.ContainsFunc(b.kids, func(k *node) bool { return !covers(a, k) })
	case a.op == opEither:
		return slices.ContainsFunc(a.kids, func(k *node) bool { return covers(k, b) })
	case a.op == opSequence && len(a.kids) == 1:
		return covers(a.kids[0], b)
	case b.op == opSequence && len(b.kids) == 1:
		return covers(a, b.kids[0])
	case a.op == opSequence && b.op == opSequence && len(a.kids) == len(b.kids):
		for i := range a.kids {
			if !covers(a.kids[i], b.kids[i]) {
				return false
			}
		}
		return true
	case a.op == opRepeat && a.max != 0 && a.min <= 1:
		return covers(a.kids[0], b)
	}
	return a.op == opToken && b.op == opToken && testCovers(a.test, b.test)
}

// testCovers is covers for what one token is.
func testCovers(a, b *test) bool {
	switch {
	case a.String() == b.String():
		return true
	case a.negate || b.negate || len(a.also) > 0:
		return false
	case slices.ContainsFunc(b.also, func(t *test) bool { return testCovers(a, t) }):
		return true
	case len(b.any) > 0:
		return !slices.ContainsFunc(b.any, func(t *test) bool { return !testCovers(a, t) })
	case len(a.any) > 0:
		return slices.ContainsFunc(a.any, func(t *test) bool { return testCovers(t, b) })
	case a.class == "Any":
		return true
	case a.word != "" && a.exact == "":
		return a.word == b.word
	case a.stem != "":
		return b.word != "" && isLetters(b.word) && a.stem == stem(b.word)
	case a.class == "" || a.value != nil:
		return a.class != "" && a.class == b.class && b.value != nil && a.value.low <= b.value.low && b.value.high <= a.value.high && !a.value.lowOpen && !a.value.highOpen
	}
	wider := map[string][]string{
		"Word": {"Cap", "Caps", "Lower", "Initial", "NumWord"}, "Letters": {"Cap", "Caps", "Lower", "Initial", "NumWord", "Clitic", "Address"}, "Num": {"Year", "Num"},
		"NumWord": {"NumWord"}, "Year": {"Year"},
	}
	return slices.Contains(wider[a.class], b.class) || a.class == "Word" && b.stem != ""
}

// impossible says why no token is what a test asks for; "" if there may be one.
func impossible(t *test) string {
	var must []*test
	var collect func(t *test)
	collect = func(t *test) {
		for _, a := range t.also {
			collect(a)
		}
		must = append(must, t)
	}
	collect(t)
	for i, a := range must {
		for _, b := range must[:i] {
			if why := clash(b, a); why != "" {
				return why
			}
			if why := clash(a, b); why != "" {
				return why
			}
		}
		if a.re != nil && a.spaced {
			return "a token holds no space"
		}
	}
	return ""
}

// kindsOfToken are classes of which a token belongs to one group at most.
var kindsOfToken = [][]string{{"Num", "Year"}, {"Word", "Cap", "Caps", "Lower", "Initial", "NumWord"}, {"Punct"}, {"Clitic"}, {"Symbol"}, {"Address"}}

func clash(a, b *test) string {
	plain := func(t *test) *test { c := *t; c.also = nil; return &c }
	if a, b := plain(a), plain(b); a.negate != b.negate && a.hasOwn() && b.hasOwn() {
		a.negate, b.negate = false, false
		if a.String() == b.String() {
			return a.String() + " is asked for and denied"
		}
	}
	if a.negate || b.negate {
		return ""
	}
	group := func(class string) int {
		return slices.IndexFunc(kindsOfToken, func(g []string) bool { return slices.Contains(g, class) })
	}
	ga, gb := group(a.class), group(b.class)
	switch {
	case ga >= 0 && gb >= 0 && ga != gb:
		return fmt.Sprintf("what is %s is not %s", a.class, b.class)
	case a.class == "Lower" && (b.class == "Cap" || b.class == "Caps" || b.class == "Initial"):
		return fmt.Sprintf("what is %s is not %s", a.class, b.class)
	case a.word != "" && b.word != "" && (a.word != b.word || a.exact != "" && b.exact != "" && a.exact != b.exact):
		return "they are two words"
	case a.exact != "" && a.exact == strings.ToLower(a.exact) && isLetters(a.exact) && (b.class == "Cap" || b.class == "Caps"):
		return fmt.Sprintf("in quotes %s is meant as written, in small letters", quotedOf(a.exact))
	case a.exact != "" && isLetters(a.exact) && b.class == "Lower" && strings.ToUpper(a.exact[:1]) == a.exact[:1] && strings.ToLower(a.exact[:1]) != a.exact[:1]:
		return fmt.Sprintf("in quotes %s is meant as written, with its capital", quotedOf(a.exact))
	}
	return ""
}

// hasOwn reports whether a test says anything but by what it is joined with.
func (t *test) hasOwn() bool {
	return t.word != "" || t.stem != "" || t.class != "" || t.form != "" || t.re != nil || t.list != "" || t.typ != nil || len(t.any) > 0
}
