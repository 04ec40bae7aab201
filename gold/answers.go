package gold

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode"

	"rollcall/text"
)

// Answers are what a system says about documents of gold.
type Answers struct {
	Documents []*text.Document // each with the id, and so the text, of one of gold
	Strangers []string         // ids of those that gold does not have
	Notes     []string         // what was decided in reading, for the user to see
}

// Answers reads a file of answers in any of Formats, or a folder of them, to
// documents of gold. See ParseAnswers.
func (o Options) Answers(path string, gold []*text.Document) (Answers, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return Answers{}, err
	case info.IsDir():
		return o.answersIn(path, gold)
	}
	data, err := readFile(path)
	if err != nil {
		return Answers{}, err
	}
	return o.ParseAnswers(path, data, gold)
}

// answersIn reads all files of answers in a folder.
func (o Options) answersIn(folder string, gold []*text.Document) (Answers, error) {
	paths, err := Files(folder)
	if err != nil {
		return Answers{}, err
	}
	o.Texts = gold
	whole := &Corpus{Path: folder}
	var errs []error
	for _, path := range paths {
		c, err := o.Open(path)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		whole.join(c)
		whole.Format, whole.generated = c.Format, whole.generated || c.generated
	}
	if err := errors.Join(errs...); err != nil {
		return Answers{}, err
	}
	return whole.answersTo(gold), nil
}

// ParseAnswers reads answers. Documents are known by their ids. In formats other
// than JSON lines, one whose id gold does not have is known by its text, white
// space aside, and where the files are divided into documents differently, as
// sentences and articles are, by the text as a whole; spans are moved to the
// text of gold. What formats without text say is about gold's documents in
// order.
func (o Options) ParseAnswers(path string, data []byte, gold []*text.Document) (Answers, error) {
	f, err := o.format(path, data)
	if err != nil && path == "-" {
		f, err = FormatNamed("jsonl") // what programs write to each other
	}
	if err != nil {
		return Answers{}, err
	}
	o.Format, o.Texts = f.Name, gold
	if f.Name == "jsonl" {
		return ownAnswers(path, data, gold)
	}
	c, err := o.Parse(path, data)
	if err != nil {
		return Answers{}, err
	}
	var errs []error
	for _, p := range c.Problems {
		if p.Severity == Error {
			errs = append(errs, p)
		}
	}
	if len(errs) > 0 {
		return Answers{}, errors.Join(errs...)
	}
	return c.answersTo(gold), nil
}

// ownAnswers reads JSON lines, which may leave out the text.
func ownAnswers(path string, data []byte, gold []*text.Document) (Answers, error) {
	byID := make(map[string]string, len(gold))
	for _, d := range gold {
		byID[d.ID] = d.Text
	}
	_, rest := cutHeader(bytes.TrimPrefix(data, []byte("\uFEFF")))
	r := text.NewReader(rest, path)
	unknown := ""
	r.TextOf = func(id string) (string, bool) {
		known, ok := byID[id]
		if !ok {
			unknown = id
		}
		return known, ok
	}
	c := &Corpus{Path: path, Format: "jsonl"}
	var strangers []string
	var errs []error
	for {
		unknown = ""
		d, err := r.Next()
		var bad *text.LineError
		switch {
		case err == io.EOF:
			if err := errors.Join(errs...); err != nil {
				return Answers{}, err
			}
			a := c.answersTo(gold)
			a.Strangers = append(strangers, a.Strangers...)
			return a, nil
		case errors.As(err, &bad) && unknown != "":
			strangers = append(strangers, unknown)
		case errors.As(err, &bad):
			errs = append(errs, err)
		case err != nil:
			return Answers{}, errors.Join(append(errs, err)...)
		default:
			c.Documents = append(c.Documents, d)
		}
	}
}

