package rule

import (
	"strings"
	"testing"

	"rollcall/text"

	"pgregory.net/rapid"
)

func TestDraft(t *testing.T) {
	for _, c := range []struct{ marked, name, pattern, without string }{
		{"Then Governor [Person Ann Lee] spoke.", "person-after-governor", "governor {Cap+}", "Then Governor spoke."},
		{"She was born in [Place Old Marsh] and left.", "place-after-born", "born in {Cap+}", "She was born in some place and left."},
		{"[Person Ann Lee] resigned on Monday.", "person-before-resigned", "{Cap+} resigned", "someone resigned on Monday."},
		{"The [Organisation Council for Rivers and Lakes] resigned.", "organisation-before-resigned", `the {Cap+ (("for"|"and") Cap+)*} resigned`, "The something resigned."},
		{"Ask [Person Ann Lee], head of the [Organisation Halden Institute], for more.", "", `ask {Person: Cap+} "," head of the {Organisation: Cap+}`, ""},
		{"They paid [Money $5] for it.", "money-after-paid", `paid {"$" Num}`, "They paid for it."},
		{"[Ship Bounty]", "ship-bounty", `{"Bounty"}`, "something"},
		{"They took flight [FLIGHT QX 204] to Halden.", "", "flight {Cap+ Num}", ""},
		{"It's [Person Ann]'s dog.", "", "", ""},
	} {
		d, err := NewDraft(c.marked, "", nil, prepare)
		if err != nil {
			t.Errorf("%s: %v", c.marked, err)
			continue
		}
		r := d.ready.Rules()[0]
		if c.name != "" && r.Name != c.name || c.pattern != "" && r.Pattern != c.pattern || c.without != "" && r.NoMatch[0].Marked != c.without {
			t.Errorf("%s\n%s", c.marked, d.File())
		}
	}
}

func TestDraftFaults(t *testing.T) {
	for marked, want := range map[string]string{
		"Ann Lee spoke.":                       "nothing is marked",
		"[Person Ann spoke.":                   "never closed",
		"Then [Person An]n spoke":              "whole words",
		"[Person Ann] came. [Person Bo] left.": "follow each other closely",
		"[Person Ann a. He] left the house.":   "over the end of a sentence",
		"[Person Ann] did a b c d e f g h i j k l m and [Person Bo] did it": "follow each other closely",
	} {
		if _, err := NewDraft(marked, "", nil, prepare); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", marked, err, want)
		}
	}
}

// Whatever is marked, a draft passes its own examples, alone and behind others.
func TestDraftsPass(t *testing.T) {
	words := rapid.SampledFrom([]string{"Governor", "Ann", "Lee", "said", "the", "of", "in", ",", "\"", "5", "U.S.", "o'clock", "'s", "-", "$", "é", "Ö", "$m", "{", "NATO", "a"})
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(words, 1, 12).Draw(t, "words")
		first := rapid.IntRange(0, len(list)-1).Draw(t, "first")
		end := rapid.IntRange(first+1, len(list)).Draw(t, "end")
		plain := strings.Join(list, " ")
		start := len(strings.Join(append(list[:first:first], ""), " "))
		m := text.Mention{Span: text.Span{Start: start, End: start + len(strings.Join(list[first:end], " "))}, Type: "PERSON"}
		marked, err := text.Marked(plain, []text.Mention{m})
		if err != nil {
			t.Fatal(err)
		}
		d, err := NewDraft(marked, "", func(name string) bool { return name == "a" }, prepare)
		if err != nil {
			t.Skip(err.Error())
		}
		old := Source{Path: "f.yaml", Content: []byte("# mine\nrules:\n- name: a\n  type: X\n  score: 1\n  pattern: a # here\n  examples: {match: ['[X a]'], no_match: [b]}\n\n\n")}
		content, err := d.Append(nil, old)
		if err != nil {
			t.Fatalf("%s: %v", marked, err)
		}
		s, err := ReadSources(nil, Source{Path: "f.yaml", Content: content})
		if err != nil {
			t.Fatal(err)
		}
		if f := s.Test(prepare); len(f) > 0 || len(s.Rules()) != 2 {
			t.Fatalf("%s\n%s\n%v", marked, content, f)
		}
	})
}

func TestDraftAppendRefuses(t *testing.T) {
	d, err := NewDraft("Then Governor [Person Ann Lee] spoke.", "", nil, prepare)
	if err != nil {
		t.Fatal(err)
	}
	rules := "rules:\n  - {name: a, type: X, score: 1, pattern: a, examples: {match: ['[X a]'], no_match: [b]}}\n"
	for content, want := range map[string]string{
		rules + "macros: {a: b}\n": "does not end with its rules",
		"rules: []\n":              "does not end with its rules",
		"rules: [":                 "f.yaml:1:8",
		strings.Replace(rules, "name: a", "name: person-after-governor", 1): "the name is taken",
	} {
		if _, err := d.Append(nil, Source{Path: "f.yaml", Content: []byte(content)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", content, err, want)
		}
	}
}
