package token

import (
	"strings"
	"unicode/utf8"
)

// address is the end of the URL, host name or e-mail address that begins at i,
// or i if there is none.
//
// A try that fails has read the bytes of a host name only, and no other try is
// made before their end; so the whole text is read once.
func (s *scanner) address(i int) int {
	if i < s.addressFrom {
		return i
	}
	t := s.text
	host := hostEnd(t, i)
	s.addressFrom = host
	switch {
	case host == i:
		return i
	case s.at(host) == ':' && strings.HasPrefix(t[host:], "://") && lettersOnly(t[i:host]):
		return urlEnd(t, host+3)
	case s.at(host) == '@':
		end := trimHost(t, hostEnd(t, host+1))
		if end <= host || strings.IndexByte(t[host+1:end], '.') < 0 {
			return i
		}
		return end
	}
	end := trimHost(t, host)
	if end <= i || !hostName(t[i:end], s.at(end) == '/') {
		return i
	}
	if c := s.at(end); end == host && (c == '/' || c == ':' || c == '?' || c == '#') {
		return urlEnd(t, end)
	}
	return end
}

// bracketEnd is the end of the pair of brackets that begins at i inside a URL, as
// in /wiki/Congo_(river), or i if there is none.
func bracketEnd(s string, i int) int {
	if s[i] != '(' {
		return i
	}
	const most = 64
	j := i + 1
	for j < len(s) && j-i < most && addressByte[s[j]] {
		j++
	}
	if j == i+1 || j == len(s) || s[j] != ')' {
		return i
	}
	return j + 1
}

// addressByte tells what a URL is made of. Lone brackets and commas would be
// allowed but, rare as they are inside, are mostly the sentence's.
var addressByte = func() (t [256]bool) {
	for c := range t {
		t[c] = c > ' ' && c < utf8.RuneSelf && !strings.ContainsRune("\"<>()[]{}'`|,;\\^\x7f", rune(c))
	}
	return t
}()

// hostEnd is the end of the run of bytes from i that a host name or the local
// part of an e-mail address may have.
func hostEnd(s string, i int) int {
	for i < len(s) {
		c := s[i]
		if classes[c] != classLetter && classes[c] != classDigit && c != '.' && c != '-' && c != '_' && c != '+' && c != '%' {
			break
		}
		i++
	}
	return i
}

func trimHost(s string, end int) int {
	for end > 0 && (s[end-1] == '.' || s[end-1] == '-' || s[end-1] == '_') {
		end--
	}
	return end
}

// urlEnd is the end of the URL that goes on from i. What ends the sentence is
// not part of it.
func urlEnd(s string, i int) int {
	j := i
	for j < len(s) {
		if c := s[j]; c < utf8.RuneSelf {
			if end := bracketEnd(s, j); end > j {
				j = end
				continue
			}
			if !addressByte[c] {
				break
			}
			j++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[j:])
		if !isWordRune(r) {
			break
		}
		j += n
	}
	for j > i && strings.IndexByte(".,;:!?*_~", s[j-1]) >= 0 {
		j--
	}
	return j
}

// hostName reports whether s is a host name: labels with dots between them, the
// last one a top-level domain in lower case. A domain that is also an English
// word ("him.in") counts only with www or a path.
func hostName(s string, path bool) bool {
	dot := strings.LastIndexByte(s, '.')
	if dot <= 0 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || strings.ContainsAny(label, "_+%") {
			return false
		}
	}
	www := len(s) > 4 && strings.EqualFold(s[:4], "www.")
	tld := s[dot+1:]
	switch {
	case topLevel[tld], tld == "Com", tld == "COM", tld == "Org", tld == "ORG":
		return true
	case www || path:
		return len(tld) >= 2 && lettersOnly(tld) && (www || topLevelWord[tld])
	}
	return false
}

func lettersOnly(s string) bool {
	for i := range len(s) {
		if classes[s[i]] != classLetter {
			return false
		}
	}
	return s != ""
}

var topLevel = set(`com org net edu gov mil int info biz name museum aero mobi asia xyz online site app dev news blog
	ac ae af al ar au az bd bg bh br by ca cc ch ci cl cn co cr cu cy cz de dk dz ec ee eg es et eu fi fr ga ge gh gm gr
	gt hk hn hr hu id ie il iq ir jm jo jp ke kh kr kw kz lb lk lt lu lv ly ma md mk ml mm mt mu mv mx mz na ng ni nl np nz
	om pe pg ph pk pl ps pt py qa ro rs ru rw sa sd se sg si sk sl sn su sv sy th tn tr tt tv tw tz ua ug uk uy uz va ve vn
	ye za zm zw io ai`)

// topLevelWord are top-level domains that are English words or parts of them.
var topLevelWord = set(`in is it at to me no so be my am us as do la li ms pa pm st tk ly gl fm gg`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// handleEnd is the end of the @name at i, or i if there is none. It is no
// handle where a letter or digit comes before.
func handleEnd(s string, i int) int {
	if i > 0 && isWordByte(s[i-1]) {
		return i
	}
	j := i + 1
	for j < len(s) && (s[j] == '_' || classes[s[j]] == classLetter || classes[s[j]] == classDigit) {
		j++
	}
	if j == i+1 {
		return i
	}
	return j
}
