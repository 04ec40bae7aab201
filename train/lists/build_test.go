package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestEverydayWord(t *testing.T) {
	e := everyday{"reading": {lower: 900, upper: 10}, "derby": {lower: 40, upper: 60}, "halden": {upper: 50}}
	for _, c := range []struct {
		name         string
		mostly, also bool
	}{
		{"Reading", true, true},
		{"Réading", true, true},
		{"Derby", false, true},
		{"Halden", false, false},
		{"Unseen", false, false},
		{"Reading Road", false, false},
		{"Central", true, true},
	} {
		if mostly, also := e.word(c.name); mostly != c.mostly || also != c.also {
			t.Errorf("%s: mostly %v, also %v, want %v, %v", c.name, mostly, also, c.mostly, c.also)
		}
	}
}

func TestEverydayCount(t *testing.T) {
	e := everyday{}
	for _, w := range []string{"river", "river", "River", "RIVER", "1984", "O'Reed"} {
		e.count(w)
	}
	if got, want := e["river"], (casing{lower: 2, upper: 1}); got != want {
		t.Errorf("river is counted %v, want %v", got, want)
	}
	if len(e) != 1 {
		t.Errorf("%v: words in capitals or with inner ones are no evidence", e)
	}
}

func TestWithoutDesignator(t *testing.T) {
	for name, want := range map[string]string{
		"Halden Province": "Halden", "Provincia de Halden": "Halden", "Eastern Province": "", "Central Region": "", "Halden": "",
	} {
		if got := withoutDesignator(name); got != want {
			t.Errorf("%s without designator is %q, want %q", name, got, want)
		}
	}
}

func TestFit(t *testing.T) {
	for name, want := range map[string]bool{
		"Halden": true, "Saint-Reed": true, "Łódź": true, "halden": false, "H": false, "Хальден": false, "Halden (old)": false,
		"New  Halden": false, "One Two Three Four Five Six": false, "NGO": false, "HALDEN": true,
	} {
		if got := fit(name); got != want {
			t.Errorf("%q is fit: %v, want %v", name, got, want)
		}
	}
}

func TestSetProperties(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.tsv")
	if err := os.WriteFile(path, []byte("# type: PLACE\n# precision: 0.1\nname\nHalden\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := setProperties(path, map[string]string{"precision": "0.900", "measured": "9 of 10"}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := "# type: PLACE\n# precision: 0.900\n# measured: 9 of 10\nname\nHalden\n"; string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestNames(t *testing.T) {
	if got, want := names([]string{"../c/news/train.jsonl", "../c/gold/all.conll.xz"}), "news/train, gold"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
