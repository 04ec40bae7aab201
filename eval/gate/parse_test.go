package gate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rollcall/eval"
	"rollcall/text"
)

func TestParse(t *testing.T) {
	got, err := Parse("gold/gate.yaml", []byte(`
# a comment
gold: [., ../more/dev.conll]
pipeline: fast
map: labels.map
types: [person, Money, Vessel]
floors:
  - f1: 92
  - {type: MONEY, f1: 98.5, precision: 97}
  - {file: seed.jsonl, scheme: partial, recall: 94, sure: true}
  - {type: money, scheme: money, f1: 95}
  - {type: macro, f1: 90}
baseline: {file: base.json.gz, schemes: [strict, money, exact], max_drop: 1.5, common: true}
rules: [../rules, mine.yaml]
speed: {at_least: 0.8}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := &Config{
		Path: "gold/gate.yaml", Gold: []string{".", "../more/dev.conll"}, System: System{Pipeline: "fast"}, Map: "labels.map",
		Types: []text.Type{text.TypePerson, text.TypeMoney, "Vessel"},
		Floors: []Floor{
			{Place{8, 5}, "strict", Micro, "", F1, 0.92, false},
			{Place{9, 5}, "strict", text.TypeMoney, "", F1, 0.985, false},
			{Place{9, 5}, "strict", text.TypeMoney, "", Precision, 0.97, false},
			{Place{10, 5}, "partial", Micro, "seed.jsonl", Recall, 0.94, true},
			{Place{11, 5}, "money", text.TypeMoney, "", F1, 0.95, false},
			{Place{12, 5}, "strict", Macro, "", F1, 0.9, false},
		},
		Baseline: &Baseline{Place{13, 1}, "base.json.gz", []eval.Scheme{eval.Strict, eval.Exact}, []eval.Measure{eval.Money}, 0.015, true},
		Rules:    &Rules{Place{14, 1}, []string{"../rules", "mine.yaml"}},
		Speed:    &SpeedFloor{Place{15, 1}, 0.8},
	}
	same := cmp.Comparer(func(a, b eval.Scheme) bool { return a.Name == b.Name })
	if diff := cmp.Diff(want, got, same, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Error(diff)
	}
	if p := got.Beside("../rules"); p != "rules" {
		t.Errorf("beside: %s", p)
	}
}

func TestParseSystem(t *testing.T) {
	c, err := Parse("gold/gate.yaml", []byte("rules: true\npipeline: {name: ../p.yaml, data: mine, model: /m, rules: ../r.yaml, gazetteers: [a.tsv, b.tsv]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := System{Pipeline: "p.yaml", Data: "gold/mine", Model: "/m", Rules: []string{"r.yaml"}, Gazetteers: []string{"gold/a.tsv", "gold/b.tsv"}}
	if diff := cmp.Diff(want, c.System); diff != "" {
		t.Error(diff)
	}
	_, err = Parse("g.yaml", []byte("rules: true\npipeline: {nam: x, data: []}\n"))
	if err == nil || err.Error() != "g.yaml:2:12: unknown key nam: pipeline has the keys name, data, model, rules, gazetteers\ng.yaml:2:26: data must be text" {
		t.Errorf("%v", err)
	}
}

func TestParseShort(t *testing.T) {
	c, err := Parse("gate.yaml", []byte("baseline: base.json\nrules: true\n"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Baseline.File != "base.json" || c.Rules == nil || c.Rules.Paths != nil || !cmp.Equal(c.Gold, []string{"."}) {
		t.Errorf("%+v %+v %+v", c.Baseline, c.Rules, c.Gold)
	}
}

// Every fault of a file is told at once, in order, with its place.
func TestParseFaults(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"many", `floor: 3
floors:
  - {f1: 0.9}
  - {type: MONEY}
  - {f1: 90, shceme: exact}
  - {scheme: lenient, f1: 90}
  - {f1: high}
  - {f1: 120}
baseline: {schemes: [strict, loose, strict], max_drop: 0}
speed: {at_least: 1.5}
pipeline: fast
predictions: theirs.jsonl
`, `g.yaml:1:1: unknown key floor: a gate file has the keys gold, pipeline, predictions, map, types, floors, baseline, rules, speed
g.yaml:3:10: f1 must be a number above 1 and up to 100, and is 0.9: percent are meant
g.yaml:4:5: a floor without a figure: say f1, precision or recall, in percent
g.yaml:5:14: unknown key shceme: a floor has the keys f1, precision, recall, type, scheme, file, sure
g.yaml:6:14: unknown scheme lenient: there are strict, exact, partial, type, overlap, money
g.yaml:7:10: f1 must be a number
g.yaml:8:10: f1 must be a number above 1 and up to 100, and is 120: percent are meant
g.yaml:9:1: baseline needs the key file: where the result is kept, such as baseline/default.json.gz
g.yaml:9:30: unknown scheme "loose": there are strict, exact, partial, type, overlap, and the measures muc7, faireval, cover, money
g.yaml:9:37: the scheme strict twice
g.yaml:9:56: max_drop must be a number above 0 and up to 100, and is 0
g.yaml:10:1: answers that come as a file have no speed
g.yaml:10:19: at_least must be a number above 0 and up to 1, and is 1.5
g.yaml:12:1: both pipeline and predictions: one system is let through a gate at a time`},
		{"nothing", "", "g.yaml:1:1: the file is empty: it needs one of the keys floors, baseline, rules"},
		{"nothing asked", "pipeline: fast\n", "g.yaml:1:1: nothing is asked for: a gate file has one of the keys floors, baseline, rules"},
		{"speed alone", "rules: true\nspeed: {at_least: 0.8}\n", "g.yaml:2:1: speed is held against that of a baseline: name one with the key baseline"},
		{"twice", "floors:\n- f1: 90\n- f1: 92\n", "g.yaml:3:3: the floor of line 2 again: strict F1"},
		{"key twice", "rules: true\nrules: true\n", `g.yaml:2:1: mapping key "rules" already defined at [1:1]`},
		{"no YAML", "floors: [\n", "g.yaml:1:9: sequence end token ']' not found"},
		{"two documents", "rules: true\n---\nrules: true\n", "g.yaml:3:1: a second document: a gate file is one"},
		{"a list", "- f1: 90\n", "g.yaml:1:1: a gate file must be keys with values: gold, pipeline, predictions, map, types, floors, baseline, rules, speed"},
		{"values of people", "floors:\n- {scheme: money, type: PERSON, f1: 90}\n", "g.yaml:2:25: values are those of MONEY, and not of PERSON"},
		{"no rules", "rules: []\nfloors: [{f1: 90}]\n", "g.yaml:1:8: rules: true, or paths; a path is an empty list"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse("g.yaml", []byte(c.file))
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(strings.Split(c.want, "\n"), strings.Split(err.Error(), "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"floors: [{f1: 92}]\n", "baseline: a.json\nspeed: {at_least: .8}\n", "? a\n: &b [*b]\n", "rules: [\xff]\n", "floors:\n- !!map\n", "{}", "a: |\n b",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("g.yaml", data)
		if (c == nil) == (err == nil) {
			t.Fatalf("%v and %v", c, err)
		}
		if err == nil {
			return
		}
		for line := range strings.Lines(err.Error()) {
			if !strings.HasPrefix(line, "g.yaml:") {
				t.Fatalf("no address: %q", line)
			}
		}
	})
}
