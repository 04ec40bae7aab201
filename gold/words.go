package gold

import (
	"maps"
	"slices"
	"unicode"

	"github.com/rivo/uniseg"

	"rollcall/text"
)

// sentencesOf divides a document as forms of tokens need it: its lines that are
// not blank, each as words. A line break inside a mention divides nothing.
func sentencesOf(d *text.Document) [][]text.Span {
	var sentences [][]text.Span
	mentions := d.Mentions
	reach := 0 // to where the mentions that begin before a place reach
	start := 0
	for end := range len(d.Text) + 1 {
		if end < len(d.Text) && d.Text[end] != '\n' {
			continue
		}
		for len(mentions) > 0 && mentions[0].Start <= end {
			reach = max(reach, mentions[0].End)
			mentions = mentions[1:]
		}
		if end < len(d.Text) && end < reach {
			continue
		}
		if words := wordsOf(d, text.Span{Start: start, End: end}); len(words) > 0 {
			sentences = append(sentences, words)
		}
		start = min(end+1, len(d.Text))
	}
	return sentences
}

// wordsOf are the words of a part of a document: its tokens if it has any, else
// words by Unicode's rules (UAX #29), marks and symbols each their own and white
// space left out. They are cut where a mention begins or ends, so that tags can
// say where.
func wordsOf(d *text.Document, part text.Span) []text.Span {
	cuts := cutsIn(d.Mentions, part)
	var words []text.Span
	add := func(w text.Span) {
		for len(cuts) > 0 && cuts[0] <= w.Start {
			cuts = cuts[1:]
		}
		for len(cuts) > 0 && cuts[0] < w.End {
			words = append(words, text.Span{Start: w.Start, End: cuts[0]})
			w.Start = cuts[0]
			cuts = cuts[1:]
		}
		words = append(words, w)
	}
	if len(d.Tokens) > 0 {
		first, _ := slices.BinarySearchFunc(d.Tokens, part.Start, func(t text.Token, start int) int { return t.Start - start })
		for _, t := range d.Tokens[first:] {
			if t.End > part.End {
				break
			}
			for _, w := range withoutSpace(d.Surface(t.Span), t.Start) {
				add(w)
			}
		}
		return words
	}
	rest, at, state := part.In(d.Text), part.Start, -1
	for rest != "" {
		var word string
		word, rest, state = uniseg.FirstWordInString(rest, state)
		// A word of the rules can end in white space: a blank takes the marks
		// that combine with it along.
		for _, w := range withoutSpace(word, at) {
			add(w)
		}
		at += len(word)
	}
	return words
}

// withoutSpace are the runs without white space of a piece of text that begins
// at an offset.
func withoutSpace(s string, at int) []text.Span {
	var runs []text.Span
	start := -1
	for i, r := range s {
		switch {
		case unicode.IsSpace(r) && start >= 0:
			runs = append(runs, text.Span{Start: at + start, End: at + i})
			start = -1
		case !unicode.IsSpace(r) && start < 0:
			start = i
		}
	}
	if start >= 0 {
		runs = append(runs, text.Span{Start: at + start, End: at + len(s)})
	}
	return runs
}

// cutsIn are the offsets inside a part at which mentions begin or end, in
// order, each once.
func cutsIn(mentions []text.Mention, part text.Span) []int {
	var cuts []int
	for _, m := range mentions {
		for _, at := range []int{m.Start, m.End} {
			if part.Start < at && at < part.End {
				cuts = append(cuts, at)
			}
		}
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}

// wordsUnder are the first and the last of the words that a span overlaps, -1
// if there is none.
func wordsUnder(words []text.Span, span text.Span) (first, last int) {
	first, _ = slices.BinarySearchFunc(words, span.Start, func(w text.Span, start int) int {
		if w.End <= start {
			return -1
		}
		return 1
	})
	last = first
	for last < len(words) && words[last].Start < span.End {
		last++
	}
	if last == first {
		return -1, -1
	}
	return first, last - 1
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// list makes an empty list of nil, so that JSON has [] and not null.
func list(items []any) []any {
	if items == nil {
		return []any{}
	}
	return items
}
