package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"rollcall/cmd/rollcall/internal/concord"
	"rollcall/cmd/rollcall/internal/render"
	"rollcall/eval/stats"
	"rollcall/text"
)

// verdictWidth is how wide the longest of the verdicts is, and a gap.
const verdictWidth = 7

// shown are the hits to show, in order, and how many there would be.
func (t *tried) shown(f *tryFlags) (hits []hit, of int) {
	for _, h := range t.hits {
		if f.only.value == "" || h.Verdict == f.only.value {
			hits = append(hits, h)
		}
	}
	key := func(h *hit) string {
		switch f.sort.value {
		case "left":
			words := strings.Fields(strings.ToLower(h.line.Left))
			slices.Reverse(words)
			return strings.Join(words, " ")
		case "right":
			return strings.ToLower(strings.TrimSpace(h.line.Right))
		case "hit":
			return strings.ToLower(h.line.Hit)
		case "verdict":
			return h.Verdict
		}
		return ""
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(key(&a), key(&b)) })
	of = len(hits)
	if f.limit > 0 && of > f.limit {
		hits = hits[:f.limit]
	}
	return hits, of
}

// counts are what is known in sum.
type counts struct {
	Documents int      `json:"documents"`
	Hit       int      `json:"documents_hit"`
	Hits      int      `json:"hits"`
	Right     int      `json:"right"`
	Wrong     int      `json:"wrong"`
	Unknown   int      `json:"unknown"`
	Precision *float64 `json:"precision"` // null where nothing is known
	Low       *float64 `json:"low"`
	High      *float64 `json:"high"`
	Level     float64  `json:"level"`
}

// counts adds up. The interval is over documents, since the hits of a document
// are alike.
func (t *tried) counts() counts {
	o := stats.Options{}.WithDefaults()
	c := counts{Documents: t.documents, Hits: len(t.hits), Level: o.Level}
	docs := map[*text.Document]bool{}
	for i := range t.hits {
		docs[t.hits[i].doc] = true
		switch t.hits[i].Verdict {
		case hitRight:
			c.Right++
		case hitWrong:
			c.Wrong++
		default:
			c.Unknown++
		}
	}
	c.Hit = len(docs)
	var rows []rightOf
	for _, d := range t.perDoc {
		if d.known > 0 {
			rows = append(rows, d)
		}
	}
	if len(rows) == 0 {
		return c
	}
	table := stats.NewTable(len(rows), 2)
	for i, d := range rows {
		table.Row(i)[0], table.Row(i)[1] = float64(d.right), float64(d.known)
	}
	precision := stats.Bootstrap(table, stats.Metric{
		Figures: 1,
		Of:      func(sums, figures []float64) { figures[0] = sums[0] / sums[1] },
		Trials:  func(sums, trials []float64) { trials[0] = sums[1] },
	}, o)[0]
	c.Precision, c.Low, c.High = figure(precision.Value), figure(precision.Low), figure(precision.High)
	return c
}

// say is the counts in a sentence.
func (c counts) say() string {
	if c.Hits == 0 {
		return "no hit in " + documents(c.Documents)
	}
	out := fmt.Sprintf("%s in %s of %s", render.Count(c.Hits, "hit", "hits"), render.Number(c.Hit), documents(c.Documents))
	if c.Right+c.Wrong == 0 {
		return out
	}
	out += fmt.Sprintf(": %s right, %s wrong", render.Number(c.Right), render.Number(c.Wrong))
	if c.Unknown > 0 {
		out += fmt.Sprintf(", %s unknown", render.Number(c.Unknown))
	}
	if c.Precision != nil {
		out += fmt.Sprintf("; precision %.1f", 100**c.Precision)
		if c.Low != nil && c.High != nil {
			out += fmt.Sprintf(" (%.1f–%.1f)", 100**c.Low, 100**c.High)
		}
	}
	return out
}

func (t *tried) write(w io.Writer, f *tryFlags) error {
	hits, of := t.shown(f)
	var err error
	switch f.format.value {
	case "json":
		err = writeJSON(w, t.rows(hits))
	case "csv", "markdown":
		g := tryGrid(hits)
		if f.format.value == "csv" {
			err = g.CSV(w)
		} else {
			err = g.Markdown(w)
		}
	default:
		err = t.concordance(w, f, hits, of)
	}
	if err != nil {
		return outputError(err)
	}
	if len(t.failed) > 0 {
		return failure{error: errors.Join(t.failed...)}
	}
	return nil
}

