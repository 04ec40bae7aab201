package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"rollcall/pipeline/cluster"
)

// learn runs the whole program on a made-up text and returns the file.
func learn(t *testing.T, classes [3]int) ([]byte, *corpus) {
	t.Helper()
	var b strings.Builder
	b.WriteString(`{"text":"`)
	for _, p := range []string{"Ada", "Ben", "Cyd", "Dora"} {
		for _, town := range []string{"Mossby", "Halden", "Otterby", "Reedham"} {
			b.WriteString("Then " + p + " lives in " + town + " and " + p + " sings to the river near " + town + ". ")
		}
	}
	b.WriteString(`"}` + "\n")
	path := filepath.Join(t.TempDir(), "a.jsonl")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := readCorpus([]string{path}, 3)
	if err != nil {
		t.Fatal(err)
	}
	m := c.neighbours(1000)
	var ids [3][]uint16
	for i, k := range classes {
		ids[i] = m.exchange(k, 20)
	}
	out := filepath.Join(t.TempDir(), "b.bin")
	if err := write(out, c, classes, ids); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return data, c
}

func TestExchange(t *testing.T) {
	data, _ := learn(t, [3]int{6, 7, 8})
	tab, err := cluster.Read(fstest.MapFS{"b": {Data: data}}, "b")
	if err != nil {
		t.Fatal(err)
	}
	class := func(w string) [3]uint16 {
		ids, ok := tab.Classes(w)
		if !ok {
			t.Fatalf("%s has no classes", w)
		}
		return ids
	}
	for _, kind := range [][]string{{"Ada", "Ben", "Cyd", "Dora"}, {"Mossby", "Halden", "Otterby", "Reedham"}} {
		for _, w := range kind[1:] {
			if class(w) != class(kind[0]) {
				t.Errorf("%s is in %v, %s in %v", w, class(w), kind[0], class(kind[0]))
			}
		}
	}
	for i := range 3 {
		if class("Ada")[i] == class("Halden")[i] {
			t.Errorf("clustering %d has Ada and Halden in one class", i)
		}
	}
	if level, ok := tab.LowerShare("RIVER"); !ok || level != 7 {
		t.Errorf("river is in lower case at level %d (known: %v), want 7", level, ok)
	}
	if usual, _ := tab.Usual("halden"); usual != cluster.Title {
		t.Errorf("Halden is usually %v", usual)
	}
}

func TestExchangeIsDeterministic(t *testing.T) {
	a, _ := learn(t, [3]int{3, 5, 7})
	b, _ := learn(t, [3]int{3, 5, 7})
	if !bytes.Equal(a, b) {
		t.Error("two runs differ")
	}
}

// No word moves out of its class for a loss: mutual information never falls.
func TestExchangeGains(t *testing.T) {
	_, c := learn(t, [3]int{2, 2, 2})
	m := c.neighbours(1000)
	information := func(class []uint16, k int) float64 {
		f := newXlogx(1 << 10)
		seen := make([]int, m.cols*k)
		size := make([]int, 2*k)
		for w, row := range m.rows {
			for _, e := range row {
				seen[int(e.col)*k+int(class[w])] += int(e.n)
			}
			for s := range 2 {
				size[s*k+int(class[w])] += m.sides[w][s]
			}
		}
		sum := 0.0
		for _, n := range seen {
			sum += f.at(n)
		}
		for _, n := range size {
			sum -= f.at(n)
		}
		return sum
	}
	last := information(m.exchange(4, 0), 4)
	for rounds := 1; rounds <= 4; rounds++ {
		now := information(m.exchange(4, rounds), 4)
		if now < last-1e-9 {
			t.Errorf("round %d: information fell from %f to %f", rounds, last, now)
		}
		last = now
	}
}
