package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestThousands(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 7.4: "7", 999: "999", 1234: "1,230", 12345: "12,300", 1999999: "2,000,000"} {
		if got := thousands(v); got != want {
			t.Errorf("thousands(%v) = %s, want %s", v, got, want)
		}
	}
}

func TestCollect(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("a.txt", "Ann left.\n")
	write("b.jsonl", `{"id":"1","text":"Bob came back."}`+"\n"+`{"id":"2","text":"Rain"}`+"\n")
	write("c.csv", "not,a,document")
	in, err := collect(filepath.Join(t.TempDir(), "in.jsonl"), []string{dir}, 5)
	if err != nil {
		t.Fatal(err)
	}
	if in.documents != 5 || in.words != 2+3+1+2+3 {
		t.Errorf("%d documents of %d words, want 5 of 11", in.documents, in.words)
	}
	if _, err := collect(filepath.Join(t.TempDir(), "in.jsonl"), []string{t.TempDir()}, 5); err == nil {
		t.Error("nothing to read, and no error")
	}
}

func TestReport(t *testing.T) {
	s := time.Second
	results := map[string]*figures{
		"default": {cpu: []time.Duration{s, 3 * s, 2 * s}, memory: []int{90, 200, 100}, startUp: []time.Duration{160 * time.Millisecond},
			wall1: []time.Duration{4 * s}, wall2: []time.Duration{2 * s}},
		"fast":  {cpu: []time.Duration{s}, memory: []int{90}, startUp: []time.Duration{10 * time.Millisecond}},
		"prose": {cpu: []time.Duration{10 * s}, memory: []int{90}, startUp: []time.Duration{300 * time.Millisecond}},
	}
	var out strings.Builder
	missed := report(&out, []string{"default", "fast", "prose"}, results, input{words: 10000, documents: 1})
	for _, want := range []string{
		"| default | 5,000 | 5.0 × | 160 ms | 100 MB | 2.00 × |",
		"| fast | 10,000 | 10.0 × | 10 ms | 90 MB | – |",
		"| prose | 1,000 | 1.0 × | 300 ms | 90 MB | – |",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no line %s in\n%s", want, out.String())
		}
	}
	if len(missed) != 2 || !strings.Contains(missed[0], "start-up") || !strings.Contains(missed[1], "10.0 times") {
		t.Errorf("missed %q, want start-up and fast against prose", missed)
	}
}
