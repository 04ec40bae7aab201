package gazetteer

import (
	"slices"
	"strings"
)

// policy says how a name is compared with respect to case.
type policy uint8

const (
	exact policy = iota
	strict
	anyCase
	title
	upper

	caseMask policy = 0x07
	// bound is added where a context is required.
	bound policy = 1 << 3
	// weak is added where the line says that the name is not proposed.
	weak policy = 1 << 4
	// last is added to the last entry of a path.
	last policy = 1 << 6
	// alias is added for other names of an entry.
	alias policy = 1 << 7
)

// policyNames are what lists write, by policy; anyCase has two names.
var policyNames = []string{exact: "exact", strict: "strict", anyCase: "any", title: "title", upper: "upper"}

const policyList = "exact, strict, title, upper, any or ignore"

func (p policy) String() string { return policyNames[p&caseMask] }

func parsePolicy(s string) (policy, bool) {
	if s == "ignore" {
		return anyCase, true
	}
	i := slices.Index(policyNames, s)
	return policy(max(i, 0)), i >= 0
}

// casing is how the tokens of a possible name are cased in the text.
type casing struct {
	exact    uint32 // hash of the words with their case
	sentence bool   // the sentence is all capitals
	upper    bool   // the words have letters and no lower-case one
	known    bool   // upper, and capitals say enough: see capitalsLetters
	title    bool   // each word but the small ones begins with a capital
}

// allows reports whether the case of the text is right for an entry.
func (e *entry) allows(c casing) bool {
	switch e.how & caseMask {
	case anyCase:
		return true
	case strict:
		return e.exact == c.exact && !c.sentence
	case title:
		return e.exact == c.exact || c.title && !c.sentence || c.known
	case upper:
		return c.upper && !c.sentence
	}
	return e.exact == c.exact || c.known
}

// typeFault says what is wrong with the name of a type, or nothing.
func typeFault(s string) string {
	fit := s != "" && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
	if fit {
		return ""
	}
	if up := strings.ToUpper(s); strings.Trim(up, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == "" {
		return "is not in capitals: " + up
	}
	return "is not a word in capitals, such as ORGANISATION"
}
