package eval

import (
	"fmt"
	"strings"
)

// Verdict is what a scheme says of a pair, in the words of MUC.
type Verdict uint8

// The verdicts.
const (
	Correct   Verdict = iota
	Partial           // half right
	Incorrect         // wrong: the answer is as good as spurious, the gold mention as good as missed
	Missed            // gold without an answer
	Spurious          // an answer without gold
)

// Scheme is a rule for telling right from wrong.
type Scheme struct {
	Name   string // as in --scheme and in JSON
	Doc    string // what is right under it, for one line
	Source string // where it comes from
	// right is the verdict on a gold mention and the answer that stands for
	// it.
	right func(Pair) Verdict
}

// Judge gives the scheme's verdict. Mentions without a partner are missed or
// spurious in every scheme.
func (s Scheme) Judge(p Pair) Verdict {
	switch {
	case p.Answer < 0:
		return Missed
	case p.Gold < 0:
		return Spurious
	}
	return s.right(p)
}

// The schemes. Strict is the one that is meant where nothing is said.
var (
	Strict = Scheme{
		Name:   "strict",
		Doc:    "span and type are right",
		Source: "CoNLL-2003 (conlleval); SemEval-2013 task 9.1",
		right:  func(p Pair) Verdict { return correctIf(p.Same) },
	}
	Exact = Scheme{
		Name:   "exact",
		Doc:    "the span is right, whatever the type",
		Source: "SemEval-2013 task 9.1; MUC-7's TEXT slot",
		right:  func(p Pair) Verdict { return correctIf(p.SameSpan) },
	}
	HalfCredit = Scheme{
		Name:   "partial",
		Doc:    "the span is right, or overlaps for half the credit, whatever the type",
		Source: "SemEval-2013 task 9.1: precision = (COR + PAR/2) / ACT",
		right: func(p Pair) Verdict {
			if p.SameSpan {
				return Correct
			}
			return Partial
		},
	}
	TypeOnly = Scheme{
		Name:   "type",
		Doc:    "the type is right and the spans overlap",
		Source: "SemEval-2013 task 9.1 (nervaluate's ent_type); MUC-7's TYPE slot; GATE's lenient",
		right:  func(p Pair) Verdict { return correctIf(p.SameType) },
	}
	AnyOverlap = Scheme{
		Name:   "overlap",
		Doc:    "the spans overlap, whatever the type",
		Source: "none: it bounds the others from above",
		right:  func(Pair) Verdict { return Correct },
	}
)

// Schemes lists the schemes in the order in which reports show them. A new one
// is an entry here.
func Schemes() []Scheme {
	return []Scheme{Strict, Exact, HalfCredit, TypeOnly, AnyOverlap}
}

func correctIf(right bool) Verdict {
	if right {
		return Correct
	}
	return Incorrect
}

// SchemesNamed finds schemes by name, keeping the order given. The error names
// all that are unknown, and those that there are.
func SchemesNamed(names ...string) ([]Scheme, error) {
	var found []Scheme
	var unknown, known []string
	all := Schemes()
	for _, s := range all {
		known = append(known, s.Name)
	}
next:
	for _, name := range names {
		for _, s := range all {
			if s.Name == name {
				found = append(found, s)
				continue next
			}
		}
		unknown = append(unknown, fmt.Sprintf("%q", name))
	}
	if len(unknown) > 0 {
		return nil, fmt.Errorf("unknown scheme %s: there are %s", strings.Join(unknown, ", "), strings.Join(known, ", "))
	}
	return found, nil
}
