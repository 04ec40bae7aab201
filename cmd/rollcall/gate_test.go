package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The sample that docs/ci.md shows is what the script of the gate has printed.
func TestGateSampleInDocument(t *testing.T) {
	read := func(path string) string {
		t.Helper()
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	sample := regexp.MustCompile("(?s)```text\n(.*?)```").FindStringSubmatch(read("../../docs/ci.md"))
	if sample == nil {
		t.Fatal("docs/ci.md shows no sample")
	}
	_, printed, _ := strings.Cut(read("testdata/script/gate.txtar"), "-- table.txt --\n")
	if !strings.HasPrefix(printed, sample[1]) {
		t.Errorf("the sample is not the beginning of table.txt:\n%s", sample[1])
	}
}
