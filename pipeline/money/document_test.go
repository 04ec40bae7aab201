package money

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var backticked = regexp.MustCompile("`([^`]+)`")

// Every form that docs/money.md lists is an amount, whole.
func TestDocumentedForms(t *testing.T) {
	content, err := os.ReadFile("../../docs/money.md")
	if err != nil {
		t.Fatal(err)
	}
	_, forms, found := strings.Cut(string(content), "## Forms")
	forms, _, found2 := strings.Cut(forms, "\n## ")
	if !found || !found2 {
		t.Fatal("no section Forms")
	}
	n := 0
	for line := range strings.Lines(forms) {
		first, _, ok := strings.Cut(strings.TrimPrefix(line, "| "), " | ")
		if !ok {
			continue
		}
		for _, m := range backticked.FindAllStringSubmatch(first, -1) {
			n++
			s := "In London, Durban and Lima they paid " + m[1] + " for it, or 10.5p."
			_, mentions := propose(t, s)
			if len(mentions) == 0 || mentions[0].In(s) != m[1] {
				t.Errorf("%q is not found whole in running text: %v", m[1], mentions)
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d forms", n)
	}
}
