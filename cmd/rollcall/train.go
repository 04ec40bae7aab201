package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/gold"
	"rollcall/pipeline/data"
	"rollcall/pipeline/tagger"
	"rollcall/pipeline/token"
	"rollcall/text"
)

const trainLong = `Trains the tagger on annotated documents and writes a model folder, which
rollcall extract --model and rollcall eval --model read. The types are those of
the documents: any that you annotate.

Read are the same files as by rollcall gold. Labels of the usual public corpora
are turned into PERSON, ORGANISATION and PLACE; --map names a file with lines
such as "PER = PERSON", "MISC =" to drop a label, or "* = *" to keep all others
as they are.

--keep-out names documents that the model will be measured on: what holds their
longest line is not learnt from, in whatever file it stands.

Documents under --dev choose when to stop and how sure the model may call
itself; --split takes one document in five of a file for that and learns from
the others. Without either, training runs for all epochs.

After each epoch the state is kept in the folder's "checkpoints", and --resume
goes on from there. The same documents, flags and seed make the same model.`

func newTrainCmd() *cobra.Command {
	var f trainFlags
	cmd := &cobra.Command{
		Use:   "train FILE...",
		Short: "Train the tagger on annotated documents, with any types",
		Long:  trainLong,
		Example: `  rollcall train news/train.jsonl --dev news/dev.jsonl --out my-model
  rollcall train ships.conll --map ships.map --split ships.conll --out ships
  rollcall extract article.txt --model my-model`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.OutOrStdout(), cmd.ErrOrStderr(), args)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.out, "out", "o", "", "`folder` for the model (required)")
	flags.StringArrayVar(&f.dev, "dev", nil, "annotated `file` to measure with; may be given again")
	flags.StringArrayVar(&f.split, "split", nil, "annotated `file` of which one document in five is measured with, the others learnt from")
	flags.StringArrayVar(&f.keepOut, "keep-out", nil, "annotated `file` or folder whose texts are not learnt from, wherever they turn up; may be given again")
	flags.StringVar(&f.labels, "map", "", "`file` that says which type a label is")
	flags.StringSliceVar(&f.types, "types", nil, "learn these `types` only, with commas between")
	flags.StringArrayVar(&f.weights, "weight", nil, "`name=number`: how much a sentence counts of files whose path contains the name")
	flags.Uint64Var(&f.options.Seed, "seed", 1, "`number` that all chance is drawn from")
	flags.IntVar(&f.options.Epochs, "epochs", 0, "at most so many passes over the documents (default 12)")
	flags.IntVar(&f.options.Patience, "patience", 0, "stop after so many epochs without a better dev score (default 4)")
	flags.IntVar(&f.options.Folds, "folds", 0, "parts of the documents that take turns in training the second pass (default 4)")
	flags.IntVar(&f.options.Cutoff, "cutoff", 0, "leave out features seen less often (default 2)")
	flags.Float64Var(&f.options.Rate, "rate", 0, "step size (default 0.1)")
	flags.Float64Var(&f.options.Augment, "augment", 0.3, "`part` of the sentences to learn from once more in capitals or other casing")
	flags.StringVar(&f.lexicon, "lexicon", "", "`file` with what is known of words (default: the built-in model's)")
	flags.BoolVar(&f.options.Resume, "resume", false, "go on where a run into the same folder was cut off")
	flags.BoolVar(&f.force, "force", false, "replace a model that is in the folder")
	for _, name := range []string{"out"} {
		if err := errors.Join(cmd.MarkFlagRequired(name), cmd.MarkFlagDirname(name)); err != nil {
			panic(err) // the flag is declared above
		}
	}
	return cmd
}

type trainFlags struct {
	out, labels, lexicon string
	dev, split           []string
	types, weights       []string
	keepOut              []string
	force                bool
	options              tagger.Options
}

// trainingData is what was read, before and after it was divided.
type trainingData struct {
	keepOut    keepOut
	train, dev []tagger.Corpus
	origins    []tagger.Origin
}

