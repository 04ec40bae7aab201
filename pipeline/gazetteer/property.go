package gazetteer

import (
	"slices"
	"strconv"
	"strings"

	"rollcall/text"
)

// property reads a line that begins with #.
func (r *reader) property(l string, line int) {
	if r.comma() {
		l = strings.TrimRight(l, ",") // as spreadsheets pad the lines
	}
	key, value, ok := strings.Cut(strings.TrimLeft(l[1:], " \t"), ":")
	value = strings.TrimSpace(value)
	if !ok || key == "" || strings.ContainsFunc(key, func(c rune) bool { return c < 'a' || c > 'z' }) {
		return // a remark
	}
	col := strings.Index(l, key) + 1
	if slices.Contains(r.keys, key) {
		r.fail(line, col, "%s is said twice", key)
		return
	}
	r.keys = append(r.keys, key)
	if value == "" {
		r.fail(line, col, "%s has no value", key)
		return
	}
	switch key {
	case "type":
		r.info.Type = text.Type(value)
		if fault := typeFault(value); fault != "" {
			r.fail(line, col, "type is %q, which %s", value, fault)
		}
	case "case":
		if r.usual, ok = parsePolicy(value); !ok {
			r.fail(line, col, "case is %q, not %s", value, policyList)
		}
	case "propose":
		r.proposed = field{value, line, col}
		if value != "yes" && value != "no" && value != "always" {
			r.fail(line, col, "propose is %q, not yes, no or always", value)
			r.proposed = field{"no", line, col}
		}
	case "precision":
		p, err := strconv.ParseFloat(value, 64)
		if err != nil || !(p > 0 && p <= 1) {
			r.fail(line, col, "precision is %q, not a number above 0 and up to 1", value)
			return
		}
		r.info.Precision = p
	case "measured":
		r.info.Measured = value
	case "source":
		r.info.Source = value
	case "licence":
		r.info.Licence = value
	default:
		r.fail(line, col, "property %q is none of type, case, propose, precision, measured, source, licence", key)
	}
}
