package report

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"rollcall/eval/coref"
	"rollcall/eval/tags"
	"rollcall/text"
)

// Beyond is what a system has reached in what is not a matter of mentions; nil
// where it was not asked for.
type Beyond struct {
	Tokens   *tags.Result
	Reading  string // how tags were read, where there were any
	Entities *coref.Result
}

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
	g := grid{header: []string{"", "P", "R", "F1", "TP", "FP", "FN"}, strong: 3}
	for _, s := range beside {
		g.header = append(g.header, shortName(s.Name)+" F1")
	}
	row := func(name string, of func(r *tags.Result, total tags.Row) tags.Counts) []string {
		c := of(r, total)
		cells := append([]string{name}, percents(c.Precision(), c.Recall(), c.F1())...)
		cells = append(cells, integers(c.Correct, c.Answers-c.Correct, c.Gold-c.Correct)...)
		for _, s := range beside {
			cells = append(cells, percent(of(s.Beyond.Tokens, s.Beyond.Tokens.Total()).F1()))
		}
		return cells
	}
	labels := labelRows(r, total)
	for _, l := range labels {
		g.rows = append(g.rows, row(l.name, func(of *tags.Result, total tags.Row) tags.Counts {
			return countsNamed(of, total, r.Labels[l.label])
		}))
	}
	g.totals = [][]string{row("micro", func(_ *tags.Result, total tags.Row) tags.Counts { return tags.Micro(total.Labels) })}
	t := titled{
		title: fmt.Sprintf("tokens: the label is right, %s being one of the labels", nothing),
		grids: []grid{g},
		note: fmt.Sprintf("%s; accuracy by label %s %%, by tag (B and I told apart) %s %%. micro leaves %s out.",
			plural(total.Tokens, "token"), percent(total.LabelAccuracy()), percent(total.Accuracy()), nothing),
	}
	if how := p.Systems[0].Beyond.Reading; how != "" {
		t.note += "\n" + how
	}
	if total.Spans != nil {
		all := tags.Micro(total.Spans)
		t.note += fmt.Sprintf("\nSpans whose label and left bound are right: F1 %s; right bound: %s.",
			percent(tags.Counts{Gold: all.Gold, Answers: all.Answers, Correct: total.Left}.F1()),
			percent(tags.Counts{Gold: all.Gold, Answers: all.Answers, Correct: total.Right}.F1()))
	}
	return []titled{t, confusionTable(r, labels)}
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
	g := grid{header: []string{"", "P", "R", "F1"}, strong: 3}
	for _, s := range beside {
		g.header = append(g.header, shortName(s.Name)+" F1")
	}
	var docs []string
	for _, m := range coref.Metrics() {
		f := m.Of(total)
		cells := append([]string{m.Name}, percents(f.Precision, f.Recall, f.F1)...)
		for _, s := range beside {
			cells = append(cells, percent(m.Of(s.Beyond.Entities.Total()).F1))
		}
		if m.Name == coref.Average {
			g.totals = append(g.totals, cells)
		} else {
			g.rows = append(g.rows, cells)
		}
		docs = append(docs, fmt.Sprintf("%-8s  %s (%s)", m.Name, m.Doc, m.Source))
	}
	t := titled{
		title: fmt.Sprintf("entities: %d in gold, %d among the answers, in %s; mentions match if their spans do",
			total.GoldEntities, total.AnswerEntities, plural(len(p.Systems[0].Beyond.Entities.Rows), "document")),
		grids: []grid{g},
	}
	for i, d := range docs {
		if i > 0 {
			t.note += "\n"
		}
		t.note += d
	}
	return t
}

// jsonBeyond are tokens and entities under their names.
type jsonBeyond struct {
	Tokens   *jsonTokens   `json:"tokens,omitempty"`
	Entities *jsonEntities `json:"entities,omitempty"`
}

type jsonTokens struct {
	Tokens        int                        `json:"tokens"`
	Accuracy      *float64                   `json:"accuracy"` // by tag, as conlleval and seqeval have it
	LabelAccuracy *float64                   `json:"label_accuracy"`
	Labels        map[string]jsonTokenCounts `json:"labels"`
	Nothing       jsonTokenCounts            `json:"nothing"`
	Micro         jsonTokenCounts            `json:"micro"`
	Confusion     jsonConfusions             `json:"confusion"`
	Reading       string                     `json:"reading,omitempty"`
	Spans         *jsonSpans                 `json:"spans,omitempty"`
}

// jsonConfusions has a row for each label of gold; "" is nothing.
type jsonConfusions struct {
	Labels []string `json:"labels"`
	Counts [][]int  `json:"counts"`
}

// jsonSpans are the spans that tags make, and those with one bound right.
type jsonSpans struct {
	jsonTokenCounts
	Left     jsonTokenCounts `json:"left"`
	Right    jsonTokenCounts `json:"right"`
	Weighted jsonRatios      `json:"weighted"` // seqeval's weighted avg
}

