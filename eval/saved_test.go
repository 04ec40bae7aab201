package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"rollcall/text"
)

// markedRun scores answers against gold, both in marked text, in pairs: one
// document each, all of one file.
func markedRun(t testing.TB, name string, goldAndAnswers ...string) *Run {
	t.Helper()
	var gold, answers []*text.Document
	for i := 0; i < len(goldAndAnswers); i += 2 {
		id := fmt.Sprintf("d%d", i/2)
		gold = append(gold, markedDocument(t, id, goldAndAnswers[i]))
		answers = append(answers, markedDocument(t, id, goldAndAnswers[i+1]))
	}
	return runOf(t, name, gold, answers)
}

func markedDocument(t testing.TB, id, marked string) *text.Document {
	t.Helper()
	in, mentions, err := text.ParseMarked(marked)
	if err != nil {
		t.Fatalf("%s: %v", marked, err)
	}
	return &text.Document{ID: id, Text: in, Mentions: mentions}
}

// fataler is what a test and a rapid test have in common.
type fataler interface {
	Helper()
	Fatal(...any)
}

func runOf(t fataler, name string, gold, answers []*text.Document) *Run {
	t.Helper()
	return runWith(t, name, gold, answers, Options{})
}

func runWith(t fataler, name string, gold, answers []*text.Document, opts Options) *Run {
	t.Helper()
	r, err := Score(gold, answers, opts)
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]int, len(gold))
	for i := range lines {
		lines[i] = i + 1
	}
	return &Run{
		Origin: Origin{Version: "v1", Go: "go1.26", Command: "rollcall eval gold.jsonl", Seed: 7},
		System: System{name, PipelineSystem, "0123456789ab"},
		Files:  []GoldFile{{Path: "gold.jsonl", Types: opts.Types, MinOverlap: opts.MinOverlap, Lines: lines, Result: r}},
	}
}

// drawRun has documents with overlaps, alternatives, IGNORE spans, values,
// scores and bytes that are no UTF-8.
func drawRun(t *rapid.T) (gold, answers []*text.Document) {
	letters := []string{"a", "b ", "é", "\n", "\xff", "<", "“"}
	for i := range rapid.IntRange(0, 4).Draw(t, "documents") {
		in := strings.Repeat("x", 30) + strings.Join(rapid.SliceOfN(rapid.SampledFrom(letters), 0, 9).Draw(t, "text"), "")
		id := fmt.Sprintf("d%d", i)
		g := &text.Document{ID: id, Text: in, Mentions: drawMentions(t, "gold", false, true)}
		g.Meta = map[string]json.RawMessage{"source": json.RawMessage(`{"name":"<wire>"}`)}
		a := &text.Document{ID: id, Mentions: drawMentions(t, "answers", false, false)}
		for k := range a.Mentions {
			a.Mentions[k].Score = rapid.Float64Range(0, 1).Draw(t, "score")
			a.Mentions[k].Source = text.Source{Stage: "s", Rule: rapid.SampledFrom([]string{"", "r<1>"}).Draw(t, "rule")}
		}
		for k := range g.Mentions {
			if rapid.Bool().Draw(t, "valued") {
				g.Mentions[k].Money = &text.Money{Amount: "5", Currency: "EUR"}
			}
		}
		gold, answers = append(gold, g), append(answers, a)
	}
	return gold, answers
}

func saved(t fataler, r *Run) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := r.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSavedRunReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gold, answers := drawRun(t)
		run := runWith(t, "theirs", gold, answers, Options{
			Types:      rapid.SampledFrom([][]text.Type{nil, {"A", "B"}}).Draw(t, "types"),
			MinOverlap: rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "least overlap"),
		})
		run.Files[0].Result.Warn(Warning{Documents: []string{"d0"}, Message: "look here"})
		file := saved(t, run)
		if !IsSaved(file) {
			t.Error("the file is not known for a saved run")
		}
		back, err := ReadRun(bytes.NewReader(file), "run.json")
		if err != nil {
			t.Fatal(err)
		}
		if again := saved(t, back); !bytes.Equal(file, again) {
			t.Errorf("written again without texts:\n%s", cmp.Diff(string(file), string(again)))
		}
		for _, s := range Schemes() {
			if d := cmp.Diff(run.Result().Tally(s), back.Result().Tally(s)); d != "" {
				t.Errorf("%s: %s", s.Name, d)
			}
		}
		if without := back.AttachTexts(gold); without != 0 || !back.HasTexts() {
			t.Errorf("%d documents without text", without)
		}
		d := cmp.Diff(run, back, cmp.AllowUnexported(GoldFile{}), cmpopts.EquateEmpty(),
			cmpopts.IgnoreFields(GoldFile{}, "texts"))
		if d != "" {
			t.Error(d)
		}
		if again := saved(t, back); !bytes.Equal(file, again) {
			t.Errorf("written again with texts:\n%s", cmp.Diff(string(file), string(again)))
		}
	})
}

