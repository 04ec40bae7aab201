package token

import (
	_ "embed"
	"strings"
	"unicode"
)

// abbreviations.txt says of each abbreviation how it behaves before a capital.
//
//go:embed abbreviations.txt
var abbreviationFile string

// abbreviation says how the dot of an abbreviation and the end of a sentence go
// together.
type abbreviation uint8

const (
	noAbbreviation abbreviation = iota
	title                       // stands before a name and never ends a sentence: Mr.
	ordinary                    // may end a sentence, its dot then serves twice: Inc.
	numeric                     // an abbreviation before a number only: No. 5
	month                       // before a number never an end: Jan. 5
	state                       // an abbreviation after a comma or a name only: Miss.
	inner                       // never ends a sentence and comes before anything: e.g.
	final                       // ends a phrase, so that a capital opens a sentence: etc.
)

var abbreviationNames = map[string]abbreviation{
	"title": title, "ordinary": ordinary, "numeric": numeric, "month": month, "state": state, "inner": inner, "final": final,
}

// abbreviations maps each abbreviation, without its dot and in its own case, to
// how it behaves.
var abbreviations = readAbbreviations(abbreviationFile)

func readAbbreviations(file string) map[string]abbreviation {
	m := map[string]abbreviation{}
	kind := noAbbreviation
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if name, ok := strings.CutSuffix(line, ":"); ok {
			kind = abbreviationNames[name]
			continue
		}
		for w := range strings.FieldsSeq(line) {
			m[w] = kind
		}
	}
	return m
}

// keepsDot reports whether the dot at j belongs to the word text[i:j] before it.
func (s *scanner) keepsDot(i, j int) bool {
	w := s.text[i:j]
	if s.at(j+1) == '.' && s.at(j+2) == '.' {
		return false // an ellipsis
	}
	if len(w) == 1 && isUpper(w[0]) {
		return s.initial(i, j)
	}
	if len(w) > 8 {
		return false
	}
	kind := abbreviations[w]
	switch kind {
	case noAbbreviation:
		return false
	case numeric:
		return classes[s.byteAfter(j+1)] == classDigit
	case state:
		return s.afterName(i)
	}
	return true
}

// byteAfter is the first byte from i that is no blank, of the next few, or 0.
func (s *scanner) byteAfter(i int) byte {
	for j := i; j < len(s.text) && j < i+8; j++ {
		if c := s.text[j]; classes[c] != classSpace {
			return c
		}
	}
	return 0
}

// afterName reports whether the word at i stands where a state does after its
// city or a party: "Jackson, Miss.", "Jackson (Miss.)", "D-Miss."
func (s *scanner) afterName(i int) bool {
	n := len(s.tokens)
	if n < 2 {
		return false
	}
	switch s.text[s.tokens[n-1].Start] {
	case ',', '(', '-':
		return s.capitalised(n - 2)
	}
	return false
}

// capitalised reports whether token k begins with a capital.
func (s *scanner) capitalised(k int) bool {
	if k < 0 {
		return false
	}
	r, _ := runeAt(s.text, s.tokens[k].Start)
	return unicode.IsUpper(r)
}

// initial reports whether the capital at i, with a dot at j, is the initial of
// a name ("J. Smith") rather than a word that ends a sentence ("vitamin C.").
func (s *scanner) initial(i, j int) bool {
	k := j + 1
	for k < len(s.text) && k < j+4 && s.text[k] == ' ' {
		k++
	}
	if i > 1 && s.text[i-1] == '-' && isUpper(s.text[i-2]) {
		return false // RISC-V, but Jean-P. Roy
	}
	last := len(s.tokens) - 1
	r, _ := runeAt(s.text, k)
	switch {
	case unicode.IsUpper(r):
	case r == ',' || r == '-' || r == '\'' || r == '’':
		return true
	case unicode.IsLower(r):
		return s.capitalised(last)
	default: // [George H. W.] Bush, H. R. 1280
		return last >= 0 && k < len(s.text) && s.text[s.tokens[last].End-1] == '.' && s.capitalised(last)
	}
	end := k
	for end < len(s.text) && isWordByte(s.text[end]) && end-k < 20 {
		end++
	}
	next := s.text[k:end]
	if last >= 0 && lettered[lowered(s.text[s.tokens[last].Start:s.tokens[last].End])] {
		return false
	}
	if s.at(end) == '.' && abbreviations[next] == title {
		return false
	}
	if !starters[next] && next != "I" {
		return true
	}
	return next == "I" && s.at(end) == '.'
}

// lettered are words before a letter that counts rather than stands for a name:
// "in Group A. Spain", "hepatitis C. Doctors".
var lettered = set(`vitamin hepatitis influenza protein plan group grade type class appendix part team exhibit schedule category
	option point serie series division block zone phase section annex chapter league pool row gate terminal channel`)

// readWords is the set of the words of a file with one word a line and comments
// after #.
func readWords(file string) map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(file) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			m[line] = true
		}
	}
	return m
}
