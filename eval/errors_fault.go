package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rollcall/text"
)

// FaultKind is what is wrong with a fault, as somebody who has to repair it
// would say.
type FaultKind uint8

// The kinds of fault. Bounds are wrong with the type right in the first three;
// an answer that is wrong in both type and bounds is a kind of its own.
const (
	FaultTooLong       FaultKind = iota // the answer holds the gold mention and more
	FaultTooShort                       // the answer is a part of the gold mention
	FaultCrossing                       // each has what the other has not
	FaultType                           // the span is right
	FaultTypeAndBounds                  // neither is
	FaultSplit                          // one gold mention, several answers
	FaultMerged                         // several gold mentions, one answer
	FaultMissed                         // a gold mention alone
	FaultSpurious                       // an answer alone
	numberOfFaultKinds = iota
)

var faultKindNames = [numberOfFaultKinds]string{
	"too-long", "too-short", "crossing", "type-only", "type-and-bounds", "split", "merged", "missed", "spurious",
}

// faultKindSets are names for several kinds together.
var faultKindSets = []struct {
	name  string
	kinds []FaultKind
}{
	{"bounds", []FaultKind{FaultTooLong, FaultTooShort, FaultCrossing}},
	{"type", []FaultKind{FaultType, FaultTypeAndBounds}},
}

// FaultKinds lists all kinds in the order of reports.
func FaultKinds() []FaultKind {
	kinds := make([]FaultKind, numberOfFaultKinds)
	for i := range kinds {
		kinds[i] = FaultKind(i)
	}
	return kinds
}

// String is the kind's name on the command line and in JSON.
func (k FaultKind) String() string { return faultKindNames[k] }

// FaultKindNames lists what ParseFaultKinds knows: "bounds" for the three kinds
// of wrong bounds, "type" for the two of wrong type, and each kind by itself.
func FaultKindNames() []string {
	var names []string
	for _, set := range faultKindSets {
		names = append(names, set.name)
	}
	return append(names, faultKindNames[:]...)
}

// ParseFaultKinds are the kinds that a name stands for.
func ParseFaultKinds(name string) ([]FaultKind, error) {
	for _, set := range faultKindSets {
		if set.name == name {
			return set.kinds, nil
		}
	}
	if i := slices.Index(faultKindNames[:], name); i >= 0 {
		return []FaultKind{FaultKind(i)}, nil
	}
	return nil, fmt.Errorf("unknown kind of error %q: there are %s", name, strings.Join(FaultKindNames(), ", "))
}

// Fault is one thing that went wrong: an error, or several that have one cause,
// such as a name of which two answers were made. Each error of a result belongs
// to exactly one fault.
type Fault struct {
	Kind FaultKind
	// Errors has the pair that is at fault first, and then, in order of the
	// text, the gold mentions or answers that are left over because of it.
	Errors []Error
}

// Gold are the gold mentions that the fault leaves unfound, in order.
func (f *Fault) Gold() []*text.Mention {
	return f.side(func(e *Error) *text.Mention { return e.Gold })
}

// Answers are the wrong answers of the fault, in order.
func (f *Fault) Answers() []*text.Mention {
	return f.side(func(e *Error) *text.Mention { return e.Answer })
}

func (f *Fault) side(of func(*Error) *text.Mention) []*text.Mention {
	var out []*text.Mention
	for i := range f.Errors {
		if m := of(&f.Errors[i]); m != nil {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b *text.Mention) int { return a.Span.Compare(b.Span) })
	return out
}

// Document is the document that the fault stands in.
func (f *Fault) Document() *Document { return f.Errors[0].Document }

// Line is the line of the document's text, from 1, where the fault starts.
func (f *Fault) Line() int { return f.Errors[0].Line }

// Faults groups all errors of the result by what went wrong, in order of the
// documents and of the text. Contexts are left empty: AddContexts fills them for
// the faults that are to be shown.
//
// What is left over on either side goes to the wrong pair that it shares the
// most bytes with, the first of several; where it shares bytes with no wrong
// pair it is a fault of its own. So an answer inside a gold mention that was
// found rightly is spurious, and not half of a split.
func (r *Result) Faults() []Fault {
	var out []Fault
	for i := range r.Documents {
		out = append(out, groupErrors(r.Documents[i].errors())...)
	}
	return out
}

