package rule

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"rollcall/pipeline/token"
	"rollcall/text"

	"github.com/google/go-cmp/cmp"
)

func prepare(d *text.Document) error {
	if err := token.Tokens(d); err != nil {
		return err
	}
	return token.Sentences(d)
}

var lists = fstest.MapFS{
	"gazetteers/titles.tsv": {Data: []byte("# case: any\nname\nPresident\nTan Sri\nDr\nSecretary of State\n")},
	"gazetteers/months.tsv": {Data: []byte("name\nMay\nJune\n")},
}

// one makes a set of one rule from lines such as "pattern: Cap+".
func one(t testing.TB, lines ...string) *Set {
	t.Helper()
	has := func(keys ...string) bool {
		return slices.ContainsFunc(lines, func(l string) bool {
			key, _, _ := strings.Cut(l, ":")
			return slices.Contains(keys, key)
		})
	}
	yaml := "rules:\n  - name: r\n"
	if !has("type") {
		yaml += "    type: PERSON\n"
	}
	if !has("score", "veto", "retype", "raise", "lower") {
		yaml += "    score: 0.9\n"
	}
	for _, l := range lines {
		yaml += "    " + l + "\n"
	}
	yaml += "    examples:\n      match: ['[Person x]']\n      no_match: [y]\n"
	s, err := ReadSources(lists, Source{Path: "r.yaml", Content: []byte(yaml)})
	if err != nil {
		t.Fatalf("%s\n%v", yaml, err)
	}
	return s
}

// marks is the text with what the set proposes marked.
func marks(t testing.TB, s *Set, plain string) string {
	t.Helper()
	d := &text.Document{ID: "t", Text: plain}
	if err := prepare(d); err != nil {
		t.Fatal(err)
	}
	if err := s.Propose(d); err != nil {
		t.Fatal(err)
	}
	var mentions []text.Mention
	for _, c := range d.Candidates {
		if c.Loss == nil {
			mentions = append(mentions, c.Mention)
		}
	}
	return mark(plain, mentions)
}

