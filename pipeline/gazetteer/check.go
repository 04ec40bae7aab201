package gazetteer

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"rollcall/pipeline/token"
	"rollcall/text"
)

// Kind says what a finding is about.
type Kind string

// The kinds of finding; the first two are faults, the others are to be looked
// at.
const (
	Unreadable  Kind = "unreadable"     // the list cannot be read so
	Unreachable Kind = "never matches"  // no text can hold the name as one
	Everyday    Kind = "everyday word"  // mostly written in lower case
	Ambiguous   Kind = "other meaning"  // another list has it as something else
	Several     Kind = "several lines"  // with different types, keys or contexts
	Unread      Kind = "column unread"  // perhaps misspelt
	Unmeasured  Kind = "not measured"   // the list proposes and has no precision
	Untyped     Kind = "without a type" // so that the list proposes nothing
)

// Finding is something that Check has to say of a list.
type Finding struct {
	Path         string
	Line, Column int    // from 1
	Name         string // the name that it is about; empty if it is the list
	Kind         Kind
	Message      string
}

// Fault reports whether the list is wrong, rather than to be looked at.
func (f Finding) Fault() bool { return f.Kind == Unreadable || f.Kind == Unreachable }

// Checker looks for what is wrong with lists, or likely to go wrong.
type Checker struct {
	// Known are lists in which names of the checked one may have other
	// meanings; nil for none.
	Known *Set
	// Everyday reports whether running text mostly writes a word in lower
	// case; nil if nobody knows.
	Everyday func(word string) bool
}

// Check is what there is to say of a list that is text, in order of lines.
func (c Checker) Check(fsys fs.FS, path string) []Finding {
	r := &reader{file: path}
	r.readFile(fsys)
	var out []Finding
	t, err := r.builder.table()
	if err != nil {
		r.errs = append(r.errs, err)
		t = &table{}
	}
	twice := map[uint32]bool{} // by name
	for n, first := range r.builder.repeated() {
		twice[n.entry.name] = true
		r.fail(int(n.line), int(n.col), "name %q stands in this list already, on line %d", t.text(n.entry.name), first.line)
	}
	for _, err := range r.errs {
		f := Finding{Path: path, Line: 1, Column: 1, Kind: Unreadable, Message: err.Error()}
		var fault *FaultError
		if errors.As(err, &fault) {
			f.Line, f.Column, f.Message = fault.Line, fault.Column, fault.Message
		}
		out = append(out, f)
	}
	t.lists = []List{r.info}
	s := &Set{lists: t.lists, tables: []*table{t}}
	names := slices.Clone(r.builder.names)
	for i := range names {
		f := Finding{Path: path, Line: int(names[i].line), Column: int(names[i].col), Name: t.text(names[i].entry.name)}
		e := s.entry(t, i)
		add := func(kind Kind, message string) {
			f.Kind, f.Message = kind, message
			out = append(out, f)
		}
		if why := s.unreachable(t, i); why != "" {
			add(Unreachable, why)
		}
		free := e.Case == "any"
		if c.Everyday != nil && !strings.ContainsAny(f.Name, " -") && (free || !acronym(f.Name)) && c.Everyday(f.Name) {
			message := "news mostly writes it in lower case"
			if free {
				message += ", and it is matched in any case"
			}
			add(Everyday, message)
		}
		if other := c.others(e, r.info.Name); other != "" {
			add(Ambiguous, other)
		}
		if i > 0 && !twice[names[i].entry.name] && names[i-1].path == names[i].path && names[i-1].entry.exact == names[i].entry.exact {
			add(Several, fmt.Sprintf("stands on line %d too, with another type, key or context", names[i-1].line))
		}
	}
	if len(r.head) > 0 {
		out = append(out, r.general(len(names))...)
	}
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return out
}

// acronym reports whether a name has no lower-case letter, so that the everyday
// word is none of its matches.
func acronym(name string) bool { return wordOf(name).upper }

