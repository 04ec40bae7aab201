package ablate

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/eval"
	"rollcall/eval/stats"
	"rollcall/gold"
	"rollcall/pipeline"
	"rollcall/text"
)

// testRules act on one another: two find the same, one displaces what the tagger
// finds, a veto takes out what the tagger and what another rule proposes, and
// one finds nothing.
var testRules = []string{
	`{name: titled, type: PERSON, score: 0.97, pattern: '(president|premier|minister|mr.|general|gen.) {Cap{1,3}}', examples: {match: ['President [Person Ann Lee] left.'], no_match: ['The president left.']}}`,
	`{name: titled-too, type: PERSON, score: 0.96, pattern: '(president|premier|general) {Cap{1,2}}', examples: {match: ['President [Person Ann Lee] left.'], no_match: ['The president left.']}}`,
	`{name: everything, type: ORGANISATION, score: 0.99, pattern: 'the {Cap+}', examples: {match: ['Here the [Organisation Peat] is.'], no_match: ['The peat is.']}}`,
	`{name: in-place, type: PLACE, score: 0.6, pattern: '(in|at|of) {Cap}', examples: {match: ['It is in [Place Halden].'], no_match: ['It is in peat.']}}`,
	`{name: no-short-names, type: ANY, veto: exact, pattern: 'Cap', examples: {match: ['It is [Place Halden].'], no_match: ['It is [Place New Halden].']}}`,
	`{name: no-united, type: ANY, veto: overlapping, pattern: '"United"', examples: {match: ['It is [Place United Halden].'], no_match: ['It is [Place New Halden].']}}`,
	`{name: never, type: PLACE, score: 0.9, pattern: 'peat bog of {Cap}', examples: {match: ['The peat bog of [Place Halden].'], no_match: ['It is in peat.']}}`,
}

