package encoder

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/text"
)

var schemes = map[string][]string{
	"BIO":      {"O", "B-PER", "I-PER", "B-LOC", "I-LOC"},
	"BIO late": {"B-PER", "I-LOC", "B-LOC", "O", "I-PER"},
	"BIOES":    {"O", "B-PER", "I-PER", "E-PER", "S-PER", "B-ORG", "I-ORG", "E-ORG", "S-ORG"},
	"BILOU":    {"O", "B_LOC", "I_LOC", "L_LOC", "U_LOC"},
	"IO":       {"O", "PER", "LOC"},
	"I-":       {"O", "I-PER", "I-LOC"},
	"B alone":  {"O", "B-PER", "B-LOC"},
	"IOB1":     {"O", "B-PER", "I-PER", "B-LOC", "I-LOC"},
	"same":     {"O", "B-GPE", "I-GPE", "B-LOC", "I-LOC", "B-MISC"}, // two names of one type, one of none
}

// spelled are the mentions that a sequence of labels spells, and whether its
// scheme allows it: the definition that the tables are held to, by the names of
// labels alone.
func spelled(names []string, iob1 bool, seq []int) (mentions []string, ok bool) {
	all := strings.Join(names, " ")
	hasEnd := strings.Contains(all, "E-") || strings.Contains(all, "L_")
	open, start := "", 0
	closeAt := func(i int) {
		if open != "" {
			mentions = append(mentions, fmt.Sprintf("%s %d-%d", open, start, i))
		}
		open = ""
	}
	for i, l := range seq {
		role, typ := "I", names[l]
		if len(typ) > 2 && (typ[1] == '-' || typ[1] == '_') {
			role, typ = typ[:1], typ[2:]
		}
		hasBegin := !iob1 && (strings.Contains(all, "B-"+typ) || strings.Contains(all, "B_"+typ))
		switch {
		case typ == "O":
			if hasEnd && open != "" {
				return nil, false
			}
			closeAt(i)
		case role == "B" || role == "S" || role == "U":
			if hasEnd && open != "" || iob1 && open != typ {
				return nil, false
			}
			closeAt(i)
			open, start = typ, i
			if role != "B" {
				closeAt(i + 1)
			}
		default:
			if open != typ {
				if hasBegin || role != "I" {
					return nil, false
				}
				closeAt(i)
				open, start = typ, i
			}
			if role == "E" || role == "L" {
				closeAt(i + 1)
			}
		}
	}
	if hasEnd && open != "" {
		return nil, false
	}
	closeAt(len(seq))
	return mentions, true
}

// TestDecodingEqualsCounting holds the best path and its probabilities against
// those counted over all sequences.
func TestDecodingEqualsCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scheme := rapid.SampledFrom(slices.Sorted(maps.Keys(schemes))).Draw(t, "scheme")
		names := schemes[scheme]
		iob1 := scheme == "IOB1"
		ls, err := newLabels(names, iob1, nil)
		if err != nil {
			t.Fatal(err)
		}
		n := len(names)
		units := rapid.IntRange(1, 4).Draw(t, "units")
		c := chain{labels: ls, temperature: rapid.Float64Range(0.5, 3).Draw(t, "temperature")}
		for range units * n {
			c.scores = append(c.scores, float64(rapid.IntRange(-400, 400).Draw(t, "score"))/64) // sums are exact
		}
		c.decode(units)

		best := math.Inf(-1)
		weights, total := map[string]float64{}, 0.0
		for code := range int(math.Pow(float64(n), float64(units))) {
			seq, sum, rest := make([]int, units), 0.0, code
			for u := range seq {
				seq[u], rest = rest%n, rest/n
				sum += c.scores[u*n+seq[u]]
			}
			mentions, ok := spelled(names, iob1, seq)
			if !ok {
				continue
			}
			best = max(best, sum)
			weight := math.Exp(sum / c.temperature)
			total += weight
			for _, m := range mentions {
				name, span, _ := strings.Cut(m, " ")
				if typ := knownTypes[name]; typ != "" {
					weights[string(typ)+" "+span] += weight
				}
			}
		}
		var got []string
		c.mentions(func(first, end, label int) {
			name := names[label]
			if len(name) > 2 && (name[1] == '-' || name[1] == '_') {
				name = name[2:]
			}
			got = append(got, fmt.Sprintf("%s %d-%d", name, first, end))
			l := ls.all[label]
			if l.typ == "" {
				return
			}
			m := fmt.Sprintf("%s %d-%d", l.typ, first, end)
			if p, want := c.probability(first, end, l.kind), weights[m]/total; math.Abs(p-want) > 1e-9 {
				t.Errorf("%s: probability %v, counted %v", m, p, want)
			}
		})
		// All mentions of some probability, and no others.
		least := rapid.SampledFrom([]float64{0.001, 0.05, 0.4}).Draw(t, "least")
		likely := map[string]float64{}
		c.spans(least, func(first, end, kind int, p float64) {
			likely[fmt.Sprintf("%s %d-%d", ls.kinds[kind].typ, first, end)] = p
		})
		for m, weight := range weights {
			p, want := likely[m], weight/total
			if math.Abs(want-least) < 1e-9 {
				continue // either way
			}
			if want < least {
				want = 0
			}
			if math.Abs(p-want) > 1e-9 {
				t.Errorf("%s from %v on: probability %v, counted %v", m, least, p, want)
			}
			delete(likely, m)
		}
		for m, p := range likely {
			if math.Abs(p-least) > 1e-9 {
				t.Errorf("%s: probability %v, and never counted", m, p)
			}
		}
		sum := 0.0
		for u, l := range c.path {
			sum += c.scores[u*n+l]
		}
		want, ok := spelled(names, iob1, c.path)
		if !ok || sum != best || !slices.Equal(got, want) {
			t.Errorf("path %v has %v and mentions %v; the best of all has %v", c.path, sum, got, best)
		}
	})
}

