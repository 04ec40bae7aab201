package gold

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/text"
)

// Agreement is how far annotators agree, as counts for each document. All
// figures are worked out of sums of these counts (see Scores), so that any
// sample of documents has its figures too.
type Agreement struct {
	Annotators []string
	Types      []text.Type // what all are annotated for and anyone marked
	Documents  []AgreementDocument
	// Differences are the ways in which annotators read the same words
	// differently, the most frequent first.
	Differences []Difference
	// Warnings are what a reader of the figures has to know: documents that
	// some lack, types that some were not asked for.
	Warnings []string

	layout layout
	rows   [][]float64
}

// AgreementDocument is a document that two annotators at least have.
type AgreementDocument struct {
	ID        string
	Addresses []string // file:line in each annotator's files; empty where it is missing
	Tokens    int
	Mentions  []int // of each annotator
}

// Agree counts where annotators agree, in each document that two of them have.
// Documents are put together by id and must have the same text.
//
// Mentions are compared as they are: two agree strictly if span and type are
// equal, or if one is what the other gives as another reading; and roughly if
// they overlap and have the same type. Tokens (runs of letters and digits, and
// every other character but white space) are compared by the type of the
// mention that covers them. What any annotator marked IGNORE counts for nobody.
func Agree(annotators ...Annotator) (*Agreement, error) {
	docs, err := align(annotators)
	if err != nil {
		return nil, err
	}
	a := &Agreement{Warnings: absences(annotators, docs)}
	var types []text.Type
	for _, r := range annotators {
		a.Annotators = append(a.Annotators, r.Name)
		types = narrowed(types, r.types())
	}
	a.settleTypes(docs, types)
	a.layout = layout{annotators: len(annotators), types: len(a.Types)}
	for _, d := range docs {
		if d.readers() > 1 {
			a.document(d)
		}
	}
	a.Differences = differences(docs, a.Types)
	return a, nil
}

// settleTypes are the annotated types that occur; those of which not all
// annotators were asked are named in a warning.
func (a *Agreement) settleTypes(docs []parallel, annotated []text.Type) {
	var left []string
	for _, d := range docs {
		for _, r := range d.readings {
			if r.corpus == nil {
				continue
			}
			for _, m := range r.document().Mentions {
				switch {
				case m.Type == text.TypeIgnore || slices.Contains(a.Types, m.Type):
				case annotated == nil || slices.Contains(annotated, m.Type):
					a.Types = append(a.Types, m.Type)
				case !slices.Contains(left, string(m.Type)):
					left = append(left, string(m.Type))
				}
			}
		}
	}
	slices.SortFunc(a.Types, text.CompareTypes)
	if len(left) > 0 {
		slices.Sort(left)
		a.Warnings = append(a.Warnings, fmt.Sprintf("left out, since not all are annotated for it: %s", strings.Join(left, ", ")))
	}
}

// document adds the counts of one document.
func (a *Agreement) document(d parallel) {
	tokens := words(d.text())
	var scored [][]text.Mention
	var ignored [][]text.Span
	skip := make([]bool, len(tokens))
	out := AgreementDocument{ID: d.id}
	for _, r := range d.readings {
		var own []text.Mention
		var open []text.Span
		address := ""
		if r.corpus != nil {
			address = r.address()
			for _, m := range r.document().Mentions {
				switch {
				case m.Type == text.TypeIgnore:
					open = append(open, m.Span)
					from, to := touched(tokens, m.Span)
					for i := from; i < to; i++ {
						skip[i] = true
					}
				case slices.Contains(a.Types, m.Type):
					own = append(own, m)
				}
			}
		}
		scored, ignored = append(scored, own), append(ignored, open)
		out.Addresses = append(out.Addresses, address)
		out.Mentions = append(out.Mentions, len(own))
	}
	var labels [][]int // of each annotator, tokens that count only
	for k, r := range d.readings {
		if r.corpus == nil {
			labels = append(labels, nil)
			continue
		}
		all := labelTokens(tokens, scored[k], a.Types)
		kept := all[:0]
		for i, label := range all {
			if !skip[i] {
				kept = append(kept, label)
			}
		}
		labels = append(labels, kept)
		out.Tokens = len(kept)
	}

	row := make([]float64, a.layout.columns())
	for k, own := range scored {
		for _, m := range own {
			row[a.layout.marked(k, slices.Index(a.Types, m.Type))]++
		}
	}
	for n, p := range a.layout.pairs() {
		i, j := p[0], p[1]
		if d.readings[i].corpus == nil || d.readings[j].corpus == nil {
			continue
		}
		a.countMentions(row, n, pair(scored[i], scored[j]), ignored[i], ignored[j])
		for t, label := range labels[i] {
			row[a.layout.confusion(n, label, labels[j][t])]++
		}
	}
	a.countTokens(row, labels, out.Tokens, d.readers() == len(d.readings))
	a.Documents = append(a.Documents, out)
	a.rows = append(a.rows, row)
}

