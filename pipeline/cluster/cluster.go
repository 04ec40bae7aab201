// Package cluster tells of a word what unlabelled news says about it: which
// words stand in the same places (its classes), and how it is written in the
// middle of a sentence.
//
// A class is a number without a name; words of one class were found beside the
// same words, so that months, given names, or cities share one. Each word has
// three, of a coarse, a middle and a fine clustering. A tagger that has seen
// one member in its training text knows something of the others.
//
// The table is learnt by train/clusters and read in place from the file: an
// array of 8-byte slots found by hashing. It holds hashes, not words, so no
// text of the newspapers that it was learnt from is in it. The price is that
// about one in a million unknown words is taken for a known one.
//
// Left out on purpose: word vectors, of which a linear tagger cannot use more
// than classes give it, at fifty times the size; and listing the words of a
// class, which hashes do not allow (train/clusters prints samples instead).
package cluster

import (
	"encoding/binary"
	"fmt"
	"io/fs"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Table holds the statistics. It is read-only and safe for concurrent use.
type Table struct {
	sizes [3]int
	slots []byte
	n     uint64 // number of slots
}

// The file is a header of 32 bytes (magic, the three numbers of classes, the
// number of slots and of entries, all little-endian), then the slots.
const (
	magic      = "rcclust1"
	headerSize = 32
	slotSize   = 8
	maxClasses = 1024
)

// Read reads the table at path. The error names path and says what is wrong.
func Read(fsys fs.FS, path string) (*Table, error) {
	b, err := fs.ReadFile(fsys, path)
	if err != nil {
		return nil, err
	}
	t, err := parse(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

func parse(b []byte) (*Table, error) {
	if len(b) < headerSize || string(b[:len(magic)]) != magic {
		return nil, fmt.Errorf("is not a table of word classes")
	}
	t := &Table{slots: b[headerSize:]}
	for i := range t.sizes {
		t.sizes[i] = int(binary.LittleEndian.Uint32(b[8+4*i:]))
		if t.sizes[i] < 1 || t.sizes[i] > maxClasses {
			return nil, fmt.Errorf("has %d classes, and 1 to %d are possible", t.sizes[i], maxClasses)
		}
	}
	t.n = uint64(binary.LittleEndian.Uint32(b[20:]))
	entries := uint64(binary.LittleEndian.Uint32(b[24:]))
	if uint64(len(t.slots)) != t.n*slotSize {
		return nil, fmt.Errorf("has %d bytes of slots, and the header says %d", len(t.slots), t.n*slotSize)
	}
	used := uint64(0)
	for i := range t.n {
		if t.slot(i) != 0 {
			used++
		}
	}
	// A full table would have no end to a search.
	if used != entries || used >= t.n {
		return nil, fmt.Errorf("has %d entries in %d slots, and the header says %d", used, t.n, entries)
	}
	return t, nil
}

// Sizes returns how many classes each clustering has, coarse to fine.
func (t *Table) Sizes() [3]int { return t.sizes }

// Classes returns the classes of a word, coarse to fine, each below the number
// that Sizes gives; ok is false for a word that was too rare. Case counts,
// digits do not.
func (t *Table) Classes(word string) (ids [3]uint16, ok bool) {
	v, ok := t.find(classKey(Normal(word)))
	if !ok {
		return ids, false
	}
	for i := range ids {
		ids[i] = uint16(v >> (10 * i) & (maxClasses - 1))
	}
	return ids, true
}

// Casing is how a word is written.
type Casing uint8

// The ways to write a word.
const (
	Lower Casing = iota // police
	Title               // Paris
	Upper               // NATO
	Mixed               // McDonald, iPhone
)

var casingNames = [...]string{"lower", "title", "upper", "mixed"}

// String is the casing's name.
func (c Casing) String() string { return casingNames[c] }

// LowerShare says how often a word, in whatever case it is given, stands in
// lower case in mid-sentence: level 0 is never or hardly, 7 is always or
// nearly; ok is false if it was too rare there.
func (t *Table) LowerShare(word string) (level int, ok bool) {
	v, ok := t.find(caseKey(word))
	return int(v & 7), ok
}

// Usual returns how a word, in whatever case it is given, is most often
// written in mid-sentence; ok is false if it was too rare there.
func (t *Table) Usual(word string) (c Casing, ok bool) {
	v, ok := t.find(caseKey(word))
	return Casing(v >> 3 & 3), ok
}

// CasingOf returns how a word is written; ok is false if it has no letter. A
// single capital is Title.
func CasingOf(word string) (c Casing, ok bool) {
	letters, upper := 0, 0
	first := false
	for _, r := range word {
		if !unicode.IsLetter(r) {
			continue
		}
		if unicode.IsUpper(r) || unicode.IsTitle(r) {
			upper++
			first = first || letters == 0
		}
		letters++
	}
	switch {
	case letters == 0:
		return Lower, false
	case upper == 0:
		return Lower, true
	case upper == 1 && first:
		return Title, true
	case upper == letters:
		return Upper, true
	}
	return Mixed, true
}

// Normal is the form in which a word has classes: each digit is 0, curly
// apostrophes are straight.
func Normal(word string) string {
	plain := true
	for i := range len(word) {
		if c := word[i]; c >= utf8.RuneSelf || '1' <= c && c <= '9' {
			plain = false
			break
		}
	}
	if plain {
		return word
	}
	return strings.Map(func(r rune) rune {
		switch {
		case '1' <= r && r <= '9':
			return '0'
		case r == '’' || r == '‘':
			return '\''
		}
		return r
	}, word)
}

const (
	offset64 = 14695981039346656037 // FNV-1a
	prime64  = 1099511628211
)

func classKey(s string) uint64 { return finish(fnv(offset64, s)) }

// caseKey is of the word in lower case, and different from its classKey.
func caseKey(s string) uint64 {
	return finish(fnv(offset64^0x5bd1e995, strings.ToLower(s)))
}

func fnv(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * prime64
	}
	return h
}

// finish spreads all bits (MurmurHash3), since the high ones address the slot.
func finish(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
