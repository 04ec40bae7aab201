package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/pace"
	"rollcall/eval"
	"rollcall/eval/gate"
	"rollcall/gold"
	"rollcall/pipeline"
	"rollcall/pipeline/encoder/kernel"
	"rollcall/text"
)

// gather measures all that the gate file asks for.
func (f *gateFlags) gather(cmd *cobra.Command, config *gate.Config, corpora []*gold.Corpus, e *gate.Evidence) error {
	if err := f.readBase(config, e); err != nil {
		return err
	}
	f.beside = "none"
	systems, err := f.systems(cmd, corpora)
	if err != nil {
		return err
	}
	var failed []error
	if e.Run, err = f.runOf(cmd, systems[0], corpora, &failed); err != nil {
		return err
	}
	e.Run.Note, e.Failed = f.note, systems[0].broken
	for _, c := range corpora {
		e.GoldFiles = append(e.GoldFiles, c.Path)
	}
	if e.Base != nil {
		attachTexts([]*eval.Run{e.Base}, corpora, "")
	}
	if config.Rules != nil && !slices.Contains(e.Skip, gate.KindRules) {
		f.tryRules(config, e)
	}
	asked := config.Speed != nil && !slices.Contains(e.Skip, gate.KindSpeed)
	if p := systems[0].pipeline; p != nil && asked && (e.Base != nil || f.update) {
		if e.Speed, err = f.measureSpeed(cmd, config, corpora, p, e.Base); err != nil {
			return err
		}
	}
	if f.update {
		e.Run.Speed = e.Speed
	}
	return nil
}

// readBase reads the baseline; it stays nil where there is none.
func (f *gateFlags) readBase(config *gate.Config, e *gate.Evidence) error {
	if config.Baseline == nil {
		return nil
	}
	path := config.Beside(config.Baseline.File)
	run, err := readSaved(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil && f.update:
		// What is not readable is about to be replaced.
		return nil
	case err != nil:
		return fmt.Errorf("%w\nIf it is broken, rollcall gate %s --update writes it anew", err, config.Path)
	case run == nil && !f.update:
		return fmt.Errorf("%s: not a saved result: rollcall gate --update and rollcall eval --save write them", path)
	}
	e.Base = run
	return nil
}

// tryRules runs the examples of the rules: of the files that the gate file names,
// or of the built-in ones and those that the pipeline reads beside them.
func (f *gateFlags) tryRules(config *gate.Config, e *gate.Evidence) {
	var sets [][]string
	switch paths := config.Rules.Paths; {
	case paths != nil:
		var beside []string
		for _, p := range paths {
			beside = append(beside, config.Beside(p))
		}
		sets = [][]string{beside}
	case f.rules != nil:
		sets = [][]string{nil, f.rules}
	default:
		sets = [][]string{nil}
	}
	tried := &gate.RulesCheck{}
	for _, paths := range sets {
		set, err := readRules(f.data, paths)
		if err != nil {
			e.RuleErr = errors.Join(e.RuleErr, err)
			continue
		}
		tried.Rules += len(set.Rules())
		tried.Examples += set.CountExamples()
		for _, x := range set.Test(prepareExample) {
			path := x.Path
			if inData := filepath.Join(f.data, path); f.data != "" && !exists(path) && exists(inData) {
				path = inData
			}
			e.RulesWrong = append(e.RulesWrong, gate.RuleFailure{
				Address: gate.Address{File: portable(path), Line: x.Line, Column: x.Column},
				Rule:    x.Rule, Want: x.Want, Got: x.Got, Reason: x.Reason,
			})
		}
	}
	if e.RuleErr == nil {
		tried.Failed, e.RulesTried = len(e.RulesWrong), tried
	}
}

// Rounds of measuring speed. A gate that is about to fail is measured further,
// and so is a baseline, which is measured once for all who are held against it.
const (
	fewRounds  = 5
	baseRounds = 12
	mostRounds = 20
	// sampleWords is how much of gold is read in a round.
	sampleWords = 10_000
)

// measureSpeed measures how fast a pipeline reads the first documents of gold,
// one at a time.
func (f *gateFlags) measureSpeed(cmd *cobra.Command, config *gate.Config, corpora []*gold.Corpus, p *pipeline.Pipeline, base *eval.Run) (*eval.Speed, error) {
	var sample []*text.Document
	words := 0
	for _, c := range corpora {
		for _, d := range c.Documents {
			if words < sampleWords {
				sample = append(sample, d)
				words += len(strings.Fields(d.Text))
			}
		}
	}
	machine := runtime.GOOS + "/" + runtime.GOARCH + " " + kernel.Implementation()
	now := &eval.Speed{Words: words, Yardstick: pace.Yardstick, Machine: machine}
	if words == 0 || !f.update && (base.Speed == nil || now.Against(base.Speed) != "") {
		return now, nil
	}
	read := func() (int, error) {
		for _, d := range sample {
			if err := cmd.Context().Err(); err != nil {
				return 0, errors.New("interrupted")
			}
			// A document that it fails on fails another gate.
			_ = p.Run(&text.Document{ID: d.ID, Text: d.Text})
		}
		return words, nil
	}
	var all []pace.Round
	for {
		rounds := fewRounds
		if f.update {
			rounds = baseRounds
		}
		more, err := pace.Measure(rounds, read)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
		summarise(now, all)
		if f.update || len(all) >= mostRounds || !config.Speed.Undecided(base.Speed, now) {
			return now, nil
		}
	}
}

// summarise takes the medians of rounds.
func summarise(s *eval.Speed, rounds []pace.Round) {
	var paces, speeds []float64
	for _, r := range rounds {
		paces = append(paces, r.Pace())
		speeds = append(speeds, float64(r.Words)/r.Took.Seconds())
	}
	s.Rounds = len(rounds)
	s.Pace, s.Low, s.High = pace.Median(paces)
	s.WordsPerSecond, _, _ = pace.Median(speeds)
}

// renew writes the run to the baseline file.
func (f *gateFlags) renew(config *gate.Config, run *eval.Run) (path string, err error) {
	path = config.Beside(config.Baseline.File)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}
	var out bytes.Buffer
	if err := run.Write(&out); err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return path, replaceFile(path, compressedFor(path, out.Bytes()))
}
