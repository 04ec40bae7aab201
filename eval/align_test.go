package eval

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/text"
)

// mentions reads a list such as "A 0-5, B 7-9"; "A 0-5|B 0-7" has an
// alternative.
func mentions(t testing.TB, list string) []text.Mention {
	t.Helper()
	var out []text.Mention
	for item := range strings.SplitSeq(list, ",") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		var m text.Mention
		for i, reading := range strings.Split(item, "|") {
			var s text.Span
			var label string
			if _, err := fmt.Sscanf(reading, "%s %d-%d", &label, &s.Start, &s.End); err != nil {
				t.Fatalf("%q: %v", reading, err)
			}
			if i == 0 {
				m.Span, m.Type = s, text.Type(label)
			} else {
				m.Alt = append(m.Alt, text.Alternative{Span: s, Type: text.Type(label)})
			}
		}
		out = append(out, m)
	}
	return out
}

// show writes an alignment by value, so that it can be compared whatever the
// order of the lists.
func show(gold, answers []text.Mention, a Alignment) string {
	var out []string
	one := func(list []text.Mention, i int) string {
		if i < 0 {
			return "-"
		}
		s := fmt.Sprintf("%s %d-%d", list[i].Type, list[i].Start, list[i].End)
		for _, r := range list[i].Alt {
			s += fmt.Sprintf("|%s %d-%d", r.Type, r.Start, r.End)
		}
		return s
	}
	for _, p := range a.Pairs {
		out = append(out, one(gold, p.Gold)+" ~ "+one(answers, p.Answer))
	}
	var ignored []string
	for _, i := range a.Ignored {
		ignored = append(ignored, one(answers, i)+" ignored")
	}
	slices.Sort(ignored)
	return strings.Join(append(out, ignored...), "; ")
}

