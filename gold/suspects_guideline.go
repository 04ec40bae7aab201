package gold

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// breach is a rule of the guideline that a mention breaks.
type breach struct {
	mention int
	rule    string
	message string
	span    text.Span // what it should be instead, if that is known
}

// A rule has a name, how likely a mention that breaks it is wrong, and the
// number of places at which it could be broken. The probabilities are
// judgements, from reading hits in public corpora; what a gold does as a rule
// is no slip, and the probability is multiplied by the share of places at
// which it keeps the rule.
var rules = map[string]float64{
	"the":         0.7,
	"title":       0.6,
	"edge":        0.6,
	"word":        0.7,
	"overlap":     0.9,
	"type":        0.9,
	"name":        0.8,
	"money":       0.6,
	"alternative": 0.8,
	"pair":        0.7, // of brackets or quotes
	"lower":       0.4,
	"nationality": 0.7,
	"sentence":    0.7,
	"hedge":       0.6,
	"acronym":     0.6,
	"list":        0.6,
}

var (
	sentenceInside = regexp.MustCompile(`[a-z]{3,}[.!?]["”’)]?\s+["“‘(]?\p{Lu}`)
	hedged         = regexp.MustCompile(`(?i)^(?:about|around|nearly|almost|some|up to|more than|less than|over|at least|at most|approximately|under|roughly|an estimated|only|just)\s`)
	acronymAfter   = regexp.MustCompile(`\S \((\p{Lu}[\p{L}\d]*\p{Lu})\)$`)
	theBefore      = regexp.MustCompile(`(?i)(?:^|\W)the $`)
	titleBefore    = regexp.MustCompile(`(?:^|\W)(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Capt|Sen|Rep|Gov|President|Professor|Senator|Judge|Sir)\.? $`)
)

// learnHabits finds all breaches, and how much of a habit each is.
func (l *lexicon) learnHabits() {
	broken, kept := map[string]float64{}, map[string]float64{}
	for _, v := range l.views {
		l.found[v] = l.breachesIn(v)
		for _, b := range l.found[v] {
			broken[b.rule]++
		}
		for _, m := range v.doc.Mentions {
			for rule := range rules {
				kept[rule] += l.couldBreak(v, m, rule)
			}
		}
	}
	for rule, n := range broken {
		// Once broken and never kept is no habit yet.
		l.habit[rule] = n / (n + kept[rule] + 4)
	}
}

// couldBreak is 1 if a mention keeps a rule where it could have broken it. For
// most rules every mention is such a place.
func (l *lexicon) couldBreak(v *view, m text.Mention, rule string) float64 {
	before := v.doc.Text[max(0, m.Start-12):m.Start]
	yes := true
	switch rule {
	case "the":
		yes = theBefore.MatchString(before)
	case "title":
		yes = m.Type == text.TypePerson && titleBefore.MatchString(before)
	case "money", "hedge":
		yes = m.Type == text.TypeMoney
	case "acronym":
		yes = strings.HasPrefix(v.doc.Text[m.End:], " (") && l.bracketed(v, m.End+2)
	case "list":
		yes = strings.HasPrefix(v.doc.Text[m.End:], ", ") && l.bracketed(v, m.End+2)
	}
	if yes {
		return 1
	}
	return 0
}

// bracketed reports whether a mention begins at an offset.
func (l *lexicon) bracketed(v *view, at int) bool {
	from, to := touched(v.tokens, text.Span{Start: at, End: at + 1})
	return from < to && v.mention[from] >= 0 && v.doc.Mentions[v.mention[from]].Start == at
}

// breaches are the rivals that the guideline gives a view's mentions.
func (l *lexicon) breaches(v *view, prior float64) map[int][]rival {
	out := map[int][]rival{}
	for _, b := range l.found[v] {
		p := rules[b.rule] * (1 - l.habit[b.rule])
		p = min(max(p, 0.01), 0.95)
		m := v.doc.Mentions[b.mention]
		r := rival{kind: KindGuideline, span: b.span}
		if b.span.Len() > 0 {
			r.typ = m.Type
		}
		r.add("guideline", p/(1-p)/prior, "%s", b.message)
		out[b.mention] = append(out[b.mention], r)
	}
	return out
}

// breachesIn is what Check finds in the document, and what is only a reason to
// look.
func (l *lexicon) breachesIn(v *view) []breach {
	k := &checker{Corpus: &Corpus{Path: v.corpus.Path, Documents: v.corpus.Documents, Lines: v.corpus.Lines, Types: v.corpus.Types}}
	k.document(v.index)
	index := text.NewIndex(v.doc.Text, text.Char)
	var found []breach
	for _, p := range k.Problems {
		start, _ := index.ToByte(p.Start)
		end, _ := index.ToByte(p.End)
		for i, m := range v.doc.Mentions {
			if m.Start == start && m.End == end && p.End > 0 {
				b := breach{mention: i, rule: p.Kind, message: p.Msg}
				if p.Kind == "the" {
					b.span = text.Span{Start: m.Start + len("the "), End: m.End}
				}
				if p.Kind == "edge" && strings.Contains(p.Msg, " cuts the word ") {
					b.rule = "word"
				}
				found = append(found, b)
				break
			}
		}
	}
	for i, m := range v.doc.Mentions {
		if m.Type != text.TypeIgnore {
			found = append(found, l.doubts(v, i, m)...)
		}
	}
	return found
}

