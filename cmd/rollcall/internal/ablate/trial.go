package ablate

import (
	"context"
	"fmt"
	"slices"

	"rollcall/cmd/rollcall/internal/ordered"
	"rollcall/eval"
	"rollcall/pipeline"
)

// Trial is a pipeline changed behind the cut, to be held against the one that
// the bench was made of.
type Trial struct {
	Part pipeline.Part
	// Status says what a trial is of where it is not of taking a part out:
	// "changed", "new", "removed", "added".
	Status string
	// After is what stands behind the cut in the changed pipeline.
	After []pipeline.Stage
	// Reversed says that the changed pipeline is the one with the part, or with
	// its new version, and the bench's the one without.
	Reversed bool
	// Family is what question the trial asks. P-values are adjusted for looking
	// at all trials that ask the same.
	Family string

	quiet bool          // what the part does shows in no trace
	part  int           // index in Bench.parts, or -1
	docs  []int         // documents in which answers can differ, ascending
	own   map[int]Deeds // what the part of the changed pipeline did, by document
	runs  []run         // by docs
}

// run is what a trial answered in a document.
type run struct {
	*scored
	err error
}

// Ablations is a trial for each part of these names, of taking it out; without
// names of all parts.
func (b *Bench) Ablations(names ...string) ([]*Trial, error) {
	acted := make([][]int, len(b.parts))
	for i, d := range b.docs {
		for _, n := range d.did {
			if k := len(acted[n.part]); n.acted && (k == 0 || acted[n.part][k-1] != i) {
				acted[n.part] = append(acted[n.part], i)
			}
		}
	}
	if len(names) == 0 {
		for _, p := range b.parts {
			names = append(names, p.Name)
		}
	}
	var trials []*Trial
	for _, name := range names {
		k := b.part(name)
		if k < 0 {
			return nil, fmt.Errorf("there is no %s to take out", name)
		}
		after, err := b.without(name)
		if err != nil {
			return nil, err
		}
		trials = append(trials, &Trial{Part: b.parts[k], After: after, part: k, docs: acted[k]})
	}
	return trials, nil
}

// Instead is a trial with another stage in the place of the one that was cut in
// front of. What differs is named: parts of the bench's stage, and of the other.
// Answers can differ where one of them matches.
func (b *Bench) Instead(ctx context.Context, s pipeline.Stage, old, new string) (*Trial, error) {
	t := &Trial{After: slices.Clone(b.after), part: b.part(old), own: map[int]Deeds{}}
	t.After[b.varied[0]] = s
	if t.part >= 0 {
		t.Part = b.parts[t.part]
	}
	k := slices.IndexFunc(s.Parts, func(p pipeline.Part) bool { return p.Name == new })
	if k >= 0 && t.part < 0 {
		t.Part = s.Parts[k]
	}
	type seen struct {
		at   int
		n    did
		acts bool
		err  error
	}
	look := func(at int) seen {
		d := b.docs[at]
		out := seen{at: at, acts: slices.ContainsFunc(d.did, func(n did) bool { return n.part == t.part && n.matched })}
		if k < 0 {
			return out
		}
		work := fork(d.cut)
		if out.err = pipeline.Run(b.after[:b.varied[0]], work); out.err != nil {
			return out
		}
		traces, err := s.Watch(work)
		if err != nil {
			out.err = err
			return out
		}
		for _, trace := range traces {
			if trace.Part != k {
				continue
			}
			deeds, err := b.deeds(d, s.Parts[k], trace, work.Candidates)
			if err != nil {
				out.err = err
				return out
			}
			out.n.Deeds = out.n.Deeds.plus(deeds)
			out.acts = out.acts || len(trace.Matched)+len(trace.Proposed)+len(trace.Changed) > 0
		}
		return out
	}
	for n := range ordered.Map(ctx, indices(len(b.docs)), b.workers, look) {
		if n.err != nil {
			return nil, n.err
		}
		if n.acts {
			t.docs = append(t.docs, n.at)
		}
		if n.n.Deeds != (Deeds{}) {
			t.own[n.at] = n.n.Deeds
		}
	}
	return t, ctx.Err()
}

// Replacing is a trial of another stage in the place of those of some name
// behind the cut. What differs need not show in traces, so that it runs in all
// documents.
func (b *Bench) Replacing(name string, s pipeline.Stage) *Trial {
	t := &Trial{After: slices.Clone(b.after), part: -1, quiet: true}
	for i := range t.After {
		if t.After[i].Name == name {
			t.After[i] = s
		}
	}
	for i := range b.docs {
		t.docs = append(t.docs, i)
	}
	return t
}

func indices(n int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// Run lets all trials answer, in the documents in which that can make a
// difference. Progress, if not nil, is told how many of how many runs are done.
func (b *Bench) Run(ctx context.Context, trials []*Trial, progress func(done, of int)) error {
	type job struct {
		trial *Trial
		at    int // in docs
	}
	of := 0
	for _, t := range trials {
		t.runs = make([]run, len(t.docs))
		of += len(t.docs)
	}
	jobs := func(yield func(job) bool) {
		for _, t := range trials {
			for i := range t.docs {
				if !yield(job{t, i}) {
					return
				}
			}
		}
	}
	answer := func(j job) error {
		s, err := b.answers(b.docs[j.trial.docs[j.at]], j.trial.After)
		j.trial.runs[j.at] = run{s, err}
		return err
	}
	done := 0
	for err := range ordered.Map(ctx, jobs, b.workers, answer) {
		if err != nil {
			return err
		}
		if done++; progress != nil {
			progress(done, of)
		}
	}
	return ctx.Err()
}

// effectOf is what a trial's part brings in the documents that pick reports
// true for.
func (b *Bench) effectOf(t *Trial, pick func(*document) bool) eval.Effect {
	var e eval.Effect
	for i, at := range t.docs {
		d := b.docs[at]
		if !pick(d) {
			continue
		}
		if t.Reversed {
			e = e.Plus(effect(d.with, t.runs[i].scored))
		} else {
			e = e.Plus(effect(t.runs[i].scored, d.with))
		}
	}
	return e
}

// deedsOf is what a trial's part did there by itself, and what that did which
// it stands in the place of.
func (b *Bench) deedsOf(t *Trial, pick func(*document) bool) (is, was Deeds) {
	for i, d := range b.docs {
		if !pick(d) {
			continue
		}
		was = was.plus(t.own[i])
		for _, n := range d.did {
			if n.part == t.part {
				is = is.plus(n.Deeds)
			}
		}
	}
	if t.Reversed {
		return was, is
	}
	return is, was
}
