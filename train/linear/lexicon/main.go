// Command lexicon builds the lexicon that the tagger's features read: how words
// are cased in running text, which clusters they fall into, which name lists
// they stand on.
//
//	go run ./train/linear/lexicon --gazetteers DIR --words FILE --clusters FILE --out FILE TEXT...
//
// A TEXT is a file of JSON lines with a key "text" or a CoNLL tag file, packed
// by xz or not. Casing is counted in them, and their words are looked up in the
// table of clusters. Only hashes of words and small numbers go into the output.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/pipeline/cluster"
	"rollcall/pipeline/tagger"
	"rollcall/pipeline/token"
	"rollcall/text"
	"rollcall/train/raw"
)

// wordLists are the gazetteers whose names of one word become lists of words,
// in the order of their bits; those of words.txt follow.
var wordLists = []string{"first-names", "surnames", "titles", "organisation-words", "place-words", "company-suffixes", "demonyms", "unmarked"}

// phraseLists are the gazetteers whose names are matched whole, in the order of
// their bits.
var phraseLists = []string{"countries", "demonyms", "cities", "places-like-people", "regions", "regions-of-the-world",
	"companies", "media", "organisations", "parties-and-armed-groups", "people", "teams", "titles", "unmarked"}

func main() {
	gazetteers := flag.String("gazetteers", "pipeline/data/gazetteers", "folder of name lists")
	words := flag.String("words", "train/linear/words.txt", "lists of words")
	clusters := flag.String("clusters", "pipeline/data/clusters/news.bin", "table of word classes that train/clusters made")
	out := flag.String("out", "lexicon.bin", "file to write")
	minimum := flag.Int("minimum", 3, "words seen less often in the texts are left out")
	skip := flag.String("skip", "", "lists to leave out, with commas between")
	flag.Parse()
	if err := build(*gazetteers, *words, *clusters, *out, *skip, *minimum, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "lexicon:", err)
		os.Exit(1)
	}
}

func build(gazetteers, words, clusters, out, skip string, minimum int, texts []string) error {
	b := tagger.NewLexiconBuilder()
	counts := map[string]*seen{}
	forms := map[string]bool{}
	if err := read(texts, counts, forms); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "casing of %d words\n", casings(b, counts, minimum))
	if clusters != "" {
		n, err := classes(b, clusters, forms)
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "classes of %d words\n", n)
	}
	left := "," + skip + ","
	for k, name := range wordLists {
		err := names(filepath.Join(gazetteers, name+".tsv"), func(tokens []string, strict bool) {
			if len(tokens) == 1 && !strict {
				b.AddToList(tokens[0], k)
			}
		})
		if err != nil {
			return err
		}
	}
	for k, name := range phraseLists {
		if strings.Contains(left, ","+name+",") {
			continue
		}
		err := names(filepath.Join(gazetteers, name+".tsv"), func(tokens []string, strict bool) {
			if len(tokens) > 1 && strings.EqualFold(tokens[0], "the") {
				tokens = tokens[1:]
			}
			b.AddPhrase(tokens, k, strict)
		})
		if err != nil {
			return err
		}
	}
	if err := wordFile(b, words, len(wordLists)); err != nil {
		return err
	}
	data := b.Bytes()
	fmt.Fprintf(os.Stderr, "%s: %d bytes\n", out, len(data))
	return os.WriteFile(out, data, 0o644)
}

// seen counts how a word is cased where its case is free: inside a sentence
// that is mostly in lower case.
type seen struct{ lower, title, upper int }

// read counts casings, and collects the words as they are written.
func read(texts []string, counts map[string]*seen, forms map[string]bool) error {
	for t, err := range raw.Texts(texts...) {
		if err != nil {
			return err
		}
		d := &text.Document{Text: t}
		if err := token.Tokens(d); err != nil {
			return err
		}
		if err := token.Sentences(d); err != nil {
			return err
		}
		for _, t := range d.Tokens {
			if w := cluster.Normal(d.Surface(t.Span)); !forms[w] {
				forms[strings.Clone(w)] = true
			}
		}
		for _, s := range d.Sentences {
			count(counts, d, d.Tokens[s.FirstToken:s.EndToken])
		}
	}
	return nil
}