// general is what there is to say of a list as a whole.
func (r *reader) general(names int) []Finding {
	var out []Finding
	add := func(kind Kind, format string, args ...any) {
		out = append(out, Finding{Path: r.file, Line: 1, Column: 1, Kind: kind, Message: fmt.Sprintf(format, args...)})
	}
	for _, c := range r.info.Unread {
		for _, known := range columnNames {
			if misspelt(c, known) {
				add(Unread, "column %q is not read: is %s meant?", c, known)
			}
		}
	}
	switch {
	case names == 0:
	case !r.info.Propose && r.info.Type == "" && r.columns[columnType] < 0:
		add(Untyped, "no type is said: the list serves rules (list:%s), and proposes nothing", r.info.Name)
	case r.info.Propose && r.info.Precision == 0 && r.columns[columnWeight] < 0:
		add(Unmeasured, "neither precision nor weight: %v is taken; rollcall gazetteer bench measures it", DefaultScore)
	}
	return out
}

// misspelt reports whether a word could be another one misspelt: one letter is
// changed, left out or added, two are swapped, or case or number differ.
func misspelt(word, known string) bool {
	w := strings.ToLower(word)
	if w == known || w == known+"s" || w+"es" == known || w+"s" == known {
		return true
	}
	if len(w) < 4 || len(w)-len(known) > 1 || len(known)-len(w) > 1 {
		return false
	}
	front := 0
	for front < min(len(w), len(known)) && w[front] == known[front] {
		front++
	}
	back := 0
	for back < min(len(w), len(known))-front && w[len(w)-1-back] == known[len(known)-1-back] {
		back++
	}
	swapped := len(w) == len(known) && front+back == len(w)-2 && w[front] == known[front+1] && w[front+1] == known[front]
	return swapped || max(len(w), len(known))-front-back <= 1
}

// others says in which other lists a name means something else: "also PLACE
// (cities, regions), in surnames".
func (c Checker) others(e Entry, own string) string {
	if c.Known == nil {
		return ""
	}
	lists := map[text.Type][]string{}
	for _, o := range c.Known.Find(e.Name) {
		l := c.Known.lists[o.List].Name
		if l != own && (o.Type == "" || o.Type != e.Type) && !slices.Contains(lists[o.Type], l) {
			lists[o.Type] = append(lists[o.Type], l)
		}
	}
	var said []string
	for _, t := range slices.SortedFunc(maps.Keys(lists), text.CompareTypes) {
		if t == "" {
			continue
		}
		said = append(said, fmt.Sprintf("%s (%s)", t, strings.Join(lists[t], ", ")))
	}
	if untyped := lists[""]; len(untyped) > 0 {
		said = append(said, "in "+strings.Join(untyped, ", "))
	}
	if len(said) == 0 {
		return ""
	}
	return "also " + strings.Join(said, ", ")
}

// unreachable says why text cannot hold entry i, which stands in the middle of
// a sentence here, as one name.
func (s *Set) unreachable(t *table, i int) string {
	const lead = "They said that "
	e := t.entry(i)
	name := t.text(e.name)
	if e.how&caseMask == upper {
		name = strings.ToUpper(name)
	}
	d := text.Document{Text: lead + name + " would go there again."}
	if token.Tokens(&d) != nil || token.Sentences(&d) != nil {
		return ""
	}
	for _, m := range s.Match(&d) {
		if d.Tokens[m.First].Start == len(lead) && d.Tokens[m.End-1].End == len(lead)+len(name) {
			return ""
		}
	}
	var parts []string
	for _, k := range d.Tokens {
		if k.Start < len(lead)+len(name) && k.End > len(lead) {
			parts = append(parts, d.Surface(k.Span))
		}
	}
	for _, sentence := range d.Sentences {
		if sentence.Start > len(lead) && sentence.Start < len(lead)+len(name) {
			return fmt.Sprintf("a sentence ends inside it, before %q", d.Text[sentence.Start:len(lead)+len(name)])
		}
	}
	return fmt.Sprintf("text is divided otherwise: %s", strings.Join(parts, " · "))
}
