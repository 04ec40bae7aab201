package tagger

import "rollcall/text"

// link words may stand inside a name, between capitals.
var linkWords = func() map[uint64]bool {
	m := map[uint64]bool{}
	for _, w := range []string{"of", "the", "for", "&", "de", "da", "do", "dos", "del", "della", "di", "du", "des", "la", "le", "el",
		"al", "bin", "binti", "ibn", "ben", "van", "von", "der", "den", "-"} {
		m[hashWord(w)] = true
	}
	return m
}()

// mark finds which words begin a sentence or a quotation, and what stands in
// quotation marks or brackets.
func (v *view) mark(ws []word, d *text.Document, s text.Sentence) {
	begins := true
	quoted, bracketed := false, false
	for i := range ws {
		w := &ws[i]
		if w.written == formOther {
			tok := d.Tokens[s.FirstToken+i]
			switch d.Text[tok.Start:tok.End] {
			case `"`, "“", "”", "``", "''":
				quoted = !quoted
				begins = begins || quoted
			case "(", "[":
				bracketed = true
			case ")", "]":
				bracketed = false
			case ":", "•", "*":
				begins = true
			}
		} else {
			w.begins = begins
			begins = false
		}
		switch {
		case bracketed:
			w.nested = 2
		case quoted:
			w.nested = 1
		}
	}
}

// match finds the longest known names, from left to right.
func (v *view) match(ws []word, st style) {
	for i := 0; i < len(ws); {
		if !ws[i].cased.capital() && st != styleLower {
			i++
			continue
		}
		h := uint64(0)
		best, lists := 0, uint16(0)
		lower := false
		for j := i; j < len(ws) && j < i+maxPhrase; j++ {
			h = extendPhrase(h, ws[j].lower)
			lower = lower || ws[j].cased == formLower
			l, more, strict := v.lex.phrase(h)
			if l != 0 && !(strict && lower) {
				best, lists = j+1-i, l
			}
			if !more {
				break
			}
		}
		if best == 0 {
			i++
			continue
		}
		for k := range best {
			w := &ws[i+k]
			w.lists = lists
			switch {
			case best == 1:
				w.place = 0
			case k == 0:
				w.place = 1
			case k == best-1:
				w.place = 3
			default:
				w.place = 2
			}
		}
		i += best
	}
}

// longestRun is how many words of a stretch of capitals are looked through for
// each of its words: more than any sentence has, so that it bounds the time that
// a text of nothing but capitals takes and changes no other.
const longestRun = 512

// runs finds the stretches of capitalised words.
func runs(ws []word, base int32) {
	for i := 0; i < len(ws); {
		if !ws[i].cased.capital() {
			ws[i].run = [2]int32{base + int32(i), base + int32(i)}
			i++
			continue
		}
		j := i + 1
		for j < len(ws) && ws[j].cased.capital() {
			j++
		}
		for k := i; k < j; k++ {
			ws[k].run = [2]int32{base + int32(i), base + int32(j)}
		}
		i = j
	}
	for i := 0; i < len(ws); {
		if !ws[i].cased.capital() {
			ws[i].loose = ws[i].run
			i++
			continue
		}
		j := i + 1
		for j < len(ws) {
			if ws[j].cased.capital() {
				j++
				continue
			}
			k := j
			for k < len(ws) && k < j+2 && linkWords[ws[k].lower] {
				k++
			}
			if k == j || k == len(ws) || !ws[k].cased.capital() {
				break
			}
			j = k + 1
		}
		for k := i; k < j; k++ {
			ws[k].loose = [2]int32{base + int32(i), base + int32(j)}
		}
		i = j
	}
}
