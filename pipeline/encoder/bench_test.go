package encoder

import (
	"strings"
	"testing"

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
