package encoder

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func loadTest(t testing.TB, name string, o Options) *Model {
	t.Helper()
	m, err := Open(os.DirFS("testdata"), name, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// answer is a text, and what transformers makes of it.
type answer struct {
	Text   string      `json:"text"`
	IDs    []int32     `json:"ids"`
	Case   []uint8     `json:"case"`
	Logits [][]float64 `json:"logits"`
}

func readAnswers(t testing.TB, file string) []answer {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var answers []answer
	if err := json.Unmarshal(data, &answers); err != nil {
		t.Fatal(err)
	}
	return answers
}

// shapesOf are the case rows of a text's pieces, with [CLS] and [SEP].
func shapesOf(m *Model, s string) (ids []int32, classes []uint8) {
	var c cut
	m.tokeniser.cut(&c, s)
	ids = append(append([]int32{m.network.classID}, c.pieces...), m.network.separatorID)
	classes = []uint8{0}
	for i, w := range c.words {
		end := len(c.pieces)
		if i+1 < len(c.words) {
			end = int(c.words[i+1].first)
		}
		for p := int(w.first); p < end; p++ {
			class := w.shape
			if p > int(w.first) {
				class += shapeContinuation
			}
			classes = append(classes, class)
		}
	}
	return ids, append(classes, 0)
}

// farthest is the greatest difference of the logits to those of a file.
func farthest(t testing.TB, m *Model, file string) float64 {
	t.Helper()
	worst := 0.0
	answers := readAnswers(t, file)
	if len(answers) == 0 {
		t.Fatal("no answers")
	}
	for _, a := range answers {
		var b buffers
		b.ids, b.classes = shapesOf(m, a.Text)
		if !slices.Equal(b.ids, a.IDs) || a.Case != nil && !slices.Equal(b.classes, a.Case) {
			t.Errorf("%q is read as %v %v, not as %v %v", a.Text, b.ids, b.classes, a.IDs, a.Case)
			continue
		}
		n := len(m.labels.all)
		for r := range b.ids {
			b.rows = append(b.rows, int32(r))
		}
		got := make([]float32, len(b.rows)*n)
		m.network.logits(&b, got)
		for r, row := range a.Logits {
			for l, want := range row {
				worst = max(worst, math.Abs(float64(got[r*n+l])-want))
			}
		}
	}
	return worst
}

func TestLogitsEqualPyTorch(t *testing.T) {
	for _, c := range []struct {
		model string
		o     Options
		most  float64
	}{
		{"bert", Options{}, 1e-5},
		{"distilbert", Options{}, 1e-5},
		// An activation on the edge between two integers may be rounded either
		// way, which is a step of 1/127 of a row's largest.
		{"int8", Options{}, 0.02},
	} {
		worst := farthest(t, loadTest(t, c.model, c.o), filepath.Join("testdata", c.model, "logits.json"))
		t.Logf("%s: differs by at most %.2g", c.model, worst)
		if !(worst <= c.most) {
			t.Errorf("%s: differs by %.3g from PyTorch, %g is allowed", c.model, worst, c.most)
		}
	}
}

// TestQuantisingEqualsTheFile holds weights that are rounded while a model is
// read against those that were rounded before.
func TestQuantisingEqualsTheFile(t *testing.T) {
	rounded := loadTest(t, "bert", Options{Quantise: true})
	if worst := farthest(t, rounded, "testdata/int8/logits.json"); !(worst <= 0.1) {
		t.Errorf("differs by %.3g", worst)
	}
}
