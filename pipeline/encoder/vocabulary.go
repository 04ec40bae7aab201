package encoder

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// Names of the pieces that are not cut out of text.
const (
	unknownPiece   = "[UNK]"
	classPiece     = "[CLS]"
	separatorPiece = "[SEP]"
)

// maxWord is the number of characters beyond which a word is unknown, as in
// BERT.
const maxWord = 100

// maxPiece is the length in bytes of the longest piece that can match in a word
// of maxWord characters.
const maxPiece = 4 * maxWord

// vocabulary finds the longest piece at a place. It is a hash table over the
// pieces' bytes with a hash that is extended byte by byte, so that all prefixes
// of a word are hashed in one pass and a match costs time in proportion to the
// longest piece, however long the word.
type vocabulary struct {
	pieces int    // ids lie below
	text   []byte // all pieces, one behind the other
	slots  []slot // a power of two, at most half full
	mask   uint32
	// longest is the length in bytes of the longest piece that begins a word
	// [0], or continues one [1].
	longest [2]int

	unknown, class, separator int32
	capitals                  bool // some piece has a capital letter
}

type slot struct {
	hash   uint32
	start  uint32 // of the piece's bytes in text
	length uint16 // 0 for an empty slot
	begins uint16 // 0: begins a word, 1: continues one
	id     int32
}

// is reports whether a slot holds a piece that lies in text.
func (s *slot) is(text, piece []byte, h uint32, kind uint16) bool {
	return s.hash == h && s.begins == kind && int(s.length) == len(piece) &&
		bytes.Equal(text[s.start:int(s.start)+len(piece)], piece)
}

// Seeds of the hash for pieces that begin and that continue a word.
var hashSeed = [2]uint32{2166136261, 0x9e3779b9}

// extendHash is a step of FNV-1a.
func extendHash(h uint32, b byte) uint32 { return (h ^ uint32(b)) * 16777619 }

// place spreads a hash over the table; the low bits of FNV depend on the low
// bits of the last bytes alone.
func place(h uint32) uint32 {
	h ^= h >> 15
	h *= 0x2c1b3c6d
	return h ^ h>>12
}

// readVocabulary reads vocab.txt: a piece a line, numbered from 0.
func readVocabulary(file []byte) (*vocabulary, error) {
	lines := strings.Split(strings.TrimSuffix(string(file), "\n"), "\n")
	return newVocabulary(func(yield func(string, int32) bool) {
		for i, line := range lines {
			if !yield(strings.TrimRight(line, " \t\r\v\f"), int32(i)) {
				return
			}
		}
	}, len(lines), "##")
}

