package gold

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"sync"

	"rollcall/text"
)

// Inline tags: MUC's elements with a TYPE, as in
//
//	<DOC><DOCNO>a-1</DOCNO><TEXT>
//	<ENAMEX TYPE="PERSON">Ann</ENAMEX> paid <NUMEX TYPE="MONEY">$5</NUMEX>.
//	</TEXT></DOC>
//
// or elements that are labels themselves (<PERSON>Ann</PERSON>), if the default
// map knows them. It is SGML more than XML: end tags may be missing, attributes
// without quotes, and a "<" that begins no tag is text. Offsets count in the
// text without tags and with entities decoded. By SGML's rule the line break
// after a start tag and before an end tag is not text; tags of mentions have no
// such effect.
//
// Of MUC's attributes, TYPE may list several types and ALT shorter readings,
// which become alternatives; STATUS="OPT" makes a mention IGNORE.

// inlineIDs are elements whose content is the document's id.
var inlineIDs = []string{"DOCNO", "DOCID", "STORYID"}

// inlineMentions are MUC's elements of mentions.
var inlineMentions = []string{"ENAMEX", "NUMEX", "TIMEX", "TIMEX2", "TIMEX3"}

func looksInline(s *sample) bool {
	if bytes.Contains(s.data, []byte("<GateDocument")) {
		return false
	}
	for rest := s.data; ; {
		k := bytes.IndexByte(rest, '<')
		if k < 0 {
			return false
		}
		rest = rest[k:]
		if t, ok := parseInlineTag(string(rest[:min(len(rest), 300)])); ok {
			if upper := strings.ToUpper(t.name); slices.Contains(inlineMentions, upper) || upper == "DOC" || inlineLabels()[t.name] {
				return true
			}
		}
		rest = rest[1:]
	}
}

// inlineLabels are the names of elements that are labels.
var inlineLabels = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	for label := range DefaultMap().types {
		known[label] = true
	}
	return known
})

// inlineTag is a tag of SGML.
type inlineTag struct {
	name       string
	attributes map[string]string // names in upper case
	end, empty bool
	length     int // bytes of it in the file
}

