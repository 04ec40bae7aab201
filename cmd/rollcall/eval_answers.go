package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/ordered"
	"rollcall/cmd/rollcall/internal/source"
	"rollcall/eval"
	"rollcall/eval/report"
	"rollcall/gold"
	"rollcall/pipeline"
	"rollcall/text"
)

// system is something whose answers are scored: a pipeline or a file.
type system struct {
	name     string
	file     string             // of answers; empty for a pipeline
	pipeline *pipeline.Pipeline // nil for a file
	answers  [][]*text.Document // for each gold file
	warnings [][]eval.Warning   // for each gold file
	broken   []string           // ids of documents that the pipeline failed on
}

// autoBeside is how many bytes of gold text the baseline is shown beside unasked
// for: some seconds' work for it.
const autoBeside = 300_000

// systems lists what is scored, the first, and what stands beside.
func (f *evalFlags) systems(cmd *cobra.Command, corpora []*gold.Corpus) ([]*system, error) {
	var all []*system
	addPipeline := func(flags systemFlags, name, called string) error {
		flags.pipeline = name
		p, err := flags.open()
		if err != nil {
			return err
		}
		all = append(all, &system{name: called, pipeline: p})
		return nil
	}
	// What stands beside is as built in, so that a change of data can be
	// compared with what was there before.
	addBeside := func(name string) error {
		flags, called := f.systemFlags, name
		if (f.data != "" || f.model != "") && name == f.pipeline {
			called = "built-in"
		}
		flags.data, flags.model = "", ""
		return addPipeline(flags, name, called)
	}
	addFile := func(path string) {
		all = append(all, &system{name: path, file: path})
	}
	for _, path := range f.predictions {
		addFile(path)
	}
	if f.tagged != nil && f.tagged.column != "" {
		addFile(f.tagged.column)
	}
	if len(all) == 0 || cmd.Flags().Changed("pipeline") {
		for name := range strings.SplitSeq(f.pipeline, ",") {
			name = strings.TrimSpace(name)
			if err := addPipeline(f.systemFlags, name, name); err != nil {
				return nil, err
			}
		}
	}
	beside := f.beside
	switch beside {
	case "none", "":
		return all, nil
	case "auto":
		table := f.format == "table" || f.format == "markdown" || f.format == "html"
		if !table || len(all) > 1 || all[0].pipeline == nil || all[0].name == "prose" || goldBytes(corpora) > autoBeside {
			return all, nil
		}
		beside = "prose"
	}
	for name := range strings.SplitSeq(beside, ",") {
		name = strings.TrimSpace(name)
		if isAnswers(name) {
			addFile(name)
		} else if err := addBeside(name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// isAnswers tells a file or folder of answers from the name or the file of a
// pipeline.
func isAnswers(name string) bool {
	switch filepath.Ext(name) {
	case "", ".yaml", ".yml":
		return strings.ContainsRune(name, os.PathSeparator) && isFolder(name)
	}
	return true
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func goldBytes(corpora []*gold.Corpus) int64 {
	var n int64
	for _, c := range corpora {
		for _, d := range c.Documents {
			n += int64(len(d.Text))
		}
	}
	return n
}

// score lets all systems answer and scores them. Documents that a pipeline
// failed on are scored as unanswered and returned as errors beside.
func (f *evalFlags) score(cmd *cobra.Command, corpora []*gold.Corpus) (inputs []report.Input, failed []error, err error) {
	systems, err := f.systems(cmd, corpora)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range systems {
		switch {
		case f.tagged != nil && f.tagged.answer(s, corpora[0]):
		case s.pipeline == nil:
			err = f.readAnswers(cmd, s, corpora)
		default:
			err = f.runPipeline(cmd, s, corpora, &failed)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	var errs []error
	for i, c := range corpora {
		types, err := f.scoredTypes(c)
		if err != nil {
			return nil, nil, err
		}
		in := report.Input{Gold: c.Path}
		for k, s := range systems {
			r, err := eval.Score(c.Documents, s.answers[i], eval.Options{Types: types, MinOverlap: f.minOverlap / 100})
			if err != nil {
				errs = append(errs, fmt.Errorf("%s: %s: %w", c.Path, s.name, err))
				continue
			}
			if k == 0 {
				for _, note := range goldNotes(c) {
					r.Warn(eval.Warning{Message: note})
				}
			}
			for _, w := range s.warnings[i] {
				r.Warn(w)
			}
			scored := report.Scored{Name: s.name, Result: r}
			if scored.Beyond, err = f.beyond(c, s, i, types, r); err != nil {
				errs = append(errs, fmt.Errorf("%s: %s: %w", c.Path, s.name, err))
			}
			if s.pipeline != nil {
				scored.Digest = s.pipeline.Digest()
			}
			in.Systems = append(in.Systems, scored)
		}
		inputs = append(inputs, in)
	}
	return inputs, failed, errors.Join(errs...)
}

// goldNotes is what was decided in reading gold that a reader of the figures
// has to know.
func goldNotes(c *gold.Corpus) []string {
	notes := slices.Clone(c.Notes)
	annotated := 0
	for _, t := range text.Types() {
		if slices.Contains(c.Types, t) {
			annotated++
		}
	}
	if annotated > 0 && annotated < len(text.Types()) {
		notes = append(notes, fmt.Sprintf("gold is annotated for %s only: nothing else is scored", typeList(c.Types)))
	}
	if len(c.Dropped) > 0 {
		notes = append(notes, "labels of gold that are none of the types scored, and left out: "+labelList(c.Dropped))
	}
	return notes
}

func labelList(labels []gold.LabelCount) string {
	var parts []string
	for _, l := range labels {
		parts = append(parts, l.String())
	}
	return strings.Join(parts, ", ")
}

// place is a gold document: which file, and which document of it.
type place struct{ corpus, document int }

// runPipeline lets a pipeline answer. It gets ids and texts and nothing of what
// gold knows.
func (f *evalFlags) runPipeline(cmd *cobra.Command, s *system, corpora []*gold.Corpus, failed *[]error) error {
	s.answers = make([][]*text.Document, len(corpora))
	s.warnings = make([][]eval.Warning, len(corpora))
	places := func(yield func(place) bool) {
		for c := range corpora {
			for d := range corpora[c].Documents {
				if !yield(place{c, d}) {
					return
				}
			}
		}
	}
	type answered struct {
		place
		document *text.Document
		err      error
	}
	answer := func(at place) answered {
		g := corpora[at.corpus].Documents[at.document]
		d := &text.Document{ID: g.ID, Text: g.Text}
		err := s.pipeline.Run(d)
		// Only mentions and entities are scored; the rest may go.
		return answered{at, &text.Document{ID: g.ID, Text: g.Text, Mentions: d.Mentions, Entities: d.Entities}, err}
	}
	p := newProgress(cmd.ErrOrStderr(), []source.File{{Path: s.name, Size: goldBytes(corpora)}}, f.quiet)
	broken := make([][]string, len(corpora))
	for a := range ordered.Map(cmd.Context(), places, f.workers, answer) {
		p.read(int64(len(a.document.Text)))
		if a.err != nil {
			p.failed(a.document.ID, fmt.Errorf("%s: %w", s.name, a.err))
			*failed = append(*failed, a.err)
			broken[a.corpus] = append(broken[a.corpus], a.document.ID)
			s.broken = append(s.broken, a.document.ID)
			continue
		}
		s.answers[a.corpus] = append(s.answers[a.corpus], a.document)
	}
	p.stop()
	if err := cmd.Context().Err(); err != nil {
		return errors.New("interrupted")
	}
	for i, ids := range broken {
		if len(ids) > 0 {
			s.warnings[i] = append(s.warnings[i], eval.Warning{Documents: ids, Message: "the pipeline failed on " + documents(len(ids))})
		}
	}
	return nil
}

// readAnswers reads a file of answers and gives each gold file those to its
// documents.
func (f *evalFlags) readAnswers(cmd *cobra.Command, s *system, corpora []*gold.Corpus) error {
	s.answers = make([][]*text.Document, len(corpora))
	s.warnings = make([][]eval.Warning, len(corpora))
	corporaOf := map[string][]int{}
	for i, c := range corpora {
		for _, d := range c.Documents {
			if k := corporaOf[d.ID]; len(k) == 0 || k[len(k)-1] != i {
				corporaOf[d.ID] = append(k, i)
			}
		}
	}
	answers, err := readPredictions(cmd, s.file, corpora)
	if err != nil {
		return err
	}
	docs, strangers := answers.Documents, answers.Strangers
	for _, note := range answers.Notes {
		s.warnings[0] = append(s.warnings[0], eval.Warning{Message: note})
	}
	dropped, err := f.mapAnswers(docs, corpora)
	if err != nil {
		return fmt.Errorf("%s: %w", s.file, err)
	}
	if len(dropped) > 0 {
		s.warnings[0] = append(s.warnings[0], eval.Warning{Message: "labels of the answers that are none of the types scored, and left out: " + labelList(dropped)})
	}
	matched := 0
	for _, d := range docs {
		in := corporaOf[d.ID]
		if len(in) == 0 {
			strangers = append(strangers, d.ID)
			continue
		}
		matched++
		for _, i := range in {
			s.answers[i] = append(s.answers[i], d)
		}
	}
	if matched == 0 && len(strangers) > 0 {
		return fmt.Errorf("%s: no answer is to a document of gold: it begins with id %q, gold with %q", s.file, strangers[0], firstID(corpora))
	}
	if len(strangers) > 0 {
		last := len(corpora) - 1
		s.warnings[last] = append(s.warnings[last], eval.Warning{Documents: strangers, Message: documents(len(strangers)) + " of the answers not in gold and left out"})
	}
	return nil
}

func firstID(corpora []*gold.Corpus) string {
	for _, c := range corpora {
		for _, d := range c.Documents {
			return d.ID
		}
	}
	return ""
}

// readPredictions reads answers, in any format that gold is read in, to the
// documents of gold.
func readPredictions(cmd *cobra.Command, path string, corpora []*gold.Corpus) (gold.Answers, error) {
	var all []*text.Document
	for _, c := range corpora {
		all = append(all, c.Documents...)
	}
	if path != source.Stdin {
		return gold.Options{}.Answers(filepath.Clean(path), all)
	}
	data, err := io.ReadAll(cmd.InOrStdin())
	if err != nil {
		return gold.Answers{}, err
	}
	return gold.Options{}.ParseAnswers(path, data, all)
}

// mapAnswers brings the labels of answers to the types of gold. A map that the
// user gave is applied, and what it does not name stays. The default map is
// meant for gold in the guideline's types: where gold has labels of its own,
// those of the answers stay as they are too.
func (f *evalFlags) mapAnswers(docs []*text.Document, corpora []*gold.Corpus) ([]gold.LabelCount, error) {
	m, err := labelMap(f.labels)
	if err != nil {
		return nil, err
	}
	if f.labels == "" && !guidelineTypes(corpora) {
		return nil, nil
	}
	counts := map[string]int{}
	for _, d := range docs {
		kept := d.Mentions[:0]
		to := make([]int, len(d.Mentions)) // where a mention went
		for i, mention := range d.Mentions {
			t, known := m.Type(string(mention.Type))
			if known && t == "" {
				counts[string(mention.Type)]++
				to[i] = -1
				continue
			}
			if known {
				mention.Type = t
			}
			to[i] = len(kept)
			kept = append(kept, mention)
		}
		d.Mentions = kept
		gold.RenumberEntities(d, to)
	}
	var dropped []gold.LabelCount
	for label, n := range counts {
		dropped = append(dropped, gold.LabelCount{Label: label, Count: n})
	}
	slices.SortFunc(dropped, func(a, b gold.LabelCount) int { return strings.Compare(a.Label, b.Label) })
	return dropped, nil
}

// guidelineTypes reports whether gold is in the guideline's types, all of it,
// and there is some.
func guidelineTypes(corpora []*gold.Corpus) bool {
	any := false
	for _, c := range corpora {
		for _, d := range c.Documents {
			for _, m := range d.Mentions {
				if !slices.Contains(text.Types(), m.Type) && m.Type != text.TypeIgnore {
					return false
				}
				any = true
			}
		}
	}
	return any
}
