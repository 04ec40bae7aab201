package rule

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// String writes a pattern out, with macros in their places and no more blanks
// than it needs. Patterns that are written alike are alike.
func (n *node) String() string {
	switch n.op {
	case opSequence:
		var parts []string
		for _, k := range n.kids {
			if k.op == opEither {
				parts = append(parts, "("+k.String()+")")
			} else {
				parts = append(parts, k.String())
			}
		}
		return strings.Join(parts, " ")
	case opEither:
		var parts []string
		between := "|"
		for _, k := range n.kids {
			for k.op == opSequence && len(k.kids) == 1 {
				k = k.kids[0]
			}
			s := k.String()
			switch k.op {
			case opSequence:
				between = " | "
			case opEither:
				s = "(" + s + ")"
			}
			parts = append(parts, s)
		}
		return strings.Join(parts, between)
	case opRepeat:
		inner := n.kids[0]
		for inner.op == opSequence && len(inner.kids) == 1 {
			inner = inner.kids[0]
		}
		kid := inner.String()
		if k := inner.op; k == opSequence || k == opEither || k == opRepeat || k == opLook {
			kid = "(" + kid + ")"
		}
		switch {
		case n.min == 0 && n.max == 1:
			return kid + "?"
		case n.min == 0 && n.max < 0:
			return kid + "*"
		case n.min == 1 && n.max < 0:
			return kid + "+"
		case n.max < 0:
			return fmt.Sprintf("%s{%d,}", kid, n.min)
		case n.min == n.max:
			return fmt.Sprintf("%s{%d}", kid, n.min)
		}
		return fmt.Sprintf("%s{%d,%d}", kid, n.min, n.max)
	case opCapture:
		label := ""
		if n.label != "" {
			label = n.label + ": "
		}
		return "{" + label + n.kids[0].String() + "}"
	case opList:
		return "list:" + n.list
	case opType:
		return n.typ.String()
	case opLook:
		sign := "(?"
		if n.back {
			sign += "<"
		}
		if n.not {
			return sign + "!" + n.kids[0].String() + ")"
		}
		return sign + "=" + n.kids[0].String() + ")"
	case opStart:
		return "Start"
	case opEnd:
		return "End"
	}
	return n.test.String()
}

// String writes a test as a pattern has it.
func (t *test) String() string {
	var parts []string
	add := func(s string) { parts = append(parts, s) }
	switch {
	case t.exact != "":
		add(strconv.Quote(t.exact))
	case t.word != "":
		add(t.word)
	}
	if t.stem != "" {
		add("stem:" + t.stem)
	}
	if t.class != "" {
		add(t.class + t.value.String())
	}
	if t.form != "" {
		add("shape:" + t.form)
	}
	if t.re != nil {
		source := strings.TrimSuffix(strings.TrimPrefix(t.re.String(), `\A(?:`), `)\z`)
		add("/" + strings.ReplaceAll(source, "/", `\/`) + "/")
	}
	if t.list != "" {
		add("list:" + t.list)
	}
	if t.typ != nil {
		add(t.typ.String())
	}
	if len(t.any) > 0 {
		var any []string
		for _, a := range t.any {
			any = append(any, a.String())
		}
		if s := strings.Join(any, "|"); len(any) > 1 || t.negate || len(t.also) > 0 {
			add("(" + s + ")")
		} else {
			add(s)
		}
	}
	s := strings.Join(parts, "&")
	if t.negate {
		s = "!" + s
	}
	for _, a := range t.also {
		if s != "" {
			s += "&"
		}
		s += a.String()
	}
	return s
}

// String writes bounds as a pattern has them.
func (b *bounds) String() string {
	f := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	switch {
	case b == nil:
		return ""
	case math.IsInf(b.high, 1) && b.lowOpen:
		return ">" + f(b.low)
	case math.IsInf(b.high, 1):
		return ">=" + f(b.low)
	case math.IsInf(b.low, -1) && b.highOpen:
		return "<" + f(b.high)
	case math.IsInf(b.low, -1):
		return "<=" + f(b.high)
	case b.low == b.high:
		return "=" + f(b.low)
	}
	return "=" + f(b.low) + ".." + f(b.high)
}

// String writes what is asked of a candidate as a pattern has it.
func (a *asked) String() string {
	s := "type:" + string(a.typ)
	if !isName(string(a.typ)) {
		s = `type:"` + string(a.typ) + `"`
	}
	if a.stage != "" {
		s += "@" + a.stage
	}
	return s + a.score.String()
}
