package stats

import (
	"fmt"
	"math"
)

// Table holds counts: a row for each unit that was drawn, such as a document,
// and a column for each thing counted in it. Cells can be any finite numbers;
// columns of whole or half numbers that are not negative are added fastest, and
// their sums are exact.
type Table struct {
	rows, columns int
	cells         []float64 // row by row
}

// NewTable makes a table of zeros.
func NewTable(rows, columns int) *Table {
	return &Table{rows, columns, make([]float64, rows*columns)}
}

// Rows is the number of rows.
func (t *Table) Rows() int { return t.rows }

// Columns is the number of columns.
func (t *Table) Columns() int { return t.columns }

// Row is the i-th row, to be read and written.
func (t *Table) Row(i int) []float64 {
	return t.cells[i*t.columns : (i+1)*t.columns : (i+1)*t.columns]
}

// Sums adds up each column.
func (t *Table) Sums() []float64 {
	sums := make([]float64, t.columns)
	for i := range t.rows {
		for c, x := range t.Row(i) {
			sums[c] += x
		}
	}
	return sums
}

// beside puts the rows of two tables of one shape beside each other.
func beside(old, new *Table) (*Table, error) {
	if old.rows != new.rows || old.columns != new.columns {
		return nil, fmt.Errorf("tables of %d×%d and %d×%d cannot be compared row by row",
			old.rows, old.columns, new.rows, new.columns)
	}
	joint := NewTable(old.rows, 2*old.columns)
	for i := range old.rows {
		copy(joint.Row(i), old.Row(i))
		copy(joint.Row(i)[old.columns:], new.Row(i))
	}
	return joint, nil
}

// under puts the rows of two tables of as many columns under each other.
func under(a, b *Table) (*Table, error) {
	if a.columns != b.columns {
		return nil, fmt.Errorf("tables of %d and %d columns cannot be compared", a.columns, b.columns)
	}
	all := NewTable(a.rows+b.rows, a.columns)
	copy(all.cells, a.cells)
	copy(all.cells[len(a.cells):], b.cells)
	return all, nil
}

// isWhole reports whether doubling x gives a natural number.
func isWhole(x float64) bool { return x >= 0 && 2*x == math.Trunc(2*x) && x < 1<<40 }
