package main

import (
	"errors"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/cmd/rollcall/internal/source"
	"rollcall/gold"
	"rollcall/text"
)

// tryDocument is a document to look for hits in.
type tryDocument struct {
	doc       *text.Document
	annotated bool   // whether its mentions are gold
	place     string // of hits: the file, and the document where a file has several
	line      int    // of its first line
	err       error
}

// tryCorpus is what hits are looked for in. Gold is in memory; texts are read
// as they are needed.
type tryCorpus struct {
	gold  []tryDocument
	files []source.File
	stdin io.Reader
}

// plainText are the endings of files that are never annotated.
var plainText = []string{".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"}

// open tells gold from texts. A file that can be either, such as JSON lines, is
// gold if anything is annotated in it.
func (f *tryFlags) open(paths []string, stdin io.Reader) (*tryCorpus, error) {
	m, err := labelMap(f.labels)
	if err != nil {
		return nil, err
	}
	c := &tryCorpus{stdin: stdin}
	for _, path := range paths {
		files, err := gold.Files(path)
		if path == source.Stdin || err != nil || len(files) == 0 || slices.ContainsFunc(files, isPlain) {
			c.addTexts(path)
			continue
		}
		for _, file := range files {
			corpus, err := gold.Open(file, m)
			if err != nil || !annotated(corpus) {
				c.addTexts(file)
				continue
			}
			for _, d := range corpus.Documents {
				c.gold = append(c.gold, tryDocument{doc: d, annotated: true, place: file + ":" + d.ID, line: 1})
			}
		}
	}
	var errs []error
	for _, file := range c.files {
		errs = append(errs, file.Err)
	}
	return c, errors.Join(errs...)
}

func isPlain(path string) bool {
	return slices.Contains(plainText, strings.ToLower(filepath.Ext(path)))
}

func annotated(c *gold.Corpus) bool {
	return slices.ContainsFunc(c.Documents, func(d *text.Document) bool { return len(d.Mentions) > 0 })
}

func (c *tryCorpus) addTexts(path string) {
	files, _ := source.Files([]string{path})
	c.files = append(c.files, files...)
}

// documents yields all of them, gold first.
func (c *tryCorpus) documents() iter.Seq[tryDocument] {
	return func(yield func(tryDocument) bool) {
		for _, d := range c.gold {
			if !yield(d) {
				return
			}
		}
		for item := range source.Documents(c.files, source.Options{Stdin: c.stdin}) {
			d, err := item.Load()
			t := tryDocument{doc: d, place: item.Address, line: 1, err: err}
			if err == nil && d.ID != item.Address && !strings.HasSuffix(item.Address, d.ID) {
				t.place += ":" + d.ID
			}
			if !yield(t) {
				return
			}
		}
	}
}

// kept reads all documents into memory, for runs one after the other.
func (c *tryCorpus) kept() iter.Seq[tryDocument] {
	return slices.Values(slices.Collect(c.documents()))
}