func (l *lexicon) doubts(v *view, i int, m text.Mention) []breach {
	s := v.doc.Surface(m.Span)
	var found []breach
	add := func(rule, message string, span text.Span) {
		found = append(found, breach{i, rule, message, span})
	}
	if m.Type == text.TypeMoney {
		if hedge := hedged.FindString(s); hedge != "" {
			add("hedge", "begins with the hedge \""+strings.TrimSpace(hedge)+"\"", text.Span{Start: m.Start + len(hedge), End: m.End})
		}
	} else if !strings.ContainsFunc(s, unicode.IsUpper) && !strings.ContainsFunc(s, unicode.IsDigit) && strings.ContainsFunc(s, unicode.IsLower) {
		add("lower", "a name without a capital", text.Span{})
	}
	if m.Type == text.TypePlace && nationalities[s] {
		add("nationality", "a nationality or language is no place", text.Span{})
	}
	if sentenceInside.MatchString(s) {
		add("sentence", "a sentence ends inside", text.Span{})
	}
	if at := acronymAfter.FindStringSubmatchIndex(s); at != nil && m.Type != text.TypeMoney {
		add("acronym", "a name and the acronym in brackets are two mentions", text.Span{Start: m.Start, End: m.Start + strings.LastIndex(s, " (")})
	}
	if unpaired(s) {
		add("pair", "a bracket or quotation mark has no partner inside", text.Span{})
	}
	if left, right, found := strings.Cut(s, ", "); found && l.known(left) && l.known(right) {
		add("list", "\""+left+"\" and \""+right+"\" are names of their own elsewhere", text.Span{Start: m.Start, End: m.Start + len(left)})
	}
	return found
}

// known reports whether a string is marked anywhere.
func (l *lexicon) known(s string) bool {
	c := l.surfaces[s]
	return c != nil && c.usual() != ""
}

// unpaired reports whether brackets or double quotes do not come in pairs.
func unpaired(s string) bool {
	for open, shut := range partner {
		if strings.ContainsRune("([{", open) && strings.Count(s, string(open)) != strings.Count(s, string(shut)) {
			return true
		}
	}
	quoted := strings.Count(s, `"`)%2 == 1 && !endsInDigitQuote(s)
	return quoted || strings.Count(s, "“") != strings.Count(s, "”")
}

// endsInDigitQuote is so for inches: 12".
func endsInDigitQuote(s string) bool {
	before, found := strings.CutSuffix(s, `"`)
	last, _ := utf8.DecodeLastRuneInString(before)
	return found && unicode.IsDigit(last)
}

// nationalities are adjectives and nouns of countries and peoples, which the
// guideline does not mark. Those that are a place's name too (Jersey, Georgia)
// are left out.
var nationalities = func() map[string]bool {
	m := map[string]bool{}
	for _, word := range strings.Fields(`Afghan Albanian Algerian American Andorran Angolan Arab Argentine Argentinian
		Armenian Australian Austrian Azerbaijani Azeri Bahamian Bahraini Bangladeshi Belarusian Belgian Belizean Beninese
		Bhutanese Bolivian Bosnian Botswanan Brazilian British Bruneian Bulgarian Burkinabe Burmese Burundian Cambodian
		Cameroonian Canadian Chadian Chilean Chinese Colombian Comorian Congolese Croatian Cuban Cypriot Czech Danish
		Djiboutian Dominican Dutch Ecuadorian Egyptian Emirati English Eritrean Estonian Ethiopian European Fijian
		Filipino Finnish French Gabonese Gambian Georgian German Ghanaian Greek Grenadian Guatemalan Guinean Guyanese
		Haitian Honduran Hungarian Icelandic Indian Indonesian Iranian Iraqi Irish Israeli Italian Ivorian Jamaican
		Japanese Jordanian Kazakh Kenyan Korean Kosovar Kurdish Kuwaiti Kyrgyz Lao Laotian Latvian Lebanese Liberian
		Libyan Lithuanian Luxembourgish Macedonian Malagasy Malawian Malaysian Maldivian Malian Maltese Mauritanian
		Mauritian Mexican Moldovan Mongolian Montenegrin Moroccan Mozambican Namibian Nepalese Nepali Nicaraguan
		Nigerian Nigerien Norwegian Omani Pakistani Palestinian Panamanian Paraguayan Persian Peruvian Polish Portuguese
		Qatari Romanian Russian Rwandan Salvadoran Samoan Saudi Scottish Senegalese Serbian Singaporean Slovak Slovenian
		Somali Spanish Sudanese Surinamese Swazi Swedish Swiss Syrian Taiwanese Tajik Tanzanian Thai Tibetan Togolese
		Tongan Trinidadian Tunisian Turkish Turkmen Ugandan Ukrainian Uruguayan Uyghur Uzbek Venezuelan Vietnamese Welsh
		Yemeni Zambian Zimbabwean Americans Arabs Australians Brazilians Britons Canadians Chileans Cubans Czechs Danes
		Egyptians Ethiopians Europeans Filipinos Finns Germans Ghanaians Greeks Hungarians Indians Indonesians Iranians
		Iraqis Israelis Italians Jordanians Kenyans Koreans Kurds Lebanese Libyans Malaysians Mexicans Moroccans Nigerians
		Norwegians Pakistanis Palestinians Poles Romanians Russians Rwandans Saudis Scots Serbs Somalis Spaniards Swedes
		Syrians Tanzanians Thais Tunisians Turks Ugandans Ukrainians Uyghurs Venezuelans Yemenis Zambians Zimbabweans`) {
		m[word] = true
	}
	return m
}()
