package rule_test

import (
	"os"
	"regexp"
	"testing"

	"rollcall/pipeline/data"
	"rollcall/pipeline/rule"
)

var fileName = regexp.MustCompile(`^# (\w+\.yaml)\n`)

var yamlBlock = regexp.MustCompile("(?s)```yaml( wrong)?\n(.*?)```")

// Every rule in docs/rules.md does what the page says: it passes its own
// examples, or fails them where the page shows a mistake.
func TestRulesInDocuments(t *testing.T) {
	page, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	// A block whose first line is "# name.yaml" is a file that others include.
	beside := map[string][]byte{}
	for _, block := range yamlBlock.FindAllSubmatch(page, -1) {
		if name := fileName.FindSubmatch(block[2]); name != nil {
			beside[string(name[1])] = block[2]
		}
	}
	right := 0
	for _, block := range yamlBlock.FindAllSubmatch(page, -1) {
		s, err := rule.ReadSources(data.FS(), rule.Source{Path: "docs/rules.md", Content: block[2], Beside: beside})
		if err != nil {
			t.Errorf("%s\n%v", block[2], err)
			continue
		}
		failures := s.Test(prepare)
		if len(block[1]) > 0 {
			if len(failures) == 0 {
				t.Errorf("the page says that this is wrong, and it is not:\n%s", block[2])
			}
			continue
		}
		right++
		for _, f := range failures {
			t.Error(f)
		}
	}
	if right < 15 {
		t.Errorf("%d rules on the page, want the first ones, twelve worked ones, and a file that is included", right)
	}
}
