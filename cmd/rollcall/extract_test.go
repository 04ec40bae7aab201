package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/cmd/rollcall/internal/render"
	"rollcall/cmd/rollcall/internal/source"
	"rollcall/pipeline"
	"rollcall/text"
)

// stable are the arguments for the pipeline of the tests.
var stable = []string{"--data", "testdata/data", "--pipeline", "test"}

// stream is a file of JSON lines that is never there as a whole.
type stream struct {
	documents int
	next      int
	rest      []byte
}

func (s *stream) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		if s.next == s.documents {
			return 0, io.EOF
		}
		s.next++
		s.rest = fmt.Appendf(nil, `{"id":"%d","text":"In Oslo they saw Ann Lee, who paid €5 million. %s"}`+"\n", s.next, strings.Repeat("Nothing more was said. ", 100))
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// gauge counts documents that pass and measures the heap at two of them.
type gauge struct {
	mark        []byte // what stands in the output once for each document
	early, late int
	seen        int
	heap        [2]uint64
}

func (g *gauge) Write(p []byte) (int, error) {
	for range bytes.Count(p, g.mark) {
		g.seen++
		switch g.seen {
		case g.early:
			g.heap[0] = heap()
		case g.late:
			g.heap[1] = heap()
		}
	}
	return len(p), nil
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestMemoryDoesNotGrow reads 12 MB of documents and checks that what is held
// in memory near the end is no more than near the beginning.
func TestMemoryDoesNotGrow(t *testing.T) {
	for format, mark := range map[string]string{"jsonl": `"text":"In Oslo`, "csv": ",PLACE,Oslo,", "marked": "In [Place Oslo] they"} {
		t.Run(format, func(t *testing.T) {
			g := &gauge{mark: []byte(mark), early: 500, late: 4900}
			var errOut bytes.Buffer
			args := append([]string{"extract", "-", "--format", format}, stable...)
			if status := run(t.Context(), args, &stream{documents: 5000}, g, &errOut); status != exitOK {
				t.Fatalf("exit status %d: %s", status, &errOut)
			}
			if g.seen != 5000 {
				t.Fatalf("%d documents came out, want 5000", g.seen)
			}
			if grown := int64(g.heap[1]) - int64(g.heap[0]); grown > 1<<20 {
				t.Errorf("the heap grew by %d bytes between document %d and %d", grown, g.early, g.late)
			}
		})
	}
}

// TestInterrupt cancels a run whose input would go on for ever.
func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	in, feed := io.Pipe()
	defer feed.Close()
	go io.WriteString(feed, `{"id":"first","text":"In Oslo."}`+"\n")
	var out, errOut bytes.Buffer
	status := make(chan int)
	written := &notifying{w: &out, first: make(chan struct{})}
	go func() {
		status <- run(ctx, append([]string{"extract", "-", "--format", "csv"}, stable...), in, written, &errOut)
	}()
	<-written.first
	cancel()
	select {
	case got := <-status:
		if got != exitUsage {
			t.Errorf("exit status %d, want %d", got, exitUsage)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the run goes on although it was interrupted")
	}
	if !strings.Contains(out.String(), "first,3,7,PLACE,Oslo") {
		t.Errorf("what was complete has not been written: %q", out.String())
	}
	if want := "rollcall: interrupted after 1 document; what was complete has been written\n"; errOut.String() != want {
		t.Errorf("standard error is %q, want %q", errOut.String(), want)
	}
}

type notifying struct {
	w     io.Writer
	first chan struct{}
	done  bool
}

func (n *notifying) Write(p []byte) (int, error) {
	if !n.done {
		n.done = true
		defer close(n.first)
	}
	return n.w.Write(p)
}

// TestManyFailures checks that failures are listed, but not without end.
func TestManyFailures(t *testing.T) {
	in := strings.NewReader(strings.Repeat("{}\n", 1000))
	var out, errOut bytes.Buffer
	status := run(t.Context(), append([]string{"extract", "-", "--input-format", "jsonl"}, stable...), in, &out, &errOut)
	if status != exitFailed {
		t.Fatalf("exit status %d, want %d", status, exitFailed)
	}
	said := errOut.String()
	if n := strings.Count(said, "has no text\n"); n != 1000 {
		t.Errorf("%d failures were reported, want 1000", n)
	}
	if !strings.HasSuffix(said, "rollcall: 1,000 documents failed, 0 done\n  -:1\n  -:2\n  -:3\n  -:4\n  -:5\n  -:6\n  -:7\n  -:8\n  -:9\n  -:10\n  -:11\n  -:12\n  -:13\n  -:14\n  -:15\n  -:16\n  -:17\n  -:18\n  -:19\n  -:20\n  … and 980 more\n") {
		t.Errorf("the end of the report is %q", said[max(0, len(said)-400):])
	}
}

func TestKeepTypes(t *testing.T) {
	d := &text.Document{
		Mentions: []text.Mention{{Type: text.TypePerson}, {Type: text.TypePlace}, {Type: text.TypePerson}},
		Entities: []text.Entity{{ID: "E1", Mentions: []int{1}}, {ID: "E2", Mentions: []int{0, 2}}},
	}
	keepTypes(d, map[text.Type]bool{text.TypePerson: true})
	want := &text.Document{
		Mentions: []text.Mention{{Type: text.TypePerson}, {Type: text.TypePerson}},
		Entities: []text.Entity{{ID: "E2", Mentions: []int{0, 1}}},
	}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
}

func TestOccurrences(t *testing.T) {
	const s = "Os, Oslo and OSLO. Ann\r\n Lee and Ann\u00a0Lee; annual, \xff Oslo"
	tests := []struct {
		wanted string
		want   []string
	}{
		{"Oslo", []string{"Oslo", "Oslo"}},
		{"oslo", []string{"Oslo", "OSLO", "Oslo"}},
		{"Os", []string{"Os"}},
		{"slo", []string{"slo", "slo"}},
		{"Ann  Lee", []string{"Ann\r\n Lee", "Ann\u00a0Lee"}},
		{"; annual,", []string{"; annual,"}},
		{" ", nil},
		{"a.*b", nil},
		{"\xff", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, span := range occurrences(s, tt.wanted) {
			got = append(got, span.In(s))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.wanted, diff)
		}
	}
}

// FuzzExtract sends any bytes as any kind of input through the default
// pipeline: no panic, and lines of good JSON with spans that fit the text.
func FuzzExtract(f *testing.F) {
	for _, seed := range []string{"", "Ann Lee of Oslo paid $5bn.", "\xff\xfe\x00A", "{\"text\":\"Ann \xff\"}", "<html><p>Ann", "A\u2028B\u0085 £", "I.\r\n\r\n1. U.S.-led\n- x"} {
		f.Add([]byte(seed))
	}
	p, err := pipeline.Open("default", pipeline.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		var out, errOut bytes.Buffer
		j := &job{
			flags: &extractFlags{systemFlags: systemFlags{workers: 1}}, format: "jsonl", pipeline: p,
			render: render.Options{Unit: text.UTF16, Candidates: true},
			source: source.Options{Stdin: bytes.NewReader(content)}, files: []source.File{{Path: source.Stdin}},
		}
		err := j.do(t.Context(), &out, &errOut)
		var failed failure
		if err != nil && !errors.As(err, &failed) || strings.Contains(errOut.String(), "panic") {
			t.Fatalf("%v\n%s", err, &errOut)
		}
		docs, readErr := text.NewReader(&out, "out").ReadAll()
		if readErr != nil {
			t.Fatalf("what was written cannot be read: %v", readErr)
		}
		if err == nil && len(docs) == 0 && !bytes.Contains(content, []byte("{")) && !bytes.HasPrefix(content, []byte("\x1f\x8b")) {
			t.Fatal("nothing was written")
		}
	})
}

func BenchmarkExtractSeeds(b *testing.B) {
	files, err := filepath.Glob("../../seeds/*.txt")
	if err != nil || len(files) == 0 {
		b.Fatalf("no seeds: %v", err)
	}
	var size int64
	found, _ := source.Files(files)
	for _, f := range found {
		size += f.Size
	}
	b.SetBytes(size)
	for b.Loop() {
		if status := run(b.Context(), append([]string{"extract"}, files...), os.Stdin, io.Discard, io.Discard); status != exitOK {
			b.Fatalf("exit status %d", status)
		}
	}
}
