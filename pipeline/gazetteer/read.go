package gazetteer

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"
	"sync"

	"rollcall/text"
)

// Read reads lists from fsys. A path is a list, a compiled file, or a folder
// whose .tsv, .csv and .gaz files are read in order of name. The error joins
// all that is wrong with the lists, each thing with file, line and column.
func Read(fsys fs.FS, paths ...string) (*Set, error) { return read(fsys, paths, false) }

// ReadProposing is Read for a caller that only proposes: of lists that neither
// propose nor have keys, which are most names, it reads the head alone. Match
// finds nothing of them, and faults below their heads are not told.
func ReadProposing(fsys fs.FS, paths ...string) (*Set, error) { return read(fsys, paths, true) }

// Folder is where lists are among the data files.
const Folder = "gazetteers"

// Extension is that of compiled files.
const Extension = ".gaz"

func read(fsys fs.FS, paths []string, proposing bool) (*Set, error) {
	files, err := listFiles(fsys, paths)
	if err != nil {
		return nil, err
	}
	readers := make([]*reader, len(files))
	compiled := make([]*table, len(files))
	var work sync.WaitGroup
	for i, f := range files {
		readers[i] = &reader{file: f, proposing: proposing}
		work.Go(func() {
			if readers[i].text() {
				readers[i].readFile(fsys)
				return
			}
			t, err := openTable(fsys, f)
			if err != nil {
				readers[i].errs = []error{fmt.Errorf("%s: %w", f, err)}
			}
			compiled[i] = t
		})
	}
	work.Wait()

	s := &Set{}
	var all builder
	var own []*reader // of lists that are text
	seen := map[string]string{}
	enter := func(r *reader, l List) {
		if before, ok := seen[l.Name]; ok {
			r.errs = append(r.errs, fmt.Errorf("%s: a list called %s was read from %s", r.file, l.Name, before))
		}
		seen[l.Name] = r.file
		s.lists = append(s.lists, l)
	}
	for i, r := range readers {
		if !r.text() {
			continue
		}
		all.merge(&readers[i].builder, len(own))
		readers[i].builder = builder{}
		own = append(own, r)
		enter(r, r.info)
	}
	if len(own) > maxLists {
		return nil, fmt.Errorf("%d lists, and a set holds %d", len(own), maxLists)
	}
	t, err := all.table()
	if err != nil {
		return nil, err
	}
	for n, first := range all.repeated() {
		own[n.entry.list].fail(int(n.line), int(n.col), "name %q stands in this list already, on line %d", t.text(n.entry.name), first.line)
	}
	t.lists = s.lists[:len(s.lists):len(s.lists)]
	if len(own) > 0 {
		s.tables = append(s.tables, t)
	}
	var errs []error
	for i, t := range compiled {
		if t != nil {
			t.base = len(s.lists)
			s.tables = append(s.tables, t)
			for _, l := range t.lists {
				l.Path = readers[i].file
				enter(readers[i], l)
			}
		}
		errs = append(errs, readers[i].errs...)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return s, nil
}

// maxLists is how many lists the entries of a table can tell apart.
const maxLists = 0xffff

// IsList reports whether a file is called as lists and compiled lists are.
func IsList(name string) bool {
	switch path.Ext(name) {
	case ".tsv", ".csv", Extension:
		return true
	}
	return false
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
			if !e.IsDir() && IsList(e.Name()) {
				files = append(files, path.Join(p, e.Name()))
			}
		}
	}
	return files, nil
}

// reader reads one file of text.
type reader struct {
	file string
	// proposing is set if the names are of interest only if the list proposes.
	proposing bool
	info      List
	usual     policy // how names are compared whose line does not say
	proposed  field  // what the list says of proposing
	head      []string
	columns   [columnCount]int // where each column that is read stands, or -1
	meaning   []int            // of each column of the file: the one that is read, or -1
	keys      []string         // properties seen
	words     []word           // of the name being entered
	lines     bool             // a line says that its name is proposed
	builder   builder
	faults    int
	errs      []error
}

// text reports whether the file is a list that people write.
func (r *reader) text() bool { return path.Ext(r.file) != Extension }

// comma reports whether the file is comma separated.
func (r *reader) comma() bool { return path.Ext(r.file) == ".csv" }

func (r *reader) readFile(fsys fs.FS) {
	r.info = List{Name: strings.TrimSuffix(path.Base(r.file), path.Ext(r.file)), Path: r.file}
	b, err := fs.ReadFile(fsys, r.file)
	if err != nil {
		r.errs = append(r.errs, err)
		return
	}
	r.read(string(b))
}

// failLimit is how many faults of one file are told. A file that is of another
// form altogether has one in every line.
const failLimit = 100

