package rule

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"rollcall/internal/yamlfile"
	"rollcall/text"
)

// Draft is a rule made of one marked sentence, for a person to go on with.
type Draft struct {
	Name  string
	rule  []string // its lines, without indent
	ready *Set
}

// firstScore is the score of a draft: nobody has measured it.
const firstScore = 0.8

// mostBetween is how many tokens may stand between the mentions of a draft.
const mostBetween = 8

// NewDraft makes a rule that finds what is marked in a sentence: by the words
// around it where there are any, and for the mention itself by the kinds of its
// words. Of several patterns it takes the most general one that finds just what
// is marked, and with it a text that it does not match; so its examples hold.
// prepare makes tokens and sentences. taken tells names that other rules have;
// name is that of the rule, or "" for one that tells what it does.
func NewDraft(marked, name string, taken func(string) bool, prepare func(*text.Document) error) (*Draft, error) {
	marked = strings.Join(strings.Fields(marked), " ")
	plain, marks, err := text.ParseMarked(marked)
	if err != nil {
		return nil, err
	}
	if len(marks) == 0 {
		return nil, errors.New("nothing is marked: put what the rule must find in brackets with its type, as in 'Then Governor [Person Ann Lee] spoke.'")
	}
	for i := range marks {
		marks[i].Type = typeOf(string(marks[i].Type))
	}
	d := &text.Document{ID: "draft", Text: plain}
	if err := prepare(d); err != nil {
		return nil, err
	}
	s := &sketch{document: d, view: (&Set{compiler: newCompiler(), starts: &startSet{}}).view(d, &memory{}), marks: marks}
	if err := s.place(); err != nil {
		return nil, err
	}
	for _, p := range s.patterns() {
		if draft := s.draft(marked, p, name, taken, prepare); draft != nil {
			return draft, nil
		}
	}
	return nil, errors.New("no pattern finds just what is marked here: mark whole words, and all mentions of the kind")
}

// sketch is a sentence that a rule is made of.
type sketch struct {
	document *text.Document
	view     *view
	marks    []text.Mention
	at       []capture // the marks as tokens, in order
	run      run
}

// place finds the tokens of the marks.
func (s *sketch) place() error {
	for i, m := range s.marks {
		first, end, ok := s.view.on(m.Span)
		if !ok {
			return fmt.Errorf("%q does not begin and end with whole words", m.In(s.document.Text))
		}
		k, ok := s.view.runOf(first, end)
		switch {
		case !ok:
			return fmt.Errorf("%q reaches over the end of a sentence", m.In(s.document.Text))
		case i == 0:
			s.run = s.view.runs[k]
		case s.view.runs[k] != s.run || first < s.at[i-1].end || first-s.at[i-1].end > mostBetween:
			return fmt.Errorf("mark one mention, or several that follow each other closely in one sentence: %q does not", m.In(s.document.Text))
		}
		s.at = append(s.at, capture{first, end, i})
	}
	return nil
}

// sketched is a pattern with what it is called after.
type sketched struct {
	pattern string
	anchor  string // a word that the rule asks for, "" if none
	side    string // after, before or with
}

// patterns lists what might do, the most general first.
func (s *sketch) patterns() []sketched {
	var out []sketched
	for _, form := range []func(first, end int) string{s.general, s.series, s.literal} {
		body := ""
		for i, c := range s.at {
			if i > 0 {
				body += " " + s.words(s.at[i-1].end, c.first) + " "
			}
			body = strings.ReplaceAll(body, "  ", " ")
			label := ""
			if len(s.at) > 1 {
				label = s.marks[i].Type.Label() + ": "
			}
			body += "{" + label + form(c.first, c.end) + "}"
		}
		first, end := s.at[0].first, s.at[len(s.at)-1].end
		for _, a := range s.anchors(first, end) {
			p := sketched{body, s.view.tokens[a].text, "with"}
			switch {
			case a < first:
				p.pattern, p.side = s.words(a, first)+" "+body, "after"
			case a >= end:
				p.pattern, p.side = body+" "+s.words(end, a+1), "before"
				out = append(out, p)
				if first == s.run.first {
					continue
				}
				// A word such as The, at the start of a sentence, may look like a
				// part of the name.
				p.pattern = s.words(first-1, first) + " " + p.pattern
			}
			out = append(out, p)
		}
		if len(s.at) > 1 {
			out = append(out, sketched{body, "", ""})
		}
	}
	return append(out, sketched{"{" + s.literal(s.at[0].first, s.at[0].end) + "}", "", ""})
}

