package render

import (
	"cmp"
	"strings"

	"rollcall/text"
)

// Value is an amount as people write it: "CNY 10,000", "USD 10–20",
// "≥ EUR 5", "≈ 1.5". It is empty for nil or where no number is known.
func Value(m *text.Money) string {
	if m == nil {
		return ""
	}
	var number, sign string
	switch {
	case m.Amount != "":
		number = grouped(m.Amount)
	case m.Min != "" && m.Max != "":
		number = grouped(m.Min) + "–" + grouped(m.Max)
	case m.Min != "":
		sign, number = "≥ ", grouped(m.Min)
	case m.Max != "":
		sign, number = "≤ ", grouped(m.Max)
	default:
		return m.Currency
	}
	if m.Approx {
		sign = cmp.Or(sign, "≈ ")
	}
	if m.Currency != "" {
		number = m.Currency + " " + number
	}
	return sign + number
}

// grouped puts commas into a decimal number: 1200000.5 is 1,200,000.5.
func grouped(number string) string {
	whole, fraction, dot := strings.Cut(number, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		whole += "." + fraction
	}
	return sign + whole
}