func (r *reader) fail(line, col int, format string, args ...any) {
	r.faults++
	msg := fmt.Sprintf(format, args...)
	if r.faults == failLimit {
		msg += "; what is wrong after that is not listed"
	}
	if r.faults <= failLimit {
		r.errs = append(r.errs, &FaultError{r.file, line, col, msg})
	}
}

// FaultError is something wrong in a list.
type FaultError struct {
	Path         string
	Line, Column int // from 1; columns count bytes
	Message      string
}

// Error is "path:line:column: what is wrong".
func (e *FaultError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.Path, e.Line, e.Column, e.Message)
}

func (r *reader) read(content string) {
	body, line := strings.TrimPrefix(content, "\ufeff"), 1
	for len(body) > 0 && r.head == nil {
		l, rest := cutLine(body)
		switch {
		case len(l) == 0:
		case l[0] == '#':
			r.property(l, line)
		default:
			r.heading(l, line)
		}
		body = rest
		line++
	}
	if r.head == nil {
		r.fail(line, 1, "no line names the columns, such as: name")
		return
	}
	r.checkProperties()
	if r.columns[columnName] < 0 || r.proposing && !r.wanted(body) {
		return
	}
	lines := strings.Count(body, "\n") + 1
	r.builder.names = make([]named, 0, lines)
	r.builder.starts = make([]uint64, 0, lines)
	r.builder.prefixes = make([]uint64, 0, lines)
	r.builder.strings = make([]byte, 0, len(body)+1)
	if r.comma() {
		r.readCSV(body, line)
	} else {
		r.readTSV(body, line)
	}
	if r.lines && !r.info.Propose {
		r.keepOthers()
	}
	for _, c := range r.builder.classes {
		if c.kind != "" && !slices.Contains(r.info.Types, c.kind) {
			r.info.Types = append(r.info.Types, c.kind)
		}
	}
	slices.SortFunc(r.info.Types, text.CompareTypes)
}

// keepOthers makes evidence of the lines that do not say that they are
// proposed, in a list of which some do and which does not propose itself.
func (r *reader) keepOthers() {
	r.info.Propose = true
	b := &r.builder
	for i := range b.classes {
		b.classes[i].propose = max(b.classes[i].propose, proposeNever)
	}
	for i := range b.names {
		e := &b.names[i].entry
		if b.classes[b.facts[e.fact].class].propose == proposeNever {
			e.how |= weak
		}
	}
}

// wanted reports whether a caller that only proposes needs the names.
func (r *reader) wanted(body string) bool {
	lines := r.columns[columnPropose] >= 0 && (strings.Contains(body, "yes") || strings.Contains(body, "always"))
	return r.info.Propose || lines || r.columns[columnKey] >= 0 || r.columns[columnType] >= 0
}

func cutLine(s string) (line, rest string) {
	line, rest, _ = strings.Cut(s, "\n")
	return strings.TrimSuffix(line, "\r"), rest
}

// checkProperties looks at what the properties say together.
func (r *reader) checkProperties() {
	typed := r.info.Type != "" || r.columns[columnType] >= 0
	switch r.proposed.text {
	case "":
		r.info.Propose = typed
	case "no":
	default:
		r.info.Propose, r.info.Always = true, r.proposed.text == "always"
		if !typed {
			r.fail(r.proposed.line, r.proposed.col, "the list proposes and has no type: write one as in # type: %s, or a column", text.TypePlace)
		}
	}
}

// identity is what two lines of a list must not have in common.
type identity struct {
	list  uint16
	exact uint32
	class class // without weight and propose
	key   string
}

// repeated yields the names that their list had before with the same type, key
// and context, in order of lists and lines, each with the first of its kind. It
// is called after table.
func (b *builder) repeated() iter.Seq2[named, named] {
	type pair struct{ n, first named }
	var found []pair
	seen := map[identity]named{}
	for i := 0; i < len(b.names); {
		end := i + 1
		for end < len(b.names) && b.names[end].path == b.names[i].path {
			end++
		}
		if end > i+1 {
			clear(seen)
			for _, n := range b.names[i:end] {
				f := b.facts[n.entry.fact]
				id := identity{n.entry.list, n.entry.exact, b.classes[f.class], (&table{strings: b.strings}).text(f.key)}
				id.class.weight, id.class.propose = 0, 0
				if first, ok := seen[id]; ok {
					found = append(found, pair{n, first})
					continue
				}
				seen[id] = n
			}
		}
		i = end
	}
	slices.SortFunc(found, func(a, b pair) int { return cmp.Compare(a.n.entry.name, b.n.entry.name) })
	return func(yield func(named, named) bool) {
		for _, p := range found {
			if !yield(p.n, p.first) {
				return
			}
		}
	}
}
