package report

import (
	"errors"
	"io"

	"rollcall/eval"
	"rollcall/eval/coref"
	"rollcall/eval/tags"
)

// jsonBeyond are tokens and entities under their names.
type jsonBeyond struct {
	Tokens   *jsonTokens   `json:"tokens,omitempty"`
	Entities *jsonEntities `json:"entities,omitempty"`
}

type jsonTokens struct {
	Tokens        int      `json:"tokens"`
	Accuracy      *float64 `json:"accuracy"` // by tag, as conlleval and seqeval have it
	LabelAccuracy *float64 `json:"label_accuracy"`
	// The intervals are absent where none were asked for, and for one document.
	AccuracyInterval      *[2]float64 `json:"accuracy_interval,omitempty"`
	LabelAccuracyInterval *[2]float64 `json:"label_accuracy_interval,omitempty"`

	Labels    map[string]jsonTokenCounts `json:"labels"`
	Nothing   jsonTokenCounts            `json:"nothing"`
	Micro     jsonTokenCounts            `json:"micro"`
	Confusion jsonConfusions             `json:"confusion"`
	Reading   string                     `json:"reading,omitempty"`
	Spans     *jsonSpans                 `json:"spans,omitempty"`
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
		if b.tokens != nil {
			t.AccuracyInterval, t.LabelAccuracyInterval = ends(b.tokens[0].Interval), ends(b.tokens[1].Interval)
			t.Micro.Interval = newJSONInterval(ratioIntervals(b.tokens, labelFigures(tags.Nothing)))
		}
		rows := labelRows(r, total)
		for _, g := range rows {
			t.Confusion.Labels = append(t.Confusion.Labels, r.Labels[g.label])
			var counts []int
			for _, a := range rows {
				counts = append(counts, r.Confusion.Count(g.label, a.label))
			}
			t.Confusion.Counts = append(t.Confusion.Counts, counts)
			if g.label != tags.Nothing {
				c := newJSONTokenCounts(total.Labels[g.label])
				if b.tokens != nil {
					c.Interval = newJSONInterval(ratioIntervals(b.tokens, labelFigures(g.label)))
				}
				t.Labels[r.Labels[g.label]] = c
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
		for k, m := range coref.Metrics() {
			f := m.Of(total)
			ratios := newJSONRatios(f.Precision, f.Recall, f.F1)
			if b.entities != nil {
				ratios.Interval = newJSONInterval(ratioIntervals(b.entities, 3*k))
			}
			e.Metrics[m.Name] = ratios
		}
		out.Entities = e
	}
	return out
}

func newJSONInterval(i eval.RatioIntervals) *jsonInterval {
	return &jsonInterval{ends(i.Precision), ends(i.Recall), ends(i.F1)}
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
