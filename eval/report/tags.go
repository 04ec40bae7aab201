package report

import (
	"fmt"
	"slices"

	"rollcall/eval"
	"rollcall/eval/coref"
	"rollcall/eval/stats"
	"rollcall/eval/tags"
	"rollcall/text"
)

// Beyond is what a system has reached in what is not a matter of mentions; nil
// where it was not asked for.
type Beyond struct {
	Tokens   *tags.Result
	Reading  string // how tags were read, where there were any
	Entities *coref.Result

	tokens, entities []stats.Estimate // of their tables' figures
}

// infer works out intervals, where they were asked for and there are documents
// to draw from.
func (b *Beyond) infer(o *stats.Options) {
	if o == nil {
		return
	}
	if b.Tokens != nil && len(b.Tokens.Rows) > 1 {
		t, m := b.Tokens.Table()
		b.tokens = stats.Bootstrap(t, m, *o)
	}
	if b.Entities != nil && len(b.Entities.Rows) > 1 {
		t, m := b.Entities.Table()
		b.entities = stats.Bootstrap(t, m, *o)
	}
}

// ratioIntervals are those of three figures from one on.
func ratioIntervals(estimates []stats.Estimate, at int) eval.RatioIntervals {
	if estimates == nil {
		none := stats.NoInterval()
		return eval.RatioIntervals{Precision: none, Recall: none, F1: none}
	}
	return eval.RatioIntervals{
		Precision: estimates[at].Interval,
		Recall:    estimates[at+1].Interval,
		F1:        estimates[at+2].Interval,
	}
}

// labelFigures is where the figures of a label are in the table of tokens:
// those of Nothing are none, and all others together stand in their place.
func labelFigures(l tags.Label) int { return 2 + 3*int(l) }

// pool adds the result of another file. What is not there in every file is not
// there in the whole.
func (b *Beyond) pool(o Beyond, first bool) {
	if first {
		*b = o
		return
	}
	switch {
	case b.Tokens == nil || o.Tokens == nil:
		b.Tokens = nil
	default:
		b.Tokens = tags.Pool(b.Tokens, o.Tokens)
	}
	if b.Reading != o.Reading {
		b.Reading = ""
	}
	switch {
	case b.Entities == nil || o.Entities == nil:
		b.Entities = nil
	default:
		b.Entities = coref.Pool(b.Entities, o.Entities)
	}
}

// labelRow are the tokens of a label.
type labelRow struct {
	name  string
	label tags.Label
}

// nothing is what reports call the label of tokens outside all mentions.
const nothing = "nothing"

// labelRows are the labels that tokens have on either side, in the order of
// reports, and that of nothing at the end.
func labelRows(r *tags.Result, total tags.Row) []labelRow {
	var rows []labelRow
	for l, c := range total.Labels {
		if l > 0 && c.Gold+c.Answers > 0 {
			rows = append(rows, labelRow{plain(r.Labels[l]), tags.Label(l)})
		}
	}
	slices.SortFunc(rows, func(a, b labelRow) int {
		return text.CompareTypes(text.Type(r.Labels[a.label]), text.Type(r.Labels[b.label]))
	})
	return append(rows, labelRow{nothing, tags.Nothing})
}

// countsNamed are the counts of a label by its name.
func countsNamed(r *tags.Result, total tags.Row, name string) tags.Counts {
	for l, label := range r.Labels {
		if label == name {
			return total.Labels[l]
		}
	}
	return tags.Counts{}
}

// beyondTables lays out the tables of tokens and of entities.
func beyondTables(p Part) []titled {
	var out []titled
	if p.Systems[0].Beyond.Tokens != nil {
		out = append(out, tokenTables(p)...)
	}
	if p.Systems[0].Beyond.Entities != nil {
		out = append(out, entityTable(p))
	}
	return out
}

