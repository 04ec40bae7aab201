package gold

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rollcall/text"
)

// Feature is a set of things that a format has a place for.
type Feature uint16

// What formats may hold beside spans and their types.
const (
	HoldsText         Feature = 1 << iota // the text itself
	HoldsSpacing                          // its white space
	HoldsID                               // the document's id
	HoldsNested                           // mentions inside mentions
	HoldsCrossing                         // mentions that cross, and nested ones
	HoldsScores                           // how sure a system is of a mention
	HoldsSources                          // which stage or rule found a mention
	HoldsValues                           // of amounts of money
	HoldsAlternatives                     // other readings that are as right
	HoldsEntities                         // which mentions name the same
	HoldsMetadata                         // the document's other keys

	HoldsAll = 1<<iota - 1
)

func (f Feature) has(g Feature) bool { return f&g == g }

// Names lists what the set holds, in words.
func (f Feature) Names() []string {
	var names []string
	for i, name := range featureNames {
		switch {
		case !f.has(1 << i), 1<<i == HoldsNested && f.has(HoldsCrossing), 1<<i == HoldsSpacing && f.has(HoldsText):
		case 1<<i == HoldsText && !f.has(HoldsSpacing):
			names = append(names, "text, but for white space between sentences")
		default:
			names = append(names, name)
		}
	}
	return names
}

var featureNames = [...]string{
	"text", "white space", "ids", "nested mentions", "overlapping mentions", "scores", "sources", "values of money", "alternatives", "entities", "metadata",
}

// Loss is something that could not be written, and how often.
type Loss struct {
	Kind      string `json:"kind"` // what is lost, in the singular: "score"
	Count     int    `json:"count"`
	Documents int    `json:"documents"` // how many it was in
}

// Losses are what writing lost, by kind.
type Losses []Loss

// String is "3 scores, 1 alternative".
func (l Losses) String() string {
	parts := make([]string, len(l))
	for i, loss := range l {
		parts[i] = loss.String()
	}
	return strings.Join(parts, ", ")
}

// String is "3 scores", or "metadata of 2 documents".
func (l Loss) String() string {
	if slices.Contains(perDocument, l.Kind) {
		return l.Kind + " of " + plural(l.Documents, "document")
	}
	return plural(l.Count, l.Kind)
}

// perDocument are kinds of loss that have no number but that of documents.
var perDocument = []string{"metadata", "text", "white space"}

// countNouns are what kinds of loss are counted by.
var countNouns = []string{
	"mention", "mark", "id", "score", "source", "value", "alternative", "entity", "document", "list", "answer",
	"relation", "event", "attribute", "note", "link", "comment", "annotation", "feature", "span", "label", "result", "task", "token", "ALT",
}

// plural is "1 score" or "3 scores": of a kind of several words the first noun
// is set in the plural, as in "2 spans without a label".
func plural(n int, kind string) string {
	if n != 1 {
		words := strings.Split(kind, " ")
		for i, w := range words {
			word, comma := strings.CutSuffix(w, ",")
			if !slices.Contains(countNouns, word) && len(words) > 1 {
				continue
			}
			if stem, ends := strings.CutSuffix(word, "y"); ends {
				words[i] = stem + "ies"
			} else {
				words[i] = word + "s"
			}
			if comma {
				words[i] += ","
			}
			break
		}
		kind = strings.Join(words, " ")
	}
	return fmt.Sprintf("%d %s", n, kind)
}

func (l *Losses) add(kind string, count, documents int) {
	if count == 0 {
		return
	}
	for i := range *l {
		if (*l)[i].Kind == kind {
			(*l)[i].Count += count
			(*l)[i].Documents += documents
			return
		}
	}
	*l = append(*l, Loss{kind, count, documents})
}

func (l Losses) sorted() Losses {
	slices.SortFunc(l, func(a, b Loss) int { return cmp.Compare(a.Kind, b.Kind) })
	return l
}

// fit gives copies of the documents without what the format cannot hold.
func (f Format) fit(docs []*text.Document) ([]*text.Document, Losses) {
	var losses Losses
	kept := make([]*text.Document, len(docs))
	for i, d := range docs {
		c := &text.Document{ID: d.ID, Text: d.Text, Meta: d.Meta, Tokens: d.Tokens, Entities: d.Entities, Mentions: slices.Clone(d.Mentions)}
		lose := func(kind string, n int) { losses.add(kind, n, 1) }
		if !f.Holds.has(HoldsText) && !f.words() {
			lose("text", 1)
		}
		if f.words() {
			if strings.TrimSpace(d.Text) == "" && f.Name == "conll" {
				lose("document without words", 1)
			} else if f.rebuilt(d) != d.Text {
				lose("white space", 1)
			}
		}
		if !f.Holds.has(HoldsID) {
			lose("id", 1)
		}
		if !f.Holds.has(HoldsMetadata) {
			lose("metadata", min(1, len(c.Meta)))
			c.Meta = nil
		}
		if !f.Holds.has(HoldsEntities) {
			lose("entity", len(c.Entities))
			c.Entities = nil
		}
		c.Mentions = f.fitMentions(c, lose)
		if len(c.Mentions) != len(d.Mentions) {
			c.Entities = nil
		}
		kept[i] = c
	}
	return kept, losses
}

