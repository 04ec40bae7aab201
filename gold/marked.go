package gold

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"rollcall/text"
)

// A marked file is a document for annotators to write: a head between two
// lines of ---, with "id" and the document's other keys a line each, then
// marked text (text.Marked), to which two things are added:
//
//	[Money:~CNY10000 10,000 yuan]             the value: ~ hedged, currency, amount
//	[Money:USD10..20 $10-20]                  a range; an end may be missing
//	[?Place [Organisation White House]]       another reading, as right as the first
//	[Organisation Bank of [?Place England]]   the same, where it is the shorter span
//
// An alternative belongs to the mention that it contains or that contains it.
// The line break that ends the file is not part of the text.

const headRule = "---"

// FormatMarked writes a document as a marked file. It is an error if the
// notation cannot hold it: mentions that cross, types that it would read
// otherwise. Scores, sources and entities have no place in it.
func FormatMarked(d *text.Document) (string, error) {
	var out strings.Builder
	out.WriteString(headRule + "\n")
	fmt.Fprintf(&out, "id: %s\n", headValue(d.ID))
	for _, key := range slices.Sorted(maps.Keys(d.Meta)) {
		if key == "id" || !headKey.MatchString(key) {
			return "", fmt.Errorf("document %q: the key %q cannot stand in a marked file", d.ID, key)
		}
		var s string
		value := string(d.Meta[key])
		if json.Unmarshal(d.Meta[key], &s) == nil && strings.HasPrefix(strings.TrimSpace(value), `"`) {
			value = headValue(s)
		} else {
			value = compactJSON(d.Meta[key])
		}
		fmt.Fprintf(&out, "%s: %s\n", key, value)
	}
	out.WriteString(headRule + "\n")
	body, err := markedBody(d)
	if err != nil {
		return "", fmt.Errorf("document %q: %w", d.ID, err)
	}
	out.WriteString(body)
	out.WriteByte('\n')
	return out.String(), nil
}

