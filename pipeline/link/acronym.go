package link

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"rollcall/text"
)

// AcronymStage is what Acronyms writes into Source.Stage.
const AcronymStage = "acronyms"

// The rules of Acronyms, as they stand in Source.Rule.
const (
	ruleLongShort = "long-short" // Long Name (LN); Long Name, or LN, …
	ruleShortLong = "short-long" // LN (Long Name)
	ruleBracketed = "bracketed"  // Long Name (XY): the letters do not fit, the type is known
	ruleDefined   = "defined"    // LN anywhere else in the document
)

// definition is a place where the text says that short stands for long.
type definition struct {
	long, short run
	rule        string
	typ         text.Type
	told        string // what told the type: one of the words below
}

// What tells the type of a definition's names.
const (
	byHead      = "head"      // the head word of the long form
	byCandidate = "candidate" // a candidate of another stage for the long form
	byBoth      = "both"      // both, agreeing
)

// Acronyms appends to d.Candidates both names of each definition of an acronym
// and the acronym wherever else it stands in the document, before the
// definition too. It needs Tokens and Sentences, and reads the candidates
// proposed before it to tell what type the names are of. The error is always
// nil.
func Acronyms(d *text.Document) error {
	a := read(d)
	a.add(AcronymStage, a.acronyms())
	return nil
}

func (a *article) acronyms() []proposal {
	defs := a.definitions()
	if len(defs) == 0 {
		return nil
	}
	var out []proposal
	terms := glossary{byName: map[string][]definition{}, lengths: map[string][]int{}}
	defines := make(map[int]bool, len(defs)) // the tokens at which an acronym is defined
	for _, d := range defs {
		if d.rule != ruleBracketed {
			out = append(out, proposal{d.long, d.typ, d.rule, d.told + " long"})
		}
		out = append(out, proposal{d.short, d.typ, d.rule, d.told + " short"})
		terms.add(a, d)
		defines[d.short.first] = true
	}
	for i := range a.words {
		if defines[i] {
			continue
		}
		if d, ok := terms.at(a, i); ok && a.endsAt(i+d.short.len()) {
			evidence := d.told
			if d.rule == ruleBracketed {
				evidence = d.rule
			}
			out = append(out, proposal{run{i, i + d.short.len()}, d.typ, ruleDefined, evidence})
		}
	}
	return out
}

// endsAt reports whether a name may end before token i: "the JSC Act" is an
// act, not the commission that it is about, and "JSC 2" and "JSC B" are not
// the JSC.
func (a *article) endsAt(i int) bool {
	if i >= len(a.words) {
		return true
	}
	w := a.words[i]
	switch {
	case a.Tokens[i].Kind == text.Number:
		return len(w) > 2 // a year, a share
	case !isCapital(w):
		return true
	}
	return heads[strings.ToLower(w)] != none && (len(w) > 1 || w == "I")
}

// definitions finds the definitions whose type can be told, in the order in
// which they stand.
func (a *article) definitions() []definition {
	var defs []definition
	for i, w := range a.words {
		var d definition
		var ok bool
		switch w {
		case "(", "[":
			if d, ok = a.shortInBrackets(i); !ok {
				d, ok = a.longInBrackets(i)
			}
		case ",", "–", "—", "--":
			d, ok = a.shortBetweenMarks(i)
		}
		if ok {
			defs = append(defs, d)
		}
	}
	return a.withoutContradicted(defs)
}

// withoutContradicted leaves out definitions whose letters do not fit and
// whose acronym stands after other names too: there it says something about
// the names (a country, a party), and is not their acronym.
func (a *article) withoutContradicted(defs []definition) []definition {
	long := map[string]string{} // of each acronym; "" where there are several
	for _, d := range defs {
		short, l := a.surface(d.short), a.surface(d.long)
		if other, ok := long[short]; ok && other != l {
			l = ""
		}
		long[short] = l
	}
	return slices.DeleteFunc(defs, func(d definition) bool {
		return d.rule == ruleBracketed && long[a.surface(d.short)] == ""
	})
}

