package rule

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// weak has a rule for each kind of finding, and one that is sound.
const weak = `macros:
  title: 'mayor|"Mayor"|sheriff'
rules:
  - name: sound
    type: PERSON
    score: 0.9
    pattern: 'governor {Cap+}'
    examples: {match: ['Governor [Person Ann Lee] left.'], no_match: [x]}
  - name: wide
    type: PERSON
    score: 0.9
    pattern: 'governor {Word+}'
    examples: {match: ['Governor [Person Ann Lee].'], no_match: [x]}
  - name: again
    type: PERSON
    score: 0.8
    pattern: '(governor) {Cap+}'
    note: The same in other words.
    examples: {match: ['Governor [Person Ann Lee] left.'], no_match: [x]}
  - name: never
    type: PERSON
    score: 0.9
    pattern: '$title {Cap&Lower} | sheriff|Any|Cap {Cap}'
    before: 'a End b'
    not_after: 'Num&Year&/a b/ | Word Start'
    examples: {match: ['the sheriff [Person Ann]'], no_match: [x]}
  - name: slow
    type: PERSON
    score: 0.9
    pattern: '{Cap Cap} !Cap'
    examples: {match: ['so [Person Ann Lee] left'], no_match: [x]}
`

func TestLint(t *testing.T) {
	s, found := Lint(nil, prepare, Source{Path: "w.yaml", Content: []byte(weak)})
	if s == nil {
		t.Fatal("no set")
	}
	var got []string
	for _, f := range found {
		got = append(got, f.String())
	}
	want := []string{
		`w.yaml:2:17: warning: the choice "Mayor" comes behind mayor, which takes all that it could; leave it out, or put it first if it must decide what is marked (unreachable)`,
		`w.yaml:13:24: warning: rule wide: it takes "ann lee" for a name, in small letters; ask for capitals: Cap in place of Word, Any or Lower; quotes around a word that must be as written (lower-case)`,
		`w.yaml:14:5: warning: rule again: it says the same as rule sound at w.yaml:4; delete one of them (duplicate)`,
		`w.yaml:23:23: error: rule never: no token is Cap&Lower: what is Lower is not Cap; write what one token can be (impossible)`,
		`w.yaml:23:48: warning: rule never: the choice Cap comes behind Any, which takes all that it could; leave it out, or put it first if it must decide what is marked (unreachable)`,
		`w.yaml:24:16: error: rule never: nothing stands behind the end of a sentence; put End last (impossible)`,
		`w.yaml:25:17: error: rule never: no token is Num&Year&/a b/: a token holds no space; write what one token can be (impossible)`,
		`w.yaml:25:39: error: rule never: no word stands before the start of a sentence; put Start first (impossible)`,
		`w.yaml:26:24: error: rule never: it does not match: want the sheriff [Person Ann], got the sheriff Ann; rollcall rules test shows both, one below the other (example)`,
		`w.yaml:27:5: note: rule slow: it asks for no word, stem, list or letters, so it is tried nearly everywhere; ask for a word where you can, before or after the mention (slow)`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Brackets are missed where one choice goes on and the others are mere words.
func TestLintBrackets(t *testing.T) {
	for pattern, want := range map[string]bool{
		`mayor | governor {Cap+}`: true, `{Cap+} said | told`: true, `the {Cap+ ("and" | "of" | "for" Cap+)*}`: true,
		`mayor|governor {Cap+}`: false, `{Cap+} said|told`: false,
		`(mayor|governor) {Cap+}`: false, `{Cap} (said | because of)`: false, `said | "," (said|added)`: false, `{Cap+ (("and"|"of") Cap+)*}`: false,
		`mayor | list:x {Cap}`: false, `Cap | of Cap`: false, `{a | b c}`: false, `"-" | of Cap`: false,
	} {
		n, err := parsePattern(pattern, newScope())
		if err != nil {
			t.Fatal(err)
		}
		l := &linter{macros: map[*node]bool{}}
		l.pattern(&parsedPattern{what: "rule r: pattern", node: n, place: func(i int) (int, int) { return 1, i }})
		found := false
		for _, f := range l.all {
			found = found || f.Kind == "brackets"
		}
		if found != want {
			t.Errorf("%s: %v", pattern, l.all)
		}
	}
}

func TestLintFaults(t *testing.T) {
	s, found := Lint(nil, prepare, Source{Path: "f.yaml", Content: []byte("rules:\n  - {name: a, type: X, pattern: Foo}\n")})
	if s != nil || len(found) != 3 {
		t.Errorf("%v", found)
	}
	for _, f := range found {
		if f.Severity != Error || f.Kind != "fault" || f.Path != "f.yaml" || f.Line != 2 || f.Column < 5 {
			t.Errorf("%+v", f)
		}
	}
}

func TestSurvey(t *testing.T) {
	s, err := ReadSources(nil, Source{Path: "s.yaml", Content: []byte(`rules:
  - {name: all, type: PERSON, score: 0.9, pattern: 'governor {Word+}', examples: {match: ['governor [Person B]'], no_match: [b]}}
  - {name: some, type: PERSON, score: 0.9, pattern: 'governor {Cap+ Lower}', examples: {match: ['governor [Person B c]'], no_match: [b]}}
  - {name: same, type: PERSON, score: 0.9, pattern: 'governor {Cap+ Lower} ","?', examples: {match: ['governor [Person B c]'], no_match: [b]}}
  - {name: other-type, type: PLACE, score: 0.9, pattern: 'governor {Cap+ Lower}', examples: {match: ['governor [Place B c]'], no_match: [b]}}
  - {name: never, type: PERSON, score: 0.9, pattern: '{"Bo"}', examples: {match: ['[Person Bo]'], no_match: [b]}}
  - {name: veto, type: PERSON, veto: exact, pattern: 'governor', examples: {match: ['[Person governor]'], no_match: [b]}}
`)})
	if err != nil {
		t.Fatal(err)
	}
	whole, a, b := NewSurvey(s), NewSurvey(s), NewSurvey(s)
	for i, plain := range []string{"so Governor Ann left.", "so governor Cy left, the governor slept.", "the governor Di ran.", "nobody"} {
		add := func(v *Survey) {
			d := given(t, plain)
			v.Add(d, s.Watch(d))
		}
		add(whole)
		if i%2 == 0 {
			add(a)
		} else {
			add(b)
		}
	}
	b.Merge(a)
	var got []string
	for _, f := range whole.Findings() {
		got = append(got, fmt.Sprintf("%s %s: %s", f.Kind, f.Rule, f.Message))
	}
	want := []string{
		`lower-case all: 1 of its 4 finds without a capital letter, such as "slept"`,
		"shadowed some: all its 3 finds in 4 documents are finds of rule all at s.yaml:2 too",
		"shadowed same: all its 3 finds in 4 documents are finds of rule all at s.yaml:2 too",
		"never-fires never: nothing in 4 documents matches it",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(whole.Findings(), b.Findings()); diff != "" {
		t.Errorf("parts together say something else: %s", diff)
	}
	if f := NewSurvey(s).Findings(); len(f) > 0 {
		t.Errorf("nothing was read, and %v was found", f)
	}
}

// A pattern that is written out reads as the same pattern.
func TestPatternsAreWrittenAsTheyRead(t *testing.T) {
	again := func(t interface{ Fatalf(string, ...any) }, s string) {
		n, err := parsePattern(s, ab)
		if err != nil {
			return
		}
		m, err := parsePattern(n.String(), ab)
		if err != nil || m.String() != n.String() {
			t.Fatalf("%s is written %s, which reads as %v, %v", s, n, m, err)
		}
	}
	for _, s := range []string{
		`chair of the {Organisation: Cap+ (("of"|"and") Cap+)*}`, `!list:x&(a|b)&!"C"`, `Num>=2&!Num=5..6.5`, `NumWord<3`, `Year=1990`, `shape:Xxxx`,
		`type:PERSON@s>0.5 (?<!a (b|c)) x{2,} y{3} z{1,4}`, `type:"A B"`, `/a\/b\d/`, `stem:chair`, `(a b)? (?=End|".")`, `((a|b)+ c)*`, `!(a|Num>5)`,
	} {
		if _, err := parsePattern(s, ab); err != nil {
			t.Errorf("%s: %v", s, err)
		}
		again(t, s)
	}
	rapid.Check(t, func(t *rapid.T) { again(t, patternGen(t, 3)) })
}

// What covers says of two patterns is so: where the one matches, the other
// reaches the same end.
func TestCovers(t *testing.T) {
	told := 0
	rapid.Check(t, func(t *rapid.T) {
		x, err := parsePattern(patternGen(t, rapid.IntRange(0, 2).Draw(t, "depth")), ab)
		if err != nil {
			t.Skip(err.Error())
		}
		y, err := parsePattern(patternGen(t, rapid.IntRange(0, 1).Draw(t, "depth")), ab)
		if err != nil || !covers(x, y) {
			return
		}
		told++
		d := textGen(t)
		c := newCompiler()
		var p program
		c.compile(&p, x, false, "")
		c.compile(&p, y, false, "")
		v := (&Set{compiler: c, starts: &startSet{}, literals: &literals{}}).view(d, &memory{})
		for at := range len(v.tokens) + 1 {
			have := ends(v, c, x, at)
			for end := range ends(v, c, y, at) {
				if !have[end] {
					t.Fatalf("%s is said to cover %s, and does not on %q at %d", x, y, d.Text, at)
				}
			}
		}
	})
	if told < 3 {
		t.Errorf("only %d patterns were drawn that cover another", told)
	}
}
