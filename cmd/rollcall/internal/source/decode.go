package source

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"codeberg.org/readeck/go-readability/v2"
	"codeberg.org/readeck/go-readability/v2/render"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"

	"rollcall/text"
)

// sniff tells the format from the content. It reads the first line only, so
// that documents which arrive on a pipe one by one are worked on one by one.
func (in *input) sniff() (Format, error) {
	// One byte first: Peek waits until it has all that was asked for.
	if _, err := in.Peek(1); err != nil {
		return Text, nil // empty, or an error that reading will meet again
	}
	head, _ := in.Peek(in.Buffered())
	if kind := binary(head); kind != "" {
		return Auto, fmt.Errorf("this looks like %s, not like text; convert it first", kind)
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\uFEFF")), " \t\r\n")
	switch {
	case bytes.HasPrefix(start, []byte("{")):
		line, err := in.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return Auto, err
		}
		in.Reader = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(line), in.Reader), bufferSize)
		var object map[string]json.RawMessage
		if json.Unmarshal(bytes.TrimPrefix(line, []byte("\uFEFF")), &object) == nil {
			return JSONL, nil
		}
	case hasTag(start, "<!doctype html") || hasTag(start, "<html"):
		return HTML, nil
	}
	return Text, nil
}

func hasTag(start []byte, tag string) bool {
	return len(start) >= len(tag) && strings.EqualFold(string(start[:len(tag)]), tag)
}

// binary names what kind of file head begins, "" for text.
func binary(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return "a PDF (pdftotext makes text of it)"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return "a ZIP archive or an office document"
	case utf16Mark(head):
		return ""
	case bytes.IndexByte(head[:min(len(head), 8000)], 0) >= 0:
		return "binary data"
	}
	return ""
}

func utf16Mark(content []byte) bool {
	return bytes.HasPrefix(content, []byte("\xff\xfe")) || bytes.HasPrefix(content, []byte("\xfe\xff"))
}

// decodeText makes a string of a text file. UTF-8 is kept byte for byte,
// invalid bytes included; UTF-16 is known by its byte order mark.
func decodeText(content []byte, enc encoding.Encoding) (string, error) {
	if enc == nil && utf16Mark(content) {
		enc = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	}
	if enc == nil {
		return string(content), nil
	}
	decoded, err := enc.NewDecoder().Bytes(content)
	return string(decoded), err
}

// decodeHTML finds the article in a web page: its title and its text. A page in
// which none stands out gives all its visible text. What the page says of
// itself goes into d.Meta["page"].
func decodeHTML(d *text.Document, content []byte) error {
	root, err := parseHTML(content)
	if err != nil {
		return err
	}
	whole := strings.TrimSpace(render.InnerText(root))

	parser := readability.NewParser()
	article, err := parser.ParseAndMutate(root, nil)
	body := ""
	if err == nil && article.Node != nil {
		body = strings.TrimSpace(render.InnerText(article.Node))
	}
	if body == "" {
		body = whole
	}
	if body == "" {
		return errors.New("there is no text in this page (does it need a browser to fill it?)")
	}
	d.Text = body + "\n"
	if title := strings.TrimSpace(article.Title()); title != "" && !strings.HasPrefix(body, title) {
		d.Text = title + "\n\n" + d.Text
	}
	page := struct {
		Title     string `json:"title,omitempty"`
		Byline    string `json:"byline,omitempty"`
		Site      string `json:"site,omitempty"`
		Published string `json:"published,omitempty"`
	}{article.Title(), article.Byline(), article.SiteName(), ""}
	if at, err := article.PublishedTime(); err == nil {
		page.Published = at.Format("2006-01-02T15:04:05Z07:00")
	}
	meta, err := json.Marshal(page)
	if err != nil {
		return err
	}
	d.Meta = map[string]json.RawMessage{"page": meta}
	return nil
}

func parseHTML(content []byte) (*html.Node, error) {
	var in io.Reader = bytes.NewReader(content)
	// A page that is good UTF-8 is taken as such; only for others does what it
	// declares matter, because many declare nothing or the wrong thing.
	if !utf8.Valid(content) {
		declared, err := charset.NewReader(in, "text/html")
		if err != nil {
			return nil, err
		}
		in = declared
	}
	return html.Parse(in)
}