func TestPatterns(t *testing.T) {
	for _, c := range []struct{ pattern, want string }{
		// words
		{`{Cap} said`, "Then [Person Ann] said no. SAID Bob left."},
		{`"Said" {Cap}`, "Said [Person Ann], and said Bob."},
		{`{"Ann Lee"}`, "Here [Person Ann Lee] sat, ann lee not."},
		{`{o'clock}`, "Five [Person o'clock] now."},
		{`gen. {Cap}`, "There Gen. [Person Marsh] was, GEN. [Person Reed] too."},
		{`{ann lee}`, "[Person ANN Lee] wrote."},
		// stems
		{`stem:chair of {Cap+}`, "She chairs of [Person Acme] and the chair of [Person Big Acme], chairman of Foo."},
		// classes
		{`{Caps}`, "The [Person UN] and Unesco met."},
		{`{Initial+ Cap}`, "There [Person J. R. Smith] stood with Bob."},
		{`{Num} Lower`, "He has [Person 15] dogs."},
		{`Start {Cap}`, "[Person Ann] met Bob. “[Person Cy] is here.”"},
		{`{Lower} "." End`, "He is [Person here]."},
		{`{Any} Punct`, "So [Person it]."},
		{`{Letters&!Cap} "5"`, "or [Person or] 5"},
		{`{Cap} Clitic`, "Seen [Person Ann]'s dog."},
		// tests of one token together
		{`{Cap&!list:months&/.{2,4}/}+`, "in May [Person Ann] and Alexander."},
		{`{/[A-Z]{2}\d+/}`, "the [Person AB12] form"},
		{`{!Cap&!Punct} ","`, "Then Ann, who [Person left], came."},
		// lists
		{`list:titles+ {Cap+}`, "We saw President [Person Bo Li] and tan sri Dr [Person Noor], not Secretary Bob."},
		{`list:titles {Cap}`, "Secretary of State [Person Doe] spoke."},
		{`{list:titles}`, "A [Person Secretary of State] and a [Person Dr] there."},
		{`{Cap&list:months}`, "See [Person May] come."},
		// groups, choices, repetition
		{`{Cap ("and"|"of" "the"?) Cap}`, "the [Person House of the Rising] and [Person Salt and Pepper]"},
		{`{Cap{2}} x`, "the Big [Person Bad Wolf] x"},
		{`{Cap{2,3}}`, "One two [Person Three Four Five] Six."},
		{`{Cap{2,}} x`, "[Person A Big Bad Wolf] x"},
		{`a {Cap}? b {Cap}?`, "so a b [Person Ann], a [Person Bo] b [Person Cy]"},
		{`members ({Cap} ",")* {Cap} and {Cap}`, "its members [Person Ann], [Person Bo], [Person Cy] and [Person Di]."},
		// longest, then the earlier choice, then as much as possible
		{`{a | a b}`, "so [Person a b] c"},
		// without blanks, a choice is between what stands right beside it
		{`{a|a b}`, "so [Person a b] c a"},
		{`mayor|governor {Cap+}`, "so mayor [Person Ann] met Governor [Person Bo Lee] and Cy"},
		{`chair of the {ORG: Cap+ ("and"|"of"|"for" Cap+)*}`, "so chair of the [Organisation Council for Rivers and Lakes] met"},
		{`a b|c d | e`, "so [Person a b d], [Person a c d], a b, c d, [Person e]"},
		{`Cap* {Cap+}`, "so Ann Bo [Person Cy] x"},
		{`{Cap+} Cap*`, "so [Person Ann Bo Cy] x"},
		// types
		{`{Person: Cap} of {Organisation: Cap}`, "so [Person Ann] of [Organisation Acme]"},
		{`{ship: Cap}`, "the [ship Bounty]"},
		{`{PER: Cap} of {ORG: Cap} in {GPE: Cap}`, "so [Person Ann] of [Organisation Acme] in [Place Oslo]"},
		// the whole match is the mention where nothing is marked
		{`Cap Cap`, "the [Person Ann Lee]"},
		// capitals that tell nothing
		{`{Cap+}`, "ANN LEE MEETS BOB SMITH"},
	} {
		s := one(t, "pattern: '"+strings.ReplaceAll(c.pattern, "'", "''")+"'")
		plain, _, err := text.ParseMarked(c.want)
		if err != nil {
			t.Fatal(err)
		}
		if got := marks(t, s, plain); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.pattern, got, c.want)
		}
	}
}

func TestContext(t *testing.T) {
	for _, c := range []struct{ lines, want string }{
		{"pattern: '{Cap+}'\nafter: 'said'", "then [Person Ann] said. Bo left."},
		{"pattern: '{Cap+}'\nbefore: 'met (with)?'", "he met [Person Ann] and Bo, met with [Person Cy]"},
		{"pattern: 'Cap+'\nnot_before: 'the'", "the Alps, [Person Ann]"},
		{"pattern: 'Cap+'\nnot_after: '\"-\" based'", "a Paris-based [Person Ann]"},
		// a negation is true at the edges of the text
		{"pattern: 'Cap+'\nnot_before: 'Any'", "[Person Ann] met Bo"},
		{"pattern: 'Cap+'\nnot_after: 'Any'", "Ann met [Person Bo]"},
		{"pattern: 'Cap+'\nbefore: 'Any'", "Ann met [Person Bo]"},
		{"pattern: 'Cap+'\nbefore: 'Start'", "[Person Ann] met Bo"},
		{"pattern: 'Cap+'\nafter: 'End'", "Ann met [Person Bo]"},
		{"pattern: 'Cap+'\nbefore: 'a list:titles'", "a Secretary of State [Person Bo], the Dr Cy"},
		{"pattern: 'Cap'\nnot_before: 'Cap'\nnot_after: 'Cap'", "so Ann Lee met [Person Bo]"},
		{"regexp: '\\b[A-Z][a-z]+ville\\b'\nbefore: 'in'", "in [Person Belleville], at Noville"},
		{"regexp: 'Dr (?P<name>[A-Z]\\w+) of (?P<other>[A-Z]\\w+)'", "Dr [Person Ann] of [Person Acme] came"},
		{"regexp: 'nn'", "Ann and Anna"},
	} {
		s := one(t, strings.Split(c.lines, "\n")...)
		plain, _, err := text.ParseMarked(c.want)
		if err != nil {
			t.Fatal(err)
		}
		if got := marks(t, s, plain); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.lines, got, c.want)
		}
	}
}

