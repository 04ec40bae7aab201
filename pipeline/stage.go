package pipeline

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"rollcall/text"
)

// Layer is a set of fields of a Document that stages need and make.
type Layer uint8

// The layers.
const (
	Tokens Layer = 1 << iota
	Sentences
	Candidates
	Mentions
	Entities
)

var layerNames = [...]string{"tokens", "sentences", "candidates", "mentions", "entities"}

// String lists the layers by name: "tokens, sentences"; "–" for none.
func (l Layer) String() string {
	var names []string
	for i, name := range layerNames {
		if l&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "–"
	}
	return strings.Join(names, ", ")
}

// Stage is one step of a pipeline: a function that reads some layers of a
// document and fills others. It keeps nothing from one document to the next
// and may run on many documents at once.
type Stage struct {
	Name, Doc    string
	Needs, Makes Layer
	Run          func(*text.Document) error

	// Parts are what the stage is made of where that can be taken out piece by
	// piece, as rules and lists can; see Without and Watch.
	Parts []Part
	// Idle are parts that are at hand and not at work, as lists are that serve
	// as evidence only; see With. They are known where Options.Idle asks for
	// them.
	Idle          []Part
	without, with func(names []string) Stage
	watch         func(*text.Document) ([]Trace, error)

	config []byte    // what the pipeline file says of it
	files  *recorder // what it read
}

// Kind is a stage that a pipeline file can name, before its options are known.
type Kind struct {
	Name, Doc    string
	Needs, Makes Layer
	// New makes the stage: what runs, and the parts if it has any. options
	// decodes the options that stand behind the stage's name in the pipeline
	// file; unknown ones are errors.
	New func(fsys fs.FS, options func(any) error) (Stage, error)
}

// turnOf is the place of a kind in Kinds, or -1 if there is none of that name.
func turnOf(name string) int {
	return slices.IndexFunc(Kinds(), func(k Kind) bool { return k.Name == name })
}

// kindOf is the kind of that name, which must be there.
func kindOf(name string) Kind { return Kinds()[turnOf(name)] }

// named is the stage with what its kind says of it.
func (k Kind) named(s Stage) Stage {
	s.Name, s.Doc, s.Needs, s.Makes = k.Name, k.Doc, k.Needs, k.Makes
	return s
}

// plain is the New of a stage without options and data.
func plain(run func(*text.Document) error) func(fs.FS, func(any) error) (Stage, error) {
	return func(_ fs.FS, options func(any) error) (Stage, error) {
		return Stage{Run: run}, options(&struct{}{})
	}
}

// validate checks that each stage finds what it needs.
func validate(stages []Stage) error {
	var made Layer
	for _, s := range stages {
		if missing := s.Needs &^ made; missing != 0 {
			return fmt.Errorf("stage %s needs %s, which no stage before it makes; it goes after %s",
				s.Name, missing, makers(missing))
		}
		made |= s.Makes
	}
	return nil
}

// makers names the stages that make a layer.
func makers(l Layer) string {
	var names []string
	for _, k := range Kinds() {
		if k.Makes&l != 0 && k.Needs&l == 0 {
			names = append(names, k.Name)
		}
	}
	return strings.Join(names, " or ")
}