// ruleFile writes rules to a file, without those of some names.
func ruleFile(t *testing.T, without ...string) string {
	t.Helper()
	content := "rules:\n"
	for _, r := range testRules {
		if !slices.ContainsFunc(without, func(name string) bool { return strings.HasPrefix(r, "{name: "+name+",") }) {
			content += "  - " + r + "\n"
		}
	}
	path := filepath.Join(t.TempDir(), "rules.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// fast is the pipeline of that name without rules of its own.
const fast = `
stages: [tokens, sentences, {tagger: {model: models/fast}}, gazetteer, money, acronyms, {resolve: {floor: 0.4}}, consistency, {resolve: {floor: 0.4}}, entities]
`

func open(t *testing.T, name string, without ...string) *pipeline.Pipeline {
	t.Helper()
	if name == "fast" {
		name = filepath.Join(t.TempDir(), "fast.yaml")
		if err := os.WriteFile(name, []byte(fast), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var o pipeline.Options
	if len(without) < len(testRules) {
		o.Rules = []string{ruleFile(t, without...)}
	}
	p, err := pipeline.Open(name, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func corpora(t *testing.T, names ...string) (out []Corpus) {
	t.Helper()
	for _, name := range names {
		c, err := gold.Open("../../../../gold/"+name+".jsonl", gold.DefaultMap())
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Corpus{name, []File{{c.Documents, c.Types}}})
	}
	return out
}

func bench(t *testing.T, p *pipeline.Pipeline, in []Corpus, o Options) (*Bench, []*Trial) {
	t.Helper()
	o.Stage, o.Workers = "rules", 2
	b, err := New(p, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Read(context.Background(), in, o); err != nil {
		t.Fatal(err)
	}
	trials, err := b.Ablations()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Run(context.Background(), trials, nil); err != nil {
		t.Fatal(err)
	}
	return b, trials
}

// answersOf are the answers of a full run.
func answersOf(t *testing.T, p *pipeline.Pipeline, gold *text.Document) []text.Mention {
	t.Helper()
	d := &text.Document{ID: gold.ID, Text: gold.Text}
	if err := p.Run(d); err != nil {
		t.Fatal(err)
	}
	return d.Mentions
}

// What the short cut answers is what the whole pipeline answers without the
// rule, in each document: in those that ran again, and in those that did not.
func TestShortCutIsFullRun(t *testing.T) {
	for _, c := range []struct {
		pipeline string
		gold     []string
		rules    []string
	}{
		{"fast", []string{"seed", "harbour-bond", "peres-interview", "korea-quasi-war", "task-force-50"}, nil},
		{"default", []string{"harbour-bond"}, []string{"titled", "no-short-names"}},
	} {
		if testing.Short() && c.pipeline == "default" {
			continue
		}
		p := open(t, c.pipeline)
		b, trials := bench(t, p, corpora(t, c.gold...), Options{})
		changed := 0
		for _, trial := range trials {
			if c.rules != nil && !slices.Contains(c.rules, trial.Part.Name) {
				continue
			}
			full := open(t, c.pipeline, trial.Part.Name)
			if c.pipeline == "default" {
				// The shipped rules stand beside; they are there in both.
				changed++
			}
			for i, d := range b.docs {
				want := answersOf(t, full, d.gold)
				got := fork(d.cut)
				after := b.after
				if slices.Contains(trial.docs, i) {
					after = trial.After
				}
				if err := pipeline.Run(after, got); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got.Mentions); diff != "" {
					t.Errorf("%s without %s, document %s: full run, short cut:\n%s", c.pipeline, trial.Part.Name, d.gold.ID, diff)
				}
				if !cmp.Equal(want, answersOf(t, p, d.gold)) {
					changed++
				}
			}
		}
		if changed == 0 {
			t.Errorf("%s: no rule changes an answer, so nothing was shown", c.pipeline)
		}
	}
}

// The set that elimination keeps scores what it says, in a full run.
func TestSmallestIsFullRun(t *testing.T) {
	in := corpora(t, "seed", "harbour-bond", "peres-interview")
	b, trials := bench(t, open(t, "fast"), in, Options{})
	s, err := b.Smallest(context.Background(), trials)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Dropped) == 0 || len(s.Kept)+len(s.Dropped)+len(s.Silent) != len(testRules) {
		t.Fatalf("kept %v, dropped %v, silent %v", s.Kept, s.Dropped, s.Silent)
	}
	if !slices.Equal(s.Silent, []string{"never"}) || !slices.IsSorted(append([]float64{s.Before}, s.F1...)) {
		t.Errorf("dropped %v with F1 %v after %v", s.Dropped, s.F1, s.Before)
	}
	for k := range s.Dropped {
		p, right := open(t, "fast", s.Dropped[:k+1]...), eval.Counts{}
		for _, d := range b.docs {
			full, err := b.score(d, answersOf(t, p, d.gold))
			if err != nil {
				t.Fatal(err)
			}
			right = right.Plus(full.counts)
		}
		if got := right.F1(); got != s.F1[k] {
			t.Errorf("without %v: F1 %v in a full run, %v by elimination", s.Dropped[:k+1], got, s.F1[k])
		}
	}
}

// The effects in mentions add up to the difference in counts, in each corpus,
// and corpora add up to all together.
func TestTablesAddUp(t *testing.T) {
	b, trials := bench(t, open(t, "fast"), corpora(t, "seed", "harbour-bond", "peres-interview"), Options{})
	tables, err := b.Tables(trials, stats.Options{Resamples: 500, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(tables) != 4 {
		t.Fatalf("%d tables", len(tables))
	}
	sum := map[string]int{}
	for k, table := range tables {
		for _, l := range table.Lines {
			without := table.With
			right := without.Correct - l.Effect.Found + l.Effect.Lost
			wrong := without.Answers() - without.Correct - l.Effect.Come + l.Effect.Gone
			if want := 2 * float64(right) / float64(right+wrong+without.Gold()); want != l.F1.Old {
				t.Errorf("%s, %s: F1 without it %v, by its effects %v", table.Corpus, l.Part.Name, l.F1.Old, want)
			}
			if l.Right+l.Wrong > l.Fired {
				t.Errorf("%s: %d right and %d wrong of %d", l.Part.Name, l.Right, l.Wrong, l.Fired)
			}
			n := l.Fired + 1000*l.Effect.Found + 1000_000*l.Effect.Come
			if k < 3 {
				sum[l.Part.Name] += n
			} else if sum[l.Part.Name] != n {
				t.Errorf("%s: corpora add up to %d, all together are %d", l.Part.Name, sum[l.Part.Name], n)
			}
		}
	}
	all := tables[3]
	verdicts := map[string]Verdict{}
	for _, l := range all.Lines {
		verdicts[l.Part.Name] = l.Verdict
	}
	if verdicts["never"] != NeverFired || verdicts["titled-too"] != NoEffect {
		t.Errorf("verdicts %v", verdicts)
	}
}

// Documents come out of a store as they went in, and a second run that is fed
// from it gives the same tables.
func TestStore(t *testing.T) {
	p, in := open(t, "fast"), corpora(t, "harbour-bond", "seed")
	folder := Folder(t.TempDir())
	show := func(o Options) string {
		b, trials := bench(t, p, in, o)
		if o.Store == nil {
			for i, d := range b.docs {
				key := fmt.Sprintf("ab%d", i)
				folder.Save(key, d.cut)
				got, ok := folder.Load(key)
				if diff := cmp.Diff(d.cut, got); !ok || diff != "" {
					t.Errorf("as it was, as it came back:\n%s", diff)
				}
			}
		}
		tables, err := b.Tables(trials, stats.Options{Resamples: 200})
		if err != nil {
			t.Fatal(err)
		}
		for i := range tables {
			for k := range tables[i].Lines {
				tables[i].Lines[k].Took = 0
			}
		}
		return fmt.Sprintf("%+v", tables)
	}
	want := show(Options{})
	for range 2 {
		if got := show(Options{Store: folder, Key: "k"}); got != want {
			t.Errorf("without a store and with one:\n%s\n%s", want, got)
		}
	}
	// What is damaged is as good as absent.
	files, err := filepath.Glob(filepath.Join(string(folder), "*", "*"))
	if err != nil || len(files) == 0 {
		t.Fatal("nothing was stored", err)
	}
	for _, f := range files {
		if err := os.WriteFile(f, []byte("no document"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := show(Options{Store: folder, Key: "k"}); got != want {
		t.Errorf("with a damaged store:\n%s\n%s", want, got)
	}
}

// P-values are adjusted within a family, and those of parts that change nothing
// do not count.
func TestHolmByFamily(t *testing.T) {
	none := math.NaN()
	trials := []*Trial{{}, {Family: "x"}, {}, {}, {Family: "x"}}
	got := holm(trials, []float64{0.01, 0.01, none, 0.04, 0.02})
	for i, want := range []float64{0.02, 0.02, none, 0.04, 0.02} {
		if got[i] != want && !(math.IsNaN(got[i]) && math.IsNaN(want)) {
			t.Errorf("p %d adjusted is %v, want %v", i, got[i], want)
		}
	}
}
