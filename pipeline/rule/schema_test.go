package rule_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"strings"
	"testing"

	"rollcall/pipeline/data"
	"rollcall/pipeline/rule"

	"github.com/goccy/go-yaml"
	"github.com/google/jsonschema-go/jsonschema"
)

func schema(t *testing.T) *jsonschema.Resolved {
	t.Helper()
	var s jsonschema.Schema
	if err := json.Unmarshal(rule.Schema(), &s); err != nil {
		t.Fatal(err)
	}
	r, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// validate is what the schema says of a file.
func validate(s *jsonschema.Resolved, content string) error {
	raw, err := yaml.YAMLToJSON([]byte(content))
	if err != nil {
		return err
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return err
	}
	return s.Validate(v)
}

// What the program ships and what the documents show is valid.
func TestSchemaTakesGoodFiles(t *testing.T) {
	s := schema(t)
	files, err := fs.Glob(data.FS(), "rules/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		content, err := fs.ReadFile(data.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(s, string(content)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	page, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range yamlBlock.FindAllSubmatch(page, -1) {
		if err := validate(s, string(block[2])); err != nil {
			t.Errorf("%s\n%v", block[2], err)
		}
	}
}

// complete has every key; each fault below changes a line of it.
const complete = `macros:
  m: 'Cap'
lists:
  l: [a, b]
rules:
  - name: r
    type: PERSON
    pattern: 'Cap'
    before: 'a'
    after: 'b'
    not_before: 'c'
    not_after: 'd'
    where: [body, headline]
    score: 0.5
    priority: 2
    note: for people
    examples:
      match:
        - 'a [Person B] b'
        - text: 'a [Person B] b'
          given: 'a [Place B] b'
      no_match: [x]
  - name: s
    type: ANY
    retype: PLACE
    candidates: inside
    pattern: 'Cap'
    where: item
    examples: &e {match: ['[Person X]'], no_match: [x]}
  - {name: u, type: ANY, veto: exact, regexp: 'x', examples: {match: ['[Person X]'], no_match: [x]}}
  - {name: v, type: PERSON, raise: 2, pattern: 'x', examples: {match: ['[Person X]'], no_match: [x]}}
  - {name: w, type: PERSON, lower: 2.5, pattern: 'x', examples: {match: ['[Person X]'], no_match: [x]}}
`

// Schema and reader agree on keys and the kinds of their values: both take the
// complete file, and both refuse it with any one of these changes.
func TestSchemaAgreesWithReader(t *testing.T) {
	s := schema(t)
	whole := strings.Replace(complete, "&e ", "", 1)
	check := func(content string, good bool) {
		t.Helper()
		_, err := rule.ReadSources(data.FS(), rule.Source{Path: "f.yaml", Content: []byte(content)})
		valid := validate(s, content)
		if (err == nil) != good {
			t.Errorf("the reader says %v of\n%s", err, content)
		}
		if (valid == nil) != good {
			t.Errorf("the schema says %v of\n%s", valid, content)
		}
	}
	check(whole, true)
	for _, c := range []struct {
		from, to string
		good     bool
	}{
		// good ones
		{"    note: for people\n", "", true}, {"    priority: 2\n", "", true}, {"where: item", "where: body", true}, {"note: for people", "note: 5", true},
		{"    type: PERSON\n    pattern: 'Cap'", "    pattern: '{Person: Cap}'", true}, {"retype: PLACE", "retype: PLACE\n    score: 0.5", true},
		{"  l: [a, b]", "  l: |\n    a\n    b", true}, {"priority: 2", "priority: -1000", true}, {"score: 0.5", "score: 1", true},
		// what is missing
		{"name: r\n    ", "", false}, {"    score: 0.5\n", "", false}, {"    pattern: 'Cap'\n    before", "    before", false},
		{"type: ANY, veto", "veto", false}, {"type: PERSON, raise", "raise", false}, {"examples: {match: ['[Person X]'], no_match: [x]}\n  - {name: u", "note: x\n  - {name: u", false},
		{"      no_match: [x]\n", "", false}, {"no_match: [x]\n  - name: s", "no_match: []\n  - name: s", false}, {"        - text: 'a [Person B] b'\n          given", "        - given", false},
		// what is not known
		{"note: for people", "notes: for people", false}, {"macros:\n", "macro: {}\nmacros:\n", false}, {"given:", "givn:", false}, {"      no_match: [x]\n", "      no_match: [x]\n      other: [y]\n", false},
		// what is no such thing
		{"score: 0.5", "score: high", false}, {"score: 0.5", "score: 0", false}, {"score: 0.5", "score: 1.01", false}, {"score: 0.5", "score: [0.5]", false},
		{"priority: 2", "priority: 2.5", false}, {"priority: 2", "priority: 1001", false}, {"priority: 2", "priority: first", false},
		{"where: item", "where: title", false}, {"where: item", "where: []", false}, {"where: item", "where: {a: b}", false},
		{"veto: exact", "veto: yes", false}, {"candidates: inside", "candidates: near", false},
		{"raise: 2", "raise: 1", false}, {"raise: 2", "raise: 1001", false}, {"lower: 2.5", "lower: 0.5", false}, {"lower: 2.5", "lower: much", false},
		{"pattern: 'Cap'\n    before", "pattern: {Person: Cap}\n    before", false}, {"before: 'a'", "before: [a]", false}, {"note: for people", "note: [a]", false},
		{"before: 'a'", "before: ''", false}, {"name: r\n", "name: ''\n", false}, {"type: PERSON\n", "type: ''\n", false}, {"m: 'Cap'", "m: [a]", false}, {"l: [a, b]", "l: []", false},
		{"  - name: r", "  name: r", false}, {"match:\n        - 'a [Person B] b'\n", "match:\n        - ''\n", false},
		// what does not go together
		{"before: 'a'", "regexp: 'x'", false}, {"raise: 2", "raise: 2, score: 0.5", false}, {"lower: 2.5", "lower: 2.5, raise: 2", false}, {"veto: exact", "veto: exact, score: 0.5", false},
		{"veto: exact", "veto: exact, retype: PLACE", false}, {"veto: exact", "veto: exact, candidates: inside", false}, {"type: PERSON\n    pattern", "type: ANY\n    pattern", false},
		{"score: 0.5", "score: 0.5\n    candidates: exact", false}, {"retype: PLACE", "retype: ANY", false}, {"type: ANY, veto: exact", "score: 0.5", false},
	} {
		if !strings.Contains(whole, c.from) {
			t.Errorf("%q is not there to be changed", c.from)
			continue
		}
		check(strings.Replace(whole, c.from, c.to, 1), c.good)
	}
	for _, content := range []string{"[]", "rules: 5", "rules: {}", "include: []", "5", "rules:\n  - 5", "include: [5]\nrules: []"} {
		check(content, false)
	}
}
