package token

import (
	"strings"
	"unicode/utf8"

	"rollcall/text"
)

// number scans what begins with a digit, or with a dot before one, at i.
func (s *scanner) number(i int) int {
	if s.text[i] != '.' {
		if end := s.address(i); end > i {
			return s.emit(i, end, text.Address)
		}
	}
	j := numberEnd(s.text, i)
	end := s.letters(j)
	if end == j {
		return s.emit(i, j, text.Number)
	}
	switch tail := s.text[j:end]; {
	case tail == "s" || ordinal(tail):
		return s.emit(i, end, text.Number)
	case units[tail]:
		return s.emit(i, j, text.Number)
	case strings.ContainsAny(s.text[i:j], ".,:"):
		// "1.5x" or "1,000yuan" is no name that begins with a number.
		return s.emit(i, j, text.Number)
	}
	for {
		next := s.joined(i, end)
		if next == end {
			return s.emit(i, end, text.Word) // 1MDB, 4chan, 5G
		}
		end = next
	}
}

// numberEnd is the end of the number at i, which begins with a digit or a dot:
// 10,000 1,00,000 1.5 192.168.0.1 10:30 1½. The number's own separators lie
// between digits only.
func numberEnd(s string, i int) int {
	j := i
	if s[j] == '.' {
		j++
	}
	j = digits(s, j)
	for j < len(s) {
		switch c := s[j]; c {
		case '.':
			k := digits(s, j+1)
			if k == j+1 {
				return j
			}
			j = k
		case ',':
			k := group(s, j)
			if k == j {
				return j
			}
			j = k
		case ':':
			if k := digits(s, j+1); k == j+3 && j-i <= 5 {
				j = k
				continue
			}
			return j
		default:
			return j
		}
	}
	return j
}

// group is the end of the group of digits after the comma at j, or j if these
// do not belong to the number: three digits, or two where, as in India, three
// come last.
func group(s string, j int) int {
	k := digits(s, j+1)
	switch k - j {
	case 4:
		return k
	case 3:
		if k < len(s) && s[k] == ',' && group(s, k) > k {
			return k
		}
	}
	return j
}

// digits is the end of the run of digits from i.
func digits(s string, i int) int {
	for i < len(s) {
		c := s[i]
		if c < utf8.RuneSelf {
			if classes[c] != classDigit {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !isDigit(r) {
			return i
		}
		i += n
	}
	return i
}

func ordinal(s string) bool {
	switch s {
	case "st", "nd", "rd", "th", "ST", "ND", "RD", "TH":
		return true
	}
	return false
}

// units come off the number that they are written to.
var units = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`bn m mn mln bln tn trn tln k K b M B bil mil bio mio MM mm Bn BN Mn MN
		million billion trillion thousand crore crores lakh lakhs cr
		dlrs dlr pct yuan baht won yen euro euros rupees dollars pounds
		p c km kms kg kgs g cm ft in lb lbs mph kph kmh sqm ha hrs hr min mins sec am pm AM PM
		GB MB TB KB kW MW GW kWh MWh Hz kHz MHz GHz USD EUR GBP RMB CNY x`) {
		m[w] = true
	}
	return m
}()

// scaleFollows reports whether a scale word comes at i, or after one space.
func scaleFollows(s string, i int) bool {
	if i < len(s) && s[i] == ' ' || i < len(s) && s[i] == '-' {
		i++
	}
	j := i
	for j < len(s) && classes[s[j]] == classLetter {
		j++
	}
	switch s[i:j] {
	case "bn", "m", "mn", "bln", "mln", "tn", "trn", "k", "million", "billion", "trillion", "thousand", "crore", "lakh":
		return true
	}
	return false
}