func TestAlign(t *testing.T) {
	tests := []struct {
		name, gold, answers, want string
	}{
		{"nothing", "", "", ""},
		{"missed and spurious", "A 0-5", "A 5-9", "A 0-5 ~ -; - ~ A 5-9"},
		{"exact pair before overlap, in whatever order", "A 10-14", "A 8-12, A 10-14",
			"- ~ A 8-12; A 10-14 ~ A 10-14"},
		{"one answer over two gold mentions counts once", "A 0-12, B 14-17", "A 0-17",
			"A 0-12 ~ A 0-17; B 14-17 ~ -"},
		{"two answers inside one gold mention count once", "A 0-10", "A 0-4, A 5-10",
			"- ~ A 0-4; A 0-10 ~ A 5-10"},
		{"the right type before the bigger overlap", "A 0-12, B 14-17", "B 0-17",
			"A 0-12 ~ -; B 14-17 ~ B 0-17"},
		{"the bigger overlap where no type fits", "A 0-12, B 14-17", "C 0-17",
			"A 0-12 ~ C 0-17; B 14-17 ~ -"},
		{"the answer nearer in length where both cover all", "A 5-9", "B 0-20, B 4-10",
			"- ~ B 0-20; A 5-9 ~ B 4-10"},
		{"the same span before the same type", "A 0-5", "B 0-5, A 0-6",
			"A 0-5 ~ B 0-5; - ~ A 0-6"},
		{"a tie goes to what comes first", "A 0-4, A 4-8", "B 2-6",
			"A 0-4 ~ B 2-6; A 4-8 ~ -"},
		{"of equal answers one is left over", "A 0-4", "A 0-4, A 0-4", "A 0-4 ~ A 0-4; - ~ A 0-4"},
		{"equal gold is two", "A 0-4, A 0-4", "A 0-4", "A 0-4 ~ A 0-4; A 0-4 ~ -"},
		{"nested on both sides", "A 0-20, B 0-5", "B 0-5, A 0-20", "B 0-5 ~ B 0-5; A 0-20 ~ A 0-20"},
		{"same span twice: a better partner for the other type", "A 0-5, B 0-5", "C 0-5, A 0-7",
			"A 0-5 ~ A 0-7; B 0-5 ~ C 0-5"},
		{"a row, each shifted: as many of the right type as can be", "A 0-10, A 10-20", "A 9-19, A 19-29",
			"A 0-10 ~ A 9-19; A 10-20 ~ A 19-29"},
		{"a row, each shifted: the most bytes where no type fits", "A 0-10, A 10-20", "B 9-19, B 19-29",
			"A 0-10 ~ -; A 10-20 ~ B 9-19; - ~ B 19-29"},
		{"spans without bytes fit only themselves", "A 5-5", "A 5-5, A 3-8", "- ~ A 3-8; A 5-5 ~ A 5-5"},

		{"ignored span takes answers out", "IGNORE 0-9", "A 0-4, B 5-20, C 9-12",
			"- ~ C 9-12; A 0-4 ignored; B 5-20 ignored"},
		{"exact gold inside an ignored span counts", "IGNORE 0-9, A 0-4", "A 0-4, A 5-9",
			"A 0-4 ~ A 0-4; A 5-9 ignored"},
		{"right span, wrong type inside an ignored span counts", "IGNORE 0-9, A 0-4", "B 0-4", "A 0-4 ~ B 0-4"},
		{"an answer over gold and an ignored span is taken out", "IGNORE 0-4, A 5-9", "A 0-9",
			"A 5-9 ~ -; A 0-9 ignored"},
		{"a place freed by an ignored answer", "IGNORE 0-5, A 4-9", "A 3-9, A 6-9",
			"A 4-9 ~ A 6-9; A 3-9 ignored"},
		{"the second of equal answers is taken out", "IGNORE 0-9, A 0-4", "A 0-4, A 0-4",
			"A 0-4 ~ A 0-4; A 0-4 ignored"},

		{"an alternative span", "A 4-9|A 0-9", "A 0-9", "A 4-9|A 0-9 ~ A 0-9"},
		{"an alternative elsewhere", "A 10-12|B 0-3", "B 0-3", "A 10-12|B 0-3 ~ B 0-3"},
		{"an alternative goes back over another mention", "A 2-4, B 10-12|B 0-1", "A 2-4, B 0-1",
			"A 2-4 ~ A 2-4; B 10-12|B 0-1 ~ B 0-1"},
		{"the mention that has no other way gets the answer", "A 0-5|A 0-9, A 0-9", "A 0-9, A 0-5",
			"A 0-5|A 0-9 ~ A 0-5; A 0-9 ~ A 0-9"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			gold, answers := mentions(t, test.gold), mentions(t, test.answers)
			if diff := cmp.Diff(test.want, show(gold, answers, Align(gold, answers))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			slices.Reverse(gold)
			slices.Reverse(answers)
			if diff := cmp.Diff(test.want, show(gold, answers, Align(gold, answers))); diff != "" {
				t.Errorf("in reverse, -want +got:\n%s", diff)
			}
		})
	}
}

func TestAlignFits(t *testing.T) {
	tests := []struct {
		gold, answers string
		want          Pair
	}{
		{"A 0-5", "A 0-5", Pair{SameSpan: true, SameType: true, Same: true}},
		{"A 0-5", "B 0-5", Pair{SameSpan: true}},
		{"A 0-5", "A 0-6", Pair{SameType: true}},
		{"A 0-5", "B 4-6", Pair{}},
		{"A 0-5|B 0-9", "B 0-5", Pair{SameSpan: true, SameType: true}},
		{"A 0-5|B 7-9", "B 0-5", Pair{SameSpan: true}},
		{"A 0-5|B 0-9", "B 0-9", Pair{SameSpan: true, SameType: true, Same: true}},
	}
	for _, test := range tests {
		got := Align(mentions(t, test.gold), mentions(t, test.answers)).Pairs
		if diff := cmp.Diff([]Pair{test.want}, got); diff != "" {
			t.Errorf("%s against %s: -want +got:\n%s", test.answers, test.gold, diff)
		}
	}
}

