package gate

import (
	"path/filepath"

	"rollcall/eval"
	"rollcall/text"
)

// Config is a file of conditions.
type Config struct {
	Path string // of the file; paths in it are from the folder that it is in

	Gold        []string    // files or folders of gold, as written; never empty
	System      System      // what is let through
	Predictions string      // file of answers that are scored instead of a pipeline's
	Map         string      // file that says which type a label is
	Types       []text.Type // that are scored; nil for all

	Floors   []Floor
	Baseline *Baseline
	Rules    *Rules
	Speed    *SpeedFloor
}

// System is a pipeline and what it reads. Its paths are from the working folder.
type System struct {
	Pipeline   string // name or file; empty for the default
	Data       string // folder that replaces what is built in
	Model      string // folder
	Rules      []string
	Gazetteers []string
}

// Beside is a path of the file as seen from the working folder.
func (c *Config) Beside(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(c.Path), filepath.FromSlash(path))
}

// Place is where something stands in the file, both from 1.
type Place struct{ Line, Column int }

// Figure is one of the three ratios.
type Figure string

// The figures.
const (
	F1        Figure = "f1"
	Precision Figure = "precision"
	Recall    Figure = "recall"
)

// Figures lists the figures that a floor can be of.
func Figures() []Figure { return []Figure{F1, Precision, Recall} }

// The figures over types, where a floor names one in place of a type.
const (
	Micro text.Type = "micro" // over all mentions; what is meant where no type is named
	Macro text.Type = "macro" // the mean over types
)

// MoneyValue is what a floor names in place of a scheme to be held against the
// values of amounts of money.
const MoneyValue = "money"

// Floor is the least that a figure may be.
type Floor struct {
	Place
	Scheme string // of eval.Schemes, or MoneyValue
	Type   text.Type
	File   string // the only file of gold that counts, as written; empty for all
	Figure Figure
	Least  float64 // from 0 to 1
	Sure   bool    // the lower end of the interval is held against it
}

// Baseline is the result that a system must not be worse than.
type Baseline struct {
	Place
	File    string // of a saved run
	Schemes []eval.Scheme
	// Measures are held against it too, each by its first figure: values of
	// money, slots of MUC-7, FairEval, bytes covered.
	Measures []eval.Measure
	// MaxDrop is how much F1 may fall at most, from 0 to 1, whatever chance
	// says; 0 for no such limit.
	MaxDrop float64
	// Common compares the documents that the baseline has with the same gold
	// and leaves out the others, where otherwise a change of gold fails.
	Common bool
}

// Rules are files of rules whose examples all have to pass.
type Rules struct {
	Place
	Paths []string // files and folders, as written; empty for the built-in ones
}

// SpeedFloor is the least speed.
type SpeedFloor struct {
	Place
	AtLeast float64 // as a share of the baseline's
}
