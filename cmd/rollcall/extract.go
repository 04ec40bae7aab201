package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"

	"rollcall/cmd/rollcall/internal/ordered"
	"rollcall/cmd/rollcall/internal/render"
	"rollcall/cmd/rollcall/internal/source"
	"rollcall/pipeline"
	"rollcall/text"
)

const extractLong = `Reads documents and lists the people, organisations, places and amounts of
money that they name.

PATH is a file, a folder (with all below it), a pattern such as 'news/**/*.txt',
or - for standard input. Read are plain text and Markdown (.txt .md: the text
is the file, byte for byte), web pages (.html: the article, without menus, its
title first; offsets count in that text), and JSON lines (.jsonl: documents
with "id" and "text"; mentions in them are ignored, other keys kept), each also
compressed (.gz .xz). Nothing is ever cut: an article of any length is read to
its end.

Results go to standard output: a table on a terminal, JSON lines elsewhere, or
what --format says. A document that cannot be read is reported on standard
error, the rest goes on, and the exit status is 1.`

const extractExample = `  rollcall extract article.txt
  rollcall extract news/ --format jsonl > names.jsonl
  rollcall extract news/ --out names.html
  rollcall extract a.txt --format text --color always | less -R
  curl -s https://example.org/a-story | rollcall extract -
  rollcall extract docs.jsonl --types person,money --format csv`

type extractFlags struct {
	systemFlags
	format        string
	inputFormat   string
	encoding      string
	offsets       string
	types         []string
	allCandidates bool
	out           string
	top           int
	color         *choice
	quiet         bool
}

func newExtractCmd() *cobra.Command {
	var f extractFlags
	cmd := &cobra.Command{
		Use:     "extract [PATH...]",
		Short:   "List the names and amounts in documents",
		Long:    extractLong,
		Example: extractExample,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd, args)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.format, "format", "f", "", formatUsage())
	complete(cmd, "format", render.Names)
	flags.StringVarP(&f.out, "out", "o", "", "write to `file`; its suffix (.html .csv .jsonl .md) chooses the format")
	flags.StringSliceVarP(&f.types, "types", "t", nil, "only these `types`, separated by commas: person, organisation, place, money")
	f.add(cmd)
	flags.StringVar(&f.offsets, "offsets", "char", "what start and end count: char, byte or utf16 `unit`s")
	complete(cmd, "offsets", func() []string { return []string{"char", "byte", "utf16"} })
	flags.StringVar(&f.inputFormat, "input-format", "auto", "how to read the input: `auto`, text, html or jsonl")
	complete(cmd, "input-format", func() []string { return []string{"auto", "text", "html", "jsonl"} })
	flags.StringVar(&f.encoding, "encoding", "", "character `encoding` of plain text, such as windows-1252 (default UTF-8, or what a byte order mark says)")
	flags.BoolVar(&f.allCandidates, "all-candidates", false, "write everything that was proposed, with why it lost (JSON lines)")
	flags.IntVar(&f.top, "top", -1, "names to show of each type in the table, 0 for all (default all of one document, 20 of several)")
	f.color = choiceFlag(cmd, "color", "", "colours: auto, always or never", "auto", "always", "never")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "no progress and no closing line")
	return cmd
}

func formatUsage() string {
	return "output `format`: " + strings.Join(render.Names(), ", ") + " (default table on a terminal, otherwise jsonl)"
}

// job is an extraction with everything looked up that flags only name.
type job struct {
	flags    *extractFlags
	keep     map[text.Type]bool // nil for all
	render   render.Options
	format   string
	source   source.Options
	files    []source.File
	passed   int
	pipeline *pipeline.Pipeline
}

