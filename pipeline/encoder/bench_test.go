package encoder

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"rollcall/text"
)

// BenchmarkPropose reads a long document with a model of the size of MiniLM, 6
// layers of 384, random weights, on one core.
func BenchmarkPropose(b *testing.B) {
	m, err := Load(randomModel(b, 384, 6, 1536), ".")
	if err != nil {
		b.Fatal(err)
	}
	m.network.heads = 12
	s := strings.Repeat(article(b), 20)
	tokens := tokensOf(s)
	var c cut
	m.tokeniser.cut(&c, s)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		if err := m.Propose(&text.Document{Text: s, Tokens: tokens}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(c.pieces))*float64(b.N)/b.Elapsed().Seconds(), "pieces/s")
}

// placed are files that are used where they lie, as embedded ones are.
type placed struct{ fstest.MapFS }

func (p placed) Open(name string) (fs.File, error) {
	file, err := p.MapFS.Open(name)
	if err != nil {
		return nil, err
	}
	return placedFile{file, p.MapFS[name].Data}, nil
}

type placedFile struct {
	fs.File
	content []byte
}

func (p placedFile) Bytes() []byte { return p.content }

// BenchmarkLoad opens a model of the size of MiniLM, 6 layers of 384, whose
// weights are integers already: what is left to do when a program starts.
func BenchmarkLoad(b *testing.B) {
	files := randomModel(b, 384, 6, 1536)
	b.SetBytes(int64(len(files[weightsFile].Data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(placed{files}, "."); err != nil {
			b.Fatal(err)
		}
	}
}