// anchors are words near by that a rule may ask for, the best first: rare ones,
// near ones, those before the mention.
func (s *sketch) anchors(first, end int) []int {
	var out []int
	rank := map[int]int{}
	add := func(i, distance int) {
		if i < s.run.first || i >= s.run.end {
			return
		}
		t := &s.view.tokens[i]
		if t.shape&(shapeWord|shapePunct) == 0 || t.shape&shapePunct != 0 && distance > 1 {
			return
		}
		w := wordWeight(strings.ToLower(t.text))
		rank[i] = distance * 2
		if w > 100 {
			rank[i] += 10
		}
		if t.shape&shapePunct != 0 {
			rank[i] += 100
		}
		if i >= end {
			rank[i]++
		}
		out = append(out, i)
	}
	for k := 1; k <= 3; k++ {
		add(first-k, k)
		add(end+k-1, k)
	}
	slices.SortStableFunc(out, func(a, b int) int { return rank[a] - rank[b] })
	return out
}

// words writes tokens as a pattern.
func (s *sketch) words(first, end int) string {
	var out []string
	for i := first; i < end; i++ {
		out = append(out, literalOf(s.view.tokens[i].text))
	}
	return strings.Join(out, " ")
}

// literalOf is the pattern for a word in any case, or for a mark.
func literalOf(w string) string {
	low := strings.ToLower(w)
	var one []*test
	if p, err := parsePattern(low, newScope()); err == nil && p.oneToken(&one) && len(one) == 1 && one[0].word == low && one[0].exact == "" {
		return low
	}
	return quotedOf(w)
}

func quotedOf(w string) string {
	if strings.Contains(w, `"`) {
		return `/["“”]/`
	}
	return `"` + w + `"`
}

// kind is what a token of a mention is taken for.
func (s *sketch) kind(i int) string {
	t := &s.view.tokens[i]
	switch {
	case t.shape&shapeCap != 0, t.shape&shapeCaps != 0:
		return "Cap"
	case t.shape&shapeNumber != 0:
		return "Num"
	case t.shape&shapeClitic != 0:
		return "Clitic"
	}
	return quotedOf(t.text)
}

// general takes words between capitalised ones for such as may stand there any
// number of times: Cap+ (("of"|"and") Cap+)*.
func (s *sketch) general(first, end int) string {
	var between []string
	for i := first; i < end; i++ {
		switch k := s.kind(i); {
		case k == "Cap":
		case i == first || i == end-1 || s.kind(i-1) != "Cap" || s.kind(i+1) != "Cap" || k == "Num" || k == "Clitic":
			return s.series(first, end)
		case !slices.Contains(between, k):
			between = append(between, k)
		}
	}
	switch len(between) {
	case 0:
		return "Cap+"
	case 1:
		return "Cap+ (" + between[0] + " Cap+)*"
	}
	return "Cap+ ((" + strings.Join(between, "|") + ") Cap+)*"
}

// series takes the words of a mention one by one for their kinds.
func (s *sketch) series(first, end int) string {
	var out []string
	for i := first; i < end; i++ {
		k := s.kind(i)
		switch last := len(out) - 1; {
		case k == "Cap" && last >= 0 && (out[last] == "Cap" || out[last] == "Cap+"):
			out[last] = "Cap+"
		case k == "Cap":
			out = append(out, "Cap+")
		default:
			out = append(out, k)
		}
	}
	return strings.Join(out, " ")
}

// literal takes a mention as it is written.
func (s *sketch) literal(first, end int) string {
	var out []string
	for i := first; i < end; i++ {
		out = append(out, quotedOf(s.view.tokens[i].text))
	}
	return strings.Join(out, " ")
}

// draft writes the rule, if its examples hold.
func (s *sketch) draft(marked string, p sketched, name string, taken func(string) bool, prepare func(*text.Document) error) *Draft {
	if name == "" {
		name = s.name(p, taken)
	}
	d := &Draft{Name: name}
	for _, without := range s.without(p) {
		d.rule = []string{"- name: " + yamlText(name)}
		if len(s.at) == 1 {
			d.rule = append(d.rule, "  type: "+yamlText(string(s.marks[0].Type)))
		}
		d.rule = append(d.rule,
			fmt.Sprintf("  score: %v # a guess: rollcall rules bench counts how often it is right", firstScore),
			"  pattern: "+yamlText(p.pattern),
			"  examples:", "    match:", "      - "+yamlText(marked), "    no_match:", "      - "+yamlText(without))
		var err error
		d.ready, err = ReadSources(nil, Source{Path: "draft", Content: d.File()})
		if err == nil && len(d.ready.Test(prepare)) == 0 {
			return d
		}
	}
	return nil
}

