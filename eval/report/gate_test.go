package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"rollcall/eval"
	"rollcall/eval/gate"
	"rollcall/eval/stats"
	"rollcall/text"
)

// odd is what texts, names and paths may hold of what formats have a meaning for.
const odd = "50% off, a:b::c\n\"<é]]>\x1b[31m\x00\xff|`*_"

// oddGates is a report in which everything that comes from outside is odd: a
// system worse than its baseline, under its floors, with rules that fail.
func oddGates(t *testing.T, floors int) Gates {
	t.Helper()
	var docs, before, after []*text.Document
	for i := range 20 {
		d := &text.Document{ID: fmt.Sprintf("d%d,%s", i, odd), Text: "Ann Lee left. " + odd + fmt.Sprintf(" Paris%02d.", i)}
		at := len(d.Text) - len("Paris00.")
		d.Mentions = []text.Mention{{Span: text.Span{End: 7}, Type: text.TypePerson}, {Span: text.Span{Start: at, End: at + 7}, Type: "PL:ACE,%"}}
		old := &text.Document{ID: d.ID, Text: d.Text, Mentions: d.Mentions}
		now := &text.Document{ID: d.ID, Text: d.Text, Mentions: d.Mentions[:1]}
		docs, before, after = append(docs, d), append(before, old), append(after, now)
	}
	run := func(name string, answers []*text.Document) *eval.Run {
		lines := make([]int, len(docs))
		for i := range lines {
			lines[i] = i + 1
		}
		return &eval.Run{
			System: eval.System{Name: name, Kind: eval.AnswersSystem},
			Files:  []eval.GoldFile{{Path: "gold/a b,c%.jsonl", Lines: lines, Result: score(t, docs, answers)}},
		}
	}
	var file strings.Builder
	file.WriteString("baseline: b.json\nrules: true\n")
	for i := range floors {
		if i == 0 {
			file.WriteString("floors:\n")
		}
		fmt.Fprintf(&file, "- f1: %v\n", 70+float64(i)/1000)
		fmt.Fprintf(&file, "  type: 'T%d'\n", i)
	}
	c, err := gate.Parse("gold/gate.yaml", []byte(file.String()))
	if err != nil {
		t.Fatal(err)
	}
	r, err := gate.Judge(c, gate.Evidence{
		Run: run("new "+odd, after), Base: run("old "+odd, before), GoldFiles: []string{"gold/a b,c%.jsonl"},
		Failed:     []string{docs[0].ID},
		RulesTried: &gate.RulesCheck{Rules: 1, Examples: 2, Failed: 1},
		RulesWrong: []gate.RuleFailure{{
			Address: gate.Address{File: "rules/x.yaml", Line: 3, Column: 9},
			Rule:    odd, Want: odd, Got: odd, Reason: odd,
		}},
		Stats: stats.Options{Resamples: 200, Seed: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	return NewGates(r, "v1 "+odd, "rollcall gate", "", "")
}

func written(t *testing.T, write func(io.Writer, Gates) error, g Gates) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out, g); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// No format hands on orders to a terminal or what is no UTF-8, and each is the
// same every time.
func TestGateFormatsAreClean(t *testing.T) {
	writers := map[string]func(io.Writer, Gates) error{"junit": WriteJUnit, "sarif": WriteSARIF, "annotations": WriteAnnotations}
	for _, f := range GateFormats() {
		writers[f.Name] = func(w io.Writer, g Gates) error { return f.Write(w, g, false) }
	}
	for name, write := range writers {
		out := written(t, write, oddGates(t, 3))
		if !utf8.Valid(out) || bytes.ContainsAny(out, "\x1b\x00") {
			t.Errorf("%s: not clean", name)
		}
		if !bytes.Equal(out, written(t, write, oddGates(t, 3))) {
			t.Errorf("%s: not the same again", name)
		}
	}
}

func TestJUnit(t *testing.T) {
	g := oddGates(t, 3)
	var back junitSuites
	if err := xml.Unmarshal(written(t, WriteJUnit, g), &back); err != nil {
		t.Fatal(err)
	}
	cases, failures := 0, 0
	names := map[string]bool{}
	for _, s := range back.Suites {
		if s.Tests != len(s.Cases) {
			t.Errorf("%s: %d tests of %d", s.Name, len(s.Cases), s.Tests)
		}
		for _, c := range s.Cases {
			cases++
			if names[c.ClassName+c.Name] {
				t.Errorf("%s %s twice", c.ClassName, c.Name)
			}
			names[c.ClassName+c.Name] = true
			if c.File != "gold/gate.yaml" || c.Line < 1 {
				t.Errorf("%s: at %s:%d", c.Name, c.File, c.Line)
			}
			if c.Failure != nil {
				failures++
				if c.Failure.Message == "" || c.Failure.Text == "" {
					t.Errorf("%s: a failure without words", c.Name)
				}
			}
		}
	}
	if back.Tests != cases || back.Failures != failures || cases != len(g.Gates) || failures != g.Count(gate.Failed) || failures < 6 {
		t.Errorf("%d of %d cases, %d of %d failures", cases, back.Tests, failures, back.Failures)
	}
}

// Every annotation is one line that GitHub reads back as it was meant.
func TestAnnotations(t *testing.T) {
	out := string(written(t, WriteAnnotations, oddGates(t, 30)))
	unescape := strings.NewReplacer("%0A", "\n", "%0D", "\r", "%3A", ":", "%2C", ",", "%25", "%")
	count := map[string]int{}
	sawGold, sawRule := false, false
	for line := range strings.Lines(out) {
		line = strings.TrimSuffix(line, "\n")
		rest, ok := strings.CutPrefix(line, "::")
		if !ok {
			t.Fatalf("not a command: %q", line)
		}
		head, message, ok := strings.Cut(rest, "::")
		command, list, ok2 := strings.Cut(head, " ")
		if !ok || !ok2 || message == "" {
			t.Fatalf("not a command: %q", line)
		}
		count[command]++
		properties := map[string]string{}
		for property := range strings.SplitSeq(list, ",") {
			name, value, ok := strings.Cut(property, "=")
			if !ok || strings.Contains(value, ":") {
				t.Errorf("%q: property %q", line, property)
			}
			properties[name] = unescape.Replace(value)
		}
		if properties["title"] == "" || properties["file"] == "" || properties["line"] == "" {
			t.Errorf("%q: %v", line, properties)
		}
		sawGold = sawGold || properties["file"] == "gold/a b,c%.jsonl"
		sawRule = sawRule || properties["file"] == "rules/x.yaml" && properties["line"] == "3" && properties["col"] == "9"
	}
	if count["error"] != mostAnnotations || count["warning"] != mostAnnotations {
		t.Errorf("%v", count)
	}
	if !sawGold {
		t.Error("no line of gold")
	}
	out = string(written(t, WriteAnnotations, oddGates(t, 0)))
	if sawRule = sawRule || strings.Contains(out, "file=rules/x.yaml,line=3,col=9,"); !sawRule {
		t.Error("no line of a rule")
	}
}

func TestEscapes(t *testing.T) {
	if got := annotationProperty("a:b,c%\nd"); got != "a%3Ab%2Cc%25\uFFFDd" {
		t.Errorf("property %q", got)
	}
	if got := annotationData("a:b,c%\r\nd"); got != "a:b,c%25\uFFFD%0Ad" {
		t.Errorf("data %q", got)
	}
}

func TestSARIF(t *testing.T) {
	schema, err := os.ReadFile("testdata/sarif/essentials.json")
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]any
	if err := json.Unmarshal(schema, &want); err != nil {
		t.Fatal(err)
	}
	g := oddGates(t, 3)
	out := written(t, WriteSARIF, g)
	var got any
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	for _, fault := range violations("", want, got) {
		t.Error(fault)
	}
	// The validator is no yes-man.
	broken := strings.Replace(string(out), `"level": "error"`, `"level": "bad"`, 1)
	broken = strings.Replace(broken, `"startLine": 1`, `"startLine": 0`, 1)
	broken = strings.Replace(broken, `"columnKind"`, `"columnkind"`, 1)
	if err := json.Unmarshal([]byte(broken), &got); err != nil {
		t.Fatal(err)
	}
	if faults := violations("", want, got); len(faults) != 3 {
		t.Errorf("%d faults found of 3: %v", len(faults), faults)
	}

	var log sarifLog
	if err := json.Unmarshal(out, &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	prints := map[string]bool{}
	errors := 0
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("rule %d is not %s", r.RuleIndex, r.RuleID)
		}
		key := r.Level + r.PartialFingerprints["rollcallGate/v1"] + r.Locations[0].PhysicalLocation.ArtifactLocation.URI
		if prints[key] {
			t.Errorf("a fingerprint twice: %q", key)
		}
		prints[key] = true
		if r.Level == "error" {
			errors++
		}
		if _, err := url.Parse(r.Locations[0].PhysicalLocation.ArtifactLocation.URI); err != nil {
			t.Error(err)
		}
	}
	if errors != g.Count(gate.Failed) {
		t.Errorf("%d errors", errors)
	}
	if !bytes.Contains(out, []byte(`"uri": "gold/a%20b,c%25.jsonl"`)) {
		t.Error("the path is no URI")
	}
}

