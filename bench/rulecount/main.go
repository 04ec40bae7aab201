// Command rulecount prints what the stage rules costs by the number of rules:
//
//	go run ./bench/rulecount FILE...
//
// The files are JSON lines with a key text, or plain text. For each kind of
// rule, sets of 10, 100, 1,000 and 10,000 are made whose rules differ and do
// not fire; for the last kind, frequent words of the text stand in each rule
// beside one that is not there. The time is that of the processor, for the
// stage alone, the best of three passes; tokens and sentences are made before.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"rollcall/internal/cputime"
	"rollcall/pipeline/data"
	"rollcall/pipeline/rule"
	"rollcall/pipeline/token"
	"rollcall/text"

	"github.com/kljensen/snowball/english"
)

// kinds are rules that do not fire, with %s for what makes each its own.
var kinds = []struct{ name, rule string }{
	{"a word of its own", `type: X, score: 0.9, pattern: '%s of the {Cap+}'`},
	{"a word as written", `type: X, score: 0.9, pattern: '{Cap+ "%s"}'`},
	{"a stem of its own", `type: X, score: 0.9, pattern: 'stem:%s the {Cap+}'`},
	{"what stands before", `type: X, score: 0.9, pattern: 'Cap+', before: '%s'`},
	{"regexp of a token", `type: X, score: 0.9, pattern: '{Cap+} /(un)?%s\d*/'`},
	{"regexp over the text", `type: X, score: 0.9, regexp: '\b%s [A-Z]\w+'`},
	{"a number of its own", `type: X, score: 0.9, pattern: '{Cap+} Num=%s'`},
	{"veto", `type: ANY, veto: inside, pattern: 'Cap+ %s'`},
	{"frequent words too", `type: X, score: 0.9, pattern: '(said|the|of) {Cap+} (in|on|at) %s'`},
}

var counts = []int{10, 100, 1_000, 10_000}

func main() {
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: go run ./bench/rulecount FILE...")
		os.Exit(2)
	}
	if err := run(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "rulecount:", err)
		os.Exit(2)
	}
}

func run(paths []string) error {
	docs, tokens, err := read(paths)
	if err != nil {
		return err
	}
	unknown := words(docs)
	if len(unknown) < counts[len(counts)-1] {
		return errors.New("too little text to make rules of")
	}
	fmt.Printf("%s documents, %s tokens\n\n", grouped(len(docs)), grouped(tokens))
	head := []string{"what each rule asks for"}
	for _, n := range counts {
		head = append(head, grouped(n))
	}
	head = append(head, "10,000 to 100", "10,000 are read in")
	fmt.Printf("Millions of tokens a second, with so many rules; the time with 10,000 rules to that with 100.\n\n| %s |\n| --- |%s\n", strings.Join(head, " | "), strings.Repeat(" ---: |", len(head)-1))
	for _, k := range kinds {
		row := []string{k.name}
		took := map[int]time.Duration{}
		var loaded time.Duration
		for _, n := range counts {
			if took[n], loaded, err = measure(k.name, made(k.rule, unknown, n), docs); err != nil {
				return err
			}
			row = append(row, fmt.Sprintf("%.1f", float64(tokens)/took[n].Seconds()/1e6))
		}
		row = append(row, fmt.Sprintf("× %.1f", took[10_000].Seconds()/took[100].Seconds()), fmt.Sprintf("%.1f s", loaded.Seconds()))
		fmt.Printf("| %s |\n", strings.Join(row, " | "))
	}
	return nil
}

// measure is the least time that the stage takes for the documents, of three
// passes, and the time in which the rules are read in.
func measure(kind string, rules []byte, docs []*text.Document) (took, loaded time.Duration, err error) {
	start := cputime.Now()
	set, err := rule.ReadSources(data.FS(), rule.Source{Path: "made.yaml", Content: rules})
	if err != nil {
		return 0, 0, err
	}
	loaded = cputime.Now() - start
	runtime.GC()
	took = time.Hour
	for range 3 {
		start := cputime.Now()
		for _, d := range docs {
			d.Candidates = d.Candidates[:0]
			if err := set.Propose(d); err != nil {
				return 0, 0, err
			}
			if len(d.Candidates) > 0 {
				return 0, 0, fmt.Errorf("a rule of the kind %q fired in document %s", kind, d.ID)
			}
		}
		took = min(took, cputime.Now()-start)
	}
	return took, loaded, nil
}

// grouped writes 10000 as 10,000.
func grouped(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// made writes n rules of a kind.
func made(kind string, words []string, n int) []byte {
	var out strings.Builder
	out.WriteString("rules:\n")
	for i := range n {
		fmt.Fprintf(&out, "  - {name: r%d, %s, examples: {match: ['[X a]'], no_match: [b]}}\n", i, fmt.Sprintf(kind, own(kind, words, i)))
	}
	return []byte(out.String())
}

// own is what makes rule i of a kind its own: a word, or a number that no text has.
func own(kind string, words []string, i int) string {
	if strings.Contains(kind, "Num=") {
		return fmt.Sprint(123_456_789_000 + i)
	}
	return words[i]
}

// words are words that the text does not have, made of the beginnings and ends
// of its own, nor words of the same stem.
func words(docs []*text.Document) []string {
	known := map[string]bool{}
	for _, d := range docs {
		for _, t := range d.Tokens {
			w := strings.ToLower(d.Surface(t.Span))
			known[w], known[english.Stem(w, true)] = true, true
		}
	}
	var long []string
	for _, w := range slices.Sorted(maps.Keys(known)) {
		if len(w) >= 6 && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == "" {
			long = append(long, w)
		}
	}
	made := map[string]bool{}
	for step := 1; step < len(long) && len(made) < counts[len(counts)-1]; step += 7 {
		for i, w := range long {
			end := long[(i+step*len(long)/97)%len(long)]
			if w := w[:5] + end[len(end)-4:]; !known[w] && !known[english.Stem(w, true)] {
				made[w] = true
			}
		}
	}
	out := slices.Sorted(maps.Keys(made))
	// Any ten of them begin with other letters.
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(crc(a), crc(b)) })
	return out
}

func crc(s string) uint32 { return crc32.ChecksumIEEE([]byte(s)) }

func read(paths []string) ([]*text.Document, int, error) {
	var docs []*text.Document
	tokens := 0
	add := func(s string) error {
		d := &text.Document{ID: fmt.Sprint(len(docs)), Text: s}
		if err := token.Tokens(d); err != nil {
			return err
		}
		if err := token.Sentences(d); err != nil {
			return err
		}
		docs = append(docs, d)
		tokens += len(d.Tokens)
		return nil
	}
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return nil, 0, err
		}
		defer f.Close()
		if !strings.HasSuffix(path, ".jsonl") {
			content, err := os.ReadFile(path)
			if err != nil {
				return nil, 0, err
			}
			if err := add(string(content)); err != nil {
				return nil, 0, err
			}
			continue
		}
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<26)
		for lines.Scan() {
			var d struct{ Text string }
			if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
				return nil, 0, fmt.Errorf("%s: %w", path, err)
			}
			if d.Text == "" {
				continue
			}
			if err := add(d.Text); err != nil {
				return nil, 0, err
			}
		}
		if err := lines.Err(); err != nil {
			return nil, 0, fmt.Errorf("%s: %w", path, err)
		}
	}
	return docs, tokens, nil
}
