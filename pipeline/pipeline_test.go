package pipeline_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"rollcall/pipeline"
	"rollcall/text"
)

func open(t testing.TB, name string) *pipeline.Pipeline {
	t.Helper()
	p, err := pipeline.Open(name, pipeline.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// checkDocument checks what every stage promises, on any bytes: layers lie
// inside the text, in order, and do not overlap; every mention says who
// proposed it and how probable it is.
func checkDocument(t testing.TB, d *text.Document) {
	t.Helper()
	inside := func(what string, s text.Span, after int) int {
		if s.Start < after || s.End <= s.Start || s.End > len(d.Text) {
			t.Fatalf("%s %v after %d in a text of %d bytes", what, s, after, len(d.Text))
		}
		return s.End
	}
	at := 0
	starts, ends := map[int]bool{}, map[int]bool{}
	for _, tok := range d.Tokens {
		at = inside("token", tok.Span, at)
		starts[tok.Start], ends[tok.End] = true, true
	}
	at = 0
	token := 0
	for _, s := range d.Sentences {
		at = inside("sentence", s.Span, at)
		if s.FirstToken != token || s.EndToken <= s.FirstToken {
			t.Fatalf("sentence of tokens %d to %d, after token %d", s.FirstToken, s.EndToken, token)
		}
		token = s.EndToken
	}
	if token != len(d.Tokens) {
		t.Fatalf("sentences hold %d of %d tokens", token, len(d.Tokens))
	}
	for _, c := range d.Candidates {
		inside("candidate", c.Span, 0)
	}
	at = 0
	for _, m := range d.Mentions {
		at = inside("mention", m.Span, at)
		if m.Source.Stage == "" {
			t.Fatalf("nobody proposed %v", m)
		}
		if m.Score < 0 || m.Score > 1 {
			t.Fatalf("score %v", m.Score)
		}
		// The baseline's spans are its own.
		if m.Source.Stage != "prose" && (!starts[m.Start] || !ends[m.End]) {
			t.Fatalf("%q does not begin and end at tokens", d.Surface(m.Span))
		}
		if utf8.ValidString(d.Text) && !utf8.ValidString(d.Surface(m.Span)) {
			t.Fatalf("%q cuts a character", d.Surface(m.Span))
		}
	}
	for _, e := range d.Entities {
		for _, k := range e.Mentions {
			if k < 0 || k >= len(d.Mentions) {
				t.Fatalf("entity %s has mention %d of %d", e.ID, k, len(d.Mentions))
			}
		}
	}
}

var nasty = []string{
	"", " ", "\n\n\n", "\xff\xfe\xfd", "\xef\xbb\xbfBOM first. Then text.\r\n\r\nNext\u00a0line.",
	"NAIROBI, Kenya (AP) — President William Ruto said on Tuesday $1.2 billion (€1.1bn) would go to Safaricom.\n\n- One\n- Two",
	"MINISTRY OF FINANCE (MOF) TO PAY RS 5,000 CRORE\n\nBy ANN LEE\n\nThe Ministry of Finance (MoF) said so.",
	"👩‍👩‍👧‍👦 met Zoë O'Sullivan-D'Souza in Saint-Étienne\u2009;\u200b she paid £3m–£4m…",
	strings.Repeat("(((", 500), strings.Repeat("A.B.C. ", 300), strings.Repeat("$", 1000), strings.Repeat("five hundred ", 300),
	"the Bank of the Bank of the Bank of England (BBBE) (BBBE) (BoE)", "A\x00B\x00C Ministry of \x80 State",
	strings.Repeat("a", 10000), strings.Repeat("Mr. ", 2000), "between $5 and 6 and 7 and 8 million and",
}

func FuzzPipeline(f *testing.F) {
	for _, s := range nasty {
		f.Add(s)
	}
	var pipelines []*pipeline.Pipeline
	for _, name := range pipeline.Names(pipeline.Options{}) {
		pipelines = append(pipelines, open(f, name))
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, p := range pipelines {
			d := &text.Document{ID: "fuzz", Text: s}
			if err := p.Run(d); err != nil {
				var panicked *pipeline.PanicError
				if errors.As(err, &panicked) {
					t.Fatalf("%s: %v\n%s", p.Name(), err, panicked.Stack)
				}
				t.Fatalf("%s: %v", p.Name(), err)
			}
			if d.Text != s {
				t.Fatal("the text was changed")
			}
			checkDocument(t, d)
		}
	})
}

// The answer for a document depends on that document alone: not on what was
// read before it, nor on what runs beside it.
func TestNoStateBetweenDocuments(t *testing.T) {
	for _, name := range pipeline.Names(pipeline.Options{}) {
		if name == "prose" {
			continue // breaks ties by the order of a map: see its package
		}
		t.Run(name, func(t *testing.T) {
			p := open(t, name)
			answers := make([]*text.Document, len(nasty))
			for i, s := range nasty {
				answers[i] = &text.Document{ID: "d", Text: s}
				if err := p.Run(answers[i]); err != nil {
					t.Fatal(err)
				}
			}
			fresh := open(t, name)
			var wg sync.WaitGroup
			for i := len(nasty) - 1; i >= 0; i-- {
				wg.Go(func() {
					d := &text.Document{ID: "d", Text: nasty[i]}
					if err := fresh.Run(d); err != nil {
						t.Error(err)
					} else if diff := cmp.Diff(answers[i], d); diff != "" {
						t.Errorf("text %d: %s", i, diff)
					}
				})
			}
			wg.Wait()
		})
	}
}

// A stage that panics costs its document and says where.
func TestPanicBecomesAnError(t *testing.T) {
	p := open(t, "prose")
	d := &text.Document{ID: "broken", Text: "Ann left.", Tokens: []text.Token{{Span: text.Span{Start: 5, End: 900}}}}
	stages := p.Stages()
	stages[0].Run = func(*text.Document) error { panic("boom") }
	err := p.Run(d)
	var panicked *pipeline.PanicError
	if !errors.As(err, &panicked) || !strings.Contains(err.Error(), `document "broken": stage tokens: panic: boom`) {
		t.Errorf("got %v", err)
	}
}

// Time grows with the text alone, whatever it holds: what was quadratic here
// took minutes.
func TestTimeIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("tells nothing under the race detector, which is slow")
	}
	for _, s := range []string{"Xi ", "The Chinese met Bo Lee of the Ministry of State (MoS) for $5. "} {
		// The transformer is a twentieth as fast as all the rest.
		for name, size := range map[string]int{"fast": 600_000, "default": 100_000} {
			p := open(t, name)
			d := &text.Document{ID: "long", Text: strings.Repeat(s, size/len(s))}
			start := time.Now()
			if err := p.Run(d); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("%s: %q again and again: %v", name, s, took)
			}
		}
	}
}
