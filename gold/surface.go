package gold

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// fitting says which span near a faulty one has the text that the mention
// claims, with the usual cause where it can be recognised.
func fitting(d *text.Document, unit text.Unit, e *text.SurfaceError) string {
	if e.Said == "" {
		return ""
	}
	at := nearest(d.Text, e.Said, e.Span.Start)
	if at < 0 {
		if strings.TrimSpace(e.Said) == strings.TrimSpace(e.Stands) {
			return "; they differ in white space only"
		}
		return "; that text stands nowhere in the document"
	}
	index := text.NewIndex(d.Text, unit)
	start, end := index.FromByte(at), index.FromByte(at+len(e.Said))
	hint := ""
	for _, other := range []text.Unit{text.Char, text.Byte, text.UTF16} {
		if other == unit {
			continue
		}
		if b, ok := text.NewIndex(d.Text, other).ToByte(e.Start); ok && b == at {
			hint = fmt.Sprintf(": the offsets look like %ss, not %ss", other, unit)
			break
		}
	}
	if hint == "" {
		hint = fmt.Sprintf(" (%+d)", start-e.Start)
	}
	return fmt.Sprintf("; it stands at %d-%d%s", start, end, hint)
}

// nearest is the place of s in in that is nearest to the offset near, -1 if
// there is none; of two as near the earlier.
func nearest(in, s string, near int) int {
	best := -1
	for at := 0; ; {
		k := strings.Index(in[at:], s)
		if k < 0 {
			return best
		}
		k += at
		if best >= 0 && abs(k-near) >= abs(best-near) {
			return best // later ones are farther still
		}
		best = k
		at = k + 1
	}
}

func abs(n int) int { return max(n, -n) }

// cutsWord reports whether the offset lies between two letters or digits, so
// that a span ending there cuts a word.
func cutsWord(s string, at int) bool {
	if at <= 0 || at >= len(s) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	after, _ := utf8.DecodeRuneInString(s[at:])
	return isWordRune(before) && (isWordRune(after) || unicode.Is(unicode.M, after))
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}
