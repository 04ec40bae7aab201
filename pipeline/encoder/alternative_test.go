package encoder

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/text"
)

// TestAlternatives: alternatives come beside what is found without them, say
// that they are second choices, and exclude each other where they overlap.
func TestAlternatives(t *testing.T) {
	plain := loadTest(t, "bert", Options{Temperature: 4})
	m := loadTest(t, "bert", Options{Temperature: 4, Alternatives: 0.02})
	s := longText(400)
	var first, second []text.Candidate
	mass := make([]float64, len(s))
	for _, c := range propose(t, m, s) {
		if strings.HasSuffix(c.Source.Rule, secondChoice) {
			second = append(second, c)
			if c.Score < 0.02 {
				t.Errorf("%q has the probability %v", s[c.Start:c.End], c.Score)
			}
		} else {
			first = append(first, c)
		}
		for i := c.Start; i < c.End; i++ {
			mass[i] += c.Score
		}
	}
	if diff := cmp.Diff(propose(t, plain, s), first); diff != "" {
		t.Error(diff)
	}
	if len(second) < len(first) {
		t.Errorf("%d alternatives to %d candidates; random weights are not so sure", len(second), len(first))
	}
	for i, p := range mass {
		if p > 1+1e-9 {
			t.Fatalf("what is proposed at byte %d has the probability %v in all", i, p)
		}
	}
}

// TestAlternativesOfOneToken: what BERT takes for a word and is no token (here
// an unassigned character) makes no second candidate for the name before it.
func TestAlternativesOfOneToken(t *testing.T) {
	m := loadTest(t, "bert", Options{Alternatives: 0.01})
	d := tokenised(t, "Acme \u2065")
	var s scratch
	m.tokeniser.cut(&s.cut, d.Text)
	if len(s.cut.words) != 2 || len(d.Tokens) != 1 {
		t.Fatalf("%d words, %d tokens", len(s.cut.words), len(d.Tokens))
	}
	n := len(m.labels.all)
	s.logits = make([]float32, 2*n)
	s.logits[1], s.logits[n+2] = 3, 1 // B-PERSON, then I-PERSON or something else
	m.decide(&s, d)
	want := 0.0
	s.chain.spans(1e-6, func(first, _, kind int, p float64) {
		if first == 0 && m.labels.kinds[kind].typ == text.TypePerson {
			want += p
		}
	})
	persons := 0
	for _, c := range d.Candidates {
		if c.Type == text.TypePerson && c.Start == 0 {
			persons++
			if c.End != len("Acme") || math.Abs(c.Score-want) > 1e-9 || c.Source.Rule != "PERSON" {
				t.Errorf("%+v, want Acme with %v", c, want)
			}
		}
	}
	if persons != 1 {
		t.Errorf("%d candidates for a person: %+v", persons, d.Candidates)
	}
}

func TestOptionsOutOfBounds(t *testing.T) {
	for want, o := range map[string]Options{
		"temperature 1000 lies outside 0.01 to 100": {Temperature: 1000},
		"temperature NaN": {Temperature: math.NaN()},
		"alternatives 2: a probability from 0.001 to 1":  {Alternatives: 2},
		"alternatives 1e-06: a probability from 0.001 t": {Alternatives: 1e-6},
	} {
		if _, err := Open(testFiles(t, "bert"), ".", o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %s", o, err, want)
		}
	}
}

// TestNothingIsALongName: labels that go on and on name nothing.
func TestNothingIsALongName(t *testing.T) {
	for _, n := range []int{longestName, longestName + 1, 3 * longestName} {
		for _, o := range []Options{{}, {Alternatives: 0.01}} {
			m := loadTest(t, "bert", o)
			d := tokenised(t, strings.Repeat("Ann ", n))
			var s scratch
			m.tokeniser.cut(&s.cut, d.Text)
			labels := len(m.labels.all)
			s.logits = make([]float32, n*labels)
			for w := range n {
				s.logits[w*labels+min(w+1, 2)] = 40 // B-PERSON and then I-PERSON
			}
			m.decide(&s, d)
			if found := len(d.Candidates) > 0; found != (n <= longestName) {
				t.Errorf("%d words, %+v: %d candidates", n, o, len(d.Candidates))
			}
		}
	}
}
