package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCounts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "news.jsonl")
	line := `{"text":"Things rose sharply. However they fell later. Osei saw that Osei and Osei knew abbr. things well."}` + "\n"
	if err := os.WriteFile(path, []byte(strings.Repeat(line, least)), 0o644); err != nil {
		t.Fatal(err)
	}
	c := newCounts()
	if err := c.read(path); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	c.printStarters(&out)
	if !strings.Contains(out.String(), "\nHowever\n") || strings.Contains(out.String(), "Osei") {
		t.Errorf("starters\n%s, want However and not Osei", out.String())
	}
	out.Reset()
	c.printAbbreviations(&out)
	if want := "abbr\t25\t0\n"; out.String() != want {
		t.Errorf("abbreviations %q, want %q", out.String(), want)
	}
}
