package gazetteer

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

// Read reads lists from fsys. A path is a file, or a folder whose .tsv and
// .csv files are read in order of name. The error joins all that is wrong with
// the lists, each thing with file, line and column.
func Read(fsys fs.FS, paths ...string) (*Set, error) { return read(fsys, paths, false) }

// ReadProposing is Read for a caller that only proposes: of the lists that do
// not propose, which are most names, it reads the head alone. Match finds
// nothing of them, and faults below their heads are not told.
func ReadProposing(fsys fs.FS, paths ...string) (*Set, error) { return read(fsys, paths, true) }

func read(fsys fs.FS, paths []string, proposing bool) (*Set, error) {
	files, err := listFiles(fsys, paths)
	if err != nil {
		return nil, err
	}
	if len(files) > 0xffff {
		return nil, fmt.Errorf("%d lists, and a set holds %d", len(files), 0xffff)
	}
	readers := make([]*reader, len(files))
	var work sync.WaitGroup
	for i, f := range files {
		readers[i] = &reader{list: uint16(i), file: f, proposing: proposing}
		work.Go(func() { readers[i].readFile(fsys) })
	}
	work.Wait()

	s := &Set{}
	entries := 0
	seen := map[string]string{}
	for _, r := range readers {
		if before, ok := seen[r.info.Name]; ok {
			r.errs = append(r.errs, fmt.Errorf("%s: a list called %s was read from %s", r.file, r.info.Name, before))
		}
		seen[r.info.Name] = r.file
		entries += len(r.entries)
	}
	s.table.grow(entries)
	var errs []error
	for _, r := range readers {
		for _, e := range r.entries {
			if !s.table.add(e.slot) && e.slot.kind == slotName {
				r.failTwice(e)
			}
		}
		r.entries = nil
		errs = append(errs, r.errs...)
		s.lists = append(s.lists, r.info)
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

// reader reads one file. It does not touch the table, so that files can be
// read at the same time.
type reader struct {
	list uint16
	file string
	// proposing is set if the names are of interest only if the list proposes.
	proposing bool
	info      List
	usual     policy   // how names are compared whose line does not say
	head      []string // names of the columns
	name      int      // column of the name, or -1
	how       int      // column of the case, or -1
	propose   int      // column that says whether a name is proposed, or -1
	keys      []string // properties seen
	words     []word   // of the name being entered
	content   string
	entries   []entry
	faults    int
	errs      []error
}

// entry is a slot for the table and where in the file it comes from.
type entry struct {
	slot      slot
	line, col int32
}

// comma reports whether the file is comma separated.
func (r *reader) comma() bool { return path.Ext(r.file) == ".csv" }

func (r *reader) readFile(fsys fs.FS) {
	r.info = List{Name: strings.TrimSuffix(path.Base(r.file), path.Ext(r.file)), Path: r.file}
	b, err := fs.ReadFile(fsys, r.file)
	if err != nil {
		r.errs = append(r.errs, err)
		return
	}
	r.content = string(b)
	r.read(r.content)
}

// failLimit is how many faults of one file are told. A file that is of another
// form altogether has one in every line.
const failLimit = 100

func (r *reader) fail(line, col int, format string, args ...any) {
	r.faults++
	switch {
	case r.faults < failLimit:
		r.errs = append(r.errs, fmt.Errorf("%s:%d:%d: %s", r.file, line, col, fmt.Sprintf(format, args...)))
	case r.faults == failLimit:
		r.errs = append(r.errs, fmt.Errorf("%s:%d:%d: %s; what is wrong after that is not listed", r.file, line, col, fmt.Sprintf(format, args...)))
	}
}

// failTwice reports a name that the list had before. Its text was not kept,
// and is cut out of the file again.
func (r *reader) failTwice(e entry) {
	if r.faults >= failLimit {
		return
	}
	l := r.content
	for range e.line - 1 {
		_, l = cutLine(l)
	}
	l = l[e.col-1:]
	if r.comma() {
		if record, err := csv.NewReader(strings.NewReader(l)).Read(); err == nil {
			l = record[0]
		}
	} else {
		l, _ = cutLine(l)
		l, _, _ = strings.Cut(l, "\t")
	}
	r.fail(int(e.line), int(e.col), "name %q stands in this list already", l)
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
		r.fail(line, 1, "no line names the columns, such as: name")
		return
	}
	r.checkProperties()
	if r.name < 0 || r.proposing && !r.info.Propose {
		return
	}
	r.entries = make([]entry, 0, strings.Count(body, "\n")*4/3+1)
	if r.comma() {
		r.readCSV(body, line)
		return
	}
	for len(body) > 0 {
		l, rest := cutLine(body)
		if len(l) > 0 && l[0] != '#' {
			r.readRow(l, line)
		}
		body = rest
		line++
	}
}

func cutLine(s string) (line, rest string) {
	line, rest, _ = strings.Cut(s, "\n")
	return strings.TrimSuffix(line, "\r"), rest
}

func (r *reader) columns(l string, line int) {
	sep := "\t"
	if r.comma() {
		sep = ","
	}
	r.head = strings.Split(l, sep)
	for i, h := range r.head {
		r.head[i] = strings.Trim(h, ` "`)
	}
	r.name = slices.Index(r.head, "name")
	r.how = slices.Index(r.head, "case")
	r.propose = slices.Index(r.head, "propose")
	if r.name < 0 {
		r.fail(line, 1, "no column is called name")
	}
}

// field is what a line has in a column.
type field struct {
	text      string
	line, col int
}

// row is what a line has in the columns that are read.
type row struct{ name, how, propose field }

func (r *reader) put(rec *row, column int, f field) {
	switch column {
	case r.name:
		rec.name = f
	case r.how:
		rec.how = f
	case r.propose:
		rec.propose = f
	}
}

// readRow enters the name of a line of a tab-separated file.
func (r *reader) readRow(l string, line int) {
	var rec row
	for column, at := 0, 0; ; column++ {
		text, rest, more := strings.Cut(l[at:], "\t")
		r.put(&rec, column, field{text, line, at + 1})
		if !more {
			if column+1 > len(r.head) {
				r.fail(line, at+1, "%d columns, and the heading has %d", column+1, len(r.head))
			}
			break
		}
		at = len(l) - len(rest)
	}
	if rec.name.line == 0 {
		rec.name = field{"", line, len(l) + 1}
	}
	r.enter(rec)
}

func (r *reader) readCSV(body string, line int) {
	c := csv.NewReader(strings.NewReader(body))
	c.FieldsPerRecord = -1
	c.Comment = '#'
	for {
		fields, err := c.Read()
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
		var rec row
		for i, text := range fields {
			at, col := c.FieldPos(i)
			if i == len(r.head) {
				r.fail(line-1+at, col, "%d columns, and the heading has %d", len(fields), len(r.head))
				break
			}
			r.put(&rec, i, field{text, line - 1 + at, col})
		}
		if rec.name.line == 0 {
			at, col := c.FieldPos(len(fields) - 1)
			rec.name = field{"", line - 1 + at, col}
		}
		r.enter(rec)
	}
}
