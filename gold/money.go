package gold

import (
	"fmt"
	"regexp"
	"strings"

	"rollcall/text"
)

// moneyPrefix begins the label of an amount with its value in a marked file.
const moneyPrefix = "Money:"

// A value in a marked file is "~" where the text hedges, the currency, then an
// amount, a range with two dots, or both with a slash between them.

func formatMoney(m text.Money) string {
	var b strings.Builder
	if m.Approx {
		b.WriteByte('~')
	}
	b.WriteString(m.Currency)
	b.WriteString(m.Amount)
	if m.Min != "" || m.Max != "" {
		if m.Amount != "" {
			b.WriteByte('/')
		}
		b.WriteString(m.Min + ".." + m.Max)
	}
	return b.String()
}

func parseMoney(s string) (text.Money, error) {
	fault := fmt.Errorf("%q is no value: write CNY10000, ~USD5 for a hedged one, USD10..20 for a range, or 5 without a currency", s)
	var m text.Money
	value, hedged := strings.CutPrefix(s, "~")
	m.Approx = hedged
	if len(value) >= 3 && isCurrency(value[:3]) {
		m.Currency, value = value[:3], value[3:]
	}
	amount, span, both := strings.Cut(value, "/")
	switch {
	case both && !isDecimal(amount):
		return text.Money{}, fault
	case both:
		m.Amount = amount
	default:
		span = value
	}
	if both || strings.Contains(span, "..") {
		low, high, found := strings.Cut(span, "..")
		if !found || low == "" && high == "" || low != "" && !isDecimal(low) || high != "" && !isDecimal(high) {
			return text.Money{}, fault
		}
		m.Min, m.Max = low, high
		return m, nil
	}
	m.Amount = value
	if value == "" && m.Currency == "" && !hedged || value != "" && !isDecimal(value) {
		return text.Money{}, fault
	}
	return m, nil
}

var decimal = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

func isDecimal(s string) bool { return decimal.MatchString(s) }

func isCurrency(s string) bool {
	return len(s) == 3 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}
