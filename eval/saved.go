package eval

import (
	"slices"

	"rollcall/text"
)

// Run is what one system has reached on gold, with all that it takes to know
// again which system, which gold, and how the figures were made. Write and
// ReadRun keep it in a file; Compare and Rank set runs against each other.
type Run struct {
	Origin
	System System
	Files  []GoldFile
	Speed  *Speed // nil where it was not measured
}

// Origin says how a run was made. None of it has a say in the figures, and
// nothing of it changes from one identical run to the next.
type Origin struct {
	Version string // of the program
	Go      string // of the compiler
	Command string // the command line, without what belongs to one machine
	Seed    uint64 // of what is drawn at random: intervals, never figures
	Note    string // whatever the user wants to find again
}

// System is what answered.
type System struct {
	Name string
	Kind SystemKind
	// Digest identifies what a pipeline knew: its file and all the data that it
	// reads. Of answers that came as a file nothing of the kind is known; what
	// identifies those is Run.AnswersDigest.
	Digest string
}

// SystemKind says where answers came from.
type SystemKind string

// The kinds of system.
const (
	PipelineSystem SystemKind = "pipeline"
	AnswersSystem  SystemKind = "answers"
)

// GoldFile is a run's result on one file of gold.
type GoldFile struct {
	Path  string
	Types []text.Type // that were scored; nil means all
	// MinOverlap is that of Options.
	MinOverlap float64
	// Lines are where the documents begin in the file, from 1; nil where that
	// is not known.
	Lines  []int
	Result *Result

	// Of a run that was read from a file the documents have no Text until
	// AttachTexts finds it; texts holds what is known of them.
	texts []savedText
}

// savedText is what a saved run knows of a document's text.
type savedText struct {
	digest   string
	length   int
	surfaces map[text.Span]string
}

// Result is the result on all files, as if their gold had been one.
func (r *Run) Result() *Result {
	results := make([]*Result, len(r.Files))
	for i, f := range r.Files {
		results[i] = f.Result
	}
	return Pool(results...)
}

// Documents is the number of documents scored.
func (r *Run) Documents() int {
	n := 0
	for _, f := range r.Files {
		n += len(f.Result.Documents)
	}
	return n
}

// Mentions is the number of gold mentions scored.
func (r *Run) Mentions() int {
	n := 0
	for _, f := range r.Files {
		n += f.Result.Mentions()
	}
	return n
}

// Types are the types that were scored, over all files; nil if any file was
// scored on all types.
func (r *Run) Types() []text.Type {
	var types []text.Type
	for _, f := range r.Files {
		if f.Types == nil {
			return nil
		}
		types = append(types, f.Types...)
	}
	slices.SortFunc(types, text.CompareTypes)
	return slices.Compact(types)
}

// HasTexts reports whether the text of every document is there. A run that was
// read from a file has none until AttachTexts finds them, and Result.Errors
// cannot be asked of it.
func (r *Run) HasTexts() bool {
	for _, f := range r.Files {
		for i := range f.texts {
			if f.texts[i].missing(&f.Result.Documents[i]) {
				return false
			}
		}
	}
	return true
}

func (t *savedText) missing(d *Document) bool { return len(d.Text) != t.length }

// AttachTexts gives a run that was read from a file the texts and metadata of
// its documents, as far as docs has them: a document is taken for the same if its id and the
// digest of its text are. It returns how many documents are still without.
func (r *Run) AttachTexts(docs []*text.Document) int {
	byID := make(map[string][]*text.Document, len(docs))
	for _, d := range docs {
		byID[d.ID] = append(byID[d.ID], d)
	}
	without := 0
	for _, f := range r.Files {
		for i := range f.texts {
			d, known := &f.Result.Documents[i], &f.texts[i]
			if !known.missing(d) {
				continue
			}
			for _, candidate := range byID[d.ID] {
				if textDigest(candidate.Text) == known.digest {
					d.Text = candidate.Text
					break
				}
			}
			if known.missing(d) {
				without++
			}
		}
	}
	return without
}

// surface is what a span of a document covers, also where the text itself is
// not there; all mentions of a saved run are known.
func (f *GoldFile) surface(document int, s text.Span) string {
	d := &f.Result.Documents[document]
	if document < len(f.texts) && f.texts[document].missing(d) {
		return f.texts[document].surfaces[s]
	}
	return s.In(d.Text)
}