func (f *extractFlags) run(cmd *cobra.Command, args []string) error {
	j, err := f.prepare(cmd, args)
	if err != nil {
		return err
	}
	if f.out == "" {
		return j.do(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	file, err := os.Create(f.out)
	if err != nil {
		return err
	}
	err = j.do(cmd.Context(), file, cmd.ErrOrStderr())
	return cmp.Or(err, file.Close())
}

// prepare checks all that was asked for before any document is read.
func (f *extractFlags) prepare(cmd *cobra.Command, args []string) (*job, error) {
	if len(args) == 0 {
		if isTerminal(cmd.InOrStdin()) {
			return nil, errors.New("nothing to read: give files or folders, or - to type or paste a text\nSee \"rollcall extract --help\"")
		}
		args = []string{source.Stdin}
	}
	j := &job{flags: f}
	onTerminal := f.out == "" && isTerminal(cmd.OutOrStdout())
	var err error
	if j.format, err = f.formatName(onTerminal); err != nil {
		return nil, err
	}
	if f.allCandidates && j.format != "jsonl" {
		return nil, fmt.Errorf("--all-candidates needs --format jsonl, not %s", j.format)
	}
	if j.render.Unit, err = text.ParseUnit(f.offsets); err != nil {
		return nil, err
	}
	if j.source.Format, err = source.ParseFormat(f.inputFormat); err != nil {
		return nil, err
	}
	if j.source.Encoding, err = encodingOf(f.encoding); err != nil {
		return nil, err
	}
	if j.keep, err = f.typeSet(); err != nil {
		return nil, err
	}
	if j.pipeline, err = f.open(); err != nil {
		return nil, err
	}
	j.source.Stdin = cmd.InOrStdin()
	j.files, j.passed = source.Files(args)
	if j.files, err = withoutOutput(j.files, args, f.out); err != nil {
		return nil, err
	}
	j.render.Candidates = f.allCandidates
	j.render.Color = useColor(f.color.value, onTerminal)
	j.render.Width = tableWidth(cmd.OutOrStdout())
	j.render.Generator = "rollcall " + version() + ", pipeline " + j.pipeline.Name()
	j.render.Top = f.top
	return j, nil
}

// withoutOutput keeps an output file from being read: one that an earlier run
// has left in a folder is passed over, one that is named as input is an error.
func withoutOutput(files []source.File, args []string, out string) ([]source.File, error) {
	written, err := os.Stat(out)
	if out == "" || err != nil || !written.Mode().IsRegular() {
		return files, nil
	}
	var kept []source.File
	for _, f := range files {
		info, err := os.Stat(f.Path)
		switch {
		case err != nil || !os.SameFile(info, written):
			kept = append(kept, f)
		case slices.Contains(args, f.Path):
			return nil, fmt.Errorf("--out %s would overwrite a document that is to be read", out)
		}
	}
	return kept, nil
}

// formatName is the format that was asked for, or that fits where the results
// go.
func (f *extractFlags) formatName(onTerminal bool) (string, error) {
	if f.format != "" {
		// Checks the name: nothing is written before Write.
		_, err := render.New(f.format, io.Discard, render.Options{})
		return f.format, err
	}
	switch strings.ToLower(filepath.Ext(f.out)) {
	case ".html", ".htm":
		return "html", nil
	case ".csv":
		return "csv", nil
	case ".md":
		return "markdown", nil
	}
	if onTerminal && !f.allCandidates {
		return "table", nil
	}
	return "jsonl", nil
}

func encodingOf(name string) (encoding.Encoding, error) {
	if name == "" {
		return nil, nil
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return nil, fmt.Errorf("unknown encoding %q: use a name such as utf-8, windows-1252, iso-8859-15 or utf-16le", name)
	}
	if canonical, _ := htmlindex.Name(enc); canonical == "utf-8" {
		return nil, nil // kept byte for byte
	}
	return enc, nil
}

// typeSet is the set of types to keep, nil for all.
func (f *extractFlags) typeSet() (map[text.Type]bool, error) {
	if len(f.types) == 0 {
		return nil, nil
	}
	keep := map[text.Type]bool{}
	for _, name := range f.types {
		t, err := typeNamed(name, f.model == "" && f.data == "")
		if err != nil {
			return nil, err
		}
		keep[t] = true
	}
	return keep, nil
}

// result is a document's answer, or why there is none.
type result struct {
	address  string
	document *text.Document
	err      error
}

// do reads, annotates and writes all documents, and lists those that failed.
func (j *job) do(ctx context.Context, out io.Writer, errOut io.Writer) error {
	buffered := bufio.NewWriter(out)
	form, err := render.New(j.format, buffered, j.render)
	if err != nil {
		return err
	}
	p := newProgress(errOut, j.files, j.flags.quiet)
	j.source.Progress = p.read
	for r := range ordered.Map(ctx, source.Documents(j.files, j.source), j.flags.workers, j.annotate) {
		if r.err != nil {
			p.failed(r.address, r.err)
			continue
		}
		err := form.Write(r.document)
		if err == nil {
			err = buffered.Flush()
		}
		if err != nil {
			p.stop()
			return outputError(err)
		}
		p.done(r.document)
	}
	p.stop()
	if err := errors.Join(form.Close(), buffered.Flush()); err != nil {
		return outputError(err)
	}
	if ctx.Err() != nil {
		return fmt.Errorf("interrupted after %s; what was complete has been written", documents(p.documents))
	}
	return p.close(j.passed)
}

// annotate runs in a worker. What fails in it costs one document.
func (j *job) annotate(item source.Item) result {
	d, err := item.Load()
	if err != nil {
		return result{address: item.Address, err: err}
	}
	if err := j.pipeline.Run(d); err != nil {
		return result{address: item.Address, err: fmt.Errorf("%s: %w", item.Address, err)}
	}
	if j.keep != nil {
		keepTypes(d, j.keep)
	}
	return result{item.Address, d, nil}
}

// outputError is nil where the reader of a pipe has seen enough.
func outputError(err error) error {
	if errors.Is(err, syscall.EPIPE) {
		return nil
	}
	return fmt.Errorf("writing results: %w", err)
}
