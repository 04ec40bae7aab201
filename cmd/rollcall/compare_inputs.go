package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/source"
	"rollcall/eval"
	"rollcall/gold"
	"rollcall/internal/yamlfile"
	"rollcall/pipeline"
	"rollcall/text"
)

// contender is one of the systems that are compared: a saved run, or something
// that has yet to be scored.
type contender struct {
	arg    string
	run    *eval.Run // of a saved one
	system *system   // of any other
}

// contenders makes runs of the arguments. Documents that a pipeline failed on
// are scored as unanswered and returned as errors beside; the note, if there is
// one, says which texts are missing.
func (f *compareFlags) contenders(cmd *cobra.Command, args []string) (runs []*eval.Run, note string, failed []error, err error) {
	all := make([]contender, len(args))
	var errs []error
	for i, arg := range args {
		all[i], err = f.contender(arg, i)
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, "", nil, err
	}
	distinguish(all)
	corpora, note, err := f.openComparedGold(all)
	if err != nil {
		return nil, "", nil, err
	}
	for _, c := range all {
		if c.run == nil {
			if c.run, err = f.runOf(cmd, c.system, corpora, &failed); err != nil {
				return nil, "", nil, err
			}
		}
		runs = append(runs, c.run)
	}
	return runs, attachTexts(runs, corpora, note), failed, nil
}

// contender finds out what an argument names.
func (f *compareFlags) contender(arg string, place int) (contender, error) {
	label, value := "", arg
	if before, after, ok := strings.Cut(arg, "="); ok && before != "" && !exists(arg) {
		label, value = before, after
	}
	c := contender{arg: value}
	name := func(otherwise string) string {
		if label != "" {
			return label
		}
		return otherwise
	}
	switch {
	case value == source.Stdin || isFolder(value):
		c.system = &system{name: name(value), file: value}
	case exists(value) && !yamlfile.Is(value):
		run, err := readSaved(value)
		if err != nil {
			return c, err
		}
		if run == nil {
			c.system = &system{name: name(value), file: value}
			break
		}
		run.System.Name = name(fmt.Sprintf("%s (%s)", run.System.Name, value))
		c.run = run
	case yamlfile.Is(value) || slices.Contains(pipeline.Names(f.pipelineOptions(place)), value):
		flags := f.pipelineFlags(place)
		flags.pipeline = value
		p, err := flags.open()
		if err != nil {
			return c, err
		}
		called := value
		for _, folder := range []string{flags.data, flags.model} {
			if folder != "" {
				called += " (" + filepath.Base(folder) + ")"
			}
		}
		c.system = &system{name: name(called), pipeline: p}
	default:
		return c, fmt.Errorf("%s: neither a file nor a pipeline: pipelines are %s",
			value, strings.Join(pipeline.Names(f.pipelineOptions(place)), ", "))
	}
	return c, nil
}

// pipelineFlags are those for the pipeline at a place: the first is as built
// in, so that a change of data can be compared with what was there before.
func (f *compareFlags) pipelineFlags(place int) systemFlags {
	flags := f.systemFlags
	if place == 0 {
		flags.data, flags.model = "", ""
	}
	return flags
}

func (f *compareFlags) pipelineOptions(place int) pipeline.Options {
	flags := f.pipelineFlags(place)
	return flags.options()
}

// readSaved reads a saved run; it is nil if the file is something else.
func readSaved(path string) (*eval.Run, error) {
	if strings.ToLower(filepath.Ext(strings.TrimSuffix(path, gzipEnding))) != ".json" {
		// Answers can be of any size: only the beginning is looked at.
		if is, err := beginsAsSaved(path); err != nil || !is {
			return nil, err
		}
	}
	file, err := openPlain(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if eval.IsSaved(data) {
		return eval.ReadRun(bytes.NewReader(data), path)
	}
	var figures struct {
		Format  *string                    `json:"format"`
		Schemes map[string]json.RawMessage `json:"schemes"`
	}
	if json.Unmarshal(data, &figures) == nil && figures.Schemes != nil && figures.Format == nil {
		return nil, fmt.Errorf("%s: figures without the answers: what can be compared is written by rollcall eval --save", path)
	}
	return nil, nil
}

func beginsAsSaved(path string) (bool, error) {
	file, err := openPlain(path)
	if err != nil {
		// Whether a file that is no gzip is one of answers, their reader tells.
		if strings.HasSuffix(path, gzipEnding) && exists(path) {
			err = nil
		}
		return false, err
	}
	defer file.Close()
	begin := make([]byte, 256)
	n, err := io.ReadFull(file, begin)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return false, err
	}
	return eval.IsSaved(begin[:n]), nil
}

