package money

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed currencies.tsv
var currenciesTSV string

// currency is a line of currencies.tsv.
type currency struct {
	code      string
	minor     int  // decimal digits of the smallest unit in use
	dotGroups bool // where it is used, 1.500 is fifteen hundred
}

// member is one reading of a currency word.
type member struct {
	currency int // index into lexicon.currencies
	exp      int // the word means 10^-exp of the currency
}

// unit is what a word or sign beside a number may mean.
type unit struct {
	members []member
	def     int  // index of the currency it means where nothing else tells, -1 if none
	weak    bool // an everyday word too
	short   bool // a sign of so few letters that it must touch the number and the country be told
	sub     bool // a small unit: cents, pence
	sign    bool // a symbol, or letters used like one
	code    bool // an ISO code or a ticker
	plural  bool // a name in the plural, or one that has no plural of its own
	named   bool // a qualifier told the country
	scale   int  // power of ten that is part of the sign, as in MUSD
}

// with reports whether the unit may mean the currency.
func (u *unit) with(currency int) bool {
	return slices.ContainsFunc(u.members, func(m member) bool { return m.currency == currency })
}

// shared is u restricted to the currencies that v may mean too, nil if there
// is none.
func (u *unit) shared(v *unit) *unit {
	if len(v.members) == 0 {
		return u
	}
	if len(u.members) == 0 {
		return v
	}
	both := *u
	both.members = nil
	for _, m := range u.members {
		if v.with(m.currency) {
			both.members = append(both.members, m)
		}
	}
	switch {
	case len(both.members) == 0:
		return nil
	case len(both.members) == len(u.members):
		return u
	}
	if both.def >= 0 && !both.with(both.def) {
		both.def = -1
	}
	if v.def >= 0 && both.with(v.def) {
		both.def = v.def
	}
	return &both
}

// phrase is a currency's name of one or more words.
type phrase struct {
	words []string // in lower case
	unit  *unit
}

// tell is a name that, seen in an article, speaks for a currency.
type tell struct {
	next       string // the second word of the name in lower case, "" if it has one
	currencies []int
}

// word is what the lexicon knows of a word; its key is the word in lower case.
type word struct {
	role    role
	num     int  // for roleNumber: 0 to 99
	exp     int  // for roleScale and its kin: power of ten
	short   bool // a scale written as a letter or two: m, bn, k
	phrases []phrase
	signs   bool // a sign begins with this word
	code    *unit
	tells   []tell
	weight  bool // tells, near "pounds", that they are of weight
}

// role is a word's part in a number.
type role uint8

const (
	roleNone   role = iota
	roleNumber      // two, fifteen, ninety
	roleScale       // hundred, million, crore; m, bn
	roleScales      // hundreds, millions, crores
	roleMulti       // multimillion
	roleA           // a, an
	roleSome        // several, few, couple
	roleHalf        // half
	rolePart        // quarter, quarters
	roleAnd
	roleOf
	rolePoint
	roleTo
	roleOr
	rolePlus
)

// lexicon is all words and signs that matter to the grammar.
type lexicon struct {
	currencies []currency
	byCode     map[string]int
	words      map[string]*word
	signs      map[string]*unit // as written
	lowerSigns map[string]*unit // in lower case, for text without capitals
	longest    int              // bytes of the longest word
}

// known is the lexicon, built once.
var known = sync.OnceValue(func() *lexicon {
	l, err := readLexicon(currenciesTSV)
	if err != nil {
		panic("money: embedded " + err.Error()) // a test reads the same file
	}
	return l
})

func (l *lexicon) word(key string) *word {
	w := l.words[key]
	if w == nil {
		w = &word{}
		l.words[key] = w
		l.longest = max(l.longest, len(key))
	}
	return w
}

var numberWords = strings.Fields(`zero one two three four five six seven eight nine ten eleven twelve thirteen
	fourteen fifteen sixteen seventeen eighteen nineteen`)

var tensWords = strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety")

