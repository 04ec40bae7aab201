package main

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

	"github.com/spf13/cobra"
	"github.com/ulikunitz/xz"

	"rollcall/cmd/rollcall/internal/source"
	"rollcall/eval/tags"
	"rollcall/gold"
	"rollcall/text"
)

// tagEndings are those of tag files that package gold does not read as such:
// .tags has no tokens.
var tagEndings = []string{".iob1", ".tags"}

// tagFile tells a tag file by its ending or, where that says nothing, by what it
// begins with. What comes by standard input is one.
func tagFile(path string) bool {
	if path == source.Stdin {
		return true
	}
	name := strings.ToLower(filepath.Base(path))
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".xz"), ".gz")
	if slices.Contains(tagEndings, filepath.Ext(name)) {
		return true
	}
	const enough = 1 << 16
	var head []byte
	if file, err := os.Open(filepath.Clean(path)); err == nil {
		defer file.Close()
		head, _ = io.ReadAll(io.LimitReader(file, enough))
	}
	f, err := gold.Detect(path, head)
	return err == nil && f.Name == "conll"
}

// tagged are the two sides of tags that are compared.
type tagged struct {
	labels  *tags.Labels
	gold    *tags.File
	layout  *tags.Layout
	reading tags.Reading
	scheme  tags.Scheme // gold's
	column  string      // the name of the answers that are in the gold file

	goldSpans []tags.Span
	answers   map[string]*taggedAnswers // by the name of the system
}

type taggedAnswers struct {
	file   *tags.File
	scheme tags.Scheme
	spans  []tags.Span
	notes  []string
}

// openTagged opens gold as tags if both sides are tags, and gives it as a
// corpus; nil if they are not.
func (f *evalFlags) openTagged(cmd *cobra.Command, args []string) ([]*gold.Corpus, error) {
	own := len(f.predictions) == 0 && (f.answerColumn != 0 || slices.Contains(args, source.Stdin))
	both := len(args) == 1 && len(f.predictions) > 0 && tagFile(args[0]) &&
		!slices.ContainsFunc(f.predictions, func(path string) bool { return !tagFile(path) })
	if !own && !both {
		return nil, f.wantsTags(cmd)
	}
	if own && len(args) != 1 {
		return nil, errors.New("gold and answers in one file: give one file, or - for standard input")
	}
	if f.heldOut {
		return nil, errors.New("--held-out is for documents, not for tag files on both sides")
	}
	t := &tagged{labels: tags.NewLabels(), answers: map[string]*taggedAnswers{}}
	var err error
	if t.reading, err = tags.ParseReading(f.repair.value); err != nil {
		return nil, err
	}
	if own {
		err = f.readTwoColumns(cmd, t, args[0])
	} else {
		err = f.readTagFiles(cmd, t, args[0])
	}
	if err != nil {
		return nil, err
	}
	c, err := f.taggedCorpus(t, args[0])
	if err != nil {
		return nil, err
	}
	f.tagged = t
	return []*gold.Corpus{c}, nil
}

// wantsTags is an error if there are flags that have no meaning without tags on
// both sides.
func (f *evalFlags) wantsTags(cmd *cobra.Command) error {
	for _, name := range []string{"tags", "repair", "token-column", "gold-column", "answer-column"} {
		if cmd.Flags().Changed(name) {
			return fmt.Errorf("--%s is for tag files on both sides: GOLD.conll --predictions ANSWERS.conll, or one file with --answer-column", name)
		}
	}
	return nil
}

