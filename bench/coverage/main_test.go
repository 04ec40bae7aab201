package main

import (
	"bytes"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"rollcall/eval/stats"
)

// quick is a plan that takes seconds. Its chance is seeded, so that it says the
// same every time.
var quick = plan{corpora: 300, resamples: 300, workers: 2, models: models[:1], sizes: []int{15, 60}, truth: 60_000}

// within says whether a percentage of quick's corpora is what it should be, up
// to three standard errors.
func within(t *testing.T, what string, got, low, high float64) {
	t.Helper()
	slack := 300 * math.Sqrt(low/100*(1-low/100)/float64(quick.corpora))
	if math.IsNaN(got) || got < low-slack || got > high+slack {
		t.Errorf("%s: %.1f %%, want %v to %v %% (± %.1f)", what, got, low, high, slack)
	}
}

func TestIntervalsHoldTheTruth(t *testing.T) {
	truth, _, _ := models[0].truth(quick.truth, 0)
	for _, n := range quick.sizes {
		c := cell{documents: n, byMethod: quick.coverage(models[0], n, truth)}
		for _, i := range []int{microP, microR, microF1, macroF1} {
			within(t, "held", c.auto()[i].percent(), 93, 97)
		}
		if n < 20 {
			// What the default is for.
			if plain := c.byMethod[stats.Percentile][microF1].percent(); plain > 92 {
				t.Errorf("percentile intervals over %d documents hold the truth in %v %%: no widening is needed", n, plain)
			}
		}
	}
}

func TestPValuesAreUniform(t *testing.T) {
	c := quick.compare(models[0], 60, 0, 0)
	if p := c.uniform(); p < 0.01 {
		t.Errorf("paired: uniform with p = %v", p)
	}
	within(t, "paired at most 0.05", c.share(0.05), 5, 5)
	within(t, "interval of no difference", c.interval.percent(), 93, 97)
	if family := 100 * float64(c.family) / float64(quick.corpora); family > 9 {
		t.Errorf("Holm lets a family through in %v %%", family)
	}
	g := quick.groups(models[0], 60)
	if p := g.uniform(); p < 0.01 {
		t.Errorf("groups: uniform with p = %v", p)
	}
	within(t, "groups at most 0.05", g.share(0.05), 5, 5)
	within(t, "interval of groups", g.interval.percent(), 93, 97)
}

func TestPowerIsAsSaid(t *testing.T) {
	a, b, s := models[0].truth(quick.truth, 0.04)
	d := b[microF1] - a[microF1]
	n := s.Needed(d, 0.95, stats.DefaultPower)
	within(t, "found", quick.compare(models[0], n, 0.04, d).share(alpha), 80, 80)
}

// Uniform numbers look uniform, and others do not.
func TestUniform(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var even, low tests
	for range 500 {
		x := rng.Float64()
		even.p, low.p = append(even.p, x), append(low.p, x*x)
	}
	if e, l := even.uniform(), low.uniform(); e < 0.05 || l > 1e-6 {
		t.Errorf("uniform numbers have p %v, others %v", e, l)
	}
}

func TestReport(t *testing.T) {
	var out bytes.Buffer
	run(&out, plan{corpora: 2, resamples: 100, workers: 2, models: models[1:2], sizes: []int{5, 40}, truth: 2000})
	if n := strings.Count(out.String(), "| strong |"); n < 9 {
		t.Errorf("%d lines of tables:\n%s", n, out.String())
	}
}
