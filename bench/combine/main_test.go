package main

import (
	"bytes"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/pipeline"
	"rollcall/text"
)

// Proposals whose truth is drawn by known numbers give these numbers back, and
// the stage gives what was printed the same scores.
func TestFit(t *testing.T) {
	truth := fitted{bias: -0.4, weight: []float64{0.9, 0.5}, silent: []float64{-3, -0.8}}
	r := rand.New(rand.NewPCG(1, 2))
	var all []proposal
	for range 60_000 {
		p := proposal{told: []float64{r.Float64(), r.Float64()}}
		if k := r.IntN(4); k < 2 {
			p.told[k] = 0
		}
		p.right = r.Float64() < truth.score(p)
		all = append(all, p)
	}
	f, err := fit(all, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range [][2]float64{
		{f.bias, truth.bias}, {f.weight[0], truth.weight[0]}, {f.weight[1], truth.weight[1]},
		{f.silent[0], truth.silent[0]}, {f.silent[1], truth.silent[1]},
	} {
		if math.Abs(v[0]-v[1]) > 0.1 {
			t.Errorf("fitted %v, drawn by %v", v[0], v[1])
		}
	}
	loss, ece := quality(all, func(p proposal) (float64, bool) { return f.score(p), true })
	worse, _ := quality(all, func(p proposal) (float64, bool) { return max(p.told[0], 0.01), true })
	if ece > 0.01 || loss >= worse {
		t.Errorf("calibration error %v; log loss %v, of one reader alone %v", ece, loss, worse)
	}

	floor := func(k int) float64 { return 1 / (1 + math.Exp(-f.silent[k]/f.weight[k])) }
	c := pipeline.Combination{Bias: f.bias, Readers: map[string]pipeline.Reader{
		"encoder": {Weight: f.weight[0], Floor: floor(0)}, "tagger": {Weight: f.weight[1], Floor: floor(1)},
	}}
	for _, p := range all[:50] {
		cs := candidates(p)
		if got := c.Combine(cs)[len(cs)].Score; math.Abs(got-f.score(p)) > 1e-5 {
			t.Errorf("%v: the stage gives %v, the fit %v", p.told, got, f.score(p))
		}
	}
}

func TestFitRefuses(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var all []proposal
	for range 1000 {
		p := proposal{told: []float64{r.Float64()}}
		p.right = r.Float64() > p.told[0]
		all = append(all, p)
	}
	if _, err := fit(all, 1); err == nil || !strings.Contains(err.Error(), "tells nothing") {
		t.Errorf("a reader that is wrong whenever it is sure: %v", err)
	}
}

// The tool prints a stage that a pipeline file can hold.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	goldFile := filepath.Join(dir, "g.jsonl")
	var g strings.Builder
	for range 30 {
		g.WriteString(`{"id":"` + strings.Repeat("x", g.Len()%97+1) + `","text":"Maria Duarte met Tomas Herrera in Lisbon. The Bank of Ostby said nothing, and Halden waits.","mentions":[{"start":0,"end":12,"type":"PERSON"},{"start":17,"end":30,"type":"PERSON"},{"start":34,"end":40,"type":"PLACE"},{"start":46,"end":59,"type":"ORGANISATION"}]}` + "\n")
	}
	config := "doc: x\nstages:\n  - tokens\n  - sentences\n  - tagger: {alternatives: 0.02}\n"
	both := filepath.Join(dir, "p.yaml")
	for name, content := range map[string]string{goldFile: g.String(), both: config + "  - resolve\n"} {
		if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := run([]string{"--pipeline", both, "--readers", "tagger", goldFile}, &out); err != nil {
		t.Fatal(err)
	}
	_, stage, _ := strings.Cut(out.String(), "\n\n")
	stage, _, _ = strings.Cut(stage, "\n\n")
	if err := os.WriteFile(both, []byte(config+stage+"\n  - resolve: {floor: 0.4}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := pipeline.Open(both, pipeline.Options{}); err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// candidates are a proposal's, as the readers make them.
func candidates(p proposal) []text.Candidate {
	var cs []text.Candidate
	for k, stage := range []string{"encoder", "tagger"} {
		if p.told[k] > 0 {
			cs = append(cs, text.Candidate{Mention: text.Mention{
				Span: text.Span{Start: 0, End: 3}, Type: text.TypePerson, Score: p.told[k], Source: text.Source{Stage: stage},
			}})
		}
	}
	return cs
}
