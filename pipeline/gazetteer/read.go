package gazetteer

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/pipeline/token"
	"rollcall/text"
)

// Read reads lists from fsys. A path is a file, or a folder whose .tsv and
// .csv files are read in order of name. The error joins all that is wrong with
// the lists, each thing with file, line and column.
func Read(fsys fs.FS, paths ...string) (*Set, error) {
	files, err := listFiles(fsys, paths)
	if err != nil {
		return nil, err
	}
	s := &Set{}
	contents := make([]string, len(files))
	lines := 0
	for i, f := range files {
		b, err := fs.ReadFile(fsys, f)
		if err != nil {
			return nil, err
		}
		contents[i] = string(b)
		lines += strings.Count(contents[i], "\n") + 1
	}
	s.table.grow(lines + lines/3) // a name has a third of a prefix to itself
	seen := map[string]string{}
	var errs []error
	for i, f := range files {
		r := reader{set: s, list: uint16(len(s.lists)), file: f}
		r.info = List{Name: strings.TrimSuffix(path.Base(f), path.Ext(f)), Path: f}
		if before, ok := seen[r.info.Name]; ok {
			errs = append(errs, fmt.Errorf("%s: a list called %s was read from %s", f, r.info.Name, before))
			continue
		}
		if len(s.lists) > 0xffff {
			return nil, fmt.Errorf("%s: more than %d lists", f, 0x10000)
		}
		seen[r.info.Name] = f
		r.read(contents[i])
		s.lists = append(s.lists, r.info)
		errs = append(errs, r.errs...)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return s, nil
}

func listFiles(fsys fs.FS, paths []string) ([]string, error) {
	var files []string
	for _, p := range paths {
		info, err := fs.Stat(fsys, p)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			files = append(files, p)
			continue
		}
		entries, err := fs.ReadDir(fsys, p)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if ext := path.Ext(e.Name()); !e.IsDir() && (ext == ".tsv" || ext == ".csv") {
				files = append(files, path.Join(p, e.Name()))
			}
		}
	}
	return files, nil
}

// reader reads one file into a set.
type reader struct {
	set   *Set
	list  uint16
	info  List
	file  string
	usual policy   // how names are compared whose line does not say
	head  []string // names of the columns
	name  int      // column of the name, or -1
	how   int      // column of the case, or -1
	keys  []string // properties seen
	words []word   // of the name being entered
	errs  []error
}

func (r *reader) fail(line, col int, format string, args ...any) {
	r.errs = append(r.errs, fmt.Errorf("%s:%d:%d: %s", r.file, line, col, fmt.Sprintf(format, args...)))
}

func (r *reader) read(content string) {
	body, line := strings.TrimPrefix(content, "\ufeff"), 1
	for len(body) > 0 {
		l, rest := cutLine(body)
		if r.head != nil {
			break
		}
		switch {
		case len(l) == 0:
		case l[0] == '#':
			r.property(l, line)
		default:
			r.columns(l, line)
		}
		body = rest
		line++
	}
	if r.head == nil {
		r.fail(line, 1, "no line with the names of the columns, such as: name")
		return
	}
	r.checkProperties()
	if r.name < 0 {
		return
	}
	if path.Ext(r.file) == ".csv" {
		r.readCSV(body, line)
		return
	}
	for len(body) > 0 {
		l, rest := cutLine(body)
		if len(l) > 0 && l[0] != '#' {
			r.row(l, line)
		}
		body = rest
		line++
	}
}

// property reads a line that begins with #.
func (r *reader) property(l string, line int) {
	key, value, ok := strings.Cut(strings.TrimLeft(l[1:], " \t"), ":")
	value = strings.TrimSpace(value)
	if !ok || key == "" || strings.ContainsFunc(key, func(c rune) bool { return c < 'a' || c > 'z' }) {
		return // a remark
	}
	col := strings.Index(l, key) + 1
	if slices.Contains(r.keys, key) {
		r.fail(line, col, "%s is said twice", key)
		return
	}
	r.keys = append(r.keys, key)
	if value == "" {
		r.fail(line, col, "%s has no value", key)
		return
	}
	switch key {
	case "type":
		r.info.Type = text.Type(value)
	case "case":
		if r.usual, ok = parsePolicy(value); !ok {
			r.fail(line, col, "case is %q, not exact, strict or any", value)
		}
	case "propose":
		r.info.Propose = value == "yes"
		if value != "yes" && value != "no" {
			r.fail(line, col, "propose is %q, not yes or no", value)
		}
	case "precision":
		p, err := strconv.ParseFloat(value, 64)
		if err != nil || !(p > 0 && p <= 1) {
			r.fail(line, col, "precision is %q, not a number above 0 and up to 1", value)
			return
		}
		r.info.Precision = p
	case "measured":
		r.info.Measured = value
	case "source":
		r.info.Source = value
	case "licence":
		r.info.Licence = value
	default:
		r.fail(line, col, "property %q is none of type, case, propose, precision, measured, source, licence", key)
	}
}

func (r *reader) checkProperties() {
	if !r.info.Propose {
		return
	}
	if r.info.Type == "" {
		r.fail(1, 1, "the list proposes and has no type")
	}
	if r.info.Precision == 0 {
		r.fail(1, 1, "the list proposes and has no precision")
	}
}

