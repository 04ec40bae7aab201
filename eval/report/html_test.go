package report

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/eval"
	"rollcall/eval/stats"
	"rollcall/text"
)

// comparisonPage is the page of two systems.
func comparisonPage(t fataler, c *eval.Comparison, o ComparisonOptions) string {
	t.Helper()
	var out bytes.Buffer
	if err := writeComparisonHTML(&out, NewComparison(c, o), false); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func rankingPage(t fataler, r *eval.Ranking) string {
	t.Helper()
	var out bytes.Buffer
	if err := writeRankingHTML(&out, r, false); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// fataler is what a test and a rapid test have in common.
type fataler interface {
	Helper()
	Fatal(...any)
}

// newsRuns are the two systems of inputs as runs, over both files of gold.
func newsRuns(t *testing.T) (old, new *eval.Run) {
	in := inputs(t)
	run := func(k int) *eval.Run {
		r := &eval.Run{System: eval.System{Name: in[0].Systems[k].Name, Kind: eval.AnswersSystem}}
		for _, i := range in {
			r.Files = append(r.Files, eval.GoldFile{Path: i.Gold, Result: i.Systems[k].Result})
		}
		return r
	}
	return run(1), run(0)
}

func compareNews(t *testing.T) *eval.Comparison {
	old, new := newsRuns(t)
	new.Origin = eval.Origin{Version: "v1.2.3", Go: "go1.26", Command: "rollcall compare prose default", Note: "on <Friday>"}
	c, err := eval.Compare(old, new, eval.CompareOptions{Measures: eval.Measures(), Stats: stats.Options{Resamples: 200, Seed: 1}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// elide leaves out what the pages have in common: style sheet and script.
func elide(page string) string {
	page = strings.Replace(page, pageFile("report.css"), "…", 1)
	return strings.Replace(page, pageFile("report.js"), "…", 1)
}

// TestPages compares with files that -update rewrites; open them in a browser
// after that.
func TestPages(t *testing.T) {
	infer := &stats.Options{Resamples: 200, Seed: 1, Level: 0.95}
	pages := map[string]string{
		"eval": write(t, "html", New(inputs(t), Options{
			Schemes: []eval.Scheme{eval.Strict}, Brief: eval.Schemes()[1:], MoneyIfAny: true, Errors: -1,
			Details: Details{Surfaces: 3, Keys: []eval.Key{eval.ByType()}, Thresholds: true, Calibration: true}, Infer: infer, Power: 0.8,
			Origin: Origin{Origin: eval.Origin{Version: "v1.2.3", Command: "rollcall eval gold"}, Gold: "0123456789ab", Answers: "ba9876543210"},
		})),
		"details": write(t, "html", New(detailInput(t), Options{
			Schemes: []eval.Scheme{eval.Strict}, Errors: 2, Counts: true,
			Details: Details{Keys: []eval.Key{eval.ByType(), eval.ByStage()}, Thresholds: true, Calibration: true}, Infer: infer,
		})),
		"empty":   write(t, "html", New([]Input{{"none.jsonl", []Scored{{Name: "default", Result: score(t, nil, nil)}}}}, Options{Schemes: []eval.Scheme{eval.Strict}, Errors: -1})),
		"compare": comparisonPage(t, compareNews(t), ComparisonOptions{Changes: -1}),
		"ranking": rankingPage(t, rankNews(t)),
	}
	for name, page := range pages {
		t.Run(name, func(t *testing.T) {
			checkPage(t, page)
			got := elide(page)
			path := filepath.Join("testdata", "pages", name+".html")
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
		})
	}
}

func rankNews(t *testing.T) *eval.Ranking {
	old, new := newsRuns(t)
	same, _ := newsRuns(t)
	same.System.Name = "prose again"
	r, err := eval.Rank([]*eval.Run{old, new, same}, eval.CompareOptions{Stats: stats.Options{Resamples: 200, Seed: 1}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestPageEscapes puts markup, and what is no UTF-8, wherever gold, answers and
// names can.
func TestPageEscapes(t *testing.T) {
	const evil = "</script><script>alert(1)</script><!--<script><img src=x onerror=alert(2)>]]>\"'&\u2028\u2029\xff\xc3(\x1b[2J"
	whole := text.Mention{Span: text.Span{Start: 0, End: len(evil)}, Type: evil, Score: 0.5, Source: text.Source{Stage: evil, Rule: evil}}
	other := whole
	other.Type = "other" + evil
	gold := []*text.Document{{ID: evil, Text: evil + evil, Mentions: []text.Mention{whole}}}
	answers := []*text.Document{{ID: evil, Mentions: []text.Mention{other}}}
	result := score(t, gold, answers)
	result.Warn(eval.Warning{Message: evil})
	origin := eval.Origin{Version: evil, Go: evil, Command: evil, Note: evil}
	pages := map[string]string{
		"eval": write(t, "html", New([]Input{{evil, []Scored{{Name: evil, Digest: evil, Result: result}}}}, Options{
			Schemes: []eval.Scheme{eval.Strict}, Errors: -1, Origin: Origin{Origin: origin, Gold: evil, Answers: evil},
			Details: Details{Surfaces: -1, Keys: []eval.Key{eval.ByType(), eval.ByStage()}, Thresholds: true, Calibration: true},
		})),
	}
	var runs []*eval.Run
	for _, name := range []string{evil, evil + "2", evil + "3"} {
		runs = append(runs, &eval.Run{Origin: origin, System: eval.System{Name: name, Kind: eval.PipelineSystem, Digest: evil}, Files: []eval.GoldFile{{Path: evil, Result: result}}})
	}
	runs[1].Files = []eval.GoldFile{{Path: evil, Result: score(t, gold, nil)}}
	c, err := eval.Compare(runs[0], runs[1], eval.CompareOptions{})
	if err != nil {
		t.Fatal(err)
	}
	pages["compare"] = comparisonPage(t, c, ComparisonOptions{Changes: -1})
	r, err := eval.Rank(runs, eval.CompareOptions{})
	if err != nil {
		t.Fatal(err)
	}
	pages["ranking"] = rankingPage(t, r)
	for name, page := range pages {
		checkPage(t, page)
		root := parsePage(t, page)
		if n := len(elements(root, named("img"))); n > 0 {
			t.Errorf("%s: %d pictures came in", name, n)
		}
		// The data and the page's own.
		if n := len(elements(root, named("script"))); n != 2 {
			t.Errorf("%s: %d scripts, want 2", name, n)
		}
		if at := strings.IndexAny(page, "\x1b"); at >= 0 {
			t.Errorf("%s: control characters came in: %q", name, page[max(0, at-320):at])
		}
	}
}

// drawnResult scores random answers against random gold, with bytes of any kind.
func drawnResult(t *rapid.T) *eval.Result {
	types := []text.Type{text.TypePerson, text.TypePlace, "x<y"}
	piece := rapid.SampledFrom([]string{"Ann", " ", "Lee", "\n", "\r\n", "é", "😀", "\xff", "<b>", "\t", "\n\n", "a long word "})
	mentions := func(in string, label string) []text.Mention {
		var list []text.Mention
		at := 0
		for range rapid.IntRange(0, 5).Draw(t, label) {
			if at >= len(in) {
				break
			}
			start := rapid.IntRange(at, len(in)-1).Draw(t, "start")
			end := rapid.IntRange(start+1, min(len(in), start+9)).Draw(t, "end")
			list = append(list, text.Mention{Span: text.Span{Start: start, End: end}, Type: rapid.SampledFrom(types).Draw(t, "type"), Score: 0.25})
			at = end
		}
		return list
	}
	var gold, answers []*text.Document
	for i := range rapid.IntRange(1, 3).Draw(t, "documents") {
		id := fmt.Sprintf("d%d", i)
		in := strings.Join(rapid.SliceOfN(piece, 1, 120).Draw(t, "text"), "")
		gold = append(gold, &text.Document{ID: id, Text: in, Mentions: mentions(in, "gold")})
		answers = append(answers, &text.Document{ID: id, Mentions: mentions(in, "answers")})
	}
	r, err := eval.Score(gold, answers, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// markedBy are the pieces of an item's text that are marked as a side's own.
func markedBy(item listItem, side int) []string {
	units := utf16.Encode([]rune(item.Text))
	var out []string
	for _, m := range item.Marks[side] {
		if m[3] == 1 {
			out = append(out, string(utf16.Decode(units[m[0]:m[0]+m[1]])))
		}
	}
	return out
}

// surfacesOf are what mentions cover, as a page shows it.
func surfacesOf(in string, mentions []*text.Mention) (out []string) {
	for _, m := range mentions {
		out = append(out, plainSpace(in[wholeStart(in, m.Start):wholeEnd(in, m.End)]))
	}
	return out
}

// TestPageHasAllErrors checks for any answers that every error is in the page,
// with the words marked that it is about, and that the groups that tables show
// are those that the list can be picked by.
func TestPageHasAllErrors(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		result := drawnResult(rt)
		r := New([]Input{{"gold", []Scored{{Name: "s", Result: result}}}}, Options{
			Schemes: []eval.Scheme{eval.Strict}, Errors: -1, Details: Details{Surfaces: -1},
		})
		var out bytes.Buffer
		if err := writeHTML(&out, r, false); err != nil {
			rt.Fatal(err)
		}
		faults := result.Faults()
		data, ok := dataOf(rt, out.String())
		if !ok {
			if len(faults) > 0 {
				rt.Fatalf("no list of %d errors", len(faults))
			}
			return
		}
		if len(data.Items) != len(faults) {
			rt.Fatalf("%d of %d errors", len(data.Items), len(faults))
		}
		for i, item := range data.Items {
			f := &faults[i]
			if item.Kind != f.Kind.String() {
				rt.Fatalf("error %d is %s, want %s", i, item.Kind, f.Kind)
			}
			for side, list := range [][]*text.Mention{f.Gold(), f.Answers()} {
				if diff := cmp.Diff(surfacesOf(f.Document().Text, list), markedBy(item, side)); diff != "" {
					rt.Fatalf("error %d, side %d: -want +got:\n%s", i, side, diff)
				}
			}
		}
		repairs := result.Repairs(faults)
		for _, k := range repairs.Kinds {
			if n := pickedBy(data, "kind", k.Kind.String()); n != k.Faults {
				rt.Fatalf("%d errors of kind %s, want %d", n, k.Kind, k.Faults)
			}
		}
		sum := 0
		for _, s := range repairs.Surfaces {
			n := pickedBy(data, "surface", surfaceName(surfaceKeyOf(s)))
			if n < s.Faults { // what is shown alike is one
				rt.Fatalf("%d errors of %q, want %d", n, s.Surface, s.Faults)
			}
			sum += s.Faults
		}
		if sum != len(faults) {
			rt.Fatalf("surfaces of %d errors, want %d", sum, len(faults))
		}
		for _, c := range repairs.Confusions {
			if n := pickedBy(data, "confused", confusionName(c.Gold, c.Answer)); n != c.Faults {
				rt.Fatalf("%d confusions, want %d", n, c.Faults)
			}
		}
	})
}

// TestPageHasAllChanges does the same of comparisons.
func TestPageHasAllChanges(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		result := drawnResult(rt)
		var gold, answers []*text.Document
		for _, d := range result.Documents {
			gold = append(gold, &text.Document{ID: d.ID, Text: d.Text, Mentions: d.Gold})
			answers = append(answers, &text.Document{ID: d.ID, Mentions: d.Gold[:len(d.Gold)/2]})
		}
		second, err := eval.Score(gold, answers, eval.Options{})
		if err != nil {
			rt.Fatal(err)
		}
		run := func(name string, r *eval.Result) *eval.Run {
			return &eval.Run{System: eval.System{Name: name}, Files: []eval.GoldFile{{Path: "gold", Result: r}}}
		}
		c, err := eval.Compare(run("a", result), run("b", second), eval.CompareOptions{Stats: stats.Options{Resamples: 50}})
		if err != nil {
			rt.Fatal(err)
		}
		data, ok := dataOf(rt, comparisonPage(rt, c, ComparisonOptions{Changes: -1}))
		if !ok && len(c.Changes) > 0 || len(data.Items) != len(c.Changes) {
			rt.Fatalf("%d of %d changes", len(data.Items), len(c.Changes))
		}
		for i, item := range data.Items {
			ch := c.Changes[i]
			if item.Kind != changeTitles[ch.Kind] || item.Address != changeAddress(ch) {
				rt.Fatalf("change %d is %s at %s, want %s at %s", i, item.Kind, item.Address, changeTitles[ch.Kind], changeAddress(ch))
			}
			for side, m := range []*text.Mention{ch.Gold, ch.Old.Answer, ch.New.Answer} {
				var want []string
				if m != nil {
					want = surfacesOf(ch.DocumentText, []*text.Mention{m})
				}
				if diff := cmp.Diff(want, markedBy(item, side)); diff != "" {
					rt.Fatalf("change %d, side %d: -want +got:\n%s", i, side, diff)
				}
			}
		}
	})
}

// TestPageHasAllDisagreements does the same of rankings.
func TestPageHasAllDisagreements(t *testing.T) {
	r := rankNews(t)
	page := rankingPage(t, r)
	data, _ := dataOf(t, page)
	if len(data.Items) != len(r.Disagreements) || len(data.Items) == 0 {
		t.Fatalf("%d of %d disagreements", len(data.Items), len(r.Disagreements))
	}
	for i, item := range data.Items {
		d := r.Disagreements[i]
		for side, m := range disagreementMentions(&d) {
			var want []string
			if m != nil {
				want = surfacesOf(d.DocumentText, []*text.Mention{m})
			}
			if diff := cmp.Diff(want, markedBy(item, side)); diff != "" {
				t.Errorf("%d, side %d: -want +got:\n%s", i, side, diff)
			}
		}
		if len(item.Facets[0]) != d.Right || len(item.Facets[0])+len(item.Facets[1]) != len(r.Systems) {
			t.Errorf("%d: right are %d, wrong %d, want %d right of %d", i, item.Facets[0], item.Facets[1], d.Right, len(r.Systems))
		}
	}
}

// TestPageWithoutTexts is of saved results whose gold is not there.
func TestPageWithoutTexts(t *testing.T) {
	old, new := newsRuns(t)
	var read []*eval.Run
	for _, run := range []*eval.Run{old, new} {
		var file bytes.Buffer
		if err := run.Write(&file); err != nil {
			t.Fatal(err)
		}
		r, err := eval.ReadRun(&file, "saved.json")
		if err != nil {
			t.Fatal(err)
		}
		read = append(read, r)
	}
	c, err := eval.Compare(read[0], read[1], eval.CompareOptions{Stats: stats.Options{Resamples: 50}})
	if err != nil {
		t.Fatal(err)
	}
	page := comparisonPage(t, c, ComparisonOptions{Changes: -1})
	checkPage(t, page)
	data, _ := dataOf(t, page)
	if len(data.Items) == 0 {
		t.Fatal("no changes")
	}
	for i, item := range data.Items {
		ch := c.Changes[i]
		if !item.Bare {
			t.Errorf("%s: the text is known", item.Address)
		}
		for side, want := range []string{ch.GoldText, ch.Old.Text, ch.New.Text} {
			got := markedBy(item, side)
			if want == "" && len(got) > 0 || want != "" && !slices.Equal(got, []string{oneLine(want)}) {
				t.Errorf("side %d is %q, want %q", side, got, want)
			}
		}
	}
}

// TestPageLimit leaves errors out of a page, about as many of each kind, and
// says how many.
func TestPageLimit(t *testing.T) {
	in := inputs(t)
	o := Options{Schemes: []eval.Scheme{eval.Strict}, Errors: -1}
	all := len(New(in, o).details.faults.shown)
	for most := 1; most <= all; most++ {
		o.MostErrors = most
		page := write(t, "html", New(in, o))
		data, _ := dataOf(t, page)
		if n := len(data.Items); n > most || most == all && n < all {
			t.Errorf("%d errors of %d in a page of at most %d", n, all, most)
		}
		said := fmt.Sprintf("%d of %d errors are in this page", len(data.Items), all)
		if strings.Contains(page, said) != (len(data.Items) < all) {
			t.Errorf("with at most %d the page does not say: %s", most, said)
		}
	}
}

func TestPerKind(t *testing.T) {
	tests := []struct {
		n, most int
		counts  []int
		want    int
	}{
		{-1, 0, []int{5, 9}, -1}, {3, 0, []int{5, 9}, 3}, {-1, 14, []int{5, 9}, 9}, {-1, 13, []int{5, 9}, 8},
		{-1, 2, []int{5, 9}, 1}, {-1, 1, []int{5, 9}, 0}, {4, 100, []int{5, 9}, 4}, {-1, 100, []int{0, 0}, 0},
	}
	for _, test := range tests {
		if got := perKind(test.n, test.most, test.counts); got != test.want {
			t.Errorf("perKind(%d, %d, %v) = %d, want %d", test.n, test.most, test.counts, got, test.want)
		}
	}
}

func TestAxis(t *testing.T) {
	labels := func(a *axis) (out []string) {
		for _, tick := range a.Ticks {
			out = append(out, tick.Label)
		}
		return out
	}
	tests := []struct {
		axis *axis
		want string
		x    float64
		at   string
	}{
		{ratioAxis([]float64{0.81, 0.93}), "80 85 90 95", 0.875, "50.00%"},
		{ratioAxis([]float64{0, 1}), "0 25 50 75 100", 0.5, "50.00%"},
		{ratioAxis(nil), "0 25 50 75 100", 1, "100.00%"},
		{ratioAxis([]float64{1}), "99 100", 1, "100.00%"},
		{ratioAxis([]float64{0}), "0 1", 0, "0.00%"},
		{differenceAxis([]float64{-0.012, 0.031}), "−2 0 +2 +4", 0, "33.33%"},
		{differenceAxis([]float64{0}), "−0.1 0", 0, "100.00%"},
		{differenceAxis([]float64{-1, 1}), "−100 0 +100", 0, "50.00%"},
		{differenceAxis([]float64{0.0004}), "0 +0.1", 0.001, "100.00%"},
	}
	for _, test := range tests {
		if got := strings.Join(labels(test.axis), " "); got != test.want {
			t.Errorf("ticks are %s, want %s", got, test.want)
		}
		if got := test.axis.at(test.x); got != test.at {
			t.Errorf("%v is at %s, want %s", test.x, got, test.at)
		}
	}
}
