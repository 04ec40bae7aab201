package ordered

import (
	"context"
	"iter"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

func upTo(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func TestMapKeepsOrder(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 7, 32} {
		slow := func(i int) int {
			time.Sleep(time.Duration(rand.IntN(300)) * time.Microsecond)
			return i * i
		}
		got := slices.Collect(Map(t.Context(), upTo(200), workers, slow))
		if len(got) != 200 {
			t.Fatalf("%d workers: %d results, want 200", workers, len(got))
		}
		for i, v := range got {
			if v != i*i {
				t.Fatalf("%d workers: result %d is %d, want %d", workers, i, v, i*i)
			}
		}
	}
}

func TestMapWorksAtOnceWithinItsWindow(t *testing.T) {
	const workers = 4
	var taken, running, most atomic.Int64
	in := func(yield func(int) bool) {
		for i := range 100 {
			taken.Add(1)
			if !yield(i) {
				return
			}
		}
	}
	release := make(chan struct{})
	do := func(i int) int {
		most.Store(max(most.Load(), running.Add(1)))
		if i == 0 {
			<-release // the first thing is slow: all the others wait behind it
		}
		time.Sleep(100 * time.Microsecond)
		running.Add(-1)
		return i
	}
	time.AfterFunc(200*time.Millisecond, func() {
		if n := taken.Load(); n > workers*perWorker+workers+2 {
			t.Errorf("%d things were taken while the first was not done", n)
		}
		close(release)
	})
	n := 0
	for range Map(t.Context(), in, workers, do) {
		n++
	}
	if n != 100 {
		t.Errorf("%d results, want 100", n)
	}
	if m := most.Load(); m < 2 || m > workers {
		t.Errorf("at most %d ran at once, want 2 to %d", m, workers)
	}
}

func TestMapStopsWhenTheReaderDoes(t *testing.T) {
	var begun atomic.Int64
	do := func(i int) int { begun.Add(1); return i }
	for v := range Map(t.Context(), upTo(1_000_000), 2, do) {
		if v == 10 {
			break
		}
	}
	time.Sleep(20 * time.Millisecond)
	if n := begun.Load(); n > 100 {
		t.Errorf("%d things were begun although nobody wanted more than 11", n)
	}
}

// TestMapCancelled blocks the input for ever, as standard input does.
func TestMapCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	fed, block := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(block) })
	in := func(yield func(int) bool) {
		for i := range 5 {
			if !yield(i) {
				return
			}
		}
		close(fed)
		<-block
	}
	var got []int
	for v := range Map(ctx, in, 2, func(i int) int { return i }) {
		got = append(got, v)
		if v == 2 {
			<-fed
			cancel()
		}
	}
	if !slices.Equal(got, []int{0, 1, 2, 3, 4}) {
		t.Errorf("got %v: what was begun is to be finished, in order", got)
	}
}
