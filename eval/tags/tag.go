package tags

import (
	"fmt"
	"strings"
)

// Prefix is the part of a tag that says where in its span a token stands. The
// dialects of a scheme use different letters for the same thing: L and E end,
// U, S and W stand alone, I and M are inside.
type Prefix uint8

// The prefixes.
const (
	Outside Prefix = iota // no span
	Begin                 // the first token
	Inside                // a token in the middle, or any that needs no other mark
	End                   // the last token
	Single                // the only token

	prefixes = 5
)

// Label is the label of a span, as a number that a Labels has given it.
type Label int32

// Nothing is the label of a token outside all spans.
const Nothing Label = 0

// Tag is a prefix and a label. Tags are equal if both are, in whatever dialect
// they were written.
type Tag uint32

const prefixBits = 3

// NewTag puts a tag together. What is outside of all spans has no label, and
// what has no label is outside.
func NewTag(p Prefix, l Label) Tag {
	if p == Outside || l == Nothing {
		return 0
	}
	return Tag(p) | Tag(l)<<prefixBits
}

// Prefix is the tag's prefix.
func (t Tag) Prefix() Prefix { return Prefix(t & (1<<prefixBits - 1)) }

// Label is the tag's label, Nothing outside.
func (t Tag) Label() Label { return Label(t >> prefixBits) }

// Labels gives labels numbers, in order of first sight. Sequences that are
// compared share one. It must not be used by several goroutines while tags are
// being read.
type Labels struct {
	names []string
	ids   map[string]Label
	tags  map[string]Tag // every tag seen, so that it is taken apart once
}

// NewLabels has no label but Nothing.
func NewLabels() *Labels {
	return &Labels{names: []string{""}, ids: map[string]Label{}, tags: map[string]Tag{"O": 0}}
}

// Name is a label as it is written, "" for Nothing.
func (l *Labels) Name(label Label) string { return l.names[label] }

// Len is the number of labels, Nothing among them.
func (l *Labels) Len() int { return len(l.names) }

// ID is the number of a label, which it is given if it has none yet.
func (l *Labels) ID(name string) Label {
	if id, ok := l.ids[name]; ok {
		return id
	}
	id := Label(len(l.names))
	l.names = append(l.names, name)
	l.ids[name] = id
	return id
}

// noLabel is the label of a bare "B" or "I", as seqeval calls it.
const noLabel = "_"

// Parse reads a tag: O, or a prefix, "-" and a label, which may have hyphens
// itself. A bare prefix has the label "_".
func (l *Labels) Parse(tag string) (Tag, error) {
	if t, ok := l.tags[tag]; ok {
		return t, nil
	}
	prefix, label, found := strings.Cut(tag, "-")
	p := Outside
	if len(prefix) == 1 {
		p = prefixOf(prefix[0])
	}
	switch {
	case p == Outside:
		return 0, fmt.Errorf("the tag %q is not O, or one of B- I- M- E- L- S- U- W- and a label", tag)
	case found && label == "":
		return 0, fmt.Errorf("the tag %q has no label", tag)
	case !found:
		label = noLabel
	}
	t := NewTag(p, l.ID(strings.Clone(label)))
	l.tags[strings.Clone(tag)] = t
	return t, nil
}

func prefixOf(letter byte) Prefix {
	switch letter {
	case 'B':
		return Begin
	case 'I', 'M':
		return Inside
	case 'E', 'L':
		return End
	case 'S', 'U', 'W':
		return Single
	}
	return Outside
}

// ParseAll reads a sequence of tags. The error lists those that are none.
func (l *Labels) ParseAll(tags []string) ([]Tag, error) {
	out := make([]Tag, len(tags))
	var errs faults
	for i, s := range tags {
		t, err := l.Parse(s)
		if err != nil {
			errs.add(fmt.Errorf("tag %d: %w", i+1, err))
		}
		out[i] = t
	}
	return out, errs.join()
}
