package main

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected output in testdata/script to what the program prints")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rollcall": main})
}

// TestScripts runs the txtar scripts in testdata/script. A script calls the
// program with "exec rollcall …", or with "exits 2 rollcall …" where the exit
// status matters. $SEEDS is the folder of the source articles and $GOLD that of
// the annotated ones. "go test ./cmd/rollcall -update" rewrites what scripts
// compare with by "cmp stdout …".
func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("SEEDS", filepath.Join(root, "seeds"))
			env.Setenv("GOLD", filepath.Join(root, "gold"))
			env.Setenv("DATA", filepath.Join(root, "cmd/rollcall/testdata/data"))
			// A test does not depend on the colours of the terminal that it
			// is started in.
			env.Setenv("NO_COLOR", "")
			env.Setenv("TERM", "dumb")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"repeat": repeat,
		},
	})
}

// exits runs "exits STATUS PROGRAM ARGUMENT…" and fails unless the program ends
// with that status.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS PROGRAM [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	if err != nil {
		ts.Fatalf("exits: %v", err)
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("exits: %v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// repeat runs "repeat TIMES FILE TARGET" and writes FILE that many times, one
// after the other, into TARGET: a big input without a big script.
func repeat(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: repeat TIMES FILE TARGET")
	}
	times, err := strconv.Atoi(args[0])
	ts.Check(err)
	piece := []byte(ts.ReadFile(args[1]))
	target, err := os.Create(ts.MkAbs(args[2]))
	ts.Check(err)
	for range times {
		_, err := target.Write(piece)
		ts.Check(err)
	}
	ts.Check(target.Close())
}
