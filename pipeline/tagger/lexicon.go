package tagger

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"slices"
)

// Lexicon is what is known of words before any training: how text cases them,
// which clusters they fall into, on which name lists they and longer names
// stand. It is used in place in the bytes of its file: nothing is built when
// it is read, so that ten words can be tagged in milliseconds.
type Lexicon struct {
	words   []byte // slots of wordSize bytes, open addressing
	phrases []byte // slots of phraseSize bytes, open addressing
	data    []byte // the whole file
}

const (
	lexiconMagic = "rollcall lexicon 1\n"
	lexiconHead  = 32
	wordSize     = 16
	phraseSize   = 8

	// Clusterings is how many word clusterings a lexicon holds, from coarse to
	// fine.
	Clusterings = 3
	// PhraseLists is the greatest number of lists of names of several words.
	PhraseLists = 15
	// WordLists is the greatest number of lists of single words.
	WordLists = 32
	// maxPhrase is the length in tokens of the longest name that is matched.
	maxPhrase = 8
)

// Casing tells how running text writes a word.
type Casing uint8

// The casings of a word; LowerCase to UpperCase are ordered by how much they
// look like a name.
const (
	Unseen    Casing = iota
	LowerCase        // bank
	TitleCase        // Ann
	UpperCase        // NATO
)

// Word is what a lexicon says of a word. Casing, Lower and Lists belong to the
// word however it is cased; Clusters to the word as it is written.
type Word struct {
	Casing   Casing              // how it is mostly written inside a sentence
	Lower    uint8               // tenths of its occurrences that are lower-case, 0 to 10
	Freq     uint8               // logarithm to base 2 of how often it was seen
	Lists    uint32              // bit k: on list k of single words
	Clusters [Clusterings]uint16 // from coarse to fine; 0: none
}

func (w Word) put(d []byte) {
	binary.LittleEndian.PutUint32(d, w.Lists)
	for k, c := range w.Clusters {
		binary.LittleEndian.PutUint16(d[4+2*k:], c)
	}
	d[10] = byte(w.Casing) | w.Lower<<4
	d[11] = w.Freq
}

func wordFrom(d []byte) Word {
	w := Word{Lists: binary.LittleEndian.Uint32(d), Casing: Casing(d[10] & 3), Lower: d[10] >> 4, Freq: d[11]}
	for k := range w.Clusters {
		w.Clusters[k] = binary.LittleEndian.Uint16(d[4+2*k:])
	}
	return w
}

// slotOf finds the slot of key in a table of slots of size bytes whose first
// four bytes are a fingerprint, 0 in an empty slot.
func slotOf(table []byte, size int, key uint64) (at int, found bool) {
	n := len(table) / size
	if n == 0 {
		return 0, false
	}
	want := fingerprint(key)
	hi, _ := bits.Mul64(key, uint64(n))
	at = int(hi)
	for range n {
		switch binary.LittleEndian.Uint32(table[at*size:]) {
		case want:
			return at * size, true
		case 0:
			return at * size, false
		}
		if at++; at == n {
			at = 0
		}
	}
	return 0, false
}

func fingerprint(key uint64) uint32 { return max(uint32(key), 1) }

// Word is what the lexicon says of a word, in whatever case it is given, and
// whether it knows the word.
func (l *Lexicon) Word(s string) (Word, bool) { return l.word(hashBytes(appendLower(nil, s))) }

func (l *Lexicon) word(key uint64) (Word, bool) {
	at, ok := slotOf(l.words, wordSize, key)
	if !ok {
		return Word{}, false
	}
	return wordFrom(l.words[at+4:]), true
}

// phrase returns the lists that hold the phrase, whether longer phrases begin
// with it, and whether it is a name only where no word of it is in lower case.
func (l *Lexicon) phrase(key uint64) (lists uint16, more, strict bool) {
	at, ok := slotOf(l.phrases, phraseSize, key)
	if !ok {
		return 0, false, false
	}
	d := l.phrases[at:]
	return binary.LittleEndian.Uint16(d[4:]), d[6]&1 != 0, d[6]&2 != 0
}

