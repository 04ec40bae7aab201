package tagger

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func smallLexicon() *Lexicon {
	b := NewLexiconBuilder()
	b.SetCasing("bank", LowerCase, 10, 9)
	b.SetCasing("NATO", UpperCase, 0, 5)
	b.SetCasing("Paris", TitleCase, 0, 7)
	b.SetClusters("Turkey", [Clusterings]uint16{1, 2, 3})
	b.SetClusters("turkey", [Clusterings]uint16{4, 5, 6})
	b.AddToList("Ann", 0)
	b.AddToList("Ministry", 3)
	b.AddPhrase([]string{"New", "York"}, 1, false)
	b.AddPhrase([]string{"New", "York", "City"}, 2, true)
	b.AddPhrase([]string{"York"}, 2, false)
	l, err := ReadLexicon(b.Bytes())
	if err != nil {
		panic(err)
	}
	return l
}

func TestLexicon(t *testing.T) {
	l := smallLexicon()
	w, _ := l.word(hashWord("turkey"))
	if want := (Word{Clusters: [Clusterings]uint16{4, 5, 6}}); w != want {
		t.Errorf("turkey is %+v, want %+v", w, want)
	}
	w, _ = l.word(hashWord("nato"))
	if want := (Word{Casing: UpperCase, Freq: 5}); w != want {
		t.Errorf("nato is %+v, want %+v", w, want)
	}
	if w, ok := l.word(hashWord("zebra")); ok {
		t.Errorf("zebra is known: %+v", w)
	}
	type answer struct {
		Lists        uint16
		More, Strict bool
	}
	var got []answer
	h := uint64(0)
	for _, s := range []string{"new", "york", "city", "hall"} {
		h = extendPhrase(h, hashWord(s))
		lists, more, strict := l.phrase(h)
		got = append(got, answer{lists, more, strict})
	}
	want := []answer{{0, true, true}, {1 << 1, true, false}, {1 << 2, false, true}, {}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("New York City Hall (-want +got):\n%s", diff)
	}
	if !bytes.Equal(smallLexicon().Bytes(), l.Bytes()) {
		t.Error("the same words made different bytes")
	}
}

func FuzzReadLexicon(f *testing.F) {
	data := smallLexicon().Bytes()
	f.Add(data)
	f.Add(data[:40])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := ReadLexicon(data)
		if err != nil {
			return
		}
		l.word(hashWord("bank"))
		l.phrase(extendPhrase(0, hashWord("new")))
	})
}