// drawMentions draws mentions that are crowded enough to meet often. A flat
// list does not overlap itself.
func drawMentions(t *rapid.T, label string, flat, gold bool) []text.Mention {
	types := []text.Type{"A", "B", "C"}
	if gold {
		types = append(types, text.TypeIgnore)
	}
	n := rapid.IntRange(0, 8).Draw(t, label+" n")
	var list []text.Mention
	at := 0
	for range n {
		s := text.Span{Start: rapid.IntRange(0, 20).Draw(t, label+" start")}
		if flat {
			s.Start = at + rapid.IntRange(0, 3).Draw(t, label+" gap")
		}
		s.End = s.Start + rapid.IntRange(1, 7).Draw(t, label+" length")
		at = s.End
		m := text.Mention{Span: s, Type: rapid.SampledFrom(types).Draw(t, label+" type")}
		if gold && !flat && rapid.IntRange(0, 5).Draw(t, label+" alt") == 0 {
			from := rapid.IntRange(0, 20).Draw(t, label+" alt start")
			m.Alt = []text.Alternative{{
				Span: text.Span{Start: from, End: from + rapid.IntRange(1, 7).Draw(t, label+" alt length")},
				Type: rapid.SampledFrom(types[:3]).Draw(t, label+" alt type"),
			}}
		}
		list = append(list, m)
	}
	return list
}

func shuffled(t *rapid.T, list []text.Mention, label string) []text.Mention {
	return rapid.Permutation(list).Draw(t, label)
}

func TestAlignDoesNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gold := drawMentions(t, "gold", false, true)
		answers := drawMentions(t, "answers", false, false)
		gold2, answers2 := shuffled(t, gold, "gold order"), shuffled(t, answers, "answers order")
		one, two := show(gold, answers, Align(gold, answers)), show(gold2, answers2, Align(gold2, answers2))
		if one != two {
			t.Errorf("gold %v, answers %v:\n%s\n%s", gold, answers, one, two)
		}
	})
}

// best is the worth of the best alignment, found by trying all.
func best(a *aligner, gold, answers []int32) weight {
	if len(gold) == 0 {
		return weight{}
	}
	top := best(a, gold[1:], answers)
	for k, s := range answers {
		if _, w, ok := a.pair(gold[0], s); ok {
			rest := slices.Delete(slices.Clone(answers), k, k+1)
			if v := w.plus(best(a, gold[1:], rest)); top.less(v) {
				top = v
			}
		}
	}
	return top
}

func worth(a *aligner, pairs []Pair) (sum weight) {
	for _, p := range pairs {
		if p.Gold >= 0 && p.Answer >= 0 {
			_, w, _ := a.pair(int32(p.Gold), int32(p.Answer))
			sum = sum.plus(w)
		}
	}
	return sum
}

func upTo(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	return out
}

func TestAlignIsTheOptimum(t *testing.T) {
	for _, flat := range []bool{true, false} {
		t.Run(fmt.Sprintf("flat=%t", flat), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				notIgnored := func(m text.Mention) bool { return m.Type == text.TypeIgnore }
				gold := slices.DeleteFunc(drawMentions(t, "gold", flat, true), notIgnored)
				answers := drawMentions(t, "answers", flat, false)
				a := &aligner{gold: gold, answers: answers}
				want := best(a, upTo(len(gold)), upTo(len(answers)))
				if got := worth(a, Align(gold, answers).Pairs); got != want {
					t.Errorf("gold %v, answers %v: worth %v, best %v", gold, answers, got, want)
				}
			})
		})
	}
}

// A knot that is too big for the exact method must still keep the pairs that
// are the same, use everything once, and not depend on order.
func TestAlignBigKnot(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var gold, answers []text.Mention
	for range 300 {
		s := r.IntN(200)
		gold = append(gold, text.Mention{Span: text.Span{Start: s, End: s + 1 + r.IntN(60)}, Type: text.Type("ABC"[r.IntN(3):][:1])})
		s = r.IntN(200)
		answers = append(answers, text.Mention{Span: text.Span{Start: s, End: s + 1 + r.IntN(60)}, Type: text.Type("ABC"[r.IntN(3):][:1])})
	}
	answers = append(answers, gold[:100]...)
	answers = append(answers, text.Mention{Span: text.Span{Start: 0, End: 300}, Type: "A"})
	first := Align(gold, answers)
	checkOnce(t, gold, answers, first)
	same := 0
	for _, p := range first.Pairs {
		if p.Same {
			same++
		}
	}
	if want := samePairs(gold, answers); same != want {
		t.Errorf("%d pairs are the same in span and type, there are %d", same, want)
	}
	want := show(gold, answers, first)
	for range 5 {
		r.Shuffle(len(gold), func(i, j int) { gold[i], gold[j] = gold[j], gold[i] })
		r.Shuffle(len(answers), func(i, j int) { answers[i], answers[j] = answers[j], answers[i] })
		if got := show(gold, answers, Align(gold, answers)); got != want {
			t.Fatal("another order gives another alignment")
		}
	}
}