func TestVeto(t *testing.T) {
	for _, c := range []struct{ lines, marked, want string }{
		{"veto: exact\ntype: PERSON\npattern: 'Num'", "[Person 15] of [Place 16], [Person 17 men]", "15 of [Place 16], [Person 17 men]"},
		{"veto: exact\ntype: ANY\npattern: 'Num'", "[Person 15] of [Place 16]", "15 of 16"},
		{"veto: inside\ntype: ANY\npattern: 'Cap+ prize'", "the [Person Nobel] prize of [Person Ann]", "the Nobel prize of [Person Ann]"},
		{"veto: overlapping\ntype: ANY\npattern: 'prize'", "the [Person Nobel prize] of [Person Ann]", "the Nobel prize of [Person Ann]"},
		{"veto: exact\ntype: ANY\npattern: 'the {Cap}'", "the [Person Hague], [Person Hague]", "the Hague, [Person Hague]"},
	} {
		s := one(t, strings.Split(c.lines, "\n")...)
		plain, given, err := text.ParseMarked(c.marked)
		if err != nil {
			t.Fatal(err)
		}
		d := &text.Document{Text: plain}
		if err := prepare(d); err != nil {
			t.Fatal(err)
		}
		for _, m := range given {
			d.Candidates = append(d.Candidates, text.Candidate{Mention: m})
		}
		if err := s.Propose(d); err != nil {
			t.Fatal(err)
		}
		var kept []text.Mention
		for _, c := range d.Candidates {
			if c.Loss == nil {
				kept = append(kept, c.Mention)
			} else if c.Loss.To != -1 || c.Loss.Reason != "vetoed by rule r" {
				t.Errorf("loss %+v", c.Loss)
			}
		}
		if got := mark(plain, kept); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.lines, got, c.want)
		}
	}
}

func TestSource(t *testing.T) {
	s := one(t, "pattern: '{Cap} said'")
	d := &text.Document{Text: "Ann said."}
	if err := prepare(d); err != nil {
		t.Fatal(err)
	}
	if err := s.Propose(d); err != nil {
		t.Fatal(err)
	}
	want := []text.Candidate{{Mention: text.Mention{
		Span: text.Span{Start: 0, End: 3}, Type: text.TypePerson, Score: 0.9, Source: text.Source{Stage: "rules", Rule: "r"},
	}}}
	if diff := cmp.Diff(want, d.Candidates); diff != "" {
		t.Error(diff)
	}
}

const faulty = `macros:
  m: '{Cap}'
  n: 'Cap |'
rules:
  - name: a
    type: PERSON
    pattern: 'Cap Foo+'
    scor: 1
    examples:
      match: ['no mark', '[Person Ann']
      other: []
  - name: a
    pattern: 'Cap'
    regexp: 'x('
    score: 1.5
    examples: {match: ['[Person Ann]'], no_match: [x]}
  - type: ANY
    pattern: '(Cap?)*'
    score: high
  - name: v
    type: PERSON
    veto: yes
    score: 0.5
    before: '{Cap}'
    after: 'Cap?'
    pattern: Cap?
    examples: {match: ['[Person Ann]'], no_match: [x]}
  - name: lit
    type: PERSON
    score: 0.9
    pattern: |
      Cap
      lists:x
    examples: {match: ['[Person Ann]'], no_match: [x]}
extra: 1
`

