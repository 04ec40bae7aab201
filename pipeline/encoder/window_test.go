package encoder

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rollcall/text"
)

// TestWindowsLabelEveryWordOnce checks what windows promises, on words of all
// lengths.
func TestWindowsLabelEveryWordOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plan{capacity: rapid.IntRange(6, 126).Draw(t, "capacity")}
		p.context = rapid.IntRange(0, (p.capacity-1)/2).Draw(t, "context")
		p.slack = rapid.IntRange(0, p.capacity-2*p.context-1).Draw(t, "slack")
		longest := rapid.SampledFrom([]int{1, 3, 100}).Draw(t, "longest")
		lengths := rapid.SliceOfN(rapid.IntRange(1, longest), 0, 300).Draw(t, "lengths")
		every := rapid.IntRange(1, 60).Draw(t, "words in a sentence")
		var words []word
		var breaks []int32
		pieces := 0
		for i, n := range lengths {
			words = append(words, word{first: int32(pieces)})
			if i > 0 && i%every == 0 {
				breaks = append(breaks, int32(pieces))
			}
			pieces += n
		}
		begins := func(at int) bool {
			return at == pieces || slices.ContainsFunc(words, func(w word) bool { return int(w.first) == at })
		}
		at := 0
		p.windows(words, pieces, breaks, func(w window) {
			if w.own != at || w.ownEnd <= w.own || w.first < 0 || w.first > w.own || w.end < w.ownEnd || w.end > pieces {
				t.Fatalf("%+v after %d of %d pieces", w, at, pieces)
			}
			if w.end-w.first > p.capacity {
				t.Fatalf("%+v has more than %d pieces", w, p.capacity)
			}
			at = w.ownEnd
			if longest <= p.context && p.capacity > 2*p.context+longest && !(begins(w.first) && begins(w.end) && begins(w.ownEnd)) {
				t.Errorf("%+v cuts a word", w)
			}
			if longest > 1 {
				return
			}
			if w.first > max(0, w.own-p.context) || w.end < min(pieces, w.ownEnd+p.context) {
				t.Errorf("%+v gives less than %d pieces of context in a text of %d", w, p.context, pieces)
			}
			if w.ownEnd < pieces && !slices.Contains(breaks, int32(w.ownEnd)) {
				most := w.first + p.capacity - p.context
				if w.ownEnd != most {
					t.Errorf("%+v ends neither with a sentence nor at %d", w, most)
				}
				for _, b := range breaks {
					if int(b) > w.own && int(b) <= most && int(b) >= most-p.slack {
						t.Errorf("%+v does not end at %d, where a sentence does", w, b)
					}
				}
			}
		})
		if at != pieces {
			t.Fatalf("%d of %d pieces are labelled", at, pieces)
		}
	})
}

// TestPriceOfContext holds the pieces that are read against the pieces there
// are, in sentences of 10 to 40 words.
func TestPriceOfContext(t *testing.T) {
	words := make([]word, 10_000)
	var breaks []int32
	for i, last := 0, 0; i < len(words); i++ {
		words[i].first = int32(i)
		if i-last >= 10+i*7%31 {
			breaks, last = append(breaks, int32(i)), i
		}
	}
	for _, c := range []struct {
		p    plan
		most float64
	}{{plan{126, 20, 0}, 1.47}, {plan{126, 8, 30}, 1.32}, {plan{126, 0, 30}, 1}} {
		read := 0
		c.p.windows(words, len(words), breaks, func(w window) { read += w.end - w.first })
		if price := float64(read) / float64(len(words)); price > c.most || price < 1 {
			t.Errorf("%+v: every piece is read %.3f times, %.2f were wanted", c.p, price, c.most)
		}
	}
}

// TestBreaks: sentences that begin between words, at words, and in front of all
// words, and those that hold no word.
func TestBreaks(t *testing.T) {
	var s scratch
	for _, start := range []int{0, 4, 8, 12} {
		s.cut.words = append(s.cut.words, word{Span: text.Span{Start: start, End: start + 3}, first: int32(start / 2)})
	}
	d := &text.Document{}
	for _, start := range []int{0, 3, 9, 10, 15} {
		d.Sentences = append(d.Sentences, text.Sentence{Span: text.Span{Start: start, End: start + 1}})
	}
	s.findBreaks(d)
	if !slices.Equal(s.breaks, []int32{2, 6}) {
		t.Errorf("breaks %d", s.breaks)
	}
}
