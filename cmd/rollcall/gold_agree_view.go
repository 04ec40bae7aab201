package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"rollcall/cmd/rollcall/internal/render"
	"rollcall/gold"
	"rollcall/text"
)

// agreeView writes an agreement: documents and differences are those to list.
type agreeView struct {
	a           *gold.Agreement
	scores      gold.Scores
	documents   []int
	differences []gold.Difference
	tokens      bool
	width       int
}

func (v agreeView) write(w io.Writer, format string) error {
	switch format {
	case "json":
		return v.json(w)
	case "csv":
		return v.flat().CSV(w)
	}
	head := fmt.Sprintf("%d annotators, %s, %s", len(v.a.Annotators), counted(len(v.a.Documents), "document"), counted(v.tokenCount(), "token"))
	type titled struct {
		title string
		grid  render.Grid
		wraps int // the column that gives way where the table is too wide
	}
	grids := []titled{{head, v.pairs(), 0}, {"by type, means over pairs", v.types(), 1}}
	if len(v.scores.Pairs) == 1 {
		grids[1].title = "by type"
	}
	if v.tokens {
		for _, p := range v.scores.Pairs {
			grids = append(grids, titled{fmt.Sprintf("tokens as %s (down) and %s (across) label them", p.A, p.B), v.confusion(p), 0})
		}
	}
	if len(v.differences) > 0 {
		grids = append(grids, titled{"how they differ, most frequent first", v.ways(), 0})
	}
	if len(v.documents) > 0 {
		grids = append(grids, titled{"documents, least agreement first", v.byDocument(v.documents), 0})
	}
	for i, g := range grids {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s\n\n", g.title)
		write := g.grid.Text
		if format == "markdown" {
			write = g.grid.Markdown
		} else {
			g.grid.Fit(g.wraps, v.width)
		}
		if err := write(w); err != nil {
			return err
		}
		if i == 0 {
			if _, err := fmt.Fprintf(w, "\n%s\n", v.group()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v agreeView) tokenCount() int {
	n := 0
	for _, d := range v.a.Documents {
		n += d.Tokens
	}
	return n
}

// group is the figures of all annotators together, in words.
func (v agreeView) group() string {
	alpha := "Krippendorff's alpha " + kappaCell(v.scores.Alpha)
	if len(v.a.Annotators) < 3 {
		return alpha
	}
	return fmt.Sprintf("of all %d: Fleiss' kappa %s, marked %s\n%s",
		len(v.a.Annotators), kappaCell(v.scores.Group.Fleiss), kappaCell(v.scores.Group.FleissMarked), alpha)
}

var scoreHead = []string{"strict F1", "overlap F1", "kappa", "kappa marked"}

func scoreCells(p gold.PairScores) []string {
	return []string{shareCell(p.Strict), shareCell(alone(p.Overlap)), kappaCell(p.Kappa), kappaCell(p.KappaMarked)}
}

// alone is a figure without its interval, for which a line has no room.
func alone(e gold.Estimate) gold.Estimate {
	return gold.Estimate{Value: e.Value, Low: math.NaN(), High: math.NaN()}
}

// shareCell is a share as a percentage, with its interval.
func shareCell(e gold.Estimate) string { return estimateCell(e, 100, 1) }

func kappaCell(e gold.Estimate) string { return estimateCell(e, 1, 3) }

func estimateCell(e gold.Estimate, times float64, digits int) string {
	number := func(x float64) string { return strconv.FormatFloat(x*times, 'f', digits, 64) }
	switch {
	case math.IsNaN(e.Value):
		return "–"
	case math.IsNaN(e.Low):
		return number(e.Value)
	}
	return fmt.Sprintf("%s (%s–%s)", number(e.Value), number(e.Low), number(e.High))
}

func (v agreeView) pairs() render.Grid {
	g := render.Grid{Head: append([]string{"pair"}, scoreHead...)}
	for _, p := range v.scores.Pairs {
		g.Rows = append(g.Rows, append([]string{p.A + " – " + p.B}, scoreCells(p.PairScores)...))
	}
	if len(v.scores.Pairs) > 1 {
		g.Rows = append(g.Rows, append([]string{"mean"}, scoreCells(v.scores.Mean)...))
	}
	return g
}

func (v agreeView) types() render.Grid {
	g := render.Grid{Head: []string{"type", "mentions", "strict F1", "overlap F1", "kappa"}}
	if len(v.a.Annotators) > 2 {
		g.Head = append(g.Head, "Fleiss")
	}
	for _, t := range v.scores.Types {
		var mentions []string
		for _, n := range t.Mentions {
			mentions = append(mentions, strconv.Itoa(int(n)))
		}
		row := []string{string(t.Type), strings.Join(mentions, " / "), shareCell(t.Strict), shareCell(alone(t.Overlap)), kappaCell(t.Kappa), kappaCell(alone(t.Fleiss))}
		g.Rows = append(g.Rows, row[:len(g.Head)])
	}
	return g
}

// ways is how annotators differ: a column for each, or where these would be too
// narrow to read one for all.
func (v agreeView) ways() render.Grid {
	n := len(v.a.Annotators)
	g := render.Grid{Head: []string{"times"}, Right: []bool{true}}
	if n <= mostColumns {
		g.Head = append(g.Head, v.a.Annotators...)
	} else {
		g.Head = append(g.Head, "readings")
	}
	g.Head = append(g.Head, "first at")
	for _, d := range v.differences {
		readings := make([]string, n)
		for k, r := range d.Readings {
			readings[k] = cmp.Or(r, "–")
			if n > mostColumns {
				readings[k] = v.a.Annotators[k] + ": " + readings[k]
			}
		}
		if n > mostColumns {
			readings = []string{strings.Join(readings, "; ")}
		}
		at := fmt.Sprintf("%s %d-%d", d.First, d.Start, d.End)
		if v.width > 0 {
			at = strings.Join(render.Wrap(at, addressWidth), "\n")
			for k, r := range readings {
				room := (v.width - len("times") - addressWidth - 4) / len(readings)
				readings[k] = strings.Join(render.Wrap(r, room-2), "\n")
			}
		}
		g.Rows = append(g.Rows, slices.Concat([]string{strconv.Itoa(d.Times)}, readings, []string{at}))
	}
	return g
}

// Up to mostColumns annotators have columns of their own; addressWidth is the
// room for an address beside them.
const (
	mostColumns  = 3
	addressWidth = 26
)

func (v agreeView) byDocument(documents []int) render.Grid {
	g := render.Grid{
		Head:  append([]string{"document", "tokens", "mentions"}, scoreHead...),
		Right: []bool{false, true, false, true, true, true, true},
	}
	for _, i := range documents {
		d := v.a.Documents[i]
		var mentions []string
		for k, n := range d.Mentions {
			if d.Addresses[k] == "" {
				mentions = append(mentions, "–")
				continue
			}
			mentions = append(mentions, strconv.Itoa(n))
		}
		g.Rows = append(g.Rows, append([]string{d.ID, strconv.Itoa(d.Tokens), strings.Join(mentions, " / ")},
			scoreCells(v.a.DocumentScores(i).Mean)...))
	}
	return g
}

func (v agreeView) confusion(p gold.NamedPair) render.Grid {
	g := render.Grid{Head: []string{""}, Right: []bool{false}}
	names := agreeLabels(v.a.Types)
	for i, name := range names {
		g.Head = append(g.Head, name)
		g.Right = append(g.Right, true)
		row := []string{name}
		for _, n := range p.Tokens[i] {
			row = append(row, strconv.Itoa(int(n)))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func agreeLabels(types []text.Type) []string {
	var names []string
	for _, t := range types {
		names = append(names, string(t))
	}
	return append(names, "none")
}

// flat is all figures in one table, a line for each thing measured.
func (v agreeView) flat() render.Grid {
	g := render.Grid{Head: []string{"of", "name", "tokens",
		"strict_f1", "strict_f1_low", "strict_f1_high", "overlap_f1", "overlap_f1_low", "overlap_f1_high",
		"cohen_kappa", "cohen_kappa_low", "cohen_kappa_high", "cohen_marked", "cohen_marked_low", "cohen_marked_high",
		"fleiss_kappa", "fleiss_kappa_low", "fleiss_kappa_high", "fleiss_marked", "fleiss_marked_low", "fleiss_marked_high",
		"krippendorff_alpha", "krippendorff_alpha_low", "krippendorff_alpha_high"}}
	add := func(of, name string, tokens int, figures ...gold.Estimate) {
		row := []string{of, name, strconv.Itoa(tokens)}
		for _, e := range figures {
			for _, x := range []float64{e.Value, e.Low, e.High} {
				cell := ""
				if !math.IsNaN(x) {
					cell = strconv.FormatFloat(x, 'g', -1, 64)
				}
				row = append(row, cell)
			}
		}
		for len(row) < len(g.Head) {
			row = append(row, "")
		}
		g.Rows = append(g.Rows, row)
	}
	figures := func(p gold.PairScores, group gold.GroupScores) []gold.Estimate {
		return []gold.Estimate{p.Strict, p.Overlap, p.Kappa, p.KappaMarked, group.Fleiss, group.FleissMarked}
	}
	for _, p := range v.scores.Pairs {
		add("pair", p.A+" – "+p.B, v.tokenCount(), figures(p.PairScores, gold.GroupScores{})[:4]...)
	}
	add("all", strings.Join(v.a.Annotators, " – "), v.tokenCount(), append(figures(v.scores.Mean, v.scores.Group), v.scores.Alpha)...)
	for _, t := range v.scores.Types {
		none := gold.Estimate{Value: math.NaN(), Low: math.NaN(), High: math.NaN()}
		add("type", string(t.Type), v.tokenCount(), t.Strict, t.Overlap, t.Kappa, none, t.Fleiss)
	}
	for _, i := range v.documents {
		s := v.a.DocumentScores(i)
		add("document", v.a.Documents[i].ID, v.a.Documents[i].Tokens, append(figures(s.Mean, s.Group), s.Alpha)...)
	}
	return g
}

func (v agreeView) json(w io.Writer) error {
	type document struct {
		ID        string   `json:"id"`
		Addresses []string `json:"addresses"`
		Tokens    int      `json:"tokens"`
		Mentions  []int    `json:"mentions"`
		gold.PairScores
		gold.GroupScores
		Alpha gold.Estimate `json:"krippendorff_alpha"`
	}
	out := struct {
		Annotators []string    `json:"annotators"`
		TypeNames  []text.Type `json:"type_names"`
		gold.Scores
		Documents   []document        `json:"documents"`
		Differences []gold.Difference `json:"differences"`
		Warnings    []string          `json:"warnings,omitempty"`
	}{v.a.Annotators, v.a.Types, v.scores, nil, v.differences, v.a.Warnings}
	for _, i := range v.documents {
		d, s := v.a.Documents[i], v.a.DocumentScores(i)
		out.Documents = append(out.Documents, document{d.ID, d.Addresses, d.Tokens, d.Mentions, s.Mean, s.Group, s.Alpha})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