// scaleWords give a power of ten; a word of one to three letters stands beside
// digits only.
var scaleWords = map[string]int{
	"hundred": 2, "thousand": 3, "lakh": 5, "lac": 5, "million": 6, "crore": 7, "billion": 9, "trillion": 12, "quadrillion": 15,
	"k": 3, "m": 6, "mn": 6, "mln": 6, "mil": 6, "mio": 6, "mm": 6, "b": 9, "bn": 9, "bln": 9, "bil": 9,
	"t": 12, "tn": 12, "trn": 12, "tln": 12, "cr": 7, "milliard": 9,
}

func readLexicon(tsv string) (*lexicon, error) {
	l := &lexicon{
		byCode: map[string]int{}, words: map[string]*word{},
		signs: map[string]*unit{}, lowerSigns: map[string]*unit{},
	}
	l.addNumbers()
	names := map[string]*unit{}
	tells := map[string][]int{}
	for n, line := range strings.Split(tsv, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := l.addCurrency(strings.Split(line, "\t"), names, tells); err != nil {
			return nil, fmt.Errorf("currencies.tsv:%d: %w", n+1, err)
		}
	}
	l.signs["¤"] = &unit{def: -1, sign: true} // any currency; how Format writes one that is not known
	for name, u := range names {
		words := strings.Fields(name)
		w := l.word(words[0])
		w.phrases = append(w.phrases, phrase{words, u})
	}
	for name, currencies := range tells {
		first, next, _ := strings.Cut(name, " ")
		w := l.word(first)
		w.tells = append(w.tells, tell{next, currencies})
	}
	for _, w := range l.words {
		slices.SortFunc(w.phrases, func(a, b phrase) int {
			if c := len(b.words) - len(a.words); c != 0 {
				return c
			}
			return strings.Compare(strings.Join(a.words, " "), strings.Join(b.words, " "))
		})
		slices.SortFunc(w.tells, func(a, b tell) int { return strings.Compare(b.next, a.next) })
	}
	for _, s := range slices.Sorted(maps.Keys(l.signs)) {
		lower := strings.ToLower(s)
		if l.lowerSigns[lower] == nil {
			l.lowerSigns[lower] = l.signs[s]
		}
		l.word(lower).signs = true
		if head := strings.TrimRight(lower, "$£€¥₵¢ȼȻƒ₹￥"); head != "" {
			l.word(head).signs = true
		}
		if head, _, ok := strings.Cut(lower, "/"); ok {
			l.word(head).signs = true
		}
		if head, ok := strings.CutSuffix(lower, "."); ok {
			l.word(head).signs = true
		}
		if lower[0] == '$' {
			l.word("$").signs = true
		}
	}
	return l, nil
}

func (l *lexicon) addNumbers() {
	for n, s := range numberWords {
		*l.word(s) = word{role: roleNumber, num: n}
	}
	for n, s := range tensWords {
		*l.word(s) = word{role: roleNumber, num: 10 * (n + 2)}
	}
	for s, exp := range scaleWords {
		*l.word(s) = word{role: roleScale, exp: exp, short: len(s) <= 3 && s != "lac"}
		if len(s) > 3 || s == "lac" {
			*l.word(s + "s") = word{role: roleScales, exp: exp}
		}
		if exp >= 6 && len(s) > 5 {
			*l.word("multi" + s) = word{role: roleMulti, exp: exp}
		}
	}
	for s, r := range map[string]role{
		"a": roleA, "an": roleA, "several": roleSome, "few": roleSome, "couple": roleSome, "half": roleHalf,
		"quarter": rolePart, "quarters": rolePart, "and": roleAnd, "of": roleOf, "point": rolePoint,
		"to": roleTo, "or": roleOr, "plus": rolePlus, "tens": roleScales, "dozens": roleScales, "scores": roleScales,
		"multi": roleMulti,
	} {
		w := l.word(s)
		w.role = r
	}
	for _, s := range strings.Fields(`weigh weighs weighed weighing weight lose lost losing loses shed shedding gain gained gaining
		overweight heavier lighter ounces ounce tons tonnes kilograms kilogram kilos kg feet inches foot bench lift lifted press
		thrust pressure bomb bombs`) {
		l.word(s).weight = true
	}
}

