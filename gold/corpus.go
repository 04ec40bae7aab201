// Package gold reads and writes annotated documents, and tests them as code is
// tested.
//
// Open reads the forms that corpora and annotation tools have (see Formats)
// into the one form that scoring and training take. What had to be decided on
// the way is said in the Corpus: labels that a map dropped, tag sequences that
// were repaired, relations and notes that were passed over. Nothing is dropped
// silently; a label that nobody has decided on is an error. Format.Write goes
// the other way, and says what the form has no place for.
//
// Check looks for what annotators get wrong: spans that are off by one, words
// cut in two, names marked here and not there. It is what makes a figure
// measured against the gold worth reading.
//
// The gold documents of the project, with their guide, lie beside this package
// as data; it does not embed them.
//
// Left out on purpose: spans of several pieces (one is read from its first
// piece to its last, and reported), relations and events, and gold tokens,
// which must not reach a pipeline whose own tokeniser is part of what is
// measured: of a tag file only the text and the spans are kept.
package gold

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ulikunitz/xz"

	"rollcall/text"
)

// Corpus is an annotated file, or a folder with a file for each document.
type Corpus struct {
	Path   string
	Format string // name of the format that it is in
	// Types are the types that were annotated: an answer of another type
	// cannot be called wrong here. Nil means all. JSONL and marked text say so
	// with the key "types". Of a tag file they are PERSON, ORGANISATION and
	// PLACE and whatever else occurs, so MONEY only if it is there.
	Types     []text.Type
	Documents []*text.Document // their mentions in order of Span.Compare
	Lines     []int            // line, from 1, on which each document begins
	Files     []string         // file of each document; nil where all are in Path
	Dropped   []LabelCount     // labels that the map drops
	Notes     []string         // what was decided in reading, for the user to see
	Problems  []Problem        // what is wrong in the file itself; part of what Check reports

	generated bool    // document ids are made up from the file's name
	skipped   counter // kinds of annotation that were passed over
}

// Open reads an annotated file in any of Formats, told by its ending and its
// content, also with .xz or .gz after its name; or a folder of files of which
// each is a document (brat, GATE, WebAnno). The error lists all that makes the
// file unfit to measure or train with, with addresses; what was repaired is in
// Problems.
func Open(path string, m Map) (*Corpus, error) { return Options{Map: m}.Open(path) }

// Read is Open for a reader who wants to see all that is wrong: faulty
// mentions and documents are left out and stand in Problems. The error is only
// of a file that cannot be read at all.
func Read(path string, m Map) (*Corpus, error) { return Options{Map: m}.Read(path) }

// Parse reads a file's content, decompressed; its name helps to tell the form.
// See Read.
func Parse(path string, data []byte, m Map) (*Corpus, error) {
	return Options{Map: m}.Parse(path, data)
}

// Open is the function Open with the options.
func (o Options) Open(path string) (*Corpus, error) {
	c, err := o.Read(path)
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, p := range c.Problems {
		if p.Severity == Error {
			errs = append(errs, p)
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return c, nil
}

// Read is the function Read with the options.
func (o Options) Read(path string) (*Corpus, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return o.readFolder(path)
	}
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	return o.Parse(path, data)
}

// Parse is the function Parse with the options.
func (o Options) Parse(path string, data []byte) (*Corpus, error) {
	c, f, err := o.parse(path, data)
	if err != nil {
		return nil, err
	}
	o.finish(c, f)
	return c, nil
}

func (o Options) parse(path string, data []byte) (*Corpus, Format, error) {
	f, err := o.format(path, data)
	if err != nil {
		return nil, f, err
	}
	c := &Corpus{Path: path, Format: f.Name}
	f.read(c, data, o)
	return c, f, nil
}

// format is the one that the options name, or that the file is in.
func (o Options) format(path string, data []byte) (Format, error) {
	switch {
	case o.Format != "":
		return FormatNamed(o.Format)
	case o.TokenColumn != 0 || o.TagColumn != 0:
		return FormatNamed("conll")
	}
	return Detect(path, data)
}

// finish applies the map and says what reading decided.
func (o Options) finish(c *Corpus, f Format) {
	own := f.Name == "jsonl" || f.Name == "marked"
	if !own || !o.Map.tagsOnly {
		dropped, err := o.Map.Apply(c.Documents)
		if err != nil {
			c.problem(0, Error, "label", "%v", err)
		}
		c.Dropped = dropped
		if c.Types != nil {
			c.Types = o.Map.mapTypes(c.Types)
		}
	}
	switch {
	case f.tokens():
		c.Types = annotatedTypes(c.Documents)
	case !own:
		c.noteAbsentTypes()
	}
	if len(c.skipped) > 0 {
		var losses Losses
		for kind, n := range c.skipped {
			losses.add(kind, n, 0)
		}
		c.note("passed over: %s", losses.sorted())
	}
}

// skip counts something that is annotated and has no place in a Document.
func (c *Corpus) skip(kind string) {
	if c.skipped == nil {
		c.skipped = counter{}
	}
	c.skipped[kind]++
}

func (m Map) mapTypes(types []text.Type) []text.Type {
	var out []text.Type
	for _, t := range types {
		if to, _ := m.Type(string(t)); to != "" && !slices.Contains(out, to) {
			out = append(out, to)
		}
	}
	slices.SortFunc(out, text.CompareTypes)
	return out
}

func (c *Corpus) note(format string, args ...any) {
	c.Notes = append(c.Notes, fmt.Sprintf(format, args...))
}

func (c *Corpus) problem(line int, s Severity, kind, format string, args ...any) {
	c.Problems = append(c.Problems, Problem{
		Path: c.Path, Line: line, Severity: s, Kind: kind, Msg: fmt.Sprintf(format, args...),
	})
}

// baseName is the file's name without folder and endings.
func baseName(path string) string {
	name, _ := cutCompression(filepath.Base(path))
	return strings.TrimSuffix(name, filepath.Ext(name))
}

// cutCompression splits off .xz or .gz.
func cutCompression(path string) (name, compression string) {
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".xz", ".gz":
		return path[:len(path)-len(ext)], ext
	}
	return path, ""
}

func readFile(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	_, compression := cutCompression(path)
	var r io.Reader
	switch compression {
	case ".xz":
		r, err = xz.NewReader(bytes.NewReader(data))
	case ".gz":
		r, err = gzip.NewReader(bytes.NewReader(data))
	default:
		return data, nil
	}
	if err == nil {
		data, err = io.ReadAll(r)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return data, nil
}

// sortMentions brings mentions into the order of their spans; entities follow.
func sortMentions(d *text.Document) {
	if slices.IsSortedFunc(d.Mentions, func(a, b text.Mention) int { return a.Compare(b.Span) }) {
		return
	}
	order := make([]int, len(d.Mentions))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return d.Mentions[a].Compare(d.Mentions[b].Span) })
	sorted := make([]text.Mention, len(order))
	to := make([]int, len(order))
	for i, from := range order {
		sorted[i] = d.Mentions[from]
		to[from] = i
	}
	d.Mentions = sorted
	for _, e := range d.Entities {
		for i, k := range e.Mentions {
			e.Mentions[i] = to[k]
		}
		slices.Sort(e.Mentions)
	}
}