// name tells what a pattern does: person-after-governor.
func (s *sketch) name(p sketched, taken func(string) bool) string {
	var parts []string
	for _, m := range s.marks {
		if t := nameOf(string(m.Type)); !slices.Contains(parts, t) {
			parts = append(parts, t)
		}
	}
	if a := nameOf(p.anchor); a != "" {
		parts = append(parts, p.side, a)
	} else {
		m := s.marks[0]
		parts = append(parts, nameOf(m.In(s.document.Text)))
	}
	base := strings.Trim(strings.Join(parts, "-"), "-")
	name := base
	for n := 2; taken != nil && taken(name); n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	return name
}

// nameOf is a text in small letters with hyphens for what a name can not hold.
func nameOf(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r < 0x80 && !isWordByte(byte(r)) }), "-")
}

// without lists texts that the pattern may not match: the sentence with other
// words for its mentions, or without them.
func (s *sketch) without(p sketched) []string {
	var out []string
	replaced := func(with func(m text.Mention) string) {
		var b strings.Builder
		at := 0
		for _, m := range s.marks {
			b.WriteString(s.document.Text[at:m.Start])
			b.WriteString(with(m))
			at = m.End
		}
		b.WriteString(s.document.Text[at:])
		w := strings.Join(strings.Fields(b.String()), " ")
		for _, mark := range []string{",", ".", ";", ":", "!", "?"} {
			w = strings.ReplaceAll(w, " "+mark, mark)
		}
		if strings.Trim(w, " .,;:!?") != "" {
			out = append(out, strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`).Replace(w))
		}
	}
	removed := func(text.Mention) string { return "" }
	other := func(m text.Mention) string {
		switch m.Type {
		case text.TypePerson:
			return "someone"
		case text.TypePlace:
			return "some place"
		case text.TypeMoney:
			return "little"
		}
		return "something"
	}
	if first := s.at[0].first; p.side == "after" && len(s.at) == 1 && wordWeight(strings.ToLower(s.view.tokens[first-1].text)) < 100 {
		replaced(removed)
	}
	replaced(other)
	replaced(removed)
	replaced(func(m text.Mention) string { return strings.ToLower(m.In(s.document.Text)) })
	return append(out, "Nothing of the kind is here.")
}

// yamlText writes a text as YAML: in single quotes, unless it is a mere name.
func yamlText(s string) string {
	if isName(s) && !slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}, strings.ToLower(s)) && strings.Trim(s, "0123456789-_") != "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

// File is a file with the rule alone.
func (d *Draft) File() []byte {
	return []byte("rules:\n" + indented(d.rule, 2))
}

func indented(lines []string, by int) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.Repeat(" ", by) + l + "\n")
	}
	return b.String()
}

// Append adds the rule to a file of rules, whose other lines stay as they are.
// The file must read without faults before and after; files is as for
// ReadSources.
func (d *Draft) Append(files fs.FS, s Source) ([]byte, error) {
	if _, err := ReadSources(files, s); err != nil {
		return nil, err
	}
	r := newReader(s.Path)
	entries := r.mapping(r.document(s.Content), "a file of rules")
	last := entries[len(entries)-1]
	list, ok := last.Value.(*ast.SequenceNode)
	if last.Key != "rules" || !ok || list.IsFlowStyle || len(list.Values) == 0 {
		at := 1
		if ok {
			at, _ = yamlfile.Position(list)
		}
		return nil, fmt.Errorf("%s:%d: the file does not end with its rules, one below the other, so this one can not be put behind them: move the key rules to the end, or copy the rule into its place:\n\n%s",
			s.Path, at, indented(d.rule, 2))
	}
	column := list.Start.Position.Column
	content := strings.TrimRight(string(s.Content), " \t\r\n") + "\n\n" + indented(d.rule, max(column-1, 0))
	s.Content = []byte(content)
	if _, err := ReadSources(files, s); err != nil {
		return nil, fmt.Errorf("with the rule behind it, the file has faults: %w", err)
	}
	return s.Content, nil
}
