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

	"rollcall/text"
)

// Pipeline is a list of stages ready to run. It is read-only: any number of
// goroutines may call Run at once, each with a document of its own.
type Pipeline struct {
	name, doc string
	config    []byte // the pipeline file
	stages    []Stage
	files     *recorder
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
func (p *Pipeline) Run(d *text.Document) error {
	for _, s := range p.stages {
		if err := run(s, d); err != nil {
			return fmt.Errorf("document %q: stage %s: %w", d.ID, s.Name, err)
		}
	}
	return nil
}

func run(s Stage, d *text.Document) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &PanicError{Value: r, Stack: debug.Stack()}
		}
	}()
	return s.Run(d)
}

// PanicError is a panic inside a stage: a fault of the program, which costs one
// document.
type PanicError struct {
	Value any
	Stack []byte
}

// Error is the panic's value; Stack has the rest.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }
