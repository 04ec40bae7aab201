package gazetteer_test

import (
	"os"
	"testing"

	"rollcall/pipeline/gazetteer"
)

func shipped(t testing.TB) *gazetteer.Set {
	t.Helper()
	s, err := gazetteer.Read(os.DirFS("../data"), "gazetteers")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		shipped(b)
	}
}
