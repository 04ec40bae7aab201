package gold

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/text"
)

// The list of disputes is a file for a person to write in:
//
//	@ 12-31 harbour-bond
//	  ann.jsonl:3 | said the [Organisation Lake Fisheries Board] on
//	x bo.jsonl:3  | said the [Organisation Lake Fisheries] Board on
//	> said the [Organisation Lake] [Organisation Fisheries Board] on
//
// A block begins with the place, in characters of the document's text, and the
// document's id. An x before a reading chooses it, behind > stands one that
// nobody gave. Only what is disputed is marked; what is agreed around it is
// not. A line holds the words as they are, with \n, \t and \xHH for what has no
// place in a line; \[ \] \\ and the rest of the notation are marked files'.

const listHead = `## What the annotators do not agree on. In each block write an x before the line
## that is right, as in "x ann.jsonl:3 | …", or the right marking behind the >.
## Do not change the words. Only marks in dispute are shown, and what you mark
## over others takes their place. A block without either stays undecided. Lines
## that begin with # are yours, and are kept.
`

// beforeLabel names a decision made about other readings.
const beforeLabel = "decided before"

// List writes the disputes for a person to decide, decisions made before
// included, and sets their Line.
func (m *Merged) List() string {
	var out strings.Builder
	line := 1
	put := func(s string) {
		out.WriteString(s)
		out.WriteByte('\n')
		line++
	}
	for s := range strings.Lines(listHead) {
		put(strings.TrimSuffix(s, "\n"))
	}
	for _, c := range m.comments {
		put(c)
	}
	for _, d := range m.Disputes {
		put("")
		d.Line = line
		put(fmt.Sprintf("@ %d-%d %s", d.Start, d.End, headValue(d.Document)))
		for _, c := range d.comments {
			put(c)
		}
		lines := d.lines()
		widest := 0
		for _, l := range lines {
			widest = max(widest, utf8.RuneCountInString(l.label))
		}
		taken := false
		for _, l := range lines {
			mark := " "
			if d.Decided && !taken && sameMarks(l.marks, d.Decision) {
				mark, taken = "x", true
			}
			put(fmt.Sprintf("%s %s%s | %s", mark, l.label, strings.Repeat(" ", widest-utf8.RuneCountInString(l.label)), l.body))
		}
		if d.Decided && !taken {
			body, _ := d.body(d.Decision) // written before: see writable
			put("> " + body)
		} else {
			put(">")
		}
	}
	return out.String()
}

// listLine is a reading as it stands in the list.
type listLine struct {
	label, body string
	marks       []text.Mention
}

func (d *Dispute) lines() []listLine {
	var lines []listLine
	for _, r := range d.Readings {
		var by []string
		for _, k := range r.By {
			by = append(by, oneLine(d.Addresses[k]))
		}
		body, _ := d.body(r.Mentions)
		lines = append(lines, listLine{strings.Join(by, ", "), body, r.Mentions})
	}
	if d.stale {
		body, _ := d.body(d.before)
		lines = append(lines, listLine{beforeLabel, body, d.before})
	}
	return lines
}

// oneLine makes a path fit before the bar of a line.
func oneLine(path string) string {
	return strings.Map(func(r rune) rune {
		if r == '|' || unicode.IsControl(r) {
			return '_'
		}
		return r
	}, path)
}

// body is a reading of the window, escaped for a line.
func (d *Dispute) body(marks []text.Mention) (string, error) {
	part := &text.Document{Text: d.window.In(d.doc.Text)}
	for _, m := range marks {
		part.Mentions = append(part.Mentions, shifted(m, -d.window.Start))
	}
	marked, err := markedBody(part)
	if err != nil {
		return "", err
	}
	return escapeLine(marked), nil
}

func shifted(m text.Mention, by int) text.Mention {
	m.Start, m.End = m.Start+by, m.End+by
	m.Alt = slices.Clone(m.Alt)
	for i := range m.Alt {
		m.Alt[i].Start += by
		m.Alt[i].End += by
	}
	return m
}

// writable reports the readings that marked text cannot hold: they would not
// be read back as they are.
func (d *Dispute) writable() []error {
	var errs []error
	try := func(marks []text.Mention, address string) {
		body, err := d.body(marks)
		if err == nil {
			var back []text.Mention
			if _, back, err = parseBody(body, d.window.Start); err == nil && !sameMarks(back, marks) {
				err = errors.New("marked text cannot hold these marks")
			}
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: document %q at %d-%d: %w: see rollcall gold check", address, d.Document, d.Start, d.End, err))
		}
	}
	for _, r := range d.Readings {
		try(r.Mentions, d.Addresses[r.By[0]])
	}
	if d.stale {
		try(d.before, beforeLabel)
	}
	return errs
}

// parseBody reads what body writes; offsets are those of the document that the
// window begins at.
func parseBody(body string, windowStart int) (plain string, marks []text.Mention, err error) {
	marked, err := unescapeLine(body)
	if err != nil {
		return "", nil, err
	}
	plain, all, err := text.ParseMarked(marked)
	if err != nil {
		var at *text.MarkedError
		if errors.As(err, &at) {
			err = errors.New(at.Msg)
		}
		return "", nil, err
	}
	d := &text.Document{Text: plain}
	if err := settleMarks(d, all); err != nil {
		return "", nil, err
	}
	for _, m := range d.Mentions {
		marks = append(marks, shifted(m, windowStart))
	}
	return plain, marks, nil
}

// escapeLine writes marked text in one line that editors leave as it is.
func escapeLine(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		edge := r == ' ' && (i == 0 || i == len(s)-1)
		switch {
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\r':
			out.WriteString(`\r`)
		case r == '\t':
			out.WriteString(`\t`)
		case edge, r == utf8.RuneError && size == 1, unicode.IsControl(r), r == '\u2028', r == '\u2029', r == '\uFEFF':
			for _, b := range []byte(s[i : i+size]) {
				fmt.Fprintf(&out, `\x%02x`, b)
			}
		default:
			out.WriteString(s[i : i+size])
		}
		i += size
	}
	return out.String()
}

// unescapeLine is the inverse of escapeLine. Other backslashes are marked
// text's.
func unescapeLine(s string) (string, error) {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			out.WriteByte('\n')
		case 'r':
			out.WriteByte('\r')
		case 't':
			out.WriteByte('\t')
		case 'x':
			var b byte
			if i+2 >= len(s) {
				return "", errors.New(`\x needs two hexadecimal digits`)
			}
			if _, err := fmt.Sscanf(s[i+1:i+3], "%02x", &b); err != nil {
				return "", errors.New(`\x needs two hexadecimal digits`)
			}
			out.WriteByte(b)
			i += 2
		default:
			out.WriteString(s[i-1 : i+1])
		}
	}
	return out.String(), nil
}
