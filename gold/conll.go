package gold

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/text"
)

// sentencesAsDocuments is the number of sentences above which a file that is
// not divided into documents is taken to be a bag of sentences.
const sentencesAsDocuments = 100

// tagged is a token line.
type tagged struct {
	token, tag string
	line       int
}

// readCoNLL reads token lines: the token in the first column, the tag in the
// last, separated by tabs or, in a line without a tab, by blanks. Blank lines
// end sentences, -DOCSTART- begins a document.
//
// The text is rebuilt with one blank between tokens and a line break between
// sentences. A file of more than 100 sentences that is not divided into
// documents (nor by more than one -DOCSTART-) is read as one document a
// sentence: as one giant document it would give resampling over documents a
// single unit, and consistency within a document a meaning that it does not
// have.
func (c *Corpus) readCoNLL(data []byte, m Map) {
	c.generated = true
	docs := c.splitCoNLL(data)
	sentences := 0
	for _, d := range docs {
		sentences += len(d)
	}
	if len(docs) == 1 && sentences > sentencesAsDocuments {
		var split [][][]tagged
		for _, s := range docs[0] {
			split = append(split, [][]tagged{s})
		}
		docs = split
		c.note("not divided into documents: each of its %d sentences is one", sentences)
	}

	scheme := tagScheme(docs)
	width := max(4, len(fmt.Sprint(len(docs))))
	dropped, unknown := counter{}, counter{}
	var repaired []int
	for i, sentences := range docs {
		d := &text.Document{ID: fmt.Sprintf("%s-%0*d", baseName(c.Path), width, i+1)}
		var out strings.Builder
		for k, s := range sentences {
			if k > 0 {
				out.WriteByte('\n')
			}
			spans, bad := chunks(s, scheme)
			repaired = append(repaired, bad...)
			for _, ch := range spans {
				if _, known := m.Type(ch.label); !known {
					unknown[ch.label]++
				}
			}
			appendSentence(&out, d, s, spans, m, dropped)
		}
		d.Text = out.String()
		c.Documents = append(c.Documents, d)
		c.Lines = append(c.Lines, sentences[0][0].line)
	}

	for _, line := range repaired {
		c.problem(line, Warning, "tags", "this tag cannot follow the one before it in %s; read as the beginning or end of a mention", scheme)
	}
	if len(repaired) > 0 {
		c.note("%d illegal tags repaired, the first in line %d (read as %s)", len(repaired), repaired[0], scheme)
	}
	if len(unknown) > 0 {
		c.problem(0, Error, "label", "%v", m.unknownError(unknown.sorted()))
	}
	c.Dropped = dropped.sorted()
	c.Types = annotatedTypes(c.Documents)
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

func (c *Corpus) note(format string, args ...any) {
	c.Notes = append(c.Notes, fmt.Sprintf(format, args...))
}

// splitCoNLL divides the lines into documents and sentences, none of them
// empty.
func (c *Corpus) splitCoNLL(data []byte) [][][]tagged {
	var docs [][][]tagged
	var doc [][]tagged
	var sentence []tagged
	endSentence := func() {
		if len(sentence) > 0 {
			doc = append(doc, sentence)
		}
		sentence = nil
	}
	endDocument := func() {
		endSentence()
		if len(doc) > 0 {
			docs = append(docs, doc)
		}
		doc = nil
	}
	content := strings.TrimPrefix(string(data), "\uFEFF")
	n := 0
	for line := range strings.SplitSeq(content, "\n") {
		n++
		line = strings.TrimSuffix(line, "\r")
		if strings.Trim(line, " \t") == "" {
			endSentence()
			continue
		}
		token, tag, columns := cutColumns(line)
		switch {
		case strings.HasPrefix(token, "-DOCSTART-"):
			endDocument()
		case strings.HasPrefix(line, "# ") && !strings.Contains(line, "\t") && !isTag(tag):
			// A comment, as in CoNLL-U.
		case columns >= 2 && token == "" && tag == "O":
			c.problem(n, Warning, "column", "a tag without a token; left out")
		case columns < 2 || token == "":
			c.problem(n, Error, "column", "%q is not a token and a tag", line)
		case !isTag(tag):
			c.problem(n, Error, "tags", "the tag %q is not O, or B-, I-, E-, L-, S- or U- and a label", tag)
			sentence = append(sentence, tagged{token, "O", n})
		default:
			sentence = append(sentence, tagged{token, tag, n})
		}
	}
	endDocument()
	return docs
}

// cutColumns gives the first and the last column and how many there are.
func cutColumns(line string) (first, last string, columns int) {
	var fields []string
	if strings.Contains(line, "\t") {
		fields = strings.Split(line, "\t")
	} else {
		fields = strings.FieldsFunc(line, func(r rune) bool { return r == ' ' })
	}
	return strings.Trim(fields[0], " "), strings.Trim(fields[len(fields)-1], " "), len(fields)
}

func isTag(tag string) bool {
	if tag == "O" {
		return true
	}
	return len(tag) > 2 && tag[1] == '-' && strings.IndexByte("BIELSU", tag[0]) >= 0
}

// scheme is a way of writing spans as tags.
type scheme uint8

const (
	iob2  scheme = iota // B begins every mention
	iob1                // B only where a mention follows one of its own label
	bioes               // E or L ends, S or U is a mention of one token
)

// String is the scheme's usual name.
func (s scheme) String() string { return [...]string{"IOB2", "IOB1", "BIOES"}[s] }

// tagScheme tells a file's scheme from its tags: only BIOES has E and S; a file
// without one B where IOB1 would write I is IOB1, if it has an I there.
func tagScheme(docs [][][]tagged) scheme {
	var beginsWithI, beginsWithB bool
	for _, d := range docs {
		for _, s := range d {
			before := "O"
			for _, t := range s {
				switch t.tag[0] {
				case 'E', 'L', 'S', 'U':
					return bioes
				}
				fresh := before == "O" || before[2:] != label(t.tag)
				beginsWithI = beginsWithI || fresh && t.tag[0] == 'I'
				beginsWithB = beginsWithB || fresh && t.tag[0] == 'B'
				before = t.tag
			}
		}
	}
	if beginsWithI && !beginsWithB {
		return iob1
	}
	return iob2
}

func label(tag string) string {
	if tag == "O" {
		return ""
	}
	return tag[2:]
}

// chunk is a mention as a range of a sentence's tokens.
type chunk struct {
	first, end int
	label      string
}

// chunks reads a sentence's tags as leniently as it can be done without losing
// a mention: a tag that continues nothing begins a mention. It returns the
// lines of the tags that its scheme does not allow there.
func chunks(s []tagged, in scheme) (spans []chunk, illegal []int) {
	open := -1 // the chunk that the next token may continue
	for i, t := range s {
		l := label(t.tag)
		if l == "" {
			if open >= 0 && in == bioes {
				illegal = append(illegal, t.line)
			}
			open = -1
			continue
		}
		prefix := t.tag[0]
		continues := open >= 0 && spans[open].label == l && (prefix == 'I' || prefix == 'E' || prefix == 'L')
		if continues {
			spans[open].end = i + 1
		} else {
			interrupted := open >= 0 && in == bioes
			wantsOpen := prefix == 'I' && in != iob1 || prefix == 'E' || prefix == 'L'
			if interrupted || wantsOpen {
				illegal = append(illegal, t.line)
			}
			spans = append(spans, chunk{i, i + 1, l})
			open = len(spans) - 1
		}
		if prefix == 'E' || prefix == 'L' || prefix == 'S' || prefix == 'U' {
			open = -1
		}
	}
	if open >= 0 && in == bioes {
		illegal = append(illegal, s[len(s)-1].line)
	}
	return spans, illegal
}

// appendSentence writes the sentence's text and adds its mentions.
func appendSentence(out *strings.Builder, d *text.Document, s []tagged, spans []chunk, m Map, dropped counter) {
	starts := make([]int, len(s))
	for i, t := range s {
		if i > 0 {
			out.WriteByte(' ')
		}
		starts[i] = out.Len()
		out.WriteString(t.token)
	}
	for _, ch := range spans {
		t, _ := m.Type(ch.label)
		if t == "" {
			dropped[ch.label]++
			continue
		}
		last := ch.end - 1
		d.Mentions = append(d.Mentions, text.Mention{
			Span: text.Span{Start: starts[ch.first], End: starts[last] + len(s[last].token)},
			Type: t,
		})
	}
}
