package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/eval"
)

var (
	nan    = math.NaN()
	ratios = eval.Ratios{Precision: 1, Recall: 1, F1: 1}
)

// TestCases runs every case of every scorer where the folder is, and sees that
// no file of it is forgotten.
func TestCases(t *testing.T) {
	folder := casesFolder(filepath.Join("..", ".."))
	entries, err := os.ReadDir(folder)
	if os.IsNotExist(err) {
		t.Skipf("other scorers' cases are not here (%v); set ROLLCALL_EVALCASES to their folder", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]bool{}
	for _, s := range scorers() {
		read[s.file] = true
		t.Run(s.name, func(t *testing.T) {
			cases, err := s.runFile(folder)
			if err != nil {
				t.Fatal(err)
			}
			if len(cases) == 0 {
				t.Error("no case was run")
			}
			for _, c := range cases {
				for _, fault := range c.faults {
					t.Errorf("%s: %s", c.id, fault)
				}
			}
		})
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".json") && !read[e.Name()] {
			t.Errorf("no scorer reads %s", e.Name())
		}
	}
}

// A case that is not met must be seen.
func TestFaults(t *testing.T) {
	for name, check := range map[string]func(r *result){
		"a number":            func(r *result) { r.is("x", 1, 1+2e-9) },
		"no number":           func(r *result) { r.is("x", nan, 0.5) },
		"a rounded number":    func(r *result) { r.rounded("x", 0.1, 0.11, 2) },
		"anything":            func(r *result) { r.equal("x", []int{1}, []int{2}) },
		"one of three ratios": func(r *result) { r.ratios("x", ratios, 1, 1, 0.5) },
	} {
		var r result
		check(&r)
		if len(r.faults) != 1 {
			t.Errorf("%s: %d faults, want 1", name, len(r.faults))
		}
	}
	var r result
	r.is("x", 1, 1+5e-10)
	r.is("x", nan, 0)
	r.rounded("x", 0.105, 0.11, 2)
	r.ratios("x", ratios, 1, 1, 1)
	if len(r.faults) > 0 {
		t.Errorf("faults where there are none: %v", r.faults)
	}
}