func tokenTables(p Part) []titled {
	r := p.Systems[0].Beyond.Tokens
	total := r.Total()
	var beside []System
	for _, s := range p.Systems[1:] {
		if s.Beyond.Tokens != nil && len(beside) < mostF1 {
			beside = append(beside, s)
		}
	}
	estimates := p.Systems[0].Beyond.tokens
	g := grid{header: []string{"", "P", "R", "F1"}, strong: 3}
	if estimates != nil {
		g.header = append(g.header, p.Systems[0].level())
	}
	g.header = append(g.header, "TP", "FP", "FN")
	for _, s := range beside {
		g.header = append(g.header, shortName(s.Name)+" F1")
	}
	row := func(name string, interval stats.Interval, of func(r *tags.Result, total tags.Row) tags.Counts) []string {
		c := of(r, total)
		cells := append([]string{name}, percents(c.Precision(), c.Recall(), c.F1())...)
		if estimates != nil {
			cells = append(cells, span(interval))
		}
		cells = append(cells, integers(c.Correct, c.Answers-c.Correct, c.Gold-c.Correct)...)
		for _, s := range beside {
			cells = append(cells, percent(of(s.Beyond.Tokens, s.Beyond.Tokens.Total()).F1()))
		}
		return cells
	}
	labels := labelRows(r, total)
	for _, l := range labels {
		interval := stats.NoInterval()
		if l.label != tags.Nothing {
			interval = ratioIntervals(estimates, labelFigures(l.label)).F1
		}
		g.rows = append(g.rows, row(l.name, interval, func(of *tags.Result, total tags.Row) tags.Counts {
			return countsNamed(of, total, r.Labels[l.label])
		}))
	}
	g.totals = [][]string{row("micro", ratioIntervals(estimates, labelFigures(tags.Nothing)).F1, func(_ *tags.Result, total tags.Row) tags.Counts { return tags.Micro(total.Labels) })}
	t := titled{
		title: fmt.Sprintf("tokens: the label is right, %s being one of the labels", nothing),
		grids: []grid{g},
		note: fmt.Sprintf("%s; accuracy by label %s %%%s, by tag (B and I told apart) %s %%%s.\nmicro leaves %s out.",
			plural(total.Tokens, "token"), percent(total.LabelAccuracy()), inBrackets(estimates, 1),
			percent(total.Accuracy()), inBrackets(estimates, 0), nothing),
	}
	if how := p.Systems[0].Beyond.Reading; how != "" {
		t.note += " " + how
	}
	if total.Spans != nil {
		all := tags.Micro(total.Spans)
		t.note += fmt.Sprintf("\nSpans whose label and left bound are right: F1 %s; right bound: %s.",
			percent(tags.Counts{Gold: all.Gold, Answers: all.Answers, Correct: total.Left}.F1()),
			percent(tags.Counts{Gold: all.Gold, Answers: all.Answers, Correct: total.Right}.F1()))
	}
	return []titled{t, confusionTable(r, labels)}
}

// inBrackets is the interval of a figure, if there is one.
func inBrackets(estimates []stats.Estimate, at int) string {
	if estimates == nil || estimates[at].None() {
		return ""
	}
	return " (" + span(estimates[at].Interval) + ")"
}

// mostConfused is how many labels have a column in one table.
const mostConfused = 8

func confusionTable(r *tags.Result, labels []labelRow) titled {
	t := titled{title: "tokens by label: a row for that of gold, a column for that of the answers"}
	for from := 0; from < len(labels); from += mostConfused {
		columns := labels[from:min(from+mostConfused, len(labels))]
		g := grid{header: []string{"gold"}}
		for _, l := range columns {
			g.header = append(g.header, l.name)
		}
		for _, row := range labels {
			cells := []string{row.name}
			for _, column := range columns {
				cells = append(cells, integers(r.Confusion.Count(row.label, column.label))...)
			}
			g.rows = append(g.rows, cells)
		}
		t.grids = append(t.grids, g)
	}
	return t
}

func entityTable(p Part) titled {
	total := p.Systems[0].Beyond.Entities.Total()
	var beside []System
	for _, s := range p.Systems[1:] {
		if s.Beyond.Entities != nil && len(beside) < mostF1 {
			beside = append(beside, s)
		}
	}
	estimates := p.Systems[0].Beyond.entities
	g := grid{header: []string{"", "P", "R", "F1"}, strong: 3}
	if estimates != nil {
		level := p.Systems[0].level()
		g.header, g.strong = []string{"", "P", level, "R", level, "F1", level}, 5
	}
	for _, s := range beside {
		g.header = append(g.header, shortName(s.Name)+" F1")
	}
	var docs []string
	for k, m := range coref.Metrics() {
		f := m.Of(total)
		cells := append([]string{m.Name}, percents(f.Precision, f.Recall, f.F1)...)
		if estimates != nil {
			of := ratioIntervals(estimates, 3*k)
			cells = []string{
				m.Name, percent(f.Precision), span(of.Precision), percent(f.Recall), span(of.Recall), percent(f.F1), span(of.F1),
			}
		}
		for _, s := range beside {
			cells = append(cells, percent(m.Of(s.Beyond.Entities.Total()).F1))
		}
		if m.Name == coref.Average {
			g.totals = append(g.totals, cells)
		} else {
			g.rows = append(g.rows, cells)
		}
		docs = append(docs, m.Name+": "+m.Doc)
	}
	t := titled{
		title: fmt.Sprintf("entities: %d in gold, %d among the answers, in %s; mentions match if their spans do",
			total.GoldEntities, total.AnswerEntities, plural(len(p.Systems[0].Beyond.Entities.Rows), "document")),
		grids: []grid{g},
	}
	const room = 98
	line := ""
	for i, d := range docs {
		if i < len(docs)-1 {
			d += ";"
		}
		switch {
		case line == "":
			line = d
		case len(line)+1+len(d) > room:
			t.note += line + "\n"
			line = d
		default:
			line += " " + d
		}
	}
	t.note += line
	return t
}
