package rule

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"rollcall/text"
)

// Severity is how bad a finding is.
type Severity string

// The severities. With an error the rule does not do what its file says; with a
// warning it does, and is of less use than its author thinks.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Severities lists the severities, the worst first.
func Severities() []Severity { return []Severity{Error, Warning, Note} }

// Finding is something that is weak about a rule.
type Finding struct {
	Path         string
	Line, Column int // from 1
	Severity     Severity
	Kind         string // fault, example, impossible, …; see Kinds
	Rule         string // empty where it is of a file
	Message      string // what is so
	Advice       string // what to do
}

// String is "path:line:column: severity: rule x: message; advice (kind)".
func (f Finding) String() string {
	rule := ""
	if f.Rule != "" {
		rule = "rule " + f.Rule + ": "
	}
	advice := ""
	if f.Advice != "" {
		advice = "; " + f.Advice
	}
	return fmt.Sprintf("%s:%d:%d: %s: %s%s%s (%s)", f.Path, f.Line, f.Column, f.Severity, rule, f.Message, advice, f.Kind)
}

// Kinds lists the kinds of findings with what each means.
func Kinds() [][2]string {
	return [][2]string{
		{"fault", "the file can not be read as it is; a missing example is one"},
		{"example", "an example does not come out as it says"},
		{"impossible", "a part of a pattern can match nothing"},
		{"unreachable", "a choice comes behind one that takes all that it could"},
		{"brackets", "| with blanks reaches further than it seems meant to: a | b {Cap} is a, or b with a name"},
		{"duplicate", "two rules are the same but for name, score and note"},
		{"lower-case", "it takes names without a capital letter"},
		{"never-fires", "nothing in the corpora matches"},
		{"shadowed", "whatever it found in the corpora, another rule found too"},
		{"slow", "it asks for no word, so it is tried in nearly every sentence"},
	}
}

// SortFindings orders findings by place.
func SortFindings(all []Finding) {
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), a.Line-b.Line, a.Column-b.Column, strings.Compare(a.Rule, b.Rule), strings.Compare(a.Kind, b.Kind))
	})
}

// parsedPattern is a pattern as it was read.
type parsedPattern struct {
	path, what string
	node       *node
	macro      bool
	place      func(i int) (line, column int) // of a byte of it
}

// Lint reads files of rules as ReadSources does, and looks for what is weak
// about them without any text but their examples; prepare makes tokens and
// sentences. The set is nil if the files have faults, which are the findings
// then.
func Lint(fsys fs.FS, prepare func(*text.Document) error, sources ...Source) (*Set, []Finding) {
	b := newSetBuilder(fsys)
	b.keep = true
	s, err := b.read(sources)
	if err != nil {
		var all []Finding
		for _, f := range Faults(err) {
			all = append(all, Finding{Path: f.Path, Line: max(f.Line, 1), Column: max(f.Column, 1), Severity: Error, Kind: "fault", Message: f.Msg})
		}
		return nil, all
	}
	l := &linter{set: s, parsed: b.parsed, macros: map[*node]bool{}}
	for _, p := range b.parsed {
		if p.macro {
			l.macros[p.node] = true
		}
	}
	for _, f := range s.Test(prepare) {
		l.all = append(l.all, Finding{f.Path, f.Line, f.Column, Error, "example", f.Rule,
			f.Reason + ": want " + f.Want + ", got " + f.Got, "rollcall rules test shows both, one below the other"})
	}
	for i := range b.parsed {
		l.pattern(&b.parsed[i])
	}
	l.duplicates()
	l.lowerCase(prepare)
	l.slow()
	SortFindings(l.all)
	return s, l.all
}

type linter struct {
	set    *Set
	parsed []parsedPattern
	macros map[*node]bool
	all    []Finding
}

// of makes a finding about a rule.
func (l *linter) of(r *Rule, severity Severity, kind, message, advice string) {
	l.all = append(l.all, Finding{r.Path, r.Line, r.Column, severity, kind, r.Name, message, advice})
}

// duplicates looks for rules that say the same.
func (l *linter) duplicates() {
	type said struct {
		typ, retype                                         text.Type
		veto, candidates                                    Relation
		does, where                                         string
		pattern, regexp, before, after, notBefore, notAfter string
	}
	first := map[said]*Rule{}
	by := map[string]string{} // patterns with their macros written out
	for _, p := range l.parsed {
		by[p.path+" "+p.what] = p.node.String()
	}
	for i := range l.set.rules {
		r := &l.set.rules[i]
		get := func(key, source string) string {
			if s, ok := by[r.Path+" rule "+r.Name+": "+key]; ok {
				return s
			}
			return source
		}
		s := said{r.Type, r.Retype, r.Veto, r.Candidates, r.Does(), fmt.Sprint(r.Where), get("pattern", r.Pattern), r.Regexp,
			get("before", r.Before), get("after", r.After), get("not_before", r.NotBefore), get("not_after", r.NotAfter)}
		if old := first[s]; old != nil {
			l.of(r, Warning, "duplicate", fmt.Sprintf("it says the same as rule %s at %s:%d", old.Name, old.Path, old.Line), "delete one of them")
			continue
		}
		first[s] = r
	}
}

// named are the types whose mentions are names, which are written with capitals.
var named = []text.Type{text.TypePerson, text.TypeOrganisation, text.TypePlace}

// lowerCase tries examples with their mentions in small letters.
func (l *linter) lowerCase(prepare func(*text.Document) error) {
	for k := range l.set.rules {
		r := &l.set.rules[k]
		if r.Acts() {
			continue
		}
	examples:
		for _, e := range r.Match {
			plain, marks, err := text.ParseMarked(e.Marked)
			if err != nil {
				continue
			}
			low := []byte(plain)
			for _, m := range marks {
				// Bytes keep their places, so that what is given stays where it is.
				copy(low[m.Start:m.End], asciiLower(m.In(plain)))
			}
			d := &text.Document{ID: r.Name, Text: string(low)}
			if prepare(d) != nil {
				continue
			}
			if _, given, err := text.ParseMarked(e.Given); e.Given != "" && err == nil {
				d.Candidates = candidates(given)
			}
			for _, m := range l.set.alone(d, k) {
				if slices.Contains(named, m.Type) && isLowerName(m.In(d.Text)) {
					l.all = append(l.all, Finding{r.Path, e.Line, e.Column, Warning, "lower-case", r.Name,
						fmt.Sprintf("it takes %q for a name, in small letters", m.In(d.Text)), "ask for capitals: Cap in place of Word, Any or Lower; quotes around a word that must be as written"})
					break examples
				}
			}
		}
	}
}

func asciiLower(s string) string {
	b := []byte(s)
	for i := range b {
		b[i] = fold(b[i])
	}
	return string(b)
}

// isLowerName reports whether a text has letters and no capital.
func isLowerName(s string) bool {
	return strings.ToLower(s) == s && strings.ToUpper(s) != s
}

// slow looks for rules that no word keeps from being tried.
func (l *linter) slow() {
	const heavy = weightAny / 2
	for i := range l.set.rules {
		rd := &l.set.ready[i]
		always := rd.re == nil && slices.Contains(l.set.always, int32(i))
		if rd.re != nil {
			always = slices.ContainsFunc(l.set.literals.always, func(w waiter) bool { return w.rule == int32(i) })
		} else if rd.lightest >= heavy {
			always = true
		}
		if always {
			l.of(&l.set.rules[i], Note, "slow", "it asks for no word, stem, list or letters, so it is tried nearly everywhere", "ask for a word where you can, before or after the mention")
		}
	}
}