func casings(b *tagger.LexiconBuilder, counts map[string]*seen, minimum int) int {
	kept := 0
	for _, w := range slices.Sorted(maps.Keys(counts)) {
		c := counts[w]
		all := c.lower + c.title + c.upper
		if all < minimum {
			continue
		}
		kept++
		casing := tagger.TitleCase
		if c.lower >= c.title && c.lower >= c.upper {
			casing = tagger.LowerCase
		} else if c.upper > c.title {
			casing = tagger.UpperCase
		}
		b.SetCasing(w, casing, uint8(10*c.lower/all), uint8(bitsOf(all)))
	}
	return kept
}

// classes looks words up in a table of classes. Class numbers begin at 1 in a
// lexicon.
func classes(b *tagger.LexiconBuilder, path string, forms map[string]bool) (int, error) {
	t, err := cluster.Read(os.DirFS(filepath.Dir(path)), filepath.Base(path))
	if err != nil {
		return 0, err
	}
	n := 0
	for _, w := range slices.Sorted(maps.Keys(forms)) {
		if ids, ok := t.Classes(w); ok {
			for k := range ids {
				ids[k]++
			}
			b.SetClusters(w, ids)
			n++
		}
	}
	return n, nil
}

func bitsOf(n int) int {
	k := 0
	for ; n > 1; n /= 2 {
		k++
	}
	return k
}

func count(counts map[string]*seen, d *text.Document, tokens []text.Token) {
	lower, upper := 0, 0
	for _, t := range tokens {
		if t.Kind == text.Word {
			if w := d.Surface(t.Span); strings.ToLower(w) == w {
				lower++
			} else {
				upper++
			}
		}
	}
	if lower <= upper {
		return
	}
	begins := true
	for _, t := range tokens {
		w := d.Surface(t.Span)
		if t.Kind != text.Word {
			begins = begins || w == `"` || w == "“" || w == ":"
			continue
		}
		l := strings.ToLower(w)
		key := strings.ReplaceAll(l, "’", "'")
		c := counts[key]
		if c == nil {
			c = &seen{}
			counts[key] = c
		}
		first, _ := utf8.DecodeRuneInString(w)
		switch {
		case w == l:
			c.lower++
		case begins:
		case len(w) > 1 && strings.ToUpper(w) == w:
			c.upper++
		case unicode.IsUpper(first):
			c.title++
		}
		begins = false
	}
}

// names reads the names of a gazetteer, each cut into tokens; strict are those
// that are names only as they are written there.
func names(path string, do func(tokens []string, strict bool)) error {
	return lines(path, func(_ int, line string) error {
		name, letterCase, _ := strings.Cut(line, "\t")
		if name == "" || name == "name" || strings.HasPrefix(line, "#") {
			return nil
		}
		d := &text.Document{Text: name}
		if err := token.Tokens(d); err != nil {
			return err
		}
		tokens := make([]string, len(d.Tokens))
		for i, t := range d.Tokens {
			tokens[i] = d.Surface(t.Span)
		}
		do(tokens, letterCase == "strict")
		return nil
	})
}

func wordFile(b *tagger.LexiconBuilder, path string, list int) error {
	list--
	return lines(path, func(_ int, line string) error {
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			if list++; list >= tagger.WordLists {
				return fmt.Errorf("more than %d lists", tagger.WordLists)
			}
		default:
			for _, w := range strings.Fields(line) {
				b.AddToList(w, list)
			}
		}
		return nil
	})
}

func lines(path string, do func(number int, line string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	for n := 1; s.Scan(); n++ {
		if err := do(n, s.Text()); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return s.Err()
}
