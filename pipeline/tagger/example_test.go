package tagger

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/pipeline/token"
	"rollcall/text"
)

func marked(t *testing.T, s string) *text.Document {
	t.Helper()
	plain, mentions, err := text.ParseMarked(s)
	if err != nil {
		t.Fatal(err)
	}
	d := &text.Document{Text: plain, Mentions: mentions}
	if err := token.Tokens(d); err != nil {
		t.Fatal(err)
	}
	if err := token.Sentences(d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestGoldOf(t *testing.T) {
	l, err := newLabels([]text.Type{text.TypePerson, text.TypePlace})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		marked string
		labels []string
		tally  Tally
	}{
		{
			"[Person Mira Vance] left [Place Quaymouth].",
			[]string{"B-PERSON", "I-PERSON", "O", "B-PLACE", "O"},
			Tally{Mentions: map[text.Type]int{"PERSON": 1, "PLACE": 1}},
		},
		{ // A type that is not learnt is no name.
			"[Organisation Oxley Bank] closed.",
			[]string{"O", "O", "O", "O"},
			Tally{},
		},
		{ // Half a word cannot be said in labels: the sentence is left out.
			"[Person Mira]n spoke. [Person Vance] left.",
			[]string{"O", "O", "O", "B-PERSON", "O", "O"},
			Tally{Mentions: map[text.Type]int{"PERSON": 1}, OffToken: 1, Unused: 1},
		},
		{
			"[Ignore Mira] spoke.",
			[]string{"O", "O", "O"},
			Tally{Ignored: 1, Unused: 1},
		},
		{
			"Yes, [Person Mira. Vance] left.",
			[]string{"O", "O", "O", "O", "O", "O", "O"},
			Tally{Crossing: 1, Unused: 2},
		},
	} {
		d := marked(t, c.marked)
		var tally Tally
		gold, _ := goldOf(l, d, &tally)
		var labels []string
		for _, y := range gold {
			labels = append(labels, l.name(int(y)))
		}
		c.tally.Documents, c.tally.Sentences, c.tally.Tokens = 1, len(d.Sentences), len(d.Tokens)
		if diff := cmp.Diff(c.labels, labels); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.marked, diff)
		}
		if diff := cmp.Diff(c.tally, tally); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.marked, diff)
		}
	}
}

func TestRestyledKeepsTokens(t *testing.T) {
	d := marked(t, "Mira Vance's crew left Quaymouth. İstanbul's ports, \xff too, slept.")
	for _, s := range []style{styleUpper, styleLower, styleTitle} {
		styles := make([]style, len(d.Sentences))
		for k := range styles {
			styles[k] = s
		}
		r := restyled(d, styles)
		if len(r.Tokens) != len(d.Tokens) {
			t.Fatalf("style %d: %d tokens, want %d", s, len(r.Tokens), len(d.Tokens))
		}
		for i := range d.Tokens {
			got, want := r.Surface(r.Tokens[i].Span), d.Surface(d.Tokens[i].Span)
			if string(appendLower(nil, got)) != string(appendLower(nil, want)) {
				t.Errorf("style %d: token %d is %q, was %q", s, i, got, want)
			}
		}
	}
}

func TestParts(t *testing.T) {
	var sents []text.Sentence
	for i := range 300 {
		sents = append(sents, text.Sentence{FirstToken: i * 50, EndToken: (i + 1) * 50})
	}
	total := 0
	for _, p := range parts(sents) {
		if n := p[len(p)-1].EndToken - p[0].FirstToken; n > part {
			t.Errorf("a part has %d tokens", n)
		}
		total += len(p)
	}
	if total != len(sents) {
		t.Errorf("parts hold %d of %d sentences", total, len(sents))
	}
}