func (f *evalFlags) readTagBytes(cmd *cobra.Command, path string) ([]byte, error) {
	if path == source.Stdin {
		return io.ReadAll(cmd.InOrStdin())
	}
	data, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return nil, err
	}
	var r io.Reader
	switch strings.ToLower(filepath.Ext(path)) {
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

func (f *evalFlags) readTwoColumns(cmd *cobra.Command, t *tagged, path string) error {
	data, err := f.readTagBytes(cmd, path)
	if err != nil {
		return err
	}
	goldColumn, answerColumn := f.goldColumn, f.answerColumn
	if goldColumn == 0 {
		goldColumn = -2
	}
	if answerColumn == 0 {
		answerColumn = -1
	}
	files, err := tags.ReadColumns(named(path), data, t.labels, f.tokenColumn, goldColumn, answerColumn)
	if err != nil {
		return err
	}
	t.gold = files[0]
	t.column = fmt.Sprintf("column %d", answerColumn)
	if answerColumn == -1 {
		t.column = "last column"
	}
	t.answers[t.column] = &taggedAnswers{file: files[1]}
	return nil
}

func named(path string) string {
	if path == source.Stdin {
		return "standard input"
	}
	return path
}

func (f *evalFlags) readTagFiles(cmd *cobra.Command, t *tagged, path string) error {
	read := func(path string, column int) (*tags.File, error) {
		data, err := f.readTagBytes(cmd, path)
		if err != nil {
			return nil, err
		}
		return tags.Read(named(path), data, t.labels, tags.Columns{Token: f.tokenColumn, Tag: column})
	}
	var err error
	if t.gold, err = read(path, f.goldColumn); err != nil {
		return err
	}
	var errs []error
	for _, p := range f.predictions {
		a := &taggedAnswers{}
		if a.file, err = read(p, f.answerColumn); err != nil {
			errs = append(errs, err)
			continue
		}
		note, err := tags.Match(t.gold, a.file)
		if err != nil {
			errs = append(errs, err)
		}
		if note != "" {
			a.notes = append(a.notes, note)
		}
		t.answers[p] = a
	}
	return errors.Join(errs...)
}

// sentencesAsDocuments is the number of sentences above which an undivided file
// is a bag of sentences, as package gold has it.
const sentencesAsDocuments = 100

// taggedCorpus decides on schemes, reads the spans, and makes gold a corpus.
func (f *evalFlags) taggedCorpus(t *tagged, path string) (*gold.Corpus, error) {
	c := &gold.Corpus{Path: named(path)}
	if n := len(t.gold.Sentences); len(t.gold.Documents) == 1 && n > sentencesAsDocuments && t.gold.IDs[0] == "" {
		t.gold.DivideBySentence()
		c.Notes = append(c.Notes, fmt.Sprintf("not divided into documents: each of its %d sentences is one", n))
	}
	if err := f.chooseSchemes(t); err != nil {
		return nil, err
	}
	var errs []error
	note, err := t.illegal(t.gold, t.scheme)
	errs = append(errs, err)
	if note != "" {
		c.Notes = append(c.Notes, note)
	}
	for _, name := range t.names() {
		a := t.answers[name]
		note, err := t.illegal(a.file, a.scheme)
		errs = append(errs, err)
		if note != "" {
			a.notes = append(a.notes, note)
		}
		a.spans = a.file.Decode(a.scheme, t.reading)
	}
	t.goldSpans = t.gold.Decode(t.scheme, t.reading)
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if f.labels != "" {
		if c.Dropped, err = f.mapTags(t); err != nil {
			return nil, err
		}
	}
	t.layout = t.gold.Layout()
	base := filepath.Base(named(path))
	if ext := strings.ToLower(filepath.Ext(base)); ext == ".xz" || ext == ".gz" {
		base = base[:len(base)-len(ext)]
	}
	base = strings.TrimSuffix(base, filepath.Ext(base))
	width := max(4, len(fmt.Sprint(len(t.layout.Texts))))
	mentions := t.layout.Mentions(t.goldSpans, t.labels)
	c.Lines = t.gold.Lines()
	c.Documents = make([]*text.Document, len(t.layout.Texts))
	docs := make([]text.Document, len(t.layout.Texts))
	for i, s := range t.layout.Texts {
		docs[i] = text.Document{ID: t.gold.IDs[i], Text: s, Mentions: mentions[i]}
		if docs[i].ID == "" {
			docs[i].ID = fmt.Sprintf("%s-%0*d", base, width, i+1)
		}
		c.Documents[i] = &docs[i]
	}
	return c, nil
}
