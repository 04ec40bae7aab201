// Package ordered works on many things at once and hands the results back in
// the order in which the things came.
//
// At most a small window of things is under way at any time, so memory does
// not grow with their number, and one slow thing holds up the window and not
// the order. Left out on purpose: errors. A result that can fail carries its
// own, because one failure is not to end the rest.
package ordered

import (
	"context"
	"iter"
)

// perWorker is how many things may be under way or waiting for their turn for
// each worker: enough to keep all busy behind one that is slow.
const perWorker = 4

// Map yields do(v) for each v of in, in the order of in, with do running in
// up to workers goroutines at once. do must be safe for that, and must not
// panic.
//
// in is drained in a goroutine of its own. When ctx is cancelled nothing new
// is begun, what was begun before is finished and yielded, and the sequence
// ends without waiting for in, which may be blocked in a read.
func Map[In, Out any](ctx context.Context, in iter.Seq[In], workers int, do func(In) Out) iter.Seq[Out] {
	workers = max(workers, 1)
	return func(yield func(Out) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		m := &mapping[In, Out]{
			jobs:  make(chan job[In, Out]),
			queue: make(chan chan Out, workers*perWorker),
		}
		for range workers {
			go m.work(do)
		}
		go m.feed(ctx, in)
		m.collect(ctx, yield)
	}
}

type job[In, Out any] struct {
	in  In
	out chan Out
}

type mapping[In, Out any] struct {
	jobs  chan job[In, Out]
	queue chan chan Out // one channel for each thing begun, in order
}

func (m *mapping[In, Out]) work(do func(In) Out) {
	for j := range m.jobs {
		j.out <- do(j.in)
	}
}

// feed enters a thing in the queue before a worker gets it, so that all that
// was begun before a cancellation is still collected.
func (m *mapping[In, Out]) feed(ctx context.Context, in iter.Seq[In]) {
	defer close(m.queue)
	defer close(m.jobs)
	for v := range in {
		out := make(chan Out, 1)
		select {
		case m.queue <- out:
		case <-ctx.Done():
			return
		}
		select {
		case m.jobs <- job[In, Out]{v, out}:
		case <-ctx.Done():
			close(out)
			return
		}
	}
}

func (m *mapping[In, Out]) collect(ctx context.Context, yield func(Out) bool) {
	for {
		var out chan Out
		var ok bool
		select {
		case out, ok = <-m.queue:
		case <-ctx.Done():
			select {
			case out, ok = <-m.queue:
			default:
			}
		}
		if !ok {
			return
		}
		v, begun := <-out
		if !begun || !yield(v) {
			return
		}
	}
}
