package text

import (
	"fmt"
	"sort"
	"unicode/utf8"
)

// Unit is what an offset in a file counts. In memory everything is bytes.
type Unit uint8

// The units that files may use.
const (
	Char  Unit = iota // Unicode code points: Python, brat, spaCy, Prodigy
	Byte              // bytes of UTF-8
	UTF16             // UTF-16 code units: JavaScript, Java
)

var unitNames = [...]string{"char", "byte", "utf16"}

// String is the unit's name in files: char, byte or utf16.
func (u Unit) String() string { return unitNames[u] }

// ParseUnit is the inverse of String.
func ParseUnit(name string) (Unit, error) {
	for i, n := range unitNames {
		if n == name {
			return Unit(i), nil
		}
	}
	return 0, fmt.Errorf("unknown offset unit %q: use char, byte or utf16", name)
}

// width is how many units a rune takes, where size is its length in the text.
// An invalid byte counts as the U+FFFD that JSON writes in its place.
func (u Unit) width(r rune, size int) int {
	switch u {
	case Char:
		return 1
	case UTF16:
		if r > 0xFFFF {
			return 2
		}
		return 1
	}
	if r == utf8.RuneError && size == 1 {
		return len("\uFFFD")
	}
	return size
}

// Index converts between byte offsets into a text and another unit's. Making
// one reads the text once; a conversion then costs a binary search and a short
// walk, so that many mentions in a long text stay cheap.
type Index struct {
	text  string
	unit  Unit
	same  bool   // units are bytes: nothing to convert
	marks []mark // a known position every markEvery runes, the first at 0
	total int    // length of the text in units
}

type mark struct{ bytes, units int }

const markEvery = 64

// NewIndex prepares conversions for text.
func NewIndex(text string, unit Unit) *Index {
	x := &Index{text: text, unit: unit}
	if isASCII(text) || unit == Byte && utf8.ValidString(text) {
		x.same, x.total = true, len(text)
		return x
	}
	runes := 0
	for i := 0; i < len(text); {
		if runes%markEvery == 0 {
			x.marks = append(x.marks, mark{i, x.total})
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		x.total += unit.width(r, size)
		i += size
		runes++
	}
	return x
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Len is the length of the text in units.
func (x *Index) Len() int { return x.total }

// FromByte converts a byte offset, 0 to len(text), into units. An offset inside
// a rune is taken to that rune's start.
func (x *Index) FromByte(offset int) int {
	if x.same {
		return offset
	}
	k := sort.Search(len(x.marks), func(i int) bool { return x.marks[i].bytes > offset }) - 1
	at := x.marks[k]
	for at.bytes < offset {
		r, size := utf8.DecodeRuneInString(x.text[at.bytes:])
		if at.bytes+size > offset {
			break
		}
		at.bytes += size
		at.units += x.unit.width(r, size)
	}
	return at.units
}

// ToByte converts an offset in units into bytes. It reports false if the offset
// lies outside the text or inside a character.
func (x *Index) ToByte(offset int) (int, bool) {
	if offset < 0 || offset > x.total {
		return 0, false
	}
	if x.same {
		return offset, offset == len(x.text) || utf8.RuneStart(x.text[offset])
	}
	k := sort.Search(len(x.marks), func(i int) bool { return x.marks[i].units > offset }) - 1
	at := x.marks[k]
	for at.units < offset {
		r, size := utf8.DecodeRuneInString(x.text[at.bytes:])
		at.bytes += size
		at.units += x.unit.width(r, size)
	}
	return at.bytes, at.units == offset
}
