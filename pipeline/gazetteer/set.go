// Package gazetteer finds the names of given lists in a document.
//
// A list is a file that a person can read and add to, one name a line:
//
//	# type: PLACE
//	# propose: yes
//	# precision: 0.94
//	# source: written by hand
//	# licence: MIT
//	name	key	aliases	case	weight	near	note
//	Ivory Coast	CI	Côte d'Ivoire
//	US	US		strict			the pronoun in capitals is more frequent
//	Reed				0.5	river|valley	a surname, too
//
// Lines that begin with # are remarks, or properties of the list if they read
// "# key: value" with a key of one lower-case word:
//
//	type       what the names name (PLACE, …); absent for lists that are only evidence
//	case       how names are compared where the line does not say (below); exact if absent
//	propose    whether matches are proposed as mentions: yes, no, or always; yes if
//	           absent and there is a type
//	precision  share of the proposed mentions that were right when it was measured, 0 to 1;
//	           it is the weight of names whose line has none
//	measured   what precision was measured on
//	source     where the names come from
//	licence    the licence of the list
//
// The first other line names the columns. Files ending in .csv are comma
// separated, with quotes as RFC 4180 has them; all others are tab separated,
// without. The column called name must be there; these may be, and all others
// are for people and not read:
//
//	type     in place of the list's
//	key      an identifier of one's own, which comes out with the mention
//	aliases  other names of the same thing, with | between them
//	weight   how likely a match is right, above 0 and up to 1
//	case     how this name and its aliases are compared
//	propose  yes, no or always, in place of the list's
//	before   words of which one must stand shortly before, with | between them; a
//	         word may end with * for any ending
//	after    words of which one must stand shortly after
//	near     words of which one must stand in the same sentence
//
// Where a required context is missing the name is matched, as evidence for
// others, and not proposed.
//
// Names and text are compared token by token, both divided by the same
// tokeniser, so that no name is unreachable because it is divided. Accents
// however composed, the form of apostrophes, white space and line breaks, and
// hyphens between words make no difference (Côte d’Ivoire, Cote d'Ivoire;
// Guinea-Bissau, Guinea Bissau); nor does the case of small words inside
// (Ministry Of Defence). Otherwise case decides:
//
//	exact   as written; or all capitals, in a sentence that is all capitals or
//	        if the name has at least five letters (a dateline: KUALA LUMPUR)
//	strict  as written only, and never in a sentence that is all capitals
//	title   as exact, or with a capital at each word, however the list has it
//	upper   all capitals only, and never in a sentence that is all capitals
//	any     whatever the case; ignore says the same
//
// A list is evidence and no verdict: see Weighing for how it is weighed against
// what readers of the text have found.
//
// All lists of a set that were read from text lie in one table of hashed paths
// of tokens, a trie whose edges are looked up and not stored (table). The
// compiled form is that table on disk, used where it lies (compiled). A
// finite-state dictionary (github.com/blevesearch/vellum) was measured beside it
// on the million names and the text of bench/gazetteer: its file is smaller, 20
// MB where names, keys and table take 92, but a word of text costs a walk of as
// many transitions as it has letters, each to be decoded, and it matched 0.85
// million words a second where the table matches 5.5.
//
// The shipped lists stay text. Compiled they would be 6.1 MB in the program in
// place of 1.4, and what a start reads of them takes a few milliseconds.
//
// Left out on purpose: inexact matching (edit distance), which finds more
// wrong names than misspelt ones in edited text; inflection; names that a
// pattern describes, which are for package rule.
package gazetteer

import (
	"iter"

	"rollcall/text"
)

// List is what is known of a list apart from its names.
type List struct {
	Name      string    `json:"name"`                // the file's name without folder and extension
	Path      string    `json:"path,omitempty"`      // the file it was read from
	Type      text.Type `json:"type,omitempty"`      // empty for a list that is only evidence, or whose lines say
	Propose   bool      `json:"propose,omitempty"`   // whether it, or one of its lines, proposes
	Always    bool      `json:"always,omitempty"`    // whether it proposes whatever readers say
	Precision float64   `json:"precision,omitempty"` // share of right proposals when measured; 0 if unknown
	Measured  string    `json:"measured,omitempty"`  // what Precision was measured on
	Source    string    `json:"source,omitempty"`
	Licence   string    `json:"licence,omitempty"`
	Names     int       `json:"names"` // how many lines with a name it has
	Aliases   int       `json:"aliases,omitempty"`
	// Types are those that its names have, Type or what their lines say.
	Types []text.Type `json:"types,omitempty"`
	// Unread are the columns that are for people.
	Unread []string `json:"unread,omitempty"`
}

// DefaultScore is the score of names of a list that proposes and has neither
// weight nor precision: nobody has measured it.
const DefaultScore = 0.9

// Set is a number of lists, ready to be looked up. It does not change after
// Read and may be used by any number of goroutines.
type Set struct {
	lists   []List
	tables  []*table
	readers []string // stages whose candidates are weighed against
}

// Lists returns the lists in the order in which they were read. The index in
// it is what Match.List holds.
func (s *Set) Lists() []List { return s.lists }

// Entry is what a list says of a name.
type Entry struct {
	List  int       // index in Set.Lists
	Name  string    // the name, or the alias
	Of    string    // the name that it is an alias of; empty if it is none
	Type  text.Type // empty if the list is only evidence
	Key   string
	Score float64 // weight of the line, or precision of the list, or DefaultScore
	Case  string  // exact, strict, …
	// Propose tells whether the name is proposed where its context is there;
	// Always whether it is whatever readers say.
	Propose, Always     bool
	Before, After, Near string // required context, as written but for spaces
}

// Entries yields all names and aliases, in the order in which they were read
// for lists of one file.
func (s *Set) Entries() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for _, t := range s.tables {
			for _, i := range t.inOrder() {
				if !yield(s.entry(t, i)) {
					return
				}
			}
		}
	}
}

// Find returns the entries whose name is this one but for case, accents and
// hyphens, in order of lists.
func (s *Set) Find(name string) []Entry {
	words, err := wordsOf(name, nil)
	if err != nil || len(words) == 0 {
		return nil
	}
	var p trail
	for i := range words {
		p = p.step(&words[i])
	}
	var out []Entry
	for _, t := range s.tables {
		first, _ := t.find(p.fold)
		for i := first; i >= 0; i = t.next(i) {
			if e := t.entry(i); e.rest == uint32(p.fold>>32) {
				out = append(out, s.entry(t, i))
			}
		}
	}
	return out
}

// Entry is the entry that a match of the set is of.
func (s *Set) Entry(m Match) Entry { return s.entry(s.tables[m.table], int(m.entry)) }

func (s *Set) entry(t *table, i int) Entry {
	e := t.entry(i)
	f := t.fact(e.fact)
	c := t.class(f.class)
	out := Entry{
		List: t.base + int(e.list), Name: t.text(e.name), Type: c.kind, Key: t.text(f.key),
		Score: c.weight, Case: e.how.String(), Propose: c.propose >= proposeYes, Always: c.propose == proposeAlways,
		Before: c.before, After: c.after, Near: c.near,
	}
	if e.how&alias != 0 {
		out.Of = t.text(f.name)
	}
	return out
}