// short is the acronym that begins at token i: one word, or several joined by
// hyphens (PML-N).
func (a *article) short(i int) (run, []rune, bool) {
	if i < 0 || i >= len(a.words) || a.Tokens[i].Kind != text.Word {
		return run{}, nil, false
	}
	r, all := run{i, i + 1}, letters(a.words[i])
	if all == nil {
		return run{}, nil, false
	}
	for r.end+1 < len(a.words) && isHyphen(a.words[r.end]) && a.glued(r.end) && a.glued(r.end+1) {
		part := a.words[r.end+1]
		more := letters(part)
		if more == nil && len(part) == 1 && isCapital(part) {
			more = []rune(strings.ToLower(part))
		}
		if more == nil {
			return run{}, nil, false
		}
		all = append(all, more...)
		r.end += 2
	}
	return r, all, len(all) <= mostLetters
}

// glued reports whether no white space stands before token i.
func (a *article) glued(i int) bool { return i > 0 && a.Tokens[i-1].End == a.Tokens[i].Start }

// introduces are the words that may stand between a mark and the acronym.
var introduces = map[string]bool{
	"the": true, "or": true, "known": true, "as": true, "also": true, "hereafter": true, "abbreviated": true, "simply": true,
}

// inner is the acronym that stands after the mark at token i, with quotes and
// a word like "or" before it, and the token after it and its quotes.
func (a *article) inner(i int) (short run, ls []rune, after int, ok bool) {
	j := i + 1
	for j < i+6 && (isQuote(a.word(j)) || introduces[a.word(j)]) {
		j++
	}
	short, ls, ok = a.short(j)
	if !ok {
		// A blend, such as "Interpol", only stands alone.
		if ls = blend(a.word(j)); ls == nil || a.Tokens[j].Kind != text.Word {
			return run{}, nil, 0, false
		}
		short = run{j, j + 1}
	}
	after = short.end
	for isQuote(a.word(after)) {
		after++
	}
	return short, ls, after, true
}

// shortInBrackets reads "Long Name (LN)" at the bracket i.
func (a *article) shortInBrackets(i int) (definition, bool) {
	short, ls, after, ok := a.inner(i)
	if !ok {
		return definition{}, false
	}
	closed := a.word(after) == ")" || a.word(after) == "]"
	isBlend := letters(a.words[short.first]) == nil
	if !closed && (isBlend || a.word(after) != "," && a.word(after) != ";") {
		return definition{}, false
	}
	d := definition{short: short, rule: ruleLongShort}
	end := a.endOfName(i)
	if long, ok := a.longBefore(end, ls); ok {
		d.long = long
		if a.setType(&d) {
			return d, !isBlend || d.told != byHead
		}
	}
	// The letters may be those of the name in another language.
	if c, ok := a.candidateBefore(end); ok && closed && !isBlend && c.typ == text.TypeOrganisation && isCapital(a.words[c.first]) {
		if head := headType(a.words[c.first:c.end]); head == "" || head == c.typ {
			return definition{long: c.run, short: short, rule: ruleBracketed, typ: c.typ, told: byCandidate}, true
		}
	}
	return definition{}, false
}

// endOfName is the end of a name that stands before token i, without quotes
// and a possessive after it.
func (a *article) endOfName(i int) int {
	for i > 0 && (isQuote(a.words[i-1]) || a.Tokens[i-1].Kind == text.Clitic) {
		i--
	}
	return i
}

// longBefore finds the long form of an acronym with these letters that ends
// before token end: of all that fit the one that costs least, of these the
// shortest.
func (a *article) longBefore(end int, ls []rune) (run, bool) {
	best, bestCost := run{}, affordable(len(ls))+1
	for first := end - 1; first >= 0 && end-first <= mostWords && a.sentence[first] == a.sentence[end-1]; first-- {
		if stopsName(a.words[first]) {
			break
		}
		if !isCapital(a.words[first]) {
			continue
		}
		if cost := fit(a.words[first:end], ls); cost < bestCost {
			best, bestCost = run{first, end}, cost
		}
	}
	return best, best.len() > 1
}

// fit is what it costs to read the letters off the words.
func fit(words []string, ls []rune) int {
	cost := align(words, ls)
	if cost >= impossible && reordered(words, ls) {
		return costReordered
	}
	return cost
}

// stopsName reports whether no name goes on over this token.
func stopsName(w string) bool {
	switch w {
	case "(", ")", "[", "]", ";", ":", ".", "!", "?":
		return true
	}
	return false
}