var headKey = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]*$`)

// headValue writes a string as it is where it will be read as one again.
func headValue(s string) string {
	if s == "" || s != strings.TrimSpace(s) || strings.ContainsAny(s, "\r\n") || json.Valid([]byte(s)) {
		return string(encodeString(s))
	}
	return s
}

func compactJSON(raw json.RawMessage) string {
	var out bytes.Buffer
	if json.Compact(&out, raw) != nil {
		return string(raw)
	}
	return out.String()
}

func markedBody(d *text.Document) (string, error) {
	var all []text.Mention
	for _, m := range d.Mentions {
		if strings.HasPrefix(string(m.Type), "?") || strings.HasPrefix(string(m.Type), moneyPrefix) {
			return "", fmt.Errorf("the type %q would be read otherwise in a marked file", m.Type)
		}
		var inside []text.Mention
		for _, a := range m.Alt {
			alt := text.Mention{Span: a.Span, Type: "?" + text.Type(a.Type.Label())}
			switch {
			case strings.HasPrefix(a.Type.Label(), `\`):
				return "", fmt.Errorf("the type %q would be read otherwise in a marked file", a.Type)
			case a.Span.Contains(m.Span):
				all = append(all, alt)
			case m.Contains(a.Span):
				inside = append(inside, alt)
			default:
				return "", fmt.Errorf("an alternative of %q neither contains it nor lies in it", d.Surface(m.Span))
			}
		}
		if m.Type == text.TypeMoney && m.Money != nil && *m.Money != (text.Money{}) {
			value := formatMoney(*m.Money)
			if back, err := parseMoney(value); err != nil || back != *m.Money {
				return "", fmt.Errorf("the value %+v of %q is not made of decimals and a currency code", *m.Money, d.Surface(m.Span))
			}
			m.Type = text.Type(moneyPrefix + value)
		}
		all = append(all, m)
		all = append(all, inside...)
	}
	return text.Marked(d.Text, all)
}

// ParseMarkedFile reads what FormatMarked writes; name is what errors call it.
// Without a head the id is the file's name, less folder and endings.
func ParseMarkedFile(name, data string) (*text.Document, error) {
	d := &text.Document{ID: baseName(name)}
	body, headLines, err := readHead(d, strings.TrimPrefix(data, "\uFEFF"))
	if err != nil {
		return nil, prefixLines(name, err)
	}
	plain, marks, err := text.ParseMarked(strings.TrimSuffix(body, "\n"))
	if err != nil {
		var at *text.MarkedError
		if errors.As(err, &at) {
			at.Line += headLines
		}
		return nil, prefixLines(name, err)
	}
	d.Text = plain
	if err := settleMarks(d, marks); err != nil {
		return nil, fmt.Errorf("%s: document %q: %w", name, d.ID, err)
	}
	return d, nil
}

// lineFault is a fault with its line, until the file's name is put before it.
type lineFault struct {
	line int
	msg  string
}

func (e lineFault) Error() string { return fmt.Sprintf("%d: %s", e.line, e.msg) }

func prefixLines(name string, err error) error { return fmt.Errorf("%s:%w", name, err) }

// readHead takes the head off the data and puts it into d. It returns what
// follows and how many lines the head has.
func readHead(d *text.Document, data string) (body string, lines int, err error) {
	first, rest, found := strings.Cut(data, "\n")
	if !found || strings.TrimRight(first, " \r") != headRule {
		return data, 0, nil
	}
	lines = 1
	seen := map[string]bool{}
	for {
		line, after, found := strings.Cut(rest, "\n")
		lines++
		line = strings.TrimSpace(line)
		switch {
		case line == headRule:
			return after, lines, nil
		case !found:
			return "", 0, lineFault{lines, "the head that --- begins is not ended by ---"}
		}
		rest = after
		key, value, found := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch {
		case !found || !headKey.MatchString(key):
			return "", 0, lineFault{lines, fmt.Sprintf("%q is not a line of the head, as in \"licence: CC BY 2.5\"", line)}
		case seen[key]:
			return "", 0, lineFault{lines, fmt.Sprintf("%s stands in the head twice", key)}
		}
		seen[key] = true
		raw := json.RawMessage(value)
		if !json.Valid(raw) {
			raw = encodeString(value)
		}
		if key == "id" {
			if json.Unmarshal(raw, &d.ID) != nil {
				d.ID = value
			}
			continue
		}
		if d.Meta == nil {
			d.Meta = map[string]json.RawMessage{}
		}
		d.Meta[key] = raw
	}
}

// encodeString is a string as JSON, without the escapes that HTML needs.
func encodeString(s string) json.RawMessage {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return json.RawMessage(`""`) // cannot happen: every string encodes
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// settleMarks makes mentions out of marks: values are read, alternatives go to
// the mention that they belong to.
func settleMarks(d *text.Document, marks []text.Mention) error {
	var errs []error
	var alts []text.Mention
	for _, m := range marks {
		switch {
		case strings.HasPrefix(string(m.Type), "?"):
			m.Type = typeOfLabel(string(m.Type[1:]))
			alts = append(alts, m)
			continue
		case strings.HasPrefix(string(m.Type), moneyPrefix):
			value, err := parseMoney(string(m.Type[len(moneyPrefix):]))
			if err != nil {
				errs = append(errs, fmt.Errorf("%q: %w", d.Surface(m.Span), err))
			}
			m.Type, m.Money = text.TypeMoney, &value
		}
		d.Mentions = append(d.Mentions, m)
	}
	for _, a := range alts {
		owner := -1
		owners := 0
		for i, m := range d.Mentions {
			if m.Contains(a.Span) || a.Span.Contains(m.Span) {
				owner = i
				owners++
			}
		}
		if owners != 1 {
			errs = append(errs, fmt.Errorf("the alternative %q must belong to one mention, not to %d", d.Surface(a.Span), owners))
			continue
		}
		d.Mentions[owner].Alt = append(d.Mentions[owner].Alt, text.Alternative{Span: a.Span, Type: a.Type})
	}
	return errors.Join(errs...)
}

// typeOfLabel is the inverse of text.Type.Label for labels without escapes.
func typeOfLabel(label string) text.Type {
	for _, t := range append(text.Types(), text.TypeIgnore) {
		if t.Label() == label {
			return t
		}
	}
	return text.Type(label)
}

// readMarked reads a marked file, which holds one document.
func (c *Corpus) readMarked(data []byte) {
	d, err := ParseMarkedFile(c.Path, string(data))
	var inHead lineFault
	var inText *text.MarkedError
	switch {
	case errors.As(err, &inHead):
		c.problem(inHead.line, Error, "marked", "%s", inHead.msg)
		return
	case errors.As(err, &inText):
		c.problem(inText.Line, Error, "marked", "column %d: %s", inText.Column, inText.Msg)
		return
	case err != nil:
		c.problem(0, Error, "marked", "%s", strings.TrimPrefix(err.Error(), c.Path+": "))
		return
	}
	c.add(d, 1)
	c.settleTypes(nil)
}
