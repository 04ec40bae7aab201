package pipeline

import (
	"fmt"
	"slices"
	"time"

	"rollcall/text"
)

// Part is a piece of a stage that somebody wrote and can take out again: a rule,
// a list of names.
type Part struct {
	// Name is the part's own within the stage, and what Source.Rule says of its
	// proposals.
	Name string
	Path string // the file that it stands in
	Line int    // where it begins there, from 1; 0 for a file of its own
	// Type is what it proposes or acts on; empty for any.
	Type text.Type
	// Does says in a word what it does: "proposes", "vetoes", ….
	Does string
	// Score is that of what it proposes; 0 where it proposes nothing.
	Score float64
}

// Trace is what one part did in one document.
type Trace struct {
	Part     int         // index in Stage.Parts
	Matched  []text.Span // where it matched, in order
	Proposed []int       // indices in Document.Candidates of what it added
	Changed  []int       // of what others proposed and it took out, retyped or scored anew
	Took     time.Duration
}

// Parted reports whether the stage has parts that can be taken out.
func (s Stage) Parted() bool { return s.without != nil }

// Without is the stage as it would be if the parts of these names were not
// there. It is an error if there are none of these names.
func (s Stage) Without(names ...string) (Stage, error) { return s.changed(s.without, s.Parts, names) }

// With is the stage as it would be if idle parts of these names were at work
// too.
func (s Stage) With(names ...string) (Stage, error) { return s.changed(s.with, s.Idle, names) }

func (s Stage) changed(how func([]string) Stage, of []Part, names []string) (Stage, error) {
	for _, name := range names {
		if !slices.ContainsFunc(of, func(p Part) bool { return p.Name == name }) {
			return s, fmt.Errorf("stage %s has no part %s", s.Name, name)
		}
	}
	if len(names) == 0 {
		return s, nil
	}
	return how(names), nil
}

// Watch does to the document what Run does, and tells which part did what. It
// may be called where Parted is true.
func (s Stage) Watch(d *text.Document) (traces []Trace, err error) {
	err = guarded(d, s.Name, func() error {
		traces, err = s.watch(d)
		return err
	})
	return traces, err
}
