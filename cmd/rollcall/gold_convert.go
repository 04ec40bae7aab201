package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/ulikunitz/xz"

	"rollcall/cmd/rollcall/internal/source"
	"rollcall/gold"
	"rollcall/text"
)

const convertLong = `Writes annotated documents in another format. rollcall gold formats lists the
formats; --from is told by the file's ending and content, --to by the ending of
--out. Formats with a file for each document (brat, GATE, WebAnno, marked text)
are written into a folder; others to a file, or to standard output.

Labels stay as they are unless --map names a map, one of rollcall gold maps or a
file. What cannot be carried over is counted on standard error: scores, values
of money, other readings, overlapping mentions of which only the longer is kept.
A document that cannot be read costs itself, and the exit status is 1.`

const convertExample = `  rollcall gold convert export.json --to conll -o gold.conll
  rollcall gold convert brat-folder/ -o gold.jsonl --map ace
  rollcall gold convert gold/ --to docbin --map to-ontonotes -o train.spacy
  rollcall gold convert train.txt --from conll --columns 1,4 --to jsonl
  rollcall gold convert rows.json --tag-names conll2003 --to brat -o brat/
  rollcall gold convert results.json --texts docs.jsonl -o answers.jsonl`

// convertFlags are those of rollcall gold convert.
type convertFlags struct {
	reading gold.Options
	writing gold.WriteOptions

	labels   *string
	to, out  string
	columns  string
	tagNames string
	texts    string
	units    *choice
	scheme   *choice
	strict   bool
	quiet    bool
}

func newGoldConvertCmd(labels *string) *cobra.Command {
	f := convertFlags{labels: labels}
	cmd := &cobra.Command{
		Use:     "convert FILE|FOLDER...",
		Short:   "Write annotated documents in another format",
		Long:    convertLong,
		Example: convertExample,
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.reading.Format, "from", "", "`format` to read; without it told by ending and content")
	flags.StringVar(&f.to, "to", "", "`format` to write; without it told by the ending of --out")
	flags.StringVarP(&f.out, "out", "o", "", "`file` or folder to write; also .gz or .xz")
	flags.StringVar(&f.columns, "columns", "", "columns of `token,tag` in tag files, from 1, or from the end as in 1,-1")
	flags.StringVar(&f.reading.Scheme, "from-scheme", "", "tag `scheme` to read: iob1, iob2, bioes, bilou, ioe, or io for labels alone; without it told by the tags")
	f.scheme = choiceFlag(cmd, "scheme", "", "tag scheme to write", "iob2", "iob1", "bioes", "bilou", "ioe1", "ioe2")
	flags.StringVar(&f.tagNames, "tag-names", "", "`names` of the numbers in ner_tags: O,B-PER,… or conll2003, wikiann, wnut_17")
	flags.StringVar(&f.reading.Layer, "layer", "", "`name` of the annotations to read: annotation set (GATE), layer or 'layer|feature' (WebAnno), from_name (Label Studio), span group (spaCy)")
	flags.StringVar(&f.texts, "texts", "", "`file` with the documents of results that have no text")
	f.units = choiceFlag(cmd, "offsets", "", "what offsets in JSON lines count", "char", "byte", "utf16")
	flags.BoolVar(&f.strict, "strict", false, "write nothing, and exit with status 1, if something cannot be carried over")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "no summary")
	for _, name := range []string{"from", "to"} {
		complete(cmd, name, goldFormatNames)
	}
	return cmd
}

