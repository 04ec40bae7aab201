package gold

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"rollcall/text"
)

// sentencesAsDocuments is the number of sentences above which a file that is
// not divided into documents is taken to be a bag of sentences.
const sentencesAsDocuments = 100

// conll is a tag file, divided but not yet put together.
type conll struct {
	c      *Corpus
	o      Options
	bare   bool // tags are labels without a prefix
	tokens []string
	tags   []tag
	lines  []int32
	ends   []int // of sentences, in tokens
	docs   []conllDoc
	parsed map[string]tag
	scheme tagScheme
}

// conllDoc is a document: where its sentences begin and end, and the id that a
// comment gave it.
type conllDoc struct {
	first, end int
	id         string
}

// looksCoNLL reports whether the first lines are tokens and tags.
func looksCoNLL(s *sample) bool {
	lines, good := 0, 0
	for line := range bytes.Lines(s.data) {
		token, tag, columns := cutColumns(strings.TrimRight(string(line), "\r\n"), 0, 0)
		switch {
		case strings.HasPrefix(token, "-DOCSTART-"):
			return true
		case columns == 0 || strings.HasPrefix(string(line), "# "):
			continue
		}
		lines++
		if columns >= 2 && isTag(tag) {
			good++
		}
		if lines == 50 {
			break
		}
	}
	return good > 0 && 10*good >= 9*lines
}

// readCoNLL reads token lines: the token in the first column, the tag in the
// last, or in those that the options name, separated by tabs or, in a line
// without a tab, by blanks. Blank lines end sentences; -DOCSTART-, "#begin
// document" (CoNLL-2012) and "# newdoc" (CoNLL-U) begin documents.
//
// The text is rebuilt with one blank between tokens and a line break between
// sentences. A file of more than 100 sentences that is not divided into
// documents (nor by more than one -DOCSTART-) is read as one document a
// sentence: as one giant document it would give resampling over documents a
// single unit, and consistency within a document a meaning that it does not
// have.
func (c *Corpus) readCoNLL(data []byte, o Options) {
	f := &conll{c: c, o: o, parsed: map[string]tag{}}
	in := scheme(0)
	if o.Scheme != "" {
		var err error
		if in, f.bare, err = schemeNamed(o.Scheme); err != nil {
			c.problem(0, Error, "tags", "%v", err)
			return
		}
	}
	f.divide(string(bytes.TrimPrefix(data, []byte("\uFEFF"))))
	if o.Scheme == "" {
		in = f.scheme.scheme()
	}
	if len(f.docs) == 1 && f.docs[0].id == "" && len(f.ends) > sentencesAsDocuments {
		f.docs = nil
		for i := range f.ends {
			f.docs = append(f.docs, conllDoc{i, i + 1, ""})
		}
		c.note("not divided into documents: each of its %d sentences is one", len(f.ends))
	}
	f.assemble(in)
}

