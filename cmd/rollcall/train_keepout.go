package main

import (
	"strings"

	"rollcall/gold"
	"rollcall/text"
)

// keepOut holds texts that must not be learnt from, because a model is going to
// be measured on them: of each document its longest line, which also gives away
// a part of it, or a copy that is laid out in another way.
type keepOut []string

// shortestProbe is how many bytes a line must have to tell one document from
// another.
const shortestProbe = 40

// readKeepOut reads the documents that are to be kept out, from files or
// folders.
func readKeepOut(paths []string) (keepOut, error) {
	files, err := gold.Files(paths...)
	if err != nil {
		return nil, err
	}
	var probes keepOut
	for _, path := range files {
		c, err := gold.Read(path, gold.Map{})
		if err != nil {
			return nil, err
		}
		for _, d := range c.Documents {
			longest := ""
			for line := range strings.Lines(d.Text) {
				if line = spaced(line); len(line) > len(longest) {
					longest = line
				}
			}
			if len(longest) >= shortestProbe {
				probes = append(probes, longest)
			}
		}
	}
	return probes, nil
}

// has reports whether a document holds a text that is kept out.
func (k keepOut) has(d *text.Document) bool {
	if len(k) == 0 {
		return false
	}
	content := spaced(d.Text)
	for _, probe := range k {
		if strings.Contains(content, probe) {
			return true
		}
	}
	return false
}

// spaced is s with single blanks for all white space.
func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }
