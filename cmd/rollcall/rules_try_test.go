package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// output is a buffer that one goroutine writes and another reads.
type output struct {
	mu sync.Mutex
	bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.Buffer.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.Buffer.String()
}

// A save of the rules runs them again, a faulty one says what is wrong and
// waits for the next, and the end is no failure.
func TestTryWatches(t *testing.T) {
	dir := t.TempDir()
	rules, note := filepath.Join(dir, "mine.yaml"), filepath.Join(dir, "note.txt")
	save := func(path, content string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	rule := func(pattern string) string {
		return "rules:\n  - {name: x, type: PLACE, score: 0.5, pattern: '" + pattern + "', examples: {match: ['mud of [Place Halden]'], no_match: ['mud']}}\n"
	}
	save(note, "The mud of Halden and the peat of Marsh.")
	save(rules, rule("mud of {Cap}"))

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var out, errOut output
	ended := make(chan int)
	go func() {
		ended <- run(ctx, []string{"rules", "try", rules, note, "--watch"}, strings.NewReader(""), &out, &errOut)
	}()
	await := func(in *output, want string) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); !strings.Contains(in.String(), want); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("no %q in\n%s%s", want, out.String(), errOut.String())
			}
		}
	}
	await(&out, "mud of  Halden")
	save(rules, rule("peat of {Cap"))
	await(&errOut, "{ is never closed")
	save(rules, rule("peat of {Cap}, "))
	save(rules, rule("peat of {Cap}"))
	await(&out, "peat of  Marsh")
	cancel()
	select {
	case status := <-ended:
		if status != exitOK {
			t.Errorf("exit status %d", status)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it does not end")
	}
}
