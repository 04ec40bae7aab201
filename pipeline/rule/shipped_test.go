package rule_test

import (
	"testing"

	"rollcall/pipeline/data"
	"rollcall/pipeline/rule"
	"rollcall/pipeline/token"
	"rollcall/text"
)

// prepare makes what rules need.
func prepare(d *text.Document) error {
	if err := token.Tokens(d); err != nil {
		return err
	}
	return token.Sentences(d)
}

// The rules that the program ships do what their examples say.
func TestShippedRules(t *testing.T) {
	s, err := rule.Read(data.FS(), "rules")
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Rules()) == 0 {
		t.Fatal("no rules are shipped")
	}
	for _, f := range s.Test(prepare) {
		t.Error(f)
	}
}