// ReadLexicon reads the bytes that LexiconBuilder.Bytes made. It keeps data.
func ReadLexicon(data []byte) (*Lexicon, error) {
	if len(data) < lexiconHead || string(data[:len(lexiconMagic)]) != lexiconMagic {
		return nil, errors.New("not a lexicon of this version")
	}
	words := int64(binary.LittleEndian.Uint32(data[24:])) * wordSize
	phrases := int64(binary.LittleEndian.Uint32(data[28:])) * phraseSize
	if int64(len(data)) != lexiconHead+words+phrases {
		return nil, fmt.Errorf("lexicon has %d bytes, its header promises %d", len(data), lexiconHead+words+phrases)
	}
	rest := data[lexiconHead:]
	return &Lexicon{words: rest[:words:words], phrases: rest[words:], data: data}, nil
}

// Bytes is the lexicon's file.
func (l *Lexicon) Bytes() []byte { return l.data }

// LexiconBuilder gathers words and phrases.
type LexiconBuilder struct {
	words   map[uint64]Word
	phrases map[uint64]uint16
	more    map[uint64]bool
	free    map[uint64]bool // phrases that are names in lower case too
}

// NewLexiconBuilder returns an empty builder.
func NewLexiconBuilder() *LexiconBuilder {
	return &LexiconBuilder{map[uint64]Word{}, map[uint64]uint16{}, map[uint64]bool{}, map[uint64]bool{}}
}

// SetCasing records how a word is cased in running text. The word is taken in
// lower case.
func (b *LexiconBuilder) SetCasing(word string, c Casing, lowerTenths, freq uint8) {
	key := hashBytes(appendLower(nil, word))
	w := b.words[key]
	w.Casing, w.Lower, w.Freq = c, min(lowerTenths, 10), freq
	b.words[key] = w
}

// AddToList puts a single word, in whatever case, on a list.
func (b *LexiconBuilder) AddToList(word string, list int) {
	key := hashBytes(appendLower(nil, word))
	w := b.words[key]
	w.Lists |= 1 << list
	b.words[key] = w
}

// SetClusters records the clusters of a word as it is written.
func (b *LexiconBuilder) SetClusters(word string, clusters [Clusterings]uint16) {
	key := hashWord(word)
	w := b.words[key]
	w.Clusters = clusters
	b.words[key] = w
}

// AddPhrase puts a name, given by its tokens, on a list of names. Case does
// not count, but that a strict name ("US", "Nice") is none in lower case.
// Names longer than eight tokens are left out.
func (b *LexiconBuilder) AddPhrase(tokens []string, list int, strict bool) {
	if len(tokens) == 0 || len(tokens) > maxPhrase {
		return
	}
	h := uint64(0)
	for i, t := range tokens {
		h = extendPhrase(h, hashBytes(appendLower(nil, t)))
		if i < len(tokens)-1 {
			b.more[h] = true
		}
	}
	b.phrases[h] |= 1 << list
	if !strict {
		b.free[h] = true
	}
}

// extendPhrase is the hash of a phrase with one more word.
func extendPhrase(h, word uint64) uint64 { return mix(join(h+1, word)) }

// Bytes is the lexicon's file; the same words make the same bytes.
func (b *LexiconBuilder) Bytes() []byte {
	for h := range b.more {
		if _, ok := b.phrases[h]; !ok {
			b.phrases[h] = 0
		}
	}
	words := make([]byte, (len(b.words)*4/3+1)*wordSize)
	phrases := make([]byte, (len(b.phrases)*4/3+1)*phraseSize)
	for _, key := range sortedKeys(b.words) {
		at, found := slotOf(words, wordSize, key)
		if found {
			continue
		}
		binary.LittleEndian.PutUint32(words[at:], fingerprint(key))
		b.words[key].put(words[at+4:])
	}
	for _, key := range sortedKeys(b.phrases) {
		at, found := slotOf(phrases, phraseSize, key)
		if found {
			continue
		}
		binary.LittleEndian.PutUint32(phrases[at:], fingerprint(key))
		binary.LittleEndian.PutUint16(phrases[at+4:], b.phrases[key])
		if b.more[key] {
			phrases[at+6] |= 1
		}
		if !b.free[key] {
			phrases[at+6] |= 2
		}
	}
	out := make([]byte, lexiconHead, lexiconHead+len(words)+len(phrases))
	copy(out, lexiconMagic)
	binary.LittleEndian.PutUint32(out[24:], uint32(len(words)/wordSize))
	binary.LittleEndian.PutUint32(out[28:], uint32(len(phrases)/phraseSize))
	return append(append(out, words...), phrases...)
}

func sortedKeys[V any](m map[uint64]V) []uint64 {
	keys := make([]uint64, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b uint64) int { return cmp.Compare(a, b) })
	return keys
}
