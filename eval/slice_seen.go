package eval

import (
	"slices"
	"strings"

	"rollcall/text"
)

// Known is a list of names that a system may have learnt from: training data,
// or a list. The zero value knows none.
type Known struct {
	types map[string][]text.Type
	typed bool
}

// Add adds a name, with its type where that is known. Capitals make no
// difference, nor does white space.
func (k *Known) Add(name string, t text.Type) {
	if k.types == nil {
		k.types = map[string][]text.Type{}
	}
	key := fold(name)
	if t != "" {
		k.typed = true
	}
	if !slices.Contains(k.types[key], t) {
		k.types[key] = append(k.types[key], t)
	}
}

// Len is the number of different names.
func (k *Known) Len() int { return len(k.types) }

// fold goes over capitals, so that forms that only small letters tell apart are
// one.
func fold(name string) string { return strings.ToLower(strings.ToUpper(oneLine(name))) }

// BySeen has slices for mentions whose surface is known and for those that are
// not. Where the list gives types, a name that is known only under another type
// has a slice of its own, "other type".
func BySeen(known *Known) Key {
	const seen, seenOther, unseen = "seen", "other type", "unseen"
	k := byMention("seen", "name seen before (by --seen), seen as another type only, or unseen", func(d *Document, m *text.Mention) string {
		types, ok := known.types[fold(m.In(d.Text))]
		switch {
		case !ok:
			return unseen
		case !known.typed || slices.Contains(types, m.Type) || slices.Contains(types, ""):
			return seen
		}
		return seenOther
	})
	order := []string{seen, seenOther, unseen}
	return k.ordered(func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) })
}
