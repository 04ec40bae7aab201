package rule

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// numberWords are the numbers that one word says.
var numberWords = map[string]float64{
	"zero": 0, "half": 0.5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
	"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
	"dozen": 12, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
}

// fractions are the signs for parts of one.
var fractions = map[rune]float64{
	'½': 0.5, '¼': 0.25, '¾': 0.75, '⅓': 1.0 / 3, '⅔': 2.0 / 3, '⅕': 0.2, '⅖': 0.4, '⅗': 0.6, '⅘': 0.8,
	'⅙': 1.0 / 6, '⅚': 5.0 / 6, '⅛': 0.125, '⅜': 0.375, '⅝': 0.625, '⅞': 0.875,
}

// valueOf is the value of a number in digits: 1,234.5 is 1234.5, 21st is 21,
// 1990s is 1990, 2½ is 2.5; false for what is no one number (10:30).
func valueOf(s string) (float64, bool) {
	for _, end := range []string{"s", "st", "nd", "rd", "th", "ST", "ND", "RD", "TH"} {
		if rest, ok := strings.CutSuffix(s, end); ok && rest != "" && rest[len(rest)-1] <= '9' {
			s = rest
			break
		}
	}
	part := 0.0
	if last, size := utf8.DecodeLastRuneInString(s); fractions[last] > 0 {
		part = fractions[last]
		if s = s[:len(s)-size]; s == "" {
			return part, true
		}
	}
	s = strings.ReplaceAll(s, ",", "")
	for i := range len(s) {
		// ParseFloat reads more than a newspaper writes: 1e5, 0x1p-2, inf.
		if (s[i] < '0' || s[i] > '9') && s[i] != '.' {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	return f + part, err == nil
}