// All faults of a file are told at once, each with its place.
func TestFaults(t *testing.T) {
	_, err := ReadSources(lists, Source{Path: "rules/f.yaml", Content: []byte(faulty)})
	if err == nil {
		t.Fatal("no error")
	}
	classes := strings.Join(ClassNames(), ", ")
	want := []string{
		`rules/f.yaml:2:6: macro m marks a mention; only the pattern of a rule can`,
		`rules/f.yaml:3:12: macro n: something must stand here: a word, a class, a list or a group`,
		`rules/f.yaml:5:5: rule a: score is missing: the share of its proposals that are right, such as 0.9`,
		`rules/f.yaml:7:19: rule a: pattern: there is no class Foo: the word itself is written "Foo", or foo for any case; the classes are ` + classes,
		`rules/f.yaml:8:5: rule a: unknown key scor: did you mean score?`,
		`rules/f.yaml:10:7: rule a: no example under no_match: one text at least that the rule must not match`,
		`rules/f.yaml:10:15: rule a: example "no mark" marks nothing: write what the rule finds as in [Person Ann Lee], or put the text under no_match`,
		`rules/f.yaml:10:26: rule a: example "[Person Ann": at 1:1: [ is never closed`,
		`rules/f.yaml:11:7: rule a: examples: unknown key other: use match and no_match`,
		`rules/f.yaml:12:5: rule a: the name is taken by the rule at rules/f.yaml:5`,
		`rules/f.yaml:13:14: rule a: type is missing: PERSON, ORGANISATION, PLACE, MONEY or one of your own`,
		`rules/f.yaml:14:13: rule a: both pattern and regexp: make it two rules`,
		`rules/f.yaml:15:12: rule a: score is the share of its proposals that are right, above 0 and up to 1, not 1.5`,
		`rules/f.yaml:17:5: a rule without a name: add the key name`,
		`rules/f.yaml:17:5: a rule: examples are missing: at least one under match and one under no_match`,
		`rules/f.yaml:17:11: a rule: type ANY is for rules with veto, retype, raise or lower`,
		`rules/f.yaml:18:21: a rule: pattern: what is repeated here can be nothing at all; repeat something that takes a token`,
		`rules/f.yaml:19:12: a rule: score must be a number, and is "high"`,
		`rules/f.yaml:22:11: rule v: veto is exact, inside or overlapping, not "yes"`,
		`rules/f.yaml:23:12: rule v: a rule with veto has no score of its own`,
		`rules/f.yaml:24:13: rule v: before marks a mention; only the pattern can`,
		`rules/f.yaml:25:12: rule v: after can match nothing at all, so it says nothing`,
		`rules/f.yaml:26:14: rule v: the pattern can match nothing at all`,
		`rules/f.yaml:33:7: rule lit: pattern: there is no lists:; use list:, stem:, shape: or type:, and put a blank after the colon of a mention's type`,
		`rules/f.yaml:35:1: unknown key extra: a file of rules has the keys include, lists, macros, rules`,
	}
	if diff := cmp.Diff(want, strings.Split(err.Error(), "\n")); diff != "" {
		t.Error(diff)
	}
}