// longInBrackets reads "LN (Long Name)" at the bracket i.
func (a *article) longInBrackets(i int) (definition, bool) {
	first := i - 1
	for first >= 2 && isHyphen(a.words[first-1]) && a.glued(first) && a.glued(first-1) {
		first -= 2
	}
	short, ls, ok := a.short(first)
	if !ok || short.end != i {
		return definition{}, false
	}
	from := i + 1
	for isQuote(a.word(from)) || strings.EqualFold(a.word(from), "the") {
		from++
	}
	end := from
	for end < len(a.words) && end-from <= mostWords && !stopsName(a.words[end]) {
		end++
	}
	switch a.word(end) {
	case ")", "]", ";":
	default:
		return definition{}, false
	}
	end = max(a.endOfName(end), from)
	if end-from < 2 || !isCapital(a.words[from]) || fit(a.words[from:end], ls) > affordable(len(ls)) {
		return definition{}, false
	}
	d := definition{long: run{from, end}, short: short, rule: ruleShortLong}
	return d, a.setType(&d)
}

// shortBetweenMarks reads "Long Name, or LN," at the mark i, also between
// dashes.
func (a *article) shortBetweenMarks(i int) (definition, bool) {
	short, ls, after, ok := a.inner(i)
	if !ok || letters(a.words[short.first]) == nil || a.word(after) != a.words[i] && a.word(after) != "." {
		return definition{}, false
	}
	long, ok := a.longBefore(a.endOfName(i), ls)
	if !ok {
		return definition{}, false
	}
	d := definition{long: long, short: short, rule: ruleLongShort}
	return d, a.setType(&d)
}

// setType finds what type the definition's names are of; it widens the long
// form to the candidate that ends where it does. It reports false if nothing
// tells the type.
//
// The head word goes before the candidate, because a name with initials of its
// own is seldom a person or a place, whatever else it looks like ("Hamad Bin
// Khalifa University").
func (a *article) setType(d *definition) bool {
	c, ok := a.candidateBefore(d.long.end)
	if ok && c.first < d.long.first && c.typ == text.TypeOrganisation {
		d.long = c.run
	}
	whole := ok && c.run == d.long
	switch head := headType(a.words[d.long.first:d.long.end]); {
	case head == none:
		return false
	case head != "":
		d.typ, d.told = head, byHead
		if whole && c.typ == head {
			d.told = byBoth
		}
	case ok && c.typ == text.TypeOrganisation:
		d.typ, d.told = c.typ, byCandidate
	default:
		return false
	}
	return true
}

// proposed is a candidate as tokens.
type proposed struct {
	run
	typ   text.Type
	score float64
}

// candidateBefore is the best candidate for a name that ends before token end.
func (a *article) candidateBefore(end int) (proposed, bool) {
	if a.byEnd == nil {
		a.byEnd = map[int]proposed{}
		for _, c := range a.Candidates {
			r, ok := a.tokens(c.Span)
			if !ok || c.Loss != nil || !isName(c.Type) {
				continue
			}
			p := proposed{r, c.Type, certain(c.Score)}
			best, ok := a.byEnd[r.end]
			if !ok || cmp.Or(cmp.Compare(p.score, best.score), cmp.Compare(p.len(), best.len()), text.CompareTypes(best.typ, p.typ)) > 0 {
				a.byEnd[r.end] = p
			}
		}
	}
	p, ok := a.byEnd[end]
	return p, ok
}

// isName reports whether the type is one of names.
func isName(t text.Type) bool {
	return t == text.TypePerson || t == text.TypeOrganisation || t == text.TypePlace
}

// certain is a score, or a half where it is unknown.
func certain(score float64) float64 {
	if score == 0 {
		return 0.5
	}
	return score
}

// blend is a capitalised word that may have been made from the beginnings of
// other words, such as "Interpol", in lower case; nil if it cannot.
func blend(word string) []rune {
	if len(word) < 3 || len(word) > 4*mostLetters || !isCapital(word) {
		return nil
	}
	var out []rune
	for _, r := range word {
		if !unicode.IsLetter(r) {
			return nil
		}
		out = append(out, unicode.ToLower(r))
	}
	if len(out) > mostLetters+2 {
		return nil
	}
	return out
}