func TestAttachTextsTakesOnlyTheSameText(t *testing.T) {
	run := markedRun(t, "a", "[Person Ann] left.", "[Person Ann] left.")
	back, err := ReadRun(bytes.NewReader(saved(t, run)), "a.json")
	if err != nil {
		t.Fatal(err)
	}
	if back.HasTexts() {
		t.Error("has texts that nobody gave")
	}
	other := []*text.Document{{ID: "d0", Text: "Ann lost."}, {ID: "d1", Text: "Ann left."}}
	if without := back.AttachTexts(other); without != 1 || back.HasTexts() {
		t.Errorf("%d without text, want 1", without)
	}
	if without := back.AttachTexts([]*text.Document{{ID: "d0", Text: "Ann left."}}); without != 0 || !back.HasTexts() {
		t.Errorf("%d without text, want 0", without)
	}
}

// TestGoldDigest has what makes gold another gold, and what does not.
func TestGoldDigest(t *testing.T) {
	marked := []string{"[Person Ann] left [Place Paris].", "", "[Ignore Rome] fell.", ""}
	documents := func() (gold, answers []*text.Document) {
		for i := 0; i < len(marked); i += 2 {
			gold = append(gold, markedDocument(t, fmt.Sprint(i), marked[i]))
			answers = append(answers, &text.Document{ID: fmt.Sprint(i)})
		}
		return gold, answers
	}
	with := func(change func(gold []*text.Document)) string {
		gold, answers := documents()
		change(gold)
		return runOf(t, "x", gold, answers).GoldDigest()
	}
	base := with(func([]*text.Document) {})
	same := map[string]func([]*text.Document){
		"the order of documents": slices.Reverse[[]*text.Document],
		"the order of mentions":  func(g []*text.Document) { slices.Reverse(g[0].Mentions) },
		"who annotated":          func(g []*text.Document) { g[0].Mentions[0].Source.Stage = "bob" },
	}
	for what, change := range same {
		if got := with(change); got != base {
			t.Errorf("%s changes the digest", what)
		}
	}
	different := map[string]func([]*text.Document){
		"an id":          func(g []*text.Document) { g[1].ID = "0a" },
		"a byte of text": func(g []*text.Document) { g[1].Text = "Rome fall." },
		"invalid UTF-8":  func(g []*text.Document) { g[1].Text = "Rome fel\xff." },
		"another byte":   func(g []*text.Document) { g[1].Text = "Rome fel\xfe." },
		"a type":         func(g []*text.Document) { g[0].Mentions[0].Type = text.TypePlace },
		"an end":         func(g []*text.Document) { g[0].Mentions[0].End-- },
		"a value":        func(g []*text.Document) { g[0].Mentions[0].Money = &text.Money{Amount: "5"} },
		"IGNORE":         func(g []*text.Document) { g[1].Mentions = nil },
		"an alternative": func(g []*text.Document) {
			g[0].Mentions[0].Alt = []text.Alternative{{Span: text.Span{Start: 0, End: 2}, Type: "A"}}
		},
	}
	seen := map[string]string{base: "nothing"}
	for what, change := range different {
		got := with(change)
		if as, ok := seen[got]; ok {
			t.Errorf("%s has the digest of %s", what, as)
		}
		seen[got] = what
	}
	gold, answers := documents()
	run := runOf(t, "x", gold, answers)
	run.Files[0].Types = []text.Type{text.TypePerson, text.TypePlace}
	if run.GoldDigest() == base {
		t.Error("which types are scored does not change the digest")
	}
	run.Files[0].Types, run.Files[0].MinOverlap = nil, 0.5
	if run.GoldDigest() == base {
		t.Error("the least overlap does not change the digest")
	}
	if run.AnswersDigest() == markedRun(t, "x", marked[0], marked[0], marked[2], "").AnswersDigest() {
		t.Error("the digest of answers does not tell answers from none")
	}
}