type jsonTokenCounts struct {
	TP int `json:"tp"`
	FP int `json:"fp"`
	FN int `json:"fn"`
	jsonRatios
}

func newJSONTokenCounts(c tags.Counts) jsonTokenCounts {
	return jsonTokenCounts{c.Correct, c.Answers - c.Correct, c.Gold - c.Correct, newJSONRatios(c.Precision(), c.Recall(), c.F1())}
}

type jsonEntities struct {
	Documents int                   `json:"documents"`
	Gold      int                   `json:"gold"`
	Answers   int                   `json:"answers"`
	Metrics   map[string]jsonRatios `json:"metrics"`
}

func newJSONBeyond(b Beyond) (out jsonBeyond) {
	if r := b.Tokens; r != nil {
		total := r.Total()
		t := &jsonTokens{
			Tokens:  total.Tokens,
			Labels:  map[string]jsonTokenCounts{},
			Nothing: newJSONTokenCounts(total.Labels[tags.Nothing]),
			Micro:   newJSONTokenCounts(tags.Micro(total.Labels)),
			Reading: b.Reading,
		}
		t.Accuracy, t.LabelAccuracy = orNull(total.Accuracy()), orNull(total.LabelAccuracy())
		rows := labelRows(r, total)
		for _, g := range rows {
			t.Confusion.Labels = append(t.Confusion.Labels, r.Labels[g.label])
			var counts []int
			for _, a := range rows {
				counts = append(counts, r.Confusion.Count(g.label, a.label))
			}
			t.Confusion.Counts = append(t.Confusion.Counts, counts)
			if g.label != tags.Nothing {
				t.Labels[r.Labels[g.label]] = newJSONTokenCounts(total.Labels[g.label])
			}
		}
		if total.Spans != nil {
			all, w := tags.Micro(total.Spans), r.Weighted()
			t.Spans = &jsonSpans{
				newJSONTokenCounts(all),
				newJSONTokenCounts(tags.Counts{Gold: all.Gold, Answers: all.Answers, Correct: total.Left}),
				newJSONTokenCounts(tags.Counts{Gold: all.Gold, Answers: all.Answers, Correct: total.Right}),
				newJSONRatios(w.Precision, w.Recall, w.F1),
			}
		}
		out.Tokens = t
	}
	if r := b.Entities; r != nil {
		total := r.Total()
		e := &jsonEntities{len(r.Rows), total.GoldEntities, total.AnswerEntities, map[string]jsonRatios{}}
		for _, m := range coref.Metrics() {
			f := m.Of(total)
			e.Metrics[m.Name] = newJSONRatios(f.Precision, f.Recall, f.F1)
		}
		out.Entities = e
	}
	return out
}

// csv gives the lines of a table of schemes for tokens and entities, from the
// scheme on.
func (b Beyond) csv(write func(cells []string)) {
	if r := b.Tokens; r != nil {
		total := r.Total()
		row := func(name string, c tags.Counts) {
			cells := append([]string{"tokens", name}, integers(c.Correct, c.Answers-c.Correct, c.Gold-c.Correct)...)
			cells = append(cells, number(c.Precision()), number(c.Recall()), number(c.F1()))
			write(append(cells, "", "", "", "", "", ""))
		}
		for _, l := range labelRows(r, total) {
			row(l.name, total.Labels[l.label])
		}
		row("micro", tags.Micro(total.Labels))
	}
	if r := b.Entities; r != nil {
		total := r.Total()
		for _, m := range coref.Metrics() {
			f := m.Of(total)
			write([]string{
				"entities", m.Name, "", "", "", number(f.Precision), number(f.Recall), number(f.F1),
				"", "", "", "", "", "",
			})
		}
	}
}

// AsOthers lists the formats of other programs. They show the first system only,
// and need its token level with the spans of tags.
func AsOthers() []Format {
	return []Format{
		{"conlleval", "what conlleval prints", writeConlleval},
		{"seqeval", "what seqeval's classification_report prints", writeSeqeval},
	}
}

// writeConlleval writes what conlleval prints.
func writeConlleval(w io.Writer, r Report, _ bool) error {
	return r.asOthers(func(t *tags.Result) error { return t.WriteConlleval(w) })
}

// writeSeqeval writes what seqeval prints.
func writeSeqeval(w io.Writer, r Report, _ bool) error {
	return r.asOthers(func(t *tags.Result) error { return t.WriteSeqeval(w) })
}

func (r Report) asOthers(write func(*tags.Result) error) error {
	t := r.Whole.Systems[0].Beyond.Tokens
	if t == nil {
		return errors.New("this format needs the token level")
	}
	return write(t)
}
