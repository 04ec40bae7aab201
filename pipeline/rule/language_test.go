package rule

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"rollcall/text"

	"github.com/google/go-cmp/cmp"
)

// given prepares a text with candidates of other stages: marked text whose
// labels may have a stage and a score.
func given(t testing.TB, marked string) *text.Document {
	t.Helper()
	plain, marks, err := text.ParseMarked(marked)
	if err != nil {
		t.Fatal(err)
	}
	d := &text.Document{ID: "t", Text: plain, Candidates: candidates(marks)}
	if err := prepare(d); err != nil {
		t.Fatal(err)
	}
	return d
}

// proposals is the text with what rules proposed marked.
func proposals(t testing.TB, s *Set, d *text.Document) string {
	t.Helper()
	if err := s.Propose(d); err != nil {
		t.Fatal(err)
	}
	var mentions []text.Mention
	for _, c := range d.Candidates {
		if c.Source.Stage == Stage && c.Loss == nil {
			mentions = append(mentions, c.Mention)
		}
	}
	return mark(d.Text, mentions)
}

func TestValuesAndShapes(t *testing.T) {
	for _, c := range []struct{ pattern, want string }{
		{`{Num>1000}`, "so [Person 1,001] and 1,000 and 12 and [Person 2000]"},
		{`{Num>=1000}`, "so [Person 1000] and 999.5"},
		{`{Num<1}`, "so [Person 0.5] and [Person ½] and 1½"},
		{`{Num=2..5}`, "so 1 [Person 2] [Person 5.0] 5.1 10:30 192.168.0.1"},
		{`{Num=21}`, "the [Person 21st] of [Person 21]"},
		{`{Num<=3&!Num=2}`, "so [Person 1] 2 [Person 3] 4"},
		{`{Address}`, "see [Person www.example.org/a-b] and [Person ann@example.org], or Ann"},
		{`{Symbol} Num`, "paid [Person €] 5 for 5 %"},
		{`{NumWord>2}`, "two [Person three] [Person Twelve] one 12"},
		{`{NumWord}`, "said [Person half] a [Person million] men"},
		{`{Year}`, "in [Person 1987] and 987 and 12,000 and 3001 and [Person 2024]"},
		{`{Year>2000}`, "in 1987 and [Person 2024]"},
		{`{shape:Xxxxx}`, "so [Person Ambleside] and Ann and McDonald"},
		{`{shape:XX}`, "the [Person EU] and NATO and A"},
		{`{shape:dddd}`, "in [Person 1987] and 12 and [Person 31415]"},
		{`{shape:d,ddd}`, "so [Person 1,500] and 12,500"},
		{`{shape:Xx-dd}`, "the [Person Ab-12] and Abc-12"},
		{`{shape:"X.X."}`, "the [Person U.S.] and UK"},
	} {
		s := one(t, "pattern: '"+c.pattern+"'")
		plain, _, err := text.ParseMarked(c.want)
		if err != nil {
			t.Fatal(err)
		}
		if got := marks(t, s, plain); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.pattern, got, c.want)
		}
	}
}

func TestLooks(t *testing.T) {
	for _, c := range []struct{ pattern, want string }{
		{`{Cap+} (?=said)`, "[Person Ann Lee] said that Bob left."},
		{`{Cap} (?!said|Cap)`, "Ann said that [Person Bob] left."},
		{`(?<=mayor) {Cap+}`, "so mayor [Person Ann Lee] met Bob."},
		{`(?<!mayor|Cap) {Cap+}`, "so mayor Ann Lee met [Person Bob]."},
		// what is looked for may be longer than a token, and end with the sentence
		{`{Cap} (?=of the Cap | End)`, "met [Person Head] of the House and of [Person Ann]"},
		// one match can begin where another only looked
		{`{Cap} (?=Cap)`, "so [Person Ann] [Person Bo] Cy"},
		{`a (?=(?!b) Any b) {Any}`, "so a [Person c] b, a b b"},
		{`{!(and|or|the)&Lower} Cap`, "[Person so] Ann and Bob the Cat [Person met] Cy"},
		{`!("Ann"|"Bob") {Lower}`, "Ann says Bob said Cy [Person told]"},
	} {
		s := one(t, "pattern: '"+c.pattern+"'")
		plain, _, err := text.ParseMarked(c.want)
		if err != nil {
			t.Fatal(err)
		}
		if got := marks(t, s, plain); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.pattern, got, c.want)
		}
	}
}

