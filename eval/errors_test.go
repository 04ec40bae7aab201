package eval

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/text"
)

// marked makes a document from marked text.
func marked(t *testing.T, id, s string) *text.Document {
	t.Helper()
	in, list, err := text.ParseMarked(s)
	if err != nil {
		t.Fatal(err)
	}
	return &text.Document{ID: id, Text: in, Mentions: list}
}

func TestErrors(t *testing.T) {
	gold := []*text.Document{
		marked(t, "a", "A headline\n\n[Person Ann Lee] of the [Organisation Bank of Gondor] left [Place Paris] on Monday.\n"+
			"She met [Person Bob] there.\n"),
		marked(t, "b", "[Place Rome] fell to [Organisation Gauls United], he said."),
	}
	answers := []*text.Document{
		marked(t, "a", "A headline\n\n[Person Ann Lee] of the [Organisation Bank] of [Place Gondor] left [Organisation Paris] on [Place Monday].\n"+
			"She met Bob there.\n"),
		marked(t, "b", "[Place Rome] fell to [Place Gauls] United, he said."),
	}
	r, err := Score(gold, answers, Options{})
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		Kind, Document string
		Line           int
		WrongSpan      bool
		Gold, Answer   string
	}
	var got []row
	for _, e := range r.Errors() {
		got = append(got, row{e.Kind.String(), e.Document.ID, e.Line, e.WrongSpan, e.GoldContext, e.AnswerContext})
	}
	want := []row{
		{"bounds", "a", 3, false,
			"… Ann Lee of the [Organisation Bank of Gondor] left Paris on Monday. She met Bob there.",
			"… Ann Lee of the [Organisation Bank] of [Place Gondor] left Paris on Monday. She met Bob there."},
		{"spurious", "a", 3, false,
			"… Ann Lee of the [Organisation Bank of Gondor] left Paris on Monday. She met Bob there.",
			"… Ann Lee of the [Organisation Bank] of [Place Gondor] left Paris on Monday. She met Bob there."},
		{"type", "a", 3, false,
			"… Ann Lee of the Bank of Gondor left [Place Paris] on Monday. She met Bob there.",
			"… Ann Lee of the Bank of Gondor left [Organisation Paris] on Monday. She met Bob there."},
		{"spurious", "a", 3, false,
			"",
			"… Ann Lee of the Bank of Gondor left Paris on [Place Monday]. She met Bob there."},
		{"missed", "a", 4, false,
			"… of Gondor left Paris on Monday. She met [Person Bob] there.",
			""},
		{"type", "b", 1, true,
			"Rome fell to [Organisation Gauls United], he said.",
			"Rome fell to [Place Gauls] United, he said."},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got, want := r.CountErrors(), [4]int{1, 2, 1, 2}; got != want {
		t.Errorf("counts are %v, want %v", got, want)
	}
	if n := len(r.Errors(MissedGold, WrongType)); n != 3 {
		t.Errorf("%d errors of the kinds missed and type, want 3", n)
	}
	if e := r.Errors(MissedGold)[0]; e.Answer != nil || e.Gold == nil || e.Gold.Type != text.TypePerson {
		t.Errorf("a missed mention has gold %v and answer %v", e.Gold, e.Answer)
	}
}

// Contexts must come out whole whatever the text is made of.
func TestErrorContexts(t *testing.T) {
	tests := []struct {
		name          string
		in            string
		gold, answers string
		wantGold      string
		wantAnswer    string
	}{
		{"mentions that cross", "one two three", "A 0-7, B 4-13", "B 4-13", "[A one two] three", "one [B two three]"},
		{"not UTF-8", "\xff\xfe one \x80", "A 3-6", "", "\uFFFD [A one] \uFFFD", ""},
		{"brackets in the text", "see [1] one", "", "A 8-11", "", `see \[1\] [A one]`},
		{"letters of several bytes, without blanks", strings.Repeat("ж", 60) + "X" + strings.Repeat("ж", 60), "A 120-121", "",
			"… " + strings.Repeat("ж", 30) + "[A X]" + strings.Repeat("ж", 30) + " …", ""},
		{"a long mention", strings.Repeat("word ", 100), "A 0-499", "",
			"[A " + strings.Repeat("word ", 23) + "wo … " + strings.Repeat("word ", 23) + "word]", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			gold := []*text.Document{doc(t, "d", test.in, test.gold)}
			answers := []*text.Document{doc(t, "d", test.in, test.answers)}
			r, err := Score(gold, answers, Options{})
			if err != nil {
				t.Fatal(err)
			}
			e := r.Errors()[0]
			if e.GoldContext != test.wantGold || e.AnswerContext != test.wantAnswer {
				t.Errorf("got\n%q\n%q\nwant\n%q\n%q", e.GoldContext, e.AnswerContext, test.wantGold, test.wantAnswer)
			}
		})
	}
}

func TestParseKind(t *testing.T) {
	for _, k := range Kinds() {
		if got, err := ParseKind(k.String()); err != nil || got != k {
			t.Errorf("ParseKind(%q) is %v, %v", k, got, err)
		}
	}
	if _, err := ParseKind("split"); err == nil {
		t.Error("no error for a kind that does not exist")
	}
}