// divide fills tokens, sentences and documents.
func (f *conll) divide(content string) {
	n := strings.Count(content, "\n") + 1
	f.tokens = make([]string, 0, n)
	f.tags = make([]tag, 0, n)
	f.lines = make([]int32, 0, n)
	f.docs = []conllDoc{{}}
	sentence := 0 // where the sentence begins
	var before tag
	endSentence := func() {
		if len(f.tokens) > sentence {
			f.ends = append(f.ends, len(f.tokens))
			sentence = len(f.tokens)
		}
		before = tag{prefix: 'O'}
	}
	endDocument := func(id string) {
		endSentence()
		last := &f.docs[len(f.docs)-1]
		if last.end = len(f.ends); last.first == last.end {
			last.id = id
			return
		}
		f.docs = append(f.docs, conllDoc{first: last.end, id: id})
	}
	endSentence()
	for at, number := 0, 1; at < len(content); number++ {
		line := content[at:]
		if k := strings.IndexByte(line, '\n'); k >= 0 {
			line = line[:k]
		}
		at += len(line) + 1
		line = strings.TrimSuffix(line, "\r")
		token, name, columns := cutColumns(line, f.o.TokenColumn, f.o.TagColumn)
		if columns == 0 {
			endSentence()
			continue
		}
		if line[0] == '#' {
			if id, begins, comment := conllComment(line, name); comment {
				if begins {
					endDocument(id)
				}
				continue
			}
		}
		if token != "" && token[0] == '-' && strings.HasPrefix(token, "-DOCSTART-") {
			endDocument("")
			continue
		}
		t, ok := f.tag(name)
		switch {
		case columns >= 2 && token == "" && name == "O":
			f.c.problem(number, Warning, "column", "a tag without a token; left out")
			continue
		case columns < 2 || token == "":
			f.c.problem(number, Error, "column", "%q is not a token and a tag", line)
			continue
		case !ok:
			f.c.problem(number, Error, "tags", "the tag %q is not O, or B-, I-, E-, L-, S- or U- and a label", name)
		}
		f.tokens = append(f.tokens, token)
		f.tags = append(f.tags, t)
		f.lines = append(f.lines, int32(number))
		f.scheme.add(before, t)
		before = t
	}
	endDocument("")
	if last := f.docs[len(f.docs)-1]; last.end <= last.first {
		f.docs = f.docs[:len(f.docs)-1]
	}
}

// tag reads a tag, each spelling once.
func (f *conll) tag(s string) (tag, bool) {
	if s == "O" {
		return tag{prefix: 'O'}, true
	}
	if t, ok := f.parsed[s]; ok {
		return t, true
	}
	t, ok := parseTag(s)
	if f.bare && s != "" {
		t, ok = tag{'I', s}, true
	}
	if ok {
		f.parsed[s] = t
	}
	return t, ok
}

// conllComment tells whether a line that begins with # is a comment, and of one
// that begins a document its id.
func conllComment(line, tagColumn string) (id string, begins, comment bool) {
	switch {
	case strings.Contains(line, "\t"):
		return "", false, false
	case strings.HasPrefix(line, "#begin document"):
		id, _, _ = strings.Cut(strings.TrimLeft(line[len("#begin document"):], " ("), ")")
		if _, part, found := strings.Cut(line, "part "); found && strings.Trim(part, "0 ") != "" {
			id += "#" + part
		}
		return id, true, true
	case strings.HasPrefix(line, "#end document"):
		return "", false, true
	case strings.HasPrefix(line, "# newdoc"):
		_, id, _ = strings.Cut(line, "=")
		return strings.TrimSpace(id), true, true
	}
	return "", false, strings.HasPrefix(line, "# ") && !isTag(tagColumn)
}

// cutColumns gives the columns of the token and of the tag, by default the
// first and the last, and how many there are; 0 in a blank line.
func cutColumns(line string, tokenColumn, tagColumn int) (token, tag string, columns int) {
	tab := strings.IndexByte(line, '\t')
	if tab >= 0 && tokenColumn == 0 && tagColumn == 0 {
		token, tag = line[:tab], line[strings.LastIndexByte(line, '\t')+1:]
		if len(token) == 0 || len(tag) == 0 || token[0] == ' ' || token[len(token)-1] == ' ' || tag[0] == ' ' || tag[len(tag)-1] == ' ' {
			token, tag = strings.Trim(token, " "), strings.Trim(tag, " ")
			if token == "" && tag == "" && strings.Trim(line, " \t") == "" {
				return "", "", 0
			}
		}
		return token, tag, 2
	}
	var fields []string
	if tab >= 0 {
		fields = strings.Split(line, "\t")
	} else {
		fields = strings.FieldsFunc(line, func(r rune) bool { return r == ' ' })
	}
	if len(fields) == 0 || tab >= 0 && strings.Trim(line, " \t") == "" {
		return "", "", 0
	}
	pick := func(column, standard int) string {
		if column == 0 {
			column = standard
		}
		if column < 0 {
			column += len(fields) + 1
		}
		if column < 1 || column > len(fields) {
			return ""
		}
		return strings.Trim(fields[column-1], " ")
	}
	return pick(tokenColumn, 1), pick(tagColumn, -1), len(fields)
}

