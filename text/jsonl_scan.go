package text

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// scanned is a line taken apart by scan.
type scanned struct {
	id, text, offsets string
	hasText           bool
	mentions          []wireMention
	places            []place // what start and end of mentions point to
	entities          []wireEntity
	meta              map[string]json.RawMessage
	hasID             bool
	names             map[string]string // types and sources, each kept once
}

type place struct {
	start, end int
	t          Type
	said       string
}

// scan reads the lines that programs write, several times faster than
// encoding/json. It reports false for a line that is unusual in any way, faulty
// ones included: such a line is for decode, which knows all of JSON and says
// what is wrong. What scan reads it reads as decode does.
func (s *scanned) scan(line []byte, ignoreMentions bool) bool {
	*s = scanned{mentions: s.mentions[:0], places: s.places[:0], names: s.names}
	if s.names == nil {
		s.names = map[string]string{}
	}
	in := &scanner{b: line}
	var seen uint8
	ok := in.object(func(key []byte) bool {
		bit := uint8(0)
		fine := false
		switch string(key) {
		case "id":
			bit = 1
			s.id, fine = in.str()
			s.hasID = true
		case "text":
			bit = 2
			s.text, fine = in.str()
			s.hasText = true
		case "offsets":
			bit = 4
			s.offsets, fine = in.str()
			fine = fine && s.offsets != "" // which is no unit
		case "mentions":
			bit = 8
			if ignoreMentions {
				_, fine = in.raw()
			} else {
				fine = s.scanMentions(in)
			}
		case "entities":
			bit = 16
			var raw []byte
			if raw, fine = in.raw(); fine && !ignoreMentions {
				fine = json.Unmarshal(raw, &s.entities) == nil
			}
		case "candidates":
			_, fine = in.raw()
		default:
			if _, twice := s.meta[string(key)]; twice {
				return false
			}
			var raw []byte
			raw, fine = in.raw()
			if s.meta == nil {
				s.meta = map[string]json.RawMessage{}
			}
			s.meta[string(key)] = bytes.Clone(raw)
		}
		if seen&bit != 0 {
			return false
		}
		seen |= bit
		return fine
	})
	in.space()
	return ok && in.i == len(line)
}

// scanMentions reads the list of mentions.
func (s *scanned) scanMentions(in *scanner) bool {
	return in.array(func() bool {
		var m wireMention
		var at place
		var seen uint16
		ok := in.object(func(key []byte) bool {
			bit := uint16(0)
			fine := false
			switch string(key) {
			case "start":
				bit = 1
				at.start, fine = in.integer()
			case "end":
				bit = 2
				at.end, fine = in.integer()
			case "type":
				bit = 4
				var raw []byte
				if raw, fine = in.plain(); fine {
					at.t = Type(s.name(raw))
				}
			case "text":
				bit = 8
				at.said, fine = in.str()
			case "score":
				bit = 16
				m.Score, fine = in.float()
			case "entity":
				bit = 32
				m.Entity, fine = in.str()
			case "source", "money", "alt", "key":
				var raw []byte
				if raw, fine = in.raw(); !fine {
					return false
				}
				var err error
				switch key[0] {
				case 's':
					bit = 64
					err = json.Unmarshal(raw, &m.Source)
					m.Source = Source{s.name([]byte(m.Source.Stage)), s.name([]byte(m.Source.Rule))}
				case 'm':
					bit = 128
					err = json.Unmarshal(raw, &m.Money)
				case 'k':
					bit = 512
					err = json.Unmarshal(raw, &m.Key)
				default:
					bit = 256
					err = json.Unmarshal(raw, &m.Alt)
				}
				fine = err == nil
			default:
				// encoding/json takes "Start" for start.
				for _, known := range mentionKeys {
					if strings.EqualFold(known, string(key)) {
						return false
					}
				}
				_, fine = in.raw()
			}
			if seen&bit != 0 {
				return false
			}
			seen |= bit
			return fine
		})
		if !ok || seen&7 != 7 { // start, end and type are all there
			return false
		}
		s.places = append(s.places, at)
		if seen&8 != 0 {
			m.Text = &emptyString // to be pointed to the place's below
		}
		s.mentions = append(s.mentions, m)
		return true
	}) && s.point()
}

var mentionKeys = []string{"start", "end", "type", "text", "score", "entity", "source", "money", "alt", "key"}

var emptyString string

// point lets mentions point to their places, which no longer move.
func (s *scanned) point() bool {
	for i := range s.mentions {
		m, at := &s.mentions[i], &s.places[i]
		m.Start, m.End, m.Type = &at.start, &at.end, &at.t
		if m.Text != nil {
			m.Text = &at.said
		}
	}
	return true
}

// name is a string that occurs often, allocated once.
func (s *scanned) name(b []byte) string {
	if known, ok := s.names[string(b)]; ok {
		return known
	}
	fresh := string(b)
	s.names[fresh] = fresh
	return fresh
}

// scanner walks through JSON. Its methods report false where something is not
// of the plain kind that they read.
type scanner struct {
	b []byte
	i int
}

func (s *scanner) space() {
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case ' ', '\t', '\r', '\n':
			s.i++
		default:
			return
		}
	}
}

// next reports whether c comes next, white space aside, and passes it.
func (s *scanner) next(c byte) bool {
	s.space()
	if s.i < len(s.b) && s.b[s.i] == c {
		s.i++
		return true
	}
	return false
}

