package gold

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Detect tells the format of a file from its ending and, where several formats
// share that, from its content. Of content alone it tells a file whose ending
// says nothing. The error says what to do.
func Detect(path string, data []byte) (Format, error) {
	name, _ := cutCompression(path)
	ext := strings.ToLower(filepath.Ext(name))
	s := newSample(data)
	var sharing []Format
	for _, f := range Formats() {
		if slices.Contains(f.Endings, ext) {
			sharing = append(sharing, f)
		}
	}
	from := sharing
	if len(from) == 0 {
		from = Formats()
	}
	for _, f := range from {
		if f.looks != nil && f.looks(s) {
			return f, nil
		}
	}
	// Where the ending tells enough, the format's reader says what is wrong
	// with the content.
	if len(sharing) > 0 && !slices.Contains(vague, ext) {
		return sharing[0], nil
	}
	if len(sharing) > 0 {
		return Format{}, fmt.Errorf("%s: the content is none of the %s formats known (%s): name one with --from of rollcall gold convert",
			path, ext, strings.Join(formatNames(sharing), ", "))
	}
	return Format{}, fmt.Errorf("%s: annotated files end in %s (then .xz or .gz), and the content is of no format known",
		path, strings.Join(allEndings(), ", "))
}

// vague are endings that many other files have.
var vague = []string{".json", ".xml", ".tsv", ".txt"}

func formatNames(formats []Format) []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.Name)
	}
	return names
}

// sampleSize is how much of a file detection looks at.
const sampleSize = 1 << 16

// sample is the beginning of a file, for detection.
type sample struct {
	data    []byte
	records []json.RawMessage // the first JSON values; of an array, its elements
	values  []json.RawMessage // the first JSON values as they stand
}

func newSample(data []byte) *sample {
	s := &sample{data: bytes.TrimPrefix(data[:min(len(data), sampleSize)], []byte("\uFEFF"))}
	body := bytes.TrimLeft(data, "\uFEFF \t\r\n")
	if len(body) == 0 || body[0] != '{' && body[0] != '[' {
		return s
	}
	const enough = 20
	for v, err := range jsonValues(data) {
		if err != nil {
			continue
		}
		s.values = append(s.values, v.raw)
		if v.raw[0] == '[' {
			for e, err := range v.elements() {
				if err == nil {
					s.records = append(s.records, e.raw)
				}
				if len(s.records) >= enough {
					break
				}
			}
		} else {
			s.records = append(s.records, v.raw)
		}
		if len(s.records) >= enough || len(s.values) >= enough {
			break
		}
	}
	return s
}

// has reports whether one of the records is an object with all these keys.
func (s *sample) has(keys ...string) bool {
	for _, r := range s.records {
		var object map[string]json.RawMessage
		if json.Unmarshal(r, &object) != nil {
			continue
		}
		all := true
		for _, k := range keys {
			if _, ok := object[k]; !ok {
				all = false
			}
		}
		if all {
			return true
		}
	}
	return false
}

// begins reports whether the file begins so, white space aside.
func (s *sample) begins(with string) bool {
	return bytes.HasPrefix(bytes.TrimLeft(s.data, " \t\r\n"), []byte(with))
}

// Files lists the annotated files that paths name: a file is itself; a folder
// is all files in it (not below it) that are of a format known, in order of
// name, and where some are of a format with a file for each document, the
// folder itself comes first and stands for those.
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
		single, many, err := annotatedFiles(path)
		if err != nil {
			return nil, err
		}
		if len(single)+len(many) == 0 {
			return nil, fmt.Errorf("%s: no annotated file in this folder (%s)", path, strings.Join(allEndings(), " "))
		}
		if len(single) > 0 {
			files = append(files, path)
		}
		files = append(files, many...)
	}
	return files, nil
}

// annotatedFiles lists the annotated files of a folder: those that are a part
// of the folder's corpus, a document each, and those that are corpora of their
// own. Marked files count among the latter.
func annotatedFiles(folder string) (single, many []string, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		name, _ := cutCompression(e.Name())
		ext := strings.ToLower(filepath.Ext(name))
		if info, err := os.Stat(path); err != nil || info.IsDir() || !slices.Contains(allEndings(), ext) {
			continue
		}
		f, ok := formatOfFile(path, ext)
		switch {
		case !ok:
		case f.PerDocument && f.Name != "marked":
			single = append(single, path)
		default:
			many = append(many, path)
		}
	}
	return single, many, nil
}

// formatOfFile is the format of a file, looked into only where its ending does
// not tell.
func formatOfFile(path, ext string) (Format, bool) {
	var sharing []Format
	for _, f := range Formats() {
		if slices.Contains(f.Endings, ext) {
			sharing = append(sharing, f)
		}
	}
	if len(sharing) == 1 && ext != ".txt" {
		return sharing[0], true
	}
	if ext == ".jsonl" {
		return sharing[0], true // whichever of them it is, it is one file
	}
	data, err := readFile(path)
	if err != nil {
		return Format{}, false
	}
	s := newSample(data)
	for _, f := range sharing {
		if f.looks != nil && f.looks(s) {
			return f, true
		}
	}
	return Format{}, false
}

// readFolder reads the files of a folder that are a document each, or, with a
// format given, all files with its endings.
func (o Options) readFolder(folder string) (*Corpus, error) {
	single, many, err := annotatedFiles(folder)
	if err != nil {
		return nil, err
	}
	files := single
	if o.Format != "" {
		f, err := FormatNamed(o.Format)
		if err != nil {
			return nil, err
		}
		files = nil
		entries, err := os.ReadDir(folder)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			name, _ := cutCompression(e.Name())
			if !e.IsDir() && slices.Contains(f.Endings, strings.ToLower(filepath.Ext(name))) {
				files = append(files, filepath.Join(folder, e.Name()))
			}
		}
	} else if len(files) == 0 && len(many) > 0 {
		return nil, fmt.Errorf("%s is a folder of several corpora: open them one by one", folder)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no annotated file in this folder (%s)", folder, strings.Join(allEndings(), " "))
	}
	whole := &Corpus{Path: folder}
	var format Format
	for _, path := range files {
		data, err := readFile(path)
		if err != nil {
			return nil, err
		}
		part, f, err := o.parse(path, data)
		if err != nil {
			return nil, err
		}
		if format.Name != "" && f.Name != format.Name {
			return nil, fmt.Errorf("%s: this folder has files of %s and of %s: keep them apart, or say which with --from", folder, format.Name, f.Name)
		}
		format = f
		whole.join(part)
	}
	whole.Format = format.Name
	o.finish(whole, format)
	return whole, nil
}

// join adds the documents of a file to those of its folder.
func (c *Corpus) join(part *Corpus) {
	for range part.Documents {
		c.Files = append(c.Files, part.Path)
	}
	c.Documents = append(c.Documents, part.Documents...)
	c.Lines = append(c.Lines, part.Lines...)
	c.Problems = append(c.Problems, part.Problems...)
	c.Notes = append(c.Notes, part.Notes...)
	for kind, n := range part.skipped {
		if c.skipped == nil {
			c.skipped = counter{}
		}
		c.skipped[kind] += n
	}
}

// FileOf is the path of the file that the i-th document is in.
func (c *Corpus) FileOf(i int) string {
	if c.Files != nil {
		return c.Files[i]
	}
	return c.Path
}
