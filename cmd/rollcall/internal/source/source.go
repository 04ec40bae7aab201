// Package source reads documents from wherever a user has them: text and
// Markdown, web pages, JSON lines, each also compressed, and standard input.
//
// A plain text or Markdown file is one document whose text is the file, byte
// for byte: byte order mark and line ends stay, so that offsets fit the file.
// Of a web page the article is kept, without menus and advertisements, its
// title as the first line; offsets count in that text, which the answers carry.
// JSON lines are documents with id and text; mentions in them are not read, and
// all other keys go through to the answers.
//
// A document that cannot be read is an Item with an error in its place; what
// comes after it is read all the same. Left out on purpose: PDF, Word and mail,
// which have converters of their own, and anything that opens a connection.
package source

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/ulikunitz/xz"
	"golang.org/x/text/encoding"

	"rollcall/text"
)

// Format is how bytes become documents.
type Format uint8

// The formats that can be read.
const (
	Auto  Format = iota // by the file's suffix, otherwise by looking at the content
	Text                // one document, Markdown included
	HTML                // one document: the article of the page
	JSONL               // one document a line
)

var formatNames = [...]string{"auto", "text", "html", "jsonl"}

// String is the name of the format on the command line.
func (f Format) String() string { return formatNames[f] }

// ParseFormat is the inverse of String; "markdown" and "md" are text.
func ParseFormat(name string) (Format, error) {
	switch name {
	case "markdown", "md", "txt":
		return Text, nil
	}
	for i, known := range formatNames {
		if name == known {
			return Format(i), nil
		}
	}
	return Auto, fmt.Errorf("unknown input format %q: use %s", name, strings.Join(formatNames[:], ", "))
}

// Options say how files are read. The zero value reads files by their suffix
// and nothing from standard input.
type Options struct {
	Stdin    io.Reader
	Format   Format            // of all files; Auto goes by suffix, then by content
	Encoding encoding.Encoding // of plain text, nil for UTF-8
	Progress func(bytes int64) // told of bytes read, from several goroutines; may be nil
}

// Item is one document that Documents has found, still to be loaded.
type Item struct {
	Address string // the file, with the line for JSON lines
	load    func() (*text.Document, error)
}

// Load reads the document. The error begins with the address; a panic of the
// HTML library on a strange page is an error too.
func (i Item) Load() (d *text.Document, err error) {
	defer func() {
		if p := recover(); p != nil {
			d, err = nil, fmt.Errorf("%s: cannot be read: %v", i.Address, p)
		}
	}()
	return i.load()
}

// Documents yields the documents of files in order. The files are opened one
// after the other; a file that is one document is only read by Load, which may
// run in another goroutine.
func Documents(files []File, opts Options) iter.Seq[Item] {
	if opts.Progress == nil {
		opts.Progress = func(int64) {}
	}
	return func(yield func(Item) bool) {
		for _, f := range files {
			if !documents(f, opts, yield) {
				return
			}
		}
	}
}

// failed is an item that cannot be loaded.
func failed(address string, err error) Item {
	return Item{address, func() (*text.Document, error) { return nil, err }}
}

func documents(f File, opts Options, yield func(Item) bool) bool {
	if f.Err != nil {
		return yield(failed(f.Path, f.Err))
	}
	format := opts.Format
	if format == Auto && f.Path != Stdin {
		format, _ = formatOf(f.Path)
	}
	// Known to be one document: another goroutine can open and read it.
	if format == Text || format == HTML {
		return yield(Item{f.Path, func() (*text.Document, error) { return readWhole(f, format, opts) }})
	}
	in, err := open(f, opts)
	if err != nil {
		return yield(failed(f.Path, err))
	}
	defer in.Close()
	if format == Auto || isJSON(f.Path) {
		if format, err = in.sniff(); err != nil {
			return yield(failed(f.Path, fmt.Errorf("%s: %w", f.Path, err)))
		}
	}
	if format != JSONL && isJSON(f.Path) {
		return yield(failed(f.Path, fmt.Errorf("%s: not one JSON document a line (jq -c . makes lines of it)", f.Path)))
	}
	if format == JSONL {
		return lines(f, in, yield)
	}
	content, err := io.ReadAll(in)
	return yield(Item{f.Path, func() (*text.Document, error) {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Path, cause(err))
		}
		return decode(f.Path, format, content, opts)
	}})
}

func readWhole(f File, format Format, opts Options) (*text.Document, error) {
	in, err := open(f, opts)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	content, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Path, cause(err))
	}
	return decode(f.Path, format, content, opts)
}

func decode(path string, format Format, content []byte, opts Options) (*text.Document, error) {
	d := &text.Document{ID: path}
	var err error
	if format == HTML {
		err = decodeHTML(d, content)
	} else {
		d.Text, err = decodeText(content, opts.Encoding)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return d, nil
}

// lines yields the documents of a file of JSON lines.
func lines(f File, in io.Reader, yield func(Item) bool) bool {
	r := text.NewReader(in, f.Path)
	r.IgnoreMentions = true
	for {
		d, err := r.Next()
		if err == io.EOF {
			return true
		}
		address := fmt.Sprintf("%s:%d", f.Path, r.Line())
		var bad *text.LineError
		switch {
		case err == nil:
			if !yield(Item{address, func() (*text.Document, error) { return d, nil }}) {
				return false
			}
		case errors.As(err, &bad):
			if !yield(failed(address, err)) {
				return false
			}
		default:
			return yield(failed(f.Path, fmt.Errorf("%s: after line %d: %w", f.Path, r.Line(), cause(err))))
		}
	}
}

const bufferSize = 1 << 16

// input is a file opened for reading, decompressed where need be.
type input struct {
	*bufio.Reader
	file io.Closer
}

// Close closes the file.
func (in *input) Close() error { return in.file.Close() }

// open opens a file; its error begins with the path. Compression is known by
// its first bytes, so that it is found on standard input too.
func open(f File, opts Options) (*input, error) {
	var file io.ReadCloser
	if f.Path == Stdin {
		if opts.Stdin == nil {
			return nil, errors.New("standard input is not there")
		}
		file = io.NopCloser(opts.Stdin)
	} else {
		opened, err := os.Open(f.Path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Path, cause(err))
		}
		file = opened
	}
	raw := bufio.NewReaderSize(&counted{file, opts.Progress}, bufferSize)
	in := &input{raw, file}
	magic, _ := raw.Peek(6)
	var unpacked io.Reader
	var err error
	switch {
	case bytes.HasPrefix(magic, []byte("\x1f\x8b")):
		unpacked, err = gzip.NewReader(raw)
	case bytes.Equal(magic, []byte("\xfd7zXZ\x00")):
		unpacked, err = xz.NewReader(raw)
	default:
		return in, nil
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", f.Path, err)
	}
	in.Reader = bufio.NewReaderSize(unpacked, bufferSize)
	return in, nil
}

type counted struct {
	io.Reader
	report func(int64)
}

// Read reads and reports how much.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if n > 0 {
		c.report(int64(n))
	}
	return n, err
}
