package eval

import (
	"os"
	"strings"
	"testing"
)

func TestNamed(t *testing.T) {
	schemes, measures, err := Named("money", "type", "muc7", "strict")
	if err != nil || len(schemes) != 2 || schemes[0].Name != "type" || schemes[1].Name != "strict" ||
		len(measures) != 2 || measures[0].Name != "money" || measures[1].Name != "muc7" {
		t.Errorf("got %v, %v, %v", schemes, measures, err)
	}
	_, _, err = Named("muc", "strict")
	want := `unknown scheme "muc": there are strict, exact, partial, type, overlap, and the measures muc7, faireval, cover, money`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// What each scheme and measure is, and where it comes from, is in its own doc
// line, once, and the page on scoring says the same.
func TestSchemesAreDocumented(t *testing.T) {
	content, err := os.ReadFile("../docs/scoring.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(content)
	names := map[string]bool{}
	check := func(name, doc, source string) {
		if doc == "" || source == "" || names[name] {
			t.Errorf("%s has no doc, no source, or a name twice", name)
		}
		names[name] = true
		for _, s := range []string{"`" + name + "`", doc, source} {
			if !strings.Contains(page, s) {
				t.Errorf("docs/scoring.md does not have %q of %s", s, name)
			}
		}
	}
	for _, s := range Schemes() {
		check(s.Name, s.Doc, s.Source)
	}
	for _, m := range Measures() {
		check(m.Name, m.Doc, m.Source)
	}
}