// violations holds a value against a schema: types, what is required, what is
// known, enumerations, least numbers.
func violations(at string, schema map[string]any, v any) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, at+": "+fmt.Sprintf(format, args...)) }
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, v) {
		fault("%v is none of %v", v, enum)
	}
	switch schema["type"] {
	case "object":
		m, ok := v.(map[string]any)
		if !ok {
			fault("no object")
			return faults
		}
		for _, name := range list(schema["required"]) {
			if _, ok := m[name.(string)]; !ok {
				fault("%s is missing", name)
			}
		}
		properties, known := schema["properties"].(map[string]any)
		for name, value := range m {
			switch of, ok := properties[name].(map[string]any); {
			case ok:
				faults = append(faults, violations(at+"/"+name, of, value)...)
			case known:
				fault("unknown property %s", name)
			}
		}
	case "array":
		if _, ok := v.([]any); !ok {
			fault("no array")
		}
		for i, value := range list(v) {
			faults = append(faults, violations(fmt.Sprintf("%s/%d", at, i), schema["items"].(map[string]any), value)...)
		}
	case "string":
		if _, ok := v.(string); !ok {
			fault("no string")
		}
	case "boolean":
		if _, ok := v.(bool); !ok {
			fault("no boolean")
		}
	case "integer":
		n, ok := v.(float64)
		if least, has := schema["minimum"].(float64); !ok || n != float64(int(n)) || has && n < least {
			fault("%v is no integer that is allowed", v)
		}
	}
	return faults
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

// A comment has room for any number of failed gates, and keeps its summary.
func TestGateMarkdownFits(t *testing.T) {
	out := written(t, func(w io.Writer, g Gates) error { return WriteGateMarkdown(w, g, false) }, oddGates(t, 2000))
	const github = 65_536
	if n := utf8.RuneCount(out); n > github {
		t.Errorf("%d characters", n)
	}
	for _, want := range []string{"**Gate FAILED**", "failed gates more than a comment has room for", "<sub>system: "} {
		if !bytes.Contains(out, []byte(want)) {
			t.Errorf("%q is not there", want)
		}
	}
	if n, m := bytes.Count(out, []byte("<details>")), bytes.Count(out, []byte("</details>")); n != m || n == 0 {
		t.Errorf("%d folds opened, %d closed", n, m)
	}
}
