// Package pipeline finds names and amounts: text in, mentions out.
//
// A pipeline is a list of stages, and which ones in which order is data: a
// YAML file, of which the ones under data/pipelines are built in. Stages before
// resolve only propose candidates, overlaps and all; Resolve, which is policy
// and nothing else, turns candidates into mentions; stages after it may read
// the mentions, propose more, and have a second resolve decide again.
//
// Left out on purpose: a registry that packages enter themselves into (Kinds is
// the one list of stages), and any state that outlives a document: the answer
// for an article does not depend on what was read before it.
package pipeline

import (
	"fmt"
	"runtime/debug"

	"rollcall/pipeline/rule"
	"rollcall/text"
)

// Pipeline is a list of stages ready to run. It is read-only: any number of
// goroutines may call Run at once, each with a document of its own.
type Pipeline struct {
	name, doc string
	config    []byte // the pipeline file
	stages    []Stage
	files     *recorder
	rules     []rule.Source // of Options.Rules
	lists     []string      // of Options.Lists, folders opened
}

// Name is the name or path that the pipeline was opened by.
func (p *Pipeline) Name() string { return p.name }

// Doc is the pipeline file's one line about itself.
func (p *Pipeline) Doc() string { return p.doc }

// Stages lists the stages in the order in which they run.
func (p *Pipeline) Stages() []Stage { return p.stages }

// Run sends a document through all stages. A stage that fails or panics makes
// an error that names document and stage; the document then holds what the
// stages before it made.
func (p *Pipeline) Run(d *text.Document) error { return Run(p.stages, d) }

// Run sends a document through some stages of a pipeline, in their order, as
// Pipeline.Run does through all. What the first of them needs, those left out
// must have made before. So what a change behind an expensive stage does to a
// document can be seen without running that stage again.
func Run(stages []Stage, d *text.Document) error {
	for _, s := range stages {
		if err := guarded(d, s.Name, func() error { return s.Run(d) }); err != nil {
			return err
		}
	}
	return nil
}

// guarded calls a stage and makes an error of its panic.
func guarded(d *text.Document, stage string, run func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &PanicError{Value: r, Stack: debug.Stack()}
		}
		if err != nil {
			err = fmt.Errorf("document %q: stage %s: %w", d.ID, stage, err)
		}
	}()
	return run()
}

// PanicError is a panic inside a stage: a fault of the program, which costs one
// document.
type PanicError struct {
	Value any
	Stack []byte
}

// Error is the panic's value; Stack has the rest.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }
