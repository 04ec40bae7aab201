package tags

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

// File is a tag column of a file of token lines, with the tokens beside it.
type File struct {
	Name string
	// Tags are those of all tokens, sentence after sentence.
	Tags []Tag
	// Sentences are the ends of sentences, as numbers of tokens; none is empty.
	Sentences []int
	// Documents are the ends of documents, as numbers of sentences; none is
	// empty. There is one if the file is not divided.
	Documents []int
	// IDs are the documents' ids, "" where comments give none.
	IDs []string
	// Bare is true of a file that has no tokens, only tags.
	Bare bool

	data   []byte
	tokens []place
}

// place is where a token stands in the file: from byte, to byte.
type place struct{ from, to uint32 }

// Token is a token as it is written.
func (f *File) Token(i int) []byte {
	p := f.tokens[i]
	return f.data[p.from:p.to]
}

// Line is the line, from 1, that a token stands in. It counts lines.
func (f *File) Line(i int) int {
	return 1 + bytes.Count(f.data[:f.tokens[i].from], []byte{'\n'})
}

// Sentence is the range of a sentence's tokens.
func (f *File) Sentence(k int) (first, end int) {
	if k > 0 {
		first = f.Sentences[k-1]
	}
	return first, f.Sentences[k]
}

// Document is the range of a document's sentences.
func (f *File) Document(k int) (first, end int) {
	if k > 0 {
		first = f.Documents[k-1]
	}
	return first, f.Documents[k]
}

// Columns says which columns of a line hold what: from 1, or from -1 counted
// from the last; 0 is the first for the token and the last for the tag.
type Columns struct{ Token, Tag int }

func (c Columns) or() Columns {
	if c.Token == 0 {
		c.Token = 1
	}
	if c.Tag == 0 {
		c.Tag = -1
	}
	return c
}

// Read reads a file's content: a token a line, its columns separated by tabs
// or, in a line without a tab, by blanks. Blank lines, and lines of conlleval's
// -X-, end sentences; lines of -DOCSTART- begin documents and are no tokens.
// Lines that begin with "# " and have no tag are comments, of which CoNLL-U's
// "# newdoc id = x", and CoNLL-2012's "#begin document (x); part 000", begin
// documents. A file of which the first token line has one column only is Bare.
//
// The error lists what is wrong, line by line, up to twenty faults. data must
// not be changed afterwards.
func Read(name string, data []byte, labels *Labels, c Columns) (*File, error) {
	files, err := ReadColumns(name, data, labels, c.Token, c.Tag)
	if err != nil {
		return nil, err
	}
	return files[0], nil
}

// ReadColumns is Read for a file with several columns of tags, such as what
// conlleval takes: gold in the last column but one and answers in the last, -2
// and -1. It gives a File for each.
func ReadColumns(name string, data []byte, labels *Labels, token int, tag ...int) ([]*File, error) {
	if len(data) > math.MaxUint32 {
		return nil, fmt.Errorf("%s: a tag file of more than 4 GiB: divide it", name)
	}
	r := reader{name: name, data: data, labels: labels}
	for _, t := range tag {
		c := Columns{token, t}.or()
		r.token = c.Token
		r.tag = append(r.tag, c.Tag)
		// Lines of "token TAB tag" have some 8 bytes; that one more is seldom
		// needed saves copies.
		r.files = append(r.files, &File{Name: name, data: data, Tags: make([]Tag, 0, len(data)/8+16)})
	}
	r.tokens = make([]place, 0, len(data)/8+16)
	r.read()
	if err := r.faults.join(); err != nil {
		return nil, err
	}
	for _, f := range r.files {
		f.tokens, f.Sentences, f.Documents, f.IDs, f.Bare = r.tokens, r.sentences, r.documents, r.ids, r.bare
	}
	return r.files, nil
}

type reader struct {
	name      string
	data      []byte
	labels    *Labels
	token     int
	tag       []int
	files     []*File
	tokens    []place
	sentences []int
	documents []int
	ids       []string
	id        string // of the document that is being read
	bare      bool
	columns   []place // of the line that is being read
	line      int
	faults    faults
}

var (
	bom      = []byte("\uFEFF")
	docstart = []byte("-DOCSTART-")
	boundary = []byte("-X-")
)

func (r *reader) read() {
	at := 0
	if bytes.HasPrefix(r.data, bom) {
		at = len(bom)
	}
	for at < len(r.data) {
		r.line++
		at = r.split(at)
		if len(r.columns) == 0 {
			r.endSentence()
			continue
		}
		r.readLine()
	}
	r.endDocument("")
}

// split finds the columns of the line that begins at a byte, and where the next
// begins. Columns that are nothing but blanks around tabs are kept, empty.
func (r *reader) split(at int) (next int) {
	data := r.data
	r.columns = r.columns[:0]
	end, tabs, blanks := at, 0, 0
	for ; end < len(data); end++ {
		if c := data[end]; c <= ' ' {
			if c == '\n' {
				break
			}
			if c == '\t' {
				tabs++
			} else if c == ' ' {
				blanks++
			}
		}
	}
	next = min(end+1, len(data))
	for end > at && (data[end-1] == '\r' || data[end-1] == ' ') {
		end--
	}
	switch {
	case end == at:
	case tabs == 0 && blanks == 0:
		r.columns = append(r.columns, place{uint32(at), uint32(end)})
	case tabs == 0:
		for at < end {
			for at < end && data[at] == ' ' {
				at++
			}
			from := at
			for at < end && data[at] != ' ' {
				at++
			}
			r.columns = append(r.columns, place{uint32(from), uint32(at)})
		}
	default:
		r.splitTabs(at, end)
	}
	return next
}

