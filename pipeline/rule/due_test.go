package rule

import (
	"fmt"
	"strings"
	"testing"

	"rollcall/text"
)

// made writes n rules of a kind, each with a word of its own in place of %s.
func made(kind string, n int) []byte {
	var out strings.Builder
	out.WriteString("rules:\n")
	for i := range n {
		fmt.Fprintf(&out, "  - {name: r%d, %s, examples: {match: ['[X a]'], no_match: [b]}}\n", i, strings.ReplaceAll(kind, "%s", fmt.Sprintf("lakehou%dse", i)))
	}
	return []byte(out.String())
}

// Rules that lack something in each sentence are not tried in any, whatever it
// is that they ask for and whatever else of theirs is there; so they cost
// nothing, however many they are.
func TestRulesWithoutWhatTheyNeedAreNotTried(t *testing.T) {
	d := &text.Document{Text: "The head of the Lake House said on Tuesday 5 June that Ann Lee of the Marsh Trust was there. Lakehouses were not.",
		Candidates: []text.Candidate{{Mention: text.Mention{Span: text.Span{Start: 58, End: 65}, Type: "PERSON"}}}}
	if err := prepare(d); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{
		`type: X, score: 1, pattern: '%s of the {Cap+}'`, `type: X, score: 1, pattern: '{Cap+ "%s"}'`, `type: X, score: 1, pattern: 'stem:%s Cap'`,
		`type: X, score: 1, pattern: 'Cap+', before: '%s'`, `type: X, score: 1, pattern: 'Cap+', after: '(a|%s)+ Lower'`,
		`type: X, score: 1, pattern: '{Cap+} /(un)?%s\d*/'`, `type: X, score: 1, regexp: '\b%s [A-Z]'`, `type: X, score: 1, regexp: '(%s|un%s) the'`,
		`type: ANY, veto: inside, pattern: 'Cap+ (?=%s)'`, `type: PERSON, raise: 2, pattern: 'type:PERSON %s'`, `type: X, score: 1, pattern: 'type:%s'`,
		`type: X, score: 1, pattern: 'said|the|of {Cap+} in|on|at|of %s'`, `type: X, score: 1, pattern: 'the {Cap} said', where: headline`,
		`type: X, score: 1, pattern: 'Num=77 Cap'`, `type: X, score: 1, pattern: 'shape:XxXxX|Address the'`,
	} {
		s, err := ReadSources(nil, Source{Path: "made.yaml", Content: made(kind, 50)})
		if err != nil {
			t.Fatal(err)
		}
		mem := &memory{}
		if turns := s.due(s.view(d, mem), &mem.due); len(turns) > 0 {
			t.Errorf("%s: %d turns", kind, len(turns))
		}
	}
}
