// Command starters learns pipeline/token/starters.txt: the words that, where
// they are written with a capital, nearly always open a sentence. After an
// abbreviation such a word tells that a sentence has ended ("Acme Inc. However
// …") where another capital does not ("Acme Inc. Chairman Lee").
//
// It reads documents as JSON lines with a "text", plain or compressed with xz,
// and prints the file:
//
//	go run ./pipeline/token/starters NEWS.jsonl.xz... > starters.txt
//
// With -abbreviations it prints instead the words that are often followed by a
// dot and a lower-case word, the candidates for abbreviations.txt.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ulikunitz/xz"

	"rollcall/pipeline/token"
	"rollcall/text"
)

// A word is listed that opened a sentence at least least times, and did so in
// at least share of the places where it had a capital.
const (
	least = 25
	share = 0.75
)

func main() {
	abbreviations := flag.Bool("abbreviations", false, "print candidates for abbreviations.txt")
	flag.Parse()
	c := newCounts()
	for _, path := range flag.Args() {
		if err := c.read(path); err != nil {
			fmt.Fprintf(os.Stderr, "starters: %s: %v\n", path, err)
			os.Exit(2)
		}
	}
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	if *abbreviations {
		c.printAbbreviations(w)
		return
	}
	c.printStarters(w)
}

// counts holds how often each word was met where.
type counts struct {
	opens  map[string]int // with a capital, where a sentence surely begins
	inside map[string]int // with a capital, where none begins
	dotted map[string]int // with a dot, before a word in lower case
	bare   map[string]int // without a dot
}

func newCounts() *counts {
	return &counts{opens: map[string]int{}, inside: map[string]int{}, dotted: map[string]int{}, bare: map[string]int{}}
}

// read adds the documents of one file.
func (c *counts) read(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var r io.Reader = bufio.NewReader(f)
	if strings.HasSuffix(path, ".xz") {
		if r, err = xz.NewReader(r); err != nil {
			return err
		}
	}
	dec := json.NewDecoder(r)
	for {
		var d text.Document
		var rec struct{ Text string }
		if err := dec.Decode(&rec); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		d.Text = rec.Text
		if err := token.Tokens(&d); err != nil {
			return err
		}
		c.add(&d)
	}
}

func (c *counts) add(d *text.Document) {
	word := func(k int) string {
		if k < 0 || k >= len(d.Tokens) || d.Tokens[k].Kind != text.Word {
			return ""
		}
		return d.Surface(d.Tokens[k].Span)
	}
	for k, t := range d.Tokens {
		w := word(k)
		if w == "" || k < 2 {
			continue
		}
		prev := d.Surface(d.Tokens[k-1].Span)
		sameLine := !strings.Contains(d.Text[d.Tokens[k-1].End:t.Start], "\n")
		if capital(w) && sameLine {
			switch {
			case (prev == "." || prev == "?") && len(word(k-2)) > 3 && lower(word(k-2)):
				c.opens[w]++
			case lower(prev), prev == ",":
				c.inside[w]++
			}
		}
		if base, ok := strings.CutSuffix(w, "."); ok {
			if next := word(k + 1); next != "" && lower(next) {
				c.dotted[base]++
			}
		} else if k+2 < len(d.Tokens) && d.Tokens[k+1].Start == t.End && d.Surface(d.Tokens[k+1].Span) == "." && sameLine {
			if next := word(k + 2); next != "" && lower(next) {
				c.dotted[w]++
			} else {
				c.bare[w]++
			}
		} else {
			c.bare[w]++
		}
	}
}

// capital reports whether w is written as at the start of a sentence.
func capital(w string) bool {
	r, n := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r) && (len(w) == n || lower(w[n:]))
}

func lower(w string) bool {
	for _, r := range w {
		if !unicode.IsLower(r) {
			return false
		}
	}
	return w != ""
}

func (c *counts) printStarters(w io.Writer) {
	fmt.Fprintln(w, `# Words that open a sentence nearly wherever they have a capital.
# Learnt from news by the program in starters/; do not edit.`)
	for _, word := range slices.Sorted(maps.Keys(c.opens)) {
		if n := c.opens[word]; n >= least && float64(n) >= share*float64(n+c.inside[word]) {
			fmt.Fprintln(w, word)
		}
	}
}

func (c *counts) printAbbreviations(w io.Writer) {
	words := slices.SortedFunc(maps.Keys(c.dotted), func(a, b string) int {
		return cmp.Or(cmp.Compare(c.dotted[b], c.dotted[a]), cmp.Compare(a, b))
	})
	for _, word := range words {
		if c.dotted[word] >= 5 {
			fmt.Fprintf(w, "%s\t%d\t%d\n", word, c.dotted[word], c.bare[word])
		}
	}
}
