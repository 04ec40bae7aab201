package main

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	geonames = "GeoNames (geonames.org), through the extracts named in NOTICE.md"
	ccBy     = "CC BY 4.0"
	census   = "US Census Bureau and other public registers of names, see NOTICE.md"
	public   = "public domain"
)

// build writes the lists that are derived from the public ones in dir. What
// the lists of evidence in out have counts as an everyday word.
func build(dir string, rawFiles []string, out string) error {
	words, err := readEveryday(rawFiles)
	if err != nil {
		return err
	}
	for _, f := range []string{"demonyms", "organisation-words", "place-words", "titles", "unmarked"} {
		rows, err := readTable(filepath.Join(out, f+".tsv"))
		if err != nil {
			return err
		}
		for _, row := range rows {
			words[strings.ToLower(row[0])] = casing{lower: 1 << 20}
		}
	}
	tables := map[string][][]string{}
	for _, f := range []string{"first_names", "surnames", "world_cities_15k", "geonames_admin1"} {
		if tables[f], err = readTable(filepath.Join(dir, f+".tsv")); err != nil {
			return err
		}
	}
	people := map[string]bool{}
	var first, last []string
	for _, row := range tables["first_names"] {
		first = append(first, row[0])
	}
	for _, row := range tables["surnames"] {
		last = append(last, row[0])
	}
	for _, n := range slices.Concat(first, last) {
		people[n] = true
	}

	regions, cities, shared := places(tables, people)
	for _, l := range []list{
		{"first-names", "", census, public, "Given names. Evidence only: many are surnames and places too.", first},
		{"surnames", "", census, public, "Family names. Evidence only: many are given names, places and firms too.", last},
		{"regions", "PLACE", geonames, ccBy, "First-level regions of the countries, with and without their designator.", regions},
		{"cities", "PLACE", geonames, ccBy, "Cities of 15,000 inhabitants and more whose names are no names of people.", cities},
		{"places-like-people", "PLACE", geonames, ccBy, "Cities and regions whose names are names of people too.", shared},
	} {
		if err := l.write(out, words); err != nil {
			return err
		}
	}
	return nil
}

// places divides the GeoNames names: regions and cities without the names that
// people bear, and those that people bear. Smaller towns are left out: no stage
// gained by them.
func places(tables map[string][][]string, people map[string]bool) (regions, cities, shared []string) {
	seen := map[string]bool{}
	enter := func(list *[]string, n string) {
		switch {
		case seen[n]:
		case people[n]:
			shared = append(shared, n)
		default:
			*list = append(*list, n)
		}
		seen[n] = true
	}
	for _, row := range tables["geonames_admin1"] {
		enter(&regions, row[0])
		if short := withoutDesignator(row[0]); short != "" {
			enter(&regions, short)
		}
	}
	for _, row := range tables["world_cities_15k"] {
		enter(&cities, row[0])
	}
	return regions, cities, shared
}

// withoutDesignator is the name of a region without the word that says what
// kind of region it is, or "" if it has none.
func withoutDesignator(n string) string {
	for _, d := range []string{
		" Province", " Region", " District", " State", " County", " Governorate", " Oblast",
		" Prefecture", " Department", " Municipality", " Voivodeship", " Parish", " Krai",
		" Division", " Republic", " City", " Canton", " Emirate",
	} {
		if short, ok := strings.CutSuffix(n, d); ok && !strings.HasSuffix(short, "ern") && short != "Central" {
			return short
		}
	}
	for _, d := range []string{
		"Provincia de ", "Provincia di ", "Departamento de ", "Estado de ", "Municipality of ", "Republic of ",
	} {
		if short, ok := strings.CutPrefix(n, d); ok {
			return short
		}
	}
	return ""
}

// list is a file to be written.
type list struct {
	name, kind, source, licence, doc string
	names                            []string
}

func (l list) write(dir string, words everyday) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n# Made by train/lists; add names of your own to another list.\n", l.doc)
	if l.kind != "" {
		fmt.Fprintf(&b, "# type: %s\n# propose: no\n", l.kind)
	}
	fmt.Fprintf(&b, "# source: %s\n# licence: %s\nname\tcase\n", l.source, l.licence)
	cased := map[string]string{}
	plain := map[string]bool{}
	for _, n := range l.names {
		mostly, also := words.word(n)
		if !fit(n) || mostly || plain[plainKey(n)] {
			continue
		}
		plain[plainKey(n)] = true
		cased[n] = ""
		if also {
			cased[n] = "strict"
		}
	}
	for _, n := range slices.Sorted(maps.Keys(cased)) {
		b.WriteString(strings.TrimRight(n+"\t"+cased[n], "\t") + "\n")
	}
	fmt.Printf("%s: %d of %d names\n", l.name, len(cased), len(l.names))
	return os.WriteFile(filepath.Join(dir, l.name+".tsv"), b.Bytes(), 0o644)
}

// fit reports whether a name is written as running text would: capitalised, in
// Latin letters, of more than one letter, and not a phrase about several.
func fit(n string) bool {
	r, _ := utf8.DecodeRuneInString(n)
	if !unicode.IsUpper(r) || utf8.RuneCountInString(n) < 2 || n != strings.TrimSpace(n) {
		return false
	}
	if len(strings.Fields(n)) > 5 || strings.Contains(n, "  ") {
		return false
	}
	for _, r := range n {
		if !unicode.Is(unicode.Latin, r) && !strings.ContainsRune(" -'’‘.`ʻ", r) {
			return false
		}
	}
	return n != strings.ToUpper(n) || utf8.RuneCountInString(n) > 3
}

// readTable reads a tab-separated file without its heading.
func readTable(path string) ([][]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	s := bufio.NewScanner(bytes.NewReader(b))
	for s.Scan() {
		rows = append(rows, strings.Split(strings.TrimPrefix(s.Text(), "\ufeff"), "\t"))
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: is empty", path)
	}
	return rows[1:], s.Err()
}