// object reads an object; field reads the value of a key.
func (s *scanner) object(field func(key []byte) bool) bool {
	if !s.next('{') {
		return false
	}
	if s.next('}') {
		return true
	}
	for {
		key, ok := s.plain()
		if !ok || !s.next(':') || !field(key) {
			return false
		}
		if s.next('}') {
			return true
		}
		if !s.next(',') {
			return false
		}
	}
}

// array reads an array; item reads an element.
func (s *scanner) array(item func() bool) bool {
	if !s.next('[') {
		return false
	}
	if s.next(']') {
		return true
	}
	for {
		if !item() {
			return false
		}
		if s.next(']') {
			return true
		}
		if !s.next(',') {
			return false
		}
	}
}

// quoted is the bytes of a string between its quotes; escaped says that there
// are backslashes among them.
func (s *scanner) quoted() (inner []byte, escaped, ok bool) {
	if !s.next('"') {
		return nil, false, false
	}
	start, high := s.i, false
	for s.i < len(s.b) {
		switch c := s.b[s.i]; {
		case c == '"':
			inner = s.b[start:s.i]
			s.i++
			// What is not UTF-8 becomes U+FFFD, which is left to decode.
			return inner, escaped, !high || utf8.Valid(inner)
		case c == '\\':
			escaped = true
			s.i += 2
			continue
		case c < ' ':
			return nil, false, false
		case c >= utf8.RuneSelf:
			high = true
		}
		s.i++
	}
	return nil, false, false
}

// plain is a string without backslashes.
func (s *scanner) plain() ([]byte, bool) {
	inner, escaped, ok := s.quoted()
	return inner, ok && !escaped
}

// str is a string.
func (s *scanner) str() (string, bool) {
	inner, escaped, ok := s.quoted()
	if !ok {
		return "", false
	}
	if !escaped {
		return string(inner), true
	}
	return unescaped(inner)
}

// unescaped is a string without its backslashes.
func unescaped(inner []byte) (string, bool) {
	out := make([]byte, 0, len(inner))
	for {
		k := bytes.IndexByte(inner, '\\')
		if k < 0 {
			return string(append(out, inner...)), true
		}
		if k+1 == len(inner) {
			return "", false
		}
		out = append(out, inner[:k]...)
		c := inner[k+1]
		inner = inner[k+2:]
		switch c {
		case '"', '\\', '/':
			out = append(out, c)
		case 'n':
			out = append(out, '\n')
		case 't':
			out = append(out, '\t')
		case 'r':
			out = append(out, '\r')
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'u':
			r, rest, ok := escapedRune(inner)
			if !ok {
				return "", false
			}
			out = utf8.AppendRune(out, r)
			inner = rest
		default:
			return "", false
		}
	}
}

// escapedRune reads the digits of \uXXXX, and the other half of a surrogate
// pair. A half alone is left to decode.
func escapedRune(s []byte) (r rune, rest []byte, ok bool) {
	hex := func(s []byte) (rune, bool) {
		if len(s) < 4 {
			return 0, false
		}
		var r rune
		for _, c := range s[:4] {
			switch {
			case '0' <= c && c <= '9':
				c -= '0'
			case 'a' <= c && c <= 'f':
				c -= 'a' - 10
			case 'A' <= c && c <= 'F':
				c -= 'A' - 10
			default:
				return 0, false
			}
			r = r<<4 | rune(c)
		}
		return r, true
	}
	if r, ok = hex(s); !ok {
		return 0, nil, false
	}
	s = s[4:]
	switch {
	case r < 0xD800 || r > 0xDFFF:
		return r, s, true
	case r >= 0xDC00 || len(s) < 6 || s[0] != '\\' || s[1] != 'u':
		return 0, nil, false
	}
	low, ok := hex(s[2:])
	if !ok || low < 0xDC00 || low > 0xDFFF {
		return 0, nil, false
	}
	return (r-0xD800)<<10 + (low - 0xDC00) + 0x10000, s[6:], true
}

// integer is a whole number of up to nine digits.
func (s *scanner) integer() (int, bool) {
	s.space()
	n, start := 0, s.i
	for s.i < len(s.b) && '0' <= s.b[s.i] && s.b[s.i] <= '9' {
		n = 10*n + int(s.b[s.i]-'0')
		s.i++
	}
	digits := s.i - start
	if digits == 0 || digits > 9 || digits > 1 && s.b[start] == '0' {
		return 0, false
	}
	// 1.0 and 1e2 are numbers too, and for decode.
	return n, s.i < len(s.b) && strings.IndexByte(".eE", s.b[s.i]) < 0
}

// float is a number.
func (s *scanner) float() (float64, bool) {
	raw, ok := s.raw()
	if !ok || raw[0] != '-' && (raw[0] < '0' || raw[0] > '9') {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	return f, err == nil
}

// raw is a value as it stands.
func (s *scanner) raw() ([]byte, bool) {
	s.space()
	start, depth := s.i, 0
	for s.i < len(s.b) {
		switch c := s.b[s.i]; c {
		case '"':
			if _, _, ok := s.quoted(); !ok {
				return nil, false
			}
			if depth == 0 {
				return s.valid(start)
			}
			continue
		case '{', '[':
			depth++
		case '}', ']', ',':
			if depth == 0 {
				return s.valid(start)
			}
			if c != ',' {
				depth--
				if depth == 0 {
					s.i++
					return s.valid(start)
				}
			}
		}
		s.i++
	}
	return nil, false
}

// valid is what has been passed since start, if it is JSON.
func (s *scanner) valid(start int) ([]byte, bool) {
	raw := bytes.TrimRight(s.b[start:s.i], " \t\r\n")
	return raw, json.Valid(raw)
}
