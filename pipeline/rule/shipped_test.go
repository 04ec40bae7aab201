package rule_test

import (
	"strings"
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

func BenchmarkShippedRules(b *testing.B) {
	s, err := rule.Read(data.FS(), "rules")
	if err != nil {
		b.Fatal(err)
	}
	d := &text.Document{Text: strings.Repeat("HALDEN, Kenya (AP) — President Ann Lee said on Tuesday that the Ministry of Roads would pay for the bridge in Old Marsh, Kenya. "+
		"“We have waited for eleven years,” said Bo Marsh, a spokesman for the town of New Halden, whose people do not believe it.\n\n", 40)}
	if err := prepare(d); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(d.Text)))
	b.ReportAllocs()
	for b.Loop() {
		d.Candidates = d.Candidates[:0]
		if err := s.Propose(d); err != nil {
			b.Fatal(err)
		}
	}
}