func TestReadRunRefuses(t *testing.T) {
	run := markedRun(t, "a",
		"[Person Ann] left [Place Paris].", "[Person Ann] left Paris.",
		"[Person Bob] ran.", "Bob [Person ran].")
	good := string(saved(t, run))
	lines := strings.Split(strings.TrimSuffix(good, "\n"), "\n")
	second := len(lines) - 3 // the line of the last document
	tests := []struct {
		name       string
		file, want string
	}{
		{"empty", "", "run.json:1: the file ends too early"},
		{"no JSON", "strict F1 80\n", "run.json:1: not a saved result: invalid character 's'"},
		{"other JSON", `{"documents":12,"schemes":{}}`, `run.json:1: not a saved result: no key "format"`},
		{"foreign format", `{"format":"sarif"}`, `run.json:1: not a saved result: format is "sarif"`},
		{
			"of the future", strings.Replace(good, "result 1", "result 2", 1),
			`run.json:1: written by a newer rollcall as "rollcall result 2"; this one reads "rollcall result 1"`,
		},
		{"cut in a line", good[:len(good)-30], fmt.Sprintf("run.json:%d: the file ends too early", second+1)},
		{"cut after a line", strings.Join(lines[:second], "\n"), fmt.Sprintf("run.json:%d: the file ends too early", second)},
		{"a letter lost", strings.Replace(good, `"gold":[[0,3,"PERSON","Bob"]]`, `"gold":[[0,3,PERSON,"Bob"]]`, 1), fmt.Sprintf("run.json:%d: not a saved result: invalid character", second+1)},
		{"more after it", good + "{}", "run.json:" + fmt.Sprint(len(lines)+1) + ": something follows"},
		{"no mention", strings.Replace(good, `[0,3,"PERSON","Bob"]`, `[0,3]`, 1), fmt.Sprintf(`run.json:%d: document "d1": [0,3] is no mention`, second+1)},
		{"outside", strings.Replace(good, `[0,3,"PERSON","Bob"]`, `[0,33,"PERSON","Bob"]`, 1), fmt.Sprintf(`run.json:%d: document "d1": gold: PERSON 0-33 is empty or outside`, second+1)},
		{"pair out of range", strings.Replace(good, `"pairs":[[0,-1],[-1,0]]`, `"pairs":[[0,-1],[-1,4]]`, 1), fmt.Sprintf(`run.json:%d: document "d1": answer mention 4 of 1`, second+1)},
		{"pair of nothing", strings.Replace(good, `"pairs":[[0,-1],[-1,0]]`, `"pairs":[[0,-1],[-1,-1]]`, 1), "pair 1 is of nothing"},
		{"a pair twice", strings.Replace(good, `"pairs":[[0,-1],[-1,0]]`, `"pairs":[[0,-1],[0,0]]`, 1), "gold mention 0 is in two pairs"},
		{"a pair that does not touch", strings.Replace(good, `"pairs":[[0,-1],[-1,0]]`, `"pairs":[[0,0]]`, 1), "do not touch"},
		{"a mention left out", strings.Replace(good, `"pairs":[[0,-1],[-1,0]]`, `"pairs":[[0,-1]]`, 1), "answer mention 0 is in no pair"},
		{"counts", strings.Replace(good, `"counts":{"exact":{"PERSON":[0`, `"counts":{"exact":{"PERSON":[9`, 1), "counts of exact are"},
		{"figures", strings.Replace(good, `"f1": 0.4`, `"f1": 0.9`, 1), "the figures of exact are not those of the documents"},
		{"a document lost", strings.Replace(good, ",\n"+lines[second]+"\n", "\n", 1), "gold.documents is 2, but the documents give 1"},
		{"text", strings.Replace(good, `"bytes":8`, `"bytes":-8`, 1), "outside the text"},
		{"file", strings.Replace(good, `"file":0`, `"file":1`, 1), `document "d0": file 1 of 1`},
		{"offsets", strings.Replace(good, `"offsets": "byte"`, `"offsets": "char"`, 1), `offsets are "char"`},
		{"documents", strings.Replace(good, `"documents": [`, `"documents": 3, "more": [`, 1), "documents is no list"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if test.file == good {
				t.Fatal("the test changes nothing")
			}
			_, err := ReadRun(strings.NewReader(test.file), "run.json")
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
	if _, err := ReadRun(strings.NewReader(good), "run.json"); err != nil {
		t.Error(err)
	}
}

func FuzzReadRun(f *testing.F) {
	run := markedRun(f, "a", "[Person Ann] left [Place Paris].", "[Person Ann left] Paris.")
	f.Add(saved(f, run))
	f.Add([]byte(`{"format":"rollcall result 1","documents":[{"pairs":[[0,0]]}]}`))
	f.Add([]byte(`{"format":"rollcall result 1","offsets":"byte","gold":{"files":[{}]},"documents":[{"gold":[[0,1,"",""]]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		run, err := ReadRun(bytes.NewReader(data), "run.json")
		if err != nil {
			if !strings.HasPrefix(err.Error(), "run.json:") {
				t.Errorf("no address: %v", err)
			}
			return
		}
		if _, err := ReadRun(bytes.NewReader(saved(t, run)), "again.json"); err != nil {
			t.Errorf("what was read is written as what cannot be: %v", err)
		}
	})
}
