// Package gazetteer finds the names of given lists in a document.
//
// A list is a file that a person can read and add to, one name a line:
//
//	# type: PLACE
//	# propose: yes
//	# precision: 0.94
//	# source: written by hand
//	# licence: MIT
//	name	case	propose	note
//	Ivory Coast
//	US	strict		the pronoun in capitals is more frequent
//	Georgia		no	a state of the US, too
//
// Lines that begin with # are remarks, or properties of the list if they read
// "# key: value" with a key of one lower-case word:
//
//	type       what the names name (PLACE, …); absent for lists that are only evidence
//	case       how names are compared where the line does not say (below); exact if absent
//	propose    yes: each match is proposed as a mention; needs type and precision
//	precision  share of the proposed mentions that were right when it was measured, 0 to 1
//	measured   what precision was measured on
//	source     where the names come from
//	licence    the licence of the list
//
// The first other line names the columns. Files ending in .csv are comma
// separated, with quotes; all others are tab separated, without. The column
// called name must be there. The columns case and propose may be: the first
// says how this name is compared, the second may say no, which keeps a name
// that has other meanings as evidence without proposing it. All other columns
// are for people and not read.
//
// Names and text are compared token by token, both divided by the same
// tokeniser, so that no name is unreachable because it is divided. Accents,
// the form of apostrophes, and hyphens between words make no difference (Côte
// d’Ivoire, Cote d'Ivoire; Guinea-Bissau, Guinea Bissau); nor does the case of
// small words inside (Ministry Of Defence). Otherwise case decides:
//
//	exact   as written; or all capitals, in a sentence that is all capitals or
//	        if the name has at least five letters (a dateline: KUALA LUMPUR)
//	strict  as written only, and never in a sentence that is all capitals
//	any     whatever the case
//
// All lists lie in one table of hashed paths of tokens, a trie whose edges are
// looked up and not stored: 120,000 names take 5 MB and load in a few dozen
// milliseconds straight from the readable files, so there is no compiled form
// that could go stale.
//
// Left out on purpose: inexact matching (edit distance), which finds more
// wrong names than misspelt ones in edited text; lists whose lines have
// different types, since a list's precision is one number; identifiers of
// entries, since nothing links names to a knowledge base.
package gazetteer

import "rollcall/text"

// List is what is known of a list apart from its names.
type List struct {
	Name      string    // the file's name without folder and extension
	Path      string    // the file it was read from
	Type      text.Type // empty for a list that is only evidence
	Propose   bool      // whether Propose makes candidates of its matches
	Precision float64   // share of right proposals when measured; 0 if unknown
	Measured  string    // what Precision was measured on
	Source    string
	Licence   string
	Names     int // how many names it holds
}

// Set is a number of lists, ready to be looked up. It does not change after
// Read and may be used by any number of goroutines.
type Set struct {
	lists []List
	table table
}

// Lists returns the lists in the order in which they were read. The index in
// it is what Match.List holds.
func (s *Set) Lists() []List { return s.lists }

// policy says how a name is compared with respect to case.
type policy uint8

const (
	exact policy = iota
	strict
	anyCase
	// weak is added to one of these for names that are not proposed.
	weak policy = 1 << 7
)

func parsePolicy(s string) (policy, bool) {
	switch s {
	case "exact":
		return exact, true
	case "strict":
		return strict, true
	case "any":
		return anyCase, true
	}
	return exact, false
}
