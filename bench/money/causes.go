package main

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// causes.tsv says why each error that is known is there: first the causes (key,
// whose fault, in words), then the errors (suite, id of the document or case,
// what, surface, key of the cause). Errors of suites without ids have the
// number of the line and no surface.
//
//go:embed causes.tsv
var causesTSV string

// An errorAt is one error of one suite. what is missed, spurious or value.
type errorAt struct{ suite, id, what, surface string }

type cause struct{ whose, words string }

var unknown = cause{"?", "not looked into"}

// causesKnown are the causes by key and the key of each known error.
func causesKnown() (map[string]cause, map[errorAt]string) {
	byKey, of := map[string]cause{}, map[errorAt]string{}
	for line := range strings.Lines(causesTSV) {
		switch f := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); len(f) {
		case 3:
			byKey[f[0]] = cause{f[1], f[2]}
		case 5:
			of[errorAt{f[0], f[1], f[2], f[3]}] = f[4]
		}
	}
	return byKey, of
}

// why prints every error with its cause, if all is set, and how often each
// cause is behind the errors of a suite.
func why(errors []errorAt, all bool) error {
	byKey, of := causesKnown()
	type share struct{ suite, key string }
	counts := map[share]int{}
	table := markdown()
	table.Header("suite", "document or case", "what", "surface", "whose", "why")
	for _, e := range errors {
		key, ok := of[e]
		if !ok {
			key = of[errorAt{e.suite, e.id, e.what, ""}]
		}
		c, ok := byKey[key]
		if !ok {
			c = unknown
		}
		counts[share{e.suite, key}]++
		table.Append(e.suite, e.id, e.what, e.surface, c.whose, c.words)
	}
	if all {
		fmt.Println()
		if err := table.Render(); err != nil {
			return err
		}
	}
	fmt.Println()
	summary := markdown()
	summary.Header("suite", "errors", "whose", "why")
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b share) int {
		if c := strings.Compare(a.suite, b.suite); c != 0 {
			return c
		}
		if c := counts[b] - counts[a]; c != 0 {
			return c
		}
		return strings.Compare(a.key, b.key)
	})
	for _, k := range keys {
		c, ok := byKey[k.key]
		if !ok {
			c = unknown
		}
		summary.Append(k.suite, counts[k], c.whose, c.words)
	}
	return summary.Render()
}
