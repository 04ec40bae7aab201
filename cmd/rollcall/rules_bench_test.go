package main

import (
	"context"
	"io/fs"
	"strings"
	"testing"

	"rollcall/pipeline/data"
	"rollcall/pipeline/rule"
)

func TestChangedSinceWithoutGit(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := atRevision(context.Background(), "HEAD", []string{"rules_bench_test.go"}, nil)
	if err == nil || !strings.Contains(err.Error(), "--changed-since needs git") {
		t.Errorf("error %v", err)
	}
}

// A rule is taken to have changed if what it does can have: with what it says,
// and with what it names, at first or second hand.
func TestRuleTexts(t *testing.T) {
	const old = `
macros: {a: 'Cap', b: '$a+', c: 'Num'}
rules:
  - {name: x, type: PERSON, score: 0.90, pattern: '"Mayor" {$b}', examples: {match: ['Mayor [Person Ann Lee].'], no_match: ['A mayor.']}}
`
	for _, c := range []struct {
		from, to string
		changed  bool
	}{
		{"0.90", "0.9", false},
		{"score: 0.90", "note: why, score: 0.9", false},
		{"{name: x, type: PERSON", "{type: PERSON, name: x", false},
		{"['A mayor.']", "['A mayor.', 'Mayors.']", false},
		{"c: 'Num'", "c: 'Word'", false},
		{"c: 'Num'", "d: 'Word'", false},
		{"a: 'Cap'", "a: 'Caps'", true},
		{"b: '$a+'", "b: '$a'", true},
		{"0.90", "0.91", true},
		{`"Mayor"`, "mayor", true},
	} {
		texts := func(content string) string {
			out, order, err := ruleTexts(data.FS(), []rule.Source{{Path: "x.yaml", Content: []byte(content)}})
			if err != nil || len(order) != 1 || order[0] != "x" {
				t.Fatal(err, order)
			}
			return out["x"].text
		}
		if now := strings.Replace(old, c.from, c.to, 1); now == old || (texts(now) != texts(old)) != c.changed {
			t.Errorf("%q for %q: changed %v", c.to, c.from, !c.changed)
		}
	}
}

// Taking rules out of a file and writing it anew leaves the others what they
// are.
func TestPickRules(t *testing.T) {
	set, err := rule.Read(data.FS(), "rules")
	if err != nil {
		t.Fatal(err)
	}
	var sources []rule.Source
	seen := map[string]bool{}
	for _, r := range set.Rules() {
		if seen[r.Path] {
			continue
		}
		seen[r.Path] = true
		content, err := fs.ReadFile(data.FS(), r.Path)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, rule.Source{Path: r.Path, Content: content})
	}
	for _, s := range sources {
		for _, r := range set.Rules() {
			if r.Path != s.Path {
				continue
			}
			picked, err := pickRules(s, func(name string) bool { return name == r.Name })
			if err != nil {
				t.Fatal(err)
			}
			one, err := rule.ReadSources(data.FS(), rule.Source{Path: s.Path, Content: picked})
			if err != nil {
				t.Fatalf("%s alone: %v\n%s", r.Name, err, picked)
			}
			got := one.Rules()
			if len(got) != 1 || got[0].Name != r.Name || got[0].Pattern != r.Pattern || got[0].Score != r.Score || len(got[0].Match) != len(r.Match) {
				t.Errorf("%s alone is %+v", r.Name, got)
			}
			if failures := one.Test(prepareExample); len(failures) > 0 {
				t.Errorf("%s alone: %v", r.Name, failures)
			}
		}
	}
}

// Files that include each other are no reason to read for ever, whatever a
// revision had: the reader of rules says what is wrong with them.
func TestRuleTextsOfFilesThatIncludeEachOther(t *testing.T) {
	one := "include: b.yaml\nmacros: {x: 'Cap'}\nrules: [{name: r, pattern: '$x $y'}]\n"
	s := rule.Source{Path: "was:a.yaml", Content: []byte(one), Beside: map[string][]byte{
		"a.yaml": []byte(one), "b.yaml": []byte("include: [a.yaml, b.yaml]\nmacros: {y: 'Num'}\n"),
	}}
	texts, _, err := ruleTexts(data.FS(), []rule.Source{s})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"$x \"Cap\"", "$y \"Num\""} {
		if !strings.Contains(texts["r"].text, want) {
			t.Errorf("%q lacks %s", texts["r"].text, want)
		}
	}
}