// fitMentions takes from a document's mentions what the format cannot hold;
// lose is told what and how often.
func (f Format) fitMentions(d *text.Document, lose func(kind string, n int)) []text.Mention {
	mentions := slices.Clone(d.Mentions)
	slices.SortStableFunc(mentions, func(a, b text.Mention) int { return a.Compare(b.Span) })
	kept := mentions
	if !f.Holds.has(HoldsCrossing) {
		if f.Holds.has(HoldsNested) {
			kept = withoutOverlaps(mentions, text.Span.Crosses)
			lose("mention that crosses another", len(mentions)-len(kept))
		} else {
			kept = withoutOverlaps(mentions, text.Span.Overlaps)
			lose("mention that overlaps another", len(mentions)-len(kept))
		}
	} else {
		kept = slices.Clone(mentions)
	}
	lost := map[string]int{}
	if f.words() {
		kept = slices.DeleteFunc(kept, func(m text.Mention) bool {
			surface := d.Surface(m.Span)
			trimmed := strings.TrimSpace(surface)
			switch {
			case trimmed == "":
				lost["mention that is white space"]++
			case trimmed != surface:
				lost["mention with white space at its edge, written without"]++
			}
			return trimmed == ""
		})
	}
	for i := range kept {
		m := &kept[i]
		if m.Type == text.TypeIgnore && f.Name != "jsonl" && f.Name != "marked" {
			lost["IGNORE mark written as a plain label"]++
		}
		if m.Score != 0 && !f.Holds.has(HoldsScores) {
			lost["score"]++
			m.Score = 0
		}
		if m.Source != (text.Source{}) && !f.Holds.has(HoldsSources) {
			lost["source"]++
			m.Source = text.Source{}
		}
		if m.Money != nil && !f.Holds.has(HoldsValues) {
			lost["value of money"]++
			m.Money = nil
		}
		if len(m.Alt) > 0 && !f.Holds.has(HoldsAlternatives) {
			lost["alternative"] += len(m.Alt)
			m.Alt = nil
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(lost)) {
		lose(kind, lost[kind])
	}
	return kept
}

// withoutOverlaps leaves out the shorter of two mentions that clash, of equally
// long ones the later.
func withoutOverlaps(sorted []text.Mention, clash func(a, b text.Span) bool) []text.Mention {
	var out []text.Mention
	for from := 0; from < len(sorted); {
		// A run of mentions that overlap, one way or another.
		to, end := from+1, sorted[from].End
		for to < len(sorted) && sorted[to].Start < end {
			end = max(end, sorted[to].End)
			to++
		}
		out = append(out, settled(sorted[from:to], clash)...)
		from = to
	}
	return out
}

func settled(run []text.Mention, clash func(a, b text.Span) bool) []text.Mention {
	if len(run) == 1 {
		return run
	}
	byLength := slices.Clone(run)
	slices.SortStableFunc(byLength, func(a, b text.Mention) int { return cmp.Compare(b.Len(), a.Len()) })
	var kept []text.Mention
	for _, m := range byLength {
		if !slices.ContainsFunc(kept, func(k text.Mention) bool { return clash(m.Span, k.Span) }) {
			kept = append(kept, m)
		}
	}
	slices.SortStableFunc(kept, func(a, b text.Mention) int { return a.Compare(b.Span) })
	return kept
}

// tokens reports whether the format writes tokens from which the text is
// rebuilt.
func (f Format) tokens() bool { return f.Name == "conll" || f.Name == "hf" }

// words reports whether the format has words but not all white space.
func (f Format) words() bool { return f.tokens() || f.Name == "webanno" }

// rebuilt is the text that readers of a form without white space make of a
// document: one blank between words, and between sentences a line break where
// the form has sentences. WebAnno's offsets tell how much stood between two.
func (f Format) rebuilt(d *text.Document) string {
	var out strings.Builder
	end := 0
	for i, words := range sentencesOf(d) {
		switch {
		case f.Name == "webanno":
			gap := text.NewIndex(d.Text[end:words[0].Start], text.UTF16).Len()
			out.WriteString(strings.Repeat("\n", gap))
			end = words[len(words)-1].End
			out.WriteString(d.Text[words[0].Start:end])
			continue
		case i > 0 && f.Name == "conll":
			out.WriteByte('\n')
		case i > 0:
			out.WriteByte(' ')
		}
		for k, w := range words {
			if k > 0 {
				out.WriteByte(' ')
			}
			out.WriteString(d.Surface(w))
		}
	}
	return out.String()
}
