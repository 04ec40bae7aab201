package tagger_test

import (
	"io/fs"
	"os"
	"path"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/pipeline/data"
	"rollcall/pipeline/tagger"
	"rollcall/pipeline/token"
	"rollcall/text"
)

const shippedModel = "models/fast"

func shipped(t testing.TB) *tagger.Model {
	t.Helper()
	m, err := tagger.Load(data.FS(), shippedModel)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func read(t testing.TB, s string) *text.Document {
	t.Helper()
	d := &text.Document{Text: s}
	if err := token.Tokens(d); err != nil {
		t.Fatal(err)
	}
	if err := token.Sentences(d); err != nil {
		t.Fatal(err)
	}
	return d
}

// The model that ships finds what no reader would dispute.
func TestShippedModel(t *testing.T) {
	m := shipped(t)
	for _, want := range []string{
		"[Person Mira Oduya] flew from [Place Nairobi] to [Place Geneva] on Monday to meet officials of the [Organisation World Health Organization].",
		"“We will not pay,” said [Person Tomas Herrera], chairman of the [Organisation National Bank of Ecuador].",
		"[Person Herrera] had warned Prime Minister [Person Giulia Marchetti] in [Place Rome] before.",
		"The [Organisation Ministry of Finance] declined to comment.",
		"Nobody answered. The talks go on in May, and the French delegation stays.",
	} {
		plain, _, err := text.ParseMarked(want)
		if err != nil {
			t.Fatal(err)
		}
		d := read(t, plain)
		if err := m.Propose(d); err != nil {
			t.Fatal(err)
		}
		var found []text.Mention
		for _, c := range d.Candidates {
			found = append(found, c.Mention)
		}
		got, err := text.Marked(plain, found)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// The model must stay small enough to be carried inside the program.
func TestShippedModelIsSmall(t *testing.T) {
	size := int64(0)
	entries, err := fs.ReadDir(data.FS(), shippedModel)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	if size > 6e6 {
		t.Errorf("%s has %d bytes, more than 6 MB", shippedModel, size)
	}
}

func seed(b *testing.B) string {
	b.Helper()
	content, err := os.ReadFile(path.Join("..", "..", "seeds", "xi-jinping-reinforces-security-apparatus.txt"))
	if err != nil {
		b.Fatal(err)
	}
	return string(content)
}

func BenchmarkShippedModel(b *testing.B) {
	m := shipped(b)
	d := read(b, seed(b))
	b.SetBytes(int64(len(d.Text)))
	for b.Loop() {
		d.Candidates = d.Candidates[:0]
		if err := m.Propose(d); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		shipped(b)
	}
}
