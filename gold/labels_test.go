package gold

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/text"
)

func TestDefaultMap(t *testing.T) {
	m := DefaultMap()
	tests := []struct {
		label string
		want  text.Type
		known bool
	}{
		{"PER", text.TypePerson, true},
		{"ORG", text.TypeOrganisation, true},
		{"LOC", text.TypePlace, true},
		{"MISC", "", true},
		{"GPE", text.TypePlace, true}, // OntoNotes: countries and cities
		{"gpe", "", true},             // Groningen: nationalities
		{"geo", text.TypePlace, true},
		{"politicalparty", text.TypeOrganisation, true},
		{"creative-work", "", true},
		{"MONEY", text.TypeMoney, true},
		{"per", text.TypePerson, true},
		{"Per", "", false},
		{"WEAPON", "", false},
		{"", "", false},
	}
	for _, tt := range tests {
		got, known := m.Type(tt.label)
		if got != tt.want || known != tt.known {
			t.Errorf("%q: %q, %v; want %q, %v", tt.label, got, known, tt.want, tt.known)
		}
	}
}

// The maps that come with the program can be read, agree with one another and
// lead to the guideline's types, or away from them and back.
func TestNamedMaps(t *testing.T) {
	first := map[string]string{}
	guideline := append(text.Types(), text.TypeIgnore)
	for _, m := range NamedMaps() {
		if m.Doc == "" || len(m.Map.types) == 0 {
			t.Errorf("%s says nothing", m.Name)
		}
		for label, to := range m.Map.types {
			if !m.In {
				if !slices.Contains(guideline, text.Type(label)) {
					t.Errorf("%s: %s is not a type of the guideline", m.Name, label)
				}
				if back, known := DefaultMap().Type(string(to)); to != "" && (!known || back != text.Type(label)) {
					t.Errorf("%s: %s = %s, which leads back to %q", m.Name, label, to, back)
				}
				continue
			}
			if to != "" && !slices.Contains(guideline, to) {
				t.Errorf("%s: %s = %s", m.Name, label, to)
			}
			if other, seen := first[label]; seen && DefaultMap().types[label] != to {
				t.Errorf("%s and %s disagree on %s", other, m.Name, label)
			}
			first[label] = m.Name
		}
		named, err := MapNamed(m.Name)
		if err != nil || len(named.types) != len(m.Map.types) {
			t.Errorf("%s: %v", m.Name, err)
		}
	}
	for name, want := range map[string]string{"connl": `there is no map "connl"`, "no/such.map": "no such file"} {
		if _, err := MapNamed(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseMap(t *testing.T) {
	const data = "\uFEFF# a comment\n PER=PERSON \t# people\r\n\nMISC =\nC#=LANGUAGE\n* = *\n"
	m, err := ParseMap("own.map", data)
	if err != nil {
		t.Fatal(err)
	}
	for label, want := range map[string]text.Type{"PER": "PERSON", "MISC": "", "C#": "LANGUAGE", "OTHER": "OTHER"} {
		if got, known := m.Type(label); got != want || !known {
			t.Errorf("%s: %q, %v; want %q", label, got, known, want)
		}
	}
	drop, err := ParseMap("own.map", "PER=PERSON\n*=")
	if err != nil {
		t.Fatal(err)
	}
	if got, known := drop.Type("OTHER"); got != "" || !known {
		t.Errorf(`"*=": %q, %v`, got, known)
	}
	if got, known := (Map{}).Type("ANY"); got != "ANY" || !known {
		t.Errorf("the zero map: %q, %v", got, known)
	}
}

func TestParseMapErrors(t *testing.T) {
	_, err := ParseMap("own.map", "PER PERSON\n  =PERSON\nORG=A B\nLOC=PLACE\n LOC=PERSON\n*=PLACE\nA=B=C\n")
	if err == nil {
		t.Fatal("no error")
	}
	want := []string{
		`own.map:1:1: no "=" in "PER PERSON": a line is "label = type"`,
		`own.map:2:3: no label before the "="`,
		`own.map:3:1: "ORG=A B": one label and one type a line, without blanks in them`,
		`own.map:5:2: label LOC has been given a type in line 4`,
		`own.map:6:3: "*" can only be kept ("* = *") or dropped ("* =")`,
		`own.map:7:1: "A=B=C": one label and one type a line, without blanks in them`,
	}
	if diff := cmp.Diff(want, strings.Split(err.Error(), "\n")); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

// A map given by the user speaks of JSON lines too; the default one leaves
// their types alone.
func TestMapOnJSONL(t *testing.T) {
	const data = `{"id":"a","text":"Ann ran the Open","mentions":[{"start":0,"end":3,"type":"PER"},{"start":8,"end":16,"type":"MISC"}]}`
	if got := marked(t, parse(t, "a.jsonl", data, DefaultMap()).Documents[0]); got != "[PER Ann] ran [MISC the Open]" {
		t.Errorf("default map: %s", got)
	}
	m, err := ParseMap("own.map", "PER=PERSON\nMISC=")
	if err != nil {
		t.Fatal(err)
	}
	c := parse(t, "a.jsonl", data, m)
	if got := marked(t, c.Documents[0]); got != "[Person Ann] ran the Open" {
		t.Errorf("own map: %s", got)
	}
	if diff := cmp.Diff([]LabelCount{{"MISC", 1}}, c.Dropped); diff != "" {
		t.Error(diff)
	}
	narrow, err := ParseMap("own.map", "PER=PERSON")
	if err != nil {
		t.Fatal(err)
	}
	c = parse(t, "a.jsonl", data, narrow)
	if len(c.Problems) != 1 || !strings.Contains(c.Problems[0].Msg, "own.map does not know the labels MISC (1)") {
		t.Errorf("problems: %v", c.Problems)
	}
	if got := marked(t, c.Documents[0]); got != "[PER Ann] ran [MISC the Open]" {
		t.Errorf("an unknown label has changed the document: %s", got)
	}
}

// FuzzParseMap: any bytes are read without a panic, and every fault has an
// address.
func FuzzParseMap(f *testing.F) {
	f.Add(labelsIn)
	f.Add("PER=PERSON # people\r\n*=*\n=\n==\n#\n \t=\x00\xff")
	f.Fuzz(func(t *testing.T, data string) {
		m, err := ParseMap("m", data)
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				if !strings.HasPrefix(line, "m:") {
					t.Errorf("no address: %q", line)
				}
			}
		}
		m.Type(data)
	})
}
