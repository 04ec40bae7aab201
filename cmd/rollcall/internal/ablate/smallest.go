package ablate

import (
	"context"
	"slices"

	"rollcall/eval"
)

// Smallest is a set of parts that keeps the F1.
type Smallest struct {
	Kept []string // in the order of the stage
	// Dropped are those that can go, in the order in which they were taken out,
	// and F1 what was left after each.
	Dropped []string
	F1      []float64
	// Silent are those that match nothing in these documents, which say nothing
	// about them.
	Silent []string
	Before float64 // F1 with all parts
}

// Smallest takes parts out one by one, by greedy backward elimination: in each
// step the one without which F1, over all documents, is highest, as long as
// that is no lower than before the step. Of equal ones the one goes that is
// right least often by itself, then the one that comes last. It is not always
// the smallest set that there is: to know that, all sets would have to be tried.
//
// trials are the Ablations of all parts that may go, after Run.
func (b *Bench) Smallest(ctx context.Context, trials []*Trial) (Smallest, error) {
	e := b.newElimination(trials)
	out := Smallest{Before: e.f1(e.total)}
	e.left = slices.DeleteFunc(e.left, func(s *survivor) bool {
		silent := len(s.without) == 0
		if silent {
			out.Silent = append(out.Silent, s.name)
		}
		return silent
	})
	for {
		best, f1 := -1, e.f1(e.total)
		for i := range e.left {
			if n := e.f1(e.left[i].total); n > f1 || n == f1 && (best < 0 || e.left[i].right <= e.left[best].right) {
				best, f1 = i, n
			}
		}
		if best < 0 {
			break
		}
		gone := e.left[best]
		out.Dropped, out.F1 = append(out.Dropped, gone.name), append(out.F1, f1)
		if err := e.drop(ctx, best, out.Dropped); err != nil {
			return out, err
		}
	}
	for _, s := range e.left {
		out.Kept = append(out.Kept, s.name)
	}
	return out, nil
}

// elimination is where a backward elimination stands.
type elimination struct {
	*Bench
	now   []eval.Counts // of each document, without what was dropped
	total eval.Counts
	left  []*survivor
}

// survivor is a part that is still there.
type survivor struct {
	name  string
	right int
	// without are the counts of documents without it too, by document. Where it
	// matches nothing there are none: it makes no difference there.
	without map[int]eval.Counts
	total   eval.Counts // of all documents without it too
}

func (e *elimination) f1(c eval.Counts) float64 { return c.F1() }

func (b *Bench) newElimination(trials []*Trial) *elimination {
	e := &elimination{Bench: b}
	for _, d := range b.docs {
		e.now = append(e.now, d.with.counts)
		e.total = e.total.Plus(d.with.counts)
	}
	for _, t := range trials {
		s := &survivor{name: t.Part.Name, without: map[int]eval.Counts{}}
		for i, d := range b.docs {
			for _, n := range d.did {
				if n.part == t.part && n.matched {
					s.without[i] = e.now[i]
					s.right += n.Right
				}
			}
		}
		for k, at := range t.docs {
			s.without[at] = t.runs[k].counts
		}
		e.left = append(e.left, s)
	}
	e.addUp()
	return e
}

// addUp works out the totals anew.
func (e *elimination) addUp() {
	for _, s := range e.left {
		s.total = eval.Counts{}
		for i, c := range e.now {
			if own, ok := s.without[i]; ok {
				c = own
			}
			s.total = s.total.Plus(c)
		}
	}
}

// drop takes a part out for good. Of the others only those documents change in
// which both match.
func (e *elimination) drop(ctx context.Context, best int, dropped []string) error {
	gone := e.left[best]
	e.left = slices.Delete(e.left, best, best+1)
	for i, c := range gone.without {
		e.now[i] = c
	}
	e.total = gone.total
	var again []*Trial
	for _, s := range e.left {
		t := &Trial{}
		for i := range s.without {
			if _, both := gone.without[i]; both {
				t.docs = append(t.docs, i)
			}
		}
		if len(t.docs) > 0 {
			slices.Sort(t.docs)
			var err error
			if t.After, err = e.Bench.without(append(slices.Clone(dropped), s.name)...); err != nil {
				return err
			}
		}
		again = append(again, t)
	}
	if err := e.Run(ctx, again, nil); err != nil {
		return err
	}
	for k, s := range e.left {
		for i, at := range again[k].docs {
			s.without[at] = again[k].runs[i].counts
		}
	}
	e.addUp()
	return nil
}
