package gold

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// brief is a problem as "severity kind document start-end: message".
func brief(p Problem) string {
	return strings.TrimPrefix(p.Error(), p.Path+":")
}

func markedCorpus(t *testing.T, path string, docs ...string) *Corpus {
	t.Helper()
	c := &Corpus{Path: path}
	for i, file := range docs {
		d, err := ParseMarkedFile(path, file)
		if err != nil {
			t.Fatal(err)
		}
		c.add(d, i+1)
	}
	return c
}

func TestCheckSpans(t *testing.T) {
	tests := []struct {
		name, marked string
		want         []string // parts of the problems, in order
	}{
		{"sound", "[Person Ann Lee] met Gen. [Person Bo], of [Place St. Ives], [Place D.C.]; [Organisation Banco (Tamsa)] lost [Money ₤5].", nil},
		{"cuts a word at its end", "[Person An]n ran", []string{`1: error: document "x" at 0-2: "An" cuts the word "Ann" (edge)`}},
		{"cuts a word at its start", "x [Person é]mil", []string{`"é" cuts the word "émil" (edge)`}},
		{"a combining accent is part of the letter", "[Person Jose]\u0301 ran", []string{"\"Jose\" cuts the word \"Jose\u0301\" (edge)"}},
		{"hyphens and slashes are edges", "ex-[Organisation PLA] and [Place Rome]/[Place Bari]-bound", nil},
		{"blank", "[Person Ann ]ran", []string{`"Ann " begins or ends with white space (edge)`}},
		{"the", "[Organisation the Mint]", []string{`error: document "x" at 0-8: "the Mint" begins with "the" (the)`}},
		{"The", "[Organisation The Mint] in [Place The Hague]", []string{`warning: document "x" at 0-8: "The Mint" begins with "The"`}},
		{"possessive", "[Person Ann's] ran", []string{`"Ann's" begins or ends with a possessive 's`}},
		{"comma", "[Place Rome,] [Place Italy]", []string{`begins or ends with ','`}},
		{"opening quote", "[Organisation “Mint] ran", []string{`begins or ends with '“'`}},
		{"closing bracket alone", "([Organisation Mint)]", []string{`begins or ends with ')'`}},
		{"full stop", "He left [Place Bolivia.]", []string{`begins or ends with a full stop`}},
		{"line break", "[Organisation Ministry\nof Fish]", []string{`reaches over a line break`}},
		{"title", "[Person Dr. Bo] and [Person Judge Lee]; [Person Drew]", []string{`begins with the title "Dr."`, `begins with the title "Judge"`}},
		{"type", "[WEAPON sword]", []string{`error: document "x" at 0-5: "sword" has the type WEAPON, which is none of [PERSON ORGANISATION PLACE MONEY IGNORE] (type)`}},
		{"nested", "[Organisation Bank of [Place Rome]]", []string{`PLACE "Rome" overlaps ORGANISATION "Bank of Rome" (overlap)`}},
		{"twice", "[Person [Person Ann]]", []string{`PERSON "Ann" is marked twice (overlap)`}},
		{"not a name", "[Place —]", []string{`"—" has no letter and no digit (name)`}},
		{"money without a number", "the [Money yuan] fell by [Money a dollar], [Money hundreds of pounds]", []string{`"yuan" has no number (money)`}},
		{"alternatives are checked too", "[Organisation Bank of [?Place Ro]me]", []string{`alternative "Ro" cuts the word "Rome" (edge)`}},
		{"alternative that is no other", "[?Person [Person Ann]]", []string{`the alternative "Ann" is the mention itself`}},
		{"IGNORE may look odd", "[Ignore the Mint,]", nil},
		{"no text", " \n", []string{`the document has no text (empty)`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range Check(markedCorpus(t, "x.marked", tt.marked)) {
				got = append(got, brief(p))
			}
			if len(got) != len(tt.want) {
				t.Fatalf("problems:\n%s\nwant %d", strings.Join(got, "\n"), len(tt.want))
			}
			for i, want := range tt.want {
				if !strings.Contains(got[i], want) {
					t.Errorf("problem %q, want %q", got[i], want)
				}
			}
		})
	}
}