// groupErrors makes faults of one document's errors.
func groupErrors(errs []Error) []Fault {
	faults := make([]Fault, 0, len(errs))
	var at []int // of each error that is a fault, or the head of one: its index in faults
	host := hosts(errs)
	for i, e := range errs {
		at = append(at, -1)
		if host[i] == i {
			at[i] = len(faults)
			faults = append(faults, Fault{Errors: []Error{e}})
		}
	}
	for i, e := range errs {
		if host[i] != i {
			f := &faults[at[host[i]]]
			f.Errors = append(f.Errors, e)
		}
	}
	for i := range faults {
		faults[i].Kind = faults[i].kind()
	}
	return faults
}

// hosts is, for each error, the index of the one that it belongs to: its own
// where it stands for itself.
func hosts(errs []Error) []int {
	host := make([]int, len(errs))
	var pairs []int // indices of the wrong pairs, in order of where they begin
	for i := range errs {
		host[i] = i
		if errs[i].Gold != nil && errs[i].Answer != nil {
			pairs = append(pairs, i)
		}
	}
	extent := func(i int) text.Span { return cover(errs[i].Gold.Span, errs[i].Answer.Span) }
	slices.SortStableFunc(pairs, func(i, j int) int { return cmp.Compare(extent(i).Start, extent(j).Start) })
	reach := make([]int, len(pairs)) // the farthest end of the pairs up to each
	far := 0
	for k, i := range pairs {
		far = max(far, extent(i).End)
		reach[k] = far
	}
	for i := range errs {
		if errs[i].Gold != nil && errs[i].Answer != nil {
			continue
		}
		place, most := errs[i].place(), 0
		first, _ := slices.BinarySearch(reach, place.Start+1)
		for _, p := range pairs[first:] {
			if extent(p).Start >= place.End {
				break
			}
			// An answer is left over because the gold mention has another one,
			// and the other way round.
			other := errs[p].Gold.Span
			if errs[i].Gold != nil {
				other = errs[p].Answer.Span
			}
			if n := shared(place, other); n > most || n == most && n > 0 && p < host[i] {
				host[i], most = p, n
			}
		}
	}
	return host
}

// shared is the number of bytes that two spans have in common.
func shared(a, b text.Span) int { return max(0, min(a.End, b.End)-max(a.Start, b.Start)) }

func (f *Fault) kind() FaultKind {
	head := f.Errors[0]
	if len(f.Errors) > 1 {
		if len(f.Gold()) > len(f.Answers()) {
			return FaultMerged
		}
		return FaultSplit
	}
	switch head.Kind {
	case MissedGold:
		return FaultMissed
	case SpuriousAnswer:
		return FaultSpurious
	case WrongType:
		if head.WrongSpan {
			return FaultTypeAndBounds
		}
		return FaultType
	}
	answer := head.Answer.Span
	switch meant := reading(head.Gold, head.Answer); {
	case answer.Contains(meant):
		return FaultTooLong
	case meant.Contains(answer):
		return FaultTooShort
	}
	return FaultCrossing
}

// reading is the span of gold, or of an alternative, that the answer comes
// nearest to: of its type, overlapping, with the fewest bytes that only one of
// the two has; the first of several.
func reading(gold, answer *text.Mention) text.Span {
	best, least := gold.Span, -1
	consider := func(s text.Span, t text.Type) {
		n := shared(s, answer.Span)
		apart := s.Len() + answer.Len() - 2*n
		if t == answer.Type && n > 0 && (least < 0 || apart < least) {
			best, least = s, apart
		}
	}
	consider(gold.Span, gold.Type)
	for _, a := range gold.Alt {
		consider(a.Span, a.Type)
	}
	return best
}

// AddContexts fills in the contexts of the errors of faults, which may be any
// of those that Faults gave.
func AddContexts(faults []Fault) {
	var d *Document
	var gold, answers *MentionIndex
	for i := range faults {
		for k := range faults[i].Errors {
			e := &faults[i].Errors[k]
			if e.Document != d {
				d = e.Document
				gold, answers = NewMentionIndex(d.Gold), NewMentionIndex(d.Answers)
			}
			e.GoldContext, e.AnswerContext = d.context(e, gold, answers)
		}
	}
}