// distinguish gives systems of the same name names that tell them apart.
func distinguish(all []contender) {
	named := map[string]int{}
	for _, c := range all {
		name := c.name()
		named[*name]++
		if n := named[*name]; n > 1 {
			*name = fmt.Sprintf("%s #%d", *name, n)
		}
	}
}

func (c contender) name() *string {
	if c.run != nil {
		return &c.run.System.Name
	}
	return &c.system.name
}

// openComparedGold opens the gold that is needed: to score on, or, where all
// are saved, for the texts. Where only texts are missing that is no error but a
// note.
func (f *compareFlags) openComparedGold(all []contender) (corpora []*gold.Corpus, note string, err error) {
	var saved *eval.Run
	scored := false
	for _, c := range all {
		if c.run == nil {
			scored = true
		} else if saved == nil {
			saved = c.run
		}
	}
	if saved != nil {
		f.scoreAs(saved)
	}
	if len(f.gold) > 0 || saved == nil {
		if len(f.gold) == 0 && !isFolder("gold") {
			return nil, "", errors.New("no gold: name annotated files or folders of them with --gold")
		}
		corpora, err = f.openGold(f.gold)
		return corpora, "", err
	}
	var paths, missing []string
	for _, file := range saved.Files {
		if exists(file.Path) {
			paths = append(paths, file.Path)
		} else {
			missing = append(missing, file.Path)
		}
	}
	if len(missing) > 0 {
		what := fmt.Sprintf("the gold of %s is not here (%s)", saved.System.Name, strings.Join(missing, ", "))
		if scored {
			return nil, "", fmt.Errorf("%s: name it with --gold", what)
		}
		note = what + ": changes are shown without the words around; --gold names it"
	}
	if len(paths) == 0 {
		return nil, note, nil
	}
	corpora, err = f.openGold(paths)
	if err != nil && !scored {
		return nil, fmt.Sprintf("the gold of %s cannot be read, and changes are shown without the words around: %v", saved.System.Name, err), nil
	}
	return corpora, note, err
}

// scoreAs takes over from a saved run what was scored, where the user does not
// say otherwise.
func (f *compareFlags) scoreAs(saved *eval.Run) {
	if len(f.types) == 0 {
		for _, t := range saved.Types() {
			f.types = append(f.types, string(t))
		}
	}
	if f.minOverlap == 0 && len(saved.Files) > 0 {
		f.minOverlap = 100 * saved.Files[0].MinOverlap
	}
}

// runOf lets a system answer and makes a run of its result.
func (f *compareFlags) runOf(cmd *cobra.Command, s *system, corpora []*gold.Corpus, failed *[]error) (*eval.Run, error) {
	var err error
	if s.pipeline == nil {
		err = f.readAnswers(cmd, s, corpora)
	} else {
		err = f.runPipeline(cmd, s, corpora, failed)
	}
	if err != nil {
		return nil, err
	}
	results := make([]*eval.Result, len(corpora))
	var errs []error
	for i, c := range corpora {
		types, err := f.scoredTypes(c)
		if err != nil {
			return nil, err
		}
		results[i], err = eval.Score(c.Documents, s.answers[i], eval.Options{Types: types, MinOverlap: f.minOverlap / 100})
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %s: %w", c.Path, s.name, err))
			continue
		}
		for _, note := range goldNotes(c) {
			results[i].Warn(eval.Warning{Message: note})
		}
		for _, w := range s.warnings[i] {
			results[i].Warn(w)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	kind, digest := eval.AnswersSystem, ""
	if s.pipeline != nil {
		kind, digest = eval.PipelineSystem, s.pipeline.Digest()
	}
	return f.newRun(cmd, eval.System{Name: s.name, Kind: kind, Digest: digest}, corpora, results)
}

// attachTexts gives saved runs the texts of gold, and notes what is missing;
// why is said already where that is known.
func attachTexts(runs []*eval.Run, corpora []*gold.Corpus, why string) (note string) {
	var docs []*text.Document
	for _, c := range corpora {
		docs = append(docs, c.Documents...)
	}
	without := 0
	for _, r := range runs {
		without = max(without, r.AttachTexts(docs))
	}
	switch {
	case without == 0:
		return ""
	case why != "":
		return why
	}
	return documents(without) + " of the saved results not in gold as it is: their changes are shown without the words around"
}
