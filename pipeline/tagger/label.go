package tagger

import (
	"fmt"
	"slices"

	"rollcall/text"
)

// maxTypes bounds the number of types in a label set, and with it the cost of
// decoding, which is quadratic in the number of labels.
const maxTypes = 40

// labels is a set of BIO labels. Label 0 is O; type k has B at 1+2k and I at
// 2+2k. I may follow only B or I of its own type.
type labels struct {
	types []text.Type // sorted, without repeats
}

func newLabels(types []text.Type) (labels, error) {
	types = slices.Clone(types)
	slices.SortFunc(types, text.CompareTypes)
	types = slices.Compact(types)
	if len(types) == 0 {
		return labels{}, fmt.Errorf("no types to tell apart")
	}
	if len(types) > maxTypes {
		return labels{}, fmt.Errorf("%d types; at most %d are supported", len(types), maxTypes)
	}
	return labels{types}, nil
}

func (l labels) count() int { return 1 + 2*len(l.types) }

func (l labels) begin(k int) int  { return 1 + 2*k }
func (l labels) inside(k int) int { return 2 + 2*k }

// typeOf is the index of the label's type, -1 for O.
func typeOf(label int) int { return (label+1)/2 - 1 }

// isInside reports whether the label continues a mention.
func isInside(label int) bool { return label > 0 && label%2 == 0 }

// legal reports whether next may follow prev; prev is -1 at the start of a
// sentence.
func legal(prev, next int) bool {
	if !isInside(next) {
		return true
	}
	return prev > 0 && typeOf(prev) == typeOf(next)
}

func (l labels) index(t text.Type) (int, bool) {
	return slices.BinarySearchFunc(l.types, t, text.CompareTypes)
}

// name is the label as it is written in CoNLL files.
func (l labels) name(label int) string {
	switch {
	case label == 0:
		return "O"
	case isInside(label):
		return "I-" + string(l.types[typeOf(label)])
	}
	return "B-" + string(l.types[typeOf(label)])
}

// chunk is a mention in tokens of its sentence: half-open, with its type's
// index.
type chunk struct{ first, end, typ int }

// chunks appends the mentions that a legal label sequence spells.
func chunks(dst []chunk, seq []uint8) []chunk {
	for i := 0; i < len(seq); {
		if seq[i] == 0 {
			i++
			continue
		}
		j := i + 1
		for j < len(seq) && isInside(int(seq[j])) {
			j++
		}
		dst = append(dst, chunk{i, j, typeOf(int(seq[i]))})
		i = j
	}
	return dst
}
