package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"rollcall/eval"
	"rollcall/eval/stats"
	"rollcall/text"
)

// detailInput has forty documents of two sources, in which one source is far
// harder, scores tell right from wrong, and one answer in ten has none.
func detailInput(t *testing.T) []Input {
	t.Helper()
	var gold, answers []*text.Document
	for i := range 40 {
		id, source := fmt.Sprintf("news/%02d", i), []string{"wire", "web"}[i&1]
		g := marked(t, id, fmt.Sprintf("[Person Ann %c] of the [Organisation Bank of Gondor] left [Place Paris] with [Money $%dm].", 'A'+i%26, i+1))
		g.Meta = map[string]json.RawMessage{"source": json.RawMessage(`"` + source + `"`)}
		a := "[Person Ann %c] of the [Organisation Bank of Gondor] left [Place Paris] with [Money $%dm]."
		switch {
		case source == "web" && i%3 == 0:
			a = "[Person Ann] %c of the Bank of [Place Gondor] left [Organisation Paris] with $%dm."
		case source == "web":
			a = "[Person Ann %c] of the [Organisation Bank] of [Place Gondor] left [Place Paris] with $%dm."
		case i == 4:
			a = "[Person Ann %c of the Bank of Gondor] left [Place Paris] with [Money $%dm]."
		}
		d := marked(t, id, fmt.Sprintf(a, 'A'+i%26, i+1))
		for k := range d.Mentions {
			m := &d.Mentions[k]
			m.Source = text.Source{Stage: "tagger", Rule: string(m.Type)}
			if m.Type == text.TypeMoney {
				m.Source = text.Source{Stage: "money"}
			}
			m.Score = 0.55 + float64((7*i+13*k)%40)/100
			if source == "web" {
				m.Score -= 0.3
			}
			if (i+k)%10 == 0 {
				m.Score = 0
			}
		}
		gold, answers = append(gold, g), append(answers, d)
	}
	return []Input{{"gold/news.jsonl", []Scored{{Name: "theirs", Result: score(t, gold, answers)}}}}
}

func detailCases() map[string]Options {
	infer := &stats.Options{Resamples: 1000, Seed: 1}
	strict := []eval.Scheme{eval.Strict}
	return map[string]Options{
		"slices": {Schemes: strict, Infer: infer, Details: Details{
			Keys: []eval.Key{eval.ByMeta("source"), eval.ByRule(), eval.Cross(eval.ByType(), eval.ByMeta("source"))},
		}},
		"thresholds":  {Schemes: strict, Infer: infer, Details: Details{Thresholds: true}},
		"calibration": {Schemes: strict, Infer: infer, Details: Details{Calibration: true}},
		"surfaces":    {Schemes: strict, Details: Details{Surfaces: 4}},
		"untested": {Schemes: strict, Details: Details{
			Keys: []eval.Key{eval.ByMeta("source")}, Thresholds: true, Calibration: true,
		}},
	}
}

// TestDetails compares with files that -update rewrites; read them after that.
func TestDetails(t *testing.T) {
	in := detailInput(t)
	endings := map[string]string{"table": ".txt", "json": ".json", "csv": ".csv", "markdown": ".md"}
	for name, o := range detailCases() {
		r := New(in, o)
		for format, ending := range endings {
			t.Run(name+"/"+format, func(t *testing.T) {
				got := write(t, format, r)
				path := filepath.Join("testdata", name+ending)
				if *update {
					if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), got); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
				if format == "csv" {
					if lines, err := csv.NewReader(strings.NewReader(got)).ReadAll(); err != nil || len(lines) < 2 {
						t.Errorf("%d lines, %v", len(lines), err)
					}
				}
			})
		}
	}
}

// Whatever documents and labels are called, and however many mentions there
// are, tables fit a screen, and nothing in them steers a terminal.
func TestDetailsFitAScreen(t *testing.T) {
	long := strings.Repeat("a very long name of a thing\x1b[31m ", 4)
	var docs, answers []*text.Document
	for i := range 12 {
		d := &text.Document{ID: fmt.Sprint(i), Text: strings.Repeat(long, 3), Meta: map[string]json.RawMessage{"k": json.RawMessage(fmt.Sprintf("%q", long))}}
		a := &text.Document{ID: d.ID}
		for k := range 3 {
			s := text.Span{Start: k * len(long), End: (k+1)*len(long) - 1}
			d.Mentions = append(d.Mentions, text.Mention{Span: s, Type: text.Type(fmt.Sprint("TYPE", k, long))})
			for half := range 2 { // a split
				s := text.Span{Start: s.Start + half*40, End: s.Start + half*40 + 30}
				a.Mentions = append(a.Mentions, text.Mention{Span: s, Type: "OTHER " + text.Type(long), Score: float64(1+(i+k)%9) / 10, Source: text.Source{Stage: long, Rule: long}})
			}
		}
		docs, answers = append(docs, d), append(answers, a)
	}
	r := score(t, docs, answers)
	for range 8 {
		r = eval.Pool(r, r)
	}
	o := Options{Schemes: []eval.Scheme{eval.Strict}, Errors: 1, Details: Details{
		Keys:       []eval.Key{eval.ByMeta("k"), eval.ByRule(), eval.Cross(eval.ByType(), eval.ByMeta("k"), eval.ByRule())},
		Thresholds: true, Calibration: true, Surfaces: -1,
	}}
	report := New([]Input{{"gold", []Scored{{Name: "x", Result: r}}}}, o)
	report.Whole = Part{Name: "gold", Systems: []System{{Name: "x"}}} // others look at what comes before
	var out bytes.Buffer
	if err := report.details.writeTable(&out, ink{}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		line = strings.TrimRight(line, " \n")
		context := strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "warning")
		if width := utf8.RuneCountInString(line); width > screen && !context {
			t.Errorf("%d columns: %s", width, line)
		}
	}
	if strings.Contains(out.String(), "\x1b") {
		t.Error("control characters are let through")
	}
}