// newVocabulary indexes n pieces with their ids, of a piece that comes twice
// the last one; pieces that continue a word begin with prefix.
func newVocabulary(pieces iter.Seq2[string, int32], n int, prefix string) (*vocabulary, error) {
	v := &vocabulary{}
	size := 4
	for size < 2*n {
		size *= 2
	}
	v.slots, v.mask = make([]slot, size), uint32(size-1)
	var all []byte
	negative, negativeID := "", int32(0)
	special := map[string]int32{}
	// The order of different pieces decides on places in the table, and on
	// nothing that is found there.
	for piece, id := range pieces {
		if id < 0 && (negativeID == 0 || piece < negative) {
			negative, negativeID = piece, id
		}
		v.pieces = max(v.pieces, int(id)+1)
		if strings.HasPrefix(piece, "[") && strings.HasSuffix(piece, "]") {
			special[piece] = id
		} else {
			v.capitals = v.capitals || piece != strings.ToLower(piece)
		}
		rest, continues := strings.CutPrefix(piece, prefix)
		kind := uint16(0)
		if continues {
			kind = 1
		}
		if rest == "" || len(rest) > maxPiece {
			continue
		}
		h := hashSeed[kind]
		for i := range len(rest) {
			h = extendHash(h, rest[i])
		}
		at := place(h) & v.mask
		for v.slots[at].length > 0 && !v.slots[at].is(all, []byte(rest), h, kind) {
			at = (at + 1) & v.mask
		}
		if v.slots[at].length > 0 {
			v.slots[at].id = id
			continue
		}
		v.slots[at] = slot{h, uint32(len(all)), uint16(len(rest)), kind, id}
		v.longest[kind] = max(v.longest[kind], len(rest))
		all = append(all, rest...)
	}
	if negativeID < 0 {
		return nil, fmt.Errorf("piece %q has the id %d", negative, negativeID)
	}
	v.text = all
	var errs []error
	for piece, to := range map[string]*int32{unknownPiece: &v.unknown, classPiece: &v.class, separatorPiece: &v.separator} {
		id, ok := special[piece]
		if !ok {
			errs = append(errs, fmt.Errorf("the piece %s is missing", piece))
		}
		*to = id
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return v, errors.Join(errs...)
}

// find is the id of a piece with that hash, -1 if there is none.
func (v *vocabulary) find(piece []byte, h uint32, kind uint16) int32 {
	for at := place(h) & v.mask; v.slots[at].length > 0; at = (at + 1) & v.mask {
		if v.slots[at].is(v.text, piece, h, kind) {
			return v.slots[at].id
		}
	}
	return -1
}

// appendPieces appends the pieces of a word, the longest match first, or the
// unknown piece where the word is not made of pieces.
func (v *vocabulary) appendPieces(ids []int32, word []byte) []int32 {
	var hashes [maxPiece + 1]uint32
	before, kind := len(ids), uint16(0)
	for at := 0; at < len(word); kind = 1 {
		n := min(len(word)-at, v.longest[kind])
		h := hashSeed[kind]
		for i, b := range word[at : at+n] {
			h = extendHash(h, b)
			hashes[i+1] = h
		}
		id := int32(-1)
		for ; n > 0; n-- {
			if id = v.find(word[at:at+n], hashes[n], kind); id >= 0 {
				break
			}
		}
		if id < 0 {
			return append(ids[:before], v.unknown)
		}
		ids = append(ids, id)
		at += n
	}
	return ids
}

// tokeniserFile is what matters in tokenizer.json of the tokenizers library.
type tokeniserFile struct {
	Model struct {
		Type    string           `json:"type"`
		Vocab   map[string]int32 `json:"vocab"`
		Unknown string           `json:"unk_token"`
		Prefix  *string          `json:"continuing_subword_prefix"`
		MaxWord *int             `json:"max_input_chars_per_word"`
	} `json:"model"`
	Normaliser   *normaliserFile `json:"normalizer"`
	PreTokeniser *struct {
		Type string `json:"type"`
	} `json:"pre_tokenizer"`
}

type normaliserFile struct {
	Type         string `json:"type"`
	CleanText    *bool  `json:"clean_text"`
	Ideographs   *bool  `json:"handle_chinese_chars"`
	StripAccents *bool  `json:"strip_accents"`
	Lowercase    *bool  `json:"lowercase"`
}

// readTokeniser reads tokenizer.json. What is not BERT's way to cut text is an
// error, since the model would read other pieces than it was trained on.
func readTokeniser(file []byte) (*tokeniser, error) {
	var f tokeniserFile
	if err := json.Unmarshal(file, &f); err != nil {
		return nil, err
	}
	var errs []error
	refuse := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if f.Model.Type != "WordPiece" && !(f.Model.Type == "" && f.Model.Prefix != nil) {
		refuse("model type %q: only WordPiece is read", f.Model.Type)
	}
	if f.Model.Unknown != "" && f.Model.Unknown != unknownPiece {
		refuse("unk_token %q: only %s is read", f.Model.Unknown, unknownPiece)
	}
	if m := f.Model.MaxWord; m != nil && *m != maxWord {
		refuse("max_input_chars_per_word %d: only %d is read", *m, maxWord)
	}
	if n := f.Normaliser; n == nil || n.Type != "BertNormalizer" {
		refuse("only the normalizer BertNormalizer is read")
	} else if n.CleanText != nil && !*n.CleanText {
		refuse("the normalizer does not clean text: only clean_text true is read")
	}
	if p := f.PreTokeniser; p == nil || p.Type != "BertPreTokenizer" {
		refuse("only the pre_tokenizer BertPreTokenizer is read")
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	prefix := "##"
	if f.Model.Prefix != nil {
		prefix = *f.Model.Prefix
	}
	if prefix == "" {
		return nil, errors.New("continuing_subword_prefix is empty")
	}
	v, err := newVocabulary(maps.All(f.Model.Vocab), len(f.Model.Vocab), prefix)
	if err != nil {
		return nil, err
	}
	t := &tokeniser{vocabulary: v, lower: true, ideographs: true}
	set := func(to, value *bool) {
		if value != nil {
			*to = *value
		}
	}
	set(&t.lower, f.Normaliser.Lowercase)
	set(&t.ideographs, f.Normaliser.Ideographs)
	t.strip = t.lower
	set(&t.strip, f.Normaliser.StripAccents)
	return t, nil
}

// newTokeniser is the tokeniser of a folder without tokenizer.json: config is
// tokenizer_config.json, nil if there is none. Where nothing says whether text
// is lower-cased, a vocabulary without a capital letter says that it is.
func newTokeniser(v *vocabulary, config []byte) (*tokeniser, error) {
	var f struct {
		Lower        *bool `json:"do_lower_case"`
		Ideographs   *bool `json:"tokenize_chinese_chars"`
		StripAccents *bool `json:"strip_accents"`
	}
	if len(bytes.TrimSpace(config)) > 0 {
		if err := json.Unmarshal(config, &f); err != nil {
			return nil, err
		}
	}
	t := &tokeniser{vocabulary: v, lower: !v.capitals, ideographs: true}
	if f.Lower != nil {
		t.lower = *f.Lower
	}
	if f.Ideographs != nil {
		t.ideographs = *f.Ideographs
	}
	t.strip = t.lower
	if f.StripAccents != nil {
		t.strip = *f.StripAccents
	}
	return t, nil
}
