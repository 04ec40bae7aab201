package eval

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/eval/stats"
	"rollcall/text"
)

// story tells a disagreement in one line: what gold has, and what the systems
// make of it.
func story(d Disagreement) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s:%d", d.Document, d.Line)
	if d.Gold != nil {
		fmt.Fprintf(&out, " %s %s", d.Gold.Type, d.GoldText)
	}
	for _, s := range d.Sides {
		said := "right"
		if !s.Right {
			said = s.Fault.String()
		}
		if s.Answer != nil {
			said += fmt.Sprintf(" %s %s", s.Answer.Type, s.Text)
		}
		out.WriteString(" | " + said)
	}
	return out.String()
}

func TestDisagreements(t *testing.T) {
	const gold = "[Person Ann Lee] met [Organisation Ur]\nin [Place Oslo] and [Place Rome] on Friday."
	run := func(name, answers string) *Run {
		return markedRun(t, name, gold, answers, "[Person Bo] ran.", "[Person Bo] ran.")
	}
	r, err := Rank([]*Run{
		run("worst", "[Person Ann] Lee met [Place Ur]\nin Oslo and Rome on [Place Friday]."),
		run("best", "[Person Ann Lee] met [Organisation Ur]\nin [Place Oslo] and Rome on Friday."),
		run("middle", "[Person Ann Lee] met Ur\nin [Place Oslo] and Rome on Friday."),
	}, CompareOptions{Stats: stats.Options{Resamples: 50}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range r.Disagreements {
		got = append(got, story(d))
	}
	want := []string{
		"d0:1 PERSON Ann Lee | right PERSON Ann Lee | right PERSON Ann Lee | bounds PERSON Ann",
		"d0:1 ORGANISATION Ur | right ORGANISATION Ur | missed | type PLACE Ur",
		"d0:2 PLACE Oslo | right PLACE Oslo | right PLACE Oslo | missed",
		"d0:2 | right | right | spurious PLACE Friday",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestDisagreementsAddUp checks for any answers that what two systems disagree
// on is what makes their figures differ.
func TestDisagreementsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gold, first := drawRun(t)
		var second []*text.Document
		for _, g := range gold {
			second = append(second, &text.Document{ID: g.ID, Mentions: drawMentions(t, "second", false, false)})
		}
		a, b := runOf(t, "a", gold, first), runOf(t, "b", gold, second)
		r, err := Rank([]*Run{a, b}, CompareOptions{Stats: stats.Options{Resamples: 20}})
		if err != nil {
			t.Fatal(err)
		}
		var right, wrong [2]int
		for _, d := range r.Disagreements {
			n := 0
			for k, s := range d.Sides {
				switch {
				case s.Right:
					n++
					if d.Gold != nil {
						right[k]++
					}
				case d.Gold == nil:
					wrong[k]++
				}
			}
			if n != d.Right || d.Right == len(d.Sides) {
				t.Fatalf("%s: %d are right", story(d), d.Right)
			}
		}
		x, y := r.Systems[0].Counts, r.Systems[1].Counts
		if got, want := right[0]-right[1], x.Correct-y.Correct; got != want {
			t.Fatalf("%d more are right, want %d", got, want)
		}
		if got, want := wrong[0]-wrong[1], x.Spurious-y.Spurious; got != want {
			t.Fatalf("%d more are spurious, want %d", got, want)
		}
	})
}
