package gate

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/google/jsonschema-go/jsonschema"
)

// What the schema says of a file is what the reader says, as far as a schema can
// tell.
func TestSchemaValidates(t *testing.T) {
	var s jsonschema.Schema
	if err := json.Unmarshal(Schema(), &s); err != nil {
		t.Fatal(err)
	}
	schema, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file  string
		valid bool
	}{
		{"floors: [{f1: 92}]", true},
		{"floors: [{type: MONEY, f1: 98, precision: 97, scheme: money}]\nrules: true", true},
		{"gold: [., more]\nbaseline: b.json\nspeed: {at_least: 0.8}\npipeline: fast", true},
		{"baseline: {file: b.json.gz, schemes: [strict, money], max_drop: 2, common: true}", true},
		{"pipeline: {name: default, data: mine, rules: [r], gazetteers: g}\nrules: [r, s]", true},
		{"floors: [{f1: 0.92}]", false},
		{"floors: [{f1: 101}]", false},
		{"floors: [{type: MONEY}]", false},
		{"floors: [{f1: 90, shceme: exact}]", false},
		{"floors: [{f1: 90, scheme: lenient}]", false},
		{"floors: {f1: 90}", false},
		{"baseline: {schemes: strict}", false},
		{"baseline: {file: b, schemes: [loose]}", false},
		{"rules: []", false},
		{"speed: {at_least: 1.5}\nbaseline: b", false},
		{"speed: 0.8\nbaseline: b", false},
		{"pipeline: {nam: x}\nrules: true", false},
		{"floor: 90", false},
	} {
		var instance any
		if err := yaml.Unmarshal([]byte(c.file), &instance); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(instance); (err == nil) != c.valid {
			t.Errorf("%s: schema: %v", c.file, err)
		}
		if _, err := Parse("g.yaml", []byte(c.file)); (err == nil) != c.valid {
			t.Errorf("%s: reader: %v", c.file, err)
		}
	}
}

// The schema knows the keys that the reader knows, and no others.
func TestSchemaKeys(t *testing.T) {
	type node struct {
		Properties map[string]json.RawMessage
		Items      json.RawMessage
		AnyOf      []json.RawMessage
		Additional *bool `json:"additionalProperties"`
	}
	parse := func(data []byte) (n node) {
		t.Helper()
		if err := json.Unmarshal(data, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	keys := func(n node) []string {
		if n.Additional == nil || *n.Additional {
			t.Errorf("other keys are allowed: %v", n.Properties)
		}
		return slices.Sorted(maps.Keys(n.Properties))
	}
	root := parse(Schema())
	floor := parse(parse(root.Properties["floors"]).Items)
	for _, c := range []struct {
		of          string
		known, says []string
	}{
		{"file", fileKeys, keys(root)},
		{"floor", floorKeys, keys(floor)},
		{"baseline", baselineKeys, keys(parse(parse(root.Properties["baseline"]).AnyOf[1]))},
		{"pipeline", systemKeys, keys(parse(parse(root.Properties["pipeline"]).AnyOf[1]))},
		{"speed", speedKeys, keys(parse(root.Properties["speed"]))},
	} {
		if diff := cmp.Diff(slices.Sorted(slices.Values(c.known)), c.says); diff != "" {
			t.Errorf("%s: %s", c.of, diff)
		}
	}
}
