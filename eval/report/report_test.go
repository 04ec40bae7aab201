package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"rollcall/eval"
	"rollcall/text"
)

var update = flag.Bool("update", false, "rewrite the expected reports in testdata")

func marked(t *testing.T, id, s string) *text.Document {
	t.Helper()
	in, list, err := text.ParseMarked(s)
	if err != nil {
		t.Fatal(err)
	}
	return &text.Document{ID: id, Text: in, Mentions: list}
}

// value gives a mention its value.
func value(d *text.Document, surface string, m text.Money) {
	for i := range d.Mentions {
		if d.Surface(d.Mentions[i].Span) == surface {
			d.Mentions[i].Money = &m
		}
	}
}

func score(t *testing.T, gold, answers []*text.Document) *eval.Result {
	t.Helper()
	r, err := eval.Score(gold, answers, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// inputs are two gold files with the answers of three systems.
func inputs(t *testing.T) []Input {
	news := []*text.Document{
		marked(t, "news/1", "[Person Ann Lee] of the [Organisation Bank of Gondor] left [Place Paris] with [Money $5m].\n[Person Lee] smiled."),
		marked(t, "news/2", "[Place Rome] fell to [Organisation Gauls United]; [Ignore the club] paid [Money 3 euros]."),
	}
	ours := []*text.Document{
		marked(t, "news/1", "[Person Ann Lee] of the Bank of [Place Gondor] left [Organisation Paris] with [Money $5m].\n[Person Lee] smiled."),
		marked(t, "news/2", "[Place Rome] fell to [Place Gauls] United; the [Organisation club] paid 3 euros."),
	}
	value(news[0], "$5m", text.Money{Amount: "5000000", Currency: "USD"})
	value(news[1], "3 euros", text.Money{Amount: "3", Currency: "EUR", Approx: true})
	value(ours[0], "$5m", text.Money{Amount: "5000000.00"})
	theirs := []*text.Document{
		marked(t, "news/1", "[Person Ann] [Person Lee] of the [GPE|x Bank] of Gondor left [Place Paris] with $5m.\nLee smiled."),
		marked(t, "news/2", "[Place Rome] fell to Gauls United; the club paid 3 euros."),
	}
	sport := []*text.Document{marked(t, "sport\x1b", "[Organisation Gauls] beat\x07 [Organisation Goths] <2:1> in [Place Rome].")}
	sportOurs := []*text.Document{marked(t, "sport\x1b", "[Organisation Gauls] beat\x07 [Place Goths] <2:1> in Rome.")}
	return []Input{
		{"gold/news.jsonl", []Scored{{Name: "default", Digest: "1f2e3d", Result: score(t, news, ours)}, {Name: "prose", Digest: "", Result: score(t, news, theirs)}}},
		{"gold/sport.jsonl", []Scored{{Name: "default", Digest: "1f2e3d", Result: score(t, sport, sportOurs)}, {Name: "prose", Digest: "", Result: score(t, sport, nil)}}},
	}
}

// TestFormats compares with files that -update rewrites; read them after that.
func TestFormats(t *testing.T) {
	in := inputs(t)
	one := func(i int, systems int) []Input {
		return []Input{{in[i].Gold, in[i].Systems[:systems]}}
	}
	many := Input{Gold: in[0].Gold}
	for _, name := range []string{"default", "prose", "someone-else/answers.jsonl", "b", "c", "d"} {
		many.Systems = append(many.Systems, Scored{Name: name, Result: in[0].Systems[1].Result})
	}
	strict := []eval.Scheme{eval.Strict}
	tests := []struct {
		name   string
		inputs []Input
		o      Options
		color  bool
	}{
		{"one", one(0, 1), Options{Schemes: eval.Schemes()}, false},
		{"beside", in, Options{Schemes: strict, Brief: eval.Schemes()[1:]}, false},
		{"many", []Input{many}, Options{Schemes: strict}, false},
		{"files", in, Options{Schemes: strict, FilesInBrief: true}, false},
		{"errors", in, Options{Schemes: strict, Errors: -1}, false},
		{"kinds", in, Options{Schemes: strict, Errors: 1, Details: Details{Faults: eval.FaultFilter{Kinds: []eval.FaultKind{eval.FaultType, eval.FaultMissed}}, Surfaces: 2}}, false},
		{"counts", one(0, 2), Options{Schemes: eval.Schemes()[:2], Brief: eval.Schemes()[2:], Counts: true}, false},
		{"measures", in, Options{Measures: eval.Measures()}, false},
		{"empty", []Input{{"none.jsonl", []Scored{{Name: "default", Digest: "", Result: score(t, nil, nil)}}}}, Options{Schemes: strict, Errors: 5}, false},
		{"color", one(0, 2), Options{Schemes: strict, Errors: 1}, true},
	}
	endings := map[string]string{"table": ".txt", "json": ".json", "csv": ".csv", "markdown": ".md"}
	for _, test := range tests {
		r := New(test.inputs, test.o)
		for _, f := range Formats() {
			if test.color && f.Name != "table" || f.Name == "html" { // TestPages has those
				continue
			}
			t.Run(test.name+"/"+f.Name, func(t *testing.T) {
				var out bytes.Buffer
				if err := f.Write(&out, r, test.color); err != nil {
					t.Fatal(err)
				}
				path := filepath.Join("testdata", test.name+endings[f.Name])
				if *update {
					if err := os.WriteFile(path, out.Bytes(), 0o666); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), out.String()); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		}
	}
}

func write(t *testing.T, format string, r Report) string {
	t.Helper()
	f, err := FormatNamed(format)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out, r, false); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestTablesFitAScreen(t *testing.T) {
	// 100,000 documents' worth of counts, and six systems that have the same.
	result := inputs(t)[0].Systems[0].Result
	for range 14 {
		result = eval.Pool(result, result)
	}
	names := []string{"default", "a-very-long-name", "another-long-name", "a-third-long-name", "the-fourth-of-them", "and-a-fifth"}
	for _, o := range []Options{
		{Schemes: eval.Schemes(), Measures: eval.Measures()},
		{Schemes: eval.Schemes(), Counts: true},
	} {
		r := New([]Input{{"gold", []Scored{{Name: "default", Result: result}}}}, o)
		one := r.Whole.Systems[0]
		r.Whole.Systems = nil
		for _, name := range names {
			one.Name = name
			r.Whole.Systems = append(r.Whole.Systems, one)
			for line := range strings.Lines(write(t, "table", r)) {
				if strings.HasPrefix(line, "warning") {
					continue
				}
				n := len(r.Whole.Systems)
				if width := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); width > 100 {
					t.Errorf("%d systems: %d columns: %s", n, width, line)
				}
				if strings.HasSuffix(line, " \n") {
					t.Errorf("blank at the end of %q", line)
				}
			}
		}
	}
}

// The form that other programs rely on.
func TestJSONForm(t *testing.T) {
	var got struct {
		Documents int
		Schemes   map[string]struct {
			Types        map[string]map[string]*float64
			Micro, Macro map[string]*float64
		}
	}
	out := write(t, "json", New(inputs(t), Options{Schemes: eval.Schemes()}))
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if got.Documents != 3 || len(got.Schemes) != 5 {
		t.Errorf("%d documents, %d schemes", got.Documents, len(got.Schemes))
	}
	money := got.Schemes["strict"].Types["MONEY"]
	for key, want := range map[string]float64{"tp": 1, "fp": 0, "fn": 1, "precision": 1, "recall": 0.5, "f1": 2. / 3} {
		if money[key] == nil || *money[key] != want {
			t.Errorf("MONEY %s is %v, want %v", key, money[key], want)
		}
	}
	if micro := got.Schemes["partial"].Micro; micro["tp"] == nil || *micro["tp"] != 8 {
		t.Errorf("partial credit over all is %v, want 8", *micro["tp"])
	}

	out = write(t, "json", New([]Input{{"none", []Scored{{Name: "x", Digest: "", Result: score(t, nil, nil)}}}}, Options{Schemes: []eval.Scheme{eval.Strict}}))
	got.Schemes = nil
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	for _, row := range []map[string]*float64{got.Schemes["strict"].Micro, got.Schemes["strict"].Macro} {
		for _, key := range []string{"precision", "recall", "f1"} {
			if value, ok := row[key]; !ok || value != nil {
				t.Errorf("%s of nothing is not null", key)
			}
		}
	}
	if !strings.Contains(out, `"types": {}`) {
		t.Errorf("types of nothing are not an empty object: %s", out)
	}
}

func TestCSVIsRectangular(t *testing.T) {
	for _, n := range []int{0, -1} {
		out := write(t, "csv", New(inputs(t), Options{Schemes: eval.Schemes(), Errors: n}))
		lines, err := csv.NewReader(strings.NewReader(out)).ReadAll()
		if err != nil || len(lines) < 2 {
			t.Errorf("%d lines, %v", len(lines), err)
		}
	}
}

// What a document holds must not steer a terminal.
func TestNoControlCharacters(t *testing.T) {
	for _, format := range []string{"table", "markdown"} {
		out := write(t, format, New(inputs(t), Options{Schemes: []eval.Scheme{eval.Strict}, Errors: -1}))
		if strings.ContainsAny(out, "\x1b\x07") {
			t.Errorf("%s lets control characters through", format)
		}
	}
}

func TestFormatNamed(t *testing.T) {
	_, err := FormatNamed("xml")
	if want := `unknown format "xml": there are table, json, csv, markdown, html, conlleval, seqeval`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
