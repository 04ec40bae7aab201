package pipeline_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/pipeline"
	"rollcall/text"
)

const partRules = `rules:
  - {name: mayor, type: PERSON, score: 0.9, pattern: 'mayor {Cap+}', examples: {match: ['Mayor [Person Ann Lee] left.'], no_match: ['The mayor left.']}}
  - {name: no-marsh, type: ANY, veto: overlapping, pattern: '"Marsh"', examples: {match: ['It is [Place Marsh].'], no_match: ['It is [Place Halden].']}}
`

const partText = "Mayor Ann Lee of New Halden met Mayor Bo Marsh of the World Bank in Kenya on Monday. Arsenal beat Chelsea, the BBC said."

func openWithParts(t *testing.T) *pipeline.Pipeline {
	t.Helper()
	file := filepath.Join(t.TempDir(), "mine.yaml")
	if err := os.WriteFile(file, []byte(partRules), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := pipeline.Open("fast", pipeline.Options{Rules: []string{file}, Idle: true})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Watching a stage does to a document what running it does, and a stage without
// any of its parts proposes nothing and takes nothing out.
func TestPartsOfStages(t *testing.T) {
	stages := openWithParts(t).Stages()
	parted := 0
	d := &text.Document{Text: partText}
	for _, s := range stages {
		if !s.Parted() {
			if err := pipeline.Run([]pipeline.Stage{s}, d); err != nil {
				t.Fatal(err)
			}
			continue
		}
		parted++
		before := slices.Clone(d.Candidates)
		watched, bare := *d, *d
		watched.Candidates, bare.Candidates = slices.Clone(before), slices.Clone(before)
		traces, err := s.Watch(&watched)
		if err != nil {
			t.Fatal(err)
		}
		if err := pipeline.Run([]pipeline.Stage{s}, d); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d.Candidates, watched.Candidates); diff != "" {
			t.Errorf("%s, run and watched:\n%s", s.Name, diff)
		}
		proposed := 0
		for _, trace := range traces {
			proposed += len(trace.Proposed)
			for _, i := range trace.Proposed {
				if got := d.Candidates[i].Source.Rule; got != s.Parts[trace.Part].Name {
					t.Errorf("%s: candidate %d is of %s, not of %s", s.Name, i, got, s.Parts[trace.Part].Name)
				}
			}
		}
		if proposed != len(d.Candidates)-len(before) {
			t.Errorf("%s: %d proposals traced of %d", s.Name, proposed, len(d.Candidates)-len(before))
		}
		var names []string
		for _, part := range s.Parts {
			names = append(names, part.Name)
		}
		none, err := s.Without(names...)
		if err != nil {
			t.Fatal(err)
		}
		if err := pipeline.Run([]pipeline.Stage{none}, &bare); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, bare.Candidates); diff != "" {
			t.Errorf("%s without parts:\n%s", s.Name, diff)
		}
		if _, err := s.Without("nobody"); err == nil || !strings.Contains(err.Error(), "no part nobody") {
			t.Errorf("%s without nobody: %v", s.Name, err)
		}
	}
	if parted != 2 {
		t.Errorf("%d stages have parts, not the lists and the rules", parted)
	}
}

// A list that is evidence only proposes if it is told to.
func TestIdleLists(t *testing.T) {
	stages := openWithParts(t).Stages()
	at := slices.IndexFunc(stages, func(s pipeline.Stage) bool { return s.Name == "gazetteer" })
	with, err := stages[at].With("countries")
	if err != nil {
		t.Fatal(err)
	}
	count := func(s pipeline.Stage) (n int) {
		d := &text.Document{Text: partText}
		if err := pipeline.Run(append(slices.Clone(stages[:at]), s), d); err != nil {
			t.Fatal(err)
		}
		for _, c := range d.Candidates {
			if c.Source.Rule == "countries" && c.Loss == nil {
				n++
			}
		}
		return n
	}
	if before, after := count(stages[at]), count(with); before != 0 || after != 1 {
		t.Errorf("%d and %d countries proposed, not none and Kenya", before, after)
	}
	if stages[at].Digest() == "" || stages[at].Digest() == stages[0].Digest() {
		t.Errorf("digests %q and %q", stages[at].Digest(), stages[0].Digest())
	}
}

// Rules of the user's own go where rules usually run, in a pipeline that has no
// stage for them.
func TestRulesArePlaced(t *testing.T) {
	dir := t.TempDir()
	rules, file := filepath.Join(dir, "mine.yaml"), filepath.Join(dir, "bare.yaml")
	for path, content := range map[string]string{
		rules: partRules,
		file:  "stages: [tokens, sentences, {tagger: {model: models/fast}}, {combine: {readers: {tagger: {weight: 1, floor: 0.02}}}}, gazetteer, money, resolve]\n",
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	plain, err := pipeline.Open(file, pipeline.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := pipeline.Open(file, pipeline.Options{Rules: []string{rules}})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range p.Stages() {
		names = append(names, s.Name)
	}
	if diff := cmp.Diff("tokens sentences tagger combine gazetteer rules money resolve", strings.Join(names, " ")); diff != "" {
		t.Error(diff)
	}
	if plain.Digest() == p.Digest() {
		t.Error("the digest does not tell that there are rules")
	}
}
