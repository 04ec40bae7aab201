package tagger

import (
	"encoding/binary"
	"unicode"
	"unicode/utf8"
)

// Features are never strings: a word is hashed once for each document, and a
// feature is a few such hashes mixed with the number of its template.

const (
	prime1 = 0x9E3779B97F4A7C15
	prime2 = 0xD6E8FEB86659FD93
)

// mix scatters the bits of h (the finaliser of Stafford's Mix13).
func mix(h uint64) uint64 {
	h ^= h >> 30
	h *= 0xBF58476D1CE4E5B9
	h ^= h >> 27
	h *= 0x94D049BB133111EB
	return h ^ h>>31
}

// join combines two hashes; the order counts.
func join(a, b uint64) uint64 { return (a*prime2 ^ b) * prime1 }

// feature is the key of value v under a template.
func feature(template int, v uint64) uint64 {
	return mix(v ^ uint64(template+1)*prime1)
}

// hashBytes hashes a word of any length.
func hashBytes(b []byte) uint64 {
	h := uint64(len(b)) * prime1
	for len(b) >= 8 {
		h = (h ^ binary.LittleEndian.Uint64(b)) * prime2
		h ^= h >> 32
		b = b[8:]
	}
	tail := uint64(0)
	for i, c := range b {
		tail |= uint64(c) << (8 * uint(i))
	}
	return mix(h ^ tail*prime2)
}

// hashWord is the hash by which words are known in lexicons and models.
func hashWord(s string) uint64 { return hashBytes([]byte(s)) }

// appendLower appends s in lower case. Bytes that are not UTF-8 stay as they
// are.
func appendLower(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			dst = append(dst, c)
		} else if r == '’' {
			dst = append(dst, '\'')
		} else {
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
		i += size
	}
	return dst
}

// appendTitle appends the lower-case word with its first letter in upper case.
func appendTitle(dst, lower []byte) []byte {
	r, size := utf8.DecodeRune(lower)
	if r == utf8.RuneError {
		return append(dst, lower...)
	}
	dst = utf8.AppendRune(dst, unicode.ToUpper(r))
	return append(dst, lower[size:]...)
}

// appendUpper appends the lower-case word in capitals.
func appendUpper(dst, lower []byte) []byte {
	for i := 0; i < len(lower); {
		r, size := utf8.DecodeRune(lower[i:])
		if r == utf8.RuneError && size == 1 {
			dst = append(dst, lower[i])
		} else {
			dst = utf8.AppendRune(dst, unicode.ToUpper(r))
		}
		i += size
	}
	return dst
}
