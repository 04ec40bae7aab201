package eval

import (
	"cmp"
	"slices"
	"strings"

	"rollcall/text"
)

// Disagreement is a place that the systems of a ranking do not all read alike: a
// gold mention that not all have right, and not all in the same way wrong, or an
// answer without gold that not all give.
type Disagreement struct {
	Document string // id
	Line     int    // of the document's text, from 1; 0 where the text is not known
	GoldFile string
	GoldLine int // on which the document begins in GoldFile; 0 where that is not known

	Gold     *text.Mention // nil where some systems give an answer without gold
	GoldText string
	Sides    []Side // of the systems, in the order of Ranking.Systems
	// Right is how many of them the scheme calls right.
	Right        int
	DocumentText string // empty where it is not known
}

// Place is where the disagreement stands: at the gold mention, or at the answer.
func (d *Disagreement) Place() text.Span {
	if d.Gold != nil {
		return d.Gold.Span
	}
	for _, s := range d.Sides {
		if s.Answer != nil {
			return s.Answer.Span
		}
	}
	return text.Span{}
}

// version is a document as one system of a ranking answered it.
type version struct {
	*Document
	file  *GoldFile
	index int // of the document in its file
}

func (v version) surface(s text.Span) string { return v.file.surface(v.index, s) }

// disagreements go through the documents in the order of the first run. The
// systems are the runs in the given order.
func (l lineup) disagreements(runs []*Run, order []int, s Scheme) []Disagreement {
	rows := make([]int, l.len())
	for i := range rows {
		rows[i] = i
	}
	slices.SortStableFunc(rows, func(a, b int) int {
		x, y := l.refs[0][a], l.refs[0][b]
		return cmp.Or(cmp.Compare(x.file, y.file), cmp.Compare(x.document, y.document))
	})
	var out []Disagreement
	for _, row := range rows {
		versions := make([]version, len(order))
		for i, k := range order {
			ref := l.refs[k][row]
			f := &runs[k].Files[ref.file]
			versions[i] = version{&f.Result.Documents[ref.document], f, ref.document}
		}
		out = append(out, disagreementsIn(versions, s)...)
	}
	return out
}

// disagreementsIn are those of one document, in order of the text.
func disagreementsIn(versions []version, s Scheme) []Disagreement {
	pairs, orders := make([][]Pair, len(versions)), make([][]int32, len(versions))
	for k, v := range versions {
		pairs[k], orders[k] = pairsOfGold(v.Document), goldOrder(v.Document)
	}
	first := versions[0]
	var out []Disagreement
	for i, g := range orders[0] {
		d := Disagreement{Gold: &first.Gold[g], GoldText: first.surface(first.Gold[g].Span)}
		for k, v := range versions {
			p := pairs[k][orders[k][i]]
			side := Side{Right: s.Judge(p) == Correct}
			if side.Right {
				d.Right++
			} else {
				side.Fault, _ = p.kind()
			}
			if p.Answer >= 0 {
				side.Answer = &v.Answers[p.Answer]
				side.Text = v.surface(side.Answer.Span)
			}
			d.Sides = append(d.Sides, side)
		}
		alike := !slices.ContainsFunc(d.Sides, func(side Side) bool { return !sameAnswer(side.Answer, d.Sides[0].Answer) })
		if d.Right < len(versions) && !(d.Right == 0 && alike) {
			out = append(out, d)
		}
	}
	out = append(out, spuriousDisagreements(versions)...)
	slices.SortStableFunc(out, func(a, b Disagreement) int { return a.Place().Compare(b.Place()) })
	locate(out, versions)
	return out
}

// spuriousDisagreements are answers without gold that not all systems give.
func spuriousDisagreements(versions []version) []Disagreement {
	type given struct {
		key answerKey
		nth int // of equal answers of one system
	}
	at := map[given]int{}
	var out []Disagreement
	for k, v := range versions {
		seen := map[answerKey]int{}
		for _, p := range v.Pairs {
			if p.Gold >= 0 {
				continue
			}
			m := &v.Answers[p.Answer]
			key := given{keyOf(m), seen[keyOf(m)]}
			seen[keyOf(m)]++
			i, ok := at[key]
			if !ok {
				i = len(out)
				at[key] = i
				d := Disagreement{Sides: make([]Side, len(versions)), Right: len(versions)}
				for j := range d.Sides {
					d.Sides[j].Right = true
				}
				out = append(out, d)
			}
			out[i].Sides[k] = Side{Fault: SpuriousAnswer, Answer: m, Text: v.surface(m.Span)}
			out[i].Right--
		}
	}
	out = slices.DeleteFunc(out, func(d Disagreement) bool { return d.Right == 0 })
	slices.SortStableFunc(out, func(a, b Disagreement) int {
		return cmp.Or(a.Place().Compare(b.Place()), text.CompareTypes(a.typ(), b.typ()))
	})
	return out
}

// typ is the type of the gold mention, or of the answer.
func (d *Disagreement) typ() text.Type {
	if d.Gold != nil {
		return d.Gold.Type
	}
	for _, s := range d.Sides {
		if s.Answer != nil {
			return s.Answer.Type
		}
	}
	return ""
}

// locate adds addresses to disagreements of a document, which are in order of
// place.
func locate(list []Disagreement, versions []version) {
	known := ""
	for _, v := range versions {
		if !v.file.textMissing(v.index) {
			known = v.Text
			break
		}
	}
	first := versions[0]
	line, counted := 1, 0
	for i := range list {
		d := &list[i]
		d.Document, d.GoldFile = first.ID, first.file.Path
		if first.file.Lines != nil {
			d.GoldLine = first.file.Lines[first.index]
		}
		if known == "" {
			continue
		}
		start := d.Place().Start
		line += strings.Count(known[counted:start], "\n")
		counted = start
		d.Line, d.DocumentText = line, known
	}
}
