package coref

import (
	"rollcall/eval/stats"
	"rollcall/text"
)

// Document is a document whose entities are compared.
type Document struct {
	Gold, Answers *text.Document
	// GoldAt and AnswersAt say where mentions count as standing, and which are
	// scored; see Clusters.
	GoldAt, AnswersAt func(text.Mention) (text.Span, bool)
}

// Result is what was found in comparing entities, document by document.
type Result struct {
	Rows []Counts
}

// Score compares the entities of documents.
func Score(documents []Document, s Singletons) *Result {
	r := &Result{Rows: make([]Counts, len(documents))}
	for i, d := range documents {
		r.Rows[i] = Count(Clusters(d.Gold, s, d.GoldAt), Clusters(d.Answers, s, d.AnswersAt))
	}
	return r
}

// Total is the sum over documents.
func (r *Result) Total() Counts {
	var sum Counts
	for _, c := range r.Rows {
		sum = sum.Plus(c)
	}
	return sum
}

// fields are the fractions of counts, in the order of a table's columns.
func (c *Counts) fields() []*Fractions {
	return []*Fractions{&c.Mentions, &c.MUC, &c.BCubed, &c.CEAFm, &c.CEAFe, &c.LEA, &c.Links, &c.NonLinks}
}

// Table lays the counts out for package stats, a row for each document. The
// figures are precision, recall and F1 of each of Metrics, in their order.
func (r *Result) Table() (*stats.Table, stats.Metric) {
	columns := 2 + 4*len(new(Counts).fields())
	t := stats.NewTable(len(r.Rows), columns)
	for i := range r.Rows {
		c, row := r.Rows[i], t.Row(i)
		row[0], row[1] = float64(c.GoldEntities), float64(c.AnswerEntities)
		for k, f := range c.fields() {
			copy(row[2+4*k:], []float64{f.RecallOf, f.RecallTo, f.PrecisionOf, f.PrecisionTo})
		}
	}
	metrics := Metrics()
	return t, stats.Metric{
		Figures: 3 * len(metrics),
		Of: func(sums, figures []float64) {
			c := countsOf(sums)
			for k, m := range metrics {
				s := m.Of(c)
				figures[3*k], figures[3*k+1], figures[3*k+2] = s.Precision, s.Recall, s.F1
			}
		},
		// As if each mention were a trial of its own, which is the least that
		// any of these figures can vary.
		Trials: func(sums, trials []float64) {
			c := countsOf(sums)
			for k := range metrics {
				p, r := c.Mentions.PrecisionTo, c.Mentions.RecallTo
				trials[3*k], trials[3*k+1], trials[3*k+2] = p, r, p+r
			}
		},
	}
}

// countsOf are the counts that sums of a table's columns make.
func countsOf(sums []float64) Counts {
	c := Counts{GoldEntities: int(sums[0]), AnswerEntities: int(sums[1])}
	for k, f := range c.fields() {
		at := sums[2+4*k:]
		*f = Fractions{at[0], at[1], at[2], at[3]}
	}
	return c
}

// Pool puts the documents of several results together.
func Pool(results ...*Result) *Result {
	pooled := &Result{}
	for _, r := range results {
		pooled.Rows = append(pooled.Rows, r.Rows...)
	}
	return pooled
}
