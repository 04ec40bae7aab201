package gazetteer

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// word is what is kept of a token in order to compare it.
type word struct {
	fold    uint64 // hash without case and accents
	exact   uint64 // hash without accents, with case
	letters int32  // how many letters it has
	upper   bool   // has letters, none of them lower case
	capital bool   // begins with a capital, or with no letter
	hyphen  bool   // is a hyphen or short dash
	small   bool   // is of, and, the, … in any case
}

const (
	offset64 = 14695981039346656037 // FNV-1a
	prime64  = 1099511628211
)

// wordOf reads one token.
func wordOf(s string) word {
	w := word{fold: offset64, exact: offset64, capital: true}
	lower := false
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			i += w.rune(s, i, &lower)
			continue
		}
		f := c
		switch {
		case 'A' <= c && c <= 'Z':
			f = c + 'a' - 'A'
			w.letters++
		case 'a' <= c && c <= 'z':
			lower = true
			w.letters++
			if i == 0 {
				w.capital = false
			}
		}
		i++
		w.fold = (w.fold ^ uint64(f)) * prime64
		w.exact = (w.exact ^ uint64(c)) * prime64
	}
	w.upper = w.letters > 0 && !lower
	switch s {
	case "-", "‐", "‑", "–":
		w.hyphen = true
	}
	w.small = len(s) <= 3 && isSmall(w.fold)
	return w
}

// rune reads the non-ASCII character at s[i:] and returns its length in
// bytes. A byte that is not UTF-8 counts as itself.
func (w *word) rune(s string, i int, lower *bool) int {
	r, n := utf8.DecodeRuneInString(s[i:])
	if r == utf8.RuneError && n <= 1 {
		w.add(rune(s[i])|0x40000000, rune(s[i])|0x40000000)
		return 1
	}
	if unicode.IsLetter(r) {
		w.letters++
		if unicode.IsLower(r) {
			*lower = true
			if i == 0 {
				w.capital = false
			}
		}
	}
	if plain, ok := plainForm[r]; ok {
		for _, p := range plain {
			w.add(unicode.ToLower(p), p)
		}
		return n
	}
	if r < 0x300 || r >= 0x1E00 && r < 0x2000 { // Latin with marks
		if d := norm.NFD.PropertiesString(s[i:]).Decomposition(); len(d) > 0 {
			r, _ = utf8.DecodeRune(d)
		}
	} else if unicode.Is(unicode.Mn, r) {
		return n
	}
	w.add(unicode.ToLower(r), r)
	return n
}

func (w *word) add(fold, exact rune) {
	for ; fold >= 0x80; fold >>= 7 {
		w.fold = (w.fold ^ uint64(fold&0x7f|0x80)) * prime64
	}
	w.fold = (w.fold ^ uint64(fold)) * prime64
	for ; exact >= 0x80; exact >>= 7 {
		w.exact = (w.exact ^ uint64(exact&0x7f|0x80)) * prime64
	}
	w.exact = (w.exact ^ uint64(exact)) * prime64
}

// plainForm has the letters and apostrophes that Unicode does not decompose, a
// capital ligature as it begins a word,
// and the characters that only say where a line may break.
var plainForm = map[rune]string{
	'ß': "ss", 'ẞ': "SS", 'ø': "o", 'Ø': "O", 'đ': "d", 'Đ': "D", 'ð': "d", 'Ð': "D",
	'ł': "l", 'Ł': "L", 'ı': "i", 'æ': "ae", 'Æ': "Ae", 'œ': "oe", 'Œ': "Oe",
	'þ': "th", 'Þ': "Th", 'ħ': "h", 'Ħ': "H", 'ŋ': "n", 'Ŋ': "N", 'ə': "a", 'Ə': "A",
	'’': "'", '‘': "'", 'ʼ': "'", 'ʻ': "'", '′': "'", '´': "'", 'ʿ': "'", 'ʾ': "'",
	'\u00ad': "", '\u200b': "", '\u200c': "", '\u200d': "",
}

// smallWords are free in case inside a name.
var smallWords = []string{
	"of", "and", "the", "for", "in", "on", "at", "to", "de", "del", "do", "da", "di",
	"la", "le", "el", "al", "des", "du", "dos", "das", "der", "van", "von", "y", "e",
}

// smallTable has the hashes of smallWords, each at its low bits or behind; 0
// where there is none. A map would cost more than all else about a short word.
var smallTable = func() (t [smallMask + 1]uint64) {
	for _, s := range smallWords {
		h := uint64(offset64)
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * prime64
		}
		i := h & smallMask
		for t[i] != 0 {
			i = (i + 1) & smallMask
		}
		t[i] = h
	}
	return t
}()

const smallMask = 127

func isSmall(fold uint64) bool {
	for i := fold & smallMask; smallTable[i] != 0; i = (i + 1) & smallMask {
		if smallTable[i] == fold {
			return true
		}
	}
	return false
}

// beginsFolded reports whether a part of s from its start has the hash fold.
func beginsFolded(s string, fold uint64) bool {
	for n := range s {
		if n > 0 && wordOf(s[:n]).fold == fold {
			return true
		}
	}
	return wordOf(s).fold == fold
}

// trail is where one stands in the table after some tokens of a name.
type trail struct {
	fold, exact uint64
	words       int // tokens read, hyphens not counted
}

func (p trail) step(w *word) trail {
	e := w.exact
	if p.words > 0 && w.small {
		e = w.fold
	}
	return trail{mix(p.fold ^ w.fold), mix(p.exact ^ e), p.words + 1}
}

// mix spreads every bit of h over all of them (the finaliser of MurmurHash3),
// so that the order of tokens counts and the high bits can address the table.
func mix(h uint64) uint64 {
	h += 0x9e3779b97f4a7c15
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