// addCurrency reads the fields of one line; currencies.tsv says what they are.
func (l *lexicon) addCurrency(f []string, names map[string]*unit, tells map[string][]int) error {
	if len(f) != 8 {
		return fmt.Errorf("%d fields, want 8", len(f))
	}
	code := f[0]
	minor, err := strconv.Atoi(f[1])
	if err != nil {
		return fmt.Errorf("minor %q is no number", f[1])
	}
	if _, twice := l.byCode[code]; twice || code == "" {
		return fmt.Errorf("code %q stands twice or is empty", code)
	}
	at := len(l.currencies)
	l.byCode[code] = at
	l.currencies = append(l.currencies, currency{code, minor, strings.Contains(f[7], "dot")})

	codeUnit := &unit{members: []member{{at, 0}}, def: at, code: true, weak: strings.Contains(f[7], "weak")}
	l.word(strings.ToLower(code)).code = codeUnit
	for prefix, exp := range map[string]int{"m": 6, "bn": 9} {
		if strings.HasPrefix(f[7], "iso") {
			scaled := *codeUnit
			scaled.scale = exp
			l.word(prefix + strings.ToLower(code)).code = &scaled
		}
	}
	l.addSigns(at, f[4])
	l.addSign(at, code+"$", false)

	qualifiers := fieldList(f[3])
	add := func(name string, m member, sub, def, weak, plural bool) {
		lower := strings.ToLower(name)
		put(names, lower, m, unit{sub: sub, weak: weak, plural: plural}, def)
		for _, q := range qualifiers {
			put(names, strings.ToLower(q)+" "+lower, m, unit{sub: sub, plural: plural, named: true}, true)
		}
	}
	list := fieldList(f[2])
	for i, name := range list {
		name, def := strings.CutPrefix(name, "=")
		name, weak := strings.CutSuffix(name, ":weak")
		add(name, member{at, 0}, false, def, weak, i > 0 || len(list) == 1)
	}
	for i, name := range fieldList(f[5]) {
		name, def := strings.CutPrefix(name, "=")
		name, digits, given := strings.Cut(name, ":")
		exp := minor
		if given {
			if exp, err = strconv.Atoi(digits); err != nil {
				return fmt.Errorf("digits of subunit %q are no number", name)
			}
		}
		add(name, member{at, exp}, true, def, false, i > 0)
	}
	for _, t := range slices.Concat(qualifiers, fieldList(f[6])) {
		if notTell[t] {
			continue
		}
		lower := strings.ToLower(t)
		tells[lower] = append(tells[lower], at)
	}
	return nil
}

// notTell are qualifiers that say nothing about a country on their own.
var notTell = map[string]bool{
	"new": true, "convertible": true, "digital": true, "sovereign": true, "onshore": true, "deutsche": true, "Deutsche": true,
	"Pacific": true, "old Zimbabwean": true, "old Romanian": true, "old Sierra Leonean": true, "Caribbean": true, "English": true,
	"European": true, "Kiwi": true,
}

func (l *lexicon) addSigns(at int, field string) {
	for _, s := range strings.Fields(field) {
		s, def := strings.CutPrefix(s, "=")
		l.addSign(at, s, def)
	}
	l.addDollar(at, field)
}

// addDollar makes the bare $ stand for every currency that has a sign with it.
func (l *lexicon) addDollar(at int, field string) {
	if strings.Contains(field, "$") {
		put(l.signs, "$", member{at, 0}, unit{sign: true}, false)
	}
}

func (l *lexicon) addSign(at int, s string, def bool) {
	s, short := strings.CutSuffix(s, "~")
	put(l.signs, s, member{at, 0}, unit{sign: true, short: short}, def)
}

// put adds a reading to the unit that key stands for.
func put(units map[string]*unit, key string, m member, made unit, def bool) {
	u := units[key]
	if u == nil {
		made.def = -1
		u = &made
		units[key] = u
	}
	if !u.with(m.currency) {
		u.members = append(u.members, m)
	}
	u.weak = u.weak && made.weak
	if def && u.def < 0 {
		u.def = m.currency
	}
}

func fieldList(field string) []string {
	if field == "" {
		return nil
	}
	return strings.Split(field, ",")
}
