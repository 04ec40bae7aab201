package tags

import (
	"fmt"
	"strings"
)

// Scheme is a way of writing spans as tags.
type Scheme struct {
	Name    string
	Aliases []string
	Doc     string
	Source  string

	letters [prefixes]byte // how prefixes are written; 0 where the scheme has none
	// What may stand beside what, as sets of transitions. Before the first and
	// after the last tag of a sequence stands O. A prefix that is not the
	// scheme's is illegal itself, and what follows it is not.
	legal     transitions
	begins    transitions // the second tag begins a span, unless it continues one
	continues transitions // the second tag belongs to the span of the first
	ends      transitions // a span whose last tag is the first is whole, seen the second
}

// transitions is a set of pairs of prefixes, each with the same or with
// different labels: one bit each.
type transitions uint64

// step is the number of a transition's bit.
func step(from, to Tag) uint { return stepOf(from.Prefix(), to.Prefix(), from.Label() == to.Label()) }

func stepOf(from, to Prefix, same bool) uint {
	n := 2 * (uint(from)*prefixes + uint(to))
	if same {
		n++
	}
	return n
}

const steps = 2 * prefixes * prefixes

func (s transitions) has(from, to Tag) bool { return s>>step(from, to)&1 != 0 }

// which is the condition that a transition puts on the labels.
type which uint8

const (
	same which = 1 << iota
	other
	either = same | other
)

// set is the set of the transitions between each of from and each of to.
func set(from, to string, labels which) transitions {
	var s transitions
	for i := range len(from) {
		for k := range len(to) {
			a, b := prefixOf(from[i]), prefixOf(to[k])
			if labels&same != 0 {
				s |= 1 << stepOf(a, b, true)
			}
			if labels&other != 0 {
				s |= 1 << stepOf(a, b, false)
			}
		}
	}
	return s
}

// BIO is the scheme that is meant where nothing is said.
var BIO = Scheme{
	Name:      "BIO",
	Aliases:   []string{"IOB2"},
	Doc:       "B begins every span, I continues it",
	Source:    "Ratnaparkhi 1998; CoNLL-2002 and 2003 as commonly distributed",
	letters:   [prefixes]byte{'O', 'B', 'I', 0, 0},
	legal:     set("OBI", "OB", either) | set("BI", "I", same) | set("ES", "OBI", either),
	begins:    set("OBIES", "B", either),
	continues: set("BI", "I", same),
	ends:      set("BI", "OBIES", either),
}

// Schemes lists the schemes; a new one is an entry here. Where a file is legal
// under several, Guess takes the first.
func Schemes() []Scheme {
	bioes := Scheme{
		Name: "BIOES", Aliases: []string{"IOBES"},
		Doc:       "B begins, I continues and E ends a span; S is a span of one token",
		Source:    "Ratinov and Roth 2009",
		letters:   [prefixes]byte{'O', 'B', 'I', 'E', 'S'},
		legal:     set("OES", "OBS", either) | set("BI", "IE", same),
		begins:    set("OBIES", "BS", either),
		continues: set("BI", "IE", same),
		ends:      set("ES", "OBIES", either),
	}
	bilou, bmes := bioes, bioes
	bilou.Name, bilou.Aliases = "BILOU", nil
	bilou.Doc = "BIOES with L for the last and U for the only token"
	bilou.letters = [prefixes]byte{'O', 'B', 'I', 'L', 'U'}
	bmes.Name, bmes.Aliases = "BMES", []string{"BMEOS", "BMEOW"}
	bmes.Doc, bmes.Source = "BIOES with M for the middle", "Xue 2003"
	bmes.letters = [prefixes]byte{'O', 'B', 'M', 'E', 'S'}
	return []Scheme{
		BIO,
		{
			Name: "IOB1", Aliases: []string{"IOB"},
			Doc:       "I is any token of a span; B begins one that follows another of its label",
			Source:    "Ramshaw and Marcus 1995; CoNLL-2003 as published",
			letters:   [prefixes]byte{'O', 'B', 'I', 0, 0},
			legal:     set("OBI", "OI", either) | set("BI", "B", same) | set("ES", "OBI", either),
			begins:    set("OBIES", "I", either) | set("BI", "B", same),
			continues: set("BI", "I", same),
			ends:      set("BI", "OBIES", either),
		},
		bioes,
		bilou,
		bmes,
		{
			Name:      "IOE2",
			Doc:       "E ends every span, I is any token before it",
			Source:    "Tjong Kim Sang and Veenstra 1999",
			letters:   [prefixes]byte{'O', 0, 'I', 'E', 0},
			legal:     set("OE", "OIE", either) | set("I", "IE", same) | set("BS", "OIE", either),
			begins:    set("OBIES", "IE", either),
			continues: set("I", "IE", same),
			ends:      set("E", "OBIES", either),
		},
		{
			Name:      "IOE1",
			Doc:       "I is any token of a span; E ends one that another of its label follows",
			Source:    "Tjong Kim Sang and Veenstra 1999",
			letters:   [prefixes]byte{'O', 0, 'I', 'E', 0},
			legal:     set("OI", "OIE", either) | set("E", "IE", same) | set("BS", "OIE", either),
			begins:    set("OBIES", "IE", either),
			continues: set("I", "IE", same),
			ends:      set("I", "OBIES", either) | set("E", "IE", same),
		},
	}
}

// SchemeNamed finds a scheme by its name or an alias, in letters of any case.
// The error names those that there are.
func SchemeNamed(name string) (Scheme, error) {
	var known []string
	for _, s := range Schemes() {
		for _, n := range append([]string{s.Name}, s.Aliases...) {
			if strings.EqualFold(n, name) {
				return s, nil
			}
			known = append(known, n)
		}
	}
	return Scheme{}, fmt.Errorf("unknown tag scheme %q: there are %s", name, strings.Join(known, ", "))
}

// Write is a tag as the scheme writes it. A prefix that the scheme does not
// have is written as in BIOES.
func (s Scheme) Write(t Tag, labels *Labels) string {
	p := t.Prefix()
	if p == Outside {
		return "O"
	}
	letter := s.letters[p]
	if letter == 0 {
		letter = "OBIES"[p]
	}
	return string(letter) + "-" + labels.Name(t.Label())
}

// WriteAll writes a sequence of tags.
func (s Scheme) WriteAll(sequence []Tag, labels *Labels) []string {
	out := make([]string, len(sequence))
	for i, t := range sequence {
		out[i] = s.Write(t, labels)
	}
	return out
}

// Guess tells the scheme of sequences: the one under which the fewest tags are
// illegal, the first of Schemes among equals. illegal is how many.
func Guess(sequences ...[]Tag) (s Scheme, illegal int) {
	var seen histogram
	for _, tags := range sequences {
		seen.count(tags)
	}
	return seen.guess()
}

// histogram counts transitions.
type histogram [steps]int

func (h *histogram) count(tags []Tag) {
	before := Tag(0)
	for _, t := range tags {
		h[step(before, t)]++
		before = t
	}
	h[step(before, 0)]++
}

func (h *histogram) illegal(s Scheme) int {
	n := 0
	for i, count := range h {
		if s.legal>>i&1 == 0 {
			n += count
		}
	}
	return n
}

func (h *histogram) guess() (s Scheme, illegal int) {
	for i, candidate := range Schemes() {
		if n := h.illegal(candidate); i == 0 || n < illegal {
			s, illegal = candidate, n
		}
	}
	return s, illegal
}
