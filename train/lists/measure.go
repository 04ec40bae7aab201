package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/gold"
	"rollcall/pipeline/gazetteer"
	"rollcall/pipeline/token"
	"rollcall/text"
)

// tally counts what a list would propose.
type tally struct{ proposed, right int }

func (t tally) precision() float64 { return float64(t.right) / float64(t.proposed) }

// measure compares the matches of each list that has a type with annotated
// corpora, prints the tallies, and writes the precision over all of them into
// the lists if write is set.
func measure(dir string, corpora []string, write bool) error {
	set, err := gazetteer.Read(os.DirFS(dir), ".")
	if err != nil {
		return err
	}
	lists := set.Lists()
	total := make([]tally, len(lists))
	for _, path := range corpora {
		c, err := gold.Open(path, gold.DefaultMap())
		if err != nil {
			return err
		}
		tallies := make([]tally, len(lists))
		for _, d := range c.Documents {
			if err := count(set, d, tallies); err != nil {
				return fmt.Errorf("%s: %s: %w", path, d.ID, err)
			}
		}
		fmt.Printf("%s\n", path)
		for i, t := range tallies {
			total[i].proposed += t.proposed
			total[i].right += t.right
			if t.proposed > 0 {
				fmt.Printf("  %-28s %6d of %6d right: %.3f\n", lists[i].Name, t.right, t.proposed, t.precision())
			}
		}
	}
	fmt.Println("all together")
	for i, t := range total {
		if t.proposed == 0 {
			continue
		}
		fmt.Printf("  %-28s %6d of %6d right: %.3f\n", lists[i].Name, t.right, t.proposed, t.precision())
		if write && t.right > 0 {
			path := filepath.Join(dir, lists[i].Path)
			on := fmt.Sprintf("%d of %d matches right in %s", t.right, t.proposed, names(corpora))
			if err := setProperties(path, map[string]string{"precision": fmt.Sprintf("%.3f", t.precision()), "measured": on}); err != nil {
				return err
			}
		}
	}
	return nil
}

// count adds to the tallies what the lists match in d. A match that touches a
// span which the corpus leaves open counts for nothing.
func count(set *gazetteer.Set, d *text.Document, tallies []tally) error {
	if err := token.Tokens(d); err != nil {
		return err
	}
	if err := token.Sentences(d); err != nil {
		return err
	}
	lists := set.Lists()
	for _, c := range set.Candidates(d, func(l gazetteer.List) bool { return l.Type != "" }) {
		open := slices.ContainsFunc(d.Mentions, func(m text.Mention) bool {
			return m.Type == text.TypeIgnore && m.Overlaps(c.Span)
		})
		if open {
			continue
		}
		i := slices.IndexFunc(lists, func(l gazetteer.List) bool { return l.Name == c.Source.Rule })
		tallies[i].proposed++
		if slices.ContainsFunc(d.Mentions, func(m text.Mention) bool { return m.Span == c.Span && m.Type == c.Type }) {
			tallies[i].right++
		}
	}
	return nil
}

// names is the corpora by folder and file, or by folder where the file is all
// of it.
func names(paths []string) string {
	var short []string
	for _, p := range paths {
		folder, file := filepath.Split(filepath.Clean(p))
		name := filepath.Base(folder)
		if file, _, _ = strings.Cut(file, "."); file != "all" {
			name += "/" + file
		}
		short = append(short, name)
	}
	return strings.Join(short, ", ")
}

// setProperties puts property lines into the head of a list, in place of the
// ones that are there or before the names of the columns.
func setProperties(path string, props map[string]string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	lines := strings.Split(string(b), "\n")
	head := slices.IndexFunc(lines, func(l string) bool { return l != "" && l[0] != '#' })
	for _, key := range []string{"precision", "measured"} {
		line := "# " + key + ": " + props[key]
		at := slices.IndexFunc(lines[:head], func(l string) bool { return strings.HasPrefix(l, "# "+key+":") })
		if at >= 0 {
			lines[at] = line
			continue
		}
		lines = slices.Insert(lines, head, line)
		head++
	}
	return os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o644)
}
