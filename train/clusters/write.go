package main

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"rollcall/pipeline/cluster"
)

// casingMin is how often a word must stand in mid-sentence for its casing to
// be kept.
const casingMin = 4

func write(path string, c *corpus, k [3]int, classes [3][]uint16) error {
	b := cluster.NewBuilder(k)
	for i, w := range c.words {
		if err := b.Class(w, [3]uint16{classes[0][i], classes[1][i], classes[2][i]}); err != nil {
			return err
		}
	}
	for _, w := range slices.Sorted(maps.Keys(c.casing)) {
		forms := c.casing[w].forms
		total := forms[0] + forms[1] + forms[2] + forms[3]
		if total >= casingMin {
			b.Case(w, forms)
		}
	}
	data, err := b.Bytes()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}

// writeSample lists the most frequent words of each class.
func writeSample(path string, c *corpus, classes [3][]uint16) error {
	return writeLines(path, func(out *bufio.Writer) {
		for i, of := range classes {
			members := map[uint16][]string{}
			size := map[uint16]int{}
			for w, class := range of {
				size[class]++
				if len(members[class]) < 30 {
					members[class] = append(members[class], c.words[w])
				}
			}
			for _, class := range slices.Sorted(maps.Keys(members)) {
				fmt.Fprintf(out, "%d/%d (%d) %v\n", i, class, size[class], members[class])
			}
		}
	})
}

// writeWords lists each word with its count and classes.
func writeWords(path string, c *corpus, classes [3][]uint16) error {
	return writeLines(path, func(out *bufio.Writer) {
		for i, w := range c.words {
			fmt.Fprintf(out, "%s\t%d\t%d\t%d\t%d\n", w, c.counts[i], classes[0][i], classes[1][i], classes[2][i])
		}
	})
}

// writeCasings lists each word in lower case with how often it stands in each
// form in mid-sentence.
func writeCasings(path string, c *corpus) error {
	return writeLines(path, func(out *bufio.Writer) {
		for _, w := range slices.Sorted(maps.Keys(c.casing)) {
			f := c.casing[w].forms
			if f[0]+f[1]+f[2]+f[3] >= casingMin {
				fmt.Fprintf(out, "%s\t%d\t%d\t%d\t%d\n", w, f[0], f[1], f[2], f[3])
			}
		}
	})
}

func writeLines(path string, lines func(*bufio.Writer)) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	out := bufio.NewWriter(f)
	lines(out)
	return out.Flush()
}