func goldFormatNames() (names []string) {
	for _, f := range gold.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// settle makes options of what the flags say.
func (f *convertFlags) settle() (gold.Format, error) {
	var target gold.Format
	var err error
	f.writing.Scheme, f.reading.KeepTokens = f.scheme.value, true
	if f.writing.Unit, err = text.ParseUnit(f.units.value); err != nil {
		return target, err
	}
	if *f.labels != "" {
		if f.reading.Map, err = gold.MapNamed(*f.labels); err != nil {
			return target, err
		}
	}
	if f.tagNames != "" {
		if f.reading.TagNames, err = gold.TagNames(f.tagNames); err != nil {
			return target, fmt.Errorf("--tag-names: %w", err)
		}
	}
	if f.columns != "" {
		token, tag, found := strings.Cut(f.columns, ",")
		var err1, err2 error
		f.reading.TokenColumn, err1 = strconv.Atoi(strings.TrimSpace(token))
		f.reading.TagColumn, err2 = strconv.Atoi(strings.TrimSpace(tag))
		if !found || err1 != nil || err2 != nil || f.reading.TokenColumn == 0 || f.reading.TagColumn == 0 {
			return target, fmt.Errorf("--columns %s: two numbers are meant, such as 1,4 or 1,-1", f.columns)
		}
	}
	if f.texts != "" {
		c, err := gold.Open(f.texts, gold.Map{})
		if err != nil {
			return target, err
		}
		f.reading.Texts = c.Documents
	}
	if f.to != "" {
		return gold.FormatNamed(f.to)
	}
	return formatOfOutput(f.out)
}

// formatOfOutput is the format that the ending of an output file names.
func formatOfOutput(out string) (gold.Format, error) {
	name := strings.TrimSuffix(strings.TrimSuffix(out, ".gz"), ".xz")
	ext := strings.ToLower(filepath.Ext(name))
	var found []gold.Format
	for _, g := range gold.Formats() {
		if ext != "" && slices.Contains(g.Endings, ext) {
			if g.Endings[0] == ext && ext != ".json" && ext != ".xml" {
				return g, nil
			}
			found = append(found, g)
		}
	}
	switch len(found) {
	case 0:
		return gold.Format{}, fmt.Errorf("which format to write? Name it with --to: %s", strings.Join(goldFormatNames(), ", "))
	case 1:
		return found[0], nil
	}
	var names []string
	for _, g := range found {
		names = append(names, g.Name)
	}
	return gold.Format{}, fmt.Errorf("%s: several formats have this ending; name one with --to: %s", out, strings.Join(names, ", "))
}

func (f *convertFlags) run(cmd *cobra.Command, args []string) error {
	target, err := f.settle()
	if err != nil {
		return err
	}
	corpora, err := f.read(cmd, args)
	if err != nil {
		return err
	}
	var docs []*text.Document
	failed := false
	for i, c := range corpora {
		docs = append(docs, sound(c)...)
		f.writing.Types = sharedTypes(f.writing.Types, c.Types, i == 0)
		for _, p := range c.Problems {
			if p.Severity == gold.Error {
				failed = true
			}
			if p.Severity == gold.Error || !f.quiet {
				fmt.Fprintln(cmd.ErrOrStderr(), p.Error())
			}
		}
		f.sayNotes(cmd, c)
	}
	if failed && len(docs) == 0 {
		return failure{error: errors.New("nothing could be read; nothing is written")}
	}
	files, losses, err := target.Write(docs, f.writing)
	if err != nil {
		return err
	}
	if f.strict && len(losses) > 0 {
		return failure{error: fmt.Errorf("%s cannot hold all: %s; nothing is written", target.Name, losses)}
	}
	if err := f.write(cmd, target, files); err != nil {
		return err
	}
	f.say(cmd, corpora, target, docs, losses)
	if failed {
		return failure{errors.New("not all could be read"), true}
	}
	return nil
}

// sound are a corpus's documents without those that something is wrong with:
// gold that lacks a mention is worse than none.
func sound(c *gold.Corpus) []*text.Document {
	type place struct{ path, id string }
	bad := map[place]bool{}
	for _, p := range c.Problems {
		if p.Severity == gold.Error {
			bad[place{p.Path, p.Document}] = true
		}
	}
	format, err := gold.FormatNamed(c.Format)
	var docs []*text.Document
	for i, d := range c.Documents {
		whole := err == nil && format.PerDocument && bad[place{c.FileOf(i), ""}]
		if !whole && !bad[place{c.FileOf(i), d.ID}] {
			docs = append(docs, d)
		}
	}
	return docs
}

// read reads files, folders and standard input.
func (f *convertFlags) read(cmd *cobra.Command, args []string) ([]*gold.Corpus, error) {
	var corpora []*gold.Corpus
	for _, arg := range args {
		if arg == source.Stdin {
			data, err := io.ReadAll(cmd.InOrStdin())
			if err != nil {
				return nil, err
			}
			c, err := f.reading.Parse(source.Stdin, data)
			if err != nil {
				return nil, err
			}
			corpora = append(corpora, c)
			continue
		}
		paths := []string{arg}
		if f.reading.Format == "" {
			var err error
			if paths, err = gold.Files(arg); err != nil {
				return nil, err
			}
		}
		for _, path := range paths {
			c, err := f.reading.Read(path)
			if err != nil {
				return nil, err
			}
			corpora = append(corpora, c)
		}
	}
	return corpora, nil
}

// sharedTypes are the types that all files were annotated for, nil if some was
// for all or they differ.
func sharedTypes(before, types []text.Type, first bool) []text.Type {
	if first || slices.Equal(before, types) {
		return types
	}
	return nil
}

// write writes the files where --out says.
func (f *convertFlags) write(cmd *cobra.Command, target gold.Format, files []gold.File) error {
	single := len(files) == 1
	if single && (f.out == "" || f.out == source.Stdin) {
		if _, err := cmd.OutOrStdout().Write(files[0].Data); err != nil {
			return outputError(err)
		}
		return nil
	}
	if !target.PerDocument || single && filepath.Ext(f.out) == target.Endings[0] {
		return writeCompressed(f.out, files[0].Data)
	}
	if f.out == "" || f.out == source.Stdin {
		return fmt.Errorf("%s is a file for each document: name a folder with --out", target.Name)
	}
	if err := os.MkdirAll(f.out, 0o755); err != nil {
		return err
	}
	for _, file := range files {
		if err := os.WriteFile(filepath.Join(f.out, file.Name), file.Data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// writeCompressed writes a file, compressed if its ending says so.
func writeCompressed(path string, data []byte) error {
	var out bytes.Buffer
	var w io.WriteCloser
	var err error
	switch strings.ToLower(filepath.Ext(path)) {
	case ".gz":
		w = gzip.NewWriter(&out)
	case ".xz":
		w, err = xz.NewWriter(&out)
	default:
		return os.WriteFile(path, data, 0o644)
	}
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}

func (f *convertFlags) sayNotes(cmd *cobra.Command, c *gold.Corpus) {
	if f.quiet {
		return
	}
	for _, note := range c.Notes {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s\n", c.Path, note)
	}
	for _, d := range c.Dropped {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: label %s is dropped\n", c.Path, d)
	}
}

// say sums up what was read, written and lost.
func (f *convertFlags) say(cmd *cobra.Command, corpora []*gold.Corpus, target gold.Format, docs []*text.Document, losses gold.Losses) {
	if f.quiet {
		return
	}
	var from []string
	for _, c := range corpora {
		if !slices.Contains(from, c.Format) {
			from = append(from, c.Format)
		}
	}
	mentions := 0
	for _, d := range docs {
		mentions += len(d.Mentions)
	}
	w := cmd.ErrOrStderr()
	fmt.Fprintf(w, "%s with %s: %s to %s\n", counted(len(docs), "document"), counted(mentions, "mention"), strings.Join(from, ", "), target.Name)
	if len(losses) == 0 {
		return
	}
	fmt.Fprintln(w, "not carried over:")
	for _, l := range losses {
		in := ""
		if !strings.HasSuffix(l.String(), "documents") && l.Documents > 0 && l.Documents != l.Count {
			in = " in " + counted(l.Documents, "document")
		}
		fmt.Fprintf(w, "  %s%s\n", l, in)
	}
}