func (r *reader) splitTabs(at, end int) {
	data := r.data
	empty := true
	for from := at; ; {
		to := from
		for to < end && data[to] != '\t' {
			to++
		}
		cell := place{uint32(from), uint32(to)}
		for cell.from < cell.to && data[cell.from] == ' ' {
			cell.from++
		}
		for cell.to > cell.from && data[cell.to-1] == ' ' {
			cell.to--
		}
		empty = empty && cell.from == cell.to
		r.columns = append(r.columns, cell)
		if to >= end {
			break
		}
		from = to + 1
	}
	if empty {
		r.columns = r.columns[:0]
	}
}

func (r *reader) text(p place) []byte { return r.data[p.from:p.to] }

// column finds a column of the line.
func (r *reader) column(c int) (place, bool) {
	i := c - 1
	if c < 0 {
		i = len(r.columns) + c
	}
	if i < 0 || i >= len(r.columns) {
		return place{}, false
	}
	return r.columns[i], true
}

func (r *reader) readLine() {
	if first := r.data[r.columns[0].from]; first == '-' {
		switch word := r.text(r.columns[0]); {
		case bytes.HasPrefix(word, docstart):
			r.endDocument("")
			return
		case bytes.Equal(word, boundary):
			r.endSentence()
			return
		}
	} else if first == '#' && r.comment() {
		return
	}
	if len(r.tokens) == 0 {
		r.bare = len(r.columns) == 1
	}
	tokenAt := r.token
	if r.bare {
		tokenAt = 1
	}
	token, ok := r.column(tokenAt)
	if !ok || token.from == token.to && !r.bare {
		r.fault("%s is not a token and a tag: there is no token in column %d", r.quoted(), tokenAt)
		return
	}
	if len(r.columns) == 1 && !r.bare {
		r.fault("%s is not a token and a tag", r.quoted())
		return
	}
	for i, f := range r.files {
		t := Tag(0)
		if cell, ok := r.column(r.tag[i]); !ok {
			r.fault("%s has no column %d", r.quoted(), r.tag[i])
		} else {
			var err error
			if t, err = r.parse(r.text(cell)); err != nil {
				r.fault("%v", err)
			}
		}
		f.Tags = append(f.Tags, t)
	}
	r.tokens = append(r.tokens, token)
}

// comment reports whether the line is one, without tabs and, if it begins with
// "# ", without a tag at the end; and begins a document where the comment says
// so.
func (r *reader) comment() bool {
	first, last := r.columns[0], r.columns[len(r.columns)-1]
	line := r.data[first.from:last.to]
	if bytes.IndexByte(line, '\t') >= 0 {
		return false
	}
	second := ""
	if len(r.columns) > 1 {
		second = string(r.text(r.columns[1]))
	}
	switch word := string(r.text(first)); {
	case word == "#begin" && second == "document":
		r.endDocument(begunID(string(line)))
		return true
	case word == "#end" && second == "document":
		return true
	case word == "#":
		if len(r.columns) == 1 {
			return true
		}
		if second == "newdoc" {
			_, id, _ := strings.Cut(string(line), "=")
			r.endDocument(strings.TrimSpace(id))
			return true
		}
		_, err := r.labels.Parse(string(r.text(last)))
		return err != nil
	}
	return false
}

// begunID is the id in "#begin document (id); part 001": "id#001" of a part that
// is not the first.
func begunID(line string) string {
	_, id, _ := strings.Cut(line, "(")
	id, rest, _ := strings.Cut(id, ")")
	if _, part, found := strings.Cut(rest, "part "); found && strings.Trim(part, "0 ") != "" {
		id += "#" + part
	}
	return id
}

func (r *reader) parse(tag []byte) (Tag, error) {
	if len(tag) == 1 && tag[0] == 'O' {
		return 0, nil
	}
	if t, ok := r.labels.tags[string(tag)]; ok { // without a copy
		return t, nil
	}
	return r.labels.Parse(string(tag))
}

// quoted is the line, or its begin.
func (r *reader) quoted() string {
	const most = 60
	line := string(r.data[r.columns[0].from:r.columns[len(r.columns)-1].to])
	if len(line) > most {
		line = strings.ToValidUTF8(line[:most], "") + "…"
	}
	return fmt.Sprintf("%q", line)
}

func (r *reader) fault(format string, args ...any) {
	r.faults.add(fmt.Errorf("%s:%d: %s", r.name, r.line, fmt.Sprintf(format, args...)))
}

func (r *reader) endSentence() {
	n := len(r.tokens)
	if k := len(r.sentences); n > 0 && (k == 0 || r.sentences[k-1] < n) {
		r.sentences = append(r.sentences, n)
	}
}

// endDocument ends a document, and begins the next, which has an id.
func (r *reader) endDocument(next string) {
	r.endSentence()
	n := len(r.sentences)
	if k := len(r.documents); n > 0 && (k == 0 || r.documents[k-1] < n) {
		r.documents = append(r.documents, n)
		r.ids = append(r.ids, r.id)
	}
	r.id = next
}
