package gate

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
