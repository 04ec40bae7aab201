package report

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"
	"strings"

	"rollcall/eval"
	"rollcall/text"
)

// writeCSV writes a line for each row of each table, ratios from 0 to 1 with
// all digits and empty where there is no denominator. A CSV file holds one
// table: if errors are asked for, they are what is written, and if only measures
// are, those, with a line for each figure.
func writeCSV(w io.Writer, r Report, _ bool) error {
	out := csv.NewWriter(w)
	var lines [][]string
	details, asked := r.details.csv()
	switch {
	case asked:
		lines = details
	case len(r.Whole.Systems[0].Summaries) == 0:
		lines = csvMeasures(r.parts())
	default:
		header := []string{"gold", "system", "scheme", "type", "tp", "fp", "fn", "precision", "recall", "f1", "correct", "incorrect", "incorrect_answers", "partial", "missed", "spurious"}
		if r.Whole.Systems[0].Inference != nil {
			header = append(header, csvIntervalHeader...)
		}
		lines = [][]string{header}
		for _, p := range r.parts() {
			lines = append(lines, csvPart(p)...)
		}
	}
	if err := out.WriteAll(lines); err != nil {
		return err
	}
	return out.Error()
}

func csvPart(p Part) [][]string {
	var lines [][]string
	for _, s := range p.Systems {
		for k, sum := range s.Summaries {
			add := func(cells []string, l line) {
				if s.Inference != nil {
					cells = append(cells, csvIntervals(s, l)...)
				}
				lines = append(lines, cells)
			}
			row := func(name string, c eval.Counts, l line) {
				add([]string{
					p.Name, s.Name, sum.Scheme.Name, name,
					count(c.TP()), count(c.FP()), count(c.FN()),
					number(c.Precision()), number(c.Recall()), number(c.F1()),
					strconv.Itoa(c.Correct), strconv.Itoa(c.IncorrectGold), strconv.Itoa(c.IncorrectAnswer),
					strconv.Itoa(c.Partial), strconv.Itoa(c.Missed), strconv.Itoa(c.Spurious),
				}, l)
			}
			for _, t := range sum.Types {
				row(string(t.Type), t.Counts, line{scheme: k, typ: t.Type})
			}
			row("micro", sum.Micro, line{scheme: k})
			add([]string{
				p.Name, s.Name, sum.Scheme.Name, "macro", "", "", "",
				number(sum.Macro.Precision), number(sum.Macro.Recall), number(sum.Macro.F1), "", "", "", "", "", "",
			}, line{scheme: k, macro: true})
		}
		s.Beyond.csv(func(cells []string) {
			if s.Inference != nil {
				cells = append(cells, make([]string, len(csvIntervalHeader))...)
			}
			lines = append(lines, append([]string{p.Name, s.Name}, cells...))
		})
	}
	return lines
}

func number(x float64) string {
	if math.IsNaN(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

func csvErrors(errs []eval.Error) [][]string {
	lines := [][]string{{"error", "document", "line", "gold_type", "gold_text", "answer_type", "answer_text", "gold_context", "answer_context"}}
	for _, e := range errs {
		mention := func(m *text.Mention) (typ, surface string) {
			if m == nil {
				return "", ""
			}
			return string(m.Type), strings.ToValidUTF8(m.In(e.Document.Text), "\uFFFD")
		}
		goldType, goldText := mention(e.Gold)
		answerType, answerText := mention(e.Answer)
		lines = append(lines, []string{
			title(e), e.Document.ID, strconv.Itoa(e.Line),
			goldType, goldText, answerType, answerText, e.GoldContext, e.AnswerContext,
		})
	}
	return lines
}
