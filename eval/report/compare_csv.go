package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"rollcall/eval"
	"rollcall/eval/stats"
	"rollcall/text"
)

// writeComparisonCSV writes a line for each row of each table, ratios from 0 to
// 1 with all digits and empty where there is no denominator. If changes are
// asked for, they are what is written.
func writeComparisonCSV(w io.Writer, c Comparison, _ bool) error {
	if c.listAsked {
		return writeLines(w, csvChanges(c.Listed))
	}
	header := []string{"scheme", "type"}
	for _, x := range []string{"precision", "recall", "f1"} {
		header = append(header, "old_"+x, "new_"+x, x+"_difference", x+"_low", x+"_high", x+"_p")
	}
	lines := [][]string{append(header, "p_adjusted", "outcome", "documents_that_differ", "found", "lost", "come", "gone")}
	for _, s := range c.Schemes {
		row := func(name string, d eval.Difference, counted bool) {
			line := []string{s.Scheme.Name, name}
			for _, x := range []stats.Delta{d.Precision, d.Recall, d.F1} {
				line = append(line, number(x.Old), number(x.New), number(x.Value), number(x.Low), number(x.High), number(x.P))
			}
			line = append(line, number(d.Adjusted), d.Outcome.String(), strconv.Itoa(d.Differ))
			for _, n := range []int{d.Effect.Found, d.Effect.Lost, d.Effect.Come, d.Effect.Gone} {
				if counted {
					line = append(line, strconv.Itoa(n))
				} else {
					line = append(line, "")
				}
			}
			lines = append(lines, line)
		}
		for _, d := range s.Types {
			row(string(d.Type), d, true)
		}
		row("micro", s.Micro, true)
		row("macro", s.Macro, false)
	}
	for _, d := range c.Measures {
		line := []string{d.Measure.Name, d.Row}
		for _, x := range []stats.Delta{d.Precision, d.Recall, d.F1} {
			line = append(line, number(x.Old), number(x.New), number(x.Value), number(x.Low), number(x.High), number(x.P))
		}
		lines = append(lines, append(line, number(d.Adjusted), d.Outcome.String(), strconv.Itoa(d.Differ), "", "", "", ""))
	}
	return writeLines(w, lines)
}

func csvChanges(changes []eval.Change) [][]string {
	lines := [][]string{{
		"change", "document", "line", "gold_file", "gold_line", "gold_type", "gold_text",
		"old", "old_type", "old_text", "new", "new_type", "new_text", "gold_context", "old_context", "new_context",
	}}
	mention := func(m *text.Mention, surface string) []string {
		if m == nil {
			return []string{"", ""}
		}
		return []string{string(m.Type), strings.ToValidUTF8(surface, "\uFFFD")}
	}
	side := func(s eval.Side) []string {
		verdict := "right"
		if !s.Right {
			verdict = s.Fault.String()
		}
		return append([]string{verdict}, mention(s.Answer, s.Text)...)
	}
	for _, c := range changes {
		line := []string{c.Kind.String(), c.Document, lineNumber(c.Line), c.GoldFile, lineNumber(c.GoldLine)}
		line = append(line, mention(c.Gold, c.GoldText)...)
		line = append(line, side(c.Old)...)
		line = append(line, side(c.New)...)
		lines = append(lines, append(line, c.GoldContext, c.Old.Context, c.New.Context))
	}
	return lines
}

// lineNumber is empty where the line is not known.
func lineNumber(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func writeRankingCSV(w io.Writer, r *eval.Ranking, _ bool) error {
	header := []string{"system", "digest", "group", "tp", "fp", "fn", "precision", "recall", "f1", "f1_low", "f1_high"}
	for _, t := range r.Types {
		header = append(header, "f1_"+string(t))
	}
	lines := [][]string{header}
	for _, s := range r.Systems {
		line := []string{
			s.Run.System.Name, s.Run.System.Digest, s.Letters,
			count(s.Counts.TP()), count(s.Counts.FP()), count(s.Counts.FN()),
			number(s.Counts.Precision()), number(s.Counts.Recall()), number(s.Counts.F1()),
			number(s.Intervals.F1.Low), number(s.Intervals.F1.High),
		}
		for _, c := range s.ByType {
			line = append(line, number(c.F1()))
		}
		lines = append(lines, line)
	}
	return writeLines(w, lines)
}

func writeLines(w io.Writer, lines [][]string) error {
	out := csv.NewWriter(w)
	if err := out.WriteAll(lines); err != nil {
		return err
	}
	return out.Error()
}
