package money

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"rollcall/text"

	"github.com/cockroachdb/apd/v3"
)

// spelling is a way of writing one unit of a currency and what it is by the
// table.
type spelling struct {
	before, after string
	code          string // "" where the table gives the name to several and to none first
	exp           int32  // the unit is 10^-exp of the currency
	small         bool
}

// spellings are all ways of the table to write a currency, with what they mean
// read off the table and not off the lexicon.
func spellings(t *testing.T) []spelling {
	t.Helper()
	type holder struct {
		code string
		exp  int32
	}
	holders, first := map[string][]holder{}, map[string]holder{}
	signs, firstSign := map[string][]string{}, map[string]string{}
	codes := map[string]bool{}
	var all []spelling
	hold := func(name string, h holder, def bool) {
		holders[name] = append(holders[name], h)
		if _, taken := first[name]; def && !taken {
			first[name] = h
		}
	}
	for line := range strings.Lines(currenciesTSV) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		code := f[0]
		codes[code] = true
		for _, n := range fieldList(f[2]) {
			n, def := strings.CutPrefix(n, "=")
			n, _ = strings.CutSuffix(n, ":weak")
			hold(strings.ToLower(n), holder{code, 0}, def)
			for _, q := range fieldList(f[3]) {
				hold(strings.ToLower(q+" "+n), holder{code, 0}, true)
			}
		}
		var minor int32
		fmt.Sscan(f[1], &minor)
		for _, n := range fieldList(f[5]) {
			n, def := strings.CutPrefix(n, "=")
			n, digits, given := strings.Cut(n, ":")
			exp := minor
			if given {
				fmt.Sscan(digits, &exp)
			}
			hold(strings.ToLower(n), holder{code, exp}, def)
		}
		for _, s := range strings.Fields(f[4]) {
			s, def := strings.CutPrefix(s, "=")
			s = strings.TrimRight(s, "~!")
			signs[s] = append(signs[s], code)
			if _, taken := firstSign[s]; def && !taken {
				firstSign[s] = code
			}
		}
	}
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		if signs[code] == nil { // GHC is written for the new cedi too
			all = append(all, spelling{before: code + " ", code: code}, spelling{after: " " + code, code: code})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(holders)) {
		hs := holders[name]
		h, sure := first[name]
		if len(hs) == 1 {
			h, sure = hs[0], true
		}
		s := spelling{after: " " + name, code: h.code, exp: h.exp, small: h.exp > 0}
		for _, o := range hs {
			s.small = s.small || o.exp > 0
			if !sure && o.exp != hs[0].exp {
				s.exp = -1 // the number of currency units cannot be told
			} else if !sure {
				s.exp = o.exp
			}
		}
		if s.exp >= 0 {
			all = append(all, s)
		}
	}
	for _, sign := range slices.Sorted(maps.Keys(signs)) {
		codes := signs[sign]
		code, sure := firstSign[sign]
		if len(codes) == 1 {
			code, sure = codes[0], true
		}
		if !sure {
			code = ""
		}
		all = append(all, spelling{before: sign, code: code}, spelling{before: sign + " ", code: code})
	}
	return all
}

// numeral is a number as it is written and what it is.
type numeral struct {
	written string
	value   *apd.Decimal
	words   bool
}

var numerals = []numeral{
	{"7", decimal(7, 0), false}, {"12", decimal(12, 0), false}, {"1,234", decimal(1234, 0), false}, {"1,234,567.89", decimal(123456789, -2), false},
	{"0.5", decimal(5, -1), false}, {"3.75", decimal(375, -2), false}, {"12 1/2", decimal(125, -1), false}, {"3-3/8", decimal(3375, -3), false},
	{"2½", decimal(25, -1), false}, {"12,34,567", decimal(1234567, 0), false}, {"1 000 000", decimal(1000000, 0), false},
	{"two", decimal(2, 0), true}, {"forty-two", decimal(42, 0), true}, {"two and a half", decimal(25, -1), true},
	{"nineteen", decimal(19, 0), true},
}

var scaleForms = []struct {
	written string
	exp     int32
	word    bool // goes with a number in words
	sign    bool // goes with a sign before only
}{
	{"", 0, true, false}, {" hundred", 2, true, false}, {" thousand", 3, true, false}, {" million", 6, true, false}, {" billion", 9, true, false},
	{" trillion", 12, true, false}, {" lakh", 5, true, false}, {" crore", 7, true, false}, {" lakh crore", 12, false, false}, {" mn", 6, true, false},
	{" mln", 6, false, false}, {" bn", 9, true, false}, {"m", 6, false, true}, {"bn", 9, false, true}, {"k", 3, false, true}, {"-million", 6, false, false},
}

// Every spelling of every currency of the table is read with every kind of
// number and scale, alone and as a range, and the value is the one it was built
// from.
func TestEveryFormOfEveryCurrency(t *testing.T) {
	cases := 0
	check := func(s string, want text.Money) {
		t.Helper()
		cases++
		got, err := Parse(s)
		if err != nil || got != want {
			t.Errorf("Parse(%q) = %+v, %v, want %+v", s, got, err, want)
			return
		}
		if again, err := Parse(Format(got)); err != nil || again != got {
			t.Errorf("Parse(%q) = %+v, %v, want %+v", Format(got), again, err, got)
		}
	}
	turn := 0
	for _, sp := range spellings(t) {
		for range 7 {
			// The numbers and scales of the lists in turn.
			turn += 7
			n, sc := numerals[turn%len(numerals)], scaleForms[turn/7%len(scaleForms)]
			if n.words && (!sc.word || sp.before != "") || sc.sign && (sp.before == "" || !lastDigit(n.written)) || sp.small && sc.exp > 3 {
				n, sc = numerals[turn%5], scaleForms[0]
			}
			if n.words && sc.exp == 2 || strings.Contains(n.written, "and a half") && sc.exp > 0 && sc.exp < 3 {
				sc = scaleForms[0]
			}
			shift := sc.exp - sp.exp
			want := text.Money{Amount: shifted(n.value, shift), Currency: sp.code}
			check(sp.before+n.written+sc.written+sp.after, want)

			low, high := int64(turn%40+1), int64(turn%40+1+turn%7+1)
			r := text.Money{Min: shifted(decimal(low, 0), shift), Max: shifted(decimal(high, 0), shift), Currency: sp.code}
			if sc.sign || sp.before != "" {
				if sc.exp > 0 {
					check(fmt.Sprintf("%s%d-%d%s", sp.before, low, high, sc.written), r)
					check(fmt.Sprintf("between %s%d and %d%s", sp.before, low, high, sc.written), r)
				}
				check(fmt.Sprintf("%s%d%s to %s%d%s", sp.before, low, sc.written, sp.before, high, sc.written), r)
				continue
			}
			check(fmt.Sprintf("%d-%d%s%s", low, high, sc.written, sp.after), r)
			check(fmt.Sprintf("between %d and %d%s%s", low, high, sc.written, sp.after), r)
			check(fmt.Sprintf("%d%s to %d%s%s", low, sc.written, high, sc.written, sp.after), r)
		}
	}
	if cases < 10_000 {
		t.Errorf("only %d cases", cases)
	}
	t.Logf("%d cases", cases)
}

func lastDigit(s string) bool {
	c := s[len(s)-1]
	return '0' <= c && c <= '9'
}

func shifted(d *apd.Decimal, exp int32) string {
	var v apd.Decimal
	v.Set(d)
	v.Exponent += exp
	return plain(&v)
}