// parseInlineTag reads the tag that s begins with.
func parseInlineTag(s string) (inlineTag, bool) {
	var t inlineTag
	if len(s) < 3 || s[0] != '<' {
		return t, false
	}
	i := 1
	if s[i] == '/' {
		t.end = true
		i++
	}
	first := i
	for i < len(s) && (isLetter(s[i]) || i > first && (s[i] == '_' || s[i] == '-' || s[i] == '.' || s[i] == ':' || '0' <= s[i] && s[i] <= '9')) {
		i++
	}
	if i == first || i == len(s) || strings.IndexByte(" \t\r\n/>", s[i]) < 0 {
		return t, false
	}
	t.name = s[first:i]
	for {
		for i < len(s) && strings.IndexByte(" \t\r\n", s[i]) >= 0 {
			i++
		}
		switch {
		case i == len(s):
			return t, false
		case s[i] == '>':
			t.length = i + 1
			return t, true
		case s[i] == '/' && i+1 < len(s) && s[i+1] == '>':
			t.empty, t.length = true, i+2
			return t, true
		}
		from := i
		for i < len(s) && strings.IndexByte(" \t\r\n=>", s[i]) < 0 {
			i++
		}
		if i == from || i-from > 100 || i == len(s) {
			return t, false
		}
		key, value := strings.ToUpper(s[from:i]), ""
		if s[i] == '=' {
			i++
			quote := byte(0)
			if i < len(s) && (s[i] == '"' || s[i] == '\'') {
				quote = s[i]
				i++
			}
			from = i
			for i < len(s) && (quote != 0 && s[i] != quote || quote == 0 && strings.IndexByte(" \t\r\n>", s[i]) < 0) {
				i++
			}
			if i == len(s) {
				return t, false
			}
			value = html.UnescapeString(s[from:i])
			if quote != 0 {
				i++
			}
		}
		if t.attributes == nil {
			t.attributes = map[string]string{}
		}
		t.attributes[key] = value
	}
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// label is the label of a mention's tag, empty for other tags. In a file with
// MUC's elements no others are mentions: there <DATE> is the date line.
func (t inlineTag) label(muc bool) string {
	if slices.Contains(inlineMentions, strings.ToUpper(strings.TrimPrefix(t.name, "B_"))) {
		if l := t.attributes["TYPE"]; l != "" {
			return l
		}
		return strings.ToUpper(t.name)
	}
	if inlineLabels()[t.name] && !muc {
		return t.name
	}
	return ""
}

// mucElement is the beginning of one of MUC's elements.
var mucElement = regexp.MustCompile(`(?i)<(?:B_)?(?:ENAMEX|NUMEX|TIMEX)[23]?\s`)

// inlineReader puts documents together.
type inlineReader struct {
	c    *Corpus
	muc  bool // the file has MUC's elements
	line int

	d     *text.Document
	begun int // line of the document's start
	body  strings.Builder
	open  []inlineOpen
	inID  string // element whose content is the id, else empty
	id    strings.Builder
	inDoc bool
}

type inlineOpen struct {
	name    string
	mention int // index into the document's mentions, -1 for other elements
	tag     inlineTag
	line    int
}

func (c *Corpus) readInline(data []byte, _ Options) {
	r := &inlineReader{c: c, line: 1, muc: mucElement.Match(data)}
	r.begin()
	s := strings.TrimPrefix(string(data), "\uFEFF")
	afterStart := false // a line break here is not text
	for s != "" {
		k := strings.IndexByte(s, '<')
		if k != 0 {
			if k < 0 {
				k = len(s)
			}
			r.text(s[:k], afterStart, r.beginsEndTag(s[k:]))
			afterStart = false
			s = s[k:]
			continue
		}
		if length, ok := sgmlDeclaration(s); ok {
			r.line += strings.Count(s[:length], "\n")
			s = s[length:]
			afterStart = afterStart || r.body.Len() == 0
			continue
		}
		t, ok := parseInlineTag(s)
		if !ok {
			r.text("<", false, false)
			s = s[1:]
			continue
		}
		afterStart = r.tag(t)
		r.line += strings.Count(s[:t.length], "\n")
		s = s[t.length:]
	}
	r.end()
}

// sgmlDeclaration is the length of a comment, declaration or instruction.
func sgmlDeclaration(s string) (int, bool) {
	for _, d := range [][2]string{{"<!--", "-->"}, {"<!", ">"}, {"<?", ">"}} {
		if strings.HasPrefix(s, d[0]) {
			if k := strings.Index(s, d[1]); k >= 0 {
				return k + len(d[1]), true
			}
			return 0, false
		}
	}
	return 0, false
}

// beginsEndTag reports whether s begins with the end tag of something that is
// no mention.
func (r *inlineReader) beginsEndTag(s string) bool {
	t, ok := parseInlineTag(s)
	return ok && t.end && !r.isMention(t.name)
}

// isMention reports whether elements of that name are mentions.
func (r *inlineReader) isMention(name string) bool {
	return inlineTag{name: name}.label(r.muc) != ""
}

// text adds what stands between tags.
func (r *inlineReader) text(s string, afterStart, beforeEnd bool) {
	r.line += strings.Count(s, "\n")
	if r.inID != "" {
		r.id.WriteString(s)
		return
	}
	if afterStart {
		s = strings.TrimPrefix(strings.TrimPrefix(s, "\r"), "\n")
	}
	if beforeEnd {
		s = strings.TrimSuffix(strings.TrimSuffix(s, "\n"), "\r")
	}
	if r.inDoc && len(r.open) == 0 && strings.TrimSpace(s) == "" {
		return // between the parts of a document
	}
	r.body.WriteString(r.decode(s))
}

// mucEntities are those that HTML does not have.
var mucEntities = strings.NewReplacer("&AMP;", "&", "&LT;", "<", "&GT;", ">", "&QUOT;", `"`, "&MD;", "—", "&LR;", "", "&UR;", "", "&QL;", "", "&QC;", "", "&QR;", "")

func (r *inlineReader) decode(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	return html.UnescapeString(mucEntities.Replace(s))
}

// tag handles a tag and reports whether a line break after it is not text.
func (r *inlineReader) tag(t inlineTag) bool {
	upper := strings.ToUpper(t.name)
	switch {
	case upper == "DOC":
		r.end()
		r.begin()
		r.inDoc = !t.end
		r.d.ID = firstOf(t.attributes["DOCNO"], t.attributes["DOCID"], t.attributes["ID"])
		return !t.end
	case slices.Contains(inlineIDs, upper):
		if !t.end {
			r.inID = upper
			r.id.Reset()
		} else if r.inID == upper {
			r.inID = ""
			if r.d.ID == "" {
				r.d.ID = strings.TrimSpace(r.decode(r.id.String()))
			}
		}
		return false
	case t.empty:
		return false
	case t.end:
		r.close(t)
		return false
	}
	open := inlineOpen{t.name, -1, t, r.line}
	if label := t.label(r.muc); label != "" {
		open.mention = len(r.d.Mentions)
		r.d.Mentions = append(r.d.Mentions, text.Mention{Span: text.Span{Start: r.body.Len(), End: -1}, Type: text.Type(label)})
	} else if r.inDoc && len(r.open) == 0 && r.body.Len() > 0 && !strings.HasSuffix(r.body.String(), "\n") {
		r.body.WriteByte('\n') // the headline ends where the text begins
	}
	r.open = append(r.open, open)
	return open.mention < 0
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// close ends the innermost element of that name, and with it what was opened
// inside and has no end tag, unless that is a mention.
func (r *inlineReader) close(t inlineTag) {
	k := len(r.open) - 1
	for k >= 0 && !strings.EqualFold(r.open[k].name, t.name) {
		if r.open[k].mention >= 0 && !r.isMention(t.name) {
			k = -1
			break
		}
		k--
	}
	if k < 0 {
		if r.isMention(t.name) {
			r.c.problem(r.line, Error, "xml", "</%s> closes nothing", t.name)
		}
		return
	}
	for _, o := range r.open[k+1:] {
		if o.mention >= 0 {
			r.c.problem(o.line, Error, "xml", "<%s> is closed by no end tag before </%s> in line %d", o.name, t.name, r.line)
		}
	}
	if i := r.open[k].mention; i >= 0 {
		r.d.Mentions[i].End = r.body.Len()
		r.attributes(&r.d.Mentions[i], r.open[k].tag)
	}
	r.open = r.open[:k]
}

// attributes settles what a mention's tag says beside its type.
func (r *inlineReader) attributes(m *text.Mention, t inlineTag) {
	types := strings.Split(string(m.Type), "|")
	m.Type = text.Type(types[0])
	for _, other := range types[1:] {
		if other != "" {
			m.Alt = append(m.Alt, text.Alternative{Span: m.Span, Type: text.Type(other)})
		}
	}
	surface := r.body.String()[m.Start:m.End]
	for alt := range strings.SplitSeq(t.attributes["ALT"], "|") {
		if alt = strings.TrimSpace(alt); alt == "" {
			continue
		}
		k := strings.Index(surface, alt)
		if k < 0 {
			r.c.skip("ALT that does not stand in its mention")
			continue
		}
		m.Alt = append(m.Alt, text.Alternative{Span: text.Span{Start: m.Start + k, End: m.Start + k + len(alt)}, Type: m.Type})
	}
	if strings.EqualFold(t.attributes["STATUS"], "OPT") {
		r.c.skip("optional mention, read as IGNORE")
		m.Type, m.Alt = text.TypeIgnore, nil
	}
}

func (r *inlineReader) begin() {
	r.d = &text.Document{}
	r.body.Reset()
	r.open, r.inID, r.inDoc, r.begun = nil, "", false, r.line
}

// end adds the document, if there is anything in it.
func (r *inlineReader) end() {
	for _, o := range r.open {
		if o.mention >= 0 {
			r.c.problem(o.line, Error, "xml", "<%s> is never closed", o.name)
		}
	}
	r.d.Text = r.body.String()
	var kept []text.Mention
	for _, m := range r.d.Mentions {
		if m.End < 0 {
			continue
		}
		if m.Len() == 0 {
			r.c.skip("empty mention")
			continue
		}
		kept = append(kept, m)
	}
	r.d.Mentions = kept
	if !r.inDoc && (strings.TrimSpace(r.d.Text) == "" || len(r.c.Documents) > 0 && len(kept) == 0) {
		return // between two documents
	}
	if r.d.ID == "" {
		r.d.ID = r.c.nextID()
	}
	r.c.add(r.d, r.begun)
}

func writeInline(docs []*text.Document, _ WriteOptions) ([]File, error) {
	var out strings.Builder
	for _, d := range docs {
		fmt.Fprintf(&out, "<DOC>\n<DOCNO>%s</DOCNO>\n<TEXT>\n", escapeXML(d.ID))
		at := 0
		type end struct {
			at   int
			name string
		}
		var ends []end
		closeUpTo := func(limit int) {
			for len(ends) > 0 && ends[len(ends)-1].at <= limit {
				e := ends[len(ends)-1]
				ends = ends[:len(ends)-1]
				out.WriteString(escapeXML(d.Text[at:e.at]))
				at = e.at
				fmt.Fprintf(&out, "</%s>", e.name)
			}
		}
		for _, m := range d.Mentions {
			closeUpTo(m.Start)
			out.WriteString(escapeXML(d.Text[at:m.Start]))
			at = m.Start
			name := inlineName(m.Type)
			fmt.Fprintf(&out, "<%s TYPE=\"%s\">", name, escapeXML(string(m.Type)))
			ends = append(ends, end{m.End, name})
		}
		closeUpTo(len(d.Text))
		out.WriteString(escapeXML(d.Text[at:]))
		out.WriteString("\n</TEXT>\n</DOC>\n")
	}
	return []File{{Data: []byte(out.String())}}, nil
}

// inlineName is MUC's element for a type.
func inlineName(t text.Type) string {
	switch t {
	case "MONEY", "PERCENT":
		return "NUMEX"
	case "DATE", "TIME":
		return "TIMEX"
	}
	return "ENAMEX"
}