// answersTo finds the documents of gold that the corpus's documents are about.
func (c *Corpus) answersTo(gold []*text.Document) Answers {
	a := Answers{Notes: c.Notes}
	if len(c.Dropped) > 0 {
		a.Notes = append(a.Notes, fmt.Sprintf("labels of the answers that the map drops: %v", c.Dropped))
	}
	byID := make(map[string]*text.Document, len(gold))
	for _, d := range gold {
		if byID[d.ID] == nil {
			byID[d.ID] = d
		}
	}
	var left []*text.Document
	for _, d := range c.Documents {
		g := byID[d.ID]
		switch {
		case g != nil && g.Text == d.Text, g != nil && realign(d, g.Text):
			a.Documents = append(a.Documents, d)
		case g != nil && !c.generated:
			// The id says that it is the same document: that its text is not
			// the same is for the scorer to say.
			a.Documents = append(a.Documents, d)
		default:
			left = append(left, d)
		}
	}
	if len(left) == 0 {
		return a
	}
	if c.Format == "jsonl" { // rollcall's own ids are meant
		for _, d := range left {
			a.Strangers = append(a.Strangers, d.ID)
		}
		return a
	}
	taken := map[string]bool{}
	for _, d := range a.Documents {
		taken[d.ID] = true
	}
	byText := map[string][]*text.Document{}
	for _, d := range gold {
		if !taken[d.ID] {
			key := squeezed(d.Text)
			byText[key] = append(byText[key], d)
		}
	}
	paired := 0
	var strangers []*text.Document
	for _, d := range left {
		key := squeezed(d.Text)
		if same := byText[key]; len(same) > 0 && key != "" {
			byText[key] = same[1:]
			realign(d, same[0].Text)
			d.ID = same[0].ID
			a.Documents = append(a.Documents, d)
			paired++
			continue
		}
		strangers = append(strangers, d)
	}
	if len(a.Documents) == 0 && len(strangers) > 0 {
		if docs, ok := redivide(c.Documents, gold); ok {
			a.Documents = docs
			a.Notes = append(a.Notes, fmt.Sprintf("the %s of the answers have the text of gold's %d, divided otherwise: they are read as running text", plural(len(c.Documents), "document"), len(gold)))
			return a
		}
	}
	if paired > 0 {
		a.Notes = append(a.Notes, fmt.Sprintf("%s known by the text, as gold has none of the id", plural(paired, "answer")))
	}
	for _, d := range strangers {
		a.Strangers = append(a.Strangers, d.ID)
	}
	return a
}

// black lists the offsets of a text's bytes that are not white space.
func black(s string) []int {
	at := make([]int, 0, len(s))
	for i, r := range s {
		if unicode.IsSpace(r) {
			continue
		}
		at = append(at, i)
		for k := i + 1; k < len(s) && s[k]&0xC0 == 0x80; k++ {
			at = append(at, k)
		}
	}
	return at
}

// squeezed is a text without its white space.
func squeezed(s string) string {
	out := make([]byte, 0, len(s))
	for _, i := range black(s) {
		out = append(out, s[i])
	}
	return string(out)
}

// realign moves a document's mentions to a text that differs in white space
// only, and gives it that text; alternatives, which answers do not have, are
// left out. It reports false, and changes nothing, if more differs.
func realign(d *text.Document, to string) bool {
	from, in := black(d.Text), black(to)
	if len(from) != len(in) {
		return false
	}
	for i := range from {
		if d.Text[from[i]] != to[in[i]] {
			return false
		}
	}
	index := blackIndex(d.Text, from)
	moved := d.Mentions[:0]
	where := make([]int, len(d.Mentions))
	for i, m := range d.Mentions {
		first, end := index[m.Start], index[m.End]
		if first == end {
			where[i] = -1 // white space alone
			continue
		}
		where[i] = len(moved)
		m.Span = text.Span{Start: in[first], End: in[end-1] + 1}
		m.Alt = nil
		moved = append(moved, m)
	}
	d.Mentions, d.Text = moved, to
	RenumberEntities(d, where)
	return true
}

// blackIndex tells for every offset of a text how many of its bytes before it
// are not white space.
func blackIndex(s string, at []int) []int {
	index := make([]int, len(s)+1)
	n := 0
	for i := range index {
		index[i] = n
		if n < len(at) && at[n] == i {
			n++
		}
	}
	return index
}

// redivide divides documents as others are, if the text of all of them, white
// space aside, is the same. Mentions that reach from one document into another
// are left out.
func redivide(docs, as []*text.Document) ([]*text.Document, bool) {
	whole, wanted := runningText(docs), runningText(as)
	if !realign(whole, wanted.Text) {
		return nil, false
	}
	var out []*text.Document
	at := 0
	mentions := whole.Mentions
	for _, d := range as {
		part := &text.Document{ID: d.ID, Text: d.Text}
		end := at + len(d.Text)
		for len(mentions) > 0 && mentions[0].Start < end {
			m := mentions[0]
			mentions = mentions[1:]
			if m.Start >= at && m.End <= end {
				m.Span = text.Span{Start: m.Start - at, End: m.End - at}
				part.Mentions = append(part.Mentions, m)
			}
		}
		out = append(out, part)
		at = end + 1
	}
	return out, true
}

// runningText is documents as one, a line break between two.
func runningText(docs []*text.Document) *text.Document {
	var out bytes.Buffer
	whole := &text.Document{}
	for _, d := range docs {
		at := out.Len()
		out.WriteString(d.Text)
		out.WriteByte('\n')
		for _, m := range d.Mentions {
			m.Span = text.Span{Start: at + m.Start, End: at + m.End}
			whole.Mentions = append(whole.Mentions, m)
		}
	}
	whole.Text = out.String()
	sortMentions(whole)
	return whole
}
