// Package gold reads annotated documents, and tests them as code is tested.
//
// Open reads the forms that corpora come in (JSON lines, CoNLL tag files,
// marked text, each also compressed) into the one form that scoring and
// training take. What had to be decided on the way is said in the Corpus:
// labels that a map dropped, tag sequences that were repaired, documents that
// were cut. Nothing is dropped silently; a label that nobody has decided on is
// an error.
//
// Check looks for what annotators get wrong: spans that are off by one, words
// cut in two, names marked here and not there. It is what makes a figure
// measured against the gold worth reading.
//
// The gold documents of the project, with their guide, lie beside this package
// as data; it does not embed them.
//
// Left out on purpose: brat and other standoff forms, nested gold (the
// guideline is flat), and gold tokens, which must not reach a pipeline whose
// own tokeniser is part of what is measured: from a CoNLL file only the text
// and the spans are kept.
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

// Corpus is an annotated file.
type Corpus struct {
	Path string
	// Types are the types that were annotated: an answer of another type
	// cannot be called wrong here. Nil means all. JSONL and marked text say so
	// with the key "types". Of a CoNLL file they are PERSON, ORGANISATION and
	// PLACE and whatever else occurs, so MONEY only if it is there.
	Types     []text.Type
	Documents []*text.Document // their mentions in order of Span.Compare
	Lines     []int            // line, from 1, on which each document begins
	Dropped   []LabelCount     // labels that the map drops
	Notes     []string         // what was decided in reading, for the user to see
	Problems  []Problem        // what is wrong in the file itself; part of what Check reports

	generated bool // document ids are made up from the file's name
}

// Open reads an annotated file: .jsonl; .conll, .iob or .bio; .marked; each
// also with .xz or .gz after it. The error lists all that makes the file unfit
// to measure or train with, with addresses; what was repaired is in Problems.
func Open(path string, m Map) (*Corpus, error) {
	c, err := Read(path, m)
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

// Read is Open for a reader who wants to see all that is wrong: faulty
// mentions and documents are left out and stand in Problems. The error is only
// of a file that cannot be read at all.
func Read(path string, m Map) (*Corpus, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, data, m)
}

// Parse reads a file's content, decompressed; its name tells the form. See
// Read.
func Parse(path string, data []byte, m Map) (*Corpus, error) {
	c := &Corpus{Path: path}
	name, _ := cutCompression(path)
	ext := strings.ToLower(filepath.Ext(name))
	switch ext {
	case ".jsonl":
		c.readJSONL(data)
	case ".marked":
		c.readMarked(data)
	case ".conll", ".iob", ".iob2", ".bio":
		c.readCoNLL(data, m)
		return c, nil
	default:
		return nil, fmt.Errorf("%s: annotated files end in .jsonl, .conll, .iob, .bio or .marked (then .xz or .gz)", path)
	}
	if !m.tagsOnly {
		dropped, err := m.Apply(c.Documents)
		if err != nil {
			c.problem(0, Error, "label", "%v", err)
		}
		c.Dropped = dropped
		if c.Types != nil {
			c.Types = m.mapTypes(c.Types)
		}
	}
	return c, nil
}

// Files lists the annotated files that paths name: a file is itself, a folder
// is all files in it (not below it) that end as Parse wants, in order of name.
func Files(paths ...string) ([]string, error) {
	var files []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			files = append(files, path)
			continue
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, err
		}
		before := len(files)
		for _, e := range entries {
			name, _ := cutCompression(e.Name())
			if !e.IsDir() && slices.Contains(endings, strings.ToLower(filepath.Ext(name))) {
				files = append(files, filepath.Join(path, e.Name()))
			}
		}
		if len(files) == before {
			return nil, fmt.Errorf("%s: no annotated file in this folder (%s)", path, strings.Join(endings, " "))
		}
	}
	return files, nil
}

// endings are those of annotated files, before compression.
var endings = []string{".jsonl", ".conll", ".iob", ".iob2", ".bio", ".marked"}

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