func (f *trainFlags) run(out, errOut io.Writer, args []string) error {
	if len(args)+len(f.split) == 0 {
		return errors.New("train: no file to learn from; see rollcall train --help")
	}
	if _, err := os.Stat(filepath.Join(f.out, "model.json")); err == nil && !f.force {
		return fmt.Errorf("%s holds a model; --force replaces it", f.out)
	}
	lexicon, err := f.readLexicon()
	if err != nil {
		return err
	}
	read, err := f.read(errOut, args)
	if err != nil {
		return err
	}
	checkpoints := filepath.Join(f.out, "checkpoints")
	if err := os.MkdirAll(checkpoints, 0o777); err != nil {
		return err
	}
	o := f.options
	o.Lexicon, o.Checkpoints = lexicon, checkpoints
	for _, t := range f.types {
		o.Types = append(o.Types, text.Type(t))
	}
	report := trainReport{out: out}
	o.Read = report.read
	o.Progress = report.epoch
	m, err := tagger.Train(read.train, read.dev, o)
	if err != nil {
		return err
	}
	m.Meta.Sources = read.origins
	files, err := m.Files()
	if err != nil {
		return err
	}
	if card := filepath.Join(f.out, "CARD.md"); !exists(card) {
		files["CARD.md"] = modelCard(m)
	}
	if err := writeModel(f.out, files); err != nil {
		return err
	}
	if err := os.RemoveAll(checkpoints); err != nil {
		return err
	}
	return report.done(f.out, m, files)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// writeModel puts the model's description in place last, so that a folder with
// one is complete.
func writeModel(folder string, files map[string][]byte) error {
	head := "model.json"
	for name, content := range files {
		if name != head {
			if err := os.WriteFile(filepath.Join(folder, name), content, 0o666); err != nil {
				return err
			}
		}
	}
	return os.WriteFile(filepath.Join(folder, head), files[head], 0o666)
}

func (f *trainFlags) readLexicon() (*tagger.Lexicon, error) {
	if f.lexicon == "" {
		return tagger.LoadLexicon(data.FS(), "models/fast/lexicon.bin")
	}
	folder, name := filepath.Split(filepath.Clean(f.lexicon))
	l, err := tagger.LoadLexicon(os.DirFS(cmp.Or(folder, ".")), name)
	if err != nil {
		return nil, fmt.Errorf("--lexicon %s: %w", f.lexicon, err)
	}
	return l, nil
}

func (f *trainFlags) read(errOut io.Writer, args []string) (*trainingData, error) {
	weights, err := parseWeights(f.weights)
	if err != nil {
		return nil, err
	}
	labels, err := labelMap(f.labels)
	if err != nil {
		return nil, err
	}
	out, err := readKeepOut(f.keepOut)
	if err != nil {
		return nil, err
	}
	d := &trainingData{keepOut: out}
	var errs []error
	for _, group := range []struct {
		paths []string
		use   string
	}{{args, "train"}, {f.split, "split"}, {f.dev, "dev"}} {
		files, err := gold.Files(group.paths...)
		if err != nil {
			return nil, err
		}
		for _, path := range files {
			if err := d.add(errOut, path, group.use, labels, weights); err != nil {
				errs = append(errs, err)
			}
		}
	}
	if len(errs) > 0 {
		return nil, failure{error: errors.Join(errs...)}
	}
	return d, nil
}

// add reads one file, whole or divided.
func (d *trainingData) add(errOut io.Writer, path, use string, labels gold.Map, weights []weight) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	c, err := gold.Open(path, labels)
	if err != nil {
		return err
	}
	for _, note := range c.Notes {
		fmt.Fprintf(errOut, "%s: %s\n", path, note)
	}
	for _, l := range c.Dropped {
		fmt.Fprintf(errOut, "%s: label %s is dropped\n", path, l)
	}
	mentions, kept := 0, 0
	var learn, measure []*text.Document
	for _, doc := range c.Documents {
		if err := errors.Join(token.Tokens(doc), token.Sentences(doc)); err != nil {
			return fmt.Errorf("%s: %s: %w", path, doc.ID, err)
		}
		if use != "dev" && d.keepOut.has(doc) {
			kept++
			continue
		}
		mentions += len(doc.Mentions)
		if use == "dev" || use == "split" && gold.HeldOut(doc.ID) {
			measure = append(measure, doc)
		} else {
			learn = append(learn, doc)
		}
	}
	if kept > 0 {
		fmt.Fprintf(errOut, "%s: %d documents are kept out\n", path, kept)
	}
	w := weightOf(path, weights)
	if len(learn) > 0 {
		d.train = append(d.train, tagger.Corpus{Name: short(path), Documents: learn, Weight: w})
	}
	if len(measure) > 0 {
		d.dev = append(d.dev, tagger.Corpus{Name: short(path), Documents: measure})
	}
	sum := sha256.Sum256(raw)
	o := tagger.Origin{Path: short(path), SHA256: fmt.Sprintf("%x", sum), Use: use, Documents: len(c.Documents) - kept, Mentions: mentions}
	if use != "dev" {
		o.Weight = w
	}
	d.origins = append(d.origins, o)
	return nil
}

type weight struct {
	name  string
	value float64
}

func parseWeights(flags []string) ([]weight, error) {
	var ws []weight
	for _, s := range flags {
		name, number, ok := strings.Cut(s, "=")
		v, err := strconv.ParseFloat(number, 64)
		if !ok || name == "" || err != nil || !(v > 0 && v <= 100) {
			return nil, fmt.Errorf("--weight %s: want name=number, the number above 0 and at most 100", s)
		}
		ws = append(ws, weight{name, v})
	}
	return ws, nil
}

func weightOf(path string, ws []weight) float64 {
	for _, w := range ws {
		if strings.Contains(filepath.ToSlash(path), w.name) {
			return w.value
		}
	}
	return 1
}

// modelCard is the skeleton of a model's description, for its author to fill.
func modelCard(m *tagger.Model) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Model card\n\nA tagger for %s, trained by `rollcall train`.\n\n", typeList(m.Types()))
	b.WriteString("## Intended use\n\n(To be written: what texts it is for, and what it is not for.)\n\n")
	b.WriteString("## Training material\n\n| file | use | documents | mentions | licence |\n| --- | --- | --- | --- | --- |\n")
	for _, s := range m.Meta.Sources {
		fmt.Fprintf(&b, "| %s | %s | %d | %d | (to be written) |\n", s.Path, s.Use, s.Documents, s.Mentions)
	}
	b.WriteString("\n## Figures\n\nStrict: bounds and type exact.\n\n")
	if len(m.Meta.Dev) == 0 {
		b.WriteString("None measured: no dev documents were given.\n")
	} else if err := figuresGrid(m).Markdown(&b); err != nil {
		fmt.Fprintf(&b, "%v\n", err)
	}
	b.WriteString("\n## Known weaknesses\n\n(To be written.)\n")
	return b.Bytes()
}

func typeList(types []text.Type) string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = string(t)
	}
	return strings.Join(names, ", ")
}
