package main

import (
	"os"
	"testing"
	"time"

	"rollcall/eval"
	"rollcall/gold"
	"rollcall/text"
)

// Both forms of the corpus say the same, and answers are neither right nor wrong
// altogether.
func TestCorpus(t *testing.T) {
	c, err := newCorpus(t.TempDir(), 20)
	if err != nil {
		t.Fatal(err)
	}
	open := func(path, format string) []*text.Document {
		t.Helper()
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		corpus, err := gold.Options{Format: format}.Parse(path, data)
		if err != nil {
			t.Fatal(err)
		}
		return corpus.Documents
	}
	f1 := func(goldPath, answersPath, format string) float64 {
		t.Helper()
		right, said := open(goldPath, format), open(answersPath, format)
		for i := range min(len(right), len(said)) {
			said[i].ID = right[i].ID // tag files have none, and go by their order
		}
		r, err := eval.Score(right, said, eval.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Documents) != 20 || r.Mentions() != c.mentions {
			t.Errorf("%s: %d documents with %d mentions, of %d", format, len(r.Documents), r.Mentions(), c.mentions)
		}
		return r.Tally(eval.Strict).Total().F1()
	}
	lines, tags := f1(c.goldJSONL, c.answersJSONL, "jsonl"), f1(c.goldBIO, c.answersBIO, "conll")
	if lines != tags || lines < 0.6 || lines > 0.9 {
		t.Errorf("F1 %v of JSON lines, %v of tags", lines, tags)
	}
	if c.tokens != 20*sentences*tokens {
		t.Errorf("%d tokens", c.tokens)
	}
}

func TestSeconds(t *testing.T) {
	for _, c := range []struct {
		list []time.Duration
		want string
	}{
		{[]time.Duration{3 * time.Second, time.Second, 2 * time.Second}, "2.00"},
		{[]time.Duration{time.Second, 2 * time.Second}, "1.50"},
		{[]time.Duration{0, 0}, "–"},
	} {
		if got := seconds(c.list); got != c.want {
			t.Errorf("%v: %s, want %s", c.list, got, c.want)
		}
	}
}
