package stats

// Table holds counts: a row for each unit that was drawn, such as a document,
// and a column for each thing counted in it. Cells can be any finite numbers;
// those that are whole or half, and not negative, are added fastest.
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

// Metric works figures, several at once, out of sums of columns.
type Metric struct {
	// Figures is how many figures Of gives.
	Figures int
	// Of writes the figures of a sample whose columns sum up to sums. A figure
	// that has no value there, such as a ratio without a denominator, is NaN.
	// Of is called by many goroutines at once and must not keep its arguments.
	Of func(sums, figures []float64)
}

// At are the figures of sums.
func (m Metric) At(sums []float64) []float64 {
	figures := make([]float64, m.Figures)
	m.Of(sums, figures)
	return figures
}
