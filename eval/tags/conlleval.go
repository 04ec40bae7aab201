package tags

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// labelsIn are the labels of spans that occur, in the order of their bytes,
// which is conlleval's and seqeval's.
func (r *Result) labelsIn(total Row) []Label {
	var in []Label
	for l := range r.Labels {
		if c := total.Spans; l > 0 && c != nil && c[l].Gold+c[l].Answers > 0 {
			in = append(in, Label(l))
		}
	}
	slices.SortFunc(in, func(a, b Label) int { return strings.Compare(r.Labels[a], r.Labels[b]) })
	return in
}

// percents are precision, recall and F1 in percent as conlleval and seqeval
// work them out, 0 where there is no denominator.
func percents(c Counts, of float64) (p, r, f float64) {
	if c.Answers > 0 {
		p = of * float64(c.Correct) / float64(c.Answers)
	}
	if c.Gold > 0 {
		r = of * float64(c.Correct) / float64(c.Gold)
	}
	if p+r > 0 {
		f = 2 * p * r / (p + r)
	}
	return p, r, f
}

// WriteConlleval writes the report of conlleval (the version of 2004-01-26),
// byte for byte: 0.00 stands where there is no denominator.
func (r *Result) WriteConlleval(w io.Writer) error {
	out := bufio.NewWriter(w)
	total := r.Total()
	all := Micro(total.Spans)
	p, rec, f := percents(all, 100)
	fmt.Fprintf(out, "processed %d tokens with %d phrases; found: %d phrases; correct: %d.\n", total.Tokens, all.Gold, all.Answers, all.Correct)
	if total.Tokens > 0 {
		accuracy := 100 * float64(total.SameTags) / float64(total.Tokens)
		fmt.Fprintf(out, "accuracy: %6.2f%%; precision: %6.2f%%; recall: %6.2f%%; FB1: %6.2f\n", accuracy, p, rec, f)
	}
	for _, l := range r.labelsIn(total) {
		c := total.Spans[l]
		p, rec, f := percents(c, 100)
		fmt.Fprintf(out, "%17s: precision: %6.2f%%; recall: %6.2f%%; FB1: %6.2f  %d\n", r.Labels[l], p, rec, f, c.Answers)
	}
	return out.Flush()
}
