package gold

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"rollcall/text"
)

// Map says what type a corpus's label is. The zero Map keeps every label as it
// stands, which is what training on labels of one's own wants.
type Map struct {
	name  string
	types map[string]text.Type // an empty type drops the label
	rest  restPolicy
	// tagsOnly leaves files that hold the guideline's types already (JSONL,
	// marked text) as they are.
	tagsOnly bool
}

// restPolicy is what becomes of a label that a map does not name.
type restPolicy uint8

const (
	restKept restPolicy = iota
	restRefused
	restDropped
)

// ReadMap reads a mapping file; see ParseMap.
func ReadMap(path string) (Map, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Map{}, err
	}
	return ParseMap(path, string(data))
}

// ParseMap reads a mapping: "PER = PERSON" a line, "MISC =" to drop a label,
// "* = *" to keep all labels that are not named as they stand, "* =" to drop
// them; without such a line they are refused. A # at the start of a line or
// after a blank begins a comment. The error lists all faults as
// name:line:column, columns counted in bytes.
func ParseMap(name, data string) (Map, error) {
	m := Map{name: name, types: map[string]text.Type{}, rest: restRefused}
	firstLine := map[string]int{}
	var errs []error
	for i, line := range strings.Split(strings.TrimPrefix(data, "\uFEFF"), "\n") {
		fault := func(column int, format string, args ...any) {
			errs = append(errs, fmt.Errorf("%s:%d:%d: %s", name, i+1, column+1, fmt.Sprintf(format, args...)))
		}
		line = stripComment(line)
		if strings.TrimSpace(line) == "" {
			continue
		}
		start := len(line) - len(strings.TrimLeft(line, " \t"))
		left, right, found := strings.Cut(line, "=")
		label, target := strings.TrimSpace(left), strings.TrimSpace(right)
		switch {
		case !found:
			fault(start, `no "=" in %q: a line is "label = type"`, strings.TrimSpace(line))
			continue
		case label == "":
			fault(start, `no label before the "="`)
			continue
		case strings.ContainsAny(target, " \t=") || strings.ContainsAny(label, " \t"):
			fault(start, "%q: one label and one type a line, without blanks in them", strings.TrimSpace(line))
			continue
		case label == "*" && target != "*" && target != "":
			fault(len(left)+1, `"*" can only be kept ("* = *") or dropped ("* =")`)
			continue
		case firstLine[label] > 0:
			fault(start, "label %s has been given a type in line %d", label, firstLine[label])
			continue
		}
		firstLine[label] = i + 1
		switch {
		case label != "*":
			m.types[label] = text.Type(target)
		case target == "*":
			m.rest = restKept
		default:
			m.rest = restDropped
		}
	}
	return m, errors.Join(errs...)
}

func stripComment(line string) string {
	for i := range len(line) {
		if line[i] == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t') {
			return line[:i]
		}
	}
	return strings.TrimSuffix(line, "\r")
}

// Type is the type of a label, empty where the map drops it. It reports false
// if the map does not know the label and has no line for all others.
func (m Map) Type(label string) (text.Type, bool) {
	if t, ok := m.types[label]; ok {
		return t, true
	}
	switch m.rest {
	case restKept:
		return text.Type(label), true
	case restDropped:
		return "", true
	}
	return "", false
}

// Apply gives the mentions of documents the types that the map has for their
// labels, and takes out those it drops, so that answers can be brought to the
// types of a gold that was read with the same map. Entities keep the mentions
// that are left to them. It returns the dropped labels; the error lists all
// labels that the map does not know, and then nothing has been changed.
func (m Map) Apply(docs []*text.Document) ([]LabelCount, error) {
	unknown := counter{}
	for _, d := range docs {
		for _, mention := range d.Mentions {
			if _, ok := m.Type(string(mention.Type)); !ok {
				unknown[string(mention.Type)]++
			}
		}
	}
	if len(unknown) > 0 {
		return nil, m.unknownError(unknown.sorted())
	}
	dropped := counter{}
	for _, d := range docs {
		kept := d.Mentions[:0]
		to := make([]int, len(d.Mentions))
		for i, mention := range d.Mentions {
			t, _ := m.Type(string(mention.Type))
			if t == "" {
				dropped[string(mention.Type)]++
				to[i] = -1
				continue
			}
			mention.Type = t
			mention.Alt = m.alternatives(mention.Alt)
			to[i] = len(kept)
			kept = append(kept, mention)
		}
		d.Mentions = kept
		for i := range d.Entities {
			if t, ok := m.Type(string(d.Entities[i].Type)); ok && t != "" {
				d.Entities[i].Type = t
			}
		}
		RenumberEntities(d, to)
	}
	return dropped.sorted(), nil
}

func (m Map) alternatives(alts []text.Alternative) []text.Alternative {
	var kept []text.Alternative
	for _, a := range alts {
		if t, _ := m.Type(string(a.Type)); t != "" {
			a.Type = t
			kept = append(kept, a)
		}
	}
	return kept
}

func (m Map) unknownError(labels []LabelCount) error {
	parts := make([]string, len(labels))
	lines := make([]string, len(labels))
	for i, l := range labels {
		parts[i] = l.String()
		lines[i] = l.Label + " ="
	}
	return fmt.Errorf("%s does not know the labels %s: write a map with a line for each (%s a type, or nothing to drop it), or \"* = *\" to keep all as they are",
		m.name, strings.Join(parts, ", "), strings.Join(lines, ", "))
}

// LabelCount is a label of a corpus and how many mentions have it.
type LabelCount struct {
	Label string `json:"label"`
	Count int    `json:"count"`
}

// String is "MISC (322)".
func (l LabelCount) String() string { return fmt.Sprintf("%s (%d)", l.Label, l.Count) }

type counter map[string]int

// sorted lists the most frequent first, ties by name.
func (c counter) sorted() []LabelCount {
	var out []LabelCount
	for label, n := range c {
		out = append(out, LabelCount{label, n})
	}
	slices.SortFunc(out, func(a, b LabelCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Label, b.Label))
	})
	return out
}
