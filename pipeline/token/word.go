package token

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// word scans what begins with a letter at i.
func (s *scanner) word(i int) int {
	if end := s.address(i); end > i {
		return s.emit(i, end, text.Address)
	}
	if end := s.dotted(i); end > i {
		return s.emit(i, end, text.Word)
	}
	j := s.letters(i)
	for {
		next := s.joined(i, j)
		if next == j {
			break
		}
		j = next
	}
	w := s.text[i:j]
	if n := currencyPrefix(s.text, i, j); n > 0 {
		kind := text.Word
		if !isWordByte(s.text[i+n-1]) {
			kind = text.Symbol
		}
		return s.emit(i, i+n, kind)
	}
	if s.at(j) == '.' && classes[s.text[j-1]] == classDigit && classes[s.at(j+1)] == classDigit {
		return s.emit(i, s.letters(j+1), text.Word) // PM2.5
	}
	if n := len(negation(w)); n > 0 {
		if n < len(w) {
			s.emit(i, j-n, text.Word)
		}
		return s.emit(j-n, j, text.Clitic)
	}
	if s.at(j) == '.' && s.keepsDot(i, j) {
		return s.emit(i, j+1, text.Word)
	}
	return s.emit(i, j, text.Word)
}

// letters is the end of the run of letters, digits and marks from i.
func (s *scanner) letters(i int) int {
	for i < len(s.text) {
		c := s.text[i]
		if c < utf8.RuneSelf {
			if cl := classes[c]; cl != classLetter && cl != classDigit {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s.text[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			if !latinLetter(s.text, i) {
				return i
			}
		case isWordRune(r):
		case isJoiner(r):
			if after, _ := runeAt(s.text, i+n); after < 0 || !isWordRune(after) {
				return i
			}
		default:
			return i
		}
		i += n
	}
	return i
}

// joined is the end of the word from i with what an apostrophe or an ampersand
// at j adds to it, or j.
func (s *scanner) joined(i, j int) int {
	if j >= len(s.text) {
		return j
	}
	c := s.text[j]
	if c == '&' {
		if isUpper(s.at(j+1)) && upperOnly(s.text[i:j]) {
			return s.letters(j + 1)
		}
		return j
	}
	if c != '\'' && c < utf8.RuneSelf {
		return j
	}
	r, n := runeAt(s.text, j)
	if !isApostrophe(r) {
		return j
	}
	after, _ := runeAt(s.text, j+n)
	if !unicode.IsLetter(after) {
		return j
	}
	end := s.letters(j + n)
	switch rest := s.text[j+n : end]; {
	case isClitic(rest):
		return j
	case len(rest) == 1 && (rest[0] == 't' || rest[0] == 'T'):
		if s.text[j-1] != 'n' && s.text[j-1] != 'N' {
			return j
		}
	}
	return end
}

// isClitic reports whether s is what follows the apostrophe of a clitic.
func isClitic(s string) bool {
	switch s {
	case "s", "S", "d", "D", "m", "M", "ll", "LL", "re", "RE", "ve", "VE":
		return true
	}
	return false
}

// negation is the n't that w ends in, or "".
func negation(w string) string {
	if len(w) < 3 || w[len(w)-1]|0x20 != 't' {
		return ""
	}
	r, n := runeBefore(w, len(w)-1)
	if k := len(w) - 1 - n; isApostrophe(r) && k > 0 && w[k-1]|0x20 == 'n' {
		return w[k-1:]
	}
	return ""
}

// apostrophe scans an apostrophe or single quote of n bytes at i.
func (s *scanner) apostrophe(i, n int) int {
	if s.text[i] == '\'' && s.at(i+1) == '\'' {
		return s.emit(i, i+2, text.Punctuation)
	}
	before, _ := runeBefore(s.text, i)
	after, _ := runeAt(s.text, i+n)
	touches := before >= 0 && !IsSpace(before)
	if unicode.IsLetter(after) {
		end := s.letters(i + n)
		closing, _ := runeAt(s.text, end)
		if rest := s.text[i+n : end]; isClitic(rest) && (touches && !opens(before) || !isApostrophe(closing)) {
			return s.emit(i, end, text.Clitic)
		} else if !touches && elided(rest) {
			return s.emit(i, end, text.Word)
		}
	}
	if !touches || opens(before) {
		s.openQuote = after >= 0 && !IsSpace(after)
		return s.emit(i, i+n, text.Punctuation)
	}
	if s.openQuote || before|0x20 != 's' && before|0x20 != 'z' && before|0x20 != 'x' {
		s.openQuote = false
		return s.emit(i, i+n, text.Punctuation)
	}
	return s.emit(i, i+n, text.Clitic)
}

// opens reports whether a quote after r opens rather than closes.
func opens(r rune) bool {
	switch r {
	case '(', '[', '{', '"', '“', '‘', '«', '`', '/', '=':
		return true
	}
	return isDash(r)
}

// elided reports whether s is a word that is written with an apostrophe before
// it for what was left out.
func elided(s string) bool {
	switch s {
	case "em", "til", "tis", "twas", "cause", "bout", "n":
		return true
	}
	return false
}

// dotted is the end of the acronym with dots that begins at i (U.S., a.m.,
// Ph.D.), or i if there is none. The last dot may be missing.
func (s *scanner) dotted(i int) int {
	const longest = 5 // letters between dots, in Ph.D. or M.Phil.
	const most = 12   // parts; more are no acronym, and the search must end
	single, long := 0, 0
	for j := i; ; {
		k := j
		for k < len(s.text) && k-j <= longest && classes[s.text[k]] == classLetter {
			k++
		}
		switch {
		case k == j || k-j > longest || single+long == most:
			// What stands before j was an acronym with its last dot.
			if single > 0 && (single+long) > 1 {
				return j
			}
			return i
		case s.at(k) != '.':
			// A last part without a dot: U.S but not "plan B.Then".
			if r, _ := runeAt(s.text, k); k-j == 1 && single > 0 && long == 0 && !isWordRune(r) {
				return k
			}
			if single > 1 && long == 0 {
				return j // "the U.S.It was", where a space was lost
			}
			return i
		}
		if k-j == 1 {
			single++
		} else {
			long++
			if long > 1 {
				return i
			}
		}
		j = k + 1
	}
}

func upperOnly(s string) bool {
	for i := range len(s) {
		if !isUpper(s[i]) {
			return false
		}
	}
	return true
}

func isWordByte(c byte) bool {
	return c >= utf8.RuneSelf || classes[c] == classLetter || classes[c] == classDigit
}

// currencyPrefix is the length of the currency that the word text[i:j] begins
// with where an amount follows at once: HK$, RM, Rs, USD. It is 0 if there is
// none.
func currencyPrefix(s string, i, j int) int {
	k := i
	for k < j && classes[s[k]] == classLetter {
		k++
	}
	n := k - i
	if n == 0 || n > 4 {
		return 0
	}
	if k == j && k < len(s) && n <= 3 && isUpper(s[i]) {
		r, size := runeAt(s, k)
		if r != '$' && r != '£' && r != '€' && r != '¥' && r != '₵' && r != '¢' {
			return 0
		}
		// Also where a space follows: "US$ 20,000".
		return n + size
	}
	if k == j || classes[s[k]] != classDigit {
		return 0
	}
	switch w := s[i:k]; {
	case len(w) > 1 && currencies[w]:
		return n
	case w == "R" || w == "N" || w == "P" || w == "K":
		// A single letter may be part of a name (R2, N95), so the number
		// must look like an amount.
		end := numberEnd(s, k)
		if strings.ContainsAny(s[k:end], ".,") || scaleFollows(s, end) {
			return n
		}
	}
	return 0
}

// currencies are written right before the number.
var currencies = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`Rs rs RS RM Rp Sh Shs KSh Ksh KSH TSh Tsh USh Ush Tk Le LE Kz MK SR QR Dh Dhs DH KD JD BD Rf Nu Bs Php PhP
		USD EUR GBP JPY CNY RMB HKD SGD AUD CAD NZD CHF INR PKR BDT LKR NPR MYR IDR PHP THB VND KRW TWD
		NGN GHS KES TZS UGX RWF ZAR ZMW ZWL MWK BWP NAD ETB EGP MAD DZD TND LYD SDG XAF XOF AED SAR QAR
		KWD BHD OMR JOD ILS NIS TRY IRR IQD RUB UAH KZT BRL MXN ARS CLP COP PEN NOK SEK DKK PLN CZK HUF
		Rupees Rupee`) {
		m[w] = true
	}
	return m
}()
