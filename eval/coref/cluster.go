package coref

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/text"
)

// Cluster is an entity: the spans of its mentions.
type Cluster []text.Span

// Singletons says what becomes of mentions that share their entity with no
// other.
type Singletons uint8

// What becomes of singletons.
const (
	// AsGiven scores the entities that are listed, those of one mention too.
	AsGiven Singletons = iota
	// Dropped leaves entities of one mention out, on both sides, as gold does
	// that follows OntoNotes and CoNLL-2012.
	Dropped
	// Added makes an entity of every mention that is in none.
	Added
)

var singletons = [...]string{"given", "dropped", "added"}

// String is the name: given, dropped or added.
func (s Singletons) String() string { return singletons[s] }

// ParseSingletons finds what becomes of singletons by its name. The error names
// all that there are.
func ParseSingletons(name string) (Singletons, error) {
	for i, n := range singletons {
		if n == name {
			return Singletons(i), nil
		}
	}
	return 0, fmt.Errorf("unknown treatment of singletons %q: there are %s", name, strings.Join(singletons[:], ", "))
}

// Clusters are the entities of a document. at is where a mention is to be taken
// to stand, such as at the alternative of gold that an answer has, and whether
// it is scored at all; nil takes all as they stand. An entity that has no
// mention left is none.
func Clusters(d *text.Document, s Singletons, at func(text.Mention) (text.Span, bool)) []Cluster {
	if at == nil {
		at = func(m text.Mention) (text.Span, bool) { return m.Span, true }
	}
	var out []Cluster
	member := make([]bool, len(d.Mentions))
	for _, e := range d.Entities {
		var c Cluster
		for _, i := range e.Mentions {
			if i < 0 || i >= len(d.Mentions) {
				continue
			}
			member[i] = true
			if span, ok := at(d.Mentions[i]); ok {
				c = append(c, span)
			}
		}
		if len(c) > 0 && (len(c) > 1 || s != Dropped) {
			out = append(out, c)
		}
	}
	if s != Added {
		return out
	}
	for i, m := range d.Mentions {
		if span, ok := at(m); ok && !member[i] {
			out = append(out, Cluster{span})
		}
	}
	return out
}

// partition is a set of clusters in which every mention is in one cluster only.
type partition struct {
	clusters []Cluster         // each ordered, and in order of their first mentions
	of       map[text.Span]int // the cluster of a mention
	repeated int               // mentions that were given more than once
}

// newPartition takes each mention once: where it is given first, as the
// reference scorer does.
func newPartition(clusters []Cluster) partition {
	p := partition{of: map[text.Span]int{}}
	for _, given := range clusters {
		var c Cluster
		for _, m := range given {
			if _, ok := p.of[m]; ok {
				p.repeated++
				continue
			}
			p.of[m] = 0
			c = append(c, m)
		}
		if len(c) > 0 {
			slices.SortFunc(c, text.Span.Compare)
			p.clusters = append(p.clusters, c)
		}
	}
	// Sums of fractions depend, in their last digit, on the order.
	slices.SortFunc(p.clusters, func(a, b Cluster) int { return a[0].Compare(b[0]) })
	for i, c := range p.clusters {
		for _, m := range c {
			p.of[m] = i
		}
	}
	return p
}

// part is what a cluster shares with one of the other side.
type part struct{ cluster, size int }

// parts divides a cluster by the clusters of the other side, in their order.
// alone are the mentions that the other side lacks.
func (p partition) parts(c Cluster) (shared []part, alone int) {
	in := make([]int, 0, len(c))
	for _, m := range c {
		if k, ok := p.of[m]; ok {
			in = append(in, k)
		}
	}
	slices.Sort(in)
	for _, k := range in {
		if n := len(shared); n > 0 && shared[n-1].cluster == k {
			shared[n-1].size++
		} else {
			shared = append(shared, part{k, 1})
		}
	}
	return shared, len(c) - len(in)
}
