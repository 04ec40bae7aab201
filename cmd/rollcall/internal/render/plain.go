package render

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plain makes a string safe to show: control characters, which could drive a
// terminal, and marks that reverse the direction of writing become U+FFFD, as
// does each invalid byte. Line ends and tabs stay.
func Plain(s string) string {
	if !strings.ContainsFunc(s, unsafe) && utf8.ValidString(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unsafe(r) {
			return utf8.RuneError
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}

func unsafe(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069':
		return true
	}
	return unicode.IsControl(r)
}

// Line is Plain on one line: each run of white space, line ends too, is one
// blank, and there is none around it. A byte order mark is dropped.
func Line(s string) string {
	return strings.Join(strings.Fields(Plain(strings.ReplaceAll(s, "\uFEFF", ""))), " ")
}
