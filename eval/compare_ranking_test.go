package eval

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"rollcall/eval/stats"
	"rollcall/text"
)

func TestLetters(t *testing.T) {
	tests := []struct {
		name   string
		n      int
		differ [][2]int
		want   string
	}{
		{"one", 1, nil, "a"},
		{"none differ", 3, nil, "a a a"},
		{"all differ", 3, [][2]int{{0, 1}, {0, 2}, {1, 2}}, "a b c"},
		{"a chain", 3, [][2]int{{0, 2}}, "a ab b"},
		{"two groups", 4, [][2]int{{0, 2}, {0, 3}, {1, 2}, {1, 3}}, "a a b b"},
		// The example of Piepho's paper in small: the middle one differs only
		// from the ends.
		{"the middle alone", 3, [][2]int{{0, 1}, {1, 2}}, "a b a"},
	}
	for _, test := range tests {
		differ := make([][]bool, test.n)
		for i := range differ {
			differ[i] = make([]bool, test.n)
		}
		for _, d := range test.differ {
			differ[d[0]][d[1]], differ[d[1]][d[0]] = true, true
		}
		if got := strings.Join(lettersOf(differ), " "); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestLettersSayWhatDiffers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "n")
		differ := make([][]bool, n)
		for i := range differ {
			differ[i] = make([]bool, n)
		}
		for i := range n {
			for j := range i {
				differ[i][j] = rapid.Bool().Draw(t, "differ")
				differ[j][i] = differ[i][j]
			}
		}
		letters := lettersOf(differ)
		for i := range n {
			for j := range n {
				if i != j && strings.ContainsAny(letters[i], letters[j]) == differ[i][j] {
					t.Errorf("%d has %s and %d has %s, differ is %v", i, letters[i], j, letters[j], differ[i][j])
				}
			}
		}
	})
}

func TestLetter(t *testing.T) {
	for k, want := range map[int]string{0: "a", 25: "z", 26: "A", 51: "Z", 52: "a1", 105: "b2"} {
		if got := letter(k); got != want {
			t.Errorf("%d: got %s, want %s", k, got, want)
		}
	}
}

// rankedRuns are four systems on 40 documents: one that is right, two that are
// right in half of them each, and one that answers nothing.
func rankedRuns(t testing.TB) []*Run {
	var all, even, odd, none []string
	for i := range 40 {
		gold, empty := "[Person Ann] left [Place Oslo].", "Ann left Oslo."
		a, b := gold, empty
		if i%2 == 1 {
			a, b = b, a
		}
		all, even, odd, none = append(all, gold, gold), append(even, gold, a), append(odd, gold, b), append(none, gold, empty)
	}
	return []*Run{markedRun(t, "none", none...), markedRun(t, "odd", odd...), markedRun(t, "all", all...), markedRun(t, "even", even...)}
}

func TestRank(t *testing.T) {
	runs := rankedRuns(t)
	o := CompareOptions{Stats: stats.Options{Resamples: 2000, Seed: 1}}
	r, err := Rank(runs, o)
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		Name    string
		F1      float64
		Letters string
	}
	var got []row
	for _, s := range r.Systems {
		got = append(got, row{s.Run.System.Name, s.Counts.F1(), s.Letters})
		if f1 := s.Counts.F1(); s.Intervals.F1.Low > f1 || s.Intervals.F1.High < f1 {
			t.Errorf("%s: F1 is %v, its interval %+v", s.Run.System.Name, f1, s.Intervals.F1)
		}
		if s.ByType[0].Plus(s.ByType[1]) != s.Counts {
			t.Errorf("%s: types do not add up", s.Run.System.Name)
		}
	}
	want := []row{{"all", 1, "a"}, {"even", 2. / 3, "b"}, {"odd", 2. / 3, "b"}, {"none", 0, "c"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	// Intervals are those that a result has by itself, in whatever order.
	for _, s := range r.Systems {
		result := s.Run.Result()
		slices.Reverse(result.Documents)
		if d := cmp.Diff(result.Infer([]Scheme{Strict}, o.Stats).Schemes[0].Micro, s.Intervals, cmpopts.EquateNaNs()); d != "" {
			t.Errorf("%s: %s", s.Run.System.Name, d)
		}
	}
	if len(r.Pairs) != 6 || r.Documents != 40 || r.Mentions != 80 {
		t.Errorf("%d pairs, %d documents, %d mentions", len(r.Pairs), r.Documents, r.Mentions)
	}
	for _, p := range r.Pairs {
		if better := r.Systems[p.Better].Counts.F1() - r.Systems[p.Worse].Counts.F1(); math.Abs(p.F1.Value-better) > 1e-12 || p.Adjusted < p.F1.P {
			t.Errorf("%d and %d: %+v, adjusted %v", p.Better, p.Worse, p.F1, p.Adjusted)
		}
	}

	// The order in which systems are given has no say.
	runs[0], runs[3] = runs[3], runs[0]
	again, err := Rank(runs, o)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(r, again, digits, cmpopts.IgnoreFields(Ranked{}, "Run")); d != "" {
		t.Error(d)
	}
}

func TestRankErrors(t *testing.T) {
	runs := rankedRuns(t)
	if _, err := Rank(runs[:1], CompareOptions{}); err == nil {
		t.Error("one system is ranked")
	}
	var m *GoldMismatch
	other := markedRun(t, "other", "[Person Bob] left.", "")
	if _, err := Rank(append(runs, other), CompareOptions{}); !errors.As(err, &m) || m.New.System != "other" {
		t.Errorf("got %v", err)
	}
	runs[2].Files[0].Types = []text.Type{text.TypePerson}
	if _, err := Rank(runs, CompareOptions{}); !errors.As(err, &m) || m.New.System != "all" {
		t.Errorf("got %v", err)
	}
}
