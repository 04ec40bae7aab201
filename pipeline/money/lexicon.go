package money

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed currencies.tsv
var currenciesTSV string

// currency is a line of currencies.tsv.
type currency struct {
	code      string
	minor     int  // decimal digits of the smallest unit in use
	dotGroups bool // where it is used, 1.500 is fifteen hundred
	dollar    bool // is called a dollar
	lettered  bool // its sign is written with letters, and a bare $ in its country is another's
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
	weak    bool // an everyday word or, of a code, another acronym too
	aWord   bool // of a code: an everyday word
	short   bool // a sign of so few letters that it must touch the number and the country be told
	scaled  bool // a sign of one letter that needs a number in millions or more
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

// only is u restricted to the currencies given, nil if it has none of them.
func (u *unit) only(currencies []int) *unit {
	v := unit{def: -1}
	for _, c := range currencies {
		v.members = append(v.members, member{currency: c})
	}
	return u.shared(&v)
}

// phrase is a currency's name of one or more words.
type phrase struct {
	words []string // in lower case
	unit  *unit
}

// tell is a name that, seen in an article, speaks for a currency.
type tell struct {
	next       string // the name's words after the first, in lower case
	currencies []int
}

// word is what the lexicon knows of a word; its key is the word in lower case.
type word struct {
	role    role
	num     int  // for roleNumber: 0 to 99; for roleHalf and rolePart: what it divides by
	exp     int  // for roleScale and its kin: power of ten
	short   bool // a scale written as a letter or two: m, bn, k
	phrases []phrase
	signs   bool // a sign begins with this word
	code    *unit
	tells   []tell
	// countries are adjectives and names of countries that begin with this
	// word and may stand behind an amount: "$5 Canadian".
	countries []tell
	weight    weighing // tells, near "pounds", that they are of weight
}

// weighing is how much a word near "pounds" speaks for weight.
type weighing uint8

const (
	weighsNothing weighing = iota
	weighsGoods            // copper, cocaine: unless the article is of Britain
	weighsChange           // lost, gained: of a few pounds
	weighsSurely           // weighs, tonnes
)

// set is the words of a list, parted by white space.
func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
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
	rolePart        // quarter, thirds
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
	centSign   *unit            // what ¢ stands for
	penceSign  *unit            // what p stands for
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
	"k": 3, "m": 6, "mn": 6, "mln": 6, "mlns": 6, "mil": 6, "mio": 6, "mm": 6, "b": 9, "bn": 9, "bln": 9, "blns": 9, "bil": 9,
	"t": 12, "tn": 12, "trn": 12, "tln": 12, "cr": 7, "milliard": 9,
}

func readLexicon(tsv string) (*lexicon, error) {
	l := &lexicon{
		byCode: map[string]int{}, words: map[string]*word{},
		signs: map[string]*unit{}, lowerSigns: map[string]*unit{},
	}
	l.addNumbers()
	names := map[string]*unit{}
	tells, countries := map[string][]int{}, map[string][]int{}
	for n, line := range strings.Split(tsv, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := l.addCurrency(strings.Split(line, "\t"), names, tells, countries); err != nil {
			return nil, fmt.Errorf("currencies.tsv:%d: %w", n+1, err)
		}
	}
	l.signs["¤"] = &unit{def: -1, sign: true} // any currency; how Format writes one that is not known
	l.centSign, l.penceSign = names["cents"], names["british pence"]
	for name, u := range names {
		words := strings.Fields(strings.ReplaceAll(name, "-", " ")) // either may stand in text
		w := l.word(words[0])
		w.phrases = append(w.phrases, phrase{words, u})
	}
	for name, currencies := range tells {
		first, next, _ := strings.Cut(name, " ")
		w := l.word(first)
		w.tells = append(w.tells, tell{next, currencies})
	}
	for name, currencies := range countries {
		first, next, _ := strings.Cut(name, " ")
		w := l.word(first)
		w.countries = append(w.countries, tell{next, currencies})
	}
	for _, w := range l.words {
		slices.SortFunc(w.phrases, func(a, b phrase) int {
			if c := len(b.words) - len(a.words); c != 0 {
				return c
			}
			return strings.Compare(strings.Join(a.words, " "), strings.Join(b.words, " "))
		})
		slices.SortFunc(w.tells, func(a, b tell) int { return strings.Compare(b.next, a.next) })
		slices.SortFunc(w.countries, func(a, b tell) int { return strings.Compare(b.next, a.next) })
	}
	for _, s := range slices.Sorted(maps.Keys(l.signs)) {
		lower := strings.ToLower(s)
		if l.lowerSigns[lower] == nil {
			l.lowerSigns[lower] = l.signs[s]
		}
		l.word(lower).signs = true
		l.word(lowerASCII(s)).signs = true
		// The tokeniser may cut before and after these marks, so that a sign
		// may begin with what stands before one.
		for i := 1; i < len(lower); i++ {
			if strings.ContainsAny(lower[i-1:i]+lower[i:i+1], "$./'\"") ||
				(lower[i] < utf8.RuneSelf) != (lower[i-1] < utf8.RuneSelf) {
				l.word(lower[:i]).signs = true
			}
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
		"and": roleAnd, "of": roleOf, "point": rolePoint,
		"to": roleTo, "or": roleOr, "plus": rolePlus, "tens": roleScales, "dozens": roleScales, "scores": roleScales,
		"multi": roleMulti,
	} {
		w := l.word(s)
		w.role = r
	}
	l.word("half").num = 2
	for s, d := range map[string]int{"third": 3, "quarter": 4, "fifth": 5, "eighth": 8, "tenth": 10, "sixteenth": 16} {
		*l.word(s) = word{role: rolePart, num: d}
		*l.word(s + "s") = word{role: rolePart, num: d}
	}
	for w, list := range map[weighing]string{
		weighsSurely: `weigh weighs weighed weighing weight overweight heavier lighter ounces ounce tons tonnes kilograms kilogram
			kilos kg feet inches foot bench lift lifted press thrust pressure bomb bombs`,
		weighsChange: "lose lost losing loses shed shedding gain gained gaining",
		weighsGoods: `copper zinc tin aluminum aluminium nickel uranium cocaine heroin marijuana meth methamphetamine fentanyl cannabis
			beef pork chicken poultry meat cheese butter milk rice flour sugar coffee cocoa cotton wool tobacco fish salmon tuna crab
			shrimp lobster potatoes tomatoes fruit nuts peanuts honey plastic plastics resin polyester trash garbage waste debris
			explosives dynamite cargo luggage baggage payload concrete steel iron newsprint grain feed fertilizer crop harvest bale
			bales bag bags`,
	} {
		for _, s := range strings.Fields(list) {
			l.word(s).weight = w
		}
	}
}
