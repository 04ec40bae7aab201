package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/eval"
	"rollcall/eval/tags"
	"rollcall/gold"
	"rollcall/text"
)

// names are those of the answers, in order.
func (t *tagged) names() []string {
	var names []string
	for name := range t.answers {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// chooseSchemes takes the schemes that --tags names, or tells gold's from its
// tags. Answers are in gold's scheme if that has all their prefixes.
func (f *evalFlags) chooseSchemes(t *tagged) (err error) {
	goldName, answersName, two := strings.Cut(f.tagScheme, ",")
	if !two {
		answersName = goldName
	}
	if goldName == "" {
		t.scheme, _ = t.gold.Guess()
	} else if t.scheme, err = tags.SchemeNamed(goldName); err != nil {
		return err
	}
	for _, name := range t.names() {
		a := t.answers[name]
		switch {
		case answersName != "":
			if a.scheme, err = tags.SchemeNamed(answersName); err != nil {
				return err
			}
		case a.file.Writes(t.scheme):
			a.scheme = t.scheme
		default:
			a.scheme, _ = a.file.Guess()
		}
	}
	return nil
}

// illegal says how many tags of a file its scheme does not allow, and what
// became of them; if they are refused, the error lists them.
func (t *tagged) illegal(file *tags.File, s tags.Scheme) (note string, err error) {
	const most = 20
	faults, n := file.Validate(s, t.labels, most)
	if n == 0 {
		return "", nil
	}
	if t.reading == tags.Refuse {
		if n > len(faults) {
			faults = append(faults, fmt.Errorf("and %d more", n-len(faults)))
		}
		return "", errors.Join(append(faults, errors.New("--repair conlleval or --repair discard reads them all the same"))...)
	}
	what := "illegal tags"
	if n == 1 {
		what = "illegal tag"
	}
	how := "read as conlleval does"
	if t.reading == tags.Discard {
		how = "the spans of which are discarded"
	}
	return fmt.Sprintf("%d %s, %s; first %v", n, what, how, faults[0]), nil
}

// mapTags gives both sides the types that a map has for their labels.
func (f *evalFlags) mapTags(t *tagged) ([]gold.LabelCount, error) {
	m, err := labelMap(f.labels)
	if err != nil {
		return nil, err
	}
	// The map is asked by way of a document, so that what it does not know is
	// said in its own words.
	all := &text.Document{}
	for _, s := range t.goldSpans {
		all.Mentions = append(all.Mentions, text.Mention{Type: text.Type(t.labels.Name(s.Label))})
	}
	dropped, err := m.Apply([]*text.Document{all})
	if err != nil {
		return nil, err
	}
	to := func(l tags.Label) tags.Label {
		name := t.labels.Name(l)
		typ, known := m.Type(name)
		switch {
		case !known:
			return l
		case typ == "":
			return tags.Nothing
		}
		return t.labels.ID(string(typ))
	}
	t.goldSpans = t.gold.Relabel(t.goldSpans, to, t.scheme)
	for _, name := range t.names() {
		a := t.answers[name]
		a.spans = a.file.Relabel(a.spans, to, t.scheme)
		a.scheme = t.scheme
	}
	return dropped, nil
}

// answer gives a system the answers that it has as tags.
func (t *tagged) answer(s *system, c *gold.Corpus) bool {
	a := t.answers[s.name]
	if a == nil {
		return false
	}
	docs := make([]text.Document, len(c.Documents))
	list := make([]*text.Document, len(c.Documents))
	for i, m := range t.layout.Mentions(a.spans, t.labels) {
		docs[i] = text.Document{ID: c.Documents[i].ID, Text: c.Documents[i].Text, Mentions: m}
		list[i] = &docs[i]
	}
	s.answers = [][]*text.Document{list}
	s.warnings = make([][]eval.Warning, 1)
	for _, note := range a.notes {
		s.warnings[0] = append(s.warnings[0], eval.Warning{Message: note})
	}
	return true
}

// result compares the tags of a system with gold's, of some types only if types
// is not nil.
func (t *tagged) result(s *system, types []text.Type) (r *tags.Result, reading string, err error) {
	a := t.answers[s.name]
	g, answers, o := *t.gold, *a.file, tags.Options{Gold: t.scheme, Answers: a.scheme, Reading: t.reading}
	if types != nil {
		kept := func(l tags.Label) tags.Label {
			if slices.Contains(types, text.Type(t.labels.Name(l))) {
				return l
			}
			return tags.Nothing
		}
		g.Relabel(t.goldSpans, kept, t.scheme)
		answers.Relabel(a.spans, kept, t.scheme)
		o.Answers = t.scheme
	}
	reading = fmt.Sprintf("Tags: %s, repaired as %s.", t.scheme.Name, t.reading)
	if a.scheme.Name != t.scheme.Name {
		reading = fmt.Sprintf("Tags: gold %s, answers %s, repaired as %s.", t.scheme.Name, a.scheme.Name, t.reading)
	}
	if t.reading == tags.Refuse {
		reading = strings.Replace(reading, "repaired as none", "all legal", 1)
	}
	r, err = tags.Score(&g, &answers, t.labels, o)
	return r, reading, err
}
