package tags

import (
	"fmt"
	"strings"
)

// Span is a labelled range of a sequence's tokens, half-open.
type Span struct {
	First, End int
	Label      Label
}

// Reading is what is made of tags that their scheme does not allow.
type Reading uint8

// The readings.
const (
	// Lenient loses no token: a tag that continues nothing begins a span, and a
	// span without its end ends where the next thing begins. It is the same for
	// every scheme, and is how conlleval reads IOB and IOE tags, seqeval all
	// tags by default, and SeqScore those repaired with "conlleval". (conlleval
	// knows no S, and joins S to S and E to B; we do not.)
	Lenient Reading = iota
	// Discard takes as spans only what is written as the scheme wants it: the
	// strict mode of seqeval and SeqScore's repair "discard".
	Discard
	// Refuse is Discard for sequences that are legal, and an error for others.
	Refuse
)

// readings are the names of readings: those of SeqScore's --repair.
var readings = [...]string{"conlleval", "discard", "none"}

// String is the reading's name: conlleval, discard or none.
func (r Reading) String() string { return readings[r] }

// Readings lists the readings.
func Readings() []Reading { return []Reading{Lenient, Discard, Refuse} }

// ParseReading finds a reading by its name. The error names those that there
// are.
func ParseReading(name string) (Reading, error) {
	for i, n := range readings {
		if n == name {
			return Reading(i), nil
		}
	}
	return 0, fmt.Errorf("unknown repair %q: there are %s", name, strings.Join(readings[:], ", "))
}

// The lenient reading, after conlleval's rules for I, O, B and E with those
// that seqeval adds for S. In a lenient span only the neighbours count, never
// what came before them.
var (
	lenientBegins = set("OBIES", "BS", either) | set("OES", "IE", either) | set("BI", "IE", other)
	lenientJoins  = set("BI", "IE", same)
)

// Decode reads a sequence's spans, in order, and appends them to spans. Refuse
// reads as Discard does: Validate tells what it refuses.
func Decode(spans []Span, sequence []Tag, s Scheme, r Reading) []Span {
	begins, continues, ends := s.begins, s.continues, s.ends
	if r == Lenient {
		begins, continues, ends = lenientBegins, lenientJoins, ^transitions(0)
	}
	before := Tag(0)
	for i := 0; i < len(sequence); {
		t := sequence[i]
		if t == 0 || !begins.has(before, t) {
			before = t
			i++
			continue
		}
		first := i
		last := t
		for i++; i < len(sequence) && continues.has(last, sequence[i]); i++ {
			last = sequence[i]
		}
		next := Tag(0)
		if i < len(sequence) {
			next = sequence[i]
		}
		if ends.has(last, next) {
			spans = append(spans, Span{first, i, t.Label()})
		}
		before = last
	}
	return spans
}

// Illegal is a tag that cannot stand where it does.
type Illegal struct {
	At       int // index of the tag; the sequence's length for its end
	From, To Tag // the tags before and after the place; O at the ends
}

// Validate lists the transitions of a sequence that the scheme does not allow,
// its begin and its end counted as O.
func Validate(sequence []Tag, s Scheme) []Illegal {
	var out []Illegal
	before := Tag(0)
	for i, t := range sequence {
		if !s.legal.has(before, t) {
			out = append(out, Illegal{i, before, t})
		}
		before = t
	}
	if !s.legal.has(before, 0) {
		out = append(out, Illegal{len(sequence), before, 0})
	}
	return out
}

// Describe says what is wrong, in the scheme's letters.
func (x Illegal) Describe(s Scheme, labels *Labels) string {
	if p := x.To.Prefix(); s.letters[p] == 0 {
		return fmt.Sprintf("%s has no %s", s.Name, s.Write(x.To, labels))
	}
	from, to := s.Write(x.From, labels), s.Write(x.To, labels)
	switch {
	case x.From == 0:
		return fmt.Sprintf("%s cannot begin a span in %s", to, s.Name)
	case x.To == 0:
		return fmt.Sprintf("%s cannot be the last tag of a span in %s", from, s.Name)
	}
	return fmt.Sprintf("%s cannot follow %s in %s", to, from, s.Name)
}

// Repair rewrites a sequence so that it is legal: what the reading takes for
// spans, written as the scheme wants it.
func Repair(sequence []Tag, s Scheme, r Reading) []Tag {
	out := make([]Tag, len(sequence))
	s.write(out, Decode(nil, sequence, s, r))
	return out
}

// Encode writes spans as a legal sequence of n tags. It is an error if a span
// is empty, outside the sequence, without a label, or not wholly behind the one
// before it.
func Encode(spans []Span, n int, s Scheme) ([]Tag, error) {
	end := 0
	for i, c := range spans {
		switch {
		case c.First < 0 || c.First >= c.End || c.End > n:
			return nil, fmt.Errorf("span %d: %d-%d is empty or outside of %d tokens", i, c.First, c.End, n)
		case c.First < end:
			return nil, fmt.Errorf("span %d: %d-%d begins before the end of the one before it", i, c.First, c.End)
		case c.Label == Nothing:
			return nil, fmt.Errorf("span %d: %d-%d has no label", i, c.First, c.End)
		}
		end = c.End
	}
	out := make([]Tag, n)
	s.write(out, spans)
	return out, nil
}

// write writes spans, which must be in order and inside of it, to a sequence of
// O.
func (s Scheme) write(out []Tag, spans []Span) {
	for i, c := range spans {
		for k := c.First; k < c.End; k++ {
			out[k] = NewTag(Inside, c.Label)
		}
		follows := i > 0 && spans[i-1].End == c.First && spans[i-1].Label == c.Label
		followed := i+1 < len(spans) && spans[i+1].First == c.End && spans[i+1].Label == c.Label
		first, last := s.marks(follows, followed)
		if first != Inside {
			out[c.First] = NewTag(first, c.Label)
		}
		if last != Inside {
			out[c.End-1] = NewTag(last, c.Label)
		}
		if c.End-c.First == 1 && s.letters[Single] != 0 {
			out[c.First] = NewTag(Single, c.Label)
		}
	}
}

// marks are the prefixes of a span's first and last tokens, whether or not a
// span of the same label stands directly before or behind it: Inside where the
// scheme has no mark for them.
func (s Scheme) marks(follows, followed bool) (first, last Prefix) {
	first, last = Inside, Inside
	if s.letters[Begin] != 0 && (follows || s.begins.has(0, NewTag(Begin, 1))) {
		first = Begin
	}
	if s.letters[End] != 0 && (followed || s.legal.has(NewTag(End, 1), 0)) {
		last = End
	}
	return first, last
}
