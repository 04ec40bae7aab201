package pipeline_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/pipeline"
	"rollcall/text"
)

func candidate(start, end int, t text.Type, score float64, stage string) text.Candidate {
	return text.Candidate{Mention: text.Mention{
		Span: text.Span{Start: start, End: end}, Type: t, Score: score, Source: text.Source{Stage: stage},
	}}
}

func TestResolvePolicy(t *testing.T) {
	const P, O, L = text.TypePerson, text.TypeOrganisation, text.TypePlace
	for _, tt := range []struct {
		name       string
		candidates []text.Candidate
		want       []int    // winners
		reasons    []string // of all, "" for winners
	}{
		{
			"the longest name wins over a surer name inside it",
			[]text.Candidate{candidate(0, 15, O, 0.6, "tagger"), candidate(8, 15, L, 0.97, "gazetteer")},
			[]int{0}, []string{"", "inside a longer name from tagger"},
		},
		{
			"but not if it is under the floor",
			[]text.Candidate{candidate(0, 15, O, 0.2, "tagger"), candidate(8, 15, L, 0.97, "gazetteer")},
			[]int{1}, []string{"score 0.20 is under 0.30", ""},
		},
		{
			"but not if one reader has weighed both",
			[]text.Candidate{candidate(0, 15, O, 0.4, "encoder"), candidate(8, 15, L, 0.5, "encoder")},
			[]int{1}, []string{"overlaps a name from encoder that scores 0.50", ""},
		},
		{
			"which is no reason for what another stage found",
			[]text.Candidate{candidate(0, 15, O, 0.4, "gazetteer"), candidate(8, 15, L, 0.5, "gazetteer"), candidate(8, 15, L, 0.6, "encoder")},
			[]int{0}, []string{"", "inside a longer name from gazetteer", "inside a longer name from gazetteer"},
		},
		{
			"the surer of two types",
			[]text.Candidate{candidate(0, 5, P, 0.6, "tagger"), candidate(0, 5, L, 0.9, "rules")},
			[]int{1}, []string{"PLACE from rules scores 0.90", ""},
		},
		{
			"the surer of two that cross",
			[]text.Candidate{candidate(0, 10, O, 0.8, "a"), candidate(5, 20, O, 0.7, "b")},
			[]int{0}, []string{"", "overlaps a name from a that scores 0.80"},
		},
		{
			"the same twice",
			[]text.Candidate{candidate(0, 5, P, 0.6, "tagger"), candidate(0, 5, P, 0.7, "rules")},
			[]int{1}, []string{"proposed by rules too", ""},
		},
		{
			"no score is a coin's",
			[]text.Candidate{candidate(0, 5, P, 0, "prose"), candidate(0, 5, L, 0.4, "tagger")},
			[]int{0}, []string{"", "PERSON from prose scores 0.50"},
		},
		{
			"a container that lost to a surer one frees what is inside it",
			[]text.Candidate{candidate(0, 10, O, 0.9, "a"), candidate(8, 20, O, 0.8, "b"), candidate(12, 20, L, 0.5, "c")},
			[]int{0, 2}, []string{"", "overlaps a name from a that scores 0.90", ""},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			mentions := pipeline.Resolve(tt.candidates, 0.3)
			var want []text.Mention
			for _, i := range tt.want {
				want = append(want, tt.candidates[i].Mention)
			}
			if diff := cmp.Diff(want, mentions); diff != "" {
				t.Error(diff)
			}
			for i, c := range tt.candidates {
				reason := ""
				if c.Loss != nil {
					reason = c.Loss.Reason
				}
				if reason != tt.reasons[i] {
					t.Errorf("candidate %d: %q, want %q", i, reason, tt.reasons[i])
				}
			}
		})
	}
}

func TestVetoBinds(t *testing.T) {
	cs := []text.Candidate{candidate(0, 5, text.TypePerson, 0.9, "tagger")}
	cs[0].Loss = &text.Loss{To: -1, Reason: "vetoed"}
	if got := pipeline.Resolve(cs, 0); len(got) != 0 {
		t.Errorf("a vetoed candidate won: %v", got)
	}
}

// Winners do not overlap and come in order; every loser has a reason, and lost
// to a winner that overlaps it; the answer does not depend on the order in
// which candidates were proposed.
func TestResolveProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var cs []text.Candidate
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			start := rapid.IntRange(0, 20).Draw(t, "start")
			cs = append(cs, candidate(start, start+rapid.IntRange(1, 8).Draw(t, "len"),
				rapid.SampledFrom(text.Types()).Draw(t, "type"),
				float64(rapid.IntRange(0, 4).Draw(t, "score"))/4, "s"))
		}
		shuffled := rapid.Permutation(cs).Draw(t, "shuffled")
		won := pipeline.Resolve(cs, 0.3)
		for i := 1; i < len(won); i++ {
			if won[i-1].End > won[i].Start {
				t.Fatalf("%v and %v overlap or are out of order", won[i-1], won[i])
			}
		}
		for i, c := range cs {
			if c.Loss == nil {
				if !slices.ContainsFunc(won, func(m text.Mention) bool { return cmp.Equal(m, c.Mention) }) {
					t.Fatalf("candidate %d neither won nor lost", i)
				}
				continue
			}
			if c.Loss.Reason == "" || c.Loss.To >= 0 && (cs[c.Loss.To].Loss != nil || !cs[c.Loss.To].Overlaps(c.Span)) {
				t.Fatalf("candidate %d: bad loss %+v", i, *c.Loss)
			}
		}
		if diff := cmp.Diff(won, pipeline.Resolve(shuffled, 0.3)); diff != "" {
			t.Fatalf("another order, another answer: %s", diff)
		}
	})
}
