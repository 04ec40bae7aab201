package token

import (
	"strings"
	"testing"
	"time"

	"rollcall/text"
)

// TestLinear holds that no text takes more than a time in proportion to its
// length: an unbounded look-ahead makes one of these take many seconds.
func TestLinear(t *testing.T) {
	const size = 1 << 18
	for _, unit := range []string{
		"a ", ".", ". ", "\n", "\n\n", "\r", "a.", "a.bb.", "a-", "a'", "'", "' ", "\"", "\" ", "(", "( ", ") ", "a@", "@a", "a@b.", "http://", "://",
		"1,", "1,000", "1.", "1:", "1/1/1 1:1 ", "! ( ( ", "A. ", "A.\n", "i) ", "1. ", "1.\n", "(a) ", "•", "- ", "I.\nA.\n", "... ", "U.S. ", "Mr . ",
		"x\n", "X\n", "The\n\n", "the\n\n", "by A\n\n", "\xff", "é", "e\u0301", "\u0301", "\u00ad", "a\u00ad", "a\u200d", "👩\u200d", "🇨🇳", "_", "``", "''", "n't", ":-)", ":", "R1", "Rs",
	} {
		d := &text.Document{Text: strings.Repeat(unit, size/len(unit))}
		start := time.Now()
		if err := Tokens(d); err != nil {
			t.Fatal(err)
		}
		if err := Sentences(d); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%d bytes of %q took %v", len(d.Text), unit, took)
		} else {
			t.Logf("%q %v", unit, took)
		}
	}
}

// article is newswire in the small: names, amounts, quotations, a list.
const article = `HARBOUR AUTHORITY TO BORROW $1.2BN

By Martha Osei, Staff Writer

PORT SELWYN, March 3 - The harbour authority of Port Selwyn, one of the oldest in the south-west, said on Monday that it would borrow $1.2bn from
Dale & Sons Ltd. to mend its four berths. "We can't wait any longer," said Kofi O'Sullivan, its director. The U.S.-led fund, which owns 12.5 percent
of the authority, has asked Mr. O'Sullivan’s board for a meeting in the week of Sept. 12.

2. Dockers' unions, whose members went on strike in 2019, don't agree: Ann D. Cole, a spokeswoman for the Workers' Federation (WF), told reporters that
wages of Rs 16,189 a month – the lowest in the region – were "an insult". See www.example.org/wages for the figures.

- i) a bonus of €5,000;
- ii) a new canteen.

`

func BenchmarkTokens(b *testing.B) {
	d := &text.Document{Text: strings.Repeat(article, 100)}
	b.SetBytes(int64(len(d.Text)))
	for b.Loop() {
		if err := Tokens(d); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSentences(b *testing.B) {
	d := &text.Document{Text: strings.Repeat(article, 100)}
	if err := Tokens(d); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(d.Text)))
	for b.Loop() {
		if err := Sentences(d); err != nil {
			b.Fatal(err)
		}
	}
}