// samePairs counts pairs equal in span and type by counting equal mentions.
func samePairs(gold, answers []text.Mention) int {
	type key struct {
		text.Span
		text.Type
	}
	count := map[key]int{}
	for _, m := range gold {
		count[key{m.Span, m.Type}]++
	}
	n := 0
	for _, m := range answers {
		if k := (key{m.Span, m.Type}); count[k] > 0 {
			count[k]--
			n++
		}
	}
	return n
}

// checkOnce fails unless every mention is accounted for exactly once and every
// pair is one that may be.
func checkOnce(t testing.TB, gold, answers []text.Mention, a Alignment) {
	t.Helper()
	seenGold, seenAnswer := make([]int, len(gold)), make([]int, len(answers))
	for _, p := range a.Pairs {
		if p.Gold >= 0 {
			seenGold[p.Gold]++
		}
		if p.Answer >= 0 {
			seenAnswer[p.Answer]++
		}
		if p.Gold >= 0 && p.Answer >= 0 {
			al := aligner{gold: gold, answers: answers}
			if _, _, ok := al.pair(int32(p.Gold), int32(p.Answer)); !ok {
				t.Errorf("%v and %v have nothing to do with each other", gold[p.Gold], answers[p.Answer])
			}
		}
	}
	for _, i := range a.Ignored {
		seenAnswer[i]++
	}
	for i, n := range seenGold {
		want := 1
		if gold[i].Type == text.TypeIgnore {
			want = 0
		}
		if n != want {
			t.Errorf("gold %d %v is in %d pairs", i, gold[i], n)
		}
	}
	for i, n := range seenAnswer {
		if n != 1 {
			t.Errorf("answer %d %v is accounted for %d times", i, answers[i], n)
		}
	}
}

// FuzzAlign reads mentions from bytes: four a mention (list and type, start,
// length, alternative). Any spans may come, empty and negative ones included.
func FuzzAlign(f *testing.F) {
	f.Add([]byte{0, 10, 4, 0, 1, 8, 4, 0, 1, 10, 4, 0})
	f.Add([]byte{6, 0, 9, 0, 0, 0, 4, 0, 1, 0, 4, 0, 1, 5, 4, 0})
	f.Add([]byte{0, 4, 5, 2, 1, 0, 9, 0, 3, 9, 0, 0, 2, 9, 255, 1})
	f.Add([]byte(strings.Repeat("\x00\x05\x14\x00\x01\x06\x14\x00\x03\x07\x15\x01", 70)))
	f.Fuzz(func(t *testing.T, data []byte) {
		types := []text.Type{"A", "B", "C", text.TypeIgnore}
		var gold, answers []text.Mention
		for ; len(data) >= 4 && len(gold)+len(answers) < 400; data = data[4:] {
			start := int(data[1])
			m := text.Mention{
				Span: text.Span{Start: start, End: start + int(int8(data[2]))},
				Type: types[data[0]>>1&3],
			}
			if data[0]&1 == 1 {
				answers = append(answers, m)
				continue
			}
			if data[3] > 0 {
				m.Alt = []text.Alternative{{Span: text.Span{Start: int(data[3]), End: start}, Type: "C"}}
			}
			gold = append(gold, m)
		}
		a := Align(gold, answers)
		checkOnce(t, gold, answers, a)
		want := show(gold, answers, a)
		slices.Reverse(gold)
		slices.Reverse(answers)
		if got := show(gold, answers, Align(gold, answers)); got != want {
			t.Errorf("order matters:\n%s\n%s", want, got)
		}
	})
}
