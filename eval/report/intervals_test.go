package report

import (
	"bytes"
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

// sample are documents of which each system misses what its step says.
func sample(t *testing.T, documents int, steps map[string]int, names ...string) Input {
	t.Helper()
	in := Input{Gold: "sample.jsonl"}
	types := []text.Type{text.TypePerson, text.TypeOrganisation, text.TypePlace}
	var gold []*text.Document
	answers := map[string][]*text.Document{}
	at := 0
	for i := range documents {
		d := &text.Document{ID: fmt.Sprint("d", i), Text: strings.Repeat("x", 200)}
		of := map[string]*text.Document{}
		for _, name := range names {
			of[name] = &text.Document{ID: d.ID}
			answers[name] = append(answers[name], of[name])
		}
		for k := range 3 + i%7 {
			m := text.Mention{Span: text.Span{Start: 10 * k, End: 10*k + 5}, Type: types[(i+k)%3]}
			d.Mentions = append(d.Mentions, m)
			at++
			for _, name := range names {
				switch a := m; {
				case at%steps[name] == 0:
				case at%(3*steps[name]) == 1:
					a.End += 2
					of[name].Mentions = append(of[name].Mentions, a)
				default:
					of[name].Mentions = append(of[name].Mentions, a)
				}
			}
		}
		gold = append(gold, d)
	}
	for _, name := range names {
		in.Systems = append(in.Systems, Scored{Name: name, Result: score(t, gold, answers[name])})
	}
	return in
}

var seeded = &stats.Options{Level: 0.95, Resamples: 500, Seed: 1}

// TestIntervals compares with files that -update rewrites; read them after
// that.
func TestIntervals(t *testing.T) {
	steps := map[string]int{"ours": 6, "old": 7, "weak": 2, "same": 6}
	whole := []eval.Scheme{eval.Strict}
	tests := []struct {
		name   string
		inputs []Input
		o      Options
	}{
		{"alone", []Input{sample(t, 12, steps, "ours")}, Options{Schemes: whole, Brief: eval.Schemes()[1:], Infer: seeded}},
		{"marked", []Input{sample(t, 40, steps, "ours", "old", "weak", "same")}, Options{Schemes: whole, Infer: seeded}},
		{"power", []Input{sample(t, 40, steps, "ours", "old")}, Options{Schemes: whole, Infer: seeded, Power: 0.8}},
		{"parts", []Input{sample(t, 40, steps, "ours"), sample(t, 1, steps, "ours")}, Options{Schemes: whole, Infer: seeded}},
	}
	endings := map[string]string{"table": ".txt", "json": ".json", "csv": ".csv", "markdown": ".md"}
	for _, test := range tests {
		r := New(test.inputs, test.o)
		for _, f := range Formats() {
			if f.Name == "html" { // TestPages has those
				continue
			}
			t.Run(test.name+"/"+f.Name, func(t *testing.T) {
				var out bytes.Buffer
				if err := f.Write(&out, r, false); err != nil {
					t.Fatal(err)
				}
				path := filepath.Join("testdata", "intervals", test.name+endings[f.Name])
				if *update {
					if err := os.WriteFile(path, out.Bytes(), 0o666); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), out.String()); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		}
	}
}

// With intervals, too, tables fit, and every system is shown once.
func TestIntervalTablesFitAScreen(t *testing.T) {
	names := []string{"default", "their-answers-alpha", "their-answers-beta", "their-answers-gamma", "their-answers-delta", "fifth"}
	steps := map[string]int{}
	for i, name := range names {
		steps[name] = 3 + i
	}
	all := sample(t, 40, steps, names...)
	for i, s := range all.Systems {
		r := s.Result
		for range 4 { // thousands of mentions
			r = eval.Pool(r, r)
		}
		all.Systems[i].Result = r
	}
	quick := *seeded
	quick.Resamples = 100
	for n := 1; n <= len(names); n++ {
		for _, counts := range []bool{false, true} {
			if counts && n > 3 {
				continue
			}
			in := Input{Gold: "gold", Systems: all.Systems[:n]}
			o := Options{Schemes: eval.Schemes()[:2], Brief: eval.Schemes()[2:], Counts: counts, Infer: &quick, Power: 0.8}
			out := write(t, "table", New([]Input{in, in}, o))
			for l := range strings.Lines(out) {
				if strings.HasPrefix(l, "warning") {
					continue
				}
				if width := utf8.RuneCountInString(strings.TrimSuffix(l, "\n")); width > screen {
					t.Errorf("%d systems: %d columns: %s", n, width, l)
				}
			}
			strict, _, _ := strings.Cut(out, "\nexact:")
			for _, name := range names[1:n] {
				if got := strings.Count(strict, " "+shortName(name)+" F1"); got != 1 {
					t.Errorf("%d systems: %s is shown %d times:\n%s", n, name, got, strict)
				}
			}
			if has := strings.Contains(strict, "95 %"); has == counts {
				t.Errorf("%d systems, counts %v: intervals are shown: %v", n, counts, has)
			}
		}
	}
}
