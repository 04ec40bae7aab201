package encoder

import (
	"testing"

	"pgregory.net/rapid"
)

// TestWindowsLabelEveryWordOnce checks what windows promises, on words of all
// lengths.
func TestWindowsLabelEveryWordOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		capacity := rapid.IntRange(6, 126).Draw(t, "capacity")
		context := rapid.IntRange(0, (capacity-1)/2).Draw(t, "context")
		longest := rapid.SampledFrom([]int{1, 3, 100}).Draw(t, "longest")
		lengths := rapid.SliceOfN(rapid.IntRange(1, longest), 0, 300).Draw(t, "lengths")
		var words []word
		pieces := 0
		starts := map[int]bool{}
		for _, n := range lengths {
			words = append(words, word{first: int32(pieces)})
			starts[pieces] = true
			pieces += n
		}
		stride := capacity - 2*context
		most := max(1, (pieces-2*context+stride-1)/stride)
		at, count := 0, 0
		windows(words, pieces, capacity, context, func(w window) {
			count++
			if w.own != at || w.ownEnd < w.own || w.first < 0 || w.first > w.own || w.end < w.ownEnd || w.end > pieces {
				t.Fatalf("%+v after %d of %d pieces", w, at, pieces)
			}
			if w.end-w.first > capacity {
				t.Fatalf("%+v has more than %d pieces", w, capacity)
			}
			at = w.ownEnd
			// A window that could hold all of the context and the words that
			// it cuts is cut at words.
			for side, edge := range []int{w.first, w.end} {
				lost := max(w.own-w.first, 0)
				if side == 1 {
					lost = max(w.ownEnd, w.end) - w.ownEnd
				}
				if edge > 0 && edge < pieces && !starts[edge] && lost >= longest {
					t.Errorf("%+v cuts a word at %d", w, edge)
				}
			}
			if longest == 1 {
				if w.first > max(0, w.own-context) || w.end < min(pieces, w.ownEnd+context) {
					t.Errorf("%+v gives less than %d pieces of context in a text of %d", w, context, pieces)
				}
			}
		})
		if at != pieces || count != most {
			t.Fatalf("%d windows label %d of %d pieces; %d windows are enough", count, at, pieces, most)
		}
	})
}

// TestWindowsGoOverAllPieces holds the pieces that are read against the pieces
// there are: the price of context.
func TestWindowsGoOverAllPieces(t *testing.T) {
	words := make([]word, 10_000)
	for i := range words {
		words[i].first = int32(i)
	}
	read := 0
	windows(words, len(words), 126, 20, func(w window) { read += w.end - w.first })
	if price := float64(read) / float64(len(words)); price > 1.47 {
		t.Errorf("every piece is read %.3f times", price)
	}
}
