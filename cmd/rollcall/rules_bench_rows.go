package main

import (
	"math"
	"strconv"

	"rollcall/cmd/rollcall/internal/ablate"
	"rollcall/cmd/rollcall/internal/render"
	"rollcall/eval"
	"rollcall/text"
)

// benchRow is a line of a table for programs. Differences and their intervals
// are of F1 as a share, as all figures in JSON are.
type benchRow struct {
	Name       string    `json:"name"`
	Path       string    `json:"path"`
	Line       int       `json:"line,omitempty"`
	Type       text.Type `json:"type,omitempty"`
	Does       string    `json:"does"`
	Score      float64   `json:"score,omitempty"`
	Status     string    `json:"status,omitempty"`
	Fired      int       `json:"fired"`
	Right      int       `json:"right"`
	Wrong      int       `json:"wrong"`
	Was        *wasRow   `json:"was,omitempty"`
	AloneRight int       `json:"alone_right"`
	AloneWrong int       `json:"alone_wrong"`
	Lost       int       `json:"lost"`
	Gone       int       `json:"gone"`
	Without    *float64  `json:"f1_without"`
	With       *float64  `json:"f1_with"`
	Difference *float64  `json:"difference"`
	Low        *float64  `json:"low"`
	High       *float64  `json:"high"`
	P          *float64  `json:"p"`
	Adjusted   *float64  `json:"p_adjusted"`
	Documents  int       `json:"documents_that_differ"`
	Seconds    *float64  `json:"seconds,omitempty"`
	Verdict    string    `json:"verdict"`
}

type wasRow struct {
	Fired int `json:"fired"`
	Right int `json:"right"`
	Wrong int `json:"wrong"`
}

type benchTableRow struct {
	Corpus    string     `json:"corpus,omitempty"` // absent for all together
	Documents int        `json:"documents"`
	Gold      int        `json:"gold"`
	F1        *float64   `json:"f1"`
	Lines     []benchRow `json:"lines"`
}

type smallestRow struct {
	Method  string    `json:"method"`
	Kept    []string  `json:"kept"`
	Dropped []string  `json:"dropped"`
	Silent  []string  `json:"silent"` // that match nothing here
	F1      []float64 `json:"f1_after_each"`
	Before  *float64  `json:"f1_before"`
}

type benchRows struct {
	Of       string          `json:"of"`
	Since    string          `json:"changed_since,omitempty"`
	Scheme   string          `json:"scheme"`
	Alpha    float64         `json:"alpha"`
	Tables   []benchTableRow `json:"tables"`
	Smallest *smallestRow    `json:"smallest,omitempty"`
}

// figure is a number for JSON, where a NaN is null.
func figure(f float64) *float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	return &f
}

func (r *benchReport) row(l ablate.Line) benchRow {
	row := benchRow{
		Name: l.Part.Name, Path: l.Part.Path, Line: l.Part.Line, Type: l.Part.Type, Does: l.Part.Does, Score: l.Part.Score, Status: l.Status,
		Fired: l.Fired, Right: l.Right, Wrong: l.Wrong,
		AloneRight: l.Effect.Found, AloneWrong: l.Effect.Come, Lost: l.Effect.Lost, Gone: l.Effect.Gone,
		Without: figure(l.F1.Old), With: figure(l.F1.New), Difference: figure(l.F1.Value), Low: figure(l.F1.Low), High: figure(l.F1.High),
		P: figure(l.F1.P), Adjusted: figure(l.Adjusted), Documents: l.Differ, Verdict: l.Verdict.String(),
	}
	if l.Status == statusChanged || l.Status == statusRemoved {
		row.Was = &wasRow{l.Was.Fired, l.Was.Right, l.Was.Wrong}
	}
	if !r.noTime {
		row.Seconds = figure(l.Took.Seconds())
	}
	return row
}

func (r *benchReport) rows() benchRows {
	out := benchRows{Of: r.part, Since: r.changed, Scheme: eval.Strict.Name, Alpha: math.Round(1e9*r.tables[0].Alpha) / 1e9}
	for _, t := range r.tables {
		row := benchTableRow{Corpus: t.Corpus, Documents: t.Documents, Gold: t.Gold, F1: figure(t.With.F1()), Lines: []benchRow{}}
		for _, l := range t.Lines {
			row.Lines = append(row.Lines, r.row(l))
		}
		out.Tables = append(out.Tables, row)
	}
	if s := r.smallest; s != nil {
		out.Smallest = &smallestRow{"greedy backward elimination", append([]string{}, s.Kept...), append([]string{}, s.Dropped...), append([]string{}, s.Silent...), append([]float64{}, s.F1...), figure(s.Before)}
	}
	return out
}

// csv lists all tables as one, with the corpus in the first column, empty for
// all together.
func (r *benchReport) csv() render.Grid {
	g := render.Grid{Head: []string{
		"corpus", r.part, "path", "line", "type", "does", "status", "fired", "right", "wrong", "alone_right", "alone_wrong", "lost", "gone",
		"f1_without", "f1_with", "difference", "low", "high", "p", "p_adjusted", "documents_that_differ", "seconds", "verdict",
	}}
	number := func(f *float64) string {
		if f == nil {
			return ""
		}
		return strconv.FormatFloat(*f, 'g', -1, 64)
	}
	for _, t := range r.tables {
		for _, l := range t.Lines {
			w := r.row(l)
			g.Rows = append(g.Rows, []string{
				t.Corpus, w.Name, w.Path, strconv.Itoa(w.Line), string(w.Type), w.Does, w.Status, strconv.Itoa(w.Fired), strconv.Itoa(w.Right), strconv.Itoa(w.Wrong),
				strconv.Itoa(w.AloneRight), strconv.Itoa(w.AloneWrong), strconv.Itoa(w.Lost), strconv.Itoa(w.Gone), number(w.Without), number(w.With),
				number(w.Difference), number(w.Low), number(w.High), number(w.P), number(w.Adjusted), strconv.Itoa(w.Documents), number(w.Seconds), w.Verdict,
			})
		}
	}
	return g
}
