package tags

import (
	"bufio"
	"fmt"
	"io"
	"unicode/utf8"
)

// Averages are seqeval's means over labels, 0 standing for a ratio without a
// denominator.
type Averages struct{ Precision, Recall, F1 float64 }

// Macro is the plain mean over the labels of spans that occur on either side;
// all are 0 where none does.
func (r *Result) Macro() Averages { return r.mean(func(Counts) float64 { return 1 }) }

// Weighted is the mean over labels, each by the number of its spans in gold; all
// are 0 where there are none.
func (r *Result) Weighted() Averages {
	return r.mean(func(c Counts) float64 { return float64(c.Gold) })
}

func (r *Result) mean(weight func(Counts) float64) Averages {
	total := r.Total()
	var a Averages
	sum := 0.0
	for _, l := range r.labelsIn(total) {
		c := total.Spans[l]
		p, rec, f := percents(c, 1)
		w := weight(c)
		a.Precision += w * p
		a.Recall += w * rec
		a.F1 += w * f
		sum += w
	}
	if sum == 0 {
		return Averages{}
	}
	return Averages{a.Precision / sum, a.Recall / sum, a.F1 / sum}
}

// WriteSeqeval writes seqeval's classification_report (of 1.2.2) with two
// digits.
func (r *Result) WriteSeqeval(w io.Writer) error {
	out := bufio.NewWriter(w)
	total := r.Total()
	labels := r.labelsIn(total)
	width := len("weighted avg")
	for _, l := range labels {
		width = max(width, utf8.RuneCountInString(r.Labels[l]))
	}
	fmt.Fprintf(out, "%*s  %9s %9s %9s %9s\n\n", width, "", "precision", "recall", "f1-score", "support")
	row := func(name string, p, rec, f float64, support int) {
		fmt.Fprintf(out, "%*s  %9.2f %9.2f %9.2f %9d\n", width, name, p, rec, f, support)
	}
	for _, l := range labels {
		c := total.Spans[l]
		p, rec, f := percents(c, 1)
		row(r.Labels[l], p, rec, f, c.Gold)
	}
	out.WriteByte('\n')
	all := Micro(total.Spans)
	p, rec, f := percents(all, 1)
	row("micro avg", p, rec, f, all.Gold)
	macro, weighted := r.Macro(), r.Weighted()
	row("macro avg", macro.Precision, macro.Recall, macro.F1, all.Gold)
	row("weighted avg", weighted.Precision, weighted.Recall, weighted.F1, all.Gold)
	return out.Flush()
}
