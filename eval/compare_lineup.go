package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rollcall/text"
)

// lineup is the documents of several runs, side by side, in order of the digests
// of their gold.
type lineup struct {
	digests []string
	refs    [][]documentRef // [run][row]
	left    int             // documents that are not in it since not all runs have them alike
}

// documentRef is a document of a run.
type documentRef struct {
	digest         string
	file, document int
}

func (l lineup) len() int { return len(l.digests) }

func (l lineup) digest() string { return combine(slices.Clone(l.digests)) }

// lineUp pairs the documents of runs by their gold. Without common, it is an
// error if not all have the same.
func lineUp(runs []*Run, common bool) (lineup, error) {
	all := make([][]documentRef, len(runs))
	for k, r := range runs {
		for f := range r.Files {
			for i, d := range r.Files[f].documentDigests() {
				all[k] = append(all[k], documentRef{d, f, i})
			}
		}
		slices.SortStableFunc(all[k], func(a, b documentRef) int { return cmp.Compare(a.digest, b.digest) })
	}
	l := lineup{refs: make([][]documentRef, len(runs))}
	most := 0
	at := make([]int, len(runs))
	for _, d := range all[0] {
		here := true
		for k := range runs {
			for at[k] < len(all[k]) && all[k][at[k]].digest < d.digest {
				at[k]++
			}
			here = here && at[k] < len(all[k]) && all[k][at[k]].digest == d.digest
		}
		if !here {
			continue
		}
		l.digests = append(l.digests, d.digest)
		for k := range runs {
			l.refs[k] = append(l.refs[k], all[k][at[k]])
			at[k]++
		}
	}
	for k := range runs {
		most = max(most, len(all[k]))
	}
	l.left = most - l.len()
	if l.left == 0 || common && l.len() > 0 {
		return l, nil
	}
	for k := 1; k < len(runs); k++ {
		if m := mismatch(runs[0], runs[k]); m != nil {
			return l, m
		}
	}
	// Only where all are equal in pairs and not together, which cannot be.
	return l, fmt.Errorf("the results are not of the same gold")
}

// result is the lined-up documents of the k-th run.
func (l lineup) result(r *Run, k int) *Result {
	out := &Result{Documents: make([]Document, l.len())}
	for i, ref := range l.refs[k] {
		out.Documents[i] = r.Files[ref.file].Result.Documents[ref.document]
	}
	return out
}

// twins are the lined-up documents of two runs.
func (l lineup) twins(old, new *Run) []twin {
	out := make([]twin, l.len())
	for i := range out {
		a, b := l.refs[0][i], l.refs[1][i]
		t := twin{
			digest:  l.digests[i],
			oldFile: &old.Files[a.file], oldIndex: a.document,
			newFile: &new.Files[b.file], newIndex: b.document,
			order: [2]int{b.file, b.document},
		}
		t.old, t.new = &t.oldFile.Result.Documents[a.document], &t.newFile.Result.Documents[b.document]
		out[i] = t
	}
	return out
}

func (t *twin) comparePlace(o *twin) int {
	return cmp.Or(cmp.Compare(t.order[0], o.order[0]), cmp.Compare(t.order[1], o.order[1]))
}

// unionTypes are the types that occur in any of the results.
func unionTypes(results ...*Result) []text.Type {
	var types []text.Type
	for _, r := range results {
		types = append(types, r.types()...)
	}
	slices.SortFunc(types, text.CompareTypes)
	return slices.Compact(types)
}

// GoldMismatch is why two runs cannot be compared: they are not of the same
// gold.
type GoldMismatch struct {
	Old, New GoldIdentity
	// OnlyOld and OnlyNew are the ids of documents that only one of the two has,
	// Differ those of which text, gold mentions or scored types are not the
	// same.
	OnlyOld, OnlyNew, Differ []string
	Shared                   int // documents that are the same in both
}

// GoldIdentity is what tells one gold from another.
type GoldIdentity struct {
	System              string // that was scored on it
	Digest              string
	Documents, Mentions int
	Types               []text.Type // nil for all
}

// Error names both digests, and what is different.
func (m *GoldMismatch) Error() string {
	var out strings.Builder
	fmt.Fprintf(&out, "different gold, so figures cannot be compared:\n  %s\n  %s", m.Old, m.New)
	for _, part := range []struct {
		what string
		ids  []string
	}{
		{"only in the first", m.OnlyOld}, {"only in the second", m.OnlyNew},
		{"with another text, other mentions or other scored types", m.Differ},
	} {
		if len(part.ids) > 0 {
			fmt.Fprintf(&out, "\n  %s %s: %s", documents(len(part.ids)), part.what, few(part.ids))
		}
	}
	return out.String()
}

// String is the digest and what goes with it.
func (g GoldIdentity) String() string {
	types := "all types"
	if g.Types != nil {
		names := make([]string, len(g.Types))
		for i, t := range g.Types {
			names[i] = string(t)
		}
		types = strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s was scored on gold %s (%s, %d mentions, %s)",
		g.System, g.Digest, documents(g.Documents), g.Mentions, types)
}

func identity(r *Run) GoldIdentity {
	return GoldIdentity{r.System.Name, r.GoldDigest(), r.Documents(), r.Mentions(), r.Types()}
}

// mismatch is what is different in the gold of two runs, nil if nothing is.
func mismatch(old, new *Run) *GoldMismatch {
	m := &GoldMismatch{Old: identity(old), New: identity(new)}
	if m.Old.Digest == m.New.Digest {
		return nil
	}
	digests := func(r *Run) (ids []string, by map[string][]string) {
		by = map[string][]string{}
		for f := range r.Files {
			for i, d := range r.Files[f].documentDigests() {
				id := r.Files[f].Result.Documents[i].ID
				if by[id] == nil {
					ids = append(ids, id)
				}
				by[id] = append(by[id], d)
			}
		}
		for _, d := range by {
			slices.Sort(d)
		}
		return ids, by
	}
	oldIDs, oldBy := digests(old)
	newIDs, newBy := digests(new)
	for _, id := range oldIDs {
		switch {
		case newBy[id] == nil:
			m.OnlyOld = append(m.OnlyOld, id)
		case !slices.Equal(oldBy[id], newBy[id]):
			m.Differ = append(m.Differ, id)
		default:
			m.Shared += len(oldBy[id])
		}
	}
	for _, id := range newIDs {
		if oldBy[id] == nil {
			m.OnlyNew = append(m.OnlyNew, id)
		}
	}
	return m
}

func documents(n int) string {
	if n == 1 {
		return "1 document"
	}
	return fmt.Sprintf("%d documents", n)
}
