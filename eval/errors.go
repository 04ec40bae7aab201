package eval

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"rollcall/text"
)

// Kind is a kind of error.
type Kind uint8

// The kinds of error. An answer that is wrong in both bounds and type is of
// kind WrongType: moving its edges would not make it right.
const (
	WrongBounds Kind = iota // the type is right, the span only overlaps
	WrongType               // the spans overlap, or are the same, and the type is wrong
	MissedGold              // gold without an answer
	SpuriousAnswer
)

var kindNames = [...]string{"bounds", "type", "missed", "spurious"}

// Kinds lists all kinds in the order of reports.
func Kinds() []Kind { return []Kind{WrongBounds, WrongType, MissedGold, SpuriousAnswer} }

// String is the kind's name on the command line and in JSON.
func (k Kind) String() string { return kindNames[k] }

// ParseKind is the inverse of String.
func ParseKind(name string) (Kind, error) {
	if i := slices.Index(kindNames[:], name); i >= 0 {
		return Kind(i), nil
	}
	return 0, fmt.Errorf("unknown kind of error %q: there are %s", name, strings.Join(kindNames[:], ", "))
}

// Error is a place where the answer is not what gold says, by the strict
// scheme.
type Error struct {
	Kind     Kind
	Document *Document
	Line     int           // of the document's text, from 1, where the mention starts
	Gold     *text.Mention // nil where the answer is spurious
	Answer   *text.Mention // nil where gold was missed
	// WrongSpan tells, for an error of WrongType, that the bounds are wrong
	// too.
	WrongSpan bool
	// GoldContext and AnswerContext are the words around, in marked text, with
	// what gold and the answers have there; any white space is written as one
	// blank, and "…" stands where the document goes on. The context of a side
	// that has no mention there is empty.
	GoldContext, AnswerContext string
}

// Errors lists the errors of the given kinds, or of all kinds if none is given,
// in order of the documents and of the text.
func (r *Result) Errors(kinds ...Kind) []Error {
	var out []Error
	for i := range r.Documents {
		d := &r.Documents[i]
		gold, answers := NewMentionIndex(d.Gold), NewMentionIndex(d.Answers)
		for _, e := range d.errors() {
			if len(kinds) > 0 && !slices.Contains(kinds, e.Kind) {
				continue
			}
			e.GoldContext, e.AnswerContext = d.context(&e, gold, answers)
			out = append(out, e)
		}
	}
	return out
}

// errors lists the errors of the document in order, without contexts.
func (d *Document) errors() []Error {
	var out []Error
	line, counted := 1, 0
	for _, p := range d.Pairs {
		kind, wrong := p.kind()
		if !wrong {
			continue
		}
		e := Error{Kind: kind, Document: d, WrongSpan: kind == WrongType && !p.SameSpan}
		if p.Answer >= 0 {
			e.Answer = &d.Answers[p.Answer]
		}
		if p.Gold >= 0 {
			e.Gold = &d.Gold[p.Gold]
		}
		// Pairs come in order of this very offset.
		start := e.place().Start
		line += strings.Count(d.Text[counted:start], "\n")
		counted = start
		e.Line = line
		out = append(out, e)
	}
	return out
}

// place is where an error is looked for in the text.
func (e *Error) place() text.Span {
	if e.Gold != nil {
		return e.Gold.Span
	}
	return e.Answer.Span
}

// CountErrors counts the errors of each kind, the index of the array.
func (r *Result) CountErrors() (counts [4]int) {
	for i := range r.Documents {
		for _, p := range r.Documents[i].Pairs {
			if kind, wrong := p.kind(); wrong {
				counts[kind]++
			}
		}
	}
	return counts
}

// kind is the kind of error that a pair is, by the strict scheme.
func (p Pair) kind() (k Kind, wrong bool) {
	switch {
	case p.Answer < 0:
		return MissedGold, true
	case p.Gold < 0:
		return SpuriousAnswer, true
	case p.Same:
		return 0, false
	case p.SameType:
		return WrongBounds, true
	}
	return WrongType, true
}

const (
	contextBytes = 40  // at least so much is shown on each side, where there is so much
	contextMost  = 240 // a longer reading is shown without its middle
)

// context writes the surroundings of an error twice, as gold and as the answers
// have it.
func (d *Document) context(e *Error, gold, answers *MentionIndex) (asGold, asAnswer string) {
	var around text.Span
	switch {
	case e.Gold == nil:
		around = e.Answer.Span
	case e.Answer == nil:
		around = e.Gold.Span
	default:
		around = cover(e.Gold.Span, e.Answer.Span)
	}
	// Twice, so that what shares a reading of the other side is seen too.
	var goldThere, answersThere []text.Mention
	for range 2 {
		goldThere, answersThere = gold.Touching(around), answers.Touching(around)
		for _, m := range slices.Concat(goldThere, answersThere) {
			around = cover(around, m.Span)
		}
	}
	window := widen(d.Text, around)
	return d.marked(window, goldThere, e.Gold), d.marked(window, answersThere, e.Answer)
}

func cover(a, b text.Span) text.Span {
	return text.Span{Start: min(a.Start, b.Start), End: max(a.End, b.End)}
}

// widen adds context on both sides, to the next blank beyond contextBytes and
// not over a blank line.
func widen(in string, s text.Span) text.Span {
	const reach = contextBytes + 20
	left := in[max(0, s.Start-reach):s.Start]
	if k := strings.LastIndex(left, "\n\n"); k >= 0 {
		left = left[k+2:]
	} else if len(left) == reach {
		if k := strings.LastIndexAny(left[:reach-contextBytes], " \n"); k >= 0 {
			left = left[k+1:]
		}
		for len(left) > 0 && !utf8.RuneStart(left[0]) {
			left = left[1:]
		}
	}
	right := in[s.End:min(len(in), s.End+reach)]
	if k := strings.Index(right, "\n\n"); k >= 0 {
		right = right[:k]
	} else if len(right) == reach {
		if k := strings.IndexAny(right[contextBytes:], " \n"); k >= 0 {
			right = right[:contextBytes+k]
		}
		for len(right) > 0 && s.End+len(right) < len(in) && !utf8.RuneStart(in[s.End+len(right)]) {
			right = right[:len(right)-1]
		}
	}
	return text.Span{Start: s.Start - len(left), End: s.End + len(right)}
}

// marked writes a window of the text with mentions marked. Where they cross
// each other, which marked text cannot say, only own is.
func (d *Document) marked(window text.Span, mentions []text.Mention, own *text.Mention) string {
	if len(mentions) == 0 {
		return ""
	}
	shift := func(list []text.Mention) []text.Mention {
		list = slices.Clone(list)
		for i := range list {
			list[i].Start -= window.Start
			list[i].End -= window.Start
		}
		return list
	}
	in := window.In(d.Text)
	s, err := text.Marked(in, shift(mentions))
	if err != nil {
		var only []text.Mention
		if own != nil {
			only = []text.Mention{*own}
		}
		if s, err = text.Marked(in, shift(only)); err != nil {
			s = in
		}
	}
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	if len(s) > contextMost {
		from, to := contextMost/2, len(s)-contextMost/2
		for !utf8.RuneStart(s[from]) {
			from--
		}
		for !utf8.RuneStart(s[to]) {
			to++
		}
		s = strings.TrimSpace(s[:from]) + " … " + strings.TrimSpace(s[to:])
	}
	if window.Start > 0 {
		s = "… " + s
	}
	if window.End < len(d.Text) {
		s += " …"
	}
	return s
}
