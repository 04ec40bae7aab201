package ablate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"rollcall/cmd/rollcall/internal/ordered"
	"rollcall/eval"
	"rollcall/pipeline"
	"rollcall/text"
)

// Corpus is gold that has a table of its own.
type Corpus struct {
	Name  string
	Files []File
}

// File is gold of which the same types are scored.
type File struct {
	Documents []*text.Document
	Types     []text.Type // nil for all
}

// Store keeps documents as they stand at the cut from one run to the next.
type Store interface {
	// Load gives the document that was saved under a key.
	Load(key string) (*text.Document, bool)
	// Save keeps one. Not to be able to is no fault of the run.
	Save(key string, d *text.Document)
}

// Options say how a bench is made.
type Options struct {
	// Stage is the name of the stage whose parts are tried.
	Stage   string
	Workers int
	// Store may be nil.
	Store Store
	// Key goes before what documents are stored under: what tells versions of
	// the program apart.
	Key string
	// Progress, if not nil, is told after each document how many bytes of text
	// were worked on, in order and by one goroutine.
	Progress func(bytes int)
}

// Bench is a pipeline cut in front of a stage with parts, and the documents of
// gold as they stand there.
type Bench struct {
	before, after []pipeline.Stage
	varied        []int // stages in after that have parts
	parts         []pipeline.Part
	corpora       []Corpus
	docs          []*document
	workers       int
}

// document is one document of gold.
type document struct {
	corpus int
	types  []text.Type // that are scored
	gold   *text.Document
	cut    *text.Document // as it stands at the cut; nothing writes to it
	did    []did          // parts that were tried in it, by part
	with   *scored        // the answers of the whole pipeline
	err    error
}

// New cuts a pipeline in front of the first stage of the name that o gives.
func New(p *pipeline.Pipeline, o Options) (*Bench, error) {
	stages := p.Stages()
	at := slices.IndexFunc(stages, func(s pipeline.Stage) bool { return s.Name == o.Stage })
	if at < 0 {
		return nil, fmt.Errorf("pipeline %s has no stage %s", p.Name(), o.Stage)
	}
	b := &Bench{before: stages[:at], after: slices.Clone(stages[at:]), workers: max(o.Workers, 1)}
	for i, s := range b.after {
		if s.Name != o.Stage {
			continue
		}
		b.varied = append(b.varied, i)
		for _, part := range s.Parts {
			if b.part(part.Name) < 0 {
				b.parts = append(b.parts, part)
			}
		}
	}
	return b, nil
}

// Parts lists what can be taken out, in the order of the stage.
func (b *Bench) Parts() []pipeline.Part { return b.parts }

// part is the index of the part of that name, or -1.
func (b *Bench) part(name string) int {
	return slices.IndexFunc(b.parts, func(p pipeline.Part) bool { return p.Name == name })
}

// Read runs the whole pipeline over gold, once. Documents that it fails on are
// left out of all figures; their errors come joined, beside a bench that can be
// used unless ctx was cancelled.
func (b *Bench) Read(ctx context.Context, corpora []Corpus, o Options) error {
	b.corpora = corpora
	var in []*document
	for c := range corpora {
		for _, f := range corpora[c].Files {
			for _, d := range f.Documents {
				in = append(in, &document{corpus: c, types: f.Types, gold: d})
			}
		}
	}
	key := o.Key + keyOf(b.before)
	read := func(d *document) *document {
		d.err = b.read(d, key, o.Store)
		return d
	}
	var errs []error
	for d := range ordered.Map(ctx, slices.Values(in), b.workers, read) {
		if o.Progress != nil {
			o.Progress(len(d.gold.Text))
		}
		if d.err != nil {
			errs = append(errs, d.err)
			continue
		}
		b.docs = append(b.docs, d)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return errors.Join(errs...)
}

// read brings a document to the cut, and a copy of it to the end.
func (b *Bench) read(d *document, key string, store Store) error {
	if err := b.toCut(d, key, store); err != nil {
		return err
	}
	work := fork(d.cut)
	for i, s := range b.after {
		if !slices.Contains(b.varied, i) {
			if err := pipeline.Run([]pipeline.Stage{s}, work); err != nil {
				return err
			}
			continue
		}
		traces, err := s.Watch(work)
		if err != nil {
			return err
		}
		if err := b.note(d, s, traces, work.Candidates); err != nil {
			return err
		}
	}
	slices.SortStableFunc(d.did, func(x, y did) int { return x.part - y.part })
	var err error
	d.with, err = b.score(d, work.Mentions)
	return err
}

func (b *Bench) toCut(d *document, key string, store Store) error {
	if store != nil {
		key = documentKey(key, d.gold)
		if cut, ok := store.Load(key); ok && cut.Text == d.gold.Text {
			cut.ID = d.gold.ID
			d.cut = cut
			return nil
		}
	}
	d.cut = &text.Document{ID: d.gold.ID, Text: d.gold.Text}
	if err := pipeline.Run(b.before, d.cut); err != nil {
		return err
	}
	if store != nil {
		store.Save(key, d.cut)
	}
	return nil
}

// fork is a document that stages can work on while the other stays as it is:
// stages add to candidates and set fields of them, and leave alone what these
// point to.
func fork(d *text.Document) *text.Document {
	c := *d
	c.Candidates, c.Mentions = slices.Clone(d.Candidates), slices.Clone(d.Mentions)
	c.Entities = slices.Clone(d.Entities)
	return &c
}

// answers are those that other stages behind the cut give.
func (b *Bench) answers(d *document, after []pipeline.Stage) (*scored, error) {
	work := fork(d.cut)
	if err := pipeline.Run(after, work); err != nil {
		return nil, err
	}
	return b.score(d, work.Mentions)
}

// score holds mentions against gold.
func (b *Bench) score(d *document, mentions []text.Mention) (*scored, error) {
	r, err := b.judge(d, mentions)
	if err != nil {
		return nil, err
	}
	return scoredOf(r), nil
}

func (b *Bench) judge(d *document, mentions []text.Mention) (*eval.Document, error) {
	r, err := eval.Score([]*text.Document{d.gold}, []*text.Document{{ID: d.gold.ID, Text: d.gold.Text, Mentions: mentions}},
		eval.Options{Types: d.types})
	if err != nil {
		return nil, err
	}
	return &r.Documents[0], nil
}

// without is what stands behind the cut, without some parts.
func (b *Bench) without(names ...string) ([]pipeline.Stage, error) {
	after := slices.Clone(b.after)
	for _, i := range b.varied {
		var here []string
		for _, name := range names {
			if slices.ContainsFunc(after[i].Parts, func(p pipeline.Part) bool { return p.Name == name }) {
				here = append(here, name)
			}
		}
		if len(here) == 0 {
			continue
		}
		var err error
		if after[i], err = after[i].Without(here...); err != nil {
			return nil, err
		}
	}
	return after, nil
}
