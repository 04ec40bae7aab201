package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"rollcall/pipeline"
	"rollcall/pipeline/rule"
)

// lookAgain is how long it takes at most until a saved file is noticed. Looking
// costs one stat; a library that is told by the system would be one more, with
// rules of its own for editors that save under another name first.
const lookAgain = 200 * time.Millisecond

// watching tries the rules each time that their file is saved, until the run is
// interrupted. Faults of the file are shown and mended by the next save.
func (f *tryFlags) watching(cmd *cobra.Command, what string, before []pipeline.Stage, corpus *tryCorpus, set *rule.Set, err error) error {
	documents := corpus.kept()
	return again(cmd, what, func(first bool) error {
		if !first {
			set, err = f.read(what, true)
		}
		if err != nil {
			return err
		}
		t, err := f.try(cmd.Context(), set, before, documents)
		if err != nil {
			return err
		}
		return t.write(cmd.OutOrStdout(), f)
	})
}

// again shows something, and once more each time that a file, or one in a folder,
// is saved, until the run is interrupted. What goes wrong is told and may be
// mended by the next save.
func again(cmd *cobra.Command, path string, show func(first bool) error) error {
	out, ctx := cmd.OutOrStdout(), cmd.Context()
	for first := true; ; first = false {
		stamp := stampOf(path)
		if isTerminal(out) {
			fmt.Fprint(out, "\x1b[2J\x1b[3J\x1b[H") // an empty screen
		}
		err := show(first)
		if ctx.Err() != nil {
			return nil
		}
		var f failure
		if err != nil && !(errors.As(err, &f) && f.said) {
			fmt.Fprintf(cmd.ErrOrStderr(), "rollcall: %v\n", err)
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "%s; waiting for %s to be saved, Ctrl-C to end\n", time.Now().Format("15:04:05"), path)
		if !waitForChange(ctx, path, stamp) {
			return nil
		}
	}
}

// waitForChange returns true once the stamp of a file, or of what is in a
// folder, is another one and has come to rest, and false if ctx ends before.
func waitForChange(ctx context.Context, path, stamp string) bool {
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	last := stamp
	for {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
		// An editor may write in several steps: wait until two looks agree.
		now := stampOf(path)
		if now != stamp && now == last && now != "" {
			return true
		}
		last = now
	}
}

// stampOf tells one state of a file, or of the files in a folder, from another;
// it is empty where there is nothing.
func stampOf(path string) string {
	stamp := ""
	err := filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := os.Stat(file)
		if err == nil {
			stamp += fmt.Sprintf("%s %d %d\n", file, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	if err != nil {
		return ""
	}
	return stamp
}
