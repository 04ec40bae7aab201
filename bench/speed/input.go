package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"rollcall/text"
)

// input is the file that all runs read.
type input struct {
	path             string
	documents, words int
}

// collect writes the documents under paths to a file of JSON lines, over and
// over until there are as many as wanted.
func collect(path string, paths []string, documents int) (input, error) {
	var texts []string
	for _, p := range paths {
		err := filepath.WalkDir(p, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			more, err := readTexts(path)
			texts = append(texts, more...)
			return err
		})
		if err != nil {
			return input{}, err
		}
	}
	if len(texts) == 0 {
		return input{}, fmt.Errorf("no .txt or .jsonl in %s", strings.Join(paths, ", "))
	}
	f, err := os.Create(path)
	if err != nil {
		return input{}, err
	}
	in := input{path: path, documents: documents}
	w := bufio.NewWriter(f)
	lines := json.NewEncoder(w)
	for i := range documents {
		s := texts[i%len(texts)]
		in.words += len(strings.Fields(s))
		if err := lines.Encode(map[string]string{"id": fmt.Sprintf("d%d", i+1), "text": s}); err != nil {
			return input{}, errors.Join(err, f.Close())
		}
	}
	return in, errors.Join(w.Flush(), f.Close())
}

// readTexts is the text of each document in a file; none of a file of another
// kind.
func readTexts(path string) ([]string, error) {
	switch filepath.Ext(path) {
	case ".txt":
		b, err := os.ReadFile(path)
		return []string{string(b)}, err
	case ".jsonl":
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		r := text.NewReader(f, path)
		r.IgnoreMentions = true
		docs, err := r.ReadAll()
		var texts []string
		for _, d := range docs {
			texts = append(texts, d.Text)
		}
		return texts, err
	}
	return nil, nil
}
