// Gazetteer prints how long large lists of names take to compile and to load,
// how large they are, and how fast text is searched for them:
//
//	go run ./bench/gazetteer [-names 1000000] [-words 1000000] [-seed 1]
//
// or, with annotated corpora, how many mentions of names that mean several
// things a pipeline gets right without and with a list of one of their meanings:
//
//	go run ./bench/gazetteer [-pipeline fast] GOLD...
//
// Names and text of the former are made up, the same for the same seed: names of one to four
// words of a vocabulary in which, as in language, few words are frequent, each
// with a key, one in ten with an alias; text in which one word in twelve begins
// a name of the list and one in twelve is another word with a capital. Loading
// is timed with the file in the system's cache, matching on one core and with
// the text divided into words already. Each figure is the best of several,
// which a busy machine disturbs least.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing/fstest"
	"time"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/tw"

	"rollcall/internal/cputime"
	"rollcall/pipeline/gazetteer"
	"rollcall/pipeline/token"
	"rollcall/text"
)

func main() {
	names := flag.Int("names", 1_000_000, "how many names the list has")
	words := flag.Int("words", 1_000_000, "how many words the text has")
	seed := flag.Uint64("seed", 1, "what the names and the text are made from")
	pipe := flag.String("pipeline", "fast", "which pipeline reads the corpora")
	flag.Parse()
	if flag.NArg() > 0 {
		if err := ambiguous(*pipe, flag.Args()); err != nil {
			fmt.Fprintln(os.Stderr, "gazetteer:", err)
			os.Exit(1)
		}
		return
	}
	if err := run(*names, *words, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "gazetteer:", err)
		os.Exit(1)
	}
}

// row is a line of what is printed.
type row struct{ what, figure string }

func run(names, words int, seed uint64) error {
	dir, err := os.MkdirTemp("", "gazetteer")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	g := newGenerator(seed)
	list := g.list(names)
	docs, err := documents(g.text(words))
	if err != nil {
		return err
	}
	var rows []row
	add := func(what, format string, args ...any) { rows = append(rows, row{what, fmt.Sprintf(format, args...)}) }
	add("names", "%s", grouped(names))
	add("list as text", "%.1f MB", float64(len(list))/1e6)

	files := fstest.MapFS{"names.tsv": &fstest.MapFile{Data: list}}
	began := time.Now()
	set, err := gazetteer.Read(files, "names.tsv")
	if err != nil {
		return err
	}
	add("read from text", "%.0f ms", ms(time.Since(began)))
	began = time.Now()
	var compiled bytes.Buffer
	if _, err := set.WriteTo(&compiled); err != nil {
		return err
	}
	add("write compiled", "%.0f ms", ms(time.Since(began)))
	add("compiled", "%.1f MB", float64(compiled.Len())/1e6)
	if err := os.WriteFile(filepath.Join(dir, "names.gaz"), compiled.Bytes(), 0o666); err != nil {
		return err
	}
	inText, read := matches(set, docs)
	set, list, files = nil, nil, nil
	compiled = bytes.Buffer{}

	// The first load is for memory: each maps the file anew.
	debug.FreeOSMemory()
	before := resident()
	load := func() (took, work time.Duration, err error) {
		began, atWork := time.Now(), cputime.Now()
		set, err = gazetteer.Read(os.DirFS(dir), "names.gaz")
		return time.Since(began), cputime.Now() - atWork, err
	}
	best, work, err := load()
	if err != nil {
		return err
	}
	more := resident() - before
	for range 8 {
		took, worked, err := load()
		if err != nil {
			return err
		}
		best, work = min(best, took), min(work, worked)
	}
	add("load compiled, by the clock", "%.1f ms", ms(best))
	add("load compiled, processor time", "%.1f ms", ms(work))
	if before > 0 {
		add("memory that loading takes, the file's pages included", "%.1f MB", float64(more)/1e6)
	}

	inCompiled, speed := matches(set, docs)
	if inCompiled != inText {
		return fmt.Errorf("%d matches with the list as text, %d with it compiled", inText, inCompiled)
	}
	add("matches in the text", "%s", grouped(inCompiled))
	add("match, list read from text", "%.1f M words/s", read/1e6)
	add("match, list compiled", "%.1f M words/s", speed/1e6)
	return write(rows)
}

// documents divides text into documents of a few thousand words, each divided
// into words and sentences.
func documents(paragraphs []string) ([]*text.Document, error) {
	var docs []*text.Document
	for i, p := range paragraphs {
		d := &text.Document{ID: strconv.Itoa(i), Text: p}
		if err := token.Tokens(d); err != nil {
			return nil, err
		}
		if err := token.Sentences(d); err != nil {
			return nil, err
		}
		docs = append(docs, d)
	}
	return docs, nil
}

// matches is how many matches a set has in the documents, and how many words
// it takes a second.
func matches(set *gazetteer.Set, docs []*text.Document) (found int, speed float64) {
	for range 5 {
		found = 0
		words := 0
		began := cputime.Now()
		for _, d := range docs {
			found += len(set.Match(d))
			words += len(d.Tokens)
		}
		speed = max(speed, float64(words)/(cputime.Now()-began).Seconds())
	}
	return found, speed
}

// resident is how much of the program lies in memory, files mapped by it
// included, in bytes; 0 where the system does not tell.
func resident() int64 {
	status, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(status))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}

func ms(d time.Duration) float64 { return d.Seconds() * 1e3 }

// grouped writes a number with commas.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func write(rows []row) error {
	table := tablewriter.NewTable(os.Stdout,
		tablewriter.WithConfig(tablewriter.Config{Row: tw.CellConfig{Alignment: tw.CellAlignment{PerColumn: []tw.Align{tw.AlignLeft, tw.AlignRight}}}}))
	for _, r := range rows {
		if err := table.Append([]string{r.what, r.figure}); err != nil {
			return err
		}
	}
	return table.Render()
}