// countMentions adds a pair of annotators' mentions. A mention without an equal
// partner that touches what the other left open counts neither way.
func (a *Agreement) countMentions(row []float64, n int, p *pairing, ignoredA, ignoredB []text.Span) {
	touches := func(m text.Mention, spans []text.Span) bool { return slices.ContainsFunc(spans, m.Overlaps) }
	left := make([]bool, len(p.b))
	for i, m := range p.a {
		kind := slices.Index(a.Types, m.Type)
		j := p.partner[i]
		if !(j >= 0 && p.equal[i]) && touches(m, ignoredB) {
			if j >= 0 {
				left[j] = true
			}
			continue
		}
		row[a.layout.mentions(n, kind, ofFirst)]++
		switch {
		case j < 0:
		case !p.equal[i] && touches(p.b[j], ignoredA):
		case p.equal[i]:
			row[a.layout.mentions(n, kind, equalBoth)]++
			row[a.layout.mentions(n, kind, overlapBoth)]++
		default:
			row[a.layout.mentions(n, kind, overlapBoth)]++
		}
	}
	for j, m := range p.b {
		i := p.taken[j]
		if equal := i >= 0 && p.equal[i]; !equal && touches(m, ignoredA) {
			continue
		}
		kind := slices.Index(a.Types, m.Type)
		if i >= 0 && p.equal[i] {
			// Of two readings that are as right as each other, the first
			// annotator's type is the one counted, so that the counts of a
			// type fit together.
			kind = slices.Index(a.Types, p.a[i].Type)
		}
		row[a.layout.mentions(n, kind, ofSecond)]++
	}
}

// countTokens adds what the coefficients for several annotators need.
func (a *Agreement) countTokens(row []float64, labels [][]int, tokens int, complete bool) {
	l := a.layout
	nothing := l.types
	votes := make([]float64, l.types+1)
	for t := range tokens {
		clear(votes)
		n := 0.0
		for _, own := range labels {
			if own != nil {
				votes[own[t]]++
				n++
			}
		}
		agreeing := 0.0 // ordered pairs of annotators who agree
		for k, v := range votes {
			agreeing += v * (v - 1)
			row[l.alphaVotes(k)] += v
		}
		row[l.alphaAgreeing()] += agreeing / (n - 1)
		if !complete {
			continue
		}
		marked := votes[nothing] < n
		for _, only := range []bool{false, true} {
			if only && !marked {
				break
			}
			f := l.fleiss(only)
			row[f.tokens]++
			row[f.agreeing] += agreeing / (n * (n - 1))
			for k, v := range votes {
				row[f.votes+k] += v
			}
		}
		for k, v := range votes[:nothing] {
			// Agreeing on one type means to be both for it or both against it.
			row[l.typeAgreeing(k)] += (v*(v-1) + (n-v)*(n-v-1)) / (n * (n - 1))
		}
	}
}

// Columns is how many counts a document has.
func (a *Agreement) Columns() int { return a.layout.columns() }

// Row is the counts of Documents[i], which add.
func (a *Agreement) Row(i int) []float64 { return a.rows[i] }