func cutLine(s string) (line, rest string) {
	line, rest, _ = strings.Cut(s, "\n")
	return strings.TrimSuffix(line, "\r"), rest
}

func (r *reader) columns(l string, line int) {
	sep := "\t"
	if path.Ext(r.file) == ".csv" {
		sep = ","
	}
	r.head = strings.Split(l, sep)
	for i, h := range r.head {
		r.head[i] = strings.Trim(h, ` "`)
	}
	r.name = slices.Index(r.head, "name")
	r.how = slices.Index(r.head, "case")
	if r.name < 0 {
		r.fail(line, 1, "no column is called name")
	}
}

// row enters the name of a line of a tab-separated file.
func (r *reader) row(l string, line int) {
	var nameAt int
	var name, how string
	for col, at := 0, 0; ; col++ {
		field, rest, more := strings.Cut(l[at:], "\t")
		switch col {
		case r.name:
			name, nameAt = field, at
		case r.how:
			how = field
		}
		if !more {
			if col+1 > len(r.head) {
				r.fail(line, at+1, "%d columns, and the heading has %d", col+1, len(r.head))
			}
			break
		}
		at = len(l) - len(rest)
	}
	r.enter(name, how, line, nameAt+1)
}

func (r *reader) readCSV(body string, line int) {
	c := csv.NewReader(strings.NewReader(body))
	c.FieldsPerRecord = -1
	c.Comment = '#'
	for {
		record, err := c.Read()
		if err == io.EOF {
			return
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			r.fail(line-1+bad.Line, bad.Column, "%v", bad.Err)
			return
		} else if err != nil {
			r.errs = append(r.errs, fmt.Errorf("%s: %w", r.file, err))
			return
		}
		at, _ := c.FieldPos(0)
		if len(record) > len(r.head) {
			r.fail(line-1+at, 1, "%d columns, and the heading has %d", len(record), len(r.head))
			continue
		}
		if len(record) <= r.name {
			r.fail(line-1+at, 1, "no name")
			continue
		}
		how := ""
		if r.how >= 0 && r.how < len(record) {
			how = record[r.how]
		}
		_, col := c.FieldPos(r.name)
		r.enter(record[r.name], how, line-1+at, col)
	}
}

// enter puts a name into the table.
func (r *reader) enter(name, how string, line, col int) {
	pol := r.usual
	if how != "" {
		var ok bool
		if pol, ok = parsePolicy(how); !ok {
			r.fail(line, 1, "case of %q is %q, not exact, strict or any", name, how)
			return
		}
	}
	if why := unfit(name); why != "" {
		r.fail(line, col, "name %q %s", name, why)
		return
	}
	var err error
	if r.words, err = wordsOf(name, r.words[:0]); err != nil {
		r.fail(line, col, "name %q: %v", name, err)
		return
	}
	var p trail
	for i, w := range r.words {
		if p = p.step(w); i+1 < len(r.words) {
			r.set.table.add(slot{key: p.fold, kind: slotPrefix})
		}
	}
	if !r.set.table.add(slot{key: p.fold, exact: uint32(p.exact), list: r.list, kind: slotName, how: pol}) {
		r.fail(line, col, "name %q stands in this list already", name)
		return
	}
	r.info.Names++
}

// unfit says why a name can match no text, or could only by oversight.
func unfit(name string) string {
	if name == "" {
		return "is empty"
	}
	letter := false
	for i, c := range name {
		switch {
		case c == utf8.RuneError && !strings.HasPrefix(name[i:], "\uFFFD"):
			return "is not valid UTF-8"
		case c != ' ' && (unicode.IsSpace(c) || unicode.IsControl(c)):
			return fmt.Sprintf("holds the character %U", c)
		case c == ' ' && (i == 0 || i+1 == len(name) || name[i+1] == ' '):
			return "has a space too many"
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			letter = true
		}
	}
	if !letter {
		return "has neither letter nor digit"
	}
	return ""
}

// wordsOf divides a name as the text will be and appends its words, without
// hyphens that join two of them.
func wordsOf(name string, words []word) ([]word, error) {
	if plain(name) {
		for part := range strings.SplitSeq(name, " ") {
			words = append(words, wordOf(part))
		}
		return words, nil
	}
	d := text.Document{Text: name}
	if err := token.Tokens(&d); err != nil {
		return nil, err
	}
	for i, t := range d.Tokens {
		w := wordOf(d.Surface(t.Span))
		if w.hyphen && i > 0 && joins(d.Tokens, i, len(d.Tokens)) {
			continue
		}
		words = append(words, w)
	}
	return words, nil
}

// plain reports whether a name is made of capitalised words of letters and
// single spaces, which the tokeniser divides at the spaces only. Most names of
// large lists are, and asking it for each would triple the time to load.
func plain(name string) bool {
	start := true
	for _, c := range name {
		switch {
		case c == ' ':
			start = true
			continue
		case start && !unicode.IsUpper(c), !unicode.IsLetter(c):
			return false
		}
		start = false
	}
	return true
}
