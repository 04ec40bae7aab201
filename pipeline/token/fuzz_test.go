package token

import (
	"testing"
	"unicode/utf8"

	"rollcall/text"
)

// checkTokens holds d.Tokens to what Tokens promises.
func checkTokens(t *testing.T, d *text.Document) {
	t.Helper()
	at := 0
	gap := func(end int) {
		for i, r := range d.Text[at:end] {
			if !IsSpace(r) {
				t.Fatalf("%q: byte %d is in no token", d.Text, at+i)
			}
		}
	}
	for _, tok := range d.Tokens {
		if tok.Start < at || tok.End <= tok.Start || tok.End > len(d.Text) {
			t.Fatalf("%q: token %v after byte %d", d.Text, tok, at)
		}
		gap(tok.Start)
		for _, edge := range []int{tok.Start, tok.End} {
			if utf8.ValidString(d.Text) && edge < len(d.Text) && !utf8.RuneStart(d.Text[edge]) {
				t.Fatalf("%q: token %v cuts a rune", d.Text, tok)
			}
		}
		at = tok.End
	}
	gap(len(d.Text))
}

// checkSentences holds d.Blocks and d.Sentences to what Sentences promises.
func checkSentences(t *testing.T, d *text.Document) {
	t.Helper()
	next := 0
	for _, s := range d.Sentences {
		if s.FirstToken != next || s.EndToken <= s.FirstToken {
			t.Fatalf("%q: sentence %+v, want it to begin with token %d", d.Text, s, next)
		}
		if s.Start != d.Tokens[s.FirstToken].Start || s.Span.End != d.Tokens[s.EndToken-1].End {
			t.Fatalf("%q: sentence %+v does not span its tokens", d.Text, s)
		}
		next = s.EndToken
	}
	if next != len(d.Tokens) {
		t.Fatalf("%q: sentences end with token %d of %d", d.Text, next, len(d.Tokens))
	}
	at := 0
	for _, b := range d.Blocks {
		if b.Start < at || b.End <= b.Start {
			t.Fatalf("%q: block %+v after byte %d", d.Text, b, at)
		}
		at = b.End
	}
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"", "Ann's U.S.-led\r\n", "\xff\xc3\x28", "'''' '' 's", "1,2,3.4:55", "a@b.c://d", "👩‍👩‍👧\u0301", "U.S.X.y", "n't N'T"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := &text.Document{Text: s}
		if err := Tokens(d); err != nil {
			t.Fatal(err)
		}
		checkTokens(t, d)
	})
}

func FuzzSentences(f *testing.F) {
	for _, s := range []string{"", "One. Two.\n\nthree", "- i) a;\n- ii) b", "By Ann\n\n1 May 2020", "A.\"\n)", "1. a 2. b", "...\n\n.\n!"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := &text.Document{Text: s}
		if err := Tokens(d); err != nil {
			t.Fatal(err)
		}
		if err := Sentences(d); err != nil {
			t.Fatal(err)
		}
		checkSentences(t, d)
	})
}
