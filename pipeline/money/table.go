package money

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// addCurrency reads the fields of one line; currencies.tsv says what they are.
func (l *lexicon) addCurrency(f []string, names map[string]*unit, tells, countries map[string][]int) error {
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
	l.currencies = append(l.currencies, currency{
		code: code, minor: minor,
		dotGroups: strings.Contains(f[7], "dot"),
		dollar:    strings.HasPrefix(f[2], "dollar"),
		lettered:  strings.Contains(f[7], "lettered"),
	})

	codeUnit := &unit{
		members: []member{{at, 0}}, def: at, code: true,
		weak: strings.Contains(f[7], "weak") || strings.Contains(f[7], "word"), aWord: strings.Contains(f[7], "word"),
	}
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
			named := unit{sub: sub, plural: plural, named: true}
			put(names, strings.ToLower(q)+" "+lower, m, named, true)
			if !sub && !strings.ContainsAny(q+name, " .-") {
				put(names, strings.ToLower(q)+lower, m, named, true) // egyptianpound
			}
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
	if strings.Contains(f[7], "untold") {
		return nil
	}
	for _, q := range qualifiers {
		if !notTell[q] {
			countries[strings.ToLower(q)] = append(countries[strings.ToLower(q)], at)
		}
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
	"European": true, "Kiwi": true, "S.A.": true, "financial": true, "commercial": true, "offshore": true,
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
	s, scaled := strings.CutSuffix(s, "!")
	put(l.signs, s, member{at, 0}, unit{sign: true, short: short, scaled: scaled}, def)
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

// lowerASCII is s with its ASCII letters in lower case, which is how the text's
// words are looked up.
func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
