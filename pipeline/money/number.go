package money

import (
	"strings"
	"unicode/utf8"

	"github.com/cockroachdb/apd/v3"
)

// exact is a context in which sums and products of the numbers of an article
// are never rounded; what would be is not known.
var exact = func() *apd.Context {
	c := apd.BaseContext.WithPrecision(120)
	c.Traps = apd.DefaultTraps | apd.Inexact | apd.Rounded
	return c
}()

// vulgar fractions whose value has an end as a decimal.
var vulgar = map[rune]string{
	'½': "0.5", '¼': "0.25", '¾': "0.75", '⅕': "0.2", '⅖': "0.4", '⅗': "0.6", '⅘': "0.8",
	'⅛': "0.125", '⅜': "0.375", '⅝': "0.625", '⅞': "0.875",
}

// value is a number, or that there is one which is not known.
type value struct {
	d     apd.Decimal
	known bool
}

func integer(n int) value {
	var v value
	v.d.SetInt64(int64(n))
	v.known = true
	return v
}

// shift is the value times 10^exp.
func (v value) shift(exp int) value {
	v.d.Exponent += int32(exp)
	return v
}

func (v value) plus(w value) value {
	var sum value
	if v.known && w.known {
		_, err := exact.Add(&sum.d, &v.d, &w.d)
		sum.known = err == nil
	}
	return sum
}

// times is v times n, not known if v is not.
func (v value) times(n int) value {
	var w value
	if k := integer(n); v.known {
		_, err := exact.Mul(&w.d, &v.d, &k.d)
		w.known = err == nil
	}
	return w
}

// floor is the largest multiple of step that is not above v, both positive.
func (v value) floor(step value) value {
	var n value
	if v.known && step.known {
		var k apd.Decimal
		if _, err := exact.QuoInteger(&k, &v.d, &step.d); err == nil {
			_, err = exact.Mul(&n.d, &k, &step.d)
			n.known = err == nil
		}
	}
	return n
}

// less reports whether both are known and v is smaller.
func (v value) less(w value) bool { return v.known && w.known && v.d.Cmp(&w.d) < 0 }

// String is the number without exponent and without zeros at its end, "" if
// it is not known.
func (v value) String() string {
	if !v.known {
		return ""
	}
	var d apd.Decimal
	d.Reduce(&v.d)
	return d.Text('f')
}

// most is the number of digits up to which a number is read.
const most = 60

// readDigits reads a number as it stands in text: 1,200 1.2 1,5 12,34,567.89
// 1.234.567,89 1'000'000 2½. dotGroups says that where the currency is used a
// dot parts groups, which decides what 1.500 is.
func readDigits(s string, dotGroups bool) (value, bool) {
	s = strings.ReplaceAll(s, "’", "'")
	s = strings.ReplaceAll(s, "٫", ".")
	if len(s) > most {
		return value{}, false
	}
	for r, f := range vulgar {
		if s == "" || s[len(s)-1] < utf8.RuneSelf {
			break // no letter of ASCII is one
		}
		if rest, ok := strings.CutSuffix(s, string(r)); ok {
			fraction, _ := readDigits(f, false)
			if rest == "" {
				return fraction, true
			}
			v, ok := readDigits(rest, dotGroups)
			return v.plus(fraction), ok && !strings.ContainsAny(rest, ".½¼¾")
		}
	}
	if strings.Contains(s, ":") {
		return value{}, false
	}
	integer, fraction, ok := split(s, dotGroups)
	if !ok {
		return value{}, false
	}
	plain := integer
	if fraction != "" {
		plain += "." + fraction
	}
	if plain[0] == '.' {
		plain = "0" + plain
	}
	var v value
	if _, _, err := v.d.SetString(plain); err != nil {
		return value{}, false
	}
	v.known = true
	return v, true
}

// split parts the digits before the decimal mark from those after it and takes
// separators out; false if the groups fit no way of writing.
func split(s string, dotGroups bool) (integer, fraction string, ok bool) {
	last := strings.LastIndexAny(s, ".,'")
	if last < 0 {
		return s, "", true
	}
	mark := s[last]
	head, tail := s[:last], s[last+1:]
	kinds := strings.Count(head, ",") + strings.Count(head, ".") + strings.Count(head, "'")
	switch same := strings.Count(head, string(mark)); {
	case same > 0 && same == kinds:
		// One kind of mark, several times: groups.
		integer, ok = ungroup(s, mark)
		return integer, "", ok
	case same > 0:
		return "", "", false
	case kinds > 0:
		// Two kinds: the last is the decimal mark.
		if mark == '\'' || tail == "" {
			return "", "", false
		}
		groups := strings.Trim(head, "0123456789")
		if groups == "" || strings.Trim(groups, "0123456789"+groups[:1]) != "" {
			return "", "", false
		}
		integer, ok = ungroup(head, groups[0])
		return integer, tail, ok
	}
	// One mark.
	group := len(tail) == 3 && 0 < len(head) && len(head) <= 3 && head[0] != '0'
	switch {
	case mark == '\'':
		return head + tail, "", group
	case mark == ',' && group, mark == '.' && group && dotGroups:
		return head + tail, "", true
	case mark == ',' && (head == "" || len(tail) > 3):
		return "", "", false
	}
	return head, tail, tail != ""
}

// ungroup takes the group marks out: groups of three, or as in India of two
// before a last one of three.
func ungroup(s string, mark byte) (string, bool) {
	groups := strings.Split(s, string(mark))
	last := len(groups) - 1
	if len(groups[last]) != 3 || len(groups[0]) == 0 || len(groups[0]) > 3 {
		return "", false
	}
	size := len(groups[1])
	if size != 3 && (mark != ',' || size != 2 || len(groups[0]) > 2) {
		return "", false
	}
	for _, g := range groups[1:last] {
		if len(g) != size {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}