// What is spelt nearly right is told.
func TestNearest(t *testing.T) {
	for name, want := range map[string]string{
		"prority": "priority", "Score": "score", "patern": "pattern", "no_before": "not_before", "exampels": "examples", "xyz": "", "typ": "type", "colour": "",
	} {
		known := make([]string, len(ruleKeys))
		for i, k := range ruleKeys {
			known[i] = k.name
		}
		if got := nearest(name, known); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	for name, want := range map[string]string{"Capital": "", "Nums": "Num", "cap": "Cap", "Numword": "NumWord", "Words": "Word"} {
		if got := nearest(name, ClassNames()); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestFileFaults(t *testing.T) {
	for content, want := range map[string]string{
		"":             "f.yaml:1:1: the file is empty: it needs the key rules with a list of rules",
		"rules: 5":     "f.yaml:1:8: rules must be a list: lines that begin with -",
		"- a":          "f.yaml:1:1: a file of rules must be keys with values",
		"include: []":  "f.yaml:1:1: the key rules is missing, and macros and lists are too",
		"rules: [1, 2": "f.yaml:1:8: sequence end token ']' not found",
		"rules:\n  - pattern: {Person: Cap}\n    name: x\n    score: 1\n    type: PERSON\n    examples: {match: ['[Person Ann]'], no_match: [x]}": "f.yaml:2:14: rule x: pattern must be text; one that begins with { stands in single quotes",
		"rules:\n  - pattern: a {Person: Cap}\n": "f.yaml:2:14: mapping value is not allowed in this context; a pattern with a colon or a quote in it stands in single quotes",
		"rules:\n  - pattern: list:nope\n    name: x\n    score: 1\n    type: PERSON\n    examples: {match: ['[Person Ann]'], no_match: [x]}": "f.yaml:2:14: rule x: pattern: there is no list nope: it would be the file gazetteers/nope.tsv, or stand under lists in this file",
	} {
		_, err := ReadSources(lists, Source{Path: "f.yaml", Content: []byte(content)})
		if err == nil || err.Error() != want {
			t.Errorf("%q\n got %v\nwant %v", content, err, want)
		}
	}
}

// Test tells what its examples come to.
func TestExamples(t *testing.T) {
	s, err := ReadSources(lists, Source{Path: "e.yaml", Content: []byte(`rules:
  - name: good
    type: PERSON
    score: 0.9
    pattern: 'list:titles {Cap+}'
    examples:
      match: ['President [Person Bo Li] left.']
      no_match: ['The president left.']
  - name: never
    type: PERSON
    score: 0.9
    pattern: '"ikea" {Cap+}'
    examples:
      match: ['President [Person Bo Li] left.']
      no_match: ['ikea Sofa']
  - name: other
    type: PERSON
    score: 0.9
    pattern: '{Cap}'
    examples:
      match: ['so [Person Bo Li] left']
      no_match: ['so']
  - name: veto
    type: PERSON
    veto: exact
    pattern: 'Num'
    examples:
      match: ['[Person 5] and [Person five]']
      no_match: ['[Person 6] and [Place 7]']
`)})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range s.Test(prepare) {
		got = append(got, f.Error())
	}
	want := []string{
		"e.yaml:14:15: rule never: it does not match\n  want  President [Person Bo Li] left.\n  got   President Bo Li left.",
		"e.yaml:15:18: rule never: it matches where it must not\n  want  ikea Sofa\n  got   ikea [Person Sofa]",
		"e.yaml:21:15: rule other: it marks something else\n  want  so [Person Bo Li] left\n  got   so [Person Bo] [Person Li] left",
		"e.yaml:28:15: rule veto: it does not take this out\n  want  5 and five\n  got   5 and [Person five]",
		"e.yaml:29:18: rule veto: it must not take this out\n  want  [Person 6] and [Place 7]\n  got   6 and [Place 7]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadFolder(t *testing.T) {
	fsys := fstest.MapFS{
		"rules/b.yaml": {Data: []byte("rules:\n  - {name: b, type: PERSON, score: 0.5, pattern: Cap, examples: {match: ['[Person B]'], no_match: [b]}}")},
		"rules/a.yml":  {Data: []byte("rules:\n  - {name: a, type: PERSON, score: 0.5, pattern: Cap, examples: {match: ['[Person B]'], no_match: [b]}}")},
		"rules/c.txt":  {Data: []byte("no rules")},
	}
	s, err := Read(fsys, "rules")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range s.Rules() {
		names = append(names, r.Path+" "+r.Name)
	}
	if diff := cmp.Diff([]string{"rules/a.yml a", "rules/b.yaml b"}, names); diff != "" {
		t.Error(diff)
	}
	if _, err := Read(fsys, "nowhere"); err == nil {
		t.Error("no error for a path that is not there")
	}
}