// TestDecodingExtremes sends scores through that leave no room for anything
// else.
func TestDecodingExtremes(t *testing.T) {
	for name, names := range schemes {
		ls, err := newLabels(names, name == "IOB1", nil)
		if err != nil {
			t.Fatal(err)
		}
		for favourite := range names {
			c := chain{labels: ls, temperature: 0.01}
			for range 50 {
				for l := range names {
					score := -1e30
					if l == favourite {
						score = 1e30
					}
					c.scores = append(c.scores, score)
				}
			}
			c.decode(50)
			c.mentions(func(first, end, label int) {
				if l := ls.all[label]; l.typ != "" {
					if p := c.probability(first, end, l.kind); !(p >= 0 && p <= 1) {
						t.Errorf("%s, all %s: probability %v", name, names[favourite], p)
					}
				}
			})
			c.spans(0.001, func(first, end, kind int, p float64) {
				if !(p >= 0.001 && p <= 1) {
					t.Errorf("%s, all %s: %d to %d has probability %v", name, names[favourite], first, end, p)
				}
			})
		}
	}
}

func TestLabels(t *testing.T) {
	ls, err := newLabels([]string{"O", "B-per", "I-per", "B-MISC", "I-MISC", "B-GPE", "I-GPE", "B-X", "I-X"}, false,
		map[string]text.Type{"X": "BOAT", "GPE": ""})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]text.Type{text.TypePerson, "BOAT"}, ls.types()); diff != "" {
		t.Error(diff)
	}
	for want, names := range map[string][]string{
		"there is no label O":          {"B-PER", "I-PER"},
		`label "B-PER" occurs twice`:   {"O", "B-PER", "B-PER"},
		"name their types in labels.m": {"LABEL_0", "LABEL_1", "O"},
	} {
		if _, err := newLabels(names, false, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", names, err, want)
		}
	}
	if _, err := readMap([]byte("# ours\nA=PERSON\n\nB\nA=\n=X\n")); err == nil ||
		!strings.Contains(err.Error(), "4: ") || !strings.Contains(err.Error(), "5: A is mapped twice") || !strings.Contains(err.Error(), "6: ") {
		t.Errorf("map: %v", err)
	}
}

func TestExpNegative(t *testing.T) {
	for x := 0.0; x > -300.1; x -= 0.0137 {
		if got, want := expNegative(x), math.Exp(x); math.Abs(got-want) > 1e-14*want {
			t.Fatalf("exp(%v) = %v, want %v", x, got, want)
		}
	}
	if expNegative(0) != 1 {
		t.Error("exp(0) is not 1")
	}
}
