package eval

import (
	"slices"

	"rollcall/text"
)

// Rows are the counts of a scheme, document by document and type by type: what
// a bootstrap or a permutation test draws from. Any sum of rows is the counts
// of those documents.
type Rows struct {
	Scheme Scheme
	Types  []text.Type // the columns, in the order of reports; the same for every document
	Counts [][]Counts  // by document, in the order of Result.Documents, then by column
}

// Rows counts the verdicts of a scheme on each document by itself.
func (r *Result) Rows(s Scheme) Rows {
	rows := Rows{Scheme: s, Types: r.types(), Counts: make([][]Counts, len(r.Documents))}
	n := len(rows.Types)
	all := make([]Counts, n*len(r.Documents))
	at, name := -1, text.Type("")
	column := func(t text.Type) int {
		// Neighbours are often of one type.
		if at < 0 || t != name {
			at, _ = slices.BinarySearchFunc(rows.Types, t, text.CompareTypes)
			name = t
		}
		return at
	}
	for i := range r.Documents {
		d := &r.Documents[i]
		row := all[i*n : (i+1)*n : (i+1)*n]
		rows.Counts[i] = row
		for _, p := range d.Pairs {
			switch s.Judge(p) {
			case Correct:
				row[column(d.Gold[p.Gold].Type)].Correct++
			case Partial:
				row[column(d.Gold[p.Gold].Type)].Partial++
			case Incorrect:
				row[column(d.Gold[p.Gold].Type)].IncorrectGold++
				row[column(d.Answers[p.Answer].Type)].IncorrectAnswer++
			case Missed:
				row[column(d.Gold[p.Gold].Type)].Missed++
			case Spurious:
				row[column(d.Answers[p.Answer].Type)].Spurious++
			}
		}
	}
	return rows
}

// Total is the sum of a document's counts over types.
func (r Rows) Total(document int) Counts {
	var sum Counts
	for _, c := range r.Counts[document] {
		sum = sum.Plus(c)
	}
	return sum
}

// types are the types of all that was paired or left over, in the order of
// reports.
func (r *Result) types() []text.Type {
	seen := map[text.Type]bool{}
	last := text.Type("")
	see := func(t text.Type) {
		if t != last || len(seen) == 0 {
			seen[t], last = true, t
		}
	}
	for i := range r.Documents {
		d := &r.Documents[i]
		for _, p := range d.Pairs {
			if p.Gold >= 0 {
				see(d.Gold[p.Gold].Type)
			}
			if p.Answer >= 0 {
				see(d.Answers[p.Answer].Type)
			}
		}
	}
	types := make([]text.Type, 0, len(seen))
	for t := range seen {
		types = append(types, t)
	}
	slices.SortFunc(types, text.CompareTypes)
	return types
}