// assemble makes documents.
func (f *conll) assemble(in scheme) {
	c := f.c
	c.generated = !slices.ContainsFunc(f.docs, func(d conllDoc) bool { return d.id != "" })
	width := max(4, len(fmt.Sprint(len(f.docs))))
	var repaired []int32
	var chunks []chunk
	var out []byte
	var starts []int
	for i, part := range f.docs {
		d := &text.Document{ID: part.id}
		if d.ID == "" {
			d.ID = fmt.Sprintf("%s-%0*d", baseName(c.Path), width, i+1)
		}
		out = out[:0]
		for k := part.first; k < part.end; k++ {
			first, end := f.sentence(k)
			if k > part.first {
				out = append(out, '\n')
			}
			starts = starts[:0]
			for n, token := range f.tokens[first:end] {
				if n > 0 {
					out = append(out, ' ')
				}
				starts = append(starts, len(out))
				out = append(out, token...)
				if f.o.KeepTokens {
					d.Tokens = append(d.Tokens, text.Token{Span: text.Span{Start: starts[n], End: len(out)}})
				}
			}
			var bad []int
			chunks, bad = appendChunks(chunks[:0], f.tags[first:end], in)
			for _, b := range bad {
				repaired = append(repaired, f.lines[first+b])
			}
			for _, ch := range chunks {
				last := ch.end - 1
				d.Mentions = append(d.Mentions, text.Mention{
					Span: text.Span{Start: starts[ch.first], End: starts[last] + len(f.tokens[first+last])},
					Type: text.Type(ch.label),
				})
			}
		}
		d.Text = string(out)
		first, _ := f.sentence(part.first)
		c.Documents = append(c.Documents, d)
		c.Lines = append(c.Lines, int(f.lines[first]))
	}
	for _, line := range repaired {
		c.problem(int(line), Warning, "tags", "this tag cannot follow the one before it in %s; read as the beginning or end of a mention", in)
	}
	if len(repaired) > 0 {
		c.note("%d illegal tags repaired, the first in line %d (read as %s)", len(repaired), repaired[0], in)
	}
}

// sentence is the range of the k-th sentence's tokens.
func (f *conll) sentence(k int) (first, end int) {
	if k > 0 {
		first = f.ends[k-1]
	}
	return first, f.ends[k]
}

// annotatedTypes are those that a tag file can be taken to have annotated.
func annotatedTypes(docs []*text.Document) []text.Type {
	var types []text.Type
	classic := []text.Type{text.TypePerson, text.TypeOrganisation, text.TypePlace}
	for _, d := range docs {
		for _, m := range d.Mentions {
			if m.Type == text.TypeIgnore {
				continue
			}
			if !slices.Contains(types, m.Type) {
				types = append(types, m.Type)
			}
		}
	}
	if slices.ContainsFunc(types, func(t text.Type) bool { return slices.Contains(classic, t) }) {
		for _, t := range classic {
			if !slices.Contains(types, t) {
				types = append(types, t)
			}
		}
	}
	slices.SortFunc(types, text.CompareTypes)
	return types
}

// writeCoNLL writes a token and its tag a line, a blank line after every line of
// the text, and -DOCSTART- before every document.
func writeCoNLL(docs []*text.Document, o WriteOptions) ([]File, error) {
	var out bytes.Buffer
	for _, d := range docs {
		sentences := sentencesOf(d)
		if len(sentences) == 0 {
			continue
		}
		out.WriteString("-DOCSTART-\tO\n\n")
		for _, words := range sentences {
			tags, err := tagsFor(d, words, d.Mentions, o.Scheme)
			if err != nil {
				return nil, fmt.Errorf("document %q: %w", d.ID, err)
			}
			for i, w := range words {
				out.WriteString(d.Surface(w))
				out.WriteByte('\t')
				out.WriteString(tags[i])
				out.WriteByte('\n')
			}
			out.WriteByte('\n')
		}
	}
	return []File{{Data: out.Bytes()}}, nil
}
