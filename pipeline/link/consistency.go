package link

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"

	"rollcall/text"
)

// ConsistencyStage is what Consistency writes into Source.Stage.
const ConsistencyStage = "consistency"

// The rules of Consistency, as they stand in Source.Rule.
const (
	ruleRepeat   = "repeat"   // the same words were marked elsewhere
	ruleRetype   = "retype"   // they were, with another type
	ruleSurname  = "surname"  // the family name of a person named in full elsewhere
	ruleHeadline = "headline" // capitals of what the body has in mixed case
)

// longestName is how many words of a name are compared.
const longestName = 12

// Consistency reads what was decided (d.Mentions) and appends to d.Candidates
// what the same document says in favour of other readings: a name that was
// marked in one place and missed in another, or given another type there; the
// surname of a person whose full name was found; the capitals of a headline. A
// second decision must follow. It needs Tokens and Sentences; the error is
// always nil.
func Consistency(d *text.Document) error {
	a := read(d)
	a.add(ConsistencyStage, a.inconsistencies())
	return nil
}

func (a *article) inconsistencies() []proposal {
	if len(a.Mentions) == 0 {
		return nil
	}
	c := newCheck(a)
	c.repeats()
	c.surnames()
	c.headlines()
	return c.found
}

// check is one document under Consistency.
type check struct {
	*article
	runs  []run // tokens of each mention; empty if it does not keep to them
	at    []int // for each token the mention it lies in, -1 if none
	names map[string]*known
	most  map[string]int  // by first word, the most words of a name in names
	lower map[string]bool // words that stand in small letters
	found []proposal
}

// known is what was decided about one string of words.
type known struct {
	sum map[text.Type]float64 // of scores
	n   map[text.Type]int     // of mentions
}

// best is the type with the most evidence, that of one mention left out; how
// many mentions have it; and its share of the evidence.
func (k *known) best(without *text.Mention) (t text.Type, n int, share float64) {
	var most, total float64
	for _, typ := range text.Types() {
		sum, count := k.sum[typ], k.n[typ]
		if without != nil && without.Type == typ {
			sum, count = sum-certain(without.Score), count-1
		}
		if count == 0 {
			continue
		}
		total += sum
		if sum > most {
			t, n, most = typ, count, sum
		}
	}
	if total == 0 {
		return "", 0, 0
	}
	return t, n, most / total
}

func newCheck(a *article) *check {
	c := &check{
		article: a,
		runs:    make([]run, len(a.Mentions)),
		at:      make([]int, len(a.words)),
		names:   map[string]*known{},
		most:    map[string]int{},
		lower:   map[string]bool{},
	}
	for i := range c.at {
		c.at[i] = -1
	}
	for i, m := range a.Mentions {
		r, ok := a.tokens(m.Span)
		if !ok {
			continue
		}
		c.runs[i] = r
		for k := r.first; k < r.end; k++ {
			c.at[k] = i
		}
		if !isName(m.Type) || r.len() > longestName {
			continue
		}
		s := a.surface(r)
		k := c.names[s]
		if k == nil {
			k = &known{map[text.Type]float64{}, map[text.Type]int{}}
			c.names[s] = k
		}
		k.sum[m.Type] += certain(m.Score)
		k.n[m.Type]++
		c.most[a.words[r.first]] = max(c.most[a.words[r.first]], r.len())
	}
	for i, w := range a.words {
		if a.Tokens[i].Kind == text.Word && !isCapital(w) {
			c.lower[w] = true
		}
	}
	return c
}

func (c *check) propose(r run, t text.Type, rule string, evidence ...string) {
	c.found = append(c.found, proposal{r, t, rule, strings.Join(evidence, " ")})
}

// repeats looks for the words of each mention elsewhere, longest first.
func (c *check) repeats() {
	for i := 0; i < len(c.words); i++ {
		for n := min(c.most[c.words[i]], len(c.words)-i); n > 0; n-- {
			r := run{i, i + n}
			k := c.names[c.surface(r)]
			if k == nil {
				continue
			}
			c.repeat(r, k)
			i = r.end - 1
			break
		}
	}
}

func (c *check) repeat(r run, k *known) {
	switch m, how := c.relation(r); how {
	case equal:
		old := &c.Mentions[m]
		if t, n, share := k.best(old); n > 0 && t != old.Type && share >= 0.7 {
			c.propose(r, t, ruleRetype, times(n), sureness(old.Score))
		}
	case apart:
		if t, n, share := k.best(nil); share >= 0.7 && c.standsAlone(r, t, n) {
			c.propose(r, t, ruleRepeat, length(r), times(n), c.place(r))
		}
	}
}

// relation is how words lie to the mentions about them.
type relation int

const (
	apart   relation = iota // they touch none
	equal                   // they are one
	tangled                 // anything else
)

// relation of r to the mentions; the mention if it is equal.
func (c *check) relation(r run) (mention int, how relation) {
	for k := r.first; k < r.end; k++ {
		m := c.at[k]
		switch {
		case m < 0:
		case c.runs[m] == r:
			return m, equal
		default:
			return 0, tangled
		}
	}
	return 0, apart
}