// Types that a file declares are its own; values are numbers and codes.
func TestCheckDeclaredTypesAndValues(t *testing.T) {
	c := parse(t, "x.jsonl", `{"id":"a","types":["WEAPON"],"text":"a sword for $5","mentions":[`+
		`{"start":2,"end":7,"type":"WEAPON","money":{"amount":"1"}},`+
		`{"start":12,"end":14,"type":"MONEY","money":{"amount":"5,0","currency":"usd","max":"x"}}]}`, DefaultMap())
	var got []string
	for _, p := range Check(c) {
		got = append(got, p.Msg)
	}
	want := []string{
		`WEAPON "sword" has a value`,
		`the amount "5,0" of "$5" is not a decimal number`,
		`the currency "usd" of "$5" is not a code of three capitals`,
		`the max "x" of "$5" is not a decimal number`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

func TestCheckConsistency(t *testing.T) {
	tests := []struct {
		name string
		docs []string
		want []string
	}{
		{
			"marked here and not there", []string{"[Person Ann] ran. Ann fell. Annex. Anna. Ann lay. [Person Ann Lee] stood."},
			[]string{`at 9-12: "Ann" is marked once in this document, not here (and at 1 other place) (unmarked)`},
		},
		{
			"in other documents", []string{"---\nid: a\n---\n[Place Tamsa] or [Place Tamsa].", "---\nid: b\n---\nTamsa."},
			[]string{`2: warning: document "b" at 0-5: "Tamsa" is marked 2 times in other documents, not here (unmarked)`},
		},
		{
			"an everyday word elsewhere", []string{"---\nid: a\n---\n[Person May] ran.", "---\nid: b\n---\nIn May and May."}, nil,
		},
		{
			"two types", []string{"[Place Kano] won; in [Place Kano]; [Organisation Kano] lost."},
			[]string{`"Kano" is ORGANISATION here, and PLACE 2 times (types)`},
		},
		{
			"inside a longer name, and the longest name", []string{"[Place New Tamsa] and [Place Tamsa]; [Organisation Bank of Tamsa]; New Tamsa"},
			[]string{`at 36-45: "New Tamsa" is marked once in this document, not here`},
		},
		{"amounts and lower case are no names", []string{"[Money 5 yen] and 5 yen; the [Organisation right] is right"}, nil},
		{"alternatives count as marked", []string{"[Organisation Bank of [?Place Tamsa]] in [Place Tamsa]"}, nil},
		{"ignored places count as marked", []string{"[Place Tamsa], [Ignore Tamsa]"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range Check(markedCorpus(t, "x.marked", tt.docs...)) {
				if p.Severity != Warning {
					t.Errorf("not a warning: %v", p)
				}
				got = append(got, brief(p))
			}
			if len(got) != len(tt.want) {
				t.Fatalf("problems:\n%s\nwant %d", strings.Join(got, "\n"), len(tt.want))
			}
			for i, want := range tt.want {
				if !strings.Contains(got[i], want) {
					t.Errorf("problem %q, want %q", got[i], want)
				}
			}
		})
	}
}

func TestCheckDoubles(t *testing.T) {
	long := strings.Repeat("word ", 40)
	a := markedCorpus(t, "a.jsonl", "---\nid: one\n---\n"+long, "---\nid: two\n---\n"+long, "---\nid: one\n---\nx")
	b := markedCorpus(t, "b.jsonl", "---\nid: two\n---\nshort")
	var got []string
	for _, p := range Check(a, b) {
		got = append(got, p.Error())
	}
	want := []string{
		`a.jsonl:2: warning: document "two": the text is that of "one" at a.jsonl:1 (text)`,
		`a.jsonl:3: error: document "one": the id stands at a.jsonl:1 already (id)`,
		`b.jsonl:1: warning: document "two": the id stands at a.jsonl:2 already (id)`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// The context shows what is marked around the place, on one line.
func TestProblemContext(t *testing.T) {
	c := markedCorpus(t, "x.marked", "A long way\n\nfrom here [Person Ann] met [Organisation the Mint] and [Place Rome] "+strings.Repeat("and went on ", 9))
	problems := Check(c)
	if len(problems) != 1 {
		t.Fatal(problems)
	}
	want := "A long way from here [Person Ann] met [Organisation the Mint] and [Place Rome] and went on and went on and went…"
	if problems[0].Context != want {
		t.Errorf("context %q, want %q", problems[0].Context, want)
	}
}

// FuzzJSONL: any bytes are read and checked without a panic.
func FuzzJSONL(f *testing.F) {
	f.Add([]byte(`{"id":"a","text":"é😀 Ann","offsets":"utf16","mentions":[{"start":4,"end":7,"type":"PERSON","text":"Anne","alt":[{"start":0,"end":9}]}]}`))
	f.Add([]byte("{\"types\":[\"X\"]}\n\n{\"id\":7,\"text\":\"\xff\",\"types\":[],\"mentions\":[{},{\"start\":0,\"end\":1,\"type\":\"MONEY\"}]}\n{"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("f.jsonl", data, DefaultMap())
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range c.Documents {
			for _, m := range d.Mentions {
				if m.Start < 0 || m.Len() <= 0 || m.End > len(d.Text) {
					t.Fatalf("span %v in a text of %d bytes", m.Span, len(d.Text))
				}
			}
		}
		List([]*Corpus{c}, true)
		for _, p := range Check(c) {
			if p.Path != "f.jsonl" || p.Msg == "" {
				t.Fatalf("problem without address or message: %#v", p)
			}
		}
	})
}
