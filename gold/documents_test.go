package gold

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rollcall/text"
)

// TestDocuments holds the documents in this folder to what Check wants and to
// what redistribution needs: where each is from, and under which licence.
func TestDocuments(t *testing.T) {
	files, err := Files(".")
	if err != nil {
		t.Fatal(err)
	}
	var corpora []*Corpus
	for _, path := range files {
		c, err := Open(path, DefaultMap())
		if err != nil {
			t.Fatal(err)
		}
		corpora = append(corpora, c)
		for _, d := range c.Documents {
			for _, key := range []string{"title", "kind", "annotator"} {
				if metaString(d, key) == "" {
					t.Errorf("%s: document %s has no %s", path, d.ID, key)
				}
			}
			// The seed article is part of the project; all others come from
			// elsewhere.
			if path != "seed.jsonl" && (metaString(d, "source") == "" || licence(d) == "") {
				t.Errorf("%s: document %s has no source or no licence", path, d.ID)
			}
			for _, m := range d.Mentions {
				if m.Type == text.TypeMoney && m.Money == nil {
					t.Errorf("%s: %q has no value", path, d.Surface(m.Span))
				}
			}
			marked, err := FormatMarked(d)
			if err != nil {
				t.Fatal(err)
			}
			back, err := ParseMarkedFile(path, marked)
			if err != nil {
				t.Fatal(err)
			}
			if back.Text != d.Text || len(back.Mentions) != len(d.Mentions) {
				t.Errorf("%s: not the same after marked text", path)
			}
		}
	}
	for _, p := range Check(corpora...) {
		if p.Severity == Error {
			t.Error(p)
		}
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	l := List(corpora, false)
	for _, e := range append(l.Entries, l.Total) {
		cells := []string{e.Name, strconv.Itoa(e.Words)}
		for _, typ := range l.Types {
			cells = append(cells, strconv.Itoa(e.Mentions[typ]))
		}
		row := regexp.MustCompile(`\| ` + strings.Join(cells, ` *\| +`) + ` \|`)
		if !row.Match(readme) {
			t.Errorf("README.md has no row %q: rollcall gold list gold --format markdown", cells)
		}
	}
}

// TestGuide reads the examples of the guide: they must be marked text that the
// guide itself allows.
func TestGuide(t *testing.T) {
	guide, err := os.ReadFile("GUIDE.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := 0
	line := 0
	for s := range strings.SplitSeq(string(guide), "\n") {
		line++
		example, ok := strings.CutPrefix(s, "> ")
		if !ok {
			continue
		}
		examples++
		d, err := ParseMarkedFile("GUIDE.md", example)
		if err != nil {
			t.Errorf("line %d: %v", line, err)
			continue
		}
		c := &Corpus{Path: "GUIDE.md"}
		c.add(d, line)
		for _, p := range Check(c) {
			// The guide shows one word as two types, and marked here and not
			// there, to tell them apart.
			if p.Kind != "types" && p.Kind != "unmarked" {
				t.Errorf("%v\n\t%s", p, p.Context)
			}
		}
	}
	if examples < 25 {
		t.Errorf("only %d examples found", examples)
	}
}