func TestCandidatesInPatterns(t *testing.T) {
	for _, c := range []struct{ pattern, given, want string }{
		{`{type:PERSON} said`, "so [Person Ann Lee] said, [Place Halden] said", "so [Person Ann Lee] said, Halden said"},
		{`{type:PERSON>0.8} said`, "so [Person:0.9 Ann] said, [Person:0.8 Bob] said", "so [Person Ann] said, Bob said"},
		{`{type:PERSON<0.5}`, "so [Person:0.4 Ann] [Person Bob]", "so [Person Ann] Bob"},
		{`{type:PERSON=0.4..0.6}`, "so [Person:0.4 Ann] [Person Bob] [Person:0.7 Cy]", "so [Person Ann] [Person Bob] Cy"},
		{`{type:ANY}`, "so [Ship:0.4 Bounty] x", "so [Person Bounty] x"},
		{`{type:PERSON@lists}`, "so [Person@lists Ann] [Person@tagger Bob]", "so [Person Ann] Bob"},
		{`{type:"Some Thing"}`, "so [Some\\ Thing Bounty] x", "so [Person Bounty] x"},
		// a candidate is taken whole; in & and ! it is any token inside
		{`{type:ORGANISATION Cap}`, "the [Organisation Marsh Water] Board", "the [Person Marsh Water Board]"},
		{`{Cap&type:ORGANISATION}`, "the [Organisation Marsh of Water] Board", "the [Person Marsh] of [Person Water] Board"},
		{`{Cap&!type:ANY}`, "the [Organisation Marsh Water] Board", "the Marsh Water [Person Board]"},
		// of those that begin together each is tried
		{`{type:PERSON} of`, "so [Person [Person Ann] Lee] of, [Person [Person Ann] of] x", "so [Person Ann Lee] of, [Person Ann] of x"},
		{`met (?<=type:PERSON met) {Cap}`, "so [Person Ann] met Bob met Cy", "so Ann met [Person Bob] met Cy"},
	} {
		s := one(t, "pattern: '"+c.pattern+"'")
		if got := proposals(t, s, given(t, c.given)); got != c.want {
			t.Errorf("%s on %s\n got %s\nwant %s", c.pattern, c.given, got, c.want)
		}
	}
}

// A candidate that another stage decided against is not seen; one that only
// counts in another of the same span and type is, where its stage is named.
func TestCandidatesThatLost(t *testing.T) {
	d := given(t, "so [Person@tagger:0.6 Ann] x [Person@tagger Bob]")
	d.Candidates = append(d.Candidates, text.Candidate{Mention: text.Mention{
		Span: d.Candidates[0].Span, Type: text.TypePerson, Score: 0.7, Source: text.Source{Stage: "combine"},
	}})
	d.Candidates[0].Loss = &text.Loss{To: 2, Reason: "counted"}
	d.Candidates[1].Loss = &text.Loss{To: -1, Reason: "vetoed"}
	for pattern, want := range map[string]string{
		"{type:PERSON}": "so [Person Ann] x Bob", "{type:PERSON>0.65}": "so [Person Ann] x Bob",
		"{type:PERSON@tagger}": "so [Person Ann] x Bob", "{type:PERSON@tagger>0.65}": "so Ann x Bob",
	} {
		s := one(t, "pattern: '"+pattern+"'")
		work := *d
		work.Candidates = slices.Clone(d.Candidates)
		if got := proposals(t, s, &work); got != want {
			t.Errorf("%s: %s, want %s", pattern, got, want)
		}
	}
}

func TestActions(t *testing.T) {
	for _, c := range []struct{ rule, given, want string }{
		{"retype: PLACE\npattern: 'Cap'\nbefore: in", "in [Person:0.6 Halden], [Person Halden]", "PERSON Halden 0.00 /; PLACE Halden 0.60 rules/r"},
		{"retype: PLACE\nscore: 0.8\npattern: 'Cap'\nbefore: in", "in [Person:0.6 Halden]", "PLACE Halden 0.80 rules/r"},
		{"retype: PLACE\ncandidates: inside\npattern: 'in Cap Cap'", "in [Person:0.6 New] Halden", "PLACE New 0.60 rules/r"},
		{"raise: 3\npattern: 'Cap'", "in [Person@tagger:0.5 Halden]", "PERSON Halden 0.75 tagger/"},
		{"raise: 3\npattern: 'Cap'", "in [Person Halden]", "PERSON Halden 0.75 /"},
		{"lower: 9\npattern: 'Cap'", "in [Person@tagger:0.9 Halden] [Place Marsh]", "PLACE Marsh 0.00 /; PERSON Halden 0.50 tagger/"},
		{"lower: 9\npattern: 'Cap'", "in [Person:1 Halden]", "PERSON Halden 1.00 /"},
	} {
		s := one(t, append(strings.Split(c.rule, "\n"), "type: PERSON")...)
		d := given(t, c.given)
		if err := s.Propose(d); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, cand := range d.Candidates {
			if cand.Loss == nil {
				got = append(got, fmt.Sprintf("%s %s %.2f %s/%s", cand.Type, d.Surface(cand.Span), cand.Score, cand.Source.Stage, cand.Source.Rule))
			} else if cand.Loss.To != -1 || !strings.HasSuffix(cand.Loss.Reason, " by rule r") {
				t.Errorf("loss %+v", cand.Loss)
			}
		}
		if got := strings.Join(got, "; "); got != c.want {
			t.Errorf("%s on %s\n got %s\nwant %s", c.rule, c.given, got, c.want)
		}
	}
}