// standsAlone reports whether nothing about the words, which were marked so
// many times elsewhere, makes them look like a piece of a longer name or
// compound, or like a common word.
func (c *check) standsAlone(r run, t text.Type, marked int) bool {
	first := c.words[r.first]
	if !isCapital(first) || r.len() == 1 && c.isCommon(first, marked) {
		return false
	}
	if before := r.first - 1; before >= 0 && c.sentence[before] == c.sentence[r.first] {
		w := c.words[before]
		switch {
		case isHyphen(w), particles[w]:
			return false
		case t == text.TypePerson && (w == "the" || w == "The"):
			return false // "the Imam" is a title
		case isCapital(w) && c.at[before] < 0 && !c.mayStandBefore(before, t):
			return false
		}
	}
	if after := r.end; after < len(c.words) && c.sentence[after] == c.sentence[r.first] {
		if w := c.words[after]; isHyphen(w) || isCapital(w) {
			return false // "Prince | Ali", found as Prince elsewhere
		}
	}
	return true
}

// isCommon reports whether a word is no name when it stands alone: it has small
// letters elsewhere; or it is a title or opens sentences, and was not marked
// alone time and again, as a Mr. King would be.
func (c *check) isCommon(word string, marked int) bool {
	low := strings.ToLower(word)
	return c.lower[low] || strings.HasSuffix(word, ".") || marked < 3 && before[low] != ""
}

// mayStandBefore reports whether the capitalised token i can be followed by a
// name of type t without being a part of it.
func (c *check) mayStandBefore(i int, t text.Type) bool {
	w := strings.ToLower(strings.TrimSuffix(c.words[i], "."))
	switch before[w] {
	case "title":
		return t == text.TypePerson
	case "opener":
		return c.begins(i)
	}
	return c.begins(i) && c.lower[w]
}

//go:embed before.txt
var beforeFile string

// before says of a word in small letters what it does before a name.
var before = readWords(beforeFile)

// particles are small words inside the names of people.
var particles = map[string]bool{
	"al": true, "el": true, "ad": true, "bin": true, "bint": true, "ibn": true, "binti": true, "de": true, "del": true, "della": true,
	"di": true, "da": true, "do": true, "dos": true, "du": true, "la": true, "le": true, "van": true, "von": true, "der": true, "den": true,
	"ter": true, "ten": true, "abu": true, "te": true, "af": true, "av": true, "zu": true, "&": true,
}

// headlines looks for names in sentences without small letters, whatever case
// they have elsewhere.
func (c *check) headlines() {
	var folded map[string]*known
	var most map[string]int
	for _, s := range c.Sentences {
		if !c.shouts(s) {
			continue
		}
		if folded == nil {
			folded, most = c.inCapitals()
		}
		for i := max(s.FirstToken, 0); i < min(s.EndToken, len(c.words)); i++ {
			for n := min(most[c.words[i]], s.EndToken-i, len(c.words)-i); n > 0; n-- {
				r := run{i, i + n}
				k := folded[c.surface(r)]
				if k == nil {
					continue
				}
				c.headline(r, k)
				i = r.end - 1
				break
			}
		}
	}
}

// inCapitals is what is known of names with small letters, by the name in
// capitals, and as in most how many words such names have.
func (c *check) inCapitals() (folded map[string]*known, most map[string]int) {
	folded, most = map[string]*known{}, map[string]int{}
	for _, name := range sortedKeys(c.names) { // in order, since sums of floats depend on it
		up := strings.ToUpper(name)
		if up == name {
			continue
		}
		f := folded[up]
		if f == nil {
			f = &known{map[text.Type]float64{}, map[text.Type]int{}}
			folded[up] = f
		}
		for _, t := range text.Types() {
			f.sum[t] += c.names[name].sum[t]
			f.n[t] += c.names[name].n[t]
		}
		first, _, _ := strings.Cut(up, " ")
		most[first] = max(most[first], strings.Count(up, " ")+1)
	}
	return folded, most
}

func (c *check) headline(r run, k *known) {
	t, n, share := k.best(nil)
	if share < 0.7 || r.len() == 1 && c.isCommon(c.words[r.first], 0) {
		return
	}
	m, how := c.relation(r)
	if how == tangled || how == equal && c.Mentions[m].Type == t {
		return
	}
	c.propose(r, t, ruleHeadline, length(r), times(n))
}

// shouts reports whether a sentence has several words and no small letter.
func (c *check) shouts(s text.Sentence) bool {
	words := 0
	for i := max(s.FirstToken, 0); i < min(s.EndToken, len(c.words)); i++ {
		if strings.ContainsFunc(c.words[i], unicode.IsLower) {
			return false
		}
		if c.Tokens[i].Kind == text.Word {
			words++
		}
	}
	return words > 1
}

// The words in which evidence is written down in scores.tsv.

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return "often"
}

func length(r run) string {
	if r.len() == 1 {
		return "word"
	}
	return "words"
}

func (c *check) place(r run) string {
	if c.begins(r.first) {
		return "start"
	}
	return "inside"
}

func sureness(score float64) string {
	switch s := certain(score); {
	case s < 0.5:
		return "doubtful"
	case s < 0.7:
		return "unsure"
	case s < 0.9:
		return "likely"
	}
	return "sure"
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
