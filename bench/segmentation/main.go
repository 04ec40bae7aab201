// Command segmentation prints, as a Markdown table, how well token.Sentences
// finds the ends of sentences in a folder of *.jsonl files.
//
// A line of a file is {"text", "sentences"}, where sentences is a list of
// strings or of [start, end] in Unicode code points. Counted are the ends of
// sentences (the offset after the last character that is not white space), the
// whole spans, and the texts whose sentences are all right; each pooled over
// the file's texts.
//
//	go run ./bench/segmentation FOLDER
//	go run ./bench/segmentation -errors FILE
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"rollcall/pipeline/token"
	"rollcall/text"
)

func main() {
	list := flag.Bool("errors", false, "list each wrong end of a sentence with the text around it")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: segmentation [-errors] FOLDER|FILE...")
		os.Exit(2)
	}
	if err := run(os.Stdout, flag.Args(), *list); err != nil {
		fmt.Fprintln(os.Stderr, "segmentation:", err)
		os.Exit(2)
	}
}

func run(out io.Writer, args []string, list bool) error {
	var files []string
	for _, a := range args {
		if info, err := os.Stat(a); err == nil && info.IsDir() {
			found, err := filepath.Glob(filepath.Join(a, "*.jsonl"))
			if err != nil {
				return err
			}
			files = append(files, found...)
			continue
		}
		files = append(files, a)
	}
	if len(files) == 0 {
		return errors.New("no *.jsonl file")
	}
	w := bufio.NewWriter(out)
	defer w.Flush()
	if !list {
		fmt.Fprintln(w, "| file | texts | sentences | end P | end R | end F1 | span F1 | texts all right |")
		fmt.Fprintln(w, "| --- | --: | --: | --: | --: | --: | --: | --: |")
	}
	for _, f := range files {
		cases, err := read(f)
		if err != nil {
			return err
		}
		var ends, spans counts
		exact := 0
		for _, c := range cases {
			d := &text.Document{Text: c.text}
			if err := errors.Join(token.Tokens(d), token.Sentences(d)); err != nil {
				return fmt.Errorf("%s: %w", f, err)
			}
			answer := make([]text.Span, len(d.Sentences))
			for i, s := range d.Sentences {
				answer[i] = s.Span
			}
			if list {
				printErrors(w, c, answer)
			}
			spans.add(c.gold, answer, func(s text.Span) text.Span { return s })
			ends.add(c.gold, answer, func(s text.Span) text.Span { return text.Span{End: s.End} })
			if slices.Equal(c.gold, answer) {
				exact++
			}
		}
		if !list {
			fmt.Fprintf(w, "| %s | %d | %d | %.1f | %.1f | %.1f | %.1f | %.1f %% |\n",
				strings.TrimSuffix(filepath.Base(f), ".jsonl"), len(cases), ends.gold,
				100*ends.precision(), 100*ends.recall(), 100*ends.f1(), 100*spans.f1(), 100*float64(exact)/float64(len(cases)))
		}
	}
	return nil
}

// counts adds up over texts; ratios derive from it.
type counts struct{ gold, answers, right int }

func (c *counts) add(gold, answers []text.Span, key func(text.Span) text.Span) {
	want := map[text.Span]bool{}
	for _, g := range gold {
		want[key(g)] = true
	}
	c.gold += len(gold)
	c.answers += len(answers)
	for _, a := range answers {
		if want[key(a)] {
			c.right++
		}
	}
}

func (c *counts) precision() float64 { return float64(c.right) / float64(c.answers) }
func (c *counts) recall() float64    { return float64(c.right) / float64(c.gold) }
func (c *counts) f1() float64        { return 2 * float64(c.right) / float64(c.gold+c.answers) }

// testCase is one text with its sentences, in bytes.
type testCase struct {
	name, text string
	gold       []text.Span
}

func read(path string) ([]testCase, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var cases []testCase
	n := 0
	for line := range strings.Lines(string(raw)) {
		n++
		if strings.TrimSpace(line) == "" {
			continue
		}
		var rec struct {
			ID, Name, Text string
			Sentences      []json.RawMessage
		}
		if err := json.Unmarshal([]byte(line), &rec); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		c := testCase{name: cmp.Or(rec.Name, rec.ID), text: rec.Text}
		if c.gold, err = spansOf(rec.Text, rec.Sentences); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// spansOf finds the sentences in s, trimmed of what is no part of a token.
func spansOf(s string, sentences []json.RawMessage) ([]text.Span, error) {
	var offsets []int // byte offset of each code point, and of the end
	for i := range s {
		offsets = append(offsets, i)
	}
	offsets = append(offsets, len(s))
	var out []text.Span
	at := 0
	for _, raw := range sentences {
		var span text.Span
		var pair [2]int
		var str string
		switch {
		case json.Unmarshal(raw, &pair) == nil:
			if pair[0] < 0 || pair[0] > pair[1] || pair[1] >= len(offsets) {
				return nil, fmt.Errorf("sentence %v lies outside the text", pair)
			}
			span = text.Span{Start: offsets[pair[0]], End: offsets[pair[1]]}
		case json.Unmarshal(raw, &str) == nil:
			end, ok := skipOver(s[at:], str)
			if !ok {
				return nil, fmt.Errorf("sentence %q is not in the text", str)
			}
			span = text.Span{Start: at, End: at + end}
		default:
			return nil, fmt.Errorf("sentence %s is neither a string nor a pair", raw)
		}
		at = span.End
		for span.Start < span.End && spaceAt(s, span.Start) > 0 {
			span.Start += spaceAt(s, span.Start)
		}
		span.End = span.Start + len(strings.TrimRightFunc(s[span.Start:span.End], token.IsSpace))
		out = append(out, span)
	}
	return out, nil
}

func spaceAt(s string, i int) int {
	for j, r := range s[i:] {
		if j > 0 {
			return j
		}
		if !token.IsSpace(r) {
			return 0
		}
	}
	return len(s) - i
}

// skipOver is the length of the part of s that reads like want, when white
// space counts for nothing.
func skipOver(s, want string) (int, bool) {
	i := 0
	for _, r := range want {
		if unicode.IsSpace(r) {
			continue
		}
		for i < len(s) && spaceAt(s, i) > 0 {
			i += spaceAt(s, i)
		}
		if !strings.HasPrefix(s[i:], string(r)) {
			return 0, false
		}
		i += len(string(r))
	}
	return i, true
}

// printErrors lists the ends that only one side has: + the answer, - the gold.
func printErrors(w io.Writer, c testCase, answer []text.Span) {
	side := map[int]string{}
	for _, g := range c.gold {
		side[g.End] = "-"
	}
	for _, a := range answer {
		if side[a.End] == "-" {
			delete(side, a.End)
		} else {
			side[a.End] = "+"
		}
	}
	var ends []int
	for e := range side {
		ends = append(ends, e)
	}
	slices.Sort(ends)
	for _, e := range ends {
		from, to := max(0, e-60), min(len(c.text), e+50)
		fmt.Fprintf(w, "%s %s: %q ¦ %q\n", side[e], c.name, c.text[from:e], c.text[e:to])
	}
}