// Retyping goes first and once, then scores, then vetoes; a higher priority
// goes first in each.
func TestOrderOfActions(t *testing.T) {
	s, err := ReadSources(nil, Source{Path: "r.yaml", Content: []byte(`rules:
  - {name: veto-place, type: PLACE, veto: exact, pattern: '"Oslo"', examples: {match: ['[Place Oslo]'], no_match: [x]}}
  - {name: to-person, type: ANY, retype: PERSON, pattern: '"Bergen"', examples: {match: ['[Place Bergen]'], no_match: [x]}}
  - {name: to-place, type: PERSON, retype: PLACE, priority: 1, pattern: 'Cap', examples: {match: ['[Person Oslo]'], no_match: [x]}}
  - {name: raise, type: PLACE, raise: 3, pattern: 'Cap', examples: {match: ['[Place Oslo]'], no_match: [x]}}
`)})
	if err != nil {
		t.Fatal(err)
	}
	if f := s.Test(prepare); len(f) > 0 {
		t.Error(f)
	}
	d := given(t, "so [Person:0.5 Oslo] and [Person:0.5 Bergen]")
	traces := s.Watch(d)
	var got []string
	for _, c := range d.Candidates {
		loss := "stands"
		if c.Loss != nil {
			loss = c.Loss.Reason
		}
		got = append(got, fmt.Sprintf("%s %s %.2f: %s", c.Type, d.Surface(c.Span), c.Score, loss))
	}
	want := []string{
		"PERSON Oslo 0.50: made PLACE by rule to-place",
		"PERSON Bergen 0.50: made PLACE by rule to-place",
		"PLACE Oslo 0.50: raised to 0.75 by rule raise",
		"PLACE Bergen 0.50: raised to 0.75 by rule raise",
		"PLACE Oslo 0.75: vetoed by rule veto-place",
		"PLACE Bergen 0.75: stands",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var told []string
	for _, tr := range traces {
		told = append(told, fmt.Sprintf("%s matched %d, changed %v, proposed %v", s.Rules()[tr.Rule].Name, len(tr.Matched), tr.Changed, tr.Proposed))
	}
	if diff := cmp.Diff([]string{
		"veto-place matched 1, changed [4], proposed []", "to-person matched 1, changed [], proposed []",
		"to-place matched 2, changed [0 1], proposed [2 3]", "raise matched 2, changed [2 3], proposed [4 5]",
	}, told); diff != "" {
		t.Error(diff)
	}
}

func TestPriority(t *testing.T) {
	s, err := ReadSources(nil, Source{Path: "r.yaml", Content: []byte(`rules:
  - {name: long, type: ORGANISATION, score: 0.9, pattern: 'Cap+', examples: {match: ['[Organisation A]'], no_match: [x]}}
  - {name: short, type: PERSON, score: 0.3, priority: 5, pattern: '"Ann" Cap', examples: {match: ['[Person Ann B]'], no_match: [x]}}
  - {name: low, type: PLACE, score: 1, priority: -1, pattern: 'Cap', examples: {match: ['[Place Ann]'], no_match: [x]}}
`)})
	if err != nil {
		t.Fatal(err)
	}
	d := given(t, "so Ann Lee Bar met [Person Cy]")
	if err := s.Propose(d); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range d.Candidates {
		loss := "stands"
		if c.Loss != nil {
			loss = c.Loss.Reason
		}
		got = append(got, fmt.Sprintf("%s %s: %s", c.Source.Rule, d.Surface(c.Span), loss))
	}
	if diff := cmp.Diff([]string{
		" Cy: stands", // other stages are not ranked
		"long Ann Lee Bar: rule short has priority", "long Cy: stands",
		"short Ann Lee: stands",
		"low Ann: rule short has priority", "low Lee: rule short has priority",
		"low Bar: stands", // what beat it over there does not stand itself
		"low Cy: rule long has priority",
	}, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhere(t *testing.T) {
	article := "Marsh River rises again\n\nBy Ann Lee\n\nThe Marsh River rose on Monday, as people in the town had feared it would.\n\n- The Old Bridge was closed.\n- No one was hurt.\n"
	for where, want := range map[string]string{
		"body":                "8 Marsh, 26 Old",
		"item":                "26 Old",
		"headline":            "0 Marsh",
		"[headline, item]":    "0 Marsh, 26 Old",
		"[byline]":            "5 Ann",
		"[headline, body]":    "0 Marsh, 8 Marsh, 26 Old",
		"[heading, dateline]": "",
	} {
		for _, what := range []string{`pattern: '"Marsh"|"Ann"|"Old"'`, "regexp: 'Marsh|Ann|Old'"} {
			s := one(t, what, "where: "+where)
			d := given(t, article)
			if err := s.Propose(d); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range d.Candidates {
				at := slices.IndexFunc(d.Tokens, func(t text.Token) bool { return t.Start == c.Start })
				got = append(got, fmt.Sprintf("%d %s", at, d.Surface(c.Span)))
			}
			if strings.Join(got, ", ") != want {
				t.Errorf("where %s, %s: %q, want %q", where, what, got, want)
			}
		}
	}
}

func TestInclude(t *testing.T) {
	fsys := fstest.MapFS{
		"rules/a.yaml":        {Data: []byte("include: words.yaml\nmacros: {full: '$part+'}\nrules:\n  - {name: a, type: PERSON, score: 0.5, pattern: 'list:titles {$full}', examples: {match: ['Dr [Person B]'], no_match: [b]}}")},
		"rules/words.yaml":    {Data: []byte("include: [sub/more.yaml]\nlists: {titles: [dr, Tan Sri]}\nmacros: {part: 'Cap&!$small'}")},
		"rules/sub/more.yaml": {Data: []byte("macros: {small: 'the|a'}\n")},
	}
	s, err := Read(fsys, "rules")
	if err != nil {
		t.Fatal(err)
	}
	if got := marks(t, s, "so dr Ann The, DR Bob, tan sri Cy, Tan Sri Di"); got != "so dr [Person Ann] The, DR [Person Bob], tan sri Cy, Tan Sri [Person Di]" {
		t.Error(got)
	}
	// The same with files that were read from elsewhere.
	read := func(name string) []byte { return fsys[name].Data }
	s, err = ReadSources(fstest.MapFS{}, Source{Path: "/some/where/a.yaml", Content: read("rules/a.yaml"), Beside: map[string][]byte{
		"words.yaml": read("rules/words.yaml"), "sub/more.yaml": read("rules/sub/more.yaml"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got := marks(t, s, "so Dr Ann"); got != "so Dr [Person Ann]" {
		t.Error(got)
	}
}

func TestIncludeFaults(t *testing.T) {
	rules := "\nrules:\n  - {name: a, type: PERSON, score: 0.5, pattern: '$m', examples: {match: ['[Person B]'], no_match: [b]}}"
	for _, c := range []struct {
		file  string
		files fstest.MapFS
		want  []string
	}{
		{"include: none.yaml" + rules, nil, []string{
			"rules/f.yaml:1:10: include: there is no file none.yaml beside this one, nor among the data files",
			"rules/f.yaml:3:51: rule a: pattern: there is no macro $m; macros stand under the key macros of the file, before their use, or of a file that it includes"}},
		{"include: [x.yaml, y.yaml]" + rules, fstest.MapFS{"rules/x.yaml": {Data: []byte("macros: {m: 'Cap Foo'}")}, "rules/y.yaml": {Data: []byte("rules: []\nmacros: {m: Cap}")}}, []string{
			`rules/x.yaml:1:18: macro m: there is no class Foo: the word itself is written "Foo", or foo for any case; the classes are ` + strings.Join(ClassNames(), ", "),
			"rules/y.yaml:1:8: the file is included, and has rules: macros and lists that are shared stand in a file without"}},
		{"include: x.yaml" + rules, fstest.MapFS{"rules/x.yaml": {Data: []byte("include: x.yaml\nmacros: {m: Cap}")}}, []string{
			"rules/x.yaml:1:10: include: x.yaml includes itself, by way of others or not"}},
		{"lists: {a: [], 'b c': [x], d: ['']}" + rules, nil, []string{
			"rules/f.yaml:1:12: list a has no names",
			"rules/f.yaml:1:16: list b c: a name has letters, digits, - and _ only",
			"rules/f.yaml:1:31: list d has no names",
			"rules/f.yaml:3:51: rule a: pattern: there is no macro $m; macros stand under the key macros of the file, before their use, or of a file that it includes"}},
	} {
		_, err := ReadSources(c.files, Source{Path: "rules/f.yaml", Content: []byte(c.file)})
		if err == nil {
			t.Errorf("%s: no error", c.file)
			continue
		}
		if diff := cmp.Diff(c.want, strings.Split(err.Error(), "\n")); diff != "" {
			t.Errorf("%s\n%s", c.file, diff)
		}
	}
}

// What examples of rules that ask for candidates, or act on them, come to.
func TestExamplesWithCandidates(t *testing.T) {
	s, err := ReadSources(nil, Source{Path: "e.yaml", Content: []byte(`rules:
  - name: good
    type: PERSON
    score: 0.9
    pattern: '{Cap} and type:PERSON>0.8'
    examples:
      match:
        - text: 'so [Person Ann] and Bob'
          given: 'so Ann and [Person:0.9 Bob]'
      no_match:
        - text: 'so Ann and Bob'
          given: 'so Ann and [Person:0.7 Bob]'
        - 'so Ann and Bob'
  - name: retype
    type: PERSON
    retype: PLACE
    pattern: 'in {Cap}'
    examples:
      match: ['in [Person Ann], [Person Ann]']
      no_match: ['in [Person Bob]']
  - name: lower
    type: PERSON
    lower: 2
    pattern: 'type:PERSON<0.5'
    examples:
      match: ['in [Person:0.4 Ann]']
      no_match: ['in [Person:0.6 Ann]']
`)})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range s.Test(prepare) {
		got = append(got, f.Error())
	}
	want := []string{
		"e.yaml:19:15: rule retype: it does not retype this\n  want  in [Place Ann], [Place Ann]\n  got   in [Place Ann], [Person Ann]",
		"e.yaml:20:18: rule retype: it must not retype this\n  want  in [Person Bob]\n  got   in [Place Bob]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWithout(t *testing.T) {
	s, err := ReadSources(nil, Source{Path: "r.yaml", Content: []byte(`rules:
  - {name: a, type: PERSON, score: 0.9, pattern: '"Ann"', examples: {match: ['[Person Ann]'], no_match: [x]}}
  - {name: b, type: PERSON, score: 0.9, pattern: 'Cap&!"Ann"', examples: {match: ['[Person Bob]'], no_match: [x]}}
  - {name: c, type: PERSON, score: 0.9, regexp: '[A-Z]y\b', examples: {match: ['[Person Cy]'], no_match: [x]}}
`)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		without []string
		want    string
	}{
		{nil, "a:Ann b:Bob b:Cy c:Cy"}, {[]string{"b"}, "a:Ann c:Cy"}, {[]string{"a", "c"}, "b:Bob b:Cy"}, {[]string{"a", "b", "c"}, ""}, {[]string{"nobody"}, "a:Ann b:Bob b:Cy c:Cy"},
	} {
		less := s.Without(c.without...)
		d := given(t, "so Ann and Bob and Cy")
		var got []string
		for _, tr := range less.Watch(d) {
			for _, m := range tr.Matched {
				got = append(got, less.Rules()[tr.Rule].Name+":"+d.Surface(m))
			}
		}
		if strings.Join(got, " ") != c.want || len(less.Rules()) != 3-len(slices.DeleteFunc(slices.Clone(c.without), func(n string) bool { return n == "nobody" })) {
			t.Errorf("without %v: %v", c.without, got)
		}
		if again := less.Without("a"); len(c.without) > 0 && len(again.Rules()) > len(less.Rules()) {
			t.Errorf("without %v and a: %v", c.without, again.Rules())
		}
	}
}

func TestPattern(t *testing.T) {
	s, err := Pattern(lists, "list:titles {Cap+}", text.TypePerson)
	if err != nil {
		t.Fatal(err)
	}
	if got := marks(t, s, "so President Ann Lee"); got != "so President [Person Ann Lee]" {
		t.Error(got)
	}
	for pattern, want := range map[string]string{
		"Cap Foo": "pattern:5: there is no class Foo", "Cap?": "pattern:1: the pattern can match nothing at all", "list:none": "pattern:1:1: there is no list none",
	} {
		if _, err := Pattern(lists, pattern, text.TypePerson); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", pattern, err, want)
		}
	}
}