// concordance writes the lines, and the counts after them.
func (t *tried) concordance(w io.Writer, f *tryFlags, hits []hit, of int) error {
	colors := render.Palette(useColor(f.color.value, isTerminal(w)))
	var b strings.Builder
	room, several := tableWidth(w), false
	for i := range hits {
		several = several || hits[i].Rule != hits[0].Rule
	}
	names := 0
	if several {
		for i := range hits {
			names = max(names, min(utf8.RuneCountInString(hits[i].Rule), 16))
		}
		room -= names + 2
	}
	if t.known {
		room -= verdictWidth
	}
	fit := concord.Fit(room)
	for i := range hits {
		h := &hits[i]
		if several {
			name := []rune(render.Line(h.Rule))
			name = name[:min(len(name), 16)]
			fmt.Fprintf(&b, "%-*s  ", names, string(name))
		}
		indent := 0
		if t.known {
			v := h.Verdict
			if v == hitUnknown {
				v = "?"
			}
			if v == hitWrong {
				v = colors.Strong(v)
			}
			b.WriteString(v + strings.Repeat(" ", max(0, verdictWidth-len(strings.TrimPrefix(plainVerdict(h), " ")))))
			indent = verdictWidth
		}
		b.WriteString(h.line.Set(fit, func(s string) string { return colors.Mention(h.Type, s) }) + "\n")
		if len(h.Gold) > 0 {
			if several {
				indent += names + 2
			}
			said := goldThere(h)
			pad := strings.Repeat(" ", max(0, indent+fit.Left-len("gold")))
			for k, line := range render.Wrap(said, max(20, fit.Rest)) {
				if k > 0 {
					pad = strings.Repeat(" ", indent+fit.Left-len("gold")) + strings.Repeat(" ", len("gold  "))
					b.WriteString(colors.Faint(pad+line) + "\n")
					continue
				}
				b.WriteString(colors.Faint(pad+"gold  "+line) + "\n")
			}
		}
	}
	if len(hits) > 0 {
		b.WriteString("\n")
	}
	if len(hits) < of {
		fmt.Fprintf(&b, "%s of %s shown; --limit 0 shows all\n", render.Number(len(hits)), render.Count(of, "hit", "hits"))
	}
	b.WriteString(t.counts().say() + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func plainVerdict(h *hit) string {
	if h.Verdict == hitUnknown {
		return "?"
	}
	return h.Verdict
}

// goldThere is what gold has at a wrong hit.
func goldThere(h *hit) string {
	var parts []string
	for _, m := range h.Gold {
		parts = append(parts, fmt.Sprintf("[%s %s]", m.Type.Label(), render.Line(h.doc.Surface(m.Span))))
	}
	return strings.Join(parts, " ")
}

// hitRow is a hit for programs.
type hitRow struct {
	Verdict  string    `json:"verdict"`
	Rule     string    `json:"rule"`
	Type     text.Type `json:"type,omitempty"`
	Place    string    `json:"place"`
	Document string    `json:"document"`
	Start    int       `json:"start"` // bytes
	End      int       `json:"end"`
	Left     string    `json:"left"`
	Hit      string    `json:"hit"`
	Right    string    `json:"right"`
	Gold     string    `json:"gold,omitempty"` // in marked text
}

type triedRows struct {
	counts
	List []hitRow `json:"list"`
}

func (t *tried) rows(hits []hit) triedRows {
	out := triedRows{counts: t.counts(), List: []hitRow{}}
	for i := range hits {
		out.List = append(out.List, rowOfHit(&hits[i]))
	}
	return out
}

func rowOfHit(h *hit) hitRow {
	left, right := concord.Around(h.line, 60)
	return hitRow{h.Verdict, h.Rule, h.Type, h.place, h.doc.ID, h.Start, h.End, left, h.line.Hit, right, goldThere(h)}
}

func tryGrid(hits []hit) render.Grid {
	g := render.Grid{Head: []string{"verdict", "rule", "type", "left", "hit", "right", "gold", "place"}, Right: []bool{false, false, false, true}}
	for i := range hits {
		r := rowOfHit(&hits[i])
		g.Rows = append(g.Rows, []string{r.Verdict, r.Rule, string(r.Type), r.Left, r.Hit, r.Right, r.Gold, r.Place})
	}
	return g
}
