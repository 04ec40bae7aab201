package main

import (
	"context"
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
	out, ctx := cmd.OutOrStdout(), cmd.Context()
	documents := corpus.kept()
	for {
		stamp := stampOf(what)
		if isTerminal(out) {
			fmt.Fprint(out, "\x1b[2J\x1b[3J\x1b[H") // an empty screen
		}
		if err == nil {
			var t *tried
			if t, err = f.try(ctx, set, before, documents); err == nil {
				err = t.write(out, f)
			}
		}
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			fmt.Fprintf(cmd.ErrOrStderr(), "rollcall: %v\n", err)
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "%s; waiting for %s to be saved, Ctrl-C to end\n", time.Now().Format("15:04:05"), what)
		if !waitForChange(ctx, what, stamp) {
			return nil
		}
		set, err = f.read(what, true)
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
