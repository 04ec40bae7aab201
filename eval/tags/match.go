package tags

import (
	"bytes"
	"fmt"
)

// Match checks that two files have the same tokens, so that their tags can be
// compared. The error says where they differ first, or all places, up to
// twenty, if it is but a few tokens that are not the same. Sentences may end at
// different places: each file is read with its own, and the note says so.
func Match(gold, answers *File) (note string, err error) {
	first, differ := -1, 0
	var errs faults
	if !gold.Bare && !answers.Bare {
		for i := range min(len(gold.Tags), len(answers.Tags)) {
			if bytes.Equal(gold.Token(i), answers.Token(i)) {
				continue
			}
			if first < 0 {
				first = i
			}
			differ++
			errs.add(differs(gold, answers, i))
		}
	}
	if len(gold.Tags) != len(answers.Tags) {
		missing := fmt.Errorf("%s has %d tokens and %s has %d: both must have the same", gold.Name, len(gold.Tags), answers.Name, len(answers.Tags))
		if first < 0 {
			return "", fmt.Errorf("%w; up to the end of the shorter they are", missing)
		}
		return "", fmt.Errorf("%w; they first differ where %w", missing, differs(gold, answers, first))
	}
	if differ > 0 {
		// What is shifted by a token differs nearly everywhere.
		if differ > len(gold.Tags)/2 && differ > mostFaults {
			return "", fmt.Errorf("%d of %d tokens are not the same; they first differ where %w", differ, len(gold.Tags), differs(gold, answers, first))
		}
		return "", errs.join()
	}
	return sentenceNote(gold, answers), nil
}

func differs(gold, answers *File, i int) error {
	return fmt.Errorf("%s:%d has the token %q and %s:%d has %q", gold.Name, gold.Line(i), gold.Token(i), answers.Name, answers.Line(i), answers.Token(i))
}

// sentenceNote says where sentences end on one side only.
func sentenceNote(gold, answers *File) string {
	g, a := gold.Sentences, answers.Sentences
	first, n := -1, 0
	for i, k := 0, 0; i < len(g) || k < len(a); {
		switch {
		case i < len(g) && k < len(a) && g[i] == a[k]:
			i, k = i+1, k+1
			continue
		case k == len(a) || i < len(g) && g[i] < a[k]:
			if first < 0 {
				first = g[i]
			}
			i++
		default:
			if first < 0 {
				first = a[k]
			}
			k++
		}
		n++
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("sentences that end on one side only: %d, the first at %s:%d and %s:%d; each side is read with its own",
		n, gold.Name, gold.Line(first-1), answers.Name, answers.Line(first-1))
}
