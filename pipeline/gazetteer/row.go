package gazetteer

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// The columns that are read.
const (
	columnName = iota
	columnType
	columnKey
	columnAliases
	columnWeight
	columnCase
	columnPropose
	columnBefore
	columnAfter
	columnNear
	columnCount
)

var columnNames = [columnCount]string{
	"name", "type", "key", "aliases", "weight", "case", "propose", "before", "after", "near",
}

// field is what a line has in a column.
type field struct {
	text      string
	line, col int
}

// row is what a line has in the columns that are read.
type row [columnCount]field

// heading reads the line that names the columns.
func (r *reader) heading(l string, line int) {
	r.head = strings.Split(l, "\t")
	if r.comma() {
		fields, err := csv.NewReader(strings.NewReader(l)).Read()
		var bad *csv.ParseError
		switch {
		case errors.As(err, &bad):
			r.fail(line, bad.Column, "%v", bad.Err)
		case err == nil:
			r.head = fields
		}
	}
	for i := range r.columns {
		r.columns[i] = -1
	}
	for i, h := range r.head {
		h = strings.TrimSpace(h)
		r.head[i] = h
		at := slices.Index(columnNames[:], h)
		r.meaning = append(r.meaning, -1)
		switch {
		case at < 0 && h != "":
			r.info.Unread = append(r.info.Unread, h)
		case at >= 0 && r.columns[at] >= 0:
			r.fail(line, 1, "two columns are called %s", h)
		case at >= 0:
			r.columns[at], r.meaning[i] = i, at
		}
	}
	if r.columns[columnName] < 0 {
		r.fail(line, 1, "no column is called name")
	}
}

// put notes what a line has in a column of the file.
func (r *reader) put(rec *row, column int, f field) {
	if column < len(r.meaning) && r.meaning[column] >= 0 {
		rec[r.meaning[column]] = f
	}
}

func (r *reader) readTSV(body string, line int) {
	for len(body) > 0 {
		l, rest := cutLine(body)
		if len(l) > 0 && l[0] != '#' {
			r.readRow(l, line)
		}
		body = rest
		line++
	}
}

// readRow enters the name of a line of a tab-separated file.
func (r *reader) readRow(l string, line int) {
	var rec row
	for column, at := 0, 0; ; column++ {
		text, _, more := strings.Cut(l[at:], "\t")
		r.put(&rec, column, field{text, line, at + 1})
		if !more {
			if column+1 > len(r.head) {
				r.fail(line, at+1, "%d columns, and the heading has %d", column+1, len(r.head))
			}
			break
		}
		at += len(text) + 1
	}
	if rec[columnName].line == 0 {
		rec[columnName] = field{"", line, len(l) + 1}
	}
	r.enter(&rec)
}

func (r *reader) readCSV(body string, line int) {
	c := csv.NewReader(strings.NewReader(body))
	c.FieldsPerRecord = -1
	c.Comment = '#'
	c.ReuseRecord = true
	for {
		fields, err := c.Read()
		if err == io.EOF {
			return
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			r.fail(line-1+bad.Line, bad.Column, "%v", bad.Err)
			continue
		}
		var rec row
		for i, text := range fields {
			at, col := c.FieldPos(i)
			if i == len(r.head) {
				r.fail(line-1+at, col, "%d columns, and the heading has %d", len(fields), len(r.head))
				break
			}
			r.put(&rec, i, field{text, line - 1 + at, col})
		}
		if rec[columnName].line == 0 {
			at, col := c.FieldPos(len(fields) - 1)
			rec[columnName] = field{"", line - 1 + at, col}
		}
		r.enter(&rec)
	}
}
