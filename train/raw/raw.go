// Package raw reads the unlabelled news that word statistics are learnt from.
// Only programs under train use it; none of the text is shipped.
package raw

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/ulikunitz/xz"
	"rollcall/pipeline/token"
	"rollcall/text"
)

// Texts reads the texts of files, one after the other: JSON lines with a key
// "text", or CoNLL tag files, whose sentences become lines of words parted by
// spaces; packed by xz where the file's name ends so. It stops after the first
// error.
func Texts(paths ...string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, p := range paths {
			if !texts(p, yield) {
				return
			}
		}
	}
}

func texts(path string, yield func(string, error) bool) bool {
	f, err := os.Open(path)
	if err != nil {
		return yield("", err)
	}
	defer f.Close()
	var r io.Reader = bufio.NewReaderSize(f, 1<<20)
	if strings.HasSuffix(path, ".xz") {
		if r, err = xz.NewReader(r); err != nil {
			return yield("", fmt.Errorf("%s: %w", path, err))
		}
	}
	if strings.HasSuffix(strings.TrimSuffix(path, ".xz"), ".conll") {
		return conll(path, r, yield)
	}
	dec := json.NewDecoder(r)
	for {
		var line struct{ Text string }
		err := dec.Decode(&line)
		if err == io.EOF {
			return true
		}
		if err != nil {
			yield("", fmt.Errorf("%s: %w", path, err))
			return false
		}
		if !yield(line.Text, nil) {
			return false
		}
	}
}

func conll(path string, r io.Reader, yield func(string, error) bool) bool {
	var doc strings.Builder
	flush := func() bool {
		t := doc.String()
		doc.Reset()
		return strings.TrimSpace(t) == "" || yield(t, nil)
	}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		word, _, _ := strings.Cut(lines.Text(), "\t")
		switch {
		case word == "":
			doc.WriteString("\n\n")
			// Some corpora have no documents.
			if doc.Len() > 1<<16 && !flush() {
				return false
			}
		case word == "-DOCSTART-":
			if !flush() {
				return false
			}
		default:
			doc.WriteString(word + " ")
		}
	}
	if err := lines.Err(); err != nil {
		yield("", fmt.Errorf("%s: %w", path, err))
		return false
	}
	return flush()
}

// Sentences divides a text as the pipeline does and yields the words of each
// sentence. The slice is used again for the next one.
func Sentences(t string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		d := text.Document{Text: t}
		if err := token.Tokens(&d); err != nil {
			yield(nil, err)
			return
		}
		if err := token.Sentences(&d); err != nil {
			yield(nil, err)
			return
		}
		var words []string
		for _, s := range d.Sentences {
			words = words[:0]
			for _, t := range d.Tokens[s.FirstToken:s.EndToken] {
				words = append(words, d.Surface(t.Span))
			}
			if !yield(words, nil) {
				return
			}
		}
	}
}
